import type { State } from '../model.ts'

/** The states a group is in while somebody still has to do something; only they have a time limit. */
export const timedStates = ['placed', 'held', 'approved', 'allocated', 'released', 'shipped'] as const satisfies readonly State[]
export type TimedState = (typeof timedStates)[number]

/** What times are compared by. */
export const dimensions = ['channel', 'organization', 'node', 'bureau', 'product'] as const
export type Dimension = (typeof dimensions)[number]

/** How long groups stayed in a state, in hours. */
export interface Span {
  groups: number
  mean_hours: number
  median_hours: number
  p90_hours: number
  longest_hours: number
}

/** `whole` is from the first moment to delivery. */
export type Stretch = TimedState | 'delivered' | 'whole'

export interface StretchTime extends Span {
  stretch: Stretch
}

export interface TimeLimit {
  /** A channel, or `*` for all without a line of their own. */
  channel_id: string
  state: TimedState
  /** Null takes the limit away. */
  hours: number | null
}
