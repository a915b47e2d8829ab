import { releasePostings, reservePostings } from '#centers/inventory/accounts.ts'
import { isPosted, type Transaction } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import type { Line, Stage } from './model.ts'
import { insertEntries, type Move, moveGroups } from './stages.ts'

/** Where the lines of one order shall leave from; lines not named stay where they are. */
export interface Allocation {
  order_id: string
  node_of: ReadonlyMap<number, string>
  reason: string
}

/** Lines whose node may still be chosen: of approved groups, sold from a node's stock, nothing shipped. */
export function openLines(stages: readonly Stage[], lines: readonly Line[]): Line[] {
  const approved = new Set(stages.filter(({ state }) => state === 'approved').map(({ order_id, group_no }) => `${order_id} ${group_no}`))
  return lines.filter(
    ({ order_id, group_no, stock_from, shipped }) => approved.has(`${order_id} ${group_no}`) && stock_from === 'node' && shipped === 0,
  )
}

/**
 * Moves lines of approved orders to other nodes and releases the orders there: stock given back and reserved in the ledger, lines regrouped, groups moved
 * on. An order whose stock was taken meanwhile is left as it is and answered `stock_moved`; the others of the batch go on. For `fulfillment`, which chose
 * the nodes; `stages` (every group of the orders, locked) and `lines` are changed in place. `act` names the act: the same again finds nothing approved.
 */
export async function allocateOrders(
  tx: Tx,
  by: string,
  now: string,
  act: string,
  stages: Stage[],
  lines: readonly Line[],
  allocations: readonly Allocation[],
): Promise<Map<string, 'allocated' | 'stock_moved'>> {
  const open = groupBy(openLines(stages, lines), ({ order_id }) => order_id)
  const moved = allocations
    .map((allocation) => ({ allocation, lines: (open.get(allocation.order_id) ?? []).filter((line) => goes(allocation, line)) }))
    .filter((one) => one.lines.length > 0)
  const refused = await moveStock(tx, now, act, moved)
  const allowed = moved.filter(({ allocation }) => !refused.has(allocation.order_id))
  for (const { allocation, lines } of allowed) for (const line of lines) line.node_id = allocation.node_of.get(line.line_no)!
  await regroup(tx, by, now, stages, open, allowed)
  const reasons = new Map(allocations.filter(({ order_id }) => !refused.has(order_id)).map(({ order_id, reason }) => [order_id, reason]))
  const going = stages.filter(({ order_id, state }) => state === 'approved' && reasons.has(order_id))
  await moveGroups(
    tx,
    now,
    stages,
    going.flatMap(({ order_id, group_no }): Move[] => {
      const step = { order_id, group_no, happened_at: now, by }
      return [
        { ...step, to: 'allocated', reason: reasons.get(order_id)!, due_at: now },
        { ...step, to: 'released', reason: 'node_ships_at_once', due_at: null },
      ]
    }),
  )
  return new Map(allocations.map(({ order_id }) => [order_id, refused.has(order_id) ? 'stock_moved' : 'allocated']))
}

const goes = ({ node_of }: Allocation, { line_no, node_id }: Line): boolean => node_of.has(line_no) && node_of.get(line_no) !== node_id

interface MovedLines {
  allocation: Allocation
  lines: readonly Line[]
}

/**
 * Everything is given back before anything is reserved, so that orders may change places. An order whose new stock is gone falls out and the rest is
 * booked again without it: what it would have given back is not there for the others.
 */
async function moveStock(tx: Tx, now: string, act: string, moved: readonly MovedLines[]): Promise<Set<string>> {
  const refused = new Set<string>()
  for (;;) {
    const going = moved.filter(({ allocation }) => !refused.has(allocation.order_id))
    if (going.length === 0) return refused
    const short = await tx
      .savepoint(async () => {
        const outcomes = await postTransactions(tx, now, [
          ...going.map((one) => stockTransaction(now, act, 'back', one)),
          ...going.map((one) => stockTransaction(now, act, 'reserve', one)),
        ])
        const failed = going.filter((_, i) => !isPosted(outcomes[i]!) || !isPosted(outcomes[going.length + i]!))
        if (failed.length > 0) throw new StockShort(failed.map(({ allocation }) => allocation.order_id))
        return []
      })
      .catch((error) => {
        if (error instanceof StockShort) return error.order_ids
        throw error
      })
    if (short.length === 0) return refused
    for (const order_id of short) refused.add(order_id)
  }
}

class StockShort extends Error {
  readonly order_ids: string[]
  constructor(order_ids: string[]) {
    super('stock was taken meanwhile')
    this.order_ids = order_ids
  }
}

