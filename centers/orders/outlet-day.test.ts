import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBalances } from '#centers/ledger/read.ts'
import { tillAccount } from '#centers/organization/day/accounts.ts'
import { saveCalendars } from '#centers/organization/day/write.ts'
import { loadOrganization, staffIdOf } from '#centers/organization/load.ts'
import { cashAccount } from '#centers/payments/accounts.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'

// A Monday, nine in the morning in Chongqing.
const clock = handClock('2026-03-02T01:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
let caller: Caller

const named = (name: string) => ({ zh: name, en: name })
const place = (id: string, parent_id: string | null, kind: string) => ({
  ...{ id, parent_id, kind, name: named(id) },
  ...{ office_kind: null, franchised: false, brand_id: null, region_code: '500236' },
})
const teller = (sign_in_name: string) => ({
  ...{ sign_in_name, name: named(sign_in_name), position: named('teller') },
  ...{ organization_id: 'kuimen', role_ids: ['teller'], phone: '13900001001' },
})
beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb(cloned.connection)
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await loadOrganization(
    db,
    {
      organizations: [place('post', null, 'city'), place('kuimen', 'post', 'institution')],
      roles: [{ id: 'teller', name: named('teller'), permissions: ['day.run', 'payments.collect'] }],
      staff: [teller('huang'), teller('qin')],
    },
    clock.now(),
  )
  await openShop(db, clock.now(), { prices: { tea: 5_000 }, stock: { east: { tea: 9 } }, stores: ['kuimen'] })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await cloned.drop()
})

const huang: Caller = { ...theSystem, kind: 'staff', id: staffIdOf('huang'), name: 'huang' }
const qin: Caller = { ...huang, id: staffIdOf('qin'), name: 'qin' }
const lin: Caller = { ...nobody, kind: 'member', id: newId(), name: 'lin' }
async function act(as: Caller, url: string, payload: object) {
  caller = as
  clock.advance(1_000)
  const answer = await app.inject({ method: 'POST', url: `/api/${url}`, payload })
  return { code: answer.statusCode, ...answer.json().outcomes[0] }
}
const ordered = async () => {
  const order = anOrder([{ sku_id: 'tea', quantity: 2 }], 10_000, { payment_term: 'pay_at_outlet', outlet_id: 'kuimen' })
  expect((await act(lin, 'mall/orders', order)).status).toBe('placed')
  return order.id
}
const pay = (as: Caller, order_id: string) =>
  act(as, 'admin/orders/outlet-payments', { organization_id: 'kuimen', payments: [{ id: newId(), order_id }] })
const topUp = (as: Caller, organization_id = 'kuimen') =>
  act(as, 'admin/wallets/top-ups', { organization_id, top_ups: [{ id: newId(), member_id: lin.id!, amount_minor: 300, currency: 'CNY' }] })
/** What lies there: the drawer of Huang, and the cash of the institution. */
const cash = async () =>
  (
    await findBalances(
      db,
      [tillAccount('kuimen', '1'), cashAccount('kuimen')].map((account) => ({ account, asset: 'CNY/2' })),
    )
  ).map(({ balance }) => 0 - balance)

test('cash at an institution: at any time without a calendar, then only within its day, and into the till of who takes it', async () => {
  expect((await topUp(huang)).status).toBe('topped_up')
  await db.tx((tx) =>
    saveCalendars(
      tx,
      systemBy('test'),
      clock.now(),
      [{ organization_id: 'post', zone: 'Asia/Shanghai', weekdays: [1, 2, 3, 4, 5], opens_at: '08:30', closes_at: '17:30' }],
      [],
    ),
  )
  const order_id = await ordered()
  const refused = { code: 409, status: 'day_not_open', detail: expect.stringContaining('sign the day in first') }
  expect(await pay(huang, order_id)).toMatchObject(refused)
  expect(await topUp(huang)).toMatchObject(refused)
  expect((await topUp(huang, 'post')).status).toBe('topped_up') // not an institution: keeps no day
  expect(await cash()).toEqual([0, 300])

  expect((await act(huang, 'admin/days/openings', { openings: [{ id: 'kuimen' }] })).status).toBe('opened')
  const till = newId()
  const tills = [{ id: till, institution_id: 'kuimen', counter: '1', teller_id: huang.id, float_minor: 2_000 }]
  expect((await act(huang, 'admin/tills', { tills })).status).toBe('opened')
  expect((await pay(huang, order_id)).status).toBe('paid')
  expect((await pay(qin, order_id)).status).toBe('already_paid')
  expect((await topUp(huang)).status).toBe('topped_up')
  expect(await cash()).toEqual([12_300, 300])
  expect((await pay(qin, await ordered())).status).toBe('paid') // she has no till: the institution's cash
  expect(await cash()).toEqual([12_300, 10_300])

  const bills = [
    { denomination_minor: 10_000, pieces: 1 },
    { denomination_minor: 2_000, pieces: 1 },
    { denomination_minor: 100, pieces: 3 },
  ]
  expect((await act(huang, 'admin/tills/counts', { counts: [{ id: newId(), till_id: till, cash: bills }] })).status).toBe('counted')
  expect((await act(huang, 'admin/tills/closings', { closings: [{ id: till }] })).status).toBe('closed')
  expect((await act(huang, 'admin/days/closings', { closings: [{ id: 'kuimen' }] })).status).toBe('closed')
  expect(await pay(qin, await ordered())).toMatchObject(refused)

  // The drawer is closed when the order is canceled: its money goes back from the institution's cash.
  expect((await act(huang, `admin/orders/cancellations`, { cancellations: [{ id: order_id, reason: 'story' }] })).status).toBe('canceled')
  expect(await cash()).toEqual([0, 300])
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
})
