import { api, type Page, type Query } from './api.ts'
import type { Column } from './table.tsx'

const most = 50_000

/** A cell a spreadsheet may not take for a formula. */
const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/**
 * Writes the columns on the screen, in their order, for every row of the filter (or the rows given) as a CSV a Chinese
 * spreadsheet opens rightly. Answers how many rows, and whether the filter held more.
 */
export async function exportRows<Row>(
  name: string,
  columns: readonly Column<Row>[],
  source: { rows: readonly Row[] } | { path: string; query: Query },
  tell: (count: number) => void,
  signal: AbortSignal,
): Promise<{ count: number; cut: boolean }> {
  const shown = columns.filter((column) => column.value)
  const line = (row: Row) => shown.map((column) => cell(column.value!(row))).join(',')
  const lines = [shown.map((column) => cell(column.title)).join(',')]
  let cut = false
  if ('rows' in source) lines.push(...source.rows.map(line))
  else {
    let cursor: string | null = null
    do {
      const page: Page<Row> = await api.get<Page<Row>>(source.path, { ...source.query, cursor, limit: 200 }, signal)
      lines.push(...page.items.map(line))
      tell(lines.length - 1)
      cursor = page.next
      cut = cursor !== null && lines.length > most
    } while (cursor !== null && !cut)
  }
  download(`${name}.csv`, new Blob(['\uFEFF', lines.join('\r\n'), '\r\n'], { type: 'text/csv;charset=utf-8' }))
  return { count: lines.length - 1, cut }
}

export function download(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
