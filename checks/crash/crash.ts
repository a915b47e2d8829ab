import { type ChildProcess, fork } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPlaces } from '#core/database/embedded.ts'
import { openDatabase } from '#core/database.ts'
import { consumeAll } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { migrate } from '#core/migrate.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { assembly } from '#server/centers.ts'
import { dice } from '../support/dice.ts'
import { anOrder, fillWallets, openShop } from '../support/shop.ts'

export interface CrashReport {
  kills: { server: number; database: number }
  acknowledged: number
  /** Acknowledged orders that are not there, or are there more than once. */
  lost: string[]
  broken: string[]
}

const now = () => new Date().toISOString()
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/**
 * Kills the program or its database with -9 while buyers order, `rounds` times. Buyers repeat an order with the same id until it is answered, as any
 * client must. Afterwards every answered order is there once and every promise of every center holds.
 */
export async function crash({ rounds, seed, buyers = 8 }: { rounds: number; seed: number; buyers?: number }): Promise<CrashReport> {
  const roll = dice(seed)
  const data_dir = mkdtempSync(join(tmpdir(), 'tongshang-crash-'))
  chmodSync(data_dir, 0o711)
  const member_ids = Array.from({ length: buyers }, () => newId())
  const skus = Array.from({ length: 20 }, (_, i) => `SKU-${i}`)
  const kills = { server: 0, database: 0 }
  const acknowledged = new Map<string, string>()
  try {
    await inDatabase(data_dir, async (db) => {
      await openShop(db, now(), {
        prices: Object.fromEntries(skus.map((sku_id) => [sku_id, 10_000])),
        stock: {
          main: Object.fromEntries(skus.map((sku_id) => [sku_id, 1_000_000])),
          side: Object.fromEntries(skus.map((sku_id) => [sku_id, 1_000_000])),
        },
      })
      await fillWallets(db, now(), member_ids, 100_000_000)
    })

    let server = await start(data_dir, member_ids)
    let stop = false
    const buy = async (member_id: string) => {
      while (!stop) {
        const lines = [0, 1].map(() => ({ sku_id: skus[roll(20)]!, quantity: 1 + roll(2) }))
        const order = anOrder(
          merge(lines),
          merge(lines).reduce((sum, { quantity }) => sum + quantity * 10_000, 0),
        )
        while (!stop) {
          const status = await ask(server.port, member_id, order)
          if (status === 'placed' || status === 'already_placed') {
            acknowledged.set(order.id, member_id)
            break
          }
          if (status !== null) throw new Error(`an order was refused: ${status}`)
          await wait(50)
        }
      }
    }
    const buying = member_ids.map(buy)
    for (let round = 0; round < rounds; round++) {
      // On a busy machine too there is something to lose when the kill comes.
      const before = acknowledged.size
      await wait(300 + roll(700))
      while (acknowledged.size < before + buyers) await Promise.race([wait(20), ...buying])
      if (round % 2 === 0) {
        kills.server++
        await kill(server.child)
        server = await start(data_dir, member_ids)
      } else {
        kills.database++
        process.kill(readDatabasePid(data_dir), 'SIGKILL')
        await waitUntilServed(server.port)
      }
    }
    await wait(500)
    stop = true
    await Promise.all(buying)
    await kill(server.child)

    return await inDatabase(data_dir, async (db) => {
      await consumeAll(
        db,
        assembly.flatMap((center) => center.consumers ?? []),
        now(),
      )
      const ids = [...acknowledged.keys()]
      const rows = await db.rows<{ id: string; member_id: string }>(
        sql`select id, member_id from orders.orders where id = any(${ids}::uuid[])`,
      )
      const there = new Map(rows.map(({ id, member_id }) => [id, member_id]))
      const broken = (await checkPromises(db)).filter(({ offending }) => offending.length > 0).map(({ name }) => name)
      return { kills, acknowledged: ids.length, lost: ids.filter((id) => there.get(id) !== acknowledged.get(id)), broken }
    })
  } finally {
    rmSync(data_dir, { recursive: true, force: true })
  }
}

function merge(lines: { sku_id: string; quantity: number }[]): { sku_id: string; quantity: number }[] {
  const sums = new Map<string, number>()
  for (const { sku_id, quantity } of lines) sums.set(sku_id, (sums.get(sku_id) ?? 0) + quantity)
  return [...sums].map(([sku_id, quantity]) => ({ sku_id, quantity }))
}

async function inDatabase<T>(data_dir: string, work: (db: Db) => Promise<T>): Promise<T> {
  const database = await openDatabase({ data_dir })
  await migrate(database.connection, now())
  const db = openDb(database.connection)
  try {
    return await work(db)
  } finally {
    await db.close()
    await database.stop()
  }
}

interface Running {
  child: ChildProcess
  port: number
}

function start(data_dir: string, member_ids: string[]): Promise<Running> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'server.ts'), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, TONGSHANG_LOG: 'silent' },
    })
    child.once('message', (ready: Omit<Running, 'child'>) => resolve({ child, ...ready }))
    child.once('exit', (code) => reject(new Error(`the program did not start: ${code}`)))
    child.send({ data_dir, member_ids })
  })
}

const kill = (child: ChildProcess): Promise<void> =>
  new Promise((ended) => {
    child.once('exit', () => ended())
    child.kill('SIGKILL')
  })

/** The outcome of one order, or null when nobody can tell: no answer, or an answer that asks to try again. */
async function ask(port: number, member_id: string, order: object): Promise<string | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/mall/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-member': member_id },
      body: JSON.stringify(order),
      signal: AbortSignal.timeout(10_000),
    })
    const body = (await answer.json()) as { outcomes?: { status: string }[]; detail?: string; type?: string }
    if (answer.status >= 500) return null
    return body.outcomes?.[0]?.status ?? `${answer.status} ${body.detail}`
  } catch {
    return null
  }
}

async function waitUntilServed(port: number): Promise<void> {
  for (let i = 0; i < 300; i++) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    if (answer?.ok) return
    await wait(100)
  }
  throw new Error('the database did not come back within 30 s')
}

/** Which process the database is now: the number in the server's own note. */
const readDatabasePid = (data_dir: string): number =>
  Number(readFileSync(join(findPlaces(data_dir).data, 'postmaster.pid'), 'utf8').split('\n')[0])
