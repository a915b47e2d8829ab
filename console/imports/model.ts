import type { AnswerOf, RowOf } from '../shared/api.ts'
import type { Tone } from '../shared/values.tsx'

export type Importer = AnswerOf<'/api/admin/imports/importers'>['importers'][number]
export type ImportRun = RowOf<'/api/admin/imports'>
export type BadRow = RowOf<'/api/admin/imports/{run_id}/rows'>
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
