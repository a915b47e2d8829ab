import { saveCarriers, saveReach, saveServices } from '#centers/carriers/agreements/write.ts'
import { addNumbers } from '#centers/carriers/waybills/write.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { advanceOrders } from '#centers/orders/write.ts'
import { systemBy } from '#core/audit.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import type { Db } from '#core/sql.ts'
import type { BinItem } from './model.ts'
import { moveContents, saveBins, saveSites, saveZones } from './places/write.ts'

const words = (text: string) => ({ zh: text, en: text })

/** A site at a node: one storage zone, bins `A-01`, `A-02` … on the way, goods of SKUs in them, and a carrier with numbers in a pool. */
export async function openSite(
  db: Db,
  now: string,
  node_id: string,
  contents: Record<string, Record<string, number>>,
  more: { numbers?: number; weighs?: boolean; smallest_bulk?: number; largest_bulk?: number } = {},
): Promise<void> {
  const { numbers = 200, weighs = false, smallest_bulk = 3, largest_bulk = 500 } = more
  const by = systemBy('test')
  await db.tx(async (tx) => {
    const carrier = { carrier_id: 'own', name: words('own'), codes: {}, track_account_id: null, label_form: '76x130' as const }
    await saveCarriers(tx, by, now, [{ ...carrier, masks_recipient: true, stalled_hours: 72, active: true }])
    await saveServices(tx, by, now, [
      { carrier_id: 'own', service_id: 'standard', name: words('standard'), numbers_from: 'pool', account_id: null, active: true },
    ])
    await saveReach(tx, by, now, [{ carrier_id: 'own', region: '', served: true }])
    // Every site brings numbers of its own.
    const start = 10_000_000 + 1_000_000 * (Number(/\d+$/.exec(node_id)?.[0] ?? 0) % 80)
    for (let first = 0; first < numbers; first += 10_000) {
      const last = Math.min(numbers, first + 10_000) - 1
      await addNumbers(tx, by, now, [
        { carrier_id: 'own', service_id: 'standard', first: `OWN${start + first}`, last: `OWN${start + last}` },
      ])
    }
    await saveSites(tx, now, [
      {
        ...{ node_id, carrier_id: 'own', service_id: 'standard', phone: '023-61000000', smallest_bulk, largest_bulk, largest_loose: 30 },
        ...{ weighs, tolerance_grams: 100, tolerance_bp: 500 },
      },
    ])
  })
  await db.tx(async (tx) => {
    await saveZones(tx, [{ node_id, code: 'A', name: words('A'), purpose: 'storage' }])
    const bins = Object.keys(contents).map(
      (code, i): BinItem => ({ node_id, code, zone_code: 'A', path_no: i + 1, capacity_pieces: null, closed: false }),
    )
    await saveBins(tx, bins)
    await moveContents(
      tx,
      'test',
      now,
      Object.entries(contents).flatMap(([code, skus]) =>
        Object.entries(skus).map(([sku_id, quantity]) => ({
          ...{ node_id, sku_id, lot: '', expires_on: null, from_bin: null, to_bin: code, quantity, reason: 'opening' },
        })),
      ),
    )
  })
}

/** Orders a marketplace sold and was paid for, approved by rule and released to the warehouse. Answers their ids and numbers in the order given. */
export async function releasedOrders(
  db: Db,
  now: string,
  contents: readonly Record<string, number>[],
  options: { advance?: boolean } = {},
): Promise<{ id: string; order_no: string }[]> {
  const numbers = numberSource(db, 'orders')
  const orders = contents.map((lines) => ({
    ...{
      id: newId(),
      channel_id: 'tmall',
      external_no: newId(),
      member_id: null,
      visitor_id: null,
      buyer_name: '林小满',
      buyer_phone: '13800001234',
    },
    address: { province: '重庆市', city: '', district: '渝中区', street: '解放碑步行街 1 号', region_code: '500103' },
    ...{ buyer_message: null, currency: 'CNY', payment_term: 'channel' as const, outlet_id: null, placed_at: now },
    lines: Object.entries(lines).map(([sku_id, quantity]) => ({ sku_id, quantity, unit_minor: 1_000, amount_minor: 1_000 * quantity })),
    ...{ freight_minor: 0, expected_total_minor: null },
  }))
  const outcomes = await db.tx((tx) => placeOrders(tx, now, orders, numbers.take))
  const bad = outcomes.find(({ status }) => status !== 'placed')
  if (bad) throw new Error(`an order of the test was refused: ${JSON.stringify(bad)}`)
  if (options.advance !== false) while ((await advanceOrders(db, now)) > 0);
  return outcomes.map(({ id, order_no }) => ({ id, order_no: order_no! }))
}
