import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeStaff } from '#bench/support/staff.ts'
import { receiveStock } from '#centers/inventory/moves/write.ts'
import { cancelOrders } from '#centers/orders/write.ts'
import { warehouseConsumers } from '#centers/warehouse/events.ts'
import { openSite, releasedOrders } from '#centers/warehouse/fixtures.ts'
import { promises } from '#centers/warehouse/promises.ts'
import { desktop, findBarriers, openBrowser, openPage, phone } from '#checks/support/browser.ts'
import { mountConsole } from '#checks/support/console.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { consumeAll } from '#core/events.ts'
import { type App, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'

// The warehouse as its clerks use it: a real browser on a phone and at a desk, and a gun that types and ends with Enter.
const slow_ms = 120_000
const node_id = 'east'
/** Where pictures of the pages are kept when somebody wants to look at them. */
const pictures = process.env.TONGSHANG_PICTURES
let cloned: ClonedDatabase
let db: Db
let app: App
let browser: Browser
let base: string
let cookie: { name: string; value: string }

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 6 })
  const now = wallClock.now()
  await openShop(db, now, { prices: { TEA: 1_000, MILK: 2_000, CUP: 500 }, stock: { [node_id]: { TEA: 60, MILK: 30, CUP: 20 } } })
  await openSite(db, now, node_id, { 'A-01-1': { TEA: 50 }, 'A-01-2': { MILK: 30 }, 'B-02-1': { CUP: 20 } })
  const [name, value] = (await makeStaff(db)).split('=') as [string, string]
  cookie = { name, value }
  app = await createApp({ db, clock: wallClock })
  await mountConsole(app)
  base = await app.listen({ port: 0, host: '127.0.0.1' })
  browser = await openBrowser()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await app?.close()
  await db?.close()
  await cloned?.drop()
})

async function openAt(path: string, options: object): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const context = await browser.newContext({ locale: 'zh-CN', colorScheme: 'light', ...options })
  await context.addCookies([{ ...cookie, url: base }])
  const { page, complaints } = await openPage(context)
  page.setDefaultTimeout(20_000)
  await page.goto(`${base}/console${path}`)
  return { context, page, complaints }
}
const look = async (page: Page, name: string) => {
  if (pictures) await page.screenshot({ path: join(pictures, `warehouse-${name}.png`) })
}

/** A gun: it types fast and ends with Enter. The cursor must be in the box by itself. */
async function shoot(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.scan-box') !== null)).toBe(true)
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

/** The same gun while a Chinese input method is on: every letter is `Process`, and what is composed is not what was read. */
async function shootThroughInputMethod(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.scan-box') !== null)).toBe(true)
  await page.evaluate((letters) => {
    const box = document.activeElement as HTMLInputElement
    const codeOf = (letter: string) =>
      /[a-z]/i.test(letter) ? `Key${letter.toUpperCase()}` : /\d/.test(letter) ? `Digit${letter}` : ({ '-': 'Minus' }[letter] ?? '')
    const fire = (code: string, shiftKey: boolean) =>
      box.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Process', code, shiftKey, keyCode: 229, isComposing: true, bubbles: true, cancelable: true }),
      )
    box.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    for (const letter of letters) fire(codeOf(letter), /[A-Z]/.test(letter))
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(box, '特殊')
    box.dispatchEvent(new InputEvent('input', { data: '特殊', isComposing: true, bubbles: true }))
    fire('Enter', false)
    box.dispatchEvent(new CompositionEvent('compositionend', { data: '特殊', bubbles: true }))
  }, text)
}

const stage = (page: Page) => page.locator('.stage')
const says = (page: Page, tone: string, words: RegExp | string) =>
  stage(page)
    .and(page.locator(`[data-tone="${tone}"]`))
    .getByText(words)
    .first()
    .waitFor()

/** Orders in one released wave of their own. */
async function waveOf(contents: Record<string, number>[], kind: 'bulk' | 'loose') {
  const orders = await releasedOrders(db, wallClock.now(), contents)
  await consumeAll(db, warehouseConsumers, wallClock.now())
  const headers = { cookie: `${cookie.name}=${cookie.value}` }
  const post = async (path: string, payload: object) =>
    (await app.inject({ method: 'POST', url: `/api/admin/warehouse/${path}`, payload, headers })).json() as {
      outcomes: { status: string; waves: { id: string; wave_no: string }[] }[]
    }
  const { outcomes } = await post('waves', { plans: [{ id: newId(), node_id, kind }] })
  const wave = outcomes[0]!.waves[0]!
  await post('waves/releases', { ids: [wave.id] })
  return { orders, wave, post }
}
const keptPromises = async () => {
  await consumeAll(db, warehouseConsumers, wallClock.now())
  expect((await checkPromises(db, [{ center: 'warehouse', promises }])).filter(({ offending }) => offending.length > 0)).toEqual([])
}

