import { cachedTable } from '#core/cache.ts'
import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, type Sql, sql } from '#core/sql.ts'
import { normalizeAddress } from '../addresses/normalize.ts'
import { findOrders } from '../find.ts'
import type { State } from '../model.ts'
import { type Bureau, type BureauRule, type Duty, duties, type Errand, type ErrandStatus, type RoutedOrder, standing } from './model.ts'

const bureauColumns = sql`b.bureau_id, b.version, b.duties, b.region_codes, b.orders_per_day, b.answer_hours::float8 as answer_hours, b.open, b.saved_at, b.saved_by`
const ruleColumns = sql`rule_id, version, name, enabled, position, duty, brand_ids, category_ids, sku_ids, channel_ids, region_codes, bureau_ids, waits, saved_at, saved_by`
export const errandColumns = sql`errand_id, order_id, part_no, duty, organization_id, bureau_id, status, rule_id, rule_version, waits, passed_over, assigned_at, assigned_by,
  taken_on::text as taken_on, answer_by, answered_at, answered_by, return_reason, return_note, ended_at`

export const findBureaus = (db: Reader): Promise<Bureau[]> =>
  db.rows<Bureau>(sql`select ${bureauColumns} from orders.bureaus b order by b.bureau_id`)

/** The newest version of every rule, in the order they are asked. */
export const listBureauRules = (db: Reader): Promise<BureauRule[]> =>
  db.rows<BureauRule>(sql`
    select * from (select distinct on (rule_id) ${ruleColumns} from orders.bureau_rules order by rule_id, version desc) r order by duty, position, rule_id`)

/** Every version of one rule, the newest first. */
export const listBureauRuleVersions = (db: Reader, rule_id: string): Promise<BureauRule[]> =>
  db.rows<BureauRule>(sql`select ${ruleColumns} from orders.bureau_rules where rule_id = ${rule_id} order by version desc limit 200`)

const routing = cachedTable(1_000, async (db) => {
  const [rules, bureaus] = await Promise.all([listBureauRules(db), findBureaus(db)])
  return { rules: rules.filter(({ enabled }) => enabled), bureaus: new Map(bureaus.map((bureau) => [bureau.bureau_id, bureau])) }
})
/** Rules that are asked, and bureaus; kept in memory, a second old at most. */
export const readRouting = routing.read
export const dropRouting = routing.drop

/** What bureaus have of this day, by `bureau duty`. */
export async function findTaken(db: Reader, day: string, bureau_ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.rows<{ bureau_id: string; duty: string; taken: number }>(hot`
    select bureau_id, duty, taken from orders.bureau_days where day = ${day}::date and bureau_id = any(${bureau_ids}::text[])`)
  return new Map(rows.map(({ bureau_id, duty, taken }) => [`${bureau_id} ${duty}`, taken]))
}

/** Orders as rules see them. A place the order has no code for is read from its words. */
export async function findRouted(db: Reader, order_ids: readonly string[]): Promise<RoutedOrder[]> {
  const [orders, goods] = await Promise.all([
    findOrders(db, order_ids),
    db.rows<RoutedOrder['goods'][number] & { order_id: string }>(hot`
      select l.order_id, l.line_no, l.group_no, l.part_no, l.quantity, l.stock_from is not distinct from 'service' as is_service, l.sku_id, p.brand_id, c.path as category_path
      from orders.lines l join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no and s.state not in ('canceled', 'closed')
        join products.skus k on k.sku_id = l.sku_id join products.spus p on p.spu_id = k.spu_id join products.categories c on c.category_id = p.category_id
      where l.order_id = any(${order_ids}::uuid[]) order by l.order_id, l.line_no`),
  ])
  const byOrder = groupBy(goods, ({ order_id }) => order_id)
  return orders
    .filter(({ history }) => !history)
    .map(({ id, channel_id, organization_id, address }) => ({
      order_id: id,
      channel_id,
      organization_id,
      region_code: address.region_code ?? normalizeAddress(address).address.region_code ?? null,
      goods: byOrder.get(id) ?? [],
    }))
}

export const findErrands = (db: Reader, ids: readonly string[]): Promise<Errand[]> =>
  db.rows<Errand>(hot`select ${errandColumns} from orders.errands where errand_id = any(${ids}::uuid[])`)

/** Everything bureaus were ever given of these orders, in the order it happened. */
export const findErrandsOf = (db: Reader, order_ids: readonly string[]): Promise<Errand[]> =>
  db.rows<Errand>(
    hot`select ${errandColumns} from orders.errands where order_id = any(${order_ids}::uuid[]) order by order_id, assigned_at, part_no, duty, errand_id`,
  )

export const findStanding = async (db: Reader, order_ids: readonly string[]): Promise<Errand[]> =>
  (await findErrandsOf(db, order_ids)).filter(({ status }) => (standing as readonly ErrandStatus[]).includes(status))

/** One part of one order. */
export const partKey = ({ order_id, part_no }: { order_id: string; part_no: number }): string => `${order_id} ${part_no}`

