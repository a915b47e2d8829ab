import { CameraOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { useFault } from '../inventory/send.ts'
import { api, newId, type Outcome, type Page, type RowOf, useApi } from '../shared/api.ts'
import { sendFile } from '../shared/drop-file.tsx'
import { Notice } from '../shared/states.tsx'
import { useLanguage } from '../shared/text.ts'
import { Ago } from '../shared/values.tsx'
import { Picture, useGoodsName } from './goods.tsx'
import { useInboundText } from './inbound-text.ts'
import { commandOf, timesOf } from './scan/commands.ts'
import { useQueue, type Waiting } from './scan/queue.ts'
import { names, readingOf } from './scan/reading.ts'
import { ScanBox } from './scan/scan-box.tsx'
import { SiteChoice, useSite } from './scan/site.tsx'
import { QueueState, type Said, Stage, saying } from './scan/stage.tsx'
import { useText } from './text.ts'

type Line = RowOf<'/api/admin/warehouse/returnable'>
type Returned = RowOf<'/api/admin/warehouse/returns'>
const grades = ['as_new', 'opened', 'used', 'broken'] as const
type Grade = (typeof grades)[number]
const goesTo = { as_new: 'available', opened: 'inspection', used: 'defective', broken: 'defective' } as const

/** Parcels that come back: scan the label, grade each piece; the grade says where it goes. */
export function Component() {
  const w = useText()
  const site = useSite()
  if (site.loaded && site.node_id === null) return <Notice drawing="empty" title={w('no_site')} hint={w('no_site_hint')} />
  return site.node_id ? <Desk key={site.node_id} site={site} node_id={site.node_id} /> : null
}

function Desk({ site, node_id }: { site: ReturnType<typeof useSite>; node_id: string }) {
  const t = useInboundText()
  const w = useText()
  const language = useLanguage()
  const faultOf = useFault()
  const goodsName = useGoodsName()
  const queries = useQueryClient()
  const [said, setSaid] = useState<Said | null>(null)
  const [parcel, setParcel] = useState<{ text: string; lines: Line[] } | null>(null)
  const [grade, setGrade] = useState<Grade | null>(null)
  const [photos, setPhotos] = useState<string[]>([])
  const [note, setNote] = useState('')
  // Scans follow each other faster than the screen is drawn.
  const now = useRef({ parcel, grade, photos, note, times: 1, waits: null as { text: string; for: 'serial' | 'lot' } | null })
  Object.assign(now.current, { parcel, grade, photos, note })
  const recent = useApi<Page<Returned>>('/api/admin/warehouse/returns', { node_id, limit: 8 })
  const reload = async (text: string) => {
    const { items } = await api.get<{ items: Line[] }>('/api/admin/warehouse/returnable', { text })
    if (items.length > 0) setParcel({ text, lines: items })
    return items
  }
  const queue = useQueue(`returned.${node_id}`, ({ item }: Waiting, { status, detail, ...more }: Outcome & { condition?: string }) => {
    const right = status === 'received'
    if (status === 'serial_needed' || status === 'lot_needed')
      now.current.waits = { text: String(item.text), for: status === 'serial_needed' ? 'serial' : 'lot' }
    setSaid(
      saying(
        right ? 'accepted' : status,
        t.maybe(right ? `said_received_${more.condition}` : `said_${status}`, detail ?? status, {
          detail: faultOf(detail) || (detail ?? ''),
        }),
        language === 'en' ? detail : undefined,
      ),
    )
    if (!right) return
    setPhotos([])
    setNote('')
    void reload(String(item.parcel)).catch(() => undefined)
    void queries.invalidateQueries({ queryKey: ['/api/admin/warehouse/returns'] })
  })
  const give = (text: string, more: object = {}) => {
    const here = now.current
    queue.push({
      path: '/api/admin/warehouse/returns',
      field: 'returns',
      item: {
        ...{ id: newId(), node_id, parcel: here.parcel!.text, text, quantity: here.times, grade: here.grade! },
        ...{ photos: here.photos, note: here.note.trim() || null, ...more },
      },
    })
    here.times = 1
    here.waits = null
    if (queue.offline) setSaid(saying('waiting', w('said_waiting'), text))
  }
  const take = async (text: string) => {
    const here = now.current
    const command = commandOf(text)
    if (command !== null) {
      const named = grades.find((one) => one === command.toLowerCase())
      if (named) {
        here.grade = named
        setGrade(named)
        return setSaid(saying('accepted', t(`grade_${named}`), t(`goes_${goesTo[named]}`)))
      }
      setParcel(null)
      here.waits = null
      return setSaid(null)
    }
    const times = timesOf(text)
    if (times !== null) {
      here.times = times
      return setSaid(saying('accepted', `× ${times}`))
    }
    if (here.waits) return give(here.waits.text, { [here.waits.for]: text })
    const reading = readingOf(text)
    if (here.parcel?.lines.some((line) => names(line, reading))) {
      if (here.grade === null) return setSaid(saying('wrong_item', t('choose_grade')))
      return give(text)
    }
    try {
      const lines = await reload(text)
      if (lines.length > 0) return setSaid(saying('opened', lines[0]!.order_no, t('returned_item_hint')))
      if (here.parcel) return setSaid(saying('wrong_item', t('said_not_in_parcel'), text))
      return setSaid(saying('unknown_code', t('said_parcel_not_found'), text))
    } catch {
      return setSaid(saying('waiting', w('offline')))
    }
  }
  const turn = useRef<Promise<unknown>>(Promise.resolve())
  const scan = (text: string) => {
    turn.current = turn.current.then(() => take(text))
  }
  return (
    <div className="desk">
      <header className="desk-head">
        <h1>{t('returned_title')}</h1>
        <span className="spring" />
        <QueueState waiting={queue.waiting} offline={queue.offline} />
        <SiteChoice site={site} />
      </header>
      <ScanBox
        label={parcel ? t('returned_item_hint') : t('returned_hint')}
        placeholder={parcel ? w('scan_item') : w('scan_label')}
        scan={scan}
        typing
      />
      <Stage said={said}>
        {parcel ? (
          <>
            <fieldset className="grades" aria-label={t('grade')}>
              {grades.map((one) => (
                <button type="button" key={one} aria-pressed={grade === one} onClick={() => setGrade(one)}>
                  <b>{t(`grade_${one}`)}</b>
                  <small>{t(`goes_${goesTo[one]}`)}</small>
                </button>
              ))}
            </fieldset>
            <ul className="check-lines">
              {parcel.lines.map((line) => (
                <li key={`${line.parcel_id} ${line.line_no}`} data-done={line.returned === line.quantity || undefined}>
                  <Picture reference={line.cover} />
                  <span>
                    {goodsName(line)}
                    <span className="faint code" style={{ display: 'block' }}>
                      {[line.barcode ?? line.sku_id, ...line.lots, ...line.serials].join(' · ')}
                    </span>
                  </span>
                  <b className="count" title={t('back')}>
                    {line.returned} / {line.quantity}
                  </b>
                </li>
              ))}
            </ul>
            <div className="desk-actions" data-keeps-focus>
              <PhotoButton add={(file) => setPhotos((before) => [...before, file].slice(0, 6))} count={photos.length} />
              <Input
                aria-label={t('note')}
                placeholder={t('note')}
                maxLength={200}
                value={note}
                onChange={(event) => setNote(event.target.value)}
                style={{ flex: 1, minWidth: 160 }}
              />
            </div>
          </>
        ) : null}
        {!parcel && recent.data && recent.data.items.length > 0 ? (
          <section aria-label={t('parcels_back')}>
            <p className="faint">{t('parcels_back')}</p>
            <ul className="check-lines">
              {recent.data.items.map((row) => (
                <li key={row.id}>
                  <Picture reference={row.cover} />
                  <span>
                    {goodsName(row)} ×{row.quantity}
                    <span className="faint" style={{ display: 'block' }}>
                      {row.order_no} · {row.received_by} · <Ago at={row.received_at} />
                    </span>
                    {row.photos.length > 0 ? (
                      <span className="photo-strip">
                        {row.photos.map((file) => (
                          <a key={file} href={`/media/${file}`} target="_blank" rel="noreferrer">
                            <img src={`/media/${file}`} alt={t('photo')} />
                          </a>
                        ))}
                      </span>
                    ) : null}
                  </span>
                  <b>{t(`grade_${row.grade as Grade}`)}</b>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </Stage>
    </div>
  )
}

function PhotoButton({ add, count }: { add(file: string): void; count: number }) {
  const t = useInboundText()
  const { message } = App.useApp()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  return (
    <>
      <Button icon={<CameraOutlined />} loading={busy} disabled={count >= 6} onClick={() => input.current?.click()}>
        {count > 0 ? t('photos', { count }) : t('photo')}
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={t('photo')}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          event.target.value = ''
          if (!file) return
          setBusy(true)
          sendFile(file)
            .then(add)
            .catch((error: Error) => void message.error(error.message, 6))
            .finally(() => setBusy(false))
        }}
      />
    </>
  )
}
