import type { MessageRequest } from '#centers/messages/model.ts'
import { findHolders } from '#centers/organization/read.ts'
import { announce, type Consumer, type Event } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { chooseBureaus, finishErrands } from './write.ts'

interface Moved {
  id: string
  to: string
  passed?: string[]
}
const over: ReadonlySet<string> = new Set(['shipped', 'delivered', 'completed', 'canceled'])

/** Bureaus are chosen once an order is approved, and again when it goes elsewhere; what has left or is canceled is off their hands. */
export const bureauConsumers: readonly Consumer[] = [
  {
    name: 'orders.choose_bureaus',
    topics: ['orders.moved', 'orders.readdressed'],
    rest_ms: 500,
    handle: async (tx, events, now) => {
      const moved = events.flatMap(({ topic, item }) => (topic === 'orders.moved' ? [item as Moved] : []))
      const ids = (fits: (one: Moved) => boolean) => [...new Set(moved.filter(fits).map(({ id }) => id))]
      await chooseBureaus(
        tx,
        now,
        ids(({ to, passed }) => to === 'approved' || (passed ?? []).includes('approved')),
      )
      const elsewhere = events.flatMap(({ topic, item }) => (topic === 'orders.readdressed' ? [(item as { id: string }).id] : []))
      await chooseBureaus(tx, now, [...new Set(elsewhere)], true)
      await finishErrands(
        tx,
        now,
        ids(({ to, passed }) => over.has(to) || (passed ?? []).some((state) => over.has(state))),
      )
    },
  },
  {
    // One word for what came in together: a bureau that gets a hundred orders is told once.
    name: 'orders.tell_bureaus',
    topics: ['orders.entrusted'],
    rest_ms: 5_000,
    handle: (tx, events, now) =>
      tellBureaus(
        tx,
        now,
        events.filter(({ recorded_at }) => recorded_at >= addMilliseconds(now, -fresh_ms)),
      ),
  },
]

/** Older than this it is no news: history that is loaded tells nobody anything. */
const fresh_ms = 2 * 86_400_000

interface Entrusted {
  id: string
  order_id: string
  bureau_id: string | null
  status: string
}

/** Tells those who work for a bureau, not those above it, that orders wait for its word. */
async function tellBureaus(tx: Tx, now: string, events: readonly Event[]): Promise<void> {
  const waiting = events.map(({ item }) => item as Entrusted).filter(({ bureau_id, status }) => bureau_id !== null && status === 'waiting')
  if (waiting.length === 0) return
  const orders = await tx.rows<{ id: string; order_no: string }>(
    hot`select id, order_no from orders.orders where id = any(${[...new Set(column(waiting, 'order_id'))]}::uuid[])`,
  )
  const numbers = new Map(orders.map(({ id, order_no }) => [id, order_no]))
  const requests: MessageRequest[] = []
  for (const [bureau_id, own] of groupBy(waiting, ({ bureau_id }) => bureau_id!)) {
    const holders = await findHolders(tx, { permission: 'bureaus.work', organization_id: bureau_id }, now)
    const values = { count: own.length, order_no: numbers.get(own[0]!.order_id) ?? '' }
    for (const { staff_id } of holders.filter(({ depth }) => depth === holders[0]!.depth))
      requests.push({
        ...{ message_id: steadyId('orders.errands_wait', own[0]!.id, staff_id), template: 'orders.errands_wait' },
        ...{ channels: ['in_app', 'push'], to: { user_id: staff_id }, expires_at: addMilliseconds(now, fresh_ms), values },
      })
  }
  await announce(tx, 'messages.requested', requests, now)
}
