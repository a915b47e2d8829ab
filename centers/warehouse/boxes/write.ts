import { findSkus } from '#centers/products/read.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import type { Outbound } from '../model.ts'
import { findOutboundLines, findOutbounds, findStates, lockWaves } from '../waves/read.ts'
import { boxLots, unboxLots } from './lots.ts'
import { type BoxLine, boxIdOf, findBoxesOf, findBoxLines } from './read.ts'
import { packingGrams } from './rules.ts'

/**
 * Puts what was checked and is in no box yet into the box of each parcel that waits for it, or a new one, and closes it. For verbs that hold the waves.
 * Answers the box by parcel; a parcel of which nothing new was checked has none.
 */
export async function closeBoxes(tx: Tx, now: string, outbounds: readonly Outbound[], scanned = true): Promise<Map<string, string>> {
  if (outbounds.length === 0) return new Map()
  const ids = column(outbounds, 'id')
  const [lines, boxes] = await Promise.all([findOutboundLines(tx, ids), findBoxesOf(tx, ids)])
  const boxed = boxes.length > 0 ? await findBoxLines(tx, column(boxes, 'id')) : []
  const outboundOf = new Map(boxes.map(({ id, outbound_id }) => [id, outbound_id]))
  const inside = new Map<string, number>()
  for (const { box_id, line_no, quantity } of boxed) {
    const key = `${outboundOf.get(box_id)} ${line_no}`
    inside.set(key, (inside.get(key) ?? 0) + quantity)
  }
  const linesOf = groupBy(lines, ({ outbound_id }) => outbound_id)
  const boxesOf = groupBy(boxes, ({ outbound_id }) => outbound_id)
  const closed: { id: string; outbound: Outbound; box_no: number; alone: boolean; content: Omit<BoxLine, 'box_id'>[] }[] = []
  for (const outbound of outbounds) {
    const content = (linesOf.get(outbound.id) ?? [])
      .map(({ line_no, sku_id, checked }) => ({ line_no, sku_id, quantity: checked - (inside.get(`${outbound.id} ${line_no}`) ?? 0) }))
      .filter(({ quantity }) => quantity > 0)
    if (content.length === 0) continue
    const own = boxesOf.get(outbound.id) ?? []
    const waiting = own.find(({ status }) => status === 'open')
    const box_no = waiting?.box_no ?? own.length + 1
    const alone = content.reduce((sum, { quantity }) => sum + quantity, 0) === outbound.pieces
    closed.push({ id: waiting?.id ?? boxIdOf(outbound.id, box_no), outbound, box_no, alone, content })
  }
  const weights = await weightsOf(
    tx,
    closed.filter(({ alone }) => !alone).flatMap(({ content }) => content),
  )
  const rows = closed.map(({ id, outbound, box_no, alone, content }) => ({
    ...{ id, outbound_id: outbound.id, node_id: outbound.node_id, box_no, carrier_id: outbound.carrier_id },
    expected_grams: alone ? outbound.weight_grams : expectedGrams(content, weights),
  }))
  const parts = closed.flatMap(({ id, content }) => content.map((line) => ({ box_id: id, ...line })))
  // Sent together: on one connection they run in this order.
  await Promise.all([
    tx.run(hot`
      insert into warehouse.boxes (id, outbound_id, node_id, box_no, status, carrier_id, expected_grams, made_at)
      select id, outbound_id, node_id, box_no, 'closed', carrier_id, expected_grams, ${now}
      from unnest(${column(rows, 'id')}::uuid[], ${column(rows, 'outbound_id')}::uuid[], ${column(rows, 'node_id')}::text[], ${column(rows, 'box_no')}::smallint[],
        ${column(rows, 'carrier_id')}::text[], ${column(rows, 'expected_grams')}::integer[]) as b (id, outbound_id, node_id, box_no, carrier_id, expected_grams)
      on conflict (id) do update set status = 'closed', expected_grams = excluded.expected_grams`),
    tx.run(hot`
      insert into warehouse.box_lines (box_id, line_no, sku_id, quantity)
      select * from unnest(${column(parts, 'box_id')}::uuid[], ${column(parts, 'line_no')}::smallint[], ${column(parts, 'sku_id')}::text[], ${column(parts, 'quantity')}::integer[])`),
    boxLots(
      tx,
      closed.map(({ outbound, box_no, content }) => ({ outbound_id: outbound.id, wave_id: outbound.wave_id, box_no, content })),
      scanned,
    ),
  ])
  return new Map(closed.map(({ id, outbound }) => [outbound.id, id]))
}

