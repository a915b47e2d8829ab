import { createServer } from 'node:net'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright-core'
import { prepareChromium } from '#checks/support/browser.ts'
import { buildFronts } from '#server/fronts/build.ts'
import { loadWorld } from '#world/load.ts'
import type { BenchOptions, Figure } from './run.ts'
import { openGround, startServer } from './support/ground.ts'

export const name = 'lighthouse'

const wanted = { performance: 92, accessibility: 95, 'best-practices': 95, seo: 95 }
const metrics = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'] as const

/**
 * Home, a list, a product and the cart as Lighthouse sees them on a phone: the median of five, each in a browser of its own. Its blocking time is
 * real computing time four times over, so nothing else may run on the machine.
 */
export async function run({ scale, log }: BenchOptions): Promise<Figure[]> {
  await buildFronts(log, ['mall'])
  const ground = await openGround(name)
  try {
    await loadWorld(ground.db, new Date().toISOString())
    const server = await startServer({ kind: 'shop', connection: ground.connection, fronts: true })
    const first = await firstSku(server.url)
    const cookie = await cartWith(server.url, first.sku_id)
    const pages = { home: '/', list: '/c/large', product: `/products/${first.spu_id}`, cart: '/cart' }
    const figures: Figure[] = []
    for (const [page, path] of Object.entries(pages)) {
      const runs: Awaited<ReturnType<typeof look>>[] = []
      for (let i = 0; i < (scale < 1 ? 1 : 5); i++) runs.push(await look(server.url + path, page === 'cart' ? { cookie } : {}))
      const median = (of: (run: (typeof runs)[number]) => number) => runs.map(of).sort((a, b) => a - b)[runs.length >> 1]!
      const scores = Object.fromEntries(Object.keys(wanted).map((one) => [one, median(({ scores }) => scores[one]!)]))
      figures.push({
        name: `lighthouse-${page}`,
        value: scores.performance!,
        unit: 'of 100',
        limit_name: 'wanted',
        limit: wanted.performance,
        scores,
        ...Object.fromEntries(metrics.map((one) => [one.replaceAll('-', '_'), median(({ values }) => values[one]!)])),
        missed: Object.entries(wanted).flatMap(([one, least]) => (scores[one]! < least ? [one] : [])),
      })
      log(`${page} ${JSON.stringify(scores)}`)
    }
    await server.stop()
    return figures
  } finally {
    await ground.stop()
  }
}

async function look(url: string, extraHeaders: Record<string, string>) {
  const { executable, flags, environment } = await prepareChromium()
  const port = await freePort()
  const browser = await chromium.launch({
    executablePath: executable,
    args: [...flags, '--disable-gpu', `--remote-debugging-port=${port}`],
    chromiumSandbox: false,
    env: { ...(process.env as Record<string, string>), ...environment },
  })
  try {
    const result = await lighthouse(url, {
      port,
      logLevel: 'error',
      onlyCategories: Object.keys(wanted),
      extraHeaders,
    })
    const { categories, audits } = result!.lhr
    return {
      scores: Object.fromEntries(Object.entries(categories).map(([one, { score }]) => [one, Math.round((score ?? 0) * 100)])),
      values: Object.fromEntries(metrics.map((one) => [one, Math.round((audits[one]?.numericValue ?? 0) * 1000) / 1000])),
    }
  } finally {
    await browser.close()
  }
}

async function firstSku(url: string): Promise<{ spu_id: string; sku_id: string }> {
  const { items } = (await (await fetch(`${url}/api/mall/products?limit=1`)).json()) as { items: { spu_id: string }[] }
  const { spu_id } = items[0]!
  const { product } = (await (await fetch(`${url}/api/mall/products/${spu_id}`)).json()) as { product: { skus: { sku_id: string }[] } }
  return { spu_id, sku_id: product.skus[0]!.sku_id }
}

/** A visitor's cookie whose cart has one line. */
async function cartWith(url: string, sku_id: string): Promise<string> {
  const answer = await fetch(`${url}/api/mall/cart/lines`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ lines: [{ sku_id, quantity: 1 }] }),
  })
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
