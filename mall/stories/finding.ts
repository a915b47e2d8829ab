import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { desktop, findBarriers, narrow, phone } from '#checks/support/browser.ts'
import { films } from '#world/films/index.ts'
import { models } from '#world/models.ts'
import { files, patient, visit } from './ground.ts'

for (const [device, options] of [
  ['phone', phone],
  ['desktop', desktop],
] as const)
  test(`on a ${device}: find by pinyin, filter, compare with another brand, configure and buy`, patient, async () => {
    const { page, context, complaints } = await visit(options)
    await page.goto('/search?q=bingxiang')
    if (device === 'phone') await page.locator('summary', { hasText: '筛选' }).click()
    const count = async () => Number(/共 (\d+) 件/.exec((await page.locator('main').textContent())!)?.[1])
    const all = await count()
    await page.locator('label', { hasText: '一级' }).first().click()
    await page.waitForURL(/facet=/)
    await expect.poll(count).toBeLessThan(all)
    await page.goto('/search?q=冰想')
    await page.getByText('已按“冰箱”为你查找').waitFor()

    await page.goto('/products/jl-ref-mubai')
    await page.getByRole('link', { name: '对比', exact: false }).first().click()
    await page.waitForURL(/\/compare\?product=jl-ref-mubai/)
    await page.getByRole('button', { name: '加入其他品牌对比' }).click()
    await page.waitForURL(/competitor=beifeng-515/)
    await page.getByText('资料来源').waitFor()
    const rows = await page.locator('tbody tr').count()
    await page.getByRole('link', { name: '只看不同' }).click()
    await expect.poll(() => page.locator('tbody tr').count()).toBeLessThan(rows)

    await page.goto('/products/jl-ref-mubai')
    // On a desktop the keys go there, in a story of their own.
    if (device === 'phone') {
      await page.locator('#picture-1').click()
      await page.getByRole('button', { name: '再放大' }).click()
      await page.getByRole('button', { name: '还原大小' }).waitFor()
      expect(await findBarriers(page)).toEqual([])
      await page.keyboard.press('Escape')
      await expect.poll(() => page.locator('dialog').count()).toBe(0)
    }
    const nearby = page.getByRole('region', { name: '送达与门店' })
    await nearby.getByRole('button', { name: '送到哪里' }).click()
    await nearby.getByLabel('省').selectOption('重庆市')
    await nearby.getByLabel('区县').selectOption('渝中区')
    await nearby.getByText(/预计 \d+月\d+日 送达/).waitFor()
    await nearby.getByRole('heading', { name: '附近门店' }).waitFor()
    await page.goto('/products/jl-ref-mubai')
    // Who said where he lives is not asked again.
    await nearby.getByText(/预计 \d+月\d+日 送达/).waitFor()
    await page.getByRole('link', { name: '按需定制' }).click()
    await page.waitForURL(/configure/)
    await page.locator('label', { hasText: '岩灰玻璃' }).click()
    // Glass is not drilled for a handle.
    await expect.poll(() => page.locator('input[value="handle:brass"]').isDisabled()).toBe(true)
    await page.locator('label', { hasText: '隐藏扣手' }).click()
    await page.locator('label', { hasText: '左开' }).click()
    const button = page.getByRole('button', { name: '加入购物车' })
    await expect.poll(() => button.isEnabled()).toBe(true)
    await button.click()
    await page.waitForURL(/\/cart/)
    await expect.poll(() => page.locator('main').textContent()).toContain('岩灰玻璃')
    expect(complaints).toEqual([])
    await context.close()
  })

test('without script: a bundle in one press, and choices by plain forms', patient, async () => {
  const { page, context } = await visit({ ...narrow, javaScriptEnabled: false })
  await page.goto('/products/jl-ref-mubai')
  await page.getByRole('link', { name: '送到哪里' }).click()
  await page.locator('[name=province]').fill('重庆市')
  await page.locator('[name=district]').fill('没有区')
  await page.getByRole('button', { name: '查看' }).click()
  expect(await page.locator('main').textContent()).toContain('没有找到这个地区')
  await page.locator('[name=district]').fill('渝北区')
  await page.getByRole('button', { name: '查看' }).click()
  expect(await page.locator('main').textContent()).toMatch(/预计 \d+月\d+日 送达/)
  await page.goto('/products/jl-tv-wangjiang-65')
  await page.getByRole('button', { name: '全部加入购物车' }).click()
  await page.waitForURL(/\/cart/)
  const cart = await page.locator('main').textContent()
  expect(cart).toContain('65 英寸')
  expect(cart).toContain('挂装')
  await page.goto('/products/jl-ref-mubai/configure?panel=panel:steel&handle=handle:brass&hinge=hinge:left')
  expect(await page.locator('[data-total]').textContent()).toContain('.00')
  await page.getByRole('button', { name: '加入购物车' }).click()
  await page.waitForURL(/\/cart/)
  expect(await page.locator('main').textContent()).toContain('黄铜长把手')
  await context.close()
})

test('a product is turned in 3D and seen in a film under our own policy, and other shops that sell it are named', patient, async () => {
  // Without a graphics card every pixel is computed: a small window will do.
  const { page, context, complaints } = await visit({ viewport: { width: 360, height: 640 } })
  await files.put(Readable.from([models['jl-ref-shanlan']!]), { limit_bytes: 100_000 })
  await files.put(Readable.from([films['jl-ref-shanlan']!]), { limit_bytes: 1_000_000 })
  await page.goto('/products/jl-ref-shanlan')
  const film = page.locator('#films ~ div video')
  const played = await film.evaluate(async (video: HTMLVideoElement) => {
    video.muted = true
    await video.play()
    // To a place that has not come yet: the player asks for that part.
    video.currentTime = 6
    await new Promise((seen) => video.addEventListener('seeked', seen, { once: true }))
    return [video.videoWidth, video.videoHeight, video.currentTime >= 6]
  })
  expect(played).toEqual([640, 360, true])
  await film.evaluate((video: HTMLVideoElement) => video.pause())
  const shops = page.getByRole('region', { name: '也在这里出售' }).getByRole('link')
  expect(await shops.count()).toBe(3)
  expect(await shops.first().getAttribute('rel')).toBe('noopener nofollow')
  await page.getByRole('button', { name: '3D 看一看' }).click()
  await page.waitForFunction(() => (document.querySelector('model-viewer') as unknown as { loaded?: boolean } | null)?.loaded === true)
  // A refused style sheet or decoder of the viewer would stand here.
  expect(complaints.filter((line) => !line.includes('GL Driver'))).toEqual([])
  await context.close()
})
