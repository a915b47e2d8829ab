import { Button, InputNumber, Modal } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { api, newId, type Outcome, type Page, useApi } from '../shared/api.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { useLanguage } from '../shared/text.ts'
import { useWords } from '../shared/words.ts'
import { Picture, useGoodsName } from './goods.tsx'
import type { WaveRow, WaveView } from './model.ts'
import { commandOf } from './scan/commands.ts'
import { useQueue, type Waiting } from './scan/queue.ts'
import { names, readingOf } from './scan/reading.ts'
import { ScanBox } from './scan/scan-box.tsx'
import { SiteChoice, useSite } from './scan/site.tsx'
import { QueueState, type Said, Stage, saying } from './scan/stage.tsx'
import { useText } from './text.ts'

/** Picking with a phone: choose a wave, walk its bins, scan bin and item. */
export function Component() {
  const t = useText()
  const site = useSite()
  const [params, setParams] = useSearchParams()
  const wave_id = params.get('wave')
  if (site.loaded && site.node_id === null) return <Notice drawing="empty" title={t('no_site')} hint={t('no_site_hint')} />
  if (!site.node_id) return null
  const choose = (id: string | null) => setParams(id ? { wave: id } : {})
  return wave_id ? (
    <Walk key={wave_id} wave_id={wave_id} leave={() => choose(null)} />
  ) : (
    <Choose site={site} node_id={site.node_id} choose={choose} />
  )
}

function Choose({ site, node_id, choose }: { site: ReturnType<typeof useSite>; node_id: string; choose(id: string): void }) {
  const t = useText()
  const { data, isError, error, refetch } = useApi<Page<WaveRow>>(
    '/api/admin/warehouse/waves',
    { node_id, status: 'released', limit: 50 },
    { refetchInterval: 8_000 },
  )
  const [said, setSaid] = useState<Said | null>(null)
  const claim = async (wave: WaveRow) => {
    try {
      const [outcome] = await api.batch('/api/admin/warehouse/waves/claims', { ids: [wave.id] })
      if (outcome!.status === 'claimed' || outcome!.status === 'already_claimed') return choose(wave.id)
      setSaid(saying(outcome!.status, t.maybe(`said_${outcome!.status}`, outcome!.detail ?? outcome!.status)))
      void refetch()
    } catch (problem) {
      setSaid(saying('unknown_code', (problem as Error).message))
    }
  }
  const scan = async (text: string) => {
    const named = (page: Page<WaveRow> | undefined) => page?.items.find(({ wave_no }) => wave_no === text.toUpperCase())
    // A clerk may be quicker than the list, or than the office that just released the wave.
    const found = named(data) ?? named((await refetch()).data)
    if (found) void claim(found)
    else setSaid(saying('unknown_code', t('said_wave_not_found'), text))
  }
  return (
    <div className="desk">
      <header className="desk-head">
        <h1>{t('pick_title')}</h1>
        <span className="spring" />
        <SiteChoice site={site} />
      </header>
      <ScanBox label={t('choose_wave_hint')} placeholder={t('wave_no')} scan={(text) => void scan(text)} />
      {said ? <Stage said={said} /> : null}
      {isError ? <Failure error={error} retry={() => void refetch()} /> : null}
      {!data && !isError ? <Skeleton /> : null}
      {data?.items.length === 0 ? <Notice drawing="empty" title={t('no_waves_to_pick')} hint={t('no_waves_to_pick_hint')} /> : null}
      <div className="choices">
        {data?.items.map((wave) => (
          <button type="button" key={wave.id} onClick={() => void claim(wave)}>
            <b className="number">{wave.wave_no}</b>
            <span>
              {t.maybe(`kind_${wave.kind}`)} · {t('orders', { count: wave.orders })}
            </span>
            <small>{wave.claimed_name ?? wave.owner_name ?? t('free_claim')}</small>
            <small className="number">
              {wave.pieces} {t('pieces')}
            </small>
          </button>
        ))}
      </div>
    </div>
  )
}

type PickRow = WaveView['picks'][number]

