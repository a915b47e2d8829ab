import type { Tone } from '../shared/values.tsx'

export interface Words {
  zh: string
  en: string
}

export interface OrderRow {
  id: string
  order_no: string
  channel_id: string
  external_no: string | null
  buyer_name: string
  buyer_phone: string | null
  currency: string
  freight_minor: number
  total_minor: number
  payment_term: string
  payment_state?: string
  /** The least advanced state of its line groups; `partly` when others are further. */
  state: string
  partly?: boolean
  lines?: { sku_id: string | null; title: Words; quantity: number; picture?: string | null }[]
  buyer_message: string | null
  history?: boolean
  placed_at: string
  entered_at?: string
  due_at?: string | null
}

export interface OrderLine {
  line_no: number
  group_no: number
  sku_id: string | null
  title: Words
  quantity: number
  unit_minor: number
  amount_minor: number
  freight_minor: number
  node_id: string | null
  shipped: number
}
export interface OrderGroup {
  group_no: number
  state: string
  due_at: string | null
  entered_at: string
}
export interface OrderEntry {
  group_no: number
  entry_no: number
  state: string
  happened_at: string
  by: string
  reason: string | null
}
export interface OrderParcel {
  id: string
  group_no: number
  carrier_id: string
  tracking_no: string
  shipped_at: string
  delivered_at: string | null
  lines: { line_no: number; quantity: number }[]
}
export interface OrderTransaction {
  key: string
  kind: string
  happened_at: string
  postings: { source: string; destination: string; asset: string; amount: number }[]
}
export interface OrderDetail extends OrderRow {
  goods_minor: number
  discount_minor: number
  address: Record<string, string>
  outlet_id: string | null
  recorded_at: string
  lines: OrderLine[]
  groups: OrderGroup[]
  parcels: OrderParcel[]
  entries: OrderEntry[]
}

export const tabStates = [
  'placed',
  'held',
  'approved',
  'allocated',
  'released',
  'shipped',
  'delivered',
  'completed',
  'canceled',
  'closed',
] as const

export const toneOf = (state: string): Tone =>
  (
    ({
      placed: 'waiting',
      held: 'danger',
      approved: 'active',
      allocated: 'active',
      released: 'active',
      shipped: 'active',
      delivered: 'done',
      completed: 'done',
    }) as Record<string, Tone>
  )[state] ?? 'quiet'

export const paymentTone = (state: string): Tone =>
  (({ unpaid: 'waiting', deposit_paid: 'waiting', paid: 'done', partly_refunded: 'quiet', refunded: 'quiet' }) as Record<string, Tone>)[
    state
  ] ?? 'quiet'

/** `138****0000`: a list shows no whole phone number. */
export const maskPhone = (phone: string | null): string | null =>
  phone && phone.length >= 7 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : phone
