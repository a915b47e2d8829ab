import { expect, test } from 'vitest'
import { noteReturns } from '#centers/erp/returns.ts'
import type { Trade } from '#centers/marketplaces/port.ts'
import { findConnection } from '#centers/marketplaces/read.ts'
import { takeTrades } from '#centers/marketplaces/take.ts'
import { saveConnections } from '#centers/marketplaces/write.ts'
import { findBarriers, narrow } from '#checks/support/browser.ts'
import { systemBy } from '#core/audit.ts'
import { takeNumbers } from '#core/numbers.ts'
import { sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { marketplaceOutside } from '#server/outside.ts'
import { base, db, openAs, slow_ms } from './ground.ts'

test(
  'platforms and the ERP on a dark phone: a payment is confirmed, a listing goes off sale, a difference is accepted, a return waits for its setting and goes',
  async () => {
    const [by, now] = [systemBy('test'), wallClock.now()]
    await db.tx(async (tx) => {
      await saveConnections(tx, by, now, marketplaceOutside.ports, [
        {
          ...{ connection_id: 'fx', channel_id: 'suning', platform: 'fenxiao', name: '淘宝分销 · 霁朗供货', endpoint: 'simulated' },
          ...{ settings: { app_key: 'FXSAMPLE' }, secrets: { app_secret: 'sample', session: 'sample' } },
          ...{ writes_back: true, pushes_stock: false, pushes_prices: false },
        },
      ])
      const told = await tx.row<{ content: Trade }>(
        sql`select content from marketplaces.pulled where channel_id = 'tmall' and state = 'unpaid' limit 1`,
      )
      const trade = { ...told!.content, external_no: '310000001', platform_status: 'WAIT_SELLER_CONFIRM_PAY' }
      await takeTrades(tx, now, (await findConnection(tx, 'fx'))!, [{ status: 'read', trade }], (count) => takeNumbers(tx, 'orders', count))
      const sold = (await tx.row<{ order_id: string; channel_id: string }>(sql`
        select order_id, channel_id from erp.sources k where k.channel_id = 'mall' and k.business_on >= (select from_on from erp.shops where channel_id = 'mall')
          and not exists (select from orders.stages g where g.order_id = k.order_id and g.state not in ('delivered', 'completed')) limit 1`))!
      const back = { ...sold, return_no: 'R-1', external_no: null, line_no: 1, kind: 'money' as const, quantity: null }
      await noteReturns(tx, [{ ...back, amount_minor: 500, happened_at: now }])
    })
    const { context, page, complaints } = await openAs({ ...narrow, colorScheme: 'dark' })
    const looked = async () => {
      expect(await findBarriers(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    }
    const pick = async (name: RegExp) => {
      await page.getByRole('button', { name: '选择', exact: true }).click()
      await page.getByRole('checkbox', { name }).first().check()
    }

    await page.goto(`${base}/console/marketplace-orders?state=unpaid&number=310000001`)
    await page.getByText('待确认收款').waitFor()
    await pick(/310000001/)
    await page.getByRole('button', { name: '确认已收款' }).click()
    const paid = page.getByRole('dialog', { name: /已收款/ })
    await paid.getByLabel('备注（分销商看得到）').fill('11 月货款，银行转账')
    await looked()
    await paid.getByRole('button', { name: '确认已收款' }).click()
    await page.getByText('正在告诉平台').waitFor()

    await page.goto(`${base}/console/marketplace-listings?mapped=true&connection_id=tmall-jilang`)
    await pick(/官方正品/)
    await page.getByRole('button', { name: '下架' }).click()
    await looked()
    await page.getByRole('dialog').getByRole('button', { name: '下架' }).click()
    await page.locator('.result-strip').waitFor()

    await page.goto(`${base}/console/marketplace-statements`)
    await page.getByText('天猫 · 霁朗官方旗舰店').first().click()
    await page.getByRole('dialog').getByText('2971219990011').first().waitFor()
    await looked()
    await page.goto(`${base}/console/marketplace-differences`)
    await pick(/2971219990011/)
    await page.getByRole('button', { name: /^接\s?受$/ }).click()
    const accept = page.getByRole('dialog')
    await accept.getByLabel('原因').fill('旧店铺的订单，已另行入账')
    await looked()
    await accept.getByRole('button', { name: /^接\s?受$/ }).click()
    await page.locator('.result-strip').waitFor()

    // What was paid back after it left: a document of its own, that waits until its system says as what it books returns.
    const { items } = await (await context.request.get(`${base}/api/admin/erp/systems`)).json()
    const { system_id, kind, name, endpoint, settings } = items.find((one: { system_id: string }) => one.system_id === 'sap-online')
    const { return_order_type: _, ...without } = settings
    const system = { system_id, kind, name, endpoint, active: true, settings: without }
    await context.request.post(`${base}/api/admin/erp/systems`, { data: { items: [system] } })
    await page.goto(`${base}/console/erp-documents?direction=R`)
    await page.getByRole('button', { name: '立即汇总' }).click()
    await page.getByText(/-R-1/).first().click()
    const returned = page.getByRole('dialog')
    await returned.getByText(/return_order_type/).waitFor()
    await looked()
    await returned.getByRole('link', { name: '去填写参数' }).click()
    const form = page.getByRole('dialog')
    const field = form.getByLabel('参数')
    await field.fill(`${await field.inputValue()}\nreturn_order_type=RE`)
    await form.getByRole('button', { name: /保\s?存/ }).click()
    await expect
      .poll(async () => (await db.row<{ state: string }>(sql`select state from erp.documents where direction = 'R'`))!.state)
      .toBe('waiting')
    expect(complaints).toEqual([])
    await page.close()
  },
  slow_ms,
)
