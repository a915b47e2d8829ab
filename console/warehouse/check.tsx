import { App, Button, Segmented } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { PrinterButton } from '../carriers/printer.tsx'
import { type ApiProblem, api, newId, type Outcome, type Page } from '../shared/api.ts'
import { useCarriers } from '../shared/names.ts'
import { useRemembered } from '../shared/remembered.ts'
import { Notice } from '../shared/states.tsx'
import { useLanguage } from '../shared/text.ts'
import { useCarriageText } from './carriage-text.ts'
import { Picture, useGoodsName } from './goods.tsx'
import { printBoxes } from './labels.ts'
import type { OutboundView, WaveRow } from './model.ts'
import { type Command, commandOf, timesOf } from './scan/commands.ts'
import { useQueue, type Waiting } from './scan/queue.ts'
import { ScanBox } from './scan/scan-box.tsx'
import { SiteChoice, useSite } from './scan/site.tsx'
import { speak } from './scan/sounds.ts'
import { QueueState, type Said, Stage, saying } from './scan/stage.tsx'
import { useText } from './text.ts'

const modes = ['order', 'find', 'wall', 'bulk'] as const
type Mode = (typeof modes)[number]

type Answer = Outcome & {
  outbound_id?: string
  code?: string
  slot_no?: number | null
  reason?: string
  sku_id?: string
  left_of_sku?: number
  left_pieces?: number
  pieces?: number
  together_with?: string[]
  boxes?: { box_id: string; waybill_no: string | null }[]
  checked?: number
}

/** What lies on the desk now. */
interface Desk {
  outbound_id: string | null
  /** The scan that opened it, until its answer tells which parcel it is. */
  opened_by: string | null
  code: string | null
  slot_no: number | null
  left_pieces: number | null
  /** Parcels of other orders that go into the same box. */
  together: string[]
  complete: boolean
  boxes: { box_id: string; waybill_no: string | null }[]
}
const empty: Desk = {
  outbound_id: null,
  opened_by: null,
  code: null,
  slot_no: null,
  left_pieces: null,
  together: [],
  complete: false,
  boxes: [],
}

/** The check desk: one box for every scan, in four ways, and on to label and shipping without a mouse. */
export function Component() {
  const t = useText()
  const site = useSite()
  if (site.loaded && site.node_id === null) return <Notice drawing="empty" title={t('no_site')} hint={t('no_site_hint')} />
  return site.node_id ? <CheckDesk key={site.node_id} site={site} node_id={site.node_id} /> : null
}

