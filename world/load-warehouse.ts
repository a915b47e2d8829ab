import { addNumbers } from '#centers/carriers/waybills/write.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { findShippable, shipBoxes, weighBoxes } from '#centers/warehouse/boxes/dispatch.ts'
import { askLabels, findUnlabeled } from '#centers/warehouse/boxes/labels.ts'
import { checkWaves } from '#centers/warehouse/checks/write.ts'
import type { BinItem } from '#centers/warehouse/model.ts'
import { confirmPicks } from '#centers/warehouse/picks/write.ts'
import { findUnbinned } from '#centers/warehouse/places/read.ts'
import { moveContents, saveBins, saveSites, saveZones } from '#centers/warehouse/places/write.ts'
import { receiveReturns } from '#centers/warehouse/returns/write.ts'
import { makeWaves, releaseWaves, takeIn } from '#centers/warehouse/waves/write.ts'
import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { chunksOf, groupBy } from '#core/outcomes.ts'
import { type Db, sql } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import * as world from './index.ts'
import { both } from './words.ts'

const sites = ['cq-cdc', 'cq-rdc', 'wz-rdc', 'ks-rdc', 'sd-rdc', 'bj-rdc']
const zones = [
  ['A', '轻小件区 | Small parts'],
  ['B', '标准货架区 | Shelves'],
  ['C', '大件区 | Large pieces'],
] as const
const hour_ms = 3_600_000

/** The warehouses of the sample enterprise: bins with the goods the books have, numbers for their parcels, and a day's work under way in the central one. */
export async function loadWarehouse(db: Db, now: string): Promise<void> {
  if (await db.row(sql`select 1 as one from warehouse.sites limit 1`)) return
  const nodes = sites.filter((id) => world.nodes.some((node) => node.id === id))
  await db.tx(async (tx) => {
    await saveSites(
      tx,
      now,
      nodes.map((node_id) => ({
        ...{ node_id, carrier_id: node_id === 'cq-cdc' ? 'sf' : 'zto', service_id: 'standard', phone: '023-6100 0000' },
        ...{ smallest_bulk: 5, largest_bulk: 300, largest_loose: 30, weighs: true, tolerance_grams: 200, tolerance_bp: 800 },
      })),
    )
    await addNumbers(tx, systemBy('world'), now, [
      { carrier_id: 'sf', service_id: 'standard', first: 'SF8800010001', last: 'SF8800012000' },
      { carrier_id: 'zto', service_id: 'standard', first: 'ZT7700010001', last: 'ZT7700012000' },
      // Whoever prices choose has numbers too.
      { carrier_id: 'own', service_id: 'standard', first: 'ZY7700010001', last: 'ZY7700012000' },
      { carrier_id: 'yto', service_id: 'standard', first: 'YT7700010001', last: 'YT7700012000' },
      { carrier_id: 'jd', service_id: 'standard', first: 'JD7700010001', last: 'JD7700012000' },
      { carrier_id: 'ems', service_id: 'standard', first: 'EM7700010001', last: 'EM7700012000' },
    ])
    await saveZones(
      tx,
      nodes.flatMap((node_id) => zones.map(([code, name]) => ({ node_id, code, name: both(name), purpose: 'storage' as const }))),
    )
  })
  await placeMore(db, now)
  for (const node_id of nodes) await fillBins(db, now, node_id)
  await beginDay(db, now)
}

const skus = () => world.products.flatMap((product) => product.skus)

