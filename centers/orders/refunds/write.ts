import { isPosted } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { refundPosting } from '#centers/payments/accounts.ts'
import { findPayments } from '#centers/payments/read.ts'
import { refundParts } from '#centers/payments/rules.ts'
import { type Payment, recordPayments } from '#centers/payments/write.ts'
import { assert } from '#core/assert.ts'
import { newId } from '#core/ids.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, json, type Reader, type Tx } from '#core/sql.ts'
import { findPaid } from '../find.ts'
import type { Line, Order } from '../model.ts'
import type { LineRefund, Substitution } from './model.ts'
import { subsidyOf } from './rules.ts'

/** What was given back of single lines, the first first. */
export const findLineRefunds = (db: Reader, order_ids: readonly string[]): Promise<LineRefund[]> =>
  db.rows<LineRefund>(hot`
    select order_id, refund_id, line_no, sku_id, title, quantity, amount_minor, freight_minor, points, subsidy_minor, group_no, reason, refunded_by,
      refunded_at
    from orders.line_refunds where order_id = any(${order_ids}::uuid[]) order by order_id, refunded_at, refund_id, line_no`)

export const findSubstitutions = (db: Reader, order_ids: readonly string[]): Promise<Substitution[]> =>
  db.rows<Substitution>(hot`
    select order_id, substitution_id, line_no, was_sku_id, was_title, was_unit_minor, sku_id, title, quantity, listed_minor, refunded_minor, consent_by, consent,
      substituted_by, substituted_at
    from orders.substitutions where order_id = any(${order_ids}::uuid[]) order by order_id, substituted_at, substitution_id`)

/** The lines that pieces were taken into, each with the line it was taken from. */
export const findParts = (
  tx: Tx,
  groups: readonly { order_id: string; group_no: number }[],
): Promise<{ order_id: string; group_no: number; line_no: number; split_from: number | null }[]> =>
  tx.rows(hot`
    select l.order_id, l.group_no, l.line_no, l.split_from
    from unnest(${column(groups, 'order_id')}::uuid[], ${column(groups, 'group_no')}::smallint[]) as g (order_id, group_no)
    join orders.lines l on l.order_id = g.order_id and l.group_no = g.group_no`)

export interface Lowering {
  order: Order
  /** The act it belongs to: its key in the books. */
  act_id: string
  lines: readonly { line: Line; amount_minor: number }[]
}

/**
 * Lets lines cost less and gives the money back the way it came; where nothing is paid yet, so much less is owed. Lines are changed in place. For verbs that
 * have locked the stages and decided that the lines cost so much. Answers what of it platforms had paid in the buyer's place, by `order line`.
 */
export async function lowerLines(tx: Tx, now: string, lowerings: readonly Lowering[]): Promise<ReadonlyMap<string, number>> {
  if (lowerings.length === 0) return new Map()
  const orders = lowerings.map(({ order }) => order)
  const [paid, payments] = [await findPaid(tx, orders), groupBy(await findPayments(tx, column(orders, 'id')), ({ order_id }) => order_id)]
  const back = lowerings.map(({ order: { id }, act_id, lines }): { key: string; order_id: string; parts: Payment[] } => {
    const key = `order:${id}:refund:${act_id}`
    const lowered = lines.reduce((sum, { amount_minor }) => sum + amount_minor, 0)
    const parts = refundParts(payments.get(id) ?? [], Math.min(lowered, paid.get(id)!)).map(
      ({ payment, amount_minor }): Payment => ({
        ...{ ...payment, id: newId(), direction: 'out', amount_minor, transaction_key: key, happened_at: now },
      }),
    )
    return { key, order_id: id, parts }
  })
  const going = back.filter(({ parts }) => parts.length > 0)
  const posted = await postTransactions(
    tx,
    now,
    going.map(({ key, order_id, parts }) => ({
      ...{ key, kind: 'orders.refund', ref: `orders.order:${order_id}`, happened_at: now },
      postings: parts.map(({ counter_account, amount_minor, currency }) =>
        refundPosting(counter_account, { order_id, amount_minor, currency }),
      ),
    })),
  )
  assert(posted.every(isPosted), 'what an order was paid with can be given back')
  await recordPayments(
    tx,
    now,
    going.flatMap(({ parts }) => parts),
  )
  const rows = lowerings.flatMap(({ order, lines }) =>
    lines.map(({ line, amount_minor }) => ({ order_id: order.id, line_no: line.line_no, amount_minor })),
  )
  const subsidies = await lowerSubsidies(
    tx,
    lowerings.flatMap(({ lines }) => lines),
  )
  for (const { lines } of lowerings) for (const { line, amount_minor } of lines) line.amount_minor -= amount_minor
  await tx.run(hot`
    update orders.lines l set amount_minor = l.amount_minor - r.amount_minor
    from unnest(${column(rows, 'order_id')}::uuid[], ${column(rows, 'line_no')}::smallint[], ${column(rows, 'amount_minor')}::bigint[]) as r (order_id, line_no, amount_minor)
    where l.order_id = r.order_id and l.line_no = r.line_no`)
  return subsidies
}

