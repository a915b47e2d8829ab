import type { AnswerOf, RowOf } from '../shared/api.ts'
import type { Tone } from '../shared/values.tsx'

export interface Words {
  zh: string
  en: string
}

export type OrderRow = RowOf<'/api/admin/orders'>
export type OrderDetail = AnswerOf<'/api/admin/orders/{id}'>
export type OrderLine = OrderDetail['lines'][number]
export type Parcel = RowOf<'/api/admin/orders/{id}/parcels'>

const done: ReadonlySet<string> = new Set([
  'approved',
  'passed',
  'held',
  'shipped',
  'ready',
  'performed',
  'canceled',
  'delivered',
  'paid',
  'moved',
  'stays',
  'nothing_to_choose',
])
export const succeeded = ({ status }: { status: string }): boolean => done.has(status) || status.startsWith('already_')

/** States from which goods may leave. */
export const shippable: ReadonlySet<string> = new Set(['released'])
export const open: ReadonlySet<string> = new Set(['placed', 'held', 'approved', 'allocated', 'released'])

/** What an order waits for because goods are short. */
export const shortReasons: ReadonlySet<string> = new Set(['stock_short', 'no_node_fits', 'sold_out'])

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
