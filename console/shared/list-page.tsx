import { CloseCircleFilled, CloseOutlined, FilterOutlined, LoadingOutlined, ReloadOutlined, SearchOutlined } from '@ant-design/icons'
import { useQueries, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { type ComponentType, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Link, Outlet, useMatch, useNavigate, useResolvedPath } from 'react-router'
import { api, type Outcome, type Query, useApi } from './api.ts'
import { BatchBar, type BatchResult, ResultStrip } from './batch.tsx'
import { DateRange } from './date-range.tsx'
import { useAddress } from './list-address.ts'
import { ListContext } from './list-context.ts'
import { ListMenus } from './list-menus.tsx'
import { useListQuery } from './list-query.ts'
import { usePhone } from './media.ts'
import { useRemembered } from './remembered.ts'
import { useMay } from './session.ts'
import { Failure, Notice, Skeleton } from './states.tsx'
import { type Column, Table } from './table.tsx'
import { TextInput } from './text-input.tsx'
import { Count } from './values.tsx'
import { useWords } from './words.ts'

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

const mostSelected = 10_000
const failedAlways = /^(not_|.*_(not_found|differs|refused|failed|missing|unknown|invalid)$)/

/** The one list of the console; see screens: address, tabs, keyset pages, columns, selection, batches, views, export, keys. */
export function ListPage<Row>(props: ListPageProps<Row>) {
  const { row_id, columns, batch = [] } = props
  const t = useWords()
  const may = useMay()
  const phone = usePhone()
  const navigate = useNavigate()
  const base = useResolvedPath('').pathname
  const open_id = useMatch(`${base}/:row_id`)?.params.row_id ?? null
  const { params, search, change } = useAddress()

  const filter = useFilter(props, params)
  const list = useListQuery<Row>(props.path, filter, row_id, {
    ...(props.refetch_ms ? { refetch_ms: props.refetch_ms } : {}),
    whole: props.whole ?? false,
    long: props.selects_all ?? false,
  })
  const { rows } = list
  const layout = useColumns(props.name, columns)
  const selection = useSelection(rows, row_id)
  const [failed, setFailed] = useState<ReadonlyMap<string, string>>(new Map())
  const [result, setResult] = useState<BatchResult | null>(null)
  const [active_id, setActive] = useState<string | null>(null)
  const [picking, setPicking] = useState(false)
  const [unfolded, setUnfolded] = useState(false)
  const allowed = batch.filter((action) => may(action.permission))
  const selectable = allowed.length > 0
  const refresh = useRefresh([props.path, ...(props.tabs?.counts_path ? [props.tabs.counts_path] : []), ...(props.also_refresh ?? [])])

  // Another filter is another list: what was selected there is not carried along unseen.
  const fingerprint = JSON.stringify(filter)
  // biome-ignore lint/correctness/useExhaustiveDependencies: reset when the filter changes, on nothing else
  useEffect(() => {
    selection.clear()
    setFailed(new Map())
    setResult(null)
    setActive(null)
  }, [fingerprint])

  const openRow = useCallback(
    (row: Row) => {
      if (!props.open) return
      setActive(row_id(row))
      void navigate({ pathname: `${base}/${props.open(row)}`, search })
    },
    [props.open, row_id, navigate, base, search],
  )
  const box = useRef<HTMLDivElement>(null)
  const step = useCallback(
    (by: number) => {
      if (rows.length === 0) return
      const now = rows.findIndex((row) => row_id(row) === (active_id ?? open_id))
      const next = rows[Math.min(rows.length - 1, Math.max(0, now + by))]!
      if (open_id !== null) openRow(next)
      setActive(row_id(next))
    },
    [rows, row_id, active_id, open_id, openRow],
  )
  useListKeys({
    move: step,
    select: () => selectable && active_id && selection.set(active_id, !selection.ids.has(active_id), false),
    open: () => {
      const row = rows.find((one) => row_id(one) === active_id)
      if (row) openRow(row)
    },
    search: () => box.current?.querySelector<HTMLInputElement>('.list-search input')?.focus(),
    escape: () => {
      if (open_id !== null) void navigate({ pathname: base, search })
      else if (selection.ids.size > 0) selection.clear()
      else setActive(null)
    },
  })

  const shown = useMemo<Column<Row>[]>(() => {
    if (failed.size === 0) return layout.shown
    const reasons: Column<Row> = {
      key: 'result',
      title: t('result'),
      width: 260,
      render: (row) => {
        const reason = failed.get(row_id(row))
        return reason ? (
          <span className="refused" title={reason}>
            {reason}
          </span>
        ) : null
      },
    }
    const [head, ...rest] = layout.shown
    return head ? [head, reasons, ...rest] : [reasons]
  }, [layout.shown, failed, row_id, t])

  /** Fetches what is left of the filter and selects it too. */
  const selectMore = async () => {
    let read = await list.fetchNextPage()
    while (read.hasNextPage && (read.data?.pages.length ?? 0) < mostSelected / 200 + 1) read = await read.fetchNextPage()
    const ids = (read.data?.pages ?? []).flatMap((page) => page.items.map(row_id))
    selection.keep(new Set(ids.slice(0, mostSelected)))
  }
  const finish = (outcomes: Outcome[], title: string) => {
    const good = (outcome: Outcome) =>
      outcome.status.startsWith('already_') ||
      (props.succeeded ? props.succeeded(outcome) : outcome.detail === undefined && !failedAlways.test(outcome.status))
    const bad = new Map(outcomes.filter((one) => !good(one)).map((one) => [one.id, props.reason?.(one) ?? one.detail ?? one.status]))
    setFailed(bad)
    selection.keep(new Set(bad.keys()))
    const names = new Map(rows.map((row) => [row_id(row), props.row_name?.(row) ?? row_id(row)]))
    setResult({
      title,
      passed: outcomes.length - bad.size,
      failed: [...bad].map(([id, reason]) => ({ id, name: names.get(id) ?? id, reason })),
    })
    void refresh()
  }

  const filtered = Object.keys(filter).some((key) => filter[key] && key !== props.tabs?.key && !(key in (props.query ?? {})))
  const clear = () =>
    change(Object.fromEntries([...(props.filters ?? []).flatMap(parametersOf).map((key) => [key, null]), [props.search?.key ?? 'q', null]]))
  const body = () => {
    if (list.isPending) return <Skeleton rows={12} />
    if (list.isError && rows.length === 0) return <Failure error={list.error} retry={() => void list.refetch()} />
    const tab = props.tabs?.tabs.find(({ value }) => value === filter[props.tabs!.key])
    if (rows.length === 0 && !filtered && tab)
      return <Notice drawing="empty" title={t('none_in_tab', { tab: tab.title })} hint={t('none_in_tab_hint')} />
    if (rows.length === 0)
      return filtered ? (
        <Notice drawing="search" title={t('none_found')} hint={t('none_found_hint')}>
          <Button onClick={clear}>{t('clear_filters')}</Button>
        </Notice>
      ) : (
        <Notice drawing="empty" title={props.empty?.title ?? t('nothing')} hint={props.empty?.hint}>
          {props.empty?.action}
        </Notice>
      )
    const foot = <Foot list={list} count={rows.length} />
    if (phone)
      return (
        <Cards
          rows={rows}
          row_id={row_id}
          row_name={props.row_name}
          card={props.card}
          open={props.open}
          base={base}
          search={search}
          selection={picking ? selection : null}
          failed={failed}
          foot={foot}
        />
      )
    return (
      <Table
        label={props.title}
        columns={shown}
        rows={rows}
        row_id={row_id}
        {...(props.row_name ? { row_name: props.row_name } : {})}
        {...(props.row_height ? { row_height: props.row_height } : {})}
        active_id={active_id}
        open_id={open_id}
        {...(selectable ? { selected: selection.ids, onSelect: selection.set, onSelectAll: selection.all } : {})}
        failed={failed}
        {...(props.open ? { onOpen: openRow } : {})}
        onResize={layout.resize}
        onMove={layout.move}
        onEnd={() => {
          if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
        }}
        foot={foot}
      />
    )
  }

  const narrows = props.search !== undefined || (props.filters?.length ?? 0) > 0
  const tools = (
    <>
      <Button
        type="text"
        icon={list.isRefetching ? <LoadingOutlined /> : <ReloadOutlined />}
        aria-label={t('refresh')}
        title={t('refresh')}
        onClick={() => void refresh()}
      />
      <ListMenus
        name={props.name}
        layout={layout}
        columns={columns}
        selected={rows.filter((row) => selection.ids.has(row_id(row)))}
        path={props.path}
        query={filter}
        {...(props.export_at ? { export_at: props.export_at } : {})}
      />
    </>
  )
  const context = useMemo(
    () => ({ step, close: () => void navigate({ pathname: base, search }), refresh, has_rows: rows.length > 1 }),
    [step, navigate, base, search, refresh, rows.length],
  )
  return (
    <ListContext.Provider value={context}>
      <div className="list-page" ref={box}>
        <header className="page-head">
          <h1>{props.title}</h1>
          {props.hint ? <p>{props.hint}</p> : null}
          <div className="page-actions">
            {selectable && phone ? (
              <Button type={picking ? 'primary' : 'default'} onClick={() => setPicking(!picking)} aria-pressed={picking}>
                {t('select_mode')}
              </Button>
            ) : null}
            {narrows ? null : tools}
            {props.actions}
          </div>
        </header>
        {props.above}
        {props.tabs ? (
          <StateTabs tabs={props.tabs} value={params.get(props.tabs.key) ?? props.tabs.tabs[0]?.value ?? ''} change={change} />
        ) : null}
        <div className="list-filters" hidden={!narrows}>
          {props.search ? (
            <SearchBox field={props.search.key} placeholder={props.search.placeholder} params={params} change={change} />
          ) : null}
          {phone && props.filters?.length ? (
            <Button
              type={filtered ? 'primary' : 'default'}
              ghost={filtered}
              icon={<FilterOutlined />}
              aria-expanded={unfolded}
              onClick={() => setUnfolded(!unfolded)}
            >
              {t('filters')}
            </Button>
          ) : null}
          {!phone || unfolded ? <Filters filters={props.filters ?? []} params={params} change={change} /> : null}
          {filtered ? (
            <Button type="text" icon={<CloseOutlined />} onClick={clear}>
              {t('clear_filters')}
            </Button>
          ) : null}
          <span className="spring" />
          {narrows ? tools : null}
        </div>
        {result ? (
          <ResultStrip
            result={result}
            close={() => {
              setResult(null)
              setFailed(new Map())
            }}
          />
        ) : null}
        <div className="list-body" aria-busy={list.isFetching}>
          {body()}
        </div>
        {selection.ids.size > 0 ? (
          <BatchBar
            actions={allowed}
            rows={rows.filter((row) => selection.ids.has(row_id(row)))}
            row_id={row_id}
            clear={selection.clear}
            finish={finish}
            {...(props.selects_all && list.hasNextPage && selection.ids.size === rows.length ? { more: selectMore } : {})}
          />
        ) : null}
      </div>
      <Outlet />
    </ListContext.Provider>
  )
}

const parametersOf = ({ key, kind }: Filter): string[] => (kind === 'dates' ? [`${key}_from`, `${key}_to`] : [key])

/** What the address asks for, as the API takes it. */
function useFilter<Row>({ tabs, filters = [], search, query }: ListPageProps<Row>, params: URLSearchParams): Query {
  const keys = [...(tabs ? [tabs.key] : []), ...(search ? [search.key] : []), ...filters.flatMap(parametersOf)]
  const text = JSON.stringify([
    query ?? {},
    keys.map((key) => [key, params.get(key) ?? (key === tabs?.key ? tabs.tabs[0]?.value || undefined : undefined)]),
  ])
  return useMemo(() => {
    const [given, pairs] = JSON.parse(text) as [Query, [string, string?][]]
    return { ...given, ...Object.fromEntries(pairs.filter(([, value]) => value && value !== '*')) }
  }, [text])
}

function useRefresh(paths: readonly string[]) {
  const queries = useQueryClient()
  const key = paths.join('|')
  return useCallback(
    () =>
      queries.invalidateQueries({
        predicate: ({ queryKey }) => key.split('|').some((path) => typeof queryKey[0] === 'string' && queryKey[0].startsWith(path)),
      }),
    [queries, key],
  )
}

function useSelection<Row>(rows: readonly Row[], row_id: (row: Row) => string) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const last = useRef<string | null>(null)
  const set = useCallback(
    (id: string, on: boolean, range: boolean) => {
      setIds((now) => {
        const next = new Set(now)
        const order = rows.map(row_id)
        const [a, b] = [order.indexOf(last.current ?? id), order.indexOf(id)]
        const touched = range && a >= 0 && b >= 0 ? order.slice(Math.min(a, b), Math.max(a, b) + 1) : [id]
        for (const one of touched) {
          if (on) next.add(one)
          else next.delete(one)
        }
        return next
      })
      last.current = id
    },
    [rows, row_id],
  )
  const all = useCallback((on: boolean) => setIds(on ? new Set(rows.map(row_id)) : new Set()), [rows, row_id])
  const clear = useCallback(() => setIds(new Set()), [])
  return { ids, set, all, clear, keep: setIds }
}
export type Selection = ReturnType<typeof useSelection>

