import { skuAsset } from '#centers/products/model.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import { nodeAccounts } from '../accounts.ts'
import type { LotStock, StockCounts } from './model.ts'

export const noStock = {
  available: 0,
  reserved: 0,
  held: 0,
  safety: 0,
  shares: 0,
  in_transit: 0,
  inspection: 0,
  defective: 0,
  sample: 0,
  gift: 0,
}

/**
 * What stands where: every condition of these SKUs at these nodes, read without a lock. Pairs that hold nothing are left out.
 * One look-up by key per node, condition and SKU.
 */
export async function readStock(
  db: Reader,
  { node_ids, sku_ids }: { node_ids: readonly string[]; sku_ids: readonly string[] },
): Promise<StockCounts[]> {
  if (node_ids.length === 0 || sku_ids.length === 0) return []
  const shares = await db.rows<{ account: string }>(hot`
    select distinct 'node:' || node_id || ':channel:' || channel_id as account from inventory.shares where node_id = any(${node_ids}::text[])`)
  const accounts = [...node_ids.flatMap(nodeAccounts), ...shares.map(({ account }) => account)]
  const rows = await db.rows<{ account: string; asset: string; balance: number }>(hot`
    select b.account, b.asset, b.balance from unnest(${accounts}::text[]) a (account)
    join ledger.balances b on b.account = a.account and b.asset = any(${sku_ids.map(skuAsset)}::text[]) and b.balance <> 0`)
  const found = new Map<string, StockCounts>()
  for (const { account, asset, balance } of rows) {
    const [, node_id, condition] = account.split(':') as [string, string, string]
    const sku_id = asset.slice('sku:'.length)
    const key = `${node_id} ${sku_id}`
    const counts = found.get(key) ?? { node_id, sku_id, ...noStock }
    found.set(key, counts)
    counts[condition === 'channel' ? 'shares' : (condition as keyof typeof noStock)] += balance
  }
  return [...found.values()]
}

/** The lots that stand at these places, first expired first; those that hold nothing are left out. */
export const findLotStock = (db: Reader, places: readonly { node_id: string; sku_id: string }[]): Promise<LotStock[]> =>
  db.rows<LotStock>(hot`
    select s.sku_id, s.lot_no, s.node_id, s.condition, s.quantity, l.expires_on, s.since_at
    from unnest(${places.map(({ node_id }) => node_id)}::text[], ${places.map(({ sku_id }) => sku_id)}::text[]) as k (node_id, sku_id)
    join inventory.lot_stock s on s.node_id = k.node_id and s.sku_id = k.sku_id and s.quantity > 0
    join inventory.lots l on l.sku_id = s.sku_id and l.lot_no = s.lot_no
    order by s.node_id, s.sku_id, l.expires_on nulls last, s.since_at, s.lot_no`)

export interface MoveRow {
  id: string
  kind: string
  sku_id: string
  quantity: number
  from_node_id: string | null
  from_condition: string | null
  to_node_id: string | null
  to_condition: string | null
  lots: { lot_no: string; quantity: number }[]
  serials: string[]
  reason: string | null
  ref: string | null
  by_name: string
  moved_at: string
}

/** Moves that touch these nodes, newest first; `after` is the last one of the page before. */
export async function listMoves(
  db: Reader,
  node_ids: readonly string[],
  filter: { sku_id?: string | undefined; kind?: string | undefined; ref?: string | undefined },
  after: readonly [string, string] | null,
  limit: number,
): Promise<MoveRow[]> {
  const [at, id] = after ?? [null, null]
  const more = sql`(${filter.sku_id ?? null}::text is null or sku_id = ${filter.sku_id ?? null})
    and (${filter.kind ?? null}::text is null or kind = ${filter.kind ?? null})
    and (${filter.ref ?? null}::text is null or ref = ${filter.ref ?? null})
    and (${at}::timestamptz is null or (moved_at, id) < (${at}::timestamptz, ${id}::uuid))`
  // One walk per node and direction, each stopped at the page's end.
  return db.rows<MoveRow>(sql`
    select distinct on (moved_at, id) id, kind, sku_id, quantity, from_node_id, from_condition, to_node_id, to_condition, lots, serials, reason, ref, by_name, moved_at
    from unnest(${node_ids}::text[]) n (node_id)
    cross join lateral (
      (select * from inventory.moves where from_node_id = n.node_id and ${more} order by moved_at desc, id desc limit ${limit})
      union all
      (select * from inventory.moves where to_node_id = n.node_id and ${more} order by moved_at desc, id desc limit ${limit})
    ) m order by moved_at desc, id desc limit ${limit}`)
}
