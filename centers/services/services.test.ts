import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseUser, exportUser } from '#centers/identity/privacy/write.ts'
import { loadUsers } from '#centers/identity/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, fillWallets, openShop } from '#checks/support/shop.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { decideAnswer, decideComplaint, decideRemark, decideTake, decideWarranty, mostOpen } from './rules.ts'
import { answerComplaints, takeComplaints } from './write.ts'

let database: ClonedDatabase
let db: Db
let app: App
let caller: Caller = nobody
const clock = handClock('2026-03-02T01:00:00.000Z')
const person = (name: string): Caller => ({ ...nobody, kind: 'member', id: newId(), name })
const lin = person('林知夏')
const zhou = person('周屿')
const agent: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '何敏' }
const colleague: Caller = { ...agent, id: newId(), name: '高航' }

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 6 })
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openShop(db, clock.now(), { prices: { tea: 5_000 }, stock: { east: { tea: 500 } } })
  for (const { id, name } of [lin, zhou]) await loadUsers(db, [{ id: id!, name, handles: [] }], clock.now())
  await fillWallets(db, clock.now(), [lin.id!], 10_000_000)
})
afterAll(async () => {
  await app.close()
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
  await db.close()
  await database.drop()
})

const post = async (as: Caller, url: string, payload: object) => {
  caller = as
  return (await app.inject({ method: 'POST', url, payload })).json().outcomes
}
const get = async (as: Caller, url: string) => {
  caller = as
  return (await app.inject({ url })).json()
}
const complain = (as: Caller, item: object) =>
  post(as, '/api/mall/complaints', { items: [{ subject: 'goods', words: '茶叶受潮了', ...item }] })

test('a member complains of an order, is answered, asks again, and settles; the desk sees who owes what', async () => {
  caller = lin
  const order = anOrder([{ sku_id: 'tea', quantity: 1 }], 5_800)
  const placed = await app.inject({ method: 'POST', url: '/api/mall/orders', payload: order })
  expect(placed.statusCode, placed.body).toBe(200)
  const id = newId()
  const mine = { id, order_id: order.id }
  expect(await complain(zhou, mine)).toMatchObject([{ status: 'order_not_found' }])
  expect(await complain(lin, mine)).toMatchObject([{ status: 'written' }])
  expect(await complain(lin, mine)).toMatchObject([{ status: 'already_written' }])
  expect(await complain(zhou, mine)).toMatchObject([{ status: 'id_used_for_another' }])
  expect(await complain(lin, { id: newId() })).toMatchObject([{ status: 'subject_missing' }])
  expect(await complain(lin, { id: newId(), spu_id: 'nothing' })).toMatchObject([{ status: 'product_not_found' }])

  const listed = await get(agent, '/api/admin/complaints?state=waiting')
  expect(listed.items).toMatchObject([{ complaint_id: id, member_name: '林知夏', words: '茶叶受潮了', owner_name: null }])
  clock.advance(49 * 3_600_000)
  expect(await get(agent, '/api/admin/complaints/counts')).toEqual({ waiting: 1, taken: 0, answered: 0, late: 1 })
  expect((await get(agent, '/api/admin/complaints?late=true')).items).toHaveLength(1)
  expect(await post(agent, '/api/admin/complaints/owners', { ids: [id] })).toMatchObject([{ status: 'taken' }])
  expect(await post(agent, '/api/admin/complaints/owners', { ids: [id] })).toMatchObject([{ status: 'already_taken' }])
  expect((await get(agent, '/api/admin/complaints?mine=true')).items).toHaveLength(1)
  expect((await get(colleague, '/api/admin/complaints?mine=true')).items).toHaveLength(0)

  const answer = { items: [{ id: newId(), complaint_id: id, words: '给您补发一罐' }] }
  expect(await post(colleague, '/api/admin/complaints/answers', answer)).toMatchObject([{ status: 'answered' }])
  expect(await post(colleague, '/api/admin/complaints/answers', answer)).toMatchObject([{ status: 'already_answered' }])
  const told = sql`
    select item from core.events, jsonb_array_elements(items) item
    where topic = 'messages.requested' and item ->> 'template' = 'services.complaint_answered'`
  expect((await db.rows(told)).length).toBe(1)
  caller = zhou
  expect((await app.inject({ url: `/api/mall/me/complaints/${id}` })).statusCode).toBe(404)
  expect(await get(lin, `/api/mall/me/complaints/${id}`)).toMatchObject({
    ...{ state: 'answered', owner_name: '何敏', due_at: null },
    entries: [
      { said_by: 'member', words: '茶叶受潮了' },
      { said_by: 'house', name: '高航', words: '给您补发一罐' },
    ],
  })
  const remark = (settled: boolean, words?: string) =>
    post(lin, '/api/mall/complaint-remarks', { items: [{ id: newId(), complaint_id: id, settled, ...(words ? { words } : {}) }] })
  expect(await remark(false)).toMatchObject([{ status: 'words_missing' }])
  expect(await remark(false, '还没收到')).toMatchObject([{ status: 'reopened' }])
  expect(await remark(false, '快一点')).toMatchObject([{ status: 'not_answered' }])
  expect((await get(lin, '/api/mall/me/complaints')).items).toMatchObject([{ state: 'taken', owner_name: '何敏' }])
  expect(await remark(true, '收到了，谢谢')).toMatchObject([{ status: 'settled' }])
  expect(await remark(true)).toMatchObject([{ status: 'settled_before' }])
  expect(await post(agent, '/api/admin/complaints/owners', { ids: [id] })).toMatchObject([{ status: 'answered_before' }])
})

