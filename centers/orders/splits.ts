import { assert } from '#core/assert.ts'
import { shareOut } from '#core/money.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, json, type Tx } from '#core/sql.ts'
import type { LineMove } from './allocation.ts'
import type { Discount, Line } from './model.ts'
import type { Priced, PricedLine } from './rules.ts'

/**
 * What an order asks for, as its stock was found: a line taken from several places is as many lines, each with its share of amount and discounts, so
 * that sums stay as they were. The first part keeps the number. `planned` holds the parts of each line side by side, in the order of the lines.
 */
export function partPriced(priced: Priced, planned: readonly { line_no: number; quantity: number }[]): Priced {
  if (planned.length === priced.lines.length) return priced
  const parts = groupBy(planned, ({ line_no }) => line_no)
  let last = Math.max(...column(priced.lines, 'line_no'))
  const numbers = new Map<number, number[]>()
  const sizes = new Map<number, Sizes>()
  const lines = priced.lines.flatMap((line): PricedLine[] => {
    const quantities = column(parts.get(line.line_no)!, 'quantity')
    const amounts = shareOut(line.amount_minor, quantities)
    const own = quantities.map((_, i) => (i === 0 ? line.line_no : ++last))
    numbers.set(line.line_no, own)
    sizes.set(line.line_no, { quantities, amounts })
    return quantities.map((quantity, i) => ({
      ...{ ...line, quantity, line_no: own[i]!, amount_minor: amounts[i]! },
      ...(i === 0 ? {} : { split_from: line.line_no }),
    }))
  })
  const shared = <One extends { line_no: number; amount_minor: number; points?: number; kind?: string }>(
    discounts: readonly One[],
  ): One[] =>
    discounts
      .flatMap((discount) =>
        shareDiscount(discount, sizes.get(discount.line_no)!).map((one, i) => ({
          ...one,
          line_no: numbers.get(discount.line_no)![i]!,
        })),
      )
      .filter(({ amount_minor }) => amount_minor > 0)
  return {
    ...{
      ...priced,
      lines,
      bundles: shared(priced.bundles),
      subsidies: shared(priced.subsidies),
      member_prices: shared(priced.member_prices),
    },
    ...(priced.points ? { points: { ...priced.points, shares: shared(priced.points.shares) } } : {}),
  }
}

/** The parts of a line: their pieces, and what they cost. */
interface Sizes {
  quantities: readonly number[]
  amounts: readonly number[]
}

/** Points go in whole ones, and their amount follows them: each point is worth the same. A subsidy follows the amounts, so that no part is paid more than it costs. */
function shareDiscount<One extends { amount_minor: number; points?: number; kind?: string }>(
  discount: One,
  { quantities, amounts }: Sizes,
): One[] {
  const { amount_minor, points = 0, kind } = discount
  if (points === 0)
    return shareOut(amount_minor, kind === 'subsidy' ? amounts : quantities).map((part) => ({ ...discount, amount_minor: part }))
  return shareOut(points, quantities).map((part) => ({ ...discount, points: part, amount_minor: (part * amount_minor) / points }))
}

/**
 * Puts pieces of lines where they leave from now. A line whose pieces leave from several places is parted: what stays where it was keeps the number, or
 * else the first part; each other part is a line of its own with its share of amount, freight and discounts, so that sums stay as they were. `lines` (all
 * lines of the orders) are changed in place; answers those that stand at a new place. For `allocation.ts`, which has booked the stock.
 */
export async function splitLines(tx: Tx, lines: Line[], moves: readonly LineMove[]): Promise<Line[]> {
  const last = new Map<string, number>()
  for (const { order_id, line_no } of lines) last.set(order_id, Math.max(line_no, last.get(order_id) ?? 0))
  const placed: Line[] = []
  const parted: { line: Line; made: Line[] }[] = []
  for (const [line, own] of groupBy(moves, (move) => move.line)) {
    const moving = own.reduce((sum, { part }) => sum + part.quantity, 0)
    assert(moving <= line.quantity, 'no more of a line moves than there is')
    const stays = line.quantity - moving
    const places = stays > 0 ? [null, ...own] : own
    const quantities = places.map((move) => move?.part.quantity ?? stays)
    const amounts = shareOut(line.amount_minor, quantities)
    const freights = shareOut(line.freight_minor, quantities)
    const made = places.map((move, i): Line => {
      const line_no = i === 0 ? line.line_no : last.get(line.order_id)! + 1
      last.set(line.order_id, Math.max(last.get(line.order_id)!, line_no))
      const shares = { quantity: quantities[i]!, amount_minor: amounts[i]!, freight_minor: freights[i]! }
      return { ...line, ...shares, line_no, ...(move && { node_id: move.part.node_id, stock_from: move.part.stock_from }) }
    })
    Object.assign(line, made[0])
    made[0] = line
    lines.push(...made.slice(1))
    placed.push(...(stays > 0 ? made.slice(1) : made))
    if (made.length > 1) parted.push({ line, made })
  }
  await writeParts(tx, parted)
  return placed
}

