import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '#core/http.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { siteverify } from '#outside/siteverify/captcha.ts'
import { createApp } from '#server/app.ts'
import { simulateSiteverify } from '#simulators/siteverify/server.ts'
import { clientOf } from '../../../checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '../../../checks/support/database.ts'
import { setCaptcha } from '../captcha.ts'
import { loadUsers } from '../write.ts'
import { plainDoor } from './rules.ts'

const clock = handClock('2026-03-02T01:00:00.000Z')
let database: ClonedDatabase
let db: Db
let app: App
let desk: App
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb(database.connection)
  app = await createApp({ db, clock })
  desk = await createApp({ db, clock }, { authenticate: () => theSystem })
  const handles = [{ kind: 'phone' as const, value: '13800138000', verified: true }]
  await loadUsers(db, [{ id: newId(), name: '林青', password: 'tundra-mice-8', handles }], clock.now())
})
afterAll(async () => {
  setCaptcha(null)
  await app.close()
  await desk.close()
  await db.close()
  await database.drop()
})

const terms = { code: 'terms', version: '2026-01', title_zh: '服务协议', title_en: 'Terms', address: '/about' }
const page = { ...plainDoor, brand: 'mingche', color: '#0e5f6e', title_zh: '登录鸣澈', ways: ['code', 'wechat'], agreements: [terms] }

test('a brand has a sign-in page of its own; what people agree to there is kept by version', async () => {
  const office = clientOf(desk)
  const keep = async (item: object) => (await office.send('POST', '/api/admin/doors', { items: [item] })).json().outcomes
  expect(await keep({ ...page, color: '#ffee00' })).toMatchObject([{ status: 'color_too_pale' }])
  expect(await keep(page)).toEqual([{ id: 'mingche/*', status: 'kept' }])
  expect(await keep(page)).toMatchObject([{ status: 'already_so' }])
  const shown = async (query: string) => (await clientOf(app).send('GET', `/api/mall/door?${query}`)).json()
  expect(await shown('brand=mingche&region=west')).toMatchObject({ title_zh: '登录鸣澈', ways: ['code', 'wechat'] })
  expect(await shown('brand=other')).toEqual(plainDoor)

  const lin = clientOf(app)
  await lin.signIn('13800138000', 'tundra-mice-8')
  const agree = () => lin.send('POST', '/api/mall/agreements', { brand: 'mingche', region: 'west' })
  expect((await agree()).statusCode).toBe(204)
  await agree()
  await keep({ ...page, agreements: [{ ...terms, version: '2026-02' }] })
  clock.advance(1000)
  await agree()
  const agreed = (await lin.send('GET', '/api/mall/agreements')).json().items
  expect(agreed).toMatchObject([{ version: '2026-02' }, { code: 'terms', version: '2026-01', brand: 'mingche', region: 'west' }])

  const remove = () => office.send('POST', '/api/admin/door-removals', { items: [{ brand: 'mingche', region: '*' }] })
  expect((await remove()).json().outcomes).toEqual([{ id: 'mingche/*', status: 'removed' }])
  expect((await remove()).json().outcomes).toEqual([{ id: 'mingche/*', status: 'already_gone' }])
  expect(await shown('brand=mingche')).toEqual(plainDoor)
})

test('a page opens by its own ways only, whoever asks and however', async () => {
  const office = clientOf(desk)
  await office.send('POST', '/api/admin/doors', { items: [{ ...page, ways: ['code'] }] })
  const door = { brand: 'mingche', region: 'west' }
  const given = { handle: '13800138000', password: 'tundra-mice-8' }
  const asked = async (path: string, body: object) => (await clientOf(app).send('POST', path, body)).json()
  expect(await asked('/api/mall/session', { ...given, door })).toMatchObject({ status: 403, type: 'way_not_offered', ways: ['code'] })
  expect((await asked('/api/mall/session', given)).user).toMatchObject({ name: '林青' })
  expect(await asked('/api/mall/session/mini-program', { provider: 'wechat', code: 'x', door })).toMatchObject({ status: 404 })
  const challenge = { id: newId(), handle: '13700137001' }
  expect(await asked('/api/mall/codes', { ...challenge, door })).toMatchObject({ challenge_id: challenge.id })
  await office.send('POST', '/api/admin/doors', { items: [{ ...page, ways: ['password'] }] })
  expect(await asked('/api/mall/codes', { id: newId(), handle: '13700137001', door })).toMatchObject({ type: 'way_not_offered' })
  const late = { challenge_id: challenge.id, code: '123456', door }
  expect(await asked('/api/mall/session/code', late)).toMatchObject({ type: 'way_not_offered' })
  // The page of the whole house stands for whoever names none.
  await office.send('POST', '/api/admin/doors', { items: [{ ...page, brand: '*', ways: ['code'] }] })
  expect(await asked('/api/mall/session', given)).toMatchObject({ type: 'way_not_offered' })
  for (const brand of ['mingche', '*']) await office.send('POST', '/api/admin/door-removals', { items: [{ brand, region: '*' }] })
})

test('a puzzle is asked of unknown browsers, is good once, on our hosts, and its partner’s outage keeps nobody out', async () => {
  const partner = await simulateSiteverify({ secret: 's', hostname: 'shop.example', now: () => Date.parse(clock.now()) })
  const settings = {
    provider: 'turnstile',
    site_key: 'k',
    script: partner.script,
    secret: 's',
    endpoint: partner.endpoint,
    hosts: ['shop.example'],
  } as const
  setCaptcha(siteverify(settings))
  const ask = async (captcha?: string) => {
    clock.advance(3_600_000)
    const answer = await clientOf(app).send('POST', '/api/mall/codes', {
      id: newId(),
      handle: '13700137000',
      ...(captcha ? { captcha } : {}),
    })
    return answer.statusCode
  }
  expect(await ask()).toBe(428)
  expect(await ask('invented')).toBe(428)
  // Asked an hour after it was solved, it is too old.
  expect(await ask(partner.solve())).toBe(428)
  let asked = 0
  const askNow = async (captcha: string) =>
    (
      await clientOf(app).send('POST', '/api/mall/codes', {
        id: newId(),
        handle: `137001310${10 + ++asked}`,
        captcha,
      })
    ).statusCode
  const solved = partner.solve()
  expect(await askNow(solved)).toBe(202)
  expect(await askNow(solved)).toBe(428)
  setCaptcha(siteverify({ ...settings, hosts: ['other.example'] }))
  expect(await askNow(partner.solve())).toBe(428)
  setCaptcha(siteverify({ ...settings, secret: 'wrong' }))
  expect(await askNow(partner.solve())).toBe(428)
  setCaptcha(siteverify(settings))
  partner.options.broken = true
  expect(await askNow('anything')).toBe(202)
  await partner.close()
})
