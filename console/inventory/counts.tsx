import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Count, Status, type Tone } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/stock/counts'>
export const countTones: Record<string, Tone> = { open: 'active', review: 'waiting', done: 'done', canceled: 'quiet' }

/** Count sheets by node. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const nodeName = nodes.name
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        key: 'node_id',
        title: t('node'),
        width: 240,
        grow: true,
        render: (row) => <span className="strong">{nodeName(row.node_id)}</span>,
        value: (row) => nodeName(row.node_id),
      },
      {
        key: 'kind',
        title: t('kind'),
        width: 130,
        render: (row) => `${t.maybe(`count_${row.kind}`, row.kind)}${row.blind ? ` · ${t('blind')}` : ''}`,
        value: (row) => t.maybe(`count_${row.kind}`, row.kind),
      },
      {
        key: 'rule',
        title: t('rule'),
        width: 140,
        render: (row) => (row.rule ? t.maybe(`rule_${row.rule}`, row.rule) : '—'),
        value: (row) => row.rule,
      },
      {
        key: 'state',
        title: t('status'),
        width: 110,
        render: (row) => <Status tone={countTones[row.state] ?? 'quiet'}>{t.maybe(`count_state_${row.state}`, row.state)}</Status>,
        value: (row) => t.maybe(`count_state_${row.state}`, row.state),
      },
      {
        key: 'open',
        title: t('still_open'),
        width: 110,
        align: 'right',
        render: (row) => `${row.open} / ${row.lines}`,
        value: (row) => row.open,
      },
      {
        key: 'differing',
        title: t('differing'),
        width: 90,
        align: 'right',
        render: (row) => <Count value={row.differing} />,
        value: (row) => row.differing,
      },
      { key: 'by_name', title: t('by'), width: 100, render: (row) => row.by_name, value: (row) => row.by_name },
      { key: 'made_at', title: t('made_at'), width: 110, render: (row) => <Ago at={row.made_at} />, value: (row) => row.made_at },
    ],
    [t, nodeName],
  )
  const begin = (
    <Link to="/counts/new">
      <Button type="primary" icon={<PlusOutlined />}>
        {t('new_count')}
      </Button>
    </Link>
  )
  return (
    <ListPage<Row>
      name="counts"
      title={t('counts')}
      hint={t('counts_hint')}
      path="/api/admin/stock/counts"
      row_id={(row) => row.id}
      columns={columns}
      tabs={{
        key: 'state',
        tabs: [
          { value: '', title: t('all') },
          ...['open', 'review', 'done', 'canceled'].map((value) => ({ value, title: t.maybe(`count_state_${value}`, value) })),
        ],
      }}
      filters={[{ key: 'node_id', title: t('node'), kind: 'choice', options: nodes.options, width: 200 }]}
      open={(row) => row.id}
      actions={begin}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{nodeName(row.node_id)}</span>
            <Status tone={countTones[row.state] ?? 'quiet'}>{t.maybe(`count_state_${row.state}`, row.state)}</Status>
          </div>
          <div className="card-row second">
            <span>{t('still_to_count', { open: row.open, lines: row.lines })}</span>
            <Ago at={row.made_at} />
          </div>
        </>
      )}
      empty={{ title: t('counts_empty'), hint: t('counts_empty_hint'), action: begin }}
    />
  )
}
