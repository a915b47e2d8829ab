import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliverParcels, shipParcels } from '#centers/fulfillment/write.ts'
import { eraseUser } from '#centers/identity/privacy/write.ts'
import { loadUsers } from '#centers/identity/write.ts'
import { orderTellers } from '#centers/orders/tell.ts'
import { loadOrganization } from '#centers/organization/load.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { unseal } from '#core/secrets.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { consumers } from './events.ts'
import { isTaxNo } from './rules.ts'

process.env.TONGSHANG_SECRET ??= 'a secret of the tests, long enough for anything'
let database: ClonedDatabase
let db: Db
let app: App
let caller: Caller = nobody
const clock = handClock('2026-03-02T01:00:00.000Z')
const office: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '客户经理' }
const phones = new Map<Caller, string>()
const member = (name: string, phone: string): Caller => {
  const one: Caller = { ...nobody, kind: 'member', id: newId(), name }
  phones.set(one, phone)
  return one
}
const wang = member('王采购', '13600000001')
const li = member('李主管', '13600000002')
const zhao = member('赵总', '13600000003')
const stranger = member('路人', '13600000004')
const buyer_id = newId()
const tax_no = '91350100M000100Y43'

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 8 })
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openShop(db, clock.now(), { prices: { paper: 20_000, chair: 50_000 }, stock: { east: { paper: 100, chair: 10 } } })
  const name = { zh: '集团', en: 'Group' }
  await loadOrganization(
    db,
    {
      organizations: [
        {
          ...{
            id: 'group',
            parent_id: null,
            kind: 'group',
            name,
            office_kind: null,
            franchised: false,
            brand_id: null,
            region_code: '500103',
          },
        },
      ],
      ...{ roles: [], staff: [] },
    },
    clock.now(),
  )
  for (const [one, value] of phones)
    await loadUsers(db, [{ id: one.id!, name: one.name, handles: [{ kind: 'phone', value, verified: true }] }], clock.now())
})
afterAll(async () => {
  await app.close()
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
  await db.close()
  await database.drop()
})

const send = async (as: Caller, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
  caller = as
  clock.advance(1_000)
  const answer = await app.inject({ method, url: `/api/${url}`, ...(payload ? { payload } : {}) })
  return { code: answer.statusCode, ...answer.json() }
}
const act = async (as: Caller, url: string, payload: object) => (await send(as, 'POST', url, payload)).outcomes?.[0]
const item = (more: object = {}) => ({
  id: buyer_id,
  kind: 'business',
  name: '重庆示例科技有限公司',
  tax_no,
  organization_id: 'group',
  ...more,
})
const purchase = (sku_id: string, quantity: number, expected_total_minor: number, more: object = {}) => ({
  id: newId(),
  lines: [{ sku_id, quantity }],
  buyer_name: '前台',
  buyer_phone: '02388888888',
  address: { province: '重庆市', city: '', district: '渝北区', street: '新南路 1 号' },
  expected_total_minor,
  ...more,
})
const ask = (as: Caller, given: object) => act(as, 'mall/me/buyer/purchases', given)
const decide = (as: Caller, id: string, decision: string, more: object = {}) =>
  act(as, 'mall/me/buyer/decisions', { id, decision, ...more })
const credit = async () => (await send(zhao, 'GET', 'mall/me/buyer')).buyer.credit

test.each([
  ['91350100M000100Y43', true],
  ['91350100M000100Y44', false],
  ['9135O100M000100Y43', false],
  ['91350100M000100Y4', false],
])('the tax number %s is right: %s', (text, right) => expect(isTaxNo(text)).toBe(right))

