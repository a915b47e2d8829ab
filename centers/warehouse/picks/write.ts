import { lockStages, moveGroups } from '#centers/orders/stages.ts'
import { findSkusByBarcode } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import type { By } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { largest, type Movement, ownBins, type Pick, type PickItem, type PickStatus } from '../model.ts'
import { findUnbinned } from '../places/read.ts'
import { lockContents, moveContents } from '../places/write.ts'
import { stopOutbounds } from '../putbacks/write.ts'
import { chooseShort, planPicks, readScan } from '../rules.ts'
import { findOutboundLines, findOutboundsOfWaves, lockWaves } from '../waves/read.ts'

interface Shortage {
  pick: Pick
  missing: number
}

/**
 * Books what pickers took from bins. Fewer than asked is a short pick: the rest is looked for in other bins; where none has it, the orders promised
 * last go back to the office as held, with an abnormal that names bin and item, and the wave goes on without them.
 */
export async function confirmPicks(tx: Tx, by: By, now: string, items: readonly PickItem[]): Promise<Outcome<PickStatus>[]> {
  assert(items.length <= largest, `at most ${largest} picks in one call`)
  const asked = await findPicksById(tx, column(items, 'pick_id'))
  const wave_ids = [...new Set([...asked.values()].map(({ wave_id }) => wave_id))]
  const maybeShort = items
    .filter(({ pick_id, quantity }) => quantity < (asked.get(pick_id)?.quantity ?? 0))
    .map(({ pick_id }) => asked.get(pick_id)!.wave_id)
  // Stages come before waves in the order of locks, so they are taken before it is certain that they are needed.
  const affected = maybeShort.length > 0 ? await findOutboundsOfWaves(tx, [...new Set(maybeShort)]) : []
  const stages = affected.length > 0 ? await lockStages(tx, [...new Set(column(affected, 'order_id'))]) : []
  const waves = new Map((await lockWaves(tx, wave_ids)).map((wave) => [wave.id, wave]))
  const [picks, skus] = await Promise.all([
    findPicksById(tx, column(items, 'pick_id')),
    findItems(
      tx,
      items.flatMap(({ item }) => item ?? []),
    ),
  ])

  const expiries = await findExpiries(tx, [...picks.values()])
  const today = businessDate(now)
  /** The day from which on a pick may not be sold, where that day has come. */
  const past = ({ sku_id, lot }: Pick, scanned: string | null | undefined): string | null => {
    const days = [scanned ? readScan(scanned).expires_on : null, expiries.get(`${sku_id} ${lot}`)]
    return days.find((day) => day && day <= today) ?? null
  }

  const taken: { pick: Pick; quantity: number; short: number }[] = []
  const outcomes = items.map((item): Outcome<PickStatus> => {
    const { id, pick_id, quantity } = item
    const refuse = (status: PickStatus, detail: string) => ({ id, status, detail })
    const pick = picks.get(pick_id)
    if (!pick) return refuse('pick_not_found', 'There is no such pick: load the wave again.')
    const wave = waves.get(pick.wave_id)!
    if (pick.status === 'picked') return { id, status: 'already_picked' }
    if (pick.status === 'short') return { id, status: 'already_short' }
    if (pick.status === 'dropped') return refuse('pick_dropped', 'No order needs it any more: leave it where it is.')
    if (wave.status === 'locked') return refuse('wave_locked', `Wave ${wave.wave_no} is not released yet: ask the planner.`)
    if (wave.claimed_by !== null && wave.claimed_by !== by.id)
      return refuse('claimed_by_another', `${wave.claimed_name} picks wave ${wave.wave_no}.`)
    if (item.bin && pick.bin_code !== null && readScan(item.bin).text.toUpperCase() !== pick.bin_code)
      return refuse('wrong_bin', `That is not ${pick.bin_code}: go to ${pick.bin_code} and scan it.`)
    if (item.item && skus.get(item.item) !== pick.sku_id) return refuse('wrong_item', `That is not ${pick.sku_id}: put it back.`)
    const day = past(pick, item.item)
    if (day && quantity > 0)
      return refuse('lot_expired', `It may not be sold from ${day} on: leave it, and report how many good ones there are.`)
    const { lot } = item.item ? readScan(item.item) : {}
    if (lot && pick.lot && lot !== pick.lot) return refuse('wrong_lot', `That is lot ${lot}: take lot ${pick.lot} from this bin.`)
    if (quantity > pick.quantity) return refuse('too_many', `Only ${pick.quantity} are needed: put ${quantity - pick.quantity} back.`)
    const short = pick.quantity - quantity
    pick.status = short > 0 ? 'short' : 'picked'
    taken.push({ pick, quantity, short })
    return short > 0
      ? { id, status: 'short', detail: `${short} missing: other bins are looked through, and the office is told when none has it.` }
      : { id, status: 'picked' }
  })
  if (taken.length === 0) return outcomes

  const goods = taken.map(({ pick }) => pick)
  const contents = await lockContents(tx, goods)
  const unbinned = await findUnbinned(
    tx,
    goods.filter(({ bin_code }) => bin_code === null),
  )
  const moves: (Movement & { planned?: number })[] = []
  for (const { pick, quantity, short } of taken) {
    const { node_id, sku_id, lot, bin_code } = pick
    const move = { node_id, sku_id, lot, expires_on: null, reason: 'picked' }
    if (bin_code === null) {
      const key = `${node_id} ${sku_id}`
      const found = Math.max(0, Math.min(quantity, unbinned.get(key) ?? 0))
      unbinned.set(key, (unbinned.get(key) ?? 0) - found)
      moves.push({ ...move, from_bin: null, to_bin: ownBins.packing, quantity: found })
      continue
    }
    const content = contents.find(
      (one) => one.node_id === node_id && one.bin_code === bin_code && one.sku_id === sku_id && one.lot === lot,
    )!
    const { expires_on } = content
    moves.push({ ...move, expires_on, from_bin: bin_code, to_bin: ownBins.packing, quantity, planned: quantity })
    content.quantity -= quantity
    content.planned -= quantity
    if (short > 0) {
      // He took all there was: what the books still show in this bin beyond other picks is looked for.
      const gone = short + Math.max(0, content.quantity - content.planned)
      moves.push({ ...move, expires_on, from_bin: bin_code, to_bin: ownBins.missing, quantity: gone, planned: short, reason: 'not_found' })
      content.quantity -= gone
      content.planned -= short
    }
  }
  await tx.run(hot`
    update warehouse.picks p set picked = t.quantity, status = t.status, picked_by = ${by.name}, picked_at = ${now}
    from unnest(${goods.map(({ id }) => id)}::uuid[], ${column(taken, 'quantity')}::integer[], ${goods.map(({ status }) => status)}::text[]) as t (id, quantity, status)
    where p.id = t.id`)
  await moveContents(tx, by.name, now, moves)
  const shortages = taken.filter(({ short }) => short > 0).map(({ pick, short }) => ({ pick, missing: short }))
  if (shortages.length > 0) await settleShortages(tx, by, now, shortages, stages, contents)
  await tx.run(hot`
    update warehouse.waves w set status = 'picked', picked_at = ${now},
      claimed_by = coalesce(claimed_by, ${by.id}), claimed_name = coalesce(claimed_name, ${by.name}), claimed_at = coalesce(claimed_at, ${now}::timestamptz)
    where w.id = any(${wave_ids}::uuid[]) and w.status = 'released'
      and not exists (select from warehouse.picks p where p.wave_id = w.id and p.status = 'open')`)
  return outcomes
}

