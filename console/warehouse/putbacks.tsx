import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type Outcome, type Page, useApi } from '../shared/api.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { useLanguage } from '../shared/text.ts'
import { Picture, useGoodsName } from './goods.tsx'
import type { PutbackRow } from './model.ts'
import { commandOf } from './scan/commands.ts'
import { useQueue, type Waiting } from './scan/queue.ts'
import { names, readingOf } from './scan/reading.ts'
import { ScanBox } from './scan/scan-box.tsx'
import { SiteChoice, useSite } from './scan/site.tsx'
import { QueueState, type Said, Stage, saying } from './scan/stage.tsx'
import { useText } from './text.ts'

/** Goods without a parcel go back: scan the item, then the bin. */
export function Component() {
  const t = useText()
  const site = useSite()
  if (site.loaded && site.node_id === null) return <Notice drawing="empty" title={t('no_site')} hint={t('no_site_hint')} />
  return site.node_id ? <Shelf key={site.node_id} site={site} node_id={site.node_id} /> : null
}

function Shelf({ site, node_id }: { site: ReturnType<typeof useSite>; node_id: string }) {
  const t = useText()
  const language = useLanguage()
  const queries = useQueryClient()
  const goodsName = useGoodsName()
  const list = useApi<Page<PutbackRow>>('/api/admin/warehouse/putbacks', { node_id, limit: 200 }, { refetchInterval: 10_000 })
  const [said, setSaid] = useState<Said | null>(null)
  const [done, setDone] = useState<ReadonlySet<string>>(new Set())
  const [chosen, show] = useState<PutbackRow | null>(null)
  const hand = useRef<PutbackRow | null>(null)
  const choose = (row: PutbackRow | null) => {
    hand.current = row
    show(row)
  }
  const hear = (sent: Waiting, outcome: Outcome) => {
    const { status, detail } = outcome
    const right = status === 'put_back' || status === 'already_put_back'
    if (!right)
      setDone((before) => {
        const next = new Set(before)
        next.delete(sent.id)
        return next
      })
    setSaid(
      saying(status, right ? t('said_put_away') : t.maybe(`said_${status}`, detail ?? status), language === 'en' ? detail : undefined),
    )
    void queries.invalidateQueries({ queryKey: ['/api/admin/warehouse/putbacks'] })
  }
  const queue = useQueue(`putback.${node_id}`, hear)
  const open = (list.data?.items ?? []).filter(({ id }) => !done.has(id))
  const scan = (text: string) => {
    if (commandOf(text) !== null) return choose(null)
    const here = hand.current
    const item = open.find((row) => names(row, readingOf(text)))
    if (item && item.id !== here?.id) {
      choose(item)
      return setSaid(saying('accepted', t('scan_shelf'), item.suggested_bin ?? undefined))
    }
    if (!here) return setSaid(saying('unknown_code', t('said_unknown_code'), text))
    queue.push({ path: '/api/admin/warehouse/putbacks', field: 'putbacks', item: { id: here.id, bin: text } })
    setDone((before) => new Set([...before, here.id]))
    choose(null)
    if (queue.offline) setSaid(saying('waiting', t('said_waiting'), text))
  }
  return (
    <div className="desk">
      <header className="desk-head">
        <h1>{t('putbacks_title')}</h1>
        <span className="faint number">{open.length}</span>
        <span className="spring" />
        <QueueState waiting={queue.waiting} offline={queue.offline} />
        <SiteChoice site={site} />
      </header>
      <ScanBox label={t('putback_hint')} placeholder={chosen ? t('scan_shelf') : t('scan_item')} scan={scan} />
      <Stage said={said}>
        {chosen ? (
          <div className="pick-card">
            <div>
              <span className="faint">{t('suggested')}</span>
              <div className="pick-bin">{chosen.suggested_bin ?? '—'}</div>
            </div>
            <div className="pick-goods">
              <Picture reference={chosen.cover} />
              <span>{goodsName(chosen)}</span>
              <span className="count">{chosen.quantity}</span>
            </div>
          </div>
        ) : null}
        {list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : null}
        {!list.data && !list.isError ? <Skeleton /> : null}
        {list.data && open.length === 0 ? <Notice drawing="empty" title={t('putback_empty')} hint={t('putback_empty_hint')} /> : null}
        <div className="choices">
          {open.map((row) => (
            <button type="button" key={row.id} onClick={() => choose(row)}>
              <span>
                {goodsName(row)} <b className="number">×{row.quantity}</b>
              </span>
              <b className="number">{row.suggested_bin ?? '—'}</b>
              <small>
                {row.code} · {t.maybe(`reason_${row.reason}`, row.reason)}
              </small>
              <small className="code">{row.barcode ?? row.sku_id}</small>
            </button>
          ))}
        </div>
      </Stage>
    </div>
  )
}
