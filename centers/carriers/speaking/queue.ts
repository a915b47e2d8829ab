import { newId } from '#core/ids.ts'
import { hot, json, type Reader, type Sql, sql, type Tx } from '#core/sql.ts'

export const callKinds = [
  'waybill.ask',
  'waybill.cancel',
  'track.subscribe',
  'track.query',
  'pickup.place',
  'pickup.cancel',
  'custody.send',
  'custody.cancel',
  'custody.stock',
  'notice.send',
  'notice.withdraw',
] as const
export type CallKind = (typeof callKinds)[number]

/** One thing to be said to a partner. */
export interface Call {
  call_id: string
  kind: CallKind
  account_id: string
  /** What it is about: a parcel, a number, a pick-up. */
  subject: string
  payload: Record<string, unknown>
  attempts: number
}

export type NewCall = Pick<Call, 'kind' | 'account_id' | 'subject'> & { payload?: Record<string, unknown>; due_at?: string }

/** Puts calls in the queue in the caller's transaction: they are made if it commits, and not otherwise. */
export async function addCalls(tx: Tx, now: string, calls: readonly NewCall[]): Promise<void> {
  if (calls.length === 0) return
  const rows = calls.map((call) => ({ payload: {}, due_at: now, ...call, call_id: newId() }))
  await tx.run(hot`
    insert into carriers.calls (call_id, kind, account_id, subject, payload, state, due_at, asked_at)
    select call_id, kind, account_id, subject, payload, 'waiting', due_at, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as c (call_id uuid, kind text, account_id text, subject text, payload jsonb, due_at timestamptz)`)
}

/**
 * Takes waiting calls about these subjects back, those only that were never made: what a partner may have heard cannot be unsaid.
 * Answers the subjects that are now silent.
 */
export async function withdrawCalls(tx: Tx, now: string, kind: CallKind, subjects: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows<{ subject: string }>(hot`
    update carriers.calls set state = 'withdrawn', ended_at = ${now}
    where subject = any(${subjects}::text[]) and kind = ${kind} and state = 'waiting' and attempts = 0 and claimed_until is null
    returning subject`)
  return new Set(rows.map(({ subject }) => subject))
}

export interface CallRow extends Call {
  state: 'waiting' | 'done' | 'dead' | 'withdrawn'
  due_at: string
  reason: string | null
  asked_at: string
  ended_at: string | null
  tries: { attempt: number; tried_at: string; took_ms: number; outcome: string; code: string; detail: string | null }[]
}

/** Calls with every attempt, newest first: what we tried, when, what came back. */
export const listCalls = (db: Reader, where: Sql, limit: number): Promise<CallRow[]> =>
  db.rows(sql`
    select c.call_id, c.kind, c.account_id, c.subject, c.payload, c.attempts, c.state, c.due_at, c.reason, c.asked_at, c.ended_at,
      coalesce((select jsonb_agg(jsonb_build_object('attempt', t.attempt, 'tried_at', t.tried_at, 'took_ms', t.took_ms, 'outcome', t.outcome,
        'code', t.code, 'detail', t.detail) order by t.attempt) from carriers.attempts t where t.call_id = c.call_id), '[]') as tries
    from carriers.calls c join carriers.accounts a using (account_id)
    where ${where} order by coalesce(c.ended_at, c.due_at) desc, c.call_id desc limit ${limit}`)
