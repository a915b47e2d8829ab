import type { paths } from '#client/api.d.ts'
import type { AnswerOf, RowOf } from '../shared/api.ts'
import type { Tone } from '../shared/values.tsx'

export type Partner = RowOf<'/api/admin/partners'>
export type PartnerDetail = AnswerOf<'/api/admin/partners/{partner_id}'>
export type PartnerKey = PartnerDetail['keys'][number]
export type Endpoint = RowOf<'/api/admin/partner-endpoints'>
export type Delivery = RowOf<'/api/admin/partner-deliveries'>
export type DeliveryDetail = AnswerOf<'/api/admin/partner-deliveries/{delivery_id}'>
export type Refusal = RowOf<'/api/admin/partner-refusals'>

export const keyPermissions = ['orders.read', 'orders.place', 'orders.cancel', 'products.read', 'stock.read', 'webhooks.edit'] as const
export const deliveryTones: Record<string, Tone> = { waiting: 'waiting', delivered: 'done', failed: 'danger' }
export const endpointTones: Record<string, Tone> = { active: 'done', paused: 'quiet', disabled: 'danger' }

/** How a key stands at this moment. */
export function stateOf(key: PartnerKey): 'revoked' | 'expired' | 'live' {
  if (key.revoked_at) return 'revoked'
  return key.expires_at && Date.parse(key.expires_at) <= Date.now() ? 'expired' : 'live'
}
export const keyTones: Record<ReturnType<typeof stateOf>, Tone> = { revoked: 'danger', expired: 'quiet', live: 'done' }

export type Mapping = RowOf<'/api/admin/partner-mappings'>
export type MappingDetail = AnswerOf<'/api/admin/partner-mappings/{mapping_id}'>
export type Definition = MappingDetail['versions'][number]['definition']
export type FieldRule = Definition['fields'][number]
export type MappingKind = RowOf<'/api/admin/partner-mapping-kinds'>
export type Trial = paths['/api/admin/partner-mappings/trials']['post']['responses'][200]['content']['application/json']
export type Received = RowOf<'/api/admin/partner-received'>
export type ReceivedDetail = AnswerOf<'/api/admin/partner-received/{message_id}'>
export const receivedTones: Record<string, Tone> = { taken: 'done', partly: 'waiting', refused: 'danger' }
