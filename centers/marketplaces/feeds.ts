import type { Exchange } from '#centers/interfaces/exchange.ts'
import type { Told } from '#centers/interfaces/model.ts'
import { newId } from '#core/ids.ts'
import { addJobs } from '#core/jobs.ts'
import { chunksOf, column } from '#core/outcomes.ts'
import { type Db, hot, json, type Tx } from '#core/sql.ts'
import { addMilliseconds, type Clock } from '#core/time.ts'
import type { Due } from './offers.ts'
import type { FeedRead, OfferItem, Outside } from './port.ts'
import { lineOf, type OpenShop, openShop } from './pull.ts'
import { feedAgain_s, pullAgain_s } from './rules.ts'

export const feedTask = 'marketplaces.feeds'
/** Whether a file arrived that nobody confirmed is given up after so long: its listings are told again, which changes nothing that is so already. */
const lost_ms = 600_000
/** A feed that is not over by then is given up the same way. */
const longest_ms = 86_400_000

interface FeedRow {
  feed_id: string
  connection_id: string
  feed_no: string | null
  state: 'sending' | 'working'
  sent_at: string
  looks: number
}

const price_missing = 'price_missing: It has no price: an offer needs one.'

/** Sends what the listings shall say as one file. What it says is written down first, so that its answer finds its listings whatever happens between. */
export async function sendFeed(
  db: Db,
  clock: Clock,
  exchange: Exchange,
  shop: OpenShop,
  rows: readonly Due[],
  prices: ReadonlyMap<string, number>,
): Promise<void> {
  const { connection_id } = shop.row
  const wanted = rows.map((row): Omit<OfferItem, 'no'> & { listing_key: string } => {
    const { listing_key, product_no, sku_no, outer_code, stock_wanted, stock_told, price_wanted_minor, price_told_minor } = row
    const on_sale = row.sale_wanted !== null && row.sale_wanted !== row.sale_told ? row.sale_wanted : null
    const price = row.sale_wanted !== false && price_wanted_minor !== price_told_minor ? price_wanted_minor : null
    return {
      ...{ listing_key, product_no, sku_no, outer_code, on_sale },
      quantity: stock_wanted === stock_told ? null : stock_wanted,
      price_minor: price ?? (on_sale ? (prices.get(listing_key) ?? null) : null),
    }
  })
  const says = ({ quantity, price_minor, on_sale }: (typeof wanted)[number]) =>
    quantity !== null || price_minor !== null || on_sale === false
  const items = wanted.filter(says).map((item, i) => ({ ...item, no: i + 1 }))
  // The price of what is off sale waits until it is on again; an offer without a price cannot be made.
  const unsaid = wanted
    .filter((item) => !says(item))
    .map(({ listing_key, on_sale }) => ({ listing_key, failure: on_sale ? price_missing : null }))
  await db.run(hot`
    update marketplaces.listings l set due_at = null, failure = u.failure
    from jsonb_to_recordset(${json(unsaid)}::jsonb) as u (listing_key text, failure text)
    where l.connection_id = ${connection_id} and l.listing_key = u.listing_key`)
  if (items.length === 0) return
  const feed_id = newId()
  const now = clock.now()
  await db.tx(async (tx) => {
    await tx.run(hot`
      insert into marketplaces.feeds (feed_id, connection_id, state, items, sent_at, next_at)
      values (${feed_id}, ${connection_id}, 'sending', ${items.length}, ${now}, ${addMilliseconds(now, lost_ms)})`)
    await tx.run(hot`
      insert into marketplaces.feed_items (feed_id, item_no, connection_id, listing_key, stock, price_minor, on_sale)
      select ${feed_id}::uuid, no, ${connection_id}::text, listing_key, quantity, price_minor, on_sale
      from jsonb_to_recordset(${json(items)}::jsonb) as i (no integer, listing_key text, quantity bigint, price_minor bigint, on_sale boolean)`)
    await tx.run(hot`
      update marketplaces.listings set feed_id = ${feed_id}, due_at = null
      where connection_id = ${connection_id} and listing_key = any(${column(items, 'listing_key')}::text[])`)
  })
  const told = await exchange.call(lineOf(shop, 'feeds', feed_id), () => shop.port.sendFeed!(shop.open, items))
  const after = clock.now()
  if (told.status === 'answered') {
    await db.run(hot`
      update marketplaces.feeds set state = 'working', feed_no = ${told.feed_no}, next_at = ${addMilliseconds(after, feedAgain_s(0) * 1000)}
      where feed_id = ${feed_id} and state = 'sending'`)
    return
  }
  const attempts = Math.max(...rows.map((row) => row.attempts)) + 1
  const wait_s = Math.max(pullAgain_s(attempts, Math.random()), told.status === 'later' ? (told.retry_after_s ?? 0) : 0)
  await db.tx((tx) =>
    fail(tx, after, feed_id, `${told.code}: ${told.reason}`, told.status === 'later' ? addMilliseconds(after, wait_s * 1000) : null),
  )
}

/** Asks the platform how far it is with each feed whose time has come; answers how many are over. Never inside a transaction. */
export async function readFeeds(db: Db, clock: Clock, exchange: Exchange, outside: Outside): Promise<number> {
  const now = clock.now()
  const due = await db.rows<FeedRow>(hot`
    update marketplaces.feeds f set next_at = ${addMilliseconds(now, 120_000)}, looks = looks + 1
    from (select feed_id from marketplaces.feeds where next_at <= ${now} order by next_at limit 50 for update skip locked) d
    where f.feed_id = d.feed_id returning f.feed_id, f.connection_id, f.feed_no, f.state, f.sent_at, f.looks`)
  let over = 0
  for (const feed of due) over += (await readOne(db, clock, exchange, outside, feed)) ? 1 : 0
  return over
}

