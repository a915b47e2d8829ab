import type { NewOrder } from '#centers/orders/model.ts'
import { newId } from '#core/ids.ts'
import { parseMoney } from '#core/money.ts'
import { momentOf } from '#core/time.ts'

/** Rows of a marketplace's order file, as text, one line of an order each; two lines an order. */
export function* fileRows(orders: number, skus: readonly { sku_id: string; price_minor: number }[], prefix: string): Generator<string[]> {
  for (let i = 0; i < orders; i++) {
    for (const j of [0, 1]) {
      const sku = skus[(i * 7 + j * 13) % skus.length]!
      const price = `${Math.floor(sku.price_minor / 100)}.${String(sku.price_minor % 100).padStart(2, '0')}`
      yield [
        `${prefix}${i}`,
        '2026-11-11 00:00:01',
        sku.sku_id,
        '1',
        price,
        '林小满',
        '13800001234',
        '重庆市',
        '渝中区',
        '解放碑步行街 1 号',
      ]
    }
  }
}

/** An order out of its rows, as an adapter makes it: times and amounts read from text. */
export function orderOfRows(rows: readonly string[][]): NewOrder {
  const [external_no, placed, , , , buyer_name, buyer_phone, province, district, street] = rows[0]!
  return {
    id: newId(),
    channel_id: 'tmall',
    external_no: external_no!,
    member_id: null,
    visitor_id: null,
    buyer_name: buyer_name!,
    buyer_phone: buyer_phone!,
    address: { province, city: '', district, street },
    buyer_message: null,
    currency: 'CNY',
    payment_term: 'channel',
    outlet_id: null,
    placed_at: momentOf(placed!, 'Asia/Shanghai')!,
    lines: rows.map(([, , sku_id, quantity, price]) => {
      const unit_minor = parseMoney(price!, 'CNY')!
      return { sku_id: sku_id!, quantity: Number(quantity), unit_minor, amount_minor: unit_minor * Number(quantity) }
    }),
    freight_minor: 0,
    expected_total_minor: null,
  }
}
