import { Button, Input } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { type AnswerOf, type RowOf, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Missing } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/search/queries'>
const row_id = (row: Row) => row.words
const share = (part: number, whole: number): string => (whole > 0 ? `${((100 * part) / whole).toFixed(1)}%` : '—')

/** What shoppers searched for, what found nothing, what nobody opened; and a place to try a text. */
export function Component() {
  const t = useText()
  return (
    <ListPage<Row>
      name="search-report"
      title={t('report')}
      path="/api/admin/search/queries"
      row_id={row_id}
      row_name={(row) => row.q}
      columns={useColumns()}
      search={{ key: 'q', placeholder: t('find') }}
      tabs={{
        key: 'tab',
        tabs: [
          { value: 'all', title: t('all') },
          { value: 'nothing', title: t('nothing'), alert: true },
          { value: 'no_click', title: t('no_click') },
        ],
      }}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.q}</span>
            <Count value={row.searches} />
          </div>
          <div className="card-row second">
            <span>
              {t('nothing_times')} {row.nothing}
            </span>
            <span>
              {t('clicks')} {row.clicks}
            </span>
          </div>
        </>
      )}
      empty={{ title: t('report_empty'), hint: t('report_hint') }}
      above={<Above />}
    />
  )
}

function useColumns(): Column<Row>[] {
  const t = useText()
  return useMemo(() => {
    const count = (key: 'searches' | 'nothing' | 'relaxed' | 'clicks', title: string): Column<Row> => ({
      key,
      title,
      width: 100,
      align: 'right',
      render: (row) => <Count value={row[key]} />,
      value: (row) => row[key],
    })
    return [
      { key: 'q', title: t('q'), width: 240, grow: true, render: (row) => <span className="strong">{row.q}</span>, value: (row) => row.q },
      count('searches', t('searches')),
      count('nothing', t('nothing_times')),
      count('relaxed', t('relaxed')),
      count('clicks', t('clicks')),
      {
        key: 'share',
        title: t('click_share'),
        width: 100,
        align: 'right',
        render: (row) => <span className="number">{share(row.clicks, row.searches)}</span>,
        value: (row) => share(row.clicks, row.searches),
      },
      {
        key: 'mean_place',
        title: t('mean_place'),
        width: 110,
        align: 'right',
        render: (row) => (row.mean_place === null ? <Missing /> : <span className="number">{row.mean_place}</span>),
        value: (row) => row.mean_place,
      },
    ]
  }, [t])
}

function Above() {
  const t = useText()
  const totals = useApi<AnswerOf<'/api/admin/search/totals'>>('/api/admin/search/totals').data
  const tiles = totals
    ? ([
        [t('total_searches'), totals.searches.toLocaleString('en')],
        [t('total_nothing'), share(totals.nothing, totals.searches)],
        [t('total_clicks'), share(totals.clicks, totals.searches)],
      ] as const)
    : []
  return (
    <>
      <div className="tiles" style={{ margin: '10px 0', gridTemplateColumns: 'repeat(auto-fill, minmax(150px, 1fr))' }}>
        {tiles.map(([title, value]) => (
          <div className="tile" key={title}>
            <span>{title}</span>
            <b className="number">{value}</b>
          </div>
        ))}
      </div>
      <Trial />
    </>
  )
}

function Trial() {
  const t = useText()
  const inLanguage = useInLanguage()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const answer = useApi<AnswerOf<'/api/admin/search/explanation'>>(asked ? '/api/admin/search/explanation' : null, { q: asked }).data
  return (
    <details className="panel" style={{ margin: '10px 0' }}>
      <summary className="strong">
        {t('try_title')} <span className="faint">· {t('try_hint')}</span>
      </summary>
      <form
        style={{ display: 'flex', gap: 8, margin: '12px 0', maxWidth: 480 }}
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(typed.trim())
        }}
      >
        <Input value={typed} maxLength={100} aria-label={t('q')} onChange={(event) => setTyped(event.target.value)} />
        <Button htmlType="submit" type="primary" disabled={!typed.trim()}>
          {t('try')}
        </Button>
      </form>
      {answer ? (
        <>
          <p>
            {t('read_as')}{' '}
            {answer.words.map(({ said, means }) => (
              <span key={said} style={{ marginRight: 12 }}>
                <b>{said}</b> <span className="faint">= {means.slice(0, 6).join(' / ')}</span>
              </span>
            ))}
            {answer.unknown.length > 0 ? (
              <span className="faint">
                {t('unknown')}: {answer.unknown.join(' ')}
              </span>
            ) : null}
          </p>
          <p className="strong">{t('found', { count: answer.count })}</p>
          <ol>
            {answer.products.map(({ spu_id, title }) => (
              <li key={spu_id}>
                <Link to={`/products/${spu_id}`}>{inLanguage(title)}</Link> <span className="faint code">{spu_id}</span>
              </li>
            ))}
          </ol>
        </>
      ) : null}
    </details>
  )
}
