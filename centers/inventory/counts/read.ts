import { hot, type Reader, type Sql, sql } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { availableAccount, reservedAccount } from '../accounts.ts'
import type { CountRule, LineState } from './rules.ts'

export interface Count {
  id: string
  node_id: string
  kind: 'full' | 'cyclic' | 'spot'
  blind: boolean
  rule: string | null
  note: string | null
  state: 'open' | 'review' | 'done' | 'canceled'
  request_id: string | null
  by_name: string
  made_at: string
  closed_at: string | null
}
export interface CountLine {
  count_id: string
  sku_id: string
  state: LineState
  expected: number | null
  counted: number | null
  counted_by: string | null
  counted_at: string | null
  first_counted: number | null
  first_by: string | null
}
const columns = sql`c.id, c.node_id, c.kind, c.blind, c.rule, c.note, c.state, c.request_id, c.by_name, c.made_at, c.closed_at`
export const lineColumns = sql`count_id, sku_id, state, expected, counted, counted_by, counted_at, first_counted, first_by`

export const findCounts = (db: Reader, ids: readonly string[]): Promise<Count[]> =>
  db.rows<Count>(sql`select ${columns} from inventory.counts c where c.id = any(${ids}::uuid[])`)

/** Sheets with how far they are, newest first. */
export const listCounts = (
  db: Reader,
  within: Sql,
  after: readonly [string, string] | null,
  limit: number,
): Promise<(Count & { lines: number; open: number; differing: number })[]> =>
  db.rows(sql`
    select ${columns}, l.lines, l.open, l.differing from (
      select * from inventory.counts c where ${within}
        and (${after?.[0] ?? null}::timestamptz is null or (c.made_at, c.id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
      order by c.made_at desc, c.id desc limit ${limit}
    ) c cross join lateral (
      select count(*)::integer as lines, count(*) filter (where state in ('open', 'recount'))::integer as open,
        count(*) filter (where state in ('differs', 'waiting', 'booked', 'short', 'dropped'))::integer as differing
      from inventory.count_lines where count_id = c.id
    ) l order by c.made_at desc, c.id desc`)

export const findCountLines = (db: Reader, count_ids: readonly string[]): Promise<CountLine[]> =>
  db.rows<CountLine>(
    hot`select ${lineColumns} from inventory.count_lines where count_id = any(${count_ids}::uuid[]) order by count_id, sku_id`,
  )

/** Proposes the SKUs of a node that are worth counting next, by rule, with the reason as a number. */
export async function proposeCounts(
  db: Reader,
  now: string,
  node_id: string,
  rule: CountRule,
  limit: number,
): Promise<{ sku_id: string; reason: number; counted_at: string | null }[]> {
  const month_ago = addMilliseconds(now, -30 * 86_400_000)
  const here = sql`
    select substr(b.asset, 5) as sku_id, sum(b.balance)::bigint as here from ledger.balances b
    where b.account in (${availableAccount(node_id)}, ${reservedAccount(node_id)}) group by b.asset`
  const last = sql`(select max(l.counted_at) from inventory.count_lines l join inventory.counts c on c.id = l.count_id
    where l.sku_id = h.sku_id and c.node_id = ${node_id} and l.counted_at is not null)`
  if (rule === 'most_moved')
    return db.rows(sql`
      with moved as (
        select asset, count(*)::integer as times from ledger.postings
        where destination = ${reservedAccount(node_id)} and recorded_at >= ${month_ago} group by asset
      ),
      h as (${here})
      select h.sku_id, m.times as reason, ${last} as counted_at from h join moved m on m.asset = 'sku:' || h.sku_id order by m.times desc, h.sku_id limit ${limit}`)
  if (rule === 'was_short')
    return db.rows(sql`
      with h as (select substr(p.asset, 5) as sku_id, count(*)::integer as reason from ledger.postings p
        where p.source in (${availableAccount(node_id)}) and p.destination = 'world' and p.recorded_at >= ${month_ago} group by p.asset)
      select h.sku_id, h.reason, ${last} as counted_at from h order by h.reason desc, h.sku_id limit ${limit}`)
  if (rule === 'nearly_gone')
    return db.rows(sql`
      with h as (${here}) select h.sku_id, h.here as reason, ${last} as counted_at from h where h.here between 0 and 5 order by h.here, h.sku_id limit ${limit}`)
  return db.rows(sql`
    with h as (${here}), l as (select h.sku_id, h.here, ${last} as counted_at from h)
    select sku_id, case when counted_at is null then 9999 else extract(day from ${now}::timestamptz - counted_at)::integer end as reason, counted_at
    from l where here > 0 or counted_at is null order by counted_at nulls first, sku_id limit ${limit}`)
}
