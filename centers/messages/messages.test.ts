import { runOnce } from 'graphile-worker'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadUsers } from '#centers/identity/write.ts'
import { announce, consumeAll } from '#core/events.ts'
import { type App, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { seal } from '#core/secrets.ts'
import { type Db, json, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { aliyunSms } from '#outside/sms-aliyun/sender.ts'
import { tencentSms } from '#outside/sms-tencent/sender.ts'
import { smtp } from '#outside/smtp/sender.ts'
import { webPush } from '#outside/web-push/sender.ts'
import { createApp } from '#server/app.ts'
import { simulateAliyunSms } from '#simulators/sms-aliyun/server.ts'
import { simulateTencentSms } from '#simulators/sms-tencent/server.ts'
import { simulateSmtp } from '#simulators/smtp/server.ts'
import { simulatePushService } from '#simulators/web-push/service.ts'
import { clientOf } from '../../checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '../../checks/support/database.ts'
import { consumers } from './events.ts'
import { tasks } from './jobs.ts'
import type { MessageRequest } from './model.ts'
import { promises } from './promises.ts'
import { dropSubscription, findSubscriptions, isPushService } from './push.ts'
import { receiptKey } from './routes.ts'
import { publishTemplates, releaseMessages, requestMessages, setPreferences, setSenders } from './write.ts'

const clock = handClock('2026-03-02T04:00:00.000Z')
const lin = newId()
let database: ClonedDatabase
let db: Db
let app: App
let staff: App
let aliyun: Awaited<ReturnType<typeof simulateAliyunSms>>
let tencent: Awaited<ReturnType<typeof simulateTencentSms>>
let mail: Awaited<ReturnType<typeof simulateSmtp>>
let mailer: ReturnType<typeof smtp>

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb(database.connection)
  app = await createApp({ db, clock })
  staff = await createApp({ db, clock }, { authenticate: () => theSystem })
  await loadUsers(
    db,
    [
      {
        id: lin,
        name: '林青',
        password: 'tundra-mice-8',
        handles: [
          { kind: 'phone', value: '13800138000', verified: true },
          { kind: 'email', value: 'lin@example.com', verified: true },
        ],
      },
    ],
    clock.now(),
  )
  // She agreed to news by short message and mail.
  await db.tx((tx) => setPreferences(tx, clock.now(), lin, [{ category: 'service', channel: 'sms', allowed: true }]))
  const now = () => Date.parse(clock.now())
  aliyun = await simulateAliyunSms({
    keys: { id1: 'secret1' },
    sign_names: ['通商'],
    templates: { SMS_1: ['code', 'minutes'], SMS_2: ['order_no'] },
    now,
  })
  tencent = await simulateTencentSms({
    keys: { id2: 'secret2' },
    sdk_app_id: '1400',
    sign_names: ['通商'],
    templates: { 501: 2, 502: 1 },
    now,
  })
  mail = await simulateSmtp({ accounts: { 'shop@tongshang.example': 'mail-secret' }, refuse: /^nobody@/ })
  mailer = smtp({
    host: '127.0.0.1',
    port: mail.port,
    secure: false,
    user: 'shop@tongshang.example',
    password: 'mail-secret',
    from: { '*': 'Tongshang <shop@tongshang.example>' },
  })
  setSenders([
    aliyunSms(
      {
        access_key_id: 'id1',
        access_key_secret: 'secret1',
        endpoint: aliyun.url,
        sign_names: { '*': '通商' },
        cost_micros_per_segment: 45_000,
      },
      clock.now,
    ),
    tencentSms(
      {
        secret_id: 'id2',
        secret_key: 'secret2',
        sdk_app_id: '1400',
        region: 'ap-guangzhou',
        endpoint: tencent.url,
        sign_names: { '*': '通商' },
        cost_micros_per_segment: 50_000,
      },
      clock.now,
    ),
    mailer,
  ])
  const text = (template: string, body: string, aliyun_code: string, tencent_code: string, values: string[]) => ({
    template,
    channel: 'sms' as const,
    locale: 'zh' as const,
    category: template === 'identity.code' ? ('security' as const) : ('order' as const),
    subject: '',
    body,
    provider_templates: { aliyun: { code: aliyun_code, values }, tencent: { code: tencent_code, values } },
  })
  await db.tx((tx) =>
    publishTemplates(tx, clock.now(), 'story', [
      text('identity.code', '验证码 {{code}}，{{minutes}} 分钟内有效。', 'SMS_1', '501', ['code', 'minutes']),
      text('orders.paid', '订单 {{order_no}} 已付款。', 'SMS_2', '502', ['order_no']),
    ]),
  )
})
afterAll(async () => {
  setSenders([])
  mailer.close()
  await Promise.all([aliyun.close(), tencent.close(), mail.close()])
  await app.close()
  await staff.close()
  await db.close()
  await database.drop()
})
beforeEach(() => clock.advance(86_400_000))

