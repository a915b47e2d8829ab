import { useSyncExternalStore } from 'react'
import { currentLanguage } from './text.ts'

const zone = 'Asia/Shanghai'

/** `2026-11-22 14:05`, in the enterprise's zone whatever the clerk's own clock says. */
export function exactTime(at: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(at))
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}`
}
export const dateOf = (at: string): string => exactTime(at).slice(0, 10)

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** `3 小时前`, `in 20 minutes`; the date itself beyond a week. */
export function agoTime(at: string, now_ms: number): string {
  const away_s = (new Date(at).getTime() - now_ms) / 1000
  if (Math.abs(away_s) > 7 * 86_400) return dateOf(at)
  const language = currentLanguage()
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: language === 'en' ? 'short' : 'long' })
  const unit = units.find(([, size_s]) => Math.abs(away_s) >= size_s)
  if (!unit) return language === 'en' ? 'just now' : '刚刚'
  return format.format(Math.trunc(away_s / unit[1]), unit[0]).replace(/(\d+)(?=\p{Script=Han})/gu, '$1 ')
}

/** Whole words for a span: `3 天 4 小时`. */
export function spanWords(span_ms: number): string {
  const en = currentLanguage() === 'en'
  const minutes = Math.floor(Math.abs(span_ms) / 60_000)
  const parts: string[] = []
  const push = (count: number, zh: string, one: string) => {
    if (count > 0) parts.push(en ? `${count} ${one}${count === 1 ? '' : 's'}` : `${count} ${zh}`)
  }
  push(Math.floor(minutes / 1440), '天', 'day')
  push(Math.floor((minutes % 1440) / 60), '小时', 'hour')
  if (minutes < 1440) push(minutes % 60, '分钟', 'minute')
  return parts.slice(0, 2).join(' ') || (en ? 'less than a minute' : '不到 1 分钟')
}

// One clock for the whole page: a thousand times on the screen do not keep a thousand timers.
let now_ms = Date.now()
const listeners = new Set<() => void>()
setInterval(() => {
  now_ms = Date.now()
  for (const listener of listeners) listener()
}, 30_000)
export const useNow = (): number =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    () => now_ms,
  )
