import type { ReachItem, Tariff } from '#centers/carriers/model.ts'
import { type NodeItem, nodeKinds } from '#centers/inventory/model.ts'
import { Choice, Code, closed, Minor, Nullable, type Static, T, Text } from '#core/http.ts'

export const engines = ['greedy', 'optimal'] as const
export type Engine = (typeof engines)[number]

const signed = (description: string) => T.Integer({ minimum: -100_000_000, maximum: 100_000_000, description })
const codes = (what: string, description: string, maxItems = 500) => T.Array(Code(what), { maxItems, uniqueItems: true, description })

/** What a node costs us is told in one currency: freight and wishes are weighed against each other in minor units. */
export const RuleContent = closed(
  {
    channel_ids: codes('A channel', 'Channels whose orders it sources; a channel has at most one live rule', 200),
    engine: Choice(
      engines,
      '`greedy` decides order by order, `optimal` the whole batch at once and falls back to greedy when time is over',
    ),
    gathers_seconds: T.Integer({ minimum: 0, maximum: 3600, description: 'How long approved orders are gathered to be decided together' }),
    patience_seconds: T.Integer({
      minimum: 5,
      maximum: 86_400,
      description: 'An order without a decision for so long goes where its stock is reserved',
    }),
    time_limit_seconds: T.Integer({ minimum: 1, maximum: 60, description: 'How long the optimal engine may think about one batch' }),
    gap_bp: T.Integer({ minimum: 0, maximum: 1000, description: 'How far from the best it may stop, in basis points of the cost' }),
    most_parcels: T.Integer({ minimum: 1, maximum: 10, description: 'Parcels an order may be split into; 1 never splits' }),
    parts_lines: T.Optional(
      T.Boolean({ description: 'A line that no node has whole may leave from several, some pieces from each; never when left out' }),
    ),
    farthest_km: Nullable(T.Integer({ minimum: 1, maximum: 20_000, description: 'No node farther away than this' })),
    node_kinds: T.Array(Choice(nodeKinds, 'A kind of node'), {
      maxItems: 10,
      uniqueItems: true,
      description: 'Kinds that may ship; every kind when empty',
    }),
    excluded_node_ids: codes('A node', 'Nodes that may not ship'),
    carrier_ids: codes('A carrier', 'Carriers that may be reckoned with; every active one when empty', 100),
    unpriced_minor: Nullable(Minor('Freight reckoned where no price table covers the way; without it such a node is passed over')),
    respects_capacity: T.Boolean({ description: 'A node that has as many parcels as it can ship in a day gets no more' }),
    weights: closed(
      {
        freight_bp: T.Integer({ minimum: 0, maximum: 100_000, description: 'How much freight counts, in basis points; 10000 is as it is' }),
        distance_minor_per_100km: T.Integer({ minimum: 0, maximum: 1_000_000, description: 'For every 100 km a parcel travels' }),
        day_minor: T.Integer({ minimum: 0, maximum: 1_000_000, description: 'For every day until it arrives; a missed cut-off is a day' }),
        split_minor: T.Integer({ minimum: 0, maximum: 1_000_000, description: 'For every parcel beyond the first' }),
        scarcity_minor: T.Integer({
          minimum: 0,
          maximum: 1_000_000,
          description: 'For a line that takes the last pieces of a node; less where more is left',
        }),
        aging_minor: T.Integer({ minimum: 0, maximum: 1_000_000, description: 'Taken off for every piece that grows old where it lies' }),
      },
      { description: 'What each wish is worth, in minor units of the channel’s currency' },
    ),
    kind_minor: T.Array(
      closed({ kind: Choice(nodeKinds, 'The kind of node'), amount_minor: signed('Added for each parcel; below zero it is preferred') }),
      {
        maxItems: 10,
        description: 'What handling a parcel costs at a kind of node',
      },
    ),
    node_minor: T.Array(closed({ node_id: Code('The node'), amount_minor: signed('Added for each parcel; below zero it is preferred') }), {
      maxItems: 500,
      description: 'What handling a parcel costs at one node, beside its kind',
    }),
  },
  { description: 'How nodes are chosen' },
)
export type RuleContent = Static<typeof RuleContent>

export const RuleItem = closed({
  rule_id: Code('Short immutable code of the rule'),
  name: closed({ zh: Text('Name in Chinese', 60), en: Text('Name in English', 60) }, { description: 'What people call it' }),
  base_version: Nullable(
    T.Integer({ minimum: 1, description: 'The version that was changed, so that nobody’s change is lost; null for a new rule' }),
  ),
  content: RuleContent,
})
export type RuleItem = Static<typeof RuleItem>

