import type { Outcome, RowOf } from '../shared/api.ts'
import { Status } from '../shared/values.tsx'
import { useText } from './text.ts'

export type Complaint = RowOf<'/api/admin/complaints'>

export function ComplaintState({ state }: { state: Complaint['state'] }) {
  const t = useText()
  const tone = ({ waiting: 'danger', taken: 'waiting', answered: 'active', settled: 'done' } as const)[state]
  return <Status tone={tone}>{t(state)}</Status>
}

/** Whether its answer should have been given. */
export const isLate = ({ due_at }: Pick<Complaint, 'due_at'>): boolean => due_at !== null && Date.parse(due_at) < Date.now()

const refusals = ['complaint_not_found', 'settled_before', 'answered_before', 'id_used_for_another'] as const

/** A refusal in the reader's words. */
export function useRefusal(): (outcome: Outcome) => string | null {
  const t = useText()
  return ({ status, detail }) => {
    const known = refusals.find((one) => one === status)
    return known ? t(known) : (detail ?? null)
  }
}
