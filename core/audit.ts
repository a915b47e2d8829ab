import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { assert } from './assert.ts'
import { type Caller, theSystem } from './http.ts'
import { newId } from './ids.ts'
import { type DueWork, rarely_ms } from './jobs.ts'
import { type Db, hot, json, type Reader, type Sql, sql, type Tx } from './sql.ts'
import { businessDate } from './time.ts'

/** Who acts, for verbs: the caller with his scope, and by which request. */
export interface By extends Caller {
  /** The route, or the command or job that did it. */
  route?: string | null
  request_id?: string | null
}

export const byOf = (request: FastifyRequest): By => ({
  ...request.caller,
  route: `${request.method} ${request.routeOptions.url ?? request.url}`,
  request_id: request.id,
})

/** Work that no person asked for, named after what does it: `systemBy('world loader')`. */
export const systemBy = (what: string): By => ({ ...theSystem, name: what, route: what })

/** One thing that became different. `before` is null for something new, `after` for something gone. */
export interface Change {
  /** `center.noun` */
  subject: string
  subject_id: string
  /** The verb's own past tense: `moved`, `role_granted`. */
  action: string
  /** Whose row it is, so that readers see the changes of their own organizations. */
  organization_id?: string | null
  before?: unknown
  after?: unknown
}

/** Largest array one call takes. */
const largest = 10_000

/**
 * Records the changes in the caller's transaction: they are kept exactly if the acts themselves are. Writers do not wait for each other.
 * Secrets (passwords, tokens) are cut out by name.
 */
export async function recordChanges(tx: Tx, by: By, now: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return
  assert(changes.length <= largest, `at most ${largest} changes are recorded in one call`)
  const chain = await takeChain(tx, now)
  let { length, hash } = chain
  const rows = changes.map((change) => {
    const row: RecordedChange = {
      chain: chain.chain,
      seq: ++length,
      happened_at: new Date(now).toISOString(),
      by_kind: by.kind,
      by_id: by.id,
      by_name: by.name,
      route: by.route ?? null,
      request_id: by.request_id ?? null,
      subject: change.subject,
      subject_id: change.subject_id,
      action: change.action,
      organization_id: change.organization_id ?? null,
      before: plain(change.before),
      after: plain(change.after),
      hash: '',
    }
    hash = hashOf(row, hash)
    return { ...row, hash }
  })
  await tx.run(hot`
    insert into core.changes (chain, seq, happened_at, by_kind, by_id, by_name, route, request_id, subject, subject_id, action, organization_id, before, after, hash)
    select chain, seq, happened_at, by_kind, by_id, by_name, route, request_id, subject, subject_id, action, organization_id,
      nullif(before, 'null'::jsonb), nullif(after, 'null'::jsonb), hash
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (chain uuid, seq bigint, happened_at timestamptz, by_kind text, by_id text, by_name text, route text,
      request_id text, subject text, subject_id text, action text, organization_id text, before jsonb, after jsonb, hash text)`)
  await tx.run(hot`update core.audit_chains set length = ${length}, hash = ${hash} where chain = ${chain.chain}`)
}

interface Chain {
  chain: string
  length: number
  hash: string
}

/** A chain of the day that no other transaction holds, or a new one; held until the caller's transaction ends. */
async function takeChain(tx: Tx, now: string): Promise<Chain> {
  const day = await openDay(tx, businessDate(now, 'UTC'))
  const free = await tx.row<Chain>(hot`
    select chain, length, hash from core.audit_chains where day = ${day} order by chain limit 1 for update skip locked`)
  if (free) return free
  const begun = { chain: newId(Date.parse(now)), length: 0, hash: '' }
  await tx.run(hot`insert into core.audit_chains (chain, day, length, hash) values (${begun.chain}, ${day}, 0, '')`)
  return begun
}

