import { AutoComplete, Input, InputNumber, Modal, Select } from 'antd'
import { type ClipboardEvent, useId, useState } from 'react'
import { api, newId, type Outcome } from '../shared/api.ts'
import { useCarriers, useInLanguage, useNodes } from '../shared/names.ts'
import { useRemembered } from '../shared/remembered.ts'
import { useWords } from '../shared/words.ts'
import { type OrderDetail, type OrderLine, type OrderRow, shippable, succeeded } from './model.ts'
import { useText } from './text.ts'

interface FormProps<Row = OrderRow> {
  rows: Row[]
  run(work: (rows: Row[]) => Promise<Outcome[]>): void
  cancel(): void
}

interface Going {
  order: OrderRow
  group_no: number
  /** The parcel's id: made once, so sending the same set again ships nothing twice. */
  parcel_id: string
}

/** Carrier and waybill number for each group that may leave; a pasted column fills the rows below. */
export function ShipForm({ rows, run, cancel }: FormProps) {
  const t = useText()
  const words = useWords()
  const carriers = useCarriers()
  const [carrier, setCarrier] = useRemembered<string | null>('orders.carrier', null)
  const [numbers, setNumbers] = useState<Record<string, string>>({})
  const [tried, setTried] = useState(false)
  const [going] = useState<Going[]>(() =>
    rows.flatMap((order) => {
      const groups = order.groups.filter(({ state }) => shippable.has(state))
      // An order that may not leave is sent all the same: the answer says why, and it stays selected.
      return (groups.length > 0 ? groups : order.groups.slice(0, 1)).map(({ group_no }) => ({ order, group_no, parcel_id: newId() }))
    }),
  )
  const missing = going.filter(({ parcel_id }) => !numbers[parcel_id]?.trim())

  const paste = (event: ClipboardEvent, from: number) => {
    const pasted = event.clipboardData
      .getData('text')
      .split(/[\s,;]+/)
      .filter(Boolean)
    if (pasted.length < 2) return
    event.preventDefault()
    setNumbers((now) => ({
      ...now,
      ...Object.fromEntries(pasted.slice(0, going.length - from).map((no, i) => [going[from + i]!.parcel_id, no])),
    }))
  }
  const send = () => {
    setTried(true)
    if (missing.length > 0 || !carrier) return
    run(async (set) => {
      const asked = new Set(set.map(({ id }) => id))
      const parcels = going.filter(({ order }) => asked.has(order.id))
      const shipments = parcels.map(({ order, group_no, parcel_id }) => ({
        id: parcel_id,
        order_id: order.id,
        group_no,
        carrier,
        waybill_no: numbers[parcel_id]!.trim(),
      }))
      const outcomes = await api.batch('/api/admin/shipments', { shipments })
      // One answer per order: the first refusal among its parcels, or that all left.
      return set.map(({ id }) => {
        const own = outcomes.filter((_, i) => parcels[i]?.order.id === id)
        return { ...(own.find((one) => !succeeded(one)) ?? own[0] ?? { status: 'order_not_found' }), id }
      })
    })
  }
  return (
    <Modal open title={t('ship_title')} okText={t('ship')} cancelText={words('cancel')} onOk={send} onCancel={cancel} width={560}>
      <p className="faint">{t('ship_hint')}</p>
      <CarrierField
        value={carrier}
        change={setCarrier}
        options={carriers.options}
        missing={tried && !carrier}
        label={going.length > 1 ? t('carrier_all') : t('carrier')}
      />
      <div className="plain-scroll" style={{ maxHeight: 320, overflowY: 'auto' }}>
        <table className="plain">
          <thead>
            <tr>
              <th>{t('order_no')}</th>
              <th>{t('buyer')}</th>
              <th>{t('waybill_no')}</th>
            </tr>
          </thead>
          <tbody>
            {going.map(({ order, group_no, parcel_id }, i) => (
              <tr key={parcel_id}>
                <td className="number">
                  {order.order_no}
                  {order.groups.length > 1 ? <div className="faint">{t('group', { no: group_no })}</div> : null}
                </td>
                <td>{order.buyer_name}</td>
                <td>
                  <Input
                    size="small"
                    autoFocus={i === 0}
                    value={numbers[parcel_id] ?? ''}
                    aria-label={`${t('waybill_no')} ${order.order_no}`}
                    status={tried && !numbers[parcel_id]?.trim() ? 'error' : ''}
                    onPaste={(event) => paste(event, i)}
                    onChange={(event) => setNumbers({ ...numbers, [parcel_id]: event.target.value })}
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
          {t('waybill_needed')}
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
/** One of the carriers there are, or any other by its code: a parcel can leave with somebody we have no agreement with. */
function CarrierField({ value, change, options, missing, label }: CarrierProps) {
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? options.find((option) => option.value === value)?.label ?? value ?? ''
  const take = (text: string) => {
    setTyped(text)
    change(options.find(({ value, label }) => text === label || text === value)?.value ?? text.trim())
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <AutoComplete
        id={id}
        value={shown}
        status={missing ? 'error' : ''}
        showSearch={{ filterOption: (text, option) => `${option?.value} ${option?.code}`.toLowerCase().includes(text.toLowerCase()) }}
        options={options.map(({ value, label }) => ({ value: label, code: value }))}
        onChange={take}
        aria-label={label}
      />
    </div>
  )
}

/** Ships one line group of an order: all that is left of it, or the quantities chosen. */
export function ShipOrder({ order, done, cancel }: { order: OrderDetail; done(outcomes: Outcome[]): void; cancel(): void }) {
  const t = useText()
  const words = useWords()
  const inLanguage = useInLanguage()
  const nodes = useNodes()
  const carriers = useCarriers()
  const field = useId()
  const [parcel_id] = useState(newId)
  const groups = order.groups.filter(({ state }) => shippable.has(state))
  const [group_no, setGroup] = useState(groups[0]?.group_no ?? 1)
  const [carrier, setCarrier] = useRemembered<string | null>('orders.carrier', null)
  const [waybill_no, setWaybill] = useState('')
  const [changed, setQuantities] = useState<Record<number, number>>({})
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const lines = order.lines.filter((line) => line.group_no === group_no && line.quantity > line.shipped)
  const going = (line: OrderLine) => changed[line.line_no] ?? line.quantity - line.shipped
  const whole = lines.every((line) => going(line) === line.quantity - line.shipped)

  const send = async () => {
    setTried(true)
    const chosen = lines.filter((line) => going(line) > 0)
    if (!carrier || !waybill_no.trim() || chosen.length === 0) return
    setBusy(true)
    const part = whole ? {} : { lines: chosen.map((line) => ({ line_no: line.line_no, quantity: going(line) })) }
    const shipment = { id: parcel_id, order_id: order.id, group_no, carrier, waybill_no: waybill_no.trim(), ...part }
    await api
      .batch('/api/admin/shipments', { shipments: [shipment] })
      .then(done, (error: Error) => done([{ id: parcel_id, status: 'not_done', detail: error.message }]))
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
      {groups.length > 1 ? (
        <div className="field">
          <label htmlFor={`${field}-group`}>{t('groups')}</label>
          <Select
            id={`${field}-group`}
            value={group_no}
            onChange={setGroup}
            options={groups.map((group) => ({
              value: group.group_no,
              label: `${t('group', { no: group.group_no })} ${nodes.name(order.lines.find((line) => line.group_no === group.group_no)?.node_id)}`,
            }))}
          />
        </div>
      ) : null}
      <CarrierField value={carrier} change={setCarrier} options={carriers.options} missing={tried && !carrier} label={t('carrier')} />
      <div className="field">
        <label htmlFor={`${field}-waybill`}>{t('waybill_no')}</label>
        <Input
          id={`${field}-waybill`}
          value={waybill_no}
          autoFocus
          status={tried && !waybill_no.trim() ? 'error' : ''}
          onChange={(event) => setWaybill(event.target.value)}
          onPressEnter={() => void send()}
        />
      </div>
      <table className="plain">
        <thead>
          <tr>
            <th>{t('line')}</th>
            <th className="right">{t('quantity_of')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line_no}>
              <td>{inLanguage(line.title)}</td>
              <td className="right number">
                <InputNumber
                  size="small"
                  min={0}
                  max={line.quantity - line.shipped}
                  precision={0}
                  value={going(line)}
                  aria-label={`${t('quantity_of')} ${inLanguage(line.title)}`}
                  onChange={(value) => setQuantities({ ...changed, [line.line_no]: value ?? 0 })}
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

export function CancelForm<Row extends { id: string }>({ rows, run, cancel }: FormProps<Row>) {
  const t = useText()
  const words = useWords()
  const id = useId()
  const reasons = [t('reason_buyer'), t('reason_stock'), t('reason_address'), t('reason_duplicate')]
  const [reason, setReason] = useState(reasons[0]!)
  const send = () =>
    run((set) => api.batch('/api/admin/orders/cancellations', { cancellations: set.map((row) => ({ id: row.id, reason })) }))
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
      <div className="field">
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