test(
  'a bulk wave: picked on a phone, checked by its sample at the desk with an input method on, shipped as a whole',
  async () => {
    const { wave, post } = await waveOf([{ TEA: 1 }, { TEA: 1 }, { TEA: 1 }, { TEA: 1 }], 'bulk')
    const picker = await openAt('/warehouse-pick', phone)
    await shoot(picker.page, wave.wave_no)
    await picker.page.locator('.pick-bin').getByText('A-01-1').waitFor()
    await look(picker.page, 'pick-phone')
    await shoot(picker.page, 'A-01-2')
    await says(picker.page, 'wrong', '库位不对')
    await shoot(picker.page, 'A-01-1')
    await shoot(picker.page, 'MILK')
    await says(picker.page, 'wrong', /拿错了/)
    await shoot(picker.page, 'TEA')
    await says(picker.page, 'accepted', '1 / 4')
    await shoot(picker.page, 'CMD-DONE')
    await says(picker.page, 'complete', '这个波次拣完了')
    expect(await findBarriers(picker.page)).toEqual([])
    expect(picker.complaints).toEqual([])
    await picker.context.close()

    const desk = await openAt('/warehouse-check', desktop)
    await desk.page.getByText('批量抽检').click()
    await shootThroughInputMethod(desk.page, wave.wave_no)
    await says(desk.page, 'accepted', new RegExp(wave.wave_no))
    await shootThroughInputMethod(desk.page, 'CUP')
    await shoot(desk.page, 'CMD-DONE')
    await says(desk.page, 'wrong', /样品与订单不符/)
    await desk.page.getByRole('button', { name: '换波次' }).click()
    await shoot(desk.page, wave.wave_no)
    await shootThroughInputMethod(desk.page, 'TEA')
    await shoot(desk.page, 'CMD-DONE')
    await says(desk.page, 'complete', '整波已复核 4 单')
    await look(desk.page, 'bulk-desk')
    await desk.context.close()

    await post('waves/labels', { ids: [wave.id] })
    const office = await openAt(`/warehouse-waves/${wave.id}`, desktop)
    await office.page.getByRole('button', { name: '整波发运' }).click()
    await office.page.getByRole('dialog').getByText('已完成').waitFor()
    await look(office.page, 'wave-desk')
    await office.context.close()
    await keptPromises()
  },
  slow_ms,
)

test(
  'a loose wave at the desk: every answer has its color, the label follows, a canceled order is stopped and its goods go back',
  async () => {
    const { orders, wave, post } = await waveOf([{ TEA: 1, CUP: 2 }, { MILK: 1 }], 'loose')
    const picks = await db.rows<{ id: string; quantity: number }>(sql`select id, quantity from warehouse.picks where wave_id = ${wave.id}`)
    await post('picks', { picks: picks.map(({ id, quantity }) => ({ id: newId(), pick_id: id, quantity })) })
    const [first, second] = orders as [{ id: string; order_no: string }, { id: string; order_no: string }]
    const { context, page, complaints } = await openAt('/warehouse-check', desktop)
    await shoot(page, 'garbage')
    await says(page, 'unknown', '不认识这个条码')
    await shoot(page, 'TEA')
    await says(page, 'wrong', /先扫拣货单/)
    await shoot(page, first.order_no)
    await expect.poll(() => page.getByTestId('left').textContent()).toBe('3')
    await shoot(page, 'MILK')
    await says(page, 'wrong', /拿错了/)
    await shoot(page, second.order_no)
    await says(page, 'wrong', '那是另一单的')
    await shootThroughInputMethod(page, 'TEA')
    await expect.poll(() => page.getByTestId('left').textContent()).toBe('2')
    await shoot(page, '*2')
    await look(page, 'check-desk')
    await shoot(page, 'CUP')
    await says(page, 'complete', '齐了')
    await page
      .getByText(/OWN\d+/)
      .first()
      .waitFor()
    await shoot(page, 'CMD-SHIP')
    await says(page, 'complete', '已发运')
    expect(await findBarriers(page)).toEqual([])

    await shoot(page, second.order_no)
    await expect.poll(() => page.getByTestId('left').textContent()).toBe('1')
    await db.tx((tx) => cancelOrders(tx, 'buyer', wallClock.now(), [{ id: second.id, reason: '不想要了' }]))
    await shoot(page, 'MILK')
    await says(page, 'stopped', /拦截/)
    await look(page, 'stopped-desk')
    expect(complaints.filter((one) => !one.includes('409'))).toEqual([])
    await context.close()

    const back = await openAt('/warehouse-returns', phone)
    await back.page.getByText('A-01-2').first().waitFor()
    await look(back.page, 'returns-phone')
    await shoot(back.page, 'MILK')
    await back.page.locator('.pick-bin').getByText('A-01-2').waitFor()
    await shoot(back.page, 'NOWHERE')
    await says(back.page, 'wrong', '没有这个库位')
    await back.page.getByText('A-01-2').first().waitFor()
    await shoot(back.page, 'MILK')
    await shootThroughInputMethod(back.page, 'A-01-2')
    await says(back.page, 'accepted', '已回架')
    await back.context.close()
    await keptPromises()
  },
  slow_ms,
)

