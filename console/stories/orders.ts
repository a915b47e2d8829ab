import { expect, test } from 'vitest'
import { raiseAbnormals } from '#centers/orders/abnormal/write.ts'
import { desktop, findBarriers } from '#checks/support/browser.ts'
import { sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { base, db, openAs, orders, slow_ms, withoutNews } from './ground.ts'

test(
  'the filter lives in the address: it survives a reload and can be shared',
  async () => {
    const { context, page, complaints } = await openAs(desktop)
    await page.goto(`${base}/console/orders`)
    await page.getByRole('button', { name: /已挂起/ }).click()
    await page.getByText(orders[0]!.order_no).waitFor()
    expect(new URL(page.url()).searchParams.get('state')).toBe('held')
    await page.getByPlaceholder(/订单号/).fill(orders[1]!.order_no)
    await page.waitForURL(/q=/)
    const shared = await context.newPage()
    await shared.goto(page.url())
    await shared.getByText(orders[1]!.order_no).first().waitFor()
    expect(await shared.locator('tbody tr[data-opens]').count()).toBe(1)
    expect(await shared.getByPlaceholder(/订单号/).inputValue()).toBe(orders[1]!.order_no)
    // What a colleague holds meanwhile comes by itself.
    await page.goto(`${base}/console/orders?state=held`)
    await page.getByText(orders[0]!.order_no).waitFor()
    const late = orders.at(-1)!
    await page.waitForRequest(/api\/admin\/live/)
    await context.request.post(`${base}/api/admin/orders/holds`, { data: { holds: [{ id: late.id, reason: '核对地址' }] } })
    await page.getByText(late.order_no).waitFor()
    expect(complaints).toEqual([])
    await shared.close()
    await page.close()
  },
  slow_ms,
)

test(
  'a batch answers per row: what went through goes on, what was refused stays selected with its reason',
  async () => {
    const { context, page } = await openAs(desktop)
    // What is on the screen grows old: the list does not renew itself before the clerk has acted.
    await withoutNews(page)
    await page.goto(`${base}/console/orders?state=held`)
    await page.getByText(orders[0]!.order_no).waitFor()
    // Somebody else cancels one while it is on the screen.
    const canceled = orders[1]!
    await context.request.post(`${base}/api/admin/orders/cancellations`, {
      data: { cancellations: [{ id: canceled.id, reason: '买家要求' }] },
    })
    // By their numbers: other shops sell meanwhile, and what they hold may stand above.
    for (const { order_no } of orders.slice(0, 3)) await page.locator('tbody tr', { hasText: order_no }).getByRole('checkbox').check()
    await page.getByRole('toolbar', { name: '已选 3 行' }).waitFor()
    await page.keyboard.press('a')
    const result = page.locator('.result-strip')
    await result.getByText('2 条成功').waitFor()
    await result.getByText('1 条未成功').waitFor()
    await result.getByText(canceled.order_no).waitFor()
    expect(await findBarriers(page)).toEqual([])
    const { items } = await (await context.request.get(`${base}/api/admin/orders?state=held&limit=200`)).json()
    const still = new Set(items.map((one: { id: string }) => one.id))
    expect(orders.slice(0, 3).filter(({ id }) => still.has(id))).toEqual([])
    await page.close()
  },
  slow_ms,
)

test(
  'an order is shipped in parts from its detail, and another is canceled',
  async () => {
    const { context, page } = await openAs(desktop)
    await page.goto(`${base}/console/orders?state=released`)
    const [shipped, canceled] = [orders[4]!, orders[5]!]
    await page.getByText(shipped.order_no).click()
    const drawer = page.getByRole('dialog', { name: shipped.order_no })
    await drawer.getByRole('button', { name: /^发\s?货$/ }).click()
    const dialog = page.locator('.ant-modal').last()
    await dialog.getByLabel('承运商').click()
    await page.getByTitle('顺丰速运').click()
    await dialog.getByLabel('运单号').fill('SF1234567890')
    await dialog.getByRole('spinbutton').fill('1')
    await dialog.getByRole('button', { name: '部分发货' }).click()
    await drawer.getByText('SF1234567890').waitFor()
    const parcels = await (await context.request.get(`${base}/api/admin/orders/${shipped.id}/parcels`)).json()
    expect(parcels.items).toMatchObject([{ carrier: 'sf', waybill_no: 'SF1234567890', lines: [{ line_no: 1, quantity: 1 }] }])
    // The rest leaves with somebody we have no agreement with.
    await drawer.getByRole('button', { name: /^发\s?货$/ }).click()
    const rest = page.locator('.ant-modal').last()
    await rest.getByLabel('承运商').fill('闪送')
    await rest.getByLabel('运单号').fill('SS12345678')
    await rest.getByRole('button', { name: '发出剩余全部' }).click()
    await drawer.getByText('SS12345678').waitFor()
    const both = await (await context.request.get(`${base}/api/admin/orders/${shipped.id}/parcels`)).json()
    expect(both.items.map(({ carrier }: { carrier: string }) => carrier).sort()).toEqual(['sf', '闪送'])
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })

    // One of its two pieces is given back first: it stands on the page, and the other still comes.
    await page.getByText(canceled.order_no).click()
    const other = page.getByRole('dialog', { name: canceled.order_no })
    await other.getByRole('button', { name: '退部分商品' }).click()
    const giving = page.locator('.ant-modal').last()
    await giving.getByRole('button', { name: /^退\s?款$/ }).click()
    await giving.getByText('至少选一行').waitFor()
    await giving.getByRole('spinbutton').fill('1')
    await giving.getByRole('button', { name: /^退\s?款$/ }).click()
    await other.getByText(/× 1 不发了/).waitFor()
    const { refunds } = await (await context.request.get(`${base}/api/admin/orders/${canceled.id}/line-changes`)).json()
    expect(refunds).toMatchObject([{ quantity: 1, reason: '客户少要' }])
    await page.getByRole('dialog', { name: canceled.order_no }).getByRole('button', { name: '取消订单' }).click()
    await page.locator('.ant-modal').last().getByRole('button', { name: '取消订单' }).click()
    await page.getByRole('dialog', { name: canceled.order_no }).getByText('已取消').first().waitFor()

    // Two orders of one buyer are hinted, merged from the list, and taken apart on the page of one, which is then split and made one again.
    const [one, two] = [orders[6]!, orders[7]!]
    await page.goto(`${base}/console/merge-hints`)
    const hint = page.locator('tbody tr').filter({ hasText: one.order_no })
    await hint.getByText(two.order_no).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await hint.getByRole('checkbox').check()
    await page.getByRole('toolbar').getByRole('button', { name: '合单发货' }).click()
    await page
      .locator('.ant-modal')
      .last()
      .getByRole('button', { name: /合单|确\s?[定认]/ })
      .click()
    await page.locator('.result-strip').getByText('1 条成功').waitFor()
    await page.goto(`${base}/console/orders/${one.id}?state=*`)
    const own = page.getByRole('dialog', { name: one.order_no })
    await own.getByText(two.order_no).waitFor()
    await own.getByRole('button', { name: '取消合单' }).click()
    await own.getByText('同一买家、同一地址，可以合单').waitFor()
    await own.getByRole('button', { name: /^拆\s?单$/ }).click()
    const form = page.locator('.ant-modal').last()
    await form.getByRole('button', { name: /^拆\s?单$/ }).click()
    await form.getByRole('alert').getByText('至少拆出一件').waitFor()
    await form.getByRole('spinbutton').fill('1')
    expect(await findBarriers(page)).toEqual([])
    await form.getByRole('button', { name: /^拆\s?单$/ }).click()
    await own.getByText('第 2 组').first().waitFor()
    await own.getByRole('button', { name: /^合\s?回$/ }).click()
    await own.getByText('按件拆出').waitFor({ state: 'detached' })
    const { lines } = await (await context.request.get(`${base}/api/admin/orders/${one.id}`)).json()
    expect(lines).toMatchObject([{ quantity: 2, group_no: 1 }])

    // An address nobody could read is put right, and the order leaves the list.
    const unclear = orders[3]!
    const told = '重庆市 新片区 幸福小区 3 栋'
    await db.run(
      sql`update orders.orders set address = address || ${JSON.stringify({ told, confidence: '45', street: '幸福小区 3 栋' })}::jsonb where id = ${unclear.id}`,
    )
    await db.tx((tx) => raiseAbnormals(tx, 'marketplace', wallClock.now(), [{ id: unclear.id, reason: 'address_unclear', detail: told }]))
    await page.goto(`${base}/console/unclear-addresses`)
    await page.getByText(told).click()
    const right = page.getByRole('dialog', { name: '改正地址' })
    await right.getByRole('button', { name: '改正并放行' }).click()
    await right.getByRole('alert').getByText('请选到区县').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await right.getByRole('combobox').last().click()
    await right.getByRole('combobox').last().fill('渝北')
    await page.getByTitle('渝北区').click()
    await right.getByRole('button', { name: '改正并放行' }).click()
    await page.getByText('没有待核的地址').waitFor()
    const { address } = await (await context.request.get(`${base}/api/admin/orders/${unclear.id}`)).json()
    expect(address).toMatchObject({ district: '渝北区', region_code: '500112' })
    await page.close()
  },
  slow_ms,
)

test(
  'every balance leads to its cause in two presses',
  async () => {
    const { page } = await openAs(desktop)
    await page.goto(`${base}/console/ledger?account_prefix=node:cq-cdc:reserved`)
    await page.locator('tbody tr[data-opens]').first().click()
    await page.getByRole('dialog').getByRole('link', { name: /^订单/ }).first().click()
    await page.waitForURL(/\/console\/orders\/[0-9a-f-]{36}/)
    await page.getByText('账务分录').waitFor()
    await page.close()
  },
  slow_ms,
)