/** States of the groups of orders, by the parts whose lines they hold. */
export async function findStates(db: Reader, order_ids: readonly string[]): Promise<Map<string, State[]>> {
  const rows = await db.rows<{ order_id: string; part_no: number; state: State }>(hot`
    select distinct l.order_id, l.part_no, s.state from orders.lines l join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no
    where l.order_id = any(${order_ids}::uuid[])`)
  return new Map([...groupBy(rows, partKey)].map(([key, own]) => [key, column(own, 'state')]))
}

/** An errand with what a bureau needs to know of the order; it sees no prices. */
export interface ErrandRow extends Omit<Errand, 'errand_id' | 'passed_over'> {
  id: string
  order_no: string
  channel_id: string
  buyer_name: string
  buyer_phone: string | null
  address: Record<string, string>
  buyer_message: string | null
  placed_at: string
  /** Of its part. */
  states: State[]
  goods: PartGoods[]
  /** How many parts the order has. */
  parts: number
  rule_name: { zh: string; en: string } | null
}
export interface PartGoods {
  sku_id: string | null
  title: { zh: string; en: string }
  quantity: number
}

// What was given back of an open errand's goods is nobody's work; of one that is over all is told.
const ofPart = sql`
  from orders.lines l join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no
  where l.order_id = e.order_id and l.part_no = e.part_no and (s.state <> 'canceled' or e.ended_at is not null)`
const goodsOfPart = sql`(
  select coalesce(jsonb_agg(jsonb_build_object('sku_id', g.sku_id, 'title', g.title, 'quantity', g.quantity) order by g.line_no), '[]')
  from (select l.sku_id, l.title, sum(l.quantity)::integer as quantity, min(l.line_no) as line_no ${ofPart} group by l.sku_id, l.title) g)`

const ruleName = sql`(select r.name from orders.bureau_rules r where r.rule_id = e.rule_id and r.version = e.rule_version)`

/** Everything bureaus were ever given of an order, with the goods each errand is for. */
export const listErrandsOf = (
  db: Reader,
  order_id: string,
): Promise<(Omit<Errand, 'errand_id'> & { id: string; goods: PartGoods[]; rule_name: { zh: string; en: string } | null })[]> =>
  db.rows(hot`
    select e.errand_id as id, ${errandColumns}, ${goodsOfPart} as goods,
      ${ruleName} as rule_name
    from orders.errands e where order_id = ${order_id}
    order by part_no, array_position(${[...duties]}::text[], duty), assigned_at, errand_id`)

const withOrder = (errands: Sql): Sql => sql`
  select e.errand_id as id, e.order_id, e.part_no, e.duty, e.organization_id, e.bureau_id, e.status, e.rule_id, e.rule_version, e.assigned_at, e.assigned_by,
    e.taken_on::text as taken_on, e.answer_by, e.answered_at, e.answered_by, e.return_reason, e.return_note, e.ended_at,
    o.order_no, o.channel_id, o.buyer_name, o.buyer_phone, o.address, o.buyer_message, o.placed_at,
    (select coalesce(jsonb_agg(distinct s.state), '[]') ${ofPart}) as states,
    ${goodsOfPart} as goods, ${ruleName} as rule_name, (select count(distinct l.part_no)::integer from orders.lines l where l.order_id = e.order_id) as parts
  from (${errands}) e join orders.orders o on o.id = e.order_id`

interface Page {
  cursor?: string | undefined
  limit: number
}
const overStatuses: readonly ErrandStatus[] = ['done', 'withdrawn', 'replaced']

