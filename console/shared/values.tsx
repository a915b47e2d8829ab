import type { ReactNode } from 'react'
import { formatMoney } from '#core/money.ts'
import { useLanguage } from './text.ts'
import { agoTime, exactTime, useNow } from './time.ts'

/** A moment as people say it, exact on hover. */
export function Ago({ at }: { at: string | null | undefined }) {
  useLanguage()
  const now_ms = useNow()
  if (!at) return <Missing />
  return (
    <time dateTime={at} title={exactTime(at)}>
      {agoTime(at, now_ms)}
    </time>
  )
}

export function Exact({ at }: { at: string | null | undefined }) {
  return at ? <time dateTime={at}>{exactTime(at)}</time> : <Missing />
}

/** Money with its sign; numbers stand under numbers. */
export function Amount({ minor, currency = 'CNY', strong }: { minor: number | null | undefined; currency?: string; strong?: boolean }) {
  if (minor === null || minor === undefined) return <Missing />
  return <span className={strong ? 'number strong' : 'number'}>{formatMoney(minor, currency)}</span>
}

export function Count({ value, many }: { value: number | null | undefined; many?: boolean }) {
  if (value === null || value === undefined) return <Missing />
  return <span className="number">{`${value.toLocaleString('en-US')}${many ? '+' : ''}`}</span>
}

export const Missing = () => <span className="faint">—</span>

/** What a state means to who looks: waiting for somebody, under way, done, wrong, or past. */
export type Tone = 'waiting' | 'active' | 'done' | 'danger' | 'quiet'

/** A colored dot and a word: never color alone. */
export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`status status-${tone}`}>
      <i aria-hidden="true" />
      {children}
    </span>
  )
}

/** Two lines in one cell: what it is, and what one also wants to know. */
export function TwoLines({ first, second }: { first: ReactNode; second?: ReactNode }) {
  return (
    <span className="two-lines">
      <span>{first}</span>
      {second ? <span className="second">{second}</span> : null}
    </span>
  )
}

/** Facts of one thing, name beside value. */
export function Facts({ items }: { items: readonly (readonly [name: string, value: ReactNode] | null | false)[] }) {
  return (
    <dl className="facts">
      {items.map(
        (item) =>
          item && (
            <div key={item[0]}>
              <dt>{item[0]}</dt>
              <dd>{item[1] ?? <Missing />}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

export function Section({ title, extra, children }: { title: string; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className="section">
      <header>
        <h3>{title}</h3>
        {extra}
      </header>
      {children}
    </section>
  )
}

/** Rows of a few cells without a head, beside each other as they come; wider than the screen they scroll by themselves. */
export const PlainRows = ({ children }: { children: ReactNode }) => (
  <div className="plain-scroll">
    <table className="plain">
      <tbody>{children}</tbody>
    </table>
  </div>
)
