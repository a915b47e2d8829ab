import type { Exchange } from '#centers/interfaces/exchange.ts'
import type { Told } from '#centers/interfaces/model.ts'
import { findSkus } from '#centers/products/read.ts'
import { type By, recordChanges } from '#core/audit.ts'
import type { Consumer } from '#core/events.ts'
import { addJobs } from '#core/jobs.ts'
import { chunksOf, column, groupBy, type Outcome } from '#core/outcomes.ts'
import { type Db, hot, json, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds, type Clock } from '#core/time.ts'
import { sendFeed } from './feeds.ts'
import type { Connection } from './model.ts'
import type { Outside } from './port.ts'
import { lineOf, openShop } from './pull.ts'
import { pullAgain_s } from './rules.ts'

export const pushTask = 'marketplaces.push'
export const wakePush = (tx: Tx): Promise<void> => addJobs(tx, [{ task: pushTask, key: pushTask, max_attempts: 3 }])

interface Sellable {
  channel_id: string
  sku_id: string
  sellable: number
}

/** What may be sold has changed: listings should say so. A burst of changes is told once, with the last number. */
export const stockConsumer: Consumer = {
  name: 'marketplaces.stock',
  topics: ['inventory.sellable_changed'],
  async handle(tx, events, now) {
    const latest = new Map(events.map(({ item }) => item as Sellable).map((one) => [`${one.channel_id} ${one.sku_id}`, one]))
    const changed = await tx.run(hot`
      update marketplaces.listings l set stock_wanted = s.sellable, due_at = ${now}, attempts = 0
      from jsonb_to_recordset(${json([...latest.values()])}::jsonb) as s (channel_id text, sku_id text, sellable bigint)
        join marketplaces.connections c on c.channel_id = s.channel_id and c.pushes_stock
      where l.connection_id = c.connection_id and l.sku_id = s.sku_id and l.stock_wanted is distinct from s.sellable`)
    if (changed > 0) await wakePush(tx)
  },
}

export const priceConsumer: Consumer = {
  name: 'marketplaces.prices',
  topics: ['products.priced'],
  async handle(tx, events, now) {
    const latest = new Map(
      events
        .map(({ item }) => item as { sku_id: string; price_minor: number | null })
        .filter(({ price_minor }) => price_minor !== null)
        .map((one) => [one.sku_id, one]),
    )
    const changed = await tx.run(hot`
      update marketplaces.listings l set price_wanted_minor = s.price_minor, due_at = ${now}, attempts = 0
      from jsonb_to_recordset(${json([...latest.values()])}::jsonb) as s (sku_id text, price_minor bigint), marketplaces.connections c
      where l.sku_id = s.sku_id and c.connection_id = l.connection_id and c.pushes_prices and l.price_wanted_minor is distinct from s.price_minor`)
    if (changed > 0) await wakePush(tx)
  },
}

export interface Due {
  connection_id: string
  listing_key: string
  sku_id: string | null
  product_no: string
  sku_no: string | null
  outer_code: string | null
  stock_wanted: number | null
  stock_told: number | null
  price_wanted_minor: number | null
  price_told_minor: number | null
  sale_wanted: boolean | null
  sale_told: boolean | null
  attempts: number
}

const dueFields = sql`l.connection_id, l.listing_key, l.sku_id, l.product_no, l.sku_no, l.outer_code, l.stock_wanted, l.stock_told, l.price_wanted_minor, l.price_told_minor,
  l.sale_wanted, l.sale_told, l.attempts`
const atOnce = 400
const claim_ms = 120_000

