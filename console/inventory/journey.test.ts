import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { desktop, findBarriers, moveTo, narrow, openBrowser, openPage, phone } from '#checks/support/browser.ts'
import { mountConsole } from '#checks/support/console.ts'
import type { ClonedDatabase } from '#checks/support/database.ts'
import { cloneWorld } from '#checks/support/world.ts'
import { startConsumers } from '#core/events.ts'
import type { App } from '#core/http.ts'
import { type Db, openDb } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { assembly } from '#server/centers.ts'
import { demo_password } from '#world/organization.ts'

// Stock as its people use it: a clerk counts a node on a phone and finds less, the manager agrees, the ledger shows it; goods travel between two nodes.
const slow_ms = 180_000
let cloned: ClonedDatabase
let db: Db
let app: App
let browser: Browser
let base: string
let stop = async () => {}

beforeAll(async () => {
  cloned = await cloneWorld()
  db = openDb({ ...cloned.connection, max: 6 })
  app = await createApp({ db, clock: wallClock })
  await mountConsole(app)
  base = await app.listen({ port: 0, host: '127.0.0.1' })
  const consumers = startConsumers(
    db,
    assembly.filter(({ name }) => ['approvals', 'inventory'].includes(name)).flatMap((center) => center.consumers ?? []),
    wallClock.now,
  )
  stop = () => consumers.stop()
  browser = await openBrowser()
}, slow_ms)
afterAll(async () => {
  await browser?.close()
  await stop()
  await app?.close()
  await db?.close()
  await cloned?.drop()
})

async function openAs(handle: string, options: object): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const context = await browser.newContext({ locale: 'zh-CN', colorScheme: 'light', ...options })
  await context.request.post(`${base}/api/admin/session`, { data: { handle, password: demo_password } })
  const { page, complaints } = await openPage(context)
  page.setDefaultTimeout(30_000)
  return { context, page, complaints }
}
/** For looking at: where `JOURNEY_PICTURES` says. */
const picture = async (page: Page, name: string) => {
  if (process.env.JOURNEY_PICTURES) await page.screenshot({ path: join(process.env.JOURNEY_PICTURES, `${name}.png`) })
}
/** Opens the console, or another page of it where it is open already, and waits until that page stands there with what it shows. */
const turnTo = async (page: Page, path: string) => {
  const open = page.url().startsWith(base)
  const before = open ? await page.locator('h1').first().textContent() : null
  if (open) await moveTo(page, `/console${path}`)
  else await page.goto(`${base}/console${path}`)
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(
    (was) => document.querySelector('h1')?.textContent !== was && !document.querySelector('.skeleton, .ant-spin-spinning'),
    before,
  )
}
const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

test(
  'a clerk counts on a phone and finds less, the manager agrees, the ledger shows it',
  async () => {
    const clerk = await openAs('warehouse', phone)
    const read = async <Answer>(path: string) => (await (await clerk.context.request.get(base + path)).json()) as Answer
    const sheets = await read<{ items: { id: string; state: string }[] }>('/api/admin/stock/counts?state=open')
    const id = sheets.items[0]!.id
    const { lines } = await read<{ lines: { sku_id: string; expected: number | null }[] }>(`/api/admin/stock/counts/${id}`)
    expect(lines.every(({ expected }) => expected === null)).toBe(true)
    const skus = lines.map(({ sku_id }) => sku_id)
    const missing = skus[0]!
    type Row = { sku_id: string; available: number; reserved: number; held: number; safety: number; shares: number }
    const stock = new Map<string, number>()
    let available = 0
    for (const sku_id of skus) {
      const { items } = await read<{ items: Row[] }>(`/api/admin/stock?node_id=cq-rdc&q=${sku_id}`)
      const row = items.find((one) => one.sku_id === sku_id)!
      stock.set(sku_id, row.available + row.reserved + row.held + row.safety + row.shares)
      if (sku_id === missing) available = row.available
    }
    await clerk.page.goto(`${base}/console/counts`)
    await clerk.page.locator('h1').first().waitFor()
    await picture(clerk.page, 'counts-phone')
    await clerk.page.goto(`${base}/console/counts/${id}`)
    const record = async (sku_id: string, counted: number, button: string) => {
      await clerk.page.getByLabel(`点数：${sku_id}`).fill(String(counted))
      await clerk.page
        .locator('li', { has: clerk.page.getByLabel(`点数：${sku_id}`) })
        .getByRole('button', { name: button })
        .click()
    }
    for (const sku_id of skus.slice(1)) {
      await record(sku_id, stock.get(sku_id)!, '确认')
      await expect.poll(() => clerk.page.getByLabel(`点数：${sku_id}`).count()).toBe(0)
    }
    // As many are gone as are free: far above what one person may decide.
    const counted = stock.get(missing)! - available
    await record(missing, counted, '确认')
    await clerk.page.getByText('请复点').first().waitFor()
    await picture(clerk.page, 'count-phone')
    expect(await fits(clerk.page)).toBe(true)
    await record(missing, counted, '复点确认')
    await clerk.page.getByRole('button', { name: '提交盘点' }).click()
    await clerk.page.getByText('待审批').first().waitFor()
    // The request is written down by what follows the count, a moment later.
    const asked = () => read<{ request_id: string | null }>(`/api/admin/stock/counts/${id}`).then(({ request_id }) => request_id)
    await expect.poll(asked).not.toBeNull()
    const request_id = await asked()

    const manager = await openAs('rdc', desktop)
    await manager.page.goto(`${base}/console/approvals/${request_id}`)
    await manager.page.getByRole('button', { name: /^同\s?意$/ }).click()
    await expect.poll(async () => (await read<{ state: string }>(`/api/admin/stock/counts/${id}`)).state).toBe('done')
    await manager.page.goto(`${base}/console/stock-moves?kind=count&node_id=cq-rdc`)
    await manager.page.getByText(missing).first().waitFor()
    await picture(manager.page, 'moves')
    expect(await findBarriers(manager.page)).toEqual([])
    const { items } = await read<{ items: Row[] }>(`/api/admin/stock?node_id=cq-rdc&q=${missing}`)
    expect(items.find((one) => one.sku_id === missing)!.available).toBe(0)
    expect([...clerk.complaints, ...manager.complaints].filter((line) => !/status of (503|404|403)/.test(line))).toEqual([])
    await Promise.all([clerk.context.close(), manager.context.close()])
  },
  slow_ms,
)

