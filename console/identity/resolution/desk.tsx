import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useCallback, useEffect, useState } from 'react'
import { Link } from 'react-router'
import { api, newId, useApi } from '../../shared/api.ts'
import { useTell } from '../../shared/list-page.tsx'
import { Failure, Notice, Skeleton } from '../../shared/states.tsx'
import { type CustomerRow, type Pair, shownFields } from './model.ts'
import './resolution.css'
import { useText } from './text.ts'

const pairs_path = '/api/admin/resolution/pairs'
type Verdict = 'same' | 'different' | 'skip'

/** One doubtful pair after the other, from the keyboard: 1 same, 2 different, space skip, Z takes the last back. */
export function Component() {
  const t = useText()
  const tell = useTell()
  const client = useQueryClient()
  const pairs = useApi<{ items: Pair[] }>(pairs_path, { status: 'waiting', limit: 50 })
  const counts = useApi<{ counts: Record<string, number> }>(`${pairs_path}/counts`)
  const [settled, setSettled] = useState<ReadonlySet<string>>(new Set())
  const [done, setDone] = useState<string[]>([])
  const [busy, setBusy] = useState(false)
  const waiting = (pairs.data?.items ?? []).filter((pair) => !settled.has(keyOf(pair)))
  const pair = waiting[0]

  const refresh = useCallback(async () => {
    await client.invalidateQueries({ queryKey: [pairs_path] })
    await client.invalidateQueries({ queryKey: [`${pairs_path}/counts`] })
    setSettled(new Set())
  }, [client])

  const decide = useCallback(
    async (verdict: Verdict) => {
      if (!pair || busy) return
      setBusy(true)
      try {
        const id = newId()
        const [outcome] = await api.batch('/api/admin/resolution/decisions', {
          decisions: [{ id, row_a: pair.row_a, row_b: pair.row_b, verdict }],
        })
        if (outcome && outcome.status !== 'decided' && outcome.status !== 'already_one_person')
          void tell.error(`${t('refused')}${outcome.detail ?? outcome.status}`, 6)
        if (outcome?.status === 'decided') setDone((before) => [...before, id])
        setSettled((before) => new Set([...before, keyOf(pair)]))
        if (waiting.length <= 1 || verdict === 'same') await refresh()
      } catch (error) {
        void tell.error(`${t('refused')}${(error as Error).message}`, 6)
      } finally {
        setBusy(false)
      }
    },
    [pair, busy, waiting.length, refresh, tell, t],
  )
  const takeBack = useCallback(async () => {
    const id = done.at(-1)
    if (!id || busy) return
    setBusy(true)
    try {
      const [outcome] = await api.batch('/api/admin/resolution/decisions/undoings', { undoings: [{ id }] })
      if (outcome?.status !== 'undone') void tell.error(`${t('undo_failed')}${outcome?.detail ?? outcome?.status}`, 6)
      setDone((before) => before.slice(0, -1))
      await refresh()
    } finally {
      setBusy(false)
    }
  }, [done, busy, refresh, tell, t])

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || (event.target as HTMLElement).closest('input, textarea, [role=dialog]')) return
      const act = { '1': () => decide('same'), '2': () => decide('different'), ' ': () => decide('skip'), z: takeBack }[
        event.key.toLowerCase()
      ]
      if (!act) return
      event.preventDefault()
      void act()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [decide, takeBack])

  if (pairs.isPending) return <Skeleton />
  if (pairs.isError) return <Failure error={pairs.error} retry={() => void pairs.refetch()} />
  return (
    <div className="page desk">
      <div className="page-head">
        <h1>{t('desk')}</h1>
        <p>{t('desk_hint')}</p>
        <span className="page-actions faint">
          {counts.data ? t('left', { count: Math.max(0, counts.data.counts.waiting! - settled.size) }) : null}
          {done.length > 0 ? ` · ${t('progress', { count: done.length })}` : null}
        </span>
      </div>
      {pair ? <PairPanel key={keyOf(pair)} pair={pair} /> : <Notice drawing="empty" title={t('desk_empty')} hint={t('desk_empty_hint')} />}
      <div className="desk-actions">
        <Button type="primary" size="large" disabled={!pair || busy} onClick={() => void decide('same')} title="1">
          {t('same')} <kbd>1</kbd>
        </Button>
        <Button size="large" disabled={!pair || busy} onClick={() => void decide('different')} title="2">
          {t('different')} <kbd>2</kbd>
        </Button>
        <Button size="large" disabled={!pair || busy} onClick={() => void decide('skip')} title="Space">
          {t('skip')} <kbd>␣</kbd>
        </Button>
        <Button size="large" type="text" disabled={done.length === 0 || busy} onClick={() => void takeBack()} title="Z">
          {t('take_back')} <kbd>Z</kbd>
        </Button>
      </div>
    </div>
  )
}

