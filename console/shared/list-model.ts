import type { ComponentType, ReactNode } from 'react'
import type { Outcome, Query } from './api.ts'
import type { Column } from './table.tsx'

export interface Filter {
  /** The parameter in the address and in the call. */
  key: string
  title: string
  /** `choice` needs options; `dates` sets `<key>_from` and `<key>_to`; `text` is looked for as typed; `custom` draws itself. */
  kind: 'choice' | 'dates' | 'text' | 'custom'
  options?: readonly { value: string; label: string }[]
  draw?(value: string | null, change: (value: string | null) => void): ReactNode
  width?: number
}

export interface Tabs {
  /** The filter the tabs set. */
  key: string
  /** First is shown without a value when its value is ''. */
  tabs: readonly { value: string; title: string; alert?: boolean }[]
  /** Address of the live counts, and how to read one of them. */
  counts_path?: string
  counts_query?: Query
  count?(counts: unknown, value: string): number | null | undefined
  /** Where a count is asked per tab instead: the query for `counts_path` of one tab, answered as `{count}`. */
  count_each?(value: string): Query
}

export interface BatchAction<Row> {
  key: string
  title: string
  permission: string
  danger?: boolean
  primary?: boolean
  hotkey?: string
  /** Rows it does not apply to are left out, and said so. */
  applies?(row: Row): boolean
  /** Asked before; `{count}` rows are concerned. */
  confirm?: { title(count: number): string; detail?: string }
  /** Asks for more (a carrier, a reason) and then runs; answers through `done`. */
  form?: ComponentType<{ rows: Row[]; run(work: (rows: Row[]) => Promise<Outcome[]>): void; cancel(): void }>
  /** One outcome per row. Rows are sent in sets of at most `most`. */
  run?(rows: Row[]): Promise<Outcome[]>
  most?: number
}

export interface ListPageProps<Row> {
  /** Names what is remembered (columns, views) and the exported file. */
  name: string
  title: string
  hint?: string
  /** The list's address in the API: answers `{items, next}`. */
  path: string
  /** The address answers all rows at once and takes no page or limit. */
  whole?: boolean
  /** Parameters every call carries beside the filter. */
  query?: Query
  /** Other addresses that change when a row does. */
  also_refresh?: readonly string[]
  row_id(row: Row): string
  row_name?(row: Row): string
  columns: readonly Column<Row>[]
  row_height?: number
  filters?: readonly Filter[]
  tabs?: Tabs
  search?: { key: string; placeholder: string }
  actions?: ReactNode
  batch?: readonly BatchAction<Row>[]
  /** All rows of the filter may be selected, ten thousand at most; for lists whose pages may have 200 rows. */
  selects_all?: boolean
  /** Path of a row's detail, relative to the list. */
  open?(row: Row): string
  /** What a phone shows instead of a table row. */
  card(row: Row): ReactNode
  empty?: { title: string; hint?: string; action?: ReactNode }
  refetch_ms?: number
  /** Where an export is asked for, when it is not made in the browser; null takes the button away. */
  export_at?(filter: Query): string | null
  /** Whether an outcome's status means it went through; `already_…` always does. */
  succeeded?(outcome: Outcome): boolean
  /** An outcome's reason in the reader's language. */
  reason?(outcome: Outcome): string
  above?: ReactNode
}
