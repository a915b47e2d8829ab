import { cutPage, decodeCursor } from '#core/http.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import type { ContractField, Registration } from './model.ts'

export interface InterfaceRow extends Pick<Registration, 'interface_id' | 'partner' | 'kind' | 'name' | 'direction' | 'version'> {
  owner_id: string | null
  budget_calls: number | null
  budget_ms: number | null
  /** What its partner's interfaces may be asked unless they have their own; null for what partners ask of us. */
  partner_calls: number | null
  partner_ms: number | null
  contract: ContractField[]
  active: boolean
  /** Of the last 24 hours. */
  calls: number
  failed: number
  average_ms: number | null
  slowest_ms: number | null
  last_success_at: string | null
  last_failure_at: string | null
  last_failure: string | null
  /** Accounts whose breaker is open. */
  open_circuits: number
  accounts: number
  waiting: number
  dead: number
  drifts: number
}

/** Every interface with its health over the last day. */
export const listInterfaces = (db: Reader, now: string, interface_id: string | null = null): Promise<InterfaceRow[]> =>
  db.rows<InterfaceRow>(hot`
    select i.interface_id, i.partner, i.kind, i.name, i.direction, i.version, i.owner_id, i.budget_calls, i.budget_ms, p.budget_calls as partner_calls, p.budget_ms as partner_ms, i.contract, i.active,
      coalesce(h.calls, 0)::bigint as calls, coalesce(h.failed, 0)::bigint as failed,
      case when h.calls > 0 then round(h.took_ms / h.calls)::bigint end as average_ms, h.slowest_ms,
      l.last_success_at, l.last_failure_at, l.last_failure, coalesce(l.open_circuits, 0)::integer as open_circuits, coalesce(l.accounts, 0)::integer as accounts,
      coalesce(w.waiting, 0)::integer as waiting, coalesce(w.dead, 0)::integer as dead, coalesce(d.drifts, 0)::integer as drifts
    from interfaces.interfaces i
    left join interfaces.partners p on p.partner = i.partner and i.direction = 'out'
    left join (
      select interface_id, sum(calls) as calls, sum(failed) as failed, sum(took_ms) as took_ms, max(slowest_ms) as slowest_ms
      from interfaces.hours where hour >= ${addMilliseconds(now, -86_400_000)} group by interface_id
    ) h using (interface_id)
    left join (
      select interface_id, max(last_success_at) as last_success_at, max(last_failure_at) as last_failure_at,
        (array_agg(last_failure order by last_failure_at desc nulls last))[1] as last_failure,
        count(*) filter (where circuit = 'open') as open_circuits, count(*) filter (where account <> '') as accounts
      from interfaces.lines group by interface_id
    ) l using (interface_id)
    left join (
      select interface_id, count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'dead') as dead
      from interfaces.letters where state in ('waiting', 'dead') group by interface_id
    ) w using (interface_id)
    left join (
      select interface_id, count(*) as drifts from interfaces.drifts where settled_at is null group by interface_id
    ) d using (interface_id)
    where ${interface_id}::text is null or i.interface_id = ${interface_id}
    order by i.kind, i.partner, i.interface_id`)

export interface InterfaceFilter {
  /** Those nobody answers for, or that are asked without a budget. */
  missing?: 'owner' | 'budget' | undefined
  kind?: string | undefined
  owner_id?: string | undefined
  words?: string | undefined
}
/** Of a list of interfaces those that a filter wants. What partners ask of us has no budget here: their keys have quotas. */
export function thoseWanted(rows: readonly InterfaceRow[], { missing, kind, owner_id, words }: InterfaceFilter): InterfaceRow[] {
  const wanted = words?.toLowerCase()
  return rows.filter(
    (row) =>
      (missing !== 'owner' || row.owner_id === null) &&
      (missing !== 'budget' || (row.direction === 'out' && row.budget_calls === null && row.partner_calls === null)) &&
      (kind === undefined || row.kind === kind) &&
      (owner_id === undefined || row.owner_id === owner_id) &&
      (wanted === undefined || [row.interface_id, row.name.zh, row.name.en].some((text) => text.toLowerCase().includes(wanted))),
  )
}