function CheckDesk({ site, node_id }: { site: ReturnType<typeof useSite>; node_id: string }) {
  const t = useText()
  const c = useCarriageText()
  const language = useLanguage()
  const { message } = App.useApp()
  const { formOf } = useCarriers()
  const carrier = useRef('')
  const [mode, setMode] = useRemembered<Mode>('warehouse.check_mode', 'order')
  const [wave, setWaveState] = useState<WaveRow | null>(null)
  const [said, setSaid] = useState<Said | null>(null)
  const [lines, setLines] = useState<OutboundView['lines']>([])
  const [packing, setPacking] = useState<OutboundView['packing']>([])
  const [sample, showSample] = useState<{ text: string; quantity: number }[]>([])
  const content = useRef(sample)
  const setSample = (next: { text: string; quantity: number }[]) => {
    content.current = next
    showSample(next)
  }
  const [times, setTimesState] = useState<number | null>(null)
  const [recent, setRecent] = useState<{ id: string; text: string; said: string }[]>([])
  const [shown, setShown] = useState<Desk>(empty)
  // Scans follow each other faster than the screen is drawn: what they stand on is kept beside it.
  const desk = useRef<Desk>(empty)
  const now = useRef({ mode, wave, times, undo: false })
  now.current.mode = mode
  const change = (next: Partial<Desk>) => {
    desk.current = { ...desk.current, ...next }
    setShown(desk.current)
  }
  const clear = () => {
    desk.current = empty
    setShown(empty)
    setLines([])
    setPacking([])
  }
  const setWave = (next: WaveRow | null) => {
    now.current.wave = next
    setWaveState(next)
    setSample([])
    clear()
  }
  const setTimes = (next: number | null) => {
    now.current.times = next
    setTimesState(next)
  }
  const tell = (status: string, values: Record<string, string | number> = {}, detail?: string) =>
    // The house speaks English in its details; whoever reads Chinese has it in his own words above.
    setSaid(
      saying(
        status,
        t.maybe(`said_${status}`, detail ?? status, values),
        status === 'order_stopped' ? t('said_put_back') : language === 'en' ? detail : undefined,
      ),
    )

  // The answer with the number may be faster than the view of the parcel that was asked for before it: a number once known stays.
  const learn = (boxes: Desk['boxes']) => {
    const known = new Map(desk.current.boxes.map(({ box_id, waybill_no }) => [box_id, waybill_no]))
    change({ boxes: boxes.map((box) => ({ ...box, waybill_no: box.waybill_no ?? known.get(box.box_id) ?? null })) })
  }
  // A partner's number comes a moment later, by itself.
  const missing = shown.complete && shown.boxes.some(({ waybill_no }) => waybill_no === null) ? shown.outbound_id : null
  const look = useRef<(outbound_id: string) => void>(() => undefined)
  useEffect(() => {
    if (missing === null) return
    const timer = setInterval(() => look.current(missing), 3_000)
    return () => clearInterval(timer)
  }, [missing])

  const showLines = async (outbound_id: string) => {
    try {
      const view = await api.get<OutboundView>(`/api/admin/warehouse/outbounds/${outbound_id}`)
      if (desk.current.outbound_id !== outbound_id) return
      setLines(view.lines)
      setPacking(view.packing)
      carrier.current = view.outbound.carrier_id
      const boxes = view.boxes.filter(({ status }) => status !== 'voided').map(({ id, waybill_no }) => ({ box_id: id, waybill_no }))
      if (boxes.length > 0) learn(boxes)
    } catch {
      // The answer to the scan stands without its lines.
    }
  }

  look.current = (outbound_id) => void showLines(outbound_id)

  const hear = (sent: Waiting, outcome: Answer) => {
    const { status, detail } = outcome
    if (sent.field === 'scans' && sent.path.endsWith('/checks')) heardCheck(sent, outcome)
    else if (sent.field === 'parcels') {
      if (outcome.boxes && desk.current.outbound_id === outcome.id) learn(outcome.boxes)
      if (status === 'waybill_refused') setSaid(saying(status, c('refused'), c.maybe(`refused_${outcome.reason}`, detail ?? '')))
      else if (detail) tell(status, {}, detail)
    } else if (sent.field === 'checks') {
      if (status === 'checked') setSample([])
      tell(status, { count: outcome.checked ?? 0 }, detail)
    } else {
      if (status === 'stuck' || status === 'shipped') clear()
      tell(status, {}, detail)
    }
    setRecent((before) =>
      [
        {
          id: sent.id,
          text: String(sent.item.text ?? ''),
          said: t.maybe(`said_${status}`, status, { code: outcome.code ?? '', count: outcome.pieces ?? 0, order: outcome.code ?? '' }),
        },
        ...before,
      ]
        .filter(({ text }) => text !== '')
        .slice(0, 6),
    )
  }
  const heardCheck = (sent: Waiting, outcome: Answer) => {
    const {
      status,
      detail,
      outbound_id,
      code,
      slot_no = null,
      left_pieces,
      pieces,
      sku_id,
      left_of_sku,
      reason = '',
      together_with,
    } = outcome
    const finding = sent.item.mode !== 'order'
    if (status === 'opened' || status === 'accepted' || status === 'complete' || status === 'taken_back') {
      const other = desk.current.outbound_id !== outbound_id
      change({
        outbound_id: outbound_id!,
        opened_by: null,
        code: code ?? null,
        slot_no,
        left_pieces: left_pieces ?? null,
        complete: status === 'complete',
        ...(together_with || other ? { together: together_with ?? [] } : {}),
        ...(other ? { boxes: [] } : {}),
      })
      if (other || status === 'complete') void showLines(outbound_id!)
      if (sku_id !== undefined && left_of_sku !== undefined)
        setLines((before) =>
          before.map((line) => (line.sku_id === sku_id ? { ...line, checked: Math.max(0, line.quantity - left_of_sku) } : line)),
        )
      if (status === 'complete' && sent.item.mode === 'order')
        queue.push({ path: '/api/admin/warehouse/labels', field: 'parcels', item: { id: outbound_id! } })
      if (status === 'accepted' && Number(sent.item.quantity ?? 1) > 1) speak(String(sent.item.quantity), language)
      tell(status === 'complete' && finding && sent.item.mode === 'find' ? 'complete_label' : status, {
        code: code ?? '',
        count: pieces ?? 0,
      })
      if (status === 'complete' && finding)
        setSaid(saying('complete', t(sent.item.mode === 'find' ? 'said_complete_label' : 'said_complete')))
      return
    }
    if (status === 'order_stopped') {
      speak(t('said_put_back'), language)
      if (!finding) clear()
      setSaid(
        saying(
          status,
          t('said_order_stopped', { order: code ?? '' }),
          [t.maybe(`reason_${reason}`, ''), t('said_put_back')].filter(Boolean).join(' · '),
        ),
      )
      return
    }
    tell(status, { code: code ?? '', count: pieces ?? 0, order: code ?? '' }, detail)
  }
  const queue = useQueue(`check.${node_id}`, (sent, outcome) => hear(sent, outcome as Answer))

  const chooseWave = async (text: string) => {
    try {
      const { items } = await api.get<Page<WaveRow>>('/api/admin/warehouse/waves', { q: text, node_id, limit: 1 })
      const found = items[0]
      if (!found) return tell('wave_not_found', {}, text)
      if (found.kind === 'bulk' && now.current.mode !== 'bulk') setMode('bulk')
      setWave(found)
      setSaid(saying('opened', t('wave_of', { no: found.wave_no }), t('orders', { count: found.orders })))
    } catch (error) {
      setSaid(saying('unknown_code', (error as ApiProblem).detail || t('offline')))
    }
  }

  const obey = (command: Command) => {
    const { outbound_id, boxes } = desk.current
    if (command === 'ASIDE') {
      clear()
      setSaid(saying('accepted', t('ready')))
    } else if (command === 'UNDO') {
      now.current.undo = true
      setSaid(saying('accepted', t('undo')))
    } else if (command === 'SPLIT' && outbound_id) {
      queue.push({ path: '/api/admin/warehouse/splits', field: 'splits', item: { id: newId(), outbound_id } })
    } else if (command === 'PRINT') {
      const ids = boxes.filter(({ waybill_no }) => waybill_no !== null).map(({ box_id }) => box_id)
      if (ids.length > 0) printBoxes(ids, { form: formOf(carrier.current) }).catch((error: Error) => void message.error(error.message))
      else tell('no_waybill')
    } else if (command === 'SHIP') {
      const numbers = boxes.flatMap(({ waybill_no }) => waybill_no ?? [])
      if (numbers.length === 0) tell('no_waybill')
      for (const text of numbers)
        queue.push({
          path: '/api/admin/warehouse/shipments',
          field: 'scans',
          item: { id: newId(), node_id, text, scanned_at: new Date().toISOString() },
        })
    } else if (command === 'DONE' && now.current.mode === 'bulk' && now.current.wave) {
      if (content.current.length > 0)
        queue.push({
          path: '/api/admin/warehouse/waves/checks',
          field: 'checks',
          item: { id: newId(), wave_id: now.current.wave.id, sample: content.current },
        })
    } else if (command === 'DONE') clear()
  }

  // One scan after the other: while a wave is looked up the gun goes on.
  const turn = useRef<Promise<unknown>>(Promise.resolve())
  const scan = (text: string) => {
    turn.current = turn.current.then(() => take(text))
  }
  const take = (text: string): undefined | Promise<void> => {
    const command = commandOf(text)
    if (command) {
      obey(command)
      return
    }
    const several = timesOf(text)
    if (several !== null) {
      setTimes(several)
      setSaid(saying('accepted', t('times', { count: several })))
      return
    }
    const { wave: here, times: count } = now.current
    if (/^w\d{10,}$/i.test(text)) return chooseWave(text.toUpperCase())
    const way = now.current.mode
    if (way !== 'order' && !here) {
      tell('wave_not_found')
      return
    }
    if (way === 'bulk') {
      const before = content.current
      const at = before.findIndex((one) => one.text === text)
      setSample(
        at < 0
          ? [...before, { text, quantity: count ?? 1 }]
          : before.map((one, i) => (i === at ? { ...one, quantity: one.quantity + (count ?? 1) } : one)),
      )
      setTimes(null)
      setSaid(saying('accepted', t('said_accepted'), text))
      return
    }
    const { outbound_id, opened_by, complete, boxes } = desk.current
    if (
      way === 'find' &&
      complete &&
      outbound_id &&
      boxes.every(({ waybill_no }) => waybill_no === null) &&
      /^(?=.*[A-Za-z])[A-Za-z0-9-]{8,40}$/.test(text)
    ) {
      queue.push({ path: '/api/admin/warehouse/stuck-labels', field: 'labels', item: { id: newId(), outbound_id, text } })
      return
    }
    const id = newId()
    const open = way === 'order' && !complete ? { outbound_id, ...(outbound_id === null && opened_by ? { opened_by } : {}) } : {}
    queue.push({
      path: '/api/admin/warehouse/checks',
      field: 'scans',
      item: {
        ...{ id, node_id, mode: way, text, scanned_at: new Date().toISOString(), wave_id: way === 'order' ? null : here!.id, ...open },
        ...(count ? { quantity: count } : {}),
        ...(now.current.undo ? { undo: true, outbound_id } : {}),
      },
    })
    // Without an answer yet, what is scanned next belongs to the parcel this scan may have opened.
    if (way === 'order' && outbound_id === null && opened_by === null) change({ opened_by: id })
    if (complete && way === 'order') {
      clear()
      change({ opened_by: id })
    }
    now.current.undo = false
    if (count) setTimes(null)
    if (queue.offline) setSaid(saying('waiting', t('said_waiting'), text))
  }

  const label = mode === 'order' ? t('scan_parcel_hint') : !wave ? t('scan_wave_hint') : mode === 'bulk' ? t('sample_hint') : t('scan')
  return (
    <div className="desk">
      <header className="desk-head">
        <h1>{t('check_title')}</h1>
        <Segmented
          aria-label={t('mode')}
          value={mode}
          onChange={(next) => {
            setMode(next as Mode)
            setWave(null)
            setSaid(null)
          }}
          options={modes.map((value) => ({ value, label: t(`mode_${value}`) }))}
        />
        <span className="spring" />
        <QueueState waiting={queue.waiting} offline={queue.offline} />
        <PrinterButton />
        <SiteChoice site={site} />
      </header>
      <ScanBox label={label} placeholder={times ? t('times', { count: times }) : t('scan')} scan={scan} />
      <Stage said={said}>
        <div className="stage-numbers">
          {mode === 'wall' && shown.slot_no !== null ? (
            <div className="stage-number stage-slot">
              <span>{t('slot', { no: '' })}</span>
              <b data-testid="slot">{shown.slot_no}</b>
            </div>
          ) : null}
          {shown.left_pieces !== null ? (
            <div className="stage-number">
              <span>
                {t('left')} {shown.code}
              </span>
              <b data-testid="left">{shown.left_pieces}</b>
            </div>
          ) : null}
          {shown.together.length > 0 ? (
            <div className="strong" data-testid="together">
              {t('one_box_with', { codes: shown.together.join('、') })}
            </div>
          ) : null}
          {wave && mode !== 'order' ? (
            <div>
              <span className="faint">{t('wave_of', { no: wave.wave_no })}</span>{' '}
              <Button size="small" onClick={() => setWave(null)}>
                {t('change_wave')}
              </Button>
            </div>
          ) : null}
          {shown.outbound_id && packing.length > 0 ? (
            <div className="faint" data-testid="packing">
              {c('pack_into', {
                boxes: packing.map(({ carton }) => (carton === 'own' ? t('carton_own') : t('carton', { carton }))).join(' + '),
              })}
            </div>
          ) : null}
          {shown.boxes.length > 0 ? (
            <div className="number strong">{shown.boxes.map(({ waybill_no }) => waybill_no ?? '…').join(' ')}</div>
          ) : null}
        </div>
        {mode === 'bulk' && wave ? (
          <ul className="check-lines" aria-label={t('sample')}>
            {sample.map((one) => (
              <li key={one.text}>
                <span className="no-picture" />
                <span className="code">{one.text}</span>
                <b className="count">{one.quantity}</b>
              </li>
            ))}
          </ul>
        ) : (
          <Lines lines={lines} />
        )}
        <div className="desk-actions">
          {mode === 'bulk' ? (
            <Button type="primary" disabled={sample.length === 0} onClick={() => obey('DONE')}>
              {t('done')}
            </Button>
          ) : null}
          {shown.outbound_id ? (
            <>
              <Button onClick={() => obey('UNDO')}>{t('undo')}</Button>
              <Button onClick={() => obey('SPLIT')}>{t('split')}</Button>
              <Button onClick={() => obey('PRINT')}>{t('print')}</Button>
              <Button onClick={() => obey('SHIP')}>{t('ship_now')}</Button>
              <Button onClick={() => obey('ASIDE')}>{t('set_aside')}</Button>
            </>
          ) : null}
        </div>
        {recent.length > 0 ? (
          <ul className="recent" aria-label={t('recent')}>
            {recent.map((one) => (
              <li key={one.id}>
                <code>{one.text}</code>
                <span>{one.said}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </Stage>
    </div>
  )
}

function Lines({ lines }: { lines: OutboundView['lines'] }) {
  const goodsName = useGoodsName()
  if (lines.length === 0) return null
  return (
    <ul className="check-lines">
      {lines.map((line) => (
        <li key={line.line_no} data-done={line.checked === line.quantity || undefined}>
          <Picture reference={line.cover} />
          <span>
            {goodsName(line)}
            <span className="faint code" style={{ display: 'block' }}>
              {line.barcode ?? line.sku_id}
            </span>
          </span>
          <b className="count">
            {line.checked} / {line.quantity}
          </b>
        </li>
      ))}
    </ul>
  )
}
