import { askWaybills } from '#centers/carriers/waybills/write.ts'
import { shipParcels } from '#centers/fulfillment/write.ts'
import { readNodes } from '#centers/inventory/read.ts'
import { lockStages } from '#centers/orders/stages.ts'
import { findOrders } from '#centers/orders/write.ts'
import { findSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import type { By } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { takeNumbers } from '#core/numbers.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, lockRows, sql, type Tx } from '#core/sql.ts'
import { type LabelStatus, largest, type Outbound, type ShipStatus, type Weighing, type WeighStatus } from '../model.ts'
import { readSites } from '../places/read.ts'
import { takeOut } from '../places/write.ts'
import { countWaves, stopOutbounds } from '../putbacks/write.ts'
import { judgeWeight, packingGrams, readScan } from '../rules.ts'
import { findOutboundLines, findOutbounds, findStates, lockWaves } from '../waves/read.ts'

export interface Box {
  id: string
  outbound_id: string
  node_id: string
  box_no: number
  status: 'open' | 'closed' | 'shipped' | 'handed_over' | 'voided'
  carrier_id: string
  waybill_no: string | null
  expected_grams: number | null
  weight_grams: number | null
  manifest_id: string | null
}
export const boxColumns = sql`b.id, b.outbound_id, b.node_id, b.box_no, b.status, b.carrier_id, b.waybill_no, b.expected_grams, b.weight_grams, b.manifest_id`

export const findBoxesOf = (tx: Pick<Tx, 'rows'>, outbound_ids: readonly string[]): Promise<Box[]> =>
  tx.rows<Box>(
    hot`select ${boxColumns} from warehouse.boxes b where b.outbound_id = any(${outbound_ids}::uuid[]) order by b.outbound_id, b.box_no`,
  )

interface BoxLine {
  box_id: string
  line_no: number
  sku_id: string
  quantity: number
}
const findBoxLines = (tx: Tx, box_ids: readonly string[]): Promise<BoxLine[]> =>
  tx.rows<BoxLine>(
    hot`select box_id, line_no, sku_id, quantity from warehouse.box_lines where box_id = any(${box_ids}::uuid[]) order by box_id, line_no`,
  )

/**
 * Puts what was checked and is in no box yet into the box of each parcel that waits for it, or a new one, and closes it. For verbs that hold the waves.
 * Answers the box by parcel; a parcel of which nothing new was checked has none.
 */
export async function closeBoxes(tx: Tx, now: string, outbounds: readonly Outbound[]): Promise<Map<string, string>> {
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
  await tx.run(hot`
    insert into warehouse.boxes (id, outbound_id, node_id, box_no, status, carrier_id, expected_grams, made_at)
    select id, outbound_id, node_id, box_no, 'closed', carrier_id, expected_grams, ${now}
    from unnest(${column(rows, 'id')}::uuid[], ${column(rows, 'outbound_id')}::uuid[], ${column(rows, 'node_id')}::text[], ${column(rows, 'box_no')}::smallint[],
      ${column(rows, 'carrier_id')}::text[], ${column(rows, 'expected_grams')}::integer[]) as b (id, outbound_id, node_id, box_no, carrier_id, expected_grams)
    on conflict (id) do update set status = 'closed', expected_grams = excluded.expected_grams`)
  const parts = closed.flatMap(({ id, content }) => content.map((line) => ({ box_id: id, ...line })))
  await tx.run(hot`
    insert into warehouse.box_lines (box_id, line_no, sku_id, quantity)
    select * from unnest(${column(parts, 'box_id')}::uuid[], ${column(parts, 'line_no')}::smallint[], ${column(parts, 'sku_id')}::text[], ${column(parts, 'quantity')}::integer[])`)
  return new Map(closed.map(({ id, outbound }) => [outbound.id, id]))
}

const boxIdOf = (outbound_id: string, box_no: number): string => steadyId('box', outbound_id, String(box_no))

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
  const rows = await tx.rows<{ id: string }>(hot`
    update warehouse.boxes b set status = 'open', weight_grams = null, weighed_at = null, weighed_by = null
    where b.outbound_id = any(${outbound_ids}::uuid[]) and b.status = 'closed'
      and b.box_no = (select max(box_no) from warehouse.boxes l where l.outbound_id = b.outbound_id) returning b.id`)
  await tx.run(hot`delete from warehouse.box_lines where box_id = any(${column(rows, 'id')}::uuid[])`)
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

export interface LabelAsk {
  /** The parcel. */
  id: string
  carrier_id?: string | null
  service_id?: string | null
}
export interface LabelOutcome extends Outcome<LabelStatus> {
  boxes?: { box_id: string; waybill_no: string | null }[]
}

/**
 * Asks for the waybill numbers of parcels: before the check for the box they will be packed in, after it for every box that has none. Numbers of a pool
 * are there at once; a partner's come by themselves.
 */
export async function askLabels(tx: Tx, by: By, now: string, asks: readonly LabelAsk[]): Promise<LabelOutcome[]> {
  assert(asks.length <= largest, `at most ${largest} parcels in one call`)
  const ids = [...new Set(column(asks, 'id'))]
  const seen = await findOutbounds(tx, ids)
  await lockWaves(tx, [...new Set(seen.flatMap(({ wave_id }) => wave_id ?? []))])
  const found = new Map((await findOutbounds(tx, ids)).map((one) => [one.id, one]))
  const states = await findStates(tx, [...found.values()])
  const wish = new Map(asks.map((ask) => [ask.id, ask]))
  const going = ids.flatMap((id) => {
    const outbound = found.get(id)
    return outbound && (outbound.status === 'in_wave' || outbound.status === 'checked') && states.get(id) === 'released' ? [outbound] : []
  })
  const before = await findBoxesOf(tx, column(going, 'id'))
  const boxless = going.filter(({ id }) => !before.some(({ outbound_id }) => outbound_id === id))
  const made = boxless.map((outbound) => ({
    id: boxIdOf(outbound.id, 1),
    outbound_id: outbound.id,
    node_id: outbound.node_id,
    carrier_id: outbound.carrier_id,
  }))
  await tx.run(hot`
    insert into warehouse.boxes (id, outbound_id, node_id, box_no, status, carrier_id, made_at)
    select id, outbound_id, node_id, 1, 'open', carrier_id, ${now}
    from unnest(${column(made, 'id')}::uuid[], ${column(made, 'outbound_id')}::uuid[], ${column(made, 'node_id')}::text[], ${column(made, 'carrier_id')}::text[])
      as b (id, outbound_id, node_id, carrier_id)`)
  const open = [
    ...before.filter(({ status, waybill_no }) => waybill_no === null && (status === 'open' || status === 'closed')),
    ...made.map((box) => ({
      ...box,
      box_no: 1,
      waybill_no: null,
      expected_grams: null,
      weight_grams: null,
      status: 'open' as const,
      manifest_id: null,
    })),
  ]
  const content = await contentsOf(tx, going, open)
  const [orders, sites, nodes] = [
    new Map((await findOrders(tx, [...new Set(column(going, 'order_id'))])).map((order) => [order.id, order])),
    await readSites(tx),
    await readNodes(tx),
  ]
  const asked = await askWaybills(
    tx,
    by,
    now,
    open.map((box) => {
      const outbound = found.get(box.outbound_id)!
      const { buyer_name, buyer_phone, address, order_no, currency } = orders.get(outbound.order_id)!
      const [site, node] = [sites.get(box.node_id)!, nodes.get(box.node_id)!]
      const inside = content.get(box.id) ?? []
      return {
        ...{ parcel_id: box.id, organization_id: node.organization_id, node_id: box.node_id, order_no, currency },
        carrier_id: wish.get(outbound.id)?.carrier_id ?? outbound.carrier_id,
        service_id: wish.get(outbound.id)?.service_id ?? outbound.service_id,
        sender: { name: node.name.zh, phone: site.phone, ...placeOf(node.address, node.region_code) },
        recipient: { name: buyer_name, phone: buyer_phone ?? site.phone, ...placeOf(address, address.region_code ?? null) },
        items: inside.map(({ sku_id, name, quantity }) => ({ sku_id, name, quantity })),
        weight_grams: box.weight_grams ?? box.expected_grams ?? outbound.weight_grams ?? 1_000,
      }
    }),
  )
  const answers = new Map(asked.map((one) => [one.id, one]))
  const numbered = open.flatMap((box) => {
    const waybill_no = answers.get(box.id)?.waybill_no
    const carrier_id = wish.get(box.outbound_id)?.carrier_id ?? box.carrier_id
    return waybill_no ? [{ id: box.id, waybill_no, carrier_id }] : []
  })
  await numberBoxes(tx, numbered)
  const boxes = groupBy(await findBoxesOf(tx, column(going, 'id')), ({ outbound_id }) => outbound_id)
  const fresh = new Set(column(open, 'outbound_id'))
  return asks.map(({ id }): LabelOutcome => {
    const outbound = found.get(id)
    if (!outbound) return { id, status: 'outbound_not_found', detail: 'There is no such parcel.' }
    if (outbound.status === 'shipped') return { id, status: 'already_shipped' }
    if (!going.includes(outbound))
      return {
        id,
        status: 'order_stopped',
        detail: `Order ${outbound.order_no} is ${outbound.stop_reason ?? states.get(id) ?? 'in no wave'}: it gets no label.`,
      }
    const own = (boxes.get(id) ?? []).filter(({ status }) => status !== 'voided')
    const labels = own.map((box) => ({ box_id: box.id, waybill_no: box.waybill_no }))
    const refusal = own
      .map((box) => answers.get(box.id))
      .find((one) => one && !['asked', 'answered', 'already_asked', 'already_answered'].includes(one.status))
    if (refusal) return { id, status: 'waybill_refused', detail: refusal.detail ?? refusal.status, boxes: labels }
    const all = own.every(({ waybill_no }) => waybill_no !== null)
    if (!fresh.has(id)) return { id, status: 'already_answered', boxes: labels }
    return { id, status: all ? 'answered' : 'asked', boxes: labels }
  })
}

/** The parcels of waves that have no number yet, in the order of picking. */
export const findUnlabeled = (tx: Tx, wave_ids: readonly string[], limit = largest): Promise<{ id: string }[]> =>
  tx.rows(hot`
    select o.id from warehouse.outbounds o where o.wave_id = any(${wave_ids}::uuid[]) and o.status in ('in_wave', 'checked')
      and not exists (select from warehouse.boxes b where b.outbound_id = o.id and b.waybill_no is not null) order by o.wave_id, o.slot_no limit ${limit}`)

const placeOf = (address: Record<string, string>, region: string | null) => ({
  region: region ?? '',
  province: address.province ?? '',
  city: address.city || (address.province ?? ''),
  district: address.district ?? '',
  detail: address.street ?? '',
})

async function contentsOf(tx: Tx, outbounds: readonly Outbound[], boxes: readonly Pick<Box, 'id' | 'outbound_id' | 'status'>[]) {
  const [lines, boxed] = await Promise.all([findOutboundLines(tx, column(outbounds, 'id')), findBoxLines(tx, column(boxes, 'id'))])
  const names = new Map((await findSkus(tx, [...new Set(column(lines, 'sku_id'))])).map(({ sku_id, title }) => [sku_id, title.zh]))
  const [ofOutbound, ofBox] = [groupBy(lines, ({ outbound_id }) => outbound_id), groupBy(boxed, ({ box_id }) => box_id)]
  return new Map(
    boxes.map(({ id, outbound_id }) => {
      const inside: { sku_id: string; quantity: number }[] = ofBox.get(id) ?? ofOutbound.get(outbound_id) ?? []
      return [
        id,
        inside.slice(0, 100).map(({ sku_id, quantity }) => ({ sku_id, quantity, name: (names.get(sku_id) ?? sku_id).slice(0, 120) })),
      ]
    }),
  )
}

/** Writes numbers that came to the boxes that wait for one. */
export async function numberBoxes(tx: Tx, numbers: readonly { id: string; waybill_no: string; carrier_id: string }[]): Promise<void> {
  await tx.run(hot`
    update warehouse.boxes b set waybill_no = n.waybill_no, carrier_id = n.carrier_id
    from unnest(${column(numbers, 'id')}::uuid[], ${column(numbers, 'waybill_no')}::text[], ${column(numbers, 'carrier_id')}::text[]) as n (id, waybill_no, carrier_id)
    where b.id = n.id and b.waybill_no is null and b.status in ('open', 'closed')`)
}

export type StickStatus =
  | 'stuck'
  | 'already_stuck'
  | 'outbound_not_found'
  | 'order_stopped'
  | 'not_a_waybill_number'
  | 'number_of_another'
  | 'has_another_number'

/** A label with a number printed in advance is stuck on the box and scanned: the box has that number from now on. */
export async function stickLabels(
  tx: Tx,
  now: string,
  labels: readonly { id: string; outbound_id: string; text: string }[],
): Promise<(Outcome<StickStatus> & { box_id?: string })[]> {
  const seen = await findOutbounds(tx, column(labels, 'outbound_id'))
  await lockWaves(tx, [...new Set(seen.flatMap(({ wave_id }) => wave_id ?? []))])
  const found = new Map((await findOutbounds(tx, column(labels, 'outbound_id'))).map((one) => [one.id, one]))
  const boxes = groupBy(await findBoxesOf(tx, [...found.keys()]), ({ outbound_id }) => outbound_id)
  const used = new Map(
    (
      await tx.rows<{ waybill_no: string; outbound_id: string }>(hot`
        select waybill_no, outbound_id from warehouse.boxes where waybill_no = any(${labels.map(({ text }) => readScan(text).text)}::text[])
          and node_id = any(${[...found.values()].map(({ node_id }) => node_id)}::text[]) and status <> 'voided'`)
    ).map((row) => [row.waybill_no, row.outbound_id]),
  )
  const given: { id: string; waybill_no: string; carrier_id: string }[] = []
  const made: Outbound[] = []
  const outcomes = labels.map(({ id, outbound_id, text }): Outcome<StickStatus> & { box_id?: string } => {
    const outbound = found.get(outbound_id)
    const waybill_no = readScan(text).text
    if (!outbound) return { id, status: 'outbound_not_found', detail: 'There is no such parcel.' }
    if (outbound.status !== 'in_wave' && outbound.status !== 'checked')
      return { id, status: 'order_stopped', detail: `Parcel ${outbound.code} is ${outbound.status}: it takes no label.` }
    if (!/^[A-Za-z0-9-]{6,40}$/.test(waybill_no) || waybill_no === outbound.code)
      return { id, status: 'not_a_waybill_number', detail: `${waybill_no.slice(0, 40)} is no waybill number: scan the label’s own code.` }
    const holder = used.get(waybill_no)
    if (holder === outbound_id) return { id, status: 'already_stuck' }
    if (holder) return { id, status: 'number_of_another', detail: `${waybill_no} is on another parcel: take a new label.` }
    const own = boxes.get(outbound_id) ?? []
    const free = own.find(({ status, waybill_no: has }) => has === null && (status === 'open' || status === 'closed'))
    if (!free && own.length > 0)
      return { id, status: 'has_another_number', detail: `The box has number ${own.at(-1)!.waybill_no} already.` }
    const box_id = free?.id ?? boxIdOf(outbound_id, 1)
    if (!free) made.push(outbound)
    used.set(waybill_no, outbound_id)
    given.push({ id: box_id, waybill_no, carrier_id: outbound.carrier_id })
    return { id, status: 'stuck', box_id }
  })
  await tx.run(hot`
    insert into warehouse.boxes (id, outbound_id, node_id, box_no, status, carrier_id, made_at)
    select id, outbound_id, node_id, 1, 'open', carrier_id, ${now}
    from unnest(${made.map(({ id }) => boxIdOf(id, 1))}::uuid[], ${column(made, 'id')}::uuid[], ${column(made, 'node_id')}::text[], ${column(made, 'carrier_id')}::text[])
      as b (id, outbound_id, node_id, carrier_id) on conflict do nothing`)
  await numberBoxes(tx, given)
  return outcomes
}

/** The boxes that texts scanned at a site name: by label, or by the order's number where it has one box only. */
async function findByText(tx: Tx, asked: readonly { node_id: string; text: string }[]): Promise<(Box | undefined)[]> {
  const texts = asked.map(({ node_id, text }) => ({ node_id, text: readScan(text).text }))
  const rows = await tx.rows<Box & { text: string; boxes: number }>(hot`
    select ${boxColumns}, t.text, 1 as boxes
    from (select distinct * from unnest(${column(texts, 'node_id')}::text[], ${column(texts, 'text')}::text[]) as t (node_id, text)) t
    join warehouse.boxes b on b.node_id = t.node_id and b.waybill_no = t.text and b.status <> 'voided'
    union all
    select ${boxColumns}, t.text, (select count(*) from warehouse.boxes n where n.outbound_id = o.id)::integer
    from (select distinct * from unnest(${column(texts, 'node_id')}::text[], ${column(texts, 'text')}::text[]) as t (node_id, text)) t
    join warehouse.outbounds o on o.node_id = t.node_id and o.code = t.text join warehouse.boxes b on b.outbound_id = o.id`)
  const found = new Map(rows.filter(({ boxes }) => boxes === 1).map((row) => [`${row.node_id} ${row.text}`, row]))
  return texts.map(({ node_id, text }) => found.get(`${node_id} ${text}`))
}

export interface WeighOutcome extends Outcome<WeighStatus> {
  box_id?: string
  expected_grams?: number | null
}

/** Books what the scale says of parcels. A weight beyond the tolerance needs a reason; one that cannot be is refused. */
export async function weighBoxes(tx: Tx, by: string, now: string, weighings: readonly Weighing[]): Promise<WeighOutcome[]> {
  assert(weighings.length <= largest, `at most ${largest} weighings in one call`)
  const named = await findByText(tx, weighings)
  const seen = await findOutbounds(tx, [...new Set(named.flatMap((box) => box?.outbound_id ?? []))])
  await lockWaves(tx, [...new Set(seen.flatMap(({ wave_id }) => wave_id ?? []))])
  const outbounds = new Map((await findOutbounds(tx, column(seen, 'id'))).map((one) => [one.id, one]))
  const boxes = new Map((await findBoxesOf(tx, column(seen, 'id'))).map((box) => [box.id, box]))
  const [states, sites] = [await findStates(tx, [...outbounds.values()]), await readSites(tx)]
  const booked: { id: string; weight_grams: number; reason: string | null }[] = []
  const stopped = new Map<string, string>()
  const outcomes = weighings.map(({ id, weight_grams, reason }, i): WeighOutcome => {
    const box = named[i] && boxes.get(named[i].id)
    if (!box) return { id, status: 'unknown_code', detail: 'No parcel here has this number: scan its label.' }
    const outbound = outbounds.get(box.outbound_id)!
    const names = { box_id: box.id, expected_grams: box.expected_grams }
    if (box.status === 'shipped' || box.status === 'handed_over')
      return { id, status: 'already_shipped', detail: 'The parcel has left.', ...names }
    if (outbound.status === 'stopped' || states.get(outbound.id) !== 'released') {
      if (outbound.status !== 'stopped') stopped.set(outbound.id, states.get(outbound.id) ?? 'gone')
      return {
        id,
        status: 'order_stopped',
        detail: `Order ${outbound.order_no} is ${outbound.stop_reason ?? states.get(outbound.id)}: put its goods on the return shelf.`,
        ...names,
      }
    }
    if (box.status === 'open') return { id, status: 'not_checked', detail: 'Check the parcel first.', ...names }
    if (box.weight_grams === weight_grams) return { id, status: 'already_weighed', ...names }
    const judged = judgeWeight(weight_grams, box.expected_grams, sites.get(box.node_id)!)
    if (judged.status !== 'weighed' && !(judged.status === 'weight_off' && reason)) return { id, ...judged, ...names }
    box.weight_grams = weight_grams
    booked.push({ id: box.id, weight_grams, reason: judged.status === 'weight_off' ? reason! : null })
    return { id, status: 'weighed', ...names }
  })
  await tx.run(hot`
    update warehouse.boxes b set weight_grams = w.weight_grams, weight_reason = w.reason, weighed_by = ${by}, weighed_at = ${now}
    from unnest(${column(booked, 'id')}::uuid[], ${column(booked, 'weight_grams')}::integer[], ${column(booked, 'reason')}::text[]) as w (id, weight_grams, reason)
    where b.id = w.id`)
  await stopOutbounds(
    tx,
    by,
    now,
    [...stopped].map(([id, reason]) => ({ id, reason })),
  )
  return outcomes
}

export interface ShipOutcome extends Outcome<ShipStatus> {
  box_id?: string
}

/** Ships the parcels that texts scanned at the dispatch desk name. */
export async function shipByText(
  tx: Tx,
  by: string,
  now: string,
  scans: readonly { id: string; node_id: string; text: string }[],
): Promise<ShipOutcome[]> {
  const named = await findByText(tx, scans)
  const shipped = await shipBoxes(tx, by, now, [...new Set(named.flatMap((box) => box?.id ?? []))])
  const byBox = new Map(shipped.map((outcome) => [outcome.id, outcome]))
  return scans.map(({ id }, i): ShipOutcome => {
    const box = named[i]
    if (!box) return { id, status: 'unknown_code', detail: 'No parcel here has this number: scan its label.' }
    return { ...byBox.get(box.id)!, id, box_id: box.id }
  })
}

/** The boxes of waves that wait to be shipped, those nobody can ship left out. */
export async function findShippable(tx: Tx, wave_ids: readonly string[], limit = largest): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(hot`
    select b.id from warehouse.outbounds o join warehouse.boxes b on b.outbound_id = o.id
    where o.wave_id = any(${wave_ids}::uuid[]) and o.status = 'checked' and b.status = 'closed' order by o.wave_id, o.slot_no, b.box_no limit ${limit}`)
  return column(rows, 'id')
}

