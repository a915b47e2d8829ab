import { findCovers, findSkus } from '#centers/products/read.ts'
import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, type Sql, sql } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { type Box, boxColumns, findBoxesOf } from './boxes/read.ts'
import { suggestPacking } from './boxes/rules.ts'
import {
  type Outbound,
  type OutboundLine,
  type OutboundStatus,
  ownBins,
  type Pick,
  type SiteItem,
  type Wave,
  type WaveStatus,
} from './model.ts'
import { unitOf } from './parceling/units.ts'
import { suggestBins } from './places/read.ts'
import {
  findOutboundLines,
  findOutbounds,
  findOutboundsOfWaves,
  findPicks,
  findStates,
  findWaves,
  outboundColumns,
  waveColumns,
} from './waves/read.ts'

type Words = { zh: string; en: string }

export type SiteView = SiteItem & { name: Words; organization_id: string }

/** The sites of the caller's organizations. */
export const listSites = (db: Reader, caller: Caller): Promise<SiteView[]> =>
  db.rows<SiteView>(sql`
    select s.node_id, s.carrier_id, s.service_id, s.phone, s.smallest_bulk, s.largest_bulk, s.largest_loose, s.weighs, s.tolerance_grams, s.tolerance_bp, s.cheapest,
      n.name, n.organization_id
    from warehouse.sites s join inventory.nodes n on n.id = s.node_id
    where ${scopeFilter(caller, { organization: sql`n.organization_id` })} order by s.node_id`)

/** The sites a list may show: the one asked for, or all of the caller's. */
export async function siteIds(db: Reader, caller: Caller, node_id?: string): Promise<string[]> {
  const rows = await db.rows<{ node_id: string }>(sql`
    select s.node_id from warehouse.sites s join inventory.nodes n on n.id = s.node_id
    where ${scopeFilter(caller, { organization: sql`n.organization_id` })} ${node_id ? sql`and s.node_id = ${node_id}` : sql``}`)
  return column(rows, 'node_id')
}

export interface Overview {
  waiting: number
  waiting_by_carrier: { carrier_id: string; orders: number; cut_off_at: string | null }[]
  bulk_ready: number
  locked: number
  to_pick: number
  to_check: number
  to_label: number
  to_ship: number
  to_hand_over: number
  putbacks: number
  abnormals: number
  to_put_away: number
  checked_not_labeled: number
  printed_not_checked: number
  weight_off: number
}

/** What waits at a site, step by step; each number leads to its rows. */
export async function viewOverview(db: Reader, site: SiteItem, now: string): Promise<Overview> {
  const { node_id } = site
  const [waiting, bulk, waves, boxes, more] = await Promise.all([
    db.rows<{ carrier_id: string; orders: number; cut_off_at: string | null }>(hot`
      select carrier_id, count(*) as orders, min(cut_off_at) as cut_off_at from warehouse.outbounds where node_id = ${node_id} and status = 'waiting' and wave_id is null and stop_reason is null
      group by carrier_id order by min(cut_off_at), carrier_id`),
    db.row<{ orders: number }>(hot`
      select coalesce(sum(orders), 0)::bigint as orders from (
        select count(*) as orders from warehouse.outbounds where node_id = ${node_id} and status = 'waiting' and wave_id is null and stop_reason is null group by carrier_id, content_key
        having count(*) >= ${site.smallest_bulk}) g`),
    db.row<Record<'locked' | 'to_pick' | 'to_check', number>>(hot`
      select count(*) filter (where status = 'locked') as locked, count(*) filter (where status = 'released') as to_pick,
        coalesce(sum(orders - checked - stopped) filter (where status in ('released', 'picked')), 0)::bigint as to_check
      from warehouse.waves where node_id = ${node_id} and status in ('locked', 'released', 'picked')`),
    db.row<Record<'to_label' | 'to_ship' | 'to_hand_over' | 'weight_off', number>>(hot`
      select count(*) filter (where status = 'closed' and waybill_no is null) as to_label, count(*) filter (where status = 'closed' and waybill_no is not null) as to_ship,
        count(*) filter (where status = 'shipped') as to_hand_over, count(*) filter (where weight_reason is not null) as weight_off
      from warehouse.boxes where node_id = ${node_id} and status in ('closed', 'shipped') and manifest_id is null`),
    db.row<Record<'putbacks' | 'abnormals' | 'to_put_away' | 'printed_not_checked', number>>(hot`
      select (select count(*) from warehouse.putbacks where node_id = ${node_id} and status = 'open') as putbacks,
        (select count(*) from warehouse.abnormals where node_id = ${node_id} and status = 'open') as abnormals,
        (select coalesce(sum(quantity), 0) from warehouse.contents where node_id = ${node_id} and bin_code in ('RECEIVING', 'RETURNS'))::bigint as to_put_away,
        (select count(*) from warehouse.boxes b join carriers.waybills w on w.parcel_id = b.id and w.printed_count > 0
          where b.node_id = ${node_id} and b.status = 'open' and b.made_at > ${addMilliseconds(now, -7 * 86_400_000)}) as printed_not_checked`),
  ])
  return {
    waiting: waiting.reduce((sum, { orders }) => sum + orders, 0),
    waiting_by_carrier: waiting,
    bulk_ready: bulk!.orders,
    ...waves!,
    ...boxes!,
    ...more!,
    checked_not_labeled: boxes!.to_label,
  }
}