test(
  'a short pick on the phone goes to the office by itself; without network scans wait and are confirmed later, in their order',
  async () => {
    const { orders, wave } = await waveOf([{ CUP: 3, TEA: 1 }, { CUP: 3 }], 'loose')
    const { context, page } = await openAt('/warehouse-pick', phone)
    await shoot(page, wave.wave_no)
    await page.locator('.pick-bin').getByText('A-01-1').waitFor()
    await context.setOffline(true)
    await shoot(page, 'A-01-1')
    await shoot(page, 'TEA')
    await page.getByText('1 次扫描待确认').waitFor()
    await page.locator('.pick-bin').getByText('B-02-1').waitFor()
    await look(page, 'offline-phone')
    expect(await db.row(sql`select count(*) as picked from warehouse.picks where wave_id = ${wave.id} and status = 'picked'`)).toEqual({
      picked: 0,
    })
    await context.setOffline(false)
    await expect
      .poll(() => db.row(sql`select count(*) as picked from warehouse.picks where wave_id = ${wave.id} and status = 'picked'`), {
        timeout: 20_000,
      })
      .toEqual({ picked: 1 })
    await shoot(page, 'B-02-1')
    await shoot(page, 'CMD-SHORT')
    await page.getByRole('spinbutton').fill('4')
    await page.getByRole('button', { name: '按缺货上报' }).click()
    await says(page, 'complete', '这个波次拣完了')
    await context.close()
    await expect
      .poll(() =>
        db.rows(
          sql`select s.state from orders.stages s where s.order_id = any(${orders.map(({ id }) => id)}::uuid[]) and s.state = 'held'`,
        ),
      )
      .toHaveLength(1)
    const office = await openAt('/warehouse-abnormals', desktop)
    await office.page.getByText('拣货缺货').first().waitFor()
    await look(office.page, 'abnormals-desk')
    await office.context.close()
    await keptPromises()
  },
  slow_ms,
)

test(
  'what arrived is put away and a bin is counted with a phone',
  async () => {
    await db.tx((tx) => receiveStock(tx, theSystem, wallClock.now(), [{ id: newId(), sku_id: 'MILK', quantity: 6, node_id }]))
    await consumeAll(db, warehouseConsumers, wallClock.now())
    const { context, page } = await openAt('/warehouse-shelve', phone)
    await page.getByText('×6').waitFor()
    await shoot(page, 'MILK')
    await page.locator('.pick-bin').getByText('A-01-2').waitFor()
    await look(page, 'put-away-phone')
    await shoot(page, 'A-01-2')
    await says(page, 'accepted', '已上架')
    await page.getByText('盘点', { exact: true }).click()
    for (const text of ['A-01-2', 'MILK']) await shoot(page, text)
    await shoot(page, '2')
    await says(page, 'too_many', /少了/)
    await look(page, 'count-phone')
    expect(await findBarriers(page)).toEqual([])
    await context.close()
    await keptPromises()
  },
  slow_ms,
)

test(
  'the board, the lists and the command sheet open on desk and phone without barriers',
  async () => {
    for (const [name, options] of [
      ['desk', desktop],
      ['phone', phone],
    ] as const) {
      const { context, page, complaints } = await openAt('/warehouse', options)
      await page.locator('.main').getByText('待组波').first().waitFor()
      await look(page, `board-${name}`)
      expect(await findBarriers(page)).toEqual([])
      for (const [path, words] of [
        ['/warehouse-waves', '波次'],
        ['/warehouse-parcels', '出库单'],
        ['/warehouse-bins', 'A-01-1'],
        ['/warehouse-dispatch', '称重发运'],
        ['/warehouse-commands', 'CMD-DONE'],
        ['/warehouse-shelve', '上架与盘点'],
      ] as const) {
        await page.goto(`${base}/console${path}`)
        await page.locator('.main').getByText(words).first().waitFor()
        await look(page, `${path.slice(11)}-${name}`)
      }
      expect(complaints).toEqual([])
      await context.close()
    }
  },
  slow_ms,
)
