import { setTimeout as sleep } from 'node:timers/promises'
import { shipParcels } from '#centers/fulfillment/write.ts'
import { setExchange } from '#centers/interfaces/exchange.ts'
import { tasks as interfaceTasks } from '#centers/interfaces/routes.ts'
import { consumers } from '#centers/marketplaces/jobs.ts'
import { pullStream } from '#centers/marketplaces/pull.ts'
import { registerWriteBack } from '#centers/marketplaces/write-back.ts'
import { startConsumers } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { startJobs } from '#core/jobs.ts'
import { sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { marketplaceOutside } from '#server/outside.ts'
import { openTaobao } from '#simulators/taobao/index.ts'
import { connect } from './pull.ts'
import type { BenchOptions } from './run.ts'
import { makeShop, openGround } from './support/ground.ts'

export const name = 'write-back'

/** How long after the commit of a shipment its platform is spoken to, and how long until it knows: one parcel at a time, consumers and jobs as in service. */
export async function run({ scale }: BenchOptions) {
  const count = Math.max(20, Math.round(100 * scale))
  const ground = await openGround(name)
  const since_ms = Date.now() - 1_300_000
  const sim = await openTaobao({ app_key: 'bench', app_secret: 'bench', session: 'bench' })
  try {
    await makeShop(ground.db, 10, 1_000_000)
    for (let i = 0; i < count; i++)
      sim.market.sell({
        at_ms: since_ms + i * 1_000,
        lines: [{ product_no: '1', sku_no: '2', outer_code: 'SKU-1', title: '商品', quantity: 1, unit: 10_000 }],
      })
    const pulling = await connect(ground.db, 'taobao', sim.url, since_ms)
    await pullStream(pulling, 'taobao', 'orders')
    setExchange(ground.db, pulling.exchange)
    registerWriteBack(marketplaceOutside)
    const needs = { db: ground.db, clock: wallClock }
    const reading = startConsumers(ground.db, consumers(marketplaceOutside), wallClock.now)
    const jobs = await startJobs({ pool: ground.db.pool, tasks: interfaceTasks(needs) })
    const orders = await ground.db.rows<{ order_id: string }>(sql`
      select s.order_id from orders.stages s join marketplaces.pulled p using (order_id) where s.state = 'released' order by s.order_id`)
    if (orders.length !== count) throw new Error(`${count} orders were sold, ${orders.length} are with the warehouse`)
    for (const [i, { order_id }] of orders.entries()) {
      const parcel = { id: newId(), order_id, group_no: 1, carrier: 'sf', waybill_no: `SF${100_000 + i}` }
      await ground.db.tx((tx) => shipParcels(tx, 'bench', wallClock.now(), [parcel]))
      await sleep(20)
    }
    const until = Date.now() + 30_000
    const open = async () => (await ground.db.rows(sql`select 1 from marketplaces.shipments where state <> 'written'`)).length
    const written = async () => (await ground.db.rows(sql`select 1 from marketplaces.shipments where state = 'written'`)).length
    while (((await written()) < count || (await open()) > 0) && Date.now() < until) await sleep(100)
    const row = await ground.db.row<{ p50: number; p95: number; worst: number; known: number; told: number }>(sql`
      select percentile_cont(0.5) within group (order by begun) as p50, percentile_cont(0.95) within group (order by begun) as p95, max(begun) as worst,
        percentile_cont(0.95) within group (order by known) as known, count(*)::integer as told
      from (select extract(epoch from begun_at - shipped_at) * 1000 as begun, extract(epoch from written_at - shipped_at) * 1000 as known
        from marketplaces.shipments where state = 'written') s`)
    await Promise.all([reading.stop(), jobs.stop()])
    await pulling.exchange.stop()
    if (row!.told !== count) throw new Error(`${count} parcels left, the platform knows ${row!.told}`)
    const round = (ms: number) => Math.round(Number(ms))
    return {
      ...{
        name,
        value: round(row!.p95),
        unit: 'ms from commit to the call',
        limit_name: 'promised',
        limit: 1_000,
        ratio: round(row!.p95) / 1_000,
      },
      ...{ p50_ms: round(row!.p50), p95_ms: round(row!.p95), worst_ms: round(row!.worst), known_p95_ms: round(row!.known), parcels: count },
    }
  } finally {
    await sim.close()
    await ground.stop()
  }
}
