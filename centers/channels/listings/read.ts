import { decodeCursor } from '#core/http.ts'
import { join, type Reader, type Sql, sql } from '#core/sql.ts'
import type { Fault, Listing } from './model.ts'

export interface ListingFilter {
  channel_id?: string | undefined
  /** Part of a title, or a SKU. */
  q?: string | undefined
  wrong?: Fault | 'any' | undefined
  scope: Sql
}

/** What each listing should show beside what it shows. A channel's own price and title win over the product's. `p` and `k` are the product and its SKU. */
const listings = sql`
  select l.channel_id, l.sku_id, k.spu_id, p.title as product_title, k.name as sku_name, k.currency, l.published, w.wanted_on_sale,
    w.wanted_price_minor, w.wanted_title, l.price_minor, l.title, l.attributes, l.saved_by, l.saved_at, l.seen_on_sale, l.seen_price_minor,
    l.seen_title, l.seen_at, o.lowest_minor, o.highest_minor, l.faults
  from channels.listings l
  join products.skus k on k.sku_id = l.sku_id
  join products.spus p on p.spu_id = k.spu_id
  cross join lateral (
    select l.published and not k.withdrawn and p.lifecycle in ('presale', 'on_sale') as wanted_on_sale,
      coalesce(l.price_minor, k.price_minor) as wanted_price_minor, coalesce(l.title, p.title ->> 'zh') as wanted_title
  ) w
  cross join lateral (
    select min(shown) as lowest_minor, max(shown) as highest_minor
    from (
      select coalesce(other.seen_price_minor, other.price_minor, k.price_minor) as shown
      from channels.listings other where other.sku_id = l.sku_id and other.published
    ) every
  ) o`

/** Each as its partial index says it. */
const wrongly: Record<Fault | 'any', Sql> = {
  any: sql`l.faults <> '{}'`,
  price: sql`'price' = any (l.faults)`,
  content: sql`'content' = any (l.faults)`,
  state: sql`'state' = any (l.faults)`,
  between: sql`'between' = any (l.faults)`,
}

function conditions({ channel_id, q, wrong, scope }: ListingFilter): Sql {
  const parts = [scope]
  if (wrong) parts.push(wrongly[wrong])
  if (channel_id) parts.push(sql`l.channel_id = ${channel_id}`)
  if (q) {
    const like = `%${q.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    parts.push(sql`(l.sku_id ilike ${like} or p.title ->> 'zh' ilike ${like} or p.title ->> 'en' ilike ${like} or l.title ilike ${like})`)
  }
  return join(parts, ' and ')
}

export const listingKey = ({ channel_id, sku_id }: Listing): string[] => [channel_id, sku_id]

/** One page of listings by channel and SKU; `limit + 1` rows, for `cutPage`. */
export function listListings(
  db: Reader,
  filter: ListingFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Listing[]> {
  const after = decodeCursor(cursor, ['string', 'string'])
  const from = after ? sql`(l.channel_id, l.sku_id) > (${after[0]}::text, ${after[1]}::text)` : sql`true`
  return db.rows<Listing>(sql`
    ${listings} where ${conditions(filter)} and ${from} order by l.channel_id, l.sku_id limit ${limit + 1}`)
}

/** How many there are, up to a thousand. */
export async function countListings(db: Reader, filter: ListingFilter): Promise<number> {
  const row = await db.row<{ count: number }>(sql`
    select count(*)::integer as count from (
      select 1 from channels.listings l join products.skus k on k.sku_id = l.sku_id join products.spus p on p.spu_id = k.spu_id
      where ${conditions(filter)} limit 1000
    ) counted`)
  return row!.count
}
