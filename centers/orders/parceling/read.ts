import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { State } from '../model.ts'
import type { Merged, MergeRule, Split, SplitRule } from './model.ts'

/** Whom these orders leave together with now: every order of their merges, theirs included. */
export const findMerged = (db: Reader, order_ids: readonly string[]): Promise<Merged[]> =>
  db.rows<Merged>(hot`
    select m.order_id, m.merge_id, m.rule_version, m.merged_by, m.merged_at from orders.merged m
    where m.left_at is null and m.merge_id in (select merge_id from orders.merged where order_id = any(${order_ids}::uuid[]) and left_at is null)
    order by m.merge_id, m.merged_at, m.order_id`)

/** The orders that are in these merges, or were. */
export const findMerges = (db: Reader, merge_ids: readonly string[]): Promise<(Merged & { left_at: string | null })[]> =>
  db.rows(hot`
    select order_id, merge_id, rule_version, merged_by, merged_at, left_at from orders.merged where merge_id = any(${merge_ids}::uuid[]) order by merge_id, order_id`)

export const findSplits = (db: Reader, order_ids: readonly string[]): Promise<Split[]> =>
  db.rows<Split>(hot`
    select order_id, split_id, how, apart_nos, from_apart_no, rule_version, split_by, split_at, undone_by, undone_at
    from orders.splits where order_id = any(${order_ids}::uuid[]) order by split_at, split_id`)

/** The rule as it counts now. */
export const readMergeRule = async (db: Reader): Promise<MergeRule> =>
  (await db.row<MergeRule>(hot`
    select version, enabled, across_channels, within_hours, most_orders, saved_at, saved_by from orders.merge_rules order by version desc limit 1`))!

export const listMergeRules = (db: Reader): Promise<MergeRule[]> =>
  db.rows<MergeRule>(sql`
    select version, enabled, across_channels, within_hours, most_orders, saved_at, saved_by from orders.merge_rules order by version desc limit 50`)

const splitRuleColumns = sql`version, enabled, most_grams, apart_category_ids, node_ids, channel_ids, saved_at, saved_by`
/** The split rule as it counts now. */
export const readSplitRule = async (db: Reader): Promise<SplitRule> =>
  (await db.row<SplitRule>(hot`select ${splitRuleColumns} from orders.split_rules order by version desc limit 1`))!

export const listSplitRules = (db: Reader): Promise<SplitRule[]> =>
  db.rows<SplitRule>(sql`select ${splitRuleColumns} from orders.split_rules order by version desc limit 50`)

export interface HintedOrder {
  id: string
  order_no: string
  channel_id: string
  total_minor: number
  currency: string
  placed_at: string
  states: State[]
  merge_id: string | null
}
export interface HintRow {
  id: string
  organization_id: string
  buyer_name: string
  buyer_phone: string | null
  address: Record<string, string>
  hinted_at: string
  orders: HintedOrder[]
}

/** Of an order that can still leave together with others: nothing of it has left, something of it will. */
const isOpen = sql`exists (select from orders.stages s where s.order_id = h.order_id and s.state in ('placed', 'held', 'approved', 'allocated', 'released'))
  and not exists (select from orders.stages s where s.order_id = h.order_id and s.state in ('shipped', 'delivered', 'completed', 'closed'))`

/** What could leave together, the newest first. Only what is open is kept as a hint, so the size of the past does not matter. */
export async function listHints(
  db: Reader,
  caller: Caller,
  filter: { q?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: HintRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const q = filter.q?.trim()
  const rows = await db.rows<HintRow>(sql`
    select x.hint_id as id, x.hinted_at, f.organization_id, f.buyer_name, f.buyer_phone, f.address, x.orders
    from (
      select h.hint_id, max(h.hinted_at) as hinted_at, (array_agg(h.order_id order by h.order_id))[1] as first_id,
        jsonb_agg(jsonb_build_object('id', o.id, 'order_no', o.order_no, 'channel_id', o.channel_id, 'total_minor', o.total_minor, 'currency', o.currency,
          'placed_at', o.placed_at, 'merge_id', m.merge_id,
          'states', (select jsonb_agg(distinct s.state) from orders.stages s where s.order_id = o.id)) order by o.placed_at, o.id) as orders
      from orders.merge_hints h join orders.orders o on o.id = h.order_id left join orders.merged m on m.order_id = h.order_id and m.left_at is null
      where ${isOpen} and ${scopeFilter(caller, { organization: sql`h.organization_id` })}
      group by h.hint_id
      -- Those that leave together already need no hint; what somebody dismissed comes back with another order.
      having count(*) > 1 and bool_or(h.dismissed_at is null) and (count(m.merge_id) < count(*) or count(distinct m.merge_id) > 1)
        ${q ? sql`and bool_or(o.order_no = ${q} or o.external_no = ${q} or o.buyer_phone = ${q} or o.buyer_name = ${q})` : sql``}
    ) x join orders.orders f on f.id = x.first_id
    ${after ? sql`where (x.hinted_at, x.hint_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by x.hinted_at desc, x.hint_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ hinted_at, id }) => [hinted_at, id])
}

/** Orders that hints of these orders name, and that are still open: each with its hint. */
export const findHinted = (
  db: Reader,
  order_ids: readonly string[],
): Promise<{ hint_id: string; order_id: string; dismissed: boolean }[]> =>
  db.rows(hot`
    select h.hint_id, h.order_id, h.dismissed_at is not null as dismissed from orders.merge_hints h
    where h.hint_id in (select hint_id from orders.merge_hints where order_id = any(${order_ids}::uuid[])) and ${isOpen} order by h.hint_id, h.order_id`)
