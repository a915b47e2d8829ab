import type { Exchange } from '#centers/interfaces/exchange.ts'
import type { Told as Said } from '#centers/interfaces/model.ts'
import type { MessageRequest } from '#centers/messages/model.ts'
import { requestMessages } from '#centers/messages/write.ts'
import { announce, type Consumer, type Event } from '#core/events.ts'
import { newId, steadyId } from '#core/ids.ts'
import { addJobs, type DueWork } from '#core/jobs.ts'
import { groupBy } from '#core/outcomes.ts'
import { forPermission, mayTouch } from '#core/scope.ts'
import { unseal } from '#core/secrets.ts'
import { type Db, hot, json, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { outboundKey, readOutbound } from '../mappings/read.ts'
import { writeMessage } from '../mappings/rules.ts'
import { contentTypes } from '../mappings/trees.ts'
import { findKey } from '../read.ts'
import { callerOf, channelsOf, shutBecause } from '../rules.ts'
import { judgeAnswer, nextTry, signHeaders } from './rules.ts'
import { type Heard, send } from './send.ts'
import { findTopic, type OpenTopic } from './topics.ts'

export const deliverTask = 'partners.deliver'
export const endpointSeal = 'partners.endpoint'
export const webhookInterface = 'partners.webhooks'

const wake = (tx: Tx) => addJobs(tx, [{ task: deliverTask, key: deliverTask, max_attempts: 3 }])

interface Listener {
  endpoint_id: string
  key_id: string
  types: string[]
  made_at: string
}

/** Writes down what is to be told to whom, once for every event: who may read a row is told of it, and nobody else. What happened before an endpoint was made is not told. */
export const webhookConsumer = (topics: readonly OpenTopic[]): Consumer => ({
  name: 'partners.webhooks',
  topics: [...new Set(topics.map(({ topic }) => topic))],
  rest_ms: 200,
  handle: async (tx, events, now) => {
    const listeners = await tx.rows<Listener>(hot`
      select e.endpoint_id, e.key_id, e.types, e.made_at from partners.endpoints e join partners.keys k on k.key_id = e.key_id where e.state = 'active' and k.revoked_at is null`)
    if (listeners.length === 0) return
    const rows: object[] = []
    for (const [topic, some] of groupBy(events, (event) => event.topic))
      for (const one of topics.filter((each) => each.topic === topic)) rows.push(...(await writeOut(tx, one, some, listeners, now)))
    if (rows.length === 0) return
    await insert(tx, now, rows)
  },
})

async function writeOut(
  tx: Tx,
  topic: OpenTopic,
  events: readonly Event[],
  listeners: readonly Listener[],
  now: string,
): Promise<object[]> {
  const interested = listeners.filter(({ types }) => types.includes(topic.type))
  if (interested.length === 0) return []
  const rows: object[] = []
  const told = await Promise.all(events.map(async ({ item, recorded_at }) => ({ recorded_at, told: await topic.tell(tx, [item]) })))
  for (const { endpoint_id, key_id, made_at } of interested) {
    const key = await findKey(tx, key_id)
    if (!key || shutBecause(key, now) || !key.permissions.includes(topic.permission)) continue
    const caller = forPermission(callerOf(key), topic.permission)
    const channels = channelsOf(key)
    for (const { recorded_at, told: messages } of told) {
      if (recorded_at < made_at) continue
      for (const { subject, data, channel_id, ...owner } of messages) {
        if (!mayTouch(caller, owner) || (channels && channel_id !== undefined && !channels.includes(channel_id ?? ''))) continue
        rows.push({
          delivery_id: newId(),
          endpoint_id,
          type: topic.type,
          subject,
          happened_at: recorded_at,
          body: bodyOf(topic.type, recorded_at, data),
        })
      }
    }
  }
  return rows
}

const bodyOf = (type: string, timestamp: string, data: object): string =>
  JSON.stringify({ type, timestamp: new Date(timestamp).toISOString(), data })

async function insert(tx: Tx, now: string, rows: readonly object[]): Promise<void> {
  await tx.run(hot`
    insert into partners.deliveries (delivery_id, endpoint_id, type, subject, body, state, due_at, happened_at, written_at)
    select delivery_id, endpoint_id, type, subject, body, 'waiting', ${now}::timestamptz, happened_at, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as d (delivery_id uuid, endpoint_id uuid, type text, subject text, body text, happened_at timestamptz)`)
  await wake(tx)
}

/** Sends an endpoint a message that says nothing, for whoever builds a receiver. */
export async function ping(tx: Tx, now: string, endpoint_id: string, delivery_id: string): Promise<void> {
  const body = bodyOf('ping', now, { endpoint_id })
  await tx.run(hot`
    insert into partners.deliveries (delivery_id, endpoint_id, type, subject, body, state, due_at, happened_at, written_at)
    values (${delivery_id}, ${endpoint_id}, 'ping', ${endpoint_id}, ${body}, 'waiting', ${now}, ${now}, ${now}) on conflict (delivery_id) do nothing`)
  await wake(tx)
}

interface Delivery {
  delivery_id: string
  endpoint_id: string
  type: string
  body: string
  attempts: number
  attempts_before: number
  url: string
  sealed_secret: string
  sealed_before: string | null
  before_until: string | null
  partner_id: string
  /** What goes out when the partner has a shape of its own: written at each try, so a mended table helps what failed. */
  shaped?: { content_type: string; body: string | null; reason: string }
}

const perRound = 100
/** So many messages of one endpoint are on their way at the same time. */
const voices = 4
/** A process that died with messages in its hands holds them no longer than this. */
const claim_ms = 120_000

/** Sends what is due and records what came back; answers how many were tried. Endpoints do not wait for each other. */
export async function deliver(db: Db, exchange: Exchange, now: () => string, chance: () => number = Math.random): Promise<number> {
  let tried = 0
  for (;;) {
    const deliveries = await shape(db, await claim(db, now()))
    if (deliveries.length === 0) return tried
    const groups = [...groupBy(deliveries, ({ endpoint_id }) => endpoint_id).values()]
    const counts = await Promise.all(groups.map((group) => deliverGroup(db, exchange, now, chance, group)))
    tried += counts.reduce((sum, count) => sum + count, 0)
  }
}

const claim = (db: Db, now: string): Promise<Delivery[]> =>
  db.tx((tx) =>
    tx.rows<Delivery>(hot`
      update partners.deliveries d set claimed_until = ${addMilliseconds(now, claim_ms)}
      from (
        select d.delivery_id, e.url, e.sealed_secret, e.sealed_before, e.before_until, k.partner_id
        from partners.deliveries d join partners.endpoints e on e.endpoint_id = d.endpoint_id join partners.keys k on k.key_id = e.key_id
        where d.state = 'waiting' and d.due_at <= ${now} and (d.claimed_until is null or d.claimed_until < ${now}) and e.state = 'active' and k.revoked_at is null
        order by d.due_at limit ${perRound} for update of d skip locked
      ) due
      where d.delivery_id = due.delivery_id
      returning d.delivery_id, d.endpoint_id, d.type, d.body, d.attempts, d.attempts_before, due.url, due.sealed_secret, due.sealed_before, due.before_until, due.partner_id`),
  )

/** Puts messages into the shapes their partners have in force. */
async function shape(db: Db, deliveries: readonly Delivery[]): Promise<Delivery[]> {
  if (deliveries.length === 0) return []
  const shapes = await readOutbound(db, deliveries)
  return deliveries.map((one) => {
    const mapping = shapes.get(outboundKey(one.partner_id, one.type))
    if (!mapping) return one
    const { data } = JSON.parse(one.body) as { data: object }
    const { body, problems } = writeMessage(mapping.definition, data)
    const reason = problems.map(({ field, detail }) => `${field}: ${detail}`).join(' ')
    return { ...one, shaped: { content_type: contentTypes[mapping.definition.format], body, reason } }
  })
}

/** While an endpoint is away its other messages rest a little, without counting as tried. */
async function deliverGroup(
  db: Db,
  exchange: Exchange,
  now: () => string,
  chance: () => number,
  deliveries: readonly Delivery[],
): Promise<number> {
  const queue = [...deliveries]
  let rest_s = 0
  let tried = 0
  const voice = async () => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      if (rest_s > 0) {
        await release(db, addMilliseconds(now(), rest_s * 1000), one.delivery_id)
        continue
      }
      const began = performance.now()
      const { said, heard, headers } = await sayOne(exchange, now(), one)
      if (said.status === 'later' && (said.code === 'circuit_open' || said.code === 'switched_off')) {
        rest_s = said.retry_after_s ?? 30
        await release(db, addMilliseconds(now(), rest_s * 1000), one.delivery_id)
        continue
      }
      if (said.status === 'later') rest_s = said.retry_after_s ?? 5
      tried++
      const took_ms = Math.round(performance.now() - began)
      const delivery = one
      await db.tx((tx) => record(tx, now(), chance(), delivery, said, heard, headers, took_ms))
    }
  }
  await Promise.all(Array.from({ length: Math.min(voices, deliveries.length) }, voice))
  return tried
}

