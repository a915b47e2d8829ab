import type { Caller } from '#core/http.ts'
import { cutPage, decodeCursor } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { unseal } from '#core/secrets.ts'
import { hot, type Reader, type Sql, sql } from '#core/sql.ts'
import type { Connection, Listing, Pulled, Stream } from './model.ts'
import type { OpenConnection, Outside } from './port.ts'

export const secretsPurpose = 'marketplaces.connections'
export const secretsOf = (sealed: string): Record<string, string> => JSON.parse(unseal(secretsPurpose, sealed) ?? '{}')

const connectionColumns = sql`connection_id, channel_id, organization_id, platform, name, endpoint, settings, secrets_sealed, state, writes_back, pushes_stock,
  pushes_prices, token_expires_at, token_refreshed_at, token_failure, token_next_at, tested_at, test_failure, saved_at`
export type SealedConnection = Connection & { secrets_sealed: string }

export const findConnections = (db: Reader, where: Sql = sql`true`): Promise<SealedConnection[]> =>
  db.rows(sql`select ${connectionColumns} from marketplaces.connections where ${where} order by connection_id`)

export const findConnection = async (db: Reader, connection_id: string): Promise<SealedConnection | undefined> =>
  (await findConnections(db, sql`connection_id = ${connection_id}`))[0]

/** A connection with its secrets readable: for speaking with its platform only. */
export const openConnection = (row: SealedConnection, outside: Outside, currency: string, now: () => string): OpenConnection | null => {
  const endpoint = row.endpoint === 'simulated' ? outside.simulated(row.platform) : row.endpoint
  if (endpoint === null) return null
  const { connection_id, channel_id, settings } = row
  return { connection_id, channel_id, endpoint, currency, settings, secrets: secretsOf(row.secrets_sealed), now }
}

/** What was pulled of these numbers, by number. */
export async function findPulled(db: Reader, channel_id: string, numbers: readonly string[]): Promise<Map<string, Pulled>> {
  const rows = await db.rows<Pulled>(hot`
    select channel_id, external_no, connection_id, organization_id, state, reasons, detail, order_id, platform_status, modified_at, digest, line_nos, content,
      remarks, total_minor, buyer, address_told, note_told
    from marketplaces.pulled where channel_id = ${channel_id} and external_no = any(${numbers}::text[])`)
  return new Map(rows.map((row) => [row.external_no, row]))
}

/**
 * When each number was last changed there, of what is known: a detail that is known is not asked again. Platforms tell whole seconds, so what was
 * read within two seconds of its change may have changed once more in the same second and counts as unknown; so does what could not be read.
 */
export async function findModified(db: Reader, channel_id: string, numbers: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.rows<{ external_no: string; modified_at: string }>(hot`
    select external_no, modified_at from marketplaces.pulled
    where channel_id = ${channel_id} and external_no = any(${numbers}::text[]) and pulled_at >= modified_at + interval '2 seconds'
      and not 'contract_broken' = any(reasons)`)
  return new Map(rows.map((row) => [row.external_no, row.modified_at]))
}

export async function findListings(db: Reader, connection_id: string, keys: readonly string[]): Promise<Map<string, Listing>> {
  const rows = await db.rows<Listing>(hot`
    select connection_id, listing_key, product_no, sku_no, outer_code, title, options, sku_id, matched_by
    from marketplaces.listings where connection_id = ${connection_id} and listing_key = any(${keys}::text[])`)
  return new Map(rows.map((row) => [row.listing_key, row]))
}

/** The only SKU of products with exactly these titles; a title that several SKUs share tells nothing. */
export async function findTitles(db: Reader, titles: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.rows<{ title: string; sku_id: string }>(sql`
    select p.title->>'zh' as title, min(k.sku_id) as sku_id from products.spus p join products.skus k on k.spu_id = p.spu_id and not k.withdrawn
    where p.title->>'zh' = any(${titles}::text[]) group by 1 having count(*) = 1`)
  return new Map(rows.map(({ title, sku_id }) => [title, sku_id]))
}

