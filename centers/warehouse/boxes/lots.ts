import { column, groupBy } from '#core/outcomes.ts'
import { hot, type Reader, sql, type Tx } from '#core/sql.ts'
import { type BoxedLot, type PickedLot, shareLots } from './rules.ts'

/** Which lots were picked for waves, or will be; goods without lot are in it too, as the empty lot. First expired first. */
export const findPickedLots = (db: Reader, wave_ids: readonly string[]): Promise<(PickedLot & { wave_id: string })[]> =>
  db.rows(hot`
    select p.wave_id, p.outbound_id, p.sku_id, p.lot, l.expires_on, sum(case when p.status = 'open' then p.quantity else p.picked end)::integer as quantity
    from warehouse.picks p left join inventory.lots l on l.sku_id = p.sku_id and l.lot_no = p.lot
    where p.wave_id = any(${wave_ids}::uuid[]) group by 1, 2, 3, 4, 5
    having sum(case when p.status = 'open' then p.quantity else p.picked end) > 0 order by l.expires_on nulls last, p.lot`)

export interface ClosedBox {
  outbound_id: string
  wave_id: string | null
  box_no: number
  content: readonly { line_no: number; sku_id: string; quantity: number }[]
}

/**
 * Writes down which lots boxes hold: what scans named, and for the rest what was picked for the wave. `scanned` says that single pieces were scanned, so
 * that their lots and serials wait to be boxed. For verbs that hold the waves.
 */
export async function boxLots(tx: Tx, boxes: readonly ClosedBox[], scanned: boolean): Promise<void> {
  const ids = column(boxes, 'outbound_id')
  const wave_ids = [...new Set(boxes.flatMap(({ wave_id }) => wave_id ?? []))]
  const [with_lots, named] = await Promise.all([
    tx.row(hot`select 1 as one from warehouse.picks where wave_id = any(${wave_ids}::uuid[]) and lot <> '' limit 1`),
    scanned
      ? tx.rows<BoxedLot>(hot`
          delete from warehouse.box_lots where outbound_id = any(${ids}::uuid[]) and box_no = 0 returning outbound_id, box_no, line_no, lot, sure, sku_id, quantity`)
      : [],
    scanned &&
      tx.run(hot`
        update warehouse.serials s set box_no = b.box_no from unnest(${ids}::uuid[], ${column(boxes, 'box_no')}::smallint[]) as b (outbound_id, box_no)
        where s.outbound_id = b.outbound_id and s.box_no = 0`),
  ])
  const all = with_lots ? await findPickedLots(tx, wave_ids) : []
  const lotted = new Set(all.filter(({ lot }) => lot !== '').map(({ sku_id }) => sku_id))
  const picked = all.filter(({ sku_id }) => lotted.has(sku_id))
  if (picked.length === 0 && named.length === 0) return
  const used = await tx.rows<{ wave_id: string; sku_id: string; lot: string; quantity: number }>(hot`
    select o.wave_id, y.sku_id, y.lot, sum(y.quantity)::integer as quantity from warehouse.outbounds o join warehouse.box_lots y on y.outbound_id = o.id
    where o.wave_id = any(${wave_ids}::uuid[]) and o.status <> 'stopped' group by 1, 2, 3`)
  const rows = [...groupBy(boxes, ({ wave_id }) => wave_id)].flatMap(([wave_id, own]) => {
    const mine = new Set(column(own, 'outbound_id'))
    return shareLots(
      own,
      named.filter(({ outbound_id }) => mine.has(outbound_id)),
      picked.filter((one) => one.wave_id === wave_id),
      used.filter((one) => one.wave_id === wave_id),
    )
  })
  await tx.run(hot`
    insert into warehouse.box_lots (outbound_id, box_no, line_no, lot, sure, sku_id, quantity)
    select * from unnest(${column(rows, 'outbound_id')}::uuid[], ${column(rows, 'box_no')}::smallint[], ${column(rows, 'line_no')}::smallint[], ${column(rows, 'lot')}::text[],
      ${column(rows, 'sure')}::boolean[], ${column(rows, 'sku_id')}::text[], ${column(rows, 'quantity')}::integer[])`)
}

/** Boxes were opened again: what scans said of them is kept, what was only shared out is forgotten. */
export async function unboxLots(tx: Tx, boxes: readonly { outbound_id: string; box_no: number }[]): Promise<void> {
  const [ids, numbers] = [column(boxes, 'outbound_id'), column(boxes, 'box_no')]
  await tx.run(hot`
    delete from warehouse.box_lots y using unnest(${ids}::uuid[], ${numbers}::smallint[]) as b (outbound_id, box_no)
    where y.outbound_id = b.outbound_id and y.box_no = b.box_no and not y.sure`)
  await tx.run(hot`
    update warehouse.box_lots y set box_no = 0 from unnest(${ids}::uuid[], ${numbers}::smallint[]) as b (outbound_id, box_no)
    where y.outbound_id = b.outbound_id and y.box_no = b.box_no`)
  await tx.run(hot`
    update warehouse.serials s set box_no = 0 from unnest(${ids}::uuid[], ${numbers}::smallint[]) as b (outbound_id, box_no)
    where s.outbound_id = b.outbound_id and s.box_no = b.box_no`)
}