test('two clerks at once: one owns it in the end, both answers are kept, and the member is told of each', async () => {
  const id = newId()
  await complain(zhou, { id, spu_id: 'spu-tea', words: '页面写错了产地' })
  const taken = await Promise.all([agent, colleague].map((by) => db.tx((tx) => takeComplaints(tx, by, clock.now(), [id]))))
  expect(taken.flat().map(({ status }) => status)).toEqual(['taken', 'taken'])
  const answered = await Promise.all(
    [agent, colleague].map((by) =>
      db.tx((tx) => answerComplaints(tx, by, clock.now(), [{ id: newId(), complaint_id: id, words: `已更正（${by.name}）` }])),
    ),
  )
  expect(answered.flat().map(({ status }) => status)).toEqual(['answered', 'answered'])
  expect((await get(zhou, `/api/mall/me/complaints/${id}`)).entries).toHaveLength(3)
})

test.each([
  ['nothing is promised', 0, '2026-01-10', '2026-01-11', { state: 'none', ends_on: null }],
  ['it did not arrive yet', 12, null, '2026-01-11', { state: 'not_begun', ends_on: null }],
  ['its last day', 12, '2025-03-01', '2026-02-28', { state: 'in_warranty', ends_on: '2026-02-28' }],
  ['the day after', 12, '2025-03-01', '2026-03-01', { state: 'ended', ends_on: '2026-02-28' }],
  ['a month that has no such day', 1, '2026-01-31', '2026-02-27', { state: 'in_warranty', ends_on: '2026-02-27' }],
] as const)('warranty: %s', (_, months, arrived_on, today, outcome) => {
  expect(decideWarranty(months, arrived_on, today)).toMatchObject(outcome)
})

test('a warranty is looked up with what stands on the order, and by nobody else', async () => {
  caller = lin
  const order = { ...anOrder([{ sku_id: 'tea', quantity: 1 }], 5_800) }
  const placed = (await app.inject({ method: 'POST', url: '/api/mall/orders', payload: order })).json()
  const row = (await db.row<{ order_no: string; buyer_phone: string }>(
    sql`select order_no, buyer_phone from orders.orders where id = ${order.id}`,
  ))!
  expect(placed.id ?? order.id).toBe(order.id)
  await db.tx((tx) =>
    tx.run(sql`update products.spus set warranty_months = 6 where spu_id in (select spu_id from products.skus where sku_id = 'tea')`),
  )
  const ask = (phone: string) => get(nobody, `/api/mall/warranties?order_no=${row.order_no}&phone=${phone}`)
  expect((await ask(row.buyer_phone)).items).toMatchObject([{ quantity: 1, warranty_months: 6, state: 'not_begun' }])
  expect(await ask('13900000000')).toMatchObject({ status: 404 })
  expect(await get(nobody, '/api/mall/warranties?order_no=abc&phone=1')).toMatchObject({ status: 404 })
})

test('the desk of another organization sees nothing; script in the words stays words', async () => {
  const id = newId()
  await complain(zhou, { id, spu_id: 'spu-tea', words: '<script>alert(1)</script>' })
  const elsewhere: Caller = { ...agent, organizations: ['elsewhere'], brands: [], partners: [] }
  expect((await get(elsewhere, '/api/admin/complaints')).items).toEqual([])
  caller = elsewhere
  expect((await app.inject({ url: `/api/admin/complaints/${id}` })).statusCode).toBe(404)
  expect(await post(elsewhere, '/api/admin/complaints/owners', { ids: [id] })).toMatchObject([{ status: 'complaint_not_found' }])
  expect((await get(zhou, `/api/mall/me/complaints/${id}`)).words).toBe('<script>alert(1)</script>')
})

test('who leaves takes along what he wrote; his name goes, what was answered stays', async () => {
  expect(await exportUser(db, zhou.id!, clock.now())).toMatchObject({ services: { complaints: [{ subject: 'goods' }, {}] } })
  await db.tx((tx) => eraseUser(tx, zhou.id!, clock.now()))
  const names = await db.rows<{ name: string }>(sql`
    select e.name from services.complaint_entries e join services.complaints c using (complaint_id) where c.member_id = ${zhou.id} and e.said_by = 'member'`)
  expect(new Set(names.map(({ name }) => name))).toEqual(new Set(['*']))
})

test.each([
  [{ order_id: 'o', spu_id: undefined }, { open: mostOpen }, 'too_many_open'],
  [{ order_id: 'o', spu_id: 's' }, {}, 'subject_missing'],
  [{ order_id: 'o' }, { organization_id: undefined }, 'order_not_found'],
])('a complaint of %j is %s', (item, ground, status) => {
  const whole = { member_id: 'm', same: undefined, organization_id: 'x', open: 0, ...ground }
  expect(decideComplaint({ words: 'w', ...item }, whole).status).toBe(status)
})

test('what is settled is over for both sides', () => {
  expect(decideRemark({ settled: true }, { member_id: 'm', state: 'settled' }, 'm', false).status).toBe('settled_before')
  expect(decideRemark({ settled: true }, { member_id: 'm', state: 'answered' }, 'other', false).status).toBe('complaint_not_found')
  expect(decideTake({ state: 'settled', owner_id: null }, 'c').status).toBe('answered_before')
  expect(decideAnswer({ complaint_id: 'c', words: 'w' }, { state: 'settled' }, undefined).status).toBe('settled_before')
})
