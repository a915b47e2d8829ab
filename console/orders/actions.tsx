import { Input, InputNumber, Modal, Select } from 'antd'
import { type ClipboardEvent, useId, useState } from 'react'
import { api, newId, type Outcome } from '../shared/api.ts'
import { useCarriers, useInLanguage } from '../shared/names.ts'
import { useRemembered } from '../shared/remembered.ts'
import { useWords } from '../shared/words.ts'
import { byOrder } from './list.tsx'
import type { OrderDetail, OrderRow } from './model.ts'
import { useText } from './text.ts'

interface FormProps {
  rows: OrderRow[]
  run(work: (rows: OrderRow[]) => Promise<Outcome[]>): void
  cancel(): void
}

/** Carrier and tracking number for each order; a pasted column fills the rows below. */
export function ShipForm({ rows, run, cancel }: FormProps) {
  const t = useText()
  const words = useWords()
  const carriers = useCarriers()
  const [carrier_id, setCarrier] = useRemembered<string | null>('orders.carrier', null)
  const [numbers, setNumbers] = useState<Record<string, string>>({})
  const [tried, setTried] = useState(false)
  const missing = rows.filter(({ id }) => !numbers[id]?.trim())

  const paste = (event: ClipboardEvent, from: number) => {
    const pasted = event.clipboardData
      .getData('text')
      .split(/[\s,;]+/)
      .filter(Boolean)
    if (pasted.length < 2) return
    event.preventDefault()
    setNumbers((now) => ({ ...now, ...Object.fromEntries(pasted.slice(0, rows.length - from).map((no, i) => [rows[from + i]!.id, no])) }))
  }
  const send = () => {
    setTried(true)
    if (missing.length > 0 || !carrier_id) return
    // Made once here, so sending the same set again ships nothing twice.
    const ids = new Map(rows.map(({ id }) => [id, newId()]))
    run((set) =>
      api
        .batch('/api/admin/orders/shipments', {
          shipments: set.map(({ id }) => ({ id: ids.get(id), order_id: id, carrier_id, tracking_no: numbers[id]!.trim() })),
        })
        .then(byOrder(set)),
    )
  }
  return (
    <Modal open title={t('ship_title')} okText={t('ship')} cancelText={words('cancel')} onOk={send} onCancel={cancel} width={560}>
      <p className="faint">{t('ship_hint')}</p>
      <CarrierField
        value={carrier_id}
        change={setCarrier}
        options={carriers.options}
        missing={tried && !carrier_id}
        label={rows.length > 1 ? t('carrier_all') : t('carrier')}
      />
      <div className="plain-scroll" style={{ maxHeight: 320, overflowY: 'auto' }}>
        <table className="plain">
          <thead>
            <tr>
              <th>{t('order_no')}</th>
              <th>{t('buyer')}</th>
              <th>{t('tracking_no')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={row.id}>
                <td className="number">{row.order_no}</td>
                <td>{row.buyer_name}</td>
                <td>
                  <Input
                    size="small"
                    autoFocus={i === 0}
                    value={numbers[row.id] ?? ''}
                    aria-label={`${t('tracking_no')} ${row.order_no}`}
                    status={tried && !numbers[row.id]?.trim() ? 'error' : ''}
                    onPaste={(event) => paste(event, i)}
                    onChange={(event) => setNumbers({ ...numbers, [row.id]: event.target.value })}
                    onPressEnter={send}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {tried && missing.length > 0 ? (
        <p className="refused" role="alert">
          {t('tracking_needed')}
        </p>
      ) : null}
    </Modal>
  )
}

interface CarrierProps {
  value: string | null
  change(value: string): void
  options: { value: string; label: string }[]
  missing: boolean
  label: string
}
/** A list where carriers are known, a free code where they are not. */
function CarrierField({ value, change, options, missing, label }: CarrierProps) {
  const id = useId()
  return (
    <div style={{ margin: '12px 0', display: 'grid', gap: 4 }}>
      <label htmlFor={id}>{label}</label>
      {options.length > 0 ? (
        <Select
          id={id}
          value={value}
          status={missing ? 'error' : ''}
          showSearch={{ optionFilterProp: 'label' }}
          options={options}
          onChange={change}
          aria-label={label}
        />
      ) : (
        <Input id={id} value={value ?? ''} status={missing ? 'error' : ''} onChange={(event) => change(event.target.value)} />
      )}
    </div>
  )
}

/** Ships what is left of one order, or the quantities chosen. */
export function ShipOrder({ order, done, cancel }: { order: OrderDetail; done(outcomes: Outcome[]): void; cancel(): void }) {
  const t = useText()
  const words = useWords()
  const inLanguage = useInLanguage()
  const carriers = useCarriers()
  const [carrier_id, setCarrier] = useRemembered<string | null>('orders.carrier', null)
  const [tracking_no, setTracking] = useState('')
  const open = order.lines.filter((line) => line.quantity > line.shipped)
  const [quantities, setQuantities] = useState<Record<number, number>>(
    Object.fromEntries(open.map((line) => [line.line_no, line.quantity - line.shipped])),
  )
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [id] = useState(newId)
  const chosen = open.filter((line) => (quantities[line.line_no] ?? 0) > 0)
  const whole = open.every((line) => quantities[line.line_no] === line.quantity - line.shipped)

  const send = async () => {
    setTried(true)
    if (!carrier_id || !tracking_no.trim() || chosen.length === 0) return
    setBusy(true)
    const lines = whole ? {} : { lines: chosen.map((line) => ({ line_no: line.line_no, quantity: quantities[line.line_no]! })) }
    await api
      .batch('/api/admin/orders/shipments', {
        shipments: [{ id, order_id: order.id, carrier_id, tracking_no: tracking_no.trim(), ...lines }],
      })
      .then(done, (error: Error) => done([{ id, status: 'not_done', detail: error.message }]))
    setBusy(false)
  }
  return (
    <Modal
      open
      title={`${t('ship_title')} ${order.order_no}`}
      okText={t(whole ? 'ship_all' : 'ship_lines')}
      cancelText={words('cancel')}
      confirmLoading={busy}
      onOk={() => void send()}
      onCancel={cancel}
      width={560}
    >
      <CarrierField value={carrier_id} change={setCarrier} options={carriers.options} missing={tried && !carrier_id} label={t('carrier')} />
      <label htmlFor={`${id}-tracking`} style={{ display: 'grid', gap: 4, marginBottom: 12 }}>
        {t('tracking_no')}
        <Input
          id={`${id}-tracking`}
          value={tracking_no}
          autoFocus
          status={tried && !tracking_no.trim() ? 'error' : ''}
          onChange={(event) => setTracking(event.target.value)}
          onPressEnter={() => void send()}
        />
      </label>
      <table className="plain">
        <thead>
          <tr>
            <th>{t('line')}</th>
            <th className="right">{t('quantity_of')}</th>
          </tr>
        </thead>
        <tbody>
          {open.map((line) => (
            <tr key={line.line_no}>
              <td>{inLanguage(line.title)}</td>
              <td className="right">
                <InputNumber
                  size="small"
                  min={0}
                  max={line.quantity - line.shipped}
                  precision={0}
                  value={quantities[line.line_no] ?? 0}
                  aria-label={`${t('quantity_of')} ${inLanguage(line.title)}`}
                  onChange={(value) => setQuantities({ ...quantities, [line.line_no]: value ?? 0 })}
                />{' '}
                / {line.quantity - line.shipped}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  )
}

export function CancelForm({ rows, run, cancel }: FormProps) {
  const t = useText()
  const words = useWords()
  const id = useId()
  const reasons = [t('reason_buyer'), t('reason_stock'), t('reason_address'), t('reason_duplicate')]
  const [reason, setReason] = useState(reasons[0]!)
  const send = () => {
    const ids = new Map(rows.map((row) => [row.id, newId()]))
    run((set) =>
      api
        .batch('/api/admin/orders/cancellations', { cancellations: set.map((row) => ({ id: ids.get(row.id), order_id: row.id, reason })) })
        .then(byOrder(set)),
    )
  }
  return (
    <Modal
      open
      title={t('cancel_title', { count: rows.length })}
      okText={t('cancel')}
      okButtonProps={{ danger: true }}
      cancelText={words('back')}
      onOk={send}
      onCancel={cancel}
      width={440}
    >
      <p>{t('cancel_hint')}</p>
      <div style={{ marginTop: 12, display: 'grid', gap: 4 }}>
        <label htmlFor={id}>{t('cancel_reason')}</label>
        <Select
          id={id}
          value={reason}
          options={reasons.map((value) => ({ value, label: value }))}
          onChange={setReason}
          aria-label={t('cancel_reason')}
        />
      </div>
    </Modal>
  )
}
