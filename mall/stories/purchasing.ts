import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { desktop, findBarriers, narrow } from '#checks/support/browser.ts'
import { sql } from '#core/sql.ts'
import { demoAccounts } from '#world/load.ts'
import { base, db, lookAt, patient, visit } from './ground.ts'

test(
  'a public body is set up in the console; one of its people asks from its catalog, another approves, it is on credit with its invoice',
  patient,
  async () => {
    const admin = demoAccounts().find(({ sign_in_name }) => sign_in_name === 'admin')!
    const desk = await visit(desktop)
    await desk.context.request.post(`${base}/api/admin/session`, { data: { handle: admin.sign_in_name, password: admin.password } })
    const { page } = desk
    await page.goto('/console/buyers/new')
    await page.getByText('政府机关与事业单位').click()
    await page.getByRole('textbox', { name: '* 单位名称' }).fill('重庆市示例中学')
    await page.getByRole('textbox', { name: /统一社会信用代码/ }).fill('91350100M000100Y44')
    await page.getByRole('textbox', { name: '收票邮箱' }).fill('invoice@school.example')
    const save = page.getByRole('button', { name: /保\s?存$/ })
    await save.click()
    await page.getByText('税号最后一位校验不通过').waitFor()
    await page.getByRole('textbox', { name: /统一社会信用代码/ }).fill('91350100M000100Y43')
    await save.click()
    await page.getByRole('button', { name: '调整额度' }).click()
    const dialog = page.getByRole('dialog').last()
    await dialog.getByLabel('账期额度（元）').fill('6000')
    await dialog.getByRole('button', { name: /保\s?存/ }).click()
    await page.getByText('¥6,000.00').first().waitFor()
    for (const [phone, roles] of [
      ['13800000003', ['管理员', '审批人']],
      ['13800000004', ['申请人']],
    ] as const) {
      await page.getByRole('button', { name: '邀请成员' }).click()
      const form = page.getByRole('dialog').filter({ hasText: '手机号' }).last()
      await form.getByLabel('手机号（已注册会员）').fill(phone)
      for (const role of ['管理员', '审批人', '申请人'])
        await form.getByRole('checkbox', { name: role }).setChecked(roles.includes(role as never))
      if (roles.includes('申请人' as never)) await form.getByLabel('单笔额度').fill('0')
      await form.getByRole('button', { name: '邀请成员' }).click()
      await expect.poll(() => page.getByText('待接受').count()).toBe(phone.endsWith('3') ? 1 : 2)
    }
    await page.getByRole('heading', { name: '采购目录' }).locator('..').getByRole('button').click()
    const catalog = page.getByRole('dialog').filter({ hasText: '只允许采购' }).last()
    await catalog.getByLabel('类目').fill('冰箱')
    await page.getByTitle('冰箱', { exact: true }).click()
    await page.keyboard.press('Escape')
    await catalog.getByRole('button', { name: '保存目录' }).click()
    await page.getByText('冰箱', { exact: true }).first().waitFor()
    expect(await findBarriers(page)).toEqual([])
    await lookAt(page, 'buyer-console')

    const enter = async (size: typeof desktop | typeof narrow, phone: string) => {
      // Both do all of it without script.
      const one = await visit({ ...size, javaScriptEnabled: false })
      await one.context.request.post(`${base}/api/mall/session`, { data: { handle: phone, password: 'tongshang-2026' } })
      await one.page.goto('/account/purchasing')
      await one.page.getByRole('button', { name: '接受', exact: true }).click()
      await one.page.getByText('您已加入').waitFor()
      return one
    }
    const teacher = await enter(narrow, '13800000004')
    await teacher.page.getByRole('link', { name: '采购目录' }).click()
    await teacher.page.getByText('单位可采购：冰箱').waitFor()
    await lookAt(teacher.page, 'buyer-catalog')
    await teacher.page.locator('article h3 a', { hasText: '「山岚」520 升' }).click()
    await teacher.page.getByRole('button', { name: '加入购物车' }).click()
    await teacher.page.getByText('已加入购物车').waitFor()
    // What is outside the catalog is not bought, and says so.
    await teacher.context.request.put(`${base}/api/mall/cart/lines`, { data: { lines: [{ sku_id: await outside(), quantity: 1 }] } })
    await ask(teacher.page)
    await teacher.page.getByRole('alert').getByText('不在单位的采购目录里').waitFor()
    await teacher.context.request.put(`${base}/api/mall/cart/lines`, { data: { lines: [{ sku_id: await outside(), quantity: 0 }] } })
    await ask(teacher.page)
    await teacher.page.getByText('已提交，等待审批').waitFor()
    await lookAt(teacher.page, 'buyer-asked')

    const head = await enter(desktop, '13800000003')
    await head.page.getByText('用途：新食堂').first().waitFor()
    await lookAt(head.page, 'buyer-waiting')
    await head.page.getByRole('button', { name: '批准并下单' }).click()
    await head.page.getByText('已批准，订单已生成').waitFor()
    // Who approved looks at the order, and cannot change it.
    await head.page
      .getByRole('link', { name: /^订单 \d+/ })
      .first()
      .click()
    await head.page.getByText('用途：新食堂').waitFor()
    await head.page.getByRole('heading', { name: '包裹' }).waitFor()
    expect(await head.page.getByText('取消订单').count()).toBe(0)
    // Barriers are looked for by a script.
    const seen = await visit({ ...narrow, storageState: await head.context.storageState() })
    for (const path of ['/account/purchasing', new URL(head.page.url()).pathname]) {
      await seen.page.goto(path)
      expect(await findBarriers(seen.page)).toEqual([])
    }
    await lookAt(head.page, 'buyer-order')
    await teacher.page.goto('/account/purchasing')
    await teacher.page.getByRole('link', { name: /^订单 \d+/ }).click()
    await teacher.page.waitForURL(/\/orders\//)
    await teacher.page.getByText('520 升').first().waitFor()
    const order_id = /orders\/([0-9a-f-]{36})/.exec(teacher.page.url())![1]!
    expect(
      await db.row(sql`
      select o.payment_term, w.title, w.tax_no from orders.orders o join orders.invoice_wishes w on w.order_id = o.id where o.id = ${order_id}`),
    ).toEqual({ payment_term: 'credit', title: '重庆市示例中学', tax_no: '91350100M000100Y43' })
    await head.page.goto('/account/purchasing/statement')
    await expect.poll(() => head.page.locator('main').textContent()).toContain('5,299.00')
    await lookAt(head.page, 'buyer-statement')
    await page.reload()
    await page.getByText('已下单').first().waitFor()
    for (const { complaints } of [teacher, head, seen]) expect(complaints.filter((line) => !/409/.test(line))).toEqual([])
    for (const { context } of [desk, teacher, head, seen]) await context.close()
  },
)

/** Asks for what lies in the cart. */
async function ask(page: Page): Promise<void> {
  await page.goto('/account/purchasing/new')
  await lookAt(page, 'buyer-new')
  if (await page.getByLabel('收货人').count()) {
    for (const [name, value] of [
      ['收货人', '向大川'],
      ['手机号', '13800000004'],
    ] as const)
      await page.getByLabel(name).fill(value)
    await page.getByLabel('省', { exact: true }).fill('重庆市')
    await page.getByLabel('区县', { exact: true }).fill('渝北区')
    await page.getByLabel('详细地址').fill('新南路 164 号')
  }
  await page.getByLabel('用途').fill('新食堂')
  await page.getByRole('button', { name: '提交采购' }).click()
}

const outside = async (): Promise<string> =>
  (await db.row<{ sku_id: string }>(sql`
    select s.sku_id from products.skus s join products.spus p using (spu_id)
    where p.category_id = 'television' and p.lifecycle = 'on_sale' order by 1 limit 1`))!.sku_id
