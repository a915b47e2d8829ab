import { CheckCircleFilled, CloseOutlined, ExclamationCircleFilled } from '@ant-design/icons'
import { App, Button } from 'antd'
import { Suspense, useEffect, useRef, useState } from 'react'
import { ApiProblem, type Outcome } from './api.ts'
import type { BatchAction } from './list-model.ts'
import { useWords } from './words.ts'

export interface BatchResult {
  title: string
  passed: number
  failed: { id: string; name: string; reason: string }[]
}

interface BarProps<Row> {
  actions: readonly BatchAction<Row>[]
  rows: Row[]
  row_id(row: Row): string
  clear(): void
  /** Selects all rows of the filter, where some are not loaded yet. */
  more?: (() => Promise<void>) | undefined
  finish(outcomes: Outcome[], title: string): void
}

/** Floats over the end of the list while rows are selected; runs an action in sets and shows how far it is. */
export function BatchBar<Row>({ actions, rows, row_id, clear, more, finish }: BarProps<Row>) {
  const t = useWords()
  const { modal, message } = App.useApp()
  const [asking, setAsking] = useState<{ action: BatchAction<Row>; rows: Row[] } | null>(null)
  const [done, setDone] = useState<{ done: number; total: number } | null>(null)
  const [selecting, setSelecting] = useState(false)
  const selectMore = async () => {
    setSelecting(true)
    await more?.().catch(() => {})
    setSelecting(false)
  }

  const work = async (action: BatchAction<Row>, concerned: Row[], run: (rows: Row[]) => Promise<Outcome[]>) => {
    setAsking(null)
    const most = action.most ?? 100
    const outcomes: Outcome[] = []
    setDone({ done: 0, total: concerned.length })
    for (let at = 0; at < concerned.length; at += most) {
      const set = concerned.slice(at, at + most)
      try {
        outcomes.push(...(await run(set)))
      } catch (error) {
        // Sets already sent keep their answers; the rest is told as not done, and stays selected.
        const reason = error instanceof ApiProblem && error.status !== 0 ? error.detail || error.type : t('batch_unknown')
        outcomes.push(...concerned.slice(at).map((row) => ({ id: row_id(row), status: 'not_done', detail: reason })))
        break
      }
      setDone({ done: outcomes.length, total: concerned.length })
    }
    setDone(null)
    finish(outcomes, action.title)
  }

  const begin = (action: BatchAction<Row>) => {
    const concerned = rows.filter((row) => action.applies?.(row) ?? true)
    const skipped = rows.length - concerned.length
    if (skipped > 0) void message.info(t('not_allowed_some', { count: skipped }))
    if (concerned.length === 0) return
    if (action.form) setAsking({ action, rows: concerned })
    else if (action.confirm)
      modal.confirm({
        title: action.confirm.title(concerned.length),
        content: action.confirm.detail,
        okText: action.title,
        cancelText: t('cancel'),
        okButtonProps: { danger: action.danger ?? false },
        onOk: () => void work(action, concerned, action.run!),
      })
    else void work(action, concerned, action.run!)
  }

  const now = useRef({ actions, begin, busy: done !== null || asking !== null })
  now.current = { actions, begin, busy: done !== null || asking !== null }
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || now.current.busy) return
      if ((event.target as HTMLElement).closest('input:not([type=checkbox]), textarea, select, [role=combobox], .ant-modal')) return
      const action = now.current.actions.find(({ hotkey }) => hotkey && hotkey.toLowerCase() === event.key.toLowerCase())
      if (!action) return
      event.preventDefault()
      now.current.begin(action)
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])

  const Form = asking?.action.form
  return (
    <>
      <div className="batch-bar" role="toolbar" aria-label={t('selected', { count: rows.length })}>
        {done ? (
          <div className="batch-progress" role="status">
            <span>{t('batch_running', done)}</span>
            <progress value={done.done} max={done.total} />
          </div>
        ) : (
          <>
            <span className="batch-count" aria-live="polite">
              {t('selected', { count: rows.length })}
            </span>
            {more || selecting ? (
              <Button type="link" loading={selecting} onClick={() => void selectMore()}>
                {t('select_filter')}
              </Button>
            ) : null}
            {actions.map((action) => (
              <Button
                key={action.key}
                type={action.primary ? 'primary' : 'default'}
                danger={action.danger ?? false}
                title={action.hotkey ? `${action.title} (${action.hotkey.toUpperCase()})` : action.title}
                onClick={() => begin(action)}
              >
                {action.title}
                {action.hotkey ? <kbd>{action.hotkey.toUpperCase()}</kbd> : null}
              </Button>
            ))}
            <Button type="text" icon={<CloseOutlined />} aria-label={t('clear')} title={`${t('clear')} (Esc)`} onClick={clear} />
          </>
        )}
      </div>
      {asking && Form ? (
        <Suspense>
          <Form rows={asking.rows} cancel={() => setAsking(null)} run={(run) => void work(asking.action, asking.rows, run)} />
        </Suspense>
      ) : null}
    </>
  )
}

/** What became of a batch, row by row; stays until closed. */
export function ResultStrip({ result, close }: { result: BatchResult; close(): void }) {
  const t = useWords()
  const bad = result.failed.length
  return (
    <div className="result-strip" data-bad={bad > 0 || undefined} role="status">
      {bad > 0 ? <ExclamationCircleFilled /> : <CheckCircleFilled />}
      <div>
        <strong>{result.title}</strong>
        <span>{t('batch_passed', { count: result.passed })}</span>
        {bad > 0 ? (
          <details open={bad <= 3}>
            <summary>{t('batch_failed', { count: bad })}</summary>
            <ul>
              {result.failed.slice(0, 200).map((row) => (
                <li key={row.id}>
                  <b>{row.name}</b> {row.reason}
                </li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('close')} onClick={close} />
    </div>
  )
}