export interface PageFilter {
  node_id?: string | undefined
  q?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Waves of the caller's sites, newest first. */
export async function listWaves(
  db: Reader,
  caller: Caller,
  filter: PageFilter & { status?: WaveStatus | undefined },
): Promise<{ items: Wave[]; next: string | null }> {
  const nodes = await siteIds(db, caller, filter.node_id)
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const rows = await db.rows<Wave>(sql`
    select ${waveColumns} from warehouse.waves w
    where w.node_id = any(${nodes}::text[]) ${filter.status ? sql`and w.status = ${filter.status}` : sql``}
      ${filter.q ? sql`and w.wave_no = ${filter.q.trim().toUpperCase()}` : sql``}
      ${after ? sql`and (w.planned_at, w.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by w.planned_at desc, w.id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.planned_at, row.id])
}

export async function countWaveStates(db: Reader, caller: Caller, node_id?: string): Promise<{ status: WaveStatus; waves: number }[]> {
  const nodes = await siteIds(db, caller, node_id)
  return db.rows(
    sql`select status, count(*) as waves from warehouse.waves where node_id = any(${nodes}::text[]) group by status order by status`,
  )
}

export interface Goods {
  title: Words | null
  name: Words | null
  cover: string | null
  barcode: string | null
}

/** What goods are called and how they look. */
export async function nameGoods(db: Reader, sku_ids: readonly string[]): Promise<(sku_id: string) => Goods> {
  const ids = [...new Set(sku_ids)]
  const [skus, covers, barcodes] = await Promise.all([
    findSkus(db, ids),
    findCovers(db, ids),
    db.rows<{ sku_id: string; barcode: string | null }>(hot`select sku_id, barcode from products.skus where sku_id = any(${ids}::text[])`),
  ])
  const [known, codes] = [new Map(skus.map((sku) => [sku.sku_id, sku])), new Map(barcodes.map(({ sku_id, barcode }) => [sku_id, barcode]))]
  return (sku_id) => ({
    title: known.get(sku_id)?.title ?? null,
    name: known.get(sku_id)?.name ?? null,
    cover: covers.get(sku_id) ?? null,
    barcode: codes.get(sku_id) ?? null,
  })
}

/** The same with what a clerk must write down of them. */
export async function findGoods(
  db: Reader,
  sku_ids: readonly string[],
): Promise<(Goods & { sku_id: string; tracks_lots: boolean; tracks_expiry: boolean; tracks_serials: boolean })[]> {
  const [named, facts] = [await nameGoods(db, sku_ids), await findSkus(db, sku_ids)]
  return facts.map(({ sku_id, tracks_lots, tracks_expiry, tracks_serials }) => ({
    ...{ sku_id, tracks_lots, tracks_expiry, tracks_serials },
    ...named(sku_id),
  }))
}

export type LineView = OutboundLine & Goods
export interface WaveView {
  wave: Wave
  picks: (Pick & Goods & { slots: { slot_no: number; code: string; quantity: number }[] })[]
  outbounds: (Outbound & { state: string | null; lines: LineView[]; boxes: Box[] })[]
}

/** A wave with what is to be fetched and the orders in it. Of a bulk wave only the first orders are shown: they are all alike. */
export async function findWaveView(db: Reader, id: string, most = 200): Promise<WaveView | undefined> {
  const [wave] = await findWaves(db, [id])
  if (!wave) return undefined
  const outbounds = await findOutboundsOfWaves(db, [id], most)
  const [picks, lines, boxes, states] = await Promise.all([
    findPicks(db, [id]),
    findOutboundLines(db, column(outbounds, 'id')),
    findBoxesOf(db, column(outbounds, 'id')),
    findStates(db, outbounds),
  ])
  const goods = await nameGoods(db, [...column(lines, 'sku_id'), ...column(picks, 'sku_id')])
  const [linesOf, boxesOf] = [groupBy(lines, ({ outbound_id }) => outbound_id), groupBy(boxes, ({ outbound_id }) => outbound_id)]
  const slots = shareOutPicks(picks, wave, outbounds, linesOf)
  return {
    wave,
    picks: picks
      .filter(({ status }) => status !== 'dropped')
      .map((pick) => ({ ...pick, ...goods(pick.sku_id), slots: slots.get(pick.id) ?? [] })),
    outbounds: outbounds.map((one) => ({
      ...one,
      state: states.get(one.id) ?? null,
      lines: (linesOf.get(one.id) ?? []).map((line) => ({ ...line, ...goods(line.sku_id) })),
      boxes: boxesOf.get(one.id) ?? [],
    })),
  }
}

/** For picking into slots: into which of them each pick goes, filled in the order of the slots. */
function shareOutPicks(
  picks: readonly Pick[],
  wave: Wave,
  outbounds: readonly Outbound[],
  linesOf: ReadonlyMap<string, OutboundLine[]>,
): Map<string, { slot_no: number; code: string; quantity: number }[]> {
  const shares = new Map<string, { slot_no: number; code: string; quantity: number }[]>()
  if (wave.pick_method === 'batch') return shares
  const going = outbounds.filter(({ status }) => status === 'in_wave')
  // Orders that leave in one parcel have one slot: that of the first of them.
  const slots = new Map(
    [...groupBy(going, unitOf)].map(([unit, own]) => [unit, { slot_no: own[0]!.slot_no ?? 0, code: column(own, 'code').join(' + ') }]),
  )
  const needs = going.flatMap((one) =>
    (linesOf.get(one.id) ?? []).map((line) => ({
      id: one.id,
      ...slots.get(unitOf(one))!,
      sku_id: line.sku_id,
      left: line.quantity,
    })),
  )
  for (const pick of picks) {
    let left = pick.quantity
    for (const need of needs) {
      if (left === 0) break
      if (need.sku_id !== pick.sku_id || need.left === 0 || (pick.outbound_id !== null && pick.outbound_id !== need.id)) continue
      const some = Math.min(left, need.left)
      need.left -= some
      left -= some
      const own = shares.get(pick.id) ?? []
      const same = own.find(({ slot_no }) => slot_no === need.slot_no)
      if (same) same.quantity += some
      else own.push({ slot_no: need.slot_no, code: need.code, quantity: some })
      shares.set(pick.id, own)
    }
  }
  return shares
}

export interface OutboundRow extends Outbound {
  wave_no: string | null
  lines: LineView[]
  boxes: Only<Box, 'id' | 'box_no' | 'status' | 'carrier_id' | 'waybill_no' | 'expected_grams' | 'weight_grams'>[]
}
type Only<Type, Keys extends keyof Type> = { [Key in Keys]: Type[Key] }

/** Parcels to send, of the caller's sites; newest first. A number or label is found whatever its state. */
export async function listOutbounds(
  db: Reader,
  caller: Caller,
  filter: PageFilter & { status?: OutboundStatus | undefined; wave_id?: string | undefined },
): Promise<{ items: OutboundRow[]; next: string | null }> {
  const nodes = await siteIds(db, caller, filter.node_id)
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const q = filter.q?.trim()
  const rows = await db.rows<Outbound & { wave_no: string | null }>(sql`
    select ${outboundColumns}, w.wave_no from warehouse.outbounds o left join warehouse.waves w on w.id = o.wave_id
    where o.node_id = any(${nodes}::text[]) ${filter.status && !q ? sql`and o.status = ${filter.status} ${narrower[filter.status] ?? sql``}` : sql``}
      ${filter.wave_id ? sql`and o.wave_id = ${filter.wave_id}::uuid` : sql``}
      ${q ? sql`and (o.code = ${q} or o.order_no = ${q} or o.id in (select outbound_id from warehouse.boxes where node_id = any(${nodes}::text[]) and waybill_no = ${q}))` : sql``}
      ${after ? sql`and (o.released_at, o.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by o.released_at desc, o.id desc limit ${filter.limit + 1}`)
  const page = cutPage(rows, filter.limit, (row) => [row.released_at, row.id])
  const ids = column(page.items, 'id')
  const [lines, boxes] = await Promise.all([findOutboundLines(db, ids), findBoxesOf(db, ids)])
  const goods = await nameGoods(db, column(lines, 'sku_id'))
  const [linesOf, boxesOf] = [groupBy(lines, ({ outbound_id }) => outbound_id), groupBy(boxes, ({ outbound_id }) => outbound_id)]
  return {
    ...page,
    items: page.items.map((row) => ({
      ...row,
      lines: (linesOf.get(row.id) ?? []).map((line) => ({ ...line, ...goods(line.sku_id) })),
      boxes: boxesOf.get(row.id) ?? [],
    })),
  }
}

/** What the indexes of a state know; no index speaks of the status itself. */
const narrower: Partial<Record<OutboundStatus, Sql>> = {
  waiting: sql`and o.wave_id is null and o.stop_reason is null`,
  stopped: sql`and o.stop_reason is not null`,
}

/** How many parcels are in each state; those that left are not counted, for they only grow. */
export async function countOutbounds(db: Reader, caller: Caller, node_id?: string): Promise<{ status: OutboundStatus; orders: number }[]> {
  const nodes = await siteIds(db, caller, node_id)
  return db.rows(sql`
    select status, count(*) as orders from warehouse.outbounds where node_id = any(${nodes}::text[]) and status in ('waiting', 'in_wave', 'checked', 'stopped')
    group by status order by status`)
}

export interface OutboundView {
  outbound: Outbound & { wave_no: string | null; state: string | null }
  lines: LineView[]
  boxes: (Box & {
    lines: { line_no: number; quantity: number }[]
    lots: { line_no: number; lot: string; quantity: number; sure: boolean }[]
    serials: { sku_id: string; serial: string }[]
    printed_count: number
  })[]
  packing: { carton: string; weight_grams: number; lines: { line_no: number; quantity: number }[] }[]
  scans: { id: string; kind: string; text: string; status: string; scanned_by: string; scanned_at: string }[]
  putbacks: { id: string; sku_id: string; quantity: number; status: string; suggested_bin: string | null; bin_code: string | null }[]
}

export async function findOutboundView(db: Reader, id: string): Promise<OutboundView | undefined> {
  const [outbound] = await findOutbounds(db, [id])
  if (!outbound) return undefined
  const [lines, boxes, scans, putbacks, states, waves] = await Promise.all([
    findOutboundLines(db, [id]),
    db.rows<OutboundView['boxes'][number]>(hot`
      select ${boxColumns}, coalesce(w.printed_count, 0) as printed_count,
        coalesce((select jsonb_agg(jsonb_build_object('line_no', l.line_no, 'quantity', l.quantity) order by l.line_no) from warehouse.box_lines l where l.box_id = b.id), '[]') as lines,
        coalesce((select jsonb_agg(jsonb_build_object('line_no', y.line_no, 'lot', y.lot, 'quantity', y.quantity, 'sure', y.sure) order by y.line_no, y.lot)
          from warehouse.box_lots y where y.outbound_id = b.outbound_id and y.box_no = b.box_no), '[]') as lots,
        coalesce((select jsonb_agg(jsonb_build_object('sku_id', s.sku_id, 'serial', s.serial) order by s.sku_id, s.serial)
          from warehouse.serials s where s.outbound_id = b.outbound_id and s.box_no = b.box_no), '[]') as serials
      from warehouse.boxes b left join carriers.waybills w on w.parcel_id = b.id where b.outbound_id = ${id} order by b.box_no`),
    db.rows<OutboundView['scans'][number]>(hot`
      select id, kind, text, status, scanned_by, scanned_at from warehouse.scans where outbound_id = ${id} order by recorded_at, id limit 200`),
    db.rows<OutboundView['putbacks'][number]>(hot`
      select id, sku_id, quantity, status, suggested_bin, bin_code from warehouse.putbacks where outbound_id = ${id} order by made_at, id`),
    findStates(db, [outbound]),
    findWaves(db, outbound.wave_id ? [outbound.wave_id] : []),
  ])
  const goods = await nameGoods(db, column(lines, 'sku_id'))
  const weights = new Map((await findSkus(db, column(lines, 'sku_id'))).map((sku) => [sku.sku_id, sku.weight_grams]))
  return {
    outbound: { ...outbound, wave_no: waves[0]?.wave_no ?? null, state: states.get(id) ?? null },
    lines: lines.map((line) => ({ ...line, ...goods(line.sku_id) })),
    boxes,
    packing: suggestPacking(lines.map((line) => ({ ...line, weight_grams: weights.get(line.sku_id) ?? null }))),
    scans,
    putbacks,
  }
}

export interface BinView {
  node_id: string
  code: string
  zone_code: string
  purpose: string
  path_no: number
  capacity_pieces: number | null
  closed: boolean
  pieces: number
  contents: ({ sku_id: string; lot: string; expires_on: string | null; quantity: number; planned: number } & Goods)[]
}

/** Bins in the order of the way with what lies in them. */
export async function listBins(
  db: Reader,
  caller: Caller,
  filter: PageFilter & { sku_id?: string | undefined; filled?: boolean | undefined; purpose?: string | undefined },
): Promise<{ items: BinView[]; next: string | null }> {
  const nodes = await siteIds(db, caller, filter.node_id)
  const after = decodeCursor(filter.cursor, ['string', 'number', 'string']) as [string, number, string] | null
  const q = filter.q?.trim()
  const where: Sql[] = []
  if (q)
    where.push(
      sql`and (b.code like ${`${q.toUpperCase().replace(/[\\%_]/g, '\\$&')}%`} or exists (select from warehouse.contents c left join products.skus k on k.sku_id = c.sku_id
        where c.node_id = b.node_id and c.bin_code = b.code and c.quantity > 0 and (c.sku_id = ${q} or k.barcode = ${q})))`,
    )
  if (filter.purpose) where.push(sql`and b.purpose = ${filter.purpose}`)
  if (filter.filled)
    where.push(sql`and exists (select from warehouse.contents c where c.node_id = b.node_id and c.bin_code = b.code and c.quantity > 0)`)
  const rows = await db.rows<Omit<BinView, 'contents' | 'pieces'>>(sql`
    select b.node_id, b.code, b.zone_code, b.purpose, b.path_no, b.capacity_pieces, b.closed from warehouse.bins b
    where b.node_id = any(${nodes}::text[]) ${where.reduce((all, one) => sql`${all} ${one}`, sql``)}
      ${after ? sql`and (b.node_id, b.path_no, b.code) > (${after[0]}, ${after[1]}::integer, ${after[2]})` : sql``}
    order by b.node_id, b.path_no, b.code limit ${filter.limit + 1}`)
  const page = cutPage(rows, filter.limit, (row) => [row.node_id, row.path_no, row.code])
  const contents = await db.rows<{
    node_id: string
    bin_code: string
    sku_id: string
    lot: string
    expires_on: string | null
    quantity: number
    planned: number
  }>(sql`
    select c.node_id, c.bin_code, c.sku_id, c.lot, c.expires_on, c.quantity, c.planned
    from unnest(${column(page.items, 'node_id')}::text[], ${column(page.items, 'code')}::text[]) as b (node_id, code)
    join warehouse.contents c on c.node_id = b.node_id and c.bin_code = b.code and c.quantity > 0 order by c.sku_id, c.lot`)
  const goods = await nameGoods(db, column(contents, 'sku_id'))
  const inside = groupBy(contents, ({ node_id, bin_code }) => `${node_id} ${bin_code}`)
  return {
    ...page,
    items: page.items.map((bin) => {
      const own = inside.get(`${bin.node_id} ${bin.code}`) ?? []
      return {
        ...bin,
        pieces: own.reduce((sum, { quantity }) => sum + quantity, 0),
        contents: own.map((one) => ({ ...one, ...goods(one.sku_id) })),
      }
    }),
  }
}

export type PutbackView = Goods & {
  id: string
  node_id: string
  outbound_id: string | null
  code: string
  sku_id: string
  quantity: number
  reason: string
  suggested_bin: string | null
  status: 'open' | 'done'
  bin_code: string | null
  done_by: string | null
  done_at: string | null
  made_at: string
}

/** Goods that go back to a shelf: those still in hand first, oldest first. */
export async function listPutbacks(
  db: Reader,
  caller: Caller,
  filter: PageFilter & { status?: 'open' | 'done' | undefined },
): Promise<{ items: PutbackView[]; next: string | null }> {
  const nodes = await siteIds(db, caller, filter.node_id)
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const rows = await db.rows<Omit<PutbackView, keyof Goods>>(sql`
    select id, node_id, outbound_id, code, sku_id, quantity, reason, suggested_bin, status, bin_code, done_by, done_at, made_at from warehouse.putbacks p
    where p.node_id = any(${nodes}::text[]) and p.status = ${filter.status ?? 'open'}
      ${filter.q ? sql`and (p.code = ${filter.q.trim()} or p.sku_id = ${filter.q.trim()})` : sql``}
      ${after ? sql`and (p.made_at, p.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by p.made_at, p.id limit ${filter.limit + 1}`)
  const page = cutPage(rows, filter.limit, (row) => [row.made_at, row.id])
  const goods = await nameGoods(db, column(page.items, 'sku_id'))
  return { ...page, items: page.items.map((row) => ({ ...row, ...goods(row.sku_id) })) }
}

export interface AbnormalRow {
  id: string
  node_id: string
  kind: string
  order_no: string | null
  outbound_id: string | null
  sku_id: string | null
  bin_code: string | null
  quantity: number
  detail: string
  status: 'open' | 'resolved'
  raised_by: string
  raised_at: string
  resolution: string | null
  resolved_by: string | null
  resolved_at: string | null
  title: Words | null
}

/** What the office must see to, newest first. */
export async function listAbnormals(
  db: Reader,
  caller: Caller,
  filter: PageFilter & { status?: 'open' | 'resolved' | undefined },
): Promise<{ items: AbnormalRow[]; next: string | null }> {
  const nodes = await siteIds(db, caller, filter.node_id)
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const rows = await db.rows<Omit<AbnormalRow, 'title'>>(sql`
    select id, node_id, kind, order_no, outbound_id, sku_id, bin_code, quantity, detail, status, raised_by, raised_at, resolution, resolved_by, resolved_at
    from warehouse.abnormals a where a.node_id = any(${nodes}::text[]) and a.status = ${filter.status ?? 'open'}
      ${after ? sql`and (a.raised_at, a.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by a.raised_at desc, a.id desc limit ${filter.limit + 1}`)
  const page = cutPage(rows, filter.limit, (row) => [row.raised_at, row.id])
  const goods = await nameGoods(
    db,
    page.items.flatMap(({ sku_id }) => sku_id ?? []),
  )
  return { ...page, items: page.items.map((row) => ({ ...row, title: row.sku_id ? goods(row.sku_id).title : null })) }
}

/** At which site things named by id are; unknown ids are left out. */
export async function findNodesOf(
  db: Reader,
  kind: 'waves' | 'outbounds' | 'picks' | 'putbacks' | 'abnormals',
  ids: readonly string[],
): Promise<string[]> {
  const tables = {
    waves: sql`warehouse.waves`,
    outbounds: sql`warehouse.outbounds`,
    picks: sql`warehouse.picks`,
    putbacks: sql`warehouse.putbacks`,
    abnormals: sql`warehouse.abnormals`,
  }
  const rows = await db.rows<{ node_id: string }>(hot`select distinct node_id from ${tables[kind]} where id = any(${ids}::uuid[])`)
  return column(rows, 'node_id')
}

export type ArrivalView = Goods & {
  node_id: string
  bin_code: string
  sku_id: string
  lot: string
  expires_on: string | null
  quantity: number
  suggested_bin: string | null
}

/** What came in and stands on the floor, with the bin it should go to. */
export async function listArrivals(
  db: Reader,
  caller: Caller,
  node_id?: string,
  bins: readonly string[] = [ownBins.receiving, ownBins.returns],
): Promise<ArrivalView[]> {
  const nodes = await siteIds(db, caller, node_id)
  const rows = await db.rows<Omit<ArrivalView, keyof Goods | 'suggested_bin'>>(sql`
    select node_id, bin_code, sku_id, lot, expires_on, quantity from warehouse.contents
    where node_id = any(${nodes}::text[]) and bin_code = any(${bins}::text[]) and quantity > 0 order by node_id, bin_code, sku_id, lot limit 500`)
  const [goods, suggested] = [await nameGoods(db, column(rows, 'sku_id')), await suggestBins(db, rows)]
  return rows.map((row) => ({ ...row, ...goods(row.sku_id), suggested_bin: suggested.get(`${row.node_id} ${row.sku_id}`) ?? null }))
}
