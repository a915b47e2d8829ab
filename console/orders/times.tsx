import { useQueryClient } from '@tanstack/react-query'
import { Button, InputNumber, Modal, Segmented, Select } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { type AnswerOf, api, useApi } from '../shared/api.ts'
import { DateRange } from '../shared/date-range.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useChannels, useInLanguage, useNodes, useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { dateOf, spanWords } from '../shared/time.ts'
import { Count, Missing } from '../shared/values.tsx'
import { useText } from './text.ts'

type Times = AnswerOf<'/api/admin/order-times'>
type Stretch = Times['stretches'][number]
type Now = AnswerOf<'/api/admin/order-times/now'>['items'][number]
type Limit = AnswerOf<'/api/admin/order-time-limits'>['items'][number]

const chain = ['placed', 'approved', 'allocated', 'released', 'shipped'] as const
const dimensions = ['channel', 'organization', 'node', 'bureau', 'product'] as const
type Dimension = (typeof dimensions)[number]
const daysAgo = (days: number): string => dateOf(new Date(Date.now() - days * 86_400_000).toISOString())
/** A median of less than a minute is an automatic step. */
const useSpan = () => {
  const t = useText()
  return (hours: number) => (hours * 60 < 1 ? t('at_once') : spanWords(hours * 3_600_000))
}

/** How long orders stay in each stage, what stands there now, and what stands too long. */
export function Component() {
  const t = useText()
  const may = useMay()('orders.limits')
  const channels = useChannels()
  const [params, setParams] = useSearchParams()
  const [editing, setEditing] = useState(false)
  const since = params.get('since') ?? daysAgo(29)
  const until = params.get('until') ?? daysAgo(0)
  const channel_id = params.get('channel_id')
  const by = (params.get('by') ?? 'channel') as Dimension
  const change = (changes: Record<string, string | null>) => {
    const next = new URLSearchParams(params)
    for (const [key, value] of Object.entries(changes)) value === null ? next.delete(key) : next.set(key, value)
    setParams(next, { replace: true })
  }
  const times = useApi<Times>('/api/admin/order-times', { since, until, by, channel_id })
  const now = useApi<{ items: Now[] }>('/api/admin/order-times/now', { channel_id }, { refetchInterval: 30_000 })
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('times_title')}</h1>
        <p>{t('times_hint')}</p>
        {may ? (
          <div className="page-actions">
            <Button onClick={() => setEditing(true)}>{t('limits_title')}</Button>
          </div>
        ) : null}
      </div>
      <div className="card-row" style={{ justifyContent: 'flex-start', flexWrap: 'wrap', gap: 8, alignItems: 'center' }}>
        <DateRange title={t('placed_at')} from={since} to={until} change={(from, to) => change({ since: from, until: to })} />
        <Select
          allowClear
          style={{ width: 180 }}
          placeholder={t('channel')}
          aria-label={t('channel')}
          value={channel_id}
          options={channels.options}
          onChange={(value?: string) => change({ channel_id: value ?? null })}
        />
        {times.data ? <span className="faint">{t('times_looked', { count: times.data.orders.toLocaleString('en') })}</span> : null}
      </div>
      {times.isError ? <Failure error={times.error} retry={() => void times.refetch()} /> : null}
      {times.isPending ? <Skeleton rows={3} /> : null}
      {times.data ? (
        <>
          <Chain stretches={times.data.stretches} now={now.data?.items ?? []} />
          {times.data.complete ? null : <p className="faint">{t('times_incomplete')}</p>}
          {times.data.out_of_order > 0 ? <p className="faint">{t('times_out_of_order', { count: times.data.out_of_order })}</p> : null}
          <section className="panel">
            <div className="card-row" style={{ flexWrap: 'wrap', gap: 8, alignItems: 'center' }}>
              <h2>{t('times_by')}</h2>
              <Segmented
                value={by}
                options={dimensions.map((value) => ({ value, label: t(`by_${value}`) }))}
                onChange={(value) => change({ by: value })}
              />
            </div>
            <Rows rows={times.data.rows} by={by} />
          </section>
        </>
      ) : null}
      {editing ? <LimitsForm done={() => setEditing(false)} /> : null}
    </div>
  )
}

