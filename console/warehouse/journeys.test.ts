import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeStaff } from '#bench/support/staff.ts'
import { cancelOrders } from '#centers/orders/write.ts'
import { warehouseConsumers } from '#centers/warehouse/events.ts'
import { openSite, releasedOrders } from '#centers/warehouse/fixtures.ts'
import { promises } from '#centers/warehouse/promises.ts'
import { desktop, findBarriers, moveTo, narrow, openBrowser, openPage } from '#checks/support/browser.ts'
import { mountConsole } from '#checks/support/console.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { consumeAll } from '#core/events.ts'
import { openFiles } from '#core/files.ts'
import type { App } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { type Agent, folderPrinter, startAgent } from '#server/print-agent.ts'

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
let folder: string
let cookie: { name: string; value: string }

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 6 })
  const now = wallClock.now()
  await openShop(db, now, {
    prices: { TEA: 1_000, MILK: 2_000, CUP: 500, BOWL: 500 },
    stock: { [node_id]: { TEA: 60, MILK: 30, CUP: 20, BOWL: 20 } },
  })
  await openSite(db, now, node_id, { 'A-01-1': { TEA: 50 }, 'A-01-2': { MILK: 30 }, 'B-02-1': { CUP: 20 }, 'B-02-2': { BOWL: 20 } })
  const [name, value] = (await makeStaff(db)).split('=') as [string, string]
  cookie = { name, value }
  folder = await mkdtemp(join(tmpdir(), 'tongshang-photos-'))
  app = await createApp({ db, clock: wallClock, files: await openFiles(folder) })
  await mountConsole(app)
  base = await app.listen({ port: 0, host: '127.0.0.1' })
  browser = await openBrowser()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await app?.close()
  await db?.close()
  await cloned?.drop()
  if (folder) await rm(folder, { recursive: true })
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
      /[a-z]/i.test(letter)
        ? `Key${letter.toUpperCase()}`
        : /\d/.test(letter)
          ? `Digit${letter}`
          : ({ '-': 'Minus', '*': 'Digit8', '(': 'Digit9', ')': 'Digit0' }[letter] ?? '')
    const fire = (code: string, shiftKey: boolean) =>
      box.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Process', code, shiftKey, keyCode: 229, isComposing: true, bubbles: true, cancelable: true }),
      )
    box.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    for (const letter of letters) fire(codeOf(letter), /[A-Z*()]/.test(letter))
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

