import type { By } from '#core/audit.ts'
import { systemBy } from '#core/audit.ts'
import { textColumn as column } from '#core/imports/columns.ts'
import type { Importer, RowOutcome } from '#core/imports/model.ts'
import { pointsOf, readSpecifications } from '../imports/importer.ts'
import { listCategories } from '../read.ts'
import { templateOf } from '../rules.ts'
import { type LinkItem, linkKinds } from './model.ts'
import { saveCompetitors, saveLinks } from './write.ts'

const needed = { required: true } as const
/** Who stands in the history for what an import changed. */
export const actorOf = (by: Partial<By>): By => ({ ...systemBy('product import'), ...by, route: null, request_id: null })
const verdictOf = ({ status, detail }: { status: string; detail?: string | undefined }): RowOutcome => ({
  ...{ verdict: status === 'saved' || status === 'already_saved' ? ('done' as const) : ('refused' as const), status },
  ...(detail ? { detail } : {}),
})

/** Products of others from a spreadsheet: one row is one product. The same file again changes nothing. */
export const competitorImporter: Importer = {
  name: 'competitors',
  title: { zh: '竞品资料', en: 'Products of others' },
  permission: 'products.import',
  columns: [
    column('competitor_id', '编码', 'Code', ['我们给它的编码', 'The code we give it'], 'beifeng-515', { ...needed, max_length: 64 }),
    column('category_id', '分类', 'Category', ['分类代号', 'Code of the category'], 'refrigerator', { ...needed, max_length: 64 }),
    column('brand_name', '品牌', 'Brand', ['谁家的商品', 'Whose it is'], '北风', { ...needed, max_length: 60 }),
    column('title_zh', '名称', 'Title', ['中文名称', 'Its Chinese name'], '北风 515 升冰箱', { ...needed, max_length: 300 }),
    column('title_en', '英文名称', 'English title', ['不填则同中文', 'As in Chinese when empty'], 'Beifeng 515 L', { max_length: 300 }),
    column('price_minor', '售价', 'Price', ['看到的价格', 'The price that was seen'], '4999.00', { kind: 'money' }),
    column('specifications', '规格参数', 'Specifications', ['代号=值，分号隔开', 'key=value, semicolons between'], 'total_litres=515', {
      max_length: 4000,
    }),
    column('selling_points', '要点', 'Key points', ['分号隔开，中文|English', 'Semicolons between, 中文|English'], '风冷无霜|No frost', {
      max_length: 4000,
    }),
    column('source', '资料来源', 'Source', ['在哪里看到的', 'Where it was read'], 'https://example.com', { ...needed, max_length: 300 }),
    column('seen_on', '查看日期', 'Seen on', ['哪天看到的', 'When it was read'], '2026-05-01', { ...needed, kind: 'date' }),
  ],
  async apply(tx, rows, { by, now }) {
    const tree = new Map((await listCategories(tx)).map((one) => [one.category_id, one]))
    const read = rows.map(({ values }) => {
      const text = (key: string) => (values[key] === null || values[key] === undefined ? '' : String(values[key]))
      const specifications = readSpecifications(text('specifications') || undefined, templateOf(text('category_id'), tree))
      if ('fault' in specifications) return specifications
      return {
        ...{ competitor_id: text('competitor_id'), category_id: text('category_id'), brand_name: text('brand_name') },
        title: { zh: text('title_zh'), en: text('title_en') || text('title_zh') },
        price_minor: values.price_minor === null || values.price_minor === undefined ? null : Number(values.price_minor),
        specifications: specifications.values,
        selling_points: pointsOf(text('selling_points') || undefined) ?? [],
        ...{ source: text('source'), seen_on: text('seen_on') },
      }
    })
    const good = read.flatMap((one) => ('fault' in one ? [] : [one]))
    const outcomes = await saveCompetitors(tx, actorOf(by as Partial<By>), now, good)
    return read.map(
      (one): RowOutcome =>
        'fault' in one
          ? { verdict: 'refused', status: 'specification_invalid', detail: one.fault }
          : verdictOf(outcomes[good.indexOf(one)]!),
    )
  },
}

/** What stands beside products, from a spreadsheet: one row is one list of one product, and the whole of it. */
export const linkImporter: Importer = {
  name: 'product_links',
  title: { zh: '商品搭配', en: 'What goes with products' },
  permission: 'products.import',
  columns: [
    column('spu_id', 'SPU 编码', 'SPU', ['哪个商品的页面', 'Whose page shows them'], 'jl-ref-shanlan', { ...needed, max_length: 64 }),
    column(
      'kind',
      '搭配种类',
      'Kind',
      ['part 备件、service 服务、accessory 配件、similar 相似', 'part, service, accessory or similar'],
      'service',
      {
        ...needed,
        kind: 'choice',
        choices: linkKinds,
      },
    ),
    column(
      'targets',
      '搭配商品',
      'Products',
      ['SPU 编码，分号隔开；不填则清空', 'SPU codes, semicolons between; none when empty'],
      'jl-care-clean',
      {
        max_length: 4000,
      },
    ),
  ],
  async apply(tx, rows, { by, now }) {
    const items = rows.map(
      ({ values }): LinkItem => ({
        spu_id: String(values.spu_id),
        kind: String(values.kind) as LinkItem['kind'],
        targets: String(values.targets ?? '')
          .split(/[;；\s]+/)
          .filter(Boolean)
          .slice(0, 50),
      }),
    )
    return (await saveLinks(tx, actorOf(by as Partial<By>), now, items)).map(verdictOf)
  },
}
