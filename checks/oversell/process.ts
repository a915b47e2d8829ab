import { finishCounts, recordCounts, startCounts } from '#centers/inventory/counts/write.ts'
import { inventoryDue } from '#centers/inventory/events.ts'
import { endHolds, holdStock } from '#centers/inventory/holds/write.ts'
import { readStock } from '#centers/inventory/moves/read.ts'
import { moveStock, receiveStock } from '#centers/inventory/moves/write.ts'
import { endShares, setShares } from '#centers/inventory/shares/write.ts'
import { makeTransfers, receiveTransfers, shipTransfers } from '#centers/inventory/transfers/write.ts'
import type { NewOrder } from '#centers/orders/model.ts'
import { orderPlacer } from '#centers/orders/placer.ts'
import { cancelOrders } from '#centers/orders/write.ts'
import { systemBy } from '#core/audit.ts'
import type { SocketConnection } from '#core/database.ts'
import { startConsumers } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { startDue } from '#core/jobs.ts'
import { isRetryable, openDb, type Tx } from '#core/sql.ts'
import { addMilliseconds, wallClock } from '#core/time.ts'
import { assembly } from '#server/centers.ts'
import { dice } from '../support/dice.ts'

export interface Plan {
  connection: SocketConnection
  seed: number
  member_ids: string[]
  skus: string[]
  nodes: string[]
  clerks: number
}
/** What a process tells its parent at once: only what it told survives when it is killed. */
export type Told =
  | { kind: 'awake' | 'ready' }
  | { kind: 'placed' | 'canceled'; id: string }
  | { kind: 'act' | 'refused'; id: string }
  | { kind: 'failed'; id: string }

const tell = (told: Told) => process.send?.(told)

