import { listCarriers } from '#centers/carriers/agreements/read.ts'
import { readNodes } from '#centers/inventory/read.ts'
import type { Teller } from '#centers/inventory/told/write.ts'
import type { Line } from '#centers/orders/model.ts'
import { lockStages } from '#centers/orders/stages.ts'
import { findLines } from '#centers/orders/write.ts'
import { steadyId } from '#core/ids.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import type { ShipStatus } from '../model.ts'
import { findParcels } from '../read.ts'
import { shipParcels } from '../write.ts'
import type { ToldParcel } from './model.ts'

export type ToldParcelStatus = 'order_not_found' | 'carrier_unknown' | 'nothing_of_yours' | 'not_released' | 'line_not_found' | ShipStatus

/**
 * Ships what partners say they shipped from their own places. A parcel is known by order, carrier and number: told again, it has left already. What it holds is
 * shared over the groups that stand at their places, in order; a parcel goes whole or not at all. One outcome per parcel; at most 100.
 */
export async function tellParcels(
  tx: Tx,
  by: string,
  now: string,
  teller: Teller,
  items: readonly ToldParcel[],
): Promise<Outcome<ToldParcelStatus>[]> {
  const [nodes, carriers] = [await readNodes(tx), new Set(column(await listCarriers(tx), 'carrier_id'))]
  const ids = await findNumbered(tx, items)
  const outcomes: Outcome<ToldParcelStatus>[] = []
  // All at once and sorted: whoever ships these orders beside us comes before or after.
  await lockStages(tx, [...new Set(ids.flatMap((id) => id ?? []))])
  for (const [i, item] of items.entries()) {
    const id = item.waybill_no
    const order_id = ids[i]
    if (!order_id) {
      outcomes.push({ id, status: 'order_not_found', detail: 'order_no, external_no: there is no such order.' })
      continue
    }
    if (!carriers.has(item.carrier)) {
      outcomes.push({
        id,
        status: 'carrier_unknown',
        detail: `carrier: there is no carrier ${item.carrier} here; put it into the table of values.`,
      })
      continue
    }
    const [stages, lines] = [await lockStages(tx, [order_id]), await findLines(tx, [order_id])]
    const theirs = (line: Line) => {
      const node = line.node_id === null ? undefined : nodes.get(line.node_id)
      return node !== undefined && (node.partner_id === teller.partner_id || node.id === teller.also)
    }
    const own = groupBy(lines.filter(theirs), ({ group_no }) => group_no)
    if (own.size === 0) {
      outcomes.push({ id, status: 'nothing_of_yours', detail: 'Nothing of this order stands at a place of yours.' })
      continue
    }
    const parcelId = (group_no: number) => steadyId('told parcel', order_id, item.carrier, item.waybill_no, String(group_no))
    if ((await findParcels(tx, [...own.keys()].map(parcelId))).length > 0) {
      outcomes.push({ id, status: 'already_shipped' })
      continue
    }
    const released = stages.filter(({ group_no, state }) => own.has(group_no) && state === 'released')
    if (released.length === 0) {
      outcomes.push({
        id,
        status: 'not_released',
        detail: 'Nothing of this order waits at your place to be shipped: it was not given to you yet, or has left.',
      })
      continue
    }
    const parts = partsOf(
      item,
      released.map(({ group_no }) => ({ group_no, lines: own.get(group_no)! })),
    )
    if ('status' in parts) {
      outcomes.push({ id, ...parts })
      continue
    }
    const shipped = await shipParcels(
      tx,
      by,
      now,
      parts.parcels.map((part) => ({ id: parcelId(part.group_no), order_id, ...part, carrier: item.carrier, waybill_no: item.waybill_no })),
    )
    const bad = shipped.find(({ status }) => !/shipped$/.test(status))
    outcomes.push(bad ? { ...bad, id } : { id, status: 'shipped' })
  }
  return outcomes
}

/** The orders by our number, or by the number of their channel. */
async function findNumbered(tx: Tx, items: readonly ToldParcel[]): Promise<(string | undefined)[]> {
  const rows = await tx.rows<{ n: number; id: string }>(hot`
    select k.n, o.id from unnest(${items.map((one) => one.order_no ?? null)}::text[]) with ordinality as k (order_no, n) join orders.orders o on o.order_no = k.order_no
    union all
    select k.n, x.order_id from unnest(${items.map((one) => (one.order_no ? null : (one.channel_id ?? null)))}::text[], ${items.map((one) => one.external_no ?? null)}::text[])
      with ordinality as k (channel_id, external_no, n) join orders.external_numbers x on x.channel_id = k.channel_id and x.external_no = k.external_no`)
  const byPlace = new Map(rows.map(({ n, id }) => [Number(n), id]))
  return items.map((_, i) => byPlace.get(i + 1))
}

type Part = { group_no: number; lines?: { line_no: number; quantity: number }[] }

/** What of each group is in the parcel. */
function partsOf(
  { lines }: ToldParcel,
  groups: readonly { group_no: number; lines: readonly Line[] }[],
): { parcels: Part[] } | { status: ToldParcelStatus; detail: string } {
  if (!lines || lines.length === 0) return { parcels: groups.map(({ group_no }) => ({ group_no })) }
  const open = new Map(groups.flatMap((group) => group.lines.map((line) => [line.line_no, line.quantity - line.shipped] as const)))
  const parts = new Map<number, { line_no: number; quantity: number }[]>()
  for (const { sku_id, quantity } of lines) {
    let wanted = quantity
    const own = groups.flatMap((group) => group.lines).filter((line) => line.sku_id === sku_id)
    if (own.length === 0) return { status: 'line_not_found', detail: `lines: ${sku_id} is not among what you have to ship of it.` }
    for (const { line_no, group_no } of own) {
      const taken = Math.min(wanted, open.get(line_no)!)
      if (taken === 0) continue
      wanted -= taken
      open.set(line_no, open.get(line_no)! - taken)
      const part = parts.get(group_no) ?? []
      parts.set(group_no, part)
      const same = part.find((one) => one.line_no === line_no)
      if (same) same.quantity += taken
      else part.push({ line_no, quantity: taken })
    }
    if (wanted > 0) return { status: 'more_than_left', detail: `lines: of ${sku_id} ${wanted} fewer have still to leave.` }
  }
  return { parcels: [...parts].sort(([a], [b]) => a - b).map(([group_no, part]) => ({ group_no, lines: part })) }
}