/** Looks for what was missing in other bins; what no bin has is taken from the orders promised last. The waves are locked. */
async function settleShortages(
  tx: Tx,
  by: By,
  now: string,
  shortages: readonly Shortage[],
  stages: Awaited<ReturnType<typeof lockStages>>,
  contents: Awaited<ReturnType<typeof lockContents>>,
): Promise<void> {
  const shelves = contents.filter(({ purpose }) => purpose === 'storage')
  const before = new Map(shelves.map((content) => [content, content.planned]))
  const replanned: (Pick & { fresh: true })[] = []
  const lost: Shortage[] = []
  for (const { pick, missing } of shortages) {
    const own = shelves.filter(({ node_id, bin_code }) => node_id === pick.node_id && bin_code !== pick.bin_code)
    for (const found of planPicks([{ sku_id: pick.sku_id, quantity: missing, outbound_id: pick.outbound_id }], own, businessDate(now))) {
      if (found.bin_code === null) lost.push({ pick, missing: found.quantity })
      else replanned.push({ ...pick, ...found, id: newId(), picked: 0, status: 'open', fresh: true })
    }
  }
  const planned = shelves.map((content) => ({ ...content, more: content.planned - before.get(content)! })).filter(({ more }) => more > 0)
  await tx.run(hot`
    update warehouse.contents c set planned = c.planned + d.more
    from unnest(${column(planned, 'node_id')}::text[], ${column(planned, 'bin_code')}::text[], ${column(planned, 'sku_id')}::text[], ${column(planned, 'lot')}::text[],
      ${column(planned, 'more')}::integer[]) as d (node_id, bin_code, sku_id, lot, more)
    where c.node_id = d.node_id and c.bin_code = d.bin_code and c.sku_id = d.sku_id and c.lot = d.lot`)
  await tx.run(hot`
    insert into warehouse.picks (id, wave_id, node_id, path_no, bin_code, sku_id, lot, outbound_id, quantity, status)
    select id, wave_id, node_id, path_no, bin_code, sku_id, lot, outbound_id, quantity, 'open'
    from unnest(${column(replanned, 'id')}::uuid[], ${column(replanned, 'wave_id')}::uuid[], ${column(replanned, 'node_id')}::text[], ${column(replanned, 'path_no')}::integer[],
      ${column(replanned, 'bin_code')}::text[], ${column(replanned, 'sku_id')}::text[], ${column(replanned, 'lot')}::text[], ${column(replanned, 'outbound_id')}::uuid[],
      ${column(replanned, 'quantity')}::integer[]) as p (id, wave_id, node_id, path_no, bin_code, sku_id, lot, outbound_id, quantity)`)
  if (lost.length === 0) return

  const outbounds = (await findOutboundsOfWaves(tx, [...new Set(lost.map(({ pick }) => pick.wave_id))])).filter(
    ({ status }) => status === 'in_wave',
  )
  const lines = groupBy(await findOutboundLines(tx, column(outbounds, 'id')), ({ outbound_id }) => outbound_id)
  const stopped = new Map<string, { missing: Record<string, number>; pick: Pick }>()
  for (const { pick, missing } of lost) {
    const needing = outbounds
      .filter(({ id, wave_id }) => wave_id === pick.wave_id && !stopped.has(id) && (pick.outbound_id === null || pick.outbound_id === id))
      .map(({ id, slot_no }) => ({
        outbound_id: id,
        slot_no: slot_no ?? 0,
        open: (lines.get(id) ?? [])
          .filter(({ sku_id }) => sku_id === pick.sku_id)
          .reduce((sum, line) => sum + line.quantity - line.checked, 0),
      }))
    let left = missing
    // What an order stopped for another item had asked of this one is not missing any more.
    for (const [id, one] of stopped) {
      const open = outbounds.find((outbound) => outbound.id === id && outbound.wave_id === pick.wave_id)
        ? (lines.get(id) ?? []).filter(({ sku_id }) => sku_id === pick.sku_id).reduce((sum, line) => sum + line.quantity - line.checked, 0)
        : 0
      const some = Math.min(left, open - (one.missing[pick.sku_id] ?? 0))
      if (some <= 0) continue
      one.missing[pick.sku_id] = (one.missing[pick.sku_id] ?? 0) + some
      left -= some
    }
    for (const outbound_id of chooseShort(needing, left)) {
      const { open } = needing.find((one) => one.outbound_id === outbound_id)!
      stopped.set(outbound_id, { missing: { [pick.sku_id]: Math.min(open, left) }, pick })
      left -= Math.min(open, left)
    }
  }
  const found = new Map(outbounds.map((one) => [one.id, one]))
  const held = [...stopped].map(([id, { pick }]) => ({ ...found.get(id)!, pick }))
  await moveGroups(
    tx,
    now,
    stages,
    held
      .filter(({ order_id, group_no }) =>
        stages.some((stage) => stage.order_id === order_id && stage.group_no === group_no && stage.state === 'released'),
      )
      .map(({ order_id, group_no, pick }) => ({
        order_id,
        group_no,
        to: 'held',
        happened_at: now,
        by: by.name,
        reason: `short_pick: ${pick.sku_id}`,
        due_at: null,
      })),
  )
  await stopOutbounds(
    tx,
    by.name,
    now,
    [...stopped].map(([id, { missing }]) => ({ id, reason: 'short_pick', missing })),
  )
  const abnormals = held.map(({ id, node_id, wave_id, order_no, pick }) => ({
    ...{ id: newId(), node_id, outbound_id: id, wave_id, order_no, sku_id: pick.sku_id, bin_code: pick.bin_code },
    quantity: stopped.get(id)!.missing[pick.sku_id]!,
  }))
  await tx.run(hot`
    insert into warehouse.abnormals (id, node_id, kind, outbound_id, wave_id, order_no, sku_id, bin_code, quantity, detail, status, raised_by, raised_at)
    select id, node_id, 'short_pick', outbound_id, wave_id, order_no, sku_id, bin_code, quantity, 'not_found_at_the_bin', 'open', ${by.name}, ${now}
    from unnest(${column(abnormals, 'id')}::uuid[], ${column(abnormals, 'node_id')}::text[], ${column(abnormals, 'outbound_id')}::uuid[], ${column(abnormals, 'wave_id')}::uuid[],
      ${column(abnormals, 'order_no')}::text[], ${column(abnormals, 'sku_id')}::text[], ${column(abnormals, 'bin_code')}::text[], ${column(abnormals, 'quantity')}::integer[])
      as a (id, node_id, outbound_id, wave_id, order_no, sku_id, bin_code, quantity)`)
  await announce(
    tx,
    'warehouse.short_picked',
    abnormals.map(({ id, node_id, order_no, sku_id, quantity }) => ({ id, node_id, order_no, sku_id, quantity })),
    now,
  )
}

