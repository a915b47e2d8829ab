import { Choice, Code, closed, Id, Minor, Moment, Nullable, type Static, T, Text } from '#core/http.ts'

/** Exactly what a grant changes. */
export interface Difference {
  before: unknown
  after: unknown
}

/** What is signed: nothing of it may differ when the grant comes back to the asking center. */
export interface Signed {
  subject: string
  subject_id: string
  difference: Difference
  amount_minor: number | null
  currency: string | null
  organization_id: string | null
}

/** A request as a center puts it. */
export interface Ask {
  /** Chosen by the asking center, so that asking again is harmless. */
  id: string
  /** `center.noun` */
  subject: string
  subject_id: string
  title: string
  difference: Difference
  amount_minor?: number | null
  currency?: string | null
  organization_id?: string | null
  asked_by: string
  /** Who must not decide, besides the asker: whoever gains by it. */
  barred?: readonly string[]
  template_id?: string | null
  /** The first approvers of a free flow; without them those nearest who may decide. */
  approver_ids?: readonly string[]
  /** Each of the first approvers must approve, instead of any. */
  countersign?: boolean
  due_at?: string | null
}

export const requestStates = ['waiting', 'returned', 'granted', 'refused', 'withdrawn', 'expired'] as const
export type RequestState = (typeof requestStates)[number]

export interface RequestRow extends Signed {
  id: string
  title: string
  digest: string
  asked_by: string
  asked_at: string
  barred: string[]
  template_id: string | null
  template_step: number | null
  step: number
  mode: 'any' | 'all'
  state: RequestState
  due_at: string | null
  decided_at: string | null
  result: 'applied' | 'ground_moved' | null
  result_detail: string | null
}

export type SeatState = 'waiting' | 'approved' | 'refused' | 'returned' | 'passed_on' | 'released'
export interface SeatRow {
  request_id: string
  seat: number
  step: number
  approver_id: string
  state: SeatState
  passed_by: string | null
  comment: string | null
  opened_at: string
  remind_at: string
  decided_at: string | null
}

/** What goes out with `approvals.granted`, and what the asking center applies. */
export interface Granted extends Signed {
  id: string
  digest: string
  asked_by: string
  granted_by: string
  granted_at: string
}

export const askStatuses = [
  'id_used_for_another',
  'already_asked',
  'template_not_found',
  'self_approval',
  'approver_not_found',
  'nobody_may_decide',
  'asked',
] as const
export type AskStatus = (typeof askStatuses)[number]

export const Matter = closed({
  id: Id('Id of the request, chosen by the caller'),
  title: Text('What it is about, in one line', 120),
  text: Text('What shall be done, and why', 4000),
  amount_minor: T.Optional(Minor('Amount in minor units, when it is about money')),
  currency: T.Optional(T.String({ pattern: '^[A-Z]{3}$', description: 'Currency of the amount' })),
  organization_id: T.Optional(Code('For which organization; your own if left out')),
  approver_ids: T.Optional(
    T.Array(Id('Approver'), { minItems: 1, maxItems: 20, description: 'Who decides first; those nearest who may, if left out' }),
  ),
  countersign: T.Optional(T.Boolean({ description: 'Each of the approvers must approve, instead of any' })),
  template_id: T.Optional(Code('The fixed steps to follow')),
  due_at: T.Optional(Moment('After this moment the request is void')),
})
export type Matter = Static<typeof Matter>

export const Decision = closed({
  id: Id('The request'),
  decision: Choice(['approve', 'refuse', 'return'] as const, 'Approve, refuse, or return to the asker with a question'),
  digest: T.String({ pattern: '^[0-9a-f]{64}$', description: 'Digest of what you saw; you sign exactly this' }),
  comment: T.Optional(Text('Your words; needed to refuse or to return', 2000)),
  next_ids: T.Optional(
    T.Array(Id('Next approver'), {
      minItems: 1,
      maxItems: 20,
      description: 'In a free flow: who decides next; without them your approval is the last',
    }),
  ),
  countersign: T.Optional(T.Boolean({ description: 'Each of the next must approve, instead of any' })),
})
export type Decision = Static<typeof Decision>
export const decisionStatuses = [
  'request_not_found',
  'already_decided',
  'step_is_over',
  'self_approval',
  'difference_moved',
  'comment_missing',
  'steps_are_fixed',
  'approver_not_found',
  'nobody_may_decide',
  'refused',
  'returned',
  'waits_for_others',
  'passed_to_next',
  'granted',
] as const
export type DecisionStatus = (typeof decisionStatuses)[number]

