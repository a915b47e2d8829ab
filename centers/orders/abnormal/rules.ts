import type { State } from '../model.ts'
import { mayMove } from '../rules.ts'
import type { Abnormal, Owner, Reason, ReviewStatus, Right } from './model.ts'

const closesOf: Record<Right, readonly Owner[]> = {
  service: ['service', 'stock', 'product'],
  finance: ['finance'],
  force: ['service', 'stock', 'product', 'finance', 'risk'],
}
const pastReview: readonly State[] = ['approved', 'allocated', 'released', 'shipped', 'delivered', 'completed']

interface Decided<One> {
  status: ReviewStatus
  detail?: string
  closes: readonly One[]
}

/** What a word of this right does to an order: which reasons it closes, and whether the order goes on. `states` are those of its groups. */
export function decideReview<One extends Pick<Abnormal, 'reason' | 'owner'>>(
  right: Right,
  states: readonly State[] | undefined,
  open: readonly One[],
  only: readonly Reason[] | null,
): Decided<One> {
  const refuse = (status: ReviewStatus, detail: string): Decided<One> => ({ status, detail, closes: [] })
  if (!states) return refuse('order_not_found', 'There is no such order.')
  const waits = states.some((state) => mayMove(state, 'approved'))
  // Reasons of an order that ended stay open for a moment, until its event is read: they must not make it look reviewed.
  if (!waits && !states.some((state) => pastReview.includes(state))) return refuse('state_forbids', `The order is ${states.join(', ')}.`)
  if (open.length === 0) {
    if (!waits) return { status: 'already_approved', closes: [] }
    if (right === 'finance') return refuse('nothing_to_review', 'Nothing of it waits for finance.')
    return { status: 'approved', closes: [] }
  }
  const mine = open.filter(({ owner, reason }) => closesOf[right].includes(owner) && (only === null || only.includes(reason)))
  if (right === 'finance' && mine.length > 0 && open.some(({ owner }) => closesOf.service.includes(owner)))
    return refuse('service_review_first', 'Customer service has to review it first.')
  const left = open.filter((one) => !mine.includes(one))
  const waitsFor = left.map(({ reason }) => reason).join(', ')
  if (mine.length === 0) {
    if (left.every(({ owner }) => owner === 'finance')) return refuse('finance_must_review', `Finance has to review it: ${waitsFor}.`)
    if (left.some(({ owner }) => owner === 'risk')) return refuse('force_needed', `Only a forced review lets it go: ${waitsFor}.`)
    return refuse('nothing_to_review', `It waits for something else: ${waitsFor}.`)
  }
  if (left.length > 0) return { status: 'passed', detail: `It still waits: ${waitsFor}.`, closes: mine }
  return { status: waits ? 'approved' : 'already_approved', closes: mine }
}
