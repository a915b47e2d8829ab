import { Input, Modal } from 'antd'
import { useId, useMemo, useState } from 'react'
import { api, type Outcome } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import type { AbnormalRow } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: AbnormalRow) => row.id

/** What the office must see to. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  return (
    <ListPage<AbnormalRow>
      name="warehouse-abnormals"
      title={t('abnormals_title')}
      path="/api/admin/warehouse/abnormals"
      row_id={row_id}
      row_name={(row) => row.order_no ?? row.sku_id ?? row.id}
      row_height={52}
      columns={useColumns()}
      filters={[{ key: 'node_id', title: t('site'), kind: 'choice', options: nodes.options }]}
      tabs={{
        key: 'status',
        tabs: [
          { value: '', title: t('state_open'), alert: true },
          { value: 'resolved', title: t('state_resolved') },
        ],
      }}
      batch={[
        {
          key: 'resolve',
          title: t('resolve'),
          permission: 'warehouse.plan',
          primary: true,
          applies: ({ status }) => status === 'open',
          form: Resolve,
        },
      ]}
      succeeded={({ status }) => status === 'resolved'}
      refetch_ms={20_000}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{t.maybe(`kind_${row.kind}`)}</span>
            <span className="number">{row.order_no}</span>
          </div>
          <div className="card-row second">
            <span>
              {row.sku_id} ×{row.quantity} · {row.bin_code ?? '—'}
            </span>
            <Ago at={row.raised_at} />
          </div>
        </>
      )}
      empty={{ title: t('empty_abnormals'), hint: t('empty_abnormals_hint') }}
    />
  )
}

interface FormProps {
  rows: AbnormalRow[]
  run(work: (rows: AbnormalRow[]) => Promise<Outcome[]>): void
  cancel(): void
}

function Resolve({ rows, run, cancel }: FormProps) {
  const t = useText()
  const words = useWords()
  const field = useId()
  const [resolution, setResolution] = useState('')
  return (
    <Modal
      open
      title={`${t('resolve')} · ${rows.length}`}
      okText={t('resolve')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: !resolution.trim() }}
      onOk={() =>
        run((some) =>
          api.batch('/api/admin/warehouse/abnormals/resolutions', {
            resolutions: some.map(({ id }) => ({ id, resolution: resolution.trim() })),
          }),
        )
      }
      onCancel={cancel}
      width={420}
    >
      <div className="field">
        <label htmlFor={field}>{t('resolution')}</label>
        <Input id={field} autoFocus maxLength={200} value={resolution} onChange={(event) => setResolution(event.target.value)} />
      </div>
    </Modal>
  )
}

function useColumns(): Column<AbnormalRow>[] {
  const t = useText()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  return useMemo(
    () => [
      { key: 'kind', title: t('kind'), width: 110, render: (row) => t.maybe(`kind_${row.kind}`), value: (row) => row.kind },
      {
        key: 'order_no',
        title: t('order_no'),
        width: 130,
        render: (row) => <span className="number">{row.order_no ?? '—'}</span>,
        value: (row) => row.order_no ?? '',
      },
      {
        key: 'goods',
        title: t('goods'),
        width: 260,
        grow: true,
        render: (row) => <TwoLines first={inLanguage(row.title) || row.sku_id} second={row.sku_id} />,
        value: (row) => row.sku_id ?? '',
      },
      {
        key: 'quantity',
        title: t('quantity'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.quantity} />,
        value: (row) => row.quantity,
      },
      { key: 'bin', title: t('bin'), width: 120, render: (row) => row.bin_code ?? '—', value: (row) => row.bin_code ?? '' },
      {
        key: 'detail',
        title: t('detail'),
        width: 200,
        render: (row) => row.resolution ?? t.maybe(`detail_${row.detail}`, row.detail),
        value: (row) => row.detail,
      },
      { key: 'by', title: t('raised_by'), width: 110, render: (row) => row.raised_by, value: (row) => row.raised_by },
      {
        key: 'at',
        title: t('raised_at'),
        width: 110,
        render: (row) => <Ago at={row.raised_at} />,
        value: (row) => exactTime(row.raised_at),
      },
      { key: 'node', title: t('site'), width: 140, render: (row) => nodes.name(row.node_id), value: (row) => row.node_id },
    ],
    [t, nodes, inLanguage],
  )
}
