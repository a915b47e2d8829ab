import { consumers } from '#centers/search/events.ts'
import { indexPending } from '#centers/search/write.ts'
import { consumeAll } from '#core/events.ts'
import { chunksOf } from '#core/outcomes.ts'
import { loadCatalog } from './catalog.ts'
import type { BenchOptions } from './run.ts'
import { makeCatalog } from './support/catalog.ts'
import { measureHello, openGround, startServer } from './support/ground.ts'
import { runLoad } from './support/load.ts'

export const name = 'search'

/** Searching 100,000 SKUs over HTTP at four connections, facets counted; the commonest word alone; and suggestions while typing. */
export async function run({ seconds, scale, log }: BenchOptions) {
  const hello = await measureHello(4, 2)
  const catalog = makeCatalog(Math.round(100_000 * scale))
  const ground = await openGround(name)
  try {
    log(`loading ${catalog.products.length} products with ${catalog.skus} SKUs …`)
    await loadCatalog(ground.db, catalog)
    await ground.db.pool.query('analyze')
    const began_ms = performance.now()
    await consumeAll(ground.db, consumers, new Date().toISOString())
    await indexPending(ground.db)
    const indexed_s = (performance.now() - began_ms) / 1000
    const server = await startServer({ kind: 'shop', connection: ground.connection })
    const first_ms = performance.now()
    await fetch(`${server.url}/api/mall/search?q=x`)
    const ready_s = (performance.now() - first_ms) / 1000
    const plan = { url: server.url, connections: 4, scenario: 'get' as const }
    const q = (text: string, more = '') => `/api/mall/search?q=${encodeURIComponent(text)}${more}`
    // As different as the products themselves: no answer is asked for twice in a row.
    const texts = catalog.products.slice(0, 2000).flatMap(({ title, brand_id }, i) => {
      const brand = catalog.brands.find((one) => one.brand_id === brand_id)!.name.zh
      const kind = title.zh.slice(title.zh.indexOf('」') + 1, title.zh.indexOf(' '))
      return [brand, kind, `${brand}${kind}`, `${kind} 5kg`, ['bingxiang', 'xyj', 'naifne', '充电庄', 'dianshi'][i % 5]!]
    })
    const mixed = texts.map((text, i) => q(text, i % 3 === 0 ? '&facets=color:c1' : i % 3 === 1 ? '&sort=price_up' : ''))
    // As people ask it: its pages of filters and orders again and again. And as nobody does: a new price each time, so nothing is remembered.
    const ways = ['', '&facets=color:c1', '&facets=style:plain', '&facets=grade:3', '&brand=b7', '&category=k3'].flatMap((more) =>
      ['', '&sort=price_up', '&sort=price_down', '&sort=newest'].map((sort) => q(catalog.commonest, more + sort)),
    )
    const fresh = Array.from({ length: 50_000 }, (_, i) => q(catalog.commonest, `&price_from_minor=${i}`))
    const typed = texts.flatMap((text) => [...chunksOf([...text], 2)].map((_, i) => text.slice(0, 2 * i + 1)))
    const suggested = typed.map((text) => `/api/mall/suggestions?q=${encodeURIComponent(text)}&limit=8`)
    await runLoad({ ...plan, paths: mixed, seconds: 2 })
    const figures = []
    for (const [what, paths] of [
      ['search', mixed],
      ['search-commonest', ways],
      ['search-commonest-fresh', fresh],
      ['suggestions', suggested],
    ] as const) {
      const { per_second, p50_ms, p95_ms, p99_ms, answers } = await runLoad({ ...plan, paths: [...paths], seconds })
      log(`${what} ${p50_ms} ${p95_ms}`)
      figures.push({
        ...{ name: what, value: per_second, unit: 'answers/s', limit_name: 'hello', limit: hello.per_second },
        ...{ ratio: Math.round((per_second / hello.per_second) * 1000) / 1000, p50_ms, p95_ms, p99_ms, answers },
      })
    }
    const rss_mb = await server.rss()
    await server.stop()
    return [
      ...figures,
      {
        name: 'search-index',
        value: Math.round(catalog.products.length / indexed_s),
        unit: 'products/s',
        ready_s: Math.round(ready_s * 10) / 10,
        rss_mb,
      },
    ]
  } finally {
    await ground.stop()
  }
}