export interface SkuSuggestion {
  sku_id: string
  title: { zh: string; en: string }
  name: { zh: string; en: string } | null
  price_minor: number | null
  currency: string
}
/** SKUs whose title holds the words, or that are or carry the very code; at most twenty. */
export const suggestSkus = (db: Reader, words: string): Promise<SkuSuggestion[]> =>
  db.rows(sql`
    select k.sku_id, p.title, k.name, k.price_minor, k.currency from products.skus k join products.spus p using (spu_id)
    where not k.withdrawn and (k.sku_id ilike ${words} || '%' or k.barcode = ${words} or p.title->>'zh' ilike '%' || ${words} || '%' or p.title->>'en' ilike '%' || ${words} || '%')
    order by k.sku_id <> ${words}, k.sku_id limit 20`)

export interface CursorRow {
  connection_id: string
  stream: Stream
  reached_at: string
  next_at: string
  failures: number
  last_error: string | null
  last_success_at: string | null
}
export const listCursors = (db: Reader): Promise<CursorRow[]> =>
  db.rows(hot`select connection_id, stream, reached_at, next_at, failures, last_error, last_success_at from marketplaces.cursors`)

export interface ConnectionCounts {
  connection_id: string
  placed: number
  waiting: number
  unpaid: number
  passed: number
  today: number
  last_pulled_at: string | null
}
/** How many numbers stand where, for each connection; `today` are those first seen since `since`. */
export const countPulled = (db: Reader, since: string): Promise<ConnectionCounts[]> =>
  db.rows(hot`
    select connection_id, count(*) filter (where state = 'placed')::integer as placed, count(*) filter (where state = 'waiting')::integer as waiting,
      count(*) filter (where state = 'unpaid')::integer as unpaid, count(*) filter (where state = 'passed')::integer as passed,
      count(*) filter (where first_pulled_at >= ${since})::integer as today, max(pulled_at) as last_pulled_at
    from marketplaces.pulled group by connection_id`)

export interface OfferCounts {
  connection_id: string
  listings: number
  unmapped: number
  due: number
  failing: number
}
export const countListings = (db: Reader): Promise<OfferCounts[]> =>
  db.rows(hot`
    select connection_id, count(*)::integer as listings, count(*) filter (where sku_id is null)::integer as unmapped,
      count(*) filter (where due_at is not null)::integer as due, count(*) filter (where failure is not null)::integer as failing
    from marketplaces.listings group by connection_id`)
export const countShipments = (db: Reader): Promise<{ connection_id: string; waiting: number; refused: number }[]> =>
  db.rows(hot`
    select connection_id, count(*) filter (where state = 'waiting')::integer as waiting, count(*) filter (where state = 'refused')::integer as refused
    from marketplaces.shipments where state <> 'written' group by connection_id`)

export interface PulledRow extends Omit<Pulled, 'digest' | 'line_nos' | 'content'> {
  first_pulled_at: string
  pulled_at: string
  platform: string
  confirmation: string | null
  lines: { title: string; outer_code: string | null; quantity: number; listing_key: string }[]
}

