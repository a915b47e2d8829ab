import { isPosted } from '#centers/ledger/model.ts'
import { postTransactions, setFloors } from '#centers/ledger/write.ts'
import { skuAsset } from '#centers/products/model.ts'
import { announce } from '#core/events.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { json, sql, type Tx } from '#core/sql.ts'
import { availableAccount, promiseAccounts } from './accounts.ts'
import type { Correction, NodeItem, Policy } from './model.ts'
import { issueLots, lockLotStock } from './moves/write.ts'
import { dropSellingCache } from './read.ts'

/** Makes or changes nodes. */
export async function saveNodes(tx: Tx, now: string, nodes: readonly NodeItem[]): Promise<Outcome<'saved'>[]> {
  await tx.run(sql`
    insert into inventory.nodes (id, kind, name, organization_id, partner_id, region_code, address, longitude, latitude, opening_hours, cut_off, capacity_per_day, closed_weekdays, changed_at)
    select id, kind, name, organization_id, partner_id, region_code, address, longitude, latitude, opening_hours, cut_off, capacity_per_day,
      array(select jsonb_array_elements_text(coalesce(closed_weekdays, '[]'))::smallint), ${now}
    from jsonb_to_recordset(${json(nodes)}::jsonb) as s (id text, kind text, name jsonb, organization_id text, partner_id text, region_code text,
      address jsonb, longitude double precision, latitude double precision, opening_hours text, cut_off text, capacity_per_day integer,
      closed_weekdays jsonb)
    on conflict (id) do update set kind = excluded.kind, name = excluded.name, organization_id = excluded.organization_id, partner_id = excluded.partner_id,
      region_code = excluded.region_code, address = excluded.address, longitude = excluded.longitude, latitude = excluded.latitude,
      opening_hours = excluded.opening_hours, cut_off = excluded.cut_off, capacity_per_day = excluded.capacity_per_day, closed_weekdays = excluded.closed_weekdays, changed_at = excluded.changed_at`)
  await announce(
    tx,
    'inventory.nodes_saved',
    nodes.map(({ id }) => ({ id })),
    now,
  )
  tx.afterCommit(dropSellingCache)
  return nodes.map(({ id }) => ({ id, status: 'saved' }))
}

export interface Sharing {
  channel_id: string
  node_ids: readonly string[]
  /** The channel may sell only what is set aside for it. */
  only_share?: boolean
}

/** Sets from which nodes a channel may sell, in the order given. */
export async function shareNodes(tx: Tx, shares: readonly Sharing[]): Promise<void> {
  await tx.run(sql`delete from inventory.sharing where channel_id = any(${column(shares, 'channel_id')}::text[])`)
  const rows = shares.flatMap(({ channel_id, node_ids, only_share = false }) =>
    node_ids.map((node_id, rank) => ({ channel_id, node_id, rank, only_share })),
  )
  await tx.run(sql`
    insert into inventory.sharing (channel_id, node_id, rank, only_share)
    select * from unnest(${column(rows, 'channel_id')}::text[], ${column(rows, 'node_id')}::text[], ${column(rows, 'rank')}::smallint[],
      ${column(rows, 'only_share')}::boolean[])`)
  tx.afterCommit(dropSellingCache)
}

/** Sets how SKUs may be sold. The cap of a presale is the floor of its account: it cannot go below what is already owed (`cap_in_use`). */
export async function setPolicies(tx: Tx, now: string, policies: readonly Policy[]): Promise<Outcome<'set' | 'cap_in_use'>[]> {
  const presales = policies.filter(({ policy }) => policy === 'negative')
  const floors = await setFloors(
    tx,
    presales.map(({ sku_id, node_id, cap }) => ({
      account: promiseAccounts('presale', node_id!, sku_id).open,
      asset: skuAsset(sku_id),
      floor: -cap,
    })),
  )
  const refused = new Set(presales.filter((_, i) => floors[i]!.status === 'line_in_use'))
  const set = policies.filter((policy) => !refused.has(policy))
  await tx.run(sql`
    insert into inventory.policies (sku_id, channel_id, policy, node_id, cap, changed_at)
    select sku_id, channel_id, policy, node_id, cap, ${now}
    from jsonb_to_recordset(${json(set)}::jsonb) as s (sku_id text, channel_id text, policy text, node_id text, cap bigint)
    on conflict (sku_id, channel_id) do update set policy = excluded.policy, node_id = excluded.node_id, cap = excluded.cap, changed_at = excluded.changed_at`)
  await announce(
    tx,
    'inventory.policies_set',
    set.map(({ sku_id, channel_id }) => ({ sku_id, channel_id })),
    now,
  )
  tx.afterCommit(dropSellingCache)
  return policies.map((policy) =>
    refused.has(policy)
      ? { id: policy.sku_id, status: 'cap_in_use', detail: 'More is already owed than the new cap allows.' }
      : { id: policy.sku_id, status: 'set' },
  )
}

export type CorrectionStatus = 'corrected' | 'already_corrected' | 'id_used_for_another' | 'less_than_that'

/** Books what a count found: more or less than the books say. Each correction is its own transaction with a reason. What is less comes off the lots. */
export async function correctStock(tx: Tx, now: string, corrections: readonly Correction[]): Promise<Outcome<CorrectionStatus>[]> {
  // Lots are locked before balances, here as everywhere.
  await lockLotStock(tx, corrections)
  const posted = await postTransactions(
    tx,
    now,
    corrections.map(({ id, node_id, sku_id, change }) => {
      const account = availableAccount(node_id)
      const [source, destination] = change > 0 ? ['world', account] : [account, 'world']
      return {
        key: `stock:${id}`,
        kind: 'inventory.correct',
        ref: `inventory.correction:${id}`,
        happened_at: now,
        postings: [{ source, destination, asset: skuAsset(sku_id), amount: Math.abs(change) }],
      }
    }),
  )
  const made = corrections.filter((_, i) => posted[i]!.status === 'posted')
  await issueLots(
    tx,
    now,
    made.filter(({ change }) => change < 0).map(({ node_id, sku_id, change }) => ({ node_id, sku_id, quantity: -change })),
  )
  await announce(tx, 'inventory.corrected', made, now)
  const statuses = {
    posted: 'corrected',
    already_posted: 'already_corrected',
    key_used_for_another: 'id_used_for_another',
    balance_too_low: 'less_than_that',
  } as const
  return corrections.map(({ id }, i) => {
    const outcome = posted[i]!
    return {
      id,
      status: statuses[outcome.status],
      ...(isPosted(outcome) ? {} : { detail: outcome.shortage ? `The node has ${outcome.shortage} less than that.` : 'Use a new id.' }),
    }
  })
}

/** Sets what a supplier promises to ship for us, by the difference to what he promised before; answers whether each was booked. */
export async function promiseStock(
  tx: Tx,
  now: string,
  promises: readonly { id: string; node_id: string; sku_id: string; change: number }[],
): Promise<boolean[]> {
  const outcomes = await postTransactions(
    tx,
    now,
    promises.map(({ id, node_id, sku_id, change }) => {
      const { open } = promiseAccounts('supplier', node_id, sku_id)
      const [source, destination] = change > 0 ? ['world', open] : [open, 'world']
      return {
        key: `promise:${id}`,
        kind: 'inventory.promise',
        ref: `inventory.node:${node_id}`,
        happened_at: now,
        postings: [{ source, destination, asset: skuAsset(sku_id), amount: Math.abs(change) }],
      }
    }),
  )
  return outcomes.map(isPosted)
}
