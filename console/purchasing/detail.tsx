import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { useSend } from '../inventory/send.ts'
import { type AnswerOf, newId, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Amount, Exact, Facts, Missing, Section, Status, type Tone } from '../shared/values.tsx'
import { ConfirmForm } from './confirm-form.tsx'
import { purchaseTones } from './list.tsx'
import { mayGoBack, ReturnForm } from './return-form.tsx'
import { useText } from './text.ts'

type Order = AnswerOf<'/api/admin/purchases/{id}'>
type Line = Order['lines'][number]
interface Came {
  received: number
  damaged: number
  lot_no: string
  expires_on: string
  serials: string
}
const lineTones: Record<string, Tone> = {
  draft: 'quiet',
  sent: 'waiting',
  confirmed: 'active',
  partly_received: 'active',
  received: 'done',
  short: 'danger',
  canceled: 'quiet',
}
const outstanding = ({ quantity, confirmed, received, damaged }: Line) => Math.max(0, (confirmed ?? quantity) - received - damaged)

/** One purchase order: sent, confirmed, received with its differences. */
export function Component() {
  const t = useText()
  const may = useMay()
  const inLanguage = useInLanguage()
  const nodes = useNodes()
  const { id = '' } = useParams()
  const path = `/api/admin/purchases/${id}`
  const queries = useQueryClient()
  const { data, error, refetch } = useApi<Order>(path)
  const { busy, send } = useSend()
  const [receiving, setReceiving] = useState(false)
  const [returning, setReturning] = useState(false)
  const [confirming, setConfirming] = useState(false)
  const [came, setCame] = useState<Record<number, Came>>({})
  const [closes, setCloses] = useState(false)
  const [over, setOver] = useState(false)
  const [delivery_no, setDelivery] = useState('')
  const [receipt_id, setReceipt] = useState(newId)
  if (!data)
    return (
      <DetailDrawer title={t('purchases')}>{error ? <Failure error={error} retry={() => void refetch()} /> : <Skeleton />}</DetailDrawer>
    )
  const of = (line: Line): Came =>
    came[line.line_no] ?? { received: outstanding(line), damaged: 0, lot_no: '', expires_on: '', serials: '' }
  const act = async (what: string, body: object, said: string) => {
    const outcome = await send(`/api/admin/purchases/${what}`, body, said)
    void queries.invalidateQueries({ queryKey: [path] })
    void queries.invalidateQueries({ queryKey: ['/api/admin/purchases/counts'] })
    return outcome
  }
  const receive = async () => {
    const lines = data.lines
      .map((line) => ({ line_no: line.line_no, ...of(line) }))
      .filter(({ received, damaged }) => received + damaged > 0)
      .map((line) => ({
        ...line,
        ...{ lot_no: line.lot_no || null, expires_on: line.expires_on || null },
        // The good ones come first: that is how the books take them.
        serials: line.serials.split(/[\s,，]+/).filter(Boolean),
      }))
    const receipt = { id: receipt_id, order_id: id, delivery_no: delivery_no.trim() || null, accepts_over: over, closes, lines }
    if (!(await act('receipts', { receipts: [receipt] }, t('received_said')))) return
    setReceiving(false)
    setCame({})
    setReceipt(newId())
  }
  const open = data.state === 'sent' || data.state === 'confirmed'
  return (
    <DetailDrawer
      wide
      title={data.order_no}
      status={<Status tone={purchaseTones[data.state] ?? 'quiet'}>{t.maybe(`state_${data.state}`, data.state)}</Status>}
      actions={
        receiving ? (
          <>
            <Button onClick={() => setReceiving(false)}>{t('back')}</Button>
            <Button type="primary" loading={busy} onClick={() => void receive()}>
              {t('book_receipt')}
            </Button>
          </>
        ) : (
          <>
            {data.state === 'draft' && may('purchases.edit') ? (
              <Button type="primary" loading={busy} onClick={() => void act('sendings', { ids: [id] }, t('sent_said'))}>
                {t('send')}
              </Button>
            ) : null}
            {open && may('purchases.edit') ? (
              <Button
                onClick={() => {
                  setReturning(false)
                  setConfirming(!confirming)
                }}
              >
                {t('confirm')}
              </Button>
            ) : null}
            {may('purchases.receive') && data.lines.some((line) => mayGoBack(line) > 0) ? (
              <Button
                onClick={() => {
                  setConfirming(false)
                  setReturning(!returning)
                }}
              >
                {t('return_goods')}
              </Button>
            ) : null}
            {open && may('purchases.receive') ? (
              <Button type="primary" onClick={() => setReceiving(true)}>
                {t('receive')}
              </Button>
            ) : null}
          </>
        )
      }
    >
      <Facts
        items={[
          [t('supplier'), inLanguage(data.supplier_name) || data.supplier_id],
          [t('node'), nodes.name(data.node_id)],
          [t('amount'), <Amount key="amount" minor={data.amount_minor} currency={data.currency} strong />],
          [t('expected_on'), data.expected_on ?? <Missing key="expected" />],
          [t('by'), data.by_name],
          data.sent_at ? [t('sent_at'), <Exact key="sent" at={data.sent_at} />] : null,
        ]}
      />
      {receiving ? (
        <div style={{ display: 'grid', gap: 8, paddingTop: 12 }}>
          <Input
            aria-label={t('delivery_no')}
            placeholder={t('delivery_no')}
            value={delivery_no}
            onChange={(event) => setDelivery(event.target.value)}
          />
          <Checkbox checked={closes} onChange={(event) => setCloses(event.target.checked)}>
            {t('closes')}
          </Checkbox>
          <Checkbox checked={over} onChange={(event) => setOver(event.target.checked)}>
            {t('accepts_over')}
          </Checkbox>
        </div>
      ) : null}
      {confirming && !receiving ? (
        <ConfirmForm
          order={data}
          done={() => {
            setConfirming(false)
            void queries.invalidateQueries({ queryKey: [path] })
            void queries.invalidateQueries({ queryKey: ['/api/admin/purchases/counts'] })
          }}
        />
      ) : null}
      {returning && !receiving ? (
        <ReturnForm
          order={data}
          done={() => {
            setReturning(false)
            void queries.invalidateQueries({ queryKey: [path] })
          }}
        />
      ) : null}
      <Section title={t('lines')}>
        <ul className="plain" style={{ display: 'grid', gap: 12 }}>
          {data.lines.map((line) => (
            <OrderLine
              key={line.line_no}
              line={line}
              currency={data.currency}
              came={receiving ? of(line) : null}
              change={(more) => setCame({ ...came, [line.line_no]: { ...of(line), ...more } })}
            />
          ))}
        </ul>
      </Section>
      {data.papers.length > 0 ? (
        <Section title={t('papers')}>
          <ul className="plain" style={{ display: 'grid', gap: 8 }}>
            {data.papers.map((paper) => (
              <li key={paper.id} className="card-row">
                <span>
                  {t.maybe(`paper_${paper.kind}`, paper.kind)} {paper.delivery_no ?? paper.reason ?? ''}
                </span>
                <span className="faint">
                  {paper.by_name} · <Exact at={paper.happened_at} />
                </span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </DetailDrawer>
  )
}

function OrderLine({
  line,
  currency,
  came,
  change,
}: {
  line: Line
  currency: string
  came: Came | null
  change(more: Partial<Came>): void
}) {
  const t = useText()
  const inLanguage = useInLanguage()
  const pieces = (key: 'received' | 'damaged') => (
    <div style={{ flex: 1, display: 'grid', gap: 4 }}>
      <span className="faint">{t(key)}</span>
      <InputNumber
        aria-label={t(`${key}_of`, { sku: line.sku_id })}
        min={0}
        precision={0}
        size="large"
        value={came![key]}
        onChange={(value) => change({ [key]: value ?? 0 })}
        style={{ width: '100%' }}
      />
    </div>
  )
  const parts = (['confirmed', 'received', 'damaged', 'returned'] as const).filter((key) => (line[key] ?? 0) > 0)
  return (
    <li className="tile" style={{ display: 'grid', gap: 8 }}>
      <div className="card-row">
        <span className="strong">{inLanguage(line.title) || line.sku_id}</span>
        <Status tone={lineTones[line.state] ?? 'quiet'}>{t.maybe(`line_${line.state}`, line.state)}</Status>
      </div>
      <div className="card-row second">
        <span>
          {line.sku_id} · {line.quantity} × <Amount minor={line.unit_minor} currency={currency} />
        </span>
        <span>{parts.map((key) => `${t(key)} ${line[key]}`).join(' · ')}</span>
      </div>
      {came ? (
        <>
          <div style={{ display: 'flex', gap: 8 }}>
            {pieces('received')}
            {pieces('damaged')}
          </div>
          <div style={{ display: 'flex', gap: 8 }}>
            <Input
              aria-label={t('lot_of', { sku: line.sku_id })}
              placeholder={t('lot')}
              value={came.lot_no}
              onChange={(event) => change({ lot_no: event.target.value.trim() })}
            />
            <Input
              aria-label={t('expiry_of', { sku: line.sku_id })}
              type="date"
              value={came.expires_on}
              onChange={(event) => change({ expires_on: event.target.value })}
            />
          </div>
          <Input
            aria-label={t('serials_of', { sku: line.sku_id })}
            placeholder={t('came_serials')}
            value={came.serials}
            onChange={(event) => change({ serials: event.target.value })}
          />
        </>
      ) : null}
    </li>
  )
}
