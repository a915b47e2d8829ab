import { systemBy } from '#core/audit.ts'
import type { Column, Importer } from '#core/imports/model.ts'
import { noteSeen } from './write.ts'

const column = (key: string, names: [zh: string, en: string], about: [zh: string, en: string], more: Partial<Column> = {}): Column => ({
  key,
  name: { zh: names[0], en: names[1] },
  kind: 'text',
  description: { zh: about[0], en: about[1] },
  example: '',
  ...more,
})

/** What a channel shows, from the file its back office exports: one row is one SKU. The same file twice changes nothing. */
export const listingImporter: Importer = {
  name: 'channel_listings',
  title: { zh: '渠道在售商品', en: 'What channels show' },
  permission: 'products.import',
  columns: [
    column('channel_id', ['渠道', 'Channel'], ['渠道编码', 'Code of the channel'], { required: true, max_length: 64, example: 'tmall' }),
    column('sku_id', ['SKU 编码', 'SKU'], ['我们的 SKU 编码', 'Our SKU code'], {
      required: true,
      max_length: 64,
      example: 'JL-REF-520-GY',
    }),
    column('on_sale', ['在售', 'On sale'], ['渠道上是否在售', 'Whether the channel sells it'], {
      kind: 'flag',
      required: true,
      example: '是',
    }),
    column('price_minor', ['售价', 'Price'], ['渠道显示的价格', 'The price it shows'], { kind: 'money', example: '6999.00' }),
    column('title', ['标题', 'Title'], ['渠道显示的标题', 'The title it shows'], { max_length: 300, example: '霁朗十字四门冰箱' }),
    column('seen_at', ['查看时间', 'Seen at'], ['不填则为导入时间', 'The time of the import when left empty'], {
      kind: 'moment',
      example: '2026-11-01T08:00:00+08:00',
    }),
  ],
  async apply(tx, rows, { by, now }) {
    const outcomes = await noteSeen(
      tx,
      { ...systemBy('listing import'), ...by, route: null, request_id: null },
      now,
      rows.map(({ values: { channel_id, sku_id, on_sale, price_minor, title, seen_at } }) => ({
        channel_id: String(channel_id),
        sku_id: String(sku_id),
        on_sale: on_sale === true,
        price_minor: price_minor === null ? null : Number(price_minor),
        title: title === null ? null : String(title),
        seen_at: seen_at === null ? now : String(seen_at),
      })),
    )
    return outcomes.map(({ status, detail }) => ({
      verdict: status === 'seen' || status === 'already_seen' ? 'done' : 'refused',
      status,
      ...(detail ? { detail } : {}),
    }))
  },
}