const ask = async (request: Partial<MessageRequest> & Pick<MessageRequest, 'template' | 'channels'>) => {
  const message_id = newId()
  const item: MessageRequest = { to: { user_id: lin }, values: {}, ...request, message_id }
  await db.tx((tx) => announce(tx, 'messages.requested', [item], clock.now()))
  await consumeAll(db, consumers, clock.now())
  return message_id
}
/** Runs the jobs that are due, also those a failure put off. */
const runJobs = async () => {
  await db.run(sql`update graphile_worker._private_jobs set run_at = now()`)
  await runOnce({ pgPool: db.pool, taskList: tasks({ db, clock }), logger: quiet })
}
const quiet = new (await import('graphile-worker')).Logger(() => () => {})
const rowsOf = (message_id: string) =>
  db.rows<Record<string, unknown>>(
    sql`select channel, state, reason, provider, provider_ref, attempts, cost_micros, sealed_values from messages.outbox where message_id = ${message_id} order by channel`,
  )
const receive = (provider: string, body: object, key = receiptKey(provider)) =>
  app.inject({ method: 'POST', url: `/api/open/message-receipts/${provider}/${key}`, payload: body })

test('a sign-in code goes from the request to the phone, sealed on its way, and its receipt comes back', async () => {
  const phone = clientOf(app)
  const id = newId()
  await phone.send('POST', '/api/mall/codes', { id, handle: '13800138000' })
  await consumeAll(db, consumers, clock.now())
  await runJobs()
  const arrived = aliyun.messages.at(-1)!
  expect(arrived).toMatchObject({ phone: '13800138000', sign_name: '通商', template_code: 'SMS_1', out_id: id })
  expect(JSON.stringify(await db.rows(sql`select * from messages.outbox`))).not.toContain(`"${arrived.params.code}"`)
  expect(await rowsOf(id)).toMatchObject([
    { state: 'sent', provider: 'aliyun', provider_ref: arrived.biz_id, cost_micros: 45_000, sealed_values: null },
  ])
  const signed = await phone.send('POST', '/api/mall/session/code', { challenge_id: id, code: arrived.params.code })
  expect(signed.statusCode).toBe(200)

  const answer = await receive('aliyun', aliyun.report(arrived.biz_id, true))
  expect(answer.json()).toEqual({ code: 0, msg: '接收成功' })
  await receive('aliyun', aliyun.report(arrived.biz_id, true))
  await receive('aliyun', aliyun.report(arrived.biz_id, false))
  expect(await rowsOf(id)).toMatchObject([{ state: 'delivered', reason: null }])
  const heard = await db.rows(
    sql`select items from core.events where topic = 'messages.delivered' and items @> ${json([{ message_id: id }])}::jsonb`,
  )
  expect(heard).toHaveLength(1)
})

test('the same message asked for twice goes out once; each channel for itself', async () => {
  const id = await ask({ template: 'orders.paid', channels: ['in_app', 'sms', 'email'], values: { order_no: '1000200030' } })
  const again = {
    message_id: id,
    template: 'orders.paid',
    channels: ['in_app', 'sms', 'email'] as const,
    to: { user_id: lin },
    values: { order_no: '1000200030' },
  }
  await db.tx((tx) => requestMessages(tx, clock.now(), [again, again]))
  const before = aliyun.messages.length
  await runJobs()
  await runJobs()
  expect(aliyun.messages.length - before).toBe(1)
  expect(await rowsOf(id)).toMatchObject([
    { channel: 'email', state: 'suppressed', reason: 'no_template' },
    { channel: 'in_app', state: 'delivered' },
    { channel: 'sms', state: 'sent' },
  ])
})

test('when one provider cannot, the next does; when none can, it waits and is tried again', async () => {
  const first = await ask({ template: 'orders.paid', channels: ['sms'], values: { order_no: '1' } })
  aliyun.faults.push('down')
  await runJobs()
  expect(await rowsOf(first)).toMatchObject([{ state: 'sent', provider: 'tencent', attempts: 1 }])
  expect(tencent.messages.at(-1)).toMatchObject({ phone: '+8613800138000', params: ['1'], session_context: first })
  expect((await receive('tencent', tencent.report(tencent.messages.at(-1)!.serial_no, false))).json()).toEqual({ result: 0, errmsg: 'OK' })
  expect(await rowsOf(first)).toMatchObject([{ state: 'failed', reason: 'UNDELIV: 用户短信送达失败' }])

  const second = await ask({ template: 'orders.paid', channels: ['sms'], values: { order_no: '2' } })
  aliyun.faults.push('down')
  tencent.faults.push('InternalError.OtherError')
  await runJobs()
  expect(await rowsOf(second)).toMatchObject([{ state: 'queued', attempts: 1 }])
  await runJobs()
  expect(await rowsOf(second)).toMatchObject([{ state: 'sent', provider: 'aliyun', attempts: 2 }])
})

