import type { Stage, State } from '#centers/orders/model.ts'
import type { Alike } from '#centers/orders/parceling/model.ts'
import { mostMerged } from '#centers/orders/parceling/model.ts'
import { differs } from '#centers/orders/parceling/rules.ts'

export const mergeStatuses = [
  'order_not_found',
  'already_merged',
  'id_used_for_another',
  'too_few_orders',
  'too_many_orders',
  'merged_elsewhere',
  'order_is_over',
  'already_on_its_way',
  'at_third_party',
  'being_packed',
  'buyer_differs',
  'address_differs',
  'terms_differ',
  'no_common_node',
  'no_warehouse',
  'merged',
] as const
export type MergeStatus = (typeof mergeStatuses)[number]

/** What is known of one order that shall leave with others. */
export interface Member extends Alike {
  id: string
  order_no: string
  history: boolean
  states: readonly State[]
  /** From where what is not split off leaves. */
  nodes: readonly string[]
  /** In a wave already, or labeled. */
  begun: boolean
  given_away: boolean
  merge_id: string | null
}

const left: ReadonlySet<State> = new Set(['shipped', 'delivered', 'completed'])
const over: ReadonlySet<State> = new Set(['canceled', 'closed'])

/** Why nothing about the parcels of an order may change any more; null while it may. */
export function standing(
  order: { history: boolean; states: readonly State[]; given_away: boolean; begun: boolean } | undefined,
): 'order_not_found' | 'order_is_over' | 'already_on_its_way' | 'at_third_party' | 'being_packed' | null {
  if (!order || order.states.length === 0) return 'order_not_found'
  if (order.history || order.states.every((state) => over.has(state))) return 'order_is_over'
  if (order.states.some((state) => left.has(state))) return 'already_on_its_way'
  if (order.given_away) return 'at_third_party'
  return order.begun ? 'being_packed' : null
}

export interface MergeVerdict {
  status: MergeStatus
  /** The order that stands in the way. */
  because?: string
  /** The merge they are all in from now on, and who is new in it. */
  merge_id?: string
  joining?: string[]
}

/** Whether orders may leave in one parcel. Those of a merge take others in; two merges are not one. The first match wins. */
export function judgeMerge(
  merge_id: string,
  asked: readonly (Member | undefined)[],
  used: ReadonlySet<string>,
  /** Nodes whose parcels are packed by waves: only there many orders are one parcel. */
  packs: (node_id: string) => boolean = () => true,
): MergeVerdict {
  if (asked.some((one) => one === undefined)) return { status: 'order_not_found' }
  const orders = [...new Map((asked as Member[]).map((one) => [one.id, one])).values()]
  if (orders.length < 2) return { status: 'too_few_orders' }
  const merges = new Set(orders.flatMap((one) => one.merge_id ?? []))
  if (merges.size === 1 && orders.every((one) => one.merge_id !== null)) return { status: 'already_merged', merge_id: [...merges][0]! }
  if (merges.size === 0 && used.has(merge_id)) return { status: 'id_used_for_another' }
  if (orders.length > mostMerged) return { status: 'too_many_orders' }
  if (merges.size > 1) return { status: 'merged_elsewhere', because: orders.find((one) => one.merge_id !== null)!.order_no }
  for (const order of orders) {
    const status = standing(order)
    if (status) return { status, because: order.order_no }
  }
  const [first, ...others] = orders as [Member, ...Member[]]
  for (const other of others) {
    const status = differs(first, other)
    if (status) return { status, because: other.order_no }
    const common = other.nodes.filter((node) => first.nodes.includes(node))
    if (common.length === 0) return { status: 'no_common_node', because: other.order_no }
    if (!common.some(packs)) return { status: 'no_warehouse', because: other.order_no }
  }
  const into = [...merges][0] ?? merge_id
  return { status: 'merged', merge_id: into, joining: orders.filter((one) => one.merge_id === null).map(({ id }) => id) }
}

export const splitStatuses = [
  'already_split',
  'order_not_found',
  'order_is_over',
  'already_on_its_way',
  'at_third_party',
  'being_packed',
  'line_not_found',
  'more_than_ordered',
  'several_groups',
  'nothing_stays',
  'weight_unknown',
  'nothing_to_split',
  'too_many_parcels',
  'split',
] as const
export type SplitStatus = (typeof splitStatuses)[number]

export const unsplitStatuses = [
  'already_unsplit',
  'order_not_found',
  'split_not_found',
  'order_is_over',
  'already_on_its_way',
  'at_third_party',
  'being_packed',
  'bureau_has_begun',
  'states_differ',
  'unsplit',
] as const
export type UnsplitStatus = (typeof unsplitStatuses)[number]

export const mostParcels = 20

export const hasLeft = ({ state }: Pick<Stage, 'state'>): boolean => left.has(state)

/** Whether anything of a group may still be parted: a group that is over or has left is what it is. */
export const isMovable = ({ state }: Pick<Stage, 'state'>): boolean => !left.has(state) && !over.has(state)
