import { readSkus } from '#centers/products/read.ts'
import type { Consumer } from '#core/events.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, json, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { returnLines, type SoldLine, type SubsidizedLine, shareReturns, takenBack } from './rules.ts'

/** Money that went back, told once by its number. */
export interface ToldReturn {
  channel_id: string
  return_no: string
  order_id: string | null
  external_no: string | null
  /** The line of the order, where it is known. */
  line_no: number | null
  /** `goods` came back with it, or it was only money. */
  kind: 'goods' | 'money'
  /** Pieces, where the platform tells them. */
  quantity: number | null
  amount_minor: number
  happened_at: string
}

/** Writes down what was paid back; the same number again changes nothing. Whether it was for something that had left is decided when it is summed up. */
export async function noteReturns(tx: Tx, told: readonly ToldReturn[]): Promise<void> {
  const rows = told.filter(({ amount_minor }) => amount_minor > 0).map((one) => ({ ...one, business_on: businessDate(one.happened_at) }))
  if (rows.length === 0) return
  await tx.run(hot`
    insert into erp.returns (channel_id, return_no, order_id, external_no, line_no, kind, quantity, amount_minor, business_on, happened_at)
    select channel_id, return_no, order_id, external_no, line_no, kind, quantity, amount_minor, business_on, happened_at
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (channel_id text, return_no text, order_id uuid, external_no text, line_no smallint, kind text, quantity integer,
      amount_minor bigint, business_on date, happened_at timestamptz)
    order by channel_id, return_no on conflict do nothing`)
}

interface Refunded {
  order_id: string
  transaction_key: string
  happened_at: string
  amount_minor: number
}

/** Our own books tell of money that went back; what a platform pays back itself is told by its shop. */
export const noteRefunded: Consumer = {
  name: 'erp.note_refunds',
  topics: ['payments.refunded'],
  rest_ms: 1_000,
  handle: async (tx, events) => {
    const refunds = events.map(({ item }) => item as Refunded)
    const own = new Map(
      (
        await tx.rows<{ id: string; channel_id: string }>(hot`
          select id, channel_id from orders.orders where id = any(${column(refunds, 'order_id')}::uuid[]) and payment_term <> 'channel' and not history`)
      ).map(({ id, channel_id }) => [id, channel_id]),
    )
    await noteReturns(
      tx,
      refunds.flatMap(({ order_id, transaction_key, happened_at, amount_minor }): ToldReturn[] =>
        own.has(order_id)
          ? [
              {
                ...{ channel_id: own.get(order_id)!, return_no: transaction_key, order_id, external_no: null, line_no: null },
                ...{ kind: 'money', quantity: null, amount_minor, happened_at },
              },
            ]
          : [],
      ),
    )
  },
}

interface OpenReturn {
  return_no: string
  order_id: string
  line_no: number | null
  kind: 'goods' | 'money'
  quantity: number | null
  amount_minor: number
  business_on: string
}
interface SoldRow extends Omit<SoldLine, 'tax_rate_bp'> {
  order_id: string
  line_no: number
  split_from: number | null
  node_id: string | null
  business_on: string
  document_no: string | null
}
export interface ReturnedGroup {
  business_on: string
  node_id: string
  lines: SoldLine[]
  returns: { return_no: string; booked_minor: number }[]
}

/**
 * What came back up to a day and is in no document yet, by day and warehouse. Only orders of which nothing is still to leave: before that nobody knows whether
 * money went back for goods that were sold or for some that never left. What turns out to be the latter is put away.
 */
