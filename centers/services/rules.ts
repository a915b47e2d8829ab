import { addMilliseconds } from '#core/time.ts'
import type { AnswerStatus, Complaint, RemarkStatus, TakeStatus, WriteStatus } from './model.ts'

/** Complaints one member may have open; more of them are no help to him. */
export const mostOpen = 20
/** How long an answer may take. */
const answerWithin_ms = 48 * 3_600_000
export const dueAfter = (now: string): string => addMilliseconds(now, answerWithin_ms)

export type Decision<Status> = { status: Status; detail?: string }
const refuse = <Status>(status: Status, detail: string): Decision<Status> => ({ status, detail })

export function decideComplaint(
  item: { order_id?: string | undefined; spu_id?: string | undefined; words: string },
  ground: {
    member_id: string
    same: { member_id: string; words: string } | undefined
    organization_id: string | undefined
    open: number
  },
): Decision<WriteStatus> {
  const { same } = ground
  if (same)
    return same.member_id === ground.member_id && same.words === item.words
      ? { status: 'already_written' }
      : refuse('id_used_for_another', 'id: something else has this id; take a new one.')
  if ((item.order_id === undefined) === (item.spu_id === undefined))
    return refuse('subject_missing', 'order_id, spu_id: name your order or the product, one of them.')
  if (!ground.organization_id)
    return item.order_id
      ? refuse('order_not_found', 'order_id: there is no such order of yours.')
      : refuse('product_not_found', 'spu_id: there is no such product in the mall.')
  if (ground.open >= mostOpen) return refuse('too_many_open', 'Wait until some of your complaints are answered.')
  return { status: 'written' }
}

export function decideRemark(
  item: { settled: boolean; words?: string | undefined },
  complaint: Pick<Complaint, 'member_id' | 'state'> | undefined,
  member_id: string,
  said: boolean,
): Decision<RemarkStatus> {
  if (complaint?.member_id !== member_id) return refuse('complaint_not_found', 'complaint_id: there is no such complaint of yours.')
  if (said) return { status: 'already_said' }
  if (complaint.state === 'settled') return refuse('settled_before', 'complaint_id: it is closed; write a new one.')
  if (item.settled) return { status: 'settled' }
  if (complaint.state !== 'answered') return refuse('not_answered', 'complaint_id: it is being looked at; wait for the answer.')
  if (!item.words) return refuse('words_missing', 'words: say what is still wrong.')
  return { status: 'reopened' }
}

export function decideTake(complaint: Pick<Complaint, 'state' | 'owner_id'> | undefined, clerk_id: string | null): Decision<TakeStatus> {
  if (!complaint) return refuse('complaint_not_found', 'id: there is no such complaint in your organizations.')
  if (complaint.state === 'answered' || complaint.state === 'settled') return refuse('answered_before', 'id: it has its answer.')
  return complaint.state === 'taken' && complaint.owner_id === clerk_id ? { status: 'already_taken' } : { status: 'taken' }
}

export function decideAnswer(
  item: { complaint_id: string; words: string },
  complaint: Pick<Complaint, 'state'> | undefined,
  same: { complaint_id: string; words: string } | undefined,
): Decision<AnswerStatus> {
  if (!complaint) return refuse('complaint_not_found', 'complaint_id: there is no such complaint in your organizations.')
  if (same)
    return same.complaint_id === item.complaint_id && same.words === item.words
      ? { status: 'already_answered' }
      : refuse('id_used_for_another', 'id: something else has this id; take a new one.')
  if (complaint.state === 'settled') return refuse('settled_before', 'complaint_id: the member closed it.')
  return { status: 'answered' }
}

export const warrantyStates = ['none', 'not_begun', 'in_warranty', 'ended'] as const
export interface Warranty {
  state: (typeof warrantyStates)[number]
  begins_on: string | null
  ends_on: string | null
}

/** Where a warranty of so many months stands: it begins on the day the goods arrived, and its last day is the one before that day comes round again. */
export function decideWarranty(months: number, arrived_on: string | null, today: string): Warranty {
  if (months <= 0) return { state: 'none', begins_on: null, ends_on: null }
  if (arrived_on === null) return { state: 'not_begun', begins_on: null, ends_on: null }
  const ends_on = Temporal.PlainDate.from(arrived_on).add({ months }).subtract({ days: 1 }).toString()
  return { state: today <= ends_on ? 'in_warranty' : 'ended', begins_on: arrived_on, ends_on }
}