/** Of a line that costs less the platform bears its share less. The lines still cost what they did. */
async function lowerSubsidies(tx: Tx, lowered: Lowering['lines']): Promise<ReadonlyMap<string, number>> {
  const lines = lowered.map(({ line }) => line)
  const found = await tx.rows<{ order_id: string; line_no: number; amount_minor: number }>(hot`
    select d.order_id, d.line_no, d.amount_minor
    from unnest(${column(lines, 'order_id')}::uuid[], ${column(lines, 'line_no')}::smallint[]) as k (order_id, line_no)
    join orders.discounts d on d.order_id = k.order_id and d.line_no = k.line_no and d.kind = 'subsidy'`)
  const back = found.map((own) => {
    const { line, amount_minor } = lowered.find((one) => one.line.order_id === own.order_id && one.line.line_no === own.line_no)!
    return { ...own, back_minor: subsidyOf(own.amount_minor, amount_minor, line.amount_minor) }
  })
  if (back.length === 0) return new Map()
  const keys = hot`unnest(${column(back, 'order_id')}::uuid[], ${column(back, 'line_no')}::smallint[], ${column(back, 'back_minor')}::bigint[]) as b (order_id, line_no, back_minor)`
  const mine = hot`d.order_id = b.order_id and d.line_no = b.line_no and d.kind = 'subsidy'`
  await tx.run(hot`delete from orders.discounts d using ${keys} where ${mine} and d.amount_minor = b.back_minor`)
  await tx.run(hot`update orders.discounts d set amount_minor = d.amount_minor - b.back_minor from ${keys} where ${mine}`)
  return new Map(back.map(({ order_id, line_no, back_minor }) => [`${order_id} ${line_no}`, back_minor]))
}

export async function writeLineRefunds(tx: Tx, rows: readonly LineRefund[]): Promise<void> {
  if (rows.length === 0) return
  await tx.run(hot`
    insert into orders.line_refunds (order_id, refund_id, line_no, sku_id, title, quantity, amount_minor, freight_minor, points, subsidy_minor, group_no, reason,
      refunded_by, refunded_at)
    select order_id, refund_id, line_no, sku_id, title, quantity, amount_minor, freight_minor, points, subsidy_minor, group_no, reason, refunded_by, refunded_at
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (order_id uuid, refund_id uuid, line_no smallint, sku_id text, title jsonb, quantity integer, amount_minor bigint,
      freight_minor bigint, points integer, subsidy_minor bigint, group_no smallint, reason text, refunded_by text, refunded_at timestamptz)`)
}

/** Writes what stands in for lines; `line_no` is the line that is the other product from now on. Its own choice of parts, where it was configured, is void. */
export async function writeSubstitutions(
  tx: Tx,
  rows: readonly (Substitution & { now_line_no: number; node_id: string; stock_from: string })[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.run(hot`
    insert into orders.substitutions (order_id, substitution_id, line_no, was_sku_id, was_title, was_unit_minor, sku_id, title, quantity, listed_minor, refunded_minor,
      consent_by, consent, substituted_by, substituted_at)
    select order_id, substitution_id, line_no, was_sku_id, was_title, was_unit_minor, sku_id, title, quantity, listed_minor, refunded_minor, consent_by, consent,
      substituted_by, substituted_at
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (order_id uuid, substitution_id uuid, line_no smallint, was_sku_id text, was_title jsonb, was_unit_minor bigint,
      sku_id text, title jsonb, quantity integer, listed_minor bigint, refunded_minor bigint, consent_by text, consent text, substituted_by text, substituted_at timestamptz)`)
  await tx.run(hot`
    update orders.lines l set sku_id = r.sku_id, title = r.title, node_id = r.node_id, stock_from = r.stock_from
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (order_id uuid, now_line_no smallint, sku_id text, title jsonb, node_id text, stock_from text)
    where l.order_id = r.order_id and l.line_no = r.now_line_no`)
  await tx.run(hot`
    delete from orders.configured_lines c using unnest(${column(rows, 'order_id')}::uuid[], ${column(rows, 'now_line_no')}::smallint[]) as r (order_id, line_no)
    where c.order_id = r.order_id and c.line_no = r.line_no`)
}
