import { checkPromises } from '#core/promises.ts'
import { sql } from '#core/sql.ts'
import type { BenchOptions } from './run.ts'
import { makeBuyers, makeShop, openGround, startServer } from './support/ground.ts'
import { runLoad } from './support/load.ts'

export const name = 'hot-sku'

/** 256 buyers want one SKU of which there is a limited stock. It is sold to the last piece, never one more; refusals cost less than sales. */
export async function run({ scale, log }: BenchOptions) {
  const stock = Math.round(10_000 * scale)
  const ground = await openGround(name)
  try {
    const [sku] = await makeShop(ground.db, 1, stock)
    const cookies = await makeBuyers(ground.db, 256)
    const server = await startServer({ kind: 'shop', connection: ground.connection })
    const plan = { url: server.url, connections: 256, scenario: 'checkout' as const, cookies, skus: [sku!], lines: 1 }
    const selling = await runLoad({ ...plan, seconds: 120, amount: stock + 500 })
    log(`sold ${selling.answers.placed}, refused ${selling.answers.sold_out ?? 0}`)
    const refusing = await runLoad({ ...plan, seconds: 3 })
    const rss_mb = await server.rss()
    await server.stop()
    const sold = (await ground.db.row<{ sold: number }>(sql`select count(*)::int as sold from orders.orders`))!.sold
    const broken = (await checkPromises(ground.db)).filter(({ offending }) => offending.length > 0)
    const sales_per_second = Math.round((selling.answers.placed ?? 0) / selling.seconds)
    return {
      name,
      value: sales_per_second,
      unit: 'orders/s',
      limit_name: 'refusals',
      limit: refusing.per_second,
      ratio: Math.round((refusing.per_second / sales_per_second) * 100) / 100,
      stock,
      sold,
      refused: (selling.answers.sold_out ?? 0) + (refusing.answers.sold_out ?? 0),
      exact: sold === stock,
      p50_ms: selling.p50_ms,
      p95_ms: selling.p95_ms,
      p99_ms: selling.p99_ms,
      rss_mb,
      promises_broken: broken.length,
    }
  } finally {
    await ground.stop()
  }
}
