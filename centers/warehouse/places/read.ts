import { cachedTable } from '#core/cache.ts'
import { hot, lockRows, type Reader, sql, type Tx } from '#core/sql.ts'
import type { Bin, SiteItem, ZoneItem } from '../model.ts'

const sites = cachedTable<Map<string, SiteItem>>(1_000, async (db) => {
  const rows = await db.rows<SiteItem>(sql`
    select node_id, carrier_id, service_id, phone, smallest_bulk, largest_bulk, largest_loose, weighs, tolerance_grams, tolerance_bp, cheapest from warehouse.sites order by node_id`)
  return new Map(rows.map((row) => [row.node_id, row]))
})
export const dropSites = sites.drop
/** The nodes that work with bins and waves. */
export const readSites = (db: Reader): Promise<Map<string, SiteItem>> => sites.read(db)

/** Bins by `node code`. */
export async function findBins(db: Reader, pairs: readonly { node_id: string; code: string }[]): Promise<Map<string, Bin>> {
  const rows = await db.rows<Bin>(hot`
    select b.node_id, b.code, b.zone_code, b.purpose, b.path_no, b.capacity_pieces, b.closed
    from unnest(${pairs.map(({ node_id }) => node_id)}::text[], ${pairs.map(({ code }) => code)}::text[]) as p (node_id, code)
    join warehouse.bins b on b.node_id = p.node_id and b.code = p.code`)
  return new Map(rows.map((row) => [`${row.node_id} ${row.code}`, row]))
}

type Pair = { node_id: string; code: string }
const named = (pairs: readonly Pair[]) => sql`
  select b.node_id, b.code, b.zone_code, b.purpose, b.path_no, b.capacity_pieces, b.closed from warehouse.bins b
  where (b.node_id, b.code) in (select * from unnest(${pairs.map(({ node_id }) => node_id)}::text[], ${pairs.map(({ code }) => code)}::text[]))`
const byName = (rows: readonly Bin[]) => new Map(rows.map((row) => [`${row.node_id} ${row.code}`, row]))

/** The same, locked by whoever changes them. */
export const lockBins = async (tx: Tx, pairs: readonly Pair[]): Promise<Map<string, Bin>> =>
  byName(await lockRows<Bin>(tx, named(pairs), sql`b.node_id, b.code`))

/** The same, held open while something is put in: nobody closes them meanwhile, many may put in. */
export const holdBins = async (tx: Tx, pairs: readonly Pair[]): Promise<Map<string, Bin>> =>
  byName(await tx.rows<Bin>(sql`${named(pairs)} order by b.node_id, b.code for share of b`))

/** Zones of sites, by code. */
export const listZones = (db: Reader, nodes: readonly string[]): Promise<(ZoneItem & { bins: number })[]> =>
  db.rows(sql`
    select z.node_id, z.code, z.name, z.purpose, (select count(*) from warehouse.bins b where b.node_id = z.node_id and b.zone_code = z.code) as bins
    from warehouse.zones z where z.node_id = any(${nodes}::text[]) order by z.node_id, z.purpose <> 'storage', z.code`)

/** The best bin for goods that come to a shelf: where the same lies already, or the first free one on the way. */
export async function suggestBins(
  db: Reader,
  goods: readonly { node_id: string; sku_id: string; quantity: number }[],
): Promise<Map<string, string>> {
  if (goods.length === 0) return new Map()
  const rows = await db.rows<{ node_id: string; sku_id: string; bin_code: string | null }>(hot`
    select g.node_id, g.sku_id, coalesce(
      (select c.bin_code from warehouse.contents c join warehouse.bins b on b.node_id = c.node_id and b.code = c.bin_code
        where c.node_id = g.node_id and c.sku_id = g.sku_id and b.purpose = 'storage' and not b.closed and c.quantity > 0
          and (b.capacity_pieces is null or b.capacity_pieces >= g.quantity +
            (select sum(i.quantity) from warehouse.contents i where i.node_id = c.node_id and i.bin_code = c.bin_code))
        order by b.path_no limit 1),
      (select b.code from warehouse.bins b
        where b.node_id = g.node_id and b.purpose = 'storage' and not b.closed and (b.capacity_pieces is null or b.capacity_pieces >= g.quantity)
          and not exists (select from warehouse.contents i where i.node_id = b.node_id and i.bin_code = b.code and i.quantity > 0)
        order by b.path_no limit 1)) as bin_code
    from unnest(${goods.map(({ node_id }) => node_id)}::text[], ${goods.map(({ sku_id }) => sku_id)}::text[], ${goods.map(({ quantity }) => quantity)}::integer[])
      as g (node_id, sku_id, quantity)`)
  return new Map(rows.flatMap(({ node_id, sku_id, bin_code }) => (bin_code ? [[`${node_id} ${sku_id}`, bin_code] as const] : [])))
}

/** How much of SKUs the books of a node have that lies in no bin, by `node sku`. Below zero where bins show more than there is. */
export async function findUnbinned(db: Reader, pairs: readonly { node_id: string; sku_id: string }[]): Promise<Map<string, number>> {
  if (pairs.length === 0) return new Map()
  // A prefix of the key finds every account of a node; what is on its way to it is not there yet.
  const rows = await db.rows<{ node_id: string; sku_id: string; unbinned: number }>(hot`
    select p.node_id, p.sku_id, (
      coalesce((select sum(b.balance) from ledger.balances b where b.account = any(array(
          select a.account from unnest(array['available', 'reserved', 'safety', 'inspection', 'defective', 'sample', 'gift']) c (condition)
          cross join lateral (select 'node:' || p.node_id || ':' || c.condition as account) a
          union all select 'node:' || p.node_id || ':channel:' || s.channel_id from inventory.sharing s where s.node_id = p.node_id))
        and b.asset = 'sku:' || p.sku_id), 0)
      - coalesce((select sum(c.quantity) from warehouse.contents c where c.node_id = p.node_id and c.sku_id = p.sku_id), 0))::bigint as unbinned
    from (select distinct * from unnest(${pairs.map(({ node_id }) => node_id)}::text[], ${pairs.map(({ sku_id }) => sku_id)}::text[]) as p (node_id, sku_id)) p`)
  return new Map(rows.map((row) => [`${row.node_id} ${row.sku_id}`, row.unbinned]))
}
