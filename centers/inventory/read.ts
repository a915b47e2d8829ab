import { skuAsset } from '#centers/products/model.ts'
import { findSkus, readSkus } from '#centers/products/read.ts'
import { cachedRows, cachedTable } from '#core/cache.ts'
import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { groupBy } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { Node, Policy } from './model.ts'
import { conditions, type StockCounts } from './moves/model.ts'
import { noStock, readStock } from './moves/read.ts'
import { type Candidate, candidatesFor } from './rules.ts'

export const listNodes = (db: Reader): Promise<Node[]> =>
  db.rows<Node>(sql`
    select id, kind, name, organization_id, partner_id, region_code, address, longitude, latitude, opening_hours, cut_off, capacity_per_day, closed_weekdays,
      closed_at, closing_at
    from inventory.nodes order by id`)

export interface Selling {
  nodes: Map<string, Node>
  /** Open nodes a channel may sell from, best first. */
  shared: Map<string, string[]>
  /** Nodes where a channel has something of its own, by channel. */
  shares: Map<string, Set<string>>
  /** Channels that may sell only what is their own. */
  only_share: Set<string>
  /** What stands at a node and is not sold by a channel, by brand; '' is every one. */
  withheld: { node_id: string; channel_id: string; brand_id: string }[]
}

const selling = cachedTable<Selling>(1_000, async (db) => {
  const [nodes, rows, shares, withheld] = await Promise.all([
    listNodes(db).then((list) => new Map(list.map((node) => [node.id, node]))),
    db.rows<{ channel_id: string; node_id: string; only_share: boolean }>(
      sql`select channel_id, node_id, only_share from inventory.sharing order by channel_id, rank, node_id`,
    ),
    db.rows<{ channel_id: string; node_id: string }>(sql`select distinct channel_id, node_id from inventory.shares where channel_id <> ''`),
    db.rows<Selling['withheld'][number]>(sql`select node_id, channel_id, brand_id from inventory.withholdings`),
  ])
  const shared = new Map<string, string[]>()
  for (const [channel_id, group] of groupBy(rows, (row) => row.channel_id)) {
    const open = group.map(({ node_id }) => node_id).filter((node_id) => !nodes.get(node_id)?.closed_at && !nodes.get(node_id)?.closing_at)
    shared.set(channel_id, open)
  }
  return {
    nodes,
    shared,
    shares: new Map([...groupBy(shares, (row) => row.channel_id)].map(([id, group]) => [id, new Set(group.map(({ node_id }) => node_id))])),
    only_share: new Set(rows.filter(({ only_share }) => only_share).map(({ channel_id }) => channel_id)),
    withheld,
  }
})

/** For the verbs that change what may be sold from where, after their commit. */
export const dropSellingCache = (): void => {
  selling.drop()
  policies.drop()
}
export const readSelling = (db: Reader): Promise<Selling> => selling.read(db)
export const readNodes = async (db: Reader): Promise<Map<string, Node>> => (await selling.read(db)).nodes
/** Where an order can be paid and picked up: a store of ours or a dealer's, while it is open. */
export const isOutlet = (node: Node | undefined): boolean =>
  node !== undefined && (node.kind === 'store' || node.kind === 'dealer') && !node.closed_at

// Most SKUs are sold the ordinary way: that a SKU has no policy is remembered too.
const policies = cachedRows<Policy[]>(1_000, async (db, sku_ids) => {
  const rows = await db.rows<Policy>(hot`
    select sku_id, channel_id, policy, node_id, cap from inventory.policies where sku_id = any(${sku_ids}::text[])`)
  const found = groupBy(rows, ({ sku_id }) => sku_id)
  return new Map(sku_ids.map((sku_id) => [sku_id, found.get(sku_id) ?? []]))
})

/** Whether a node is the caller's: nodes belong to organizations. */
export const mayTouchNode = (by: Caller, node: Pick<Node, 'organization_id'> | undefined): boolean =>
  node !== undefined && mayTouch(by, { organization_id: node.organization_id })

export interface Ground {
  candidates: Candidates
  /** What each promise still holds, by `account sku`. */
  open: Map<string, number>
}

export type Candidates = (channel_id: string, sku_id: string) => readonly Candidate[]

/**
 * Where each SKU may be sold from on a channel, best first. SKUs without a policy of their own share one list per channel; with `ordinary` every SKU is
 * taken for one of them: the nodes that may ship it when it is there.
 */
export async function readCandidates(db: Reader, sku_ids: readonly string[], { ordinary = false } = {}): Promise<Candidates> {
  const [{ shared, shares, only_share, withheld }, ruled] = await Promise.all([
    selling.read(db),
    ordinary ? new Map<string, Policy[]>() : policies.read(db, sku_ids),
  ])
  // Brands are asked for only where a rule speaks of them.
  const brands =
    withheld.length > 0
      ? new Map((await findSkus(db, sku_ids)).map(({ sku_id, brand_id }) => [sku_id, brand_id ?? '']))
      : new Map<string, string>()
  const made = new Map<string, Candidate[]>()
  return (channel_id, sku_id) => {
    const own = ruled.get(sku_id) ?? []
    const policy =
      own.length === 0 ? undefined : (own.find((one) => one.channel_id === channel_id) ?? own.find((one) => one.channel_id === ''))
    const brand = brands.get(sku_id)
    const key = policy ? `${channel_id} ${sku_id}` : `${channel_id} \n${brand ?? ''}`
    let list = made.get(key)
    if (!list) {
      const kept_back = (node_id: string) =>
        withheld.some(
          (rule) =>
            rule.node_id === node_id &&
            (rule.channel_id === '' || rule.channel_id === channel_id) &&
            (rule.brand_id === '' || rule.brand_id === brand),
        )
      const node_ids = shared.get(channel_id) ?? []
      list = candidatesFor(sku_id, policy, withheld.length > 0 ? node_ids.filter((id) => !kept_back(id)) : node_ids, {
        channel_id,
        nodes: shares.get(channel_id),
        only: only_share.has(channel_id),
      })
      made.set(key, list)
    }
    return list
  }
}

