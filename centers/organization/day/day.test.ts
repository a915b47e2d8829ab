import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBalances } from '#centers/ledger/read.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { systemBy, verifyAudit } from '#core/audit.ts'
import { type App, createHttp, nobody } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { type Db, openDb, type Reader, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { due } from '../events.ts'
import { loadOrganization, staffIdOf } from '../load.ts'
import { promises } from '../promises.ts'
import { findCallers } from '../read.ts'
import { differenceAccount, tillAccount, vaultAccount, vouchersAccount } from './accounts.ts'
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
  const taken = { kind: '提货券', pieces: 2, amount_minor: 6_000 }
  const gift = { act: 'sold', kind: '提货券', pieces: 1, amount_minor: 5_000 }
  const count = (pieces: number, id = newId(), vouchers: object[] = [taken]) => ({
    counts: [
      {
        id,
        till_id: till,
        cash: [
          { denomination_minor: 10_000, pieces },
          { denomination_minor: 50, pieces: 2 },
        ],
        vouchers,
      },
    ],
  })
  const drawer = async () => (await ask('xiang', 'GET', '/days/kuimen')).body.tills[0].expected_minor
  // What the institution owes; below zero it took more than it sold, and those who sold them owe it.
  const owed = async () => 0 - (await balance(vouchersAccount('kuimen')))
  const broken = async (tx: Reader) => {
    const found = await Promise.all(promises.filter(({ name }) => /voucher|day_ends/.test(name)).map(({ query }) => tx.rows(query)))
    return found.map((rows) => rows.length)
  }

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
    // Of this 6,000 is paid with vouchers.
    await sell(16_150)
  })
  test('a count shows the difference, which needs a reason', async () => {
    expect(await status('huang', '/tills/closings', { closings: [{ id: till }] })).toBe('not_counted')
    const wrong = { counts: [{ id: newId(), till_id: till, cash: [{ denomination_minor: 300, pieces: 1 }] }] }
    expect(await status('huang', '/tills/counts', wrong)).toBe('denomination_unknown')
    const id = newId()
    expect(await status('huang', '/tills/counts', count(3, id))).toBe('counted')
    expect(await status('huang', '/tills/counts', count(3, id))).toBe('already_counted')
    expect([await drawer(), await owed()]).toEqual([30_150, -6_000])
    await sell(100)
    expect(await status('huang', '/tills/closings', { closings: [{ id: till }] })).toBe('count_is_stale')
    expect(await status('huang', '/tills/counts', count(3))).toBe('counted')
    expect((await ask('xiang', 'GET', '/days/kuimen')).body.tills).toMatchObject([
      // Vouchers are counted beside the cash, never into it: what was rung up and paid with them is not looked for in the drawer.
      { counter: '1', expected_minor: 30_250, counted_minor: 30_100, vouchers: [{ act: 'used', ...taken }] },
    ])
  })
  test('vouchers are booked with their count, once, and taken back by the next', async () => {
    const said = (...vouchers: object[]) => status('huang', '/tills/counts', count(3, newId(), vouchers))
    expect(await said(taken, { ...taken, act: 'used', kind: ' 提货券 ' })).toBe('voucher_twice')
    expect(await said({ ...taken, pieces: 0 })).toBe('voucher_without_pieces')
    expect((await ask('huang', 'POST', '/tills/counts', count(3, newId(), [{ ...taken, kind: ' ' }]))).status).toBe(400)
    expect([await drawer(), await owed()]).toEqual([30_250, -6_000])

    // Who buys one leaves cash that is owed for it.
    expect(await said(taken, gift)).toBe('counted')
    expect([await drawer(), await owed()]).toEqual([35_250, -1_000])
    expect(await said(gift)).toBe('counted')
    expect([await drawer(), await owed()]).toEqual([41_250, 5_000])
    // Two at once, and two in one call: one of them stands.
    const both = { counts: [...count(3, newId(), [taken]).counts, ...count(3, newId(), [gift]).counts] }
    expect((await ask('huang', 'POST', '/tills/counts', both)).body.outcomes.map((one: { status: string }) => one.status)).toEqual([
      'counted',
      'counted',
    ])
    expect([await drawer(), await owed()]).toEqual([41_250, 5_000])
    expect(await Promise.all([said(taken), said(taken, gift), said()])).toEqual(['counted', 'counted', 'counted'])
    expect(await broken(db)).toEqual([0, 0])
    // Nothing sold and nothing used: all of it is taken back.
    expect(await said()).toBe('counted')
    expect([await drawer(), await owed()]).toEqual([36_250, 0])
    expect(await status('huang', '/tills/counts', count(3))).toBe('counted')
    expect([await drawer(), await owed()]).toEqual([30_250, -6_000])
  })
  test('a till closes on its last count', async () => {
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
            vouchers: [{ act: 'used', ...taken }],
          },
        ],
      },
    ])
    expect([await owed(), await broken(db)]).toEqual([-6_000, [0, 0]])
    // The promises would see a booking that is not of the day-end, and a day-end that is not booked.
    const undone = new Error('undone')
    const tampered = db.tx(async (tx) => {
      await tx.run(sql`update organization.counts set vouchers = '[{"act": "sold", "kind": "x", "pieces": 1, "amount_minor": 1}]'`)
      expect((await broken(tx))[0]).toBeGreaterThan(0)
      await tx.run(sql`update organization.days set totals = '[]' where state = 'settled'`)
      expect((await broken(tx))[1]).toBe(1)
      throw undone
    })
    await expect(tampered).rejects.toBe(undone)
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
