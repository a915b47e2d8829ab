import { findConsenting, setConsents } from '#centers/identity/privacy/write.ts'
import { listHandlesOf } from '#centers/identity/read.ts'
import { announce } from '#core/events.ts'
import { addJobs, type DueWork } from '#core/jobs.ts'
import { unseal } from '#core/secrets.ts'
import { type Db, hot, json, type Reader, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import type { Category, Channel, MessageRequest, MessageState, Outgoing, Receipt, Sender, Sent, Template } from './model.ts'
import { withBrowsers } from './push.ts'
import { findTemplates, templateKey, type Wanted } from './read.ts'
import { afterReceipt, consentFor, decideDelivery, type QuietHours, render } from './rules.ts'

const senders = new Map<Channel, Sender[]>()

type ShownText = (message_id: string, channel: Channel) => string | null
let shownText: ShownText = () => null

/** Only for simulated partners, whose messages reach nobody: lets the outbox show what they would have said, codes included. */
export function showTexts(given: ShownText | null): void {
  shownText = given ?? (() => null)
}
export const findShownText: ShownText = (message_id, channel) => shownText(message_id, channel)

/** Registers the providers at assembly; the first of a channel is asked first, the others when it cannot. */
export function setSenders(given: readonly Sender[]): void {
  senders.clear()
  for (const sender of given) senders.set(sender.channel, [...(senders.get(sender.channel) ?? []), sender])
}
/** The provider that is asked first on a channel. */
export const firstSender = (channel: Channel): Sender | undefined => senders.get(channel)?.[0]
export const findSender = (provider: string): Sender | undefined =>
  [...senders.values()].flat().find((sender) => sender.provider === provider)

// Somebody of ours makes a call; no provider is needed for it.
const hasSender = (channel: Channel): boolean => channel === 'in_app' || channel === 'call' || (senders.get(channel)?.length ?? 0) > 0

interface Draft extends Wanted {
  request: MessageRequest
  /** Goes out only to who said yes. */
  wished: boolean
  address: string | null
}

/** Puts the messages into the outbox, each channel for itself; the same message again is not there twice. At most 1,000 at a time. */
export async function requestMessages(tx: Tx, now: string, requests: readonly MessageRequest[]): Promise<void> {
  const users = [...new Set(requests.flatMap(({ to }) => (to.user_id ? [to.user_id] : [])))]
  const handles = await listHandlesOf(tx, users)
  const browsers = requests.some(({ channels }) => channels.includes('push')) ? await withBrowsers(tx, users) : new Set<string>()
  const drafts = requests.flatMap((request) =>
    [...request.channels, ...(request.if_wished ?? [])].map((channel, i): Draft => {
      const { user_id } = request.to
      const known = user_id ? handles.get(user_id) : undefined
      return {
        request,
        wished: i >= request.channels.length,
        channel,
        template: request.template,
        locale: request.locale ?? known?.locale ?? 'zh',
        address: channel === 'push' ? (user_id && browsers.has(user_id) ? user_id : null) : addressFor(channel, request, known),
      }
    }),
  )
  const templates = await findTemplates(tx, drafts)
  const preferences = await findPreferences(tx, users)
  const [quiet, wished] = await Promise.all([findQuietHours(tx), findWishedHours(tx, users)])
  const agreed = await findAgreed(tx, drafts, templates)
  const rows = drafts.flatMap((draft) => {
    const { request, channel, address } = draft
    const template = templates.get(templateKey(draft))
    const category: Category = template?.category ?? 'service'
    const preference = request.to.user_id ? preferences.get(`${request.to.user_id} ${category} ${channel}`) : undefined
    const may = agreed(draft, category)
    if (draft.wished && !(preference && template && may)) return []
    const decision = decideDelivery(
      {
        category,
        channel,
        has_template: template !== undefined,
        has_sender: hasSender(channel),
        has_address: channel === 'in_app' ? Boolean(request.to.user_id) : address !== null,
        urgent: request.urgent ?? false,
        preference,
        agreed: may,
        quiet_hours: wished.get(request.to.user_id ?? '') ?? quiet.get(request.brand ?? '*') ?? quiet.get('*') ?? null,
        expires_at: request.expires_at ?? null,
      },
      now,
    )
    return [rowOf(draft, category, template, decision)]
  })
  const made = await tx.rows<{ message_id: string; channel: Channel; state: MessageState }>(hot`
    insert into messages.outbox (message_id, channel, template, template_version, category, locale, brand, user_id, address, values, sealed_values, urgent,
      state, reason, requested_at, due_at, expires_at, delivered_at)
    select message_id, channel, template, template_version, category, locale, brand, user_id, address, values, sealed_values, urgent,
      state, reason, ${now}, due_at, expires_at, case when state = 'delivered' then ${now}::timestamptz end
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (message_id uuid, channel text, template text, template_version integer, category text, locale text,
      brand text, user_id uuid, address text, values jsonb, sealed_values text, urgent boolean, state text, reason text, due_at timestamptz,
      expires_at timestamptz)
    order by message_id, channel
    on conflict do nothing
    returning message_id, channel, state`)
  await addTotals(
    tx,
    made.map(({ channel, state }) => ({ channel, to: state })),
    now,
  )
  await addSendJobs(
    tx,
    made.filter(({ state, channel }) => state === 'queued' && channel !== 'call'),
  )
}

/** Whether the consent that a message needs is in force. Asked only where one is needed. */
async function findAgreed(
  tx: Tx,
  drafts: readonly Draft[],
  templates: Map<string, Template>,
): Promise<(draft: Draft, category: Category) => boolean> {
  const asked = drafts.flatMap((draft) => {
    const purpose = consentFor(templates.get(templateKey(draft))?.category ?? 'service', draft.channel)
    return purpose && draft.request.to.user_id ? [{ purpose, user_id: draft.request.to.user_id }] : []
  })
  const given = new Set<string>()
  for (const purpose of new Set(asked.map((one) => one.purpose))) {
    const users = asked.filter((one) => one.purpose === purpose).map(({ user_id }) => user_id)
    for (const user_id of await findConsenting(tx, purpose, [...new Set(users)])) given.add(`${user_id} ${purpose}`)
  }
  return ({ request: { to }, channel }, category) => {
    const purpose = consentFor(category, channel)
    return purpose === null || !to.user_id || given.has(`${to.user_id} ${purpose}`)
  }
}

type Handles = { phone: string | null; email: string | null }

/** What the caller says wins over what we know: a parcel's receiver need not be the account's owner. */
function addressFor(channel: Channel, { to }: MessageRequest, known: Handles | undefined): string | null {
  if (channel === 'sms' || channel === 'call') return to.phone ?? known?.phone ?? null
  if (channel === 'email') return to.email ?? known?.email ?? null
  return null
}

const rowOf = (
  { request, channel, locale, address }: Draft,
  category: Category,
  template: Template | undefined,
  decision: ReturnType<typeof decideDelivery>,
) => ({
  message_id: request.message_id,
  channel,
  template: request.template,
  template_version: template?.version ?? null,
  category,
  locale,
  brand: request.brand ?? null,
  user_id: request.to.user_id ?? null,
  address: channel === 'in_app' ? null : address,
  values: request.values,
  sealed_values: decision.state === 'suppressed' ? null : (request.sealed_values ?? null),
  urgent: request.urgent ?? false,
  expires_at: request.expires_at ?? null,
  ...decision,
})

async function findPreferences(on: Reader, users: string[]): Promise<Map<string, boolean>> {
  const rows = await on.rows<{ user_id: string; category: string; channel: string; allowed: boolean }>(hot`
    select user_id, category, channel, allowed from messages.preferences where user_id = any(${users}::uuid[])`)
  return new Map(rows.map(({ user_id, category, channel, allowed }) => [`${user_id} ${category} ${channel}`, allowed]))
}

async function findWishedHours(on: Reader, users: readonly string[]): Promise<Map<string, QuietHours>> {
  const rows = await on.rows<QuietHours & { user_id: string }>(hot`
    select user_id, from_minute, to_minute, zone from messages.wished_hours where user_id = any(${users}::uuid[])`)
  return new Map(rows.map(({ user_id, ...hours }) => [user_id, hours]))
}

/** A person's own quiet hours; null lets those of the brand count again. */
export async function setWishedHours(tx: Tx, now: string, user_id: string, hours: QuietHours | null): Promise<void> {
  if (hours === null) await tx.run(hot`delete from messages.wished_hours where user_id = ${user_id}`)
  else
    await tx.run(hot`
      insert into messages.wished_hours (user_id, from_minute, to_minute, zone, changed_at)
      values (${user_id}, ${hours.from_minute}, ${hours.to_minute}, ${hours.zone}, ${now})
      on conflict (user_id) do update set from_minute = excluded.from_minute, to_minute = excluded.to_minute, zone = excluded.zone,
        changed_at = excluded.changed_at`)
}

async function findQuietHours(on: Reader): Promise<Map<string, QuietHours>> {
  const rows = await on.rows<QuietHours & { brand: string }>(hot`select brand, from_minute, to_minute, zone from messages.quiet_hours`)
  return new Map(rows.map(({ brand, ...hours }) => [brand, hours]))
}

const addSendJobs = (tx: Tx, rows: { message_id: string; channel: Channel }[]): Promise<void> =>
  addJobs(
    tx,
    rows.map(({ message_id, channel }) => ({
      task: 'messages.send',
      payload: { message_id, channel },
      key: `messages.send:${message_id}:${channel}`,
      max_attempts: 8,
    })),
  )

interface Move {
  channel: Channel
  from?: MessageState
  to: MessageState
  segments?: number
  cost_micros?: number
}

/** The day is that of the move, not of the request: a total tells what happened on a date and is never changed afterwards. */
async function addTotals(tx: Tx, moves: Move[], now: string): Promise<void> {
  if (moves.length === 0) return
  const rows = moves.map(({ channel, to, segments = 0, cost_micros = 0 }) => ({ channel, state: to, segments, cost_micros }))
  await tx.run(hot`
    insert into messages.totals (on_date, channel, state, messages, segments, cost_micros)
    select ${businessDate(now)}, channel, state, count(*), sum(segments), sum(cost_micros)
    from jsonb_to_recordset(${json(rows)}::jsonb) as m (channel text, state text, segments bigint, cost_micros bigint)
    group by channel, state order by channel, state
    on conflict (on_date, channel, state) do update set messages = totals.messages + excluded.messages,
      segments = totals.segments + excluded.segments, cost_micros = totals.cost_micros + excluded.cost_micros`)
}

/** Lets go what waited for the end of quiet hours. */
export const releaseMessages: DueWork = {
  name: 'messages.release',
  async run(db, now) {
    let total = 0
    for (;;) {
      const count = await db.tx(async (tx) => {
        const rows = await tx.rows<{ message_id: string; channel: Channel }>(hot`
          update messages.outbox set state = 'queued' where (message_id, channel) in (
            select message_id, channel from messages.outbox where state = 'waiting' and due_at <= ${now} order by due_at limit 500 for update skip locked)
          returning message_id, channel`)
        await addSendJobs(
          tx,
          rows.filter(({ channel }) => channel !== 'call'),
        )
        return rows.length
      })
      total += count
      if (count < 500) return total
    }
  },
}

interface Claimed {
  message_id: string
  channel: Channel
  template: string
  locale: 'zh' | 'en'
  brand: string | null
  address: string
  values: Record<string, string | number>
  sealed_values: string | null
  expires_at: string | null
}

/**
 * Hands one message to a provider: the job behind `messages.send`. It is claimed and committed before the call, so a message is not sent by two
 * processes; after a crash in between it is sent again two minutes later, because a code that comes twice is better than one that never comes.
 * Throws when it should be tried again.
 */
export async function sendMessage(
  db: Db,
  { message_id, channel }: { message_id: string; channel: Channel },
  now: () => string,
): Promise<void> {
  const message = await db.row<Claimed>(hot`
    update messages.outbox set state = 'sending', attempts = attempts + 1, sending_at = ${now()}
    where message_id = ${message_id} and channel = ${channel}
      and (state = 'queued' or (state = 'sending' and sending_at < ${addMilliseconds(now(), -120_000)}))
    returning message_id, channel, template, locale, brand, address, values, sealed_values, expires_at`)
  if (!message) return
  if (message.expires_at && message.expires_at <= now())
    return settle(db, message, { status: 'refused', reason: 'expired', retry: false }, null, now())
  const prepared = await prepare(db, message)
  if ('reason' in prepared) return settle(db, message, { status: 'refused', reason: prepared.reason, retry: false }, null, now())

  let last: { sent: Sent; provider: string } | undefined
  for (const sender of senders.get(channel) ?? []) {
    const outgoing = { ...prepared.outgoing, provider_template: prepared.template.provider_templates[sender.provider] ?? null }
    last = { provider: sender.provider, sent: await trySending(sender, outgoing) }
    if (last.sent.status === 'accepted' || !last.sent.retry) break
  }
  if (!last) return settle(db, message, { status: 'refused', reason: 'no_provider', retry: false }, null, now())
  await settle(db, message, last.sent, last.provider, now())
  if (last.sent.status === 'refused' && last.sent.retry) throw new Error(`${last.provider}: ${last.sent.reason}`)
}

async function prepare(
  db: Db,
  message: Claimed,
): Promise<{ outgoing: Omit<Outgoing, 'provider_template'>; template: Template } | { reason: string }> {
  const template = (await findTemplates(db, [message])).get(templateKey(message))
  if (!template) return { reason: 'no_template' }
  const opened = message.sealed_values ? unseal('messages.values', message.sealed_values) : '{}'
  if (opened === null) return { reason: 'values_unreadable' }
  const all = { ...message.values, ...(JSON.parse(opened) as Record<string, string>) }
  const values = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)]))
  const [subject, body] = [render(template.subject, values), render(template.body, values)]
  if ('missing' in body) return { reason: `value_missing: ${body.missing}` }
  if ('missing' in subject) return { reason: `value_missing: ${subject.missing}` }
  const { message_id, address, brand } = message
  return { template, outgoing: { message_id, address, brand, subject: subject.text, text: body.text, values } }
}

