import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveOrganizations } from '#centers/organization/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { systemBy } from '#core/audit.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { openExchange } from './exchange.ts'
import { registerInterfaces } from './write.ts'

let database: ClonedDatabase
let db: Db
let app: App
const staff: Caller = { ...theSystem, kind: 'staff', id: 'gu', name: '顾明' }
const clock = handClock('2026-03-02T02:00:00Z')
const one = (interface_id: string, more: object = {}) => ({
  ...{ interface_id, partner: interface_id.split('.')[0]!, kind: 'marketplace' as const, direction: 'out' as const, version: '1' },
  ...{ name: { zh: `甲 · ${interface_id}`, en: `A · ${interface_id}` } },
  ...more,
})

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 6 })
  await db.tx((tx) =>
    saveOrganizations(tx, systemBy('test'), clock.now(), [{ id: 'group', parent_id: null, type: 'group', name: '集团', name_en: 'Group' }]),
  )
  app = await createApp({ db, clock }, { authenticate: () => staff })
  await db.tx((tx) =>
    registerInterfaces(tx, clock.now(), [
      one('a.orders'),
      one('a.stock', { budget: { calls: 5, per_ms: 1000 } }),
      one('a.push', { direction: 'in' }),
      one('b.orders', { kind: 'carrier' }),
    ]),
  )
})
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
})
const post = async (url: string, payload: object) => {
  const answer = await app.inject({ method: 'POST', url, payload })
  return { status: answer.statusCode, ...answer.json() }
}
const ids = async (query: string): Promise<string[]> =>
  ((await app.inject({ url: `/api/admin/interfaces?${query}` })).json().items as { interface_id: string }[]).map(
    ({ interface_id }) => interface_id,
  )

test('owners are set for many at once, each with its outcome and its trace', async () => {
  expect(await ids('missing=owner')).toEqual(['b.orders', 'a.orders', 'a.push', 'a.stock'])
  const owners = (interface_ids: string[], owner_id: string | null) => post('/api/admin/interfaces/owners', { interface_ids, owner_id })
  expect(await owners(['a.orders', 'a.stock', 'c.none'], 'group')).toMatchObject({
    status: 200,
    outcomes: [{ status: 'saved' }, { status: 'saved' }, { status: 'interface_not_found' }],
  })
  expect(await owners(['a.orders'], 'group')).toMatchObject({ outcomes: [{ status: 'already_saved' }] })
  expect(await owners(['a.push'], 'nobody')).toMatchObject({ status: 409, outcomes: [{ status: 'organization_not_found' }] })
  // What else was decided stays.
  expect(await db.row(sql`select owner_id, budget_calls from interfaces.interfaces where interface_id = 'a.stock'`)).toEqual({
    ...{ owner_id: 'group', budget_calls: 5 },
  })
  const traces = await db.rows(sql`select by_id, action from core.changes where subject = 'interfaces.interface' order by subject_id`)
  expect(traces).toEqual([
    { by_id: 'gu', action: 'saved' },
    { by_id: 'gu', action: 'saved' },
  ])
  expect(await ids('missing=owner')).toEqual(['b.orders', 'a.push'])
  expect(await ids('kind=carrier&words=B.ORD')).toEqual(['b.orders'])
})

test('what a partner is given holds for its interfaces without their own, those of tomorrow too', async () => {
  const partners = (...items: object[]) => post('/api/admin/interface-partners', { items })
  expect(await ids('missing=budget')).toEqual(['b.orders', 'a.orders'])
  const b = { partner: 'b', owner_id: 'group', budget_calls: 2, budget_ms: 1000 }
  expect(
    await partners(b, { ...b, partner: 'z' }, { ...b, partner: 'a', budget_ms: null }, { ...b, partner: 'a', owner_id: 'x' }),
  ).toMatchObject({
    outcomes: [{ status: 'saved' }, { status: 'partner_not_found' }, { status: 'budget_incomplete' }, { status: 'organization_not_found' }],
  })
  expect(await partners(b)).toMatchObject({ outcomes: [{ status: 'already_saved' }] })
  await db.tx((tx) => registerInterfaces(tx, clock.now(), [one('b.stock')]))
  expect(await db.rows(sql`select owner_id, budget_calls from interfaces.interfaces where partner = 'b' order by 1, 2`)).toEqual([
    { owner_id: 'group', budget_calls: null },
    { owner_id: 'group', budget_calls: null },
  ])
  expect(await ids('missing=budget')).toEqual(['a.orders'])
  // The budget of the partner is kept like one of its own: two a second, so three need more than one.
  let waited = 0
  const sleep = async (ms: number) => {
    waited += ms
    clock.advance(ms)
  }
  const exchange = openExchange(db, clock, { sleep })
  const { askOutside } = await import('#core/outside.ts')
  for (let i = 0; i < 3; i++)
    await exchange.call({ interface_id: 'b.stock', account: 's' }, async () => {
      await askOutside('http://127.0.0.1:9/', { timeout_ms: 50 })
      return { status: 'answered' }
    })
  expect(waited).toBeGreaterThan(900)
  await exchange.stop()
})

test('a flood of refused calls is counted whole and kept in a few words', async () => {
  const exchange = openExchange(db, clock)
  for (let i = 0; i < 500; i++)
    exchange.heard({ interface_id: 'a.push', account: 'shop' }, { status: 'refused', code: 'signature_invalid', reason: 'x' }, 1)
  await exchange.flush()
  expect(
    await db.row(
      sql`select sum(calls)::integer as calls, sum(failed)::integer as failed from interfaces.hours where interface_id = 'a.push'`,
    ),
  ).toEqual({
    ...{ calls: 500, failed: 500 },
  })
  const kept = await db.rows(sql`select 1 from interfaces.calls where interface_id = 'a.push'`)
  expect(kept.length).toBeLessThanOrEqual(6)
  await exchange.stop()
})