test('an organization is registered, given a limit, and its people join', async () => {
  const save = (more: object = {}) => act(office, 'admin/buyers', { items: [item(more)] })
  expect((await save({ tax_no: '91350100M000100Y44' })).status).toBe('tax_no_invalid')
  expect((await save({ organization_id: 'nowhere' })).status).toBe('organization_not_found')
  expect((await save({ name: '<script>alert(1)</script>' })).status).toBe('saved')
  expect((await save()).status).toBe('saved')
  expect((await save()).status).toBe('already_saved')
  expect((await save({ id: newId() })).status).toBe('tax_no_registered')
  const limit = (credit_limit_minor: number) => act(office, 'admin/buyers/limits', { items: [{ id: buyer_id, credit_limit_minor }] })
  expect((await limit(200_000)).status).toBe('set')
  expect((await limit(200_000)).status).toBe('already_set')

  const invite = (as: Caller, url: string, who: Caller, roles: string[], limit_minor: number | null = null) =>
    act(as, url, { items: [{ phone: phones.get(who), roles, limit_minor }] })
  const people = `admin/buyers/${buyer_id}/people`
  expect((await act(office, people, { items: [{ phone: '13699999999', roles: ['manager'] }] })).status).toBe('member_not_found')
  expect((await invite(office, people, zhao, ['manager', 'approver'])).status).toBe('invited')
  expect((await send(zhao, 'GET', 'mall/me/buyer')).invitations).toMatchObject([{ buyer_name: '重庆示例科技有限公司' }])
  const answer = (who: Caller, accepts = true) => act(who, 'mall/me/buyer/invitation', { buyer_id, accepts })
  expect((await answer(stranger)).status).toBe('invitation_not_found')
  expect((await answer(zhao)).status).toBe('joined')
  expect((await answer(zhao)).status).toBe('already_joined')
  const own = 'mall/me/buyer/people'
  expect((await send(wang, 'GET', own)).code).toBe(404)
  expect((await invite(zhao, own, wang, ['requester'], 30_000)).status).toBe('invited')
  expect((await invite(zhao, own, li, ['approver', 'requester'], 60_000)).status).toBe('invited')
  expect((await invite(zhao, own, zhao, ['approver'])).status).toBe('last_manager')
  await answer(wang)
  await answer(li)
  expect((await send(wang, 'POST', own, { items: [{ phone: phones.get(stranger), roles: ['manager'] }] })).code).toBe(403)
  await consumeAll(db, consumers, clock.now())
  const told = await db.rows(
    sql`select jsonb_array_elements(items) ->> 'template' as template from core.events where topic = 'messages.requested'`,
  )
  expect(told).toContainEqual({ template: 'buyers.invited' })
})

