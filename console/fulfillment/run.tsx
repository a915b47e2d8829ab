import { Button, Select } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { api, type Page, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useNames, useNodes } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Amount, Count, Exact, Section, Status } from '../shared/values.tsx'
import { type ChoiceRow, outcomeTone, type RunRow, stateTone } from './model.ts'
import { Saving } from './runs.tsx'
import { useText } from './text.ts'
import { Why } from './why.tsx'

/** One run: what it comes to, by node and by day, and every order with its explanation. */
export function Component() {
  const { run_id } = useParams()
  const t = useText()
  const run = useApi<RunRow>(
    `/api/admin/sourcing/runs/${run_id}`,
    {},
    { refetchInterval: (query) => (query.state.data?.state === 'asked' ? 2_000 : false) },
  )
  if (!run.data)
    return (
      <DetailDrawer title={t('runs')}>
        {run.isError ? <Failure error={run.error} retry={() => void run.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail key={run.data.run_id} run={run.data} />
}

function Detail({ run }: { run: RunRow }) {
  const t = useText()
  const rules = useNames('/api/admin/sourcing/rules', 'rule_id')
  const { totals } = run
  return (
    <DetailDrawer
      wide
      title={t(`run_${run.kind}`)}
      status={
        <>
          <Status tone={stateTone(run.state)}>{t.maybe(`state_${run.state}`)}</Status>
          <Link to={`/sourcing-rules/${run.rule_id}`}>{rules.name(run.rule_id)}</Link>
          <span className="faint">{t('version_no', { no: run.version_no })}</span>
        </>
      }
    >
      <Section title={t('cost')} extra={<span className="faint">{t('cost_hint')}</span>}>
        {run.fault ? <p className="refused">{run.fault}</p> : null}
        {run.fell_back ? <p className="refused">{t('fell_back', { reason: run.fell_back })}</p> : null}
        {totals.cut ? <p className="refused">{t('cut', { count: totals.orders ?? 0 })}</p> : null}
        <div className="tiles" style={{ marginTop: 8 }}>
          <Tile title={t('orders')}>
            <Count value={totals.orders ?? 0} />
          </Tile>
          <Tile title={t('moved')}>
            <Count value={totals.moved ?? 0} />
          </Tile>
          <Tile title={t('before')}>
            <Amount minor={totals.before_minor} />
          </Tile>
          <Tile title={t('cost')}>
            <Amount minor={totals.cost_minor} />
          </Tile>
          <Tile title={t('saving')}>
            <Saving run={run} />
          </Tile>
          <Tile title={t('parcels')}>
            <Count value={totals.before_parcels ?? 0} /> → <Count value={totals.parcels ?? 0} />
          </Tile>
          {totals.bound_minor != null && totals.bound_minor > 0 ? (
            <Tile title={t('bound')}>
              <Amount minor={totals.bound_minor} />
            </Tile>
          ) : null}
        </div>
        <p className="faint" style={{ marginTop: 10 }}>
          {run.engine ? t.maybe(`engine_${run.engine}`, run.engine) : null} · {t('took', { ms: totals.took_ms ?? 0 })} ·{' '}
          {run.asked_by === 'rule' ? t('run_live') : run.asked_by} · <Exact at={run.asked_at} />
          {run.period_from ? (
            <>
              {' '}
              · <Exact at={run.period_from} /> – <Exact at={run.period_to} />
            </>
          ) : null}
        </p>
      </Section>
      {totals.nodes?.length ? <ByNode nodes={totals.nodes} /> : null}
      {totals.days && totals.days.length > 1 ? <ByDay days={totals.days} /> : null}
      {run.state === 'done' ? <Choices run_id={run.run_id} /> : null}
    </DetailDrawer>
  )
}

const Tile = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <div className="tile">
    <span>{title}</span>
    <b>{children}</b>
  </div>
)

/** Parcels of each node before and after, as bars: where the work goes. */
function ByNode({ nodes }: { nodes: NonNullable<RunRow['totals']['nodes']> }) {
  const t = useText()
  const names = useNodes()
  const most = Math.max(1, ...nodes.flatMap(({ parcels, before_parcels }) => [parcels, before_parcels]))
  return (
    <Section title={t('by_node')}>
      <table className="plain bars">
        <thead>
          <tr>
            <th>{t('node')}</th>
            <th>
              {t('by_node_before')} → {t('by_node_after')}
            </th>
            <th className="right">{t('parcels')}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ node_id, parcels, before_parcels }) => (
            <tr key={node_id}>
              <td>{names.name(node_id)}</td>
              <td>
                <i className="bar quiet-bar" style={{ width: `${(100 * before_parcels) / most}%` }} />
                <i className="bar" style={{ width: `${(100 * parcels) / most}%` }} />
              </td>
              <td className="right number">
                {before_parcels} → <b>{parcels}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function ByDay({ days }: { days: NonNullable<RunRow['totals']['days']> }) {
  const t = useText()
  return (
    <Section title={t('by_day')}>
      <div className="plain-scroll">
        <table className="plain">
          <thead>
            <tr>
              <th>{t('day')}</th>
              <th className="right">{t('orders')}</th>
              <th className="right">{t('before')}</th>
              <th className="right">{t('cost')}</th>
              <th className="right">{t('saving')}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.on}>
                <td className="number">{day.on}</td>
                <td className="right number">{day.orders}</td>
                <td className="right">
                  <Amount minor={day.before_minor} />
                </td>
                <td className="right">
                  <Amount minor={day.cost_minor} />
                </td>
                <td className="right">
                  <Saving run={{ totals: { compared: day.orders, cost_minor: day.cost_minor, before_minor: day.before_minor } }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

const outcomes = ['moved', 'stays', 'no_node_fits', 'stock_moved'] as const

function Choices({ run_id }: { run_id: string }) {
  const t = useText()
  const [outcome, setOutcome] = useState<string>('')
  const [older, setOlder] = useState<ChoiceRow[]>([])
  const [next, setNext] = useState<string | null | undefined>(undefined)
  const [open, setOpen] = useState<string | null>(null)
  const path = `/api/admin/sourcing/runs/${run_id}/choices`
  const first = useApi<Page<ChoiceRow>>(path, { outcome, limit: 50 })
  const rows = [...(first.data?.items ?? []), ...older]
  const cursor = next === undefined ? (first.data?.next ?? null) : next
  const more = async () => {
    const page = await api.get<Page<ChoiceRow>>(path, { outcome, limit: 50, cursor })
    setOlder([...older, ...page.items])
    setNext(page.next)
  }
  return (
    <Section
      title={t('choices')}
      extra={
        <Select
          size="small"
          aria-label={t('verdict')}
          style={{ minWidth: 130 }}
          value={outcome}
          onChange={(value) => {
            setOutcome(value)
            setOlder([])
            setNext(undefined)
          }}
          options={[{ value: '', label: t('all') }, ...outcomes.map((value) => ({ value, label: t(value) }))]}
        />
      }
    >
      {first.isPending ? <Skeleton rows={4} /> : null}
      {first.data && rows.length === 0 ? <p className="faint">{t('no_choices')}</p> : null}
      <ul className="rows">
        {rows.map((row) => (
          <li key={row.order_id} style={{ display: 'block' }}>
            <div className="card-row">
              <span style={{ display: 'flex', gap: 10, flexWrap: 'wrap' }}>
                <Link className="number" to={`/orders/${row.order_id}?q=${row.order_no}`}>
                  {row.order_no}
                </Link>
                <span className="faint">{[row.address.province, row.address.district].filter(Boolean).join(' ')}</span>
                <Status tone={outcomeTone(row.outcome)}>{t.maybe(row.outcome, row.outcome)}</Status>
              </span>
              <span style={{ display: 'flex', gap: 10, alignItems: 'center' }}>
                <Amount minor={row.before_minor} /> → <Amount minor={row.cost_minor} strong />
                <Button
                  size="small"
                  type="link"
                  aria-expanded={open === row.order_id}
                  onClick={() => setOpen(open === row.order_id ? null : row.order_id)}
                >
                  {t('why')}
                </Button>
              </span>
            </div>
            {open === row.order_id ? <Why choice={row} /> : null}
          </li>
        ))}
      </ul>
      {cursor ? (
        <Button size="small" onClick={() => void more()}>
          {t('more')}
        </Button>
      ) : null}
    </Section>
  )
}
