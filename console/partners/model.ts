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
