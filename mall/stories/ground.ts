import { mkdtempSync, rmSync } from 'node:fs'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { keepOwnSite } from '#centers/identity/sign-on/applications.ts'
import { setPublicUrl } from '#centers/identity/sign-on/provider.ts'
import { openBrowser, openPage } from '#checks/support/browser.ts'
import type { ClonedDatabase } from '#checks/support/database.ts'
import { cloneWorld } from '#checks/support/world.ts'
import { type Files, openFiles } from '#core/files.ts'
import type { App } from '#core/http.ts'
import { type Db, openDb } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { drawings } from '#server/drawings.ts'
import { buildFronts } from '#server/fronts/build.ts'
import { type Fronts, mountFronts } from '#server/fronts.ts'
import { demoAccounts } from '#world/load.ts'

let database: ClonedDatabase
export let db: Db
let app: App
export let fronts: Fronts
let browser: Browser
export let base: string
export let own: string
export let files: Files
const folder = mkdtempSync(join(tmpdir(), 'tongshang-mall-'))

/** The sample enterprise with its mall and console, and a browser before it: one of each for all journeys. */
export async function openGround(): Promise<void> {
  await buildFronts(() => {})
  database = await cloneWorld()
  db = openDb(database.connection)
  files = await openFiles(folder, drawings)
  const needs = { db, clock: wallClock, files }
  app = await createApp(needs)
  fronts = await mountFronts(app, needs, { mode: 'production', demo: demoAccounts() })
  await app.listen({ port: 0, host: '127.0.0.1' })
  leavePicturesBlank(app.server)
  const { port } = app.server.address() as AddressInfo
  base = `http://127.0.0.1:${port}`
  // The sign-on of all sites stands under a name of its own; the brands' sites are reached under theirs.
  own = `http://localhost:${port}`
  setPublicUrl(own)
  await db.tx((tx) => keepOwnSite(tx, wallClock.now(), own))
  browser = await openBrowser()
}

export async function closeGround(): Promise<void> {
  await browser?.close()
  await app?.close()
  await fronts?.stop()
  await db?.close()
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
}

/**
 * Pictures keep their place whatever comes; drawing hundreds of them is another test's work. The server does it: a browser whose requests are looked at one
 * by one keeps nothing it has loaded.
 */
function leavePicturesBlank(server: Server): void {
  const listeners = server.listeners('request') as RequestListener[]
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (request.headers['sec-fetch-dest'] === 'image' && request.url?.startsWith('/media/'))
      response.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg xmlns="http://www.w3.org/2000/svg"/>')
    else for (const answer of listeners) answer(request, response)
  })
}

export async function visit(options: BrowserContextOptions) {
  const context = await browser.newContext({ locale: 'zh-CN', baseURL: base, ...options })
  context.setDefaultTimeout(30_000)
  return { context, ...(await openPage(context)) }
}

export const lin = { name: '林晓', phone: '13800138000', province: '重庆市', city: '', district: '渝北区', street: '龙溪街道新南路 164 号' }

export const patient = { timeout: 120_000 }

/** A picture of the page as it stands, in light and dark, for whoever wants to see it: `SHOTS` names the folder. */
export async function lookAt(page: Page, name: string): Promise<void> {
  if (!process.env.SHOTS) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(process.env.SHOTS, `${name}-${colorScheme}.png`), fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