/** The day to write to: that of `now`, or the first one after it that is not sealed. Held shared, so it is not sealed meanwhile. */
async function openDay(tx: Tx, wanted: string): Promise<string> {
  for (let day = wanted; ; day = nextDay(day)) {
    const find = () => tx.row<{ sealed: boolean }>(hot`select seal is not null as sealed from core.audit_days where day = ${day} for share`)
    let found = await find()
    if (!found) {
      await tx.run(hot`insert into core.audit_days (day) values (${day}) on conflict do nothing`)
      found = await find()
    }
    if (!found!.sealed) return day
  }
}

const nextDay = (day: string): string => Temporal.PlainDate.from(day).add({ days: 1 }).toString()

/** As it will come back from the database: no undefined, no dates, no secrets. */
const plain = (value: unknown): unknown =>
  value === undefined ? null : JSON.parse(JSON.stringify(value, (key, part) => (secret.test(key) ? '[hidden]' : part)))
const secret = /password|secret|token|passphrase|private_key/i

export interface RecordedChange {
  chain: string
  seq: number
  happened_at: string
  by_kind: string
  by_id: string | null
  by_name: string
  route: string | null
  request_id: string | null
  subject: string
  subject_id: string
  action: string
  organization_id: string | null
  before: unknown
  after: unknown
  hash: string
}

const hashOf = ({ hash: _, ...row }: RecordedChange, previous: string): string => digestOf([previous, row])