/** What bureaus of the caller have in a status: what is still to do oldest first, what is over newest first. One short walk down an index per bureau. */
export async function listErrands(
  db: Reader,
  caller: Caller,
  filter: Page & {
    status: 'waiting' | 'accepted' | 'returned' | 'over'
    duty?: Duty | undefined
    bureau_id?: string | undefined
    q?: string | undefined
  },
): Promise<{ items: ErrandRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const statuses = filter.status === 'over' ? overStatuses : [filter.status]
  const newest = filter.status === 'over' || filter.status === 'returned'
  const order = newest ? sql`assigned_at desc, errand_id desc` : sql`assigned_at, errand_id`
  const q = filter.q?.trim()
  const past = after
    ? newest
      ? sql`and (e.assigned_at, e.errand_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
      : sql`and (e.assigned_at, e.errand_id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`
    : sql``
  const rows = await db.rows<ErrandRow>(sql`
    select * from (${withOrder(sql`
      select e.* from orders.bureaus b cross join unnest(${[...statuses]}::text[]) as t (status) cross join lateral (
        select e.* from orders.errands e where e.bureau_id = b.bureau_id and e.status = t.status ${past}
          ${filter.duty ? sql`and e.duty = ${filter.duty}` : sql``}
          ${q ? sql`and exists (select from orders.orders o where o.id = e.order_id and (o.order_no = ${q} or o.buyer_phone = ${q} or o.buyer_name = ${q}))` : sql``}
        order by ${order} limit ${filter.limit + 1}) e
      where ${scopeFilter(caller, { organization: sql`b.bureau_id` })} ${filter.bureau_id ? sql`and b.bureau_id = ${filter.bureau_id}` : sql``}
      order by ${order} limit ${filter.limit + 1}`)}) r
    order by ${newest ? sql`r.assigned_at desc, r.id desc` : sql`r.assigned_at, r.id`}`)
  return cutPage(rows, filter.limit, ({ assigned_at, id }) => [assigned_at, id])
}

/** One errand with its order. */
export const findErrandRow = (db: Reader, id: string): Promise<ErrandRow | undefined> =>
  db.row<ErrandRow>(hot`${withOrder(sql`select * from orders.errands where errand_id = ${id}::uuid`)}`)

export interface ErrandCount {
  status: 'waiting' | 'accepted' | 'late'
  errands: number
}

/** How much waits for a word of the caller's bureaus, how much of that longer than it may, and how much they have in hand. */
export const countErrands = (db: Reader, caller: Caller, now: string): Promise<ErrandCount[]> =>
  db.rows<ErrandCount>(sql`
    select c.status, sum(c.errands)::integer as errands from orders.bureaus b cross join lateral (
      select 'waiting' as status, count(*) as errands from orders.errands where bureau_id = b.bureau_id and status = 'waiting'
      union all select 'late', count(*) from orders.errands where bureau_id = b.bureau_id and status = 'waiting' and answer_by < ${now}
      union all select 'accepted', count(*) from orders.errands where bureau_id = b.bureau_id and status = 'accepted') c
    where ${scopeFilter(caller, { organization: sql`b.bureau_id` })} group by c.status order by c.status`)

/** What came back to the head office or found no bureau, the oldest first. */
export async function listBack(
  db: Reader,
  caller: Caller,
  filter: Page & { status?: 'returned' | 'unassigned' | undefined; duty?: Duty | undefined; q?: string | undefined },
): Promise<{ items: (ErrandRow & Pick<Errand, 'passed_over'>)[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const q = filter.q?.trim()
  const rows = await db.rows<ErrandRow & Pick<Errand, 'passed_over'>>(sql`
    select r.*, p.passed_over from (${withOrder(sql`
      select e.* from orders.errands e
      where e.status in ('returned', 'unassigned') and ${scopeFilter(caller, { organization: sql`e.organization_id` })}
        ${filter.status ? sql`and e.status = ${filter.status}` : sql``} ${filter.duty ? sql`and e.duty = ${filter.duty}` : sql``}
        ${q ? sql`and exists (select from orders.orders o where o.id = e.order_id and (o.order_no = ${q} or o.buyer_phone = ${q} or o.buyer_name = ${q}))` : sql``}
        ${after ? sql`and (e.assigned_at, e.errand_id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
      order by e.assigned_at, e.errand_id limit ${filter.limit + 1}`)}) r join orders.errands p on p.errand_id = r.id
    order by r.assigned_at, r.id`)
  return cutPage(rows, filter.limit, ({ assigned_at, id }) => [assigned_at, id])
}

export const countBack = (db: Reader, caller: Caller): Promise<{ status: 'returned' | 'unassigned'; errands: number }[]> =>
  db.rows(sql`
    select status, count(*)::integer as errands from orders.errands e
    where status in ('returned', 'unassigned') and ${scopeFilter(caller, { organization: sql`e.organization_id` })} group by status order by status`)

export interface BureauRow extends Bureau {
  name: { zh: string; en: string }
  /** What it was given today, the duty it has most of. */
  taken_today: number
  waiting: number
  late: number
}

/** Bureaus of the caller's organizations with what they have today. */
export const listBureaus = (db: Reader, caller: Caller, now: string, day: string): Promise<BureauRow[]> =>
  db.rows<BureauRow>(sql`
    select ${bureauColumns}, jsonb_build_object('zh', o.name, 'en', o.name_en) as name,
      coalesce((select max(taken) from orders.bureau_days d where d.bureau_id = b.bureau_id and d.day = ${day}::date), 0) as taken_today, w.waiting, w.late
    from orders.bureaus b left join organization.organizations o on o.id = b.bureau_id
      cross join lateral (select count(*)::integer as waiting, (count(*) filter (where answer_by < ${now}))::integer as late
        from orders.errands e where e.bureau_id = b.bureau_id and e.status = 'waiting') w
    where ${scopeFilter(caller, { organization: sql`b.bureau_id` })} order by b.bureau_id`)

/** Names of bureaus, for who may not see the bureaus themselves. */
export async function findBureauNames(db: Reader, ids: readonly string[]): Promise<Map<string, { zh: string; en: string }>> {
  const rows = await db.rows<{ id: string; name: string; name_en: string }>(
    hot`select id, name, name_en from organization.organizations where id = any(${ids}::text[])`,
  )
  return new Map(rows.map(({ id, name, name_en }) => [id, { zh: name, en: name_en }]))
}
