import { Button } from 'antd'
import type { ReactNode } from 'react'
import { ApiProblem } from './api.ts'
import { useWords } from './words.ts'

/** Line drawings in the ink of the page, so they sit quietly in both lights. */
const drawings = {
  empty: 'M14 30h36v18a4 4 0 0 1-4 4H18a4 4 0 0 1-4-4zM14 30l6-14h24l6 14M24 30c0 5 3 8 8 8s8-3 8-8',
  lock: 'M18 28h28v22H18zM23 28v-6a9 9 0 0 1 18 0v6M32 37v6',
  search: 'M28 44a16 16 0 1 1 0-32 16 16 0 0 1 0 32zM40 40l12 12M21 28h14',
  cloud: 'M20 44a10 10 0 0 1-1-20 14 14 0 0 1 27 3 9 9 0 0 1 0 17M28 40l8 12M36 40l-8 12',
} as const

export function Notice({
  drawing,
  title,
  hint,
  children,
}: {
  drawing: keyof typeof drawings
  title: string
  hint?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="notice">
      <svg viewBox="0 0 64 64" width="64" height="64" aria-hidden="true">
        <path d={drawings[drawing]} />
      </svg>
      <strong>{title}</strong>
      {hint ? <p>{hint}</p> : null}
      {children ? <div className="notice-actions">{children}</div> : null}
    </div>
  )
}

/** What went wrong, what was kept, what to do. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useWords()
  const problem = error instanceof ApiProblem ? error : null
  if (problem?.type === 'not_permitted') return <Notice drawing="lock" title={t('not_permitted')} hint={problem.detail} />
  if (problem?.status === 404) return <Notice drawing="search" title={t('not_found')} hint={t('not_found_hint')} />
  return (
    <Notice
      drawing="cloud"
      title={problem?.status === 0 ? t('unreachable') : t('failed')}
      hint={
        <>
          {problem?.status === 0 ? t('unreachable_hint') : problem?.detail || t('failed_hint')}
          {problem?.request_id ? <small>{t('request_id', { id: problem.request_id })}</small> : null}
        </>
      }
    >
      {retry ? (
        <Button type="primary" onClick={retry}>
          {t('retry')}
        </Button>
      ) : null}
    </Notice>
  )
}

export const NotPermitted = ({ permission }: { permission: string }) => {
  const t = useWords()
  return <Notice drawing="lock" title={t('not_permitted')} hint={t('not_permitted_hint', { permission })} />
}

/** Bars in the shape of what will come, so nothing jumps. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  const t = useWords()
  return (
    <div className="skeleton" role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, i) => (
        <span key={i} style={{ width: `${92 - ((i * 17) % 40)}%` }} />
      ))}
    </div>
  )
}
