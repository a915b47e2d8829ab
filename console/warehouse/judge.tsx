import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { useFault } from '../inventory/send.ts'
import { newId, type Outcome, useApi } from '../shared/api.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { useLanguage } from '../shared/text.ts'
import { useWords } from '../shared/words.ts'
import { Picture, useGoodsName } from './goods.tsx'
import { useInboundText } from './inbound-text.ts'
import type { ArrivalRow } from './model.ts'
import { commandOf } from './scan/commands.ts'
import { useQueue, type Waiting } from './scan/queue.ts'
import { names, readingOf } from './scan/reading.ts'
import { ScanBox } from './scan/scan-box.tsx'
import { QueueState, type Said, Stage, saying } from './scan/stage.tsx'
import { useText } from './text.ts'

/** Says of goods that wait to be judged how many are good: scan one, type two numbers. */
export function Judge({ node_id, choice }: { node_id: string; choice: ReactNode }) {
  const t = useInboundText()
  const w = useText()
  const words = useWords()
  const language = useLanguage()
  const faultOf = useFault()
  const goodsName = useGoodsName()
  const queries = useQueryClient()
  const list = useApi<{ items: ArrivalRow[] }>('/api/admin/warehouse/arrivals', { node_id, to_judge: true }, { refetchInterval: 10_000 })
  const [said, setSaid] = useState<Said | null>(null)
  const [chosen, choose] = useState<ArrivalRow | null>(null)
  const [found, setFound] = useState({ passed: 0, failed: 0, reason: '' })
  const serials = useRef<string[]>([])
  const queue = useQueue(`judge.${node_id}`, ({ item }: Waiting, { status, detail }: Outcome) => {
    const values = { passed: Number(item.passed), failed: Number(item.failed), detail: faultOf(detail) || (detail ?? '') }
    setSaid(
      saying(
        status === 'judged' ? 'complete' : status,
        t.maybe(`said_${status}`, detail ?? status, values),
        language === 'en' ? detail : undefined,
      ),
    )
    void queries.invalidateQueries({ queryKey: ['/api/admin/warehouse/arrivals'] })
  })
  const rows = list.data?.items ?? []
  const take = (row: ArrivalRow) => {
    choose(row)
    setFound({ passed: row.quantity, failed: 0, reason: '' })
    serials.current = []
    setSaid(saying('accepted', goodsName(row), t('waiting_here', { count: row.quantity })))
  }
  const book = () => {
    if (!chosen) return
    const { node_id: at, sku_id, lot } = chosen
    queue.push({
      path: '/api/admin/warehouse/judgements',
      field: 'judgements',
      item: {
        ...{ id: newId(), node_id: at, sku_id, lot, passed: found.passed, failed: found.failed, reason: found.reason.trim() || null },
        ...(serials.current.length > 0 ? { serials: serials.current } : {}),
      },
    })
    choose(null)
    if (queue.offline) setSaid(saying('waiting', w('said_waiting')))
  }
  const scan = (text: string) => {
    const command = commandOf(text)
    if (command === 'DONE') return book()
    if (command !== null) return choose(null)
    const reading = readingOf(text)
    const row = rows.find((one) => names(one, reading) && (reading.lot === null || one.lot === reading.lot))
    if (!row) return setSaid(saying('unknown_code', t('said_unknown_code'), text))
    if (chosen !== row) take(row)
    if (reading.serial && !serials.current.includes(reading.serial)) serials.current.push(reading.serial)
  }
  const number = (key: 'passed' | 'failed') => (
    <div>
      <span>{t(key)}</span>
      <InputNumber
        size="large"
        min={0}
        max={chosen?.quantity ?? 0}
        precision={0}
        aria-label={t(key)}
        value={found[key]}
        onChange={(value) => {
          const other = key === 'passed' ? 'failed' : 'passed'
          const all = chosen?.quantity ?? 0
          // What is not good is bad: the other number follows, as far as it goes.
          setFound({ ...found, [key]: value ?? 0, [other]: Math.max(0, all - (value ?? 0)) })
        }}
      />
    </div>
  )
  return (
    <div className="desk">
      <header className="desk-head">
        <h1>{w('shelve_title')}</h1>
        {choice}
        <QueueState waiting={queue.waiting} offline={queue.offline} />
      </header>
      <ScanBox label={t('judge_hint')} placeholder={w('scan_item')} scan={scan} />
      <Stage said={said}>
        {chosen ? (
          <div className="pick-card" data-keeps-focus>
            <div className="pick-goods">
              <Picture reference={chosen.cover} />
              <span>
                {goodsName(chosen)}
                {chosen.lot ? <span className="faint"> {chosen.lot}</span> : null}
              </span>
              <span className="count">{chosen.quantity}</span>
            </div>
            <div className="receive-part">
              {number('passed')}
              {number('failed')}
            </div>
            <Input
              aria-label={t('reason')}
              placeholder={t('reason')}
              maxLength={200}
              value={found.reason}
              onChange={(event) => setFound({ ...found, reason: event.target.value })}
            />
            <div className="desk-actions">
              <Button type="primary" size="large" disabled={found.passed + found.failed === 0} onClick={book}>
                {t('judge')}
              </Button>
              <Button size="large" onClick={() => choose(null)}>
                {words('cancel')}
              </Button>
            </div>
          </div>
        ) : null}
        {list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : null}
        {!list.data && !list.isError ? <Skeleton /> : null}
        {list.data && rows.length === 0 ? <Notice drawing="empty" title={t('nothing_to_judge')} hint={t('nothing_to_judge_hint')} /> : null}
        <div className="choices">
          {rows
            .filter((row) => row !== chosen)
            .map((row) => (
              <button type="button" key={`${row.sku_id} ${row.lot}`} onClick={() => take(row)}>
                <span>{goodsName(row)}</span>
                <b className="number">×{row.quantity}</b>
                <small>
                  {row.lot} {row.expires_on ?? ''}
                </small>
                <small className="code">{row.barcode ?? row.sku_id}</small>
              </button>
            ))}
        </div>
      </Stage>
    </div>
  )
}
