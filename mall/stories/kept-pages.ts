import { expect, test } from 'vitest'
import { correctStock } from '#centers/inventory/write.ts'
import { findProduct } from '#centers/products/read.ts'
import { setPrices } from '#centers/products/write.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { base, db, fronts } from './ground.ts'

// How soon is a matter of the machine; that a kept page never stays old is the promise.
test('a kept page follows price and stock', async () => {
  const spu_id = 'jl-ref-shanlan'
  const address = `${base}/products/${spu_id}`
  const read = async () => (await fetch(address)).text()
  await read()
  await expect.poll(() => read().then(() => fronts.pages.hits)).toBeGreaterThan(0)

  const [sku] = (await findProduct(db, spu_id)).skus
  await db.tx((tx) => setPrices(tx, theSystem, wallClock.now(), [{ sku_id: sku!.sku_id, price_minor: 499_900 }]))
  await expect.poll(read, { interval: 20 }).toContain('4,999')

  const held = await db.rows<{ node_id: string; quantity: number }>(sql`
    select split_part(account, ':', 2) as node_id, balance as quantity from ledger.balances
    where asset = ${`sku:${sku!.sku_id}`} and account like 'node:%:available' and balance > 0`)
  await db.tx((tx) =>
    correctStock(
      tx,
      wallClock.now(),
      held.map(({ node_id, quantity }) => ({ id: newId(), node_id, sku_id: sku!.sku_id, change: -quantity, reason: 'test' })),
    ),
  )
  await expect.poll(read, { interval: 20 }).toContain('暂时无货')
}, 60_000)
