import type { StockFrom } from '#centers/inventory/model.ts'
import { assert } from '#core/assert.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import type { LineMove } from '../allocation.ts'
import type { Line, Stage } from '../model.ts'
import { joinLines, splitLines } from '../splits.ts'
import { insertEntries } from '../stages.ts'
import type { Pieces, Split } from './model.ts'

export interface NewSplit {
  order_id: string
  split_id: string
  how: Split['how']
  rule_version?: number
  /** The group the pieces are taken from, and what each new parcel gets. */
  group_no: number
  parcels: readonly (readonly Pieces[])[]
}

/**
 * Takes pieces out of groups into groups of their own, in the state they were in; amounts, freight, discounts and points go along by their share. Answers
 * the groups that are new. For the verb that has locked the stages and decided; `stages` and `lines` (all of the orders) are changed in place.
 */
export async function splitGroups(
  tx: Tx,
  by: string,
  now: string,
  stages: Stage[],
  lines: Line[],
  splits: readonly NewSplit[],
): Promise<Stage[]> {
  if (splits.length === 0) return []
  const numbers = await lastGroups(tx, [...new Set(column(splits, 'order_id'))])
  const lineOf = new Map(lines.map((line) => [`${line.order_id} ${line.line_no}`, line]))
  const made: Stage[] = []
  const written: (NewSplit & { apart_nos: number[]; from_apart_no: number })[] = []
  const going: { move: LineMove; group_no: number; apart_no: number }[] = []
  for (const split of splits) {
    const { order_id, group_no } = split
    const own = lines.filter((line) => line.order_id === order_id)
    let last_apart = Math.max(...column(own, 'apart_no'), numbers.get(order_id)!.last_apart)
    const from_apart_no = own.find((line) => line.group_no === group_no)!.apart_no
    const pattern = stages.find((stage) => stage.order_id === order_id && stage.group_no === group_no)!
    const apart_nos: number[] = []
    for (const pieces of split.parcels) {
      const number = ++numbers.get(order_id)!.last
      const apart_no = ++last_apart
      apart_nos.push(apart_no)
      made.push({ ...pattern, group_no: number, entry_no: 1, entered_at: now })
      for (const { line_no, quantity } of pieces) {
        const line = lineOf.get(`${order_id} ${line_no}`)!
        // A service has no place, and keeps none.
        const part = { node_id: line.node_id!, stock_from: line.stock_from as StockFrom, quantity }
        going.push({ move: { line, part }, group_no: number, apart_no })
      }
    }
    numbers.get(order_id)!.last_apart = last_apart
    written.push({ ...split, apart_nos, from_apart_no })
  }
  // The parts come back line by line, each line's in the order they were asked.
  const inOrder = [...groupBy(going, ({ move }) => move.line).values()].flat()
  const placed = await splitLines(
    tx,
    lines,
    inOrder.map(({ move }) => move),
  )
  assert(placed.length === inOrder.length, 'every part that was asked is a line')
  for (const [i, line] of placed.entries()) Object.assign(line, { group_no: inOrder[i]!.group_no, apart_no: inOrder[i]!.apart_no })
  await placeLines(tx, placed)
  await insertStages(tx, by, now, made, 'split_off')
  await tx.run(hot`
    insert into orders.splits (order_id, split_id, how, apart_nos, from_apart_no, rule_version, split_by, split_at)
    select order_id, split_id, how, string_to_array(apart_nos, ' ')::smallint[], from_apart_no, rule_version, ${by}, ${now}
    from unnest(${column(written, 'order_id')}::uuid[], ${column(written, 'split_id')}::uuid[], ${column(written, 'how')}::text[],
      ${written.map(({ apart_nos }) => apart_nos.join(' '))}::text[], ${column(written, 'from_apart_no')}::smallint[],
      ${written.map(({ rule_version }) => rule_version ?? null)}::integer[]) as s (order_id, split_id, how, apart_nos, from_apart_no, rule_version)`)
  stages.push(...made)
  return made
}

/**
 * Takes splits back: their pieces leave with those they were taken from again, and parts of one line are one line, where both leave from the same place.
 * Answers the groups that changed. For the verb that has locked the stages and decided with `placeBack`.
 */