/** Which columns, in which order, how wide: chosen by the person, remembered on this device. */
function useColumns<Row>(name: string, columns: readonly Column<Row>[]) {
  const [kept, keep] = useRemembered<{ key: string; hidden: boolean; width?: number }[]>(`columns.${name}`, [])
  return useMemo(() => {
    const by_key = new Map(columns.map((column) => [column.key, column]))
    // A column added since is shown where its author put it; one removed since is forgotten.
    const known = kept.filter(({ key }) => by_key.has(key))
    const order = known.length === 0 ? [] : [...known]
    for (const [i, column] of columns.entries()) {
      if (!order.some(({ key }) => key === column.key))
        order.splice(known.length === 0 ? order.length : Math.min(i, order.length), 0, { key: column.key, hidden: column.hidden ?? false })
    }
    const setting = order
    const shown = setting.filter(({ hidden }) => !hidden).map(({ key, width }) => ({ ...by_key.get(key)!, ...(width ? { width } : {}) }))
    const update = (key: string, change: { hidden?: boolean; width?: number }) =>
      keep(setting.map((one) => (one.key === key ? { ...one, ...change } : one)))
    const move = (key: string, before: string) => {
      const moved = setting.find((one) => one.key === key)
      if (!moved || key === before) return
      const rest = setting.filter((one) => one !== moved)
      const from = setting.indexOf(moved)
      const at = rest.findIndex((one) => one.key === before)
      rest.splice(at + (from <= at ? 1 : 0), 0, moved)
      keep(rest)
    }
    return {
      setting,
      shown,
      show: (key: string, on: boolean) => update(key, { hidden: !on }),
      resize: (key: string, width: number) => update(key, { width }),
      move,
      reset: () => keep([]),
    }
  }, [kept, columns, keep])
}
export type Layout<Row> = ReturnType<typeof useColumns<Row>>