async function readOne(db: Db, clock: Clock, exchange: Exchange, outside: Outside, feed: FeedRow): Promise<boolean> {
  const { feed_id, feed_no, looks } = feed
  const told = feed_no === null ? null : await askFeed(db, clock, exchange, outside, feed.connection_id, feed_no)
  const now = clock.now()
  const again = async () => {
    await db.run(hot`
      update marketplaces.feeds set next_at = ${addMilliseconds(now, feedAgain_s(looks) * 1000)},
        reason = ${told && told.status !== 'answered' ? `${told.code}: ${told.reason}`.slice(0, 500) : null}
      where feed_id = ${feed_id} and ended_at is null`)
    return false
  }
  const old = Date.parse(now) - Date.parse(feed.sent_at) > longest_ms
  await db.tx(async (tx) => {
    if (told === null) return fail(tx, now, feed_id, 'unknown: Nobody knows whether the file arrived: its listings are told again.', now)
    if (told.status === 'answered' && told.feed.state === 'done') return settle(tx, now, feed_id, told.feed.failures)
    if (told.status === 'answered' && told.feed.state === 'failed') return fail(tx, now, feed_id, told.feed.failure, null)
    if (told.status === 'refused') return fail(tx, now, feed_id, `${told.code}: ${told.reason}`, null)
    if (old) return fail(tx, now, feed_id, 'timeout: The platform was not done with it within a day: its listings are told again.', now)
  })
  if (told !== null && !old && (told.status === 'later' || (told.status === 'answered' && told.feed.state === 'working'))) return again()
  return true
}

async function askFeed(
  db: Db,
  clock: Clock,
  exchange: Exchange,
  outside: Outside,
  connection_id: string,
  feed_no: string,
): Promise<Told<{ feed: FeedRead }>> {
  const shop = await openShop({ db, clock, outside }, connection_id)
  if (typeof shop === 'string') return { status: 'later', code: 'connection_closed', reason: shop }
  if (!shop.port.readFeed) return { status: 'refused', code: 'not_offered', reason: `${shop.row.platform} takes no feeds.` }
  return exchange.call(lineOf(shop, 'feed_results', feed_no), () => shop.port.readFeed!(shop.open, feed_no))
}

/** What the feed said stands there now, but for the items that were refused. What changed meanwhile is due already and is told next. */
async function settle(
  tx: Tx,
  now: string,
  feed_id: string,
  failures: readonly { no: number; code: string; reason: string }[],
): Promise<void> {
  // Of several reasons for one item all are kept.
  const reasons = new Map<number, string>()
  for (const { no, code, reason } of failures)
    reasons.set(no, [reasons.get(no), `${code}: ${reason}`].filter(Boolean).join(' · ').slice(0, 300))
  const rows = [...reasons].map(([no, failure]) => ({ no, failure }))
  for (const some of chunksOf(rows, 1_000))
    await tx.run(hot`
      update marketplaces.feed_items i set failure = f.failure
      from jsonb_to_recordset(${json(some)}::jsonb) as f (no integer, failure text) where i.feed_id = ${feed_id} and i.item_no = f.no`)
  await tx.run(hot`
    update marketplaces.feeds set state = 'done', ended_at = ${now}, next_at = null, reason = null,
      failures = (select count(*) from marketplaces.feed_items where feed_id = ${feed_id} and failure is not null) where feed_id = ${feed_id}`)
  await tx.run(hot`
    update marketplaces.listings l set feed_id = null,
      stock_told = case when i.failure is null then coalesce(i.stock, l.stock_told) else l.stock_told end,
      price_told_minor = case when i.failure is null then coalesce(i.price_minor, l.price_told_minor) else l.price_told_minor end,
      sale_told = case when i.failure is null then coalesce(i.on_sale, l.sale_told) else l.sale_told end,
      told_at = case when i.failure is null then ${now}::timestamptz else l.told_at end, failure = i.failure, attempts = case when i.failure is null then 0 else l.attempts + 1 end
    from marketplaces.feed_items i
    where i.feed_id = ${feed_id} and l.feed_id = ${feed_id} and l.connection_id = i.connection_id and l.listing_key = i.listing_key`)
}

/** None of it was done: its listings wait for `again_at`, or for a person. */
async function fail(tx: Tx, now: string, feed_id: string, reason: string, again_at: string | null): Promise<void> {
  await tx.run(hot`
    update marketplaces.feeds set state = 'failed', reason = ${reason.slice(0, 500)}, failures = items, ended_at = ${now}, next_at = null where feed_id = ${feed_id}`)
  await tx.run(hot`
    update marketplaces.listings set feed_id = null, due_at = coalesce(due_at, ${again_at}::timestamptz), failure = ${reason.slice(0, 300)}, attempts = attempts + 1
    where feed_id = ${feed_id}`)
}

/** Wakes the job when a feed is to be asked about. */
export async function wakeFeeds(db: Db, now: string): Promise<number> {
  const due = await db.row(hot`select 1 as one from marketplaces.feeds where next_at <= ${now} limit 1`)
  if (!due) return 0
  await db.tx((tx) => addJobs(tx, [{ task: feedTask, key: feedTask, queue: feedTask, max_attempts: 1 }]))
  return 1
}