/** One bin a SKU, in the zone its weight asks for; some of the bins stay free for what arrives. */
async function fillBins(db: Db, now: string, node_id: string): Promise<void> {
  const held = skus().filter(({ initial_stock }) => initial_stock.some((stock) => stock.node_id === node_id))
  const unbinned = await findUnbinned(
    db,
    held.map(({ sku_code }) => ({ node_id, sku_id: sku_code })),
  )
  const placed = { A: 0, B: 0, C: 0 }
  const filled = held.map(({ sku_code, weight_grams }) => {
    const zone = weight_grams < 2_000 ? 'A' : weight_grams < 15_000 ? 'B' : 'C'
    const n = placed[zone]++
    return {
      zone,
      code: binCode(zone, n),
      path_no: pathNo(zone, n),
      sku_id: sku_code,
      quantity: unbinned.get(`${node_id} ${sku_code}`) ?? 0,
    }
  })
  const spare = (['A', 'B', 'C'] as const).flatMap((zone) =>
    Array.from({ length: 6 }, (_, i) => ({ zone, code: binCode(zone, placed[zone] + i), path_no: pathNo(zone, placed[zone] + i) })),
  )
  await db.tx(async (tx) => {
    for (const some of chunksOf([...filled, ...spare], 500))
      await saveBins(
        tx,
        some.map(({ zone, code, path_no }): BinItem => ({ node_id, code, zone_code: zone, path_no, capacity_pieces: null, closed: false })),
      )
    // What the books keep by lot lies there by lot; the rest has none.
    const lots = groupBy(
      await tx.rows<{ sku_id: string; lot: string; expires_on: string | null; quantity: number }>(sql`
        select s.sku_id, s.lot_no as lot, l.expires_on, s.quantity from inventory.lot_stock s join inventory.lots l on l.sku_id = s.sku_id and l.lot_no = s.lot_no
        where s.node_id = ${node_id} and s.condition = 'good' and s.quantity > 0 order by l.expires_on, s.lot_no`),
      ({ sku_id }) => sku_id,
    )
    await moveContents(
      tx,
      'world',
      now,
      filled.flatMap(({ code, sku_id, quantity }) => {
        let left = Math.max(0, quantity)
        return [...(lots.get(sku_id) ?? []), { lot: '', expires_on: null, quantity: left }].flatMap((part) => {
          const some = Math.min(left, part.quantity)
          left -= some
          const at = { node_id, sku_id, from_bin: null, to_bin: code, reason: 'opening' }
          return some > 0 ? [{ lot: part.lot, expires_on: part.expires_on, quantity: some, ...at }] : []
        })
      }),
    )
  })
}

// Four levels a rack, six racks an aisle.
const binCode = (zone: string, n: number): string =>
  `${zone}-${two(Math.floor(n / 24) + 1)}-${two((Math.floor(n / 4) % 6) + 1)}-${(n % 4) + 1}`
const pathNo = (zone: string, n: number): number => (zone.charCodeAt(0) - 64) * 10_000 + n
const two = (n: number): string => String(n).padStart(2, '0')

const heldAt = ({ initial_stock }: { initial_stock: readonly { node_id: string; quantity: number }[] }, node_id: string): number =>
  initial_stock.find((one) => one.node_id === node_id)?.quantity ?? 0
/** So many orders of goods kept by lot: they leave first, so that a recall has somebody to find. */
const dated = 6
const dated_at = 'ks-rdc'
const datedSku = () =>
  world.products
    .filter((product) => product.tracks_lots && !product.tracks_serials)
    .flatMap((product) => product.skus)
    .find((sku) => heldAt(sku, dated_at) >= 60 && sku.weight_grams < 8_000)

/** Orders of a marketplace that reached the central warehouse this morning: some hold the same, some do not. */
async function placeMore(db: Db, now: string): Promise<void> {
  const node_ids = new Set(world.channels.find(({ id }) => id === 'pdd')!.node_ids)
  const stocked = skus()
    .filter(({ initial_stock, weight_grams }) => {
      return heldAt({ initial_stock }, 'cq-cdc') >= 60 && weight_grams < 8_000 && initial_stock.some(({ node_id }) => node_ids.has(node_id))
    })
    .slice(0, 12)
  if (stocked.length < 8) return
  const contents = [
    ...Array.from({ length: 12 }, () => [0]),
    ...[[1, 2], [3], [2, 4, 5], [1], [6, 7], [5], [4, 6], [7, 1]],
    ...Array.from({ length: 6 }, () => [3, 5]),
    ...[[2], [1, 6], [7]],
  ]
  const tin = datedSku()
  if (tin) {
    const at = stocked.push(tin) - 1
    contents.push(...Array.from({ length: dated }, () => [at]))
  }
  const numbers = numberSource(db, 'orders')
  const orders = contents.map((picks, i) => {
    const receiver = world.members[(i * 11) % world.members.length]!
    const { recipient, phone, is_default: _default, ...address } = receiver.addresses[0]!
    return {
      ...{
        id: steadyId('warehouse-order', String(i)),
        channel_id: tin && picks.includes(stocked.indexOf(tin)) ? 'tmall-zhimu' : 'pdd',
        external_no: `2611${66_000_000_000 + i * 7_919}`,
        member_id: null,
        visitor_id: null,
      },
      ...{
        buyer_name: recipient,
        buyer_phone: phone,
        address,
        buyer_message: null,
        currency: 'CNY',
        payment_term: 'channel' as const,
        outlet_id: null,
      },
      placed_at: addMilliseconds(now, -4 * hour_ms + i * 60_000),
      lines: picks.map((pick) => {
        const { sku_code, price_minor } = stocked[pick]!
        return { sku_id: sku_code, quantity: 1, unit_minor: price_minor, amount_minor: price_minor }
      }),
      ...{ freight_minor: 0, expected_total_minor: null },
    }
  })
  await db.tx((tx) => placeOrders(tx, addMilliseconds(now, -3 * hour_ms), orders, numbers.take))
}

