import type { NewOrder } from '#centers/orders/model.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { numberSource } from '#core/numbers.ts'
import { chunksOf } from '#core/outcomes.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, hot, join, raw, sql } from '#core/sql.ts'
import type { BenchOptions } from './run.ts'
import { makeShop, openGround } from './support/ground.ts'
import { fileRows, orderOfRows } from './support/intake.ts'

export const name = 'intake'

/** Rows of an order file to orders, in process: read, priced, deduplicated, stock reserved, money booked, durable. Beside it the same rows written again with no logic. */
export async function run({ scale }: BenchOptions) {
  const count = Math.max(2_000, Math.round(40_000 * scale))
  const ground = await openGround(name)
  try {
    const skus = await makeShop(ground.db, 1_000, 1_000_000)
    await intake(ground.db, skus, 1_000, 'warm-')
    const taken = await intake(ground.db, skus, count, 'T-')
    const limit = await rawWrite(ground.db)
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

/** Reads the rows and places the orders, 500 a commit, two commits under way as for orders from the mall; answers orders per second. */
export async function intake(
  db: Db,
  skus: readonly { sku_id: string; price_minor: number }[],
  count: number,
  prefix: string,
): Promise<number> {
  const numbers = numberSource(db, 'orders')
  const began = performance.now()
  let pending: string[][] = []
  let orders: NewOrder[] = []
  let under_way: Promise<void> = Promise.resolve()
  const place = async (batch: NewOrder[]) => {
    const outcomes = await db.tx((tx) => placeOrders(tx, new Date().toISOString(), batch, numbers.take))
    const bad = outcomes.find(({ status }) => status !== 'placed')
    if (bad) throw new Error(`an order was refused: ${JSON.stringify(bad)}`)
  }
  /** Sends what is read on its way and waits for the batch before it. */
  const flush = async () => {
    const before = under_way
    under_way = place(orders)
    orders = []
    await before
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
  await under_way
  return Math.round((count / (performance.now() - began)) * 1000)
}

const tables = [
  'orders.orders',
  'orders.lines',
  'orders.stages',
  'orders.entries',
  'orders.external_numbers',
  'payments.payments',
  'ledger.transactions',
  'ledger.postings',
] as const

interface RawTable {
  name: string
  columns: { name: string; type: string }[]
  /** The rows of each batch, column by column. */
  batches: unknown[][][]
}

/**
 * The limit of intake: the very rows that placing the orders made, written again into tables of the same shape and indexes, in batches of 500
 * and one commit each, with no logic. Reading them first is not counted.
 */
export async function rawWrite(db: Db): Promise<number> {
  const ids = (await db.rows<{ id: string }>(sql`select id from orders.orders order by id`)).map(({ id }) => id)
  const chunks = [...chunksOf(ids, 500)]
  const raws = await Promise.all(tables.map((table) => readTable(db, table, chunks)))
  const began = performance.now()
  for (const i of chunks.keys()) {
    await db.tx(async (tx) => {
      await Promise.all(
        raws.map(({ name, columns, batches }) => {
          const names = raw(columns.map((one) => one.name).join(', '))
          const arrays = join(columns.map(({ type }, c) => sql`${batches[i]![c]}::${raw(type)}[]`))
          return tx.run(hot`insert into ${raw(name)} (${names}) select * from unnest(${arrays})`)
        }),
      )
    })
  }
  const took_s = (performance.now() - began) / 1000
  for (const { name } of raws) await db.run(sql`drop table ${raw(name)}`)
  return Math.round(ids.length / took_s)
}

async function readTable(db: Db, table: (typeof tables)[number], chunks: readonly string[][]): Promise<RawTable> {
  const name = `public.raw_${table.replace('.', '_')}`
  await db.run(sql`create table ${raw(name)} (like ${raw(table)} including all)`)
  const columns = await db.rows<{ name: string; type: string }>(sql`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attname <> 'tx_id' order by attnum`)
  const key =
    {
      'orders.orders': 'id::text',
      'ledger.transactions': "split_part(key, ':', 2)",
      'ledger.postings': "split_part(transaction_key, ':', 2)",
    }[table as string] ?? 'order_id::text'
  const selected = raw(columns.map((one) => `${one.name}::text as ${one.name}`).join(', '))
  const batches: unknown[][][] = []
  for (const chunk of chunks) {
    const rows = await db.rows<Record<string, string | null>>(
      sql`select ${selected} from ${raw(table)} where ${raw(key)} = any(${chunk}::text[])`,
    )
    batches.push(columns.map((one) => rows.map((row) => row[one.name])))
  }
  return { name, columns, batches }
}