/** Tells platforms the stock and prices of listings that should say something else; answers how many listings. Never inside a transaction. */
export async function pushOffers(db: Db, clock: Clock, exchange: Exchange, outside: Outside): Promise<number> {
  let pushed = 0
  for (;;) {
    const now = clock.now()
    const due = await db.rows<Due>(hot`
      update marketplaces.listings l set due_at = ${addMilliseconds(now, claim_ms)}
      from (
        select l.connection_id, l.listing_key from marketplaces.listings l join marketplaces.connections c using (connection_id)
        where l.due_at <= ${now} and l.feed_id is null and not l.creating and c.state = 'live' order by l.due_at limit ${atOnce} for update of l skip locked
      ) d
      where l.connection_id = d.connection_id and l.listing_key = d.listing_key
      returning ${dueFields}`)
    if (due.length === 0) return pushed
    const groups = [...groupBy(due, ({ connection_id }) => connection_id)]
    await Promise.all(groups.map(([connection_id, rows]) => pushShop(db, clock, exchange, outside, connection_id, rows)))
    pushed += due.length
    if (due.length < atOnce) return pushed
  }
}

async function pushShop(
  db: Db,
  clock: Clock,
  exchange: Exchange,
  outside: Outside,
  connection_id: string,
  rows: readonly Due[],
): Promise<void> {
  const shop = await openShop({ db, clock, outside }, connection_id)
  const fail = (reason: string): Told => ({ status: 'later', code: 'connection_closed', reason })
  if (typeof shop !== 'string' && shop.port.sendFeed && rows.length >= (shop.port.feed_from ?? 1)) {
    const more = await claimMore(db, clock.now(), connection_id, (shop.port.feed_most ?? rows.length) - rows.length)
    const all = [...rows, ...more]
    return sendFeed(db, clock, exchange, shop, all, await priceOfOffers(db, all))
  }
  const stock = new Map<Due, Told>()
  const price = new Map<Due, Told>()
  const sale = new Map<Due, Told>()
  const stocks = rows.filter(({ stock_wanted, stock_told }) => stock_wanted !== null && stock_wanted !== stock_told)
  const waits = (row: Due) => typeof shop !== 'string' && shop.port.price_is_offer === true && row.sale_wanted === false
  const prices = rows.filter((row) => row.price_wanted_minor !== null && row.price_wanted_minor !== row.price_told_minor && !waits(row))
  const sales = rows.filter(({ sale_wanted, sale_told }) => sale_wanted !== null && sale_wanted !== sale_told)
  if (typeof shop === 'string') {
    for (const row of sales) sale.set(row, fail(shop))
    for (const row of stocks) stock.set(row, fail(shop))
    for (const row of prices) price.set(row, fail(shop))
  } else {
    const { port, open } = shop
    // Listings of one product lie together: some platforms take several SKUs of a product in one request.
    const sets = [...groupBy(stocks, ({ product_no }) => product_no).values()].flatMap((group) => [
      ...chunksOf(group, port.stock_at_once ?? 1),
    ])
    await inVoices(sets, async (some) => {
      if (!port.setStock)
        return void some.map((row) => stock.set(row, { status: 'refused', code: 'not_offered', reason: 'The platform takes no stock.' }))
      let answers: Told[] = []
      const calls = some.map(({ product_no, sku_no, outer_code, listing_key, stock_wanted }) => ({
        ...{ key: `${listing_key}:${stock_wanted}`, product_no, sku_no, outer_code, quantity: stock_wanted! },
      }))
      const told = await exchange.call(lineOf(shop, 'stock', some[0]!.product_no), async () => {
        answers = await port.setStock!(open, calls)
        return answers.find(({ status }) => status !== 'answered') ?? answers[0]!
      })
      for (const [i, row] of some.entries()) stock.set(row, answers[i] ?? told)
    })
    await inVoices(prices, async (row) => {
      if (!port.setPrice) return void price.set(row, { status: 'refused', code: 'not_offered', reason: 'The platform takes no prices.' })
      const { product_no, sku_no, outer_code, price_wanted_minor } = row
      price.set(
        row,
        await exchange.call(lineOf(shop, 'price', product_no), () =>
          port.setPrice!(open, { product_no, sku_no, outer_code, price_minor: price_wanted_minor! }),
        ),
      )
    })
    // After stock and price: what goes on sale should have both.
    const products = [...groupBy(sales, ({ product_no, sale_wanted }) => `${product_no} ${sale_wanted}`).values()]
    await inVoices(products, async (some) => {
      const { product_no, sale_wanted } = some[0]!
      const quantity = some.reduce((sum, row) => sum + (row.stock_wanted ?? row.stock_told ?? 0), 0)
      const offers = port.price_is_offer && sale_wanted ? await priceOfOffers(db, some) : null
      const skus = some.map(({ listing_key, sku_no, outer_code }) => ({
        sku_no,
        outer_code,
        price_minor: offers?.get(listing_key) ?? null,
      }))
      const told: Told = port.setOnSale
        ? await exchange.call(lineOf(shop, 'sale', product_no), () =>
            port.setOnSale!(open, { product_no, on_sale: sale_wanted!, quantity, skus }),
          )
        : { status: 'refused', code: 'not_offered', reason: 'The platform lets nobody put products on or off sale.' }
      for (const row of some) sale.set(row, told)
    })
  }
  await record(db, clock.now(), rows, stock, price, sale)
}

