import { callTogether } from '#centers/interfaces/exchange.ts'
import { chunksOf, groupBy } from '#core/outcomes.ts'
import { type Db, hot, json, sql, type Tx } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { addMilliseconds } from '#core/time.ts'
import { openAccounts } from '../agreements/read.ts'
import type { CarrierPort, CarrierPorts, OpenAccount, Told } from '../port.ts'
import { nextTry } from '../rules.ts'
import { addCalls, type Call, type CallKind } from './queue.ts'

/** How calls of one kind are made and what their answers change; each noun of this center brings its own. */
export interface Speech {
  kind: CallKind
  /** One answer per call. Undefined when the partner does not offer it. */
  say(db: Db, port: CarrierPort, account: OpenAccount, calls: readonly Call[]): Promise<Told<object>[] | undefined>
  /** Answers without a word to the partner: the registry of calls has nothing to note. */
  asksNobody?(port: CarrierPort, account: OpenAccount): boolean
  /** Records final answers: what was answered, or refused for good. Runs in the transaction that ends the calls. */
  settle(tx: Tx, now: string, settled: readonly Settled[]): Promise<void>
  /** Puts the subjects back to waiting when an operator makes dead calls again; answers those that still make sense. */
  revive?(tx: Tx, now: string, calls: readonly Call[]): Promise<readonly Call[]>
}
export interface Settled {
  call: Call
  // biome-ignore lint/suspicious/noExplicitAny: each speech knows what its own `say` answers
  told: Exclude<Told<any>, { status: 'later' }>
}

const callsPerRound = 200
const callsPerBreath = 10
/** How many requests one account gets at the same time. */
const voices = 4
/** A process that died with calls in its hands holds them no longer than this. */
const claim_ms = 120_000

/**
 * Makes the calls that are due and records what came back; answers how many were made. Never inside a transaction: partners are slow.
 * A process that dies in between makes the same call again, with the same key.
 */
export async function speak(
  db: Db,
  now: string,
  ports: CarrierPorts,
  speeches: readonly Speech[],
  push_base: string | null,
): Promise<number> {
  const calls = await claim(db, now)
  if (calls.length === 0) return 0
  const accounts = await openAccounts(db, [...new Set(calls.map(({ account_id }) => account_id))], push_base)
  const groups = [...groupBy(calls, ({ account_id, kind }) => `${account_id} ${kind}`).values()]
  const spoken = await Promise.all(
    groups.map((group) => {
      const { account_id, kind } = group[0]!
      const account = accounts.get(account_id)
      const port = account && ports[account.partner]
      const speech = speeches.find((one) => one.kind === kind)!
      return speakGroup(db, now, speech, account?.active ? port : undefined, account, group)
    }),
  )
  return spoken.reduce((sum, count) => sum + count, 0)
}

async function claim(db: Db, now: string): Promise<Call[]> {
  return db.tx((tx) =>
    tx.rows<Call>(hot`
      update carriers.calls c set claimed_until = ${addMilliseconds(now, claim_ms)}
      from (
        select call_id from carriers.calls
        where state = 'waiting' and due_at <= ${now} and (claimed_until is null or claimed_until < ${now})
        order by due_at limit ${callsPerRound} for update skip locked
      ) due
      where c.call_id = due.call_id
      returning c.call_id, c.kind, c.account_id, c.subject, c.payload, c.attempts`),
  )
}

type Heard = { call: Call; told: Told<object>; took_ms: number }

/** Speaks a breath at a time and stops when the partner is away: the rest waits a little without counting as tried. */
async function speakGroup(
  db: Db,
  now: string,
  speech: Speech,
  port: CarrierPort | undefined,
  account: OpenAccount | undefined,
  calls: readonly Call[],
): Promise<number> {
  const breaths = [...chunksOf(calls, callsPerBreath)]
  let away = false
  let made = 0
  const voice = async () => {
    for (let breath = breaths.shift(); breath; breath = breaths.shift()) {
      if (away) {
        await release(db, now, breath)
        continue
      }
      const heard = await say(db, speech, port, account, breath)
      away = heard.every(({ told }) => told.status === 'later')
      made += heard.length
      await record(db, now, speech, heard)
    }
  }
  await Promise.all(Array.from({ length: voices }, voice))
  return made
}

async function release(db: Db, now: string, calls: readonly Call[]): Promise<void> {
  await db.run(hot`
    update carriers.calls set claimed_until = null, due_at = ${addMilliseconds(now, 5000)}
    where call_id = any(${calls.map(({ call_id }) => call_id)}::uuid[]) and state = 'waiting'`)
}

