import type { Tone } from '../shared/values.tsx'

export interface Words {
  zh: string
  en: string
}
export interface Carrier {
  carrier_id: string
  name: Words
  codes: Record<string, string>
  track_account_id: string | null
  label_form: string
  masks_recipient: boolean
  stalled_hours: number
  active: boolean
}
export interface Service {
  carrier_id: string
  service_id: string
  name: Words
  numbers_from: 'partner' | 'pool'
  account_id: string | null
  partner_code: string | null
  largest_grams: number | null
  collect_most_minor: number | null
  active: boolean
}
export interface Account {
  account_id: string
  organization_id: string
  partner: string
  name: string
  endpoint: string
  settings: Record<string, string>
  secret_names: string[]
  push_urls: Record<string, string> | null
  active: boolean
}
export interface Overview {
  carriers: Carrier[]
  services: Service[]
  accounts: Account[]
  partners: { partner: string; settings: string[]; secrets: string[] }[]
}

export const waybillStates = ['asked', 'answered', 'refused', 'canceling', 'canceled'] as const
export interface Waybill {
  parcel_id: string
  carrier_id: string
  service_id: string
  order_no: string
  recipient: { name: string; phone: string; province: string; city: string; district: string; detail: string }
  items: { name: string; quantity: number }[]
  weight_grams: number
  state: (typeof waybillStates)[number]
  reason: string | null
  waybill_no: string | null
  route_code: string | null
  quoted_minor: number | null
  currency: string
  printed_count: number
  printed_at: string | null
  asked_at: string
}
export interface Call {
  call_id: string
  kind: string
  account_id: string
  subject: string
  state: string
  due_at: string
  attempts: number
  reason: string | null
  ended_at: string | null
  tries: { attempt: number; tried_at: string; outcome: string; code: string; detail: string | null }[]
}

export const waybillTone = (state: string): Tone =>
  state === 'answered' ? 'done' : state === 'refused' ? 'danger' : state === 'canceled' ? 'quiet' : 'waiting'

export const trackTabs = [
  'created',
  'collected',
  'in_transit',
  'out_for_delivery',
  'awaiting_pickup',
  'exception',
  'refused',
  'returning',
  'delivered',
] as const
export interface Track {
  carrier_id: string
  waybill_no: string
  parcel_id: string
  order_no: string
  state: string
  state_at: string
  delivered_at: string | null
  last_event_at: string | null
  subscription: string
}
const bad = new Set(['exception', 'lost', 'refused'])
export const trackTone = (state: string): Tone =>
  state === 'delivered'
    ? 'done'
    : bad.has(state)
      ? 'danger'
      : state === 'created'
        ? 'waiting'
        : state.startsWith('return')
          ? 'quiet'
          : 'active'

export const kilograms = (grams: number): string => `${(grams / 1000).toFixed(2)} kg`

/** `waybill.ask` as the key of its words. */
export const callKey = (kind: string): string => `call_${kind.replace('.', '_')}`
