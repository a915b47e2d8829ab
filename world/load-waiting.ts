import { markUrgent, saveFillRules } from '#centers/fulfillment/waiting/write.ts'
import { reviewOrders } from '#centers/orders/abnormal/write.ts'
import type { NewOrder } from '#centers/orders/model.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { assert } from '#core/assert.ts'
import { systemBy } from '#core/audit.ts'
import { theSystem } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import type { Db } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import * as world from './index.ts'

const hour_ms = 3_600_000
const id = (...words: string[]) => steadyId('waiting', ...words)

/** Orders of marketplaces for goods that are still to come, one of them urgent, and two rules for giving them out. */
export async function loadWaiting(db: Db, now: string): Promise<void> {
  const presales = world.products.filter(({ stock_policy, lifecycle }) => stock_policy === 'negative' && lifecycle !== 'planned')
  const skus = presales.flatMap((product) => product.skus).slice(0, 3)
  if (skus.length === 0) return
  const by = { ...systemBy('world'), ...theSystem, name: '沈若澜' }
  const wanted = [1, 2, 1, 3, 1, 2]
  const orders = wanted.map((quantity, i): NewOrder => {
    const member = world.members[(i * 17 + 5) % world.members.length]!
    const { recipient, phone, is_default: _default, ...address } = member.addresses[0]!
    const { sku_code, price_minor } = skus[i % skus.length]!
    return {
      ...{ id: id('order', String(i)), channel_id: i % 2 === 0 ? 'tmall' : 'jd', external_no: `2611${77_000_000_000 + i * 6_151}` },
      ...{ member_id: null, visitor_id: null, buyer_name: recipient, buyer_phone: phone, address, buyer_message: null },
      ...{ currency: 'CNY', payment_term: 'channel', outlet_id: null, placed_at: addMilliseconds(now, (-50 + i * 7) * hour_ms) },
      lines: [{ sku_id: sku_code, quantity, unit_minor: price_minor, amount_minor: price_minor * quantity }],
      ...{ freight_minor: 0, expected_total_minor: null },
    }
  })
  const numbers = numberSource(db, 'orders')
  const placed = await db.tx((tx) => placeOrders(tx, addMilliseconds(now, -2 * hour_ms), orders, numbers.take))
  const bad = placed.find(({ status }) => status !== 'placed' && status !== 'already_placed')
  assert(!bad, `the sample presales are sold: ${JSON.stringify(bad)}`)
  // Cars are dear: a person looked at all but the last.
  await db.tx((tx) =>
    reviewOrders(
      tx,
      '陈晓雨',
      addMilliseconds(now, -hour_ms),
      'service',
      orders.slice(0, -1).map((order) => ({ id: order.id, note: '已电话核实' })),
    ),
  )
  await db.tx(async (tx) => {
    await markUrgent(tx, by, now, [{ id: orders[3]!.id, reason: '企业客户开业前要装好' }])
    await saveFillRules(tx, by, now, [
      { channel_id: '', node_id: '', first: ['urgent', 'vip'], other_nodes: false, parts: false, by_hand: false },
      { channel_id: 'jd', node_id: '', first: ['urgent'], other_nodes: true, parts: true, by_hand: false },
    ])
  })
}
