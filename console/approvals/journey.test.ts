import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBarriers, openBrowser, openPage, phone } from '#checks/support/browser.ts'
import { mountConsole } from '#checks/support/console.ts'
import type { ClonedDatabase } from '#checks/support/database.ts'
import { cloneWorld } from '#checks/support/world.ts'
import { startConsumers } from '#core/events.ts'
import type { App } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { assembly } from '#server/centers.ts'

// Approvals on the phone in everybody's hand: ask, countersign, return, ask again, grant; and what a grant does, or no longer does.
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
  const wanted = ['approvals', 'members', 'organization']
  const consumers = startConsumers(
    db,
    assembly.filter(({ name }) => wanted.includes(name)).flatMap((center) => center.consumers ?? []),
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

interface Person {
  context: BrowserContext
  page: Page
  complaints: string[]
  ask<Answer>(method: 'GET' | 'POST', path: string, data?: object): Promise<Answer>
}
async function signIn(handle: string): Promise<Person> {
  const context = await browser.newContext({ locale: 'zh-CN', ...phone })
  await context.request.post(`${base}/api/admin/session`, { data: { handle, password: 'tongshang-2026' } })
  const { page, complaints } = await openPage(context)
  page.setDefaultTimeout(20_000)
  const ask = async <Answer>(method: string, path: string, data?: object) =>
    (await (await context.request.fetch(base + path, { method, ...(data ? { data } : {}) })).json()) as Answer
  return { context, page, complaints, ask }
}

const press = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
async function choose(page: Page, label: string, words: string, option: RegExp) {
  await page.getByLabel(label).click()
  await page.getByLabel(label).fill(words)
  await page.locator('.ant-select-item-option').filter({ hasText: option }).first().click()
}
const stateOf = (page: Page) => page.getByRole('dialog').locator('header .status').first().textContent()

test(
  'a matter is asked of two, returned by one, asked again and granted by both',
  async () => {
    const [asker, first, second] = [await signIn('marketer'), await signIn('director'), await signIn('accountant')]
    await asker.page.goto(`${base}/console/approvals/new`)
    await asker.page.getByRole('dialog').getByLabel('标题').fill('双十二展位费')
    await asker.page.getByRole('dialog').getByLabel('内容和理由').fill('商场中庭展位三天。')
    await asker.page.getByRole('dialog').getByLabel('金额（元）').fill('12000')
    await choose(asker.page, '按姓名或工号找', '沈若澜', /沈若澜/)
    await choose(asker.page, '按姓名或工号找', '许国华', /许国华/)
    await asker.page.keyboard.press('Escape')
    await asker.page.getByLabel('会签：全部同意才通过').check()
    await press(asker.page, '提交')
    await asker.page.waitForURL(/approvals\/[0-9a-f-]{36}/)
    const path = new URL(asker.page.url()).pathname

    await first.page.goto(base + path)
    await first.page.getByText('会签：全部同意才通过').waitFor()
    expect(await findBarriers(first.page)).toEqual([])
    await press(first.page, '同意')
    await expect.poll(() => first.page.getByRole('dialog').getByText('同意', { exact: true }).count()).toBeGreaterThan(0)

    await second.page.goto(base + path)
    await second.page.getByLabel('留言；拒绝或退回时必填').fill('请附报价单')
    await press(second.page, '退回')
    await second.page.getByRole('dialog').getByText('已退回').first().waitFor()

    await asker.page.reload()
    await asker.page.getByText('请附报价单').first().waitFor()
    await press(asker.page, '重新提交')
    await expect.poll(() => stateOf(asker.page)).toContain('审批中')
    for (const one of [first, second]) {
      await one.page.goto(base + path)
      // Who has signed already need not sign again.
      const open = one.page.getByRole('dialog').getByRole('button', { name: '同意', exact: true })
      await one.page.getByText('审批过程').waitFor()
      if (await open.count()) await open.click()
      await one.page.waitForTimeout(300)
    }
    await asker.page.reload()
    await expect.poll(() => stateOf(asker.page)).toContain('已同意')
    const wide = await asker.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide).toBe(0)
    for (const { context, complaints } of [asker, first, second]) {
      expect(complaints).toEqual([])
      await context.close()
    }
  },
  slow_ms,
)

test(
  'cards of great worth are activated by the second signature, and not at all when one of them went before',
  async () => {
    const [asker, second] = [await signIn('marketer'), await signIn('director')]
    const propose = async () => {
      const batch_id = newId()
      const batch = { batch_id, kind: 'gift', name: '开业礼品卡', value_minor: 100_000, currency: 'CNY', cards: 6 }
      await asker.ask('POST', '/api/admin/card-batches', { ...batch, expires_on: '2036-11-22', organization_id: 'commerce' })
      await asker.page.goto(`${base}/console/cards/${batch_id}`)
      await asker.page.getByRole('dialog').getByRole('button', { name: /激活/ }).click()
      await asker.page.getByText('金额较大，已送审').waitFor()
      const { items } = await asker.ask<{ items: { id: string; subject_id: string }[] }>('GET', '/api/admin/approvals?tab=asked')
      return { batch_id, approval: items.find(({ subject_id }) => subject_id === batch_id)!.id }
    }
    const grant = async (id: string) => {
      await second.page.goto(`${base}/console/approvals/${id}`)
      await second.page.getByText('你签的就是这些内容，一字不差。').waitFor()
      await press(second.page, '同意')
      await expect.poll(() => stateOf(second.page)).toContain('已同意')
    }
    const good = await propose()
    await grant(good.approval)
    const activeOf = async (batch_id: string) => {
      const { items } = await asker.ask<{ items: { state: string }[] }>('GET', `/api/admin/card-batches/${batch_id}/cards`)
      return items.filter(({ state }) => state === 'active').length
    }
    await expect.poll(() => activeOf(good.batch_id)).toBe(6)

    const moved = await propose()
    const { items } = await asker.ask<{ items: { card_id: string }[] }>('GET', `/api/admin/card-batches/${moved.batch_id}/cards`)
    await asker.ask('POST', `/api/admin/card-batches/${moved.batch_id}/activation`, { card_ids: [items[0]!.card_id] })
    await grant(moved.approval)
    await expect
      .poll(async () => {
        await second.page.reload()
        await second.page.getByText('审批过程').waitFor()
        return stateOf(second.page)
      })
      .toContain('未生效：情况已变')
    expect(await activeOf(moved.batch_id)).toBe(1)
    for (const { context } of [asker, second]) await context.close()
  },
  slow_ms,
)