/** A provider that cannot be reached is an outage, to be tried again; only its own clear no is final. */
const trySending = (sender: Sender, message: Outgoing): Promise<Sent> =>
  sender.send(message).catch((error: Error) => ({ status: 'refused', reason: `unreachable: ${error.message}`.slice(0, 300), retry: true }))

async function settle(db: Db, { message_id, channel }: Claimed, sent: Sent, provider: string | null, now: string): Promise<void> {
  await db.tx(async (tx) => {
    if (sent.status === 'accepted') {
      const { provider_ref, segments = null, cost_micros = null, currency = null } = sent
      const moved = await tx.run(hot`
        update messages.outbox set state = 'sent', reason = null, provider = ${provider}, provider_ref = ${provider_ref}, sent_at = ${now},
          segments = ${segments}, cost_micros = ${cost_micros}, currency = ${currency}, sealed_values = null
        where message_id = ${message_id} and channel = ${channel} and state = 'sending'`)
      if (moved === 0) return
      await addTotals(tx, [{ channel, to: 'sent', segments: segments ?? 0, cost_micros: cost_micros ?? 0 }], now)
      await applyReceipts(tx, provider!, await earlyReceipts(tx, provider!, provider_ref), now)
      return
    }
    const state = sent.retry ? 'queued' : 'failed'
    await tx.run(hot`
      update messages.outbox set state = ${state}, reason = ${sent.reason}, provider = ${provider},
        sealed_values = case when ${state} = 'failed' then null else sealed_values end
      where message_id = ${message_id} and channel = ${channel} and state = 'sending'`)
    if (state === 'failed') {
      await addTotals(tx, [{ channel, to: 'failed' }], now)
      await announce(tx, 'messages.failed', [{ message_id, channel, reason: sent.reason }], now)
    }
  })
}

