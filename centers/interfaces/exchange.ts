import { setTimeout as wait } from 'node:timers/promises'
import type { Drift } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { column } from '#core/outcomes.ts'
import { type Heard, throughDoor } from '#core/outside.ts'
import { type Db, hot, json, sql, type Tx } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { addMilliseconds, type Clock } from '#core/time.ts'
import type { Told } from './model.ts'
import { failuresToOpen, isOutage, maskText, pauseOf } from './rules.ts'

/** One account of ours at one interface. */
export interface Line {
  interface_id: string
  /** '' where an interface has no accounts. */
  account: string
  /** What the call is about, for whoever reads the record. */
  subject?: string
  /** What must never be written down. */
  secrets?: readonly string[]
}

/** The one way to partners: everything said passes `call`. */
export interface Exchange {
  /**
   * Lets `work` speak to the partner: in its turn of the rate budget, not while the breaker is open, and with what was said kept. Calls that may
   * be repeated at once (`tries`) are, after a short rest. Never throws for what the partner does.
   */
  call<Answer>(line: Line, work: () => Promise<Told<Answer>>, options?: { tries?: number }): Promise<Told<Answer>>
  /**
   * Notes that a partner called us: counted like what we ask, in memory, written with the rest every second. Of failures too only a few a second are kept in
   * words: whoever knocks with forgeries must not fill our tables.
   */
  heard(line: Line, told: Told, took_ms: number, said?: { request: string; answer: string }): void
  /** Writes what is still in memory of the record; it is written every second anyway. */
  flush(): Promise<void>
  stop(): Promise<void>
}

export interface ExchangeOptions {
  /** Waits; a story's own hands in a simulation. */
  sleep?: (milliseconds: number) => Promise<void>
  chance?: () => number
}

/** Successes of one interface kept in words each second; more are only counted. */
const keptPerSecond = 3
const longestKept = 8_000
/** A process takes turns for so long at once, so that a fast interface does not ask the database for each of its calls. */
const lease_ms = 250