/**
 * Lets parcels leave: goods go out of the books and out of the bins, and the order learns of it, in one commit. Whether the office canceled in time or the
 * parcel left is decided here, by the lock on the order's stage.
 */
export async function shipBoxes(tx: Tx, by: string, now: string, box_ids: readonly string[]): Promise<Outcome<ShipStatus>[]> {
  assert(box_ids.length <= largest, `at most ${largest} parcels in one call`)
  if (box_ids.length === 0) return []
  const seen = await tx.rows<{ id: string; outbound_id: string; order_id: string; wave_id: string | null }>(hot`
    select b.id, b.outbound_id, o.order_id, o.wave_id from warehouse.boxes b join warehouse.outbounds o on o.id = b.outbound_id where b.id = any(${box_ids}::uuid[])`)
  const outbound_ids = [...new Set(column(seen, 'outbound_id'))]
  const stages = await lockStages(tx, [...new Set(column(seen, 'order_id'))])
  const waves = new Map((await lockWaves(tx, [...new Set(seen.flatMap(({ wave_id }) => wave_id ?? []))])).map((wave) => [wave.id, wave]))
  const [outbounds, boxes, sites] = [
    new Map((await findOutbounds(tx, outbound_ids)).map((one) => [one.id, one])),
    await findBoxesOf(tx, outbound_ids),
    await readSites(tx),
  ]
  const boxOf = new Map(boxes.map((box) => [box.id, box]))
  const stateOf = new Map(stages.map(({ order_id, group_no, state }) => [`${order_id} ${group_no}`, state]))
  const sampled = await weighedWaves(
    tx,
    [...waves.values()].filter(({ kind }) => kind === 'bulk').map(({ id }) => id),
  )
  const stopped = new Map<string, string>()
  const going: Box[] = []
  const outcomes = box_ids.map((id): Outcome<ShipStatus> => {
    const box = boxOf.get(id)
    if (!box) return { id, status: 'unknown_code', detail: 'There is no such parcel.' }
    const outbound = outbounds.get(box.outbound_id)!
    if (box.status === 'shipped' || box.status === 'handed_over') return { id, status: 'already_shipped' }
    const state = stateOf.get(`${outbound.order_id} ${outbound.group_no}`)
    if (outbound.status === 'stopped' || box.status === 'voided' || state !== 'released') {
      if (outbound.status !== 'stopped') stopped.set(outbound.id, state ?? 'gone')
      return {
        id,
        status: 'order_stopped',
        detail: `Order ${outbound.order_no} is ${outbound.stop_reason ?? state}: put its goods on the return shelf.`,
      }
    }
    if (box.status === 'open' || outbound.status !== 'checked')
      return { id, status: 'not_checked', detail: `Parcel ${outbound.code} is not complete: check it first.` }
    if (box.waybill_no === null)
      return { id, status: 'no_waybill', detail: `Parcel ${outbound.code} has no waybill number yet: ask for its label.` }
    const site = sites.get(box.node_id)!
    if (site.weighs && box.weight_grams === null && !sampled.has(outbound.wave_id ?? ''))
      return {
        id,
        status: 'not_weighed',
        detail: waves.get(outbound.wave_id ?? '')?.kind === 'bulk' ? 'Weigh one parcel of the wave first.' : 'Weigh the parcel first.',
      }
    going.push(box)
    box.status = 'shipped'
    return { id, status: 'shipped' }
  })
  const lines = await findBoxLines(tx, column(going, 'id'))
  const linesOf = groupBy(lines, ({ box_id }) => box_id)
  const left = await shipParcels(
    tx,
    by,
    now,
    going.map((box) => {
      const { order_id, group_no } = outbounds.get(box.outbound_id)!
      return {
        ...{ id: box.id, order_id, group_no, carrier: box.carrier_id, waybill_no: box.waybill_no! },
        lines: linesOf.get(box.id)!.map(({ line_no, quantity }) => ({ line_no, quantity })),
      }
    }),
  )
  const refused = new Map(
    left.filter(({ status }) => status !== 'shipped' && status !== 'already_shipped').map((outcome) => [outcome.id, outcome]),
  )
  const gone = going.filter(({ id }) => !refused.has(id))
  await tx.run(
    hot`update warehouse.boxes set status = 'shipped', shipped_at = ${now}, shipped_by = ${by} where id = any(${column(gone, 'id')}::uuid[])`,
  )
  for (const box of going) if (refused.has(box.id)) box.status = 'closed'
  const whole = [...new Set(column(gone, 'outbound_id'))].filter((id) =>
    boxes.every((box) => box.outbound_id !== id || box.status === 'shipped' || box.status === 'handed_over' || box.status === 'voided'),
  )
  await tx.run(hot`update warehouse.outbounds set status = 'shipped', shipped_at = ${now} where id = any(${whole}::uuid[])`)
  await countWaves(
    tx,
    now,
    whole.flatMap((id) => (outbounds.get(id)!.wave_id ? [{ wave_id: outbounds.get(id)!.wave_id!, shipped: 1 }] : [])),
  )
  await stopOutbounds(
    tx,
    by,
    now,
    [...stopped].map(([id, reason]) => ({ id, reason })),
  )
  const nodeOf = new Map(gone.map(({ id, node_id }) => [id, node_id]))
  await takeOut(
    tx,
    by,
    now,
    lines.flatMap(({ box_id, sku_id, quantity }) => (nodeOf.has(box_id) ? [{ node_id: nodeOf.get(box_id)!, sku_id, quantity }] : [])),
    'shipped',
  )
  return outcomes.map((outcome) => {
    const refusal = outcome.status === 'shipped' ? refused.get(outcome.id) : undefined
    return refusal ? { id: outcome.id, status: 'state_forbids', detail: refusal.detail ?? refusal.status } : outcome
  })
}

