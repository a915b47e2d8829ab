import { Input, Modal } from 'antd'
import { useId, useMemo, useState } from 'react'
import { Link } from 'react-router'
import { formatMoney, majorOf } from '#core/money.ts'
import { api, type Outcome, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Amount, Status, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import type { Connection, Pulled } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: Pulled) => `${row.channel_id} ${row.external_no}`
const reasons = [
  'line_unmapped',
  'sold_out',
  'refund_asked',
  'blocked_by_platform',
  'address_missing',
  'amounts_differ',
  'status_unknown',
  'contract_broken',
  'too_large',
  'channel_closed',
  'order_refused',
] as const

/** What platforms told us that is no order yet, with every reason; and what became of the rest. */
export function Component() {
  const t = useText()
  const channels = useChannels()
  const { name: channelName, currencyOf } = channels
  const shops = useApi<{ items: Connection[] }>('/api/admin/marketplaces', {}, { staleTime: 60_000 })
  const columns = useMemo<Column<Pulled>[]>(
    () => [
      {
        key: 'external_no',
        title: t('external_no'),
        width: 190,
        render: (row) => (
          <TwoLines
            first={
              row.order_id ? (
                <Link to={`/orders/${row.order_id}`}>{row.external_no}</Link>
              ) : (
                <span className="number strong">{row.external_no}</span>
              )
            }
            second={channelName(row.channel_id)}
          />
        ),
        value: (row) => row.external_no,
      },
      {
        key: 'reasons',
        title: t('reasons'),
        width: 150,
        render: (row) => <Reasons row={row} />,
        value: (row) => row.reasons.map((reason) => t.maybe(`reason_${reason}`, reason)).join('、'),
      },
      {
        key: 'goods',
        title: t('goods'),
        width: 320,
        grow: true,
        render: (row) => <TwoLines first={goodsOf(row)} second={inWords(t, moreOf(row), currencyOf(row.channel_id))} />,
        value: goodsOf,
      },
      { key: 'buyer', title: t('buyer'), width: 90, render: (row) => row.buyer, value: (row) => row.buyer ?? '' },
      {
        key: 'total_minor',
        title: t('amount'),
        width: 110,
        align: 'right',
        render: (row) => <Amount minor={row.total_minor} currency={currencyOf(row.channel_id)} />,
        value: (row) => (row.total_minor === null ? null : majorOf(row.total_minor, currencyOf(row.channel_id))),
      },
      {
        key: 'platform_status',
        title: t('state'),
        width: 200,
        render: (row) => <span className="faint">{row.platform_status}</span>,
        value: (row) => row.platform_status,
      },
      { key: 'pulled_at', title: t('pulled_at'), width: 120, render: (row) => <Ago at={row.pulled_at} />, value: (row) => row.pulled_at },
      {
        key: 'map',
        title: '',
        width: 80,
        render: (row) => {
          const line = row.reasons.includes('line_unmapped') ? row.lines[0] : undefined
          return line ? <Link to={`/marketplace-listings?connection_id=${row.connection_id}`}>{t('map')}</Link> : null
        },
      },
    ],
    [t, channelName, currencyOf],
  )
  return (
    <ListPage<Pulled>
      name="marketplace-orders"
      title={t('pool')}
      hint={t('pool_hint')}
      path="/api/admin/marketplaces/pulled"
      row_id={row_id}
      row_name={(row) => row.external_no}
      row_height={52}
      columns={columns}
      search={{ key: 'number', placeholder: t('external_no') }}
      filters={[
        {
          key: 'reason',
          title: t('reason'),
          kind: 'choice',
          options: reasons.map((value) => ({ value, label: t(`reason_${value}`) })),
          width: 150,
        },
        {
          key: 'connection_id',
          title: t('name'),
          kind: 'choice',
          options: (shops.data?.items ?? []).map(({ connection_id, name }) => ({ value: connection_id, label: name })),
          width: 220,
        },
      ]}
      tabs={{
        key: 'state',
        tabs: [
          { value: 'waiting', title: t('tab_waiting'), alert: true },
          { value: 'unpaid', title: t('tab_unpaid') },
          { value: 'placed', title: t('tab_placed') },
          { value: 'passed', title: t('tab_passed') },
        ],
      }}
      batch={[
        {
          key: 'retry',
          title: t('retry'),
          permission: 'marketplaces.map',
          primary: true,
          hotkey: 'r',
          applies: ({ state }) => state === 'waiting',
          run: (rows) =>
            api.batch('/api/admin/marketplaces/pulled/retries', {
              items: rows.map(({ channel_id, external_no }) => ({ channel_id, external_no })),
            }),
          most: 500,
        },
        {
          key: 'confirm',
          title: t('confirm_paid'),
          permission: 'marketplaces.edit',
          applies: ({ awaits_word, confirmation }) => awaits_word && !confirmation?.startsWith('asked'),
          form: PaidForm,
          most: 200,
        },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="number strong">{row.external_no}</span>
            <Reasons row={row} />
          </div>
          <div className="card-row second">
            <span>{goodsOf(row)}</span>
            <Amount minor={row.total_minor} currency={currencyOf(row.channel_id)} />
          </div>
          {moreOf(row) ? <div className="card-row second">{inWords(t, moreOf(row), currencyOf(row.channel_id))}</div> : null}
        </>
      )}
      empty={{ title: t('pool_empty'), hint: t('pool_empty_hint') }}
      refetch_ms={10_000}
      succeeded={({ status }) => status === 'retrying' || status === 'asked'}
      reason={({ status, detail }) => t.maybe(`refused_${status}`, detail)}
    />
  )
}

