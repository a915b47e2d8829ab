import { Button, Input, Modal } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { api, newId, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useInLanguage, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Count, Missing, Status, type Tone, TwoLines } from '../shared/values.tsx'
import { useWaitingText } from './waiting-text.ts'

type Row = RowOf<'/api/admin/waiting'>
const whyTones: Record<string, Tone> = {
  in_review: 'quiet',
  made_to_order: 'active',
  by_hand: 'active',
  goods_are_here: 'done',
  behind_others: 'waiting',
  not_enough: 'waiting',
  no_goods: 'waiting',
}

function Why({ row }: { row: Row }) {
  const t = useWaitingText()
  if (row.kind === 'stranded')
    return (
      <span title={t('not_enough_hint')}>
        <Status tone="danger">
          {t('why_stranded')}
          {row.stranded_reason ? ` · ${t.maybe(`reason_${row.stranded_reason}`, row.stranded_reason)}` : ''}
        </Status>
      </span>
    )
  return row.why ? <Status tone={whyTones[row.why] ?? 'quiet'}>{t.maybe(`why_${row.why}`, row.why)}</Status> : null
}

const Marks = ({ row }: { row: Row }) => {
  const t = useWaitingText()
  return (
    <>
      {row.urgent ? (
        <span className="refused strong" title={row.urgent_reason ?? ''}>
          {' '}
          {t('urgent')}
        </span>
      ) : null}
      {row.vip ? <span className="strong"> {t('vip')}</span> : null}
    </>
  )
}

