import { hot, type Reader, sql } from '#core/sql.ts'
import { defaults } from './defaults.ts'
import type { Category, Channel, Locale, MessageState, Template } from './model.ts'

export type Wanted = { template: string; channel: Channel; locale: Locale }
export const templateKey = ({ template, channel, locale }: Wanted): string => `${template} ${channel} ${locale}`

/** The published texts of these templates; where the console published none, the text an installation begins with (version 0). */
export async function findTemplates(on: Reader, wanted: readonly Wanted[]): Promise<Map<string, Template>> {
  const found = await on.rows<Template>(hot`
    select template, channel, locale, version, category, subject, body, provider_templates, state, changed_by, changed_at
    from messages.templates where state = 'published' and template = any(${[...new Set(wanted.map(({ template }) => template))]}::text[])`)
  const published = new Map(found.map((row) => [templateKey(row), row]))
  const answer = new Map<string, Template>()
  for (const one of wanted) {
    const text = published.get(templateKey(one)) ?? begin(one)
    if (text) answer.set(templateKey(one), text)
  }
  return answer
}

function begin({ template, channel, locale }: Wanted): Template | undefined {
  const text = defaults[template]
  if (!text?.channels.includes(channel)) return undefined
  return {
    template,
    channel,
    locale,
    version: 0,
    category: text.category,
    ...text[locale],
    provider_templates: {},
    state: 'published',
    changed_by: '',
    changed_at: '',
  }
}

export interface OutboxRow {
  message_id: string
  channel: Channel
  template: string
  template_version: number | null
  category: Category
  locale: Locale
  brand: string | null
  user_id: string | null
  address: string | null
  state: MessageState
  reason: string | null
  requested_at: string
  due_at: string
  attempts: number
  provider: string | null
  provider_ref: string | null
  sent_at: string | null
  delivered_at: string | null
  segments: number | null
  cost_micros: number | null
  currency: string | null
}

/** Newest first; the cursor is the last row's (requested_at, message_id, channel). */
export function listOutbox(
  on: Reader,
  filter: { state: string | null; channel: string | null; template: string | null; address: string | null },
  after: readonly (string | number)[] | null,
  limit: number,
): Promise<OutboxRow[]> {
  const [at, id, channel] = after ?? [null, null, null]
  return on.rows<OutboxRow>(sql`
    select message_id, channel, template, template_version, category, locale, brand, user_id, address, state, reason, requested_at, due_at, attempts,
      provider, provider_ref, sent_at, delivered_at, segments, cost_micros, currency
    from messages.outbox
    where (${filter.state}::text is null or state = ${filter.state})
      and (${filter.channel}::text is null or channel = ${filter.channel})
      and (${filter.template}::text is null or template = ${filter.template})
      and (${filter.address}::text is null or address = ${filter.address})
      and (${at}::timestamptz is null or (requested_at, message_id, channel) < (${at}::timestamptz, ${id}::uuid, ${channel}::text))
    order by requested_at desc, message_id desc, channel desc limit ${limit}`)
}

export interface Total {
  on_date: string
  channel: Channel
  state: MessageState
  messages: number
  segments: number
  cost_micros: number
}

export const listTotals = (on: Reader, from: string, to: string): Promise<Total[]> =>
  on.rows<Total>(sql`
    select on_date, channel, state, messages, segments, cost_micros from messages.totals
    where on_date between ${from} and ${to} and messages <> 0 order by on_date desc, channel, state`)

export const listTemplates = (on: Reader): Promise<Template[]> =>
  on.rows<Template>(sql`
    select template, channel, locale, version, category, subject, body, provider_templates, state, changed_by, changed_at
    from messages.templates order by template, channel, locale, version desc`)

export interface InboxRow {
  message_id: string
  template: string
  locale: Locale
  category: Category
  values: Record<string, string | number>
  template_version: number | null
  requested_at: string
  read_at: string | null
}

export function listInbox(on: Reader, user_id: string, after: readonly (string | number)[] | null, limit: number): Promise<InboxRow[]> {
  const [at, id] = after ?? [null, null]
  return on.rows<InboxRow>(sql`
    select message_id, template, locale, category, values, template_version, requested_at, read_at from messages.outbox
    where user_id = ${user_id} and channel = 'in_app' and state = 'delivered'
      and (${at}::timestamptz is null or (requested_at, message_id) < (${at}::timestamptz, ${id}::uuid))
    order by requested_at desc, message_id desc limit ${limit}`)
}

/** How many unread messages, as far as a badge needs: more than 99 is 100. */
export const countUnread = async (on: Reader, user_id: string): Promise<number> =>
  (await on.row<{ n: number }>(sql`
    select count(*)::int as n from (
      select 1 from messages.outbox where user_id = ${user_id} and channel = 'in_app' and state = 'delivered' and read_at is null limit 100) unread`))!
    .n

export const listPreferences = (on: Reader, user_id: string): Promise<{ category: Category; channel: Channel; allowed: boolean }[]> =>
  on.rows(sql`select category, channel, allowed from messages.preferences where user_id = ${user_id} order by category, channel`)

/** A person's own quiet hours; null when those of the brand count. */
export const findHours = async (on: Reader, user_id: string): Promise<{ from_minute: number; to_minute: number; zone: string } | null> =>
  (await on.row<{ from_minute: number; to_minute: number; zone: string }>(
    sql`select from_minute, to_minute, zone from messages.wished_hours where user_id = ${user_id}`,
  )) ?? null
