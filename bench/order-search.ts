import { type Db, sql } from '#core/sql.ts'
import type { BenchOptions } from './run.ts'
import { openGround, startServer } from './support/ground.ts'
import { runLoad } from './support/load.ts'
import { makeStaff } from './support/staff.ts'

export const name = 'order-search'

/**
 * The operator's search by any number at 4 connections: order number, platform number, phone, waybill, id, and one that is nowhere. Over 1,000,000 orders, or as many
 * as `ORDERS` says (5000000). The filled database is kept between runs; every plan is read, and a walk over a whole table fails the run.
 */
export async function run({ seconds, scale, log }: BenchOptions) {
  const orders = Math.round(Number(process.env.ORDERS ?? 1_000_000) * scale)
  const ground = await openGround(`${name}-${orders}`, { fresh: false })
  try {
    await fill(ground.db, orders, log)
    const walks = await readPlan(ground.db)
    const cookie = await makeStaff(ground.db)
    const server = await startServer({ kind: 'shop', connection: ground.connection })
    const some = Array.from({ length: 200 }, (_, i) => 1 + ((i * 7_919) % orders))
    const numbers = some.flatMap((i) => [number(i), `T${number(i)}`, `138${String(i).padStart(8, '0')}`, `SF${number(i)}`, `none-${i}`])
    const ids = await ground.db.rows<{ id: string }>(sql`select id from orders.orders where order_no = any(${some.map(number)}::text[])`)
    const paths = [...numbers, ...ids.map(({ id }) => id)].map((q) => `/api/admin/orders?limit=50&q=${q}`)
    const plan = { url: server.url, scenario: 'get' as const, paths, headers: { cookie } }
    await runLoad({ ...plan, connections: 4, seconds: 2 })
    const few = await runLoad({ ...plan, connections: 4, seconds })
    const rss_mb = await server.rss()
    await server.stop()
    return {
      name,
      value: few.p95_ms,
      unit: 'ms, p95',
      orders,
      per_second: few.per_second,
      p50_ms: few.p50_ms,
      p95_ms: few.p95_ms,
      p99_ms: few.p99_ms,
      answers: few.answers,
      tables_walked: walks,
      rss_mb,
    }
  } finally {
    await ground.stop()
  }
}

const number = (i: number): string => String(i).padStart(10, '0')

/** The search as the list asks it, explained: which tables it would walk from end to end. */
async function readPlan(db: Db): Promise<string[]> {
  const rows = await db.rows<{ 'QUERY PLAN': string }>(sql`
    explain select o.id from (
      select id from orders.orders where order_no = '0000000007'
      union select id from orders.orders where buyer_phone = '13800000007'
      union select order_id from orders.external_numbers where external_no = 'T0000000007'
      union select order_id from fulfillment.parcels where waybill_no = 'SF0000000007'
    ) k join orders.orders o on o.id = k.id order by o.placed_at desc, o.id desc limit 51`)
  const walks = rows.flatMap((row) => /Seq Scan on (\w+)/.exec(row['QUERY PLAN'])?.[1] ?? [])
  if (walks.length > 0) throw new Error(`the search walks ${walks.join(', ')}: ${rows.map((row) => row['QUERY PLAN']).join('\n')}`)
  return walks
}

/** Orders as the verbs would have left them, made in sets: what is measured is reading. */
async function fill(db: Db, orders: number, log: (sentence: string) => void): Promise<void> {
  const [{ there }] = (await db.rows<{ there: number }>(sql`select count(*)::int as there from orders.orders`)) as [{ there: number }]
  if (there >= orders) return
  for (let start = there + 1; start <= orders; start += 50_000) {
    const end = Math.min(orders, start + 49_999)
    log(`filling ${start} to ${end}`)
    await db.run(sql`
      with made as (
        select md5('s' || i)::uuid as id, i, lpad(i::text, 10, '0') as no, 'org-' || (i % 12) as organization_id, (array['mall', 'tmall', 'jd'])[1 + i % 3] as channel_id,
          timestamptz '2021-01-01' + i * interval '30 seconds' as placed_at
        from generate_series(${start}::int, ${end}::int) i
      ),
      orders as (
        insert into orders.orders (id, order_no, channel_id, external_no, organization_id, buyer_name, buyer_phone, address, currency, goods_minor, freight_minor, total_minor, payment_term, digest, placed_at, recorded_at)
        select id, no, channel_id, 'T' || no, organization_id, '林小满', '138' || lpad(i::text, 8, '0'), '{"province":"重庆市"}', 'CNY', 5000, 0, 5000, 'channel', 'x', placed_at, placed_at from made
        returning id
      ),
      external_numbers as (
        insert into orders.external_numbers (channel_id, external_no, order_id) select channel_id, 'T' || no, id from made returning order_id
      ),
      lines as (
        insert into orders.lines (order_id, line_no, group_no, sku_id, title, quantity, unit_minor, amount_minor)
        select id, 1, 1, 'SKU-' || (i % 500), '{"zh":"商品","en":"Goods"}', 1, 5000, 5000 from made
        returning order_id
      ),
      parcels as (
        insert into fulfillment.parcels (id, order_id, group_no, organization_id, node_id, carrier, waybill_no, shipped_at, recorded_at, shipped_by)
        select id, id, 1, organization_id, 'node', 'sf', 'SF' || no, placed_at, placed_at, 'bench' from made
        returning order_id
      )
      insert into orders.stages (order_id, group_no, state, organization_id, channel_id, placed_at, entry_no, entered_at)
      select id, 1, 'completed', organization_id, channel_id, placed_at, 1, placed_at from made`)
  }
  for (const table of ['orders', 'external_numbers', 'lines', 'stages'] as const) await db.run(analyze[table])
  await db.run(sql`vacuum analyze fulfillment.parcels`)
}

const analyze = {
  orders: sql`vacuum analyze orders.orders`,
  external_numbers: sql`vacuum analyze orders.external_numbers`,
  lines: sql`vacuum analyze orders.lines`,
  stages: sql`vacuum analyze orders.stages`,
}