async function writeParts(tx: Tx, parted: readonly { line: Line; made: Line[] }[]): Promise<void> {
  if (parted.length === 0) return
  const kept = parted.map(({ line }) => line)
  await tx.run(hot`
    update orders.lines l set quantity = k.quantity, amount_minor = k.amount_minor, freight_minor = k.freight_minor
    from unnest(${column(kept, 'order_id')}::uuid[], ${column(kept, 'line_no')}::smallint[], ${column(kept, 'quantity')}::integer[], ${column(kept, 'amount_minor')}::bigint[],
      ${column(kept, 'freight_minor')}::bigint[]) as k (order_id, line_no, quantity, amount_minor, freight_minor)
    where l.order_id = k.order_id and l.line_no = k.line_no`)
  const fresh = parted.flatMap(({ line, made }) => made.slice(1).map((one) => ({ ...one, split_from: line.line_no })))
  await tx.run(hot`
    insert into orders.lines (order_id, line_no, group_no, sku_id, title, quantity, unit_minor, amount_minor, freight_minor, stock_from, node_id, split_from,
      apart_no, part_no)
    select order_id, line_no, group_no, sku_id, title, quantity, unit_minor, amount_minor, freight_minor, stock_from, node_id, split_from, apart_no, part_no
    from jsonb_to_recordset(${json(fresh)}::jsonb) as l (order_id uuid, line_no smallint, group_no smallint, sku_id text, title jsonb, quantity integer,
      unit_minor bigint, amount_minor bigint, freight_minor bigint, stock_from text, node_id text, split_from smallint, apart_no smallint, part_no smallint)`)
  await shareDiscounts(tx, parted)
  await tx.run(hot`
    insert into orders.configured_lines (order_id, line_no, configuration_id, words, lead_days)
    select c.order_id, f.line_no, c.configuration_id, c.words, c.lead_days
    from unnest(${column(fresh, 'order_id')}::uuid[], ${column(fresh, 'split_from')}::smallint[], ${column(fresh, 'line_no')}::smallint[]) as f (order_id, split_from, line_no)
    join orders.configured_lines c on c.order_id = f.order_id and c.line_no = f.split_from`)
}

async function shareDiscounts(tx: Tx, parted: readonly { line: Line; made: Line[] }[]): Promise<void> {
  const stored = await tx.rows<Discount>(hot`
    select d.order_id, d.line_no, d.kind, d.source_id, d.amount_minor, d.points
    from unnest(${parted.map(({ line }) => line.order_id)}::uuid[], ${parted.map(({ line }) => line.line_no)}::smallint[]) as k (order_id, line_no)
    join orders.discounts d on d.order_id = k.order_id and d.line_no = k.line_no`)
  if (stored.length === 0) return
  const madeOf = new Map(parted.map(({ line, made }) => [`${line.order_id} ${line.line_no}`, made]))
  const shares = stored.flatMap((discount) => {
    const made = madeOf.get(`${discount.order_id} ${discount.line_no}`)!
    const sizes = { quantities: column(made, 'quantity'), amounts: column(made, 'amount_minor') }
    return shareDiscount(discount, sizes).map((share, i) => ({ ...share, line_no: made[i]!.line_no }))
  })
  const kept = shares.filter(({ amount_minor }) => amount_minor > 0)
  await tx.run(hot`
    delete from orders.discounts d using unnest(${column(stored, 'order_id')}::uuid[], ${column(stored, 'line_no')}::smallint[]) as k (order_id, line_no)
    where d.order_id = k.order_id and d.line_no = k.line_no`)
  await tx.run(hot`
    insert into orders.discounts (order_id, line_no, kind, source_id, amount_minor, points)
    select order_id, line_no, kind, source_id, amount_minor, points
    from jsonb_to_recordset(${json(kept)}::jsonb) as d (order_id uuid, line_no smallint, kind text, source_id text, amount_minor bigint, points bigint)`)
}

/**
 * Makes one line again of parts of a line that leave together, of which nothing has left and for which nothing else stands in; sums stay as they were. `lines` (all of the orders) are changed
 * in place. `among` are those that may have met another part.
 */
