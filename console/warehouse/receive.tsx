import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, InputNumber, Segmented, Select } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { useFault } from '../inventory/send.ts'
import { type AnswerOf, newId, type Outcome, type Page, type RowOf, useApi } from '../shared/api.ts'
import { useInLanguage, useNodes } from '../shared/names.ts'
import { useRemembered } from '../shared/remembered.ts'
import { Notice, Skeleton } from '../shared/states.tsx'
import { useLanguage } from '../shared/text.ts'
import { Picture } from './goods.tsx'
import { useInboundText } from './inbound-text.ts'
import { commandOf, timesOf } from './scan/commands.ts'
import { useQueue, type Waiting } from './scan/queue.ts'
import { names, readingOf } from './scan/reading.ts'
import { ScanBox } from './scan/scan-box.tsx'
import { useSite } from './scan/site.tsx'
import { QueueState, type Said, Stage, saying } from './scan/stage.tsx'

type Purchase = RowOf<'/api/admin/purchases'>
type Transfer = RowOf<'/api/admin/stock/transfers'>
type Goods = RowOf<'/api/admin/warehouse/goods'>
interface Paper {
  kind: 'purchase' | 'transfer'
  id: string
  no: string
  from: string
}
interface Line {
  line_no: number
  sku_id: string
  title: { zh: string; en: string } | null
  left: number
}
/** What was counted of one line; goods of several lots have a part each. */
interface Part {
  line_no: number
  received: number
  damaged: number
  lot_no: string
  expires_on: string
  serials: string[]
}

/** Receiving at the door with a phone: a purchase order or a transfer, counted by scan, with what differs. */
export function Component() {
  const t = useInboundText()
  const site = useSite()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  const [remembered, setNode] = useRemembered<string>('warehouse.receive_node', '')
  const node_id = nodes.options.some(({ value }) => value === remembered) ? remembered : (site.node_id ?? nodes.options[0]?.value ?? null)
  const [paper, setPaper] = useState<Paper | null>(null)
  const [said, setSaid] = useState<Said | null>(null)
  const ask = { enabled: node_id !== null, refetchInterval: 20_000, retry: false }
  const at = { node_id: node_id ?? '', limit: 50 }
  const sent = useApi<Page<Purchase>>('/api/admin/purchases', { ...at, state: 'sent' }, ask)
  const confirmed = useApi<Page<Purchase>>('/api/admin/purchases', { ...at, state: 'confirmed' }, ask)
  const transfers = useApi<Page<Transfer>>('/api/admin/stock/transfers', { ...at, state: 'shipped' }, ask)
  const papers = useMemo<Paper[]>(
    () => [
      ...[...(confirmed.data?.items ?? []), ...(sent.data?.items ?? [])].map(
        (one): Paper => ({ kind: 'purchase', id: one.id, no: one.order_no, from: inLanguage(one.supplier_name) || one.supplier_id }),
      ),
      ...(transfers.data?.items ?? [])
        .filter(({ to_node_id }) => to_node_id === node_id)
        .map((one): Paper => ({ kind: 'transfer', id: one.id, no: one.id.slice(-8).toUpperCase(), from: inLanguage(one.from_name) })),
    ],
    [sent.data, confirmed.data, transfers.data, node_id, inLanguage],
  )
  if (!node_id) return <Skeleton />
  if (paper) return <Count key={paper.id} paper={paper} leave={() => setPaper(null)} />
  const scan = (text: string) => {
    const found = papers.find(({ no, id }) => no.toUpperCase() === text.toUpperCase() || id === text.toLowerCase())
    if (found) setPaper(found)
    else setSaid(saying('unknown_code', t('paper_not_found'), text))
  }
  const loaded = (sent.data || sent.isError) && (transfers.data || transfers.isError)
  return (
    <div className="desk">
      <header className="desk-head">
        <h1>{t('receive_title')}</h1>
        <span className="spring" />
        <Select
          aria-label={t('node')}
          value={node_id}
          onChange={setNode}
          options={nodes.options}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          style={{ minWidth: 160, maxWidth: 240 }}
        />
      </header>
      <ScanBox label={t('receive_hint')} placeholder={t('scan_paper')} scan={scan} />
      {said ? <Stage said={said} /> : null}
      {loaded ? null : <Skeleton />}
      {loaded && papers.length === 0 ? <Notice drawing="empty" title={t('nothing_expected')} hint={t('nothing_expected_hint')} /> : null}
      <div className="choices">
        {papers.map((one) => (
          <button type="button" key={one.id} onClick={() => setPaper(one)}>
            <b className="number">{one.no}</b>
            <span>{t(one.kind)}</span>
            <small>{one.from}</small>
          </button>
        ))}
      </div>
    </div>
  )
}

