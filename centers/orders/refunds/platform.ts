import type { By } from '#core/audit.ts'
import { recordChanges } from '#core/audit.ts'
import { decodeCursor } from '#core/http.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, json, lockRows, type Reader, type Sql, sql, type Tx } from '#core/sql.ts'

/** Money of a platform's order that was given back here; the platform has it and has to pay the buyer. */
export interface PlatformRefund {
  order_id: string
  refund_id: string
  amount_minor: number
  /** Of the amount, what the platform had paid itself: the buyer gets the rest. */
  subsidy_minor: number
  owed_at: string
  told_at: string | null
  told_by: string | null
}

/** Notes what platforms have to pay back. For verbs that gave it back in the same commit. */
export async function oweByPlatforms(
  tx: Tx,
  now: string,
  owed: readonly { order_id: string; refund_id: string; organization_id: string; amount_minor: number; subsidy_minor: number }[],
): Promise<void> {
  const rows = owed.filter(({ amount_minor }) => amount_minor > 0)
  if (rows.length === 0) return
  await tx.run(hot`
    insert into orders.platform_refunds (order_id, refund_id, organization_id, amount_minor, subsidy_minor, owed_at)
    select order_id, refund_id, organization_id, amount_minor, subsidy_minor, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (order_id uuid, refund_id uuid, organization_id text, amount_minor bigint, subsidy_minor bigint)`)
}

const columns = sql`r.order_id, r.refund_id, r.amount_minor, r.subsidy_minor, r.owed_at, r.told_at, r.told_by`
export const findPlatformRefunds = (db: Reader, order_ids: readonly string[]): Promise<PlatformRefund[]> =>
  db.rows(
    hot`select ${columns} from orders.platform_refunds r where r.order_id = any(${order_ids}::uuid[]) order by r.order_id, r.owed_at, r.refund_id`,
  )

const lockRefunds = (tx: Tx, order_ids: readonly string[]): Promise<PlatformRefund[]> =>
  lockRows(
    tx,
    sql`select ${columns} from orders.platform_refunds r where r.order_id = any(${order_ids}::uuid[])`,
    sql`r.order_id, r.refund_id`,
  )

export type ToldStatus = 'told' | 'already_told' | 'refund_not_found'

/** Somebody has told the platform, or seen that it paid back. The orders are the caller's to touch. */
export async function tellPlatforms(
  tx: Tx,
  by: By,
  now: string,
  asks: readonly { id: string; refund_id: string }[],
): Promise<Outcome<ToldStatus>[]> {
  const found = new Map((await lockRefunds(tx, column(asks, 'id'))).map((one) => [`${one.order_id} ${one.refund_id}`, one]))
  const done: PlatformRefund[] = []
  const outcomes = asks.map(({ id, refund_id }): Outcome<ToldStatus> => {
    const one = found.get(`${id} ${refund_id}`)
    if (!one) return { id, status: 'refund_not_found', detail: 'refund_id: the order has no such refund that a platform pays.' }
    if (one.told_at !== null) return { id, status: 'already_told' }
    one.told_at = now
    done.push(one)
    return { id, status: 'told' }
  })
  await close(tx, by.name, now, done)
  await recordChanges(
    tx,
    by,
    now,
    done.map(({ order_id, refund_id, amount_minor }) => ({
      ...{ subject: 'orders.platform_refund', subject_id: order_id, action: 'told', after: { refund_id, amount_minor } },
    })),
  )
  return outcomes
}

/**
 * A platform says what it paid back to the buyer, its own part counted or not: where that is one refund given here, or all that are open, they are closed by it. Answers the orders whose refund that was; of the
 * others nobody here knows why.
 */
export async function settleByPlatform(
  tx: Tx,
  now: string,
  told: readonly { order_id: string; amount_minor: number }[],
): Promise<Set<string>> {
  if (told.length === 0) return new Set()
  const open = groupBy(
    (await lockRefunds(tx, column(told, 'order_id'))).filter(({ told_at }) => told_at === null),
    ({ order_id }) => order_id,
  )
  const done: PlatformRefund[] = []
  const settled = new Set<string>()
  for (const { order_id, amount_minor } of told) {
    const own = (open.get(order_id) ?? []).filter((one) => !done.includes(one))
    const told_of = (refunds: readonly PlatformRefund[]) => {
      const [whole, subsidy] = [
        refunds.reduce((sum, one) => sum + one.amount_minor, 0),
        refunds.reduce((sum, one) => sum + one.subsidy_minor, 0),
      ]
      return amount_minor === whole || amount_minor === whole - subsidy
    }
    const one = own.find((refund) => told_of([refund]))
    const all = own.length > 0 && told_of(own) ? own : []
    const by_it = one ? [one] : all
    if (by_it.length === 0) continue
    done.push(...by_it)
    settled.add(order_id)
  }
  await close(tx, 'marketplace', now, done)
  return settled
}

const close = async (tx: Tx, by: string, now: string, done: readonly PlatformRefund[]): Promise<void> =>
  void (await tx.run(hot`
    update orders.platform_refunds r set told_at = ${now}, told_by = ${by}
    from unnest(${column(done, 'order_id')}::uuid[], ${column(done, 'refund_id')}::uuid[]) as d (order_id, refund_id)
    where r.order_id = d.order_id and r.refund_id = d.refund_id and r.told_at is null`))

export interface PlatformRefundRow extends PlatformRefund {
  order_no: string
  external_no: string | null
  channel_id: string
  currency: string
  buyer_name: string
}

/** What platforms have to pay back, the oldest first; or what they were told, the newest first. `within` speaks of `w.organization_id`. */
export function listPlatformRefunds(
  db: Reader,
  within: Sql,
  told: boolean,
  cursor: string | undefined,
  limit: number,
): Promise<PlatformRefundRow[]> {
  const [at, order_id, refund_id] = decodeCursor(cursor, ['string', 'string', 'string']) ?? [null, null, null]
  const [way, order] = told ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`]
  return db.rows(sql`
    select ${columns}, o.order_no, o.external_no, o.channel_id, o.currency, o.buyer_name
    from (select distinct w.organization_id from orders.counts w where ${within}) w
    cross join lateral (
      select r.* from orders.platform_refunds r
      where r.organization_id = w.organization_id and ${told ? sql`r.told_at is not null` : sql`r.told_at is null`}
        ${at ? sql`and (r.owed_at, r.order_id, r.refund_id) ${way} (${at}::timestamptz, ${order_id}::uuid, ${refund_id}::uuid)` : sql``}
      order by r.owed_at ${order}, r.order_id ${order}, r.refund_id ${order} limit ${limit + 1}) r
    join orders.orders o on o.id = r.order_id
    order by r.owed_at ${order}, r.order_id ${order}, r.refund_id ${order} limit ${limit + 1}`)
}