test('within his limit somebody orders alone; above it another one approves, and nobody his own', async () => {
  const small = purchase('paper', 1, 20_000)
  expect((await ask(stranger, small)).status).toBe('no_buyer')
  expect((await ask(zhao, small)).status).toBe('role_missing')
  expect(await ask(wang, { ...small, expected_total_minor: 1 })).toMatchObject({
    status: 'price_moved',
    detail: expect.stringContaining('20000'),
  })
  const first = await ask(wang, small)
  expect(first).toMatchObject({ status: 'ordered', order_no: expect.any(String) })
  expect(await ask(wang, small)).toMatchObject({ status: 'already_ordered', order_no: first.order_no })
  expect((await ask(li, small)).status).toBe('id_used_for_another')
  expect((await send(wang, 'GET', `mall/orders/${small.id}`)).payment_term).toBe('credit')
  expect((await send(wang, 'GET', `mall/orders/${small.id}/invoice-wish`)).wish).toMatchObject({ kind: 'company', tax_no })
  expect(await credit()).toEqual({ limit_minor: 200_000, used_minor: 20_000, open_minor: 180_000 })

  const chairs = purchase('chair', 2, 100_000, { reason: '新同事' })
  expect((await ask(wang, chairs)).status).toBe('waiting')
  expect((await ask(wang, chairs)).status).toBe('already_waiting')
  expect((await decide(wang, chairs.id, 'approve')).status).toBe('role_missing')
  expect((await decide(stranger, chairs.id, 'approve')).status).toBe('purchase_not_found')
  expect((await decide(li, chairs.id, 'approve')).status).toBe('above_limit')
  expect((await decide(zhao, chairs.id, 'approve', { expected_total_minor: 1 })).status).toBe('price_moved')
  const both = await Promise.all([decide(zhao, chairs.id, 'approve'), decide(zhao, chairs.id, 'approve')])
  expect(both.map(({ status }) => status).sort()).toEqual(['already_decided', 'approved'])
  expect(await credit()).toMatchObject({ used_minor: 120_000 })

  // Who approves looks at what it became; who only asks sees his own, and another organization nothing.
  const look = (who: Caller, id: string) => send(who, 'GET', `mall/me/buyer/purchases/${id}`)
  expect(await look(zhao, chairs.id)).toMatchObject({
    purchase: { state: 'ordered', decided_by: expect.any(String), buyer_name: chairs.buyer_name },
    order: { id: chairs.id, payment_term: 'credit' },
  })
  expect((await look(wang, chairs.id)).code).toBe(200)
  for (const who of [li, zhao])
    expect((await send(who, 'GET', `mall/orders/${chairs.id}/parcels`)).code).toBe((await look(who, chairs.id)).code)
  expect((await look(stranger, chairs.id)).code).toBe(404)
  expect((await send(stranger, 'GET', `mall/orders/${chairs.id}/parcels`)).code).toBe(404)
  expect((await send(zhao, 'POST', `mall/orders/${chairs.id}/cancellation`, { reason: '不是我的' })).code).not.toBe(200)

  const own = purchase('chair', 2, 100_000)
  expect((await ask(li, own)).status).toBe('waiting')
  expect((await decide(li, own.id, 'approve')).status).toBe('own_purchase')
  const short = await decide(zhao, own.id, 'approve')
  expect(short).toMatchObject({ status: 'not_ordered', detail: expect.stringContaining('credit line lacks 20000') })
  expect((await decide(zhao, own.id, 'refuse')).status).toBe('reason_missing')
  expect((await decide(zhao, own.id, 'refuse', { reason: '等下个月' })).status).toBe('refused')
  expect((await decide(zhao, own.id, 'approve')).status).toBe('already_decided')
  const back = purchase('chair', 1, 50_000)
  await ask(wang, back)
  expect((await decide(li, back.id, 'withdraw')).status).toBe('purchase_not_found')
  expect((await decide(wang, back.id, 'withdraw')).status).toBe('withdrawn')
  expect((await send(wang, 'GET', 'mall/me/buyer/purchases')).items).toHaveLength(3)
  expect((await send(zhao, 'GET', 'mall/me/buyer/purchases')).items).toHaveLength(4)
  expect((await send(wang, 'GET', 'mall/me/buyer/statement')).code).toBe(403)
})

