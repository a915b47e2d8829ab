import type { AnswerOf, RowOf } from '../shared/api.ts'
import type { Tone } from '../shared/values.tsx'

export type RuleRow = RowOf<'/api/admin/sourcing/rules'>
export type Version = RowOf<'/api/admin/sourcing/rules/{rule_id}/versions'>
export type Content = RuleRow['content']
export type RunRow = AnswerOf<'/api/admin/sourcing/runs/{run_id}'>
export type ChoiceRow = RowOf<'/api/admin/sourcing/runs/{run_id}/choices'>
export type OrderSourcing = AnswerOf<'/api/admin/orders/{id}/sourcing'>

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

export const starting: Content = {
  channel_ids: [],
  engine: 'greedy',
  gathers_seconds: 0,
  patience_seconds: 60,
  time_limit_seconds: 5,
  gap_bp: 50,
  most_parcels: 3,
  farthest_km: null,
  node_kinds: [],
  excluded_node_ids: [],
  carrier_ids: [],
  unpriced_minor: 1200,
  respects_capacity: true,
  weights: { freight_bp: 10_000, distance_minor_per_100km: 10, day_minor: 100, split_minor: 300, scarcity_minor: 0, aging_minor: 0 },
  kind_minor: [],
  node_minor: [],
}

export const outcomeTone = (outcome: string): Tone =>
  outcome === 'moved' ? 'active' : outcome === 'stays' ? 'done' : outcome === 'no_node_fits' ? 'danger' : 'waiting'
export const stateTone = (state: string): Tone =>
  state === 'live' || state === 'done' ? 'done' : state === 'failed' ? 'danger' : state === 'retired' ? 'quiet' : 'waiting'

/** What became different between two versions, by the path of the field. */
export function differences(before: Content | undefined, after: Content): { field: string; before: string; after: string }[] {
  if (!before) return []
  const flat = (content: Content) =>
    new Map(Object.entries({ ...content, ...content.weights, weights: undefined }).filter(([, value]) => value !== undefined))
  const [a, b] = [flat(before), flat(after)]
  const text = (value: unknown) =>
    Array.isArray(value)
      ? value.map((one) => (typeof one === 'object' ? Object.values(one as object).join(' ') : one)).join(', ')
      : String(value ?? '—')
  return [...b]
    .filter(([key, value]) => text(a.get(key)) !== text(value))
    .map(([field, value]) => ({ field, before: text(a.get(field)), after: text(value) }))
}
