import { type OpenTopic, registerTopic } from '#centers/partners/webhooks/topics.ts'
import type { Reader } from '#core/sql.ts'
import { findOrders } from '../find.ts'
import type { Moved } from '../stages.ts'

/** The numbers people and partners know orders by. */
async function numbersOf(db: Reader, ids: readonly string[]) {
  const orders = new Map((await findOrders(db, ids)).map((order) => [order.id, order]))
  return (id: string) => {
    const order = orders.get(id)
    return { order_id: id, order_no: order?.order_no ?? null, external_no: order?.external_no ?? null }
  }
}

type Placed = { id: string; channel_id: string; organization_id: string; total_minor: number; currency: string; placed_at: string }

const known = { order_id: '019a0000-0000-7000-8000-000000000001', order_no: '6180339885', external_no: 'A-1001', channel_id: 'mall' }

export const orderPlaced = registerTopic({
  type: 'order.placed',
  topic: 'orders.placed',
  permission: 'orders.read',
  title: { zh: '订单已下', en: 'An order was placed' },
  sample: { ...known, total_minor: 25800, currency: 'CNY', placed_at: '2026-11-22T02:03:04.000Z' },
  tell: async (db, items) => {
    const placed = items as readonly Placed[]
    const numbers = await numbersOf(
      db,
      placed.map(({ id }) => id),
    )
    return placed.map(({ id, channel_id, organization_id, total_minor, currency, placed_at }) => ({
      ...{ subject: id, organization_id, channel_id },
      data: { ...numbers(id), channel_id, total_minor, currency, placed_at },
    }))
  },
})

export const orderMoved = registerTopic({
  type: 'order.moved',
  topic: 'orders.moved',
  permission: 'orders.read',
  title: { zh: '订单进入新状态', en: 'A part of an order entered another state' },
  sample: {
    ...known,
    group_no: 1,
    from: 'allocated',
    state: 'released',
    passed: [],
    reason: null,
    happened_at: '2026-11-22T02:03:04.000Z',
  },
  tell: async (db, items) => {
    const moves = items as readonly (Omit<Moved, 'order_id'> & { id: string; passed: string[] })[]
    const numbers = await numbersOf(
      db,
      moves.map(({ id }) => id),
    )
    return moves.map(({ id, organization_id, channel_id, group_no, from, to, passed, reason, happened_at }) => ({
      ...{ subject: id, organization_id, channel_id },
      data: { ...numbers(id), channel_id, group_no, from, state: to, passed, reason, happened_at },
    }))
  },
})

export const orderTopics: readonly OpenTopic[] = [orderPlaced, orderMoved]