async function say(
  db: Db,
  speech: Speech,
  port: CarrierPort | undefined,
  account: OpenAccount | undefined,
  calls: readonly Call[],
): Promise<Heard[]> {
  const began = performance.now()
  let answers: Told<object>[]
  if (!port || !account) answers = calls.map(() => ({ status: 'later', code: 'account_closed', reason: 'The account is not active.' }))
  else {
    try {
      const line = { interface_id: `${port.partner}.${speech.kind}`, account: account.account_id, secrets: Object.values(account.secrets) }
      const ask = async (): Promise<Told<object>[]> =>
        (await speech.say(db, port, account, calls)) ??
        calls.map(() => ({ status: 'refused', code: 'not_offered', reason: `${port.partner} does not offer this.` }))
      answers = speech.asksNobody?.(port, account)
        ? await ask()
        : await callTogether<Told<object>>(db, { ...line, subject: calls[0]!.subject }, calls.length, ask)
    } catch (error) {
      // An adapter answers outages itself, so this is a mistake of ours or an answer nobody expected: kept, and tried again.
      log.warn({ partner: port.partner, kind: speech.kind, error: (error as Error).stack }, 'a partner call failed unexpectedly')
      answers = calls.map(() => ({ status: 'later', code: 'failed', reason: String((error as Error).message).slice(0, 500) }))
    }
  }
  const took_ms = Math.round(performance.now() - began)
  return calls.map((call, i) => ({ call, told: answers[i]!, took_ms }))
}

async function record(db: Db, now: string, speech: Speech, heard: readonly Heard[]): Promise<void> {
  await db.tx(async (tx) => {
    const ids = heard.map(({ call }) => call.call_id)
    // Of two processes that made the same call (the first seemed dead), only one records.
    const open = await tx.rows<{ call_id: string; attempts: number }>(sql`
      select call_id, attempts from carriers.calls where call_id = any(${ids}::uuid[]) and state = 'waiting' order by call_id for update`)
    const attempts = new Map(open.map((row) => [row.call_id, row.attempts + 1]))
    const judged = heard.filter(({ call }) => attempts.has(call.call_id)).map((one) => judge(one, attempts.get(one.call.call_id)!, now))
    await tx.run(hot`
      insert into carriers.attempts (call_id, attempt, tried_at, took_ms, outcome, code, detail)
      select call_id, attempts, ${now}::timestamptz, took_ms, outcome, code, detail
      from jsonb_to_recordset(${json(judged)}::jsonb) as a (call_id uuid, attempts integer, took_ms integer, outcome text, code text, detail text)`)
    await tx.run(hot`
      update carriers.calls c set attempts = j.attempts, state = j.state, due_at = coalesce(j.due_at, c.due_at), claimed_until = null,
        reason = j.reason, ended_at = case when j.state = 'waiting' then null else ${now}::timestamptz end
      from jsonb_to_recordset(${json(judged)}::jsonb) as j (call_id uuid, attempts integer, state text, due_at timestamptz, reason text)
      where c.call_id = j.call_id`)
    const settled = judged.flatMap(({ call, final }) => (final ? [{ call, told: final }] : []))
    if (settled.length > 0) await speech.settle(tx, now, settled)
  })
}

interface Judged {
  call: Call
  call_id: string
  attempts: number
  took_ms: number
  outcome: string
  code: string
  detail: string | null
  state: 'waiting' | 'done' | 'dead'
  due_at: string | null
  reason: string | null
  final: Settled['told'] | null
}

function judge({ call, told, took_ms }: Heard, attempts: number, now: string): Judged {
  const common = { call, call_id: call.call_id, attempts, took_ms, outcome: told.status }
  if (told.status === 'answered') return { ...common, code: 'ok', detail: null, state: 'done', due_at: null, reason: null, final: told }
  const detail = told.reason.slice(0, 500)
  const reason = `${told.code}: ${detail}`
  if (told.status === 'refused') return { ...common, code: told.code, detail, state: 'dead', due_at: null, reason, final: told }
  const due_at = nextTry(attempts, now, told.retry_after_s)
  if (due_at) return { ...common, code: told.code, detail, state: 'waiting', due_at, reason, final: null }
  const final = { status: 'refused', code: 'gave_up', reason: `No answer after ${attempts} tries; the last said ${reason}` } as const
  return { ...common, code: told.code, detail, state: 'dead', due_at: null, reason: `gave_up: ${final.reason}`, final }
}

/**
 * Makes dead calls again from the first try, by an operator's word. The old call keeps its story and leaves the list of dead letters;
 * answers the calls that were dead and made sense to repeat.
 */
export async function reviveCalls(tx: Tx, now: string, speeches: readonly Speech[], call_ids: readonly string[]): Promise<Set<string>> {
  const calls = await tx.rows<Call>(sql`
    select call_id, kind, account_id, subject, payload, attempts from carriers.calls
    where call_id = any(${call_ids}::uuid[]) and state = 'dead' order by call_id for update`)
  const again: Call[] = []
  for (const [kind, group] of groupBy(calls, (call) => call.kind)) {
    const revive = speeches.find((one) => one.kind === kind)?.revive
    again.push(...(revive ? await revive(tx, now, group) : group))
  }
  await addCalls(tx, now, again)
  const ids = again.map(({ call_id }) => call_id)
  await tx.run(sql`update carriers.calls set state = 'withdrawn' where call_id = any(${ids}::uuid[])`)
  return new Set(ids)
}

/** Dead letters an operator read and does not want to send again: they leave the list and stay in the story. */
export async function dismissCalls(tx: Tx, call_ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows<{ call_id: string }>(sql`
    update carriers.calls set state = 'withdrawn' where call_id = any(${call_ids}::uuid[]) and state = 'dead' returning call_id`)
  return new Set(rows.map(({ call_id }) => call_id))
}
