import { Checkbox, Input, InputNumber, Modal } from 'antd'
import { useId, useMemo, useState } from 'react'
import { Link } from 'react-router'
import { majorOf } from '#core/money.ts'
import { api, type Outcome, type RowOf } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import { useChannels } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount, Exact, Missing, Status, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { shortReasons } from './model.ts'
import { ownerTone } from './owner.ts'
import { useReviewText } from './review-text.ts'

type Row = RowOf<'/api/admin/abnormal-orders'>
type Counts = RowOf<'/api/admin/abnormal-orders/counts'>[]
const row_id = (row: Row) => row.id
const owners = ['service', 'finance', 'risk', 'stock', 'product'] as const

const reasons = [
  'held_by_hand',
  'timed_hold',
  'large_amount',
  'duplicate_suspected',
  'buyer_note',
  'unpaid',
  'address_missing',
  'address_unclear',
  'awaits_bureau',
  'returned_by_bureau',
  'refund_asked',
  'blocked_by_platform',
  'finance_review',
  'below_floor',
  'discount_large',
  'credit_review',
  'amounts_differ',
  'black_list',
  'risk_suspected',
  'stock_short',
  'no_node_fits',
  'node_refused',
  'sold_out',
  'line_unmapped',
  'channel_closed',
  'status_unknown',
  'contract_broken',
  'order_refused',
  'too_large',
] as const

/** Everything that does not go on, of every channel: who has to see to it, and the words that let it go. */
export function Component() {
  const t = useReviewText()
  const channels = useChannels()
  return (
    <ListPage<Row>
      name="abnormal-orders"
      title={t('pool')}
      hint={t('pool_hint')}
      path="/api/admin/abnormal-orders"
      row_id={row_id}
      row_name={(row) => row.order_no ?? row.external_no ?? row.id}
      row_height={52}
      columns={useColumns(channels.name)}
      filters={[
        {
          key: 'reason',
          title: t('reason'),
          kind: 'choice',
          options: reasons.map((value) => ({ value, label: t(`reason_${value}`) })),
          width: 168,
        },
        { key: 'channel_id', title: t('channel'), kind: 'choice', options: channels.options, width: 168 },
        { key: 'assigned_to', title: t('assigned_to'), kind: 'text', width: 140 },
      ]}
      search={{ key: 'q', placeholder: t('pool_search') }}
      tabs={{
        key: 'owner',
        tabs: [{ value: '', title: t('all') }, ...owners.map((value) => ({ value, title: t(`owner_${value}`), alert: value === 'risk' }))],
        counts_path: '/api/admin/abnormal-orders/counts',
        count: (counts, value) =>
          (counts as { items: Counts }).items.reduce((sum, one) => (value === '' || one.owner === value ? sum + one.open : sum), 0),
      }}
      batch={useBatch()}
      selects_all
      card={(row) => <PoolCard row={row} channel={channels.name(row.channel_id)} />}
      empty={{ title: t('pool_empty'), hint: t('pool_empty_hint') }}
      also_refresh={['/api/admin/orders']}
      refetch_ms={60_000}
      succeeded={({ status }) => ['approved', 'passed', 'held', 'assigned', 'still_held'].includes(status) || status.startsWith('already_')}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
    />
  )
}

/** One word for each order with the reasons chosen; every row of it gets its answer. */
async function review(path: string, rows: readonly Row[]): Promise<Outcome[]> {
  const chosen = new Map<string, string[]>()
  for (const { order_id, reason } of rows) if (order_id) chosen.set(order_id, [...(chosen.get(order_id) ?? []), reason])
  const approvals = [...chosen].map(([id, own]) => ({ id, reasons: own }))
  const outcomes = approvals.length > 0 ? await api.batch(path, { approvals }) : []
  const answers = new Map(outcomes.map((one) => [one.id, one]))
  return rows.map(({ id, order_id }) => ({ ...(answers.get(order_id ?? '') ?? { status: 'order_not_found' }), id }))
}

/** Reasons that say all there is to say: what a platform adds to them is for its log. */
const plain: ReadonlySet<string> = new Set(['refund_asked', 'blocked_by_platform', 'address_missing'])
const detailOf = (row: Row): string | null =>
  row.order_id === null && plain.has(row.reason) ? null : (row.detail?.replace(/^Not mapped: /, '') ?? null)

const isOrder = (row: Row) => row.order_id !== null

