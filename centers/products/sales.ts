import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import { hot, json, type Tx } from '#core/sql.ts'

const largest = 10_000

/** Adds pieces sold to their products, or takes canceled ones back. Counted once by whoever consumes the orders; lists are sorted by it. */
export async function countSales(tx: Tx, now: string, sales: readonly { sku_id: string; quantity: number }[]): Promise<void> {
  assert(sales.length <= largest, `at most ${largest} sales are counted at a time`)
  if (sales.length === 0) return
  const changed = await tx.rows<{ spu_id: string }>(hot`
    update products.spus p set sales_count = greatest(0, p.sales_count + s.pieces)
    from (
      select k.spu_id, sum(c.quantity) as pieces from jsonb_to_recordset(${json(sales)}::jsonb) as c (sku_id text, quantity integer)
        join products.skus k on k.sku_id = c.sku_id group by k.spu_id having sum(c.quantity) <> 0
    ) s where p.spu_id = s.spu_id returning p.spu_id`)
  await announce(tx, 'products.sold', changed, now)
}
