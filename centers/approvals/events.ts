import type { Consumer, Event } from '#core/events.ts'
import { announce } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import type { DueWork } from '#core/jobs.ts'
import type { Tx } from '#core/sql.ts'
import type { Ask, Granted } from './model.ts'
import { findAskers } from './read.ts'
import { digestOfSigned } from './rules.ts'
import { askApprovals, runApprovalsDue, settleApprovals } from './write.ts'

export interface Applied {
  id: string
  result: 'applied' | 'ground_moved'
  /** Why not, for the people who signed. */
  detail?: string | null
}

/**
 * The consumer with which a center applies what was granted about its own subject. `apply` locks the thing, compares it with
 * `difference.before`, and either writes exactly `difference.after` or answers `ground_moved`. What does not carry its digest is not applied.
 */
export const applyGranted = (subject: string, apply: (tx: Tx, granted: Granted[], now: string) => Promise<Applied[]>): Consumer => ({
  name: `${subject}.granted`,
  topics: ['approvals.granted'],
  async handle(tx, events, now) {
    const granted = (events as Event<Granted>[]).map(({ item }) => item).filter((item) => item.subject === subject)
    if (granted.length === 0) return
    const signed = granted.filter((item) => digestOfSigned(item) === item.digest)
    const forged = granted.filter((item) => !signed.includes(item))
    await settleApprovals(tx, now, [
      ...(signed.length > 0 ? await apply(tx, signed, now) : []),
      ...forged.map(({ id }): Applied => ({ id, result: 'ground_moved', detail: 'the difference is not the one that was signed' })),
    ])
  },
})

/** Centers that come before this one cannot call it: they announce what they want, and what they made of a grant. */
export const consumers: readonly Consumer[] = [
  {
    name: 'approvals.wanted',
    topics: ['approvals.wanted'],
    async handle(tx, events, now) {
      const asks = (events as Event<Ask>[]).map(({ item }) => item)
      const outcomes = await askApprovals(tx, now, asks)
      const refused = asks.flatMap((ask, i) => {
        const { status } = outcomes[i]!
        return status === 'asked' || status === 'already_asked' ? [] : [{ ...ask, state: status }]
      })
      await announce(tx, 'approvals.closed', refused, now)
    },
  },
  {
    name: 'approvals.settled',
    topics: ['approvals.settled'],
    handle: (tx, events, now) =>
      settleApprovals(
        tx,
        now,
        (events as Event<Applied>[]).map(({ item }) => item),
      ),
  },
]

/** Tells approvers what waits for them, and again when it has waited for a day. */
export const tellers: readonly Consumer[] = [
  {
    name: 'approvals.tell',
    topics: ['approvals.seats_opened', 'approvals.reminded'],
    async handle(tx, events, now) {
      const seats = events.map(({ item, recorded_at }) => ({
        ...(item as { request_id: string; approver_id: string; title: string }),
        recorded_at,
      }))
      const askers = await findAskers(tx, [...new Set(seats.map(({ request_id }) => request_id))])
      await announce(
        tx,
        'messages.requested',
        seats.map(({ request_id, approver_id, title, recorded_at }) => ({
          ...{ message_id: steadyId('approvals.waiting', request_id, approver_id, recorded_at), template: 'approvals.waiting' },
          ...{
            channels: ['in_app', 'push'],
            to: { user_id: approver_id },
            values: { title, who: askers.get(request_id) ?? '', request_id },
          },
        })),
        now,
      )
    },
  },
]

export const due: readonly DueWork[] = [{ name: 'approvals.remind', run: (db, now) => db.tx((tx) => runApprovalsDue(tx, now)) }]
