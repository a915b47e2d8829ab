import type { Category, Channel, MessageState } from './model.ts'

export interface QuietHours {
  from_minute: number
  to_minute: number
  zone: string
}

export interface Delivery {
  category: Category
  channel: Channel
  has_template: boolean
  has_sender: boolean
  has_address: boolean
  urgent: boolean
  /** Undefined when the person never said. */
  preference: boolean | undefined
  /** To somebody we know: whether his consent is in force, to advertising or to news by short message and mail. To a bare address nobody need consent. */
  agreed: boolean
  quiet_hours: QuietHours | null
  expires_at: string | null
}

export type Decision = { state: MessageState; reason: string | null; due_at: string }

/** Whether, and from when, a message goes out over a channel. The first reason not to wins. */
export function decideDelivery(delivery: Delivery, now: string): Decision {
  const suppressed = (reason: string): Decision => ({ state: 'suppressed', reason, due_at: now })
  const { category, channel, preference, expires_at } = delivery
  if (!delivery.has_template) return suppressed('no_template')
  if (!delivery.has_address) return suppressed('no_address')
  // What costs money or reaches people at dinner, and advertising, needs a yes that is on record; the rest the absence of a no; security always goes out.
  if (category !== 'security' && preference === false) return suppressed('not_wanted')
  if (needsConsent(category, channel) && !delivery.agreed) return suppressed('not_agreed')
  if (category === 'marketing' && preference !== true) return suppressed('not_wanted')
  if (channel === 'in_app') return { state: 'delivered', reason: null, due_at: now }
  if (!delivery.has_sender) return suppressed('no_provider')
  const due_at = delivery.urgent || channel === 'email' || !delivery.quiet_hours ? now : endOfQuiet(delivery.quiet_hours, now)
  if (expires_at && expires_at <= due_at) return suppressed('expired')
  return { state: due_at > now ? 'waiting' : 'queued', reason: null, due_at }
}

/** Settings alone are none: some were saved before anybody was asked. */
export const needsConsent = (category: Category, channel: Channel): boolean => consentFor(category, channel) !== null
export const consentFor = (category: Category, channel: Channel): 'marketing' | 'letters' | null =>
  category === 'security' ? null : category === 'marketing' ? 'marketing' : channel === 'sms' || channel === 'email' ? 'letters' : null

/** The end of the quiet hours that `now` lies in, or `now` itself. They may pass over midnight. */
export function endOfQuiet({ from_minute, to_minute, zone }: QuietHours, now: string): string {
  const local = Temporal.Instant.from(now).toZonedDateTimeISO(zone)
  const minute = local.hour * 60 + local.minute
  const overnight = from_minute > to_minute
  const quiet = overnight ? minute >= from_minute || minute < to_minute : minute >= from_minute && minute < to_minute
  if (!quiet) return now
  const day = overnight && minute >= from_minute ? local.add({ days: 1 }) : local
  const end = day.with({
    hour: Math.floor(to_minute / 60),
    minute: to_minute % 60,
    second: 0,
    millisecond: 0,
    microsecond: 0,
    nanosecond: 0,
  })
  return new Date(end.epochMilliseconds).toISOString()
}

export const placeholders = (text: string): string[] => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!))]

/** The text with its values put in; a value that is missing is named instead of leaving a hole in somebody's message. */
export function render(text: string, values: Record<string, string>): { text: string } | { missing: string } {
  const missing = placeholders(text).find((name) => values[name] === undefined)
  return missing ? { missing } : { text: text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]!) }
}

/** A receipt may come late, twice or before we noted the sending; what is delivered stays delivered. */
export const afterReceipt = (state: MessageState, receipt: 'delivered' | 'failed'): MessageState =>
  state === 'delivered' || state === 'suppressed' ? state : receipt
