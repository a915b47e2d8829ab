import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago } from '../shared/values.tsx'
import { useWaitingText } from './waiting-text.ts'

type Row = RowOf<'/api/admin/waiting/rules'>
const row_id = ({ channel_id, node_id }: Row) => `${channel_id}~${node_id}`

/** How waiting lines get what comes, by channel and node. */
export function Component() {
  const t = useWaitingText()
  const may = useMay()
  const { name: nodeName } = useNodes()
  const { name: channelName } = useChannels()
  const columns = useMemo<Column<Row>[]>(() => {
    const whose = (row: Row) => (row.channel_id ? channelName(row.channel_id) : t('every_channel'))
    const where = (row: Row) => (row.node_id ? nodeName(row.node_id) : t('every_node'))
    const first = (row: Row) => [...row.first.map((who) => t.maybe(who, who)), t('oldest')].join(' → ')
    const said = (key: 'other_nodes' | 'parts' | 'by_hand'): Column<Row> => ({
      ...{ key, title: t(key), width: 130 },
      render: (row) => (row[key] ? t('yes') : <span className="faint">{t('no')}</span>),
      value: (row) => (row[key] ? t('yes') : t('no')),
    })
    return [
      { key: 'channel_id', title: t('channel'), width: 180, render: (row) => <span className="strong">{whose(row)}</span>, value: whose },
      { key: 'node_id', title: t('node'), width: 200, render: where, value: where },
      { key: 'first', title: t('first'), width: 240, grow: true, render: first, value: first },
      said('other_nodes'),
      said('parts'),
      said('by_hand'),
      {
        key: 'changed_at',
        title: t('changed_at'),
        width: 110,
        render: (row) => <Ago at={row.changed_at} />,
        value: (row) => row.changed_at,
      },
    ]
  }, [t, nodeName, channelName])
  const begin = may('sourcing.edit') ? (
    <Link to="/waiting-rules/new">
      <Button type="primary" icon={<PlusOutlined />}>
        {t('new_rule')}
      </Button>
    </Link>
  ) : null
  return (
    <ListPage<Row>
      name="waiting-rules"
      title={t('rules')}
      hint={t('rules_hint')}
      path="/api/admin/waiting/rules"
      whole
      row_id={row_id}
      row_name={(row) => row_id(row)}
      columns={columns}
      open={row_id}
      batch={[
        {
          key: 'drop',
          title: t('drop'),
          permission: 'sourcing.edit',
          danger: true,
          confirm: { title: (count) => t('drop_confirm', { count }) },
          run: (rows) =>
            api.batch('/api/admin/waiting/rules/drops', { items: rows.map(({ channel_id, node_id }) => ({ channel_id, node_id })) }),
        },
      ]}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      actions={
        <>
          <Link to="/waiting">
            <Button>{t('waiting')}</Button>
          </Link>
          {begin}
        </>
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.channel_id ? channelName(row.channel_id) : t('every_channel')}</span>
            <Ago at={row.changed_at} />
          </div>
          <div className="card-row second">
            <span>{row.node_id ? nodeName(row.node_id) : t('every_node')}</span>
            <span>{row.by_hand ? t('by_hand') : [...row.first.map((who) => t.maybe(who, who)), t('oldest')].join(' → ')}</span>
          </div>
        </>
      )}
      empty={{ title: t('rules_empty'), hint: t('rules_empty_hint'), action: begin }}
    />
  )
}
