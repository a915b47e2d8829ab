import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { findBarriers, narrow } from '#checks/support/browser.ts'
import { base, patient, visit } from './ground.ts'

const pages = [
  '/products/jl-ref-mubai/configure',
  '/products/zm-ppsu-240',
  '/compare?product=jl-ref-shanlan&product=jl-ref-mubai&competitor=beifeng-515',
  '/search?q=冰想',
  '/',
  '/categories',
  '/c/refrigerator',
  '/search?q=zzzz',
  '/products/jl-ref-shanlan',
  '/brands/zhimu',
  '/new',
  '/compare?product=jl-ref-shanlan',
  '/cart',
  '/sign-in',
  '/about',
  '/about/subsidiaries',
  '/service',
  '/help/diagnosis',
  '/news',
  '/orders',
  '/en',
  '/en/products/jl-ref-shanlan',
  '/nothing',
]
/** What is too pale to be read. In the dark a page differs by its colors alone; everything else about it was looked at in the light. */
const findPale = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { nodes: { target: string[] }[] }[] }> } }
    const { violations } = await axe.run({ runOnly: ['color-contrast'], resultTypes: ['violations'] })
    return violations.flatMap(({ nodes }) => nodes.map(({ target }) => target.join(' ')))
  })

test('nothing is in the way of anybody, in light or dark, nothing is wider than a small phone', async () => {
  const { page, context } = await visit({ ...narrow, colorScheme: 'light' })
  for (const path of pages) {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(path, { waitUntil: 'domcontentloaded' })
    expect([path, await findBarriers(page)]).toEqual([path, []])
    expect([path, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([path, true])
    // The same page in the dark; its colors take a moment to change.
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(async () => [path, await findPale(page)]).toEqual([path, []])
  }
  await context.close()
}, 180_000)

test('what search engines and installers read', patient, async () => {
  const get = async (path: string) => (await fetch(base + path)).text()
  expect(await get('/robots.txt')).toContain(`Sitemap: ${base}/sitemap.xml`)
  const files = [...(await get('/sitemap.xml')).matchAll(/<sitemap><loc>(.*?)<\/loc>/g)].map(([, address]) => address!.slice(base.length))
  expect(files).toEqual(['/sitemap.xml?part=pages', '/sitemap.xml?part=1'])
  expect(await get(files[0]!)).toContain(`<loc>${base}/c/refrigerator</loc>`)
  expect(await get(files[1]!)).toContain(`<loc>${base}/products/jl-ref-shanlan</loc>`)
  for (const none of ['2', '0', 'x', '999999']) expect((await fetch(`${base}/sitemap.xml?part=${none}`)).status).toBe(404)
  expect(JSON.parse(await get('/manifest.webmanifest'))).toMatchObject({ start_url: '/' })
  const html = await get('/en/products/jl-ref-shanlan')
  expect(html).toContain(`<link rel="canonical" href="${base}/en/products/jl-ref-shanlan"/>`)
  expect(html).toContain('hrefLang="zh-CN"')
  const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(html)![1]!)
  expect(data).toMatchObject({ '@type': 'Product', brand: { name: 'Jilang' } })
  const picture = await fetch(data.image[0].replace('/960.', '/160.'))
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp'])
})
