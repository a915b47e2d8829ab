import { findSkus } from '#centers/products/read.ts'
import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { groupBy } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, type Sql, sql } from '#core/sql.ts'
import { findBureauNames } from '../bureaus/read.ts'
import { type Dimension, type Span, type Stretch, type StretchTime, type TimedState, timedStates } from './model.ts'

export interface TimesAsked {
  since: string
  until: string
  channel_id?: string | undefined
  by?: Dimension | undefined
}

export interface Times {
  /** Orders looked at: those placed in the period, newest first, at most `mostOrders`. */
  orders: number
  /** False when the period holds more than that. */
  complete: boolean
  /** Spans left out because the later moment lies before the earlier one: files of other systems hold such. */
  out_of_order: number
  stretches: StretchTime[]
  rows: { key: string; name: { zh: string; en: string } | null; stretches: StretchTime[] }[]
}

/** A report over more orders takes longer than somebody waits for it. */
export const mostOrders = 100_000
const mostRows = 50

/**
 * How many hours groups stayed in each state, by the moments at which things happened (not when they were recorded): mean, median, ninetieth
 * percentile (interpolated, as `percentile_cont` does) and longest, for the whole period and by a dimension, the keys with most groups first.
 */
export async function measureTimes(db: Reader, caller: Caller, asked: TimesAsked): Promise<Times> {
  const [counted, all, rows] = await Promise.all([
    db.row<{ orders: number }>(sql`with ${chosen(caller, asked)} select count(*)::integer as orders from chosen`),
    measure(db, caller, asked, null),
    asked.by ? measure(db, caller, asked, asked.by) : [],
  ])
  const orders = counted!.orders
  const keys = [...groupBy(rows, ({ key }) => key ?? '')]
  const most = (spans: readonly Measured[]) => Math.max(...spans.map(({ groups }) => groups))
  keys.sort(([, a], [, b]) => most(b) - most(a))
  const shown = keys.slice(0, mostRows).map(([key]) => key)
  const names = asked.by === 'product' ? await titlesOf(db, shown) : asked.by === 'bureau' ? await findBureauNames(db, shown) : new Map()
  return {
    orders: Math.min(orders, mostOrders),
    complete: orders <= mostOrders,
    out_of_order: all.reduce((sum, { out_of_order }) => sum + out_of_order, 0),
    stretches: stretchesOf(all),
    rows: keys.slice(0, mostRows).map(([key, spans]) => ({ key, name: names.get(key) ?? null, stretches: stretchesOf(spans) })),
  }
}

interface Measured extends Span {
  key: string | null
  stretch: Stretch
  out_of_order: number
}

const stretchesOf = (measured: readonly Measured[]): StretchTime[] =>
  measured.filter(({ groups }) => groups > 0).map(({ key: _key, out_of_order: _left, ...span }) => span)

/** Orders of the period, newest first: one short walk down an index per organization. */
const chosen = (caller: Caller, { since, until, channel_id }: TimesAsked): Sql => sql`
  owners as (select distinct organization_id from orders.counts c where ${scopeFilter(caller, { organization: sql`c.organization_id` })}),
  chosen as materialized (
    select o.id, o.channel_id, o.organization_id from owners w cross join lateral (
      select id, channel_id, organization_id, placed_at from orders.orders
      where organization_id = w.organization_id and placed_at >= ${since} and placed_at < ${until}
        ${channel_id ? sql`and channel_id = ${channel_id}` : sql``}
      order by placed_at desc limit ${mostOrders + 1}) o
    order by o.placed_at desc limit ${mostOrders + 1})`

const keyOf: Record<Dimension, Sql> = {
  channel: sql`c.channel_id`,
  organization: sql`c.organization_id`,
  node: sql`(select l.node_id from orders.lines l where l.order_id = e.order_id and l.group_no = e.group_no and l.node_id is not null limit 1)`,
  // Who prepared the goods; what was returned is counted for who had it last.
  bureau: sql`(select w.bureau_id from orders.errands w where w.order_id = e.order_id and w.duty = 'processing' and w.bureau_id is not null
    and w.part_no = (select l.part_no from orders.lines l where l.order_id = e.order_id and l.group_no = e.group_no order by l.line_no limit 1)
    order by w.assigned_at desc limit 1)`,
  product: sql`l.sku_id`,
}

