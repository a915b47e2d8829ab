import { UploadOutlined } from '@ant-design/icons'
import { Button, DatePicker, Modal } from 'antd'
import dayjs from 'dayjs'
import { useId, useMemo, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { formatMoney, majorOf } from '#core/money.ts'
import { type AnswerOf, api, newId, type Outcome, type RowOf, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { MoneyInput } from '../shared/money-input.tsx'
import { useCarriers } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { useCollectionsText } from './collections-text.ts'

type Row = RowOf<'/api/admin/collections'>
const row_id = (row: Row) => `${row.order_id}~${row.group_no}`
const restOf = (row: Row) => row.amount_minor - row.paid_minor

/** What carriers took at the door and have to pay over. */
export function Component() {
  const t = useCollectionsText()
  const may = useMay()
  const navigate = useNavigate()
  const carriers = useCarriers()
  const sums = useApi<AnswerOf<'/api/admin/collections/sums'>>('/api/admin/collections/sums')
  return (
    <ListPage<Row>
      name="collections"
      title={t('title')}
      hint={t('hint')}
      path="/api/admin/collections"
      row_id={row_id}
      row_name={(row) => row.waybill_no}
      row_height={52}
      columns={useColumns()}
      filters={[
        {
          key: 'carrier',
          title: t('carrier'),
          kind: 'choice',
          options: (sums.data?.items ?? []).map(({ carrier, parcels }) => ({
            value: carrier,
            label: t('sum_of', { carrier: carriers.name(carrier), parcels }),
          })),
          width: 220,
        },
        { key: 'number', title: t('number'), kind: 'text', width: 200 },
      ]}
      tabs={{
        key: 'open',
        tabs: [
          { value: '', title: t('open_tab') },
          { value: 'false', title: t('paid_tab') },
        ],
      }}
      batch={[
        {
          key: 'pay',
          title: t('pay'),
          permission: 'freight.reconcile',
          primary: true,
          form: PayForm,
          applies: (row) => restOf(row) > 0,
        },
      ]}
      actions={
        may('imports.run') ? (
          <Button icon={<UploadOutlined />} onClick={() => void navigate('/imports/new?importer=collections')}>
            {t('import')}
          </Button>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="number strong">{row.waybill_no}</span>
            <Amount minor={restOf(row) || row.amount_minor} currency={row.currency} strong />
          </div>
          <div className="card-row second">
            <span>
              {carriers.name(row.carrier)} · {row.order_no}
            </span>
            <Ago at={row.paid_at ?? row.collected_at} />
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
      succeeded={({ status }) => status === 'paid_over' || status === 'already_paid_over'}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
    />
  )
}

function useColumns(): Column<Row>[] {
  const t = useCollectionsText()
  const carriers = useCarriers()
  return useMemo(() => {
    const money = (key: string, title: string, of: (row: Row) => number): Column<Row> => ({
      key,
      title,
      width: 120,
      align: 'right',
      render: (row) => <Amount minor={of(row)} currency={row.currency} strong={key === 'rest'} />,
      value: (row) => majorOf(of(row), row.currency),
    })
    return [
      {
        key: 'waybill',
        title: t('waybill'),
        width: 220,
        grow: true,
        render: (row) => (
          <TwoLines
            first={<Link to={`/tracks/${row.carrier}~${row.waybill_no}?number=${row.waybill_no}`}>{row.waybill_no}</Link>}
            second={carriers.name(row.carrier)}
          />
        ),
        value: (row) => row.waybill_no,
      },
      {
        key: 'order',
        title: t('order'),
        width: 170,
        render: (row) => <Link to={`/orders/${row.order_id}?state=*`}>{row.order_no}</Link>,
        value: (row) => row.order_no,
      },
      money('amount', t('amount'), (row) => row.amount_minor),
      money('paid', t('paid'), (row) => row.paid_minor),
      money('rest', t('rest'), restOf),
      {
        key: 'collected_at',
        title: t('collected_at'),
        width: 120,
        render: (row) => <Ago at={row.collected_at} />,
        value: (row) => exactTime(row.collected_at),
      },
      {
        key: 'paid_at',
        title: t('paid_at'),
        width: 120,
        render: (row) => (row.paid_at ? <Ago at={row.paid_at} /> : null),
        value: (row) => (row.paid_at ? exactTime(row.paid_at) : ''),
      },
    ]
  }, [t, carriers])
}

interface FormProps {
  rows: Row[]
  run(work: (rows: Row[]) => Promise<Outcome[]>): void
  cancel(): void
}

/** One payment may be less than what is open; several are booked whole. */
function PayForm({ rows, run, cancel }: FormProps) {
  const t = useCollectionsText()
  const words = useWords()
  const id = useId()
  const [ids] = useState(() => new Map(rows.map((row) => [row_id(row), newId()])))
  const single = rows.length === 1 ? rows[0] : undefined
  const [amount_minor, setAmount] = useState<number | null>(single ? restOf(single) : null)
  const [paid_on, setPaidOn] = useState(dayjs().format('YYYY-MM-DD'))
  const sum = rows.reduce((all, row) => all + restOf(row), 0)
  const send = () =>
    run(async (some) => {
      const payments = some.map((row) => ({
        // The same press again is the same payment; rows that came with the filter have theirs made here.
        id: ids.get(row_id(row)) ?? newId(),
        ...{ carrier: row.carrier, waybill_no: row.waybill_no, amount_minor: single ? amount_minor! : restOf(row), paid_on },
      }))
      const outcomes = await api.batch('/api/admin/collections/payments', { payments })
      return outcomes.map((outcome, i) => ({ ...outcome, id: row_id(some[i]!) }))
    })
  return (
    <Modal
      open
      title={t('pay_title', { count: rows.length })}
      okText={t('pay')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: (single && !amount_minor) || !paid_on }}
      onOk={send}
      onCancel={cancel}
    >
      {single ? (
        <div className="field">
          <label htmlFor={`${id}-amount`}>{t('pay_amount')}</label>
          <MoneyInput value={amount_minor} onChange={setAmount} currency={single.currency} id={`${id}-amount`} autoFocus />
        </div>
      ) : (
        <p>{t('pay_all', { sum: formatMoney(sum, rows[0]!.currency) })}</p>
      )}
      <div className="field">
        <label htmlFor={`${id}-day`}>{t('paid_on')}</label>
        <DatePicker
          id={`${id}-day`}
          value={dayjs(paid_on)}
          allowClear={false}
          onChange={(day) => setPaidOn(day ? day.format('YYYY-MM-DD') : '')}
          style={{ width: '100%' }}
        />
      </div>
    </Modal>
  )
}
