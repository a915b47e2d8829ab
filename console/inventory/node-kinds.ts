/** What a place that holds stock may be. */
export const nodeKinds = [
  'central_warehouse',
  'regional_warehouse',
  'store',
  'dealer',
  'third_party',
  'merchant',
  'supplier',
  'in_transit',
  'service_van',
  'defective',
] as const