test('the order desk orders on credit for a requester with his code: at once within his limit, above it somebody approves', async () => {
  const desk = (given: object, code_id: string, code: string, who = wang) =>
    act(office, 'admin/buyers/desk-purchases', { ...given, member_id: who.id, confirmation: { code_id, code } })
  expect((await send(office, 'GET', `admin/order-desk/buyer?member_id=${wang.id}`)).buyer).toMatchObject({
    buyer_id,
    may_ask: true,
    limit_minor: 30_000,
  })
  expect((await send({ ...office, organizations: ['elsewhere'] }, 'GET', `admin/order-desk/buyer?member_id=${wang.id}`)).buyer).toBeNull()
  const code = async (given: { id: string; expected_total_minor: number }) => {
    clock.advance(24 * 3_600_000)
    const id = newId()
    const about = {
      id,
      order_id: given.id,
      member_id: wang.id,
      payment_term: 'credit',
      total_minor: given.expected_total_minor,
      currency: 'CNY',
    }
    expect(await act(office, 'admin/order-desk/codes', about)).toMatchObject({ status: 'sent', sent_to: '136****0001' })
    const row = await db.row<{ sealed: string }>(sql`
      select item ->> 'sealed_values' as sealed from core.events, jsonb_array_elements(items) as item
      where topic = 'messages.requested' and item ->> 'message_id' = ${id}`)
    return { id, code: JSON.parse(unseal('messages.values', row!.sealed)!).code as string }
  }
  const before = (await credit()).used_minor
  const small = purchase('paper', 1, 20_000)
  const given = await code(small)
  expect(await desk(small, given.id, '12345x')).toBeUndefined()
  expect((await desk({ ...small, expected_total_minor: 19_999 }, given.id, given.code)).status).toBe('confirmation_differs')
  const again = await code(small)
  expect((await desk(small, again.id, again.code, stranger)).status).toBe('no_buyer')
  expect(await desk(small, again.id, again.code)).toMatchObject({ status: 'ordered', order_no: expect.any(String) })
  expect((await desk(small, again.id, again.code)).status).toBe('already_ordered')
  // Somebody else pressed the button, so he is told.
  await consumeAll(db, orderTellers, clock.now())
  const told = await db.rows(sql`
    select 1 from core.events, jsonb_array_elements(items) as item
    where topic = 'messages.requested' and item ->> 'template' = 'orders.placed' and item -> 'values' ->> 'order_id' = ${small.id}`)
  expect(told).toHaveLength(1)
  expect((await credit()).used_minor).toBe(before + 20_000)
  await send(wang, 'POST', `mall/orders/${small.id}/cancellation`, { reason: '买重了' })
  const large = purchase('chair', 1, 50_000)
  const asked = await code(large)
  expect((await desk(large, asked.id, asked.code)).status).toBe('waiting')
  expect((await decide(wang, large.id, 'withdraw')).status).toBe('withdrawn')
})

test('a canceled order and a payment open the line again; the statement says both', async () => {
  const { items } = await send(wang, 'GET', 'mall/me/buyer/purchases?state=ordered')
  const chairs = items.find(({ total_minor }: { total_minor: number }) => total_minor === 100_000)
  await send(wang, 'POST', `mall/orders/${chairs.purchase_id}/cancellation`, { reason: '不要了' })
  expect(await credit()).toMatchObject({ used_minor: 20_000 })
  const limit = (credit_limit_minor: number) => act(office, 'admin/buyers/limits', { items: [{ id: buyer_id, credit_limit_minor }] })
  expect((await limit(10_000)).status).toBe('line_in_use')
  const paid = { id: newId(), buyer_id, amount_minor: 15_000, note: '银行回单 88' }
  const repay = (more: object = {}) => act(office, 'admin/buyers/payments', { items: [{ ...paid, ...more }] })
  expect((await repay()).status).toBe('repaid')
  expect((await repay()).status).toBe('already_repaid')
  expect((await repay({ amount_minor: 1 })).status).toBe('id_used_for_another')
  expect((await repay({ id: newId(), buyer_id: newId() })).status).toBe('buyer_not_found')
  expect(await credit()).toMatchObject({ used_minor: 5_000 })
  const statement = (await send(zhao, 'GET', 'mall/me/buyer/statement')).items as {
    change_minor: number
    kind: string
    order_no: string | null
  }[]
  expect(statement.map(({ change_minor }) => change_minor)).toEqual([15_000, 100_000, 20_000, -20_000, -100_000, -20_000])
  expect(statement[0]).toMatchObject({ kind: 'buyers.repay', order_no: null })
  expect(statement[5]!.order_no).not.toBeNull()
  expect((await send(office, 'GET', `admin/buyers/${buyer_id}/statement`)).items).toHaveLength(6)
})