/** The rest that is due of a shop, for a file that holds it all. */
const claimMore = (db: Db, now: string, connection_id: string, most: number): Promise<Due[]> =>
  db.rows<Due>(hot`
    update marketplaces.listings l set due_at = ${addMilliseconds(now, claim_ms)}
    from (
      select connection_id, listing_key from marketplaces.listings where connection_id = ${connection_id} and due_at <= ${now} and feed_id is null and not creating
      order by due_at limit ${Math.max(0, most)} for update skip locked
    ) d
    where l.connection_id = d.connection_id and l.listing_key = d.listing_key returning ${dueFields}`)

/** What listings cost, by key: as they were told or are to be told, else as their SKU costs. */
export async function priceOfOffers(db: Db, rows: readonly Due[]): Promise<Map<string, number>> {
  const skus = await findSkus(db, [...new Set(rows.flatMap(({ sku_id }) => sku_id ?? []))])
  const own = new Map(skus.map(({ sku_id, price_minor }) => [sku_id, price_minor]))
  return new Map(
    rows.flatMap(({ listing_key, sku_id, price_wanted_minor, price_told_minor }): [string, number][] => {
      const price = price_wanted_minor ?? price_told_minor ?? (sku_id === null ? null : own.get(sku_id))
      return price === null || price === undefined ? [] : [[listing_key, price]]
    }),
  )
}

async function inVoices<Item>(items: readonly Item[], say: (item: Item) => Promise<unknown>): Promise<void> {
  const waiting = [...items]
  const voice = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await say(item)
  }
  await Promise.all(Array.from({ length: 4 }, voice))
}

async function record(
  db: Db,
  now: string,
  rows: readonly Due[],
  stock: ReadonlyMap<Due, Told>,
  price: ReadonlyMap<Due, Told>,
  sale: ReadonlyMap<Due, Told>,
): Promise<void> {
  const results = rows.map((row) => {
    const told = [stock.get(row), price.get(row), sale.get(row)].filter((one) => one !== undefined)
    const failed = told.find(({ status }) => status !== 'answered')
    const later = told.find(({ status }) => status === 'later')
    return {
      ...{ connection_id: row.connection_id, listing_key: row.listing_key },
      stock_told: stock.get(row)?.status === 'answered' ? row.stock_wanted : null,
      price_told: price.get(row)?.status === 'answered' ? row.price_wanted_minor : null,
      sale_told: sale.get(row)?.status === 'answered' ? row.sale_wanted : null,
      failure: failed && failed.status !== 'answered' ? `${failed.code}: ${failed.reason}`.slice(0, 300) : null,
      attempts: failed ? row.attempts + 1 : 0,
      // Refused for good: it waits for another number or a person.
      again_at: later
        ? addMilliseconds(
            now,
            1000 * Math.max(pullAgain_s(row.attempts + 1, Math.random()), later.status === 'later' ? (later.retry_after_s ?? 0) : 0),
          )
        : null,
      refused: failed !== undefined && later === undefined,
      ...{ stock_sent: row.stock_wanted, price_sent: row.price_wanted_minor, sale_sent: row.sale_wanted },
    }
  })
  await db.run(hot`
    update marketplaces.listings l set stock_told = coalesce(r.stock_told, l.stock_told), price_told_minor = coalesce(r.price_told, l.price_told_minor),
      sale_told = coalesce(r.sale_told, l.sale_told),
      told_at = case when r.stock_told is not null or r.price_told is not null or r.sale_told is not null then ${now}::timestamptz else l.told_at end,
      failure = r.failure, attempts = r.attempts,
      due_at = case
        -- It changed while it was being told: once more.
        when l.stock_wanted is distinct from r.stock_sent or l.price_wanted_minor is distinct from r.price_sent or l.sale_wanted is distinct from r.sale_sent then ${now}::timestamptz
        when r.refused then null
        else r.again_at end
    from jsonb_to_recordset(${json(results)}::jsonb) as r (connection_id text, listing_key text, stock_told bigint, price_told bigint, failure text, attempts integer,
      again_at timestamptz, refused boolean, stock_sent bigint, price_sent bigint,
      sale_told boolean, sale_sent boolean)
    where l.connection_id = r.connection_id and l.listing_key = r.listing_key`)
}

