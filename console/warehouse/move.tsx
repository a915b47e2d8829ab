import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { api, newId, type Outcome, type Page } from '../shared/api.ts'
import { useLanguage } from '../shared/text.ts'
import { Picture, useGoodsName } from './goods.tsx'
import { useInboundText } from './inbound-text.ts'
import type { BinRow } from './model.ts'
import { usePlacesText } from './places-text.ts'
import { commandOf, timesOf } from './scan/commands.ts'
import { useQueue, type Waiting } from './scan/queue.ts'
import { names, readingOf } from './scan/reading.ts'
import { ScanBox } from './scan/scan-box.tsx'
import { QueueState, type Said, Stage, saying } from './scan/stage.tsx'
import { useText } from './text.ts'

type Content = BinRow['contents'][number]
interface Hand {
  bin: BinRow | null
  row: Content | null
  quantity: number
}
const nothing: Hand = { bin: null, row: null, quantity: 1 }

/** Goods from bin to bin: scan where they are, what it is, where they go. */
export function Move({ node_id, choice }: { node_id: string; choice: ReactNode }) {
  const t = useInboundText()
  const w = useText()
  const p = usePlacesText()
  const language = useLanguage()
  const goodsName = useGoodsName()
  const queries = useQueryClient()
  const [params] = useSearchParams()
  const [said, setSaid] = useState<Said | null>(null)
  const [shown, show] = useState<Hand>(nothing)
  const hand = useRef(shown)
  const set = (next: Hand) => {
    hand.current = next
    show(next)
  }
  const queue = useQueue(`move.${node_id}`, (_sent: Waiting, { status, detail }: Outcome) => {
    const words = status === 'moved' ? t('moved') : p.maybe(`outcome_${status}`, w.maybe(`said_${status}`, detail ?? status))
    setSaid(saying(status, words, language === 'en' ? detail : undefined))
    void queries.invalidateQueries({ queryKey: ['/api/admin/warehouse/bins'] })
  })
  const open = async (code: string): Promise<BinRow | null> => {
    const { items } = await api.get<Page<BinRow>>('/api/admin/warehouse/bins', { node_id, q: code, limit: 50 })
    return items.find((one) => one.code === code) ?? null
  }
  const take = async (text: string) => {
    const { bin, row, quantity } = hand.current
    const command = commandOf(text)
    if (command === 'DONE' && row) {
      set({ bin, row, quantity: row.quantity - row.planned })
      return setSaid(saying('accepted', t('all_of_it', { count: row.quantity - row.planned })))
    }
    if (command !== null) {
      set(nothing)
      return setSaid(null)
    }
    const times = timesOf(text)
    if (times !== null) {
      set({ bin, row, quantity: times })
      return setSaid(saying('accepted', `× ${times}`))
    }
    if (bin === null) {
      try {
        const found = await open(text.toUpperCase())
        if (!found) return setSaid(saying('wrong_bin', w('said_bin_not_found'), text))
        set({ ...nothing, bin: found })
        return setSaid(saying('accepted', found.code, w('scan_item')))
      } catch {
        return setSaid(saying('waiting', w('offline')))
      }
    }
    if (row === null) {
      const reading = readingOf(text)
      const found = bin.contents.find((one) => names(one, reading) && (reading.lot === null || one.lot === reading.lot))
      if (!found) return setSaid(saying('wrong_item', t('nothing_in_bin'), text))
      set({ bin, row: found, quantity })
      return setSaid(saying('accepted', goodsName(found), w('scan_shelf')))
    }
    const { sku_id, lot } = row
    queue.push({
      path: '/api/admin/warehouse/moves',
      field: 'moves',
      item: { id: newId(), node_id, sku_id, lot, from_bin: bin.code, to_bin: text.toUpperCase(), quantity },
    })
    set(nothing)
    if (queue.offline) setSaid(saying('waiting', w('said_waiting'), text))
  }
  const turn = useRef<Promise<unknown>>(Promise.resolve())
  const scan = (text: string) => {
    turn.current = turn.current.then(() => take(text))
  }
  // Who came from a bin's own page has it in hand.
  const asked = useRef(params.get('bin'))
  if (asked.current) {
    const code = asked.current
    asked.current = null
    scan(code)
  }
  const { bin, row, quantity } = shown
  return (
    <div className="desk">
      <header className="desk-head">
        <h1>{w('shelve_title')}</h1>
        {choice}
        <QueueState waiting={queue.waiting} offline={queue.offline} />
      </header>
      <ScanBox
        label={t('move_hint')}
        placeholder={bin === null ? w('scan_bin') : row === null ? w('scan_item') : w('scan_shelf')}
        scan={scan}
      />
      <Stage said={said}>
        {bin ? (
          <div className="pick-card">
            <div>
              <span className="faint">{t('from')}</span>
              <div className="pick-bin">{bin.code}</div>
            </div>
            {row ? (
              <div className="pick-goods">
                <Picture reference={row.cover} />
                <span>
                  {goodsName(row)} <span className="faint">{row.lot}</span>
                </span>
                <span className="count">{quantity}</span>
              </div>
            ) : (
              <div className="choices">
                {bin.contents.map((one) => (
                  <button
                    type="button"
                    key={`${one.sku_id} ${one.lot}`}
                    onClick={() => set({ bin, row: one, quantity: one.quantity - one.planned })}
                  >
                    <span>
                      {goodsName(one)} <small>{one.lot}</small>
                    </span>
                    <b className="number">×{one.quantity}</b>
                  </button>
                ))}
              </div>
            )}
          </div>
        ) : null}
      </Stage>
    </div>
  )
}
