import { useQueryClient } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { newId, type Outcome, useApi } from '../shared/api.ts'
import { useRemembered } from '../shared/remembered.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { useLanguage } from '../shared/text.ts'
import { Picture, useGoodsName } from './goods.tsx'
import { Judge } from './judge.tsx'
import type { ArrivalRow } from './model.ts'
import { Move } from './move.tsx'
import { commandOf, timesOf } from './scan/commands.ts'
import { useQueue, type Waiting } from './scan/queue.ts'
import { names, readingOf } from './scan/reading.ts'
import { ScanBox } from './scan/scan-box.tsx'
import { SiteChoice, useSite } from './scan/site.tsx'
import { QueueState, type Said, Stage, saying } from './scan/stage.tsx'
import { useText } from './text.ts'

const modes = ['put_away', 'judge', 'move', 'count'] as const
type Mode = (typeof modes)[number]

/** Putting away what arrived, judging it, moving it from bin to bin, counting: all with a phone. */
export function Component() {
  const t = useText()
  const site = useSite()
  const [mode, setMode] = useRemembered<Mode>('warehouse.shelve_mode', 'put_away')
  const [params, setParams] = useSearchParams()
  const asked = modes.find((one) => one === params.get('mode'))
  const shown = asked ?? mode
  if (site.loaded && site.node_id === null) return <Notice drawing="empty" title={t('no_site')} hint={t('no_site_hint')} />
  if (!site.node_id) return null
  const choice = (
    <>
      <Segmented
        aria-label={t('mode')}
        value={shown}
        onChange={(next) => {
          if (asked) setParams({})
          setMode(next as Mode)
        }}
        options={modes.map((value) => ({ value, label: t(`mode_${value}`) }))}
      />
      <span className="spring" />
      <SiteChoice site={site} />
    </>
  )
  const Work = { put_away: PutAway, judge: Judge, move: Move, count: Count }[shown]
  return <Work key={`${site.node_id} ${shown}`} node_id={site.node_id} choice={choice} />
}

const keyOf = (row: ArrivalRow) => `${row.bin_code} ${row.sku_id} ${row.lot}`

function PutAway({ node_id, choice }: { node_id: string; choice: ReactNode }) {
  const t = useText()
  const language = useLanguage()
  const goodsName = useGoodsName()
  const queries = useQueryClient()
  const list = useApi<{ items: ArrivalRow[] }>('/api/admin/warehouse/arrivals', { node_id }, { refetchInterval: 10_000 })
  const [said, setSaid] = useState<Said | null>(null)
  const [chosen, show] = useState<{ row: ArrivalRow; quantity: number } | null>(null)
  const hand = useRef(chosen)
  const times = useRef<number | null>(null)
  const choose = (next: { row: ArrivalRow; quantity: number } | null) => {
    hand.current = next
    show(next)
  }
  const queue = useQueue(`shelve.${node_id}`, (_sent: Waiting, { status, detail }: Outcome) => {
    setSaid(
      saying(
        status,
        status === 'moved' ? t('said_shelved') : t.maybe(`said_${status}`, detail ?? status),
        language === 'en' ? detail : undefined,
      ),
    )
    void queries.invalidateQueries({ queryKey: ['/api/admin/warehouse/arrivals'] })
  })
  const rows = list.data?.items ?? []
  const scan = (text: string) => {
    if (commandOf(text) !== null) return choose(null)
    times.current = timesOf(text) ?? times.current
    if (timesOf(text) !== null) return
    const reading = readingOf(text)
    const row = rows.find((one) => names(one, reading) && (reading.lot === null || one.lot === reading.lot))
    if (row) {
      choose({ row, quantity: Math.min(row.quantity, times.current ?? row.quantity) })
      times.current = null
      return setSaid(saying('accepted', t('scan_shelf'), row.suggested_bin ?? undefined))
    }
    const here = hand.current
    if (!here) return setSaid(saying('unknown_code', t('said_unknown_code'), text))
    const { node_id: at, sku_id, lot, bin_code } = here.row
    queue.push({
      path: '/api/admin/warehouse/moves',
      field: 'moves',
      item: { id: newId(), node_id: at, sku_id, lot, from_bin: bin_code, to_bin: text.toUpperCase(), quantity: here.quantity },
    })
    choose(null)
    if (queue.offline) setSaid(saying('waiting', t('said_waiting'), text))
  }
  return (
    <div className="desk">
      <header className="desk-head">
        <h1>{t('shelve_title')}</h1>
        {choice}
        <QueueState waiting={queue.waiting} offline={queue.offline} />
      </header>
      <ScanBox label={t('putback_hint')} placeholder={chosen ? t('scan_shelf') : t('scan_item')} scan={scan} />
      <Stage said={said}>
        {chosen ? (
          <div className="pick-card">
            <div>
              <span className="faint">{t('suggested')}</span>
              <div className="pick-bin">{chosen.row.suggested_bin ?? '—'}</div>
            </div>
            <div className="pick-goods">
              <Picture reference={chosen.row.cover} />
              <span>{goodsName(chosen.row)}</span>
              <span className="count">{chosen.quantity}</span>
            </div>
          </div>
        ) : null}
        {list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : null}
        {!list.data && !list.isError ? <Skeleton /> : null}
        {list.data && rows.length === 0 ? <Notice drawing="empty" title={t('nothing_arrived')} hint={t('nothing_arrived_hint')} /> : null}
        <div className="choices">
          {rows.map((row) => (
            <button type="button" key={keyOf(row)} onClick={() => choose({ row, quantity: row.quantity })}>
              <span>
                {goodsName(row)} <b className="number">×{row.quantity}</b>
              </span>
              <b className="number">{row.suggested_bin ?? '—'}</b>
              <small>
                {row.bin_code}
                {row.lot ? ` · ${row.lot}` : ''}
                {row.expires_on ? ` · ${row.expires_on}` : ''}
              </small>
              <small className="code">{row.barcode ?? row.sku_id}</small>
            </button>
          ))}
        </div>
      </Stage>
    </div>
  )
}

