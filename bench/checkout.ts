import { checkPromises } from '#core/promises.ts'
import type { BenchOptions } from './run.ts'
import { costsOf } from './support/cpu.ts'
import { makeBuyers, makeShop, measureHello, openGround, startServer } from './support/ground.ts'
import { runLoad } from './support/load.ts'

export const name = 'checkout'

/** Orders over HTTP, 64 connections in a closed loop: two lines, wallet payment, everything durable before the answer. */
export async function run({ seconds, log }: BenchOptions) {
  const hello = await measureHello(64, Math.min(5, seconds))
  const ground = await openGround(name)
  try {
    const skus = await makeShop(ground.db, 1_000, 100_000)
    const cookies = await makeBuyers(ground.db, 256)
    const server = await startServer({ kind: 'shop', connection: ground.connection })
    const plan = { url: server.url, connections: 64, scenario: 'checkout' as const, cookies, skus }
    // As long as it is measured: a server runs for weeks, and half a minute passes until its hot functions are compiled.
    await runLoad({ ...plan, seconds })
    log('warm')
    const costs = costsOf({ server: server.pid, database: ground.pid })
    const result = await runLoad({ ...plan, seconds })
    const cpu_us_an_order = costs(result.requests)
    const rss_mb = await server.rss()
    await server.stop()
    const broken = (await checkPromises(ground.db)).filter(({ offending }) => offending.length > 0)
    const { per_second, requests, p50_ms, p95_ms, p99_ms, answers, errors } = result
    return {
      name,
      value: Math.round(((answers.placed ?? 0) * per_second) / requests),
      unit: 'orders/s',
      limit_name: 'hello',
      limit: hello.per_second,
      ratio: Math.round((per_second / hello.per_second) * 1000) / 1000,
      p50_ms,
      p95_ms,
      p99_ms,
      rss_mb,
      ...cpu_us_an_order,
      answers,
      errors,
      promises_broken: broken.length,
    }
  } finally {
    await ground.stop()
  }
}
