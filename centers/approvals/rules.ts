import { digestOf } from '#core/audit.ts'
import type { Decision, DecisionStatus, RequestRow, SeatRow, SeatState, Signed, Step } from './model.ts'

/** What an approver signs. */
export const digestOfSigned = ({ subject, subject_id, difference, amount_minor, currency, organization_id }: Signed): string =>
  digestOf({ subject, subject_id, difference: JSON.parse(JSON.stringify(difference)), amount_minor, currency, organization_id })

/** The asker, and whoever gains by it, never decide. */
export const isBarred = (request: Pick<RequestRow, 'asked_by' | 'barred'>, person: string): boolean =>
  request.asked_by === person || request.barred.includes(person)

/** What a decision makes of its request, before anybody looks whom the next step is for. */
export interface Decided {
  status: DecisionStatus
  seat?: SeatRow
  seat_state?: SeatState
  /** The step is over: the seats still waiting in it are released. */
  over?: boolean
}

export function decideDecision(decision: Decision, request: RequestRow | undefined, seats: readonly SeatRow[], person: string): Decided {
  const mine = seats.findLast(({ approver_id, step }) => approver_id === person && step <= (request?.step ?? 0))
  if (!request || (!mine && !isBarred(request, person))) return { status: 'request_not_found' }
  if (isBarred(request, person)) return { status: 'self_approval' }
  if (mine?.state !== 'waiting' || request.state !== 'waiting') {
    const repeated = mine?.state === { approve: 'approved', refuse: 'refused', return: 'returned' }[decision.decision]
    return { status: repeated ? 'already_decided' : 'step_is_over' }
  }
  if (decision.digest !== request.digest) return { status: 'difference_moved' }
  if (decision.decision !== 'approve' && !decision.comment) return { status: 'comment_missing' }
  if (decision.decision === 'refuse') return { status: 'refused', seat: mine, seat_state: 'refused', over: true }
  if (decision.decision === 'return') return { status: 'returned', seat: mine, seat_state: 'returned', over: true }
  if (decision.next_ids && request.template_id) return { status: 'steps_are_fixed' }
  if (decision.next_ids?.some((id) => isBarred(request, id))) return { status: 'self_approval' }
  const others = seats.some(({ step, state, seat }) => step === request.step && state === 'waiting' && seat !== mine.seat)
  if (request.mode === 'all' && others) {
    // Who comes after the last signature is chosen by the one who gives it.
    return { status: decision.next_ids ? 'steps_are_fixed' : 'waits_for_others', seat: mine, seat_state: 'approved' }
  }
  return { status: decision.next_ids ? 'passed_to_next' : 'granted', seat: mine, seat_state: 'approved', over: true }
}

/** The next step of a template that counts for the amount; null when there is none left. */
export function nextStep(steps: readonly Step[], from: number, amount_minor: number | null): number | null {
  const found = steps.findIndex((step, i) => i >= from && (step.above_minor === undefined || (amount_minor ?? 0) > step.above_minor))
  return found < 0 ? null : found
}

/** What an act is worth to whom, for the two-person rule of its permission. */
export interface Worth {
  /** Of the act: sent again it is the same one. */
  id: string
  permission: string
  currency: string
  /** What it is about: acts about the same add up in a business day. */
  whose: string
  worth_minor: number
}
export const keyOfWorth = ({ whose, permission, currency }: Pick<Worth, 'whose' | 'permission' | 'currency'>): string =>
  `${permission} ${currency} ${whose}`

/** An act that adds up in more than one sum; it goes only where all of them let it. */
export interface Counted extends Worth {
  also?: readonly Worth[]
}
export const worthsOf = (act: Counted): Worth[] => [act, ...(act.also ?? [])]

/** As `decideAlone`, for acts of several sums: one that is counted anywhere was done before. */
export function decideCounted(
  acts: readonly Counted[],
  days: ReadonlyMap<string, { worth_minor: number; act_ids: readonly string[] }>,
  aboveOf: (act: Worth) => number | undefined,
  held: ReadonlySet<string>,
): boolean[] {
  const worths = acts.flatMap(worthsOf)
  const alone = new Map(decideAlone(worths, days, aboveOf, held).map((goes, i) => [worths[i]!, goes]))
  const done = (worth: Worth) => days.get(keyOfWorth(worth))?.act_ids.includes(worth.id) ?? false
  return acts.map((act) => worthsOf(act).some(done) || worthsOf(act).every((worth) => alone.get(worth)!))
}

/**
 * Which acts one person may do: those counted already, and those with which the day's sum stays within the rule. Of several about the same all go
 * or none does, or the order they are sent in would choose.
 */
export function decideAlone(
  acts: readonly Worth[],
  days: ReadonlyMap<string, { worth_minor: number; act_ids: readonly string[] }>,
  aboveOf: (act: Worth) => number | undefined,
  held: ReadonlySet<string>,
): boolean[] {
  const isCounted = (act: Worth) => days.get(keyOfWorth(act))?.act_ids.includes(act.id) ?? false
  const sums = new Map<string, number>()
  for (const act of acts) {
    const key = keyOfWorth(act)
    if (!isCounted(act)) sums.set(key, (sums.get(key) ?? days.get(key)?.worth_minor ?? 0) + act.worth_minor)
  }
  return acts.map((act) => {
    if (isCounted(act)) return true
    if (held.has(act.id)) return false
    const above = aboveOf(act)
    return above === undefined || sums.get(keyOfWorth(act))! <= above
  })
}
