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
  organization_id: string
  buyer_name: string
  buyer_phone: string | null
  province: string | null
  currency: string
  total_minor: number
  freight_minor: number
  payment_term: string
  payment: string
  buyer_message: string | null
  /** Imported from the past. */
  history: boolean
  placed_at: string
  /** The least advanced state of its line groups; `partly` when others are further. */
  state: string
  partly: boolean
  groups: { group_no: number; state: string; entered_at: string }[]
  lines: { sku_id: string | null; title: Words; quantity: number; cover?: string | null }[]
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
export interface OrderDetail extends Omit<OrderRow, 'lines'> {
  address: Record<string, string>
  goods_minor: number
  discount_minor: number
  outlet_id: string | null
  lines: OrderLine[]
  entries: { group_no: number; state: string; happened_at: string; recorded_at: string; by: string; reason: string | null }[]
  payments: { id: string; method: string; direction: string; amount_minor: number; happened_at: string }[]
}
export interface Parcel {
  id: string
  group_no: number
  node_id: string
  carrier: string
  waybill_no: string
  shipped_at: string
  delivered_at: string | null
  lines: { line_no: number; quantity: number }[]
}

const done: ReadonlySet<string> = new Set(['approved', 'held', 'shipped', 'canceled', 'delivered', 'paid'])
export const succeeded = ({ status }: { status: string }): boolean => done.has(status) || status.startsWith('already_')

/** States from which goods may leave. */
export const shippable: ReadonlySet<string> = new Set(['released'])
export const open: ReadonlySet<string> = new Set(['placed', 'held', 'approved', 'allocated', 'released'])

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
