import { findSkus, readSkus } from '#centers/products/read.ts'
import { cachedTable } from '#core/cache.ts'
import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { Line, Order } from '../model.ts'
import type { BlackListed, Reviewed, Rule, SlowFacts, Verdict } from './model.ts'
import { asksSlow, type Ground, inOrder, judge, lastDigits } from './rules.ts'

const ruleColumns = sql`rule_id, version, name, enabled, position, conditions, action, reason, hold_hours, urgent, value, saved_at, saved_by`

/** The newest version of every rule, in their order. */
export const listRules = (db: Reader): Promise<Rule[]> =>
  db.rows<Rule>(sql`
    select * from (select distinct on (rule_id) ${ruleColumns} from orders.review_rules order by rule_id, version desc) r order by position, rule_id`)

/** Every version of one rule, the newest first. */
export const listRuleVersions = (db: Reader, rule_id: string): Promise<Rule[]> =>
  db.rows<Rule>(sql`select ${ruleColumns} from orders.review_rules where rule_id = ${rule_id} order by version desc limit 200`)

const rules = cachedTable(1_000, async (db) => inOrder(await listRules(db)))
const blackList = cachedTable(1_000, (db) => db.rows<BlackListed>(sql`select kind, value, why from orders.black_list`))
export const dropReviewCache = (): void => {
  rules.drop()
  blackList.drop()
}

/**
 * What the rules say of each order. Rules and black list are kept in memory, so that an ordinary order costs no question; the database is asked only for
 * orders at which a rule stands or falls with something it alone knows.
 */
export async function judgeOrders(db: Reader, orders: readonly Reviewed[], draft?: readonly Rule[]): Promise<Map<string, Verdict>> {
  const [kept, black_list] = await Promise.all([rules.read(db), blackList.read(db)])
  const asked = draft ?? kept
  const prices = await findPrices(db, asked, orders)
  const ground: Ground = { rules: asked, black_list, prices }
  const slow = await findSlow(db, orders, ground)
  return new Map(orders.map((order) => [order.id, judge(order, ground, slow.get(order.id) ?? null)]))
}

async function findPrices(db: Reader, rules: readonly Rule[], orders: readonly Reviewed[]): Promise<Map<string, number>> {
  if (!rules.some(({ conditions }) => conditions.some(({ fact }) => fact === 'price_bp'))) return new Map()
  const sku_ids = [...new Set(orders.flatMap(({ lines }) => lines.flatMap(({ sku_id }) => sku_id ?? [])))]
  const skus = sku_ids.length > 1_000 ? new Map((await findSkus(db, sku_ids)).map((sku) => [sku.sku_id, sku])) : await readSkus(db, sku_ids)
  return new Map([...skus].flatMap(([sku_id, { price_minor }]) => (price_minor === null ? [] : [[sku_id, price_minor]])))
}

async function findSlow(db: Reader, orders: readonly Reviewed[], ground: Ground): Promise<Map<string, SlowFacts>> {
  const found = new Map<string, SlowFacts>()
  const asking = orders.map((order) => ({ order, asked: asksSlow(order, ground) })).filter(({ asked }) => asked.size > 0)
  if (asking.length === 0) return found
  for (const { order } of asking) found.set(order.id, { below_floor: false, same_within_hours: null, credit_used_bp: null })
  const whom = (fact: keyof SlowFacts) => asking.flatMap(({ order, asked }) => (asked.has(fact) ? [order] : []))
  const [below, same, used] = await Promise.all([
    findBelowFloor(db, whom('below_floor')),
    findRepeats(db, whom('same_within_hours')),
    findCreditUsed(db, whom('credit_used_bp')),
  ])
  for (const id of below) found.get(id)!.below_floor = true
  for (const [id, hours] of same) found.get(id)!.same_within_hours = hours
  for (const [id, bp] of used) found.get(id)!.credit_used_bp = bp
  return found
}

/** What counts for all channels is said in this currency; yen and fen are not compared. */
const homeCurrency = 'CNY'

/** Orders of which a piece costs less than it may. */
async function findBelowFloor(db: Reader, orders: readonly Reviewed[]): Promise<string[]> {
  const lines = orders.flatMap(({ id, channel_id, currency, lines }) =>
    lines.flatMap(({ sku_id, amount_minor, quantity }) =>
      sku_id === null ? [] : [{ id, channel_id, at_home: currency === homeCurrency, sku_id, amount_minor, quantity }],
    ),
  )
  if (lines.length === 0) return []
  const rows = await db.rows<{ id: string }>(hot`
    select distinct l.id
    from unnest(${column(lines, 'id')}::uuid[], ${column(lines, 'channel_id')}::text[], ${column(lines, 'sku_id')}::text[], ${column(lines, 'amount_minor')}::bigint[],
      ${column(lines, 'quantity')}::bigint[], ${column(lines, 'at_home')}::boolean[]) as l (id, channel_id, sku_id, amount_minor, quantity, at_home)
    left join orders.price_floors own on own.sku_id = l.sku_id and own.channel_id = l.channel_id
    left join orders.price_floors every on every.sku_id = l.sku_id and every.channel_id = '*' and l.at_home
    where l.amount_minor < coalesce(own.floor_minor, every.floor_minor) * l.quantity`)
  return column(rows, 'id')
}

