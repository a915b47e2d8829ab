import { fork } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSessions } from '#centers/identity/sessions/write.ts'
import { registerUsers } from '#centers/identity/write.ts'
import { fillWallets, openShop } from '#checks/support/shop.ts'
import { openDatabase } from '#core/database.ts'
import { newId } from '#core/ids.ts'
import { migrate } from '#core/migrate.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { lean } from '#server/lean.ts'
import { parentOf } from './cpu.ts'
import type { LoadResult } from './load.ts'
import { runLoad } from './load.ts'
import type { ServerPlan } from './server-child.ts'

export interface Ground {
  db: Db
  connection: { host: string; port: number; user: string; database: string }
  /** The database server: the parent of every connection's process. */
  pid: number
  stop(): Promise<void>
}

/** A durable embedded database with all tables. `name` keeps it between runs under .bench; `fresh` begins anew. */
export async function openGround(name: string, { fresh = true } = {}): Promise<Ground> {
  const data_dir = join(import.meta.dirname, '../../.bench', name)
  if (fresh) rmSync(data_dir, { recursive: true, force: true })
  mkdirSync(data_dir, { recursive: true })
  const database = await openDatabase({ data_dir })
  await migrate(database.connection, new Date().toISOString())
  const db = openDb(database.connection)
  const { backend } = (await db.row<{ backend: number }>(sql`select pg_backend_pid() as backend`))!
  return {
    db,
    connection: database.connection as Ground['connection'],
    pid: parentOf(backend),
    stop: async () => {
      await db.close()
      await database.stop()
    },
  }
}

export interface Server {
  url: string
  pid: number
  rss(): Promise<number>
  stop(): Promise<void>
}

export function startServer(plan: ServerPlan): Promise<Server> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'server-child.ts'), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // As `server/cli.ts` starts itself.
      execArgv: lean.flags,
      env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...lean.env, ...process.env, TONGSHANG_LOG: 'error' },
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    child.once('message', ({ url }: { url: string }) =>
      resolve({
        url,
        pid: child.pid!,
        rss: () =>
          new Promise((answer) => {
            child.once('message', ({ rss_mb }: { rss_mb: number }) => answer(rss_mb))
            child.send('rss')
          }),
        stop: () =>
          new Promise((ended) => {
            child.once('exit', () => ended())
            child.kill('SIGKILL')
          }),
      }),
    )
    child.send(plan)
  })
}

/** The limit of everything over HTTP: bare Fastify, asked the same way. */
export async function measureHello(connections: number, seconds: number, scenario: 'get' | 'fetch' = 'get'): Promise<LoadResult> {
  const server = await startServer({ kind: 'hello' })
  try {
    await runLoad({ url: server.url, connections, seconds: 1, scenario, paths: ['/'] })
    return await runLoad({ url: server.url, connections, seconds, scenario, paths: ['/'] })
  } finally {
    await server.stop()
  }
}

/** Members with money and a session each; answers their cookies. */
export async function makeBuyers(db: Db, count: number, amount_minor = 100_000_000_00): Promise<string[]> {
  const now = new Date().toISOString()
  const ids = Array.from({ length: count }, () => newId())
  await db.tx((tx) =>
    registerUsers(
      tx,
      now,
      ids.map((id, i) => ({
        id,
        name: `buyer ${i}`,
        handles: [{ kind: 'name' as const, value: `buyer${i}-${id.slice(-6)}` }],
        password_hash: null,
      })),
    ),
  )
  await fillWallets(db, now, ids, Math.min(amount_minor, 100_000_000))
  const sessions = await db.tx((tx) =>
    startSessions(
      tx,
      now,
      ids.map((user_id) => ({
        id: newId(),
        user_id,
        audience: 'mall' as const,
        method: 'password' as const,
        origin: { address: '127.0.0.1', device_label: 'bench', device_hash: null, network: '127.0.0.0' },
      })),
    ),
  )
  return sessions.map(({ token }) => `mall_session=${token}`)
}

/** A shop with `count` SKUs at 20 to 219 yuan, `pieces` of each at one node. */
export async function makeShop(db: Db, count: number, pieces: number): Promise<{ sku_id: string; price_minor: number }[]> {
  const skus = Array.from({ length: count }, (_, i) => ({ sku_id: `SKU-${i}`, price_minor: 10_000 + ((i * 37) % 200) * 100 }))
  await openShop(db, new Date().toISOString(), {
    prices: Object.fromEntries(skus.map(({ sku_id, price_minor }) => [sku_id, price_minor])),
    stock: { main: Object.fromEntries(skus.map(({ sku_id }) => [sku_id, pieces])) },
  })
  return skus
}
