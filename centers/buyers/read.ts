import { findBalances, listPostings } from '#centers/ledger/read.ts'
import { creditAccount } from '#centers/payments/accounts.ts'
import { findCards } from '#centers/products/read.ts'
import { type Caller, cutPage, decodeCursor, notFound } from '#core/http.ts'
import { assetOf } from '#core/money.ts'
import { column } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { empty, hot, type Reader, sql } from '#core/sql.ts'
import type { Buyer, CatalogItem, Person, Purchase } from './model.ts'

const columns = sql`b.buyer_id, b.kind, b.name, b.tax_no, b.email, b.organization_id, b.currency, b.credit_limit_minor, b.due_days, b.suspended_reason,
  b.saved_by, b.saved_at, b.created_at`
const personColumns = sql`p.buyer_id, p.member_id, p.name, p.roles, p.limit_minor, p.state, p.invited_by, p.invited_at, p.answered_at`
export const purchaseColumns = sql`q.buyer_id, q.purchase_id, q.requester_id, q.requester_name, q.state, q.wish, q.reason, q.total_minor, q.currency,
  q.order_no, q.asked_at, q.decided_by, q.decided_at, q.decision_reason`

export const findBuyers = (on: Reader, buyer_ids: readonly string[]): Promise<Buyer[]> =>
  on.rows<Buyer>(sql`select ${columns} from buyers.buyers b where b.buyer_id = any(${buyer_ids}::uuid[])`)

/** The organization a member buys for, and what he may do there. */
export const findPerson = (on: Reader, member_id: string): Promise<Person | undefined> =>
  on.row<Person>(sql`select ${personColumns} from buyers.people p where p.member_id = ${member_id} and p.state = 'active'`)

/** The organization a member buys for, as far as the caller may see it, and what he may do there. */
export const findBuyerOf = (
  on: Reader,
  caller: Caller,
  member_id: string,
): Promise<(Pick<Buyer, 'buyer_id' | 'name' | 'suspended_reason'> & Pick<Person, 'roles' | 'limit_minor'>) | undefined> =>
  on.row(sql`
    select b.buyer_id, b.name, b.suspended_reason, p.roles, p.limit_minor from buyers.people p join buyers.buyers b on b.buyer_id = p.buyer_id
    where p.member_id = ${member_id} and p.state = 'active' and ${scopeFilter(caller, { organization: sql`b.organization_id` })}`)

/** Purchases by id; unknown ids are left out. */
export const findPurchases = (on: Reader, ids: readonly string[]): Promise<Purchase[]> =>
  on.rows<Purchase>(hot`select ${purchaseColumns} from buyers.purchases q where q.purchase_id = any(${ids}::uuid[])`)

export const listInvitations = (on: Reader, member_id: string): Promise<(Person & { buyer_name: string })[]> =>
  on.rows(sql`
    select ${personColumns}, b.name as buyer_name from buyers.people p join buyers.buyers b on b.buyer_id = p.buyer_id
    where p.member_id = ${member_id} and p.state = 'invited' order by p.invited_at`)

export const listPeople = (on: Reader, buyer_id: string): Promise<Person[]> =>
  on.rows<Person>(
    sql`select ${personColumns} from buyers.people p where p.buyer_id = ${buyer_id} and p.state <> 'left' order by p.name, p.member_id`,
  )

export interface Credit {
  limit_minor: number
  used_minor: number
  open_minor: number
}

/** What each buyer owes and may still owe. */
export async function findCredits(
  on: Reader,
  buyers: readonly Pick<Buyer, 'buyer_id' | 'currency' | 'credit_limit_minor'>[],
): Promise<Map<string, Credit>> {
  const balances = await findBalances(
    on,
    buyers.map(({ buyer_id, currency }) => ({ account: creditAccount(buyer_id), asset: assetOf(currency) })),
  )
  return new Map(
    buyers.map(({ buyer_id, credit_limit_minor }, i) => {
      const { balance } = balances[i]!
      return [buyer_id, { limit_minor: credit_limit_minor, used_minor: 0 - balance, open_minor: credit_limit_minor + balance }]
    }),
  )
}

