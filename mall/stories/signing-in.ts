import { join } from 'node:path'
import { expect, test } from 'vitest'
import { setCaptcha } from '#centers/identity/captcha.ts'
import { plainDoor } from '#centers/identity/doors/rules.ts'
import { keepDoors } from '#centers/identity/doors/write.ts'
import { loadUsers } from '#centers/identity/write.ts'
import { desktop, findBarriers, narrow, phone } from '#checks/support/browser.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { unseal } from '#core/secrets.ts'
import { sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { siteverify } from '#outside/siteverify/captcha.ts'
import { openPartners } from '#server/partners.ts'
import { simulateSiteverify } from '#simulators/siteverify/server.ts'
import { db, own, patient, visit } from './ground.ts'

test('somebody signs up by code, links WeChat, signs in by password elsewhere, and signs out everywhere', patient, async () => {
  const partners = await openPartners(wallClock, { environment: {}, sample: true, tell: () => {} })
  try {
    const { page, context } = await visit(phone)
    await page.goto('/sign-up')
    await page.locator('input.field[name=handle]').fill('13912349876')
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.locator('[name=code]').waitFor()
    const sent = await db.row<{ id: string; item: { sealed_values: string } }>(sql`
      select item from core.events, jsonb_array_elements(items) item where topic = 'messages.requested' order by seq desc limit 1`)
    await page.locator('[name=code]').fill(JSON.parse(unseal('messages.values', sent!.item.sealed_values)!).code)
    await page.locator('[name=name]').fill('沈一')
    await page.locator('input.field[name=password]').fill('harbor-light-31')
    await page.getByRole('button', { name: '完成注册' }).click()
    await page.waitForURL(/\/account$/)

    await page.goto('/account/security')
    const linked = page.locator('section[aria-labelledby=links] li', { hasText: '微信' })
    await linked.getByRole('link').click()
    await expect.poll(() => linked.textContent()).toContain('微信体验用户')
    expect(await findBarriers(page)).toEqual([])

    const other = await visit(desktop)
    await other.page.goto('/sign-in')
    await other.page.locator('input.field[name=handle]').fill('13912349876')
    await other.page.locator('input.field[name=password]').fill('harbor-light-31')
    await other.page.locator('main').getByRole('button', { name: '登录', exact: true }).click()
    await other.page.waitForURL(/\/account$/)
    await other.page.goto('/account/security')
    await expect.poll(() => other.page.locator('section[aria-labelledby=devices] li').count()).toBe(2)
    await other.page.goto('/sign-out')
    await other.page.getByRole('button', { name: '退出全部设备' }).click()
    await other.page.waitForURL(/\/$/)
    // Another process would notice within a second; so may this one.
    await expect.poll(async () => (await page.goto('/account/security'))!.url(), { timeout: 10_000 }).toContain('/sign-in')
    await Promise.all([context.close(), other.context.close()])
  } finally {
    await partners.stop()
  }
})

test('a brand’s sign-in page has its own words, ways in and agreements, which are kept once agreed to', patient, async () => {
  const terms = { code: 'terms', version: '2026-01', title_zh: '会员协议', title_en: 'Terms', address: '/about' }
  const door = {
    ...plainDoor,
    brand: 'mingche',
    color: '#0e5f6e',
    title_zh: '欢迎来到鸣澈',
    ways: ['password' as const],
    agreements: [terms],
  }
  await db.tx((tx) => keepDoors(tx, theSystem, wallClock.now(), [door]))
  const shen = {
    id: newId(),
    name: '沈二',
    password: 'harbor-light-32',
    handles: [{ kind: 'phone' as const, value: '13912349877', verified: true }],
  }
  await loadUsers(db, [shen], wallClock.now())
  for (const size of [phone, desktop]) {
    const { page, context, complaints } = await visit(size)
    await page.goto('/sign-in/mingche')
    expect(await page.locator('h1').textContent()).toBe('欢迎来到鸣澈')
    expect(await page.getByRole('link', { name: '验证码登录' }).isVisible()).toBe(false)
    // The frame around it is looked at by the tests of all pages.
    if (size === phone) expect(await findBarriers(page)).toEqual([])
    if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `door-${size === phone ? 'phone' : 'desktop'}.png`) })
    await page.locator('input.field[name=handle]').fill('13912349877')
    await page.locator('input.field[name=password]').fill('harbor-light-32')
    await page.locator('[name=agreed]').check()
    await page.locator('main').getByRole('button', { name: '登录', exact: true }).click()
    await page.waitForURL(/\/account$/)
    await page.goto('/account/privacy')
    expect(await page.locator('section[aria-labelledby=agreed] li').allTextContents()).toHaveLength(1)
    expect(complaints).toEqual([])
    await context.close()
  }

  // In the west people sign up there too; a browser nobody knows solves a puzzle first, and what it agreed to is kept by version.
  const partner = await simulateSiteverify({ secret: 's', site_key: 'k', hostname: '127.0.0.1' })
  const settings = {
    provider: 'turnstile',
    site_key: 'k',
    script: partner.script,
    secret: 's',
    endpoint: partner.endpoint,
    hosts: [],
  } as const
  await db.tx((tx) => keepDoors(tx, theSystem, wallClock.now(), [{ ...door, region: 'west', ways: ['password', 'code'] }]))
  setCaptcha(siteverify(settings))
  try {
    const { page, context, complaints } = await visit(phone)
    await page.goto('/sign-up/mingche/west')
    await page.locator('input.field[name=handle]').fill('13912349878')
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.getByRole('alert').getByText('请先完成人机验证').waitFor()
    await page.frameLocator('iframe[title=puzzle]').getByRole('button').click()
    await page.getByText('验证通过').waitFor()
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.locator('[name=code]').waitFor()
    const sent = await db.row<{ item: { sealed_values: string } }>(sql`
      select item from core.events, jsonb_array_elements(items) item where topic = 'messages.requested' order by seq desc limit 1`)
    await page.locator('[name=code]').fill(JSON.parse(unseal('messages.values', sent!.item.sealed_values)!).code)
    await page.locator('[name=agreed]').check()
    await page.getByRole('button', { name: '完成注册' }).click()
    await page.waitForURL(/\/account$/)
    await page.goto('/account/privacy')
    expect(await page.locator('section[aria-labelledby=agreed] li').allTextContents()).toHaveLength(1)
    expect(complaints.filter((one) => !one.includes('428'))).toEqual([])
    await context.close()
  } finally {
    setCaptcha(null)
    await partner.close()
  }
})

