import { expect, test } from 'vitest'
import { loadUsers } from '#centers/identity/write.ts'
import { topUpWallets } from '#centers/payments/write.ts'
import { answerComplaints } from '#centers/services/write.ts'
import { desktop, findBarriers, phone } from '#checks/support/browser.ts'
import { consumeAll } from '#core/events.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { assembly } from '#server/centers.ts'
import { base, db, lin, patient, visit } from './ground.ts'

for (const [device, size] of [
  ['phone', phone],
  ['desktop', desktop],
] as const)
  test(
    `on a ${device}, without script: a list narrowed and sorted, a search, a choice, a cart, an order and finding it again`,
    patient,
    async () => {
      const { page, context } = await visit({ ...size, javaScriptEnabled: false })
      const main = () => page.locator('main').textContent()
      const count = async () => Number(/共 (\d+) 件/.exec((await main())!)?.[1])
      await page.goto('/')
      await page.getByRole('link', { name: '大家电', exact: true }).filter({ visible: true }).first().click()
      const all = await count()
      if (device === 'phone') await page.locator('summary', { hasText: '筛选' }).click()
      await page.locator('label', { hasText: '一级' }).first().click()
      await page.getByRole('button', { name: '查看结果' }).click()
      await page.waitForURL(/facet=/)
      expect(await count()).toBeLessThan(all)
      await page.getByRole('link', { name: '价格从低到高' }).click()
      await page.waitForURL(/sort=price_up/)
      expect(page.url()).toContain('facet=')
      await page.locator('[name=q]').first().fill('bingxiang')
      await page.locator('[name=q]').first().press('Enter')
      await page.waitForURL(/\/search\?q=bingxiang/)
      await page.locator('article h3 a', { hasText: '520 升' }).first().click()
      await page.getByRole('link', { name: '香槟金' }).click()
      await page.waitForURL(/sku=/)
      const title = (await page.locator('h1').textContent())!.trim()
      // Keys that nothing would answer are not there; the number is typed.
      expect(await page.getByRole('button', { name: '增加一件' }).isVisible()).toBe(false)
      await page.locator('[name=quantity]').fill('2')
      await page.getByRole('button', { name: '加入购物车' }).click()
      await page.waitForURL(/\/cart/)
      expect(await main()).toContain(title)
      await page.locator('[name=quantity]').fill('1')
      await page.getByRole('button', { name: '更新' }).click()
      expect(await main()).toContain('¥5,299.00')
      await page.getByRole('link', { name: '去结算' }).click()
      for (const [field, value] of Object.entries(lin)) if (value) await page.locator(`#order [name=${field}]`).fill(value)
      await page.locator('#order [name=phone]').fill('123')
      await page.locator('select[name=outlet_id]').selectOption({ index: 1 })
      const outlet = await page.locator('select[name=outlet_id]').inputValue()
      await page.locator('[name=invoice][value=person]').check()
      await page.locator('summary', { hasText: '抬头' }).click()
      await page.locator('[name=invoice_title]').fill('林晓')
      await page.locator('[name=note]').fill('放在门卫处 🎁')
      await page.getByRole('button', { name: '提交订单' }).click()
      // Refused for the number alone: everything else that was said is still there.
      expect(await main()).toContain('手机号')
      const kept = { street: lin.street, invoice_title: '林晓', note: '放在门卫处 🎁', outlet_id: outlet }
      for (const [name, value] of Object.entries(kept))
        expect([name, await page.locator(`[name=${name}]`).inputValue()]).toEqual([name, value])
      expect(await page.locator('[name=invoice][value=person]').isChecked()).toBe(true)
      await page.locator('#order [name=phone]').fill(lin.phone)
      await page.getByRole('button', { name: '提交订单' }).click()
      expect(page.url()).toMatch(/\/orders\/[0-9a-f-]{36}\?placed$/)
      const order_id = /orders\/([0-9a-f-]{36})/.exec(page.url())![1]!
      expect(
        await db.row(sql`
        select o.outlet_id, o.buyer_message, w.title from orders.orders o join orders.invoice_wishes w on w.order_id = o.id where o.id = ${order_id}`),
      ).toEqual({ outlet_id: outlet, buyer_message: '放在门卫处 🎁', title: '林晓' })
      const text = await page.locator('main').textContent()
      expect(text).toContain(title)
      expect(text).toContain('138****8000')
      const order_no = /订单号\s*(\d{10,})/.exec(text!)![1]!
      await context.close()

      const other = await visit({ ...desktop, javaScriptEnabled: false })
      await other.page.goto('/orders')
      await other.page.getByLabel('订单号').fill(order_no)
      await other.page.getByLabel('手机号').fill('13900139000')
      await other.page.getByRole('button', { name: '查询' }).click()
      expect(await other.page.locator('main').textContent()).toContain('对不上')
      await other.page.getByLabel('手机号').fill(lin.phone)
      await other.page.getByRole('button', { name: '查询' }).click()
      expect(await other.page.locator('main').textContent()).toContain(title)
      await other.page.goto('/service')
      await other.page.getByLabel('订单号').fill(order_no)
      await other.page.getByLabel('手机号').fill('13900139000')
      await other.page.getByRole('button', { name: '查询保修' }).click()
      expect(await other.page.locator('main').textContent()).toContain('对不上')
      await other.page.getByLabel('手机号').fill(lin.phone)
      await other.page.getByRole('button', { name: '查询保修' }).click()
      expect(await other.page.locator('main').textContent()).toMatch(new RegExp(`${title}.*收货当天开始`))
      await other.page.getByLabel('按商品名称查找').fill('shanlan')
      await other.page.getByRole('button', { name: '查找' }).click()
      expect(await other.page.locator('main a[href^="/media/"]').count()).toBeGreaterThan(0)
      await other.page.getByRole('link', { name: '故障自查' }).click()
      await other.page.getByText('不制冷', { exact: true }).click()
      expect(await other.page.getByText('背后与墙留 10 厘米').isVisible()).toBe(true)
      await other.context.close()
    },
  )