/** What was pulled, newest first: the pool of what waits, or all of one connection. */
export async function listPulled(
  db: Reader,
  caller: Caller,
  filter: {
    state?: string | undefined
    reason?: string | undefined
    connection_id?: string | undefined
    number?: string | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<{ items: PulledRow[]; next: string | null }> {
  const key = decodeCursor(filter.cursor, ['string', 'string'])
  const { state = null, reason = null, connection_id = null, number = null } = filter
  const rows = await db.rows<PulledRow>(sql`
    select channel_id, external_no, connection_id, organization_id, state, reasons, detail, order_id, platform_status, modified_at, remarks, total_minor, buyer,
      first_pulled_at, pulled_at,
      (select c.platform from marketplaces.connections c where c.connection_id = pulled.connection_id) as platform,
      (select concat_ws(': ', k.state, k.detail) from marketplaces.confirmations k where k.channel_id = pulled.channel_id and k.external_no = pulled.external_no) as confirmation,
      coalesce((select jsonb_agg(jsonb_build_object('title', l->>'title', 'outer_code', l->'outer_code', 'quantity', (l->>'quantity')::integer,
        'listing_key', case when l->>'sku_no' is null or l->>'sku_no' = '' then l->>'product_no' else (l->>'product_no') || '/' || (l->>'sku_no') end))
        from jsonb_array_elements(case when jsonb_typeof(content->'lines') = 'array' then content->'lines' else '[]' end) l), '[]') as lines
    from marketplaces.pulled
    where ${scopeFilter(caller, { organization: sql`organization_id` })}
      and (${state}::text is null or state = ${state}) and (${reason}::text is null or ${reason} = any(reasons))
      and (${connection_id}::text is null or connection_id = ${connection_id}) and (${number}::text is null or external_no = ${number})
      and (${key?.[0] ?? null}::timestamptz is null or (pulled_at, external_no) < (${key?.[0] ?? null}::timestamptz, ${key?.[1] ?? null}::text))
    order by pulled_at desc, external_no desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ pulled_at, external_no }) => [pulled_at, external_no])
}

export const countReasons = (db: Reader, caller: Caller): Promise<{ reason: string; count: number }[]> =>
  db.rows(sql`
    select r.reason, count(*)::integer as count from marketplaces.pulled p cross join unnest(p.reasons) as r (reason)
    where p.state = 'waiting' and ${scopeFilter(caller, { organization: sql`p.organization_id` })} group by r.reason order by 2 desc`)

export interface ListingRow extends Listing {
  seen_at: string
  sku_title: { zh: string; en: string } | null
  stock_wanted: number | null
  stock_told: number | null
  price_wanted_minor: number | null
  price_told_minor: number | null
  sale_wanted: boolean | null
  sale_told: boolean | null
  told_at: string | null
  due_at: string | null
  failure: string | null
  feed_id: string | null
  content_state: 'asked' | 'told' | 'refused' | null
  content_detail: string | null
  content_at: string | null
  creating: boolean
  waiting: number
}

/** What the shops offer, and which SKU of ours each is; unmapped ones first told last. */
export async function listListings(
  db: Reader,
  caller: Caller,
  filter: {
    connection_id?: string | undefined
    mapped?: boolean | undefined
    words?: string | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<{ items: ListingRow[]; next: string | null }> {
  const key = decodeCursor(filter.cursor, ['string', 'string', 'string'])
  const { connection_id = null, mapped = null, words = null } = filter
  const rows = await db.rows<ListingRow>(sql`
    select l.connection_id, l.listing_key, l.product_no, l.sku_no, l.outer_code, l.title, l.options, l.sku_id, l.matched_by, l.seen_at, p.title as sku_title,
      l.stock_wanted, l.stock_told, l.price_wanted_minor, l.price_told_minor, l.sale_wanted, l.sale_told, l.told_at, l.due_at, l.failure, l.feed_id, l.content_state, l.content_detail, l.content_at, l.creating,
      case when l.sku_id is not null then 0 else (
        select count(*)::integer from marketplaces.pulled w
        where w.connection_id = l.connection_id and w.state = 'waiting' and 'line_unmapped' = any(w.reasons)
          and w.content->'lines' @> jsonb_build_array(jsonb_build_object('product_no', l.product_no))) end as waiting
    from marketplaces.listings l join marketplaces.connections c using (connection_id)
      left join products.skus k on k.sku_id = l.sku_id left join products.spus p on p.spu_id = k.spu_id
    where ${scopeFilter(caller, { organization: sql`c.organization_id` })}
      and (${connection_id}::text is null or l.connection_id = ${connection_id})
      and (${mapped}::boolean is null or (l.sku_id is not null) = ${mapped})
      and (${words}::text is null or l.title ilike '%' || ${words} || '%' or l.outer_code = ${words} or l.sku_id = ${words} or l.product_no = ${words} or l.sku_no = ${words})
      and (${key?.[0] ?? null}::timestamptz is null or (l.seen_at, l.connection_id, l.listing_key) < (${key?.[0] ?? null}::timestamptz, ${key?.[1] ?? null}::text, ${key?.[2] ?? null}::text))
    order by l.seen_at desc, l.connection_id desc, l.listing_key desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.seen_at, row.connection_id, row.listing_key])
}

export interface FeedRow {
  feed_id: string
  feed_no: string | null
  state: 'sending' | 'working' | 'done' | 'failed'
  items: number
  failures: number
  reason: string | null
  sent_at: string
  ended_at: string | null
  first_failures: { listing_key: string; title: string | null; failure: string }[]
}

/** Files told to the platform, newest first, each with what it would not take; at most fifty of those. */
export async function listFeeds(
  db: Reader,
  filter: { connection_id: string; cursor?: string | undefined; limit: number },
): Promise<{ items: FeedRow[]; next: string | null }> {
  const key = decodeCursor(filter.cursor, ['string', 'string'])
  const rows = await db.rows<FeedRow>(sql`
    select f.feed_id, f.feed_no, f.state, f.items, f.failures, f.reason, f.sent_at, f.ended_at,
      coalesce((select jsonb_agg(to_jsonb(w) order by w.listing_key) from (
        select i.listing_key, l.title, i.failure from marketplaces.feed_items i
          left join marketplaces.listings l on l.connection_id = i.connection_id and l.listing_key = i.listing_key
        where i.feed_id = f.feed_id and i.failure is not null order by i.item_no limit 50) w), '[]') as first_failures
    from marketplaces.feeds f
    where f.connection_id = ${filter.connection_id}
      and (${key?.[0] ?? null}::timestamptz is null or (f.sent_at, f.feed_id) < (${key?.[0] ?? null}::timestamptz, ${key?.[1] ?? null}::uuid))
    order by f.sent_at desc, f.feed_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ sent_at, feed_id }) => [sent_at, feed_id])
}

export interface ShipmentRow {
  parcel_id: string
  connection_id: string
  external_no: string
  order_id: string
  carrier: string
  waybill_no: string
  state: string
  reason: string | null
  shipped_at: string
  begun_at: string | null
  written_at: string | null
}
export async function listShipments(
  db: Reader,
  filter: { connection_id: string; open?: boolean | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: ShipmentRow[]; next: string | null }> {
  const key = decodeCursor(filter.cursor, ['string', 'string'])
  const rows = await db.rows<ShipmentRow>(sql`
    select parcel_id, connection_id, external_no, order_id, carrier, waybill_no, state, reason, shipped_at, begun_at, written_at
    from marketplaces.shipments where connection_id = ${filter.connection_id} and (${filter.open ?? null}::boolean is null or (state <> 'written') = ${filter.open ?? null})
      and (${key?.[0] ?? null}::timestamptz is null or (shipped_at, parcel_id) < (${key?.[0] ?? null}::timestamptz, ${key?.[1] ?? null}::uuid))
    order by shipped_at desc, parcel_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ shipped_at, parcel_id }) => [shipped_at, parcel_id])
}

