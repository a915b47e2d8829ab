import { Worker } from 'node:worker_threads'
import type pg from 'pg'
import type { DueWork } from '#core/jobs.ts'
import { type Db, sql } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { addMilliseconds } from '#core/time.ts'
import { resolveRows } from './engine.ts'
import { dropKeyIndexes, FileRefused, type FileToLoad, loadFile, makeKeyIndexes } from './load.ts'

/** A run whose process died is taken up again after this: loading skips what is loaded, and persons are written in one transaction. */
const forgotten_after_ms = 60_000

/** Takes the next waiting run; null when there is none. */
async function claimRun(db: Db, now: string): Promise<string | null> {
  return db.tx(async (tx) => {
    const run = await tx.row<{ run_id: string }>(sql`
      select run_id from identity.resolution_runs
      where (status = 'waiting' and not exists (select from identity.resolution_runs where status = 'running' and heartbeat_at >= ${addMilliseconds(now, -forgotten_after_ms)}))
        or (status = 'running' and heartbeat_at < ${addMilliseconds(now, -forgotten_after_ms)})
      order by run_id limit 1 for update skip locked`)
    if (!run) return null
    await tx.run(sql`
      update identity.resolution_runs set status = 'running', started_at = coalesce(started_at, ${now}), heartbeat_at = ${now}, stage = 'load', error = null where run_id = ${run.run_id}`)
    return run.run_id
  })
}

/** Runs take minutes of processor: each in a thread of its own with a connection of its own, never on the thread that answers requests. */
export const resolveDue: DueWork = {
  name: 'identity.resolution',
  run: async (db, now) => {
    const run_id = await claimRun(db, now)
    if (!run_id) return 0
    runApart(db, run_id, now).catch((error: Error) => log.error({ run_id, error: error.message }, 'a resolution run failed'))
    return 1
  },
}

/** Claims and runs everything that waits, and returns when it is done. For commands and tests. */
export async function resolveWaiting(db: Db, now: string): Promise<number> {
  for (let count = 0; ; count++) {
    const run_id = await claimRun(db, now)
    if (!run_id) return count
    await runApart(db, run_id, now)
  }
}

function runApart(db: Db, run_id: string, now: string): Promise<void> {
  const { host, port, user, password, database, connectionString } = db.pool.options
  const connection = JSON.parse(JSON.stringify({ host, port, user, password, database, connectionString }))
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { connection, run_id, now } })
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
}

/** One run from beginning to end on `client`; `watch` is a second connection that tells the world how far it is. */
export async function executeRun(client: pg.ClientBase, watch: pg.ClientBase, run_id: string, now: string): Promise<void> {
  const began = performance.now()
  const moment = () => addMilliseconds(now, Math.round(performance.now() - began))
  const state = { stage: 'load', done: 0, total: 0 }
  const tell = () =>
    watch
      .query('update identity.resolution_runs set heartbeat_at = $2, stage = $3, done_count = $4, total_count = $5 where run_id = $1', [
        run_id,
        moment(),
        state.stage,
        state.done,
        state.total,
      ])
      .catch((error: Error) => log.warn({ run_id, error: error.message }, 'the progress of a run could not be written'))
  const timer = setInterval(tell, 1000)
  try {
    // One run at a time: each numbers its rows after those of the one before.
    await client.query(`select pg_advisory_lock(hashtext('identity.resolution'), 2)`)
    const { rows } = await client.query<FileToLoad & { loaded_at: string | null; by: string }>(
      `select f.file_id, f.source, s.source_bit, f.encoding, f.mapping, f.loaded_at, r.asked_by as by from identity.resolution_runs r
       join identity.resolution_files f on f.file_id = any(r.file_ids) join identity.resolution_sources s using (source) where r.run_id = $1 order by array_position(r.file_ids, f.file_id)`,
      [run_id],
    )
    const refused: string[] = []
    if (await isLargeLoad(client, run_id)) await dropKeyIndexes(client)
    for (const file of rows) if (!file.loaded_at) await loadParts(client, file, now, state).catch((error) => refused.push(sentence(error)))
    await makeKeyIndexes(client)
    const figures = await resolveRows(client, {
      run_id,
      by: rows[0]?.by ?? 'run',
      now,
      progress: (stage, done, total) => Object.assign(state, { stage, done, total }),
    })
    clearInterval(timer)
    await client.query(
      `update identity.resolution_runs set status = $2, finished_at = $3, heartbeat_at = $3, stage = null, done_count = 0, total_count = 0, figures = $4, error = $5 where run_id = $1`,
      [run_id, refused.length > 0 ? 'failed' : 'done', moment(), JSON.stringify(figures), refused.join(' ') || null],
    )
    await client.query(
      `delete from identity.resolution_file_parts where file_id in (select file_id from identity.resolution_files where loaded_at is not null)`,
    )
  } catch (error) {
    clearInterval(timer)
    await watch.query(
      `update identity.resolution_runs set status = 'failed', finished_at = $2, stage = null, error = $3 where run_id = $1`,
      [run_id, moment(), sentence(error)],
    )
    throw error
  }
}

/** More bytes than rows there are to be kept in order, at a hundred bytes a row; small ones are not worth the trouble. */
async function isLargeLoad(client: pg.ClientBase, run_id: string): Promise<boolean> {
  const { rows } = await client.query<{ coming: number; there: number }>(
    `select (select coalesce(sum(length(bytes)), 0) / 100 from identity.resolution_file_parts p join identity.resolution_runs r on p.file_id = any(r.file_ids) where r.run_id = $1)::bigint as coming,
       (select coalesce(sum(row_count), 0) from identity.resolution_files)::bigint as there`,
    [run_id],
  )
  return rows[0]!.coming > Math.max(100_000, rows[0]!.there)
}

/** A file at fault is told and left out; anything else ends the run. */
function sentence(error: unknown): string {
  if (error instanceof FileRefused) return error.message
  throw error
}

async function loadParts(client: pg.ClientBase, file: FileToLoad, now: string, state: { done: number; total: number }): Promise<void> {
  const { rows } = await client.query<{ part_no: number }>(
    'select part_no from identity.resolution_file_parts where file_id = $1 order by part_no',
    [file.file_id],
  )
  const missing = rows.findIndex(({ part_no }, i) => part_no !== i)
  if (missing >= 0) throw new FileRefused(`Part ${missing} of a file is missing: send it and start a new run.`)
  const chunks = async function* () {
    for (const { part_no } of rows) yield (await readPart(file.file_id, part_no)) as Uint8Array
  }
  // The loading connection is inside its COPY; the parts come over another.
  const reader = await connectLike(client)
  const readPart = async (file_id: string, part_no: number) =>
    (await reader.query('select bytes from identity.resolution_file_parts where file_id = $1 and part_no = $2', [file_id, part_no])).rows[0]
      .bytes
  try {
    await loadFile(client, file, chunks(), now, (done) => {
      state.done = done
    })
  } finally {
    await reader.end()
  }
}

async function connectLike(client: pg.ClientBase): Promise<pg.Client> {
  const { default: driver } = await import('pg')
  const { host, port, user, password, database } = client as unknown as {
    host: string
    port: number
    user: string
    password?: string
    database: string
  }
  const like = new driver.Client({ host, port, user, database, ...(password ? { password } : {}) })
  like.on('error', () => {}) // what fails is thrown by the query under way
  await like.connect()
  return like
}