export const Passing = closed({
  id: Id('The request'),
  to_id: Id('Who decides in your place'),
  comment: T.Optional(Text('Why', 2000)),
})
export type Passing = Static<typeof Passing>
export type PassingStatus = 'request_not_found' | 'step_is_over' | 'self_approval' | 'approver_not_found' | 'already_passed' | 'passed_on'

export type WithdrawalStatus = 'request_not_found' | 'already_withdrawn' | 'already_decided' | 'withdrawn'
export type ResubmissionStatus = 'request_not_found' | 'not_returned' | 'resubmitted'

export const Comment = closed({
  id: Id('Id of the comment, chosen by the caller'),
  request_id: Id('The request'),
  text: Text('The comment', 4000),
  attachments: T.Optional(
    T.Array(closed({ name: Text('File name', 200), file_id: Id('The file, uploaded before') }), { maxItems: 20, description: 'Files' }),
  ),
})
export type Comment = Static<typeof Comment>

export const Step = closed({
  name: Text('Name of the step', 80),
  role_id: T.Optional(Code('Holders of this role decide; without it those who may decide')),
  organization_id: T.Optional(Code('Holders in this organization or above it; the organization of the request if left out')),
  levels_up: T.Optional(T.Integer({ minimum: 0, maximum: 10, description: 'So many levels above that organization' })),
  above_minor: T.Optional(Minor('The step counts only above this amount')),
  countersign: T.Optional(T.Boolean({ description: 'Each of them must approve, instead of any' })),
})
export type Step = Static<typeof Step>
export const Template = closed({
  id: Code('Short code of the template'),
  name: Text('Chinese name', 80),
  name_en: Text('English name', 80),
  subject: T.Optional(
    Nullable(T.String({ pattern: '^[a-z_]+\\.[a-z_]+$', description: 'Requests about this follow the template by themselves' })),
  ),
  steps: T.Array(Step, { minItems: 1, maxItems: 20, description: 'The steps in their order' }),
})
export type Template = Static<typeof Template>

export const RequestItem = T.Object({
  id: T.String(),
  subject: T.String(),
  subject_id: T.String(),
  title: T.String(),
  amount_minor: Nullable(T.Integer()),
  currency: Nullable(T.String()),
  organization_id: Nullable(T.String()),
  organization_name: Nullable(T.String()),
  asked_by: T.String(),
  asked_by_name: T.String(),
  asked_at: T.String(),
  state: T.String(),
  result: Nullable(T.String()),
  due_at: Nullable(T.String()),
  decided_at: Nullable(T.String()),
})
export const RequestDetail = T.Object({
  ...RequestItem.properties,
  difference: T.Object({ before: T.Unknown(), after: T.Unknown() }),
  digest: T.String(),
  template_id: Nullable(T.String()),
  mode: T.String(),
  step: T.Integer(),
  result_detail: Nullable(T.String()),
  mine: T.Boolean({ description: 'It waits for the decision of who asks' }),
  seats: T.Array(
    T.Object({
      seat: T.Integer(),
      step: T.Integer(),
      approver_id: T.String(),
      approver_name: T.String(),
      state: T.String(),
      passed_by: Nullable(T.String()),
      comment: Nullable(T.String()),
      opened_at: T.String(),
      decided_at: Nullable(T.String()),
    }),
  ),
  comments: T.Array(
    T.Object({
      id: T.String(),
      by_id: T.String(),
      by_name: T.String(),
      text: T.String(),
      attachments: T.Array(T.Object({ name: T.String(), file_id: T.String() })),
      written_at: T.String(),
    }),
  ),
})
export type RequestItem = Static<typeof RequestItem>
export type RequestDetail = Static<typeof RequestDetail>
