import { giveUpWaybills } from '#centers/carriers/waybills/write.ts'
import type { Consumer } from '#core/events.ts'
import { column } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'

type Moved = { id: string; from: string; to: string }
const given = new Set(['allocated', 'released'])
const goes_on = new Set(['released', 'shipped', 'delivered', 'completed'])

/**
 * A number that was asked for where an order was to leave is given up once the order does not leave from there: canceled, held, or sent from another
 * node. What its carrier has taken already is a task for somebody to see to. Parcels that left keep theirs.
 */
export const strayConsumer: Consumer = {
  name: 'fulfillment.give_up_strays',
  topics: ['orders.moved', 'fulfillment.sourced'],
  // Nobody waits for it: a number too many costs nothing for two seconds.
  rest_ms: 2_000,
  handle: async (tx, events, now) => {
    const ids = events.flatMap(({ topic, item }) => {
      if (topic === 'fulfillment.sourced') return [(item as { id: string }).id]
      const { id, from, to } = item as Moved
      return given.has(from) && !goes_on.has(to) ? [id] : []
    })
    const strays = await findStrays(tx, [...new Set(ids)])
    // As many as one call of the carriers' verb takes.
    for (let done = 0; done < strays.length; done += 500) await giveUpWaybills(tx, now, strays.slice(done, done + 500))
  },
}

/** Waybills of these orders at nodes where nothing of them is to leave any more. */
async function findStrays(tx: Tx, order_ids: readonly string[]): Promise<string[]> {
  if (order_ids.length === 0) return []
  const rows = await tx.rows<{ parcel_id: string }>(hot`
    select w.parcel_id from orders.orders o join carriers.waybills w on w.order_no = o.order_no and w.state in ('asked', 'answered') and not w.cancel_wanted
    where o.id = any(${order_ids}::uuid[])
      and not exists (select from fulfillment.parcels p where p.order_id = o.id and (p.id = w.parcel_id or p.waybill_no = w.waybill_no))
      and not exists (
        select from orders.stages s join orders.lines l on l.order_id = s.order_id and l.group_no = s.group_no
        where s.order_id = o.id and s.state in ('allocated', 'released', 'shipped', 'delivered', 'completed') and (w.node_id is null or l.node_id = w.node_id))
    order by w.parcel_id`)
  return column(rows, 'parcel_id')
}
