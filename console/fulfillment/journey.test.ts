import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import fastifyStatic from '@fastify/static'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { desktop, findBarriers, openBrowser, openPage, phone } from '#checks/support/browser.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import type { App } from '#core/http.ts'
import { startDue } from '#core/jobs.ts'
import { type Db, openDb } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { assembly } from '#server/centers.ts'
import { demoAccounts, loadWorld } from '#world/load.ts'

// Sourcing as its people use it: change a rule, try it, replay it, let it go live, choose nodes by hand, read why.
const root = join(import.meta.dirname, '../..')
const slow_ms = 180_000
let cloned: ClonedDatabase
let db: Db
let app: App
let browser: Browser
let folder: string
let base: string
let stop = async () => {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongshang-sourcing-'))
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 6 })
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
  const args = [vite, 'build', '--config', 'vite.console.config.ts', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error']
  const built = promisify(execFile)(process.execPath, args, { cwd: root, env: { ...process.env, NODE_ENV: 'production' } })
  await loadWorld(db, wallClock.now())
  app = await createApp({ db, clock: wallClock }, { demo: demoAccounts() })
  await built
  await app.register(fastifyStatic, { root: folder, prefix: '/console/', wildcard: false, index: false, decorateReply: false })
  await app.register(async (inner) => {
    await inner.register(fastifyStatic, { root: folder, serve: false })
    for (const path of ['/console/', '/console/*'])
      inner.get(path, { schema: { hide: true } }, (_request, reply) => reply.sendFile('index.html'))
  })
  base = await app.listen({ port: 0, host: '127.0.0.1' })
  const due = startDue(
    db,
    assembly.filter(({ name }) => name === 'fulfillment').flatMap((center) => center.due ?? []),
    wallClock,
  )
  stop = () => due.stop()
  browser = await openBrowser()
}, slow_ms)
afterAll(async () => {
  await browser?.close()
  await stop()
  await app?.close()
  await db?.close()
  await cloned?.drop()
  await rm(folder, { recursive: true, force: true })
})

const admin = demoAccounts().find(({ sign_in_name }) => sign_in_name === 'admin')!

async function openAs(options: object): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const context = await browser.newContext({ locale: 'zh-CN', colorScheme: 'light', ...options })
  await context.request.post(`${base}/api/admin/session`, { data: { handle: admin.sign_in_name, password: admin.password } })
  const { page, complaints } = await openPage(context)
  page.setDefaultTimeout(30_000)
  return { context, page, complaints }
}
/** For looking at: where `JOURNEY_PICTURES` says. */
const picture = async (page: Page, name: string) => {
  if (process.env.JOURNEY_PICTURES) await page.screenshot({ path: join(process.env.JOURNEY_PICTURES, `${name}.png`) })
}

test(
  'somebody changes a rule, tries it, replays it, publishes it, chooses nodes for an order and reads why',
  async () => {
    const { context, page, complaints } = await openAs(desktop)
    await page.goto(`${base}/console/sourcing-rules`)
    await page.getByText('平台店就近发货').first().click()
    await page.getByText('第 2 版').first().waitFor()
    await picture(page, 'rule')
    await page.getByRole('button', { name: '修改', exact: true }).click()
    await page.getByLabel('每多一个包裹').fill('8')
    await page.getByLabel('凑批时间（秒）').fill('0')
    await picture(page, 'form')
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: '保存为新版本' }).click()
    await page.getByText('已保存为新版本').waitFor()

    // Not rehearsed, it may not go live.
    await page.getByRole('button', { name: '发布', exact: true }).click()
    await page
      .locator('.ant-modal')
      .getByRole('button', { name: /发\s?布/ })
      .click()
    await page.getByText('请先回放这一版').waitFor()
    await page
      .locator('.ant-modal')
      .getByRole('button', { name: /取\s?消/ })
      .click()
    await page.getByRole('button', { name: '试算' }).click()
    await page.getByRole('link', { name: '试算' }).waitFor()
    await page.getByRole('button', { name: '回放' }).click()
    await page
      .locator('.ant-modal')
      .getByRole('button', { name: /回\s?放/ })
      .click()
    await page.getByRole('link', { name: '回放' }).waitFor()
    await expect.poll(() => page.locator('.drawer li', { hasText: '已完成' }).count(), { timeout: 60_000 }).toBe(2)
    await page.getByRole('link', { name: '回放' }).click()
    await page.getByText('各节点包裹数').waitFor()
    await picture(page, 'replay')
    expect(await findBarriers(page)).toEqual([])
    await page.goBack()
    await page.getByRole('button', { name: '发布', exact: true }).click()
    await page
      .locator('.ant-modal')
      .getByRole('button', { name: /发\s?布/ })
      .click()
    await page.getByText('已发布').waitFor()
    await page.getByText('生效中').first().waitFor()

    // An approved order of a marketplace shop, by hand from the list.
    const { items } = await (await context.request.get(`${base}/api/admin/orders?state=approved&limit=50`)).json()
    const order =
      items.find(
        ({ channel_id, payment_term }: { channel_id: string; payment_term: string }) =>
          channel_id !== 'mall' && payment_term !== 'pay_at_outlet',
      ) ?? items[0]
    await page.goto(`${base}/console/orders?state=approved`)
    const row = page.locator('tr', { hasText: order.order_no })
    await row.locator('input[type=checkbox]').check()
    await page.getByRole('button', { name: '寻源' }).click()
    await page.getByText('1 条成功').waitFor()
    await page.goto(`${base}/console/orders/${order.id}`)
    await page.getByText('为什么从这里发').waitFor()
    await page.getByText('选中').first().waitFor()
    await page.getByText('为什么从这里发').scrollIntoViewIfNeeded()
    await picture(page, 'order')
    expect(await findBarriers(page)).toEqual([])

    // The node cannot: another is chosen, or a person is told.
    await page.getByRole('button', { name: '拒单改派' }).click()
    await picture(page, 'refuse')
    await page.locator('.ant-modal').getByRole('button', { name: '拒单改派' }).click()
    await page
      .getByText(/已改派到|订单已挂起/)
      .first()
      .waitFor()
    await page.getByText(/拒单：缺货/).waitFor()
    // A refusal is an answer (409), which the browser also tells of.
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([])
    await context.close()
  },
  slow_ms,
)

test(
  'on a phone the run with its explanations reads without sideways scrolling',
  async () => {
    const { context, page, complaints } = await openAs(phone)
    await page.goto(`${base}/console/sourcing-runs`)
    await page.getByText('回放').first().click()
    await page.getByText('逐单解释').waitFor()
    await page.getByRole('button', { name: '为什么从这里发' }).first().click()
    await page.getByText('整单费用').first().waitFor()
    await picture(page, 'phone-run')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await page.goto(`${base}/console/sourcing-rules/marketplaces`)
    await page.getByText('权重（元）').waitFor()
    await picture(page, 'phone-rule')
    expect(complaints).toEqual([])
    await context.close()
  },
  slow_ms,
)
