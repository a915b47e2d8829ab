import { assert } from './assert.ts'

/** Minor units of a currency: fen for CNY. Never a fraction, never beyond 2^53-1. */
export interface Money {
  amount_minor: number
  currency: string
}

/** Digits after the point, ISO 4217. Currencies not listed have two. */
const scales: Record<string, number> = { JPY: 0, KRW: 0, VND: 0, CLP: 0, KWD: 3, BHD: 3, TND: 3 }
export const scaleOf = (currency: string): number => scales[currency] ?? 2

/** The ledger's name of a currency: `CNY/2`. */
export const assetOf = (currency: string): string => `${currency}/${scaleOf(currency)}`

/**
 * Splits a whole among weights so that nothing is lost: the parts sum to the whole. Largest remainder, earlier first among equals:
 * `shareOut(1000, [1, 1, 1])` gives `334, 333, 333`. Weights of zero get nothing unless all are zero, then all are equal.
 */
export function shareOut(whole: number, weights: readonly number[]): number[] {
  assert(Number.isSafeInteger(whole), 'only whole minor units are shared out')
  if (weights.length === 0) {
    assert(whole === 0, 'there is nobody to share with')
    return []
  }
  if (whole < 0) return shareOut(-whole, weights).map((part) => (part === 0 ? 0 : -part))
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
  const even = total === 0n
  const divisor = even ? BigInt(weights.length) : total
  const parts = weights.map((weight, i) => {
    assert(weight >= 0, 'a weight is never negative')
    const product = BigInt(whole) * (even ? 1n : BigInt(weight))
    return { i, part: product / divisor, rest: product % divisor }
  })
  let left = BigInt(whole) - parts.reduce((sum, { part }) => sum + part, 0n)
  for (const entry of [...parts].sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break
    entry.part += 1n
    left -= 1n
  }
  return parts.map(({ part }) => Number(part))
}

export type Rounding = 'half_up' | 'half_even' | 'down' | 'up'

/** A rate in basis points (100 bp = 1 %) of an amount, rounded as named. */
export function percentOf(amount_minor: number, rate_bp: number, rounding: Rounding): number {
  assert(Number.isSafeInteger(amount_minor) && Number.isSafeInteger(rate_bp), 'amount and rate are integers')
  return divide(BigInt(amount_minor) * BigInt(rate_bp), 10_000n, rounding)
}

function divide(numerator: bigint, denominator: bigint, rounding: Rounding): number {
  const negative = numerator < 0n
  const absolute = negative ? -numerator : numerator
  let quotient = absolute / denominator
  const doubled = (absolute % denominator) * 2n
  if (rounding === 'up' && doubled > 0n) quotient += 1n
  if (rounding === 'half_up' && doubled >= denominator) quotient += 1n
  if (rounding === 'half_even' && (doubled > denominator || (doubled === denominator && quotient % 2n === 1n))) quotient += 1n
  return Number(negative ? -quotient : quotient)
}

/** Reads `1,299.00` or `¥28.16` exactly; null when it is no amount of that currency (too many digits, other text). */
export function parseMoney(text: string, currency: string): number | null {
  const scale = scaleOf(currency)
  const cleaned = text
    .trim()
    .replace(/^[¥￥$€£]\s*|^R\$\s*/, '')
    .replace(/,(?=\d{3}(\D|$))/g, '')
  const match = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(cleaned)
  if (!match) return null
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > scale) return null
  const minor = Number(match[2] + fraction.padEnd(scale, '0'))
  return Number.isSafeInteger(minor) ? (match[1] ? -minor : minor) : null
}

const symbols: Record<string, string> = { CNY: '¥', BRL: 'R$', USD: '$', GBP: '£', EUR: '€', HKD: 'HK$', JPY: '¥' }

/** `¥1,299.00`, the same in every language of the product. */
export function formatMoney(amount_minor: number, currency: string): string {
  const scale = scaleOf(currency)
  const digits = String(Math.abs(amount_minor)).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale).replace(/\B(?=(\d{3})+$)/g, ',')
  const fraction = scale > 0 ? `.${digits.slice(-scale)}` : ''
  return `${amount_minor < 0 ? '-' : ''}${symbols[currency] ?? `${currency} `}${whole}${fraction}`
}

/** `1299.00`: as partners' interfaces write amounts. */
export function decimalText(amount_minor: number, currency: string): string {
  const scale = scaleOf(currency)
  const digits = String(Math.abs(amount_minor)).padStart(scale + 1, '0')
  return `${amount_minor < 0 ? '-' : ''}${digits.slice(0, digits.length - scale)}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`
}

/** 1299.5: as spreadsheets reckon with it. */
export const majorOf = (amount_minor: number, currency: string): number => amount_minor / 10 ** scaleOf(currency)
