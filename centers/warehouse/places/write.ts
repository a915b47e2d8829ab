import { assert } from '#core/assert.ts'
import { newId } from '#core/ids.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import {
  type Bin,
  type BinItem,
  type BinMove,
  type Content,
  largest,
  type Movement,
  type MoveStatus,
  ownBins,
  type SiteItem,
  type ZoneItem,
} from '../model.ts'
import { takeFrom } from '../rules.ts'
import { dropSites, findUnbinned, holdBins, lockBins, readSites } from './read.ts'

/** Makes nodes into sites, or changes how they work. Each gets the zones and bins goods pass through. */
export async function saveSites(tx: Tx, now: string, sites: readonly SiteItem[]): Promise<Outcome<'saved'>[]> {
  await tx.run(sql`
    insert into warehouse.sites (node_id, carrier_id, service_id, phone, smallest_bulk, largest_bulk, largest_loose, weighs, tolerance_grams, tolerance_bp, cheapest, changed_at)
    select node_id, carrier_id, service_id, phone, smallest_bulk, largest_bulk, largest_loose, weighs, tolerance_grams, tolerance_bp, coalesce(cheapest, false), ${now}
    from jsonb_to_recordset(${json(sites)}::jsonb) as s (node_id text, carrier_id text, service_id text, phone text, smallest_bulk integer, largest_bulk integer,
      largest_loose integer, weighs boolean, tolerance_grams integer, tolerance_bp integer, cheapest boolean)
    on conflict (node_id) do update set carrier_id = excluded.carrier_id, service_id = excluded.service_id, phone = excluded.phone, smallest_bulk = excluded.smallest_bulk,
      largest_bulk = excluded.largest_bulk, largest_loose = excluded.largest_loose, weighs = excluded.weighs, tolerance_grams = excluded.tolerance_grams,
      tolerance_bp = excluded.tolerance_bp, cheapest = excluded.cheapest, changed_at = excluded.changed_at`)
  const own = sites.flatMap(({ node_id }) =>
    Object.entries(ownBins).map(([purpose, code], i) => ({ node_id, code, purpose, path_no: 900_000 + i, name: ownNames[purpose]! })),
  )
  await tx.run(sql`
    insert into warehouse.zones (node_id, code, name, purpose)
    select node_id, code, name, purpose from jsonb_to_recordset(${json(own)}::jsonb) as z (node_id text, code text, name jsonb, purpose text)
    on conflict do nothing`)
  await tx.run(sql`
    insert into warehouse.bins (node_id, code, zone_code, purpose, path_no)
    select node_id, code, code, purpose, path_no from jsonb_to_recordset(${json(own)}::jsonb) as b (node_id text, code text, purpose text, path_no integer)
    on conflict do nothing`)
  tx.afterCommit(dropSites)
  return sites.map(({ node_id }) => ({ id: node_id, status: 'saved' }))
}

const ownNames: Record<string, { zh: string; en: string }> = {
  receiving: { zh: '收货区', en: 'Receiving' },
  inspection: { zh: '待检区', en: 'To be judged' },
  packing: { zh: '复核打包区', en: 'Check and pack' },
  returns: { zh: '退货区', en: 'Returns' },
  missing: { zh: '待查找', en: 'Missing' },
  defective: { zh: '不良品区', en: 'Defective' },
}

