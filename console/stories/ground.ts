import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { desktop, openBrowser, openPage } from '#checks/support/browser.ts'
import { mountConsole } from '#checks/support/console.ts'
import type { ClonedDatabase } from '#checks/support/database.ts'
import { cloneWorld } from '#checks/support/world.ts'
import { startConsumers } from '#core/events.ts'
import type { App } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { startDue } from '#core/jobs.ts'
import { type Db, openDb } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { assembly } from '#server/centers.ts'
import { demoAccounts } from '#world/load.ts'

/** A browser on a busy machine takes its time; what is checked does not depend on it. */
export const slow_ms = 120_000
let cloned: ClonedDatabase
export let db: Db
let app: App
let browser: Browser
export let base: string
let stop = async () => {}
export const orders: { id: string; order_no: string }[] = []

/** The built console on the real API, with the sample enterprise and nine orders more, and a browser before it: one of each for all journeys. */
export async function openGround(): Promise<void> {
  cloned = await cloneWorld()
  db = openDb({ ...cloned.connection, max: 6 })
  app = await createApp({ db, clock: wallClock })
  await mountConsole(app)
  base = await app.listen({ port: 0, host: '127.0.0.1' })
  const consumers = startConsumers(
    db,
    assembly.flatMap((center) => center.consumers ?? []),
    wallClock.now,
  )
  const due = startDue(
    db,
    assembly.flatMap((center) => center.due ?? []),
    wallClock,
  )
  stop = async () => void (await Promise.all([consumers.stop(), due.stop()]))
  browser = await openBrowser()
  await placeSome(9)
}
export async function closeGround(): Promise<void> {
  await browser?.close()
  await stop()
  await app?.close()
  await db?.close()
  await cloned?.drop()
}

export const admin = demoAccounts().find(({ sign_in_name }) => sign_in_name === 'admin')!

interface Desk {
  context: BrowserContext
  page: Page
  complaints: string[]
}
const contexts = new Map<string, Promise<BrowserContext>>()

/** A page of the administrator's browser. Who asks for the same kind of browser gets the same one, which has the scripts of the console already: close the page. */
export async function openAs(options: BrowserContextOptions): Promise<Desk> {
  const kind = JSON.stringify(options)
  if (!contexts.has(kind)) contexts.set(kind, openContext(options))
  return openDesk(await contexts.get(kind)!)
}

/** A browser of one's own, for stories in which somebody else signs in: close the context. */
export const openAlone = async (options: BrowserContextOptions): Promise<Desk> => openDesk(await openContext(options))

async function openContext(options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'zh-CN', colorScheme: 'light', ...options })
  await context.request.post(`${base}/api/admin/session`, { data: { handle: admin.sign_in_name, password: admin.password } })
  return context
}

async function openDesk(context: BrowserContext): Promise<Desk> {
  const { page, complaints } = await openPage(context)
  page.setDefaultTimeout(20_000)
  return { context, page, complaints }
}

/** No news comes to this page: it grows old unless somebody acts on it. */
export async function withoutNews(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // @ts-expect-error: as much of it as the console uses
    globalThis.EventSource = class {
      addEventListener() {}
      close() {}
    }
  })
}

/** Waits until the page has what it asked for. It does not wait for the network to fall silent: news go on for ever. */
export async function settle(page: Page): Promise<void> {
  const busy = () =>
    page.evaluate(() => {
      const asked = performance.getEntriesByType('resource').length
      const waits = document.querySelector('.ant-skeleton, .skeleton, .ant-spin-spinning, [aria-busy=true]') !== null
      return `${waits} ${asked}`
    })
  let before = ''
  await expect
    .poll(
      async () => {
        const now = await busy()
        const rests = now === before && now.startsWith('false')
        before = now
        return rests
      },
      { interval: 120 },
    )
    .toBe(true)
}

/** Orders paid at an outlet; the first three are held for a person, the seventh and eighth are of one buyer. */
async function placeSome(count: number): Promise<void> {
  const { context, page } = await openAs(desktop)
  const ask = async <Answer>(path: string, data?: object): Promise<Answer> => {
    const answer = data ? await context.request.post(base + path, { data }) : await context.request.get(base + path)
    return (await answer.json()) as Answer
  }
  const nodes = await ask<{ items: { id: string; kind: string }[] }>('/api/admin/nodes')
  const stock = await ask<{ items: { sku_id: string; available: number }[] }>('/api/admin/stock?node_id=cq-cdc')
  const sku_id = stock.items.find(({ available }) => available >= count * 2)!.sku_id
  for (let i = 0; i < count; i++) {
    const who = i === 7 ? 6 : i
    const order = {
      id: newId(),
      channel_id: 'mall',
      currency: 'CNY',
      lines: [{ sku_id, quantity: 2 }],
      buyer_name: `买家${who + 1}`,
      buyer_phone: `1380000${1000 + who}`,
      address: { province: '重庆市', city: '', district: '渝中区', street: `解放碑 ${who + 1} 号` },
      payment_term: 'pay_at_outlet',
      outlet_id: nodes.items.find(({ kind }) => kind === 'store')!.id,
      expected_total_minor: 0,
    }
    type Placed = { outcomes: { status: string; total_minor: number; order_no: string }[] }
    const asked = await ask<Placed>('/api/admin/orders', { orders: [order] })
    const placed = await ask<Placed>('/api/admin/orders', { orders: [{ ...order, expected_total_minor: asked.outcomes[0]!.total_minor }] })
    expect(placed.outcomes[0]).toMatchObject({ status: 'placed' })
    orders.push({ id: order.id, order_no: placed.outcomes[0]!.order_no })
  }
  await ask('/api/admin/orders/holds', { holds: orders.slice(0, 3).map(({ id }) => ({ id, reason: '核对地址' })) })
  await page.close()
}
