import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { desktop } from '#checks/support/browser.ts'
import { patient, visit } from './ground.ts'

test('by keys alone: find, choose, look closely, put in, mend what was refused, order', patient, async () => {
  const { page, context, complaints } = await visit(desktop)
  const press = (key: string) => page.keyboard.press(key)
  await page.goto('/')
  const box = page.getByRole('combobox')
  await tabTo(page, page.getByRole('link', { name: '跳到正文' }))
  await tabTo(page, box)
  await page.keyboard.type('shanlan')
  await page.getByRole('option').first().waitFor()
  // Going through what is suggested and leaving it gives back what was typed.
  await press('ArrowDown')
  await expect.poll(() => page.getByRole('option', { selected: true }).count()).toBe(1)
  await press('Escape')
  await expect.poll(() => page.getByRole('option').count()).toBe(0)
  await press('Enter')
  await page.waitForURL(/\/search\?q=shanlan/)
  await expect.poll(() => focusIs(page, '#content')).toBe(true)
  await tabTo(page, page.getByRole('link', { name: '跳到商品' }))
  await press('Enter')
  await tabTo(page, page.locator('article h3 a', { hasText: '520 升' }))
  await press('Enter')
  await page.waitForURL(/\/products\//)
  await expect.poll(() => focusIs(page, '#content')).toBe(true)

  // A picture over the whole screen keeps the keys to itself and gives them back where they were.
  await tabTo(page, page.locator('#picture-1'))
  await press('Enter')
  await page.locator('dialog[open]').waitFor()
  for (let i = 0; i < 8; i++) {
    await press('Tab')
    expect(await page.evaluate(() => document.activeElement === document.body || !!document.activeElement?.closest('dialog'))).toBe(true)
  }
  await press('Escape')
  await expect.poll(() => focusIs(page, '#picture-1')).toBe(true)

  await tabTo(page, page.getByRole('link', { name: '香槟金' }))
  await press('Enter')
  await page.waitForURL(/sku=/)
  await expect.poll(() => focusIs(page, 'a[aria-current=true]')).toBe(true)
  await tabTo(page, page.locator('input[name=quantity]'))
  await press('Backspace')
  await page.keyboard.type('3')
  await tabTo(page, page.getByRole('button', { name: '加入购物车' }))
  await press('Enter')
  await page.getByText('已加入购物车').waitFor()
  await press('Shift+Tab')
  await press('Enter')
  await page.waitForURL(/\/cart$/)
  // The next page has arrived when it has the focus; a key pressed before goes on from the last one.
  await expect.poll(() => focusIs(page, '#content')).toBe(true)
  await tabTo(page, page.getByRole('button', { name: '减少一件' }))
  for (const left of ['2', '1']) {
    await press('Enter')
    await expect.poll(() => page.locator('input[name=quantity]').inputValue()).toBe(left)
  }
  await expect.poll(() => page.locator('main').textContent()).toContain('¥5,299.00')
  await tabTo(page, page.getByRole('link', { name: '去结算' }))
  await press('Enter')
  await page.waitForURL(/\/checkout$/)

  await tabTo(page, page.getByLabel('收货人'))
  await page.keyboard.type('林晓')
  await press('Tab')
  await page.keyboard.type('12345')
  for (const field of ['省', '区县']) {
    await tabTo(page, page.getByLabel(field, { exact: true }))
    await expect.poll(() => page.getByLabel(field, { exact: true }).locator('option').count()).toBeGreaterThan(1)
    await press('ArrowDown')
  }
  await tabTo(page, page.getByLabel('详细地址'))
  await page.keyboard.type('长安街 1 号')
  await press('Enter')
  // What was refused has the focus and says why.
  await page.getByText('手机号是 11 位').waitFor()
  await expect.poll(() => focusIs(page, '[name=phone][aria-invalid=true]')).toBe(true)
  await press('Control+a')
  await page.keyboard.type('13800138000')
  await tabTo(page, page.getByRole('button', { name: '提交订单' }))
  await press('Enter')
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}\?placed$/)
  expect(complaints.filter((line) => !line.includes('400'))).toEqual([])
  await context.close()
})

const focusIs = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate((like) => document.activeElement?.matches(like) ?? false, selector)

/** Presses Tab until it is there; whatever gets the focus on the way can be seen and shows that it has it. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  const stops: string[] = []
  await wanted.first().waitFor({ state: 'attached' })
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const { name, seen, outlined } = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement
      const box = at.getBoundingClientRect()
      const outlines = [at, at.closest('label')].map((one) => (one ? getComputedStyle(one).outlineStyle : 'none'))
      return {
        name: `${at.tagName} ${at.getAttribute('aria-label') ?? at.textContent?.slice(0, 20)}`,
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        outlined: outlines.some((style) => style !== 'none'),
      }
    })
    expect({ name, seen, outlined }).toEqual({ name, seen: true, outlined: true })
    if (await wanted.first().evaluate((one) => one === document.activeElement)) return
    stops.push(name)
  }
  throw new Error(`the keys do not lead there: ${stops.join(' → ')}`)
}
