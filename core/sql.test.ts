import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { Busy, gather, runIsolated } from './batch.ts'
import { announce, type Consumer, consumeAll, consumeOnce, listLags, replayEvents, watchEvents } from './events.ts'
import { numberSource, takeNumbers } from './numbers.ts'
import { type Db, hot, isConnectionLost, json, openDb, sql, type Tx } from './sql.ts'

const now = '2026-11-22T06:00:00.000Z'
let cloned: ClonedDatabase
let db: Db
beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 10 })
  await db.run(sql`create table marks (id text primary key, n bigint)`)
})
afterAll(async () => {
  await db.close()
  await cloned.drop()
})
const put = (tx: Tx, id: string, n = 1) => tx.run(sql`insert into marks (id, n) values (${id}, ${n})`)
const there = async (id: string) => (await db.row(sql`select 1 from marks where id = ${id}`)) !== undefined

describe('a transaction', () => {
  test('never commits over a failed query that nobody awaited', async () => {
    await expect(
      db.tx(async (tx) => {
        await put(tx, 'a')
        void put(tx, 'a').catch(() => {})
      }),
    ).rejects.toMatchObject({ code: '23505' })
    expect(await there('a')).toBe(false)
  })

  test('undoes a savepoint alone', async () => {
    await db.tx(async (tx) => {
      await put(tx, 'b')
      await expect(tx.savepoint(() => put(tx, 'b'))).rejects.toMatchObject({ code: '23505' })
      await tx.savepoint(() => put(tx, 'c'))
    })
    expect([await there('b'), await there('c')]).toEqual([true, true])
  })

  test('commits what was sent last with nobody waiting, or nothing at all', async () => {
    await db.tx(async (tx) => {
      await put(tx, 'sent-1')
      tx.send(sql`insert into marks (id, n) values ('sent-2', 1)`)
      tx.send(sql`update marks set n = n + 1 where id like 'sent-%'`, 2)
    })
    expect(await db.rows(sql`select n from marks where id like 'sent-%'`)).toEqual([{ n: 2 }, { n: 2 }])

    const told: string[] = []
    const failing = db.tx(async (tx) => {
      tx.afterCommit(() => told.push('never'))
      await put(tx, 'sent-3')
      tx.send(sql`insert into marks (id, n) values ('sent-1', 1)`)
    })
    await expect(failing).rejects.toMatchObject({ code: '23505' })
    expect([await there('sent-3'), told]).toEqual([false, []])
  })

  test('starts again when what was sent last touched other rows than it should', async () => {
    const attempts: number[] = []
    await db.tx(async (tx) => {
      attempts.push(tx.attempt)
      await put(tx, 'moved')
      const id = tx.attempt === 1 ? 'nobody' : 'moved'
      tx.send(hot`update marks set n = 7 where id = ${id}`, 1)
    })
    expect(attempts).toEqual([1, 2])
    expect(await db.row(sql`select n from marks where id = 'moved'`)).toEqual({ n: 7 })
    // A division by zero of somebody's own is a bug, not moved ground.
    await expect(db.tx(async (tx) => tx.send(sql`update marks set n = 1 / 0 where id = 'moved'`))).rejects.toMatchObject({ code: '22012' })
  })

  test('keeps what a savepoint sent apart from the rest', async () => {
    await db.tx(async (tx) => {
      tx.send(sql`insert into marks (id, n) values ('outer', 1)`)
      const inner = tx.savepoint(async () => tx.send(sql`insert into marks (id, n) values ('outer', 2)`))
      await expect(inner).rejects.toMatchObject({ code: '23505' })
    })
    expect(await db.row(sql`select n from marks where id = 'outer'`)).toEqual({ n: 1 })
  })

  test('tells what waits for the commit only after it', async () => {
    const told: string[] = []
    await db.tx(async (tx) => {
      tx.afterCommit(() => told.push('committed'))
      expect(told).toEqual([])
    })
    await db
      .tx(async (tx) => {
        tx.afterCommit(() => told.push('never'))
        throw new Error('no')
      })
      .catch(() => {})
    expect(told).toEqual(['committed'])
  })

  test('ends when the server falls silent, as a connection that was lost', async () => {
    const short = openDb({ ...cloned.connection, max: 2, statement_timeout_ms: 100 })
    let pid = 0
    const asked = short.tx(async (tx) => {
      pid = (await tx.row<{ pid: number }>(sql`select pg_backend_pid() as pid`))!.pid
      process.kill(pid, 'SIGSTOP')
      await put(tx, 'silent')
    })
    const error = await asked.catch((thrown: unknown) => thrown)
    process.kill(pid, 'SIGCONT')
    expect(isConnectionLost(error)).toBe(true)
    // The pool goes on with another connection, and what was not committed is not there.
    expect(await short.row(sql`select 1 as one from marks where id = 'silent'`)).toBeUndefined()
    await short.close()
  })

  test('refuses a transaction inside itself, undefined, and integers beyond 2^53-1 in both directions', async () => {
    await expect(db.tx(() => db.tx(async () => {}))).rejects.toThrow(/deadlock the pool/)
    await expect(db.row(sql`select ${undefined} as x`)).rejects.toThrow(/undefined/)
    await expect(db.row(sql`select ${2 ** 53}::bigint as x`)).rejects.toThrow(/2\^53-1/)
    await expect(db.row(sql`select 9007199254740993::bigint as x`)).rejects.toThrow(/2\^53-1/)
    expect(
      await db.row(sql`select 9007199254740991::bigint as x, '2026-01-02'::date as d, '2026-01-02T03:04:05Z'::timestamptz as t`),
    ).toEqual({
      x: Number.MAX_SAFE_INTEGER,
      d: '2026-01-02',
      t: '2026-01-02T03:04:05.000Z',
    })
    expect(() => json(undefined)).toThrow(/undefined/)
  })

  test('deadlocks are tried again until both have happened', async () => {
    await db.tx(async (tx) => {
      await put(tx, 'left', 0)
      await put(tx, 'right', 0)
    })
    const add = (first: string, second: string) =>
      db.tx(async (tx) => {
        await tx.run(sql`update marks set n = n + 1 where id = ${first}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
        await tx.run(sql`update marks set n = n + 1 where id = ${second}`)
      })
    await Promise.all([add('left', 'right'), add('right', 'left')])
    expect(await db.rows(sql`select n from marks where id in ('left', 'right')`)).toEqual([{ n: 2 }, { n: 2 }])
  })

  test('killed backends refuse their own queries, and the process and the pool live on', async () => {
    const client = await cloned.connection
    const killer = openDb({ ...client, max: 1 })
    let stop = false
    let lost = 0
    let done = 0
    const worker = async (name: number) => {
      for (let i = 0; !stop; i++) {
        try {
          await db.tx(async (tx) => {
            await put(tx, `k${name}-${i}`)
            await tx.rows(hot`select pg_sleep(0.005)`)
          })
          done++
        } catch (error) {
          if (!isConnectionLost(error)) throw error
          lost++
        }
      }
    }
    const workers = [1, 2, 3, 4].map(worker)
    for (let i = 0; i < 12; i++) {
      await new Promise((resolve) => setTimeout(resolve, 60))
      await killer.rows(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      )
    }
    stop = true
    await Promise.all(workers)
    await killer.close()
    expect(lost).toBeGreaterThan(0)
    expect(done).toBeGreaterThan(0)
    expect(await db.row(sql`select 1 as one`).catch(() => db.row(sql`select 1 as one`))).toEqual({ one: 1 })
  })
})

describe('batches', () => {
  test('gather what arrives together, in order', async () => {
    const sizes: number[] = []
    const call = gather<number, number>({
      name: 'test.double',
      largest: 10,
      waiting: 100,
      run: async (items) => {
        sizes.push(items.length)
        await new Promise((resolve) => setTimeout(resolve, 5))
        return items.map((n) => n * 2)
      },
    })
    expect(await Promise.all(Array.from({ length: 25 }, (_, i) => call(i)))).toEqual(Array.from({ length: 25 }, (_, i) => i * 2))
    expect(sizes).toEqual([10, 10, 5])
  })

  test('one poison item fails alone', async () => {
    const run = async (items: number[]) => {
      if (items.includes(13)) throw new Error('poison')
      return items.map(String)
    }
    const settled = await runIsolated(
      { name: 'test.poison', run },
      Array.from({ length: 30 }, (_, i) => i),
    )
    expect(settled.filter((one) => 'error' in one)).toHaveLength(1)
    expect(settled[13]).toMatchObject({ error: expect.objectContaining({ message: 'poison' }) })
  })

  test('more than may wait is refused instead of kept', async () => {
    const call = gather<number, number>({ name: 'test.full', largest: 1, waiting: 3, run: async (items) => items })
    const answers = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => call(i)))
    const refused = answers.filter((answer) => answer.status === 'rejected')
    expect(refused).toHaveLength(7)
    expect((refused[0] as PromiseRejectedResult).reason).toBeInstanceOf(Busy)
  })
})

describe('events', () => {
  const reader = (name: string, seen: unknown[]): Consumer => ({
    name,
    topics: ['test.happened'],
    handle: async (_tx, events) => {
      seen.push(...events.map(({ item }) => (item as { n: number }).n))
    },
  })

  test('are seen once, in commit order, also when an earlier transaction commits later', async () => {
    const seen: number[] = []
    const consumer = reader('test.order', seen)
    let let_go = () => {}
    const held = new Promise<void>((resolve) => {
      let_go = resolve
    })
    const slow = db.tx(async (tx) => {
      await announce(tx, 'test.happened', [{ n: 1 }, { n: 2 }], now)
      await held
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    await db.tx((tx) => announce(tx, 'test.happened', [{ n: 3 }], now))
    // The later one waits behind the open one, so that nothing is skipped.
    expect(await consumeOnce(db, consumer, now)).toBe(0)
    let_go()
    await slow
    await consumeAll(db, [consumer], now)
    expect(seen).toEqual([1, 2, 3])
    await consumeAll(db, [consumer], now)
    expect(seen).toEqual([1, 2, 3])
    await replayEvents(db, 'test.order', null)
    await consumeAll(db, [consumer], now)
    expect(seen).toEqual([1, 2, 3, 1, 2, 3])
  })

  test('comes in the order of commits where transaction numbers grow a digit, each once', async () => {
    const seen: number[] = []
    await db.run(sql`
      insert into core.events (tx_id, topic, items, recorded_at)
      select (case when n <= 40 then '99' else '100' end)::xid8, 'test.digits', jsonb_build_array(jsonb_build_object('n', n)), ${now}
      from generate_series(1, 80) n order by n`)
    await consumeAll(db, [{ ...reader('test.digits', seen), topics: ['test.digits'] }], now)
    expect(seen).toEqual(Array.from({ length: 80 }, (_, i) => i + 1))
  })

  test('who waits for something rare does not read everything else again and again, and misses nothing', async () => {
    const seen: number[] = []
    const consumer: Consumer = { ...reader('test.rare', seen), topics: ['test.rare'] }
    const place = () =>
      db.row<{ seq: number; tx_id: string }>(sql`select seq, tx_id::text as tx_id from core.cursors where consumer = 'test.rare'`)
    await consumeAll(db, [consumer], now)
    await db.tx((tx) => announce(tx, 'test.other', [{ n: 1 }], now))
    expect(await consumeOnce(db, consumer, now)).toBe(0)
    const before = await place()
    // A minute later the empty stretch is written down, so that a new process need not read it either.
    expect(await consumeOnce(db, consumer, '2026-11-22T06:05:00.000Z')).toBe(0)
    expect(BigInt((await place())!.tx_id)).toBeGreaterThan(BigInt(before!.tx_id))
    await db.tx((tx) => announce(tx, 'test.rare', [{ n: 5 }], now))
    await consumeAll(db, [consumer], now)
    await replayEvents(db, 'test.rare', null)
    await consumeAll(db, [consumer], now)
    expect(seen).toEqual([5, 5])
  })

  test('a failing consumer keeps its place, and its lag is visible', async () => {
    let broken = true
    const seen: number[] = []
    const consumer: Consumer = {
      name: 'test.failing',
      topics: ['test.happened'],
      handle: async (tx, events) => {
        await put(tx, `seen-${events.length}-${broken}`)
        if (broken) throw new Error('not now')
        seen.push(events.length)
      },
    }
    await expect(consumeOnce(db, consumer, now)).rejects.toThrow('not now')
    expect((await listLags(db, [consumer]))[0]!.oldest_unread_at).toBe(now)
    broken = false
    expect(await consumeOnce(db, consumer, now)).toBe(3)
    expect((await listLags(db, [consumer]))[0]!.oldest_unread_at).toBeNull()
    expect(await db.rows(sql`select id from marks where id like 'seen-%'`)).toEqual([{ id: 'seen-3-false' }])
  })

  test('two processes at one consumer handle each event once', async () => {
    const seen: number[] = []
    const consumer = reader('test.two', seen)
    await db.tx((tx) =>
      announce(
        tx,
        'test.happened',
        Array.from({ length: 50 }, (_, n) => ({ n: 100 + n })),
        now,
      ),
    )
    await Promise.all([1, 2, 3].map(() => consumeAll(db, [consumer], now)))
    expect(seen.filter((n) => n >= 100)).toHaveLength(50)
  })

  test('a watcher sees what comes after it began', async () => {
    const seen: number[] = []
    const watch = await watchEvents(db, 'test.watch', ['test.happened'], (events) =>
      seen.push(...events.map(({ item }) => (item as { n: number }).n)),
    )
    await db.tx((tx) => announce(tx, 'test.happened', [{ n: 7_000 }], now))
    for (let i = 0; i < 100 && seen.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 50))
    await watch.stop()
    expect(seen).toContain(7_000)
  })
})

test('numbers from two sources and a transaction never repeat', async () => {
  const [one, two] = [numberSource(db, 'test'), numberSource(db, 'test')]
  const taken = (await Promise.all([one.take(1_500), two.take(3_000), one.take(1_500), db.tx((tx) => takeNumbers(tx, 'test', 100))])).flat()
  expect(new Set(taken).size).toBe(6_100)
})
