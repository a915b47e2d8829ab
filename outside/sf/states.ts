import type { TrackState } from '#centers/carriers/model.ts'

/** Operation codes of a route. One that is not listed is kept as told and moves nothing. */
const states: Record<string, TrackState> = {
  '50': 'collected',
  '30': 'in_transit',
  '31': 'in_transit',
  '36': 'in_transit',
  '44': 'out_for_delivery',
  '80': 'delivered',
  '33': 'exception',
  '70': 'exception',
  '99': 'returning',
  '648': 'returning',
}
export const stateOf = (opCode: string): TrackState | null => states[opCode] ?? null
