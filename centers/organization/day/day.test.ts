import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBalances } from '#centers/ledger/read.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { systemBy, verifyAudit } from '#core/audit.ts'
import { type App, createHttp, nobody } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { due } from '../events.ts'
import { loadOrganization, staffIdOf } from '../load.ts'
import { promises } from '../promises.ts'
import { findCallers } from '../read.ts'
import { differenceAccount, tillAccount, vaultAccount } from './accounts.ts'
import type { DayRow } from './model.ts'
import { findOpenDays, requireOpenDay } from './read.ts'
import { dayRoutes } from './routes.ts'
import { hoursOf, overviewOf } from './rules.ts'
import { openDays, saveCalendars } from './write.ts'

// A Monday, half past eight in Chongqing.
const clock = handClock('2026-03-02T00:30:00.000Z')
const by = systemBy('test')
let cloned: ClonedDatabase
let db: Db
let app: App

const named = (name: string) => ({ zh: name, en: name })
const place = (id: string, parent_id: string | null, kind: string) => ({
  id,
  parent_id,
  kind,
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
  db = openDb({ ...cloned.connection, max: 12 })
  await loadOrganization(
    db,
    {
      organizations: [
        place('post', null, 'city'),
        place('fengjie', 'post', 'county'),
        place('kuimen', 'fengjie', 'institution'),
        place('baidi', 'fengjie', 'institution'),
        place('yunyang', 'post', 'county'),
        place('xincheng', 'yunyang', 'institution'),
      ],
      roles: [
        { id: 'teller', name: named('teller'), permissions: ['day.read', 'day.run'] },
        { id: 'county_clerk', name: named('clerk'), permissions: ['day.read'] },
      ],
      staff: [
        person('huang', 'kuimen', 'teller'),
        person('qin', 'kuimen', 'teller'),
        person('mu', 'xincheng', 'teller'),
        person('xiang', 'fengjie', 'county_clerk'),
      ],
    },
    clock.now(),
  )
  await db.tx((tx) =>
    saveCalendars(
      tx,
      by,
      clock.now(),
      [{ organization_id: 'post', zone: 'Asia/Shanghai', weekdays: [1, 2, 3, 4, 5], opens_at: '08:30', closes_at: '17:30' }],
      [{ organization_id: 'fengjie', day: '2026-03-04', trades: false, note: 'Market day' }],
    ),
  )
  app = await createHttp({
    authenticate: async ({ headers }) => {
      const id = staffIdOf(String(headers.as))
      return (await findCallers(db, [id], clock.now())).get(id) ?? nobody
    },
  })
  await app.register(dayRoutes({ db, clock }))
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
const status = async (as: string, url: string, body: object) => (await ask(as, 'POST', url, body)).body.outcomes[0].status
const states = async (as: string) =>
  Object.fromEntries(
    (await ask(as, 'GET', '/days')).body.items.map((one: { institution_id: string; state: string }) => [one.institution_id, one.state]),
  )
// What we own is a balance below zero.
const balance = async (account: string) => 0 - (await findBalances(db, [{ account, asset: 'CNY/2' }]))[0]!.balance
const sell = (amount: number) =>
  db.tx(async (tx) => {
    await requireOpenDay(tx, 'kuimen', clock.now())
    await postTransactions(tx, clock.now(), [
      {
        key: newId(),
        kind: 'test.sale',
        ref: 'test.sale:1',
        happened_at: clock.now(),
        postings: [{ source: tillAccount('kuimen', '1'), destination: 'world', asset: 'CNY/2', amount }],
      },
    ])
  })

describe('a day at Kuimen', () => {
  const till = newId()
  const openTill = (more: object = {}) => ({
    tills: [{ id: till, institution_id: 'kuimen', counter: '1', teller_id: staffIdOf('huang'), float_minor: 20_000, ...more }],
  })
  const count = (pieces: number, id = newId()) => ({
    counts: [
      {
        id,
        till_id: till,
        cash: [
          { denomination_minor: 10_000, pieces },
          { denomination_minor: 50, pieces: 2 },
        ],
        vouchers: [{ kind: '提货券', pieces: 2, amount_minor: 6_000 }],
      },
    ],
  })

  test('nothing is traded before signing in', async () => {
    expect(await states('xiang')).toEqual({ kuimen: 'not_open', baidi: 'not_open' })
    await expect(sell(100)).rejects.toThrow('day_not_open')
    expect(await status('huang', '/tills', openTill())).toBe('day_not_open')
    expect(await status('huang', '/days/closings', { closings: [{ id: 'kuimen' }] })).toBe('day_not_open')
  })
  test('only its own people sign it in, once', async () => {
    const openings = { openings: [{ id: 'kuimen' }] }
    expect(await status('mu', '/days/openings', openings)).toBe('institution_not_found')
    expect((await ask('xiang', 'POST', '/days/openings', openings)).status).toBe(403)
    const answers = await Promise.all([1, 2, 3, 4].map(() => status('huang', '/days/openings', openings)))
    expect(answers.sort()).toEqual(['already_open', 'already_open', 'already_open', 'opened'])
    clock.set('2026-03-02T00:50:00.000Z')
    expect(await states('xiang')).toEqual({ kuimen: 'open', baidi: 'late' })
    expect((await ask('xiang', 'GET', '/days/xincheng')).status).toBe(404)
  })
  test('counters open with change from the vault', async () => {
    expect(await status('huang', '/tills', openTill({ teller_id: staffIdOf('mu') }))).toBe('teller_not_found')
    expect(await status('huang', '/tills', openTill())).toBe('opened')
    expect(await status('huang', '/tills', openTill())).toBe('already_open')
    expect(await status('huang', '/tills', openTill({ id: newId(), teller_id: staffIdOf('qin') }))).toBe('counter_is_taken')
    expect(await status('huang', '/tills', openTill({ id: newId(), counter: '2' }))).toBe('teller_has_a_till')
    expect([await balance(tillAccount('kuimen', '1')), await balance(vaultAccount('kuimen'))]).toEqual([20_000, -20_000])
    await sell(10_150)
  })
  test('a count shows the difference, which needs a reason', async () => {
    expect(await status('huang', '/tills/closings', { closings: [{ id: till }] })).toBe('not_counted')
    const wrong = { counts: [{ id: newId(), till_id: till, cash: [{ denomination_minor: 300, pieces: 1 }] }] }
    expect(await status('huang', '/tills/counts', wrong)).toBe('denomination_unknown')
    const id = newId()
    expect(await status('huang', '/tills/counts', count(3, id))).toBe('counted')
    expect(await status('huang', '/tills/counts', count(3, id))).toBe('already_counted')
    await sell(100)
    expect(await status('huang', '/tills/closings', { closings: [{ id: till }] })).toBe('count_is_stale')
    expect(await status('huang', '/tills/counts', count(3))).toBe('counted')
    expect((await ask('xiang', 'GET', '/days/kuimen')).body.tills).toMatchObject([
      // Vouchers are counted beside the cash, never into it.
      { counter: '1', expected_minor: 30_250, counted_minor: 30_100, vouchers: [{ kind: '提货券', pieces: 2, amount_minor: 6_000 }] },
    ])
    expect(await status('huang', '/tills/closings', { closings: [{ id: till }] })).toBe('difference_unexplained')
    expect(await status('huang', '/days/closings', { closings: [{ id: 'kuimen' }] })).toBe('tills_are_open')
    expect(await status('huang', '/tills/closings', { closings: [{ id: till, difference_reason: 'Change given twice' }] })).toBe('closed')
    expect(await status('huang', '/tills/closings', { closings: [{ id: till }] })).toBe('already_closed')
    expect([
      await balance(tillAccount('kuimen', '1')),
      await balance(vaultAccount('kuimen')),
      await balance(differenceAccount('kuimen')),
    ]).toEqual([0, 10_100, 150])
  })
  test('after signing out nothing is traded; the day-end batch settles', async () => {
    expect(await status('huang', '/days/closings', { closings: [{ id: 'kuimen' }] })).toBe('closed')
    expect(await status('huang', '/days/closings', { closings: [{ id: 'kuimen' }] })).toBe('already_closed')
    expect(await status('huang', '/days/openings', { openings: [{ id: 'kuimen' }] })).toBe('already_closed')
    await expect(sell(100)).rejects.toThrow('day_not_open')
    await runDue(db, due, clock.now(), { strict: true })
    expect((await states('xiang')).kuimen).toBe('settled')
    expect(await db.rows(sql`select totals from organization.days where institution_id = 'kuimen'`)).toEqual([
      {
        totals: [
          {
            ...{ currency: 'CNY', tills: 1, counted_minor: 30_100, difference_minor: -150 },
            vouchers: [{ kind: '提货券', pieces: 2, amount_minor: 6_000 }],
          },
        ],
      },
    ])
  })
  test('a day left open lets nobody trade tomorrow; a holiday opens nothing', async () => {
    expect(await status('mu', '/days/openings', { openings: [{ id: 'xincheng' }] })).toBe('opened')
    clock.set('2026-03-03T01:00:00.000Z')
    expect((await ask('mu', 'GET', '/days/xincheng')).body).toMatchObject({ state: 'overtime', day: '2026-03-02' })
    expect(await db.tx((tx) => findOpenDays(tx, ['xincheng'], clock.now()))).toEqual(new Map())
    expect(await status('mu', '/days/openings', { openings: [{ id: 'xincheng' }] })).toBe('day_before_is_open')
    expect(await status('mu', '/days/closings', { closings: [{ id: 'xincheng' }] })).toBe('closed')
    expect(await status('mu', '/days/openings', { openings: [{ id: 'xincheng' }] })).toBe('opened')
    clock.set('2026-03-04T01:00:00.000Z')
    expect((await ask('huang', 'POST', '/days/openings', { openings: [{ id: 'kuimen' }] })).body.outcomes).toEqual([
      { id: 'kuimen', status: 'not_a_day_of_trade', detail: 'Market day' },
    ])
    expect(await states('xiang')).toEqual({ kuimen: 'no_trade', baidi: 'no_trade' })
  })
  test('who signs out and who sells at the same moment never both go through', async () => {
    clock.set('2026-03-05T01:00:00.000Z')
    for (let round = 0; round < 4; round++) {
      clock.set(`2026-03-${String(9 + round).padStart(2, '0')}T01:00:00.000Z`)
      await db.tx((tx) => openDays(tx, by, clock.now(), [{ id: 'kuimen' }]))
      const before = await balance('world')
      const [closed, ...sold] = await Promise.allSettled([
        status('huang', '/days/closings', { closings: [{ id: 'kuimen' }] }),
        ...[1, 2, 3].map(() => sell(1)),
      ])
      expect(closed).toEqual({ status: 'fulfilled', value: 'closed' })
      const through = sold.filter((one) => one.status === 'fulfilled').length
      expect(before - (await balance('world'))).toBe(through)
      await expect(sell(1)).rejects.toThrow('day_not_open')
      if (through > 0)
        await db.tx((tx) =>
          postTransactions(tx, clock.now(), [
            {
              key: newId(),
              kind: 'test.undo',
              ref: 'test:1',
              happened_at: clock.now(),
              postings: [{ source: 'world', destination: tillAccount('kuimen', '1'), asset: 'CNY/2', amount: through }],
            },
          ]),
        )
    }
  })
  test('the promises hold, and all of it stands in the record of changes', async () => {
    for (const { name, query } of promises) expect([name, await db.rows(query)]).toEqual([name, []])
    expect(await verifyAudit(db, '2026-03-01', '2026-03-31')).toMatchObject({ faults: [] })
  })
})

const hours = hoursOf(
  { zone: 'Asia/Shanghai', weekdays: [1], opens_at: '08:30:00', closes_at: '17:30:00', exceptions: [] },
  '2026-03-02T04:00:00Z',
)
const row = (state: DayRow['state'], day = '2026-03-02'): DayRow => ({ institution_id: 'x', day, state, opened_at: '', closed_at: null })
test.each<[string, DayRow | undefined, string, string]>([
  ['before opening', undefined, '2026-03-02T00:00:00Z', 'not_open'],
  ['within the grace', undefined, '2026-03-02T00:44:00Z', 'not_open'],
  ['after the grace', undefined, '2026-03-02T00:46:00Z', 'late'],
  ['trading', row('open'), '2026-03-02T04:00:00Z', 'open'],
  ['after hours', row('open'), '2026-03-02T10:00:00Z', 'overtime'],
  ['of yesterday', row('open', '2026-03-01'), '2026-03-02T00:00:00Z', 'overtime'],
  ['signed out', row('closed'), '2026-03-02T10:00:00Z', 'closed'],
  ['settled', row('settled'), '2026-03-02T10:00:00Z', 'settled'],
  ['yesterday was settled', row('settled', '2026-03-01'), '2026-03-02T04:00:00Z', 'late'],
])('an institution %s', (_name, day, now, state) => {
  expect(overviewOf(day, hours, now)).toBe(state)
})
