import { skuAsset } from '#centers/products/model.ts'
import { findSkus } from '#centers/products/read.ts'
import { cachedTable } from '#core/cache.ts'
import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { groupBy } from '#core/outcomes.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { Node, Policy } from './model.ts'
import { type Candidate, candidatesFor } from './rules.ts'

export const listNodes = (db: Reader): Promise<Node[]> =>
  db.rows<Node>(sql`
    select id, kind, name, organization_id, partner_id, region_code, address, longitude, latitude, opening_hours, cut_off, capacity_per_day, closed_at
    from inventory.nodes order by id`)

interface Selling {
  nodes: Map<string, Node>
  /** Open nodes a channel may sell from, best first. */
  shared: Map<string, string[]>
}

const selling = cachedTable<Selling>(1_000, async (db) => {
  const nodes = new Map((await listNodes(db)).map((node) => [node.id, node]))
  const rows = await db.rows<{ channel_id: string; node_id: string }>(
    sql`select channel_id, node_id from inventory.sharing order by channel_id, rank, node_id`,
  )
  const shared = new Map<string, string[]>()
  for (const [channel_id, group] of groupBy(rows, (row) => row.channel_id)) {
    shared.set(
      channel_id,
      group.map(({ node_id }) => node_id).filter((node_id) => !nodes.get(node_id)?.closed_at),
    )
  }
  return { nodes, shared }
})

export const dropSellingCache = selling.drop
export const readNodes = async (db: Reader): Promise<Map<string, Node>> => (await selling.read(db)).nodes

async function findPolicies(db: Reader, sku_ids: readonly string[]): Promise<Map<string, Policy>> {
  const rows = await db.rows<Policy>(hot`
    select sku_id, channel_id, policy, node_id, cap from inventory.policies where sku_id = any(${sku_ids}::text[])`)
  return new Map(rows.map((row) => [`${row.sku_id} ${row.channel_id}`, row]))
}

export interface Ground {
  candidates(channel_id: string, sku_id: string): Candidate[]
  /** What each promise still holds, by `account sku`. */
  open: Map<string, number>
}

/**
 * Everything a plan for these pairs needs, read once and without a lock: the ledger guards the posting that follows, and a plan that lost a race is
 * made again (`planReservations`).
 */
export async function readGround(db: Reader, pairs: readonly { channel_id: string; sku_id: string }[]): Promise<Ground> {
  const sku_ids = [...new Set(pairs.map(({ sku_id }) => sku_id))]
  const [{ shared }, policies] = [await selling.read(db), await findPolicies(db, sku_ids)]
  const made = new Map<string, Candidate[]>()
  const candidates = (channel_id: string, sku_id: string): Candidate[] => {
    const key = `${channel_id} ${sku_id}`
    let list = made.get(key)
    if (!list) {
      const policy = policies.get(`${sku_id} ${channel_id}`) ?? policies.get(`${sku_id} `)
      list = candidatesFor(sku_id, policy, shared.get(channel_id) ?? [])
      made.set(key, list)
    }
    return list
  }
  const asked = new Map<string, { account: string; sku_id: string }>()
  for (const { channel_id, sku_id } of pairs) {
    for (const { account } of candidates(channel_id, sku_id)) asked.set(`${account} ${sku_id}`, { account, sku_id })
  }
  const list = [...asked.values()]
  const rows = await db.rows<{ account: string; asset: string; open: number }>(hot`
    select b.account, b.asset, b.balance - b.floor as open
    from unnest(${list.map(({ account }) => account)}::text[], ${list.map(({ sku_id }) => skuAsset(sku_id))}::text[]) as k (account, asset)
    join ledger.balances b on b.account = k.account and b.asset = k.asset`)
  return { candidates, open: new Map(rows.map(({ account, asset, open }) => [`${account} ${asset.slice('sku:'.length)}`, open])) }
}

/** What a channel can promise of each SKU now, over all its promises; in the order asked. */
export async function findAvailability(
  db: Reader,
  channel_id: string,
  sku_ids: readonly string[],
): Promise<{ sku_id: string; available: number }[]> {
  const { candidates, open } = await readGround(
    db,
    sku_ids.map((sku_id) => ({ channel_id, sku_id })),
  )
  return sku_ids.map((sku_id) => ({
    sku_id,
    available: candidates(channel_id, sku_id).reduce((sum, { account }) => sum + Math.max(0, open.get(`${account} ${sku_id}`) ?? 0), 0),
  }))
}

export interface StockRow {
  node_id: string
  sku_id: string
  /** Null for a SKU the products no longer know. */
  title: { zh: string; en: string } | null
  available: number
  reserved: number
}

/** Stock by node and SKU within the caller's organizations; a keyset page. */
export async function listStock(
  db: Reader,
  caller: Caller,
  filter: { node_id?: string | undefined; q?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: StockRow[]; next: string | null }> {
  const after = (decodeCursor(filter.cursor, ['string', 'string']) ?? ['', '']) as [string, string]
  const nodes = [...(await readNodes(db)).values()]
    .filter(
      ({ id, organization_id }) =>
        (!filter.node_id || id === filter.node_id) && (caller.organizations === 'all' || caller.organizations.includes(organization_id)),
    )
    .map(({ id }) => id)
    .filter((id) => id >= after[0])
    .sort()
  const like = filter.q ? sql`and s.asset ilike ${`sku:%${filter.q.replace(/[\\%_]/g, '\\$&')}%`}` : sql``
  // One short index walk per node, stopped at the page's end, instead of sorting every node's stock.
  const rows = await db.rows<Omit<StockRow, 'title'>>(sql`
    select n.node_id, s.sku_id, s.available, s.reserved
    from unnest(${nodes}::text[]) with ordinality n (node_id, place)
    cross join lateral (
      select coalesce(a.asset, r.asset) as asset, substr(coalesce(a.asset, r.asset), 5) as sku_id, coalesce(a.balance, 0) as available, coalesce(r.balance, 0) as reserved
      from (select asset, balance from ledger.balances where account = 'node:' || n.node_id || ':available') a
      full join (select asset, balance from ledger.balances where account = 'node:' || n.node_id || ':reserved') r on r.asset = a.asset
    ) s
    where (n.node_id, s.sku_id) > (${after[0]}, ${after[1]}) ${like}
    order by n.node_id, s.sku_id limit ${filter.limit + 1}`)
  const page = cutPage(rows, filter.limit, (row) => [row.node_id, row.sku_id])
  const skus = new Map((await findSkus(db, [...new Set(page.items.map(({ sku_id }) => sku_id))])).map((sku) => [sku.sku_id, sku]))
  return { ...page, items: page.items.map((row) => ({ ...row, title: skus.get(row.sku_id)?.title ?? null })) }
}