function useBatch(): BatchAction<Row>[] {
  const t = useReviewText()
  return [
    {
      key: 'pass',
      title: t('pass'),
      permission: 'orders.review',
      primary: true,
      hotkey: 'a',
      most: 1000,
      applies: (row) => isOrder(row) && ['service', 'stock', 'product'].includes(row.owner),
      run: (rows) => review('/api/admin/orders/approvals', rows),
    },
    {
      key: 'pass_finance',
      title: t('pass_finance'),
      permission: 'orders.review_finance',
      hotkey: 'f',
      most: 1000,
      applies: (row) => isOrder(row) && row.owner === 'finance',
      run: (rows) => review('/api/admin/orders/finance-approvals', rows),
    },
    {
      key: 'rerun',
      title: t('rerun'),
      permission: 'orders.review',
      most: 1000,
      applies: isOrder,
      run: async (rows) => {
        const ids = [...new Set(rows.map(({ order_id }) => order_id!))]
        const answers = new Map((await api.batch('/api/admin/orders/rule-reviews', { ids })).map((one) => [one.id, one]))
        return rows.map(({ id, order_id }) => ({ ...answers.get(order_id!)!, id }))
      },
    },
    { key: 'assign', title: t('assign'), permission: 'orders.review', most: 1000, form: AssignForm },
    {
      key: 'force',
      title: t('force'),
      permission: 'orders.force',
      danger: true,
      most: 1000,
      applies: isOrder,
      confirm: { title: (count) => t('force_title', { count }), detail: t('force_hint') },
      run: (rows) => review('/api/admin/orders/forced-approvals', rows),
    },
  ]
}

interface FormProps<Chosen> {
  rows: Chosen[]
  run(work: (rows: Chosen[]) => Promise<Outcome[]>): void
  cancel(): void
}

function AssignForm({ run, cancel }: FormProps<Row>) {
  const t = useReviewText()
  const words = useWords()
  const id = useId()
  const [who, setWho] = useState('')
  const send = () =>
    run((rows) =>
      api.batch('/api/admin/abnormal-orders/assignments', {
        assignments: rows.map((row) => ({ id: row.id, assigned_to: who.trim() || null })),
      }),
    )
  return (
    <Modal open title={t('assign_title')} okText={t('assign')} cancelText={words('cancel')} onOk={send} onCancel={cancel} width={400}>
      <div className="field">
        <label htmlFor={id}>{t('assigned_to')}</label>
        <Input id={id} autoFocus maxLength={60} value={who} onChange={(event) => setWho(event.target.value)} onPressEnter={send} />
        <small className="faint">{t('assign_hint')}</small>
      </div>
    </Modal>
  )
}

