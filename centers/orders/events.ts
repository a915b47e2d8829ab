import { countSales } from '#centers/products/sales.ts'
import type { Consumer } from '#core/events.ts'
import { column } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { joinCarts } from './carts.ts'
import { claimOrders } from './claims.ts'
import { wakeServices } from './write.ts'

/** A visitor who signs in keeps his cart, and finds what he ordered as a guest. */
export const orderConsumers: Consumer[] = [
  {
    name: 'orders.join_carts',
    topics: ['identity.visitor_joined'],
    handle: async (tx, events, now) => {
      const joins = events.map(({ item }) => item as { visitor_id: string; user_id: string })
      await joinCarts(tx, now, joins)
      await claimOrders(tx, joins)
    },
  },
  {
    // A service that nobody has to perform any more begins where it waited for somebody.
    name: 'orders.wake_services',
    topics: ['products.saved'],
    handle: async (tx, events, now) => {
      const spu_ids = [...new Set(events.map(({ item }) => (item as { spu_id: string }).spu_id))]
      const skus = await tx.rows<{ sku_id: string }>(hot`
        select k.sku_id from products.spus p join products.skus k on k.spu_id = p.spu_id
        where p.spu_id = any(${spu_ids}::text[]) and p.kind = 'service' and not p.performed`)
      if (skus.length === 0) return
      const waiting = await tx.rows<{ order_id: string }>(hot`
        select distinct s.order_id from orders.lines l join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no
        where l.sku_id = any(${column(skus, 'sku_id')}::text[]) and l.stock_from = 'service' and s.state = 'approved' and s.due_at is null`)
      await wakeServices(tx, now, column(waiting, 'order_id'))
    },
  },
  {
    // What is sold counts from its placing; what is canceled is taken back. Nobody is in a hurry, so that it costs little beside a sale.
    name: 'orders.count_sales',
    topics: ['orders.placed', 'orders.imported', 'orders.moved', 'orders.lines_substituted'],
    rest_ms: 2_000,
    handle: async (tx, events, now) => {
      const ids = (topic: string) =>
        column(
          events.filter((event) => event.topic === topic).map(({ item }) => item as { id: string }),
          'id',
        )
      const canceled = events.flatMap(({ topic, item }) => {
        const { id, group_no, to } = item as { id: string; group_no: number; to?: string }
        return topic === 'orders.moved' && to === 'canceled' ? [{ id, group_no }] : []
      })
      const swapped = events.flatMap(({ topic, item }): Sold[] => {
        if (topic !== 'orders.lines_substituted') return []
        const { was_sku_id, sku_id, quantity } = item as { was_sku_id: string; sku_id: string; quantity: number }
        return [
          { sku_id: was_sku_id, quantity: -quantity },
          { sku_id, quantity },
        ]
      })
      await countSales(tx, now, [
        ...swapped,
        ...(await soldBy(tx, ids('orders.placed'), ids('orders.imported'))),
        ...(await givenBack(tx, canceled)),
      ])
    },
  },
]

interface Sold {
  sku_id: string
  quantity: number
}

/** Pieces of new orders by SKU, and of those of the past that were not canceled. */
async function soldBy(tx: Tx, placed: readonly string[], imported: readonly string[]): Promise<Sold[]> {
  if (placed.length + imported.length === 0) return []
  return tx.rows<Sold>(hot`
    select l.sku_id, sum(l.quantity)::integer as quantity from orders.lines l
      join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no
    where l.sku_id is not null
      and (l.order_id = any(${placed}::uuid[]) or (l.order_id = any(${imported}::uuid[]) and s.state <> 'canceled'))
    group by l.sku_id`)
}

async function givenBack(tx: Tx, groups: readonly { id: string; group_no: number }[]): Promise<Sold[]> {
  if (groups.length === 0) return []
  return tx.rows<Sold>(hot`
    select l.sku_id, -sum(l.quantity)::integer as quantity
    from unnest(${column(groups, 'id')}::uuid[], ${column(groups, 'group_no')}::smallint[]) as g (order_id, group_no)
      join orders.lines l on l.order_id = g.order_id and l.group_no = g.group_no
    where l.sku_id is not null group by l.sku_id`)
}
