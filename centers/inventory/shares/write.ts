import type { Posting, Transaction } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { skuAsset } from '#centers/products/model.ts'
import type { By } from '#core/audit.ts'
import { recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { column, groupBy } from '#core/outcomes.ts'

import { type Db, GroundMoved, hot, json, lockRows, type Reader, type Sql, sql, type Tx } from '#core/sql.ts'
import { availableAccount, safetyAccount, shareAccount } from '../accounts.ts'
import { dropSellingCache, mayTouchNode, readNodes } from '../read.ts'
import { balanceShares, type Share } from './rules.ts'

export type NewShare = Omit<Share, 'granted' | 'ended_at'>
export type ShareStatus =
  | 'id_used_for_another'
  | 'already_set'
  | 'unknown_node'
  | 'safety_is_fixed'
  | 'time_is_over'
  | 'overlaps_another'
  | 'more_than_everything'
  | 'changed'
  | 'set'

const columns = sql`id, channel_id, node_id, sku_id, kind, quantity, percentage_bp, starts_at, ends_at, granted, ended_at`

export const findShares = (db: Reader, within: Sql, limit = 5_000): Promise<Share[]> =>
  db.rows<Share>(
    sql`select ${columns} from inventory.shares where ${within} order by node_id, sku_id, channel_id, starts_at, id limit ${limit}`,
  )

const accountOf = (node_id: string, channel_id: string) => (channel_id === '' ? safetyAccount(node_id) : shareAccount(node_id, channel_id))

/**
 * Sets stock aside by rule: for a channel, fixed (granted once) or as a percentage (made right again and again), or kept back from all. The same id with
 * another amount or end changes the rule. The stock itself moves in the same transaction, as far as it is there.
 */
export async function setShares(
  tx: Tx,
  by: By,
  now: string,
  shares: readonly NewShare[],
): Promise<{ id: string; status: ShareStatus; detail?: string }[]> {
  const nodes = await readNodes(tx)
  // One rule book per node and SKU: all of its rules are locked together, so that two writers cannot both find room.
  const places = column(shares, 'node_id').map((node_id, i) => `${node_id} ${shares[i]!.sku_id}`)
  await tx.run(
    sql`select pg_advisory_xact_lock(hashtext('inventory.shares'), hashtext(p)) from (select distinct unnest(${places}::text[]) as p order by 1) p`,
  )
  const stored = await lockRows<Share>(
    tx,
    sql`select ${columns} from inventory.shares
      where id = any(${column(shares, 'id')}::uuid[]) or (node_id, sku_id) in (select * from unnest(${column(shares, 'node_id')}::text[], ${column(shares, 'sku_id')}::text[]))`,
    sql`id`,
  )
  const known = new Map(stored.map((share) => [share.id, share]))
  const outcomes = shares.map((share): { id: string; status: ShareStatus; detail?: string } => {
    const { id, node_id, sku_id, channel_id } = share
    const before = known.get(id)
    const node = nodes.get(node_id)
    if (!node || !mayTouchNode(by, node)) return { id, status: 'unknown_node', detail: `There is no node ${node_id} of yours.` }
    if (
      before &&
      (before.node_id !== node_id || before.sku_id !== sku_id || before.channel_id !== channel_id || before.kind !== share.kind)
    )
      return { id, status: 'id_used_for_another', detail: 'This id names another rule: make a new one.' }
    if (
      before &&
      before.quantity === share.quantity &&
      before.percentage_bp === share.percentage_bp &&
      before.starts_at === share.starts_at &&
      before.ends_at === share.ends_at
    )
      return { id, status: 'already_set' }
    if (channel_id === '' && share.kind !== 'fixed')
      return { id, status: 'safety_is_fixed', detail: 'What is kept back from every channel is a number of pieces: kind must be fixed.' }
    if (before?.ended_at || (share.ends_at !== null && share.ends_at <= now))
      return { id, status: 'time_is_over', detail: 'ends_at has passed: make a new rule.' }
    const others = [...known.values()].filter(
      (other) => other.id !== id && !other.ended_at && other.node_id === node_id && other.sku_id === sku_id && overlap(other, share),
    )
    if (others.some((other) => other.channel_id === channel_id))
      return { id, status: 'overlaps_another', detail: 'This channel has a rule for the same time: change that one, or choose other days.' }
    const parts = [share, ...others].reduce((sum, one) => sum + (one.percentage_bp ?? 0), 0)
    if (parts > 10_000) return { id, status: 'more_than_everything', detail: `The percentages would be ${parts / 100} % together.` }
    known.set(id, { ...share, granted: before?.granted ?? 0, ended_at: null })
    return { id, status: before ? 'changed' : 'set' }
  })
  const done = shares.filter((_, i) => ['set', 'changed'].includes(outcomes[i]!.status))
  await tx.run(sql`
    insert into inventory.shares (id, channel_id, node_id, sku_id, kind, quantity, percentage_bp, starts_at, ends_at, changed_at)
    select id, channel_id, node_id, sku_id, kind, quantity, percentage_bp, starts_at, ends_at, ${now}
    from jsonb_to_recordset(${json(done)}::jsonb) as s (id uuid, channel_id text, node_id text, sku_id text, kind text, quantity bigint,
      percentage_bp integer, starts_at timestamptz, ends_at timestamptz)
    on conflict (id) do update set quantity = excluded.quantity, percentage_bp = excluded.percentage_bp, starts_at = excluded.starts_at,
      ends_at = excluded.ends_at, changed_at = excluded.changed_at`)
  await recordChanges(
    tx,
    by,
    now,
    done.map((share) => ({
      subject: 'inventory.share',
      subject_id: share.id,
      action: 'share_set',
      organization_id: nodes.get(share.node_id)!.organization_id,
      after: share,
    })),
  )
  await rebalanceShares(tx, now, done)
  tx.afterCommit(dropSellingCache)
  return outcomes
}

const overlap = (a: Pick<Share, 'starts_at' | 'ends_at'>, b: Pick<Share, 'starts_at' | 'ends_at'>): boolean =>
  (a.ends_at === null || b.starts_at < a.ends_at) && (b.ends_at === null || a.starts_at < b.ends_at)

/** Ends rules now; what is left of them goes back to the pool. */
export async function endShares(
  tx: Tx,
  by: By,
  now: string,
  ids: readonly string[],
): Promise<{ id: string; status: 'share_not_found' | 'already_ended' | 'ended'; detail?: string }[]> {
  const nodes = await readNodes(tx)
  const rows = await lockRows<Share>(tx, sql`select ${columns} from inventory.shares where id = any(${ids}::uuid[])`, sql`id`)
  const known = new Map(rows.filter(({ node_id }) => mayTouchNode(by, nodes.get(node_id))).map((share) => [share.id, share]))
  const ending = [...known.values()].filter(({ ended_at }) => !ended_at)
  await tx.run(sql`update inventory.shares set ended_at = ${now}, changed_at = ${now} where id = any(${column(ending, 'id')}::uuid[])`)
  await recordChanges(
    tx,
    by,
    now,
    ending.map((share) => ({
      subject: 'inventory.share',
      subject_id: share.id,
      action: 'share_ended',
      organization_id: nodes.get(share.node_id)!.organization_id,
      before: share,
    })),
  )
  await rebalanceShares(tx, now, ending)
  return ids.map((id) =>
    !known.has(id)
      ? { id, status: 'share_not_found', detail: 'There is no such rule of yours.' }
      : { id, status: known.get(id)!.ended_at ? 'already_ended' : 'ended' },
  )
}

/**
 * Moves stock between the pool and the shares of these places until every rule holds as far as there is stock; answers how many places changed. Harmless at
 * any time: one ledger transaction per place, guarded like any other.
 */
export async function rebalanceShares(tx: Tx, now: string, places: readonly { node_id: string; sku_id: string }[]): Promise<number> {
  if (places.length === 0) return 0
  const shares = await lockRows<Share>(
    tx,
    sql`select ${columns} from inventory.shares
      where (node_id, sku_id) in (select * from unnest(${column(places, 'node_id')}::text[], ${column(places, 'sku_id')}::text[]))`,
    sql`id`,
  )
  const groups = groupBy(shares, ({ node_id, sku_id }) => `${node_id} ${sku_id}`)
  const asked = [...groups.values()].flatMap((group) => {
    const { node_id, sku_id } = group[0]!
    const channels = [...new Set(column(group, 'channel_id'))]
    return [availableAccount(node_id), ...channels.map((id) => accountOf(node_id, id))].map((account) => ({
      account,
      asset: skuAsset(sku_id),
    }))
  })
  // Locked here already, in the ledger's own order: what is decided below is then what is posted.
  const rows = await tx.rows<{ account: string; asset: string; balance: number }>(hot`
    select b.account, b.asset, b.balance from unnest(${column(asked, 'account')}::text[], ${column(asked, 'asset')}::text[]) as k (account, asset)
    join ledger.balances b on b.account = k.account and b.asset = k.asset order by b.account, b.asset for update of b`)
  const balances = new Map(rows.map(({ account, asset, balance }) => [`${account} ${asset}`, balance]))
  const transactions: Transaction[] = []
  const granted = new Map<string, number>()
  const touched: { node_id: string; sku_id: string }[] = []
  for (const group of groups.values()) {
    const { node_id, sku_id } = group[0]!
    const asset = skuAsset(sku_id)
    const held = (account: string) => balances.get(`${account} ${asset}`) ?? 0
    const channels = [...new Set(column(group, 'channel_id'))]
    const running = group.filter((share) => !share.ended_at && share.starts_at <= now && (share.ends_at === null || share.ends_at > now))
    const result = balanceShares(
      running,
      held(availableAccount(node_id)),
      new Map(channels.map((channel_id) => [channel_id, held(accountOf(node_id, channel_id))])),
    )
    for (const [id, quantity] of result.granted) granted.set(id, quantity)
    if (result.shifts.length === 0) continue
    touched.push({ node_id, sku_id })
    const postings = result.shifts.map(({ channel_id, quantity }): Posting => {
      const [source, destination] = [availableAccount(node_id), accountOf(node_id, channel_id)]
      return quantity > 0
        ? { source, destination, asset, amount: quantity }
        : { source: destination, destination: source, asset, amount: -quantity }
    })
    transactions.push({ key: `share:${newId()}`, kind: 'inventory.share', ref: `inventory.node:${node_id}`, happened_at: now, postings })
  }
  const posted = await postTransactions(tx, now, transactions)
  if (posted.some(({ status }) => status !== 'posted')) throw new GroundMoved('stock moved while shares were balanced')
  await tx.run(hot`
    update inventory.shares s set granted = g.granted from unnest(${[...granted.keys()]}::uuid[], ${[...granted.values()]}::bigint[]) as g (id, granted)
    where s.id = g.id and s.granted <> g.granted`)
  await announce(tx, 'inventory.shares_moved', touched, now)
  return touched.length
}

/** Starts and ends rules whose time has come, and makes percentages right: what was sold or came in since. Answers how many places changed. */
export async function rebalanceDue(db: Db, now: string): Promise<number> {
  let moved = 0
  const ended = await db.run(
    sql`update inventory.shares set ended_at = ${now}, changed_at = ${now} where ended_at is null and ends_at <= ${now}`,
  )
  if (ended > 0) moved += ended
  let after = { node_id: '', sku_id: '' }
  for (;;) {
    const places = await db.rows<{ node_id: string; sku_id: string }>(sql`
      select distinct node_id, sku_id from inventory.shares
      where (node_id, sku_id) > (${after.node_id}, ${after.sku_id}) and starts_at <= ${now}
        and (ended_at is null or ended_at > ${now}::timestamptz - interval '1 hour')
      order by node_id, sku_id limit 500`)
    if (places.length === 0) return moved
    moved += await db.tx((tx) => rebalanceShares(tx, now, places))
    after = places.at(-1)!
  }
}