/** Our word that the distributor paid by other ways, with what he reads beside it. */
function PaidForm({ rows, run, cancel }: { rows: Pulled[]; run(work: (rows: Pulled[]) => Promise<Outcome[]>): void; cancel(): void }) {
  const t = useText()
  const words = useWords()
  const field = useId()
  const [remark, setRemark] = useState(t('paid_remark_usual'))
  const send = (set: Pulled[]) =>
    api.batch('/api/admin/marketplaces/confirmations', {
      items: set.map(({ channel_id, external_no }) => ({ channel_id, external_no, remark: remark.trim() })),
    })
  return (
    <Modal
      open
      title={t('paid_title', { count: rows.length })}
      okText={t('confirm_paid')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: !remark.trim() }}
      onOk={() => run(send)}
      onCancel={cancel}
      width={440}
    >
      <p className="faint">{t('paid_hint')}</p>
      <div className="field">
        <label htmlFor={field}>{t('paid_remark')}</label>
        <Input.TextArea id={field} rows={2} maxLength={99} value={remark} onChange={(event) => setRemark(event.target.value)} />
      </div>
    </Modal>
  )
}

function Reasons({ row }: { row: Pulled }) {
  const t = useText()
  if (row.state !== 'waiting')
    return (
      <span className="two-lines">
        <Status tone={row.state === 'placed' ? 'done' : row.awaits_word ? 'waiting' : 'quiet'}>
          {row.awaits_word ? t('awaits_word') : t.maybe(`tab_${row.state}`, row.state)}
        </Status>
        {row.confirmation ? <span className="faint">{t.maybe(`confirmation_${row.confirmation.split(': ')[0]}`)}</span> : null}
      </span>
    )
  return (
    <span className="two-lines">
      {row.reasons.map((reason) => (
        <Status
          key={reason}
          tone={reason === 'sold_out' || reason === 'refund_asked' || reason === 'blocked_by_platform' ? 'waiting' : 'danger'}
        >
          {t.maybe(`reason_${reason}`, reason)}
        </Status>
      ))}
    </span>
  )
}

const goodsOf = ({ lines }: Pulled): string => lines.map(({ title, quantity }) => `${title} × ${quantity}`).join('；')

/** The reason's word says it all for some; the others need to be told what exactly. */
const plain: readonly string[] = ['refund_asked', 'blocked_by_platform', 'address_missing']
const moreOf = ({ detail, reasons, remarks, confirmation }: Pulled): string =>
  confirmation?.startsWith('refused: ')
    ? confirmation.slice(9)
    : reasons.some((reason) => !plain.includes(reason))
      ? (detail ?? '')
      : remarks.map((one) => one.detail).join('；')

/** What the program wrote down, in the reader's language; words of a platform stay its own. */
const sayings = [
  [/Not mapped: (.+?)(?= [A-Z]|$)/g, 'said_unmapped'],
  [/Lines and freight make (-?\d+), the platform says (-?\d+)\./g, 'said_amounts'],
  [/The platform says (\S+), which is not known here\./g, 'said_status'],
  [/(\S+): expected ([^,]+), found ([^;]+);?/g, 'said_field'],
  [/A line costs less than nothing\./g, 'said_negative'],
  [/Part of it was shipped elsewhere: look at it on the platform\./g, 'said_elsewhere'],
  [/The buyer asks for the money back\./g, 'said_refund'],
  [/The address is not complete\./g, 'said_address'],
] as const
const inWords = (t: ReturnType<typeof useText>, detail: string, currency: string): string =>
  sayings.reduce(
    (text, [pattern, word]) =>
      text.replace(pattern, (_, ...found: (string | number)[]) => {
        const [a = '', b = '', c = ''] = found.map(String)
        const sums = word === 'said_amounts' ? { a: formatMoney(Number(a), currency), b: formatMoney(Number(b), currency) } : { a, b, c }
        return `${t(word, sums)} `
      }),
    detail,
  )
