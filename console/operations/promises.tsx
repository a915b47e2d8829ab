import { Button, Progress } from 'antd'
import { useState } from 'react'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Status } from '../shared/values.tsx'
import { useText } from './text.ts'

type Promised = RowOf<'/api/admin/promises'>
interface Checked extends Promised {
  offending: Record<string, unknown>[]
  more: boolean
  took_ms: number
}

/** What each center promises, and whether it holds now. */
export function Component() {
  const t = useText()
  const list = useApi<{ items: Promised[] }>('/api/admin/promises')
  const [checked, setChecked] = useState<ReadonlyMap<string, Checked>>(new Map())
  const [running, setRunning] = useState<{ done: number; total: number } | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  if (list.isPending) return <Skeleton />
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />
  const promised = list.data.items
  const centers = [...new Set(promised.map(({ center }) => center))]
  const run = async (asked: string[]) => {
    setProblem(null)
    setRunning({ done: 0, total: asked.length })
    try {
      for (const [i, center] of asked.entries()) {
        const { items } = await api.post<{ items: Checked[] }>('/api/admin/promises/checks', { center })
        setChecked((now) => new Map([...now, ...items.map((item) => [item.name, item] as const)]))
        setRunning({ done: i + 1, total: asked.length })
      }
    } catch (error) {
      setProblem(error)
    }
    setRunning(null)
  }
  const broken = [...checked.values()].filter(({ offending }) => offending.length > 0).length
  const complete = promised.every(({ name }) => checked.has(name))
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('promises')}</h1>
        <p>{t('promises_hint')}</p>
        <div className="page-actions">
          <Button type="primary" loading={running !== null} onClick={() => void run(centers)}>
            {running ? t('running', running) : t('run')}
          </Button>
        </div>
      </header>
      {running ? <Progress percent={Math.round((100 * running.done) / running.total)} showInfo={false} size="small" /> : null}
      {problem ? <Failure error={problem} /> : null}
      {complete && !running ? (
        <div className="result-strip" data-bad={broken > 0 || undefined} role="status">
          <Status tone={broken > 0 ? 'danger' : 'done'}>
            <strong>{broken > 0 ? t('some_broken', { broken, count: promised.length }) : t('all_hold', { count: promised.length })}</strong>
          </Status>
        </div>
      ) : null}
      {centers.map((center) => (
        <div className="panel" key={center}>
          <div className="card-row">
            <h2>{center}</h2>
            <Button type="link" size="small" disabled={running !== null} onClick={() => void run([center])}>
              {t('run_one')}
            </Button>
          </div>
          <ul className="rows">
            {promised
              .filter((one) => one.center === center)
              .map((one) => (
                <Row key={one.name} promised={one} checked={checked.get(one.name)} />
              ))}
          </ul>
        </div>
      ))}
    </div>
  )
}

function Row({ promised, checked }: { promised: Promised; checked: Checked | undefined }) {
  const t = useText()
  const broken = (checked?.offending.length ?? 0) > 0
  return (
    <li>
      <span style={{ flex: 1, minWidth: 220 }}>
        {promised.sentence}
        <span className="code faint" style={{ display: 'block' }}>
          {promised.name}
        </span>
      </span>
      {checked ? <small className="faint number">{t('took', { ms: checked.took_ms })}</small> : null}
      <Status tone={!checked ? 'quiet' : broken ? 'danger' : 'done'}>{t(!checked ? 'not_asked' : broken ? 'broken' : 'holds')}</Status>
      {checked && broken ? (
        <details open style={{ flexBasis: '100%' }}>
          <summary className="refused">{t('rows')}</summary>
          {checked.offending.map((row, i) => (
            <pre className="code" key={i}>
              {JSON.stringify(row)}
            </pre>
          ))}
          {checked.more ? <small className="faint">{t('more')}</small> : null}
        </details>
      ) : null}
    </li>
  )
}
