import { readChannels } from '#centers/channels/read.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { column } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import type { TimeLimit } from './model.ts'
import { listTimeLimits } from './read.ts'

export type LimitStatus = 'saved' | 'removed' | 'already_saved' | 'unknown_channel' | 'twice_in_batch'

/** Sets and removes time limits (null hours); a line of a channel goes before the one for all (`*`). */
export async function saveTimeLimits(
  tx: Tx,
  by: By,
  now: string,
  limits: readonly TimeLimit[],
): Promise<{ id: string; status: LimitStatus }[]> {
  const nameOf = ({ channel_id, state }: Pick<TimeLimit, 'channel_id' | 'state'>) => `${channel_id}:${state}`
  const channels = await readChannels(tx)
  const before = new Map((await listTimeLimits(tx)).map((limit) => [nameOf(limit), limit.hours]))
  const seen = new Set<string>()
  const changed: TimeLimit[] = []
  const outcomes = limits.map((limit) => {
    const id = nameOf(limit)
    if (limit.channel_id !== '*' && !channels.has(limit.channel_id)) return { id, status: 'unknown_channel' as const }
    if (seen.has(id)) return { id, status: 'twice_in_batch' as const }
    seen.add(id)
    if ((before.get(id) ?? null) === limit.hours) return { id, status: 'already_saved' as const }
    changed.push(limit)
    return { id, status: limit.hours === null ? ('removed' as const) : ('saved' as const) }
  })
  const kept = changed.filter(({ hours }) => hours !== null)
  const gone = changed.filter(({ hours }) => hours === null)
  await tx.run(hot`
    insert into orders.time_limits (channel_id, state, hours, saved_at, saved_by)
    select channel_id, state, hours, ${now}, ${by.name}
    from unnest(${column(kept, 'channel_id')}::text[], ${column(kept, 'state')}::text[], ${kept.map(({ hours }) => hours)}::numeric[])
      as l (channel_id, state, hours)
    on conflict (channel_id, state) do update set hours = excluded.hours, saved_at = excluded.saved_at, saved_by = excluded.saved_by`)
  await tx.run(hot`
    delete from orders.time_limits l using unnest(${column(gone, 'channel_id')}::text[], ${column(gone, 'state')}::text[]) as g (channel_id, state)
    where l.channel_id = g.channel_id and l.state = g.state`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map((limit) => ({
      subject: 'orders.time_limit',
      subject_id: nameOf(limit),
      action: limit.hours === null ? 'removed' : 'saved',
      before: { hours: before.get(nameOf(limit)) ?? null },
      after: { hours: limit.hours },
    })),
  )
  return outcomes
}