async function weightsOf(tx: Tx, lines: readonly { sku_id: string }[]): Promise<Map<string, number | null>> {
  return new Map((await findSkus(tx, [...new Set(column(lines, 'sku_id'))])).map((sku) => [sku.sku_id, sku.weight_grams]))
}

function expectedGrams(
  content: readonly { sku_id: string; quantity: number }[],
  weights: ReadonlyMap<string, number | null>,
): number | null {
  if (!content.every(({ sku_id }) => weights.get(sku_id))) return null
  const goods_grams = content.reduce((sum, { sku_id, quantity }) => sum + weights.get(sku_id)! * quantity, 0)
  return goods_grams + packingGrams(goods_grams)
}

/** Something was taken back out: the last box of each parcel is open again and empty. For verbs that hold the waves. */
export async function reopenBoxes(tx: Tx, outbound_ids: readonly string[]): Promise<void> {
  const rows = await tx.rows<{ id: string; outbound_id: string; box_no: number }>(hot`
    update warehouse.boxes b set status = 'open', weight_grams = null, weighed_at = null, weighed_by = null
    where b.outbound_id = any(${outbound_ids}::uuid[]) and b.status = 'closed'
      and b.box_no = (select max(box_no) from warehouse.boxes l where l.outbound_id = b.outbound_id) returning b.id, b.outbound_id, b.box_no`)
  await tx.run(hot`delete from warehouse.box_lines where box_id = any(${column(rows, 'id')}::uuid[])`)
  await unboxLots(tx, rows)
}

export type SplitStatus = 'split' | 'outbound_not_found' | 'order_stopped' | 'nothing_to_close' | 'already_checked'

/** Closes the box at hand with what was scanned so far; the rest of the parcel goes into another. */
export async function splitBoxes(
  tx: Tx,
  by: string,
  now: string,
  items: readonly { id: string; outbound_id: string }[],
): Promise<(Outcome<SplitStatus> & { box_id?: string })[]> {
  const seen = await findOutbounds(tx, column(items, 'outbound_id'))
  await lockWaves(
    tx,
    seen.flatMap(({ wave_id }) => wave_id ?? []),
  )
  const found = new Map((await findOutbounds(tx, column(items, 'outbound_id'))).map((one) => [one.id, one]))
  const done = new Map(
    (
      await tx.rows<{ id: string; answer: { box_id: string } }>(
        hot`select id, answer from warehouse.scans where id = any(${column(items, 'id')}::uuid[])`,
      )
    ).map((row) => [row.id, row.answer.box_id]),
  )
  const states = await findStates(tx, [...found.values()])
  const going = items.filter(({ id, outbound_id }) => {
    const outbound = found.get(outbound_id)
    return !done.has(id) && outbound?.status === 'in_wave' && states.get(outbound_id) === 'released'
  })
  const boxes = await closeBoxes(
    tx,
    now,
    [...new Set(column(going, 'outbound_id'))].map((id) => found.get(id)!),
  )
  const kept = going.filter(({ outbound_id }) => boxes.has(outbound_id))
  await tx.run(hot`
    insert into warehouse.scans (id, node_id, kind, text, outbound_id, status, answer, scanned_by, scanned_at, recorded_at)
    select id, node_id, 'split', '', outbound_id, 'split', jsonb_build_object('box_id', box_id), ${by}, ${now}, ${now}
    from unnest(${column(kept, 'id')}::uuid[], ${kept.map(({ outbound_id }) => found.get(outbound_id)!.node_id)}::text[], ${column(kept, 'outbound_id')}::uuid[],
      ${kept.map(({ outbound_id }) => boxes.get(outbound_id)!)}::text[]) as s (id, node_id, outbound_id, box_id)`)
  return items.map(({ id, outbound_id }) => {
    const outbound = found.get(outbound_id)
    const earlier = done.get(id)
    if (earlier) return { id, status: 'split', box_id: earlier }
    if (!outbound) return { id, status: 'outbound_not_found', detail: 'There is no such parcel.' }
    if (outbound.status === 'checked' || outbound.status === 'shipped')
      return { id, status: 'already_checked', detail: 'The parcel is complete: there is nothing left for another box.' }
    if (!going.some((one) => one.id === id))
      return { id, status: 'order_stopped', detail: `Order ${outbound.order_no} goes no further: put its goods on the return shelf.` }
    const box_id = boxes.get(outbound_id)
    return box_id ? { id, status: 'split', box_id } : { id, status: 'nothing_to_close', detail: 'Nothing was scanned into this box yet.' }
  })
}
