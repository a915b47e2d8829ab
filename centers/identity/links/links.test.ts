import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { alipayLogin } from '#outside/alipay-login/login.ts'
import { qqLogin } from '#outside/qq/login.ts'
import { wechatLogin } from '#outside/wechat/login.ts'
import { weiboLogin } from '#outside/weibo/login.ts'
import { createApp } from '#server/app.ts'
import { simulateAlipayLogin } from '#simulators/alipay-login/login.ts'
import { simulateQq } from '#simulators/qq/login.ts'
import { simulateWechat } from '#simulators/wechat/login.ts'
import { simulateWeibo } from '#simulators/weibo/login.ts'
import { clientOf } from '../../../checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '../../../checks/support/database.ts'
import { promises } from '../promises.ts'
import { loadUsers } from '../write.ts'
import { setSocialProviders } from './write.ts'

const clock = handClock('2026-03-02T01:00:00.000Z')
const now = () => Date.parse(clock.now())
const lin = newId()
let database: ClonedDatabase
let db: Db
let app: App
let wechat: Awaited<ReturnType<typeof simulateWechat>>
let qq: Awaited<ReturnType<typeof simulateQq>>
let weibo: Awaited<ReturnType<typeof simulateWeibo>>
let alipay: Awaited<ReturnType<typeof simulateAlipayLogin>>
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const callback = (provider: string) => `http://localhost:80/api/mall/links/${provider}/callback`
const inWechat = { agent: 'Mozilla/5.0 (iPhone) MicroMessenger/8.0' }

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb(database.connection)
  app = await createApp({ db, clock })
  await loadUsers(
    db,
    [
      {
        id: lin,
        name: '林青',
        password: 'tundra-mice-8',
        handles: [
          { kind: 'name', value: 'linqing' },
          { kind: 'phone', value: '13800138000', verified: true },
        ],
      },
    ],
    clock.now(),
  )
  wechat = await simulateWechat({
    apps: {
      wx1: { secret: 's1', domain: 'localhost', bound: true },
      wx2: { secret: 's2', domain: 'localhost', bound: true },
      wx3: { secret: 's3', domain: 'localhost', bound: true },
    },
    now,
  })
  qq = await simulateQq({ apps: { 101: { key: 'k', callback: callback('qq'), unionid: true } }, now })
  weibo = await simulateWeibo({ apps: { 11: { secret: 'w', callback: callback('weibo') } }, now })
  alipay = await simulateAlipayLogin({
    apps: {
      2021: { public_key: publicKey.export({ type: 'spki', format: 'pem' }).toString(), callback: callback('alipay'), open_id: true },
    },
    now,
  })
  setSocialProviders([
    wechatLogin(
      {
        web: { appid: 'wx1', secret: 's1' },
        in_app: { appid: 'wx2', secret: 's2' },
        mini_program: { appid: 'wx3', secret: 's3' },
        platform: 'open-1',
        open_origin: wechat.origin,
        api_origin: wechat.origin,
      },
      clock.now,
    ),
    qqLogin({ client_id: '101', client_secret: 'k', platform: 'qq-1', origin: qq.origin }, clock.now),
    weiboLogin({ client_id: '11', client_secret: 'w', origin: weibo.origin }, clock.now),
    alipayLogin(
      {
        app_id: '2021',
        private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        alipay_public_key: alipay.public_key,
        authorize_origin: alipay.origin,
        gateway: alipay.gateway,
      },
      clock.now,
    ),
  ])
})
afterAll(async () => {
  setSocialProviders([])
  await Promise.all([wechat.close(), qq.close(), weibo.close(), alipay.close()])
  await app.close()
  await db.close()
  await database.drop()
})

type Client = ReturnType<typeof clientOf>
const start = async (client: Client, provider: string, return_to = '/cart') =>
  String((await client.send('GET', `/api/mall/links/${provider}/start?return_to=${encodeURIComponent(return_to)}`)).headers.location)