/** Bulk waves of which a parcel was on the scale: all of it weigh the same. */
async function weighedWaves(tx: Tx, wave_ids: readonly string[]): Promise<Set<string>> {
  if (wave_ids.length === 0) return new Set()
  const rows = await tx.rows<{ wave_id: string }>(hot`
    select w.id as wave_id from unnest(${wave_ids}::uuid[]) as w (id) where exists (
      select from warehouse.outbounds o join warehouse.boxes b on b.outbound_id = o.id where o.wave_id = w.id and b.weight_grams is not null)`)
  return new Set(column(rows, 'wave_id'))
}

export type HandOverStatus = 'handed_over' | 'already_handed_over' | 'nothing_to_hand_over'

/** Writes down what a courier takes along: every parcel of his that was shipped and not yet handed over. */
export async function handOver(
  tx: Tx,
  by: string,
  now: string,
  handovers: readonly { id: string; node_id: string; carrier_id: string; courier?: string | null }[],
): Promise<(Outcome<HandOverStatus> & { manifest_no?: string; boxes?: number })[]> {
  const outcomes = []
  for (const { id, node_id, carrier_id, courier } of handovers) {
    const known = await tx.row<{ manifest_no: string; boxes: number }>(
      sql`select manifest_no, boxes from warehouse.manifests where id = ${id}`,
    )
    if (known) {
      outcomes.push({ id, status: 'already_handed_over' as const, ...known })
      continue
    }
    const boxes = await lockRows<{ id: string; weight_grams: number | null }>(
      tx,
      sql`select id, weight_grams from warehouse.boxes where node_id = ${node_id} and carrier_id = ${carrier_id} and status = 'shipped'`,
      sql`id`,
    )
    if (boxes.length === 0) {
      outcomes.push({ id, status: 'nothing_to_hand_over' as const, detail: `No parcel waits for ${carrier_id}.` })
      continue
    }
    const [manifest_no] = (await takeNumbers(tx, 'warehouse.manifests', 1)).map((number) => `M${number}`)
    await tx.run(sql`
      insert into warehouse.manifests (id, node_id, manifest_no, carrier_id, boxes, weight_grams, courier, made_by, made_at)
      values (${id}, ${node_id}, ${manifest_no}, ${carrier_id}, ${boxes.length}, ${boxes.reduce((sum, { weight_grams }) => sum + (weight_grams ?? 0), 0)},
        ${courier ?? null}, ${by}, ${now})`)
    await tx.run(sql`update warehouse.boxes set status = 'handed_over', manifest_id = ${id} where id = any(${column(boxes, 'id')}::uuid[])`)
    await announce(tx, 'warehouse.handed_over', [{ id, node_id, carrier_id, boxes: boxes.length }], now)
    outcomes.push({ id, status: 'handed_over' as const, manifest_no: manifest_no!, boxes: boxes.length })
  }
  return outcomes
}
