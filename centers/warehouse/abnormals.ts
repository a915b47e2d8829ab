import type { Outcome } from '#core/outcomes.ts'
import { column } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'

export type ResolveStatus = 'resolved' | 'already_resolved' | 'abnormal_not_found'

/** Somebody saw to it and says how. The order itself goes on when it is approved again. */
export async function resolveAbnormals(
  tx: Tx,
  by: string,
  now: string,
  resolutions: readonly { id: string; resolution: string }[],
): Promise<Outcome<ResolveStatus>[]> {
  const ids = column(resolutions, 'id')
  const done = await tx.rows<{ id: string }>(hot`
    update warehouse.abnormals a set status = 'resolved', resolution = r.resolution, resolved_by = ${by}, resolved_at = ${now}
    from unnest(${ids}::uuid[], ${column(resolutions, 'resolution')}::text[]) as r (id, resolution) where a.id = r.id and a.status = 'open' returning a.id`)
  const known = await tx.rows<{ id: string }>(hot`select id from warehouse.abnormals where id = any(${ids}::uuid[])`)
  const [resolved, found] = [new Set(column(done, 'id')), new Set(column(known, 'id'))]
  return ids.map((id) => {
    if (!found.has(id)) return { id, status: 'abnormal_not_found', detail: 'There is no such task.' }
    return { id, status: resolved.has(id) ? 'resolved' : 'already_resolved' }
  })
}