test('on a phone: find by pinyin, choose a color, change the cart, order, cancel', patient, async () => {
  const { page, context, complaints } = await visit(phone)
  await page.goto('/')
  await page.getByRole('combobox').fill('bingxiang')
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search\?q=bingxiang/)
  await page.locator('article h3 a', { hasText: '520 升' }).first().click()
  await page.waitForURL(/\/products\//)
  await page.getByRole('link', { name: '香槟金' }).click()
  await page.waitForURL(/sku=/)
  await page.getByRole('button', { name: '增加一件' }).click()
  await page.getByRole('button', { name: '加入购物车' }).click()
  await page.getByText('已加入购物车').waitFor()
  await page.getByRole('link', { name: '购物车', exact: true }).first().click()
  await page.waitForURL(/\/cart$/)
  expect(await page.locator('input[name=quantity]').inputValue()).toBe('2')
  await page.getByRole('button', { name: '减少一件' }).click()
  await expect.poll(() => page.locator('main').textContent(), { timeout: 10_000 }).toContain('¥5,299.00')
  await page.getByRole('link', { name: '去结算' }).click()
  await page.waitForURL(/\/checkout$/)
  await page.locator('summary', { hasText: '粘贴整段地址' }).click()
  await page.locator('textarea').fill('林晓 13800138000 重庆市渝北区龙溪街道新南路 164 号')
  await page.getByRole('button', { name: '识别' }).click()
  await expect.poll(() => page.locator('#order [name=district]').inputValue(), { timeout: 10_000 }).toBe('渝北区')
  await page.getByRole('button', { name: '提交订单' }).click()
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}/)
  await page.locator('summary', { hasText: '取消订单' }).click()
  await page.getByLabel('取消原因').fill('买错了')
  await page.getByRole('button', { name: '确认取消' }).click()
  await page.getByText('订单已取消').first().waitFor()
  // Nobody signed in, and still it is known what was looked at; it is followed, and forgotten again.
  await page.goto('/account/history')
  await page.locator('main li a', { hasText: '520 升' }).click()
  await page.getByRole('button', { name: '关注' }).click()
  await page.getByRole('button', { name: '已关注' }).waitFor()
  await page.goto('/account/follows')
  await page.getByText('登录后会跟着您的账号走').waitFor()
  expect(await page.locator('main').textContent()).toContain('520 升')
  await page.goto('/account/history')
  await page.getByRole('button', { name: '全部清除' }).click()
  await page.getByText('还没有看过商品').waitFor()
  expect(complaints).toEqual([])
  await context.close()
})

