import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useRemembered } from './remembered.ts'
import type { Column } from './table.tsx'

/** Asks again for everything under these addresses. */
export function useRefresh(paths: readonly string[]) {
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

/** Which rows are chosen; with a range, all from the last one touched. */
export function useSelection<Row>(rows: readonly Row[], row_id: (row: Row) => string) {
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
export function useColumns<Row>(name: string, columns: readonly Column<Row>[]) {
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

interface Keys {
  move(by: number): void
  select(): void
  open(): void
  search(): void
  escape(): void
}

/** The list's keys work wherever the focus is, except while typing or in a dialog. */
export function useListKeys(keys: Keys) {
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
