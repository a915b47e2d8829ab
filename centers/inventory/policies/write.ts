import { skuAsset } from '#centers/products/model.ts'
import { findSkus } from '#centers/products/read.ts'
import type { By } from '#core/audit.ts'
import { recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { claim, type Db, hot, json, lockRows, type Reader, type Sql, sql, type Tx } from '#core/sql.ts'
import { promiseAccounts } from '../accounts.ts'
import type { Policy } from '../model.ts'
import { dropSellingCache, readNodes } from '../read.ts'
import { promiseStock, setPolicies } from '../write.ts'

export const windowStates = ['waiting', 'running', 'over', 'refused'] as const
export interface PolicyWindow extends Policy {
  id: string
  starts_at: string
  ends_at: string
  state: (typeof windowStates)[number]
}
const columns = sql`id, sku_id, channel_id, policy, node_id, cap, starts_at, ends_at, state`

export const listWindows = (db: Reader, within: Sql, limit: number): Promise<PolicyWindow[]> =>
  db.rows<PolicyWindow>(
    sql`select ${columns} from inventory.policy_windows where ${within} order by starts_at desc, id desc limit ${limit}`,
  )
export const listPolicies = (
  db: Reader,
  after: readonly [string, string],
  q: string | null,
  limit: number,
): Promise<(Policy & { open: number | null })[]> =>
  db.rows<Policy & { open: number | null }>(sql`
    select sku_id, channel_id, policy, node_id, cap, case policy
        when 'negative' then coalesce((
          select b.balance - b.floor from ledger.balances b where b.account = 'presale:' || sku_id || ':open' and b.asset = 'sku:' || sku_id), cap)
        when 'zero' then coalesce((
          select b.balance from ledger.balances b where b.account = 'supplier:' || node_id || ':promise' and b.asset = 'sku:' || sku_id), 0)
      end as open
    from inventory.policies
    where (sku_id, channel_id) > (${after[0]}, ${after[1]}) and (${q}::text is null or sku_id ilike ${q && `%${q.replace(/[\\%_]/g, '\\$&')}%`})
    order by sku_id, channel_id limit ${limit}`)

export type PolicyFault = 'sku_not_found' | 'node_needed' | 'node_not_found'

/** What is wrong with policies as they were asked for: unknown SKU, a node that is missing or not there. Null for those that may be set. */
export async function judgePolicies(db: Reader, policies: readonly Policy[]): Promise<({ status: PolicyFault; detail: string } | null)[]> {
  const skus = new Set(column(await findSkus(db, [...new Set(column(policies, 'sku_id'))]), 'sku_id'))
  const nodes = await readNodes(db)
  return policies.map(({ sku_id, policy, node_id }) => {
    if (!skus.has(sku_id)) return { status: 'sku_not_found', detail: `sku_id: there is no SKU ${sku_id}.` }
    if (policy === 'positive') return null
    if (node_id === null) return { status: 'node_needed', detail: `node_id: ${policy} needs the node that ships.` }
    return nodes.has(node_id) ? null : { status: 'node_not_found', detail: `node_id: there is no node ${node_id}.` }
  })
}

export interface SupplierPromise {
  /** Made by the caller; the same id again is the same act. */
  id: string
  node_id: string
  sku_id: string
  /** How many he will ship for us from now on. */
  quantity: number
}
export type PromiseStatus = PolicyFault | 'already_set' | 'id_used_for_another' | 'set'

/** Sets how many a supplier promises to ship for us from now on; what was sold of it before stays sold. */
export async function setPromises(tx: Tx, by: By, now: string, promises: readonly SupplierPromise[]): Promise<Outcome<PromiseStatus>[]> {
  const faults = await judgePolicies(
    tx,
    promises.map((one) => ({ ...one, channel_id: '', policy: 'zero', cap: 0 })),
  )
  const good = promises.filter((_, i) => faults[i] === null)
  const asked = [...good].sort((a, b) => (`${a.node_id} ${a.sku_id}` < `${b.node_id} ${b.sku_id}` ? -1 : 1))
  const rows = await tx.rows<{ account: string; asset: string; balance: number }>(hot`
    select b.account, b.asset, b.balance
    from unnest(${asked.map(({ node_id, sku_id }) => promiseAccounts('supplier', node_id, sku_id).open)}::text[], ${asked.map(({ sku_id }) => skuAsset(sku_id))}::text[]) as k (account, asset)
    join ledger.balances b on b.account = k.account and b.asset = k.asset order by b.account, b.asset for update of b`)
  const open = new Map(rows.map(({ account, asset, balance }) => [`${account} ${asset}`, balance]))
  const posted = new Map<SupplierPromise, PromiseStatus>()
  for (const one of good) {
    const { id, node_id, sku_id, quantity } = one
    const account = promiseAccounts('supplier', node_id, sku_id).open
    const key = `${account} ${skuAsset(sku_id)}`
    const change = quantity - (open.get(key) ?? 0)
    open.set(key, quantity)
    if (change === 0) {
      posted.set(one, 'already_set')
      continue
    }
    const [booked] = await promiseStock(tx, now, [{ id, node_id, sku_id, change }])
    posted.set(one, booked ? 'set' : 'id_used_for_another')
  }
  const set = good.filter((one) => posted.get(one) === 'set')
  await recordChanges(
    tx,
    by,
    now,
    set.map((one) => ({ subject: 'inventory.promise', subject_id: `${one.node_id}~${one.sku_id}`, action: 'set', after: one })),
  )
  await announce(
    tx,
    'inventory.policies_set',
    set.map(({ sku_id }) => ({ sku_id, channel_id: '' })),
    now,
  )
  return promises.map((one, i) => {
    if (faults[i]) return { id: one.id, ...faults[i] }
    const status = posted.get(one)!
    return {
      id: one.id,
      status,
      ...(status === 'id_used_for_another' && { detail: 'This id was used for another promise: make a new one.' }),
    }
  })
}

export type WindowStatus = 'id_used_for_another' | 'already_planned' | 'time_is_over' | 'overlaps_another' | 'planned'

/** Plans a policy for a time. It is put in force when it starts, and what stood before comes back when it ends. */
export async function planPolicies(
  tx: Tx,
  by: By,
  now: string,
  windows: readonly Omit<PolicyWindow, 'state'>[],
): Promise<{ id: string; status: WindowStatus; detail?: string }[]> {
  const skus = [...new Set(column(windows, 'sku_id'))].sort()
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('inventory.policy_windows'), hashtext(s)) from unnest(${skus}::text[]) s`)
  const stored = await tx.rows<PolicyWindow>(
    sql`select ${columns} from inventory.policy_windows where sku_id = any(${skus}::text[]) or id = any(${column(windows, 'id')}::uuid[])`,
  )
  const known = new Map(stored.map((one) => [one.id, one]))
  const fresh: PolicyWindow[] = []
  const outcomes = windows.map((one): { id: string; status: WindowStatus; detail?: string } => {
    const { id } = one
    const before = known.get(id)
    if (before)
      return before.sku_id === one.sku_id && before.policy === one.policy && before.starts_at === one.starts_at
        ? { id, status: 'already_planned' }
        : { id, status: 'id_used_for_another', detail: 'This id names another plan: make a new one.' }
    if (one.ends_at <= now || one.ends_at <= one.starts_at)
      return { id, status: 'time_is_over', detail: 'ends_at must come after starts_at and after now.' }
    const other = [...known.values()].find(
      (each) =>
        each.sku_id === one.sku_id &&
        each.channel_id === one.channel_id &&
        (each.state === 'waiting' || each.state === 'running') &&
        each.starts_at < one.ends_at &&
        one.starts_at < each.ends_at,
    )
    if (other) return { id, status: 'overlaps_another', detail: `Another plan runs from ${other.starts_at} to ${other.ends_at}.` }
    const made = { ...one, state: 'waiting' as const }
    known.set(id, made)
    fresh.push(made)
    return { id, status: 'planned' }
  })
  await tx.run(sql`
    insert into inventory.policy_windows (id, sku_id, channel_id, policy, node_id, cap, starts_at, ends_at, due_at, changed_at)
    select id, sku_id, channel_id, policy, node_id, cap, starts_at, ends_at, starts_at, ${now}
    from jsonb_to_recordset(${json(fresh)}::jsonb) as w (id uuid, sku_id text, channel_id text, policy text, node_id text, cap bigint,
      starts_at timestamptz, ends_at timestamptz)`)
  await recordChanges(
    tx,
    by,
    now,
    fresh.map((one) => ({ subject: 'inventory.policy', subject_id: one.sku_id, action: 'planned', after: one })),
  )
  return outcomes
}

/** Ends plans before their time. What a running one replaced comes back; a presale keeps what it owes. */
export async function endWindows(
  tx: Tx,
  by: By,
  now: string,
  ids: readonly string[],
): Promise<{ id: string; status: 'plan_not_found' | 'already_over' | 'ended'; detail?: string }[]> {
  const rows = await lockRows<PolicyWindow & { before: Policy | null }>(
    tx,
    sql`select ${columns}, before from inventory.policy_windows where id = any(${ids}::uuid[])`,
    sql`id`,
  )
  const known = new Map(rows.map((one) => [one.id, one]))
  const ending = rows.filter(({ state }) => state === 'waiting' || state === 'running')
  for (const one of ending) await endWindow(tx, now, one)
  await recordChanges(
    tx,
    by,
    now,
    ending.map((one) => ({ subject: 'inventory.policy', subject_id: one.sku_id, action: 'plan_ended', before: one, after: null })),
  )
  tx.afterCommit(dropSellingCache)
  return ids.map((id) => {
    const one = known.get(id)
    if (!one) return { id, status: 'plan_not_found', detail: 'There is no such plan.' }
    return { id, status: one.state === 'over' || one.state === 'refused' ? 'already_over' : 'ended' }
  })
}

/** What stood before comes back, where the plan was in force. */
async function endWindow(
  tx: Tx,
  now: string,
  { id, sku_id, channel_id, state, before }: PolicyWindow & { before: Policy | null },
): Promise<void> {
  if (state === 'running') {
    if (before) await setPolicies(tx, now, [before])
    else {
      await tx.run(sql`delete from inventory.policies where sku_id = ${sku_id} and channel_id = ${channel_id}`)
      await announce(tx, 'inventory.policies_set', [{ sku_id, channel_id }], now)
    }
  }
  await tx.run(sql`update inventory.policy_windows set state = 'over', due_at = null, changed_at = ${now} where id = ${id}`)
}

/** Starts and ends the plans whose time has come; answers how many. A presale that already owes more than its new cap stays as it is: `refused`. */
export const turnWindows = (db: Db, now: string, limit = 200): Promise<number> =>
  db.tx(async (tx) => {
    const due = await claim<PolicyWindow & { before: Policy | null }>(
      tx,
      sql`select ${columns}, before from inventory.policy_windows where due_at <= ${now} order by due_at, id limit ${limit}`,
    )
    for (const one of due) {
      const { id, sku_id, channel_id, policy, node_id, cap } = one
      if (one.state === 'waiting' && one.ends_at > now) {
        const [before] = await lockRows<Policy>(
          tx,
          sql`select sku_id, channel_id, policy, node_id, cap from inventory.policies where sku_id = ${sku_id} and channel_id = ${channel_id}`,
          sql`sku_id`,
        )
        const [outcome] = await setPolicies(tx, now, [{ sku_id, channel_id, policy, node_id, cap }])
        const state = outcome!.status === 'set' ? 'running' : 'refused'
        await tx.run(sql`
          update inventory.policy_windows set state = ${state}, before = ${before ? json(before) : null}::jsonb,
            due_at = ${state === 'running' ? one.ends_at : null}::timestamptz, changed_at = ${now} where id = ${id}`)
      } else {
        await endWindow(tx, now, one)
      }
    }
    if (due.length > 0) tx.afterCommit(dropSellingCache)
    return due.length
  })
