import type { Tone } from '../shared/values.tsx'

export interface RequestRow {
  id: string
  subject: string
  subject_id: string
  title: string
  amount_minor: number | null
  currency: string | null
  organization_id: string | null
  organization_name: string | null
  asked_by: string
  asked_by_name: string
  asked_at: string
  state: string
  result: string | null
  due_at: string | null
  decided_at: string | null
}
export interface Seat {
  seat: number
  step: number
  approver_id: string
  approver_name: string
  state: string
  passed_by: string | null
  comment: string | null
  opened_at: string
  decided_at: string | null
}
export interface RequestDetail extends RequestRow {
  difference: { before: unknown; after: unknown }
  digest: string
  template_id: string | null
  mode: 'any' | 'all'
  step: number
  result_detail: string | null
  mine: boolean
  seats: Seat[]
  comments: { id: string; by_id: string; by_name: string; text: string; written_at: string }[]
}

export const toneOf = (state: string): Tone =>
  (({ waiting: 'waiting', returned: 'waiting', granted: 'done', approved: 'done', refused: 'danger', expired: 'danger' })[state] as Tone) ??
  'quiet'
