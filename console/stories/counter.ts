import { expect, test } from 'vitest'
import { desktop, findBarriers, narrow } from '#checks/support/browser.ts'
import { newId } from '#core/ids.ts'
import { base, openAs, slow_ms } from './ground.ts'

test(
  'a counter is counted with its vouchers: what was used and sold is in the books, and the next count takes back the one before',
  async () => {
    const { context, page, complaints } = await openAs(narrow)
    const at = 'yl-jiefangbei'
    const send = async (method: 'post' | 'put', path: string, data: object) => {
      const { outcomes } = await (await context.request[method](`${base}/api/admin/${path}`, { data })).json()
      return outcomes.map(({ status }: { status: string }) => status)
    }
    // Whatever day it is, it trades.
    const today = Temporal.Now.plainDateISO('Asia/Shanghai')
    const exceptions = [-1, 0, 1].map((days) => ({ organization_id: at, day: today.add({ days }).toString(), trades: true, note: '演示' }))
    expect(await send('put', 'calendars', { exceptions })).toEqual(['saved', 'saved', 'saved'])
    expect(await send('post', 'days/openings', { openings: [{ id: at }] })).toEqual(['opened'])
    const staff = await (await context.request.get(`${base}/api/admin/staff?under=${at}&limit=1`)).json()
    const till = { id: newId(), institution_id: at, counter: '1', teller_id: staff.items[0].id, float_minor: 50_000 }
    expect(await send('post', 'tills', { tills: [till] })).toEqual(['opened'])

    await page.goto(`${base}/console/days/${at}`)
    const count = page.getByRole('button', { name: '清点现金' })
    await count.click()
    const form = page.getByRole('dialog', { name: '清点 1 号柜台' })
    await form.getByLabel('张数 ¥100.00').fill('4')
    await form.getByLabel('张数 ¥20.00').fill('2')
    await form.getByRole('button', { name: '添加票券' }).click()
    await form.getByLabel('种类', { exact: true }).fill('提货券')
    await form.getByText('请填写“提货券”的张数。').waitFor()
    await form.getByLabel('张数', { exact: true }).fill('2')
    await form.getByText('请填写“提货券”的金额').waitFor()
    expect(await form.getByRole('button', { name: '清点现金' }).isDisabled()).toBe(true)
    await form.getByLabel('金额', { exact: true }).fill('60')
    expect(await findBarriers(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    await form.getByRole('button', { name: '清点现金' }).click()
    // ¥500 of change, and ¥60 of what was rung up were vouchers.
    await page.getByText('收回 提货券 2 张').first().waitFor()
    await page.getByText('¥440.00').first().waitFor()

    const second = await openAs({ ...desktop, colorScheme: 'dark' })
    await second.page.goto(`${base}/console/days/${at}`)
    await second.page.getByRole('button', { name: '清点现金' }).click()
    const again = second.page.getByRole('dialog', { name: '清点 1 号柜台' })
    expect(await again.getByLabel('金额', { exact: true }).inputValue()).toBe('60.00')
    await again.getByRole('combobox', { name: '收回或售出' }).click()
    await second.page.getByTitle('售出').last().click()
    await again.getByLabel('张数 ¥100.00').fill('5')
    await again.getByLabel('张数 ¥20.00').fill('3')
    await again.getByRole('button', { name: '清点现金' }).click()
    await second.page.getByText('售出 提货券 2 张').first().waitFor()
    await second.page.getByRole('button', { name: '关柜' }).click()
    await second.page.getByText('已关', { exact: true }).waitFor()
    expect(await findBarriers(second.page)).toEqual([])
    expect([...complaints, ...second.complaints]).toEqual([])
    await second.page.close()
    await page.close()
  },
  slow_ms,
)