const keyOf = (pair: Pair) => `${pair.row_a} ${pair.row_b}`

function PairPanel({ pair }: { pair: Pair }) {
  const t = useText()
  return (
    <>
      <section className="panel">
        <div className="desk-pair">
          <span className="desk-name desk-head" />
          <Head side={pair.a} />
          <Head side={pair.b} />
          {shownFields.map((field) => (
            <Field
              key={field}
              field={field}
              a={pair.a.row}
              b={pair.b.row}
              agrees={pair.reasons.some(({ reason }) => agreeing[field]?.includes(reason))}
            />
          ))}
        </div>
      </section>
      <section className="panel">
        <h2>
          {t('why')} <span className="faint">{t('total_points', { points: pair.points })}</span>
        </h2>
        <div className="desk-reasons">
          {pair.reasons.map(({ reason, points }) => (
            <span key={reason} data-against={points < 0 || undefined}>
              {t.maybe(reason, reason)}
              {points === 0 ? null : <b>{points > 0 ? `+${points}` : points}</b>}
            </span>
          ))}
        </div>
      </section>
    </>
  )
}

function Head({ side }: { side: Pair['a'] }) {
  const t = useText()
  return (
    <div className="desk-head">
      <b>{side.row.source}</b> <span className="faint number">{side.row.source_key}</span>
      <br />
      <Link to={`/customers/persons/${side.person_id}`} className="faint">
        {t('rows_of_person', { count: side.row_count })} · {side.sources.join(', ')}
      </Link>
    </div>
  )
}

/** Reasons by which a field agrees although it may be written differently. */
const agreeing: Partial<Record<(typeof shownFields)[number], readonly string[]>> = {
  name: ['equal_name', 'equal_sound'],
  phone: ['same_phone'],
  email: ['same_email'],
  address: ['same_home', 'same_building'],
  device: ['same_device'],
}

function Field({ field, a, b, agrees }: { field: (typeof shownFields)[number]; a: CustomerRow; b: CustomerRow; agrees: boolean }) {
  const t = useText()
  const [left, right] = [a[field] ?? '', b[field] ?? '']
  if (left === '' && right === '') return null
  const equal = left !== '' && (left === right || agrees)
  const differs = field !== 'updated_on' && left !== '' && right !== '' && !equal
  const marks = { 'data-equal': equal || undefined, 'data-differs': differs || undefined }
  return (
    <>
      <span className="desk-name">
        {t(field)}
        {equal || differs ? <span className="visually-hidden"> ({t(equal ? 'equals' : 'differs')})</span> : null}
      </span>
      <span className="desk-value" {...marks}>
        {differs ? <Difference text={left} other={right} /> : left || '—'}
      </span>
      <span className="desk-value" {...marks}>
        {differs ? <Difference text={right} other={left} /> : right || '—'}
      </span>
    </>
  )
}

/** What lies between the common beginning and the common end stands out. */
function Difference({ text, other }: { text: string; other: string }) {
  let start = 0
  while (start < text.length && text[start] === other[start]) start++
  let end = 0
  while (end < text.length - start && end < other.length - start && text[text.length - 1 - end] === other[other.length - 1 - end]) end++
  return (
    <>
      {text.slice(0, start)}
      <mark>{text.slice(start, text.length - end)}</mark>
      {text.slice(text.length - end)}
    </>
  )
}
