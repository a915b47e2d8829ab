import { moveStock, receiveStock } from '#centers/inventory/moves/write.ts'
import { saveDeliveryDays } from '#centers/inventory/nodes/write.ts'
import { saveNodes, shareNodes } from '#centers/inventory/write.ts'
import { systemBy } from '#core/audit.ts'
import { newId } from '#core/ids.ts'
import { chunksOf } from '#core/outcomes.ts'
import type { Db } from '#core/sql.ts'
import type { BenchOptions } from './run.ts'
import { makeShop, measureHello, openGround, startServer } from './support/ground.ts'
import { runLoad } from './support/load.ts'

export const name = 'availability'

const provinces = ['11', '31', '32', '33', '42', '44', '50', '51']

/**
 * What can be promised of 1,000 SKUs over 20 nodes, by address and date, at 4 connections: at rest, and while fifty moves a second change the stock. The limit is
 * an answer of the same size that costs nothing to find.
 */
export async function run({ seconds, scale, log }: BenchOptions) {
  const [skus_asked, node_count] = [Math.max(50, Math.round(1_000 * scale)), 20]
  const hello = await measureHello(4, Math.min(3, seconds))
  const ground = await openGround(name)
  try {
    const now = new Date().toISOString()
    const skus = await makeShop(ground.db, skus_asked, 100)
    log('filling twenty nodes')
    await fill(ground.db, now, skus, node_count)
    const server = await startServer({ kind: 'shop', connection: ground.connection })
    const bodies = provinces.map((province) => ({
      region_code: `${province}0101`,
      items: skus.map(({ sku_id }) => ({ sku_id, quantity: 1 })),
    }))
    const plan = { url: server.url, connections: 4, scenario: 'post' as const, paths: ['/api/mall/availability'], bodies, again: true }
    const first = await runLoad({ ...plan, connections: 1, seconds: 1 })
    const rest = await runLoad({ ...plan, seconds })
    const moving = startMoving(ground.db, skus, 50)
    const busy = await runLoad({ ...plan, seconds })
    const moved = await moving()
    const rss_mb = await server.rss()
    await server.stop()
    return [
      {
        name,
        value: busy.p95_ms,
        unit: 'ms at p95',
        limit_name: 'hello',
        limit: hello.p95_ms,
        skus: skus_asked,
        nodes: node_count,
        moves: moved,
        per_second: busy.per_second,
        p50_ms: busy.p50_ms,
        p95_ms: busy.p95_ms,
        p99_ms: busy.p99_ms,
        at_rest_p95_ms: rest.p95_ms,
        at_rest_per_second: rest.per_second,
        first_ms: first.max_ms,
        rss_mb,
        answers: busy.answers,
        errors: busy.errors,
      },
    ]
  } finally {
    await ground.stop()
  }
}

async function fill(db: Db, now: string, skus: readonly { sku_id: string }[], node_count: number): Promise<void> {
  const nodes = Array.from({ length: node_count }, (_, i) => `n${String(i).padStart(2, '0')}`)
  await db.tx(async (tx) => {
    await saveNodes(
      tx,
      now,
      nodes.map((id, i) => ({
        ...{ id, kind: 'regional_warehouse' as const, name: { zh: id, en: id }, organization_id: 'group', partner_id: null, address: {} },
        ...{
          region_code: `${provinces[i % provinces.length]}0101`,
          longitude: null,
          latitude: null,
          opening_hours: null,
          capacity_per_day: null,
        },
        cut_off: i % 2 ? '23:00' : '01:00',
      })),
    )
    await shareNodes(tx, [{ channel_id: 'mall', node_ids: nodes }])
    await saveDeliveryDays(
      tx,
      provinces.flatMap((from_region, i) => provinces.map((to_region, j) => ({ from_region, to_region, days: 1 + Math.abs(i - j) }))),
    )
  })
  const by = systemBy('bench')
  for (const node_id of nodes) {
    for (const some of chunksOf(skus, 1_000)) {
      await db.tx((tx) =>
        receiveStock(
          tx,
          by,
          now,
          some.map(({ sku_id }, i) => ({ id: newId(), sku_id, quantity: 1_000 + (i % 50), node_id })),
        ),
      )
    }
  }
}

/** Moves single pieces until stopped, so many a second; answers how many. */
function startMoving(db: Db, skus: readonly { sku_id: string }[], per_second: number): () => Promise<number> {
  const by = systemBy('bench')
  let stopped = false
  let moved = 0
  const running = (async () => {
    while (!stopped) {
      const n = moved++
      const place = (condition: 'available' | 'sample') => ({ node_id: `n${String(n % 20).padStart(2, '0')}`, condition })
      const sku_id = skus[(n * 37) % skus.length]!.sku_id
      const move = { id: newId(), kind: 'sample' as const, sku_id, quantity: 1, from: place('available'), to: place('sample') }
      await db.tx((tx) => moveStock(tx, by, new Date().toISOString(), [move]))
      await new Promise((wake) => setTimeout(wake, 1_000 / per_second))
    }
  })()
  return async () => {
    stopped = true
    await running
    return moved
  }
}
