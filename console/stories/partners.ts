import { expect, test } from 'vitest'
import { findBarriers, narrow } from '#checks/support/browser.ts'
import { admin, base, openAlone, slow_ms } from './ground.ts'

test(
  'a partner’s own message that was refused: the mapping is mended on a phone, put in force, and the message taken up; an ERP’s material is named, its file is matched',
  async () => {
    const { context, page, complaints } = await openAlone(narrow)
    const handle = (name: string) => context.request.post(`${base}/api/admin/session`, { data: { handle: name, password: admin.password } })
    await handle('integrator')
    const stock = await (await context.request.get(`${base}/api/admin/stock?node_id=cq-cdc&limit=200`)).json()
    const sku_id = stock.items.find(
      (one: { sku_id: string; available: number }) => one.sku_id.startsWith('JL-') && one.available > 3,
    ).sku_id
    await page.goto(`${base}/console/partner-messages?state=refused`)
    await page.getByText('蓉兴订货单').click()
    const message = page.getByRole('dialog')
    await message.getByText('RX-20261121-007').first().waitFor()
    await message.getByText('字段有问题').waitFor()
    await message.getByRole('link', { name: /蓉兴订货单/ }).click()
    const mapping = page.getByRole('dialog', { name: '蓉兴订货单' })
    const table = mapping.getByLabel('商品 SKU：对照表')
    await table.fill(`${await table.inputValue()}\nKT-35=${sku_id}`)
    // What cannot work is said beside its field while it is typed.
    const unit = mapping.getByLabel('单价（分）：乘以')
    await unit.fill('0.001')
    await mapping
      .getByText(/换算后不是整数/)
      .first()
      .waitFor()
    await unit.fill('100')
    await mapping.getByText('全部通过').first().waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    await mapping.getByRole('button', { name: '保存为新版本' }).click()
    await mapping.getByRole('button', { name: /^生效 · 第 2 版/ }).click()
    await mapping.locator('header').getByText('第 2 版生效中').waitFor()
    await page.goto(`${base}/console/partner-messages?state=refused`)
    await page.getByText('蓉兴订货单').click()
    await page.getByRole('dialog').getByRole('button', { name: '重新处理' }).click()
    await page.getByRole('dialog').getByText('已下单').waitFor()

    await handle('accountant')
    await page.goto(`${base}/console/erp-materials/${encodeURIComponent(encodeURIComponent('jilang-k3 FREIGHT'))}`)
    const material = page.getByRole('dialog', { name: '物料号' })
    await material.getByRole('textbox', { name: '物料号' }).fill('90.01.0009')
    await material.getByRole('button', { name: /保\s?存/ }).click()
    await page.getByText('90.01.0009').waitFor()
    await page.goto(`${base}/console/erp-documents/results`)
    const drop = page.getByRole('dialog', { name: '上传结果文件' })
    const csv = (row: string) => ({
      name: 'result.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`单据,ERP单号,物料,数量,金额\n${row}\n`),
    })
    await drop.locator('input[type=file]').setInputFiles(csv('mall-1,4711,a,1,ten'))
    await drop.getByText('金额写法不对').waitFor()
    await drop.locator('input[type=file]').setInputFiles(csv('mall-1,4711,a,1,10.00'))
    await drop.getByText('没有这张单据').waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect(complaints.filter((one) => !/status of (403|409)/.test(one))).toEqual([])
    await context.close()
  },
  slow_ms,
)