/** What waits for goods, in which turn, why, and by which rule. */
export function Component() {
  const t = useWaitingText()
  const nodes = useNodes()
  const channels = useChannels()
  const [nodeName, channelName] = [nodes.name, channels.name]
  const inLanguage = useInLanguage()
  const columns = useMemo<Column<Row>[]>(() => {
    const rule = ({ rule }: Row): string => {
      if (!rule) return ''
      const scope = [rule.channel_id && channelName(rule.channel_id), rule.node_id && nodeName(rule.node_id)].filter(Boolean).join(' · ')
      const first = [...rule.first.map((who) => t.maybe(who, who)), t('oldest')].join(' → ')
      return `${scope || t('usual')}：${first}`
    }
    return [
      {
        key: 'order_no',
        title: t('order'),
        width: 190,
        render: (row) => (
          <TwoLines
            first={
              <>
                <Link to={`/orders/${row.order_id}`}>{row.order_no}</Link>
                <Marks row={row} />
              </>
            }
            second={row.buyer_name}
          />
        ),
        value: (row) => row.order_no,
      },
      {
        key: 'sku_id',
        title: t('sku'),
        width: 250,
        grow: true,
        render: (row) => <TwoLines first={inLanguage(row.title)} second={row.sku_id} />,
        value: (row) => row.sku_id,
      },
      {
        key: 'quantity',
        title: t('quantity'),
        width: 70,
        align: 'right',
        render: (row) => <Count value={row.quantity} />,
        value: (row) => row.quantity,
      },
      { key: 'why', title: t('why'), width: 220, render: (row) => <Why row={row} />, value: (row) => row.why ?? row.stranded_reason },
      {
        key: 'turn',
        title: t('turn'),
        width: 90,
        align: 'right',
        render: (row) => (row.turn === null ? <Missing /> : t('turn_no', { turn: row.turn })),
        value: (row) => row.turn,
      },
      {
        key: 'rule',
        title: t('rule'),
        width: 220,
        render: (row) => <span title={rule(row)}>{rule(row) || <Missing />}</span>,
        value: rule,
      },
      {
        key: 'channel_id',
        title: t('channel'),
        width: 130,
        render: (row) => channelName(row.channel_id),
        value: (row) => channelName(row.channel_id),
      },
      { key: 'node_id', title: t('node'), width: 160, render: (row) => nodeName(row.node_id), value: (row) => nodeName(row.node_id) },
      { key: 'placed_at', title: t('placed_at'), width: 110, render: (row) => <Ago at={row.placed_at} />, value: (row) => row.placed_at },
    ]
  }, [t, nodeName, channelName, inLanguage])
  return (
    <ListPage<Row>
      name="waiting"
      title={t('waiting')}
      hint={t('waiting_hint')}
      path="/api/admin/waiting"
      also_refresh={['/api/admin/waiting/counts']}
      row_id={(row) => `${row.order_id}~${row.line_no}`}
      row_name={(row) => row.order_no}
      row_height={52}
      columns={columns}
      refetch_ms={20_000}
      tabs={{
        key: 'kind',
        tabs: [
          { value: '', title: t('all') },
          { value: 'goods', title: t('goods') },
          { value: 'stranded', title: t('stranded'), alert: true },
        ],
        counts_path: '/api/admin/waiting/counts',
        count: (answer, value) => {
          const counts = answer as { goods: number; stranded: number }
          return value === '' ? counts.goods + counts.stranded : counts[value as 'goods']
        },
      }}
      filters={[
        { key: 'sku_id', title: 'SKU', kind: 'text' },
        { key: 'channel_id', title: t('channel'), kind: 'choice', options: channels.options, width: 180 },
        { key: 'node_id', title: t('node'), kind: 'choice', options: nodes.options, width: 180 },
      ]}
      succeeded={({ status }) => ['filled', 'marked', 'unmarked'].includes(status)}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      batch={[
        {
          key: 'fill',
          title: t('fill'),
          permission: 'sourcing.run',
          primary: true,
          applies: ({ kind }) => kind === 'goods',
          confirm: { title: (count) => t('fill_confirm', { count }) },
          run: async (rows) => {
            const items = [...new Set(rows.map(({ order_id }) => order_id))].map((order_id) => ({ id: newId(), order_id }))
            const outcomes = await api.batch('/api/admin/waiting/fillings', { items })
            const found = new Map(items.map(({ order_id }, i) => [order_id, outcomes[i]!]))
            return rows.map((row) => ({ ...found.get(row.order_id)!, id: `${row.order_id}~${row.line_no}` }))
          },
        },
        { key: 'urgent', title: t('mark_urgent'), permission: 'sourcing.run', form: UrgentForm },
        {
          key: 'unmark',
          title: t('unmark'),
          permission: 'sourcing.run',
          applies: ({ urgent }) => urgent,
          run: (rows) => mark(rows, null),
        },
      ]}
      actions={
        <Link to="/waiting-rules">
          <Button>{t('rules')}</Button>
        </Link>
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span>
              <Link to={`/orders/${row.order_id}`}>{row.order_no}</Link>
              <Marks row={row} />
            </span>
            <Ago at={row.placed_at} />
          </div>
          <div className="card-row">
            <span className="strong">{inLanguage(row.title)}</span>
            <span>× {row.quantity}</span>
          </div>
          <div className="card-row second">
            <Why row={row} />
            <span>{row.turn === null ? '' : t('turn_no', { turn: row.turn })}</span>
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  )
}

async function mark(rows: readonly Row[], reason: string | null) {
  const ids = [...new Set(rows.map(({ order_id }) => order_id))]
  const outcomes = await api.batch('/api/admin/waiting/urgencies', { items: ids.map((id) => ({ id, reason })) })
  const found = new Map(outcomes.map((outcome) => [outcome.id, outcome]))
  return rows.map((row) => ({ ...found.get(row.order_id)!, id: `${row.order_id}~${row.line_no}` }))
}

type UrgentProps = { rows: Row[]; run(work: (rows: Row[]) => Promise<Awaited<ReturnType<typeof mark>>>): void; cancel(): void }

function UrgentForm({ run, cancel }: UrgentProps) {
  const t = useWaitingText()
  const [reason, setReason] = useState('')
  return (
    <Modal
      open
      title={t('mark_urgent')}
      onCancel={cancel}
      okButtonProps={{ disabled: !reason.trim() }}
      onOk={() => run((rows) => mark(rows, reason.trim()))}
    >
      <Input
        aria-label={t('mark_reason')}
        placeholder={t('mark_reason')}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  )
}
