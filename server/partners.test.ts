import { afterAll, beforeAll, expect, test } from 'vitest'
import { consumers } from '#centers/messages/events.ts'
import { sendMessage } from '#centers/messages/write.ts'
import { startConsumers } from '#core/events.ts'
import { type App, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { clientOf } from '../checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '../checks/support/database.ts'
import { createApp } from './app.ts'
import { configuredPartners, openPartners, type Partners } from './partners.ts'

const clock = handClock('2026-03-02T01:00:00.000Z')
const told: string[] = []
let database: ClonedDatabase
let db: Db
let app: App
let desk: App
let partners: Partners
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb(database.connection)
  app = await createApp({ db, clock })
  desk = await createApp({ db, clock }, { authenticate: () => theSystem })
  partners = await openPartners(clock, { environment: {}, sample: true, tell: (sentence) => told.push(sentence) })
})
afterAll(async () => {
  await partners.stop()
  await app.close()
  await desk.close()
  await db.close()
  await database.drop()
})

/** The consumer takes the request in, the job sends it. */
async function sendAll() {
  const running = startConsumers(db, [...consumers], clock.now)
  for (let waited = 0; waited < 20_000; waited += 50) {
    const queued = await db.rows<{ message_id: string; channel: 'sms' | 'email' }>(
      sql`select message_id, channel from messages.outbox where state = 'queued'`,
    )
    for (const one of queued) await sendMessage(db, one, clock.now)
    if (queued.length) break
    await new Promise((wake) => setTimeout(wake, 50))
  }
  await running.stop()
}

test.each([
  ['13800000001', 'code for 138****0001: '],
  ['lin@example.com', 'code for li***@example.com: '],
])('in the sample enterprise %s asks for a code, it is told and shown, and signs in with it', async (handle, sentence) => {
  const client = clientOf(app)
  const id = newId()
  expect((await client.send('POST', '/api/mall/codes', { id, handle })).statusCode).toBeLessThan(300)
  await sendAll()
  const said = told.at(-1) ?? ''
  expect(said.startsWith(sentence), said).toBe(true)
  const code = said.slice(sentence.length)
  const [shown] = (await clientOf(desk).send('GET', '/api/admin/outbox')).json().items
  expect(shown).toMatchObject({ state: 'sent', text: expect.stringContaining(code) })
  expect((await client.send('POST', '/api/mall/session/code', { challenge_id: id, code })).statusCode).toBeLessThan(300)
  expect((await client.me()).kind).toBe('member')
})

test.each([['wechat'], ['qq'], ['weibo'], ['alipay']])(
  '%s signs in its sample person, under whatever name the shop is reached',
  async (provider) => {
    const client = clientOf(app, { host: '192.0.2.7:5905' })
    const left = await client.send('GET', `/api/mall/links/${provider}/start`)
    const back = new URL(String(left.headers.location))
    expect(back.host).toBe('192.0.2.7:5905')
    expect((await client.send('GET', back.pathname + back.search)).statusCode).toBe(303)
    expect((await client.me()).user.name).toContain('体验用户')
  },
)

const now = clock.now
test.each<[string, Record<string, string>, string[]]>([
  ['nothing', {}, []],
  [
    'short messages',
    {
      TONGSHANG_SMS_ALIYUN_ACCESS_KEY_ID: 'a',
      TONGSHANG_SMS_ALIYUN_ACCESS_KEY_SECRET: 'b',
      TONGSHANG_SMS_ALIYUN_SIGN_NAMES: '*=通商;mingche=鸣澈',
    },
    ['aliyun'],
  ],
  [
    'mail and two social providers',
    {
      TONGSHANG_SMTP_HOST: 'mail.example',
      TONGSHANG_SMTP_FROM: 'shop@mail.example',
      TONGSHANG_WECHAT_WEB_APPID: 'wx',
      TONGSHANG_WECHAT_WEB_SECRET: 's',
      TONGSHANG_WEIBO_CLIENT_ID: '1',
      TONGSHANG_WEIBO_CLIENT_SECRET: 's',
    },
    ['smtp', 'wechat', 'weibo'],
  ],
])('%s is what the settings name', async (_name, environment, wanted) => {
  const found = configuredPartners(environment, now)
  expect([...found.senders, ...found.social].map(({ provider }) => provider)).toEqual(wanted)
  await found.stop()
})

test('half a set is refused and the rest is named', () => {
  expect(() => configuredPartners({ TONGSHANG_SMS_TENCENT_SECRET_ID: 'a', TONGSHANG_SMS_TENCENT_SECRET_KEY: 'b' }, now)).toThrow(
    'TONGSHANG_SMS_TENCENT_SDK_APP_ID, TONGSHANG_SMS_TENCENT_SIGN_NAMES must be set too',
  )
})