/** The whole chain in one picture: a box a stage, its width the same, its bar the median beside the slowest. */
function Chain({ stretches, now }: { stretches: readonly Stretch[]; now: readonly Now[] }) {
  const t = useText()
  const spanOf = useSpan()
  const slowest = Math.max(1, ...chain.map((state) => stretches.find(({ stretch }) => stretch === state)?.median_hours ?? 0))
  const whole = stretches.find(({ stretch }) => stretch === 'whole')
  return (
    <div className="tiles" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))' }}>
      {chain.map((state) => {
        const time = stretches.find(({ stretch }) => stretch === state)
        const here = now.find((one) => one.state === state)
        return (
          <div className="tile" key={state}>
            <span>{t(`state_${state}`)}</span>
            <b>{time ? spanOf(time.median_hours) : '—'}</b>
            <i className="bar" style={{ width: `${Math.max(2, (100 * (time?.median_hours ?? 0)) / slowest)}%` }} />
            <span>{time ? t('nine_of_ten', { span: spanOf(time.p90_hours) }) : t('no_times')}</span>
            <span>
              {t('stand_here')}{' '}
              <Link style={{ textDecoration: 'underline' }} to={`/orders?state=${state}`}>
                {(here?.groups ?? 0).toLocaleString('en')}
              </Link>
              {here && here.late > 0 ? (
                <>
                  {' · '}
                  <Link className="refused" to={`/late-orders?state=${state}`}>
                    {t('late_here', { count: here.late.toLocaleString('en') })}
                  </Link>
                </>
              ) : null}
            </span>
          </div>
        )
      })}
      <div className="tile">
        <span>{t('whole')}</span>
        <b>{whole ? spanOf(whole.median_hours) : '—'}</b>
        <span>{whole ? t('nine_of_ten', { span: spanOf(whole.p90_hours) }) : t('no_times')}</span>
        <span>{whole ? t('slowest', { span: spanOf(whole.longest_hours) }) : ''}</span>
      </div>
    </div>
  )
}

function Rows({ rows, by }: { rows: Times['rows']; by: Dimension }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const spanOf = useSpan()
  const asIs = (key: string) => key
  const names = { channel: useChannels().name, organization: useOrganizations().name, node: useNodes().name, bureau: asIs, product: asIs }
  if (rows.length === 0) return <Notice drawing="empty" title={t('times_empty')} hint={t('times_empty_hint')} />
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className="plain">
        <thead>
          <tr>
            <th>{t(`by_${by}`)}</th>
            <th className="number">{t('group_count')}</th>
            {[...chain, 'whole' as const].map((stretch) => (
              <th key={stretch} className="number">
                {stretch === 'whole' ? t('whole') : t(`state_${stretch}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td>{row.name ? inLanguage(row.name) : names[by](row.key)}</td>
              <td className="number">
                <Count value={Math.max(...row.stretches.map(({ groups }) => groups))} />
              </td>
              {[...chain, 'whole' as const].map((stretch) => {
                const time = row.stretches.find((one) => one.stretch === stretch)
                return (
                  <td key={stretch} className="number">
                    {time ? (
                      <>
                        {spanOf(time.median_hours)}
                        <div className="second">{t('nine_of_ten', { span: spanOf(time.p90_hours) })}</div>
                      </>
                    ) : (
                      <Missing />
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Hours an order may stay in each stage, for all channels or for one. */
function LimitsForm({ done }: { done(): void }) {
  const t = useText()
  const tell = useTell()
  const queries = useQueryClient()
  const channels = useChannels()
  const [channel_id, setChannel] = useState('*')
  const kept = useApi<{ items: Limit[] }>('/api/admin/order-time-limits')
  const [typed, setTyped] = useState<Record<string, number | null>>({})
  const hoursOf = (state: string, of = channel_id) => kept.data?.items.find((one) => one.channel_id === of && one.state === state)?.hours
  const save = async () => {
    const limits = Object.entries(typed).map(([state, hours]) => ({ channel_id, state, hours }))
    const outcomes = limits.length > 0 ? await api.batch('/api/admin/order-time-limits', { limits }) : []
    const bad = outcomes.find(({ status }) => !['saved', 'removed', 'already_saved'].includes(status))
    if (bad) return void tell.error(bad.status)
    await queries.invalidateQueries()
    void tell.success(t('limits_saved'))
    done()
  }
  return (
    <Modal
      open
      title={t('limits_title')}
      okText={t('save')}
      onCancel={done}
      onOk={() => void save().catch((error: Error) => tell.error(error.message))}
    >
      <p className="faint">{t('limits_hint')}</p>
      <Select
        style={{ width: '100%', marginBottom: 12 }}
        aria-label={t('channel')}
        value={channel_id}
        options={[{ value: '*', label: t('all_channels') }, ...channels.options]}
        onChange={(value: string) => {
          setChannel(value)
          setTyped({})
        }}
      />
      {(['placed', 'held', 'approved', 'allocated', 'released', 'shipped'] as const).map((state) => (
        <label key={state} htmlFor={`limit-${state}`} className="card-row" style={{ alignItems: 'center', padding: '4px 0' }}>
          <span>{t(`state_${state}`)}</span>
          <InputNumber
            id={`limit-${state}`}
            min={0.5}
            max={10_000}
            step={1}
            suffix={t('hours')}
            style={{ width: 160 }}
            placeholder={channel_id === '*' ? t('no_limit') : String(hoursOf(state, '*') ?? t('no_limit'))}
            value={state in typed ? typed[state]! : (hoursOf(state) ?? null)}
            onChange={(hours) => setTyped({ ...typed, [state]: hours })}
          />
        </label>
      ))}
    </Modal>
  )
}