function Walk({ wave_id, leave }: { wave_id: string; leave(): void }) {
  const t = useText()
  const language = useLanguage()
  const view = useApi<WaveView>(`/api/admin/warehouse/waves/${wave_id}`, {}, { refetchInterval: 15_000 })
  const [done, setDone] = useState<ReadonlySet<string>>(new Set())
  const [later, setLater] = useState<readonly string[]>([])
  const [at_bin, setAtBin] = useState<string | null>(null)
  const [said, setSaid] = useState<Said | null>(null)
  const [asking, setAsking] = useState(false)
  const counted = useRef(0)
  const [count, setCount] = useState(0)
  const open = useMemo(() => {
    const rows = (view.data?.picks ?? []).filter(({ id, status }) => status === 'open' && !done.has(id))
    return [...rows.filter(({ id }) => !later.includes(id)), ...later.flatMap((id) => rows.filter((row) => row.id === id))]
  }, [view.data, done, later])
  const current = open[0]

  const hear = (sent: Waiting, outcome: Outcome) => {
    const { status, detail } = outcome
    setSaid(saying(status, t.maybe(`said_${status}`, detail ?? status), language === 'en' && status !== 'picked' ? detail : undefined))
    const refused = !['picked', 'short'].includes(status) && !status.startsWith('already_') && status !== 'pick_dropped'
    if (refused)
      setDone((before) => {
        const next = new Set(before)
        next.delete(String(sent.item.pick_id))
        return next
      })
    if (status !== 'picked') void view.refetch()
  }
  const queue = useQueue(`pick.${wave_id}`, hear)
  const confirm = (pick: PickRow, quantity: number, more: object = {}) => {
    queue.push({
      path: '/api/admin/warehouse/picks',
      field: 'picks',
      item: { id: newId(), pick_id: pick.id, quantity, scanned_at: new Date().toISOString(), ...more },
    })
    setDone((before) => new Set([...before, pick.id]))
    setAtBin(null)
    counted.current = 0
    setCount(0)
    setSaid(queue.offline ? saying('waiting', t('said_waiting')) : null)
  }
  const skip = () => {
    if (!current) return
    setLater((before) => [...before.filter((id) => id !== current.id), current.id])
    setAtBin(null)
  }
  const scan = (text: string) => {
    const command = commandOf(text)
    if (command === 'SHORT') return setAsking(true)
    if (command === 'SKIP') return skip()
    if (!current) return leave()
    if (command === 'DONE') return confirm(current, current.quantity, { bin: at_bin ?? null })
    if (current.bin_code !== null && at_bin === null) {
      if (text.toUpperCase() !== current.bin_code)
        return setSaid(saying('wrong_bin', t('said_wrong_bin'), `${t('go_to')} ${current.bin_code}`))
      setAtBin(text)
      return setSaid(saying('accepted', t('scan_item')))
    }
    // The first scan of the item says it is the right one; piece by piece one may go on scanning, or confirm the whole by DONE.
    const reading = readingOf(text)
    if (!names(current, reading)) return setSaid(saying('wrong_item', t('said_wrong_item'), text))
    if (reading.lot && current.lot && reading.lot !== current.lot)
      return setSaid(saying('wrong_lot', t('said_wrong_lot'), `${t('lot')} ${current.lot}`))
    counted.current += 1
    setCount(counted.current)
    if (counted.current >= current.quantity) confirm(current, current.quantity, { bin: at_bin, item: text })
    else setSaid(saying('accepted', `${counted.current} / ${current.quantity}`))
  }

  if (!view.data) return view.isError ? <Failure error={view.error} retry={() => void view.refetch()} /> : <Skeleton />
  const all = view.data.picks.length
  return (
    <div className="desk">
      <header className="desk-head">
        <h1 className="number">{view.data.wave.wave_no}</h1>
        <span className="faint">{t('pieces_of', { done: all - open.length, all })}</span>
        <span className="spring" />
        <QueueState waiting={queue.waiting} offline={queue.offline} />
        <Button onClick={leave}>{t('another_wave')}</Button>
      </header>
      <ScanBox
        label={!current ? t('choose_wave_hint') : current.bin_code !== null && at_bin === null ? t('scan_bin') : t('scan_item')}
        placeholder={!current ? t('wave_no') : (current.bin_code ?? t('scan_item'))}
        scan={scan}
      />
      <Stage said={current ? said : { tone: 'complete', title: t('all_picked'), detail: t('all_picked_hint'), turn: -1 }}>
        {current ? <Card pick={current} count={count} /> : null}
        {current ? (
          <div className="desk-actions">
            <Button danger onClick={() => setAsking(true)}>
              {t('short')}
            </Button>
            <Button onClick={skip}>{t('skip')}</Button>
            {at_bin !== null || current.bin_code === null ? (
              <Button type="primary" onClick={() => confirm(current, current.quantity, { bin: at_bin })}>
                {t('take')} {current.quantity}
              </Button>
            ) : null}
          </div>
        ) : (
          <Button type="primary" onClick={leave}>
            {t('another_wave')}
          </Button>
        )}
        {open[1] ? (
          <p className="faint">
            {t('next_stop')} <b className="number">{open[1].bin_code ?? t('no_bin')}</b>
          </p>
        ) : null}
      </Stage>
      {asking && current ? (
        <Short
          most={current.quantity - 1}
          done={(quantity) => {
            setAsking(false)
            confirm(current, quantity, { bin: at_bin })
          }}
          cancel={() => setAsking(false)}
        />
      ) : null}
    </div>
  )
}

function Card({ pick, count }: { pick: PickRow; count: number }) {
  const t = useText()
  const goodsName = useGoodsName()
  return (
    <div className="pick-card">
      <div>
        <span className="faint">{t('go_to')}</span>
        <div className="pick-bin">{pick.bin_code ?? t('no_bin')}</div>
      </div>
      <div className="pick-goods">
        <Picture reference={pick.cover} />
        <span>
          {goodsName(pick)}
          <span className="faint code" style={{ display: 'block' }}>
            {pick.barcode ?? pick.sku_id}
          </span>
          {pick.lot ? (
            <b style={{ display: 'block' }}>
              {t('lot')} {pick.lot}
            </b>
          ) : null}
        </span>
        <span className="count" data-testid="count">
          {count > 0 ? `${count}/` : ''}
          {pick.quantity}
        </span>
      </div>
      {pick.slots.length > 0 ? (
        <div className="pick-slots">
          {pick.slots.map((slot) => (
            <span key={slot.slot_no}>
              {t('slot', { no: slot.slot_no })} ×{slot.quantity}
            </span>
          ))}
        </div>
      ) : null}
    </div>
  )
}

function Short({ most, done, cancel }: { most: number; done(quantity: number): void; cancel(): void }) {
  const t = useText()
  const words = useWords()
  const [quantity, setQuantity] = useState(0)
  return (
    <Modal
      open
      title={t('short_title')}
      okText={t('short_confirm')}
      cancelText={words('cancel')}
      okButtonProps={{ danger: true }}
      onOk={() => done(quantity)}
      onCancel={cancel}
      width={360}
    >
      <InputNumber
        autoFocus
        size="large"
        min={0}
        max={most}
        precision={0}
        value={quantity}
        onChange={(value) => setQuantity(value ?? 0)}
        aria-label={t('short_title')}
        style={{ width: '100%' }}
      />
    </Modal>
  )
}
