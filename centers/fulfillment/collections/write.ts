import { postTransactions } from '#centers/ledger/write.ts'
import type { Collected } from '#centers/orders/write.ts'
import { payOverPosting } from '#centers/payments/accounts.ts'
import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { formatMoney } from '#core/money.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { findParcelsByWaybill } from '../read.ts'
import { deliverParcels } from '../write.ts'
import type { PayOverItem, PayOverStatus } from './model.ts'

/** Largest batch of the verb here. */
export const largest = 1_000

/** Keeps what carriers took at the door, in the commit that delivers. */
export async function keepCollections(
  tx: Tx,
  collected: readonly (Collected & { waybill: { carrier: string; waybill_no: string } })[],
): Promise<void> {
  if (collected.length === 0) return
  const rows = collected.map(({ waybill: { carrier, waybill_no }, ...one }) => ({ ...one, carrier, waybill_no }))
  await tx.run(hot`
    insert into fulfillment.collections (order_id, group_no, organization_id, carrier, waybill_no, amount_minor, currency, collected_at)
    select order_id, group_no, organization_id, carrier, waybill_no, amount_minor, currency, happened_at
    from jsonb_to_recordset(${json(rows)}::jsonb) as c (order_id uuid, group_no smallint, organization_id text, carrier text, waybill_no text,
      amount_minor bigint, currency text, happened_at timestamptz)`)
}

interface Open {
  order_id: string
  group_no: number
  organization_id: string
  carrier: string
  amount_minor: number
  paid_minor: number
  currency: string
}

/**
 * Books what carriers pay over of what they took at the door, by the numbers of their parcels: never more than they took. Money for a parcel nobody has confirmed says
 * that it was delivered. The same id again is the same payment; one that stands twice in a batch is told so.
 */
export async function payOver(tx: Tx, by: By, now: string, items: readonly PayOverItem[]): Promise<Outcome<PayOverStatus>[]> {
  assert(items.length <= largest, `at most ${largest} payments in one call`)
  const groups = await deliverNamed(tx, by, now, items)
  const collections = await lockRows<Open>(
    tx,
    sql`select c.order_id, c.group_no, c.organization_id, c.carrier, c.amount_minor, c.paid_minor, c.currency from fulfillment.collections c
      where (c.order_id, c.group_no) in (select * from unnest(${[...groups.values()].map(({ order_id }) => order_id)}::uuid[], ${[...groups.values()].map(({ group_no }) => group_no)}::smallint[]))`,
    sql`c.order_id, c.group_no`,
  )
  const found = new Map(collections.map((one) => [`${one.order_id} ${one.group_no}`, one]))
  const known = new Map(
    (
      await tx.rows<{ order_id: string; group_no: number; id: string; amount_minor: number }>(hot`
        select order_id, group_no, id, amount_minor from fulfillment.pay_overs
        where order_id = any(${column(collections, 'order_id')}::uuid[]) and id = any(${column(items, 'id')}::uuid[])`)
    ).map((one) => [`${one.order_id} ${one.group_no} ${one.id}`, one.amount_minor]),
  )
  const booked: (PayOverItem & { open: Open; outcome: Outcome<PayOverStatus> })[] = []
  const outcomes = items.map((item): Outcome<PayOverStatus> => {
    const { id, carrier, waybill_no, amount_minor } = item
    const group = groups.get(`${carrier} ${waybill_no}`)
    const open = group && found.get(`${group.order_id} ${group.group_no}`)
    if (!open || !mayTouch(by, open))
      return { id, status: 'collection_not_found', detail: `${waybill_no} of ${carrier} is no delivered parcel that is paid at the door.` }
    const at = `${open.order_id} ${open.group_no} ${id}`
    const before = known.get(at)
    if (before !== undefined)
      return before === amount_minor
        ? { id, status: 'already_paid_over' }
        : { id, status: 'id_used_for_another', detail: 'This id was used for another payment: make a new one.' }
    const rest_minor = open.amount_minor - open.paid_minor
    if (amount_minor > rest_minor)
      return {
        id,
        status: 'more_than_owed',
        detail: `Of ${waybill_no} ${formatMoney(rest_minor, open.currency)} are still to be paid over, not ${formatMoney(amount_minor, open.currency)}.`,
      }
    open.paid_minor += amount_minor
    known.set(at, amount_minor)
    const outcome: Outcome<PayOverStatus> = { id, status: 'paid_over' }
    booked.push({ ...item, open, outcome })
    return outcome
  })
  const posted = await postTransactions(
    tx,
    now,
    booked.map(({ id, amount_minor, open }) => ({
      key: `collection:${id}`,
      kind: 'fulfillment.pay_over',
      ref: `orders.order:${open.order_id}`,
      happened_at: now,
      postings: [payOverPosting(open.carrier, open.organization_id, amount_minor, open.currency)],
    })),
  )
  const done: typeof booked = []
  for (const [i, one] of booked.entries()) {
    if (posted[i]!.status === 'posted') done.push(one)
    else {
      // Its id was used at another parcel: nothing of it was posted.
      one.open.paid_minor -= one.amount_minor
      Object.assign(one.outcome, { status: 'id_used_for_another', detail: 'This id was used for another payment: make a new one.' })
    }
  }
  await write(tx, by, now, done)
  return outcomes
}