async function measure(db: Reader, caller: Caller, asked: TimesAsked, by: Dimension | null): Promise<Measured[]> {
  // A group with several goods counts for each of them.
  const goods = by === 'product' ? sql`join orders.lines l on l.order_id = e.order_id and l.group_no = e.group_no` : sql``
  return db.rows<Measured>(sql`
    with ${chosen(caller, asked)},
    moments as (
      select e.order_id, e.group_no, e.entry_no, e.state, e.happened_at, c.channel_id, c.organization_id
      from chosen c join orders.entries e on e.order_id = c.id),
    stays as (
      select order_id, group_no, channel_id, organization_id, state as stretch, lead(state) over steps as following,
        extract(epoch from lead(happened_at) over steps - happened_at)::float8 / 3600 as hours
      from moments window steps as (partition by order_id, group_no order by entry_no)
      union all
      select order_id, group_no, min(channel_id), min(organization_id), 'whole', 'delivered',
        extract(epoch from min(happened_at) filter (where state = 'delivered') - min(happened_at))::float8 / 3600
      from moments group by order_id, group_no),
    keyed as (
      select e.stretch, e.hours, ${by ? keyOf[by] : sql`null::text`} as key
      from stays e join chosen c on c.id = e.order_id ${goods}
      -- What a cancellation cut short did not take its time.
      where e.hours is not null and e.following not in ('canceled', 'closed') and e.stretch not in ('completed', 'canceled', 'closed'))
    select key, stretch, count(*) filter (where hours >= 0)::integer as groups, count(*) filter (where hours < 0)::integer as out_of_order,
      coalesce(avg(hours) filter (where hours >= 0), 0) as mean_hours,
      coalesce(percentile_cont(0.5) within group (order by hours) filter (where hours >= 0), 0) as median_hours,
      coalesce(percentile_cont(0.9) within group (order by hours) filter (where hours >= 0), 0) as p90_hours,
      coalesce(max(hours) filter (where hours >= 0), 0) as longest_hours
    from keyed where ${by ? sql`key is not null` : sql`true`} group by key, stretch order by groups desc limit 5000`)
}

async function titlesOf(db: Reader, sku_ids: string[]): Promise<Map<string, { zh: string; en: string }>> {
  const found = await findSkus(db, sku_ids)
  return new Map(
    found.map(({ sku_id, title, name }) => [
      sku_id,
      { zh: `${title.zh} ${name?.zh ?? ''}`.trim(), en: `${title.en} ${name?.en ?? ''}`.trim() },
    ]),
  )
}

export interface KeptLimit {
  channel_id: string
  state: TimedState
  hours: number
  saved_at: string
  saved_by: string
}

export const listTimeLimits = (db: Reader): Promise<KeptLimit[]> =>
  db.rows<KeptLimit>(hot`
    select channel_id, state, hours::float8 as hours, saved_at, saved_by from orders.time_limits order by channel_id, state`)

/** The limit of a group's channel, or the one for all. */
const limitOf = sql`
  cross join lateral (
    select hours::float8 as hours from orders.time_limits l
    where l.state = s.state and l.channel_id in (s.channel_id, '*') order by l.channel_id = '*' limit 1) l`
const isLate = (now: string): Sql => sql`s.entered_at < ${now}::timestamptz - make_interval(secs => l.hours * 3600)`

/** How many groups stand in each state now, and how many of them longer than they may. States without any are left out. */
export async function countLate(
  db: Reader,
  caller: Caller,
  now: string,
  channel_id?: string,
): Promise<{ state: TimedState; groups: number; late: number }[]> {
  const rows = await db.rows<{ state: TimedState; groups: number; late: number }>(sql`
    select s.state, count(*)::integer as groups,
      count(*) filter (where exists (select from (select 1) one ${limitOf} where ${isLate(now)}))::integer as late
    from orders.stages s
    where s.organization_id = any(select distinct c.organization_id from orders.counts c
        where ${scopeFilter(caller, { organization: sql`c.organization_id` })})
      and s.state = any(${[...timedStates]}::text[]) ${channel_id ? sql`and s.channel_id = ${channel_id}` : sql``}
    group by s.state`)
  return timedStates.flatMap((state) => rows.find((row) => row.state === state) ?? [])
}

export interface LateGroup {
  order_id: string
  group_no: number
  order_no: string
  channel_id: string
  organization_id: string
  state: TimedState
  placed_at: string
  entered_at: string
  limit_hours: number
  over_hours: number
}

/** Groups that stand in a state longer than they may, those placed first at the top. */
export async function listLate(
  db: Reader,
  caller: Caller,
  now: string,
  filter: { state?: TimedState | undefined; channel_id?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: LateGroup[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string', 'number']) as [string, string, number] | null
  const states = filter.state ? [filter.state] : [...timedStates]
  const rows = await db.rows<LateGroup>(sql`
    select s.order_id, s.group_no, o.order_no, s.channel_id, s.organization_id, s.state, s.placed_at, s.entered_at, s.hours as limit_hours,
      extract(epoch from ${now}::timestamptz - s.entered_at)::float8 / 3600 - s.hours as over_hours
    from (select distinct organization_id from orders.counts c where ${scopeFilter(caller, { organization: sql`c.organization_id` })}) w
    cross join unnest(${states}::text[]) as t (state)
    cross join lateral (
      select s.order_id, s.group_no, s.channel_id, s.organization_id, s.state, s.placed_at, s.entered_at, l.hours
      from orders.stages s ${limitOf}
      where s.organization_id = w.organization_id and s.state = t.state and ${isLate(now)}
        ${filter.channel_id ? sql`and s.channel_id = ${filter.channel_id}` : sql``}
        ${after ? sql`and (s.placed_at, s.order_id, s.group_no) > (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]}::smallint)` : sql``}
      order by s.placed_at, s.order_id, s.group_no limit ${filter.limit + 1}) s
    join orders.orders o on o.id = s.order_id
    order by s.placed_at, s.order_id, s.group_no limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.placed_at, row.order_id, row.group_no])
}
