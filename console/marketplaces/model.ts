import type { AnswerOf, RowOf } from '../shared/api.ts'
import type { Tone } from '../shared/values.tsx'

export type Connection = RowOf<'/api/admin/marketplaces'>
export type Platform = RowOf<'/api/admin/marketplaces/platforms'>
export type Detail = AnswerOf<'/api/admin/marketplaces/{connection_id}'>
export type Pulled = RowOf<'/api/admin/marketplaces/pulled'>
export type Listing = RowOf<'/api/admin/marketplaces/listings'>
export type Feed = RowOf<'/api/admin/marketplaces/{connection_id}/feeds'>
export type Shipment = RowOf<'/api/admin/marketplaces/{connection_id}/shipments'>

export type Statement = RowOf<'/api/admin/marketplaces/statements'>
export type Entry = RowOf<'/api/admin/marketplaces/{connection_id}/entries'>
export type Difference = RowOf<'/api/admin/marketplaces/differences'>
export type Refund = RowOf<'/api/admin/marketplaces/refunds'>
export type Push = RowOf<'/api/admin/marketplaces/{connection_id}/pushes'>

export const failing = ({ streams, token_failure }: Connection): boolean =>
  token_failure !== null || streams.some(({ failures }) => failures > 0)
export const toneOf = (one: Connection): Tone =>
  one.state === 'live' ? (failing(one) ? 'danger' : 'done') : one.state === 'draft' ? 'waiting' : 'quiet'
export const bare = (name: string): string => name.replace(/\?$/, '')