/** Numbers that were refused are told again, by an operator's word. Answers the listings it concerns. */
export async function pushAgain(tx: Tx, now: string, connection_id: string, keys: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows<{ listing_key: string }>(hot`
    update marketplaces.listings set due_at = ${now}, attempts = 0, stock_told = null, price_told_minor = null
    where connection_id = ${connection_id} and listing_key = any(${keys}::text[]) and sku_id is not null returning listing_key`)
  if (rows.length > 0) await wakePush(tx)
  return new Set(column(rows, 'listing_key'))
}

export type SaleStatus = 'asked' | 'already_asked' | 'listing_not_found' | 'not_offered'
/**
 * Puts products on or off sale, with every listing of theirs: a platform knows no half of a product. Said again, it changes nothing. One outcome per listing;
 * what the platform answered stands beside the listing. At most 500.
 */
export async function askSales(
  tx: Tx,
  by: By,
  now: string,
  shop: Pick<Connection, 'connection_id' | 'organization_id' | 'platform'>,
  offered: boolean,
  keys: readonly string[],
  on_sale: boolean,
): Promise<Outcome<SaleStatus>[]> {
  const { connection_id } = shop
  if (!offered)
    return keys.map((id) => ({
      id,
      status: 'not_offered',
      detail: `${shop.platform} lets nobody put products on or off sale: do it in its own console.`,
    }))
  const asked = await tx.rows<{ listing_key: string; product_no: string }>(hot`
    select listing_key, product_no from marketplaces.listings where connection_id = ${connection_id} and listing_key = any(${keys}::text[])`)
  const products = new Map(asked.map(({ listing_key, product_no }) => [listing_key, product_no]))
  const numbers = [...new Set(products.values())]
  await tx.run(hot`
    select 1 from marketplaces.listings where connection_id = ${connection_id} and product_no = any(${numbers}::text[]) order by listing_key for update`)
  const changed = await tx.rows<{ product_no: string }>(hot`
    update marketplaces.listings set sale_wanted = ${on_sale}, due_at = ${now}, attempts = 0, failure = null
    where connection_id = ${connection_id} and product_no = any(${numbers}::text[])
      and (sale_wanted is distinct from ${on_sale} or (due_at is null and sale_told is distinct from ${on_sale}))
    returning product_no`)
  if (changed.length > 0) await wakePush(tx)
  const fresh = new Set(column(changed, 'product_no'))
  await recordChanges(
    tx,
    by,
    now,
    [...fresh].map((product_no) => ({
      ...{
        subject: 'marketplaces.product',
        subject_id: `${connection_id} ${product_no}`,
        action: on_sale ? 'put_on_sale' : 'taken_off_sale',
      },
      organization_id: shop.organization_id,
    })),
  )
  return keys.map((id) => {
    const product_no = products.get(id)
    if (product_no === undefined) return { id, status: 'listing_not_found', detail: `There is no listing ${id} in ${connection_id}.` }
    return { id, status: fresh.has(product_no) ? 'asked' : 'already_asked' }
  })
}
