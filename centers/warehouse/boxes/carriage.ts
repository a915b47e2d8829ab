import { readAgreements } from '#centers/carriers/agreements/read.ts'
import { reachOf } from '#centers/carriers/rules.ts'
import { cancelWaybills } from '#centers/carriers/waybills/write.ts'
import { findOrders } from '#centers/orders/write.ts'
import { assert } from '#core/assert.ts'
import type { By } from '#core/audit.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, lockRows, sql, type Tx } from '#core/sql.ts'
import { type CarriageStatus, largest } from '../model.ts'
import { findOutbounds, findWaveIds, lockWaves } from '../waves/read.ts'
import { findBoxesOf } from './read.ts'

export interface CarriageChange {
  /** The parcel. */
  id: string
  carrier_id: string
  service_id: string
}

/**
 * Gives parcels to another carrier as long as they have not left: a number they had is given up, and the next label asks the new one. Where the new
 * carrier does not go nothing changes.
 */
export async function changeCarriage(tx: Tx, by: By, now: string, changes: readonly CarriageChange[]): Promise<Outcome<CarriageStatus>[]> {
  assert(changes.length <= largest, `at most ${largest} parcels in one call`)
  const mates = await findMergedWith(tx, column(changes, 'id'))
  const ids = [...new Set([...column(changes, 'id'), ...mates])]
  await lockWaves(tx, await findWaveIds(tx, ids))
  // Those in no wave yet are held by themselves, so that none is gathered with the carrier it had.
  await lockRows(tx, sql`select id from warehouse.outbounds where id = any(${ids}::uuid[])`, sql`id`)
  const found = new Map((await findOutbounds(tx, ids)).map((one) => [one.id, one]))
  const boxes = groupBy(
    (await findBoxesOf(tx, ids)).filter(({ status }) => status === 'open' || status === 'closed'),
    ({ outbound_id }) => outbound_id,
  )
  const orders = new Map((await findOrders(tx, [...new Set(column([...found.values()], 'order_id'))])).map((order) => [order.id, order]))
  const { services, reach } = await readAgreements(tx)

  const decide = ({ id, carrier_id, service_id }: CarriageChange): Outcome<CarriageStatus> => {
    const outbound = found.get(id)
    if (!outbound) return { id, status: 'outbound_not_found', detail: 'There is no such parcel.' }
    if (outbound.status === 'shipped') return { id, status: 'already_shipped', detail: `Parcel ${outbound.code} has left.` }
    if (outbound.status === 'stopped') return { id, status: 'order_stopped', detail: `Parcel ${outbound.code} was taken out of the work.` }
    if (outbound.carrier_id === carrier_id && outbound.service_id === service_id) return { id, status: 'already_so' }
    if (!services.some((one) => one.carrier_id === carrier_id && one.service_id === service_id))
      return { id, status: 'service_not_found', detail: `${carrier_id} has no service ${service_id} in use.` }
    const region = orders.get(outbound.order_id)?.address.region_code ?? ''
    if (!reachOf(reach, carrier_id, region).served)
      return { id, status: 'region_not_served', detail: `${carrier_id} does not deliver to region ${region}.` }
    outbound.carrier_id = carrier_id
    outbound.service_id = service_id
    return { id, status: 'changed' }
  }
  const outcomes = changes.map(decide)
  // What leaves in one parcel goes with one carrier.
  const unitOf = (id: string) => found.get(id)?.merge_id ?? id
  const wishes = new Map(changes.map((change) => [unitOf(change.id), change]))
  outcomes.push(...mates.map((id) => decide({ ...wishes.get(unitOf(id))!, id })))

  const changed = new Set(outcomes.filter(({ status }) => status === 'changed').map(({ id }) => id))
  const open = [...changed].flatMap((id) => boxes.get(id) ?? [])
  const canceled = open.length > 0 ? await cancelWaybills(tx, by, now, column(open, 'id')) : []
  const gone = new Set(canceled.filter(({ status }) => status === 'under_way').map(({ id }) => id))
  const kept = new Set(open.filter(({ id }) => gone.has(id)).map(({ outbound_id }) => unitOf(outbound_id)))
  const going = [...changed].filter((id) => !kept.has(unitOf(id))).map((id) => found.get(id)!)
  await tx.run(hot`
    update warehouse.outbounds o set carrier_id = c.carrier_id, service_id = c.service_id
    from unnest(${column(going, 'id')}::uuid[], ${column(going, 'carrier_id')}::text[], ${column(going, 'service_id')}::text[]) as c (id, carrier_id, service_id)
    where o.id = c.id`)
  await tx.run(hot`
    update warehouse.boxes b set carrier_id = c.carrier_id, waybill_no = null
    from unnest(${column(going, 'id')}::uuid[], ${column(going, 'carrier_id')}::text[]) as c (id, carrier_id)
    where b.outbound_id = c.id and b.status in ('open', 'closed')`)
  return outcomes
    .slice(0, changes.length)
    .map((outcome) =>
      outcome.status === 'changed' && kept.has(unitOf(outcome.id))
        ? { id: outcome.id, status: 'carrier_has_it', detail: 'The carrier has scanned its label already: ask for it back first.' }
        : outcome,
    )
}

/** The others of parcels of several orders that are still in the work there. */
async function findMergedWith(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(hot`
    select m.id from warehouse.outbounds o join warehouse.outbounds m on m.merge_id = o.merge_id and m.node_id = o.node_id
    where o.id = any(${ids}::uuid[]) and o.merge_id is not null and m.id <> all(${ids}::uuid[]) and m.status in ('waiting', 'in_wave', 'checked')
    group by m.id`)
  return column(rows, 'id')
}
