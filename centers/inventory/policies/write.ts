import type { By } from '#core/audit.ts'
import { recordChanges } from '#core/audit.ts'
import { column } from '#core/outcomes.ts'
import { claim, type Db, json, lockRows, type Reader, type Sql, sql, type Tx } from '#core/sql.ts'
import type { Policy } from '../model.ts'
import { dropSellingCache } from '../read.ts'
import { setPolicies } from '../write.ts'

export interface PolicyWindow extends Policy {
  id: string
  starts_at: string
  ends_at: string
  state: 'waiting' | 'running' | 'over' | 'refused'
}
const columns = sql`id, sku_id, channel_id, policy, node_id, cap, starts_at, ends_at, state`

export const listWindows = (db: Reader, within: Sql, limit: number): Promise<PolicyWindow[]> =>
  db.rows<PolicyWindow>(
    sql`select ${columns} from inventory.policy_windows where ${within} order by starts_at desc, id desc limit ${limit}`,
  )
export const listPolicies = (db: Reader, after: readonly [string, string], q: string | null, limit: number): Promise<Policy[]> =>
  db.rows<Policy>(sql`
    select sku_id, channel_id, policy, node_id, cap from inventory.policies
    where (sku_id, channel_id) > (${after[0]}, ${after[1]}) and (${q}::text is null or sku_id ilike ${q && `%${q.replace(/[\\%_]/g, '\\$&')}%`})
    order by sku_id, channel_id limit ${limit}`)

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
        if (one.state === 'running') {
          if (one.before) await setPolicies(tx, now, [one.before])
          else await tx.run(sql`delete from inventory.policies where sku_id = ${sku_id} and channel_id = ${channel_id}`)
        }
        await tx.run(sql`update inventory.policy_windows set state = 'over', due_at = null, changed_at = ${now} where id = ${id}`)
      }
    }
    if (due.length > 0) tx.afterCommit(dropSellingCache)
    return due.length
  })
