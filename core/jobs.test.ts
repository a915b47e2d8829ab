import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { addJobs, type DueWork, runDue, startDue, startJobs } from './jobs.ts'
import { type Db, openDb, sql } from './sql.ts'
import { handClock } from './time.ts'

let database: ClonedDatabase
let db: Db
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 12 })
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const waiting = async () => (await db.row<{ count: number }>(sql`select count(*) as count from graphile_worker.jobs`))!.count

test('a job exists if its transaction commits, and not otherwise', async () => {
  await expect(
    db.tx(async (tx) => {
      await addJobs(tx, [{ task: 'send', payload: { to: 'nobody' } }])
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  expect(await waiting()).toBe(0)

  await db.tx((tx) =>
    addJobs(tx, [
      { task: 'send', payload: { to: 'Lin' } },
      { task: 'send', payload: { to: 'Chen' }, key: 'chen' },
    ]),
  )
  await db.tx((tx) => addJobs(tx, [{ task: 'send', payload: { to: 'Chen, again' }, key: 'chen' }]))
  expect(await waiting()).toBe(2)

  const sent: unknown[] = []
  const jobs = await startJobs({ pool: db.pool, tasks: { send: async (payload) => void sent.push(payload) } })
  await vi.waitFor(() => expect(sent).toHaveLength(2), 20_000)
  await jobs.stop()
  expect(sent).toEqual(expect.arrayContaining([{ to: 'Lin' }, { to: 'Chen, again' }]))
  expect(await waiting()).toBe(0)
})

test('a job that fails is tried again, and a job of later waits', async () => {
  const tries: number[] = []
  const jobs = await startJobs({
    pool: db.pool,
    tasks: {
      flaky: async (_payload, { job }) => {
        tries.push(job.attempts)
        if (job.attempts === 1) throw new Error('the partner is down')
      },
      later: async () => void tries.push(-1),
    },
  })
  await db.tx((tx) => addJobs(tx, [{ task: 'flaky' }, { task: 'later', run_at: '2999-01-01T00:00:00Z' }]))
  await vi.waitFor(() => expect(tries).toEqual([1]), 20_000)
  await db.run(
    sql`select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where task_identifier = 'flaky'), run_at := now())`,
  )
  await vi.waitFor(() => expect(tries).toEqual([1, 2]), 20_000)
  await jobs.stop()
  expect(await waiting()).toBe(1)
})

test('the runner goes on after all its connections were killed', async () => {
  const done: unknown[] = []
  const jobs = await startJobs({ pool: db.pool, tasks: { after: async (payload) => void done.push(payload) } })
  const killed = await db.rows<{ pid: number }>(
    sql`select pid, pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  )
  // A backend may still take a job while its end is on the way; such a job would wait for its lock to run out.
  const alive = sql`select pid from pg_stat_activity where pid = any(${killed.map(({ pid }) => pid)}::int[])`
  await vi.waitFor(async () => expect(await db.rows(alive)).toEqual([]), 20_000)
  await vi.waitFor(() => db.tx((tx) => addJobs(tx, [{ task: 'after', payload: { the: 'kill' } }])), 20_000)
  // The library comes back to a lost database in steps that grow to half a minute.
  await vi.waitFor(() => expect(done).toEqual([{ the: 'kill' }]), 90_000)
  await jobs.stop()
}, 120_000)

test('the runner goes on after the connection of its very first question was killed', async () => {
  const done: unknown[] = []
  const blocker = await db.client()
  await blocker.query('begin; lock table graphile_worker._private_tasks in exclusive mode')
  const jobs = await startJobs({ pool: db.pool, tasks: { first: async (payload) => void done.push(payload) } })
  const kill = sql`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await vi.waitFor(async () => expect(await db.rows(kill)).not.toEqual([]), 20_000)
  await blocker.query('rollback')
  blocker.release()
  await db.tx((tx) => addJobs(tx, [{ task: 'first', payload: { the: 'question' } }]))
  await vi.waitFor(() => expect(done).toEqual([{ the: 'question' }]), 90_000)
  await jobs.stop()
}, 120_000)

test('a job of a worker that is gone is done again; one of a worker that lives elsewhere is not', async () => {
  const done: unknown[] = []
  await db.tx((tx) =>
    addJobs(tx, [
      { task: 'left', payload: { by: 'dead' } },
      { task: 'left', payload: { by: 'alive' } },
    ]),
  )
  const take = (worker: string) => sql`
    update graphile_worker._private_jobs set locked_by = ${worker}, locked_at = now() - interval '1 minute' where payload ->> 'by' = ${worker}`
  await db.run(take('dead'))
  await db.run(take('alive'))
  const elsewhere = await db.client()
  await elsewhere.query("select pg_advisory_lock(hashtext('core.jobs'), hashtext('alive'))")
  const jobs = await startJobs({ pool: db.pool, tasks: { left: async (payload) => void done.push(payload) } })
  await vi.waitFor(() => expect(done).toEqual([{ by: 'dead' }]), 20_000)
  await jobs.stop()
  elsewhere.release(true)
  // Now that process is gone too.
  const again = await startJobs({ pool: db.pool, tasks: { left: async (payload) => void done.push(payload) } })
  await vi.waitFor(() => expect(done).toEqual([{ by: 'dead' }, { by: 'alive' }]), 20_000)
  await again.stop()
})

test('due work runs in one process at a time, and what fails does not stop the rest', async () => {
  let running = 0
  let most = 0
  const slow: DueWork = {
    name: 'slow',
    run: async () => {
      most = Math.max(most, ++running)
      await new Promise((done) => setTimeout(done, 100))
      running--
      return 1
    },
  }
  const failing: DueWork = { name: 'failing', run: () => Promise.reject(new Error('out of order')) }
  const rounds = await Promise.all([1, 2, 3, 4].map(() => runDue(db, [failing, slow], '2026-03-01T00:00:00Z')))
  expect(most).toBe(1)
  expect(rounds.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(1)

  expect(await runDue(db, [slow], '2026-03-01T00:00:00Z')).toBe(1) // the lock was given back
  await expect(runDue(db, [failing], '2026-03-01T00:00:00Z', { strict: true })).rejects.toThrow('out of order')
})

test('the clock given decides what is due', async () => {
  const clock = handClock('2026-03-01T00:00:00.000Z')
  const seen: string[] = []
  const ticking = startDue(db, [{ name: 'seen', run: async (_db, now) => seen.push(now) }], clock)
  await vi.waitFor(() => expect(seen[0]).toBe('2026-03-01T00:00:00.000Z'), 20_000)
  clock.set('2026-03-02T00:00:00.000Z')
  await vi.waitFor(() => expect(seen.at(-1)).toBe('2026-03-02T00:00:00.000Z'), 20_000)
  await ticking.stop()
  const rounds = seen.length
  await new Promise((done) => setTimeout(done, 1200))
  expect(seen).toHaveLength(rounds)
})