test(
  'a brand’s site is registered in the console, reviewed by somebody else, and people signed in on one are known on the other',
  patient,
  async () => {
    const { port } = new URL(own)
    const siteOf = (brand: string) => `http://${brand}.localhost:${port}`
    const callbackOf = (brand: string) => `${siteOf(brand)}/api/mall/session/sign-on/callback`
    const desk = await visit({ ...desktop, baseURL: own })
    const { page } = desk
    const comeIn = async (who: string) => {
      await page.waitForURL(/\/sign-in\/console/)
      await page.getByRole('button', { name: who }).click()
      await page.waitForURL(/\/console\/applications/)
    }

    // The console has no form: whoever opens one of its pages is led to the sign-in page of all sites, and back to that page.
    await page.goto('/console/applications')
    await page.waitForURL(/\/sign-in\/console/)
    await page.getByLabel('手机号、邮箱或用户名').fill('admin')
    await page.getByLabel('密码', { exact: true }).fill('not the password')
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByRole('alert').getByText('账号或密码不对').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await comeIn('admin')
    await page.getByRole('button', { name: '登记应用' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('应用编号').fill('jilang-site')
    await form.getByLabel('中文名称').fill('极朗官网')
    await form.getByLabel('英文名称').fill('Jilang site')
    await form.getByRole('switch').click()
    await form.getByLabel('回跳地址').fill('http://evil.example/callback')
    await form.getByLabel('品牌').fill('jilang')
    const send = form.getByRole('button', { name: '提交审核' })
    await send.click()
    await form.getByRole('alert').getByText('地址要写完整').waitFor()
    await form.getByLabel('回跳地址').fill(callbackOf('jilang'))
    await send.click()
    await page.getByText('请立即保存密钥').waitFor()
    await page.getByRole('button', { name: /确\s?定/ }).click()
    const zhimu = {
      id: 'zhimu-site',
      name: '知母官网',
      name_en: 'Zhimu site',
      kind: 'web',
      first_party: true,
      brand: 'zhimu',
      scopes: ['openid'],
    }
    await desk.context.request.post(`${own}/api/admin/applications`, {
      data: { items: [{ ...zhimu, redirect_uris: [callbackOf('zhimu')] }] },
    })
    // A new colleague is given a password, which is told once.
    const staff = { id: newId(), staff_no: 'S9001', name: '何新', organization_id: 'commerce' }
    await desk.context.request.put(`${own}/api/admin/staff`, { data: { staff: [staff] } })
    await page.goto(`/console/staff/${staff.id}`)
    await page.getByRole('button', { name: '登录密码' }).click()
    const give = page.getByRole('button', { name: '生成初始密码' })
    await give.click()
    await page.getByText('这位同事还没有账号').waitFor()
    await page.getByLabel('登录名').fill('he.new')
    await give.click()
    await page.getByText('请当面告诉').waitFor()
    const told = (await page.locator('.ant-modal .number').last().textContent())!.trim()
    await page.getByRole('button', { name: '我已记下' }).click()
    // What one asked for himself he does not approve.
    const approve = async () => {
      await page.goto('/console/applications?state=in_review')
      await page.getByText('jilang-site').waitFor()
      await page.getByRole('checkbox').first().check()
      await page.getByRole('button', { name: '批准' }).click()
    }
    await approve()
    await page.getByText('自己登记的应用须由他人批准').first().waitFor()
    await page.getByRole('button', { name: /苏明远/ }).click()
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL(/\/sign-in\/console/)
    await page.goto('/console/applications')
    await comeIn('director')
    await approve()
    await page.locator('.result-strip').getByText('2 条成功').waitFor()
    // Where one's account is signed in stands in the console too, and what is left behind is signed out there.
    await page.goto('/console/my-devices')
    await page.getByText('当前设备').waitFor()
    await page.getByRole('button', { name: '退出其他所有设备' }).click()
    await page.locator('.ant-popconfirm').getByRole('button', { name: '退出其他所有设备' }).click()
    await expect.poll(() => page.locator('.panel li').count()).toBe(1)
    await desk.context.close()

    // Whoever comes in with a password he was given sets his own first, whatever page he asks for.
    const he = await visit({ ...narrow, baseURL: own })
    await he.page.goto('/console/orders')
    await he.page.waitForURL(/\/sign-in\/console/)
    await he.page.getByLabel('手机号、邮箱或用户名').fill('he.new')
    await he.page.getByLabel('密码', { exact: true }).fill(told)
    await he.page.getByRole('button', { name: '登录', exact: true }).click()
    await he.page.getByText('设置你自己的密码').waitFor()
    expect(await findBarriers(he.page)).toEqual([])
    await he.page.goto('/account')
    await he.page.waitForURL(/\/sign-in\?/)
    const setOwn = async (again: string) => {
      await he.page.getByLabel('新密码', { exact: true }).fill('frost-on-rails-7')
      await he.page.getByLabel('再输一遍新密码').fill(again)
      await he.page.getByRole('button', { name: '设好并进入' }).click()
    }
    await setOwn('frost-on-rails-8')
    await he.page.getByRole('alert').getByText('两次输入的密码不一样').waitFor()
    await setOwn('frost-on-rails-7')
    await he.page.waitForURL(`${own}/account`)
    await he.context.close()

    const shopper = await visit({ ...phone, baseURL: own })
    await shopper.page.goto(`${siteOf('jilang')}/sign-in?return_to=/account/security`)
    await shopper.page.waitForURL(`${own}/sign-in/jilang**`)
    await shopper.page.getByRole('button', { name: /林知夏/ }).click()
    await shopper.page.waitForURL(`${siteOf('jilang')}/account/security`)
    await shopper.page.goto(`${siteOf('zhimu')}/sign-in?return_to=/account/security`)
    await shopper.page.waitForURL(`${siteOf('zhimu')}/account/security`)
    // Each site begins with the center of its own brand.
    await shopper.page.goto(`${siteOf('zhimu')}/account`)
    await shopper.page.waitForURL(`${siteOf('zhimu')}/account/brand/zhimu`)
    await shopper.page.getByRole('heading', { name: '稚牧会员中心' }).waitFor()
    expect(await findBarriers(shopper.page)).toEqual([])
    // Leaving one leaves all, also the page that knew her; what an old answer is worth is said.
    await shopper.page.goto(`${siteOf('zhimu')}/sign-out`)
    await shopper.page.getByRole('button', { name: '退出登录' }).click()
    await shopper.page.waitForURL(`${siteOf('zhimu')}/`)
    await shopper.page.goto(`${siteOf('jilang')}/account/security`)
    await shopper.page.waitForURL(`${own}/sign-in/jilang**`)
    await shopper.page.goto(`${callbackOf('jilang')}?code=stolen&state=other`)
    await shopper.page.getByText('这次登录不是在这个浏览器里开始的').waitFor()
    expect(await findBarriers(shopper.page)).toEqual([])
    await shopper.context.close()
  },
)
