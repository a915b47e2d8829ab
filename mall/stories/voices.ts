import sharp from 'sharp'
import { expect, test } from 'vitest'
import { judgeVoices } from '#centers/community/write.ts'
import { narrow } from '#checks/support/browser.ts'
import { theSystem } from '#core/http.ts'
import { sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { base, db, patient, visit } from './ground.ts'

test(
  'without script: a buyer reviews what arrived with a picture; read at the desk, it stands on the page with its stars',
  patient,
  async () => {
    const { page, context } = await visit({ ...narrow, javaScriptEnabled: false })
    await page.goto('/account/reviews')
    await page.locator('input.field[name=handle]').fill('13800000001')
    await page.locator('input.field[name=password]').fill('tongshang-2026')
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByRole('link', { name: '写评价' }).first().click()
    await page.locator('label', { hasText: '4 星' }).click()
    const words = '<img src=x onerror=alert(1)> 夜里很安静'
    await page.locator('[name=words]').fill(words)
    const note = { name: 'note.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg><script>alert(1)</script></svg>') }
    await page.locator('[name=pictures]').setInputFiles([note])
    await page.getByRole('button', { name: '提交' }).click()
    expect(await page.locator('main').textContent()).toContain('图片“note.jpg”不能用')
    expect(await page.locator('[name=words]').inputValue()).toBe(words)
    const buffer = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#7a5' } })
      .jpeg()
      .toBuffer()
    await page.locator('[name=pictures]').setInputFiles([{ name: 'a.jpg', mimeType: 'image/jpeg', buffer }])
    await page.getByRole('button', { name: '提交' }).click()
    await page.waitForURL(/\/account\/reviews\?sent/)
    expect(await page.locator('main').textContent()).toContain('待审核')
    const own = (await db.row<{ voice_id: string; spu_id: string; pictures: string[] }>(
      sql`select voice_id, spu_id, pictures from community.voices where words = ${words}`,
    ))!
    expect(own.pictures).toHaveLength(1)
    const seen = async () => (await (await fetch(`${base}/products/${own.spu_id}`)).text()).split('夜里很安静').length > 1
    expect(await seen()).toBe(false)
    await db.tx((tx) => judgeVoices(tx, theSystem, wallClock.now(), [{ id: own.voice_id, state: 'shown' }]))
    await expect.poll(seen).toBe(true)
    const html = await (await fetch(`${base}/products/${own.spu_id}`)).text()
    expect(html).toContain('AggregateRating')
    expect(html).not.toContain('<img src=x')
    await page.goto(`/products/${own.spu_id}`)
    await page.getByRole('button', { name: '关注' }).click()
    await page.waitForURL(/\/products\//)
    expect(await page.getByRole('button', { name: '已关注' }).count()).toBe(1)
    await page.goto(`/products/${own.spu_id}/questions`)
    await page.locator('#ask').fill('冬天结霜吗？')
    await page.getByRole('button', { name: '提问' }).click()
    expect(await page.locator('main').textContent()).toContain('已收到您的提问')
    const large = await fetch(`${base}/account/reviews/x/1`, { method: 'POST', body: Buffer.alloc(70 * 1024 * 1024) })
    expect([large.status, ((await large.json()) as { type: string }).type]).toEqual([413, 'form_too_large'])
    await context.close()
  },
)
