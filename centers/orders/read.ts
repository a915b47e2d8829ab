import { readChannels } from '#centers/channels/read.ts'
import { findAvailability, readNodes } from '#centers/inventory/read.ts'
import { findTransactionsByRef, type TransactionView } from '#centers/ledger/read.ts'
import { listMemberCards } from '#centers/members/cards/read.ts'
import { decideSpend } from '#centers/members/cards/rules.ts'
import { findNotOpen } from '#centers/members/openings/read.ts'
import { findPerks, priceOff } from '#centers/members/perks.ts'
import { listPointBalances } from '#centers/members/points/read.ts'
import { spendLimit } from '#centers/members/points/rules.ts'
import { readPrograms } from '#centers/members/read.ts'
import { findPayments, findWallet } from '#centers/payments/read.ts'
import { readPricedBundles, shareBundles } from '#centers/products/assortment/prices.ts'
import { findConfigurations } from '#centers/products/configurations/read.ts'
import { findCovers, findSkus } from '#centers/products/read.ts'
import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { isHumanNumber, uuidPattern } from '#core/ids.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, type Sql, sql } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import type { Discount, Line, Order, PaymentState, PaymentTerm, State } from './model.ts'
import { freightOf, orderState, paymentState } from './rules.ts'
import { findPerformed } from './services.ts'
import { findDiscounts, findLines, findOrders } from './write.ts'

export interface OrderRow {
  id: string
  order_no: string
  channel_id: string
  external_no: string | null
  organization_id: string
  buyer_name: string
  buyer_phone: string | null
  province: string | null
  currency: string
  total_minor: number
  freight_minor: number
  payment_term: PaymentTerm
  payment: PaymentState
  buyer_message: string | null
  history: boolean
  placed_at: string
  state: State
  partly: boolean
  groups: { group_no: number; state: State; entered_at: string }[]
  /** Nothing of it is sent: somebody performs it, or it begins when it is paid. */
  service: 'performed' | 'begins' | null
  lines: { sku_id: string | null; title: { zh: string; en: string }; quantity: number; cover: string | null }[]
}

export interface OrderFilter {
  state?: State | undefined
  channel_id?: string | undefined
  q?: string | undefined
  cursor?: string | undefined
  limit: number
}

/**
 * Orders of the caller's organizations, newest first; with a state, those that have a group in it. Each organization has its own short walk
 * down an index and the walks are merged, so a page costs the same however many orders there are.
 */
export async function listOrders(db: Reader, caller: Caller, filter: OrderFilter): Promise<{ items: OrderRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const ids = filter.q
    ? await searchOrders(db, caller, filter.q.trim(), after, filter.limit + 1)
    : await walkOrders(db, caller, filter, after)
  const rows = await viewRows(db, ids)
  return cutPage(rows, filter.limit, (row) => [row.placed_at, row.id])
}

