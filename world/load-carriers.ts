import { importBill } from '#centers/carriers/bills/write.ts'
import type { Party, WaybillAsk } from '#centers/carriers/model.ts'
import { recordTrackWords } from '#centers/carriers/tracks/write.ts'
import { addNumbers, askWaybills } from '#centers/carriers/waybills/write.ts'
import { assert } from '#core/assert.ts'
import { systemBy } from '#core/audit.ts'
import { theSystem } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import { type Db, sql } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import * as world from './index.ts'

const day_ms = 86_400_000
const by = { ...systemBy('world'), ...theSystem, name: '邹长江' }

/** Where parcels of the sample warehouses leave from. */
export const senderAt = (node_id: string): Party => {
  const node = world.nodes.find(({ id }) => id === node_id)!
  const { province, city, district, street, region_code } = node.address
  return {
    ...{ name: node.name.zh, phone: '02367890000', company: '岚川集团', region: region_code },
    ...{ province, city: city || province, district, detail: street },
  }
}

/** Somebody of the sample enterprise who waits for a parcel. */
export function receiver(i: number): Party {
  const { recipient, phone, province, city, district, street, region_code } =
    world.members[(i * 13 + 2) % world.members.length]!.addresses[0]!
  return { name: recipient, phone, region: region_code ?? '500103', province, city: city || province, district, detail: street }
}

/** One parcel of the sample enterprise, as a carrier is told of it. */
export function sampleParcel(name: string, i: number, carrier_id: string, service_id = 'standard'): WaybillAsk {
  const skus = world.products
    .filter(({ tags }) => !tags.includes('service'))
    .flatMap((one) => one.skus.map((sku) => ({ ...sku, name: one.title.zh })))
  const sku = skus[(i * 29) % skus.length]!
  return {
    ...{ parcel_id: steadyId('world parcel', name, String(i)), organization_id: 'cq-cdc', node_id: 'cq-cdc', carrier_id, service_id },
    ...{ order_no: `S${name.toUpperCase()}${String(2600 + i)}`, sender: senderAt('cq-cdc'), recipient: receiver(i) },
    items: [{ sku_id: sku.sku_code, name: sku.name, quantity: 1 }],
    weight_grams: 900 + ((i * 377) % 2_600),
  }
}

/** Numbers a carrier gave in advance, parcels that left with them, what became of some, and the carrier's bill for the month. */
export async function loadCarrierWork(db: Db, now: string): Promise<void> {
  const day = (days: number) => addMilliseconds(now, days * day_ms)
  const parcels = Array.from({ length: 14 }, (_, i) => sampleParcel('zto', i, 'zto'))
  await db.tx(async (tx) => {
    await addNumbers(tx, by, day(-30), [{ carrier_id: 'zto', service_id: 'standard', first: 'ZT7301180001', last: 'ZT7301180200' }])
    const outcomes = await askWaybills(tx, by, day(-4), parcels)
    const bad = outcomes.find(({ status }) => !['answered', 'asked', 'already_asked', 'already_answered'].includes(status))
    assert(!bad, `the sample parcels get their numbers: ${JSON.stringify(bad)}`)
  })
  const waybills = await db.rows<{ waybill_no: string; weight_grams: number; quoted_minor: number | null }>(sql`
    select w.waybill_no, w.weight_grams, w.quoted_minor from unnest(${parcels.map(({ parcel_id }) => parcel_id)}::uuid[]) with ordinality k (parcel_id, place)
    join carriers.waybills w on w.parcel_id = k.parcel_id order by k.place`)
  assert(waybills.length === parcels.length && waybills.every(({ waybill_no }) => waybill_no), 'every sample parcel has its number')
  const word = (i: number, state: 'delivered' | 'refused' | 'lost', days: number, note: string) => ({
    ...{ carrier_id: 'zto', waybill_no: waybills[i]!.waybill_no, state, happened_at: day(days), note },
  })
  await db.tx((tx) =>
    recordTrackWords(tx, by, now, [
      ...[0, 1, 2, 3].map((i) => word(i, 'delivered', -1, '收件人本人签收')),
      word(4, 'refused', -1, '外箱破损，客户拒收'),
      word(5, 'lost', -1, '网点确认遗失'),
    ]),
  )
  const line = (i: number, more = 0, heavier = 0) => {
    const { waybill_no, weight_grams, quoted_minor } = waybills[i]!
    const kilograms = Math.ceil((weight_grams + heavier) / 1_000) * 1_000
    return { waybill_no, weight_grams: kilograms, amount_minor: (quoted_minor ?? 800) + more }
  }
  const lines = [
    ...[0, 1, 2, 3, 4, 6].map((i) => line(i)),
    line(7, 600, 1_000),
    line(8, 150),
    line(0),
    { waybill_no: 'ZT7301999999', amount_minor: 1_200 },
  ]
  await db.tx((tx) =>
    importBill(
      tx,
      by,
      now,
      {
        ...{ bill_id: steadyId('world freight bill', 'zto'), organization_id: 'cq-cdc', carrier_id: 'zto', currency: 'CNY' },
        ...{ period_from: businessDate(day(-30)), period_to: businessDate(now), name: '中通 本月运费' },
      },
      lines,
    ),
  )
}