interface Rules {
  active: boolean
  budget_calls: number | null
  budget_ms: number | null
}
interface Circuit {
  failures: number
  retry_at: string | null
  /** The partner wants to be left alone so long. */
  rest_until: string | null
  /** One call is trying whether the partner is back. */
  trying: boolean
  read_ms: number
}
interface CallRow {
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
interface HourRow {
  interface_id: string
  account: string
  hour: string
  calls: number
  failed: number
  took_ms: number
  slowest_ms: number
  last_success_at: string | null
  last_failure_at: string | null
  last_failure: string | null
}

const keyOf = ({ interface_id, account }: Line): string => `${interface_id} ${account}`

/** Opens the way to partners for one process. */
export function openExchange(db: Db, clock: Clock, { sleep = (ms) => wait(ms), chance = Math.random }: ExchangeOptions = {}): Exchange {
  let rules = new Map<string, Rules>()
  let rules_read_ms = Number.NEGATIVE_INFINITY
  const circuits = new Map<string, Circuit>()
  const turns = new Map<string, { free_ms: number; upto_ms: number; step_ms: number; asking: Promise<void> | null }>()
  let calls: CallRow[] = []
  let hours = new Map<string, HourRow>()
  let drifts = new Map<string, Drift & { interface_id: string; seen: number; at: string }>()
  const kept = new Map<string, { second: number; count: number }>()
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  const rulesOf = async (interface_id: string): Promise<Rules> => {
    if (performance.now() - rules_read_ms > 2_000 || !rules.has(interface_id)) {
      rules_read_ms = performance.now()
      const rows = await db.rows<Rules & { interface_id: string }>(
        hot`
        select i.interface_id, i.active, coalesce(i.budget_calls, p.budget_calls) as budget_calls, coalesce(i.budget_ms, p.budget_ms) as budget_ms
        from interfaces.interfaces i left join interfaces.partners p on p.partner = i.partner and i.direction = 'out'`,
      )
      rules = new Map(rows.map((row) => [row.interface_id, row]))
    }
    return rules.get(interface_id) ?? { active: true, budget_calls: null, budget_ms: null }
  }

  const circuitOf = async (line: Line): Promise<Circuit> => {
    const key = keyOf(line)
    const known = circuits.get(key)
    // Another process, or an operator, may have opened or closed it.
    if (known && performance.now() - known.read_ms < 2_000) return known
    const row = await db.row<{ failures: number; retry_at: string | null; next_free_at: string | null }>(hot`
      select failures, retry_at, next_free_at from interfaces.lines where interface_id = ${line.interface_id} and account = ${line.account}`)
    const circuit = known ?? { failures: 0, retry_at: null, rest_until: null, trying: false, read_ms: 0 }
    circuit.rest_until = row?.next_free_at ?? null
    circuit.read_ms = performance.now()
    if (row && (row.retry_at !== circuit.retry_at || !known)) {
      circuit.failures = row.failures
      circuit.retry_at = row.retry_at
    }
    circuits.set(key, circuit)
    return circuit
  }

  /** Waits for the next free moment of the budget. Moments are leased from the database, so that all processes together keep it. */
  const takeTurn = async (line: Line, { budget_calls, budget_ms }: Rules, circuit: Circuit): Promise<void> => {
    if (budget_calls === null || budget_ms === null) {
      const rest_ms = circuit.rest_until === null ? 0 : Date.parse(circuit.rest_until) - Date.parse(clock.now())
      if (rest_ms > 0) await sleep(rest_ms)
      return
    }
    const key = keyOf(line)
    // A little slower than allowed: timers and networks are not exact.
    const step_ms = (budget_ms / budget_calls) * 1.02
    for (;;) {
      const lease = turns.get(key)
      const now_ms = Date.parse(clock.now())
      if (lease && lease.step_ms === step_ms && lease.asking === null) {
        // Moments that passed unused are gone: saving them up would make a burst.
        const at_ms = Math.max(lease.free_ms, now_ms)
        if (at_ms < lease.upto_ms) {
          lease.free_ms = at_ms + step_ms
          if (at_ms > now_ms) await sleep(Math.ceil(at_ms - now_ms))
          return
        }
      }
      if (lease?.asking) await lease.asking
      else {
        const fresh = { free_ms: 0, upto_ms: 0, step_ms, asking: null as Promise<void> | null }
        turns.set(key, fresh)
        fresh.asking = leaseTurns(line, step_ms).then(
          ({ from_ms, upto_ms }) => {
            Object.assign(fresh, { free_ms: from_ms, upto_ms, asking: null })
          },
          (error) => {
            turns.delete(key)
            throw error
          },
        )
        await fresh.asking
      }
    }
  }
  const leaseTurns = async (line: Line, step_ms: number): Promise<{ from_ms: number; upto_ms: number }> => {
    const length_ms = Math.max(1, Math.floor(lease_ms / step_ms)) * step_ms
    const now = clock.now()
    await register(db, [line.interface_id])
    const row = await db.row<{ upto: string }>(hot`
      insert into interfaces.lines as l (interface_id, account, next_free_at)
      values (${line.interface_id}, ${line.account}, ${now}::timestamptz + ${length_ms}::double precision * interval '1 millisecond')
      on conflict (interface_id, account) do update set next_free_at = greatest(coalesce(l.next_free_at, ${now}), ${now}) + ${length_ms}::double precision * interval '1 millisecond'
      returning (extract(epoch from next_free_at) * 1000)::text as upto`)
    const upto_ms = Number(row!.upto)
    return { from_ms: upto_ms - length_ms, upto_ms: upto_ms - 0.001 }
  }
  /** The partner says how long it wants to be left alone: everybody's next turn is after that. */
  const rest = async (line: Line, circuit: Circuit, seconds: number): Promise<void> => {
    turns.delete(keyOf(line))
    const until = addMilliseconds(clock.now(), seconds * 1000)
    circuit.rest_until = until
    await register(db, [line.interface_id])
    await db.run(hot`
      insert into interfaces.lines as l (interface_id, account, next_free_at) values (${line.interface_id}, ${line.account}, ${until})
      on conflict (interface_id, account) do update set next_free_at = greatest(l.next_free_at, excluded.next_free_at)`)
  }

  const note = (line: Line, told: Told, took_ms: number, said: { request: string; answer: string }, sparing = false) => {
    const now = clock.now()
    const key = `${keyOf(line)} ${now.slice(0, 13)}`
    const { interface_id, account } = line
    const hour = hours.get(key) ?? {
      ...{ interface_id, account, hour: `${now.slice(0, 13)}:00:00Z`, calls: 0, failed: 0, took_ms: 0, slowest_ms: 0 },
      ...{ last_success_at: null, last_failure_at: null, last_failure: null },
    }
    hours.set(key, hour)
    hour.calls++
    hour.took_ms += took_ms
    hour.slowest_ms = Math.max(hour.slowest_ms, took_ms)
    const well = told.status === 'answered'
    if (well) hour.last_success_at = now
    else {
      hour.failed++
      hour.last_failure_at = now
      hour.last_failure = `${told.code}: ${told.reason}`.slice(0, 300)
    }
    for (const drift of told.drifts ?? []) {
      const at = `${interface_id} ${drift.path} ${drift.found}`
      const one = drifts.get(at)
      if (one) one.seen++
      else drifts.set(at, { ...drift, interface_id, seen: 1, at: now })
    }
    if ((sparing || (well && !told.drifts?.length)) && !mayKeep(keyOf(line))) return begin()
    const secrets = line.secrets ?? []
    calls.push({
      ...{ call_id: newId(), interface_id, account, subject: line.subject ?? null, called_at: now, took_ms, outcome: told.status },
      code: well ? 'ok' : told.code,
      detail: well ? null : maskText(told.reason, secrets).slice(0, 500),
      // Texts with a NUL cannot be stored.
      request: maskText(said.request.slice(0, longestKept), secrets).replaceAll('\0', ''),
      answer: maskText(said.answer.slice(0, longestKept), secrets).replaceAll('\0', ''),
    })
    begin()
  }
  const mayKeep = (key: string): boolean => {
    const second = Math.floor(performance.now() / 1000)
    const one = kept.get(key)
    if (one?.second !== second) {
      kept.set(key, { second, count: 1 })
      return true
    }
    return ++one.count <= keptPerSecond
  }
  const begin = () => {
    timer ??= setTimeout(() => {
      timer = null
      flush().catch((error: Error) => log.warn({ error: error.message }, 'the record of calls could not be written and is tried again'))
    }, 1_000).unref()
  }
  const flush = async (): Promise<void> => {
    if (timer) clearTimeout(timer)
    timer = null
    const some = { calls, hours: [...hours.values()], drifts: [...drifts.values()] }
    calls = []
    hours = new Map()
    drifts = new Map()
    writing = writing.catch(() => {}).then(() => write(db, some))
    await writing
  }

  /** Opens or closes the breaker by how the call went. */
  const judge = async (line: Line, circuit: Circuit, told: Told): Promise<void> => {
    circuit.trying = false
    if (!isOutage(told)) {
      if (circuit.failures === 0 && circuit.retry_at === null) return
      if (told.status === 'later' && told.retry_after_s === undefined) return
      Object.assign(circuit, { failures: 0, retry_at: null })
    } else {
      circuit.failures++
      if (circuit.failures >= failuresToOpen) circuit.retry_at = addMilliseconds(clock.now(), pauseOf(circuit.failures, chance()))
    }
    await register(db, [line.interface_id])
    await db.run(hot`
      insert into interfaces.lines (interface_id, account, circuit, failures, retry_at)
      values (${line.interface_id}, ${line.account}, ${circuit.retry_at ? 'open' : 'closed'}, ${circuit.failures}, ${circuit.retry_at})
      on conflict (interface_id, account) do update set circuit = excluded.circuit, failures = excluded.failures, retry_at = excluded.retry_at`)
  }

  const callOnce = async <Answer>(line: Line, work: () => Promise<Told<Answer>>): Promise<Told<Answer>> => {
    const [rule, circuit] = await Promise.all([rulesOf(line.interface_id), circuitOf(line)])
    if (!rule.active) return { status: 'later', code: 'switched_off', reason: 'The interface is switched off.' }
    if (circuit.retry_at !== null && (circuit.trying || circuit.retry_at > clock.now())) {
      const retry_after_s = Math.max(1, Math.ceil((Date.parse(circuit.retry_at) - Date.parse(clock.now())) / 1000))
      return {
        status: 'later',
        code: 'circuit_open',
        reason: `Too many failures: nothing is asked before ${circuit.retry_at}.`,
        retry_after_s,
      }
    }
    if (circuit.retry_at !== null) circuit.trying = true
    const said = { request: '', answer: '' }
    let took_ms = 0
    let told: Told<Answer>
    try {
      told = await throughDoor(
        {
          before: async (): Promise<Heard | null> => {
            await takeTurn(line, rule, circuit)
            return null
          },
          after: (seen) => {
            took_ms += seen.took_ms
            said.request += `${said.request ? '\n' : ''}${seen.method} ${seen.url}${seen.body ? `\n${seen.body}` : ''}`
            said.answer += `${said.answer ? '\n' : ''}${'failed' in seen.heard ? `${seen.heard.failed}: ${seen.heard.reason}` : `HTTP ${seen.heard.status}\n${seen.heard.text.slice(0, longestKept)}`}`
          },
        },
        work,
      )
    } catch (error) {
      // An adapter answers outages itself, so this is a mistake of ours or an answer nobody expected.
      log.warn({ interface_id: line.interface_id, error: (error as Error).stack }, 'a partner call failed unexpectedly')
      told = { status: 'later', code: 'failed', reason: String((error as Error).message).slice(0, 500) }
    }
    if (told.status === 'later' && told.retry_after_s !== undefined) await rest(line, circuit, told.retry_after_s)
    await judge(line, circuit, told)
    note(line, told, Math.round(took_ms), said)
    return told
  }

  return {
    async call(line, work, { tries = 1 } = {}) {
      for (let attempt = 1; ; attempt++) {
        const told = await callOnce(line, work)
        if (attempt >= tries || told.status !== 'later' || told.code === 'circuit_open') return told
        // A wrong key stays wrong; a short limit is waited out.
        if (!isOutage(told) && !(told.retry_after_s !== undefined && told.retry_after_s <= 5)) return told
        await sleep(200 * 2 ** attempt * (0.5 + chance()))
      }
    },
    heard: (line, told, took_ms, said = { request: '', answer: '' }) => note(line, told, Math.round(took_ms), said, true),
    flush,
    stop: flush,
  }
}

const known = new WeakMap<object, Set<string>>()

/** An interface nobody described yet still has its row: nothing is said that the registry does not show. */
async function register(db: Db, interface_ids: readonly string[]): Promise<void> {
  const seen = known.get(db.database) ?? new Set<string>()
  known.set(db.database, seen)
  const fresh = interface_ids.filter((id) => !seen.has(id))
  if (fresh.length === 0) return
  await db.run(sql`
    insert into interfaces.interfaces (interface_id, partner, kind, name, direction, version, owner_id, saved_at)
    select id, split_part(id, '.', 1), 'service', jsonb_build_object('zh', id, 'en', id), 'out', '1', p.owner_id, now()
    from unnest(${fresh}::text[]) as f (id) left join interfaces.partners p on p.partner = split_part(id, '.', 1)
    on conflict do nothing`)
  for (const id of fresh) seen.add(id)
}

async function write(
  db: Db,
  { calls, hours, drifts }: { calls: CallRow[]; hours: HourRow[]; drifts: (Drift & { interface_id: string; seen: number; at: string })[] },
): Promise<void> {
  if (calls.length + hours.length + drifts.length === 0) return
  await register(db, [...new Set(hours.map(({ interface_id }) => interface_id))])
  await db.tx(async (tx: Tx) => {
    await tx.run(hot`
      insert into interfaces.calls (call_id, interface_id, account, subject, called_at, took_ms, outcome, code, detail, request, answer)
      select * from unnest(${column(calls, 'call_id')}::uuid[], ${column(calls, 'interface_id')}::text[], ${column(calls, 'account')}::text[],
        ${column(calls, 'subject')}::text[], ${column(calls, 'called_at')}::timestamptz[], ${column(calls, 'took_ms')}::integer[],
        ${column(calls, 'outcome')}::text[], ${column(calls, 'code')}::text[], ${column(calls, 'detail')}::text[],
        ${column(calls, 'request')}::text[], ${column(calls, 'answer')}::text[])`)
    await tx.run(hot`
      insert into interfaces.hours as h (interface_id, account, hour, calls, failed, took_ms, slowest_ms)
      select interface_id, account, hour, calls, failed, took_ms, slowest_ms
      from jsonb_to_recordset(${json(hours)}::jsonb) as n (interface_id text, account text, hour timestamptz, calls bigint, failed bigint, took_ms bigint, slowest_ms bigint)
      order by interface_id, account, hour
      on conflict (interface_id, account, hour) do update set calls = h.calls + excluded.calls, failed = h.failed + excluded.failed,
        took_ms = h.took_ms + excluded.took_ms, slowest_ms = greatest(h.slowest_ms, excluded.slowest_ms)`)
    await tx.run(hot`
      insert into interfaces.lines as l (interface_id, account, last_success_at, last_failure_at, last_failure)
      select distinct on (interface_id, account) interface_id, account, last_success_at, last_failure_at, last_failure
      from jsonb_to_recordset(${json(hours)}::jsonb) as n (interface_id text, account text, hour timestamptz, last_success_at timestamptz, last_failure_at timestamptz, last_failure text)
      order by interface_id, account, hour desc
      on conflict (interface_id, account) do update set last_success_at = greatest(l.last_success_at, excluded.last_success_at),
        last_failure_at = greatest(l.last_failure_at, excluded.last_failure_at), last_failure = coalesce(excluded.last_failure, l.last_failure)`)
    await tx.run(hot`
      insert into interfaces.drifts as d (interface_id, path, expected, found, seen, first_seen_at, last_seen_at)
      select interface_id, path, expected, found, seen, at, at
      from jsonb_to_recordset(${json(drifts)}::jsonb) as n (interface_id text, path text, expected text, found text, seen bigint, at timestamptz)
      order by interface_id, path, found
      on conflict (interface_id, path, found) do update set seen = d.seen + excluded.seen, last_seen_at = excluded.last_seen_at, settled_at = null,
        expected = excluded.expected`)
  })
}

const exchanges = new WeakMap<object, Exchange>()

/** The exchange of a process for one database; opened at the first use. */
export function exchangeOf({ db, clock }: { db: Db; clock: Clock }): Exchange {
  const exchange = exchanges.get(db.database) ?? openExchange(db, clock)
  exchanges.set(db.database, exchange)
  return exchange
}
/** A story with a clock of its own brings its exchange. */
export const setExchange = (db: Db, exchange: Exchange): void => void exchanges.set(db.database, exchange)

/**
 * Lets older call points that answer several things at once pass through the exchange too, where one is open for this database. Nothing is asked
 * while the breaker is open; then every answer says so.
 */
export async function callTogether<Answer extends Told>(
  db: Db,
  line: Line,
  count: number,
  work: () => Promise<Answer[]>,
): Promise<Answer[]> {
  const exchange = exchanges.get(db.database)
  if (!exchange) return work()
  let answers: Answer[] | undefined
  const told = await exchange.call<object>(line, async () => {
    answers = await work()
    return answers.find(({ status }) => status !== 'answered') ?? answers[0] ?? { status: 'answered' }
  })
  return answers ?? Array.from({ length: count }, () => told as Answer)
}