async function sayOne(
  exchange: Exchange,
  now: string,
  one: Delivery,
): Promise<{ said: Said; heard: Heard | null; headers: Record<string, string> }> {
  const sealed = [one.sealed_secret, one.before_until && one.before_until > now ? one.sealed_before : null]
  const secrets = sealed.flatMap((text) => (text === null ? [] : (unseal(endpointSeal, text) ?? [])))
  const body = one.shaped ? one.shaped.body : one.body
  if (body === null) return { said: { status: 'refused', code: 'mapping_refused', reason: one.shaped!.reason }, heard: null, headers: {} }
  const headers = signHeaders(one.delivery_id, body, now, secrets)
  let heard: Heard | null = null
  const line = { interface_id: webhookInterface, account: one.endpoint_id, subject: one.delivery_id, secrets }
  const said = await exchange.call(line, async (): Promise<Said> => {
    heard = await send(one.url, body, headers, one.shaped?.content_type)
    if ('failed' in heard) {
      const { failed, reason } = heard
      return failed === 'address_forbidden' ? { status: 'refused', code: failed, reason } : { status: 'later', code: failed, reason }
    }
    const { taken, gone, code } = judgeAnswer(heard.status)
    if (taken) return { status: 'answered' }
    if (gone) return { status: 'refused', code: 'gone', reason: 'The endpoint says it is gone (410).' }
    return { status: 'later', code, reason: `HTTP ${heard.status}`, ...(heard.retry_after_s ? { retry_after_s: heard.retry_after_s } : {}) }
  })
  return { said, heard, headers }
}