async function walkOrders(db: Reader, caller: Caller, filter: OrderFilter, after: [string, string] | null): Promise<string[]> {
  const older = (id: Sql) => (after ? sql`and (placed_at, ${id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``)
  const channel = filter.channel_id ? sql`and channel_id = ${filter.channel_id}` : sql``
  // Only organizations that have orders of the channel: in another one the walk would find nothing and never end.
  const walk = filter.state
    ? sql`select distinct on (placed_at, order_id) order_id as id, placed_at from orders.stages
        where organization_id = o.organization_id and state = ${filter.state} ${channel} ${older(sql`order_id`)}
        order by placed_at desc, order_id desc limit ${filter.limit + 1}`
    : sql`select id, placed_at from orders.orders
        where organization_id = o.organization_id ${channel} ${older(sql`id`)}
        order by placed_at desc, id desc limit ${filter.limit + 1}`
  const rows = await db.rows<{ id: string }>(sql`
    select w.id from (select distinct organization_id from orders.counts c where ${scopeFilter(caller, { organization: sql`c.organization_id` })} ${channel}) o
    cross join lateral (${walk}) w
    order by w.placed_at desc, w.id desc limit ${filter.limit + 1}`)
  return rows.map(({ id }) => id)
}

/** Orders that carry a number only a later center knows: that of a waybill. */
export type NumberFinder = (db: Reader, q: string) => Promise<string[]>
let findByWaybill: NumberFinder = async () => []

/** Registered at assembly by the center that ships. */
export function setWaybillFinder(given: NumberFinder): void {
  findByWaybill = given
}

/** By any number a person may hold: ours, the platform's, the id, a phone or a waybill. Each is looked up in its own index, and what they find is one short list. */
async function searchOrders(db: Reader, caller: Caller, q: string, after: [string, string] | null, limit: number): Promise<string[]> {
  const older = after ? sql`and (o.placed_at, o.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``
  const among = (found: Sql) =>
    db.rows<{ id: string; placed_at: string }>(sql`
      select o.id, o.placed_at from (${found}) k join orders.orders o on o.id = k.id
      where ${scopeFilter(caller, { organization: sql`o.organization_id` })} ${older}
      order by o.placed_at desc, o.id desc limit ${limit}`)
  if (new RegExp(uuidPattern).test(q)) return column(await among(sql`select ${q}::uuid as id`), 'id')
  const [own, shipped] = await Promise.all([
    among(sql`
      select id from orders.orders where order_no = ${q}
      union select id from orders.orders where buyer_phone = ${q}
      union select order_id from orders.external_numbers where external_no = ${q}`),
    findByWaybill(db, q),
  ])
  // Hardly ever is a waybill number also somebody's order number or phone.
  const carried = shipped.length > 0 ? await among(sql`select unnest(${shipped}::uuid[]) as id`) : []
  const found = new Map([...own, ...carried].map((row) => [row.id, row]))
  return [...found.values()]
    .sort((a, b) => (a.placed_at > b.placed_at || (a.placed_at === b.placed_at && a.id > b.id) ? -1 : 1))
    .slice(0, limit)
    .map(({ id }) => id)
}

async function viewRows(db: Reader, ids: string[]): Promise<OrderRow[]> {
  if (ids.length === 0) return []
  const [orders, stages, lines, money] = await Promise.all([
    findOrders(db, ids),
    db.rows<{ order_id: string; group_no: number; state: State; entered_at: string }>(hot`
      select order_id, group_no, state, entered_at from orders.stages where order_id = any(${ids}::uuid[]) order by order_id, group_no`),
    findLines(db, ids),
    sumPayments(db, ids),
  ])
  const found = new Map(orders.map((order) => [order.id, order]))
  const groups = groupBy(stages, ({ order_id }) => order_id)
  const linesOf = groupBy(lines, ({ order_id }) => order_id)
  const covers = await findCovers(db, [...new Set(lines.flatMap(({ sku_id }) => (sku_id === null ? [] : [sku_id])))])
  const services = ids.filter((id) => linesOf.get(id)?.every(({ stock_from }) => stock_from === 'service'))
  const performed = services.length > 0 ? await findPerformed(db, services) : new Set<string>()
  return ids.map((id) => {
    const order = found.get(id)!
    const own = groups.get(id) ?? []
    const { paid, refunded } = money.get(id) ?? { paid: 0, refunded: 0 }
    // What was canceled, or lowered, before anything was paid is not owed.
    const live = new Set(own.flatMap(({ group_no, state }) => (state === 'canceled' ? [] : [group_no])))
    const owed = (linesOf.get(id) ?? []).reduce(
      (sum, line) => sum + (live.has(line.group_no) ? line.amount_minor + line.freight_minor : 0),
      0,
    )
    return {
      ...order,
      province: order.address.province ?? null,
      payment: paymentState(live.size > 0 && !order.history ? owed + refunded : order.total_minor, paid, refunded),
      ...orderState(own.map(({ state }) => state)),
      groups: own.map(({ group_no, state, entered_at }) => ({ group_no, state, entered_at })),
      service: !services.includes(id) ? null : own.some(({ group_no }) => performed.has(`${id} ${group_no}`)) ? 'performed' : 'begins',
      lines: (linesOf.get(id) ?? []).map(({ sku_id, title, quantity }) => ({
        sku_id,
        title,
        quantity,
        cover: (sku_id !== null && covers.get(sku_id)) || null,
      })),
    }
  })
}

async function sumPayments(db: Reader, ids: readonly string[]): Promise<Map<string, { paid: number; refunded: number }>> {
  const rows = await db.rows<{ order_id: string; paid: number; refunded: number }>(hot`
    select order_id, coalesce(sum(amount_minor) filter (where direction = 'in'), 0)::bigint as paid,
      coalesce(sum(amount_minor) filter (where direction = 'out'), 0)::bigint as refunded
    from payments.payments where order_id = any(${ids}::uuid[]) group by order_id`)
  return new Map(rows.map((row) => [row.order_id, row]))
}

/** How many orders have a group in each state, exactly, within the caller's organizations. */
export async function countOrders(db: Reader, caller: Caller, channel_id?: string): Promise<{ state: State; orders: number }[]> {
  const channel = channel_id ? sql`and channel_id = ${channel_id}` : sql``
  return db.rows(sql`
    select state, sum(orders)::bigint as orders from orders.counts c
    where ${scopeFilter(caller, { organization: sql`c.organization_id` })} ${channel} group by state having sum(orders) > 0 order by state`)
}

export interface OrderView extends OrderRow {
  address: Record<string, string>
  goods_minor: number
  discount_minor: number
  outlet_id: string | null
  member_id: string | null
  visitor_id: string | null
  details: Line[]
  /** What lowered the lines, or what the buyer pays of them, by name. */
  discounts: Pick<Discount, 'line_no' | 'kind' | 'source_id' | 'amount_minor' | 'points'>[]
  /** Groups of services that somebody performs. */
  performed_groups: number[]
  /** Where it is picked up, by name. */
  outlet: { zh: string; en: string } | null
  entries: { group_no: number; state: State; happened_at: string; recorded_at: string; by: string; reason: string | null }[]
  payments: { id: string; method: string; direction: string; amount_minor: number; happened_at: string }[]
}

/** One order with everything that is kept of it, or undefined. */
export async function findOrderView(db: Reader, id: string): Promise<OrderView | undefined> {
  const [[row], [order], details, discounts, entries, payments] = await Promise.all([
    viewRows(db, [id]).catch(() => []),
    findOrders(db, [id]),
    findLines(db, [id]),
    findDiscounts(db, [id]),
    db.rows<OrderView['entries'][number]>(hot`
      select group_no, state, happened_at, recorded_at, by, reason from orders.entries where order_id = ${id} order by happened_at, group_no, entry_no`),
    findPayments(db, [id]),
  ])
  if (!row || !order) return undefined
  const performed = details.some(({ stock_from }) => stock_from === 'service') ? await findPerformed(db, [id]) : new Set<string>()
  const performed_groups = row.groups.map(({ group_no }) => group_no).filter((group_no) => performed.has(`${id} ${group_no}`))
  const outlet = order.outlet_id ? ((await readNodes(db)).get(order.outlet_id)?.name ?? null) : null
  return { ...order, ...row, details, discounts, performed_groups, outlet, entries, payments }
}

export const findOrderPostings = (db: Reader, id: string): Promise<TransactionView[]> => findTransactionsByRef(db, `orders.order:${id}`)

/** The id of an order by the number people read. */
export async function findByNumber(db: Reader, order_no: string): Promise<Order | undefined> {
  if (!isHumanNumber(order_no)) return undefined
  const row = await db.row<{ id: string }>(hot`select id from orders.orders where order_no = ${order_no}`)
  return row && (await findOrders(db, [row.id]))[0]
}

/** Orders of one member, newest first. */
export async function listMemberOrders(
  db: Reader,
  member_id: string,
  filter: { cursor?: string | undefined; limit: number },
): Promise<{ items: OrderRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const older = after ? sql`and (placed_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``
  const rows = await db.rows<{ id: string }>(sql`
    select id from orders.orders where member_id = ${member_id} ${older} order by placed_at desc, id desc limit ${filter.limit + 1}`)
  const views = await viewRows(
    db,
    rows.map(({ id }) => id),
  )
  return cutPage(views, filter.limit, (row) => [row.placed_at, row.id])
}

export interface CartView {
  lines: {
    sku_id: string
    spu_id: string
    title: { zh: string; en: string }
    name: { zh: string; en: string } | null
    cover: string | null
    quantity: number
    unit_minor: number | null
    amount_minor: number
    /** What bundles and the member's level take off. */
    discount_minor: number
    available: number
    /** What was configured, with its price in `unit_minor`. */
    configuration_id: string | null
    configuration: { zh: string; en: string } | null
    lead_days: number | null
    /** Why it cannot be ordered as it stands. */
    problem: 'not_on_sale' | 'not_open_yet' | 'sold_out' | 'not_enough' | null
    /** For `not_open_yet`: from when it is sold to this buyer. */
    opens_at: string | null
  }[]
  goods_minor: number
  /** What bundles and the member's level take off. */
  discount_minor: number
  freight_minor: number
  total_minor: number
  currency: string
  quantity: number
}

/** A cart with today's prices and stock: what checkout would ask. Lines that cannot be ordered are named and not summed; those put aside stand apart. */
export async function viewCart(
  db: Reader,
  now: string,
  channel_id: string,
  owner: string | null,
  member_id: string | null = null,
): Promise<CartView & { later: CartView['lines'] }> {
  const rows = owner
    ? await db.rows<{ sku_id: string; quantity: number; configuration_id: string | null; later: boolean }>(
        hot`select sku_id, quantity, configuration_id, later from orders.carts where owner = ${owner} order by added_at, sku_id`,
      )
    : []
  const aside = rows.filter(({ later }) => later)
  const [cart, later] = await Promise.all([
    viewLines(
      db,
      now,
      channel_id,
      rows.filter(({ later }) => !later),
      member_id,
    ),
    aside.length > 0 ? viewLines(db, now, channel_id, aside, member_id) : null,
  ])
  return { ...cart, later: later?.lines ?? [] }
}

/** Chosen goods with today's prices and stock, without any cart. */
export async function viewLines(
  db: Reader,
  now: string,
  channel_id: string,
  rows: readonly { sku_id: string; quantity: number; configuration_id: string | null }[],
  member_id: string | null = null,
): Promise<CartView> {
  const sku_ids = rows.map(({ sku_id }) => sku_id)
  const [channels, skus, availability, perks, bundles] = await Promise.all([
    readChannels(db),
    findSkus(db, sku_ids),
    sku_ids.length > 0 ? findAvailability(db, channel_id, sku_ids) : [],
    member_id ? findPerks(db, [member_id]) : undefined,
    readPricedBundles(db),
  ])
  const own = member_id ? perks?.get(member_id) : undefined
  const channel = channels.get(channel_id)!
  const bySku = new Map(skus.map((sku) => [sku.sku_id, sku]))
  const [covers, configurations, notOpen] = await Promise.all([
    findCovers(db, sku_ids),
    findConfigurations(
      db,
      rows.flatMap(({ configuration_id }) => configuration_id ?? []),
    ),
    findNotOpen(db, now, skus, member_id ? [member_id] : []),
  ])
  const not_open = notOpen(member_id)
  const available = new Map(availability.map((row) => [row.sku_id, row.available]))
  const lines = rows.flatMap(({ sku_id, quantity, configuration_id }): CartView['lines'] => {
    const sku = bySku.get(sku_id)
    if (!sku) return []
    const chosen = configuration_id ? configurations.get(configuration_id) : undefined
    const configuration = chosen?.sku_id === sku_id ? chosen : undefined
    const unit_minor = sku.price_minor === null ? null : sku.price_minor + (configuration?.extra_minor ?? 0)
    const left = available.get(sku_id)!
    const selling =
      sku.price_minor !== null && sku.currency === channel.currency && (sku.lifecycle === 'on_sale' || sku.lifecycle === 'presale')
    const opens_at = not_open.get(sku_id) ?? null
    const problem = !selling ? 'not_on_sale' : opens_at ? 'not_open_yet' : left === 0 ? 'sold_out' : left < quantity ? 'not_enough' : null
    return [
      {
        sku_id,
        spu_id: sku.spu_id,
        title: sku.title,
        name: sku.name,
        cover: covers.get(sku_id) ?? null,
        quantity,
        unit_minor,
        amount_minor: (unit_minor ?? 0) * quantity,
        discount_minor: 0,
        configuration_id: configuration?.configuration_id ?? null,
        configuration: configuration?.words ?? null,
        lead_days: configuration?.lead_days ?? null,
        available: left,
        problem,
        opens_at,
      },
    ]
  })
  const good = lines.filter(({ problem }) => problem === null)
  const goods_minor = good.reduce((sum, { amount_minor }) => sum + amount_minor, 0)
  const base = good.map(({ sku_id, quantity }) => ({ sku_id, quantity, base_minor: bySku.get(sku_id)!.price_minor! }))
  for (const { line, amount_minor } of shareBundles(base, bundles)) good[line]!.discount_minor += amount_minor
  for (const line of good) {
    const left = { amount_minor: line.amount_minor - line.discount_minor, brand_id: bySku.get(line.sku_id)!.brand_id }
    line.discount_minor += priceOff(own, left)?.amount_minor ?? 0
  }
  const discount_minor = good.reduce((sum, line) => sum + line.discount_minor, 0)
  const sends = good.some(({ sku_id }) => bySku.get(sku_id)!.kind !== 'service')
  const freight_minor = sends ? freightOf(channel, goods_minor, own) : 0
  return {
    lines,
    goods_minor,
    discount_minor,
    freight_minor,
    total_minor: goods_minor - discount_minor + freight_minor,
    currency: channel.currency,
    quantity: rows.reduce((sum, { quantity }) => sum + quantity, 0),
  }
}

export interface MeansView {
  wallet_minor: number
  points: { program_id: string; name: { zh: string; en: string }; balance: number; most: number; point_value_minor: number }[]
  cards: { card_id: string; name: string; balance_minor: number; expires_on: string }[]
}

/** What a member may pay these goods with today, those of his cart when none are named; checkout decides again when the order is placed. */
export async function viewMeans(
  db: Reader,
  channel_id: string,
  member_id: string,
  now: string,
  rows?: Parameters<typeof viewLines>[3],
): Promise<MeansView> {
  const [cart, programs, balances, cards, wallet_minor] = await Promise.all([
    rows ? viewLines(db, now, channel_id, rows, member_id) : viewCart(db, now, channel_id, member_id, member_id),
    readPrograms(db),
    listPointBalances(db, member_id, now),
    listMemberCards(db, member_id),
    findWallet(db, member_id, 'CNY'),
  ])
  const good = cart.lines.filter(({ problem }) => problem === null)
  const brands = new Map(
    (
      await findSkus(
        db,
        good.map(({ sku_id }) => sku_id),
      )
    ).map(({ sku_id, brand_id }) => [sku_id, brand_id]),
  )
  const lines = good.map(({ sku_id, amount_minor, discount_minor }) => ({
    amount_minor: amount_minor - discount_minor,
    brand_id: brands.get(sku_id) ?? null,
  }))
  const points = balances.flatMap(({ program_id, name, balance }) => {
    const program = programs.get(program_id)
    const most = program && cart.currency === 'CNY' ? Math.min(balance, spendLimit(program, lines)) : 0
    return most > 0 ? [{ program_id, name, balance, most, point_value_minor: program!.point_value_minor }] : []
  })
  const spendable = cards.filter((card) => card.balance_minor > 0 && decideSpend(card, member_id, businessDate(now)) === 'allowed')
  return {
    wallet_minor,
    points,
    cards: spendable.map(({ card_id, name, balance_minor, expires_on }) => ({ card_id, name, balance_minor, expires_on })),
  }
}
