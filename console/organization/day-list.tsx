import { Input } from 'antd'
import { useState } from 'react'
import { Link, Outlet } from 'react-router'
import { useApi } from '../shared/api.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { Ago, Amount, Status } from '../shared/values.tsx'
import { type DayItem, dayTone } from './model.ts'
import { useNameOf, useText } from './text.ts'

const tile = { display: 'block', color: 'inherit', margin: 0 }
const order = ['late', 'overtime', 'not_open', 'open', 'closed', 'settled', 'no_trade']

/** A county's overview: who has opened, who is late, who has closed; what is wrong stands first. */
export function Component() {
  const t = useText()
  const nameOf = useNameOf()
  const [wanted, setWanted] = useState<string | null>(null)
  const [words, setWords] = useState('')
  const days = useApi<{ items: DayItem[] }>('/api/admin/days', {}, { refetchInterval: 20_000 })
  if (days.isPending) return <Skeleton />
  if (days.isError) return <Failure error={days.error} retry={() => void days.refetch()} />
  const items = days.data.items
  const shown = items
    .filter(
      (item) =>
        (!wanted || item.state === wanted) &&
        `${item.name} ${item.name_en} ${item.institution_id}`.toLowerCase().includes(words.toLowerCase()),
    )
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('days_title')}</h1>
        <p>{t('day_overview')}</p>
        {items.length > 8 ? (
          <div className="page-actions">
            <Input
              allowClear
              placeholder={t('tree_search')}
              aria-label={t('tree_search')}
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
          </div>
        ) : null}
      </div>
      <div className="state-tabs">
        {['', ...order].map((state) => {
          const count = state ? items.filter((item) => item.state === state).length : items.length
          if (state && count === 0) return null
          return (
            <button
              key={state}
              type="button"
              aria-current={(wanted ?? '') === state || undefined}
              data-alert={state === 'late' || state === 'overtime' || undefined}
              onClick={() => setWanted(state || null)}
            >
              {state ? t.maybe(`state_${state}`, state) : t('days_title')} <span className="number">{count}</span>
            </button>
          )
        })}
      </div>
      {shown.length === 0 ? <Notice drawing="empty" title={t('tree_empty')} /> : null}
      <div className="tiles" style={{ gridTemplateColumns: 'repeat(auto-fill, minmax(260px, 1fr))' }}>
        {shown.map((item) => (
          <Link key={item.institution_id} className="panel" style={tile} to={item.institution_id}>
            <div className="card-row">
              <strong>{nameOf(item)}</strong>
              <Status tone={dayTone(item.state)}>{t.maybe(`state_${item.state}`, item.state)}</Status>
            </div>
            <div className="card-row second">
              <span>{item.opens_at ? `${item.opens_at}–${item.closes_at}` : item.day}</span>
              {item.opened_at ? (
                <span>
                  {t('opened')} <Ago at={item.opened_at} />
                </span>
              ) : null}
            </div>
            {item.tills_open > 0 || item.difference_minor !== 0 ? (
              <div className="card-row second">
                <span>{item.tills_open > 0 ? t('tills_open', { count: item.tills_open }) : ''}</span>
                {item.difference_minor !== 0 ? (
                  <span>
                    {t('difference')} <Amount minor={item.difference_minor} strong />
                  </span>
                ) : null}
              </div>
            ) : null}
          </Link>
        ))}
      </div>
      <Outlet />
    </div>
  )
}
