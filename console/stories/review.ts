import { expect, test } from 'vitest'
import { desktop, findBarriers } from '#checks/support/browser.ts'
import { base, openAs, orders, slow_ms, withoutNews } from './ground.ts'

test(
  'what is abnormal is passed in its pool, and a rule is tried on past orders before it counts',
  async () => {
    const { context, page, complaints } = await openAs(desktop)
    await withoutNews(page)
    const held = { id: orders[3]!.id, order_no: orders[3]!.order_no }
    await context.request.post(`${base}/api/admin/orders/holds`, {
      data: { holds: [{ id: held.id, reason: '买家改主意', hours: 2, urgent: true }] },
    })
    await page.goto(`${base}/console/abnormal-orders?reason=timed_hold`)
    const row = page.locator('tbody tr', { hasText: held.order_no })
    await row.getByText('放行后加急').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await row.getByRole('checkbox').check()
    await page.getByRole('button', { name: /客审通过/ }).click()
    await page
      .getByText('1 行成功')
      .or(page.getByText(/成功 1|1 .*成功|通过 1/))
      .first()
      .waitFor()
    await page.goto(`${base}/console/orders/${held.id}?state=*`)
    await page.getByText('挂起原因与标记').waitFor()
    await page.getByText(/苏明远 通过/).waitFor()

    await page.goto(`${base}/console/review-rules`)
    await page.getByRole('button', { name: '新规则' }).click()
    await page.getByLabel('名称', { exact: true }).fill('两件以上')
    await page.getByLabel('代码').fill('two_pieces')
    await page.getByRole('button', { name: '加一个条件' }).click()
    await page.getByRole('combobox', { name: '条件 1', exact: true }).click()
    await page.getByTitle('件数').click()
    await page.getByLabel('内容 1').fill('2')
    await page.getByRole('button', { name: '试跑' }).click()
    await page.getByText(/比现在多拦/).waitFor()
    await page.getByRole('button', { name: '保存' }).click()
    await page.locator('tbody tr[data-opens]', { hasText: 'two_pieces v1' }).waitFor()

    // A county bureau takes an order; what another returned is given by the head office to somebody else and goes on.
    await page.goto(`${base}/console/bureau-orders`)
    const given = page.locator('tbody tr', { hasText: '少陵路' }).filter({ hasText: '处理局' })
    await given.getByRole('checkbox').check()
    await page
      .getByRole('toolbar')
      .getByRole('button', { name: /^接\s?单/ })
      .click()
    await page.locator('.result-strip').getByText('1 条成功').waitFor()
    await page.goto(`${base}/console/returned-orders?status=returned`)
    const back = page.locator('tbody tr', { hasText: '后天才有' })
    await back.getByRole('checkbox').check()
    expect(await findBarriers(page)).toEqual([])
    await page
      .getByRole('toolbar')
      .getByRole('button', { name: /^改\s?派/ })
      .click()
    await page
      .locator('.ant-modal')
      .last()
      .getByRole('button', { name: /^改\s?派/ })
      .click()
    await back.waitFor({ state: 'detached' })

    // A call comes in: the caller is known by what he ordered before.
    await page.goto(`${base}/console/order-desk`)
    await page.getByLabel('手机号').fill('13800001001')
    await page.getByRole('button', { name: '查找' }).first().click()
    await page.getByRole('button', { name: /买家2 重庆市/ }).click()
    await page.getByLabel('名称、拼音、编码或条码').fill('冰箱')
    await page.getByRole('button', { name: '查找' }).nth(1).click()
    await page
      .getByRole('button', { name: /^加入 / })
      .first()
      .click()
    await page.getByLabel('贺卡内容').fill('新居快乐')
    expect(await findBarriers(page)).toEqual([])
    // Where the county is not known nobody says who collects there; another payment goes.
    await page.getByText('货到付款').click()
    await page.getByText('合计').waitFor()
    await page.getByRole('button', { name: '下单', exact: true }).click()
    await page.getByText(/不能货到付款/).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByText('到店付款').click()
    await page.getByRole('combobox', { name: '付款门店' }).click()
    await page.getByRole('combobox', { name: '付款门店' }).press('Enter')
    await page.getByText('合计').waitFor()
    await page.getByRole('button', { name: '下单', exact: true }).click()
    await page.getByText(/已下单/).waitFor()
    await page.getByRole('link', { name: '打印随货单' }).click()
    await page.locator('.slip blockquote', { hasText: '新居快乐' }).waitFor()
    // What a courier took at the door is booked as it comes in; then it is no more open.
    await page.goto(`${base}/console/collections`)
    const taken = page
      .locator('tbody tr')
      .filter({ has: page.getByRole('checkbox') })
      .first()
    await taken.getByRole('checkbox').check()
    await page.getByRole('toolbar').getByRole('button', { name: '登记回款' }).click()
    expect(await findBarriers(page)).toEqual([])
    await page.locator('.ant-modal').last().getByRole('button', { name: '登记回款' }).click()
    await page.locator('.result-strip').getByText('1 条成功').waitFor()
    // The refused order was told to the browser, too.
    expect(complaints.filter((line) => !/status of 409/.test(line))).toEqual([])
    await page.close()
  },
  slow_ms,
)