/** Makes or renames zones. What a zone is for stays: its bins hold goods by it. */
export async function saveZones(
  tx: Tx,
  zones: readonly ZoneItem[],
): Promise<Outcome<'saved' | 'site_not_found' | 'kept_for_the_house' | 'purpose_stays'>[]> {
  const sites = await readSites(tx)
  const known = await lockRows<{ node_id: string; code: string; purpose: string }>(
    tx,
    sql`select node_id, code, purpose from warehouse.zones where (node_id, code) in
      (select * from unnest(${column(zones, 'node_id')}::text[], ${column(zones, 'code')}::text[]))`,
    sql`node_id, code`,
  )
  const purposeOf = new Map(known.map(({ node_id, code, purpose }) => [`${node_id} ${code}`, purpose]))
  const kept = new Set<string>(Object.values(ownBins))
  const outcomes = zones.map(({ node_id, code, purpose }) => {
    if (!sites.has(node_id))
      return { id: code, status: 'site_not_found' as const, detail: `${node_id} does not work with bins: make it a site first.` }
    const before = purposeOf.get(`${node_id} ${code}`)
    if (kept.has(code) && !before)
      return { id: code, status: 'kept_for_the_house' as const, detail: `${code} is the name of a zone every site has: choose another.` }
    if (before && before !== purpose)
      return { id: code, status: 'purpose_stays' as const, detail: `${code} is for ${before}: make another zone for ${purpose}.` }
    return { id: code, status: 'saved' as const }
  })
  await tx.run(sql`
    insert into warehouse.zones (node_id, code, name, purpose)
    select node_id, code, name, purpose
    from jsonb_to_recordset(${json(zones.filter((_, i) => outcomes[i]!.status === 'saved'))}::jsonb) as z (node_id text, code text, name jsonb, purpose text)
    on conflict (node_id, code) do update set name = excluded.name`)
  return outcomes
}

export type BinStatus = 'saved' | 'site_not_found' | 'kept_for_the_house' | 'zone_not_found' | 'bin_not_empty' | 'holds_more'

/**
 * Makes or changes bins. The bins every site has stay as they are, and one with goods in it is neither closed nor given another purpose: it is emptied
 * first. Bins are locked before contents.
 */
export async function saveBins(tx: Tx, bins: readonly BinItem[]): Promise<Outcome<BinStatus>[]> {
  const sites = await readSites(tx)
  const zones = new Map(
    (
      await tx.rows<{ node_id: string; code: string; purpose: string }>(
        sql`select node_id, code, purpose from warehouse.zones where node_id = any(${column(bins, 'node_id')}::text[])`,
      )
    ).map((zone) => [`${zone.node_id} ${zone.code}`, zone]),
  )
  const known = await lockBins(tx, bins)
  const filled = await pieces(tx, bins)
  const kept = new Set<string>(Object.values(ownBins))
  const outcomes = bins.map(({ node_id, code, zone_code, closed, capacity_pieces }): Outcome<BinStatus> => {
    if (!sites.has(node_id))
      return { id: code, status: 'site_not_found', detail: `${node_id} does not work with bins: make it a site first.` }
    if (kept.has(code))
      return { id: code, status: 'kept_for_the_house', detail: `${code} is the name of a bin every site has: choose another.` }
    const zone = zones.get(`${node_id} ${zone_code}`)
    if (!zone) return { id: code, status: 'zone_not_found', detail: `There is no zone ${zone_code}: make it first.` }
    const before = known.get(`${node_id} ${code}`)
    const inside = filled.get(`${node_id} ${code}`) ?? 0
    if (before && inside > 0 && ((closed && !before.closed) || zone.purpose !== before.purpose))
      return { id: code, status: 'bin_not_empty', detail: `${inside} pieces lie in ${code}: move them to another bin first.` }
    if (capacity_pieces !== null && inside > capacity_pieces)
      return { id: code, status: 'holds_more', detail: `${inside} pieces lie in ${code}: it cannot take fewer than that.` }
    return { id: code, status: 'saved' }
  })
  const saved = bins
    .filter((_, i) => outcomes[i]!.status === 'saved')
    .map((bin) => ({ ...bin, purpose: zones.get(`${bin.node_id} ${bin.zone_code}`)!.purpose }))
  await tx.run(sql`
    insert into warehouse.bins (node_id, code, zone_code, purpose, path_no, capacity_pieces, closed)
    select node_id, code, zone_code, purpose, path_no, capacity_pieces, closed
    from jsonb_to_recordset(${json(saved)}::jsonb) as b (node_id text, code text, zone_code text, purpose text, path_no integer, capacity_pieces integer, closed boolean)
    on conflict (node_id, code) do update set zone_code = excluded.zone_code, purpose = excluded.purpose, path_no = excluded.path_no,
      capacity_pieces = excluded.capacity_pieces, closed = excluded.closed`)
  return outcomes
}

