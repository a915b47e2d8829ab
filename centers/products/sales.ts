import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import { type Db, hot, json, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'

const largest = 10_000
const atOnce = 500
/** So long sales gather before their products are written. */
const gathers_ms = 60_000

/** Notes pieces sold, or canceled ones taken back (negative). Counted once by whoever consumes the orders; `addSales` brings them to the products. */
export async function countSales(tx: Tx, now: string, sales: readonly { sku_id: string; quantity: number }[]): Promise<void> {
  assert(sales.length <= largest, `at most ${largest} sales are counted at a time`)
  if (sales.length === 0) return
  await tx.run(hot`
    insert into products.sold as s (sku_id, pieces, since)
    select sku_id, sum(quantity), ${now} from jsonb_to_recordset(${json(sales)}::jsonb) as c (sku_id text, quantity integer)
    group by sku_id order by sku_id
    on conflict (sku_id) do update set pieces = s.pieces + excluded.pieces`)
}

/** Adds what was sold a minute ago or earlier to its products, once; lists are sorted by it. Answers how many SKUs it took. */
export async function addSales(db: Db, now: string): Promise<number> {
  return db.tx(async (tx) => {
    const taken = await tx.rows<{ sku_id: string; pieces: number }>(hot`
      delete from products.sold where sku_id in (
        select sku_id from products.sold where since <= ${addMilliseconds(now, -gathers_ms)} order by sku_id limit ${atOnce} for update skip locked)
      returning sku_id, pieces`)
    if (taken.length === 0) return 0
    const changed = await tx.rows<{ spu_id: string }>(hot`
      update products.spus p set sales_count = greatest(0, p.sales_count + s.pieces)
      from (
        select k.spu_id, sum(c.pieces) as pieces from jsonb_to_recordset(${json(taken)}::jsonb) as c (sku_id text, pieces bigint)
          join products.skus k on k.sku_id = c.sku_id group by k.spu_id having sum(c.pieces) <> 0
      ) s where p.spu_id = s.spu_id returning p.spu_id`)
    await announce(tx, 'products.sold', changed, now)
    return taken.length
  })
}
