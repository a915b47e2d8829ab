import { BusinessDate, closed, Id, type Static, T, Text } from '#core/http.ts'

/** One sum a carrier pays over for one parcel. */
export const PayOverItem = closed({
  id: Id('Made by the caller; the same id again is the same payment'),
  carrier: Text('Code of the carrier, as the parcel names it', 40),
  waybill_no: T.String({ pattern: '^[A-Za-z0-9-]{4,40}$', description: 'Number of the parcel it collected for' }),
  amount_minor: T.Integer({
    minimum: 1,
    maximum: 9_007_199_254_740_991,
    description: 'What came in, in minor units; less than it collected leaves the rest open',
  }),
  paid_on: BusinessDate('Day the money came'),
})
export type PayOverItem = Static<typeof PayOverItem>

export const payOverStatuses = ['paid_over', 'already_paid_over', 'collection_not_found', 'id_used_for_another', 'more_than_owed'] as const
export type PayOverStatus = (typeof payOverStatuses)[number]

export interface Collection {
  order_id: string
  group_no: number
  order_no: string
  organization_id: string
  carrier: string
  waybill_no: string
  amount_minor: number
  paid_minor: number
  currency: string
  collected_at: string
  paid_at: string | null
}
