import type { Destination } from '#centers/orders/addresses/write.ts'
import type { Order, Stage, State } from '#centers/orders/model.ts'

export const readdressStatuses = [
  'order_not_found',
  'already_changed',
  'order_is_over',
  'already_on_its_way',
  'at_third_party',
  'being_packed',
  'changed',
  'changed_and_sourced_anew',
  'changed_and_packed_anew',
] as const
export type ReaddressStatus = (typeof readdressStatuses)[number]

/** A parcel of the order in a warehouse; `labeled` once a number was asked for its label. */
export interface AtWork {
  group_no: number
  status: string
  labeled: boolean
}

export interface Situation {
  order: Pick<Order, 'history'> & Destination
  stages: readonly Pick<Stage, 'group_no' | 'state'>[]
  parcels: readonly AtWork[]
  /** Numbers asked for by hand, where no warehouse works on it; `carried` once a carrier has scanned one. */
  waybills: readonly { carried: boolean }[]
  /** A third-party warehouse was given it to ship. */
  given_away: boolean
  /** Its channel chooses nodes by a rule. */
  sourced: boolean
}

const left: ReadonlySet<State> = new Set(['shipped', 'delivered', 'completed'])
const over: ReadonlySet<State> = new Set(['canceled', 'closed'])

/**
 * What becomes of an order whose destination changes, by how far it is: what no label speaks of simply goes elsewhere, what a warehouse has begun is
 * sourced or packed anew, and what has left is not ours to change. A buyer may change it until somebody works on it.
 */
export function judgeReaddress(
  { order, stages, parcels, waybills, given_away, sourced }: Situation,
  wanted: Destination,
  by_buyer: boolean,
): ReaddressStatus {
  if (stages.length === 0) return 'order_not_found'
  if (isSame(order, wanted)) return 'already_changed'
  if (order.history || stages.every(({ state }) => over.has(state))) return 'order_is_over'
  if (stages.some(({ state }) => left.has(state)) || waybills.some(({ carried }) => carried)) return 'already_on_its_way'
  if (given_away) return 'at_third_party'
  const begun = parcels.filter(({ status, labeled }) => status === 'checked' || status === 'in_wave' || labeled)
  if (by_buyer && begun.length + waybills.length > 0) return 'being_packed'
  if (sourced && stages.some(({ state }) => state === 'released' || state === 'allocated') && isFar(order.address, wanted.address))
    return 'changed_and_sourced_anew'
  return begun.some(({ labeled }) => labeled) ? 'changed_and_packed_anew' : 'changed'
}

const fields = ['province', 'city', 'district', 'street', 'region_code', 'postcode', 'masked_key', 'told'] as const
const placeOf = (address: Destination['address'], field: (typeof fields)[number]): string =>
  (address as Record<string, string>)[field] ?? ''
const isSame = (a: Destination, b: Destination): boolean =>
  a.buyer_name === b.buyer_name &&
  a.buyer_phone === b.buyer_phone &&
  fields.every((field) => placeOf(a.address, field) === placeOf(b.address, field))

/** Another city: another node may be nearer. Another door in the same one changes nothing about where it leaves from. */
const isFar = (a: Destination['address'], b: Destination['address']): boolean =>
  placeOf(a, 'province') !== placeOf(b, 'province') || placeOf(a, 'city') !== placeOf(b, 'city')