/** Counts lots that scans named, before their pieces are in a box; a negative quantity takes back. */
export async function noteLots(
  tx: Tx,
  notes: readonly { outbound_id: string; line_no: number; sku_id: string; lot: string; quantity: number }[],
): Promise<void> {
  if (notes.length === 0) return
  const sums = new Map<string, (typeof notes)[number]>()
  for (const note of notes) {
    const key = `${note.outbound_id} ${note.line_no} ${note.lot}`
    sums.set(key, { ...note, quantity: (sums.get(key)?.quantity ?? 0) + note.quantity })
  }
  const more = [...sums.values()].filter(({ quantity }) => quantity > 0)
  const less = [...sums.values()].filter(({ quantity }) => quantity < 0)
  await tx.run(hot`
    insert into warehouse.box_lots as y (outbound_id, box_no, line_no, lot, sure, sku_id, quantity)
    select outbound_id, 0, line_no, lot, true, sku_id, quantity
    from unnest(${column(more, 'outbound_id')}::uuid[], ${column(more, 'line_no')}::smallint[], ${column(more, 'lot')}::text[], ${column(more, 'sku_id')}::text[],
      ${column(more, 'quantity')}::integer[]) as n (outbound_id, line_no, lot, sku_id, quantity)
    on conflict (outbound_id, box_no, line_no, lot, sure) do update set quantity = y.quantity + excluded.quantity`)
  if (less.length === 0) return
  const [ids, lines, lots] = [column(less, 'outbound_id'), column(less, 'line_no'), column(less, 'lot')]
  const taken = less.map(({ quantity }) => -quantity)
  await tx.run(hot`
    delete from warehouse.box_lots y using unnest(${ids}::uuid[], ${lines}::smallint[], ${lots}::text[], ${taken}::integer[]) as n (outbound_id, line_no, lot, quantity)
    where y.outbound_id = n.outbound_id and y.box_no = 0 and y.line_no = n.line_no and y.lot = n.lot and y.quantity <= n.quantity`)
  await tx.run(hot`
    update warehouse.box_lots y set quantity = y.quantity - n.quantity
    from unnest(${ids}::uuid[], ${lines}::smallint[], ${lots}::text[], ${taken}::integer[]) as n (outbound_id, line_no, lot, quantity)
    where y.outbound_id = n.outbound_id and y.box_no = 0 and y.line_no = n.line_no and y.lot = n.lot and y.quantity > n.quantity`)
}

/** What boxes hold by lot, in the order of their lines. */
export const findBoxLots = (db: Reader, outbound_ids: readonly string[]): Promise<BoxedLot[]> =>
  db.rows(hot`
    select outbound_id, box_no, line_no, lot, sure, sku_id, quantity from warehouse.box_lots where outbound_id = any(${outbound_ids}::uuid[])
    order by outbound_id, box_no, line_no, lot`)

export interface LotHolder {
  order_id: string
  order_no: string
  outbound_id: string
  code: string
  node_id: string
  channel_id: string
  box_no: number | null
  waybill_no: string | null
  quantity: number | null
  /** Otherwise the parcel may hold it: several lots were picked together and no scan said which. */
  sure: boolean
  status: string
  shipped_at: string | null
  released_at: string
}

/**
 * Which parcels got a lot, or may have got it, newest first: those whose boxes are known to hold it, and those packed from a wave it was picked for
 * without anybody saying which lot was taken. What is still in bins stands beside them.
 */
export async function listLotHolders(
  db: Reader,
  nodes: readonly string[],
  lot: { sku_id: string; lot: string },
  after: readonly [string, string, number] | null,
  limit: number,
): Promise<LotHolder[]> {
  return db.rows<LotHolder>(sql`
    select * from (
      select o.order_id, o.order_no, o.id as outbound_id, o.code, o.node_id, o.channel_id, y.box_no, b.waybill_no, o.status, o.shipped_at, o.released_at,
        sum(y.quantity) filter (where y.lot = ${lot.lot})::integer as quantity, bool_or(y.sure and y.lot = ${lot.lot}) as sure
      from warehouse.box_lots y join warehouse.outbounds o on o.id = y.outbound_id
      left join warehouse.boxes b on b.outbound_id = y.outbound_id and b.box_no = y.box_no
      where y.sku_id = ${lot.sku_id} and o.node_id = any(${nodes}::text[])
        and (y.lot = ${lot.lot} or (not y.sure and o.wave_id in (
          select p.wave_id from warehouse.picks p where p.sku_id = ${lot.sku_id} and p.lot = ${lot.lot} and p.lot <> '')))
      group by o.id, y.box_no, b.id
    ) h ${after ? sql`where (h.released_at, h.outbound_id, h.box_no) < (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]}::smallint)` : sql``}
    order by h.released_at desc, h.outbound_id desc, h.box_no desc limit ${limit}`)
}

/** Where a lot still lies. */
export const findLotBins = (
  db: Reader,
  nodes: readonly string[],
  lot: { sku_id: string; lot: string },
): Promise<{ node_id: string; bin_code: string; quantity: number; expires_on: string | null }[]> =>
  db.rows(sql`
    select node_id, bin_code, quantity, expires_on from warehouse.contents
    where node_id = any(${nodes}::text[]) and sku_id = ${lot.sku_id} and lot = ${lot.lot} and quantity > 0 order by node_id, bin_code`)
