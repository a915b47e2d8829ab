import type { Told, Trade, TradeRead } from '#centers/marketplaces/port.ts'
import { driftsOf, type Shape } from '#core/contract.ts'
import { parseMoney } from '#core/money.ts'
import { defaultZone, momentOf } from '#core/time.ts'

/** An amount as the platform writes it; what is left out is nothing. What is no amount of the currency is never guessed at. */
export function amountOf(told: string | number | null | undefined, currency: string): number {
  const minor = parseMoney(String(told ?? '') || '0', currency)
  if (minor === null) throw new RangeError(`${told} is no amount of ${currency}`)
  return minor
}
export const yuanOf = (told: string | number | null | undefined): number => amountOf(told, 'CNY')

export const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)

/** A wall time as a moment, by China's clock when nothing else is said. */
export function momentIn(told: string, zone: string = defaultZone): string {
  const moment = momentOf(told.replace('T', ' '), zone)
  if (moment === null) throw new RangeError(`${told} is no time`)
  return moment
}
/** The same where a row may be asked for without it. */
export const momentOrNull = (told: unknown, zone: string = defaultZone): string | null =>
  typeof told === 'string' ? momentOf(told.replace('T', ' '), zone) : null
/** Of times that name their zone. */
export const instantOrNull = (told: unknown): string | null =>
  typeof told !== 'string' || Number.isNaN(Date.parse(told)) ? null : new Date(told).toISOString()

/**
 * An order as a platform wrote it, or what about it cannot be read: fields that are not as agreed, and figures that make no order. One that cannot be read
 * holds no other up.
 */
export function tradeIn<Raw>(
  raw: Raw,
  shape: Shape,
  { no, modified_at }: { no: unknown; modified_at: string | null },
  read: (raw: Raw) => Trade,
): TradeRead {
  const drifts = driftsOf(shape, raw)
  if (drifts.length === 0)
    try {
      return { status: 'read', trade: read(raw) }
    } catch (error) {
      // The figures are a partner's: what is a mistake of ours elsewhere is here a row to look at.
      drifts.push({ path: '(order)', expected: 'figures that make an order', found: String((error as Error).message).slice(0, 60) })
    }
  return { status: 'unreadable', external_no: String(no ?? ''), modified_at, drifts, raw }
}

/** One order that was asked for by its number; `at` is where it stands in the answer. */
export function foundIn(trade: TradeRead, external_no: string, at: string): Told<{ trade: TradeRead }> {
  if (trade.status === 'read') return { status: 'answered', trade }
  const drifts = trade.drifts.map((one) => ({ ...one, path: at ? `${at}.${one.path}` : one.path }))
  return { status: 'answered', trade: { ...trade, external_no }, drifts }
}
