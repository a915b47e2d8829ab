export const channels = ['sms', 'email', 'push', 'in_app', 'call'] as const
export type Channel = (typeof channels)[number]
export const categories = ['security', 'order', 'service', 'marketing'] as const
export type Category = (typeof categories)[number]
export const messageStates = ['waiting', 'queued', 'sending', 'sent', 'delivered', 'failed', 'suppressed'] as const
export type MessageState = (typeof messageStates)[number]
export type Locale = 'zh' | 'en'

/** What other centers announce as `messages.requested`. The id is the caller's: asking twice sends once. */
export interface MessageRequest {
  message_id: string
  template: string
  /** Every channel named is used; each succeeds or is suppressed for itself. */
  channels: readonly Channel[]
  /** These too, where the person said yes to them for such news; nobody else hears of it, and nothing is noted. */
  if_wished?: readonly Channel[]
  to: { user_id?: string | null; phone?: string | null; email?: string | null }
  locale?: Locale | null
  brand?: string | null
  /** Not held back by quiet hours. */
  urgent?: boolean
  expires_at?: string | null
  values: Record<string, string | number>
  /** `seal('messages.values', json(…))`: for what may not be read in the database. */
  sealed_values?: string | null
}

export interface Template {
  template: string
  channel: Channel
  locale: Locale
  version: number
  category: Category
  subject: string
  body: string
  provider_templates: Record<string, { code: string; values: string[] }>
  state: 'draft' | 'published' | 'retired'
  changed_by: string
  changed_at: string
}

/** One message as a provider gets it. */
export interface Outgoing {
  message_id: string
  address: string
  brand: string | null
  subject: string
  text: string
  values: Record<string, string>
  provider_template: { code: string; values: string[] } | null
}

export type Sent =
  | { status: 'accepted'; provider_ref: string; segments?: number; cost_micros?: number; currency?: string }
  /** `retry`: the same message may succeed later or with another provider. */
  | { status: 'refused'; reason: string; retry: boolean }

export interface Receipt {
  provider_ref: string
  state: 'delivered' | 'failed'
  reason: string
  happened_at: string
  segments?: number
}

/** A provider of one channel. Its adapter lives in `outside/` and is registered at assembly. */
export interface Sender {
  provider: string
  channel: Channel
  send(message: Outgoing): Promise<Sent>
  /** Reads what the provider pushes about earlier messages; null when it is nothing of his. */
  readReceipts?(body: unknown): Receipt[] | null
  /** The key browsers subscribe with (push only). */
  public_key?: string
  /** What the provider wants to hear when its receipts are stored. */
  receiptAnswer?: object
}