const release = (db: Db, due_at: string, delivery_id: string) =>
  db.run(
    hot`update partners.deliveries set claimed_until = null, due_at = greatest(due_at, ${due_at}::timestamptz) where delivery_id = ${delivery_id} and state = 'waiting'`,
  )

async function record(
  tx: Tx,
  now: string,
  chance: number,
  one: Delivery,
  said: Said,
  heard: Heard | null,
  headers: Record<string, string>,
  took_ms: number,
): Promise<void> {
  // The endpoint first, then its message, here as everywhere.
  const endpoint = await tx.row<{ state: string; failing_since: string | null }>(
    hot`select state, failing_since from partners.endpoints where endpoint_id = ${one.endpoint_id} for update`,
  )
  const open = await tx.row<{ attempts: number }>(
    hot`select attempts from partners.deliveries where delivery_id = ${one.delivery_id} and state = 'waiting' for update`,
  )
  // Of two processes that sent the same message (the first seemed dead), only one records.
  if (!open || !endpoint) return
  const attempt = open.attempts + 1
  const code = said.status === 'answered' ? 'ok' : said.code
  const status = heard && 'status' in heard ? heard.status : null
  const answer = heard && 'status' in heard ? heard.text : said.status === 'answered' ? '' : said.reason
  await tx.run(hot`
    insert into partners.tries (delivery_id, attempt, tried_at, took_ms, status, request, answer, code, body)
    values (${one.delivery_id}, ${attempt}, ${now}, ${took_ms}, ${status}, ${json(headers)}::jsonb, ${answer.replaceAll('\u0000', '')}, ${code}, ${one.shaped?.body ?? null})`)
  const again = said.status === 'later' ? nextTry(attempt - one.attempts_before, now, chance, said.retry_after_s) : null
  const state = said.status === 'answered' ? 'delivered' : again ? 'waiting' : 'failed'
  await tx.run(hot`
    update partners.deliveries set attempts = ${attempt}, state = ${state}, claimed_until = null, due_at = coalesce(${again}::timestamptz, due_at), ended_at = ${state === 'waiting' ? null : now}::timestamptz
    where delivery_id = ${one.delivery_id}`)
  if (said.status === 'answered') {
    await tx.run(hot`update partners.endpoints set failing_since = null, last_success_at = ${now} where endpoint_id = ${one.endpoint_id}`)
    return
  }
  // Our own shape was at fault: the endpoint was not even asked.
  if (code === 'mapping_refused') return
  await tx.run(hot`update partners.endpoints set failing_since = coalesce(failing_since, ${now}) where endpoint_id = ${one.endpoint_id}`)
  // Given up with nothing taken since the first try: nobody is there.
  const silent = state === 'failed' && said.status === 'later'
  if ((silent || said.status === 'refused') && endpoint.state === 'active') await disable(tx, now, one.endpoint_id, code, answer)
}

async function disable(tx: Tx, now: string, endpoint_id: string, code: string, answer: string): Promise<void> {
  const row = await tx.row<{ url: string; contact_email: string | null; partner_id: string }>(hot`
    update partners.endpoints e set state = 'disabled', reason = ${`${code}: ${answer.slice(0, 200)}`}
    from partners.keys k join partners.partners p on p.partner_id = k.partner_id
    where e.endpoint_id = ${endpoint_id} and k.key_id = e.key_id returning e.url, p.contact_email, p.partner_id`)
  await announce(tx, 'partners.endpoint_disabled', [{ endpoint_id, partner_id: row!.partner_id, code }], now)
  if (!row!.contact_email) return
  const notice: MessageRequest = {
    message_id: steadyId('partners.endpoint_disabled', endpoint_id, now),
    template: 'partners.endpoint_disabled',
    channels: ['email'],
    to: { email: row!.contact_email },
    values: { url: row!.url, why: code },
  }
  await requestMessages(tx, now, [notice])
}

/** Wakes the sender when something falls due. */
export const wakeDue: DueWork = {
  name: 'partners.wake',
  run: async (db, now) => {
    const any = await db.row(hot`select 1 as one from partners.deliveries d join partners.endpoints e on e.endpoint_id = d.endpoint_id
      where d.state = 'waiting' and d.due_at <= ${now} and (d.claimed_until is null or d.claimed_until < ${now}) and e.state = 'active' limit 1`)
    if (!any) return 0
    await db.tx(wake)
    return 1
  },
}

export const topicsKnown = (types: readonly string[]): string[] => types.filter((type) => !findTopic(type))
