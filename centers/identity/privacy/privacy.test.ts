import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { clientOf } from '../../../checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '../../../checks/support/database.ts'
import { promises } from '../promises.ts'
import { loadUsers } from '../write.ts'
import { findConsenting, registerKeeper } from './write.ts'

const clock = handClock('2026-03-02T01:00:00.000Z')
const [lin, wu] = [newId(), newId()]
let database: ClonedDatabase
let db: Db
let app: App
let desk: App
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb(database.connection)
  app = await createApp({ db, clock })
  desk = await createApp({ db, clock }, { authenticate: () => theSystem })
  const user = (id: string, name: string, phone: string) => ({
    id,
    name,
    password: 'tundra-mice-8',
    handles: [
      { kind: 'name' as const, value: name },
      { kind: 'phone' as const, value: phone, verified: true },
    ],
  })
  await loadUsers(db, [user(lin, 'linqing', '13800138000'), user(wu, 'wutong', '13900139000')], clock.now())
})
afterAll(async () => {
  await app.close()
  await desk.close()
  await db.close()
  await database.drop()
})

const signedIn = async (name: string) => {
  const client = clientOf(app)
  await client.signIn(name, 'tundra-mice-8')
  return client
}

test('a consent is given, used, withdrawn, and every step stays on record', async () => {
  const phone = await signedIn('linqing')
  const wish = (given: boolean) => phone.send('PUT', '/api/mall/consents', { items: [{ purpose: 'marketing', given }] })
  expect((await wish(true)).statusCode).toBe(204)
  await wish(true)
  expect((await phone.send('GET', '/api/mall/consents')).json().items).toContainEqual({
    purpose: 'marketing',
    version: '2026-01',
    given_at: clock.now(),
  })
  expect(await findConsenting(db, 'marketing', [lin, wu])).toEqual(new Set([lin]))
  clock.advance(60_000)
  await wish(false)
  expect(await findConsenting(db, 'marketing', [lin, wu])).toEqual(new Set())
  clock.advance(60_000)
  await wish(true)
  const kept = await db.rows(
    sql`select purpose, withdrawn_at is null as in_force from identity.consents where user_id = ${lin} order by given_at`,
  )
  expect(kept).toEqual([
    { purpose: 'marketing', in_force: false },
    { purpose: 'marketing', in_force: true },
  ])
})

test('the export holds what identity keeps, of nobody else, and no secret', async () => {
  const phone = await signedIn('linqing')
  const answer = await phone.send('GET', '/api/mall/privacy/export')
  expect(answer.headers['content-disposition']).toContain('tongshang-2026-03-02.json')
  const parts = answer.json()
  expect(parts.identity).toMatchObject({
    user: { name: 'linqing' },
    handles: [{ kind: 'name' }, { value: '+8613800138000' }],
    consents: [{}, {}],
  })
  expect(answer.body).not.toContain('argon2')
  expect(answer.body).not.toContain('13900139000')
  expect(answer.body).not.toContain('token')
})

test('a name is corrected at once', async () => {
  const phone = await signedIn('linqing')
  expect((await phone.send('PATCH', '/api/mall/me', { name: '林青' })).statusCode).toBe(204)
  expect((await phone.me()).user.name).toBe('林青')
  for (const wrong of [{ id: wu }, { name: ' ' }, { name: '——' }])
    expect((await phone.send('PATCH', '/api/mall/me', wrong)).statusCode).toBe(400)
  expect((await phone.me()).user.name).toBe('林青')
})

