import { trace } from '@opentelemetry/api'
import { isConnectionLost } from './sql.ts'
import { metrics } from './telemetry.ts'

const worthwhile = 12

export interface Verb<Item, Answer> {
  name: string
  /** Largest array one run takes. */
  largest: number
  /** Calls that may wait; one more is answered 503 rather than kept in memory. */
  waiting: number
  /** Batches under way at once; 1 when left out. With two, one is prepared while the database works on the other. */
  at_once?: number
  /** Runs in a transaction of its own; answers in the order given. Must be harmless to repeat: items carry their keys. */
  run(items: Item[]): Promise<Answer[]>
}

/** Too many calls wait: the caller should try again after `retry_after_s`. */
export class Busy extends Error {
  readonly retry_after_s = 1
}

interface Call<Item, Answer> {
  item: Item
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * Gathers concurrent calls of one verb: while a batch commits the next ones wait and leave together (group commit).
 * One batch (or few: `at_once`) at a time per verb and process, so a hot row is locked once per batch and nobody queues behind himself.
 */
export function gather<Item, Answer>(verb: Verb<Item, Answer>): (item: Item) => Promise<Answer> {
  let waiting: Call<Item, Answer>[] = []
  let running = 0
  const { at_once = 1 } = verb
  /** Batches that stand ready and look whether enough calls wait. */
  const looking = new Set<() => void>()

  /**
   * Those whose calls were just answered are about to call again: a batch that left at once would hold only the first of them and make the rest
   * wait for a whole commit. While fewer wait than the last batch held, four milliseconds are well spent.
   */
  const linger = (last: number): Promise<void> =>
    last < 8 || waiting.length >= last
      ? Promise.resolve()
      : new Promise((leave) => {
          const look = () => waiting.length >= last && go()
          const go = () => {
            looking.delete(look)
            clearTimeout(enough)
            leave()
          }
          const enough = setTimeout(go, 4)
          looking.add(look)
        })

  const drain = async () => {
    try {
      let last = 0
      while (waiting.length > 0) {
        await linger(Math.min(last, verb.largest))
        const batch = waiting.slice(0, verb.largest)
        if (batch.length === 0) break // another took them meanwhile
        waiting = waiting.slice(verb.largest)
        metrics.batches.observe({ verb: verb.name }, batch.length)
        await settleBatch(verb, batch)
        last = batch.length
      }
    } finally {
      running--
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= verb.waiting) {
        metrics.refused.inc({ verb: verb.name })
        reject(new Busy(`${verb.name} is busy`))
        return
      }
      waiting.push({ item, resolve, reject })
      for (const look of looking) look()
      // Calls of the same tick of the event loop belong together: the first does not leave alone.
      // A second batch leaves beside the first only when it is worth its own round trips.
      if (running === 0 || (running < at_once && waiting.length >= worthwhile)) {
        running++
        setImmediate(() => void drain())
      }
    })
}

async function settleBatch<Item, Answer>(verb: Verb<Item, Answer>, calls: Call<Item, Answer>[]): Promise<void> {
  const answers = await runIsolated(
    verb,
    calls.map((call) => call.item),
  )
  calls.forEach((call, i) => {
    const answer = answers[i]!
    if ('error' in answer) call.reject(answer.error)
    else call.resolve(answer.value)
  })
}

export type Settled<Answer> = { value: Answer } | { error: unknown }

/**
 * Runs a batch; when it fails it is halved until the poison item stands alone, so its neighbors still succeed.
 * A lost connection leaves the outcome unknown: the same batch is replayed, its keys make that harmless.
 */
export async function runIsolated<Item, Answer>(verb: Pick<Verb<Item, Answer>, 'name' | 'run'>, items: Item[]): Promise<Settled<Answer>[]> {
  if (items.length === 0) return []
  try {
    return (await runTraced(verb, items)).map((value) => ({ value }))
  } catch (error) {
    if (items.length === 1) return [{ error }]
    if (isConnectionLost(error)) return items.map(() => ({ error }))
    const half = items.length >> 1
    return [...(await runIsolated(verb, items.slice(0, half))), ...(await runIsolated(verb, items.slice(half)))]
  }
}

const tracer = trace.getTracer('tongshang')

async function runTraced<Item, Answer>(verb: Pick<Verb<Item, Answer>, 'name' | 'run'>, items: Item[]): Promise<Answer[]> {
  const span = tracer.startSpan(verb.name, { attributes: { 'batch.items': items.length } })
  try {
    return await replayWhenLost(() => verb.run(items))
  } finally {
    span.end()
  }
}

/** Tries again a few times over about three seconds when the database went away: it restarts faster than that. */
async function replayWhenLost<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt >= 6 || !isConnectionLost(error)) throw error
      await new Promise((wake) => setTimeout(wake, 100 * attempt))
    }
  }
}