test('a member pays from the wallet and finds the order in the account', patient, async () => {
  const id = newId()
  const chen = { id, name: '陈立', handles: [{ kind: 'name' as const, value: 'chenli', verified: true }], password: 'gate-and-line-26' }
  await loadUsers(db, [chen], wallClock.now())
  await db.tx((tx) =>
    topUpWallets(tx, wallClock.now(), [
      { id: newId(), member_id: id, amount_minor: 1_000_000, currency: 'CNY', organization_id: 'commerce' },
    ]),
  )
  const { page, context } = await visit({ ...desktop, javaScriptEnabled: false })
  await page.goto('/account')
  await page.locator('input.field[name=handle]').fill('chenli')
  await page.locator('input.field[name=password]').fill('gate-and-line-26')
  await page.getByRole('button', { name: '登录', exact: true }).click()
  expect(new URL(page.url()).pathname).toBe('/account')
  expect(await page.locator('main').textContent()).toContain('¥10,000.00')
  await page.goto('/products/jl-ref-shanlan')
  await page.getByRole('button', { name: '立即购买' }).click()
  expect(new URL(page.url()).pathname).toBe('/checkout')
  expect(await page.locator('[value=wallet]').isChecked()).toBe(true)
  for (const [field, value] of Object.entries(lin)) if (value) await page.locator(`#order [name=${field}]`).fill(value)
  await page.getByRole('button', { name: '提交订单' }).click()
  expect(await page.locator('main').textContent()).toContain('已付款')
  await page.goto('/account/orders')
  expect(await page.locator('main').textContent()).toContain('520 升')
  await page.goto('/account/history')
  expect(await page.locator('main').textContent()).toContain('520 升')

  await page.goto('/account/complaints/new')
  await page.getByLabel('配送').check({ force: true })
  await page.locator('[name=words]').fill('约好上午送 <b>下午才到</b>')
  await page.getByRole('button', { name: '提交' }).click()
  expect(new URL(page.url()).pathname).toBe('/account/complaints')
  await page.getByRole('link', { name: '约好上午送' }).click()
  const complaint_id = new URL(page.url()).pathname.split('/').at(-1)!
  const clerk = { ...theSystem, kind: 'staff' as const, id: newId(), name: '杨柳' }
  await db.tx((tx) => answerComplaints(tx, clerk, wallClock.now(), [{ id: newId(), complaint_id, words: '运费退给您' }]))
  await page.reload()
  const said = (await page.locator('main').textContent())!
  expect(said).toContain('约好上午送 <b>下午才到</b>')
  expect(said).toContain('运费退给您')
  await page.getByRole('button', { name: '还没解决' }).click()
  expect(await page.locator('main').textContent()).toContain('请说说还有什么没解决')
  await page.getByRole('button', { name: '已解决' }).click()
  expect(await page.locator('h1').textContent()).toContain('已解决')

  await page.goto('/account/membership')
  await page.getByRole('button', { name: '开通 ¥18.00' }).click()
  const joined = (await page.locator('main').textContent())!
  expect(joined).toContain('已开通')
  expect(joined).toContain('金卡会员')
  await page.getByRole('button', { name: '退会员，返还 ¥18.00' }).click()
  expect(await page.locator('main').textContent()).toContain('已退 ¥18.00')

  await page.goto('/account/household')
  await page.getByLabel('厨房好物').check()
  await page.getByLabel('生日').first().fill('1990-05-01')
  await page.getByRole('button', { name: '保存' }).click()
  expect(await page.getByLabel('厨房好物').isChecked()).toBe(true)
  await page.getByLabel('称呼').fill('小满')
  await page.getByRole('button', { name: '加上' }).click()
  expect(await page.locator('main').textContent()).toContain('孩子最晚是 10 个月内的预产期')
  await page.getByLabel('称呼').fill('外婆')
  await page.getByLabel('是谁').selectOption('grandparent')
  await page.getByRole('button', { name: '加上' }).click()
  await page.getByRole('heading', { name: '外婆' }).waitFor()
  await page.getByRole('button', { name: '移出' }).click()
  expect(await page.getByRole('heading', { name: '外婆' }).count()).toBe(0)
  await context.close()
})

