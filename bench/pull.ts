import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { openExchange } from '#centers/interfaces/exchange.ts'
import type { Pulling } from '#centers/marketplaces/pull.ts'
import { pullStream } from '#centers/marketplaces/pull.ts'
import { changeStates, recordTest, saveConnections } from '#centers/marketplaces/write.ts'
import { systemBy } from '#core/audit.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { marketplaceOutside } from '#server/outside.ts'
import { intake } from './intake.ts'
import type { BenchOptions } from './run.ts'
import { makeShop, openGround } from './support/ground.ts'

export const name = 'pull'
const skus = 1_000

/**
 * From a simulated marketplace, a process of its own, to committed orders: real HTTP, real signatures, rate limits lifted. `jd` lists carry the lines; of `taobao`
 * each order is asked for by a signed call of its own. The limit is the same orders placed from memory in the same run.
 */
export async function run({ scale }: BenchOptions) {
  const ground = await openGround(name)
  try {
    const shop = await makeShop(ground.db, skus, 1_000_000)
    const limit = await intake(ground.db, shop, Math.max(1_000, Math.round(5_000 * scale)), 'L-')
    const figures = []
    for (const [platform, count] of [
      ['jd', Math.max(1_000, Math.round(12_000 * scale))],
      ['taobao', Math.max(500, Math.round(4_000 * scale))],
    ] as const)
      figures.push(await pullAll(ground.db, platform, count, limit))
    return figures
  } finally {
    await ground.stop()
  }
}

async function pullAll(db: Db, platform: 'jd' | 'taobao', count: number, limit: number) {
  const since_ms = Date.now() - 1_300_000
  const market = fork(join(import.meta.dirname, 'support/market.ts'), [platform, String(count), String(skus), String(since_ms)])
  try {
    const [url] = (await once(market, 'message')) as [string]
    const pulling = await connect(db, platform, url, since_ms)
    const began = performance.now()
    const { told, error } = await pullStream(pulling, platform, 'orders')
    const took_s = (performance.now() - began) / 1000
    if (error) throw new Error(`the pull stopped: ${error}`)
    const placed = await db.row<{ count: number }>(sql`
      select count(*)::integer as count from marketplaces.pulled where connection_id = ${platform} and state = 'placed'`)
    if (placed!.count !== count) throw new Error(`${count} orders were sold, ${placed!.count} are ours`)
    await pulling.exchange.stop()
    const broken = (await checkPromises(db)).filter(({ offending }) => offending.length > 0)
    const value = Math.round(count / took_s)
    return {
      ...{
        name: `pull-${platform}`,
        value,
        unit: 'orders/s',
        limit_name: 'intake',
        limit,
        ratio: Math.round((value / limit) * 1000) / 1000,
      },
      ...{
        orders: count,
        told,
        calls_each: platform === 'taobao' ? 1 : 0,
        promises_broken: broken.length,
        rss_mb: Math.round(process.memoryUsage.rss() / 1_048_576),
      },
    }
  } finally {
    market.disconnect()
  }
}

/** A live connection of the bench's shop, with budgets lifted. */
export async function connect(db: Db, platform: 'jd' | 'taobao', endpoint: string, since_ms: number): Promise<Pulling> {
  process.env.TONGSHANG_SECRET ??= 'a secret of thirty-two characters, for benches'
  const by = systemBy('bench')
  const now = wallClock.now()
  // The bench's shop has one marketplace channel; the shops take turns.
  await db.run(sql`update marketplaces.connections set state = 'draft'`)
  const settings: Record<string, string> = { app_key: 'bench' }
  const secrets: Record<string, string> = { app_secret: 'bench', ...(platform === 'jd' ? { access_token: 'bench' } : { session: 'bench' }) }
  await db.tx(async (tx) => {
    const item = { connection_id: platform, channel_id: 'tmall', platform, name: platform, endpoint, settings, secrets }
    await saveConnections(tx, by, now, marketplaceOutside.ports, [
      { ...item, writes_back: true, pushes_stock: false, pushes_prices: false },
    ])
    await recordTest(tx, now, platform, null)
    await changeStates(tx, by, now, [{ connection_id: platform, state: 'live', since: new Date(since_ms).toISOString() }])
  })
  return { db, clock: wallClock, exchange: openExchange(db, wallClock), outside: marketplaceOutside }
}