/** One of the programs on the shared database: buyers and clerks over the centers' verbs, consumers and due work beside them. */
process.once('message', async ({ connection, seed, member_ids, skus, nodes, clerks }: Plan) => {
  const db = openDb({ ...connection, max: 12 })
  const roll = dice(seed)
  // As the mall's route does it: buyers of one moment leave together.
  const place = orderPlacer({ db, clock: wallClock })
  startConsumers(
    db,
    assembly.flatMap((center) => center.consumers ?? []),
    wallClock.now,
  )
  startDue(db, [...assembly.flatMap((center) => center.due ?? []), ...inventoryDue], wallClock)

  const by = systemBy('clerk')
  const sku = () => skus[roll(skus.length)]!
  const node = () => nodes[roll(nodes.length)]!
  const rest = (most_ms: number) => new Promise((wake) => setTimeout(wake, roll(most_ms)))
  const commit = <T>(work: (tx: Tx) => Promise<T>) => db.tx(work)

  const buy = async (member_id: string) => {
    for (;;) {
      const quantity = 1 + roll(3)
      const order: NewOrder = {
        ...{
          id: newId(),
          channel_id: 'mall',
          external_no: null,
          member_id,
          visitor_id: null,
          buyer_name: '林小满',
          buyer_phone: '13800001234',
        },
        ...{
          address: { province: '重庆市', street: '解放碑步行街 1 号' },
          buyer_message: null,
          currency: 'CNY',
          payment_term: 'wallet',
          outlet_id: null,
        },
        ...{ placed_at: wallClock.now(), lines: [{ sku_id: sku(), quantity, unit_minor: null, amount_minor: null }] },
        ...{ freight_minor: null, expected_total_minor: null },
      }
      const { status, detail } = await place(order)
      if (status === 'placed' || status === 'already_placed') {
        tell({ kind: 'placed', id: order.id })
        if (roll(3) === 0) {
          await rest(200)
          const [canceled] = await commit((tx) => cancelOrders(tx, 'buyer', wallClock.now(), [{ id: order.id, reason: 'changed mind' }]))
          if (canceled!.status === 'canceled') tell({ kind: 'canceled', id: order.id })
        }
      } else if (status !== 'sold_out') throw new Error(`an order was refused: ${status} ${detail}`)
      await rest(status === 'sold_out' ? 300 : 100)
    }
  }

  const acts: Record<string, () => Promise<string>> = {
    hold: async () => {
      const now = wallClock.now()
      const hold = {
        id: newId(),
        channel_id: 'mall',
        lines: [{ sku_id: sku(), quantity: 1 + roll(4) }],
        due_at: addMilliseconds(now, 50 + roll(1_500)),
      }
      const [held] = await commit((tx) => holdStock(tx, by, now, [hold]))
      if (held!.status === 'held' && roll(2) === 0) {
        await rest(200)
        await commit((tx) => endHolds(tx, wallClock.now(), [{ id: hold.id, state: 'released' }]))
      }
      return held!.status
    },
    transfer: async () => {
      const [from, to] = [node(), node()]
      if (from === to) return 'same_place'
      const id = newId()
      const lines = [{ sku_id: sku(), quantity: 1 + roll(5) }]
      await commit((tx) => makeTransfers(tx, by, wallClock.now(), [{ id, from_node_id: from, to_node_id: to, lines }]))
      const [shipped] = await commit((tx) => shipTransfers(tx, by, wallClock.now(), [{ id }]))
      if (shipped!.status !== 'shipped') return shipped!.status
      await rest(150)
      const received = Math.max(0, lines[0]!.quantity - roll(3) + 1)
      const receipt = { id: newId(), transfer_id: id, lines: [{ line_no: 1, received, damaged: 0 }], closes: true }
      return (await commit((tx) => receiveTransfers(tx, by, wallClock.now(), [receipt])))[0]!.status
    },
    count: async () => {
      const [node_id, sku_id, id] = [node(), sku(), newId()]
      await commit((tx) => startCounts(tx, by, wallClock.now(), [{ id, node_id, kind: 'spot', blind: true, sku_ids: [sku_id] }]))
      const [row] = await readStock(db, { node_ids: [node_id], sku_ids: [sku_id] })
      const there = row ? row.available + row.reserved + row.held + row.safety + row.shares : 0
      const counted = Math.max(0, there + roll(5) - 2)
      for (let look = 0; look < 2; look++)
        await commit((tx) => recordCounts(tx, by, wallClock.now(), [{ id: newId(), count_id: id, sku_id, counted }]))
      return (await commit((tx) => finishCounts(tx, by, wallClock.now(), [id])))[0]!.status
    },
    damage: async () => {
      const [node_id, back] = [node(), roll(2) === 0]
      const [good, bad] = [
        { node_id, condition: 'available' as const },
        { node_id, condition: 'defective' as const },
      ]
      const move = { id: newId(), kind: back ? ('repair' as const) : ('damage' as const), sku_id: sku(), quantity: 1 + roll(2) }
      return (await commit((tx) => moveStock(tx, by, wallClock.now(), [{ ...move, from: back ? bad : good, to: back ? good : bad }])))[0]!
        .status
    },
    arrive: async () =>
      (
        await commit((tx) =>
          receiveStock(tx, by, wallClock.now(), [{ id: newId(), sku_id: sku(), quantity: 1 + roll(6), node_id: node() }]),
        )
      )[0]!.status,
    share: async () => {
      const id = newId()
      const now = wallClock.now()
      const rule = {
        id,
        channel_id: roll(2) ? 'mall' : 'tmall',
        node_id: node(),
        sku_id: sku(),
        kind: 'fixed' as const,
        quantity: 1 + roll(8),
      }
      const [set] = await commit((tx) =>
        setShares(tx, by, now, [{ ...rule, percentage_bp: null, starts_at: now, ends_at: addMilliseconds(now, 300 + roll(2_000)) }]),
      )
      if (set!.status !== 'set' || roll(2)) return set!.status
      await rest(200)
      return (await commit((tx) => endShares(tx, by, wallClock.now(), [id])))[0]!.status
    },
  }
  const names = Object.keys(acts)
  const work = async () => {
    for (;;) {
      const name = names[roll(names.length)]!
      const status = await acts[name]!()
      tell({
        kind: ['moved', 'held', 'received', 'done', 'set', 'ended', 'in_review'].includes(status) ? 'act' : 'refused',
        id: `${name}:${status}`,
      })
      await rest(120)
    }
  }

  /** Losing a race five times over is an answer too: the caller would try again. Anything else is a fault. */
  const forever = async (one: () => Promise<void>) => {
    for (;;) {
      try {
        await one()
      } catch (error) {
        if (!isRetryable(error)) tell({ kind: 'failed', id: (error as Error).message })
        await rest(50)
      }
    }
  }
  tell({ kind: 'ready' })
  for (const member_id of member_ids) void forever(() => buy(member_id))
  for (let i = 0; i < clerks; i++) void forever(work)
})
tell({ kind: 'awake' })
