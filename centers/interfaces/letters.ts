import { newId } from '#core/ids.ts'
import { addJobs } from '#core/jobs.ts'
import { chunksOf, groupBy } from '#core/outcomes.ts'
import { type Db, hot, json, sql, type Tx } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { addMilliseconds } from '#core/time.ts'
import type { Exchange } from './exchange.ts'
import type { Letter, NewLetter, Told } from './model.ts'
import { nextTry } from './rules.ts'

/** How letters of one kind are said and what their answers change; each center that writes letters brings its own. */
export interface Postman {
  kind: string
  /** One answer per letter, in order; every call goes through the exchange. All letters are of one account and interface. */
  say(db: Db, exchange: Exchange, now: () => string, letters: readonly Letter[]): Promise<Told[]>
  /** Records final answers in the transaction that ends the letters: what was answered, refused for good or given up. */
  settle?(tx: Tx, now: string, settled: readonly { letter: Letter; told: Exclude<Told, { status: 'later' }> }[]): Promise<void>
  /** Puts the subjects back to waiting when an operator replays dead letters; answers those that still make sense. */
  revive?(tx: Tx, now: string, letters: readonly Letter[]): Promise<readonly Letter[]>
}
const postmen = new Map<string, Postman>()
export const registerPostman = (postman: Postman): void => void postmen.set(postman.kind, postman)

export const deliverTask = 'interfaces.deliver'

/** Writes letters in the caller's transaction, to go out as soon as it commits. The same letter twice is one. */
export async function addLetters(tx: Tx, now: string, letters: readonly NewLetter[]): Promise<void> {
  if (letters.length === 0) return
  const rows = letters.map((letter) => ({ due_at: now, ...letter, letter_id: letter.letter_id ?? newId() }))
  await tx.run(hot`
    insert into interfaces.letters (letter_id, interface_id, account, kind, subject, payload, state, due_at, written_at)
    select letter_id, interface_id, account, kind, subject, payload, 'waiting', due_at, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as l (letter_id uuid, interface_id text, account text, kind text, subject text, payload jsonb, due_at timestamptz)
    on conflict (letter_id) do nothing`)
  await addJobs(tx, [{ task: deliverTask, key: deliverTask, max_attempts: 3 }])
}

const perRound = 200
const perBreath = 5
/** So many letters of one account are on their way at the same time. */
const voices = 4
/** A process that died with letters in its hands holds them no longer than this. */
const claim_ms = 120_000

/** Sends the letters that are due and records what came back; answers how many. Never inside a transaction: partners are slow. */
export async function deliver(db: Db, exchange: Exchange, now: () => string, chance: () => number = Math.random): Promise<number> {
  let sent = 0
  for (;;) {
    const letters = await claim(db, now())
    if (letters.length === 0) return sent
    const groups = [...groupBy(letters, ({ kind, interface_id, account }) => `${kind} ${interface_id} ${account}`).values()]
    const counts = await Promise.all(groups.map((group) => deliverGroup(db, exchange, now, chance, group)))
    sent += counts.reduce((sum, count) => sum + count, 0)
    if (letters.length < perRound) return sent
  }
}

const claim = (db: Db, now: string): Promise<Letter[]> =>
  db.tx((tx) =>
    tx.rows<Letter>(hot`
      update interfaces.letters l set claimed_until = ${addMilliseconds(now, claim_ms)}
      from (
        select letter_id from interfaces.letters
        where state = 'waiting' and due_at <= ${now} and (claimed_until is null or claimed_until < ${now})
        order by due_at limit ${perRound} for update skip locked
      ) due
      where l.letter_id = due.letter_id
      returning l.letter_id, l.interface_id, l.account, l.kind, l.subject, l.payload, l.attempts`),
  )

/** Stops when the partner is away: the rest waits a little without counting as tried. */
async function deliverGroup(
  db: Db,
  exchange: Exchange,
  now: () => string,
  chance: () => number,
  letters: readonly Letter[],
): Promise<number> {
  const postman = postmen.get(letters[0]!.kind)
  const breaths = [...chunksOf(letters, perBreath)]
  let away = false
  let sent = 0
  const voice = async () => {
    for (let breath = breaths.shift(); breath; breath = breaths.shift()) {
      if (away) {
        await release(db, addMilliseconds(now(), 5_000), breath)
        continue
      }
      const began = performance.now()
      let told: Told[]
      try {
        told = postman
          ? await postman.say(db, exchange, now, breath)
          : breath.map(() => ({ status: 'later', code: 'nobody_delivers', reason: `Nothing here delivers ${breath![0]!.kind}.` }))
      } catch (error) {
        log.warn({ kind: breath[0]!.kind, error: (error as Error).stack }, 'letters could not be delivered')
        told = breath.map(() => ({ status: 'later', code: 'failed', reason: String((error as Error).message).slice(0, 500) }))
      }
      away = told.every(({ status }) => status === 'later')
      const first = told[0]!
      if (away && first.status === 'later' && (first.code === 'circuit_open' || first.code === 'switched_off')) {
        await release(db, addMilliseconds(now(), (first.retry_after_s ?? 30) * 1000), breath)
        continue
      }
      sent += breath.length
      const took_ms = Math.round(performance.now() - began)
      const answers = told
      const some = breath
      await db.tx((tx) => record(tx, now(), chance, postman, some, answers, took_ms))
    }
  }
  await Promise.all(Array.from({ length: voices }, voice))
  return sent
}

