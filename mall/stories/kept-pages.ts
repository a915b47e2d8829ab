import { expect, test } from 'vitest'
import { correctStock } from '#centers/inventory/write.ts'
import { findProduct } from '#centers/products/read.ts'
import { setPrices } from '#centers/products/write.ts'
import { narrow } from '#checks/support/browser.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { base, db, fronts, patient, visit } from './ground.ts'

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

test('what is only read travels as markup alone, and leads on within the page', patient, async () => {
  const dataOf = (html: string) => /enqueue\((".*?")\);window/s.exec(html)![1]!
  const whole = await (await fetch(`${base}/products/jl-ref-shanlan`)).text()
  expect(whole).toContain('id="more-jl-ref-shanlan"')
  expect(dataOf(whole)).not.toContain('jl-ref-chuxue')
  expect(await (await fetch(`${base}/products/jl-ref-shanlan.data`)).text()).toContain('jl-ref-chuxue')

  const { page, context, complaints } = await visit(narrow)
  await page.goto('/products/jl-ref-shanlan')
  const others = page.locator('#more-jl-ref-shanlan h3 a')
  const shown = await others.count()
  expect(shown).toBeGreaterThan(3)
  await page.evaluate(() => Object.assign(window, { same: true }))
  // A link pressed before the script has come is a link like any other.
  await page.waitForFunction(() => {
    const part = document.querySelector('#more-jl-ref-shanlan')
    return part !== null && Object.keys(part).some((key) => key.startsWith('__react'))
  })
  await others.first().click()
  await page.waitForURL((address) => !address.pathname.endsWith('/jl-ref-shanlan'))
  await page.goBack()
  // Drawn by the browser this time, from the data that came with the way back.
  await expect.poll(() => others.count()).toBe(shown)
  expect(await page.evaluate(() => 'same' in window)).toBe(true)
  expect(await page.locator('footer a').count()).toBeGreaterThan(5)

  // What is not sold yet says from when and to whom; it waits in the cart.
  const spu_id = 'yl-card-rili'
  await page.goto(`/products/${spu_id}`)
  expect(await page.getByRole('button', { name: '即将开售' }).isDisabled()).toBe(true)
  expect(await page.locator('main').textContent()).toMatch(/ 开售.*通商 PLUS 月卡：提前 12 小时/)
  await page.getByRole('button', { name: '加入购物车' }).click()
  await page.getByText('已加入购物车').waitFor()
  await page.goto('/cart')
  expect(await page.locator('main').textContent()).toContain('对你开售，先不计入合计')
  // Left open, its page opens by itself at that moment: here a day goes by in the browser alone.
  await page.clock.install()
  await page.goto(`/products/${spu_id}`)
  const buy = page.getByRole('button', { name: '立即购买' })
  await page.getByRole('button', { name: '即将开售' }).waitFor()
  expect(await buy.count()).toBe(0)
  await page.clock.fastForward('24:00:00')
  await buy.waitFor()
  expect(complaints).toEqual([])
  await context.close()
})
