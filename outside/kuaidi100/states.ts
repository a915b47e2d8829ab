import type { PickupState, TrackState } from '#centers/carriers/model.ts'

const states: Record<string, TrackState> = {
  '0': 'in_transit',
  '1': 'collected',
  '2': 'exception',
  '3': 'delivered',
  '4': 'returned',
  '5': 'out_for_delivery',
  '6': 'returning',
  '7': 'in_transit',
  '8': 'customs',
  '10': 'customs',
  '11': 'customs',
  '12': 'customs',
  '13': 'customs',
  '14': 'refused',
}

/** Sub-states that mean something else than the state they stand under. */
const subStates: Record<string, TrackState> = {
  '101': 'created',
  '102': 'created',
  '103': 'collected',
  '203': 'refused',
  '401': 'returned',
  '501': 'awaiting_pickup',
  // Four digits that begin like customs and mean legs of the road.
  '1001': 'in_transit',
  '1002': 'in_transit',
  '1003': 'in_transit',
}

/** Of a code with one to four digits: the state, or for a sub-state we do not know the state it stands under. */
export function stateOf(code: string): TrackState | null {
  const exact = states[code] ?? subStates[code]
  if (exact) return exact
  if (/^\d{3}$/.test(code)) return states[code.slice(0, 1)] ?? null
  if (/^\d{4}$/.test(code)) return states[code.slice(0, 2)] ?? null
  return null
}

const pickupStates: Record<string, PickupState> = {
  '0': 'placed',
  '1': 'accepted',
  '2': 'collecting',
  '9': 'canceled',
  '10': 'picked_up',
  '11': 'failed',
  '99': 'canceled',
}
/** Codes after the pick-up tell of the parcel, not of the pick-up: null. */
export const pickupStateOf = (code: string): PickupState | null => pickupStates[code] ?? null