interface Changes {
  params: URLSearchParams
  change(changes: Record<string, string | null>, how?: { replace?: boolean }): void
}

function StateTabs({ tabs, value, change }: { tabs: Tabs; value: string; change: Changes['change'] }) {
  const counts = useApi<unknown>(tabs.count_each ? null : (tabs.counts_path ?? null), tabs.counts_query ?? {}, { refetchInterval: 15_000 })
  const each = useQueries({
    queries: (tabs.count_each ? tabs.tabs : []).map((tab) => {
      const query = { ...tabs.counts_query, ...tabs.count_each?.(tab.value) }
      return {
        queryKey: [tabs.counts_path, query],
        queryFn: ({ signal }: { signal: AbortSignal }) => api.get<{ count: number }>(tabs.counts_path!, query, signal),
        refetchInterval: 60_000,
      }
    }),
  })
  const bar = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: brings the chosen tab into sight on a phone
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [value])
  return (
    <nav className="state-tabs" ref={bar}>
      {tabs.tabs.map((tab, i) => {
        const count = tabs.count_each ? each[i]?.data?.count : counts.data === undefined ? undefined : tabs.count?.(counts.data, tab.value)
        const many = tabs.count_each !== undefined && (count ?? 0) >= 1000
        return (
          <button
            key={tab.value}
            type="button"
            aria-current={tab.value === value ? 'true' : undefined}
            data-alert={(tab.alert && (count ?? 0) > 0) || undefined}
            onClick={() => change({ [tabs.key]: i === 0 ? null : tab.value })}
          >
            {tab.title}
            {count === undefined || count === null ? null : <Count value={count} many={many} />}
          </button>
        )
      })}
    </nav>
  )
}

