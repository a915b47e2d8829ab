import type { NewOrder } from '#centers/orders/model.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { chunksOf } from '#core/outcomes.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, hot, json, raw, sql } from '#core/sql.ts'
import type { BenchOptions } from './run.ts'
import { makeShop, openGround } from './support/ground.ts'
import { fileRows, orderOfRows } from './support/intake.ts'

export const name = 'intake'

/** Rows of an order file to orders, in process: read, priced, deduplicated, stock reserved, money booked, durable. Beside it the same rows written with no logic. */
export async function run({ scale }: BenchOptions) {
  const count = Math.max(2_000, Math.round(40_000 * scale))
  const ground = await openGround(name)
  try {
    const skus = await makeShop(ground.db, 1_000, 1_000_000)
    await intake(ground.db, skus, 1_000, 'warm-')
    await rawWrite(ground.db, 1_000)
    const first = await rawWrite(ground.db, count)
    const taken = await intake(ground.db, skus, count, 'T-')
    const again = await rawWrite(ground.db, count)
    const limit = Math.round((first + again) / 2)
    const broken = (await checkPromises(ground.db)).filter(({ offending }) => offending.length > 0)
    return {
      name,
      value: taken,
      unit: 'orders/s',
      limit_name: 'raw-write',
      limit,
      ratio: Math.round((taken / limit) * 1000) / 1000,
      rss_mb: Math.round(process.memoryUsage.rss() / 1_048_576),
      orders: count,
      promises_broken: broken.length,
    }
  } finally {
    await ground.stop()
  }
}

async function intake(db: Db, skus: readonly { sku_id: string; price_minor: number }[], count: number, prefix: string): Promise<number> {
  const numbers = numberSource(db, 'orders')
  const began = performance.now()
  let pending: string[][] = []
  let orders: NewOrder[] = []
  const flush = async () => {
    const batch = orders
    orders = []
    const outcomes = await db.tx((tx) => placeOrders(tx, new Date().toISOString(), batch, numbers.take))
    const bad = outcomes.find(({ status }) => status !== 'placed')
    if (bad) throw new Error(`an order was refused: ${JSON.stringify(bad)}`)
  }
  for (const row of fileRows(count, skus, prefix)) {
    if (pending.length > 0 && pending[0]![0] !== row[0]) {
      orders.push(orderOfRows(pending))
      pending = []
      if (orders.length === 500) await flush()
    }
    pending.push(row)
  }
  orders.push(orderOfRows(pending))
  await flush()
  return Math.round((count / (performance.now() - began)) * 1000)
}

/** The same rows an order needs (order, two lines, group, entry, money, three postings, number), written in batches of 500 with no logic and no index but the keys. */
export async function rawWrite(db: Db, count: number): Promise<number> {
  for (const [table, columns] of Object.entries(rawTables))
    await db.run(sql`create table if not exists public.${raw(`raw_${table} (${columns})`)}`)
  const began = performance.now()
  const ids = Array.from({ length: count }, () => newId())
  for (const some of chunksOf(ids, 500)) {
    await db.tx(async (tx) => {
      const two = some.flatMap((id) => [id, id])
      const numbers = two.map((_, i) => i % 2)
      const address = json({ province: '重庆市', city: '', district: '渝中区', street: '解放碑步行街 1 号' })
      await Promise.all([
        tx.run(
          hot`insert into public.raw_orders select id, 'number', 'tmall', 'name', ${address}::jsonb, 10000, now() from unnest(${some}::uuid[]) as o (id)`,
        ),
        tx.run(
          hot`insert into public.raw_lines select id, n, 'SKU-1', '{"zh":"a","en":"b"}'::jsonb, 1, 5000 from unnest(${two}::uuid[], ${numbers}::smallint[]) as l (id, n)`,
        ),
        tx.run(hot`insert into public.raw_stages select id, 1, 'placed', now(), now() from unnest(${some}::uuid[]) as s (id)`),
        tx.run(hot`insert into public.raw_entries select id, 1, 1, 'placed', now(), now(), 'buyer' from unnest(${some}::uuid[]) as e (id)`),
        tx.run(
          hot`insert into public.raw_payments select id, 'channel', 10000, 'channel:tmall:receivable', now() from unnest(${some}::uuid[]) as p (id)`,
        ),
        tx.run(
          hot`insert into public.raw_transactions select 'order:' || id || ':place', 'orders.place', 'digest-of-28-characters-----', now() from unnest(${some}::uuid[]) as t (id)`,
        ),
        tx.run(hot`insert into public.raw_postings select 'order:' || id || ':place', n, 'node:main:available', 'node:main:reserved', 'sku:SKU-1', 1, now()
          from unnest(${[...two, ...some]}::uuid[], ${[...numbers, ...some.map(() => 2)]}::smallint[]) as p (id, n)`),
        tx.run(hot`insert into public.raw_numbers select 'tmall', 'T-' || id, id from unnest(${some}::uuid[]) as x (id)`),
      ])
    })
  }
  return Math.round((count / (performance.now() - began)) * 1000)
}

const rawTables = {
  orders: 'id uuid primary key, order_no text, channel_id text, buyer_name text, address jsonb, total_minor bigint, placed_at timestamptz',
  lines:
    'order_id uuid, line_no smallint, sku_id text, title jsonb, quantity integer, amount_minor bigint, primary key (order_id, line_no)',
  stages: 'order_id uuid, group_no smallint, state text, placed_at timestamptz, due_at timestamptz, primary key (order_id, group_no)',
  entries:
    'order_id uuid, group_no smallint, entry_no smallint, state text, happened_at timestamptz, recorded_at timestamptz, by text, primary key (order_id, group_no, entry_no)',
  payments: 'order_id uuid, method text, amount_minor bigint, counter_account text, happened_at timestamptz',
  transactions: 'key text primary key, kind text, digest text, recorded_at timestamptz',
  postings:
    'transaction_key text, seq smallint, source text, destination text, asset text, amount bigint, recorded_at timestamptz, primary key (transaction_key, seq)',
  numbers: 'channel_id text, external_no text, order_id uuid, primary key (channel_id, external_no)',
}