// The same steps at a desk and on a small phone, a Chinese input method always on; each size has goods and bins of its own in the one world.
describe.each([
  ['desk', desktop, 'CUP', 'B-02-1'],
  ['phone', narrow, 'BOWL', 'B-02-2'],
] as const)('at the %s', (size, options, dish, dish_bin) => {
  let context: BrowserContext
  let page: Page
  let complaints: string[]
  beforeAll(async () => {
    ;({ context, page, complaints } = await openAt('/warehouse', options))
  }, slow_ms)
  afterAll(async () => {
    await context?.close()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await look(page, `failed-${size}`)
  })
  const go = (path: string) => page.goto(`${base}/console${path}`)
  const shot = (text: string) => shootThroughInputMethod(page, text)

  test(
    'a bulk wave: picked, checked by its sample, shipped as a whole',
    async () => {
      const { wave, post } = await waveOf([{ TEA: 1 }, { TEA: 1 }, { TEA: 1 }, { TEA: 1 }], 'bulk')
      await go('/warehouse-pick')
      await shot(wave.wave_no)
      await page.locator('.pick-bin').getByText('A-01-1').waitFor()
      await look(page, `pick-${size}`)
      await shot('A-01-2')
      await says(page, 'wrong', '库位不对')
      await shot('A-01-1')
      await shot('MILK')
      await says(page, 'wrong', /拿错了/)
      await shot('TEA')
      await says(page, 'accepted', '1 / 4')
      await shot('CMD-DONE')
      await says(page, 'complete', '这个波次拣完了')

      await go('/warehouse-check')
      await page.getByText('批量抽检').click()
      await shot(wave.wave_no)
      await says(page, 'accepted', new RegExp(wave.wave_no))
      await shot(dish)
      await shot('CMD-DONE')
      await says(page, 'wrong', /样品与订单不符/)
      await page.getByRole('button', { name: '换波次' }).click()
      await shot(wave.wave_no)
      await shot('TEA')
      await shot('CMD-DONE')
      await says(page, 'complete', '整波已复核 4 单')
      await look(page, `bulk-${size}`)
      expect(await findBarriers(page)).toEqual([])

      await post('waves/labels', { ids: [wave.id] })
      await go(`/warehouse-waves/${wave.id}`)
      // Without a print agent the browser opens the sheets; the second time somebody is asked first.
      const sheets = context.waitForEvent('page')
      await page.getByRole('button', { name: '打印面单 · 4' }).click()
      await (await sheets).close()
      await expect
        .poll(() =>
          db.row(sql`select count(*) as printed from carriers.waybills where printed_count > 0 and parcel_id in (
        select b.id from warehouse.boxes b join warehouse.outbounds o on o.id = b.outbound_id where o.wave_id = ${wave.id})`),
        )
        .toEqual({ printed: 4 })
      await page.reload()
      await page.getByRole('button', { name: '打印面单 · 4' }).click()
      await page.getByText('4 张面单打印过').waitFor()
      await look(page, `wave-print-${size}`)
      await page.getByRole('button', { name: /^取\s*消$/ }).click()
      // With this desk's own printer the whole wave comes out of it as one document.
      const paper = await mkdtemp(join(tmpdir(), 'tongshang-wave-'))
      const printers = [folderPrinter(size, paper)]
      const agent: Agent = await startAgent({ port: 0, token: 'desk', origins: [base], printers, look_again_ms: 20 })
      await page.getByRole('button', { name: '打印机' }).click()
      await page.getByLabel('端口').fill(new URL(agent.url).port)
      await page.getByLabel('令牌').fill('wrong')
      await page.getByRole('button', { name: /连\s?接/ }).click()
      await page.locator('.ant-modal .refused').waitFor()
      await page.getByLabel('令牌').fill('desk')
      await page.getByRole('button', { name: /连\s?接/ }).click()
      await page.locator('.ant-modal').getByText('就绪').waitFor()
      await look(page, `printer-${size}`)
      await page
        .locator('.ant-modal')
        .getByRole('button', { name: /关\s?闭/ })
        .last()
        .click()
      await page.getByRole('button', { name: '打印面单 · 4' }).click()
      await page.getByRole('button', { name: '全部重打 4 张' }).click()
      await expect.poll(() => readdir(paper).then((files) => files.length)).toBe(1)
      await page.evaluate(() => localStorage.removeItem('tongshang.print_agent'))
      await agent.close()
      await page.getByRole('button', { name: '整波发运' }).click()
      await page.getByRole('dialog').getByText('已完成').waitFor()
      await look(page, `wave-${size}`)
      await go('/warehouse-dispatch?list=to_hand_over')
      // What the browser itself says of the wrong token, and of a printer that has gone while its page still stood there.
      complaints.splice(0, complaints.length, ...complaints.filter((one) => !/401|ERR_CONNECTION_REFUSED/.test(one)))
      await page.getByRole('button', { name: /交接给快递员/ }).click()
      await page.getByRole('link', { name: /^M\d+/ }).first().click()
      await page.locator('.manifest tbody tr').nth(3).waitFor()
      await look(page, `manifest-${size}`)
      await keptPromises()
    },
    slow_ms,
  )

  test(
    'a loose wave: every answer has its color, the label follows, a canceled order is stopped and its goods go back',
    async () => {
      const { orders, wave, post } = await waveOf([{ TEA: 1, [dish]: 2 }, { MILK: 1 }], 'loose')
      const picks = await db.rows<{ id: string; quantity: number }>(
        sql`select id, quantity from warehouse.picks where wave_id = ${wave.id}`,
      )
      await post('picks', { picks: picks.map(({ id, quantity }) => ({ id: newId(), pick_id: id, quantity })) })
      const [first, second] = orders as [{ id: string; order_no: string }, { id: string; order_no: string }]
      await go('/warehouse-check')
      await page.getByText('逐单', { exact: true }).click()
      await shot('garbage')
      await says(page, 'unknown', '不认识这个条码')
      await shot('TEA')
      await says(page, 'wrong', /先扫拣货单/)
      await shot(first.order_no)
      await expect.poll(() => page.getByTestId('left').textContent()).toBe('3')
      await shot('MILK')
      await says(page, 'wrong', /拿错了/)
      await shot(second.order_no)
      await says(page, 'wrong', '那是另一单的')
      await shot('TEA')
      await expect.poll(() => page.getByTestId('left').textContent()).toBe('2')
      await shot('*2')
      await look(page, `check-${size}`)
      // The view of the parcel that is asked for at the last piece comes after the label that followed it: the number must stay.
      const labeled = page.waitForResponse((response) => response.url().endsWith('/warehouse/labels'))
      await page.route('**/api/admin/warehouse/outbounds/*', async (route) => {
        const response = await route.fetch()
        await labeled
        await route.fulfill({ response })
      })
      await shot(dish)
      await says(page, 'complete', '齐了')
      await page
        .getByText(/OWN\d+/)
        .first()
        .waitFor()
      await page.unrouteAll({ behavior: 'wait' })
      await shot('CMD-SHIP')
      await says(page, 'complete', '已发运')

      await shot(second.order_no)
      await expect.poll(() => page.getByTestId('left').textContent()).toBe('1')
      await db.tx((tx) => cancelOrders(tx, 'buyer', wallClock.now(), [{ id: second.id, reason: '不想要了' }]))
      await shot('MILK')
      await says(page, 'stopped', /拦截/)
      await page.getByText('订单已取消').waitFor()
      await look(page, `stopped-${size}`)

      await go('/warehouse-returns')
      await page.getByText('A-01-2').first().waitFor()
      await look(page, `returns-${size}`)
      await shot('MILK')
      await page.locator('.pick-bin').getByText('A-01-2').waitFor()
      await shot('NOWHERE')
      await says(page, 'wrong', '没有这个库位')
      await page.getByText('A-01-2').first().waitFor()
      await shot('MILK')
      await shot('A-01-2')
      await says(page, 'accepted', '已回架')
      await keptPromises()
    },
    slow_ms,
  )

  test(
    'a short pick goes to the office by itself; without network scans wait and are confirmed later, in their order',
    async () => {
      const { orders, wave } = await waveOf([{ [dish]: 3, TEA: 1 }, { [dish]: 3 }], 'loose')
      await go('/warehouse-pick')
      await shot(wave.wave_no)
      await page.locator('.pick-bin').getByText('A-01-1').waitFor()
      await context.setOffline(true)
      await shot('A-01-1')
      await shot('TEA')
      await page.getByText('1 次扫描待确认').waitFor()
      await page.locator('.pick-bin').getByText(dish_bin).waitFor()
      await look(page, `offline-${size}`)
      const picked = () => db.row(sql`select count(*) as picked from warehouse.picks where wave_id = ${wave.id} and status = 'picked'`)
      expect(await picked()).toEqual({ picked: 0 })
      await context.setOffline(false)
      await expect.poll(picked, { timeout: 20_000 }).toEqual({ picked: 1 })
      await shot(dish_bin)
      await shot('CMD-SHORT')
      await page.getByRole('spinbutton').fill('4')
      await page.getByRole('button', { name: '按缺货上报' }).click()
      await says(page, 'complete', '这个波次拣完了')
      const ids = orders.map(({ id }) => id)
      await expect
        .poll(() => db.rows(sql`select s.state from orders.stages s where s.order_id = any(${ids}::uuid[]) and s.state = 'held'`))
        .toHaveLength(1)
      await go('/warehouse-abnormals')
      await page.getByText('拣货缺货').first().waitFor()
      await look(page, `abnormals-${size}`)
      // What the browser itself says of refusals and of the missing network is no complaint.
      expect(complaints.filter((one) => !/409|ERR_INTERNET_DISCONNECTED|dynamically imported module/.test(one))).toEqual([])
      await keptPromises()
    },
    slow_ms,
  )
})

