import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, InputNumber } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { type AnswerOf, newId, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useInLanguage } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Facts, Missing, Section, Status } from '../shared/values.tsx'
import { useSend } from './send.ts'
import { useText } from './text.ts'
import { transferTones } from './transfers.tsx'

type Transfer = AnswerOf<'/api/admin/stock/transfers/{id}'>
type Line = Transfer['lines'][number]

/** One transfer: sent here, received there, with what differs. */
export function Component() {
  const t = useText()
  const { id = '' } = useParams()
  const path = `/api/admin/stock/transfers/${id}`
  const queries = useQueryClient()
  const inLanguage = useInLanguage()
  const { data, error, refetch } = useApi<Transfer>(path)
  const { busy, send } = useSend()
  const [came, setCame] = useState<Record<number, { received: number; damaged: number }>>({})
  const [closes, setCloses] = useState(true)
  const [receipt_id, setReceipt] = useState(newId)
  if (!data)
    return (
      <DetailDrawer title={t('transfers')}>{error ? <Failure error={error} retry={() => void refetch()} /> : <Skeleton />}</DetailDrawer>
    )
  const left = (line: Line) => line.shipped - (line.received + line.damaged - line.over) - line.lost
  const of = (line: Line) => came[line.line_no] ?? { received: left(line), damaged: 0 }
  const act = async (what: string, body: object, said: string) => {
    if (await send(`/api/admin/stock/transfers/${what}`, body, said)) {
      setCame({})
      setReceipt(newId())
    }
    void queries.invalidateQueries({ queryKey: [path] })
  }
  const receive = () =>
    act(
      'receipts',
      {
        receipts: [{ id: receipt_id, transfer_id: id, closes, lines: data.lines.map((line) => ({ line_no: line.line_no, ...of(line) })) }],
      },
      t('received_said'),
    )
  const set = (line: Line, more: object) => setCame({ ...came, [line.line_no]: { ...of(line), ...more } })
  return (
    <DetailDrawer
      wide
      title={`${inLanguage(data.from_name)} → ${inLanguage(data.to_name)}`}
      status={<Status tone={transferTones[data.state] ?? 'quiet'}>{t.maybe(`transfer_${data.state}`, data.state)}</Status>}
      actions={
        data.state === 'made' ? (
          <>
            <Button disabled={busy} onClick={() => void act('cancellations', { ids: [id] }, t('canceled_said'))}>
              {t('cancel_transfer')}
            </Button>
            <Button type="primary" loading={busy} onClick={() => void act('shipments', { shipments: [{ id }] }, t('shipped_said'))}>
              {t('ship_transfer')}
            </Button>
          </>
        ) : data.state === 'shipped' ? (
          <>
            <Checkbox checked={closes} onChange={(event) => setCloses(event.target.checked)}>
              {t('closes_transfer')}
            </Checkbox>
            <Button type="primary" loading={busy} onClick={() => void receive()}>
              {t('receive_transfer')}
            </Button>
          </>
        ) : undefined
      }
    >
      <Facts
        items={[
          [t('note'), data.note ?? <Missing key="note" />],
          [t('by'), data.by_name],
          [t('made_at'), <Exact key="made" at={data.made_at} />],
          data.shipped_at ? [t('shipped_at'), <Exact key="shipped" at={data.shipped_at} />] : null,
          data.closed_at ? [t('closed_at'), <Exact key="closed" at={data.closed_at} />] : null,
        ]}
      />
      <Section title={t('what_goes')}>
        <ul className="plain" style={{ display: 'grid', gap: 12 }}>
          {data.lines.map((line) => (
            <TransferLine
              key={line.line_no}
              line={line}
              came={data.state === 'shipped' ? of(line) : null}
              change={(more) => set(line, more)}
            />
          ))}
        </ul>
      </Section>
    </DetailDrawer>
  )
}

function TransferLine({
  line,
  came,
  change,
}: {
  line: Line
  came: { received: number; damaged: number } | null
  change(more: object): void
}) {
  const t = useText()
  const inLanguage = useInLanguage()
  const parts = (['shipped', 'received', 'damaged', 'over', 'lost'] as const).filter((key) => line[key] > 0)
  const field = (key: 'received' | 'damaged') => (
    <div style={{ flex: 1, display: 'grid', gap: 4 }}>
      <span className="faint">{t(key)}</span>
      <InputNumber
        aria-label={t(`${key}_of`, { sku: line.sku_id })}
        min={0}
        precision={0}
        size="large"
        value={came![key]}
        onChange={(value) => change({ [key]: value ?? 0 })}
        style={{ width: '100%' }}
      />
    </div>
  )
  return (
    <li className="tile" style={{ display: 'grid', gap: 8 }}>
      <div className="card-row">
        <span className="strong">{inLanguage(line.title) || line.sku_id}</span>
        <span>{t('pieces', { count: line.quantity })}</span>
      </div>
      <div className="card-row second">
        <span>{line.sku_id}</span>
        <span>{parts.map((key) => `${t(key)} ${line[key]}`).join(' · ')}</span>
      </div>
      {came ? (
        <div style={{ display: 'flex', gap: 8 }}>
          {field('received')}
          {field('damaged')}
        </div>
      ) : null}
    </li>
  )
}
