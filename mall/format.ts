import type { Lang } from './words.ts'

const signs: Record<string, string> = { CNY: '¥', BRL: 'R$', USD: '$', GBP: '£', EUR: '€', HKD: 'HK$', JPY: '¥' }

/** Sign, whole part with separators, and the digits after the point. */
export function partsOf(amount_minor: number, currency: string): { sign: string; whole: string; fraction: string } {
  const digits = currency === 'JPY' ? 0 : 2
  const text = String(Math.abs(amount_minor)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ',')
  return {
    sign: `${amount_minor < 0 ? '-' : ''}${signs[currency] ?? `${currency} `}`,
    whole,
    fraction: digits ? `.${text.slice(-digits)}` : '',
  }
}

/** `¥1,299.00`, the same in both languages. */
export function money(amount_minor: number, currency: string): string {
  const { sign, whole, fraction } = partsOf(amount_minor, currency)
  return sign + whole + fraction
}

/** `1299.00`, for those who are no people. */
export function decimal(amount_minor: number, currency: string): string {
  const { whole, fraction } = partsOf(amount_minor, currency)
  return `${amount_minor < 0 ? '-' : ''}${whole.replaceAll(',', '')}${fraction}`
}

const zone = 'Asia/Shanghai'
const momentFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })

/** `2026-11-22 14:05` in the zone of the enterprise. */
export const moment = (at: string): string => momentFormat.format(new Date(at))

const dayFormats: Record<Lang, Intl.DateTimeFormat> = {
  zh: new Intl.DateTimeFormat('zh-CN', { month: 'long', day: 'numeric', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { month: 'short', day: 'numeric', timeZone: 'UTC' }),
}

/** A business date such as `2026-12-03` as people say it. */
export const day = (date: string, lang: Lang): string => dayFormats[lang].format(new Date(`${date.slice(0, 10)}T00:00:00Z`))

export const maskPhone = (phone: string): string => phone.replace(/^(\d{3})\d{4}(\d{4})$/, '$1****$2')