test('a number that cannot be is refused for good, an expired code is not sent at all', async () => {
  const wrong = await ask({ template: 'orders.paid', channels: ['sms'], to: { phone: '+8612345' }, values: { order_no: '3' } })
  await runJobs()
  expect(await rowsOf(wrong)).toMatchObject([{ state: 'failed', reason: expect.stringContaining('isv.MOBILE_NUMBER_ILLEGAL') }])

  const expired = await ask({
    template: 'identity.code',
    channels: ['sms'],
    expires_at: new Date(Date.parse(clock.now()) + 60_000).toISOString(),
    values: { minutes: 5 },
    sealed_values: seal('messages.values', json({ code: '000000' })),
  })
  clock.advance(61_000)
  await runJobs()
  expect(await rowsOf(expired)).toMatchObject([{ state: 'failed', reason: 'expired' }])

  const bare = await ask({ template: 'orders.paid', channels: ['sms'], values: {} })
  await runJobs()
  expect(await rowsOf(bare)).toMatchObject([{ state: 'failed', reason: 'value_missing: order_no' }])
})

test('at night it waits for the morning', async () => {
  clock.set('2026-06-01T15:30:00.000Z') // 23:30 in Shanghai
  const id = await ask({ template: 'orders.paid', channels: ['sms'], values: { order_no: '4' } })
  await runJobs()
  expect(await rowsOf(id)).toMatchObject([{ state: 'waiting' }])
  clock.set('2026-06-01T23:59:00.000Z')
  expect(await runDue(db, [releaseMessages], clock.now(), { strict: true })).toBe(0)
  clock.set('2026-06-02T00:00:00.000Z')
  expect(await runDue(db, [releaseMessages], clock.now(), { strict: true })).toBe(1)
  await runJobs()
  expect(await rowsOf(id)).toMatchObject([{ state: 'sent' }])
})

test('Lin declines order messages by SMS and still gets her codes', async () => {
  const phone = clientOf(app)
  await phone.signIn('13800138000', 'tundra-mice-8')
  const items = [{ category: 'order', channel: 'sms', allowed: false }]
  expect((await phone.send('PUT', '/api/mall/message-preferences', { items })).statusCode).toBe(204)
  expect((await phone.send('GET', '/api/mall/message-preferences')).json()).toMatchObject({ items: expect.arrayContaining(items) })
  expect(
    (await phone.send('PUT', '/api/mall/message-preferences', { items: [{ category: 'security', channel: 'sms', allowed: false }] }))
      .statusCode,
  ).toBe(400)
  const order = await ask({ template: 'orders.paid', channels: ['sms'], values: { order_no: '5' } })
  const code = await ask({ template: 'identity.code', channels: ['sms'], values: { code: '123456', minutes: 5 } })
  expect(await rowsOf(order)).toMatchObject([{ state: 'suppressed', reason: 'not_wanted' }])
  expect(await rowsOf(code)).toMatchObject([{ state: 'queued' }])
  await db.tx((tx) => setPreferences(tx, clock.now(), lin, [{ category: 'order', channel: 'sms', allowed: true }]))
})

test('email: signed in at the server, refused mailboxes are final, a busy server is tried again', async () => {
  // That she signed in on a device nobody knew was told her by mail, too.
  await consumeAll(db, consumers, clock.now())
  await runJobs()
  const notice = { template: 'notice', channels: ['email' as const], values: { title: '停电通知', text: '明天 9 点检修。\n.一行以点开头' } }
  const id = await ask(notice)
  mail.faults.push('451 4.3.0 Try later')
  await runJobs()
  expect(await rowsOf(id)).toMatchObject([{ state: 'queued' }])
  // Once more, or twice when the first look came before the job was given back.
  await expect
    .poll(async () => {
      await runJobs()
      return rowsOf(id)
    })
    .toMatchObject([{ state: 'sent', provider_ref: `<${id}@tongshang.example>` }])
  expect(mail.mails.at(-1)).toMatchObject({ from: 'shop@tongshang.example', to: ['lin@example.com'] })
  expect(mail.mails.at(-1)!.raw).toContain(`Message-ID: <${id}@tongshang.example>`)

  const nobody = await ask({ ...notice, to: { email: 'nobody@example.com' } })
  await runJobs()
  expect(await rowsOf(nobody)).toMatchObject([{ state: 'failed', reason: expect.stringContaining('550') }])
})

