import { expect, test } from 'vitest'
import { desktop, findBarriers } from '#checks/support/browser.ts'
import { newId } from '#core/ids.ts'
import { base, openAs, slow_ms } from './ground.ts'

test('doubtful customers are told apart at the desk, one verdict is taken back, and many are decided at once', {
  timeout: slow_ms,
}, async () => {
  const { context, page, complaints } = await openAs(desktop)
  const file_id = newId()
  const home = '浙江省杭州市西湖区文三路12号翠苑小区5幢2单元301室'
  const rows = ['佳怡', '佳欣'].flatMap((given, i) => [`M${i},王${given},13912340001,${home}`, `N${i},李${given},13912340002,${home}`])
  const mapping = { source_key: 'no', name: 'name', phone: 'phone', address: 'address' }
  const post = (path: string, data: object) => context.request.post(`${base}/api/admin/resolution/${path}`, { data })
  await post('files', { files: [{ id: file_id, source: 'mall', name: 'a.csv', encoding: 'utf-8', mapping }] })
  await context.request.put(`${base}/api/admin/resolution/files/${file_id}/parts/0`, {
    headers: { 'content-type': 'application/octet-stream' },
    data: Buffer.from(['no,name,phone,address', ...rows, ''].join('\n')),
  })
  expect((await post('runs', { runs: [{ id: newId(), file_ids: [file_id] }] })).ok()).toBe(true)
  const counts = async () => (await (await context.request.get(`${base}/api/admin/resolution/pairs/counts`)).json()).counts
  await expect.poll(counts).toMatchObject({ waiting: 2 })

  await page.goto(`${base}/console/customers/review`)
  await page.getByRole('heading', { name: '疑似同一人' }).waitFor()
  await page.locator('.desk-pair').waitFor()
  await page.keyboard.press('2')
  await expect.poll(counts).toMatchObject({ waiting: 1, different: 1 })
  await expect.poll(() => page.getByTitle('Z', { exact: true }).isEnabled()).toBe(true)
  await page.keyboard.press('z')
  await expect.poll(counts).toMatchObject({ waiting: 2 })
  await expect.poll(() => findBarriers(page)).toEqual([])

  await page.goto(`${base}/console/customers/pairs`)
  await page.getByText('王佳怡').first().waitFor()
  await page.getByRole('checkbox').first().check()
  await page.getByRole('toolbar').getByRole('button', { name: '不是' }).click()
  await expect.poll(counts).toMatchObject({ different: 2 })

  // People leave the house as a file for a reason, in the language of the screen.
  await page.goto(`${base}/console/members`)
  await page.locator('tbody tr').first().waitFor()
  await page.getByRole('button', { name: '导出' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('用途').fill('双十二短信召回')
  await form.getByRole('button', { name: /^提\s?交$/ }).click()
  const row = page.locator('tbody tr', { hasText: '双十二短信召回' })
  await row.getByText('可下载').waitFor()
  const address = (await row.getByRole('link', { name: /^下\s?载$/ }).getAttribute('href'))!
  const file = await context.request.get(base + address)
  expect((await file.text()).slice(0, 40)).toContain('"姓名","手机"')
  expect(complaints).toEqual([])
  await page.close()
})
