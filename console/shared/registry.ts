import type { ComponentType } from 'react'
import type { Titles } from './text.ts'

/** The left navigation, in the order work flows. */
export const places = [
  'orders',
  'stock',
  'fulfillment',
  'service',
  'products',
  'marketing',
  'members',
  'partners',
  'money',
  'work',
  'insight',
  'settings',
] as const
export type Place = (typeof places)[number]

type Load = () => Promise<{ Component: ComponentType }>

/** One page: where it is, where the menu shows it, who may open it. A page without a place is reached from other pages only. */
export interface PageEntry {
  path: string
  title: Titles
  permission: string
  place?: Place
  load: Load
  /** Details and forms that slide in over the page: paths relative to it. */
  children?: readonly { path: string; permission?: string; load: Load }[]
}

/** What the global search found for the words typed. */
export interface Hit {
  title: string
  note?: string
  to: string
}
export interface Finder {
  title: Titles
  permission: string
  find(words: string, signal: AbortSignal): Promise<Hit[]>
}

/** A number in the top bar that leads to its rows. */
export interface Badge {
  title: Titles
  icon: 'tasks' | 'approvals' | 'alarms'
  permission: string
  to: string
  count(signal: AbortSignal): Promise<number>
}

/** What one center adds to the console. */
export interface CenterPages {
  pages: readonly PageEntry[]
  finders?: readonly Finder[]
  badges?: readonly Badge[]
}
