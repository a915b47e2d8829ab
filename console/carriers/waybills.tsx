import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, useMemo } from 'react'
import { Link } from 'react-router'
import { majorOf } from '#core/money.ts'
import { api } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import { useCarriers } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Amount, Missing, Status, TwoLines } from '../shared/values.tsx'
import { kilograms, type Waybill, waybillStates, waybillTone } from './model.ts'
import { PrinterButton } from './printer.tsx'
import { useReason } from './reason.ts'
import { useTermsText } from './terms-text.ts'
import { useText } from './text.ts'

const PrintForm = lazy(() => import('./print.tsx').then(({ PrintForm }) => ({ default: PrintForm })))
const row_id = (row: Waybill) => row.parcel_id

/** Every parcel's number: asked, answered, refused; print and cancel. */
export function Component() {
  const t = useText()
  const why = useReason()
  const terms = useTermsText()
  const may = useMay()
  const named = useCarriers()
  const columns = useMemo<Column<Waybill>[]>(
    () => [
      {
        key: 'waybill_no',
        title: t('waybill_no'),
        width: 180,
        render: (row) => (
          <TwoLines first={row.waybill_no ? <span className="number strong">{row.waybill_no}</span> : <Missing />} second={row.order_no} />
        ),
        value: (row) => row.waybill_no ?? '',
      },
      {
        key: 'state',
        title: t('state'),
        width: 110,
        render: (row) => <Status tone={waybillTone(row.state)}>{t.maybe(`waybill_${row.state}`, row.state)}</Status>,
        value: (row) => t.maybe(`waybill_${row.state}`, row.state),
      },
      {
        key: 'carrier',
        title: t('carrier'),
        width: 150,
        render: (row) => <TwoLines first={named.name(row.carrier_id)} second={named.serviceName(row.carrier_id, row.service_id)} />,
        value: (row) => named.name(row.carrier_id),
      },
      {
        key: 'recipient',
        title: t('recipient'),
        width: 220,
        render: ({ recipient }) => (
          <TwoLines
            first={`${recipient.name} ${recipient.phone}`}
            second={`${recipient.province} ${recipient.city} ${recipient.district}`}
          />
        ),
        value: ({ recipient }) => `${recipient.name} ${recipient.province} ${recipient.city} ${recipient.district}`,
      },
      {
        key: 'goods',
        title: t('goods'),
        width: 220,
        grow: true,
        render: (row) => (row.reason ? <span className="refused">{why(row.reason)}</span> : goodsOf(row)),
        value: goodsOf,
      },
      {
        key: 'weight',
        title: t('weight'),
        width: 90,
        align: 'right',
        render: (row) => kilograms(row.weight_grams),
        value: (row) => row.weight_grams,
      },
      {
        key: 'quoted',
        title: t('quoted'),
        width: 110,
        align: 'right',
        render: (row) => (row.quoted_minor === null ? <Missing /> : <Amount minor={row.quoted_minor} currency={row.currency} />),
        value: (row) => majorOf(row.quoted_minor ?? 0, row.currency ?? 'CNY'),
      },
      {
        key: 'printed',
        title: t('printed'),
        width: 120,
        render: (row) =>
          row.printed_count > 0 ? t('printed_times', { count: row.printed_count }) : <span className="faint">{t('not_printed')}</span>,
        value: (row) => row.printed_count,
      },
      { key: 'asked_at', title: t('asked_at'), width: 120, render: (row) => <Ago at={row.asked_at} />, value: (row) => row.asked_at },
    ],
    [t, named, why],
  )
  const batch: BatchAction<Waybill>[] = [
    {
      key: 'print',
      title: t('print'),
      permission: 'labels.print',
      primary: true,
      hotkey: 'p',
      applies: ({ state }) => state === 'answered',
      form: PrintForm,
      most: 500,
    },
    {
      key: 'cancel',
      title: t('cancel'),
      permission: 'waybills.ask',
      danger: true,
      applies: ({ state }) => state === 'asked' || state === 'answered',
      confirm: { title: (count) => t('cancel_title', { count }), detail: t('cancel_hint') },
      run: (rows) => api.batch('/api/admin/waybills/cancellations', { parcel_ids: rows.map(row_id) }),
    },
  ]
  return (
    <ListPage<Waybill>
      name="waybills"
      title={t('waybills')}
      hint={t('waybills_hint')}
      path="/api/admin/waybills"
      actions={
        <>
          {may('labels.print') ? <PrinterButton /> : null}
          <Link to="/waybills/new">
            <Button icon={<PlusOutlined />}>{terms('ask_waybill')}</Button>
          </Link>
        </>
      }
      row_id={row_id}
      row_name={(row) => row.waybill_no ?? row.order_no}
      row_height={52}
      columns={columns}
      filters={[{ key: 'carrier_id', title: t('carrier'), kind: 'choice', options: named.options, width: 168 }]}
      search={{ key: 'number', placeholder: t('search') }}
      tabs={{
        key: 'state',
        tabs: [
          { value: '', title: t('all') },
          ...waybillStates.map((state) => ({ value: state, title: t(`waybill_${state}`), alert: state === 'refused' })),
        ],
        counts_path: '/api/admin/waybills/counts',
        count: (counts, state) =>
          state === ''
            ? null
            : ((counts as { items: { state: string; count: number }[] }).items.find((one) => one.state === state)?.count ?? 0),
      }}
      batch={batch}
      open={row_id}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="number strong">{row.waybill_no ?? row.order_no}</span>
            <Status tone={waybillTone(row.state)}>{t.maybe(`waybill_${row.state}`, row.state)}</Status>
          </div>
          <div className="card-row second">
            <span>
              {named.name(row.carrier_id)} · {row.recipient.name} {row.recipient.district}
            </span>
            <Ago at={row.asked_at} />
          </div>
        </>
      )}
      empty={{ title: t('empty') }}
      refetch_ms={10_000}
      succeeded={({ status }) => status === 'asked' || status === 'canceled' || status === 'printed'}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, terms.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status))}
    />
  )
}

const goodsOf = (row: Waybill): string => row.items.map(({ name, quantity }) => `${name} ×${quantity}`).join('; ')