/** Hours since the same phone ordered the very same SKUs, where that was within a week; orders of one batch are held against each other too. */
async function findRepeats(db: Reader, orders: readonly Reviewed[]): Promise<Map<string, number>> {
  const asking = orders.flatMap((order) => {
    const skus = [...new Set(order.lines.flatMap(({ sku_id }) => sku_id ?? []))].sort()
    return order.buyer_phone && skus.length > 0 ? [{ ...order, phone: order.buyer_phone, goods: skus.join(' ') }] : []
  })
  const hours = new Map<string, number>()
  if (asking.length === 0) return hours
  const note = (id: string, since_ms: number) =>
    hours.set(id, Math.min(hours.get(id) ?? Number.POSITIVE_INFINITY, Math.max(0, since_ms / 3_600_000)))
  for (const same of groupBy(asking, ({ phone, goods }) => `${lastDigits(phone)} ${goods}`).values()) {
    const ordered = [...same].sort((a, b) => (a.placed_at < b.placed_at ? -1 : a.placed_at > b.placed_at ? 1 : a.id < b.id ? -1 : 1))
    for (const [i, { id, placed_at }] of ordered.entries())
      if (i > 0) note(id, Date.parse(placed_at) - Date.parse(ordered[i - 1]!.placed_at))
  }
  const rows = await db.rows<{ id: string; placed_at: string; goods: string }>(hot`
    select a.id, b.placed_at, string_agg(distinct l.sku_id, ' ' order by l.sku_id) as goods
    from unnest(${column(asking, 'id')}::uuid[], ${column(asking, 'phone')}::text[], ${column(asking, 'placed_at')}::timestamptz[]) as a (id, phone, placed_at)
    join orders.orders b on b.buyer_phone = a.phone and b.id <> a.id and b.placed_at <= a.placed_at and b.placed_at > a.placed_at - interval '7 days' and not b.history
    join orders.lines l on l.order_id = b.id
    where exists (select from orders.stages s where s.order_id = b.id and s.state <> 'canceled')
    group by a.id, b.id, b.placed_at`)
  const wanted = new Map(asking.map((order) => [order.id, order]))
  for (const { id, placed_at, goods } of rows) {
    const order = wanted.get(id)!
    if (goods.split(' ').sort().join(' ') === order.goods) note(id, Date.parse(order.placed_at) - Date.parse(placed_at))
  }
  return hours
}

/** How much of its credit line the buyer has used, this order included. */
async function findCreditUsed(db: Reader, orders: readonly Reviewed[]): Promise<Map<string, number>> {
  const credit = orders.filter(({ payment_term }) => payment_term === 'credit')
  if (credit.length === 0) return new Map()
  const told = new Map(credit.flatMap(({ id, credit_account }) => (credit_account ? [[id, credit_account]] : [])))
  const untold = credit.flatMap(({ id }) => (told.has(id) ? [] : [id]))
  if (untold.length > 0) {
    const rows = await db.rows<{ order_id: string; counter_account: string }>(hot`
      select order_id, counter_account from payments.payments where order_id = any(${untold}::uuid[]) and direction = 'in' and method = 'credit'`)
    for (const { order_id, counter_account } of rows) told.set(order_id, counter_account)
  }
  const rows = await db.rows<{ account: string; balance: number; floor: number | null }>(hot`
    select account, balance, floor from ledger.balances where account = any(${[...new Set(told.values())]}::text[])`)
  const used = new Map(
    rows.flatMap(({ account, balance, floor }) => (floor && floor < 0 ? [[account, Math.round((balance * 10_000) / floor)]] : [])),
  )
  return new Map([...told].flatMap(([id, account]) => (used.has(account) ? [[id, used.get(account)!]] : [])))
}

/** An order that is written down already, as rules see it. */
export const reviewedOf = (order: Order, lines: readonly Line[], paid: boolean): Reviewed => ({ ...order, paid, lines })

/** What people put on the black list, the newest first. */
export async function listBlackList(
  db: Reader,
  filter: { q?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: (BlackListed & { added_at: string; added_by: string })[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const rows = await db.rows<BlackListed & { added_at: string; added_by: string }>(sql`
    select kind, value, why, added_at, added_by from orders.black_list
    where true ${filter.q ? sql`and value like ${`%${filter.q}%`}` : sql``} ${after ? sql`and (added_at, value) < (${after[0]}::timestamptz, ${after[1]})` : sql``}
    order by added_at desc, value desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ added_at, value }) => [added_at, value])
}

export interface Floor {
  sku_id: string
  channel_id: string
  floor_minor: number
  saved_at: string
  saved_by: string
}

/** Price floors by SKU. */
export async function listFloors(
  db: Reader,
  filter: { q?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: Floor[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const rows = await db.rows<Floor>(sql`
    select sku_id, channel_id, floor_minor, saved_at, saved_by from orders.price_floors
    where true ${filter.q ? sql`and sku_id >= ${filter.q} and sku_id < ${`${filter.q}\uffff`}` : sql``}
      ${after ? sql`and (sku_id, channel_id) > (${after[0]}, ${after[1]})` : sql``}
    order by sku_id, channel_id limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ sku_id, channel_id }) => [sku_id, channel_id])
}

/** The newest orders of the caller's organizations in a period, for a dry run. */
export async function sampleOrders(
  db: Reader,
  caller: Caller,
  filter: { since: string; until: string; channel_id?: string | undefined; limit: number },
): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(sql`
    select id from orders.orders o where ${scopeFilter(caller, { organization: sql`o.organization_id` })} and not history
      and placed_at >= ${filter.since} and placed_at < ${filter.until} ${filter.channel_id ? sql`and channel_id = ${filter.channel_id}` : sql``}
    order by placed_at desc, id desc limit ${filter.limit}`)
  return column(rows, 'id')
}

/** What rules and people put on an order. */
export const findMarks = (
  db: Reader,
  order_ids: readonly string[],
): Promise<{ order_id: string; kind: 'mark' | 'assignee'; value: string; rule_id: string | null; rule_version: number | null }[]> =>
  db.rows(hot`
    select order_id, kind, value, rule_id, rule_version from orders.marks where order_id = any(${order_ids}::uuid[]) order by order_id, marked_at, value`)
