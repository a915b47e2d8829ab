import { askWaybills } from '#centers/carriers/waybills/write.ts'
import { readNodes } from '#centers/inventory/read.ts'
import { findDue } from '#centers/orders/collecting.ts'
import { findRecipients } from '#centers/orders/find.ts'
import { findSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import type { By } from '#core/audit.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { type LabelStatus, largest, type Outbound } from '../model.ts'
import { findMates, shareNumbers, unitOf, unitsOf } from '../parceling/units.ts'
import { readSites } from '../places/read.ts'
import { readScan } from '../rules.ts'
import { findOutboundLines, findOutbounds, findStates, findWaveIds, lockWaves } from '../waves/read.ts'
import { type Box, boxIdOf, findBoxesOf, findBoxLines } from './read.ts'

export interface LabelAsk {
  /** The parcel. */
  id: string
  carrier_id?: string | null
  service_id?: string | null
}
export interface LabelOutcome extends Outcome<LabelStatus> {
  boxes?: { box_id: string; waybill_no: string | null }[]
  /** Why the carrier gives no number, in the words of `askWaybills`. */
  reason?: string
}

/**
 * Asks for the waybill numbers of parcels: before the check for the box they will be packed in, after it for every box that has none. Numbers of a pool
 * are there at once; a partner's come by themselves.
 */
export async function askLabels(tx: Tx, by: By, now: string, asks: readonly LabelAsk[]): Promise<LabelOutcome[]> {
  assert(asks.length <= largest, `at most ${largest} parcels in one call`)
  const ids = [...new Set(column(asks, 'id'))]
  await lockWaves(tx, await findWaveIds(tx, ids))
  const named = await findOutbounds(tx, ids)
  // Orders that leave in one parcel are labeled together: one of them carries the number.
  const found = new Map([...named, ...(await findMates(tx, named))].map((one) => [one.id, one]))
  const states = await findStates(tx, [...found.values()])
  const wish = new Map(asks.map((ask) => [ask.id, ask]))
  const going = [...found.values()].filter(
    ({ id, status }) => (status === 'in_wave' || status === 'checked') && states.get(id) === 'released',
  )
  const before = await findBoxesOf(tx, column(going, 'id'))
  const goes = new Set(column(going, 'id'))
  const boxed = new Set(column(before, 'outbound_id'))
  const boxless = going.filter(({ id }) => !boxed.has(id))
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
  const units = unitsOf(going)
  const carried = carriedBoxes(units, open, before)
  const asking = open.filter(({ id }) => !carried.has(id))
  const content = await contentsOf(tx, going, open)
  const inUnit = (box: (typeof open)[number]): Outbound[] =>
    box.box_no === 1 ? units.get(unitOf(found.get(box.outbound_id)!))! : [found.get(box.outbound_id)!]
  const [orders, sites, nodes] = [
    new Map((await findRecipients(tx, [...new Set(column(going, 'order_id'))])).map((order) => [order.id, order])),
    await readSites(tx),
    await readNodes(tx),
  ]
  const due = await findDue(tx, [...orders.values()])
  const asked = await askWaybills(
    tx,
    by,
    now,
    asking.map((box) => {
      const outbound = found.get(box.outbound_id)!
      const together = inUnit(box).filter(({ id }) => id !== outbound.id)
      const { buyer_name, buyer_phone, address, order_no, currency } = orders.get(outbound.order_id)!
      const [site, node] = [sites.get(box.node_id)!, nodes.get(box.node_id)!]
      const others =
        together.length > 0 ? open.filter((one) => carried.has(one.id) && together.some(({ id }) => id === one.outbound_id)) : []
      // The first box of a parcel carries what is to be collected for all of it.
      const collect_minor = box.box_no === 1 ? due.get(`${outbound.order_id} ${outbound.group_no}`) : undefined
      const inside = sumItems([box, ...others].flatMap(({ id }) => content.get(id) ?? []))
      return {
        ...{ parcel_id: box.id, organization_id: node.organization_id, node_id: box.node_id, order_no, currency },
        ...(collect_minor ? { collect_minor } : {}),
        carrier_id: wish.get(outbound.id)?.carrier_id ?? outbound.carrier_id,
        service_id: wish.get(outbound.id)?.service_id ?? outbound.service_id,
        sender: { name: node.name.zh, phone: site.phone, ...placeOf(node.address, node.region_code) },
        recipient: { name: buyer_name, phone: buyer_phone ?? site.phone, ...placeOf(address, address.region_code ?? null) },
        items: inside.map(({ sku_id, name, quantity }) => ({ sku_id, name, quantity })),
        weight_grams:
          (box.weight_grams ?? box.expected_grams ?? outbound.weight_grams ?? 1_000) +
          together.reduce((sum, one) => sum + (one.weight_grams ?? 1_000), 0),
      }
    }),
  )
  const answers = new Map(asked.map((one) => [one.id, one]))
  const numbered = open.flatMap((box) => {
    const waybill_no = answers.get(box.id)?.waybill_no
    const carrier_id = wish.get(box.outbound_id)?.carrier_id ?? box.carrier_id
    return waybill_no ? [{ id: box.id, waybill_no, carrier_id }] : []
  })
  const merged = going.some(({ merge_id }) => merge_id !== null)
  await numberBoxes(tx, numbered, merged)
  if (merged) await shareNumbers(tx, column(before, 'id'))
  // Under the locks of the waves nobody else numbers them; only boxes of merged orders get numbers from each other.
  const [asked_ids, given] = [new Set(column(open, 'id')), new Map(numbered.map((one) => [one.id, one.waybill_no]))]
  const now_boxes = merged
    ? await findBoxesOf(tx, column(going, 'id'))
    : [...before.filter(({ id }) => !asked_ids.has(id)), ...open].map((box) => ({
        ...box,
        waybill_no: given.get(box.id) ?? box.waybill_no,
      }))
  const boxes = groupBy(
    now_boxes.sort((a, b) => a.box_no - b.box_no),
    ({ outbound_id }) => outbound_id,
  )
  const fresh = new Set(column(open, 'outbound_id'))
  return asks.map(({ id }): LabelOutcome => {
    const outbound = found.get(id)
    if (!outbound) return { id, status: 'outbound_not_found', detail: 'There is no such parcel.' }
    if (outbound.status === 'shipped') return { id, status: 'already_shipped' }
    if (!goes.has(id))
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
    if (refusal) return { id, status: 'waybill_refused', detail: refusal.detail ?? refusal.status, reason: refusal.status, boxes: labels }
    const all = own.every(({ waybill_no }) => waybill_no !== null)
    if (!fresh.has(id)) return { id, status: 'already_answered', boxes: labels }
    return { id, status: all ? 'answered' : 'asked', boxes: labels }
  })
}

/** The parcels of waves that have no number yet, in the order of picking. */
export const findUnlabeled = (tx: Tx, wave_ids: readonly string[], limit = largest): Promise<{ id: string }[]> =>
  tx.rows(hot`
    select o.id from warehouse.outbounds o where o.wave_id = any(${wave_ids}::uuid[]) and o.status in ('in_wave', 'checked')
      -- Looked up parcel by parcel, whatever the planner believes of a table that was empty a moment ago.
      and not exists (select from warehouse.boxes b where b.outbound_id = o.id and b.waybill_no is not null offset 0) order by o.wave_id, o.slot_no limit ${limit}`)

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

/** Boxes that need no number of their own: another box of the same parcel has one, or asks for it. */
function carriedBoxes(
  units: ReadonlyMap<string, readonly Outbound[]>,
  open: readonly Pick<Box, 'id' | 'outbound_id' | 'box_no'>[],
  before: readonly Box[],
): Set<string> {
  const numbered = new Set(before.flatMap(({ outbound_id, box_no, waybill_no }) => (waybill_no && box_no === 1 ? [outbound_id] : [])))
  const carried = new Set<string>()
  for (const unit of units.values()) {
    if (unit.length === 1) continue
    const carrier = unit.find(({ id }) => numbered.has(id)) ?? unit[0]!
    for (const { id, outbound_id, box_no } of open)
      if (box_no === 1 && outbound_id !== carrier.id && unit.some((one) => one.id === outbound_id)) carried.add(id)
  }
  return carried
}

function sumItems(items: readonly { sku_id: string; name: string; quantity: number }[]) {
  const sums = groupBy(items, ({ sku_id }) => sku_id)
  return [...sums.values()].slice(0, 100).map((own) => ({ ...own[0]!, quantity: own.reduce((sum, { quantity }) => sum + quantity, 0) }))
}

/** Writes numbers that came to the boxes that wait for one; where parcels of several orders may be among them, to the other boxes of those too. */
export async function numberBoxes(
  tx: Tx,
  numbers: readonly { id: string; waybill_no: string; carrier_id: string }[],
  merged = true,
): Promise<void> {
  const numbered = await tx.rows<{ id: string }>(hot`
    update warehouse.boxes b set waybill_no = n.waybill_no, carrier_id = n.carrier_id
    from unnest(${column(numbers, 'id')}::uuid[], ${column(numbers, 'waybill_no')}::text[], ${column(numbers, 'carrier_id')}::text[]) as n (id, waybill_no, carrier_id)
    where b.id = n.id and b.waybill_no is null and b.status in ('open', 'closed') returning b.id`)
  if (merged && numbered.length > 0) await shareNumbers(tx, column(numbered, 'id'))
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
    const mate = holder !== undefined && found.has(holder) && unitOf(found.get(holder)!) === unitOf(outbound)
    if (holder && !mate) return { id, status: 'number_of_another', detail: `${waybill_no} is on another parcel: take a new label.` }
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