export const listPartners = (db: Reader) =>
  db.rows<{ partner: string; owner_id: string | null; budget_calls: number | null; budget_ms: number | null; interfaces: number }>(hot`
    select i.partner, p.owner_id, p.budget_calls, p.budget_ms, count(*)::integer as interfaces
    from interfaces.interfaces i left join interfaces.partners p using (partner) group by i.partner, p.owner_id, p.budget_calls, p.budget_ms order by i.partner`)

export const listLines = (db: Reader, interface_id: string) =>
  db.rows<{
    account: string
    circuit: string
    failures: number
    retry_at: string | null
    last_success_at: string | null
    last_failure_at: string | null
    last_failure: string | null
  }>(hot`
    select account, circuit, failures, retry_at, last_success_at, last_failure_at, last_failure
    from interfaces.lines where interface_id = ${interface_id} order by account limit 200`)

export const listHours = (db: Reader, interface_id: string, now: string) =>
  db.rows<{ hour: string; calls: number; failed: number; average_ms: number }>(hot`
    select hour, sum(calls)::bigint as calls, sum(failed)::bigint as failed, round(sum(took_ms) / sum(calls))::bigint as average_ms
    from interfaces.hours where interface_id = ${interface_id} and hour >= ${addMilliseconds(now, -48 * 3_600_000)} group by hour order by hour`)

export const listDrifts = (db: Reader, interface_id: string) =>
  db.rows<{
    path: string
    expected: string
    found: string
    seen: number
    first_seen_at: string
    last_seen_at: string
    settled_at: string | null
  }>(
    hot`
    select path, expected, found, seen, first_seen_at, last_seen_at, settled_at from interfaces.drifts
    where interface_id = ${interface_id} order by settled_at nulls first, last_seen_at desc limit 100`,
  )

export interface CallRow {
  call_id: string
  interface_id: string
  account: string
  subject: string | null
  called_at: string
  took_ms: number
  outcome: string
  code: string
  detail: string | null
  request: string
  answer: string
}

/** What was said and answered, newest first. */
export async function listCalls(
  db: Reader,
  filter: { interface_id: string; failed?: boolean | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: CallRow[]; next: string | null }> {
  const key = decodeCursor(filter.cursor, ['string', 'string'])
  const rows = await db.rows<CallRow>(sql`
    select call_id, interface_id, account, subject, called_at, took_ms, outcome, code, detail, request, answer from interfaces.calls
    where interface_id = ${filter.interface_id} and (${filter.failed ?? false}::boolean = false or outcome <> 'answered')
      and (${key?.[0] ?? null}::timestamptz is null or (called_at, call_id) < (${key?.[0] ?? null}::timestamptz, ${key?.[1] ?? null}::uuid))
    order by called_at desc, call_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ called_at, call_id }) => [called_at, call_id])
}

export interface LetterRow {
  letter_id: string
  interface_id: string
  account: string
  kind: string
  subject: string
  payload: unknown
  state: string
  attempts: number
  due_at: string
  reason: string | null
  written_at: string
  ended_at: string | null
  tries: { attempt: number; tried_at: string; took_ms: number; outcome: string; code: string; detail: string | null }[]
}

/** Letters of one state, newest first, with every try. */
export async function listLetters(
  db: Reader,
  filter: {
    state: string
    interface_id?: string | undefined
    subject?: string | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<{ items: LetterRow[]; next: string | null }> {
  const key = decodeCursor(filter.cursor, ['string', 'string'])
  const rows = await db.rows<LetterRow>(sql`
    select l.letter_id, l.interface_id, l.account, l.kind, l.subject, l.payload, l.state, l.attempts, l.due_at, l.reason, l.written_at, l.ended_at,
      coalesce((select jsonb_agg(jsonb_build_object('attempt', t.attempt, 'tried_at', t.tried_at, 'took_ms', t.took_ms, 'outcome', t.outcome,
        'code', t.code, 'detail', t.detail) order by t.attempt) from interfaces.tries t where t.letter_id = l.letter_id), '[]') as tries
    from interfaces.letters l
    where l.state = ${filter.state} and (${filter.interface_id ?? null}::text is null or l.interface_id = ${filter.interface_id ?? null})
      and (${filter.subject ?? null}::text is null or l.subject = ${filter.subject ?? null})
      and (${key?.[0] ?? null}::timestamptz is null or (l.written_at, l.letter_id) < (${key?.[0] ?? null}::timestamptz, ${key?.[1] ?? null}::uuid))
    order by l.written_at desc, l.letter_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ written_at, letter_id }) => [written_at, letter_id])
}
