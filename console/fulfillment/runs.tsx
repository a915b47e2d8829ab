import { useMemo } from 'react'
import { majorOf } from '#core/money.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useNames } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount, Count, Status, TwoLines } from '../shared/values.tsx'
import { type RunRow, stateTone } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: RunRow) => row.run_id
const kinds = ['live', 'by_hand', 'refusal', 'dry_run', 'replay'] as const

/** Every time nodes were chosen, really or on paper. */
export function Component() {
  const t = useText()
  return (
    <ListPage<RunRow>
      name="sourcing-runs"
      title={t('runs')}
      path="/api/admin/sourcing/runs"
      row_id={row_id}
      row_name={(row) => t(`run_${row.kind}`)}
      row_height={52}
      columns={useColumns()}
      filters={[
        { key: 'kind', title: t('kind_of_run'), kind: 'choice', options: kinds.map((value) => ({ value, label: t(`run_${value}`) })) },
      ]}
      open={row_id}
      refetch_ms={10_000}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{t(`run_${row.kind}`)}</span>
            <Status tone={stateTone(row.state)}>{t.maybe(`state_${row.state}`)}</Status>
          </div>
          <div className="card-row second">
            <span>
              {t('orders')} <Count value={row.totals.orders ?? 0} /> · {t('moved')} <Count value={row.totals.moved ?? 0} />
            </span>
            <Saving run={row} />
          </div>
          <div className="card-row second">
            <span>{row.asked_by === 'rule' ? t('run_live') : row.asked_by}</span>
            <Ago at={row.asked_at} />
          </div>
        </>
      )}
      empty={{ title: t('run_empty'), hint: t('run_empty_hint') }}
    />
  )
}

/** What a run saves against how the orders were reserved; a dearer choice says so. */
export function Saving({ run: { totals } }: { run: Pick<RunRow, 'totals'> }) {
  if (!totals.compared || totals.before_minor === undefined || totals.cost_minor === undefined) return null
  const saved = totals.before_minor - totals.cost_minor
  const share = totals.before_minor === 0 ? 0 : Math.round((1000 * saved) / totals.before_minor) / 10
  return (
    <span className={saved < 0 ? 'refused' : saved > 0 ? 'gain' : 'faint'}>
      <Amount minor={-saved} /> <small>{share === 0 ? '' : `${-share}%`}</small>
    </span>
  )
}

function useColumns(): Column<RunRow>[] {
  const t = useText()
  const rules = useNames('/api/admin/sourcing/rules', 'rule_id')
  return useMemo(() => {
    const count = (key: 'orders' | 'moved' | 'stays' | 'split' | 'no_node_fits'): Column<RunRow> => ({
      key,
      title: t(key),
      width: 96,
      align: 'right',
      render: (row) => <Count value={row.totals[key] ?? 0} />,
      value: (row) => row.totals[key] ?? 0,
    })
    return [
      {
        key: 'kind',
        title: t('kind_of_run'),
        width: 120,
        render: (row) => <span className="strong">{t(`run_${row.kind}`)}</span>,
        value: (row) => t(`run_${row.kind}`),
      },
      {
        key: 'rule',
        title: t('rule'),
        width: 230,
        grow: true,
        render: (row) => <TwoLines first={rules.name(row.rule_id)} second={t('version_no', { no: row.version_no })} />,
        value: (row) => row.rule_id,
      },
      {
        key: 'state',
        title: t('state'),
        width: 110,
        render: (row) => <Status tone={stateTone(row.state)}>{t.maybe(`state_${row.state}`)}</Status>,
        value: (row) => row.state,
      },
      count('orders'),
      count('moved'),
      count('stays'),
      count('split'),
      count('no_node_fits'),
      {
        key: 'saving',
        title: t('saving'),
        width: 150,
        align: 'right',
        render: (row) => <Saving run={row} />,
        value: (row) => majorOf((row.totals.before_minor ?? 0) - (row.totals.cost_minor ?? 0), 'CNY'),
      },
      {
        key: 'asked_by',
        title: t('asked_by'),
        width: 110,
        render: (row) => (row.asked_by === 'rule' ? t('run_live') : row.asked_by),
        value: (row) => row.asked_by,
      },
      {
        key: 'asked_at',
        title: t('asked_at'),
        width: 110,
        render: (row) => <Ago at={row.asked_at} />,
        value: (row) => exactTime(row.asked_at),
      },
    ]
  }, [t, rules])
}