const come = (client: Client, address: string) => {
  const url = new URL(address)
  return client.send('GET', url.pathname + url.search)
}
const mei = { openids: { wx1: 'o-web-mei', wx2: 'o-app-mei' }, unionid: 'u-mei', nickname: '梅子' }
const host = { host: 'localhost' }

test('WeChat on the desktop and inside WeChat is one person, by the unionid', async () => {
  const desktop = clientOf(app, host)
  const back = await come(desktop, wechat.scan(await start(desktop, 'wechat'), mei))
  expect([back.statusCode, back.headers.location]).toEqual([303, '/cart'])
  const me = await desktop.me()
  expect(me).toMatchObject({ kind: 'member', user: { name: '梅子' } })

  const phone = clientOf(app, { ...host, ...inWechat })
  const address = await start(phone, 'wechat')
  expect(address).toContain('/connect/oauth2/authorize?appid=wx2')
  await come(phone, wechat.scan(address, mei))
  expect((await phone.me()).user.id).toBe(me.user.id)
})

test('the mini program is a third way to the same person; its code is good once, for five minutes', async () => {
  const person = { ...mei, openids: { ...mei.openids, wx3: 'o-mini-mei' } }
  const enter = async (code: string) => {
    const program = clientOf(app, host)
    return { program, answer: await program.send('POST', '/api/mall/session/mini-program', { provider: 'wechat', code }) }
  }
  const code = wechat.miniCode('wx3', person)
  const { program, answer } = await enter(code)
  expect(answer.json()).toMatchObject({ user: { name: '梅子' }, registered: false })
  expect(await program.me()).toMatchObject({ kind: 'member', user: { name: '梅子' } })
  expect((await enter(code)).answer.json()).toMatchObject({
    status: 401,
    type: 'provider_refused',
    detail: expect.stringContaining('40163'),
  })
  expect((await enter('invented')).answer.json()).toMatchObject({ type: 'provider_refused', detail: expect.stringContaining('40029') })
  const late = wechat.miniCode('wx3', person)
  clock.advance(6 * 60_000)
  expect((await enter(late)).answer.statusCode).toBe(401)
  const fresh = { openids: { wx3: 'o-new' }, unionid: 'u-new', nickname: '新' }
  expect((await enter(wechat.miniCode('wx3', fresh))).answer.json()).toMatchObject({ registered: true })
})

test.each([
  ['qq', () => qq, { openid: 'q-1', unionid: 'uq-1', nickname: '小Q' }, '小Q'],
  ['weibo', () => weibo, { uid: '1404376560', screen_name: '微博控' }, '微博控'],
  ['alipay', () => alipay, { user_id: '2088000000000001', open_id: 'op-1', nick_name: '支付宝用户' }, '支付宝用户'],
] as const)('%s signs in a new person, and the same one again', async (provider, partner, person, name) => {
  const ids = new Set<string>()
  for (let i = 0; i < 2; i++) {
    const client = clientOf(app, { host: 'localhost:80' })
    const back = (partner() as { agree(address: string, person: unknown): string }).agree(await start(client, provider), person)
    expect(back).toContain('state=')
    expect((await come(client, back)).statusCode, back).toBe(303)
    const me = await client.me()
    expect(me).toMatchObject({ kind: 'member', user: { name } })
    ids.add(me.user.id)
  }
  expect(ids.size).toBe(1)
})

test('Lin links her WeChat, signs in with it, and unlinks it; somebody else’s cannot be linked', async () => {
  const linsWechat = { openids: { wx1: 'o-lin', wx2: 'o-lin2' }, unionid: 'u-lin', nickname: '青' }
  const phone = clientOf(app, host)
  await phone.signIn('linqing', 'tundra-mice-8')
  await come(phone, wechat.scan(await start(phone, 'wechat', '/account'), linsWechat))
  expect((await phone.send('GET', '/api/mall/links')).json().items).toMatchObject([{ provider: 'wechat', name: '青' }])
  expect((await phone.me()).user).toMatchObject({ id: lin, name: '林青' })

  const other = clientOf(app, host)
  await come(other, wechat.scan(await start(other, 'wechat'), linsWechat))
  expect((await other.me()).user.id).toBe(lin)

  const taken = await come(phone, wechat.scan(await start(phone, 'wechat'), mei))
  expect(taken.json()).toMatchObject({ status: 409, type: 'linked_to_another' })
  expect((await phone.send('DELETE', '/api/mall/links/wechat')).statusCode).toBe(204)
  expect((await phone.send('GET', '/api/mall/links')).json().items).toEqual([])

  const meis = clientOf(app, host)
  await come(meis, wechat.scan(await start(meis, 'wechat'), mei))
  expect((await meis.send('DELETE', '/api/mall/links/wechat')).json()).toMatchObject({ status: 409, type: 'last_way_in' })
})

