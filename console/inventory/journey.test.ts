import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { desktop, findBarriers, openBrowser, openPage, phone } from '#checks/support/browser.ts'
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
    // A stream of news never ends, so a page that has one never comes to rest.
    await admin.page.route('**/api/admin/live*', (route) => route.fulfill({ status: 204 }))
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
    ]) {
      await admin.page.goto(`${base}/console${path}`)
      await admin.page.locator('h1, h2').first().waitFor()
      await admin.page.waitForLoadState('networkidle')
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
