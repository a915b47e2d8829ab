import type { AnswerOf, RowOf } from '../shared/api.ts'

export type SiteRow = RowOf<'/api/admin/warehouse/sites'>
export type Overview = AnswerOf<'/api/admin/warehouse/overview'>
export type WaveRow = RowOf<'/api/admin/warehouse/waves'>
export type WaveView = AnswerOf<'/api/admin/warehouse/waves/{id}'>
export type OutboundRow = RowOf<'/api/admin/warehouse/outbounds'>
export type OutboundView = AnswerOf<'/api/admin/warehouse/outbounds/{id}'>
export type BinRow = RowOf<'/api/admin/warehouse/bins'>
export type PutbackRow = RowOf<'/api/admin/warehouse/putbacks'>
export type AbnormalRow = RowOf<'/api/admin/warehouse/abnormals'>
export type BoxRow = RowOf<'/api/admin/warehouse/boxes'>
export type ManifestRow = RowOf<'/api/admin/warehouse/manifests'>
export type ArrivalRow = RowOf<'/api/admin/warehouse/arrivals'>
