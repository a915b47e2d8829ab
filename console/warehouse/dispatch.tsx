import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Segmented } from 'antd'
import { useRef, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { api, newId, type Outcome, type Page, useApi } from '../shared/api.ts'
import { useCarriers } from '../shared/names.ts'
import { Notice, Skeleton } from '../shared/states.tsx'
import { useLanguage } from '../shared/text.ts'
import { Ago, Section } from '../shared/values.tsx'
import type { BoxRow, ManifestRow } from './model.ts'
import { commandOf } from './scan/commands.ts'
import { useQueue, type Waiting } from './scan/queue.ts'
import { gramsOf } from './scan/reading.ts'
import { ScanBox } from './scan/scan-box.tsx'
import { SiteChoice, useSite } from './scan/site.tsx'
import { QueueState, type Said, Stage, saying } from './scan/stage.tsx'
import { useText } from './text.ts'

const lists = ['to_ship', 'to_hand_over', 'to_label', 'printed_not_checked', 'weight_off'] as const
type List = (typeof lists)[number]

/** The dispatch desk: scan a label, read the scale, the parcel leaves; couriers take it along. */
export function Component() {
  const t = useText()
  const site = useSite()
  if (site.loaded && site.node_id === null) return <Notice drawing="empty" title={t('no_site')} hint={t('no_site_hint')} />
  return site.node_id ? <DispatchDesk key={site.node_id} site={site} node_id={site.node_id} /> : null
}

/** What is not here, or leaves no more. */
const over: ReadonlySet<string> = new Set(['unknown_code', 'order_stopped', 'already_shipped'])

type Answer = Outcome & { expected_grams?: number | null }

function DispatchDesk({ site, node_id }: { site: ReturnType<typeof useSite>; node_id: string }) {
  const t = useText()
  const language = useLanguage()
  const queries = useQueryClient()
  const [said, setSaid] = useState<Said | null>(null)
  const [current, show] = useState<string | null>(null)
  const [off, setOff] = useState<{ text: string; weight_grams: number } | null>(null)
  const [reason, setReason] = useState('')
  // Scans follow each other faster than the screen is drawn.
  const label = useRef<string | null>(null)
  const setCurrent = (text: string | null) => {
    label.current = text
    show(text)
  }
  const hear = (sent: Waiting, outcome: Answer) => {
    const { status, detail, expected_grams } = outcome
    const text = String(sent.item.text)
    const values = { grams: Number(sent.item.weight_grams ?? 0), expected: expected_grams ?? 0, order: text }
    if (sent.field === 'weights') {
      if (status === 'weighed' || status === 'already_weighed') {
        setOff(null)
        ship(text)
      } else if (status === 'weight_off') setOff({ text, weight_grams: Number(sent.item.weight_grams) })
    } else if (status === 'shipped') {
      setOff(null)
      if (label.current === text) setCurrent(null)
    }
    // There is nothing to weigh: the next scan is a label again.
    if (over.has(status) && label.current === text) setCurrent(null)
    setSaid(
      saying(
        status,
        t.maybe(`said_${status}`, detail ?? status, values),
        status === 'shipped' ? text : language === 'en' ? detail : undefined,
      ),
    )
    void queries.invalidateQueries({ queryKey: ['/api/admin/warehouse/boxes'] })
  }
  const queue = useQueue(`dispatch.${node_id}`, (sent, outcome) => hear(sent, outcome as Answer))
  const ship = (text: string) =>
    queue.push({
      path: '/api/admin/warehouse/shipments',
      field: 'scans',
      item: { id: newId(), node_id, text, scanned_at: new Date().toISOString() },
    })
  const weigh = (text: string, weight_grams: number, why?: string) =>
    queue.push({
      path: '/api/admin/warehouse/weights',
      field: 'weights',
      item: { id: newId(), node_id, text, weight_grams, ...(why ? { reason: why } : {}) },
    })
  const scan = (text: string) => {
    const command = commandOf(text)
    if (command === 'SHIP' && label.current) return ship(label.current)
    if (command === 'ASIDE') return setCurrent(null)
    if (command) return
    const grams = gramsOf(text)
    if (grams !== null && label.current) return weigh(label.current, grams)
    // So short is no label: the scale was read before there was one.
    if (grams !== null && text.length < 6) return setSaid(saying('open_parcel_first', t('said_open_parcel_first')))
    setOff(null)
    setCurrent(text)
    setSaid(saying('opened', text, t('scale')))
  }
  return (
    <div className="desk">
      <header className="desk-head">
        <h1>{t('dispatch_title')}</h1>
        <span className="spring" />
        <QueueState waiting={queue.waiting} offline={queue.offline} />
        <SiteChoice site={site} />
      </header>
      <ScanBox label={t('scale_hint')} placeholder={current ? t('scale') : t('scan_label')} scan={scan} typing />
      <Stage said={said}>
        {current ? (
          <div className="desk-actions">
            <span className="faint">{t('current')}</span> <b className="number">{current}</b>
            <Button onClick={() => ship(current)}>{t('ship_now')}</Button>
          </div>
        ) : null}
        {off ? (
          <div className="desk-actions" data-keeps-focus>
            <Input
              style={{ maxWidth: 320 }}
              value={reason}
              maxLength={200}
              placeholder={t('reason_needed')}
              aria-label={t('reason_needed')}
              onChange={(event) => setReason(event.target.value)}
            />
            <Button
              danger
              disabled={!reason.trim()}
              onClick={() => {
                weigh(off.text, off.weight_grams, reason.trim())
                setReason('')
              }}
            >
              {t('let_through')}
            </Button>
          </div>
        ) : null}
        <Boxes node_id={node_id} />
      </Stage>
    </div>
  )
}

function Boxes({ node_id }: { node_id: string }) {
  const t = useText()
  const carriers = useCarriers()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [params, setParams] = useSearchParams()
  const list = (lists as readonly string[]).includes(params.get('list') ?? '') ? (params.get('list') as List) : 'to_ship'
  const { data } = useApi<Page<BoxRow>>('/api/admin/warehouse/boxes', { node_id, list, limit: 100 }, { refetchInterval: 10_000 })
  const manifests = useApi<Page<ManifestRow>>('/api/admin/warehouse/manifests', { node_id, limit: 5 })
  const [courier, setCourier] = useState('')
  const hand = async (carrier_id: string) => {
    try {
      const [outcome] = (await api.batch('/api/admin/warehouse/manifests', {
        handovers: [{ id: newId(), node_id, carrier_id, courier: courier.trim() || null }],
      })) as (Outcome & { manifest_no?: string; boxes?: number })[]
      if (outcome?.manifest_no) void message.success(t('hand_over_done', { no: outcome.manifest_no, count: outcome.boxes ?? 0 }))
      else void message.info(t('nothing_to_hand_over'))
      await queries.invalidateQueries()
    } catch (error) {
      void message.error((error as Error).message)
    }
  }
  const waiting = list === 'to_hand_over' ? [...new Set((data?.items ?? []).map(({ carrier_id }) => carrier_id))] : []
  return (
    <div>
      <Segmented
        value={list}
        onChange={(next) => setParams({ list: String(next) })}
        options={lists.map((value) => ({ value, label: t(value) }))}
        style={{ maxWidth: '100%', overflowX: 'auto' }}
      />
      {!data ? <Skeleton rows={3} /> : null}
      {waiting.length > 0 ? (
        <div className="desk-actions" data-keeps-focus style={{ marginTop: 12 }}>
          <Input
            style={{ maxWidth: 200 }}
            value={courier}
            maxLength={60}
            placeholder={t('courier')}
            aria-label={t('courier')}
            onChange={(event) => setCourier(event.target.value)}
          />
          {waiting.map((carrier_id) => (
            <Button key={carrier_id} type="primary" onClick={() => void hand(carrier_id)}>
              {t('hand_over')} · {carriers.name(carrier_id)}
            </Button>
          ))}
        </div>
      ) : null}
      <ul className="rows" style={{ marginTop: 8 }}>
        {data?.items.map((box) => (
          <li key={box.id}>
            <Link className="number" to={`/warehouse-parcels/${box.outbound_id}`}>
              {box.code}
            </Link>
            <span className="number" style={{ flex: 1 }}>
              {box.waybill_no ?? '—'}
            </span>
            <span>{carriers.name(box.carrier_id)}</span>
            <span className="number faint">{box.weight_grams === null ? '—' : `${box.weight_grams} g`}</span>
            <Ago at={box.shipped_at ?? box.made_at} />
          </li>
        ))}
      </ul>
      {list === 'to_hand_over' && (manifests.data?.items.length ?? 0) > 0 ? (
        <Section title={t('manifests')}>
          <ul className="rows">
            {manifests.data!.items.map((one) => (
              <li key={one.id}>
                <Link className="number strong" to={`/warehouse-manifests/${one.id}`}>
                  {one.manifest_no}
                </Link>
                <span style={{ flex: 1 }}>
                  {carriers.name(one.carrier_id)} · {one.courier ?? '—'}
                </span>
                <span className="number">{one.boxes}</span>
                <Ago at={one.made_at} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </div>
  )
}
