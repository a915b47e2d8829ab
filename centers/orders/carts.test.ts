import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadUsers } from '#centers/identity/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { type App, type Caller, nobody } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { claimOrders } from './claims.ts'

let database: ClonedDatabase
let db: Db
let app: App
let caller: Caller
const visitor = (): Caller => ({ ...nobody, id: newId() })
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb(database.connection)
  app = await createApp({ db, clock: wallClock }, { authenticate: () => caller })
  await openShop(db, wallClock.now(), { prices: { a: 10_000, b: 2_000 }, stock: { rdc: { a: 5, b: 5 } }, stores: ['corner'] })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
})

const put = async (...lines: object[]) => (await app.inject({ method: 'PUT', url: '/api/mall/cart/lines', payload: { lines } })).json()
const order = (id: string, phone: string) => ({
  ...{ id, channel_id: 'mall', currency: 'CNY', lines: [{ sku_id: 'a', quantity: 1 }], buyer_name: '林晓', buyer_phone: phone },
  ...{
    address: { province: '重庆市', city: '', district: '渝北区', street: '1' },
    payment_term: 'pay_at_outlet',
    outlet_id: 'corner',
    expected_total_minor: 10_000,
  },
})

test('what is put aside waits in the cart and is not summed', async () => {
  caller = visitor()
  await put({ sku_id: 'a', quantity: 1 }, { sku_id: 'b', quantity: 2 })
  const aside = await put({ sku_id: 'b', quantity: 2, later: true })
  expect([aside.lines.length, aside.later.length, aside.goods_minor, aside.quantity]).toEqual([1, 1, 10_000, 1])
  // Another number does not bring it back; saying so does.
  expect((await put({ sku_id: 'b', quantity: 3 })).later[0].quantity).toBe(3)
  expect((await put({ sku_id: 'b', quantity: 3, later: false })).goods_minor).toBe(16_000)
})

test('chosen goods are priced without any cart', async () => {
  caller = visitor()
  const quote = (await app.inject({ url: '/api/mall/quote?line=a:2&line=b:9' })).json()
  expect([quote.goods_minor, quote.lines[1].problem]).toEqual([20_000, 'not_enough'])
  expect((await app.inject({ url: '/api/mall/quote?line=a:0' })).statusCode).toBe(400)
  expect((await app.inject({ url: '/api/mall/cart' })).json().lines).toEqual([])
})

test('who signs in finds what he ordered as a guest, and nobody else’s', async () => {
  const [guest, owner, stranger] = [visitor(), newId(), newId()]
  await loadUsers(
    db,
    [
      { id: owner, name: '林晓', handles: [{ kind: 'phone', value: '13800138000', verified: true }] },
      { id: stranger, name: '别人', handles: [{ kind: 'phone', value: '13900139000', verified: true }] },
    ],
    wallClock.now(),
  )
  caller = guest
  const id = newId()
  expect((await app.inject({ method: 'POST', url: '/api/mall/orders', payload: order(id, '13800138000') })).json().outcomes[0].status).toBe(
    'placed',
  )
  const claim = (user_id: string) => db.tx((tx) => claimOrders(tx, [{ visitor_id: guest.id!, user_id }]))
  expect([await claim(stranger), await claim(owner), await claim(owner)]).toEqual([0, 1, 0])
  caller = { ...nobody, kind: 'member', id: owner }
  expect((await app.inject({ url: '/api/mall/orders' })).json().items.map((one: { id: string }) => one.id)).toEqual([id])

  const wish = (payload: object) => app.inject({ method: 'POST', url: `/api/mall/orders/${id}/invoice-wish`, payload })
  expect((await wish({ kind: 'company', title: '岚川', tax_no: null, email: null })).json().outcomes[0].status).toBe('tax_no_missing')
  expect((await wish({ kind: 'person', title: '林晓', tax_no: null, email: null })).json().outcomes[0].status).toBe('kept')
  expect((await app.inject({ url: `/api/mall/orders/${id}/invoice-wish` })).json().wish).toMatchObject({ kind: 'person', title: '林晓' })
  expect((await app.inject({ url: '/api/mall/me/invoices' })).json().items).toMatchObject([
    { order_id: id, wish: { title: '林晓' }, ready: false },
  ])
  // What a platform paid in his place is no part of his invoice.
  const [mine] = (await app.inject({ url: '/api/mall/me/invoices' })).json().items
  await db.run(sql`insert into orders.discounts (order_id, line_no, kind, source_id, amount_minor) values (${id}, 1, 'subsidy', 'mall', 1)`)
  expect((await app.inject({ url: '/api/mall/me/invoices' })).json().items).toMatchObject([{ total_minor: mine.total_minor - 1 }])
  expect((await app.inject({ url: '/api/mall/me/invoice-titles' })).json().items).toMatchObject([{ kind: 'person', title: '林晓' }])
  caller = { ...nobody, kind: 'member', id: stranger }
  expect((await app.inject({ url: '/api/mall/me/invoices' })).json().items).toEqual([])
  expect((await app.inject({ url: `/api/mall/orders/${id}/invoice-wish` })).statusCode).toBe(404)
  expect(await db.rows(sql`select order_id from orders.invoice_wishes`)).toHaveLength(1)
  const { order_no } = (await db.row<{ order_no: string }>(sql`select order_no from orders.orders where id = ${id}`))!
  const parcels = (phone: string) => app.inject({ url: `/api/mall/order-lookup/parcels?order_no=${order_no}&phone=${phone}` })
  expect([(await parcels('13800138000')).json(), (await parcels('13900139000')).statusCode]).toEqual([{ items: [] }, 404])
})
