import { Choice, Code, closed, Id, type Static, T, Text } from '#core/http.ts'

const optional = T.Optional

export const subjects = ['goods', 'delivery', 'service', 'price', 'invoice', 'other'] as const
export type Subject = (typeof subjects)[number]
export const complaintStates = ['waiting', 'taken', 'answered', 'settled'] as const
export type ComplaintState = (typeof complaintStates)[number]

export const ComplaintItem = closed({
  id: Id('Made by the caller; the same id again is the same complaint'),
  subject: Choice(subjects, 'What went wrong'),
  order_id: optional(Id('My order; leave out when it is about a product')),
  spu_id: optional(Code('The product; leave out when it is about an order')),
  words: Text('What happened, and what would put it right', 2_000),
})
export type ComplaintItem = Static<typeof ComplaintItem>

export const RemarkItem = closed({
  id: Id('Made by the caller; the same id again is the same remark'),
  complaint_id: Id('My complaint'),
  settled: T.Boolean({ description: 'True when it is put right and may be closed; false asks for another answer' }),
  words: optional(Text('What is still wrong; needed unless it is settled', 2_000)),
})
export type RemarkItem = Static<typeof RemarkItem>

export const AnswerItem = closed({
  id: Id('Made by the caller; the same id again is the same answer'),
  complaint_id: Id('The complaint'),
  words: Text('What the member is told', 2_000),
})
export type AnswerItem = Static<typeof AnswerItem>

export const writeStatuses = [
  'written',
  'already_written',
  'id_used_for_another',
  'subject_missing',
  'order_not_found',
  'product_not_found',
  'too_many_open',
] as const
export type WriteStatus = (typeof writeStatuses)[number]
export type RemarkStatus =
  | 'settled'
  | 'reopened'
  | 'already_said'
  | 'complaint_not_found'
  | 'settled_before'
  | 'not_answered'
  | 'words_missing'
export type TakeStatus = 'taken' | 'already_taken' | 'complaint_not_found' | 'answered_before'
export type AnswerStatus = 'answered' | 'already_answered' | 'id_used_for_another' | 'complaint_not_found' | 'settled_before'

/** Where a complaint stands. */
export interface Complaint {
  complaint_id: string
  member_id: string
  member_name: string
  organization_id: string
  subject: Subject
  order_id: string | null
  spu_id: string | null
  state: ComplaintState
  owner_id: string | null
  owner_name: string | null
  written_at: string
  moved_at: string
  due_at: string | null
}