test('two brands in one cart as a guest, one put aside; signed in, the order is there', patient, async () => {
  const { page, context, complaints } = await visit(phone)
  for (const brand of ['jilang', 'zhimu']) {
    const list = await fetch(`${base}/api/mall/products?brand=${brand}&lifecycle=on_sale&sort=sales&limit=1`)
    const { items } = (await list.json()) as { items: { spu_id: string }[] }
    await page.goto(`/products/${items[0]!.spu_id}`)
    await page.getByRole('button', { name: '加入购物车' }).click()
    await page.getByText('已加入购物车').waitFor()
  }
  await page.goto('/cart')
  expect(await page.locator('main ul').first().locator('h2').count()).toBe(2)
  await page.getByRole('button', { name: '稍后再买' }).last().click()
  await page.getByRole('heading', { name: '稍后再买的' }).waitFor()
  await page.getByRole('button', { name: '移回购物车' }).click()
  await expect.poll(() => page.getByRole('heading', { name: '稍后再买的' }).count()).toBe(0)
  await page.getByRole('link', { name: '去结算' }).click()
  await page.waitForURL(/\/checkout$/)
  await page.getByLabel('收货人').fill('周宁')
  await page.getByLabel('手机号').fill('13700137000')
  await page.getByLabel('省', { exact: true }).selectOption('四川省')
  await page.getByLabel('市', { exact: true }).selectOption('成都市')
  await page.getByLabel('区县', { exact: true }).selectOption('武侯区')
  await page
    .getByText(/预计 .*(送达|发出)/)
    .first()
    .waitFor()
  await page.getByLabel('详细地址').fill('科华北路 65 号')
  await page.getByText('个人', { exact: true }).click()
  await page.getByText(/抬头/).first().click()
  await page.locator('[name=invoice_title]').fill('周宁')
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: '提交订单' }).click()
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}/)
  const order_id = /orders\/([0-9a-f-]{36})/.exec(page.url())![1]!
  expect(await db.row(sql`select title from orders.invoice_wishes where order_id = ${order_id}`)).toEqual({ title: '周宁' })

  const person = {
    id: newId(),
    name: '周宁',
    handles: [{ kind: 'phone' as const, value: '13700137000', verified: true }],
    password: 'gate-and-line-26',
  }
  await loadUsers(db, [person], wallClock.now())
  await page.goto('/sign-in')
  await page.locator('input.field[name=handle]').fill('13700137000')
  await page.locator('input.field[name=password]').fill('gate-and-line-26')
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
  const joining = assembly.find(({ name }) => name === 'orders')!.consumers!
  await consumeAll(db, joining, wallClock.now())
  await page.goto('/account/orders')
  await page.locator(`a[href*="${order_id}"]`).first().waitFor()

  await page.goto('/account/addresses?new')
  await page.getByLabel('收货人').fill('周宁')
  await page.getByLabel('手机号').fill('13700137000')
  await page.getByLabel('省', { exact: true }).selectOption('重庆市')
  await page.getByLabel('区县', { exact: true }).selectOption('渝北区')
  await page.getByLabel('详细地址').fill('新南路 164 号')
  await page.getByRole('button', { name: '保存地址' }).click()
  await page.getByText('重庆市渝北区 新南路 164 号').waitFor()
  expect(await findBarriers(page)).toEqual([])
  // Buying at once asks for nothing that is known, and leaves the cart alone.
  await page.goto('/products/jl-ref-shanlan')
  await page.getByRole('button', { name: '立即购买' }).click()
  await page.waitForURL(/checkout\?buy=/)
  await page.getByRole('button', { name: '提交订单' }).click()
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}/)
  expect(await page.locator('main').textContent()).toContain('新南路 164 号')
  expect(complaints).toEqual([])
  await context.close()
})