function stockTransaction(now: string, act: string, half: 'back' | 'reserve', { allocation, lines }: MovedLines): Transaction {
  const { order_id, node_of } = allocation
  const stock = lines.map(({ line_no, sku_id, quantity, node_id }) => ({
    sku_id: sku_id!,
    quantity,
    stock_from: 'node' as const,
    node_id: half === 'back' ? node_id! : node_of.get(line_no)!,
  }))
  return {
    key: `order:${order_id}:source:${act}:${half}`,
    kind: 'orders.source',
    ref: `orders.order:${order_id}`,
    happened_at: now,
    postings: half === 'back' ? releasePostings(stock) : reservePostings(stock),
  }
}

/** Lines of one node travel together: groups keep their numbers where they can, new ones get numbers never used, emptied ones go. */
async function regroup(
  tx: Tx,
  by: string,
  now: string,
  stages: Stage[],
  open: ReadonlyMap<string, Line[]>,
  moved: readonly MovedLines[],
): Promise<void> {
  if (moved.length === 0) return
  const ids = moved.map(({ allocation }) => allocation.order_id)
  const rows = await tx.rows<{ order_id: string; last: number }>(hot`
    select order_id, max(group_no) as last from orders.entries where order_id = any(${ids}::uuid[]) group by order_id`)
  const last = new Map(rows.map((row) => [row.order_id, row.last]))
  const made: Stage[] = []
  const gone: Stage[] = []
  const lines: Line[] = []
  for (const order_id of ids) {
    const own = open.get(order_id)!
    const before = [...new Set(column(own, 'group_no'))]
    const groups = groupBy(own, ({ node_id }) => node_id!)
    const numbers = numberGroups(before, groups, () => {
      last.set(order_id, last.get(order_id)! + 1)
      return last.get(order_id)!
    })
    const pattern = stages.find((stage) => stage.order_id === order_id && before.includes(stage.group_no))!
    for (const [node_id, group_no] of numbers) {
      for (const line of groups.get(node_id)!) line.group_no = group_no
      if (!before.includes(group_no)) made.push({ ...pattern, group_no, entry_no: 1, entered_at: now })
    }
    const kept = new Set(numbers.values())
    gone.push(...stages.filter((stage) => stage.order_id === order_id && before.includes(stage.group_no) && !kept.has(stage.group_no)))
    lines.push(...own)
  }
  await tx.run(hot`
    update orders.lines l set node_id = n.node_id, group_no = n.group_no
    from unnest(${column(lines, 'order_id')}::uuid[], ${column(lines, 'line_no')}::smallint[], ${column(lines, 'node_id')}::text[], ${column(lines, 'group_no')}::smallint[])
      as n (order_id, line_no, node_id, group_no)
    where l.order_id = n.order_id and l.line_no = n.line_no`)
  await tx.run(hot`
    delete from orders.stages s using unnest(${column(gone, 'order_id')}::uuid[], ${column(gone, 'group_no')}::smallint[]) as g (order_id, group_no)
    where s.order_id = g.order_id and s.group_no = g.group_no`)
  await tx.run(hot`
    insert into orders.stages (order_id, group_no, state, organization_id, channel_id, placed_at, due_at, entry_no, entered_at)
    select order_id, group_no, 'approved', organization_id, channel_id, placed_at, null, 1, ${now}
    from unnest(${column(made, 'order_id')}::uuid[], ${column(made, 'group_no')}::smallint[], ${column(made, 'organization_id')}::text[], ${column(made, 'channel_id')}::text[],
      ${column(made, 'placed_at')}::timestamptz[]) as m (order_id, group_no, organization_id, channel_id, placed_at)`)
  await insertEntries(
    tx,
    now,
    made.map(({ order_id, group_no }) => ({
      order_id,
      group_no,
      entry_no: 1,
      state: 'approved',
      happened_at: now,
      by,
      reason: 'split_off',
    })),
  )
  const removed = new Set(gone)
  stages.splice(0, stages.length, ...stages.filter((stage) => !removed.has(stage)), ...made)
}

/** Which number each node's group gets: its own if it has one, else one that is free, else a new one. */
function numberGroups(before: readonly number[], groups: ReadonlyMap<string, Line[]>, next: () => number): Map<string, number> {
  const numbers = new Map<string, number>()
  const free = new Set(before)
  // The group most of whose lines lie at the node already keeps its number there.
  for (const [node_id, own] of groups) {
    const kept = column(own, 'group_no').find(
      (group_no) => free.has(group_no) && own.filter((line) => line.group_no === group_no).length * 2 >= own.length,
    )
    if (kept === undefined) continue
    numbers.set(node_id, kept)
    free.delete(kept)
  }
  for (const node_id of groups.keys()) {
    if (numbers.has(node_id)) continue
    const [first] = free
    if (first !== undefined) free.delete(first)
    numbers.set(node_id, first ?? next())
  }
  return numbers
}
