import { releasePostings, reservePostings } from '#centers/inventory/accounts.ts'
import type { StockFrom } from '#centers/inventory/model.ts'
import { isPosted, type Transaction } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import type { Line, Stage } from './model.ts'
import { stockOf } from './services.ts'
import { splitLines } from './splits.ts'
import { insertEntries, type Move, moveGroups } from './stages.ts'

/** Some pieces of a line, and where they shall leave from. */
export interface Part {
  node_id: string
  stock_from: StockFrom
  quantity: number
}

/** Where the lines of one order shall leave from; lines not named stay where they are, and so does what the parts of a line leave over. */
export interface Allocation {
  order_id: string
  parts: ReadonlyMap<number, readonly Part[]>
  reason: string
}

/** Lines whose node may still be chosen: of approved groups, sold from a node's stock, nothing shipped. */
export const openLines = (stages: readonly Stage[], lines: readonly Line[]): Line[] =>
  approvedLines(stages, lines, ({ stock_from }) => stock_from === 'node')

/** The same, with what was sold from a supplier's promise: once he has refused, a node of ours may ship it. */
export const movableLines = (stages: readonly Stage[], lines: readonly Line[]): Line[] =>
  approvedLines(stages, lines, ({ stock_from }) => stock_from === 'node' || stock_from === 'supplier')

/** Lines of approved groups that wait for goods sold before they were there. */
export const waitingLines = (stages: readonly Stage[], lines: readonly Line[]): Line[] => approvedLines(stages, lines, waits)

/** A service leaves no shelf and is never released to one. */
const isService = ({ stock_from }: Line): boolean => stock_from === 'service'

/** What was sold before it is there cannot leave: its group waits, approved, until goods are found for it. */
export const waits = ({ stock_from }: Pick<Line, 'stock_from'>): boolean => stock_from === 'presale'

function approvedLines(stages: readonly Stage[], lines: readonly Line[], fits: (line: Line) => boolean): Line[] {
  const approved = new Set(stages.filter(({ state }) => state === 'approved').map(({ order_id, group_no }) => `${order_id} ${group_no}`))
  return lines.filter((line) => approved.has(`${line.order_id} ${line.group_no}`) && line.shipped === 0 && fits(line))
}

/**
 * Moves lines of approved orders to other nodes and releases the orders there: stock given back and reserved in the ledger, lines parted and regrouped,
 * groups moved on. An order whose stock was taken meanwhile is left as it is and answered `stock_moved`; the others of the batch go on. For
 * `fulfillment`, which chose the nodes; `stages` (every group of the orders, locked) and `lines` (all of them) are changed in place. `act` names the act:
 * the same again finds nothing approved. Groups that wait for goods stay.
 */
export async function allocateOrders(
  tx: Tx,
  by: string,
  now: string,
  act: string,
  stages: Stage[],
  lines: Line[],
  allocations: readonly Allocation[],
  among = openLines,
): Promise<Map<string, 'allocated' | 'stock_moved'>> {
  const { refused } = await allocate(tx, by, now, act, stages, lines, allocations, among)
  const waiting = keys(lines.filter((line) => waits(line) || isService(line)))
  await release(tx, by, now, stages, allocations, (stage) => !refused.has(stage.order_id) && !waiting.has(keyOf(stage)))
  return answers(allocations, refused)
}

/**
 * Gives goods to lines that wait for them: the promise they were sold from is free again, the goods are reserved, and what has its goods is released. Like
 * `allocateOrders` in everything else.
 */
export async function fillOrders(
  tx: Tx,
  by: string,
  now: string,
  act: string,
  stages: Stage[],
  lines: Line[],
  allocations: readonly Allocation[],
): Promise<Map<string, 'allocated' | 'stock_moved'>> {
  const { refused, placed } = await allocate(tx, by, now, act, stages, lines, allocations, waitingLines)
  const filled = keys(placed)
  await release(tx, by, now, stages, allocations, (stage) => filled.has(keyOf(stage)))
  return answers(allocations, refused)
}

const keyOf = ({ order_id, group_no }: { order_id: string; group_no: number }): string => `${order_id} ${group_no}`
const keys = (lines: readonly Line[]): Set<string> => new Set(lines.map(keyOf))

const answers = (allocations: readonly Allocation[], refused: ReadonlySet<string>): Map<string, 'allocated' | 'stock_moved'> =>
  new Map(allocations.map(({ order_id }) => [order_id, refused.has(order_id) ? 'stock_moved' : 'allocated']))

async function release(
  tx: Tx,
  by: string,
  now: string,
  stages: readonly Stage[],
  allocations: readonly Allocation[],
  goes: (stage: Stage) => boolean,
): Promise<void> {
  const reasons = new Map(allocations.map(({ order_id, reason }) => [order_id, reason]))
  const going = stages.filter((stage) => stage.state === 'approved' && reasons.has(stage.order_id) && goes(stage))
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
}

