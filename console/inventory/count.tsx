import { useQueryClient } from '@tanstack/react-query'
import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { type AnswerOf, newId, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Status, type Tone } from '../shared/values.tsx'
import { countTones } from './counts.tsx'
import { useSend } from './send.ts'
import { useText } from './text.ts'

type Sheet = AnswerOf<'/api/admin/stock/counts/{id}'>
const tones: Record<string, Tone> = {
  open: 'quiet',
  recount: 'waiting',
  agrees: 'done',
  differs: 'danger',
  waiting: 'waiting',
  booked: 'done',
  short: 'danger',
  dropped: 'quiet',
}

/** One sheet: on a phone one SKU after the other, with large fields; differing ones are asked for again. */
export function Component() {
  const t = useText()
  const may = useMay()
  const { id = '' } = useParams()
  const path = `/api/admin/stock/counts/${id}`
  const queries = useQueryClient()
  const nodes = useNodes()
  const sheet = useApi<Sheet>(path)
  const { busy, send } = useSend()
  if (sheet.error)
    return (
      <DetailDrawer title={t('counts')}>
        <Failure error={sheet.error} retry={() => void sheet.refetch()} />
      </DetailDrawer>
    )
  if (!sheet.data)
    return (
      <DetailDrawer title={t('counts')}>
        <Skeleton />
      </DetailDrawer>
    )
  const count = sheet.data
  const refresh = () => queries.invalidateQueries({ queryKey: [path] })
  const left = count.lines.filter(({ state }) => state === 'open' || state === 'recount').length
  const act = async (what: 'endings' | 'cancellations') => {
    await send(`/api/admin/stock/counts/${what}`, { ids: [id] })
    void refresh()
  }
  return (
    <DetailDrawer
      wide
      title={nodes.name(count.node_id)}
      status={<Status tone={countTones[count.state] ?? 'quiet'}>{t.maybe(`count_state_${count.state}`, count.state)}</Status>}
      actions={
        count.state === 'open' ? (
          <>
            <Button onClick={() => void act('cancellations')} disabled={busy}>
              {t('throw_away')}
            </Button>
            <Button type="primary" loading={busy} disabled={left > 0} onClick={() => void act('endings')}>
              {left > 0 ? t('left_to_count', { count: left }) : t('finish_count')}
            </Button>
          </>
        ) : count.request_id && may('approvals.decide') ? (
          <Link to={`/approvals/${count.request_id}`}>
            <Button type={count.state === 'review' ? 'primary' : 'default'}>{t('see_approval')}</Button>
          </Link>
        ) : undefined
      }
    >
      <ul className="plain" style={{ display: 'grid', gap: 12, paddingTop: 16 }}>
        {count.lines.map((line) => (
          <CountLine
            key={`${line.sku_id}~${line.state}`}
            count_id={id}
            open={count.state === 'open'}
            line={line}
            done={() => void refresh()}
          />
        ))}
      </ul>
    </DetailDrawer>
  )
}

function CountLine({ count_id, open, line, done }: { count_id: string; open: boolean; line: Sheet['lines'][number]; done(): void }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const [counted, setCounted] = useState<number | null>(null)
  const { busy, send } = useSend()
  const asks = open && (line.state === 'open' || line.state === 'recount')
  const record = async () => {
    if (counted === null) return
    await send('/api/admin/stock/counts/records', { records: [{ id: newId(), count_id, sku_id: line.sku_id, counted }] })
    done()
  }
  const change = line.counted !== null && line.expected !== null ? line.counted - line.expected : null
  return (
    <li className="tile" style={{ display: 'grid', gap: 8 }}>
      <div className="card-row">
        <span className="strong">{inLanguage(line.title) || line.sku_id}</span>
        <Status tone={tones[line.state] ?? 'quiet'}>{t.maybe(`line_${line.state}`, line.state)}</Status>
      </div>
      <div className="card-row second">
        <span>{line.sku_id}</span>
        <span>
          {line.expected === null ? '' : `${t('books')} ${line.expected} `}
          {line.counted === null ? '' : `${t('counted_short')} ${line.counted}`}
          {change ? <span className="refused">{` ${change > 0 ? '+' : ''}${change}`}</span> : null}
        </span>
      </div>
      {asks ? (
        <div style={{ display: 'flex', gap: 8 }}>
          <InputNumber
            aria-label={t('counted_of', { sku: line.sku_id })}
            inputMode="numeric"
            size="large"
            min={0}
            precision={0}
            value={counted}
            onChange={setCounted}
            onPressEnter={() => void record()}
            style={{ flex: 1 }}
          />
          <Button size="large" type="primary" loading={busy} disabled={counted === null} onClick={() => void record()}>
            {t(line.state === 'recount' ? 'record_again' : 'record')}
          </Button>
        </div>
      ) : null}
    </li>
  )
}