test('a deletion: fresh sign-in, refused while a center needs the person, then nothing of him is left and he can begin anew', async () => {
  let blocked: string | null = 'An order is under way.'
  registerKeeper({
    center: 'story',
    export: async () => ({}),
    refuseErasing: async () => blocked,
    erase: async () => 'Bookings without a name.',
  })
  const old = await signedIn('linqing')
  clock.advance(11 * 60_000)
  const confirm = { confirm: 'delete' }
  expect((await old.send('POST', '/api/mall/privacy/deletion', confirm)).json()).toMatchObject({
    status: 403,
    type: 'fresh_sign_in_required',
  })
  const phone = await signedIn('linqing')
  expect((await phone.send('POST', '/api/mall/privacy/deletion', confirm)).json()).toMatchObject({
    status: 409,
    type: 'deletion_not_yet',
    center: 'story',
  })
  expect(await phone.me()).toMatchObject({ kind: 'member' })
  blocked = null
  // One message to him by name, one to his number before anybody knew whose it was.
  for (const user_id of [lin, null])
    await db.run(sql`
      insert into messages.outbox (message_id, channel, template, category, locale, user_id, address, values, urgent, state, requested_at, due_at)
      values (${newId()}, 'sms', 'story', 'service', 'zh', ${user_id}, '+8613800138000', '{"name": "林青"}', false, 'waiting', ${clock.now()}, ${clock.now()})`)
  expect((await phone.send('POST', '/api/mall/privacy/deletion', {})).statusCode).toBe(400)
  expect((await phone.send('POST', '/api/mall/privacy/deletion', confirm)).statusCode).toBe(204)
  expect(await phone.me()).toMatchObject({ kind: 'visitor' })
  expect(await old.me()).toMatchObject({ kind: 'visitor' })
  expect((await clientOf(app).signIn('linqing', 'tundra-mice-8')).statusCode).toBe(401)
  const dump = JSON.stringify([
    await db.rows(sql`select * from identity.users where id = ${lin}`),
    await db.rows(sql`select * from identity.handles where user_id = ${lin}`),
    await db.rows(sql`select * from identity.sign_ins where user_id = ${lin}`),
    await db.rows(sql`select * from identity.sessions where user_id = ${lin}`),
    await db.rows(sql`select * from messages.outbox where template = 'story'`),
  ])
  for (const gone of ['linqing', '13800138000', '138****8000', '林青', '198.51.100']) expect(dump).not.toContain(gone)
  const record = await db.row<{ details: { kept: Record<string, string> } }>(
    sql`select details from identity.privacy_requests where user_id = ${lin} and kind = 'deletion'`,
  )
  expect(record!.details.kept).toMatchObject({ story: 'Bookings without a name.' })
  const [again] = await loadUsers(
    db,
    [{ id: newId(), name: '林青', handles: [{ kind: 'phone', value: '13800138000', verified: true }] }],
    clock.now(),
  )
  expect(again!.status).toBe('registered')
})

test('staff find a user, see his sign-ins and suspend him; he is out everywhere and in again when let in', async () => {
  const wus = await signedIn('wutong')
  const office = clientOf(desk)
  const found = (await office.send('GET', '/api/admin/users?handle=139%200013%209000')).json().items
  expect(found).toMatchObject([{ id: wu, handles: ['wu***g', '139****9000'] }])
  const set = (state: string) => office.send('POST', '/api/admin/user-states', { items: [{ id: wu, state, reason: 'story' }] })
  expect((await set('suspended')).json().outcomes).toEqual([{ id: wu, status: 'set' }])
  expect((await set('suspended')).json().outcomes).toEqual([{ id: wu, status: 'already_so' }])
  expect(await wus.me()).toMatchObject({ kind: 'visitor' })
  expect((await clientOf(app).signIn('wutong', 'tundra-mice-8')).json()).toMatchObject({ status: 403, type: 'account_suspended' })
  expect((await clientOf(app).signIn('wutong', 'not-his-password')).json()).toMatchObject({ status: 401 })
  await set('active')
  expect((await clientOf(app).signIn('wutong', 'tundra-mice-8')).statusCode).toBe(200)
  const log = (await office.send('GET', `/api/admin/sign-ins?user_id=${wu}&limit=2`)).json()
  expect(log.items[0]).toMatchObject({ user_name: 'wutong', outcome: 'signed_in', method: 'password' })
  expect((await office.send('GET', `/api/admin/sign-ins?user_id=${wu}&limit=2&cursor=${log.next}`)).json().items).toHaveLength(2)
})

test('after all this, what identity promises holds', async () => {
  for (const { name, query } of promises) expect(await db.rows(query), name).toEqual([])
})
