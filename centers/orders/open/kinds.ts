import { faultsOf, kindField, registerKind } from '#centers/partners/mappings/kinds.ts'
import { sandbox_id } from '#centers/partners/model.ts'
import { closed, Text } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { IntakeItem } from '../model.ts'
import { cancelOpenly, openPlacer } from './intake.ts'

type Item = Record<string, unknown>

/** An order of a channel is known by its number there, so a message sent again places nothing twice. */
function intakeOf(item: Item, channel_id = String(item.channel_id)): Item {
  const { address = {}, lines = [], ...rest } = item as { address?: Item; lines?: Item[] }
  return {
    ...{ currency: 'CNY', freight_minor: 0 },
    ...rest,
    id: steadyId('open order', channel_id, String(item.external_no)),
    address: { city: '', district: '', ...address },
    lines: lines.map((line) => ({ ...line, amount_minor: line.amount_minor ?? Number(line.unit_minor) * Number(line.quantity) })),
  }
}

/** An order a partner sold, in whatever shape its program writes it. */
registerKind({
  kind: 'order',
  permission: 'orders.place',
  title: { zh: '订单', en: 'Order' },
  known_by: 'external_no',
  largest: 100,
  good: ['placed'],
  private_fields: ['buyer_name', 'buyer_phone', 'address.street', 'buyer_message'],
  fields: [
    kindField('external_no', '对方订单号', 'Their order number'),
    kindField('channel_id', '渠道', 'Channel'),
    kindField('placed_at', '下单时间', 'Ordered at', true, 'moment'),
    kindField('currency', '币种（默认 CNY）', 'Currency (CNY by default)', false),
    kindField('lines[].sku_id', '商品 SKU', 'SKU'),
    kindField('lines[].quantity', '数量', 'Quantity', true, 'integer'),
    kindField('lines[].unit_minor', '单价（分）', 'Unit price (fen)', true, 'integer'),
    kindField('lines[].amount_minor', '行金额（分，默认单价×数量）', 'Line amount (fen; price × quantity by default)', false, 'integer'),
    kindField('freight_minor', '运费（分，默认 0）', 'Freight (fen; 0 by default)', false, 'integer'),
    kindField('buyer_name', '收货人', 'Receiver'),
    kindField('buyer_phone', '电话', 'Phone'),
    kindField('address.province', '省', 'Province'),
    kindField('address.city', '市', 'City', false),
    kindField('address.district', '区县', 'District', false),
    kindField('address.street', '详细地址', 'Street'),
    kindField('address.region_code', '区县代码', 'County code', false),
    kindField('address.postcode', '邮编', 'Postcode', false),
    kindField('buyer_message', '买家留言', 'A word to the seller', false),
  ],
  check: (item) => faultsOf(IntakeItem, intakeOf(item)),
  take: async (needs, caller, key, items) =>
    openPlacer(needs)(
      caller,
      key,
      items.map((item) => intakeOf(item, key.sandbox ? sandbox_id : undefined) as IntakeItem),
    ),
})

const Cancellation = closed({
  external_no: Text('Their order number', 80),
  channel_id: Text('The channel', 64),
  reason: Text('Why', 200),
})

/** An order taken back, known by the partner's own number. */
registerKind({
  kind: 'order.cancellation',
  permission: 'orders.cancel',
  title: { zh: '取消订单', en: 'Cancellation of an order' },
  known_by: 'external_no',
  largest: 100,
  good: ['canceled'],
  fields: [
    kindField('external_no', '对方订单号', 'Their order number'),
    kindField('channel_id', '渠道', 'Channel'),
    kindField('reason', '原因', 'Reason'),
  ],
  check: (item) => faultsOf(Cancellation, item),
  take: async (needs, caller, key, items) => {
    const asked = items.map(({ external_no, channel_id, reason }) => ({
      external_no: String(external_no),
      channel_id: key.sandbox ? sandbox_id : String(channel_id),
      reason: String(reason),
    }))
    const found = await needs.db.rows<{ id: string; channel_id: string; external_no: string }>(sql`
      select o.id, o.channel_id, o.external_no
      from unnest(${asked.map((one) => one.channel_id)}::text[], ${asked.map((one) => one.external_no)}::text[]) as k (channel_id, external_no)
      join orders.orders o on o.channel_id = k.channel_id and o.external_no = k.external_no`)
    const ids = new Map(found.map(({ id, channel_id, external_no }) => [JSON.stringify([channel_id, external_no]), id]))
    // A number nobody knows gets an id nobody has: it is refused like any other.
    const known = asked.map(({ channel_id, external_no, reason }) => ({
      id: ids.get(JSON.stringify([channel_id, external_no])) ?? steadyId('unknown', channel_id, external_no),
      reason,
    }))
    return cancelOpenly(needs, caller, key, known)
  },
})