function useLines({ kind, id }: Paper): Line[] | null {
  const purchase = useApi<AnswerOf<'/api/admin/purchases/{id}'>>(
    kind === 'purchase' ? `/api/admin/purchases/${id}` : null,
    {},
    { enabled: kind === 'purchase' },
  )
  const transfer = useApi<AnswerOf<'/api/admin/stock/transfers/{id}'>>(
    kind === 'transfer' ? `/api/admin/stock/transfers/${id}` : null,
    {},
    { enabled: kind === 'transfer' },
  )
  return useMemo(() => {
    if (purchase.data)
      return purchase.data.lines.map((line) => ({
        ...line,
        left: Math.max(0, (line.confirmed ?? line.quantity) - line.received - line.damaged),
      }))
    if (transfer.data)
      return transfer.data.lines.map((line) => ({ ...line, left: line.shipped - (line.received + line.damaged - line.over) - line.lost }))
    return null
  }, [purchase.data, transfer.data])
}

function Count({ paper, leave }: { paper: Paper; leave(): void }) {
  const t = useInboundText()
  const faultOf = useFault()
  const language = useLanguage()
  const queries = useQueryClient()
  const lines = useLines(paper)
  const sku_ids = (lines ?? []).map(({ sku_id }) => sku_id).join(',')
  const goods = useApi<{ items: Goods[] }>(sku_ids ? '/api/admin/warehouse/goods' : null, { sku_ids }, { enabled: sku_ids !== '' })
  const known = useMemo(() => new Map((goods.data?.items ?? []).map((one) => [one.sku_id, one])), [goods.data])
  const [said, setSaid] = useState<Said | null>(null)
  const [parts, show] = useState<Part[]>([])
  const counted = useRef(parts)
  const set = (next: Part[]) => {
    counted.current = next
    show(next)
  }
  const [to, setTo] = useRemembered<'available' | 'inspection'>('warehouse.receive_to', 'available')
  const [closes, setCloses] = useState(false)
  const [over, setOver] = useState(false)
  const next = useRef({ times: 1, damaged: false })
  const receipt_id = useRef(newId())
  const [sent, setSent] = useState(false)
  const queue = useQueue(`receive.${paper.id}`, (_sent: Waiting, { status, detail }: Outcome) => {
    const right = status === 'received' || status === 'received_in_part' || status === 'already_received'
    setSaid(
      saying(
        right ? 'complete' : status,
        t.maybe(`outcome_${status}`, detail ?? status, { detail: faultOf(detail) || (detail ?? '') }),
        right || language !== 'en' ? undefined : detail,
      ),
    )
    if (right) {
      void queries.invalidateQueries()
      set([])
    } else receipt_id.current = newId()
    setSent(right)
  })
  const totals = (line_no: number) => {
    const own = parts.filter((part) => part.line_no === line_no)
    return { received: own.reduce((sum, { received }) => sum + received, 0), damaged: own.reduce((sum, { damaged }) => sum + damaged, 0) }
  }
  const count = (line: Line, quantity: number, damaged: boolean, lot_no: string, expires_on: string, serial: string | null) => {
    const before = counted.current
    const same = before.findIndex((part) => part.line_no === line.line_no && (part.lot_no === lot_no || lot_no === ''))
    const part = same < 0 ? { line_no: line.line_no, received: 0, damaged: 0, lot_no, expires_on, serials: [] } : before[same]!
    const more: Part = {
      ...part,
      received: part.received + (damaged ? 0 : quantity),
      damaged: part.damaged + (damaged ? quantity : 0),
      // The good ones come first: that is how the books take them.
      serials: serial ? (damaged ? [...part.serials, serial] : [serial, ...part.serials]) : part.serials,
    }
    set(same < 0 ? [...before, more] : before.map((one, i) => (i === same ? more : one)))
  }
  const scan = (text: string) => {
    const command = commandOf(text)
    if (command === 'DAMAGED') {
      next.current.damaged = true
      return setSaid(saying('accepted', t('damaged_next')))
    }
    if (command === 'DONE') return book()
    const times = timesOf(text)
    if (times !== null) {
      next.current.times = times
      return setSaid(saying('accepted', `× ${times}`))
    }
    const reading = readingOf(text)
    const line = lines?.find(({ sku_id }) => names(known.get(sku_id) ?? { sku_id, barcode: null }, reading))
    if (!line) return setSaid(saying('wrong_item', t('not_expected'), text))
    const { times: quantity, damaged } = next.current
    next.current = { times: 1, damaged: false }
    if (reading.serial && counted.current.some(({ serials }) => serials.includes(reading.serial!)))
      return setSaid(saying('already_counted', reading.serial, t('counted', { count: 1 })))
    count(line, quantity, damaged, reading.lot ?? '', reading.expires_on ?? '', reading.serial)
    const own = counted.current.filter((part) => part.line_no === line.line_no).reduce((sum, part) => sum + part.received + part.damaged, 0)
    if (own > line.left) setSaid(saying('too_many', t('over', { count: own - line.left }), line.sku_id))
    else setSaid(saying(own === line.left ? 'complete' : 'accepted', `${own} / ${line.left}`, damaged ? t('damaged') : undefined))
  }
  const book = () => {
    if (sent) return
    const item = { id: receipt_id.current, closes }
    const rows = counted.current.filter(({ received, damaged }) => received + damaged > 0)
    if (rows.length === 0 && !closes) return
    const lot = ({ lot_no, serials }: Part) => ({ lot_no: lot_no || null, ...(serials.length > 0 ? { serials } : {}) })
    if (paper.kind === 'purchase')
      queue.push({
        path: '/api/admin/purchases/receipts',
        field: 'receipts',
        item: {
          ...item,
          ...{ order_id: paper.id, accepts_over: over },
          lines: rows.map((part) => ({
            ...{ line_no: part.line_no, received: part.received, damaged: part.damaged, condition: to },
            ...{ expires_on: part.expires_on || null, ...lot(part) },
          })),
        },
      })
    else
      queue.push({
        path: '/api/admin/stock/transfers/receipts',
        field: 'receipts',
        item: {
          ...item,
          transfer_id: paper.id,
          lines: rows.map((part) => ({ line_no: part.line_no, received: part.received, damaged: part.damaged, ...lot(part) })),
        },
      })
    setSent(true)
    if (queue.offline) setSaid(saying('waiting', t('waiting')))
  }
  return (
    <div className="desk">
      <header className="desk-head">
        <h1 className="number">{paper.no}</h1>
        <span className="faint">
          {t(paper.kind)} · {paper.from}
        </span>
        <span className="spring" />
        <QueueState waiting={queue.waiting} offline={queue.offline} />
        <Button onClick={leave}>{t('another')}</Button>
      </header>
      <ScanBox label={t('scan_item_hint')} placeholder={t('scan_item')} scan={scan} />
      <Stage said={said}>
        {lines ? null : <Skeleton />}
        <ul className="check-lines receive-lines">
          {(lines ?? []).map((line) => (
            <LineCard
              key={line.line_no}
              line={line}
              goods={known.get(line.sku_id)}
              totals={totals(line.line_no)}
              parts={parts.filter((part) => part.line_no === line.line_no)}
              change={(part, more) => {
                const before = counted.current
                set(
                  before.includes(part)
                    ? before.map((one) => (one === part ? { ...one, ...more } : one))
                    : [...before, { ...part, ...more }],
                )
              }}
            />
          ))}
        </ul>
        <div className="desk-actions">
          {paper.kind === 'purchase' ? (
            <Segmented
              aria-label={t('goes_to')}
              value={to}
              onChange={(value) => setTo(value as 'available')}
              options={[
                { value: 'available', label: t('to_stock') },
                { value: 'inspection', label: t('to_inspection') },
              ]}
            />
          ) : null}
          <Checkbox checked={closes} onChange={(event) => setCloses(event.target.checked)}>
            {t('closes')}
          </Checkbox>
          {paper.kind === 'purchase' ? (
            <Checkbox checked={over} onChange={(event) => setOver(event.target.checked)}>
              {t('keeps_over')}
            </Checkbox>
          ) : null}
          <Button type="primary" size="large" disabled={sent || (parts.length === 0 && !closes)} onClick={book}>
            {t('book')}
          </Button>
        </div>
      </Stage>
    </div>
  )
}

