import { promiseAccounts } from '#centers/inventory/accounts.ts'
import { readCandidates, readNodes } from '#centers/inventory/read.ts'
import { findBalances } from '#centers/ledger/read.ts'
import { skuAsset } from '#centers/products/model.ts'
import { cutPage, decodeCursor } from '#core/http.ts'
import { column } from '#core/outcomes.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import type { FillRuleItem, Place, Waiting } from './model.ts'
import { type Decision, decideFills } from './rules.ts'

/** Lines of one SKU that are looked at together: the oldest so many. */
const mostLines = 5_000

export interface FillRule extends FillRuleItem {
  changed_by: string
  changed_at: string
}
export const listFillRules = (db: Reader): Promise<FillRule[]> =>
  db.rows<FillRule>(
    hot`select channel_id, node_id, first, other_nodes, parts, by_hand, changed_by, changed_at from fulfillment.fill_rules order by channel_id, node_id`,
  )

/** Lines of these SKUs that wait for their goods, oldest first. */
export const findWaiting = (db: Reader, now: string, sku_ids: readonly string[]): Promise<Waiting[]> =>
  db.rows<Waiting>(hot`
    select l.order_id, l.line_no, l.group_no, l.sku_id, l.quantity, s.channel_id, l.node_id, s.state, s.placed_at, u.order_id is not null as urgent,
      coalesce(m.vip_until >= ${businessDate(now)}::date, false) as vip, c.order_id is not null as made_to_order
    from orders.lines l
    join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no and s.state in ('placed', 'held', 'approved')
    join orders.orders o on o.id = l.order_id
    left join orders.configured_lines c on c.order_id = l.order_id and c.line_no = l.line_no
    left join fulfillment.urgencies u on u.order_id = l.order_id
    left join members.members m on m.id = o.member_id
    where l.stock_from = 'presale' and l.shipped = 0 and l.sku_id = any(${sku_ids}::text[])
    order by s.placed_at, l.order_id, l.line_no limit ${mostLines}`)

/** What every line of these SKUs that waits would get now, in turn, and why not. */
export async function decideWaiting(
  db: Reader,
  now: string,
  sku_ids: readonly string[],
  asked: ReadonlySet<string> | null = null,
): Promise<Decision[]> {
  const [rules, lines] = [await listFillRules(db), await findWaiting(db, now, sku_ids)]
  if (lines.length === 0) return []
  const [candidates, nodes] = await Promise.all([readCandidates(db, sku_ids, { ordinary: true }), readNodes(db)])
  const places = new Map<string, Place[]>()
  const placesOf = ({ channel_id, sku_id, node_id }: Waiting): Place[] => {
    const key = `${channel_id} ${sku_id} ${node_id}`
    const known = places.get(key)
    if (known) return known
    const shared: Place[] = [...candidates(channel_id, sku_id)]
    // The node that promised ships although the channel does not sell from it otherwise.
    const node = nodes.get(node_id)
    const own = shared.filter((place) => place.node_id === node_id)
    if (own.length === 0 && node && !node.closed_at && node.kind !== 'supplier')
      own.push({ node_id, stock_from: 'node', account: promiseAccounts('node', node_id, sku_id).open })
    const found = [...own, ...shared.filter((place) => place.node_id !== node_id)]
    places.set(key, found)
    return found
  }
  const asks = lines.flatMap((line) => placesOf(line).map(({ account }) => ({ account, asset: skuAsset(line.sku_id) })))
  const wanted = [...new Map(asks.map((ask) => [`${ask.account} ${ask.asset}`, ask])).values()]
  const balances = await findBalances(db, wanted)
  const open = new Map(balances.map(({ account, asset, balance }) => [`${account} ${asset.slice('sku:'.length)}`, balance]))
  return decideFills(lines, rules, placesOf, open, asked)
}

export interface WaitingRow extends Waiting {
  order_no: string
  title: { zh: string; en: string }
  organization_id: string
  buyer_name: string
  entered_at: string
  urgent_reason: string | null
  /** A line that waits for goods, or a group that no node will ship. */
  kind: 'goods' | 'stranded'
  stranded_reason: string | null
}