/** A provider can be quicker than our own commit. */
const earlyReceipts = (tx: Tx, provider: string, provider_ref: string): Promise<Receipt[]> =>
  tx.rows<Receipt>(hot`
    select provider_ref, state, reason, happened_at from messages.receipts
    where provider = ${provider} and provider_ref = ${provider_ref} order by happened_at`)

/** Keeps what the provider reports and moves the messages it is about. The same report again changes nothing. */
export async function recordReceipts(tx: Tx, provider: string, receipts: readonly Receipt[], now: string): Promise<void> {
  await tx.run(hot`
    insert into messages.receipts (provider, provider_ref, state, reason, happened_at, recorded_at)
    select ${provider}, provider_ref, state, reason, happened_at, ${now}
    from jsonb_to_recordset(${json(receipts)}::jsonb) as r (provider_ref text, state text, reason text, happened_at timestamptz)
    order by provider_ref, state on conflict do nothing`)
  await applyReceipts(tx, provider, receipts, now)
}

async function applyReceipts(tx: Tx, provider: string, receipts: readonly Receipt[], now: string): Promise<void> {
  const rows = await tx.rows<{ message_id: string; channel: Channel; state: MessageState; provider_ref: string }>(hot`
    select message_id, channel, state, provider_ref from messages.outbox
    where provider = ${provider} and provider_ref = any(${receipts.map(({ provider_ref }) => provider_ref)}::text[])
    order by message_id, channel for update`)
  for (const receipt of receipts) {
    for (const row of rows) {
      if (row.provider_ref !== receipt.provider_ref || afterReceipt(row.state, receipt.state) === row.state) continue
      row.state = receipt.state
      await tx.run(hot`
        update messages.outbox set state = ${receipt.state}, reason = ${receipt.state === 'failed' ? receipt.reason : null},
          delivered_at = case when ${receipt.state} = 'delivered' then ${receipt.happened_at}::timestamptz end,
          segments = coalesce(${receipt.segments ?? null}::integer, segments)
        where message_id = ${row.message_id} and channel = ${row.channel}`)
      await addTotals(tx, [{ channel: row.channel, to: receipt.state }], now)
      const topic = receipt.state === 'delivered' ? 'messages.delivered' : 'messages.failed'
      await announce(tx, topic, [{ message_id: row.message_id, channel: row.channel, reason: receipt.reason }], now)
    }
  }
}