export const startingContent: RuleContent = {
  channel_ids: [],
  engine: 'greedy',
  gathers_seconds: 0,
  patience_seconds: 60,
  time_limit_seconds: 5,
  gap_bp: 50,
  most_parcels: 4,
  farthest_km: null,
  node_kinds: [],
  excluded_node_ids: [],
  carrier_ids: [],
  unpriced_minor: 1_200,
  respects_capacity: true,
  weights: { freight_bp: 10_000, distance_minor_per_100km: 10, day_minor: 100, split_minor: 300, scarcity_minor: 0, aging_minor: 0 },
  kind_minor: [],
  node_minor: [],
}

export const ruleStates = ['draft', 'live', 'retired'] as const
export const saveRuleStatuses = [
  'saved',
  'already_saved',
  'version_moved',
  'channel_not_found',
  'node_not_found',
  'carrier_not_found',
  'repeated',
] as const
export const publishStatuses = [
  'published',
  'already_live',
  'rule_not_found',
  'version_not_found',
  'channel_needed',
  'channel_taken',
  'not_rehearsed',
] as const

export const runKinds = ['live', 'by_hand', 'dry_run', 'replay', 'refusal'] as const
export type RunKind = (typeof runKinds)[number]

// --- The problem the engines are given, and what they answer. Plain data: it travels to a thread of its own.

export interface SourcingNode extends Pick<NodeItem, 'id' | 'kind' | 'longitude' | 'latitude' | 'region_code' | 'cut_off'> {
  closed: boolean
  /** Parcels it can still take today; null when nobody counts. */
  capacity_left: number | null
}

export interface SourcingLine {
  line_no: number
  sku_id: string
  quantity: number
  weight_grams: number
  volume_cm3: number
  /** Where it is reserved now; null when it is reserved nowhere. */
  node_id: string | null
}

export interface SourcingOrder {
  id: string
  /** Region code of the address, as far as it is known. */
  region: string
  lines: SourcingLine[]
  /** Nodes its channel may sell from, best first. */
  node_ids: readonly string[]
  /** Nodes that refused it. */
  refused: readonly string[]
}

export interface Problem {
  rule: RuleContent
  nodes: SourcingNode[]
  orders: SourcingOrder[]
  /** What is free, by `node sku`, beside what these orders have reserved themselves. */
  free: Record<string, number>
  /** How old the stock is, by `node sku`: 0 fresh to 1 at its end. */
  age: Record<string, number>
  tariffs: readonly Tariff[]
  reach: readonly ReachItem[]
  /** Services that may be asked, as `carrier service`. */
  services: readonly string[]
  /** Business date and minute of the day, where the nodes are. */
  on: string
  minute_of_day: number
}

export interface CostParts {
  freight_minor: number
  distance_minor: number
  time_minor: number
  handling_minor: number
  stock_minor: number
}

/** One parcel of a choice: which lines leave from which node, and what that costs. */
export interface ChosenParcel extends CostParts {
  node_id: string
  line_nos: number[]
  /** How many of each line, where a line is parted between nodes; the whole lines otherwise. */
  parts?: { line_no: number; quantity: number }[]
  carrier_id: string | null
  service_id: string | null
  km: number | null
  days: number | null
}

export const verdicts = [
  'chosen',
  'costs_more',
  'would_split',
  'taken_by_others',
  'not_enough_stock',
  'capacity_full',
  'no_carrier',
  'too_far',
  'kind_excluded',
  'node_excluded',
  'refused_before',
  'closed',
] as const
export type Verdict = (typeof verdicts)[number]

/** Why a node was chosen or not. */
export interface NodeVerdict {
  node_id: string
  verdict: Verdict
  km: number | null
  /** What the whole order would have cost from there; null when it cannot ship all of it. */
  cost_minor: number | null
  /** Lines it could ship. */
  line_nos: number[]
}

export const choiceOutcomes = ['moved', 'stays', 'no_node_fits'] as const
export interface OrderChoice {
  order_id: string
  outcome: (typeof choiceOutcomes)[number]
  parcels: ChosenParcel[]
  /** What it costs as chosen, and as it is reserved now (null when that is not allowed or reserved nowhere). */
  cost_minor: number
  before_minor: number | null
  before_parcels: number
}

export interface Plan {
  engine: Engine
  /** Why the optimal engine did not decide, when it was asked. */
  fell_back: string | null
  choices: OrderChoice[]
  cost_minor: number
  /** No plan can cost less than this; null when nothing was proven. */
  bound_minor: number | null
  took_ms: number
}

export interface Explained {
  choice: OrderChoice
  nodes: NodeVerdict[]
}