async function findPicksById(tx: Tx, ids: readonly string[]): Promise<Map<string, Pick>> {
  const rows = await tx.rows<Pick>(hot`
    select id, wave_id, node_id, path_no, bin_code, sku_id, lot, outbound_id, quantity, picked, status from warehouse.picks where id = any(${ids}::uuid[])`)
  return new Map(rows.map((row) => [row.id, row]))
}

/** When lots expire, by `sku lot`. */
async function findExpiries(tx: Tx, picks: readonly Pick[]): Promise<Map<string, string>> {
  const lots = picks.filter(({ lot }) => lot !== '')
  if (lots.length === 0) return new Map()
  const rows = await tx.rows<{ sku_id: string; lot_no: string; expires_on: string }>(hot`
    select l.sku_id, l.lot_no, l.expires_on from inventory.lots l
    where (l.sku_id, l.lot_no) in (select * from unnest(${column(lots, 'sku_id')}::text[], ${column(lots, 'lot')}::text[])) and l.expires_on is not null`)
  return new Map(rows.map((row) => [`${row.sku_id} ${row.lot_no}`, row.expires_on]))
}

/** Which SKU each scanned text names, by barcode or by its own code. */
export async function findItems(tx: Tx, texts: readonly string[]): Promise<Map<string, string>> {
  if (texts.length === 0) return new Map()
  const readings = texts.map((text) => ({ text, reading: readScan(text) }))
  const [byBarcode, byCode] = await Promise.all([
    findSkusByBarcode(tx, [...new Set(readings.flatMap(({ reading }) => reading.barcodes))]),
    tx.rows<{ sku_id: string }>(
      hot`select sku_id from products.skus where sku_id = any(${readings.map(({ reading }) => reading.text)}::text[])`,
    ),
  ])
  const known = new Map<string, string>([
    ...byCode.map(({ sku_id }) => [sku_id, sku_id] as const),
    ...byBarcode.map(({ barcode, sku_id }) => [barcode, sku_id] as const),
  ])
  return new Map(
    readings.flatMap(({ text, reading }) => {
      const sku_id = [...reading.barcodes, reading.text].map((one) => known.get(one)).find(Boolean)
      return sku_id ? [[text, sku_id] as const] : []
    }),
  )
}