test(
  'goods leave one node and arrive at another, one of them damaged; pages fit',
  async () => {
    const sender = await openAs('kunshan', desktop)
    await sender.page.goto(`${base}/console/transfers?state=made`)
    await sender.page.getByText('西南补货').first().click()
    await picture(sender.page, 'transfer-made')
    await sender.page.getByRole('button', { name: '确认发出' }).click()
    await sender.page.getByText('在途').first().waitFor()
    const url = sender.page.url().split('?')[0]!
    const receiver = await openAs('cdc', phone)
    await receiver.page.goto(url)
    await receiver.page.getByText('破损', { exact: true }).first().waitFor()
    await receiver.page
      .getByLabel(/^完好数量/)
      .first()
      .fill('1')
    await receiver.page
      .getByLabel(/^破损数量/)
      .first()
      .fill('1')
    await picture(receiver.page, 'transfer-receive-phone')
    expect(await fits(receiver.page)).toBe(true)
    await receiver.page.getByRole('button', { name: '确认签收' }).click()
    await receiver.page.getByText('已签收', { exact: true }).first().waitFor()
    await receiver.page.goto(`${base}/console/purchases`)
    await receiver.page.locator('h1').first().waitFor()
    await picture(receiver.page, 'purchases-phone')

    const admin = await openAs('admin', desktop)
    for (const path of [
      '/stock',
      '/counts',
      '/transfers',
      '/shares',
      '/lots',
      '/nodes/cq-cdc',
      '/purchases',
      '/shares/new',
      '/purchases/new',
      '/policies',
      '/sharing',
      '/holds',
      '/waiting',
      '/serials',
      '/stock-aging',
      '/custody-notices/new',
    ]) {
      await turnTo(admin.page, path)
      await picture(admin.page, `desk${path.replaceAll('/', '-')}`)
      expect(await findBarriers(admin.page), path).toEqual([])
      expect(await fits(admin.page), path).toBe(true)
    }
    expect(
      [...sender.complaints, ...receiver.complaints, ...admin.complaints].filter((line) => !/status of (503|404|403)/.test(line)),
    ).toEqual([])
    await Promise.all([sender.context.close(), receiver.context.close(), admin.context.close()])
  },
  slow_ms,
)