/** What came of calls that people made by hand. */
export async function recordCalls(
  tx: Tx,
  now: string,
  calls: readonly { message_id: string; result: 'reached' | 'unreachable' | 'refused' }[],
): Promise<{ id: string; status: 'call_not_found' | 'already_recorded' | 'recorded' }[]> {
  const outcomes = []
  for (const { message_id, result } of calls) {
    const state = result === 'reached' ? 'delivered' : 'failed'
    const moved = await tx.run(sql`
      update messages.outbox set state = ${state}, reason = ${result}, provider = 'people', sent_at = ${now}, delivered_at = case when ${state} = 'delivered' then ${now}::timestamptz end
      where message_id = ${message_id} and channel = 'call' and state in ('queued', 'waiting')`)
    if (moved) await addTotals(tx, [{ channel: 'call', to: state }], now)
    const there = moved || (await tx.row(sql`select 1 as there from messages.outbox where message_id = ${message_id} and channel = 'call'`))
    outcomes.push({
      id: message_id,
      status: moved ? ('recorded' as const) : there ? ('already_recorded' as const) : ('call_not_found' as const),
    })
  }
  return outcomes
}

/**
 * Keeps what a person says may come. Asking for news by short message or mail, or for advertising, is a consent and goes on record as one; who
 * takes back the last such wish withdraws it.
 */
