import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CronItem, Logger, parseCronItems, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import { watchJobs } from './job-watch.ts'
import { type Db, hot, json, type Tx } from './sql.ts'
import { log, metrics } from './telemetry.ts'
import type { Clock } from './time.ts'

/** A job to be added: it calls the outside, or does what need not be in the caller's transaction. */
export type Job = {
  task: string
  payload?: object
  /** A second job with the same key replaces the first while it waits. */
  key?: string
  /** Not before this moment. */
  run_at?: string
  /** Jobs of one queue run one after the other. */
  queue?: string
  max_attempts?: number
}

/** Adds the jobs in the caller's transaction: they exist if it commits, and not otherwise. */
export async function addJobs(tx: Tx, jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) return
  const specs = jobs.map(({ task, payload, key, run_at, queue, max_attempts }) => ({
    identifier: task,
    payload: payload ?? {},
    job_key: key,
    run_at,
    queue_name: queue,
    max_attempts,
  }))
  await tx.run(hot`
    select graphile_worker.add_jobs(array(select j from json_populate_recordset(null::graphile_worker.job_spec, ${json(specs)}::json) j))`)
}

/** Work that falls due by the clock. */
export interface DueWork {
  /** Also the name of its lock: of many processes one does it at a time. */
  name: string
  /** Rests so long after it found nothing; a second when left out. For what nobody waits for: sweeping, and what counts in days. */
  rest_ms?: number
  /** Takes what is due at `now`, answers how much it did. Harmless to call again. */
  run(db: Db, now: string): Promise<number>
}

/**
 * Runs all work due at `now`, in the order given, and answers how much that was. A failing work is logged and does not keep the others from
 * running; with `strict` it throws, for simulated clocks and tests, which must not pass over it.
 */
export async function runDue(db: Db, works: readonly DueWork[], now: string, options: { strict?: boolean } = {}): Promise<number> {
  let total = 0
  for (const { name, run } of works) {
    try {
      total += await alone(db, name, () => run(db, now))
    } catch (error) {
      if (options.strict) throw error
      log.error({ error: reason(error), work: name }, 'due work failed; it is tried again')
    }
  }
  return total
}

/** What looks rarely, once a minute. */
export const rarely_ms = 60_000

/**
 * The lock belongs to a connection, not to a transaction: the work commits in as many transactions as it likes,
 * and a process that dies gives the lock back with its connection.
 */
async function alone(db: Db, name: string, work: () => Promise<number>): Promise<number> {
  const client = await db.client()
  let broken: Error | undefined
  try {
    const { rows } = await client.query("select pg_try_advisory_lock(hashtext('core.due'), hashtext($1)) as mine", [name])
    if (!rows[0].mine) return 0
    try {
      return await work()
    } finally {
      await client.query("select pg_advisory_unlock(hashtext('core.due'), hashtext($1))", [name])
    }
  } catch (error) {
    broken = error as Error
    throw error
  } finally {
    client.release(broken) // after a failure the connection is closed, which gives the lock back for certain
  }
}

/** Wakes the due work every second of real time, what found nothing after its rest, until `stop`, which lets a round under way finish. */
export function startDue(db: Db, works: readonly DueWork[], clock: Clock): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const rests = new Map<DueWork, number>()
  const living = (async () => {
    while (!stopping.signal.aborted) {
      for (const work of works) {
        if (performance.now() < (rests.get(work) ?? 0)) continue
        const done = await runDue(db, [work], clock.now())
        if (done === 0 && work.rest_ms) rests.set(work, performance.now() + work.rest_ms)
      }
      await pause(1000, stopping.signal)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await living
    },
  }
}

export type JobsOptions = {
  pool: pg.Pool
  tasks: TaskList
  /** Repeated jobs; a database lock makes each fire once however many processes run. */
  crontab?: CronItem[]
  concurrency?: number
}

/** Runs the tasks until `stop`, which lets jobs under way finish. A restart of the database only delays them. */
export async function startJobs({ pool: shared, tasks, crontab = [], concurrency = 4 }: JobsOptions): Promise<{ stop(): Promise<void> }> {
  // Connections of its own, without pipelining: a question under way on a pipelined connection that is killed may wait for ever, and with it the runner.
  const pool = new pg.Pool({ ...shared.options, pipeline: false, max: concurrency + 3 } as pg.PoolConfig)
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle connection of the job runner was lost'))
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ error: error.message }, 'a connection of the job runner was lost'))
  })
  const events = new EventEmitter() as WorkerEvents
  events.on('job:success', ({ job }) => metrics.jobs.inc({ task: job.task_identifier, outcome: 'done' }))
  events.on('job:error', ({ job }) => metrics.jobs.inc({ task: job.task_identifier, outcome: 'failed' }))
  events.on('job:failed', ({ job }) => {
    metrics.jobs.inc({ task: job.task_identifier, outcome: 'given_up' })
    log.error({ task: job.task_identifier, job_id: job.id }, 'a job failed for the last time')
  })
  const watch = watchJobs(pool, events)
  // The library keeps the answer to its first question, the ids of the tasks, even when that was an error, and then finds no job for ever.
  let fails = 0
  events.on('worker:getJob:empty', () => (fails = 0))
  events.on('job:start', () => (fails = 0))
  events.on('worker:getJob:error', () => {
    if (++fails === 3 * concurrency) void runner.stop().catch(() => {}) // the loop below begins a new one
  })
  const options = { pgPool: pool, taskList: tasks, parsedCronItems: parseCronItems(crontab), concurrency, events }
  const begin = () => run({ ...options, noHandleSignals: true, pollInterval: 1000, logger: workerLogger })

  const stopping = new AbortController()
  let runner = await begin()
  await watch.look()
  const living = (async () => {
    for (;;) {
      await runner.promise.catch((error) => log.warn({ error: reason(error) }, 'the job runner ended'))
      do {
        await pause(1000, stopping.signal)
        if (stopping.signal.aborted) return
      } while (!(await begin().then((begun) => (runner = begun), tellNotYet)))
      fails = 0
      await watch.look()
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await runner.stop().catch(() => {}) // it may have ended by itself, which is what we want
      await living
      await watch.stop()
      await pool.end()
    },
  }
}

const tellNotYet = (error: unknown): void => log.warn({ error: reason(error) }, 'the job runner cannot start again yet')

/** The library's own words, in our log. It tells of every failed try, so nothing of it is an error yet. */
const workerLogger = new Logger(() => (level, message) => {
  if (level === 'error' || level === 'warning') log.warn(message)
  else log.debug(message)
})

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {}) // woken early by the signal
}
