import { Button } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Selection } from './list-state.ts'
import { useWords } from './words.ts'

/** How much of the list is there, and the way to more. */
export function Foot({
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

/** The rows of a list on a phone. */
export function Cards<Row>({ rows, row_id, row_name, card, open, base, search, selection, failed, foot }: CardsProps<Row>) {
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