export async function joinLines(tx: Tx, lines: Line[], among: readonly Line[]): Promise<void> {
  const order_ids = [...new Set(column(among, 'order_id'))]
  const parts = await tx.rows<{ order_id: string; line_no: number; split_from: number }>(hot`
    select order_id, line_no, split_from from orders.lines where order_id = any(${order_ids}::uuid[]) and split_from is not null`)
  const rootOf = rootsOf(parts)
  const touched = new Set(among.map((line) => `${line.order_id} ${rootOf(line)}`))
  const alike = groupBy(
    lines.filter((line) => touched.has(`${line.order_id} ${rootOf(line)}`) && line.shipped === 0),
    (line) => `${line.order_id} ${rootOf(line)} ${line.sku_id} ${line.group_no} ${line.apart_no} ${line.node_id} ${line.stock_from}`,
  )
  const joined: { into: Line; gone: Line[] }[] = []
  for (const own of alike.values()) {
    const [into, ...gone] = own.sort((a, b) => a.line_no - b.line_no)
    if (gone.length === 0) continue
    for (const key of ['quantity', 'amount_minor', 'freight_minor'] as const) into![key] += gone.reduce((sum, line) => sum + line[key], 0)
    joined.push({ into: into!, gone })
  }
  if (joined.length === 0) return
  const removed = new Set(joined.flatMap(({ gone }) => gone))
  lines.splice(0, lines.length, ...lines.filter((line) => !removed.has(line)))
  await writeJoined(tx, joined)
}

/** The line a part was first taken from. */
function rootsOf(parts: readonly { order_id: string; line_no: number; split_from: number }[]) {
  const from = new Map(parts.map(({ order_id, line_no, split_from }) => [`${order_id} ${line_no}`, split_from]))
  return ({ order_id, line_no }: Pick<Line, 'order_id' | 'line_no'>): number => {
    let root = line_no
    while (from.has(`${order_id} ${root}`)) root = from.get(`${order_id} ${root}`)!
    return root
  }
}

async function writeJoined(tx: Tx, joined: readonly { into: Line; gone: Line[] }[]): Promise<void> {
  const kept = joined.map(({ into }) => into)
  const gone = joined.flatMap(({ into, gone }) => gone.map(({ order_id, line_no }) => ({ order_id, line_no, into_no: into.line_no })))
  const removed = hot`unnest(${column(gone, 'order_id')}::uuid[], ${column(gone, 'line_no')}::smallint[], ${column(gone, 'into_no')}::smallint[]) as g (order_id, line_no, into_no)`
  await tx.run(hot`
    update orders.lines l set quantity = k.quantity, amount_minor = k.amount_minor, freight_minor = k.freight_minor
    from unnest(${column(kept, 'order_id')}::uuid[], ${column(kept, 'line_no')}::smallint[], ${column(kept, 'quantity')}::integer[], ${column(kept, 'amount_minor')}::bigint[],
      ${column(kept, 'freight_minor')}::bigint[]) as k (order_id, line_no, quantity, amount_minor, freight_minor)
    where l.order_id = k.order_id and l.line_no = k.line_no`)
  // Parts of a part that is gone are parts of what it went into.
  await tx.run(
    hot`update orders.lines l set split_from = g.into_no from ${removed} where l.order_id = g.order_id and l.split_from = g.line_no and l.line_no <> g.into_no`,
  )
  await tx.run(hot`delete from orders.lines l using ${removed} where l.order_id = g.order_id and l.line_no = g.line_no`)
  await tx.run(hot`delete from orders.configured_lines l using ${removed} where l.order_id = g.order_id and l.line_no = g.line_no`)
  const shares = await tx.rows<Discount>(hot`
    delete from orders.discounts d using ${removed} where d.order_id = g.order_id and d.line_no = g.line_no
    returning d.order_id, g.into_no as line_no, d.kind, d.source_id, d.amount_minor, d.points`)
  const sums = [...groupBy(shares, ({ order_id, line_no, kind, source_id }) => `${order_id} ${line_no} ${kind} ${source_id}`).values()].map(
    (own) => ({
      ...own[0]!,
      amount_minor: own.reduce((sum, { amount_minor }) => sum + amount_minor, 0),
      points: own.reduce((sum, { points }) => sum + points, 0),
    }),
  )
  await tx.run(hot`
    insert into orders.discounts as d (order_id, line_no, kind, source_id, amount_minor, points)
    select order_id, line_no, kind, source_id, amount_minor, points
    from jsonb_to_recordset(${json(sums)}::jsonb) as s (order_id uuid, line_no smallint, kind text, source_id text, amount_minor bigint, points bigint)
    on conflict (order_id, line_no, kind, source_id) do update set amount_minor = d.amount_minor + excluded.amount_minor, points = d.points + excluded.points`)
}