export interface WaitingFilter {
  organizations: readonly string[] | null
  kind?: 'goods' | 'stranded' | undefined
  sku_id?: string | undefined
  channel_id?: string | undefined
  node_id?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** What waits, oldest first; a keyset page over the waiting lines only. */
export async function listWaiting(db: Reader, now: string, filter: WaitingFilter): Promise<{ items: WaitingRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string', 'number']) as [string, string, number] | null
  const { organizations, sku_id = null, channel_id = null, node_id = null, kind = null } = filter
  const columns = sql`l.order_id, l.line_no, l.group_no, l.sku_id, l.title, l.quantity, l.node_id, s.channel_id, s.state, s.placed_at, s.organization_id, s.entered_at`
  const fits = sql`l.sku_id is not null and (${sku_id}::text is null or l.sku_id = ${sku_id}) and (${channel_id}::text is null or s.channel_id = ${channel_id})
    and (${node_id}::text is null or l.node_id = ${node_id}) and (${organizations}::text[] is null or s.organization_id = any(${organizations}::text[]))
    and (${after?.[0] ?? null}::timestamptz is null
      or (s.placed_at, l.order_id, l.line_no) > (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid, ${after?.[2] ?? null}::smallint))`
  const rows = await db.rows<WaitingRow>(sql`
    with waiting as (
      (select ${columns}, 'goods' as kind, null as stranded_reason from orders.lines l
        join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no and s.state in ('placed', 'held', 'approved')
        where l.stock_from = 'presale' and l.shipped = 0 and ${fits} and (${kind}::text is null or ${kind} = 'goods')
        order by s.placed_at, l.order_id, l.line_no limit ${filter.limit + 1})
      union all
      (select ${columns}, 'stranded', x.reason from fulfillment.stranded x
        join orders.stages s on s.order_id = x.order_id and s.group_no = x.group_no and s.state = 'held'
        join orders.lines l on l.order_id = x.order_id and l.group_no = x.group_no
        where ${fits} and (${kind}::text is null or ${kind} = 'stranded')
        order by s.placed_at, l.order_id, l.line_no limit ${filter.limit + 1})
    )
    select w.*, o.order_no, o.buyer_name, u.reason as urgent_reason, u.order_id is not null as urgent,
      coalesce(m.vip_until >= ${businessDate(now)}::date, false) as vip,
      exists (select from orders.configured_lines c where c.order_id = w.order_id and c.line_no = w.line_no) as made_to_order
    from waiting w join orders.orders o on o.id = w.order_id
    left join fulfillment.urgencies u on u.order_id = w.order_id
    left join members.members m on m.id = o.member_id
    order by w.placed_at, w.order_id, w.line_no limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.placed_at, row.order_id, row.line_no])
}

export interface WaitingCounts {
  goods: number
  stranded: number
}
/** How many lines wait, and how many groups are stranded; counted up to a limit. */
export async function countWaiting(db: Reader, organizations: readonly string[] | null): Promise<WaitingCounts> {
  const row = await db.row<WaitingCounts>(sql`
    select
      (select count(*)::integer from (select 1 from orders.lines l
        join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no and s.state in ('placed', 'held', 'approved')
        where l.stock_from = 'presale' and l.shipped = 0 and (${organizations}::text[] is null or s.organization_id = any(${organizations}::text[])) limit 1000) g) as goods,
      (select count(*)::integer from fulfillment.stranded x join orders.stages s on s.order_id = x.order_id and s.group_no = x.group_no and s.state = 'held'
        where ${organizations}::text[] is null or s.organization_id = any(${organizations}::text[])) as stranded`)
  return row!
}

/** Which of these SKUs somebody waits for. */
export const skusWaitedFor = async (db: Reader, sku_ids: readonly string[] | null): Promise<string[]> =>
  column(
    await db.rows<{ sku_id: string }>(hot`
      select distinct l.sku_id from orders.lines l
      where l.stock_from = 'presale' and l.shipped = 0 and l.sku_id is not null and (${sku_ids}::text[] is null or l.sku_id = any(${sku_ids}::text[]))
      union
      select l.sku_id from fulfillment.stranded x join orders.lines l on l.order_id = x.order_id and l.group_no = x.group_no
      where l.sku_id is not null and (${sku_ids}::text[] is null or l.sku_id = any(${sku_ids}::text[]))
      order by 1`),
    'sku_id',
  )
