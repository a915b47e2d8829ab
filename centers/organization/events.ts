import { digestOf, sealAuditDays, systemBy } from '#core/audit.ts'
import { announce, type Consumer, type Event } from '#core/events.ts'
import type { DueWork } from '#core/jobs.ts'
import { byId } from '#core/outcomes.ts'
import { sql, type Tx } from '#core/sql.ts'
import { settleDays } from './day/write.ts'
import type { AssignmentRow, RoleRow } from './model.ts'
import { findRoles } from './read.ts'
import { lockStaff, writeAssignments, writeRoles } from './write.ts'

interface Granted {
  id: string
  subject: string
  difference: { before: unknown; after: unknown }
  granted_by: string
}

interface Waiting {
  id: string
  kind: 'assignment' | 'role'
  difference: { before: unknown; after: unknown }
  digest: string
}

/** Applies changes of rights that were approved, exactly as signed, unless the ground has moved; forgets those that were not. */
export const consumers: readonly Consumer[] = [
  {
    name: 'organization.proposals',
    topics: ['approvals.granted', 'approvals.closed'],
    async handle(tx, events, now) {
      for (const { topic, item } of events as Event<Granted>[]) {
        if (item.subject !== 'organization.assignment' && item.subject !== 'organization.role') continue
        const proposal = await tx.row<Waiting>(sql`
          select id, kind, difference, digest from organization.proposals where id = ${item.id} and state = 'waiting' for update`)
        if (!proposal) continue
        const detail = topic === 'approvals.closed' ? null : await apply(tx, proposal, item, now)
        const state = topic === 'approvals.closed' ? 'refused' : detail === null ? 'applied' : 'ground_moved'
        await tx.run(sql`update organization.proposals set state = ${state}, decided_at = ${now} where id = ${item.id}`)
        if (state !== 'refused') await announce(tx, 'approvals.settled', [{ id: item.id, result: state, detail }], now)
      }
    },
  },
]

/** Null when it was applied; otherwise what is different from the moment it was signed. */
async function apply(tx: Tx, proposal: Waiting, granted: Granted, now: string): Promise<string | null> {
  if (digestOf(granted.difference) !== proposal.digest) return 'what was signed is not what was proposed'
  const by = { ...systemBy('approved change of rights'), name: `approved by ${granted.granted_by}`, request_id: granted.id }
  if (proposal.kind === 'role') {
    const { before, after } = proposal.difference as { before: RoleRow | null; after: RoleRow }
    const [current] = await tx.rows<RoleRow>(sql`
      select id, name, name_en, permissions, guarded from organization.roles where id = ${after.id} for update`)
    if (digestOf(current ?? null) !== digestOf(before)) return 'the role was changed meanwhile'
    await writeRoles(tx, by, now, [[current, after]])
    return null
  }
  const { assignment, permissions } = proposal.difference.after as { assignment: AssignmentRow; permissions: string[] }
  const [role] = await findRoles(tx, [assignment.role_id])
  if (digestOf(role?.permissions ?? null) !== digestOf(permissions)) return 'the role permits something else by now'
  const person = (await lockStaff(tx, [assignment.staff_id])).get(assignment.staff_id)
  if (!person || person.left_at) return 'the person has left'
  const open = byId(
    await tx.rows<{ id: string }>(
      sql`select id from organization.organizations where id = ${assignment.organization_id} and closed_at is null`,
    ),
  )
  if (!open.has(assignment.organization_id)) return 'the organization is closed'
  if (assignment.valid_until !== null && assignment.valid_until <= now) return 'its time is over'
  await writeAssignments(tx, by, now, [assignment], 'role_granted')
  return null
}

export const due: readonly DueWork[] = [
  sealAuditDays,
  { name: 'organization.settle_days', run: (db, now) => db.tx((tx) => settleDays(tx, now)) },
]
