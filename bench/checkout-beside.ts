import { type HistoryOrder, historyId, importHistory } from '#centers/orders/history.ts'
import { setPrices } from '#centers/products/write.ts'
import { theSystem } from '#core/http.ts'
import { takeNumbers } from '#core/numbers.ts'
import { paced } from '#core/pace.ts'
import { checkPromises } from '#core/promises.ts'
import type { Db } from '#core/sql.ts'
import type { BenchOptions } from './run.ts'
import { makeBuyers, makeShop, openGround, startServer } from './support/ground.ts'
import { runLoad } from './support/load.ts'

export const name = 'checkout-beside'

/** Checkout alone, then checkout while an order file is imported and prices of the whole shop are set, all on one database. */
export async function run({ seconds, log }: BenchOptions) {
  const ground = await openGround(name)
  try {
    const skus = await makeShop(ground.db, 1_000, 1_000_000)
    const cookies = await makeBuyers(ground.db, 256)
    const server = await startServer({ kind: 'shop', connection: ground.connection })
    const plan = { url: server.url, connections: 64, scenario: 'checkout' as const, cookies, skus }
    await runLoad({ ...plan, seconds })
    const alone = await runLoad({ ...plan, seconds })
    log(`alone ${alone.per_second}`)
    const beside = besides(ground.db, skus)
    const together = await runLoad({ ...plan, seconds })
    const imported = await beside.stop()
    const rss_mb = await server.rss()
    await server.stop()
    const broken = (await checkPromises(ground.db)).filter(({ offending }) => offending.length > 0)
    const { p50_ms, p95_ms, p99_ms } = together
    return {
      name,
      value: together.per_second,
      unit: 'orders/s',
      limit_name: 'checkout',
      limit: alone.per_second,
      ratio: Math.round((together.per_second / alone.per_second) * 1000) / 1000,
      p50_ms,
      p95_ms,
      p99_ms,
      rss_mb,
      imported_beside: imported,
      promises_broken: broken.length,
    }
  } finally {
    await ground.stop()
  }
}

/** An import of an order file as history, 500 orders a commit, and prices set for 200 SKUs a commit, paced as all long work is. */
function besides(db: Db, skus: readonly { sku_id: string; price_minor: number }[]): { stop(): Promise<number> } {
  let stopped = false
  let imported = 0
  const importing = (async () => {
    for (let part = 0; !stopped; part++) {
      const orders = Array.from({ length: 500 }, (_, i) => pastOrder(`P${part}-${i}`, skus[i % skus.length]!))
      await paced(db, () => db.tx((tx) => importHistory(tx, new Date().toISOString(), orders, (count) => takeNumbers(tx, 'orders', count))))
      imported += 500
    }
  })()
  const pricing = (async () => {
    for (let part = 0; !stopped; part++) {
      const some = skus.slice((part % 5) * 200, (part % 5) * 200 + 200)
      const prices = some.map(({ sku_id, price_minor }) => ({ sku_id, price_minor }))
      await paced(db, () => db.tx((tx) => setPrices(tx, theSystem, new Date().toISOString(), prices)))
    }
  })()
  return {
    stop: async () => {
      stopped = true
      await Promise.all([importing, pricing])
      return imported
    },
  }
}

function pastOrder(external_no: string, { sku_id, price_minor }: { sku_id: string; price_minor: number }): HistoryOrder {
  const placed_at = '2024-11-11T01:00:00.000Z'
  return {
    id: historyId('tmall', external_no),
    channel_id: 'tmall',
    external_no,
    customer_no: null,
    buyer_name: '林小满',
    buyer_phone: '13800001234',
    address: { province: '重庆市' },
    currency: 'CNY',
    placed_at,
    freight_minor: 0,
    discount_minor: 0,
    lines: [
      {
        group_no: 1,
        sku_id,
        title: { zh: sku_id, en: sku_id },
        quantity: 1,
        unit_minor: price_minor,
        amount_minor: price_minor,
        freight_minor: 0,
      },
    ],
    entries: (['placed', 'approved', 'shipped', 'delivered'] as const).map((state, day) => ({
      state,
      happened_at: `2024-11-1${day + 1}T02:00:00.000Z`,
      reason: null,
    })),
    payments: [{ direction: 'in', amount_minor: price_minor, happened_at: placed_at }],
  }
}