/**
 * Everything a plan for these pairs needs, read once and without a lock: the ledger guards the posting that follows, and a plan that lost a race is
 * made again (`planReservations`).
 */
export async function readGround(db: Reader, pairs: readonly { channel_id: string; sku_id: string }[]): Promise<Ground> {
  const candidates = await readCandidates(db, [...new Set(pairs.map(({ sku_id }) => sku_id))])
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

/** What is told of a service, which takes nothing from a shelf: more than one order may ask for. */
export const serviceAvailable = 9_999

/** Which of these SKUs are services; at most a second old. */
export async function readServices(db: Reader, sku_ids: readonly string[]): Promise<Set<string>> {
  const skus = await readSkus(db, [...new Set(sku_ids)])
  return new Set([...skus.values()].flatMap(({ sku_id, kind }) => (kind === 'service' ? [sku_id] : [])))
}

/** What a channel can promise of each SKU now, over all its promises; in the order asked. */
export async function findAvailability(
  db: Reader,
  channel_id: string,
  sku_ids: readonly string[],
): Promise<{ sku_id: string; available: number }[]> {
  const [{ candidates, open }, services] = await Promise.all([
    readGround(
      db,
      sku_ids.map((sku_id) => ({ channel_id, sku_id })),
    ),
    readServices(db, sku_ids),
  ])
  return sku_ids.map((sku_id) => ({
    sku_id,
    available: services.has(sku_id)
      ? serviceAvailable
      : candidates(channel_id, sku_id).reduce((sum, { account }) => sum + Math.max(0, open.get(`${account} ${sku_id}`) ?? 0), 0),
  }))
}

export interface StockRow extends StockCounts {
  /** Null for a SKU the products no longer know. */
  title: { zh: string; en: string } | null
}

/** Stock by node and SKU within the caller's organizations; a keyset page. */
export async function listStock(
  db: Reader,
  caller: Caller,
  filter: {
    node_id?: string | undefined
    kind?: Node['kind'] | undefined
    sku_id?: string | undefined
    q?: string | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<{ items: StockRow[]; next: string | null }> {
  const after = (decodeCursor(filter.cursor, ['string', 'string']) ?? ['', '']) as [string, string]
  const nodes = [...(await readNodes(db)).values()]
    .filter(
      (node) =>
        (!filter.node_id || node.id === filter.node_id) && (!filter.kind || node.kind === filter.kind) && mayTouchNode(caller, node),
    )
    .map(({ id }) => id)
    .filter((id) => id >= after[0])
    .sort()
  const like = filter.sku_id
    ? sql`and b.asset = ${skuAsset(filter.sku_id)}`
    : filter.q
      ? sql`and b.asset ilike ${`sku:%${filter.q.replace(/[\\%_]/g, '\\$&')}%`}`
      : sql``
  // One short index walk per node, stopped at the page's end, instead of sorting every node's stock. A SKU that was never free at a node (only in transit
  // or defective, say) has no row of its own under `available`, so every condition is walked.
  const rows = await db.rows<{ node_id: string; sku_id: string }>(sql`
    select n.node_id, s.sku_id
    from unnest(${nodes}::text[]) with ordinality n (node_id, place)
    cross join lateral (
      select distinct substr(w.asset, 5) as sku_id from unnest(${['available', 'reserved', 'held', ...others]}::text[]) c (condition)
      cross join lateral (
        select b.asset from ledger.balances b
        where b.account = 'node:' || n.node_id || ':' || c.condition and (n.node_id <> ${after[0]} or b.asset > ${`sku:${after[1]}`}) ${like}
        order by b.asset limit ${filter.limit + 1}
      ) w
      order by 1 limit ${filter.limit + 1}
    ) s
    order by n.node_id, s.sku_id limit ${filter.limit + 1}`)
  const page = cutPage(rows, filter.limit, (row) => [row.node_id, row.sku_id])
  const sku_ids = [...new Set(page.items.map(({ sku_id }) => sku_id))]
  const [counts, skus] = await Promise.all([
    readStock(db, { node_ids: [...new Set(page.items.map(({ node_id }) => node_id))], sku_ids }),
    findSkus(db, sku_ids),
  ])
  const at = new Map(counts.map((row) => [`${row.node_id} ${row.sku_id}`, row]))
  const titles = new Map(skus.map(({ sku_id, title }) => [sku_id, title]))
  return {
    ...page,
    items: page.items.map(({ node_id, sku_id }) => ({
      ...(at.get(`${node_id} ${sku_id}`) ?? { node_id, sku_id, ...noStock }),
      title: titles.get(sku_id) ?? null,
    })),
  }
}
const others = ['safety', ...conditions.filter((condition) => condition !== 'available')]