export const listBackfills = (db: Reader, connection_id: string) =>
  db.rows<{
    day: string
    asked_at: string
    asked_by: string
    found: number
    added: number
    refunds: number
    failure: string | null
    done_at: string | null
  }>(sql`
    select day, asked_at, asked_by, found, added, refunds, failure, done_at from marketplaces.backfills where connection_id = ${connection_id} order by day desc limit 60`)

export interface PushRow {
  push_no: string
  topic: string
  external_no: string | null
  /** The order of ours it speaks of, where there is one. */
  order_id: string | null
  modified_at: string | null
  state: 'asking' | 'taken' | 'older' | 'passed' | 'refused'
  detail: string | null
  times: number
  received_at: string
  ended_at: string | null
}
/** What the platform told by itself, newest first. */
export async function listPushes(
  db: Reader,
  filter: { connection_id: string; cursor?: string | undefined; limit: number },
): Promise<{ items: PushRow[]; next: string | null }> {
  const key = decodeCursor(filter.cursor, ['string', 'string'])
  const rows = await db.rows<PushRow>(sql`
    select s.push_no, s.topic, s.external_no, s.modified_at, s.state, s.detail, s.times, s.received_at, s.ended_at,
      (select p.order_id from marketplaces.pulled p where p.channel_id = c.channel_id and p.external_no = s.external_no) as order_id
    from marketplaces.pushes s join marketplaces.connections c using (connection_id)
    where s.connection_id = ${filter.connection_id}
      and (${key?.[0] ?? null}::timestamptz is null or (s.received_at, s.push_no) < (${key?.[0] ?? null}::timestamptz, ${key?.[1] ?? null}::text))
    order by s.received_at desc, s.push_no desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ received_at, push_no }) => [received_at, push_no])
}
