import type { TrackState } from '#centers/carriers/model.ts'

const states: Record<string, TrackState> = {
  CREATE: 'created',
  CONSIGN: 'created',
  GOT: 'collected',
  DEPARTURE: 'in_transit',
  ARRIVAL: 'in_transit',
  SENT_SCAN: 'out_for_delivery',
  STA_INBOUND: 'awaiting_pickup',
  SIGNED: 'delivered',
  FAILED: 'exception',
}
/** Actions of a trace; one that is not listed is kept as told and moves nothing. */
export const stateOf = (action: string): TrackState | null => states[action] ?? null
