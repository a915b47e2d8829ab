import { gzipSync } from 'node:zlib'
import type { Response } from 'playwright-core'
import { expect, test } from 'vitest'
import { desktop, findBarriers, moveTo, phone } from '#checks/support/browser.ts'
import { base, openAlone, openAs, settle, slow_ms, withoutNews } from './ground.ts'

// Each page in one of the three ways people see it, the busiest in all of them.
const ways = [
  {
    name: 'at a desk in daylight',
    options: desktop,
    pages: ['/orders?state=released', '/stock', '/channels', '/interface-letters', '/imports', '/products/jl-ref-mubai/assortment'],
  },
  {
    name: 'at a small desk in the dark, in English',
    options: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' as const, locale: 'en-US' },
    pages: ['/orders?state=released', '/products', '/ledger', '/promises', '/ledger/trial-balance', '/products/jl-ref-mubai/configurator'],
  },
  { name: 'on a phone', options: phone, pages: ['/orders?state=released', '/products', '/nodes', '/health', '/categories'] },
]

test.each(ways)(
  'pages $name: nothing serious for axe, no complaints, nothing wider than the screen',
  async ({ options, pages }) => {
    const { page, complaints } = await openAs(options)
    await withoutNews(page)
    let title: string | null = null
    for (const [i, path] of pages.entries()) {
      if (i === 0) await page.goto(`${base}/console${path}`)
      else await moveTo(page, `/console${path}`)
      await page.waitForFunction((title) => ![title, undefined].includes(document.querySelector('h1')?.textContent), title)
      await settle(page)
      title = await page.locator('h1').first().textContent()
      expect(await findBarriers(page), path).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), path).toBe(true)
    }
    // This server keeps no files, so pictures and imports answer that there are none.
    expect(complaints.filter((line) => !/status of (503|404)/.test(line))).toEqual([])
    await page.close()
  },
  slow_ms,
)

test(
  'the first load of the orders page stays small',
  async () => {
    const { context, page } = await openAlone(desktop)
    await withoutNews(page)
    const sizes: Promise<number>[] = []
    const weigh = (response: Response) => {
      if (/\.js(\?|$)/.test(response.url())) sizes.push(response.body().then((body) => gzipSync(body).length))
    }
    page.on('response', weigh)
    await page.goto(`${base}/console/orders?state=released`)
    await page.locator('tbody tr').first().waitFor()
    await page.waitForLoadState('networkidle')
    // What is fetched ahead from here on is not of the first load, and must not be read from a page that closes.
    page.off('response', weigh)
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    console.log(`orders page: ${Math.round(bytes / 1024)} kB of script, gzip`)
    expect(bytes).toBeLessThanOrEqual(350 * 1024)
    await context.close()
  },
  slow_ms,
)