export async function unsplitGroups(
  tx: Tx,
  by: string,
  now: string,
  stages: Stage[],
  lines: Line[],
  splits: readonly Split[],
): Promise<Stage[]> {
  if (splits.length === 0) return []
  const touched = new Set<Stage>()
  const stageOf = ({ order_id, group_no }: Line) => stages.find((one) => one.order_id === order_id && one.group_no === group_no)!
  const back: Line[] = []
  for (const { order_id, how, apart_nos, from_apart_no } of splits) {
    const own = lines.filter((line) => line.order_id === order_id)
    const rest = own.find(({ apart_no }) => apart_no === from_apart_no)
    for (const line of own.filter(({ apart_no }) => apart_nos.includes(apart_no))) {
      const home = placeBack(line, own, from_apart_no)
      touched.add(stageOf(line))
      if (home) Object.assign(line, { group_no: home.group_no })
      line.apart_no = from_apart_no
      if (how === 'bureau' && rest) line.part_no = rest.part_no
      touched.add(stageOf(line))
      back.push(line)
    }
  }
  await placeLines(tx, back)
  await joinLines(tx, lines, back)
  const empty = [...touched].filter(
    (stage) => !lines.some(({ order_id, group_no }) => order_id === stage.order_id && group_no === stage.group_no),
  )
  await tx.run(hot`
    delete from orders.stages s using unnest(${column(empty, 'order_id')}::uuid[], ${column(empty, 'group_no')}::smallint[]) as g (order_id, group_no)
    where s.order_id = g.order_id and s.group_no = g.group_no`)
  stages.splice(0, stages.length, ...stages.filter((stage) => !empty.includes(stage)))
  // What was split off from these parcels came from where they came from.
  for (const { order_id, split_id, apart_nos, from_apart_no } of splits)
    await tx.run(hot`
      update orders.splits set from_apart_no = case when from_apart_no = any(${apart_nos}::smallint[]) then ${from_apart_no}::smallint else from_apart_no end,
        undone_by = case when split_id = ${split_id} then ${by} else undone_by end, undone_at = case when split_id = ${split_id} then ${now}::timestamptz else undone_at end
      where order_id = ${order_id}`)
  return [...touched].filter((stage) => !empty.includes(stage))
}

/** The line of the parcel it came from that a piece can leave with again: same place, same kind of promise. */
export const placeBack = (line: Line, own: readonly Line[], from_apart_no: number): Line | undefined =>
  own.find((one) => one.apart_no === from_apart_no && one !== line && one.node_id === line.node_id && kindOf(one) === kindOf(line))
/** A channel's share stands on the same shelf. */
const kindOf = ({ stock_from }: Line): string => (stock_from?.startsWith('channel:') ? 'node' : (stock_from ?? ''))

/** The last numbers of groups and parcels an order ever had: none is used twice. */
async function lastGroups(tx: Tx, order_ids: readonly string[]): Promise<Map<string, { last: number; last_apart: number }>> {
  const rows = await tx.rows<{ order_id: string; last: number; last_apart: number }>(hot`
    select e.order_id, max(e.group_no) as last,
      coalesce((select max(n) from orders.splits s cross join unnest(s.apart_nos) as n where s.order_id = e.order_id), 0) as last_apart
    from orders.entries e where e.order_id = any(${order_ids}::uuid[]) group by e.order_id`)
  return new Map(rows.map(({ order_id, last, last_apart }) => [order_id, { last, last_apart }]))
}

const placeLines = async (tx: Tx, lines: readonly Line[]): Promise<void> =>
  void (await tx.run(hot`
    update orders.lines l set group_no = n.group_no, apart_no = n.apart_no, part_no = n.part_no
    from unnest(${column(lines, 'order_id')}::uuid[], ${column(lines, 'line_no')}::smallint[], ${column(lines, 'group_no')}::smallint[], ${column(lines, 'apart_no')}::smallint[],
      ${column(lines, 'part_no')}::smallint[]) as n (order_id, line_no, group_no, apart_no, part_no) where l.order_id = n.order_id and l.line_no = n.line_no`))

async function insertStages(tx: Tx, by: string, now: string, made: readonly Stage[], reason: string): Promise<void> {
  await tx.run(hot`
    insert into orders.stages (order_id, group_no, state, organization_id, channel_id, placed_at, due_at, entry_no, entered_at)
    select order_id, group_no, state, organization_id, channel_id, placed_at, due_at, 1, ${now}
    from unnest(${column(made, 'order_id')}::uuid[], ${column(made, 'group_no')}::smallint[], ${column(made, 'state')}::text[], ${column(made, 'organization_id')}::text[],
      ${column(made, 'channel_id')}::text[], ${column(made, 'placed_at')}::timestamptz[], ${column(made, 'due_at')}::timestamptz[])
      as m (order_id, group_no, state, organization_id, channel_id, placed_at, due_at)`)
  await insertEntries(
    tx,
    now,
    made.map(({ order_id, group_no, state }) => ({ order_id, group_no, entry_no: 1, state, happened_at: now, by, reason })),
  )
}