/** The group each number stands for; what its carrier pays for and nobody has confirmed is delivered first. */
async function deliverNamed(
  tx: Tx,
  by: By,
  now: string,
  items: readonly PayOverItem[],
): Promise<Map<string, { order_id: string; group_no: number }>> {
  const numbers = [
    ...new Map(items.map(({ carrier, waybill_no }) => [`${carrier} ${waybill_no}`, { carrier_id: carrier, waybill_no }])).values(),
  ]
  const parcels = await findParcelsByWaybill(tx, numbers)
  const at_door = new Map(
    (
      await tx.rows<{ id: string; group_no: number; organization_id: string }>(hot`
        select p.id, p.group_no, p.organization_id from fulfillment.parcels p join orders.orders o on o.id = p.order_id
        where p.id = any(${column(parcels, 'id')}::uuid[]) and o.payment_term = 'cash_on_delivery'`)
    ).map((one) => [one.id, one]),
  )
  const own = parcels.filter(({ id }) => at_door.has(id) && mayTouch(by, at_door.get(id)!))
  const waiting = own.filter(({ delivered_at }) => delivered_at === null)
  if (waiting.length > 0)
    await deliverParcels(
      tx,
      'carrier',
      now,
      waiting.map(({ id }) => ({ id })),
    )
  return new Map(
    own.map(({ id, order_id, carrier, waybill_no }) => [`${carrier} ${waybill_no}`, { order_id, group_no: at_door.get(id)!.group_no }]),
  )
}

async function write(tx: Tx, by: By, now: string, done: readonly (PayOverItem & { open: Open; outcome: object })[]): Promise<void> {
  if (done.length === 0) return
  const rows = done.map(({ id, amount_minor, paid_on, open: { order_id, group_no } }) => ({
    id,
    order_id,
    group_no,
    amount_minor,
    paid_on,
  }))
  await tx.run(hot`
    insert into fulfillment.pay_overs (order_id, group_no, id, amount_minor, paid_on, recorded_at, recorded_by)
    select order_id, group_no, id, amount_minor, paid_on, ${now}::timestamptz, ${by.name}::text
    from jsonb_to_recordset(${json(rows)}::jsonb) as p (order_id uuid, group_no smallint, id uuid, amount_minor bigint, paid_on date)`)
  const paid = [...groupBy(done, ({ open }) => `${open.order_id} ${open.group_no}`).values()].map((own) => own[0]!.open)
  await tx.run(hot`
    update fulfillment.collections c set paid_minor = p.paid_minor, paid_at = ${now}
    from jsonb_to_recordset(${json(paid)}::jsonb) as p (order_id uuid, group_no smallint, paid_minor bigint)
    where c.order_id = p.order_id and c.group_no = p.group_no`)
  await recordChanges(
    tx,
    by,
    now,
    done.map(({ id, open, outcome: _, ...item }) => ({
      ...{ subject: 'fulfillment.collection', subject_id: open.order_id, action: 'paid_over', organization_id: open.organization_id },
      after: { id, ...item },
    })),
  )
}