/** Blind: what the books think is told only after the number was given. */
function Count({ node_id, choice }: { node_id: string; choice: ReactNode }) {
  const t = useText()
  const language = useLanguage()
  const [said, setSaid] = useState<Said | null>(null)
  const [at, show] = useState<{ bin: string | null; text: string | null }>({ bin: null, text: null })
  const here = useRef(at)
  const set = (next: { bin: string | null; text: string | null }) => {
    here.current = next
    show(next)
  }
  const queue = useQueue(`count.${node_id}`, (sent: Waiting, { status, detail, expected }: Outcome & { expected?: number }) => {
    const words = t.maybe(`said_count_${status}`, t.maybe(`said_${status}`, detail ?? status), {
      expected: expected ?? 0,
      counted: Number(sent.item.quantity),
    })
    setSaid(
      saying(
        status === 'agrees' ? 'complete' : status === 'more' || status === 'fewer' ? 'short' : status,
        words,
        language === 'en' ? detail : String(sent.item.bin),
      ),
    )
  })
  const scan = (text: string) => {
    if (commandOf(text) !== null) return set({ bin: null, text: null })
    const { bin, text: item } = here.current
    if (bin === null) {
      set({ bin: text.toUpperCase(), text: null })
      return setSaid(saying('accepted', text.toUpperCase(), t('scan_item')))
    }
    if (item === null) {
      set({ bin, text })
      return setSaid(saying('accepted', text, t('type_count')))
    }
    if (!/^\d{1,6}$/.test(text)) return setSaid(saying('unknown_code', t('type_count'), text))
    queue.push({
      path: '/api/admin/warehouse/bin-counts',
      field: 'counts',
      item: { id: newId(), node_id, bin, text: item, quantity: Number(text) },
    })
    set({ bin, text: null })
    if (queue.offline) setSaid(saying('waiting', t('said_waiting')))
  }
  return (
    <div className="desk">
      <header className="desk-head">
        <h1>{t('shelve_title')}</h1>
        {choice}
        <QueueState waiting={queue.waiting} offline={queue.offline} />
      </header>
      <ScanBox
        label={t('count_hint')}
        placeholder={at.bin === null ? t('scan_bin') : at.text === null ? t('scan_item') : t('type_count')}
        scan={scan}
        typing
      />
      <Stage said={said}>
        {at.bin !== null ? (
          <div className="pick-card">
            <div className="pick-bin">{at.bin}</div>
            {at.text !== null ? <b className="code">{at.text}</b> : null}
          </div>
        ) : null}
      </Stage>
    </div>
  )
}