test('news of an order comes by short message or mail only to who asked for it; nothing is noted of the others', async () => {
  const news = () =>
    ask({
      ...{ template: 'orders.shipped', channels: ['in_app'], if_wished: ['sms', 'email'] },
      values: { order_no: '7', carrier: 'SF', tracking_no: 'SF1' },
    })
  const wish = (email: boolean, sms: boolean) =>
    db.tx((tx) =>
      setPreferences(tx, clock.now(), lin, [
        { category: 'order', channel: 'email', allowed: email },
        { category: 'order', channel: 'sms', allowed: sms },
      ]),
    )
  await db.run(sql`delete from messages.preferences where user_id = ${lin} and category = 'order'`)
  expect(await rowsOf(await news())).toMatchObject([{ channel: 'in_app' }])
  await wish(false, false)
  expect(await rowsOf(await news())).toMatchObject([{ channel: 'in_app' }])
  await wish(true, false)
  const id = await news()
  await runJobs()
  expect(await rowsOf(id)).toMatchObject([{ channel: 'email', state: 'sent' }, { channel: 'in_app' }])
  // Her settings stay where she takes the consent back, and where they are older than the question: nothing comes by letter until she agrees.
  const phone = clientOf(app)
  await phone.signIn('13800138000', 'tundra-mice-8')
  await phone.send('PUT', '/api/mall/consents', { items: [{ purpose: 'letters', given: false }] })
  expect((await phone.send('GET', '/api/mall/message-preferences')).json()).toMatchObject({
    items: expect.arrayContaining([{ category: 'order', channel: 'email', allowed: true }]),
    agreed: { letters: false },
  })
  expect(await rowsOf(await news())).toMatchObject([{ channel: 'in_app' }])
  const again = { items: [{ category: 'order', channel: 'email', allowed: true }] }
  await phone.send('PUT', '/api/mall/message-preferences', again)
  expect(await rowsOf(await news())).toMatchObject([{ channel: 'email' }, { channel: 'in_app' }])
  await db.run(sql`delete from messages.preferences where user_id = ${lin} and category = 'order'`)
})

test('the inbox: newest first, unread counted, only one’s own', async () => {
  await ask({ template: 'notice', channels: ['in_app'], values: { title: '您好', text: '<b>第一条</b>' } })
  const phone = clientOf(app)
  await phone.signIn('13800138000', 'tundra-mice-8')
  const page = (await phone.send('GET', '/api/mall/messages?limit=1')).json()
  expect(page.items[0]).toMatchObject({ subject: '您好', text: '<b>第一条</b>', read_at: null })
  const read = await phone.send('POST', '/api/mall/messages/read', { message_ids: [page.items[0].message_id] })
  expect(read.json().unread).toBe(page.unread - 1)
  expect((await phone.send('GET', `/api/mall/messages?limit=1&cursor=${page.next}`)).json().items[0].message_id).not.toBe(
    page.items[0].message_id,
  )
  expect((await clientOf(app).send('GET', '/api/mall/messages')).statusCode).toBe(401)
})

test('the console: outbox, cost, a call made by hand, a text with a value that nobody gives', async () => {
  const call = await ask({ template: 'notice', channels: ['call'], values: { title: '回访', text: '请回访' } })
  const desk = clientOf(staff)
  const found = (await desk.send('GET', '/api/admin/outbox?channel=call&state=queued')).json()
  expect(found.items).toMatchObject([{ message_id: call, address: '+8613800138000' }])
  const items = [{ message_id: call, result: 'reached' }]
  expect((await desk.send('POST', '/api/admin/calls', { items })).json()).toEqual({ outcomes: [{ id: call, status: 'recorded' }] })
  expect((await desk.send('POST', '/api/admin/calls', { items })).json()).toEqual({ outcomes: [{ id: call, status: 'already_recorded' }] })
  const totals = (await desk.send('GET', '/api/admin/outbox/totals?from=2026-01-01&to=2026-12-31')).json().items as {
    state: string
    channel: string
    cost_micros: number
  }[]
  expect(
    totals.filter(({ state, channel }) => state === 'sent' && channel === 'sms').reduce((sum, { cost_micros }) => sum + cost_micros, 0),
  ).toBe(aliyun.messages.length * 45_000 + tencent.messages.length * 50_000)
  const text = {
    template: 'orders.paid',
    channel: 'in_app',
    locale: 'zh',
    category: 'order',
    subject: '已付款',
    body: '订单 {{order_number}} 已付款',
  }
  expect((await desk.send('POST', '/api/admin/message-templates', { items: [text] })).json()).toMatchObject({
    status: 400,
    type: 'value_unknown',
  })
  const good = { ...text, body: '您的订单 {{order_no}} 已付款，谢谢。' }
  expect((await desk.send('POST', '/api/admin/message-templates', { items: [good] })).statusCode).toBe(200)
  const all = (await desk.send('GET', '/api/admin/message-templates')).json().items
  expect(all).toContainEqual(
    expect.objectContaining({ template: 'orders.paid', channel: 'in_app', locale: 'zh', version: 1, state: 'published' }),
  )
})

