import type { Words } from '../orders/model.ts'
import type { Tone } from '../shared/values.tsx'

export interface Importer {
  name: string
  title: Words
  columns: { key: string; name: Words; kind: string; required: boolean; choices: string[]; description: Words; example: string }[]
  mappings: { mapping_id: string; title: Words; built_in: boolean; companions: { name: string; file: string }[] }[]
}
export interface ImportRun {
  run_id: string
  importer: string
  file: string
  file_name: string
  mapping_id: string | null
  dry_run: boolean
  state: 'waiting' | 'running' | 'done' | 'failed' | 'canceled'
  rows_total: number | null
  rows_done: number
  rows_good: number
  rows_skipped: number
  rows_refused: number
  counts: Record<string, number>
  has_result: boolean
  failure: string | null
  requested_by: string
  created_at: string
  started_at: string | null
  ended_at: string | null
}
export interface Preview {
  headers: string[]
  unused: string[]
  columns: { key: string; from: string | null }[]
  rows: {
    row_no: number
    cells: string[]
    values: Record<string, string | number | boolean | null> | null
    fault: string | { detail?: string; status?: string } | null
  }[]
}

export const toneOf = (run: ImportRun): Tone =>
  run.state === 'done'
    ? run.rows_refused > 0
      ? 'waiting'
      : 'done'
    : run.state === 'failed'
      ? 'danger'
      : run.state === 'canceled'
        ? 'quiet'
        : 'active'
export const isUnderWay = (run: ImportRun | undefined): boolean => run?.state === 'waiting' || run?.state === 'running'