/** SHA-256 over the JSON with sorted keys, so that it does not depend on who wrote the object down. */
export const digestOf = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex')

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`)
  return `{${parts.join(',')}}`
}

export interface AuditFault {
  day: string
  chain: string | null
  seq: number | null
  fault: 'row_changed' | 'row_missing' | 'row_inserted' | 'chain_missing' | 'chain_end_differs' | 'seal_differs'
}

/**
 * Reads the chains of the days and finds what was changed, removed or inserted behind our back; also whole chains, once the day is sealed.
 * Reads in steps, so memory stays flat however long the days were.
 */
export async function verifyAudit(
  db: Reader,
  from_day: string,
  to_day: string,
): Promise<{ days: number; changes: number; faults: AuditFault[] }> {
  const faults: AuditFault[] = []
  let changes = 0
  const days = await db.rows<{ day: string; seal: string | null; previous_day: string | null; changes: number | null }>(sql`
    select day, seal, previous_day, changes from core.audit_days where day between ${from_day} and ${to_day} order by day`)
  for (const { day, ...sealed } of days) {
    const chains = await db.rows<Chain>(sql`select chain, length, hash from core.audit_chains where day = ${day} order by chain`)
    for (const chain of chains) changes += await verifyChain(db, day, chain, faults)
    if (sealed.seal === null) continue
    const previous = await sealBefore(db, day)
    if (sealed.seal !== sealOf(day, chains, previous) || (previous?.day ?? null) !== sealed.previous_day)
      faults.push({ day, chain: null, seq: null, fault: 'seal_differs' })
  }
  // Rows whose chain is gone altogether.
  const lost = await db.rows<{ chain: string }>(sql`
    select distinct chain from core.changes c where happened_at >= ${from_day}::date and happened_at < ${to_day}::date + 1
      and not exists (select from core.audit_chains a where a.chain = c.chain)`)
  for (const { chain } of lost) faults.push({ day: from_day, chain, seq: null, fault: 'chain_missing' })
  return { days: days.length, changes, faults }
}

const rowsPerStep = 2_000

async function verifyChain(db: Reader, day: string, chain: Chain, faults: AuditFault[]): Promise<number> {
  let seq = 0
  let hash = ''
  for (;;) {
    const rows = await db.rows<RecordedChange>(hot`
      select chain, seq, happened_at, by_kind, by_id, by_name, route, request_id, subject, subject_id, action, organization_id, before, after, hash
      from core.changes where chain = ${chain.chain} and seq > ${seq} order by seq limit ${rowsPerStep}`)
    for (const row of rows) {
      const at = { day, chain: chain.chain, seq: row.seq }
      if (row.seq > chain.length) faults.push({ ...at, fault: 'row_inserted' })
      else if (row.seq !== seq + 1) faults.push({ ...at, seq: seq + 1, fault: 'row_missing' })
      else if (hashOf(row, hash) !== row.hash) faults.push({ ...at, fault: 'row_changed' })
      seq = row.seq
      hash = row.hash
    }
    if (rows.length < rowsPerStep) break
  }
  if (seq < chain.length) faults.push({ day, chain: chain.chain, seq: seq + 1, fault: 'row_missing' })
  else if (seq === chain.length && hash !== chain.hash) faults.push({ day, chain: chain.chain, seq, fault: 'chain_end_differs' })
  return seq
}

const sealOf = (day: string, chains: Chain[], previous: { day: string; seal: string } | undefined): string =>
  digestOf([day, chains, previous?.day ?? null, previous?.seal ?? null])

const sealBefore = (db: Reader, day: string) =>
  db.row<{ day: string; seal: string }>(
    sql`select day, seal from core.audit_days where day < ${day} and seal is not null order by day desc limit 1`,
  )

/** Seals the days that ended more than two hours ago; whoever keeps a copy of a seal can tell later that nothing of that day was touched. */
export const sealAuditDays: DueWork = {
  name: 'core.seal_audit_days',
  rest_ms: rarely_ms,
  async run(db, now) {
    const before = businessDate(new Date(Date.parse(now) - 2 * 3_600_000).toISOString(), 'UTC')
    const days = await db.rows<{ day: string }>(sql`select day from core.audit_days where seal is null and day < ${before} order by day`)
    for (const { day } of days) await db.tx((tx) => seal(tx, day, now))
    return days.length
  },
}

async function seal(tx: Tx, day: string, now: string): Promise<void> {
  const open = await tx.row(sql`select day from core.audit_days where day = ${day} and seal is null for update`)
  if (!open) return
  const chains = await tx.rows<Chain>(sql`select chain, length, hash from core.audit_chains where day = ${day} order by chain`)
  const previous = await sealBefore(tx, day)
  await tx.run(sql`
    update core.audit_days set sealed_at = ${now}, seal = ${sealOf(day, chains, previous)}, previous_day = ${previous?.day ?? null},
      changes = ${chains.reduce((sum, { length }) => sum + length, 0)}
    where day = ${day}`)
}

export interface ChangeFilter {
  by_id?: string | undefined
  subject?: string | undefined
  subject_id?: string | undefined
  request_id?: string | undefined
  since?: string | undefined
  until?: string | undefined
}

/** The changes that match, newest first; `within` is the reader's scope. */
export async function listChanges(
  db: Db | Reader,
  within: Sql,
  { by_id, subject, subject_id, request_id, since, until }: ChangeFilter,
  after: readonly (string | number)[] | null,
  limit: number,
): Promise<RecordedChange[]> {
  const [at, chain, seq] = after ?? [null, null, null]
  return db.rows<RecordedChange>(sql`
    select chain, seq, happened_at, by_kind, by_id, by_name, route, request_id, subject, subject_id, action, organization_id, before, after, hash
    from core.changes c
    where ${within}
      and (${by_id ?? null}::text is null or by_id = ${by_id ?? null})
      and (${subject ?? null}::text is null or subject = ${subject ?? null})
      and (${subject_id ?? null}::text is null or subject_id = ${subject_id ?? null})
      and (${request_id ?? null}::text is null or request_id = ${request_id ?? null})
      and (${since ?? null}::timestamptz is null or happened_at >= ${since ?? null}::timestamptz)
      and (${until ?? null}::timestamptz is null or happened_at < ${until ?? null}::timestamptz)
      and (${at}::timestamptz is null or (happened_at, chain, seq) < (${at}::timestamptz, ${chain}::uuid, ${seq}::bigint))
    order by happened_at desc, chain desc, seq desc limit ${limit}`)
}

/** One change by its place in the record; undefined when the reader may not see it. */
export const findChange = (db: Reader, within: Sql, chain: string, seq: number): Promise<RecordedChange | undefined> =>
  db.row<RecordedChange>(sql`
    select chain, seq, happened_at, by_kind, by_id, by_name, route, request_id, subject, subject_id, action, organization_id, before, after, hash
    from core.changes c where chain = ${chain} and seq = ${seq} and ${within}`)
