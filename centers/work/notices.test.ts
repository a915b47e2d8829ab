import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadOrganization, staffIdOf } from '#centers/organization/load.ts'
import { findCallers } from '#centers/organization/read.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type App, createHttp, nobody } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { noticeRoutes } from './routes.ts'

const clock = handClock('2026-03-02T01:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
const named = (name: string) => ({ zh: name, en: name })
const place = (id: string, parent_id: string | null) => ({
  id,
  parent_id,
  kind: 'county',
  office_kind: null,
  franchised: false,
  brand_id: null,
  name: named(id),
  region_code: '500236',
})
const person = (sign_in_name: string, organization_id: string, role_id: string) => ({
  sign_in_name,
  name: named(sign_in_name),
  position: named(sign_in_name),
  organization_id,
  role_ids: [role_id],
  phone: '13900001001',
})

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 6 })
  await loadOrganization(
    db,
    {
      organizations: [place('post', null), place('fengjie', 'post'), place('kuimen', 'fengjie'), place('yunyang', 'post')],
      roles: [
        { id: 'head', name: named('head'), permissions: ['notices.publish'] },
        { id: 'teller', name: named('teller'), permissions: ['day.run'] },
      ],
      staff: [
        person('tan', 'post', 'head'),
        person('gong', 'fengjie', 'head'),
        person('huang', 'kuimen', 'teller'),
        person('liu', 'yunyang', 'teller'),
      ],
    },
    clock.now(),
  )
  app = await createHttp({
    authenticate: async ({ headers }) =>
      (await findCallers(db, [staffIdOf(String(headers.as))], clock.now())).get(staffIdOf(String(headers.as))) ?? nobody,
  })
  await app.register(noticeRoutes({ db, clock }))
})
afterAll(async () => {
  await app.close()
  await db.close()
  await cloned.drop()
})

async function ask(as: string, method: 'GET' | 'POST', url: string, body?: object) {
  const answer = await app.inject({ method, url: `/api/admin${url}`, headers: { as }, ...(body ? { payload: body } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const titles = async (as: string, query = '') =>
  (await ask(as, 'GET', `/my/notices${query}`)).body.items.map(({ title }: { title: string }) => title)
const publish = async (as: string, notice: object) => (await ask(as, 'POST', '/notices', { notices: [notice] })).body.outcomes[0].status

test('notices reach their organizations and roles, and nobody else', async () => {
  const rain = { id: newId(), title: 'Rain', body: 'Close the windows', organization_ids: ['fengjie'] }
  expect(await publish('gong', rain)).toBe('published')
  expect(await publish('gong', rain)).toBe('already_published')
  expect(await publish('gong', { ...rain, body: 'Open them' })).toBe('id_used_for_another')
  expect(await publish('gong', { ...rain, id: newId(), organization_ids: ['fengjie', 'yunyang'] })).toBe('organization_not_found')
  expect((await ask('huang', 'POST', '/notices', { notices: [rain] })).status).toBe(403)
  expect(
    await publish('tan', {
      id: newId(),
      title: 'Tellers',
      body: 'Count twice',
      organization_ids: ['post'],
      role_ids: ['teller'],
      pinned: true,
    }),
  ).toBe('published')
  expect(
    await publish('tan', {
      id: newId(),
      title: 'Today',
      body: 'Only today',
      organization_ids: ['post'],
      expires_at: '2026-03-03T01:00:00Z',
    }),
  ).toBe('published')
  expect(await titles('huang')).toEqual(['Tellers', 'Today', 'Rain'])
  expect(await titles('liu')).toEqual(['Tellers', 'Today'])
  expect(await titles('gong')).toEqual(['Today', 'Rain'])
  clock.set('2026-03-03T01:00:00.000Z')
  expect(await titles('gong')).toEqual(['Rain'])

  expect((await ask('huang', 'GET', '/my/notices/counts')).body).toEqual({ unread: 2 })
  const read = { receipts: [{ id: rain.id }] }
  expect((await ask('liu', 'POST', '/my/notices/receipts', read)).body.outcomes[0].status).toBe('notice_not_found')
  expect((await ask('huang', 'POST', '/my/notices/receipts', read)).body.outcomes[0].status).toBe('read')
  expect((await ask('huang', 'POST', '/my/notices/receipts', read)).body.outcomes[0].status).toBe('already_read')
  expect(await titles('huang', '?unread=true')).toEqual(['Tellers'])
  expect((await ask('gong', 'GET', `/notices/${rain.id}/readers`)).body.items).toMatchObject([
    { name: 'gong', read_at: null },
    { name: 'huang', read_at: clock.now() },
  ])
  expect((await ask('gong', 'GET', '/notices')).body.items).toMatchObject([{ title: 'Rain', read: 1, audience: 2 }])

  expect((await ask('gong', 'POST', '/notices/withdrawals', { withdrawals: [{ id: rain.id }] })).body.outcomes[0].status).toBe('withdrawn')
  expect(await titles('huang')).toEqual(['Tellers'])
})

test('pages go on where the last one ended', async () => {
  for (const title of ['a', 'b', 'c'])
    await publish('tan', { id: newId(), title, body: title, organization_ids: ['post'], pinned: title === 'b' })
  const first = (await ask('gong', 'GET', '/my/notices?limit=2')).body
  const second = (await ask('gong', 'GET', `/my/notices?limit=2&cursor=${first.next}`)).body
  expect([...first.items, ...second.items].map(({ title }: { title: string }) => title)).toEqual(['b', 'c', 'a'])
})