test('what an organization owes gives its requester neither points nor growth', async () => {
  const paper = purchase('paper', 1, 20_000)
  expect((await ask(wang, paper)).status).toBe('ordered')
  const id = newId()
  const parcel = { id, order_id: paper.id, group_no: 1, carrier: 'sf', waybill_no: `SF${id.slice(0, 8)}` }
  await db.tx((tx) => shipParcels(tx, 'c', clock.now(), [parcel]))
  await db.tx((tx) => deliverParcels(tx, 'd', clock.now(), [{ id }]))
  const [delivered] = await db.rows<{ item: { member_id: string; by_brand: unknown[] } }>(sql`
    select item from core.events, jsonb_array_elements(items) item where topic = 'orders.delivered' and item ->> 'id' = ${paper.id}`)
  expect(delivered!.item).toMatchObject({ member_id: wang.id, by_brand: [] })
  await send(office, 'POST', 'admin/buyers/payments', { items: [{ id: newId(), buyer_id, amount_minor: 20_000 }] })
})

test('the catalog bounds what may be bought; a suspended organization buys nothing', async () => {
  const put = (items: object[]) => send(office, 'PUT', `admin/buyers/${buyer_id}/catalog`, { items })
  expect((await put([{ kind: 'product', ref: 'nothing' }])).outcomes[0].status).toBe('ref_not_found')
  expect((await put([{ kind: 'product', ref: 'spu-paper' }])).outcomes[0].status).toBe('saved')
  expect((await put([{ kind: 'product', ref: 'spu-paper' }])).outcomes[0].status).toBe('already_saved')
  expect((await ask(li, purchase('chair', 1, 50_000))).status).toBe('not_in_catalog')
  expect((await send(wang, 'GET', 'mall/me/buyer/products')).items.map(({ spu_id }: { spu_id: string }) => spu_id)).toEqual(['spu-paper'])
  expect((await put([{ kind: 'category', ref: 'all' }])).outcomes[0].status).toBe('saved')
  expect((await send(wang, 'GET', 'mall/me/buyer/products')).items).toHaveLength(2)
  const stand = (suspended: boolean, reason?: string) =>
    act(office, 'admin/buyers/standing', { items: [{ id: buyer_id, suspended, reason }] })
  expect((await stand(true)).status).toBe('reason_missing')
  expect((await stand(true, '逾期未付')).status).toBe('changed')
  expect(await ask(wang, purchase('paper', 1, 20_000))).toMatchObject({ status: 'buyer_suspended', detail: '逾期未付' })
  expect((await stand(false)).status).toBe('changed')
  const elsewhere: Caller = { ...office, organizations: ['other'] }
  expect((await send(elsewhere, 'GET', 'admin/buyers')).items).toEqual([])
  expect((await send(elsewhere, 'GET', `admin/buyers/${buyer_id}`)).code).toBe(404)
  expect((await act(elsewhere, 'admin/buyers/limits', { items: [{ id: buyer_id, credit_limit_minor: 1 }] })).status).toBe('buyer_not_found')
})

test('who leaves takes what waits with him; the only manager cannot', async () => {
  const waits = purchase('chair', 1, 50_000)
  await ask(wang, waits)
  expect(await db.tx((tx) => eraseUser(tx, zhao.id!, clock.now()))).toMatchObject({ status: 'not_yet', center: 'buyers' })
  expect((await act(zhao, 'mall/me/buyer/people-removals', { member_id: zhao.id })).status).toBe('last_manager')
  expect((await act(zhao, 'mall/me/buyer/people-removals', { member_id: wang.id })).status).toBe('removed')
  expect((await act(zhao, 'mall/me/buyer/people-removals', { member_id: wang.id })).status).toBe('already_removed')
  expect((await ask(wang, purchase('paper', 1, 20_000))).status).toBe('no_buyer')
  expect(await db.rows(sql`select state from buyers.purchases where purchase_id = ${waits.id}`)).toEqual([{ state: 'withdrawn' }])
})
