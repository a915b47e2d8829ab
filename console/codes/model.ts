import type { paths } from '#client/api.d.ts'

type Answer<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: { content: { 'application/json': infer Body } } } } }
  ? Body
  : never

export type BatchRow = Answer<'/api/admin/codes/batches'>['items'][number]
export type BatchDetail = Answer<'/api/admin/codes/batches/{batch_id}'>
export type CaseRow = Answer<'/api/admin/codes/cases'>['items'][number]
export type Diversion = Answer<'/api/admin/codes/diversions'>['items'][number]
export type History = Answer<'/api/admin/codes/item'>
