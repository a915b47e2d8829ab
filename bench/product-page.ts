import { findProduct } from '#centers/products/read.ts'
import { setPrices } from '#centers/products/write.ts'
import { theSystem } from '#core/http.ts'
import type { Db } from '#core/sql.ts'
import { buildFronts } from '#server/fronts/build.ts'
import { loadWorld } from '#world/load.ts'
import type { BenchOptions } from './run.ts'
import { costsOf } from './support/cpu.ts'
import { measureHello, openGround, startServer } from './support/ground.ts'
import { runLoad } from './support/load.ts'

export const name = 'product-page'

/**
 * The home page and a product's page for visitors as real ones come, with a cookie: kept whole in memory. Then the same page under addresses nobody
 * asked for before, made anew of parts that are kept. Then pages of products nobody asked for before: nothing of theirs is there.
 */
export async function run({ seconds, log }: BenchOptions) {
  await buildFronts(log, ['mall'])
  const hello = await measureHello(64, Math.min(5, seconds), 'fetch')
  const ground = await openGround(name)
  try {
    await loadWorld(ground.db, new Date().toISOString())
    const server = await startServer({ kind: 'shop', connection: ground.connection, fronts: true })
    const list = (await (await fetch(`${server.url}/api/mall/products?limit=20`)).json()) as { items: { spu_id: string }[] }
    const paths = list.items.map(({ spu_id }) => `/products/${spu_id}`)
    const headers = { cookie: `visitor=${'v'.repeat(43)}`, accept: 'text/html', 'accept-encoding': 'gzip, br' }
    const plan = { url: server.url, connections: 64, scenario: 'fetch' as const, headers }
    // All of them are kept before the clock starts, the home page too.
    await runLoad({ ...plan, paths: [...paths, '/'], seconds: 2 })
    const costs_kept = costsOf({ server: server.pid })
    const kept = await runLoad({ ...plan, paths, seconds })
    const kept_cpu = costs_kept(kept.requests)
    const costs_home = costsOf({ server: server.pid })
    const home = await runLoad({ ...plan, paths: ['/'], seconds })
    const home_cpu = costs_home(home.requests)
    // An address nobody asked for before is not in memory.
    const costs = costsOf({ server: server.pid, database: ground.pid })
    const fresh = await runLoad({
      ...plan,
      connections: 16,
      seconds,
      paths: Array.from({ length: 20_000 }, (_, i) => `${paths[i % paths.length]}?n=${i}`),
    })
    const fresh_cpu = costs(fresh.requests)
    const all = (await (await fetch(`${server.url}/api/mall/products?limit=200`)).json()) as typeof list
    const others = all.items.map(({ spu_id }) => `/products/${spu_id}`).filter((path) => !paths.includes(path))
    const first = [...others, ...others.map((path) => `/en${path}`)]
    const costs_cold = costsOf({ server: server.pid, database: ground.pid })
    const cold = await runLoad({ ...plan, connections: 16, seconds: 60, amount: first.length, paths: first })
    const cold_cpu = costs_cold(cold.requests)
    const follows_ms = await timeToFollow(ground.db, server.url)
    const rss_mb = await server.rss()
    await server.stop()
    const { per_second, p50_ms, p95_ms, p99_ms, answers } = kept
    return [
      {
        name,
        value: per_second,
        unit: 'pages/s',
        limit_name: 'hello',
        limit: hello.per_second,
        ratio: Math.round((per_second / hello.per_second) * 1000) / 1000,
        p50_ms,
        p95_ms,
        p99_ms,
        rss_mb,
        answers,
        ...kept_cpu,
      },
      {
        name: 'home',
        value: home.per_second,
        unit: 'pages/s',
        limit_name: 'hello',
        limit: hello.per_second,
        ratio: Math.round((home.per_second / hello.per_second) * 1000) / 1000,
        p50_ms: home.p50_ms,
        p95_ms: home.p95_ms,
        p99_ms: home.p99_ms,
        answers: home.answers,
        ...home_cpu,
      },
      {
        name: 'product-page-fresh',
        value: fresh.per_second,
        unit: 'pages/s',
        p50_ms: fresh.p50_ms,
        p95_ms: fresh.p95_ms,
        p99_ms: fresh.p99_ms,
        ...fresh_cpu,
        answers: fresh.answers,
      },
      {
        name: 'product-page-cold',
        value: cold.per_second,
        unit: 'pages/s',
        p50_ms: cold.p50_ms,
        p95_ms: cold.p95_ms,
        p99_ms: cold.p99_ms,
        ...cold_cpu,
        answers: cold.answers,
      },
      {
        name: 'kept-page-follows',
        value: Math.max(...follows_ms),
        unit: 'ms from the commit of a price to the page that shows it, the slowest',
        limit_name: 'wanted',
        limit: 1_000,
        p50_ms: follows_ms.sort((a, b) => a - b)[follows_ms.length >> 1]!,
      },
    ]
  } finally {
    await ground.stop()
  }
}

/** How long a kept page shows the old price, ten times over. */
async function timeToFollow(db: Db, url: string): Promise<number[]> {
  const spu_id = 'jl-ref-shanlan'
  const { skus } = await findProduct(db, spu_id)
  const read = async () => (await fetch(`${url}/products/${spu_id}`)).text()
  const times: number[] = []
  for (let i = 0; i < 10; i++) {
    await read()
    const price_minor = 711_100 + i * 100
    await db.tx((tx) =>
      setPrices(
        tx,
        theSystem,
        new Date().toISOString(),
        skus.map(({ sku_id }) => ({ sku_id, price_minor })),
      ),
    )
    const began = performance.now()
    while (!(await read()).includes(`7,1${11 + i}`)) {
      if (performance.now() - began > 20_000) throw new Error('a kept page does not follow its price')
    }
    times.push(Math.round(performance.now() - began))
  }
  return times
}
