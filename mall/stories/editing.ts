import { expect, test } from 'vitest'
import { desktop, findBarriers, phone } from '#checks/support/browser.ts'
import { runDue } from '#core/jobs.ts'
import { sql } from '#core/sql.ts'
import { assembly } from '#server/centers.ts'
import { demoAccounts } from '#world/load.ts'
import { base, db, patient, visit } from './ground.ts'

test('an editor changes the home page, previews, plans, publishes and rolls back', patient, async () => {
  const admin = demoAccounts().find(({ sign_in_name }) => sign_in_name === 'admin')!
  const home = async () => (await fetch(base)).text()
  const due = assembly.find(({ name }) => name === 'content')!.due!
  const desk = await visit(desktop)
  await desk.context.request.post(`${base}/api/admin/session`, { data: { handle: admin.sign_in_name, password: admin.password } })
  const { page } = desk
  await page.goto('/console/page-editor/home')
  const canvas = page.frameLocator('#preview-frame')
  const change = async (title: string) => {
    await canvas
      .getByRole('heading', { level: 2 })
      .filter({ hasText: /想买什么|今天想买什么|秋天想买什么/ })
      .click()
    await page.getByLabel('标题 中文').filter({ visible: true }).last().fill(title)
    await canvas.getByRole('heading', { name: title }).waitFor()
  }
  await change('今天想买什么')
  await page.getByText('有改动未保存').waitFor()
  await page.getByRole('button', { name: '预览' }).click()
  await page.frameLocator('iframe[title="手机"]').getByRole('heading', { name: '今天想买什么' }).waitFor()
  expect(await home()).not.toContain('今天想买什么')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '发布', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('都对得上').waitFor()
  await dialog.getByRole('button', { name: '发布', exact: true }).click()
  await expect.poll(home).toContain('今天想买什么')

  await change('秋天想买什么')
  await page.getByRole('button', { name: '排期' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '排期' }).click()
  await expect.poll(async () => (await db.rows(sql`select 1 as one from content.schedules where state = 'waiting'`)).length).toBe(1)
  expect(await home()).toContain('今天想买什么')
  await runDue(db, due, new Date(Date.now() + 2 * 3_600_000).toISOString(), { strict: true })
  await expect.poll(home).toContain('秋天想买什么')
  await desk.context.close()

  // In the evening, from the phone: back to what was.
  const hand = await visit(phone)
  await hand.context.request.post(`${base}/api/admin/session`, { data: { handle: admin.sign_in_name, password: admin.password } })
  await hand.page.goto('/console/content/home')
  await hand.page.getByRole('button', { name: '回到上一版' }).click()
  await hand.page.getByRole('dialog').filter({ hasText: '回到上一版' }).last().getByRole('button', { name: '回到上一版' }).click()
  await expect.poll(home).toContain('今天想买什么')
  expect(await findBarriers(hand.page)).toEqual([])
  await hand.context.close()
})