/** Holds orders, for some hours or until somebody lets them go. */
export function HoldForm<Held extends { id: string }>({ rows, run, cancel }: FormProps<Held>) {
  const t = useReviewText()
  const words = useWords()
  const id = useId()
  const [why, setWhy] = useState('')
  const [hours, setHours] = useState<number | null>(null)
  const [urgent, setUrgent] = useState(false)
  const send = () =>
    run((set) =>
      api.batch('/api/admin/orders/holds', {
        holds: set.map((row) => ({ id: row.id, reason: why.trim() || null, hours, urgent: urgent && hours !== null })),
      }),
    )
  return (
    <Modal
      open
      title={t('hold_title', { count: rows.length })}
      okText={t('hold_on')}
      cancelText={words('cancel')}
      onOk={send}
      onCancel={cancel}
      width={420}
    >
      <div className="field">
        <label htmlFor={`${id}-why`}>{t('why')}</label>
        <Input id={`${id}-why`} autoFocus maxLength={200} value={why} onChange={(event) => setWhy(event.target.value)} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-hours`}>{t('hold_hours')}</label>
        <InputNumber id={`${id}-hours`} min={0.25} max={8760} precision={2} value={hours} onChange={setHours} style={{ width: '100%' }} />
        <small className="faint">{t('hold_hours_hint')}</small>
      </div>
      <Checkbox checked={urgent} disabled={hours === null} onChange={(event) => setUrgent(event.target.checked)}>
        {t('hold_urgent')}
      </Checkbox>
    </Modal>
  )
}

const OrderLink = ({ row }: { row: Row }) => {
  const t = useReviewText()
  return row.order_id ? (
    <Link className="code" to={`/orders/${row.order_id}?state=*`}>
      {row.order_no}
    </Link>
  ) : (
    <Link className="code" to={`/marketplace-orders?q=${encodeURIComponent(row.external_no ?? '')}`} title={t('open_platform')}>
      {row.external_no}
    </Link>
  )
}

const Reason = ({ row }: { row: Row }) => {
  const t = useReviewText()
  if (row.order_id && shortReasons.has(row.reason))
    return (
      <TwoLines
        first={<Status tone={ownerTone[row.owner] ?? 'quiet'}>{t.maybe(`reason_${row.reason}`, row.reason)}</Status>}
        second={<Link to={`/orders/${row.order_id}?state=*&short=1`}>{t('settle_short')}</Link>}
      />
    )
  return (
    <TwoLines
      first={<Status tone={ownerTone[row.owner] ?? 'quiet'}>{t.maybe(`reason_${row.reason}`, row.reason)}</Status>}
      second={row.others.length > 0 ? `${t('others')} ${row.others.map((one) => t.maybe(`reason_${one}`, one)).join('、')}` : null}
    />
  )
}

function useColumns(channel: (id: string) => string): Column<Row>[] {
  const t = useReviewText()
  return useMemo(
    () => [
      {
        key: 'order_no',
        title: t('order'),
        width: 160,
        render: (row) => <TwoLines first={<OrderLink row={row} />} second={row.order_id ? channel(row.channel_id) : t('no_order')} />,
        value: (row) => row.order_no ?? row.external_no,
      },
      {
        key: 'reason',
        title: t('reason'),
        width: 190,
        render: (row) => <Reason row={row} />,
        value: (row) => t.maybe(`reason_${row.reason}`, row.reason),
      },
      {
        key: 'owner',
        title: t('owner'),
        width: 90,
        render: (row) => t(`owner_${row.owner}`),
        value: (row) => t(`owner_${row.owner}`),
        hidden: true,
      },
      {
        key: 'detail',
        title: t('detail'),
        width: 180,
        grow: true,
        render: (row) => (detailOf(row) ? <span title={detailOf(row)!}>{detailOf(row)}</span> : <Missing />),
        value: detailOf,
      },
      {
        key: 'found_by',
        title: t('found_by'),
        width: 140,
        render: (row) =>
          row.rule_id ? (
            t('by_rule', { rule: row.rule_id, version: row.rule_version ?? '' })
          ) : row.opened_by === 'rule' ? (
            <Missing />
          ) : (
            row.opened_by
          ),
        value: (row) => (row.rule_id ? `${row.rule_id} v${row.rule_version}` : row.opened_by),
      },
      {
        key: 'amount',
        title: t('amount'),
        width: 120,
        align: 'right',
        render: (row) => (row.total_minor === null ? <Missing /> : <Amount minor={row.total_minor} currency={row.currency ?? 'CNY'} />),
        value: (row) => (row.total_minor === null ? null : majorOf(row.total_minor, row.currency ?? 'CNY')),
      },
      {
        key: 'assigned_to',
        title: t('assigned_to'),
        width: 110,
        render: (row) => row.assigned_to ?? <span className="faint">{t('nobody')}</span>,
        value: (row) => row.assigned_to,
      },
      {
        key: 'release_at',
        title: t('release_at'),
        width: 130,
        render: (row) =>
          row.release_at ? <TwoLines first={<Exact at={row.release_at} />} second={row.urgent ? t('then_urgent') : null} /> : <Missing />,
        value: (row) => (row.release_at ? exactTime(row.release_at) : null),
      },
      {
        key: 'opened_at',
        title: t('opened'),
        width: 110,
        render: (row) => <Ago at={row.opened_at} />,
        value: (row) => exactTime(row.opened_at),
      },
    ],
    [t, channel],
  )
}

function PoolCard({ row, channel }: { row: Row; channel: string }) {
  const t = useReviewText()
  return (
    <>
      <div className="card-row">
        <OrderLink row={row} />
        <Status tone={ownerTone[row.owner] ?? 'quiet'}>{t.maybe(`reason_${row.reason}`, row.reason)}</Status>
      </div>
      {detailOf(row) ? <div className="card-row second">{detailOf(row)}</div> : null}
      {row.order_id && shortReasons.has(row.reason) ? (
        <div className="card-row second">
          <Link to={`/orders/${row.order_id}?state=*&short=1`}>{t('settle_short')}</Link>
        </div>
      ) : null}
      <div className="card-row second">
        <span>
          {t(`owner_${row.owner}`)} · {channel} · {row.assigned_to ?? t('nobody')}
        </span>
        <Ago at={row.opened_at} />
      </div>
    </>
  )
}