/** Contents of SKUs at nodes, locked in one order: the last locks a transaction takes. */
export const lockContents = (
  tx: Tx,
  pairs: readonly { node_id: string; sku_id: string }[],
): Promise<(Content & { purpose: string; path_no: number; closed: boolean })[]> =>
  tx.rows(hot`
    select c.node_id, c.bin_code, c.sku_id, c.lot, c.expires_on, c.quantity, c.planned, b.purpose, b.path_no, b.closed
    from warehouse.contents c join warehouse.bins b on b.node_id = c.node_id and b.code = c.bin_code
    where (c.node_id, c.sku_id) in (select * from unnest(${column(pairs, 'node_id')}::text[], ${column(pairs, 'sku_id')}::text[]))
    order by c.node_id, c.bin_code, c.sku_id, c.lot for update of c`)

/**
 * Books goods from bin to bin; `null` is outside the house. For the verbs of this center, which have decided that the pieces are there; where `planned`
 * is given, so much of what was set aside for picks is given up with it.
 */
export async function moveContents(
  tx: Tx,
  by: string,
  now: string,
  moves: readonly (Movement & { planned?: number; id?: string })[],
): Promise<void> {
  const real = moves.filter(({ quantity, planned = 0 }) => quantity > 0 || planned > 0)
  if (real.length === 0) return
  const deltas = new Map<
    string,
    { node_id: string; bin_code: string; sku_id: string; lot: string; expires_on: string | null; quantity: number; planned: number }
  >()
  const add = (bin_code: string, move: Movement, quantity: number, planned: number) => {
    const key = `${move.node_id}\u0000${bin_code}\u0000${move.sku_id}\u0000${move.lot}`
    const row = deltas.get(key) ?? {
      node_id: move.node_id,
      bin_code,
      sku_id: move.sku_id,
      lot: move.lot,
      expires_on: move.expires_on,
      quantity: 0,
      planned: 0,
    }
    row.quantity += quantity
    row.planned += planned
    deltas.set(key, row)
  }
  for (const move of real) {
    if (move.from_bin !== null) add(move.from_bin, move, -move.quantity, -(move.planned ?? 0))
    if (move.to_bin !== null) add(move.to_bin, move, move.quantity, 0)
  }
  const rows = [...deltas.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  const less = rows.filter(({ quantity, planned }) => quantity < 0 || (quantity === 0 && planned < 0))
  const more = rows.filter(({ quantity }) => quantity > 0)
  const lessened = await tx.run(hot`
    update warehouse.contents c set quantity = c.quantity + d.quantity, planned = c.planned + d.planned
    from unnest(${column(less, 'node_id')}::text[], ${column(less, 'bin_code')}::text[], ${column(less, 'sku_id')}::text[], ${column(less, 'lot')}::text[],
      ${column(less, 'quantity')}::integer[], ${column(less, 'planned')}::integer[]) as d (node_id, bin_code, sku_id, lot, quantity, planned)
    where c.node_id = d.node_id and c.bin_code = d.bin_code and c.sku_id = d.sku_id and c.lot = d.lot`)
  assert(lessened === less.length, 'what is taken from a bin lies there')
  if (more.length > 0)
    await tx.run(hot`
      insert into warehouse.contents as c (node_id, bin_code, sku_id, lot, expires_on, quantity)
      select * from unnest(${column(more, 'node_id')}::text[], ${column(more, 'bin_code')}::text[], ${column(more, 'sku_id')}::text[], ${column(more, 'lot')}::text[],
        ${column(more, 'expires_on')}::date[], ${column(more, 'quantity')}::integer[])
      on conflict (node_id, bin_code, sku_id, lot) do update set quantity = c.quantity + excluded.quantity,
        expires_on = coalesce(c.expires_on, excluded.expires_on)`)
  const written = real.filter(({ quantity }) => quantity > 0).map((move) => ({ ...move, id: move.id ?? newId() }))
  await tx.run(hot`
    insert into warehouse.movements (id, node_id, sku_id, lot, from_bin, to_bin, quantity, reason, moved_by, moved_at)
    select id, node_id, sku_id, lot, from_bin, to_bin, quantity, reason, ${by}, ${now}
    from unnest(${column(written, 'id')}::uuid[], ${column(written, 'node_id')}::text[], ${column(written, 'sku_id')}::text[], ${column(written, 'lot')}::text[],
      ${column(written, 'from_bin')}::text[], ${column(written, 'to_bin')}::text[], ${column(written, 'quantity')}::integer[], ${column(written, 'reason')}::text[])
      as m (id, node_id, sku_id, lot, from_bin, to_bin, quantity, reason)`)
}

/** Moves goods between bins of one site: putting away, tidying up. What picks under way will take stays where it is. */
export async function moveBins(
  tx: Tx,
  by: string,
  now: string,
  moves: readonly BinMove[],
  reason = 'moved',
): Promise<Outcome<MoveStatus>[]> {
  assert(moves.length <= largest, `at most ${largest} moves in one call`)
  const sites = await readSites(tx)
  const bins = await holdBins(
    tx,
    moves.flatMap(({ node_id, from_bin, to_bin }) => [
      { node_id, code: from_bin },
      { node_id, code: to_bin },
    ]),
  )
  const contents = await lockContents(tx, moves)
  const done = new Set(
    (
      await tx.rows<{ id: string }>(hot`
        select m.id from unnest(${column(moves, 'node_id')}::text[], ${column(moves, 'id')}::uuid[]) as a (node_id, id)
        join warehouse.movements m on m.node_id = a.node_id and m.id = a.id`)
    ).map(({ id }) => id),
  )
  const filled = await pieces(
    tx,
    moves.map(({ node_id, to_bin }) => ({ node_id, code: to_bin })),
  )
  const booked: (Movement & { id: string })[] = []
  const outcomes = moves.map((move): Outcome<MoveStatus> => {
    const { id, node_id, sku_id, from_bin, to_bin, quantity } = move
    if (done.has(id)) return { id, status: 'already_moved' }
    if (!sites.has(node_id)) return { id, status: 'site_not_found', detail: `${node_id} does not work with bins.` }
    const [from, to] = [bins.get(`${node_id} ${from_bin}`), bins.get(`${node_id} ${to_bin}`)]
    if (!from || !to) return { id, status: 'bin_not_found', detail: `There is no bin ${from ? to_bin : from_bin} here: scan it again.` }
    if ((from.purpose === 'inspection' || from.purpose === 'defective') && to.purpose !== from.purpose)
      return { id, status: 'judge_first', detail: `What lies in ${from_bin} is no stock: judge it first, the books follow.` }
    if (to.closed) return { id, status: 'bin_closed', detail: `Bin ${to_bin} is closed: choose another.` }
    const there = contents.filter(
      (content) =>
        content.node_id === node_id &&
        content.sku_id === sku_id &&
        content.bin_code === from_bin &&
        (move.lot == null || content.lot === move.lot),
    )
    const free = there.reduce((sum, content) => sum + content.quantity - content.planned, 0)
    if (free < quantity) return { id, status: 'not_there', detail: `Only ${free} of ${sku_id} lie free in ${from_bin}: count the bin.` }
    const in_bin = filled.get(`${node_id} ${to_bin}`) ?? 0
    if (to.capacity_pieces !== null && in_bin + quantity > to.capacity_pieces)
      return { id, status: 'bin_full', detail: `Bin ${to_bin} takes ${to.capacity_pieces} pieces and holds ${in_bin}: choose another.` }
    filled.set(`${node_id} ${to_bin}`, in_bin + quantity)
    done.add(id)
    const unplanned = there.map((content) => ({ content, open: { ...content, quantity: content.quantity - content.planned, planned: 0 } }))
    const taken = takeFrom(
      unplanned.map(({ open }) => open),
      quantity,
    )
    for (const [i, { content: open, quantity: some }] of taken.entries()) {
      unplanned.find((one) => one.open === open)!.content.quantity -= some
      booked.push({
        id: i === 0 ? id : newId(),
        node_id,
        sku_id,
        lot: open.lot,
        expires_on: open.expires_on,
        from_bin,
        to_bin,
        quantity: some,
        reason,
      })
    }
    return { id, status: 'moved' }
  })
  await moveContents(tx, by, now, booked)
  return outcomes
}

async function pieces(tx: Tx, bins: readonly { node_id: string; code: string }[]): Promise<Map<string, number>> {
  const rows = await tx.rows<{ node_id: string; bin_code: string; pieces: number }>(hot`
    select c.node_id, c.bin_code, sum(c.quantity)::bigint as pieces
    from (select distinct * from unnest(${column(bins, 'node_id')}::text[], ${column(bins, 'code')}::text[]) as b (node_id, code)) b
    join warehouse.contents c on c.node_id = b.node_id and c.bin_code = b.code group by 1, 2`)
  return new Map(rows.map((row) => [`${row.node_id} ${row.bin_code}`, row.pieces]))
}

/**
 * Goods leave the house: their own lot first, of it what stands packed, then from the shelves in the order of the way. What no bin had was without a bin.
 */
export async function takeOut(
  tx: Tx,
  by: string,
  now: string,
  leaving: readonly { node_id: string; sku_id: string; quantity: number; lot?: string }[],
  reason: string,
): Promise<void> {
  const sums = new Map<string, { node_id: string; sku_id: string; lot: string | undefined; quantity: number }>()
  for (const { node_id, sku_id, lot, quantity } of leaving) {
    const key = `${node_id} ${sku_id} ${lot ?? '*'}`
    const sum = sums.get(key) ?? { node_id, sku_id, lot, quantity: 0 }
    sum.quantity += quantity
    sums.set(key, sum)
  }
  // Those that know their lot choose first.
  const wanted = [...sums.values()].filter(({ quantity }) => quantity > 0).sort((a, b) => Number(!a.lot) - Number(!b.lot))
  if (wanted.length === 0) return
  const contents = groupBy(await lockContents(tx, wanted), ({ node_id, sku_id }) => `${node_id} ${sku_id}`)
  const rank = ({ purpose }: { purpose: string }) => (purpose === 'packing' ? 0 : purpose === 'storage' ? 1 : 2)
  await moveContents(
    tx,
    by,
    now,
    wanted.flatMap(({ node_id, sku_id, lot, quantity }) => {
      const other = (content: Content) => (lot === undefined || content.lot === lot ? 0 : 1)
      const own = [...(contents.get(`${node_id} ${sku_id}`) ?? [])].sort(
        (a, b) =>
          other(a) - other(b) || rank(a) - rank(b) || (a.expires_on ?? '9').localeCompare(b.expires_on ?? '9') || a.path_no - b.path_no,
      )
      const planned = new Map(own.map((content) => [content, content.planned]))
      return takeFrom(own, quantity).map(({ content, quantity: some }) => ({
        ...{ node_id, sku_id, lot: content.lot, expires_on: content.expires_on },
        ...{ from_bin: content.bin_code, to_bin: null, quantity: some, reason },
        planned: planned.get(content as (typeof own)[number])! - content.planned,
      }))
    }),
  )
}

export type { Bin }

/** Where bins of SKUs show more than the books have, so much is taken out of them again. */
export async function shrinkBins(tx: Tx, now: string, goods: readonly { node_id: string; sku_id: string }[]): Promise<void> {
  if (goods.length === 0) return
  const over = [...(await findUnbinned(tx, goods))].filter(([, unbinned]) => unbinned < 0)
  await takeOut(
    tx,
    'books',
    now,
    over.map(([key, unbinned]) => ({
      node_id: key.slice(0, key.indexOf(' ')),
      sku_id: key.slice(key.indexOf(' ') + 1),
      quantity: -unbinned,
    })),
    'books_have_less',
  )
}