test('who declines comes back as he was', async () => {
  const client = clientOf(app, host)
  const back = await come(client, wechat.scan(await start(client, 'wechat'), null))
  expect([back.statusCode, back.headers.location]).toEqual([303, '/cart'])
  expect(await client.me()).toMatchObject({ kind: 'visitor' })
})

test('a trip begun in one browser does not end in another, nor twice, nor with another provider, nor on another site', async () => {
  const victim = clientOf(app, host)
  const mallory = clientOf(app, host)
  const back = wechat.scan(await start(mallory, 'wechat'), mei)
  expect((await come(victim, back)).json()).toMatchObject({ status: 400, type: 'state_differs' })

  expect((await come(mallory, back)).statusCode).toBe(303)
  expect((await come(mallory, back)).json()).toMatchObject({ status: 400, type: 'state_differs' })

  const crossed = clientOf(app, host)
  const address = wechat.scan(await start(crossed, 'wechat'), mei)
  expect((await come(crossed, address.replace('/wechat/', '/weibo/'))).json()).toMatchObject({ type: 'state_used' })

  const open = clientOf(app, host)
  const away = await come(open, wechat.scan(await start(open, 'wechat', '//evil.example/'), mei))
  expect(away.headers.location).toBe('/account')
})

test('who signs in between does not get what another began to link', async () => {
  const browser = clientOf(app, host)
  const address = wechat.scan(await start(browser, 'wechat'), { openids: { wx1: 'o-x', wx2: 'o-x2' }, unionid: 'u-x', nickname: 'x' })
  await browser.signIn('linqing', 'tundra-mice-8')
  expect((await come(browser, address)).json()).toMatchObject({ status: 409, type: 'other_user' })
})

test('a late code, a code of a token for another application, a lying uid and a forged answer sign in nobody', async () => {
  const late = clientOf(app, host)
  const address = wechat.scan(await start(late, 'wechat'), mei)
  clock.advance(11 * 60_000)
  expect((await come(late, address)).json()).toMatchObject({
    status: 401,
    type: 'provider_refused',
    detail: expect.stringContaining('42003'),
  })

  const liar = clientOf(app, { host: 'localhost:80' })
  weibo.options.lie_about_uid = '999'
  await come(liar, weibo.agree(await start(liar, 'weibo'), { uid: '7', screen_name: '七' }))
  weibo.options.lie_about_uid = ''
  expect(await db.rows(sql`select subject from identity.links where provider = 'weibo' order by subject`)).toEqual([
    { subject: '1404376560' },
    { subject: '7' },
  ])

  const foreign = clientOf(app, { host: 'localhost:80' })
  weibo.options.appkey = '99'
  const refused = await come(foreign, weibo.agree(await start(foreign, 'weibo'), { uid: '8', screen_name: '八' }))
  weibo.options.appkey = ''
  expect(refused.json()).toMatchObject({ status: 401, type: 'provider_refused' })

  const forged = clientOf(app, { host: 'localhost:80' })
  alipay.options.forge = true
  const answer = await come(forged, alipay.agree(await start(forged, 'alipay'), { user_id: '1', open_id: 'o', nick_name: 'n' }))
  alipay.options.forge = false
  expect(answer.statusCode).toBe(502)
  expect(await forged.me()).toMatchObject({ kind: 'visitor' })
})

test('after all this, what identity promises holds', async () => {
  for (const { name, query } of promises) expect(await db.rows(query), name).toEqual([])
})