/** Sends what was typed after a short pause; Enter sends at once. */
function SearchBox({ field, placeholder, params, change }: { field: string; placeholder: string } & Changes) {
  const t = useWords()
  const asked = params.get(field) ?? ''
  const [text, setText] = useState(asked)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => setText(asked), [asked])
  const send = (value: string) => {
    clearTimeout(timer.current)
    if (value.trim() !== asked) change({ [field]: value.trim() || null }, { replace: true })
  }
  return (
    <span className="list-search">
      <TextInput
        value={text}
        before={<SearchOutlined />}
        after={
          text ? (
            <button
              type="button"
              className="quiet"
              aria-label={t('clear')}
              onClick={() => {
                setText('')
                send('')
              }}
            >
              <CloseCircleFilled />
            </button>
          ) : (
            <kbd>/</kbd>
          )
        }
        placeholder={placeholder}
        aria-label={placeholder}
        onChange={(event) => {
          setText(event.target.value)
          clearTimeout(timer.current)
          timer.current = setTimeout(send, 350, event.target.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) send(text)
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
    </span>
  )
}

function Filters({ filters, params, change }: { filters: readonly Filter[] } & Changes) {
  return filters.map((filter) => {
    const value = params.get(filter.key)
    const set = (next: string | null) => change({ [filter.key]: next })
    if (filter.kind === 'custom') return <span key={filter.key}>{filter.draw?.(value, set)}</span>
    if (filter.kind === 'dates') {
      const [from, to] = parametersOf(filter) as [string, string]
      return (
        <DateRange
          key={filter.key}
          title={filter.title}
          from={params.get(from)}
          to={params.get(to)}
          change={(a, b) => change({ [from]: a, [to]: b })}
        />
      )
    }
    if (filter.kind === 'choice')
      return (
        <Select
          key={filter.key}
          value={value}
          allowClear
          showSearch={(filter.options?.length ?? 0) > 8 ? { optionFilterProp: 'label' } : false}
          placeholder={filter.title}
          aria-label={filter.title}
          style={{ width: filter.width ?? 148 }}
          popupMatchSelectWidth={false}
          options={[...(filter.options ?? [])]}
          onChange={(next: string | undefined) => set(next ?? null)}
        />
      )
    return (
      <label key={filter.key} className="plain-filter" data-empty={!value || undefined}>
        <span>{filter.title}</span>
        <input
          type={filter.kind}
          value={value ?? ''}
          style={{ width: filter.width ?? 128 }}
          onChange={(event) => set(event.target.value || null)}
        />
      </label>
    )
  })
}

function Foot({
  list,
  count,
}: {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; isError: boolean; error: Error | null; fetchNextPage(): unknown }
  count: number
}) {
  const t = useWords()
  return (
    <div className="list-foot">
      {list.isError ? <span className="refused">{list.error?.message}</span> : null}
      {list.hasNextPage ? (
        <>
          <span>{t('loaded', { count })}</span>
          <Button size="small" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {list.isFetchingNextPage ? t('loading_more') : t('more')}
          </Button>
        </>
      ) : (
        <span>{t('end', { count })}</span>
      )}
    </div>
  )
}