/** Books what moves, parts and regroups the lines; answers the orders whose stock was taken meanwhile, and the lines that stand elsewhere now. */
async function allocate(
  tx: Tx,
  by: string,
  now: string,
  act: string,
  stages: Stage[],
  lines: Line[],
  allocations: readonly Allocation[],
  among: (stages: readonly Stage[], lines: readonly Line[]) => Line[],
): Promise<{ refused: ReadonlySet<string>; placed: Line[] }> {
  const open = groupBy(among(stages, lines), ({ order_id }) => order_id)
  const moved = allocations
    .map((allocation) => ({ allocation, moves: (open.get(allocation.order_id) ?? []).flatMap((line) => movesOf(allocation, line)) }))
    .filter((one) => one.moves.length > 0)
  const refused = await moveStock(tx, now, act, moved)
  const allowed = moved.filter(({ allocation }) => !refused.has(allocation.order_id))
  const placed = await splitLines(
    tx,
    lines,
    allowed.flatMap(({ moves }) => moves),
  )
  const placedOf = groupBy(placed, ({ order_id }) => order_id)
  const own = new Map([...placedOf].map(([order_id, there]) => [order_id, [...new Set([...open.get(order_id)!, ...there])]]))
  await regroup(tx, by, now, stages, own)
  return { refused, placed }
}

/** Pieces of a line that change their place. */
export interface LineMove {
  line: Line
  part: Part
}

const movesOf = ({ parts }: Allocation, line: Line): LineMove[] =>
  (parts.get(line.line_no) ?? []).flatMap((part) =>
    part.quantity > 0 && (part.node_id !== line.node_id || part.stock_from !== line.stock_from) ? [{ line, part }] : [],
  )

interface MovedOrder {
  allocation: Allocation
  moves: readonly LineMove[]
}

/**
 * Everything is given back before anything is reserved, so that orders may change places. An order whose new stock is gone falls out and the rest is
 * booked again without it: what it would have given back is not there for the others.
 */
async function moveStock(tx: Tx, now: string, act: string, moved: readonly MovedOrder[]): Promise<Set<string>> {
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

function stockTransaction(now: string, act: string, half: 'back' | 'reserve', { allocation, moves }: MovedOrder): Transaction {
  const { order_id } = allocation
  const stock = stockOf(
    moves.map(({ line: { sku_id, node_id, stock_from }, part }) => ({
      ...{ sku_id, quantity: part.quantity },
      ...(half === 'back' ? { node_id, stock_from } : { node_id: part.node_id, stock_from: part.stock_from }),
    })),
  )
  return {
    key: `order:${order_id}:source:${act}:${half}`,
    kind: 'orders.source',
    ref: `orders.order:${order_id}`,
    happened_at: now,
    postings: half === 'back' ? releasePostings(stock) : reservePostings(stock),
  }
}

/** Lines of one node and one kind of promise travel together, unless somebody wants them apart; a channel's share stands on the same shelf. */
const placeOf = ({ node_id, stock_from, apart_no }: Line): string =>
  `${node_id} ${stock_from!.startsWith('channel:') ? 'node' : stock_from} ${apart_no}`

/** Groups keep their numbers where they can, new ones get numbers never used, emptied ones go. `open` holds the lines of each order that may be regrouped. */
async function regroup(tx: Tx, by: string, now: string, stages: Stage[], open: ReadonlyMap<string, Line[]>): Promise<void> {
  if (open.size === 0) return
  const ids = [...open.keys()]
  const rows = await tx.rows<{ order_id: string; last: number }>(hot`
    select order_id, max(group_no) as last from orders.entries where order_id = any(${ids}::uuid[]) group by order_id`)
  const last = new Map(rows.map((row) => [row.order_id, row.last]))
  const made: Stage[] = []
  const gone: Stage[] = []
  const lines: Line[] = []
  for (const [order_id, own] of open) {
    const before = [...new Set(column(own, 'group_no'))]
    const groups = groupBy(own, placeOf)
    const numbers = numberGroups(before, groups, () => {
      last.set(order_id, last.get(order_id)! + 1)
      return last.get(order_id)!
    })
    const pattern = stages.find((stage) => stage.order_id === order_id && before.includes(stage.group_no))!
    for (const [place, group_no] of numbers) {
      for (const line of groups.get(place)!) line.group_no = group_no
      if (!before.includes(group_no)) made.push({ ...pattern, group_no, entry_no: 1, entered_at: now })
    }
    const kept = new Set(numbers.values())
    gone.push(...stages.filter((stage) => stage.order_id === order_id && before.includes(stage.group_no) && !kept.has(stage.group_no)))
    lines.push(...own)
  }
  await tx.run(hot`
    update orders.lines l set node_id = n.node_id, group_no = n.group_no, stock_from = n.stock_from
    from unnest(${column(lines, 'order_id')}::uuid[], ${column(lines, 'line_no')}::smallint[], ${column(lines, 'node_id')}::text[], ${column(lines, 'group_no')}::smallint[],
      ${column(lines, 'stock_from')}::text[]) as n (order_id, line_no, node_id, group_no, stock_from)
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
