import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Missing, Status, type Tone, TwoLines } from '../shared/values.tsx'
import { usePartnersText } from './partners-text.ts'

export type Notice = RowOf<'/api/admin/custody/notices'>
export const noticesPath = '/api/admin/custody/notices'
const row_id = (row: Notice) => row.notice_id

export const noticeTone = ({ state, receipts, differences }: Notice): Tone => {
  if (state === 'refused' || receipts.some((one) => one.state === 'waiting')) return 'danger'
  if (state.startsWith('cancel')) return 'quiet'
  if (state === 'arrived') return differences.length > 0 ? 'active' : 'done'
  return state === 'partly_arrived' ? 'active' : 'waiting'
}

/** What is different, in words, SKU by SKU. */
export function useDifferences() {
  const t = usePartnersText()
  return ({ differences }: Notice) =>
    differences.map(({ sku_id, kind, quantity }) => `${sku_id} ${t(`differ_${kind}`, { count: quantity })}`)
}

/** What third-party warehouses were told to expect, and what came of it. */
export function Component() {
  const t = usePartnersText()
  const may = useMay()
  const send = may('waybills.ask') ? (
    <Link to="/custody-notices/new">
      <Button type="primary" icon={<PlusOutlined />}>
        {t('send_notice')}
      </Button>
    </Link>
  ) : undefined
  const nodes = useNodes()
  const differences = useDifferences()
  return (
    <ListPage<Notice>
      name="custody-notices"
      title={t('notices')}
      hint={t('notices_hint')}
      path={noticesPath}
      whole
      row_id={row_id}
      row_name={(row) => row.notice_no}
      row_height={52}
      columns={useColumns()}
      refetch_ms={20_000}
      open={row_id}
      batch={[
        {
          key: 'withdraw',
          title: t('withdraw'),
          permission: 'waybills.ask',
          danger: true,
          applies: ({ state }) => state === 'asked' || state === 'accepted',
          run: (rows) => api.batch(`${noticesPath}/withdrawals`, { notice_ids: rows.map(row_id) }),
        },
        {
          key: 'book',
          title: t('book_again'),
          permission: 'waybills.ask',
          applies: ({ receipts }) => receipts.some(({ state }) => state === 'waiting'),
          run: (rows) => api.batch('/api/admin/custody/receipts/bookings', { notice_ids: rows.map(row_id) }),
        },
      ]}
      succeeded={({ status }) => status === 'canceled' || status === 'booked'}
      reason={({ status, detail }) => t.maybe(`answer_${status}`, detail ?? status)}
      actions={send}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong number">{row.notice_no}</span>
            <Status tone={noticeTone(row)}>{t.maybe(`notice_${row.state}`, row.state)}</Status>
          </div>
          <div className="card-row second">
            <span>{differences(row).join('；') || nodes.name(row.node_id)}</span>
            <span style={{ flex: 'none' }}>
              <Ago at={row.changed_at} />
            </span>
          </div>
        </>
      )}
      empty={{ title: t('notices_empty'), hint: t('notices_hint'), action: send }}
    />
  )
}

function useColumns(): Column<Notice>[] {
  const t = usePartnersText()
  const nodes = useNodes()
  const differences = useDifferences()
  return useMemo(
    () => [
      {
        key: 'notice_no',
        title: t('notice_source'),
        width: 190,
        render: (row) => (
          <TwoLines
            first={
              <span>
                {t(`source_${row.source}`)} <span className="number strong">{row.notice_no}</span>
              </span>
            }
            second={nodes.name(row.node_id)}
          />
        ),
        value: (row) => row.notice_no,
      },
      {
        key: 'state',
        title: t('state'),
        width: 130,
        render: (row) => (
          <span title={row.reason ?? ''}>
            <Status tone={noticeTone(row)}>{t.maybe(`notice_${row.state}`, row.state)}</Status>
          </span>
        ),
        value: (row) => row.state,
      },
      {
        key: 'goods',
        title: t('goods'),
        width: 280,
        grow: true,
        render: (row) => row.lines.map(({ name, quantity }) => `${name} ×${quantity}`).join('；'),
        value: (row) => row.lines.map(({ sku_id, quantity }) => `${sku_id} ×${quantity}`).join('; '),
      },
      {
        key: 'differences',
        title: t('differences'),
        width: 240,
        render: (row) => differences(row).join('；') || (row.state === 'arrived' ? t('no_difference') : <Missing />),
        value: (row) => differences(row).join('; '),
      },
      {
        key: 'expected_on',
        title: t('expected_on'),
        width: 110,
        render: (row) => row.expected_on ?? <Missing />,
        value: (row) => row.expected_on,
      },
      {
        key: 'changed_at',
        title: t('told_at'),
        width: 110,
        render: (row) => <Ago at={row.changed_at} />,
        value: (row) => exactTime(row.changed_at),
      },
    ],
    [t, nodes, differences],
  )
}
