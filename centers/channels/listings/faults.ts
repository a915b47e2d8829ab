import { hot, lockRows, sql, type Tx } from '#core/sql.ts'

/** All listings of these SKUs, locked: what one channel shows decides whether another differs from it. */
export const lockListings = (tx: Tx, sku_ids: readonly string[]) =>
  lockRows<{ channel_id: string; sku_id: string }>(
    tx,
    hot`select channel_id, sku_id from channels.listings where sku_id = any(${[...new Set(sku_ids)]}::text[])`,
    sql`sku_id, channel_id`,
  )

/**
 * Finds anew what is wrong with the listings of these SKUs, which the caller has locked. What nobody looked at yet cannot show the wrong thing; the
 * rule stands a second time in `tables/003-listing-faults.sql`, for what was there before.
 */
export async function findFaults(tx: Tx, sku_ids: readonly string[]): Promise<void> {
  if (sku_ids.length === 0) return
  await tx.run(hot`
    update channels.listings l set faults = f.faults
    from (
      select l.channel_id, l.sku_id, array_remove(array[
        case when l.seen_on_sale and l.seen_price_minor is distinct from w.price_minor and l.seen_price_minor is not null then 'price' end,
        case when l.seen_on_sale and l.seen_title <> w.title then 'content' end,
        case when l.seen_on_sale <> w.on_sale then 'state' end,
        case when o.lowest_minor < o.highest_minor and l.published then 'between' end
      ]::text[], null) as faults
      from channels.listings l join products.skus k on k.sku_id = l.sku_id join products.spus p on p.spu_id = k.spu_id
      cross join lateral (
        select l.published and not k.withdrawn and p.lifecycle in ('presale', 'on_sale') as on_sale,
          coalesce(l.price_minor, k.price_minor) as price_minor, coalesce(l.title, p.title ->> 'zh') as title
      ) w
      cross join lateral (
        select min(coalesce(s.seen_price_minor, s.price_minor, k.price_minor)) as lowest_minor,
          max(coalesce(s.seen_price_minor, s.price_minor, k.price_minor)) as highest_minor
        from channels.listings s where s.sku_id = l.sku_id and s.published
      ) o
      where l.sku_id = any(${[...new Set(sku_ids)]}::text[])
    ) f
    where l.channel_id = f.channel_id and l.sku_id = f.sku_id and l.faults is distinct from f.faults`)
}
