import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { addMilliseconds, businessDate, handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { carrierOutside } from '#server/outside.ts'
import { openAccounts } from './agreements/read.ts'
import { agree, words } from './fixtures.ts'

let database: ClonedDatabase
let db: Db
let app: App
let caller: Caller = theSystem
const clock = handClock('2026-03-02T02:00:00.000Z')

beforeAll(async () => {
  process.env.TONGSHANG_SECRET ??= 'a secret of thirty-two characters, for tests'
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 6 })
  app = await createApp({ db, clock }, { authenticate: () => caller })
  const nobody = 'http://127.0.0.1:9' // nothing here speaks with a partner
  await agree(db, clock.now(), carrierOutside.ports, { sf: nobody, kuaidi100: nobody, cainiao: nobody, qimen: nobody })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
})

const post = async (url: string, payload: object) => (await app.inject({ method: 'POST', url, payload })).json()
const get = async (url: string) => (await app.inject({ url })).json()

test('secrets are sealed, never shown, and stay when they are not sent', async () => {
  const raw = await db.row<{ text: string }>(sql`select string_agg(a::text, ' ') as text from carriers.accounts a`)
  expect(raw!.text).not.toMatch(/check-word|secret-1|session-1/)
  const shown = await get('/api/admin/carriers')
  expect(JSON.stringify(shown)).not.toMatch(/check-word|secret-1|session-1/)
  const account = shown.accounts.find(({ account_id }: { account_id: string }) => account_id === 'sf-main')
  expect(account.secret_names).toEqual(['checkword'])
  const { secret_names: _, push_urls: __, ...item } = account
  expect(await post('/api/admin/carriers/accounts', { items: [{ ...item, name: '顺丰月结' }] })).toMatchObject({
    outcomes: [{ status: 'saved' }],
  })
  expect((await openAccounts(db, ['sf-main'], null)).get('sf-main')!.secrets).toEqual({ checkword: 'check-word-1' })
  expect(await post('/api/admin/carriers/accounts', { items: [{ ...item, account_id: 'new', settings: {} }] })).toMatchObject({
    outcomes: [{ status: 'setting_missing', detail: 'settings.partner_id is needed for sf.' }],
  })
  expect(await post('/api/admin/carriers/accounts', { items: [{ ...item, account_id: 'new' }] })).toMatchObject({
    outcomes: [{ status: 'secret_missing' }],
  })
  expect(await post('/api/admin/carriers', { items: [{ ...shown.carriers[0], name: words('邮政特快') }] })).toMatchObject({
    outcomes: [{ status: 'saved' }],
  })
})

test('quotes and reach by address', async () => {
  const quotes = await post('/api/admin/carriers/quotes', {
    items: [{ id: '1', from_region: '500112', to_region: '110105', weight_grams: 2300 }],
  })
  expect(quotes.items[0].quotes.map((one: Record<string, unknown>) => [one.carrier_id, one.amount_minor, one.served])).toEqual([
    ['ems', 3000, true],
    ['sf', 3000, true],
  ])
  const reach = await get('/api/admin/carriers/reach?region=540102')
  expect(reach.items.map((one: Record<string, unknown>) => [one.carrier_id, one.served])).toEqual([
    ['ems', true],
    ['post', true],
    ['sf', true],
    ['yto', false],
  ])
})

test('a price table counts until it is withdrawn; the past stays priced, and what is over is not touched', async () => {
  const withdraw = (tariff_id: string, withdrawn_from?: string | null) =>
    post('/api/admin/carriers/tariffs/withdrawals', { items: [{ tariff_id, ...(withdrawn_from === undefined ? {} : { withdrawn_from }) }] })
  const quotedOn = async (on: string) => {
    const { items } = await post('/api/admin/carriers/quotes', {
      on,
      items: [{ id: '1', from_region: '500112', to_region: '110105', weight_grams: 900 }],
    })
    return items[0].quotes.map(({ tariff_id }: { tariff_id: string }) => tariff_id)
  }
  const today = businessDate(clock.now())
  const tomorrow = businessDate(addMilliseconds(clock.now(), 86_400_000))
  const status = async (answer: Promise<{ outcomes: { status: string }[] }>) => (await answer).outcomes[0]!.status
  expect(await status(withdraw('no-such'))).toBe('tariff_not_found')
  expect(await status(withdraw('ems-2026', '2026-02-01'))).toBe('day_is_over')
  expect(await status(withdraw('ems-2026', tomorrow))).toBe('saved')
  expect([await quotedOn(today), await quotedOn(tomorrow)]).toEqual([['ems-2026', 'sf-2026'], ['sf-2026']])
  expect(await status(withdraw('ems-2026', null))).toBe('saved')
  expect(await quotedOn(tomorrow)).toEqual(['ems-2026', 'sf-2026'])
  expect(await Promise.all([status(withdraw('ems-2026')), status(withdraw('ems-2026'))]).then((both) => both.sort())).toEqual([
    'already_saved',
    'saved',
  ])
  expect([await quotedOn('2026-03-01'), await quotedOn(today)]).toEqual([['ems-2026', 'sf-2026'], ['sf-2026']])
  expect(await status(withdraw('ems-2026', null))).toBe('day_is_over')
  expect((await get('/api/admin/carriers/tariffs')).items).toContainEqual(
    expect.objectContaining({ tariff_id: 'ems-2026', withdrawn_from: today }),
  )
})

test('a rule of where a carrier goes is taken back: the wider one counts again', async () => {
  const served = async () => (await get('/api/admin/carriers/reach?region=540102&carrier_id=yto')).items[0].served
  const drop = () => post('/api/admin/carriers/reach/withdrawals', { items: [{ carrier_id: 'yto', region: '54' }] })
  expect(await served()).toBe(false)
  expect((await get('/api/admin/carriers/reach?carrier_id=yto')).items).toHaveLength(2)
  expect((await Promise.all([drop(), drop()])).map(({ outcomes }) => outcomes[0].status).sort()).toEqual(['rule_not_found', 'saved'])
  expect(await served()).toBe(true)
  const audit = await db.rows(
    sql`select action from core.changes where subject = 'carriers.reach' and subject_id = 'yto/54' and action = 'withdrawn'`,
  )
  expect(audit).toHaveLength(1)
  caller = { ...theSystem, kind: 'staff', id: 'somebody', permissions: new Set(['carriers.read']) } as unknown as Caller
  expect(
    (
      await app.inject({
        method: 'POST',
        url: '/api/admin/carriers/reach/withdrawals',
        payload: { items: [{ carrier_id: 'yto', region: '' }] },
      })
    ).statusCode,
  ).toBe(403)
  caller = theSystem
})
