import { useEffect, useState } from 'react'
import { day, moment } from '../format.ts'
import { Picture } from '../parts/picture.tsx'
import { useLang } from '../words.ts'
import { type Common, cover, Lead } from './parts.tsx'
import { useBlockWords } from './words.ts'

interface CountdownProps extends Common {
  title: string
  text: string
  ends_at: string
  link: string
  action: string
}

/** The moment is written out; with script it also counts. Past its moment the block is gone. */
export function Countdown({ title, text, ends_at, link, action }: CountdownProps) {
  const said = useBlockWords()
  const left_ms = useLeft(ends_at)
  if (left_ms !== null && left_ms <= 0) return null
  const s = Math.floor((left_ms ?? 0) / 1000)
  const parts = [Math.floor(s / 86_400), Math.floor(s / 3600) % 24, Math.floor(s / 60) % 60, s % 60]
  return (
    <section className="container-page mt-12 md:mt-20">
      <div className="relative flex flex-wrap items-center justify-between gap-4 rounded-card bg-danger-wash p-5 md:px-9 md:py-7">
        <div>
          <h2 className="text-lg font-bold">
            {link ? (
              <Lead to={link} className={cover}>
                {title}
              </Lead>
            ) : (
              title
            )}
          </h2>
          <p className="mt-1 text-sm text-muted">
            {text}{' '}
            <time dateTime={ends_at} suppressHydrationWarning>
              {said('until', { at: moment(ends_at) })}
            </time>
          </p>
        </div>
        {left_ms === null ? null : (
          <p className="figures flex gap-2 text-xl font-bold text-price" role="timer" aria-live="off">
            {parts.map((part, i) => (
              <span key={i} className="rounded-lg bg-paper px-2 py-1">
                {String(part).padStart(2, '0')}
                <small className="ml-0.5 text-xs font-normal text-muted">{said((['d', 'h', 'm', 's'] as const)[i]!)}</small>
              </span>
            ))}
          </p>
        )}
        {action && link ? <span className="button-primary pointer-events-none">{action}</span> : null}
      </div>
    </section>
  )
}

function useLeft(ends_at: string): number | null {
  const [left, setLeft] = useState<number | null>(null)
  useEffect(() => {
    const look = () => setLeft(Date.parse(ends_at) - Date.now())
    look()
    const timer = setInterval(look, 1000)
    return () => clearInterval(timer)
  }, [ends_at])
  return left
}

interface CouponProps extends Common {
  title: string
  text: string
  until: string | null
  link: string
  action: string
}

export function Coupon({ title, text, until, link, action }: CouponProps) {
  const said = useBlockWords()
  const lang = useLang()
  return (
    <section className="container-page mt-6">
      <div className="relative flex items-center justify-between gap-4 rounded-card border border-dashed border-price bg-danger-wash p-4 md:px-7">
        <div>
          <h2 className="text-base font-bold text-price">
            {link ? (
              <Lead to={link} className={cover}>
                {title}
              </Lead>
            ) : (
              title
            )}
          </h2>
          <p className="mt-0.5 text-sm text-muted">
            {text}
            {until ? ` ${said('valid', { date: day(until, lang) })}` : ''}
          </p>
        </div>
        {action ? <span className="shrink-0 text-sm font-semibold text-price">{action}</span> : null}
      </div>
    </section>
  )
}

export function Ad({ shows: { ad } }: Common) {
  const said = useBlockWords()
  if (!ad) return null
  return (
    <section className="container-page mt-12" aria-label={said('ad')}>
      <div className="lift relative flex items-center gap-5 overflow-hidden rounded-card bg-mist">
        <Picture reference={ad.picture} alt="" sizes="160px" className="w-28 md:w-40" />
        <p className="grow font-semibold md:text-lg">
          {ad.link ? (
            <Lead to={ad.link} className={cover}>
              {ad.title}
            </Lead>
          ) : (
            ad.title
          )}
        </p>
        <span className="mr-4 self-end pb-2 text-xs text-muted">{said('ad')}</span>
      </div>
    </section>
  )
}
