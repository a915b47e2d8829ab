import { type Db, sql } from '#core/sql.ts'
import type { BenchOptions } from './run.ts'
import { openGround, startServer } from './support/ground.ts'
import { runLoad } from './support/load.ts'
import { makeStaff } from './support/staff.ts'

export const name = 'order-list'

/** The operator's list over a million orders: every tab with its counts, a page of 50, at 4 and at 64 connections. The filled database is kept between runs. */
export async function run({ seconds, scale, log }: BenchOptions) {
  const orders = Math.round(1_000_000 * scale)
  const ground = await openGround(`${name}-${orders}`, { fresh: false })
  try {
    await fill(ground.db, orders, log)
    const cookie = await makeStaff(ground.db)
    const server = await startServer({ kind: 'shop', connection: ground.connection })
    const tabs = [
      '',
      '&state=placed',
      '&state=held',
      '&state=released',
      '&state=shipped',
      '&state=completed',
      '&channel_id=mall&state=shipped',
    ]
    const paths = tabs.flatMap((tab) => [`/api/admin/orders?limit=50${tab}`, '/api/admin/orders/counts'])
    const plan = { url: server.url, scenario: 'get' as const, paths, headers: { cookie } }
    await runLoad({ ...plan, connections: 4, seconds: 2 })
    const few = await runLoad({ ...plan, connections: 4, seconds })
    const many = await runLoad({ ...plan, connections: 64, seconds })
    const rss_mb = await server.rss()
    await server.stop()
    return {
      name,
      value: few.per_second,
      unit: 'requests/s',
      orders,
      p50_ms: few.p50_ms,
      p95_ms: few.p95_ms,
      p99_ms: few.p99_ms,
      at_64: many.per_second,
      at_64_p95_ms: many.p95_ms,
      answers: few.answers,
      rss_mb,
    }
  } finally {
    await ground.stop()
  }
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
        select md5('o' || i)::uuid as id, i, (array['placed', 'held', 'released', 'shipped', 'delivered', 'completed', 'completed', 'completed', 'completed', 'canceled'])[1 + (i * 7) % 10] as state,
          'org-' || (i % 12) as organization_id, (array['mall', 'tmall', 'jd'])[1 + i % 3] as channel_id, timestamptz '2025-01-01' + i * interval '40 seconds' as placed_at
        from generate_series(${start}::int, ${end}::int) i
      ),
      orders as (
        insert into orders.orders (id, order_no, channel_id, organization_id, buyer_name, buyer_phone, address, currency, goods_minor, freight_minor, total_minor, payment_term, digest, placed_at, recorded_at)
        select id, lpad(i::text, 10, '0'), channel_id, organization_id, '林小满', '138' || lpad(i::text, 8, '0'), '{"province":"重庆市"}', 'CNY', 10000, 0, 10000, 'wallet', 'x', placed_at, placed_at from made
        returning id
      ),
      lines as (
        insert into orders.lines (order_id, line_no, group_no, sku_id, title, quantity, unit_minor, amount_minor)
        select id, n, 1, 'SKU-' || (i % 500), '{"zh":"商品","en":"Goods"}', 1, 5000, 5000 from made cross join generate_series(1, 2) n
        returning order_id
      )
      insert into orders.stages (order_id, group_no, state, organization_id, channel_id, placed_at, entry_no, entered_at)
      select id, 1, state, organization_id, channel_id, placed_at, 1, placed_at from made`)
  }
  await db.run(sql`delete from orders.counts`)
  await db.run(sql`
    insert into orders.counts (organization_id, channel_id, state, slot, orders)
    select organization_id, channel_id, state, 0, count(*) from orders.stages group by 1, 2, 3`)
  await db.run(sql`vacuum analyze orders.orders`)
  await db.run(sql`vacuum analyze orders.lines`)
  await db.run(sql`vacuum analyze orders.stages`)
}
