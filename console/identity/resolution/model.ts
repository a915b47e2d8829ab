/** What the API answers; see centers/identity/resolution/model.ts. */
export interface Overview {
  person_count: number
  row_count: number
  waiting_pair_count: number
  sources: { source: string; person_count: number; only_here_count: number; row_count: number }[]
  overlaps: { sources: string[]; person_count: number; row_count: number }[]
}
export interface CustomerRow {
  row_no: number
  source: string
  source_key: string
  file_name: string
  line_no: number
  name: string
  phone: string
  email: string
  address: string
  device: string
  updated_on: string | null
}
export interface Pair {
  row_a: number
  row_b: number
  points: number
  status: string
  decision_id: string | null
  decided_at: string | null
  decided_by: string | null
  a: { person_id: string; row_count: number; sources: string[]; row: CustomerRow }
  b: { person_id: string; row_count: number; sources: string[]; row: CustomerRow }
  reasons: { reason: string; points: number }[]
}
export interface PersonItem {
  person_id: string
  row_count: number
  sources: string[]
  name: string
  phone: string
  email: string
}
export interface PersonDetail {
  person_id: string
  merged_into: string | null
  row_count: number
  sources: string[]
  fields: { field: string; value: string; row_no: number }[]
  rows: (CustomerRow & { linked_row_no: number | null; rule: string | null; points: number | null })[]
  merges: {
    merge_id: string
    winner_id: string
    loser_id: string
    whole: boolean
    row_count: number
    merged_at: string
    merged_by: string
    undone_at: string | null
  }[]
}
export interface RunItem {
  run_id: string
  status: 'waiting' | 'running' | 'done' | 'failed'
  asked_at: string
  asked_by: string
  started_at: string | null
  finished_at: string | null
  stage: string | null
  done_count: number
  total_count: number
  figures: Record<string, number> | null
  error: string | null
  files: { file_id: string; source: string; name: string; row_count: number | null; same_as: string | null }[]
}
export const shownFields = ['name', 'phone', 'email', 'address', 'device', 'updated_on'] as const
