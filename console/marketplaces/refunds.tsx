import { Input, Modal } from 'antd'
import { useId, useMemo, useState } from 'react'
import { Link } from 'react-router'
import { formatMoney, majorOf } from '#core/money.ts'
import { api, type Outcome, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import type { Column } from '../shared/table.tsx'
import { Ago, Amount, Status, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import type { Connection, Refund } from './model.ts'
import { useRefundText } from './refund-text.ts'
import { useText } from './text.ts'

const row_id = ({ connection_id, refund_no }: Refund) => `${connection_id} ${refund_no}`
type Word = 'agree' | 'refuse'
/** An answer that is on its way is not given again; what the platform would not take is. */
const mayAnswer = (row: Refund, word: Word) =>
  row.replies.includes(word) && !(row.reply_is_current && /^(asked|told)/.test(row.reply ?? ''))

/** Refunds that buyers asked of platforms, and what we answer. */
export function Component() {
  const t = useRefundText()
  const s = useText()
  const shops = useApi<{ items: Connection[] }>('/api/admin/marketplaces', {}, { staleTime: 60_000 })
  const names = useMemo(() => new Map((shops.data?.items ?? []).map(({ connection_id, name }) => [connection_id, name])), [shops.data])
  const columns = useMemo<Column<Refund>[]>(
    () => [
      {
        ...{ key: 'external_no', title: s('external_no'), width: 200, grow: true },
        render: (row) => <TwoLines first={<OrderLink row={row} />} second={names.get(row.connection_id) ?? row.connection_id} />,
        value: (row) => row.external_no,
      },
      {
        ...{ key: 'state', title: s('state'), width: 100 },
        render: (row) => <RefundState row={row} />,
        value: (row) => t.maybe(`refund_${row.state}`, row.platform_status),
      },
      {
        ...{ key: 'kind', title: t('kind'), width: 100 },
        render: (row) => (
          <TwoLines
            first={t.maybe(`kind_${row.kind}`, row.kind)}
            second={row.order_id ? t(row.goods_left ? 'goods_left' : 'goods_here') : null}
          />
        ),
        value: (row) => t.maybe(`kind_${row.kind}`, row.kind),
      },
      {
        ...{ key: 'amount_minor', title: s('amount'), width: 110, align: 'right' },
        render: (row) => <Amount minor={row.amount_minor} />,
        value: (row) => majorOf(row.amount_minor, 'CNY'),
      },
      {
        ...{ key: 'reason', title: t('why'), width: 150, grow: true },
        render: (row) => <TwoLines first={row.reason ?? ''} second={row.buyer} />,
        value: (row) => row.reason ?? '',
      },
      {
        ...{ key: 'reply', title: t('reply'), width: 190 },
        render: (row) => <Reply row={row} />,
        value: (row) => row.reply ?? '',
      },
      {
        ...{ key: 'effect', title: t('effect'), width: 110 },
        render: (row) => <span className="faint">{effectOf(t, row.effect)}</span>,
        value: (row) => effectOf(t, row.effect),
      },
      {
        ...{ key: 'modified_at', title: s('pulled_at'), width: 110 },
        render: (row) => <Ago at={row.modified_at} />,
        value: (row) => row.modified_at,
      },
      {
        ...{ key: 'refund_no', title: t('refund_no'), width: 180 },
        render: (row) => <span className="number faint">{row.refund_no}</span>,
        value: (row) => row.refund_no,
      },
    ],
    [t, s, names],
  )
  return (
    <ListPage<Refund>
      name="marketplace-refunds"
      title={t('refunds')}
      hint={t('refunds_hint')}
      path="/api/admin/marketplaces/refunds"
      row_id={row_id}
      row_name={(row) => row.external_no}
      row_height={52}
      columns={columns}
      search={{ key: 'number', placeholder: s('external_no') }}
      filters={[
        {
          ...{ key: 'connection_id', title: s('name'), kind: 'choice', width: 220 },
          options: (shops.data?.items ?? []).map(({ connection_id, name }) => ({ value: connection_id, label: name })),
        },
      ]}
      tabs={{
        key: 'state',
        tabs: [
          { value: 'asked', title: t('tab_asked'), alert: true },
          { value: 'returning', title: t('refund_returning') },
          { value: 'agreed', title: t('refund_agreed') },
          { value: 'done', title: t('refund_done') },
          { value: 'closed', title: t('refund_closed') },
          { value: 'unknown', title: t('refund_unknown') },
        ],
      }}
      batch={(['agree', 'refuse'] as const).map((word) => ({
        ...{ key: word, title: t(word), permission: 'orders.cancel', primary: word === 'agree', most: 200 },
        applies: (row: Refund) => mayAnswer(row, word),
        form: word === 'agree' ? AgreeForm : RefuseForm,
      }))}
      card={(row) => (
        <>
          <div className="card-row">
            <OrderLink row={row} />
            <Amount minor={row.amount_minor} strong />
          </div>
          <div className="card-row second">
            <span>{[t.maybe(`kind_${row.kind}`, row.kind), row.reason].filter(Boolean).join(' · ')}</span>
            <Ago at={row.modified_at} />
          </div>
          <div className="card-row second">
            <RefundState row={row} />
            <Reply row={row} />
          </div>
        </>
      )}
      empty={{ title: t('refunds_empty') }}
      refetch_ms={10_000}
      succeeded={({ status }) => status === 'asked'}
      reason={({ status, detail }) => t.maybe(`refused_${status}`, detail)}
    />
  )
}

const OrderLink = ({ row }: { row: Refund }) => (
  <Link className="number strong" to={row.order_id ? `/orders/${row.order_id}?state=*` : `/marketplace-orders?number=${row.external_no}`}>
    {row.external_no}
  </Link>
)

export function RefundState({ row }: { row: Refund }) {
  const t = useRefundText()
  return (
    <span className="two-lines">
      <Status tone={row.state === 'done' || row.state === 'closed' ? 'quiet' : 'waiting'}>{t.maybe(`refund_${row.state}`)}</Status>
      {row.state === 'unknown' ? <span className="faint">{row.platform_status}</span> : null}
    </span>
  )
}

/** `held: state_forbids` in words: what it did to our order, and what it could not. */
export function effectOf(t: ReturnType<typeof useRefundText>, effect: string | null): string {
  const [what = '', failure] = effect?.split(': ') ?? []
  if (failure) return t.maybe(failure, failure)
  return what ? t.maybe(`effect_${what}`, what) : ''
}

/** What we said to it where it stands, and why that was not taken. */
function Reply({ row }: { row: Refund }) {
  const t = useRefundText()
  const [state = '', word = '', code = '', ...more] = row.reply?.split(': ') ?? []
  if (!state) return row.state === 'asked' && row.replies.length === 0 ? <span className="faint">{t('no_answer')}</span> : null
  const why = code ? t.maybe(`code_${code}`, [code, ...more].join(': ')) : row.reply_by === 'marketplace' ? t('by_itself') : row.reply_by
  return (
    <span className="two-lines">
      <Status tone={state === 'refused' ? 'danger' : state === 'asked' ? 'active' : 'done'}>{t.maybe(`reply_${state}_${word}`)}</Status>
      <span className={state === 'refused' ? 'refused' : 'faint'} title={why ?? ''}>
        {why}
      </span>
    </span>
  )
}

interface FormProps {
  rows: Refund[]
  run(work: (rows: Refund[]) => Promise<Outcome[]>): void
  cancel(): void
}
const AgreeForm = (props: FormProps) => <AnswerForm {...props} word="agree" />
const RefuseForm = (props: FormProps) => <AnswerForm {...props} word="refuse" />

function AnswerForm({ rows, run, cancel, word }: FormProps & { word: Word }) {
  const t = useRefundText()
  const words = useWords()
  const field = useId()
  const [reason, setReason] = useState(t(`reason_usual_${word}`))
  const send = (set: Refund[]) =>
    api.batch('/api/admin/marketplaces/replies', {
      items: set.map(({ connection_id, refund_no }) => ({ connection_id, refund_no, word, reason: reason.trim() })),
    })
  const sum = rows.reduce((all, { amount_minor }) => all + amount_minor, 0)
  return (
    <Modal
      open
      title={t(`${word}_title`, { count: rows.length })}
      okText={t(word)}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: !reason.trim(), danger: word === 'refuse' }}
      onOk={() => run(send)}
      onCancel={cancel}
      width={440}
    >
      <p className="faint">{t(`${word}_hint`)}</p>
      <p className="strong">{t('sum', { sum: formatMoney(sum, 'CNY') })}</p>
      <div className="field">
        <label htmlFor={field}>{t('reason')}</label>
        <Input.TextArea id={field} rows={2} maxLength={200} value={reason} onChange={({ target }) => setReason(target.value)} />
      </div>
    </Modal>
  )
}