interface PageOf {
  cursor?: string | undefined
  limit: number
}

export async function listBuyers(
  db: Reader,
  caller: Caller,
  filter: PageOf & { q?: string | undefined; standing?: 'active' | 'suspended' | undefined },
) {
  const after = decodeCursor(filter.cursor, ['string', 'string'])
  const rows = await db.rows<Buyer & { people: number; waiting: number }>(sql`
    select ${columns}, (select count(*)::integer from buyers.people p where p.buyer_id = b.buyer_id and p.state = 'active') as people,
      (select count(*)::integer from buyers.purchases q where q.buyer_id = b.buyer_id and q.state = 'waiting') as waiting
    from buyers.buyers b
    where ${scopeFilter(caller, { organization: sql`b.organization_id` })}
      ${filter.q ? sql`and (strpos(b.name, ${filter.q}) > 0 or b.tax_no = ${filter.q.toUpperCase()})` : empty}
      ${filter.standing ? sql`and (b.suspended_reason is not null) = ${filter.standing === 'suspended'}` : empty}
      ${after ? sql`and (b.created_at, b.buyer_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : empty}
    order by b.created_at desc, b.buyer_id desc limit ${filter.limit + 1}`)
  const { items, next } = cutPage(rows, filter.limit, ({ created_at, buyer_id }) => [created_at, buyer_id])
  const credits = await findCredits(db, items)
  return { items: items.map((row) => ({ ...row, credit: credits.get(row.buyer_id)! })), next }
}

/** One buyer with its people and catalog, as its own office sees it. */
export async function findBuyerView(db: Reader, caller: Caller, buyer_id: string) {
  const buyer = await db.row<Buyer>(sql`
    select ${columns} from buyers.buyers b where b.buyer_id = ${buyer_id} and ${scopeFilter(caller, { organization: sql`b.organization_id` })}`)
  if (!buyer) throw notFound('The buyer')
  const [people, catalog, credits] = await Promise.all([listPeople(db, buyer_id), listCatalog(db, buyer_id), findCredits(db, [buyer])])
  return { ...buyer, credit: credits.get(buyer_id)!, people, catalog }
}

export const listCatalog = (db: Reader, buyer_id: string): Promise<(CatalogItem & { name: { zh: string; en: string } | null })[]> =>
  db.rows(hot`
    select c.kind, c.ref, coalesce(g.name, p.title) as name from buyers.catalog c
      left join products.categories g on c.kind = 'category' and g.category_id = c.ref
      left join products.spus p on c.kind = 'product' and p.spu_id = c.ref
    where c.buyer_id = ${buyer_id} order by c.kind, c.ref`)

const inCatalog = (buyer_id: string) => sql`(
  not exists (select from buyers.catalog c where c.buyer_id = ${buyer_id})
  or exists (select from buyers.catalog c where c.buyer_id = ${buyer_id} and (
    (c.kind = 'product' and c.ref = p.spu_id) or (c.kind = 'category' and c.ref = any(g.path)))))`

/** Of these SKUs those that the buyer's people may not buy. */
export async function findOutside(on: Reader, buyer_id: string, sku_ids: readonly string[]): Promise<string[]> {
  const rows = await on.rows<{ sku_id: string }>(sql`
    select k.sku_id from products.skus k join products.spus p on p.spu_id = k.spu_id join products.categories g on g.category_id = p.category_id
    where k.sku_id = any(${sku_ids}::text[]) and not ${inCatalog(buyer_id)}`)
  return column(rows, 'sku_id')
}

/** What the buyer's people may buy, most sold first. */
export async function listCatalogCards(db: Reader, buyer_id: string, { cursor, limit }: PageOf) {
  const after = decodeCursor(cursor, ['number', 'string'])
  const rows = await db.rows<{ spu_id: string; sales_count: number }>(sql`
    select p.spu_id, p.sales_count from products.spus p join products.categories g on g.category_id = p.category_id
    where p.lifecycle in ('presale', 'on_sale') and p.price_from_minor is not null and ${inCatalog(buyer_id)}
      ${after ? sql`and (p.sales_count, p.spu_id) < (${after[0]}::bigint, ${after[1]})` : empty}
    order by p.sales_count desc, p.spu_id desc limit ${limit + 1}`)
  const page = cutPage(rows, limit, ({ sales_count, spu_id }) => [sales_count, spu_id])
  return { items: await findCards(db, column(page.items, 'spu_id')), next: page.next }
}

/** Whether a member sees every purchase of his organization, or only his own. */
export const seesAll = ({ roles }: Pick<Person, 'roles'>): boolean => roles.includes('approver') || roles.includes('manager')

/** The purchase, or the order it became, as a member may look at it: his own, or any of the organization he approves for or manages. */
export async function maySeePurchase(db: Reader, member_id: string, purchase_id: string): Promise<boolean> {
  const [person, [purchase]] = await Promise.all([findPerson(db, member_id), findPurchases(db, [purchase_id])])
  if (!person || !purchase || person.buyer_id !== purchase.buyer_id) return false
  return seesAll(person) || purchase.requester_id === member_id
}

/** Purchases of a buyer, newest first: all, or what one person asked for. */
export async function listPurchases(
  db: Reader,
  buyer_id: string,
  filter: PageOf & { state?: Purchase['state'] | undefined; requester_id?: string | undefined; purchase_id?: string },
) {
  const after = decodeCursor(filter.cursor, ['string', 'string'])
  const rows = await db.rows<Purchase & { titles: { sku_id: string; title: { zh: string; en: string }; quantity: number }[] }>(sql`
    select ${purchaseColumns}, (
      select jsonb_agg(jsonb_build_object('sku_id', l.sku_id, 'title', p.title, 'quantity', l.quantity))
      from jsonb_to_recordset(q.wish -> 'lines') as l (sku_id text, quantity integer) join products.skus k on k.sku_id = l.sku_id
        join products.spus p on p.spu_id = k.spu_id) as titles
    from buyers.purchases q
    where q.buyer_id = ${buyer_id} ${filter.state ? sql`and q.state = ${filter.state}` : empty}
      ${filter.requester_id ? sql`and q.requester_id = ${filter.requester_id}` : empty}
      ${filter.purchase_id ? sql`and q.purchase_id = ${filter.purchase_id}` : empty}
      ${after ? sql`and (q.asked_at, q.purchase_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : empty}
    order by q.asked_at desc, q.purchase_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ asked_at, purchase_id }) => [asked_at, purchase_id])
}

/** What moved on a buyer's line, newest first: orders, what came back of them, payments. The order is named where there is one. */
export async function listStatement(db: Reader, buyer: Pick<Buyer, 'buyer_id' | 'currency'>, page: PageOf) {
  const { items, next } = await listPostings(db, { account: creditAccount(buyer.buyer_id), asset: assetOf(buyer.currency), ...page })
  const order_ids = items.flatMap(({ ref }) => (ref.startsWith('orders.order:') ? [ref.slice('orders.order:'.length)] : []))
  const orders = await db.rows<{ id: string; order_no: string; buyer_name: string }>(
    hot`select id, order_no, buyer_name from orders.orders where id = any(${order_ids}::uuid[])`,
  )
  const known = new Map(orders.map((order) => [order.id, order]))
  return {
    items: items.map(({ transaction_key, kind, ref, happened_at, change }) => {
      const order = known.get(ref.replace('orders.order:', ''))
      return {
        id: transaction_key,
        kind,
        happened_at,
        change_minor: change,
        order_id: order?.id ?? null,
        order_no: order?.order_no ?? null,
      }
    }),
    next,
  }
}