test(
  'a manager makes bins and prints their labels; a clerk receives, judges, puts away, moves, counts and takes returns with a phone',
  async () => {
    const office = await openAt('/warehouse-bins/new', desktop)
    const { page: desk } = office
    await desk.getByLabel('每通道货架数').fill('2')
    await desk.getByLabel('每架层数').fill('2')
    await desk.getByText('将建立 4 个库位：A-01-01-1 … A-01-02-2').waitFor()
    await look(desk, 'bins-new-desk')
    await desk.getByRole('button', { name: /^建\s*立$/ }).click()
    await desk.locator('.main').getByText('A-01-02-2').first().waitFor()
    // A bin with goods in it stays on, and says what to do.
    await desk.goto(`${base}/console/warehouse-bins/${encodeURIComponent(`${node_id} A-01-1`)}`)
    await desk.getByRole('switch').click()
    await desk.getByRole('button', { name: /^保\s*存$/ }).click()
    await desk.getByText('库位里还有货，请先移到别的库位。').waitFor()
    await look(desk, 'bin-desk')
    expect(await findBarriers(desk)).toEqual([])
    await desk.goto(`${base}/console/warehouse-bins?q=A-01-02`)
    await desk.locator('.main').getByText('A-01-02-2').first().waitFor()
    await desk.getByRole('checkbox').first().check()
    await desk.getByRole('button', { name: '打印库位标签' }).click()
    await desk.locator('.bin-labels figure').nth(1).waitFor()
    await look(desk, 'labels-desk')
    await office.context.close()

    const headers = { cookie: `${cookie.name}=${cookie.value}` }
    const send = (path: string, payload: object) => app.inject({ method: 'POST', url: `/api/admin/purchases${path}`, payload, headers })
    const name = { zh: '茶厂', en: 'Tea works' }
    await send('/suppliers', {
      suppliers: [{ id: 'works', organization_id: 'group', name, contact_name: null, contact_phone: null, lead_days: 3, currency: 'CNY' }],
    })
    const order_id = newId()
    await send('', { orders: [{ id: order_id, supplier_id: 'works', node_id, lines: [{ sku_id: 'MILK', quantity: 6, unit_minor: 900 }] }] })
    await send('/sendings', { ids: [order_id] })
    const { order_no } = (await db.row<{ order_no: string }>(sql`select order_no from purchasing.orders where id = ${order_id}`))!

    const { context, page, complaints } = await openAt('/warehouse-receive', { ...narrow, colorScheme: 'dark' })
    await page.getByText(order_no).waitFor()
    await look(page, 'receive-list-phone')
    await shoot(page, 'P0')
    await says(page, 'unknown', /没有这张待收单据/)
    await shoot(page, order_no)
    await page.getByText('0 / 6').waitFor()
    await shoot(page, 'TEA')
    await says(page, 'wrong', /这张单没有这个商品/)
    await shootThroughInputMethod(page, '*4')
    await shootThroughInputMethod(page, 'MILK')
    await shoot(page, 'CMD-DAMAGED')
    await shoot(page, 'MILK')
    await page.getByText('少 1').waitFor()
    await page.getByText('先质检').click()
    await page.getByText('不会再到，差异结案').click()
    await look(page, 'receiving-phone')
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: '确认收货' }).click()
    await says(page, 'complete', /收货完成/)
    await consumeAll(db, warehouseConsumers, wallClock.now())

    await page.goto(`${base}/console/warehouse-shelve?mode=judge`)
    await page.getByText('×4').waitFor()
    await shoot(page, 'MILK')
    await page.getByLabel('不合格', { exact: true }).fill('1')
    await look(page, 'judge-phone')
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: '确认质检' }).click()
    await says(page, 'complete', '已质检：合格 3，不合格 1')

    await page.goto(`${base}/console/warehouse-shelve?mode=put_away`)
    await page.getByText('×3').waitFor()
    await shoot(page, 'MILK')
    await page.locator('.pick-bin').getByText('A-01-2').waitFor()
    await shoot(page, 'A-01-02-1')
    await says(page, 'accepted', '已上架')
    await page.goto(`${base}/console/warehouse-shelve?mode=move&bin=A-01-02-1`)
    await page.locator('.pick-bin').getByText('A-01-02-1').waitFor()
    await shoot(page, 'MILK')
    await shoot(page, 'CMD-DONE')
    await shoot(page, 'A-01-2')
    await says(page, 'accepted', '已移库')
    await look(page, 'move-phone')
    await page.getByText('盘点', { exact: true }).click()
    for (const text of ['A-01-2', 'MILK']) await shoot(page, text)
    await shoot(page, '2')
    await says(page, 'too_many', /少了/)

    const { orders, wave, post } = await waveOf([{ TEA: 2 }], 'loose')
    const [outbound] = await db.rows<{ id: string }>(sql`select id from warehouse.outbounds where wave_id = ${wave.id}`)
    await post('checks', { scans: [{ id: newId(), node_id, mode: 'order', text: 'TEA', quantity: 2, outbound_id: outbound!.id }] })
    await post('waves/labels', { ids: [wave.id] })
    await post('waves/shipments', { ids: [wave.id] })
    await page.goto(`${base}/console/warehouse-returned`)
    await shoot(page, 'OWN1')
    await says(page, 'unknown', /没有发出过这个包裹/)
    await shoot(page, orders[0]!.order_no)
    await page.getByText('0 / 2').waitFor()
    await shoot(page, 'TEA')
    await says(page, 'wrong', '先选成色')
    await shoot(page, 'CMD-OPENED')
    // What it looked like goes with the grade.
    const buffer = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#884422' } })
      .png()
      .toBuffer()
    await page.locator('input[type=file]').setInputFiles({ name: 'box.png', mimeType: 'image/png', buffer })
    await page.getByRole('button', { name: '1 张照片' }).waitFor()
    await shoot(page, 'TEA')
    await says(page, 'accepted', '已收：放待检区')
    await page.getByText('1 / 2').waitFor()
    await look(page, 'returned-scan-phone')
    expect(await findBarriers(page)).toEqual([])
    for (const [name, more] of [
      ['phone', narrow],
      ['desk', desktop],
    ] as const) {
      const again = await openAt('/warehouse-returned', more)
      const photo = again.page.locator('.photo-strip img').first()
      await photo.waitFor()
      await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
      await look(again.page, `returned-photo-${name}`)
      expect(await findBarriers(again.page)).toEqual([])
      await again.context.close()
    }
    expect(complaints.filter((one) => !/409/.test(one))).toEqual([])
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
      ['phone', { ...narrow, colorScheme: 'dark' }],
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
        ['/warehouse-shelve', '库内作业'],
        ['/warehouse-receive', '没有在途的采购或调拨'],
        ['/warehouse-returned', '退货收货'],
        ['/warehouse-recall', '输入规格和批次'],
        ['/warehouse-sites', 'east'],
        ['/warehouse-bin-labels', '没有选中的库位'],
      ] as const) {
        await moveTo(page, `/console${path}`)
        await page.locator('.main').getByText(words).first().waitFor()
        await look(page, `${path.slice(11)}-${name}`)
      }
      expect(complaints).toEqual([])
      if (name === 'phone') await planOnPhone(page)
      expect(complaints.filter((one) => !/409/.test(one))).toEqual([])
      await context.close()
    }
  },
  slow_ms,
)