test('receipts come only to the secret address and only in the provider’s own form', async () => {
  expect((await receive('aliyun', [], 'x'.repeat(32))).statusCode).toBe(404)
  expect((await receive('nobody', [], receiptKey('nobody'))).statusCode).toBe(404)
  expect((await receive('aliyun', { success: true })).json()).toMatchObject({ status: 400, type: 'receipts_unreadable' })
})

test('after all this, what messages promises holds', async () => {
  for (const { name, query } of promises) expect(await db.rows(query), name).toEqual([])
})

test('a person says what may come, when to be quiet, and to which browsers', async () => {
  const service = await simulatePushService(() => Date.parse(clock.now()))
  process.env.TONGSHANG_PUSH_SERVICE = service.url
  const push = webPush(
    {
      private_key: Buffer.alloc(32, 7),
      contact: 'mailto:shop@example.com',
      find: (user_id) => findSubscriptions(db, user_id),
      forget: async (endpoint) => void (await dropSubscription(db, endpoint)),
      mayCall: (endpoint) => isPushService(endpoint),
    },
    clock.now,
  )
  setSenders([push])
  try {
    const shopper = clientOf(app)
    await shopper.signIn('13800138000', 'tundra-mice-8')
    const told = async (values: object = {}) => {
      const message_id = newId()
      const request = {
        message_id,
        template: 'orders.canceled',
        channels: ['push'] as const,
        to: { user_id: lin },
        values: { order_no: '1', why: '', ...values },
      }
      await db.tx((tx) => requestMessages(tx, clock.now(), [request]))
      return (await db.row<{ state: string; reason: string | null }>(
        sql`select state, reason from messages.outbox where message_id = ${message_id}`,
      ))!
    }
    expect(await told()).toEqual({ state: 'suppressed', reason: 'no_address' })
    const { key } = (await shopper.send('GET', '/api/mall/push-key')).json()
    const { heard, leave: _leave, ...browser } = service.subscribe(key)
    const inside = { ...browser, endpoint: 'https://169.254.169.254/latest/meta-data' }
    expect((await shopper.send('PUT', '/api/mall/push-subscriptions', inside)).json()).toMatchObject({ type: 'push_service_unknown' })
    expect((await shopper.send('PUT', '/api/mall/push-subscriptions', browser)).statusCode).toBe(204)
    expect(await told({ why: '不想要了' })).toMatchObject({ state: 'queued' })
    await runOnce({ pgPool: db.pool, taskList: tasks({ db, clock }), noHandleSignals: true })
    expect(heard).toEqual([JSON.stringify({ title: '已取消', body: '订单 1 已取消：不想要了。已付款项将原路退回。' })])

    // It is noon in Chongqing: her own quiet hours hold it back until one.
    const wishes = { items: [], quiet_hours: { from_minute: 11 * 60, to_minute: 13 * 60 } }
    expect((await shopper.send('PUT', '/api/mall/message-preferences', wishes)).statusCode).toBe(204)
    const { quiet_hours, browsers } = (await shopper.send('GET', '/api/mall/message-preferences')).json()
    expect([quiet_hours, browsers]).toEqual([{ ...wishes.quiet_hours, zone: 'Asia/Shanghai' }, 1])
    clock.set('2026-03-02T04:30:00.000Z')
    expect(await told()).toMatchObject({ state: 'waiting' })
    await shopper.send('PUT', '/api/mall/message-preferences', { items: [], quiet_hours: null })
    expect(await told()).toMatchObject({ state: 'queued' })
    await shopper.send('POST', '/api/mall/push-subscriptions/endings', { endpoint: browser.endpoint })
    expect(await told()).toEqual({ state: 'suppressed', reason: 'no_address' })
  } finally {
    delete process.env.TONGSHANG_PUSH_SERVICE
    await service.close()
  }
})