/** What a visitor finds: waves to release, to pick and to check. */
async function beginDay(db: Db, now: string): Promise<void> {
  const groups = await db.rows<{ order_id: string; group_no: number }>(
    sql`select order_id, group_no from orders.stages where state = 'released' order by order_id, group_no`,
  )
  const began = addMilliseconds(now, -2 * hour_ms)
  await db.tx((tx) => takeIn(tx, began, groups))
  const plan = { node_id: 'cq-cdc', owner_id: null, owner_name: null }
  const [bulk] = await db.tx((tx) => makeWaves(tx, '周大勇', began, [{ ...plan, id: steadyId('plan', 'bulk'), kind: 'bulk' }]))
  const [loose] = await db.tx((tx) =>
    makeWaves(tx, '周大勇', began, [{ ...plan, id: steadyId('plan', 'loose'), kind: 'loose', pick_method: 'cluster', most_orders: 8 }]),
  )
  await sendDated(db, began)
  const first = [bulk?.waves?.[0]?.id, loose?.waves?.[0]?.id].filter((id) => id !== undefined)
  await db.tx((tx) => releaseWaves(tx, '周大勇', began, first))
}

/** What left this morning: a wave of goods kept by lot, from the shelf to the courier, and one piece of it that came back opened. */
async function sendDated(db: Db, now: string): Promise<void> {
  const tin = datedSku()
  await db.tx((tx) => makeWaves(tx, '顾斌', now, [{ id: steadyId('plan', 'dated'), node_id: dated_at, kind: 'bulk' }]))
  const wave = await db.row<{ id: string; sku_id: string; quantity: number; weight_grams: number | null }>(sql`
    select w.id, l.sku_id, l.quantity, o.weight_grams from warehouse.waves w join warehouse.outbounds o on o.wave_id = w.id and o.slot_no = 1
    join warehouse.outbound_lines l on l.outbound_id = o.id
    where w.node_id = ${dated_at} and w.kind = 'bulk' and w.status = 'locked' and l.sku_id = ${tin?.sku_code ?? ''} limit 1`)
  if (!wave) return
  const [by, node_id] = [systemBy('world'), dated_at]
  await db.tx((tx) => releaseWaves(tx, '顾斌', now, [wave.id]))
  await db.tx(async (tx) => {
    const picks = await tx.rows<{ id: string; quantity: number }>(sql`select id, quantity from warehouse.picks where wave_id = ${wave.id}`)
    await confirmPicks(
      tx,
      { ...by, name: '顾斌' },
      now,
      picks.map(({ id, quantity }) => ({ id: steadyId('world-pick', id), pick_id: id, quantity })),
    )
    await checkWaves(tx, '顾斌', now, [
      { id: steadyId('world-check', 'dated'), wave_id: wave.id, sample: [{ text: wave.sku_id, quantity: wave.quantity }] },
    ])
    await askLabels(tx, by, now, await findUnlabeled(tx, [wave.id]))
  })
  await db.tx(async (tx) => {
    const [first] = await tx.rows<{ waybill_no: string | null }>(sql`
      select b.waybill_no from warehouse.boxes b join warehouse.outbounds o on o.id = b.outbound_id where o.wave_id = ${wave.id} order by o.slot_no limit 1`)
    if (!first?.waybill_no) return
    const weighing = { id: steadyId('world-weight', 'dated'), node_id, text: first.waybill_no, weight_grams: wave.weight_grams ?? 1_000 }
    await weighBoxes(tx, '顾斌', now, [weighing])
    await shipBoxes(tx, '顾斌', now, await findShippable(tx, [wave.id]))
    await receiveReturns(tx, { ...by, name: '顾斌' }, now, [
      {
        id: steadyId('world-return', 'dated'),
        node_id,
        parcel: first.waybill_no,
        text: wave.sku_id,
        quantity: 1,
        grade: 'opened',
        note: '外盒已拆，内封完好',
      },
    ])
  })
}
