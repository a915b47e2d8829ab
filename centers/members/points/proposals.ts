import { type Applied, applyGranted } from '#centers/approvals/events.ts'
import { type Act, askSecond, type SecondStatus } from '#centers/approvals/two-person.ts'
import { type By, systemBy } from '#core/audit.ts'
import type { Consumer } from '#core/events.ts'
import type { Outcome } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import type { PointCorrection } from '../model.ts'
import { findStandings, readPrograms } from '../read.ts'
import { correctPoints } from './write.ts'

const subject = 'members.points'

/**
 * Corrects points, or puts corrections to a second person where what one member gets or loses in a program in a business day is worth more than
 * the two-person rule for `points.correct` allows: many small ones count together, sent at once or one by one. Under its own id, so sending it again is harmless.
 */
export async function proposeCorrections(
  tx: Tx,
  by: By,
  now: string,
  corrections: readonly PointCorrection[],
): Promise<Outcome<Awaited<ReturnType<typeof correctPoints>>[number]['status'] | SecondStatus>[]> {
  const programs = await readPrograms(tx)
  const standings = await findStandings(tx, [...new Set(corrections.map(({ member_id }) => member_id))])
  const worth = new Map<string, number>()
  const keyOf = ({ member_id, program_id }: PointCorrection) => `member:${member_id} ${program_id}`
  const worthOf = ({ quantity, program_id }: PointCorrection) => Math.abs(quantity) * (programs.get(program_id)?.point_value_minor ?? 0)
  for (const one of corrections) worth.set(keyOf(one), (worth.get(keyOf(one)) ?? 0) + worthOf(one))
  const acts = corrections.map((one): Act => {
    const { id, member_id, program_id, quantity, reason } = one
    const program = programs.get(program_id)?.name.zh ?? program_id
    const standing = standings.find((found) => found.member_id === member_id && found.program_id === program_id)
    return {
      ...{ id, permission: 'points.correct', currency: 'CNY', whose: keyOf(one), worth_minor: worthOf(one) },
      ask: {
        ...{ id, subject, subject_id: member_id, title: `${program} ${quantity > 0 ? '+' : ''}${quantity}：${reason}`.slice(0, 120) },
        difference: { before: { quantity: 0 }, after: { program_id, quantity, reason } },
        ...{ amount_minor: worth.get(keyOf(one))!, currency: 'CNY', organization_id: standing?.organization_id ?? null },
        // Whoever gains does not decide.
        ...{ asked_by: by.id!, barred: [member_id] },
      },
    }
  })
  const held = await askSecond(tx, now, acts)
  const free = corrections.filter((_, i) => held[i] === null)
  const done = await correctPoints(tx, by, now, free)
  return corrections.map((one, i) => held[i] ?? done[free.indexOf(one)]!)
}

/** Books what a second person signed, exactly and once: the key is the correction's own. */
export const correctionsGranted: Consumer = applyGranted(subject, async (tx, granted, now) => {
  const applied: Applied[] = []
  for (const { id, subject_id, difference } of granted) {
    const { program_id, quantity, reason } = difference.after as { program_id: string; quantity: number; reason: string }
    const correction = { id, member_id: subject_id, program_id, quantity, reason }
    const [outcome] = await correctPoints(tx, systemBy('approvals'), now, [correction])
    applied.push(
      outcome!.status === 'granted' || outcome!.status === 'already_granted'
        ? { id, result: 'applied' }
        : { id, result: 'ground_moved', detail: outcome!.detail ?? outcome!.status },
    )
  }
  return applied
})
