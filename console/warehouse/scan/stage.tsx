import { Badge } from 'antd'
import type { ReactNode } from 'react'
import { useText } from '../text.ts'
import type { Waiting } from './queue.ts'
import { play, type Tone, toneOf } from './sounds.ts'
import '../warehouse.css'

/** What the desk was told last, in color, words and sound. */
export interface Said {
  tone: Tone
  title: string
  detail?: string | undefined
  /** Changes with every answer, so that the same one twice is seen twice. */
  turn: number
}

let turns = 0
/** An answer to show; it is heard at once. */
export function saying(status: string, title: string, detail?: string): Said {
  const tone = toneOf(status)
  play(tone)
  return { tone, title, detail, turn: ++turns }
}

/** The big panel of a desk or a phone: its color is the answer, and what is next stands in it. */
export function Stage({ said, children }: { said: Said | null; children?: ReactNode }) {
  const t = useText()
  return (
    <section className="stage" data-tone={said?.tone ?? 'ready'}>
      <div className="stage-said" role="status" aria-live="assertive" key={said?.turn ?? 0}>
        <b>{said?.title ?? t('ready')}</b>
        {said?.detail ? <p>{said.detail}</p> : null}
      </div>
      {children}
    </section>
  )
}

/** How many scans wait for the network. Nothing is lost while it says so. */
export function QueueState({ waiting, offline }: { waiting: readonly Waiting[]; offline: boolean }) {
  const t = useText()
  if (waiting.length === 0 && !offline) return null
  return (
    <span className="queue-state" role="status" data-offline={offline || undefined}>
      <Badge status={offline ? 'warning' : 'processing'} />
      {waiting.length > 0 ? t('queue', { count: waiting.length }) : t('online')}
      {offline ? <small>{t('offline')}</small> : null}
    </span>
  )
}
