import type { WorkerEvents } from 'graphile-worker'
import type pg from 'pg'
import { log } from './telemetry.ts'

const every_ms = 30_000

/**
 * Gives back the jobs of workers that are gone, their process killed or their connection lost at the moment a job was taken; the library by itself waits four
 * hours. Every worker is known to be alive by an advisory lock that ends with its process's connection. A job may so be done twice, never not at all.
 */
export function watchJobs(pool: pg.Pool, events: WorkerEvents): { look(): Promise<void>; stop(): Promise<void> } {
  /** Our own workers, and whether each has a job in hand. */
  const workers = new Map<string, boolean>()
  events.on('worker:create', ({ worker }) => workers.set(worker.workerId, false))
  events.on('job:start', ({ worker }) => workers.set(worker.workerId, true))
  events.on('job:complete', ({ worker }) => workers.set(worker.workerId, false))
  events.on('worker:stop', ({ worker }) => workers.delete(worker.workerId))

  let holder: pg.PoolClient | undefined
  const locked = new Set<string>()
  const letGo = (error?: Error) => {
    holder?.release(error ?? true) // closed, which ends its locks
    holder = undefined
    locked.clear()
  }
  const hold = async (): Promise<pg.PoolClient> => {
    if (!holder) {
      const client = await pool.connect()
      client.on('error', () => holder === client && letGo())
      holder = client
    }
    for (const worker_id of workers.keys()) {
      if (locked.has(worker_id)) continue
      await holder.query("select pg_advisory_lock(hashtext('core.jobs'), hashtext($1))", [worker_id])
      locked.add(worker_id)
    }
    return holder
  }
  const findLost = async (client: pg.PoolClient): Promise<string[]> => {
    // What was taken a moment ago may not have reached its worker yet.
    const { rows } = await client.query<{ worker_id: string }>(
      "select distinct locked_by as worker_id from graphile_worker.jobs where locked_at < now() - interval '10 seconds'",
    )
    const lost: string[] = []
    for (const { worker_id } of rows) {
      const busy = workers.get(worker_id)
      if (busy === true) continue
      if (busy === false) {
        lost.push(worker_id)
        continue
      }
      const { rows: mine } = await client.query<{ gone: boolean }>(
        "select pg_try_advisory_lock(hashtext('core.jobs'), hashtext($1)) as gone",
        [worker_id],
      )
      if (!mine[0]!.gone) continue
      lost.push(worker_id)
      await client.query("select pg_advisory_unlock(hashtext('core.jobs'), hashtext($1))", [worker_id])
    }
    return lost
  }

  let looking: Promise<void> | undefined
  const look = (): Promise<void> => {
    looking ??= (async () => {
      try {
        const client = await hold()
        const lost = await findLost(client)
        if (lost.length === 0) return
        await client.query('select graphile_worker.force_unlock_workers($1::text[])', [lost])
        log.warn({ workers: lost }, 'jobs of workers that are gone are done again')
      } catch (error) {
        letGo()
        log.warn({ error: (error as Error).message }, 'jobs could not be looked after; it is tried again')
      } finally {
        looking = undefined
      }
    })()
    return looking
  }
  const timer = setInterval(() => void look(), every_ms).unref()
  return {
    look,
    async stop() {
      clearInterval(timer)
      await looking
      letGo()
    },
  }
}