function LineCard({
  line,
  goods,
  totals,
  parts,
  change,
}: {
  line: Line
  goods: Goods | undefined
  totals: { received: number; damaged: number }
  parts: readonly Part[]
  change(part: Part, more: Partial<Part>): void
}) {
  const t = useInboundText()
  const inLanguage = useInLanguage()
  const off = totals.received + totals.damaged - line.left
  const shown = parts.length > 0 ? parts : [{ line_no: line.line_no, received: 0, damaged: 0, lot_no: '', expires_on: '', serials: [] }]
  const title = inLanguage(line.title) || line.sku_id
  return (
    <li data-done={(off === 0 && line.left > 0) || undefined}>
      <Picture reference={goods?.cover ?? null} />
      <span>
        {title}
        <span className="faint code" style={{ display: 'block' }}>
          {goods?.barcode ?? line.sku_id}
        </span>
      </span>
      <b className="count">
        {totals.received + totals.damaged} / {line.left}
      </b>
      <div className="receive-parts" data-keeps-focus>
        {shown.map((part, i) => (
          <div key={i} className="receive-part">
            <div>
              <span>{t('came')}</span>
              <InputNumber
                min={0}
                precision={0}
                value={part.received}
                onChange={(value) => change(part, { received: value ?? 0 })}
                aria-label={`${t('came')} ${title}`}
              />
            </div>
            <div>
              <span>{t('damaged')}</span>
              <InputNumber
                min={0}
                precision={0}
                value={part.damaged}
                onChange={(value) => change(part, { damaged: value ?? 0 })}
                aria-label={`${t('damaged')} ${title}`}
              />
            </div>
            {goods?.tracks_lots || part.lot_no ? (
              <div>
                <span>{t('lot')}</span>
                <Input
                  value={part.lot_no}
                  maxLength={40}
                  onChange={(event) => change(part, { lot_no: event.target.value.trim() })}
                  aria-label={`${t('lot')} ${title}`}
                />
              </div>
            ) : null}
            {goods?.tracks_expiry || part.expires_on ? (
              <div>
                <span>{t('expires_on')}</span>
                <Input
                  type="date"
                  value={part.expires_on}
                  onChange={(event) => change(part, { expires_on: event.target.value })}
                  aria-label={`${t('expires_on')} ${title}`}
                />
              </div>
            ) : null}
            {part.serials.length > 0 ? <span className="faint">{t('serials', { count: part.serials.length })}</span> : null}
          </div>
        ))}
        {off !== 0 && totals.received + totals.damaged > 0 ? (
          <span className={off > 0 ? 'refused' : 'faint'}>{off > 0 ? t('over_by', { count: off }) : t('short_by', { count: -off })}</span>
        ) : null}
      </div>
    </li>
  )
}
