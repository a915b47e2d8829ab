import { CloseOutlined, FilterOutlined, LoadingOutlined, ReloadOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Outlet, useMatch, useNavigate, useResolvedPath } from 'react-router'
import type { Outcome } from './api.ts'
import { BatchBar, type BatchResult, ResultStrip } from './batch.tsx'
import { useAddress } from './list-address.ts'
import { Cards, Foot } from './list-cards.tsx'
import { ListContext } from './list-context.ts'
import { ListMenus } from './list-menus.tsx'
import type { ListPageProps } from './list-model.ts'
import { Filters, parametersOf, SearchBox, StateTabs, useFilter } from './list-narrowing.tsx'
import { useListQuery } from './list-query.ts'
import { useColumns, useListKeys, useRefresh, useSelection } from './list-state.ts'
import { usePhone } from './media.ts'
import { useMay } from './session.ts'
import { Failure, Notice, Skeleton } from './states.tsx'
import { type Column, Table } from './table.tsx'
import { useWords } from './words.ts'

export type { BatchAction, Filter } from './list-model.ts'

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

/** Messages at the top of the screen, for what needs no answer. */
export const useTell = () => App.useApp().message
