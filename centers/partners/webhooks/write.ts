import { randomBytes } from 'node:crypto'
import { closeCircuits } from '#centers/interfaces/write.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { addJobs } from '#core/jobs.ts'
import type { Outcome } from '#core/outcomes.ts'
import { column } from '#core/outcomes.ts'
import { seal } from '#core/secrets.ts'
import { hot, type Sql, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import type { StoredKey } from '../model.ts'
import { refuseAddress } from './address.ts'
import { deliverTask, endpointSeal, ping, topicsKnown, webhookInterface } from './deliver.ts'
import { findTopic } from './topics.ts'

export const endpointStatuses = [
  'url_refused',
  'type_unknown',
  'permission_missing',
  'too_many',
  'id_used_for_another',
  'already_saved',
  'saved',
] as const
export type EndpointOutcome = Outcome<(typeof endpointStatuses)[number]> & { secret?: string }

export interface EndpointItem {
  endpoint_id: string
  url: string
  types: string[]
}

/** So many endpoints one key may have. */
export const mostEndpoints = 20

/** Secrets of Standard Webhooks: 32 random bytes. */
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** Makes endpoints of a key, or changes where one is and what it is told. The secret of a new one is in this answer and never again. */
export async function saveEndpoints(
  tx: Tx,
  by: By,
  now: string,
  key: StoredKey,
  items: readonly EndpointItem[],
): Promise<EndpointOutcome[]> {
  // One at a time per key: the count below must hold.
  await tx.run(hot`select from partners.keys where key_id = ${key.key_id} for update`)
  const outcomes: EndpointOutcome[] = []
  for (const item of items) {
    const id = item.endpoint_id
    const refused = refuse(item, key)
    if (refused) {
      outcomes.push({ id, ...refused })
      continue
    }
    const before = await tx.row<{ key_id: string; url: string; types: string[] }>(
      hot`select key_id, url, types from partners.endpoints where endpoint_id = ${id} for update`,
    )
    if (before && before.key_id !== key.key_id)
      outcomes.push({ id, status: 'id_used_for_another', detail: 'endpoint_id: another endpoint has this id; make a new one.' })
    else if (before && before.url === item.url && [...before.types].sort().join() === [...item.types].sort().join())
      outcomes.push({ id, status: 'already_saved' })
    else if (before) {
      await tx.run(
        hot`update partners.endpoints set url = ${item.url}, types = ${item.types}::text[], state = 'active', reason = null, failing_since = null where endpoint_id = ${id}`,
      )
      await note(tx, by, now, id, 'saved', item)
      outcomes.push({ id, status: 'saved' })
    } else if (
      (await tx.row<{ many: number }>(hot`select count(*)::integer as many from partners.endpoints where key_id = ${key.key_id}`))!.many >=
      mostEndpoints
    )
      outcomes.push({ id, status: 'too_many', detail: `A key has at most ${mostEndpoints} endpoints: change one of them.` })
    else {
      const secret = newSecret()
      await tx.run(hot`
        insert into partners.endpoints (endpoint_id, key_id, url, types, sealed_secret, state, made_at)
        values (${id}, ${key.key_id}, ${item.url}, ${item.types}::text[], ${seal(endpointSeal, secret)}, 'active', ${now})`)
      await note(tx, by, now, id, 'made', item)
      outcomes.push({ id, status: 'saved', secret })
    }
  }
  return outcomes
}

function refuse({ url, types }: EndpointItem, key: StoredKey): Omit<EndpointOutcome, 'id'> | null {
  const detail = refuseAddress(url)
  if (detail) return { status: 'url_refused', detail }
  const [unknown] = topicsKnown(types)
  if (unknown) return { status: 'type_unknown', detail: `types: there is no ${unknown}; GET /api/open/webhooks/types lists what there is.` }
  const closed = types.find((type) => !key.permissions.includes(findTopic(type)!.permission))
  return closed
    ? { status: 'permission_missing', detail: `types: to be told of ${closed} this key needs ${findTopic(closed)!.permission}.` }
    : null
}

const note = (tx: Tx, by: By, now: string, endpoint_id: string, action: string, after?: object) =>
  recordChanges(tx, by, now, [{ subject: 'partners.endpoint', subject_id: endpoint_id, action, ...(after ? { after } : {}) }])

/** The endpoints of these that `within` allows, locked. `e` is the endpoint, `k` its key, `p` its partner. */
const lockEndpoints = async (tx: Tx, within: Sql, ids: readonly string[]) =>
  new Map(
    (
      await tx.rows<{ endpoint_id: string; sealed_secret: string; state: string; revoked: boolean }>(sql`
        select e.endpoint_id, e.sealed_secret, e.state, k.revoked_at is not null as revoked from partners.endpoints e join partners.keys k on k.key_id = e.key_id join partners.partners p on p.partner_id = k.partner_id
        where e.endpoint_id = any(${[...ids]}::uuid[]) and ${within} order by e.endpoint_id for update of e`)
    ).map((row) => [row.endpoint_id, row]),
  )
const notThere = (id: string) => ({ id, status: 'endpoint_not_found', detail: 'There is no such endpoint.' }) as const

const overlap_ms = 24 * 3_600_000
export type RotateOutcome = Outcome<'endpoint_not_found' | 'rotated'> & { secret?: string; before_until?: string }

/** Gives endpoints a new secret; for a day messages are signed with both, so the receiver can change over when it likes. */
export async function rotateSecrets(tx: Tx, by: By, now: string, within: Sql, ids: readonly string[]): Promise<RotateOutcome[]> {
  const endpoints = await lockEndpoints(tx, within, ids)
  const outcomes: RotateOutcome[] = []
  for (const id of ids) {
    const endpoint = endpoints.get(id)
    if (!endpoint) {
      outcomes.push(notThere(id))
      continue
    }
    const [secret, before_until] = [newSecret(), addMilliseconds(now, overlap_ms)]
    await tx.run(
      hot`update partners.endpoints set sealed_secret = ${seal(endpointSeal, secret)}, sealed_before = sealed_secret, before_until = ${before_until} where endpoint_id = ${id}`,
    )
    await note(tx, by, now, id, 'rotated')
    outcomes.push({ id, status: 'rotated', secret, before_until })
  }
  return outcomes
}

export type StateOutcome = Outcome<'endpoint_not_found' | 'key_revoked' | 'already_so' | 'changed'>

/** Pauses endpoints or sets them to work again; what waits meanwhile is told afterwards. */
export async function setEndpoints(
  tx: Tx,
  by: By,
  now: string,
  within: Sql,
  items: readonly { endpoint_id: string; active: boolean }[],
): Promise<StateOutcome[]> {
  const endpoints = await lockEndpoints(tx, within, column([...items], 'endpoint_id'))
  const outcomes: StateOutcome[] = []
  for (const { endpoint_id: id, active } of items) {
    const endpoint = endpoints.get(id)
    if (!endpoint) outcomes.push(notThere(id))
    else if (active && endpoint.revoked)
      outcomes.push({ id, status: 'key_revoked', detail: 'Its key was revoked: make an endpoint with another key.' })
    else if ((endpoint.state === 'active') === active) outcomes.push({ id, status: 'already_so' })
    else {
      await tx.run(
        hot`update partners.endpoints set state = ${active ? 'active' : 'paused'}, reason = null, failing_since = null where endpoint_id = ${id}`,
      )
      await note(tx, by, now, id, active ? 'activated' : 'paused')
      outcomes.push({ id, status: 'changed' })
    }
  }
  if (items.some(({ active }) => active)) await addJobs(tx, [{ task: deliverTask, key: deliverTask, max_attempts: 3 }])
  return outcomes
}

/** Asks for a message that says nothing. */
export async function pingEndpoints(
  tx: Tx,
  now: string,
  within: Sql,
  items: readonly { id: string; endpoint_id: string }[],
): Promise<Outcome<'endpoint_not_found' | 'sent'>[]> {
  const endpoints = await lockEndpoints(tx, within, column([...items], 'endpoint_id'))
  const outcomes: Outcome<'endpoint_not_found' | 'sent'>[] = []
  for (const { id, endpoint_id } of items) {
    if (!endpoints.has(endpoint_id)) outcomes.push({ ...notThere(endpoint_id), id })
    else {
      await ping(tx, now, endpoint_id, id)
      outcomes.push({ id, status: 'sent' })
    }
  }
  return outcomes
}

export type ReplayOutcome = Outcome<'delivery_not_found' | 'endpoint_not_active' | 'already_waiting' | 'replayed'>

/** Sends messages again, with the same id: whoever took them once knows them. One that rests between two tries is sent now. */
export async function replayDeliveries(tx: Tx, now: string, within: Sql, ids: readonly string[]): Promise<ReplayOutcome[]> {
  const rows = await tx.rows<{ delivery_id: string; endpoint_id: string; state: string; rests: boolean; endpoint: string }>(sql`
    select d.delivery_id, d.endpoint_id, d.state, d.state = 'waiting' and d.due_at > ${now} as rests, e.state as endpoint from partners.deliveries d join partners.endpoints e on e.endpoint_id = d.endpoint_id
    join partners.keys k on k.key_id = e.key_id join partners.partners p on p.partner_id = k.partner_id
    where d.delivery_id = any(${[...ids]}::uuid[]) and ${within} order by d.delivery_id for update of d`)
  const known = new Map(rows.map((row) => [row.delivery_id, row]))
  const again = rows.filter(({ state, rests, endpoint }) => (rests || state !== 'waiting') && endpoint === 'active')
  await tx.run(sql`
    update partners.deliveries set state = 'waiting', due_at = ${now}, ended_at = null, claimed_until = null,
      attempts_before = case when state = 'waiting' then attempts_before else attempts end
    where delivery_id = any(${column(again, 'delivery_id')}::uuid[])`)
  // Who sends again says that the endpoint is there: its breaker must not keep the message.
  await closeCircuits(tx, [webhookInterface], column(again, 'endpoint_id'))
  if (again.length > 0) await addJobs(tx, [{ task: deliverTask, key: deliverTask, max_attempts: 3 }])
  return ids.map((id) => {
    const row = known.get(id)
    if (!row) return { id, status: 'delivery_not_found', detail: 'There is no such message.' }
    if (row.state === 'waiting' && !row.rests) return { id, status: 'already_waiting' }
    if (row.endpoint !== 'active') return { id, status: 'endpoint_not_active', detail: 'Set the endpoint to work first.' }
    return { id, status: 'replayed' }
  })
}