test(
  'goods are kept for somebody, sold before they come, kept from a channel, promised from several places, found by number; all on a small phone',
  async () => {
    const admin = await openAs('admin', { ...narrow, colorScheme: 'dark' })
    const { page, context } = admin
    const api = async (path: string) => (await context.request.get(`${base}/api/admin/${path}`)).json()
    const go = (path: string) => turnTo(page, path)
    const seen = async (name: string) => {
      await picture(page, `phone-${name}`)
      expect(await fits(page), name).toBe(true)
      expect(await findBarriers(page), name).toEqual([])
    }
    const row = (await api('stock?node_id=cq-cdc&limit=50')).items.find(({ available }: { available: number }) => available > 5)

    await go(`/stock/${encodeURIComponent(`cq-cdc~${row.sku_id}`)}`)
    await page.getByRole('button', { name: /^在途/ }).click()
    await page.getByText('在途的进出').waitFor()
    await page.getByText(/合计 \d+ 处/).waitFor()
    await seen('stock')

    await go('/holds/new')
    await page.getByLabel('第 1 行 SKU').fill(row.sku_id)
    await page.getByLabel('第 1 行数量').fill('99999')
    await page.getByRole('button', { name: /留\s?货/ }).click()
    await page.getByText('可用数量不够，少留几件或换渠道').waitFor()
    await seen('hold')
    await page.getByLabel('第 1 行数量').fill('2')
    await page.getByRole('button', { name: /留\s?货/ }).click()
    await page.getByText(`${row.sku_id} × 2`).first().waitFor()
    await seen('holds')

    await go('/policies/new')
    await page.getByLabel('SKU', { exact: true }).fill(row.sku_id)
    await page.getByRole('button', { name: '即时生效' }).click()
    await page.getByText('请填写').first().waitFor()
    await seen('policy')

    // More than any one place has, and still sold: the page says from where and in how many parcels.
    const { items } = await (
      await context.request.post(`${base}/api/admin/stock/availability`, {
        data: { channel_id: 'mall', items: [{ sku_id: row.sku_id }], detail: true },
      })
    ).json()
    const most = Math.max(...items[0].options.map(({ open }: { open: number }) => open))
    await go('/delivery-days/try')
    await page.getByLabel('SKU', { exact: true }).fill(row.sku_id)
    await page.getByLabel('数量', { exact: true }).fill(String(most + 1))
    await page
      .getByRole('button', { name: /试\s?算/ })
      .last()
      .click()
    await page
      .getByText(items[0].available > most ? /分 \d+ 个包裹发出/ : /卖不了/)
      .first()
      .waitFor()
    await seen('promise')

    await go('/sharing')
    await page.getByText('天猫').first().click()
    await page.locator('.drawer').getByRole('switch').waitFor()
    await page
      .locator('.drawer')
      .getByRole('button', { name: /保\s?存/ })
      .click()
    await page.getByText('已保存').first().waitFor()
    await seen('sharing')

    await go('/waiting')
    await expect.poll(() => page.locator('.main').textContent()).toMatch(/急单|等货|没有/)
    await seen('waiting')

    // A number for goods that leave a store: what the carrier would not do is said, what it does is asked at once.
    const { items: nodes } = await api('nodes')
    const stores = new Set(nodes.filter(({ kind }: { kind: string }) => kind === 'store').map(({ id }: { id: string }) => id))
    const orders = (await api('orders?state=released&limit=100')).items
    const details = await Promise.all(orders.slice(0, 40).map(({ id }: { id: string }) => api(`orders/${id}`)))
    const order = details.find(({ lines }) => lines.some(({ node_id }: { node_id: string }) => stores.has(node_id)))
    await go('/waybills/new')
    await page.getByRole('searchbox', { name: '订单号' }).fill(order.order_no)
    await page.keyboard.press('Enter')
    await page.getByText(order.buyer_name).first().waitFor()
    await page.getByLabel('承运商与服务').click()
    await page.locator('.ant-select-item-option', { hasText: '顺丰' }).click()
    await page.getByLabel('寄件人').fill('店长')
    await page.getByLabel('寄件电话').fill('023-61000000')
    await page
      .getByRole('button', { name: /取\s?号/ })
      .last()
      .click()
    await page.getByText(order.order_no).last().waitFor()
    await seen('waybill')

    const moves = (await api('stock/moves?limit=200')).items
    const serial_no = moves.flatMap(({ serials }: { serials: string[] }) => serials)[0]
    await go('/serials')
    await page.getByLabel('序列号').fill('NO-SUCH-PIECE')
    await page.keyboard.press('Enter')
    await page.getByText('没有这个序列号').first().waitFor()
    await page.getByLabel('序列号').fill(serial_no)
    await page.keyboard.press('Enter')
    await page
      .getByText(/在库|已售出|已离开/)
      .first()
      .waitFor()
    await seen('serial')
    await go('/stock-aging')
    await seen('aging')
    expect(admin.complaints.filter((line) => !/status of (503|409|404|403)/.test(line))).toEqual([])
    await context.close()
  },
  slow_ms,
)
