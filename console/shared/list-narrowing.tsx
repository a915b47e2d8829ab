import { CloseCircleFilled, SearchOutlined } from '@ant-design/icons'
import { useQueries } from '@tanstack/react-query'
import { Select } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { api, type Query, useApi } from './api.ts'
import { DateRange } from './date-range.tsx'
import type { Filter, ListPageProps, Tabs } from './list-model.ts'
import { TextInput } from './text-input.tsx'
import { Count } from './values.tsx'
import { useWords } from './words.ts'

export const parametersOf = ({ key, kind }: Filter): string[] => (kind === 'dates' ? [`${key}_from`, `${key}_to`] : [key])

/** What the address asks for, as the API takes it. */
export function useFilter<Row>({ tabs, filters = [], search, query }: ListPageProps<Row>, params: URLSearchParams): Query {
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

interface Changes {
  params: URLSearchParams
  change(changes: Record<string, string | null>, how?: { replace?: boolean }): void
}

export function StateTabs({ tabs, value, change }: { tabs: Tabs; value: string; change: Changes['change'] }) {
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
export function SearchBox({ field, placeholder, params, change }: { field: string; placeholder: string } & Changes) {
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

export function Filters({ filters, params, change }: { filters: readonly Filter[] } & Changes) {
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
