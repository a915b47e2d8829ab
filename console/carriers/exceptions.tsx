import { Input, Modal } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { api, type Outcome } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useCarriers } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Status, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { useText } from './text.ts'

interface Exception {
  carrier_id: string
  waybill_no: string
  kind: string
  order_no: string
  told: string
  happened_at: string
  raised_at: string
  resolved_by: string | null
  resolution: string | null
}
const row_id = (row: Exception) => `${row.carrier_id}~${row.waybill_no}~${row.kind}`
const kinds = ['problem', 'refused', 'returned', 'lost', 'stalled'] as const

/** What went wrong on the way and waits for somebody. */
export function Component() {
  const t = useText()
  const named = useCarriers()
  const columns = useMemo<Column<Exception>[]>(
    () => [
      {
        key: 'kind',
        title: t('kind'),
        width: 110,
        render: (row) => <Status tone={row.resolution ? 'quiet' : 'danger'}>{t.maybe(`kind_${row.kind}`, row.kind)}</Status>,
        value: (row) => t.maybe(`kind_${row.kind}`, row.kind),
      },
      {
        key: 'waybill_no',
        title: t('waybill_no'),
        width: 200,
        render: (row) => (
          <TwoLines
            first={<Link to={`/tracks/${row.carrier_id}~${row.waybill_no}?number=${row.waybill_no}`}>{row.waybill_no}</Link>}
            second={named.name(row.carrier_id)}
          />
        ),
        value: (row) => row.waybill_no,
      },
      { key: 'order_no', title: t('order_no'), width: 150, render: (row) => row.order_no, value: (row) => row.order_no },
      {
        key: 'told',
        title: t('told'),
        width: 280,
        grow: true,
        render: (row) => (
          <TwoLines
            first={t.maybe(`told_${row.told}`, row.told)}
            second={row.resolution ? `${row.resolution}（${row.resolved_by ?? ''}）` : undefined}
          />
        ),
        value: (row) => t.maybe(`told_${row.told}`, row.told),
      },
      { key: 'raised_at', title: t('raised_at'), width: 130, render: (row) => <Ago at={row.raised_at} />, value: (row) => row.raised_at },
    ],
    [t, named],
  )
  return (
    <ListPage<Exception>
      name="track-exceptions"
      title={t('exceptions')}
      hint={t('exceptions_hint')}
      path="/api/admin/tracks/exceptions"
      row_id={row_id}
      row_name={(row) => row.waybill_no}
      row_height={52}
      columns={columns}
      filters={[
        {
          key: 'kind',
          title: t('kind'),
          kind: 'choice',
          options: kinds.map((value) => ({ value, label: t(`kind_${value}`) })),
          width: 140,
        },
      ]}
      tabs={{
        key: 'open',
        tabs: [
          { value: '', title: t('waiting_tab') },
          { value: 'false', title: t('resolved_tab') },
        ],
      }}
      batch={[
        {
          key: 'resolve',
          title: t('resolve'),
          permission: 'tracks.edit',
          primary: true,
          form: ResolveForm,
          applies: ({ resolution }) => !resolution,
        },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="number strong">{row.waybill_no}</span>
            <Status tone={row.resolution ? 'quiet' : 'danger'}>{t.maybe(`kind_${row.kind}`, row.kind)}</Status>
          </div>
          <div className="card-row second">
            <span>{t.maybe(`told_${row.told}`, row.told)}</span>
            <Ago at={row.raised_at} />
          </div>
        </>
      )}
      empty={{ title: t('empty_exceptions') }}
      refetch_ms={30_000}
      succeeded={({ status }) => status === 'resolved'}
    />
  )
}

interface FormProps {
  rows: Exception[]
  run(work: (rows: Exception[]) => Promise<Outcome[]>): void
  cancel(): void
}

function ResolveForm({ rows, run, cancel }: FormProps) {
  const t = useText()
  const words = useWords()
  const [resolution, setResolution] = useState('')
  const send = () =>
    run(async (some) => {
      const items = some.map(({ carrier_id, waybill_no, kind }) => ({ carrier_id, waybill_no, kind, resolution: resolution.trim() }))
      const outcomes = await api.batch('/api/admin/tracks/exceptions/resolutions', { items })
      return outcomes.map((outcome, i) => ({ ...outcome, id: row_id(some[i]!) }))
    })
  return (
    <Modal
      open
      title={t('resolve_title', { count: rows.length })}
      okText={t('resolve')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: resolution.trim() === '' }}
      onOk={send}
      onCancel={cancel}
    >
      <Input.TextArea
        aria-label={t('resolution')}
        placeholder={t('resolution')}
        maxLength={300}
        rows={3}
        value={resolution}
        onChange={(event) => setResolution(event.target.value)}
      />
    </Modal>
  )
}