export async function setPreferences(
  tx: Tx,
  now: string,
  user_id: string,
  preferences: readonly { category: Category; channel: Channel; allowed: boolean }[],
): Promise<void> {
  const before = await findPreferences(tx, [user_id])
  const after = new Map(before)
  for (const { category, channel, allowed } of preferences) after.set(`${user_id} ${category} ${channel}`, allowed)
  const wishes = (['letters', 'marketing'] as const).flatMap((purpose) => {
    const ofPurpose = (map: ReadonlyMap<string, boolean>) =>
      [...map].some(([key, allowed]) => {
        const [, category, channel] = key.split(' ') as [string, Category, Channel]
        return allowed && consentFor(category, channel) === purpose
      })
    if (preferences.some(({ category, channel, allowed }) => allowed && consentFor(category, channel) === purpose))
      return [{ purpose, given: true }]
    return ofPurpose(before) && !ofPurpose(after) ? [{ purpose, given: false }] : []
  })
  if (wishes.length > 0) await setConsents(tx, now, user_id, wishes, 'message_settings')
  await tx.run(hot`
    insert into messages.preferences (user_id, category, channel, allowed, changed_at)
    select ${user_id}, category, channel, allowed, ${now}
    from jsonb_to_recordset(${json(preferences)}::jsonb) as p (category text, channel text, allowed boolean) order by category, channel
    on conflict (user_id, category, channel) do update set allowed = excluded.allowed, changed_at = excluded.changed_at`)
}

export const markRead = (tx: Tx, now: string, user_id: string, message_ids: readonly string[]): Promise<number> =>
  tx.run(hot`
    update messages.outbox set read_at = ${now}
    where user_id = ${user_id} and channel = 'in_app' and read_at is null and message_id = any(${message_ids}::uuid[])`)

export interface TemplateDraft extends Wanted {
  category: Category
  subject: string
  body: string
  provider_templates: Record<string, { code: string; values: string[] }>
}

/** Publishes a new version of each text; messages under way keep to their version's number but say what is published when they leave. */
export async function publishTemplates(
  tx: Tx,
  now: string,
  by: string,
  drafts: readonly TemplateDraft[],
): Promise<{ id: string; status: 'published' }[]> {
  for (const draft of drafts) {
    const { template, channel, locale } = draft
    await tx.run(sql`
      update messages.templates set state = 'retired' where template = ${template} and channel = ${channel} and locale = ${locale} and state = 'published'`)
    await tx.run(sql`
      insert into messages.templates (template, channel, locale, version, category, subject, body, provider_templates, state, changed_by, changed_at)
      select ${template}, ${channel}, ${locale}, coalesce(max(version), 0) + 1, ${draft.category}, ${draft.subject}, ${draft.body},
        ${json(draft.provider_templates)}::jsonb, 'published', ${by}, ${now}
      from messages.templates where template = ${template} and channel = ${channel} and locale = ${locale}`)
  }
  await announce(
    tx,
    'messages.templates_published',
    drafts.map(({ template, channel, locale }) => ({ template, channel, locale })),
    now,
  )
  return drafts.map((draft) => ({ id: templateKey(draft), status: 'published' }))
}