/** A planner with a phone: a plan that makes no wave says why, the site lets prices choose, a parcel gets another carrier. */
async function planOnPhone(page: Page): Promise<void> {
  await releasedOrders(db, wallClock.now(), [{ TEA: 1 }, { MILK: 1 }])
  await consumeAll(db, warehouseConsumers, wallClock.now())
  const modal = page.locator('.ant-modal')
  const fits = async () =>
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await moveTo(page, '/console/warehouse')
  await page.getByRole('button', { name: '更多' }).click()
  await modal.getByLabel('类型').click()
  await page.locator('.ant-select-item-option', { hasText: /^批量$/ }).click()
  await modal.getByRole('button', { name: '生成波次' }).click()
  await modal.getByText(/待组波的 \d+ 单里.*不够一个批量波次/).waitFor()
  // The button that waited for the answer fades back.
  await page.locator('.ant-btn-loading').first().waitFor({ state: 'detached' })
  await look(page, 'plan-phone')
  await fits()
  await expect.poll(() => findBarriers(page)).toEqual([])
  await modal.getByRole('button', { name: /取\s?消/ }).click()

  await moveTo(page, `/console/warehouse-sites/${node_id}`)
  await page.getByLabel('按运价选承运商').click()
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await expect.poll(() => db.row(sql`select cheapest from warehouse.sites where node_id = ${node_id}`)).toEqual({ cheapest: true })
  await look(page, 'site-phone')
  await fits()

  await moveTo(page, '/console/warehouse-parcels?status=waiting')
  await page.getByRole('button', { name: '选择' }).click()
  await page.locator('.main').getByRole('checkbox').first().check()
  await page.getByRole('button', { name: '换承运商' }).click()
  await modal.getByLabel('承运商与服务').click()
  await page.locator('.ant-select-item-option').first().click()
  await modal.getByRole('button', { name: '换承运商' }).click()
  await page.getByText(/1 条成功/).waitFor()
  await look(page, 'carriage-phone')
  await fits()
}