const release = (db: Db, due_at: string, letters: readonly Letter[]): Promise<number> =>
  db.run(hot`
    update interfaces.letters set claimed_until = null, due_at = ${due_at}
    where letter_id = any(${letters.map(({ letter_id }) => letter_id)}::uuid[]) and state = 'waiting'`)

async function record(
  tx: Tx,
  now: string,
  chance: () => number,
  postman: Postman | undefined,
  letters: readonly Letter[],
  answers: readonly Told[],
  took_ms: number,
): Promise<void> {
  // Of two processes that sent the same letter (the first seemed dead), only one records.
  const open = await tx.rows<{ letter_id: string; attempts: number; attempts_before: number }>(sql`
    select letter_id, attempts, attempts_before from interfaces.letters
    where letter_id = any(${letters.map(({ letter_id }) => letter_id)}::uuid[]) and state = 'waiting' order by letter_id for update`)
  const waiting = new Map(open.map((row) => [row.letter_id, row]))
  const rows = letters.flatMap((letter, i) => {
    const row = waiting.get(letter.letter_id)
    return row ? [{ letter, ...judge(letter, answers[i]!, row.attempts + 1, row.attempts_before, now, chance()) }] : []
  })
  await tx.run(hot`
    insert into interfaces.tries (letter_id, attempt, tried_at, took_ms, outcome, code, detail)
    select letter_id, attempt, ${now}::timestamptz, ${took_ms}::integer, outcome, code, detail
    from jsonb_to_recordset(${json(rows)}::jsonb) as t (letter_id uuid, attempt integer, outcome text, code text, detail text)`)
  await tx.run(hot`
    update interfaces.letters l set attempts = r.attempt, state = r.state, due_at = coalesce(r.due_at, l.due_at), claimed_until = null, reason = r.reason,
      ended_at = case when r.state = 'waiting' then null else ${now}::timestamptz end
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (letter_id uuid, attempt integer, state text, due_at timestamptz, reason text)
    where l.letter_id = r.letter_id`)
  const settled = rows.flatMap(({ letter, final }) => (final ? [{ letter, told: final }] : []))
  if (settled.length > 0) await postman?.settle?.(tx, now, settled)
}

interface Judged {
  letter_id: string
  attempt: number
  outcome: string
  code: string
  detail: string | null
  state: 'waiting' | 'done' | 'dead'
  due_at: string | null
  reason: string | null
  final: Exclude<Told, { status: 'later' }> | null
}

function judge({ letter_id }: Letter, told: Told, attempt: number, before: number, now: string, chance: number): Judged {
  const common = { letter_id, attempt, outcome: told.status }
  if (told.status === 'answered') return { ...common, code: 'ok', detail: null, state: 'done', due_at: null, reason: null, final: told }
  const detail = told.reason.slice(0, 500)
  const reason = `${told.code}: ${detail}`
  if (told.status === 'refused') return { ...common, code: told.code, detail, state: 'dead', due_at: null, reason, final: told }
  const due_at = nextTry(attempt - before, now, chance, told.retry_after_s)
  if (due_at) return { ...common, code: told.code, detail, state: 'waiting', due_at, reason, final: null }
  const final = { status: 'refused', code: 'gave_up', reason: `No answer after ${attempt} tries; the last said ${reason}` } as const
  return { ...common, code: told.code, detail, state: 'dead', due_at: null, reason: `gave_up: ${final.reason}`, final }
}

/** Sends dead letters again from the first try, by an operator's word; answers those that were dead and made sense to repeat. */
export async function replayLetters(tx: Tx, now: string, letter_ids: readonly string[]): Promise<Set<string>> {
  const letters = await tx.rows<Letter>(sql`
    select letter_id, interface_id, account, kind, subject, payload, attempts from interfaces.letters
    where letter_id = any(${letter_ids}::uuid[]) and state = 'dead' order by letter_id for update`)
  const again: Letter[] = []
  for (const [kind, group] of groupBy(letters, (letter) => letter.kind)) {
    const revive = postmen.get(kind)?.revive
    again.push(...(revive ? await revive(tx, now, group) : group))
  }
  const ids = again.map(({ letter_id }) => letter_id)
  await tx.run(sql`
    update interfaces.letters set state = 'waiting', due_at = ${now}, ended_at = null, claimed_until = null, attempts_before = attempts where letter_id = any(${ids}::uuid[])`)
  if (ids.length > 0) await addJobs(tx, [{ task: deliverTask, key: deliverTask, max_attempts: 3 }])
  return new Set(ids)
}

/** Dead letters an operator read and does not want to send again: they leave the list and stay in the story. */
export async function dismissLetters(tx: Tx, letter_ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows<{ letter_id: string }>(sql`
    update interfaces.letters set state = 'withdrawn' where letter_id = any(${letter_ids}::uuid[]) and state = 'dead' returning letter_id`)
  return new Set(rows.map(({ letter_id }) => letter_id))
}