interface CardsProps<Row> {
  rows: readonly Row[]
  row_id(row: Row): string
  row_name: ((row: Row) => string) | undefined
  card(row: Row): ReactNode
  open: ((row: Row) => string) | undefined
  base: string
  search: string
  selection: Selection | null
  failed: ReadonlyMap<string, string>
  foot: ReactNode
}

function Cards<Row>({ rows, row_id, row_name, card, open, base, search, selection, failed, foot }: CardsProps<Row>) {
  const t = useWords()
  return (
    // Cards that neither open nor are chosen hold nothing the keyboard could go to.
    <ul className="cards" {...(selection || open ? {} : { tabIndex: 0 })}>
      {rows.map((row) => {
        const id = row_id(row)
        const reason = failed.get(id)
        const inside = (
          <>
            {card(row)}
            {reason ? <span className="refused">{reason}</span> : null}
          </>
        )
        return (
          <li key={id} data-failed={reason !== undefined || undefined} data-selected={selection?.ids.has(id) || undefined}>
            {selection ? (
              <label className="card">
                <input
                  type="checkbox"
                  aria-label={t('select_row', { name: row_name?.(row) ?? id })}
                  checked={selection.ids.has(id)}
                  onChange={(event) => selection.set(id, event.target.checked, false)}
                />
                <div>{inside}</div>
              </label>
            ) : open ? (
              <Link className="card" to={{ pathname: `${base}/${open(row)}`, search }}>
                {inside}
              </Link>
            ) : (
              <div className="card">{inside}</div>
            )}
          </li>
        )
      })}
      <li className="cards-foot">{foot}</li>
    </ul>
  )
}

interface Keys {
  move(by: number): void
  select(): void
  open(): void
  search(): void
  escape(): void
}

/** The list's keys work wherever the focus is, except while typing or in a dialog. */
function useListKeys(keys: Keys) {
  const now = useRef(keys)
  now.current = keys
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target as HTMLElement
      if (
        target.closest('input:not([type=checkbox]), textarea, select, [contenteditable], [role=combobox], [role=menu], .ant-modal, dialog')
      )
        return
      const act = new Map<string, () => void>([
        ['j', () => now.current.move(1)],
        ['ArrowDown', () => now.current.move(1)],
        ['k', () => now.current.move(-1)],
        ['ArrowUp', () => now.current.move(-1)],
        ['x', () => now.current.select()],
        ['/', () => now.current.search()],
        ['Escape', () => now.current.escape()],
        ['Enter', () => now.current.open()],
      ]).get(event.key)
      if (event.key === 'Enter' && target.closest('a, button, input')) return
      // Arrows inside the open detail scroll it.
      if (!act || (event.key.startsWith('Arrow') && target.closest('.drawer'))) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
}

/** Messages at the top of the screen, for what needs no answer. */
export const useTell = () => App.useApp().message
