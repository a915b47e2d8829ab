import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { roles } from '#world/organization.ts'

// Walks every route with every role: who lacks the permission a route names is refused before anything of the request is looked at.
let cloned: ClonedDatabase
let db: Db
let app: App
let caller: Caller = nobody

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 4 })
  app = await createApp({ db, clock: wallClock }, { authenticate: () => caller, compiled: 'at_start' })
  await app.ready()
})
afterAll(async () => {
  await app.close()
  await db.close()
  await cloned.drop()
})

const addressOf = (url: string) => url.replace(/:([a-z_]+)|\*/gi, () => newId())
const ask = async (as: Caller, method: string, url: string) => {
  caller = as
  return (await app.inject({ method: method as 'GET', url: addressOf(url), ...(method === 'GET' ? {} : { payload: {} }) })).statusCode
}
const staffWith = (permissions: readonly string[]): Caller => ({
  ...theSystem,
  kind: 'staff',
  id: newId(),
  permissions: new Set(permissions),
})

test('every route names its permission and scope', () => {
  expect(app.accesses.length).toBeGreaterThan(40)
  for (const { permission, scope, url } of app.accesses) {
    expect(permission, url).toMatch(/^(public|member|staff|[a-z_]+\.[a-z_]+)$/)
    expect(['none', 'own', 'organization', 'brand', 'partner', 'all'], url).toContain(scope)
    if (url.startsWith('/api/admin/') && permission === 'public') expect(url).toMatch(/session|sign|passkey|captcha|codes/)
  }
})

test('a visitor is asked to sign in everywhere but at public doors', async () => {
  for (const { method, url, permission } of app.accesses) {
    if (permission === 'public') continue
    expect(await ask(nobody, method, url), `${method} ${url}`).toBe(401)
  }
})

test('a member reaches no door of the staff', async () => {
  const member: Caller = { ...nobody, kind: 'member', id: newId() }
  for (const { method, url, permission } of app.accesses) {
    if (permission === 'public' || permission === 'member') continue
    expect(await ask(member, method, url), `${method} ${url}`).toBe(403)
  }
})

describe('each role opens its own doors and no other', () => {
  test.each(roles.map(({ id, permissions }) => [id, permissions] as const))('%s', async (_id, permissions) => {
    const everything = permissions.includes('*')
    for (const { method, url, permission } of app.accesses) {
      // An import asks for the right of its importer once it knows which; the imports' own tests see to it.
      if (url === '/api/admin/imports') continue
      if (!permission.includes('.') || everything || permissions.includes(permission)) continue
      expect(await ask(staffWith(permissions), method, url), `${method} ${url}`).toBe(403)
    }
  })

  test('a permission that a route names opens that route', async () => {
    for (const { method, url, permission } of app.accesses) {
      // Only looked at where looking changes nothing.
      if (!permission.includes('.') || method !== 'GET') continue
      const status = await ask(staffWith([permission]), method, url)
      expect([401, 403], `${method} ${url}`).not.toContain(status)
    }
  })
})

// What only the administrator, who holds everything, may do.
const forAdministrators = ['organization.edit', 'roles.edit', 'approvals.edit']

test('every permission a route names is held by a role of the sample enterprise', () => {
  const held = new Set(roles.flatMap(({ permissions }) => permissions))
  const named = [...new Set(app.accesses.map(({ permission }) => permission))].filter((permission) => permission.includes('.'))
  expect(named.filter((permission) => !held.has(permission) && !forAdministrators.includes(permission))).toEqual([])
})