export async function takeReturned(tx: Tx, shop: { channel_id: string }, upto_on: string, limit: number): Promise<ReturnedGroup[]> {
  await tx.run(hot`
    update erp.returns r set order_id = x.order_id from orders.external_numbers x
    where r.channel_id = ${shop.channel_id} and r.booked_minor is null and r.order_id is null and x.channel_id = r.channel_id and x.external_no = r.external_no`)
  const open = await tx.rows<OpenReturn>(hot`
    select r.return_no, r.order_id, r.line_no, r.kind, r.quantity, r.amount_minor, r.business_on::text as business_on from erp.returns r
    where r.channel_id = ${shop.channel_id} and r.booked_minor is null and r.business_on <= ${upto_on} and r.order_id is not null
      and not exists (select from orders.stages s where s.order_id = r.order_id and s.state in ('placed', 'held', 'approved', 'allocated', 'released'))
      and (select count(*) from orders.stages s where s.order_id = r.order_id and s.state in ('shipped', 'delivered', 'completed'))
        = (select count(*) from erp.sources k where k.order_id = r.order_id and k.direction = 'S')
      and not exists (select from erp.sources k join erp.shops p on p.channel_id = k.channel_id
        where k.order_id = r.order_id and k.document_no is null and k.business_on >= p.from_on)
    order by r.happened_at, r.return_no limit ${limit} for update of r`)
  if (open.length === 0) return []
  const order_ids = [...new Set(column(open, 'order_id'))]
  const sold = groupBy(
    await tx.rows<SoldRow>(hot`
      select l.order_id, l.line_no, l.split_from, l.sku_id, l.title ->> 'zh' as title, l.quantity, l.amount_minor, l.freight_minor, l.node_id,
        k.business_on::text as business_on, k.document_no
      from erp.sources k join orders.lines l on l.order_id = k.order_id and l.group_no = k.group_no
      where k.direction = 'S' and k.order_id = any(${order_ids}::uuid[]) order by l.order_id, l.line_no`),
    ({ order_id }) => order_id,
  )
  const skus = await readSkus(tx, [...new Set([...sold.values()].flat().flatMap(({ sku_id }) => sku_id ?? []))])
  const before = await findBefore(tx, order_ids)
  const subsidized = await findSubsidized(tx, order_ids)
  const taken_back: { return_no: string; subsidy_minor: number }[] = []
  const groups = new Map<string, ReturnedGroup>()
  const nothing: string[] = []
  for (const [order_id, told] of groupBy(open, (one) => one.order_id)) {
    const of_platform = subsidized.get(order_id)
    const shares = of_platform ? takenBack(of_platform.lines, of_platform.earlier, told) : told.map(() => 0)
    const returns = told.map((one, i) => ({ ...one, amount_minor: one.amount_minor + shares[i]! }))
    taken_back.push(...told.flatMap(({ return_no }, i) => (shares[i]! > 0 ? [{ return_no, subsidy_minor: shares[i]! }] : [])))
    const rows = sold.get(order_id) ?? []
    // Sales from before the shop was booked here were booked otherwise, and so is what comes back of them.
    const lines = rows.some(({ document_no }) => document_no === null)
      ? []
      : rows.map((row) => ({ ...row, tax_rate_bp: (row.sku_id && skus.get(row.sku_id)?.tax_rate_bp) || 0 }))
    const sold_minor = lines.reduce((sum, { amount_minor, freight_minor }) => sum + amount_minor + freight_minor, 0)
    const known = before.get(order_id) ?? { paid_minor: 0, told_minor: 0, booked_minor: 0 }
    const booked = shareReturns({ ...known, sold_minor }, column(returns, 'amount_minor'))
    for (const [i, one] of returns.entries()) {
      const booked_minor = booked[i]!
      if (booked_minor === 0) {
        nothing.push(one.return_no)
        continue
      }
      const of = lines.find(({ line_no }) => line_no === one.line_no) ?? lines[0]!
      const business_on = [one.business_on, ...column(lines, 'business_on')].sort().at(-1)!
      const node_id = of.node_id ?? 'none'
      const at = `${business_on} ${node_id}`
      const group = groups.get(at) ?? { business_on, node_id, lines: [], returns: [] }
      groups.set(at, group)
      group.lines.push(...returnLines(lines, one, booked_minor))
      group.returns.push({ return_no: one.return_no, booked_minor })
    }
  }
  await tx.run(hot`
    update erp.returns r set subsidy_minor = t.subsidy_minor
    from unnest(${column(taken_back, 'return_no')}::text[], ${column(taken_back, 'subsidy_minor')}::bigint[]) as t (return_no, subsidy_minor)
    where r.channel_id = ${shop.channel_id} and r.return_no = t.return_no`)
  await tx.run(hot`
    update erp.returns set booked_minor = 0 where channel_id = ${shop.channel_id} and return_no = any(${nothing}::text[])`)
  return [...groups.values()]
}

/** What orders were paid with, and what came back of them in documents before. */
async function findBefore(tx: Tx, order_ids: readonly string[]) {
  const rows = await tx.rows<{ order_id: string; paid_minor: number; told_minor: number; booked_minor: number }>(hot`
    select o.order_id, p.paid_minor, r.told_minor, r.booked_minor
    from unnest(${order_ids}::uuid[]) as o (order_id)
    cross join lateral (select coalesce(sum(amount_minor), 0)::bigint as paid_minor from payments.payments where order_id = o.order_id and direction = 'in') p
    cross join lateral (
      select coalesce(sum(b.amount_minor + b.subsidy_minor), 0)::bigint as told_minor, coalesce(sum(b.booked_minor), 0)::bigint as booked_minor
      from erp.returns b where b.booked_minor is not null and b.order_id = o.order_id
    ) r`)
  return new Map(rows.map(({ order_id, ...sums }) => [order_id, sums]))
}

/** Orders a platform paid a part of: their lines, and what buyers got back of them before. Most orders are not among them. */
async function findSubsidized(tx: Tx, order_ids: readonly string[]) {
  const lines = await tx.rows<SubsidizedLine & { order_id: string }>(hot`
    select l.order_id, l.line_no, l.split_from, l.amount_minor + l.freight_minor as worth_minor, coalesce(d.amount_minor, 0) as subsidy_minor
    from orders.lines l join orders.orders o on o.id = l.order_id and o.payment_term = 'channel'
    left join orders.discounts d on d.order_id = l.order_id and d.line_no = l.line_no and d.kind = 'subsidy'
    where l.order_id in (select order_id from orders.discounts where order_id = any(${order_ids}::uuid[]) and kind = 'subsidy')`)
  const found = groupBy(lines, ({ order_id }) => order_id)
  const earlier = await tx.rows<{ order_id: string; line_no: number | null; amount_minor: number }>(hot`
    select order_id, line_no, amount_minor from erp.returns where order_id = any(${[...found.keys()]}::uuid[]) and booked_minor is not null
    order by happened_at, return_no`)
  return new Map(
    [...found].map(([order_id, own]) => [order_id, { lines: own, earlier: earlier.filter((one) => one.order_id === order_id) }]),
  )
}

/** Ties what came back to its document. */
export const tieReturns = (
  tx: Tx,
  channel_id: string,
  document_no: string,
  returns: readonly { return_no: string; booked_minor: number }[],
): Promise<unknown> =>
  tx.run(hot`
    update erp.returns r set document_no = ${document_no}, booked_minor = b.booked_minor
    from unnest(${column(returns, 'return_no')}::text[], ${column(returns, 'booked_minor')}::bigint[]) as b (return_no, booked_minor)
    where r.channel_id = ${channel_id} and r.return_no = b.return_no`)
