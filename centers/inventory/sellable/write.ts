import { readChannels } from '#centers/channels/read.ts'
import { announce, type Consumer } from '#core/events.ts'
import { chunksOf, column } from '#core/outcomes.ts'
import { hot, sql, type Tx } from '#core/sql.ts'
import { findAvailability } from '../read.ts'

/** Whatever may change how much there is, or who may sell it. Which SKUs, the ledger's postings say. */
const topics = [
  'orders.placed',
  'orders.moved',
  'inventory.moved',
  'inventory.corrected',
  'inventory.held',
  'inventory.shares_moved',
  'inventory.policies_set',
  'inventory.nodes_saved',
  'inventory.sharing_changed',
]

export interface Sellable {
  channel_id: string
  sku_id: string
  sellable: number
}

/**
 * Tells marketplaces and partners what they may sell, within a second of the commit and only what changed: the SKUs posted since the last look are counted anew for each of
 * them, and those whose number differs from what was last told are announced as `inventory.sellable_changed`.
 */
export const sellableConsumer: Consumer = {
  name: 'inventory.sellable',
  topics,
  rest_ms: 500,
  async handle(tx, events, now) {
    const sku_ids = await takeMoved(tx)
    // A rule about nodes or channels changes everything they sell, though nothing was posted.
    const whole = events.some(({ topic }) => topic === 'inventory.nodes_saved' || topic === 'inventory.sharing_changed')
    const named = events.filter(({ topic }) => topic === 'inventory.policies_set').map(({ item }) => (item as { sku_id: string }).sku_id)
    const known = whole ? column(await tx.rows<{ sku_id: string }>(sql`select distinct sku_id from inventory.sellable`), 'sku_id') : []
    for (const some of chunksOf([...new Set([...sku_ids, ...named, ...known])], 500)) await tellChanged(tx, now, some)
  },
}

/** The SKUs posted since the last look. Transactions still under way are left for the next one. */
async function takeMoved(tx: Tx): Promise<string[]> {
  const seen = await tx.row<{ through: string; upto: string }>(hot`
    select through_tx_id::text as through, pg_snapshot_xmin(pg_current_snapshot())::text as upto from inventory.sellable_seen for update`)
  const { through, upto } = seen!
  // At the first look there is no past worth walking through: every SKU with stock is told once.
  const rows =
    through === '0'
      ? await tx.rows<{ sku_id: string }>(sql`
          select distinct substr(asset, 5) as sku_id from ledger.balances where (account like 'node:%' or account like 'supplier:%') and asset like 'sku:%'`)
      : await tx.rows<{ sku_id: string }>(hot`
          select distinct substr(asset, 5) as sku_id from ledger.postings
          where tx_id >= ${through}::xid8 and tx_id < ${upto}::xid8 and asset like 'sku:%'`)
  await tx.run(hot`update inventory.sellable_seen set through_tx_id = ${upto}::xid8`)
  return column(rows, 'sku_id')
}

/** Channels whose programs are told: outside platforms and partners. Ours read what there is when they need it. */
const told: ReadonlySet<string> = new Set(['marketplace', 'partner'])

async function tellChanged(tx: Tx, now: string, sku_ids: readonly string[]): Promise<void> {
  const channels = [...(await readChannels(tx)).values()].filter(({ kind, closed_at }) => told.has(kind) && !closed_at)
  const counted: Sellable[] = []
  for (const { id } of channels) {
    for (const { sku_id, available } of await findAvailability(tx, id, sku_ids))
      counted.push({ channel_id: id, sku_id, sellable: available })
  }
  if (counted.length === 0) return
  const changed = await tx.rows<Sellable>(hot`
    insert into inventory.sellable as s (channel_id, sku_id, sellable, changed_at)
    select channel_id, sku_id, sellable, ${now}
    from unnest(${column(counted, 'channel_id')}::text[], ${column(counted, 'sku_id')}::text[], ${column(counted, 'sellable')}::bigint[])
      as c (channel_id, sku_id, sellable)
    where sellable > 0 or exists (select from inventory.sellable t where t.channel_id = c.channel_id and t.sku_id = c.sku_id)
    order by channel_id, sku_id
    on conflict (channel_id, sku_id) do update set sellable = excluded.sellable, changed_at = excluded.changed_at where s.sellable <> excluded.sellable
    returning channel_id, sku_id, sellable`)
  await announce(tx, 'inventory.sellable_changed', changed, now)
}
