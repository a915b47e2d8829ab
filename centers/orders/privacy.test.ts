import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadUsers } from '#centers/identity/write.ts'
import { clientOf } from '#checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, fillWallets, openShop } from '#checks/support/shop.ts'
import { type App, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { keyOf, listCorrections, rememberCorrections, wordsOf } from './addresses/normalize.ts'
import { advanceOrders } from './write.ts'

const clock = handClock('2026-11-22T02:00:00.000Z')
const lin = newId()
let cloned: ClonedDatabase
let db: Db
let app: App
let desk: App
beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb(cloned.connection)
  app = await createApp({ db, clock })
  desk = await createApp({ db, clock }, { authenticate: () => theSystem })
  await openShop(db, clock.now(), { prices: { charger: 19_900 }, stock: { east: { charger: 9 } } })
  await loadUsers(
    db,
    [{ id: lin, name: '林小满', password: 'tundra-mice-8', handles: [{ kind: 'name', value: 'linxiaoman' }] }],
    clock.now(),
  )
  await fillWallets(db, clock.now(), [lin], 59_700)
  await db.tx(async (tx) => {
    await tx.run(sql`insert into members.members (id, birthday, source, joined_at, changed_at)
      values (${lin}, '1990-05-01', 'mall', ${clock.now()}, ${clock.now()}) on conflict (id) do update set birthday = excluded.birthday`)
    await tx.run(sql`insert into members.tags (member_id, tag, tagged_by, tagged_at) values (${lin}, '爱茶', 'test', ${clock.now()})`)
  })
  clock.advance(60_000)
})
afterAll(async () => {
  await app.close()
  await desk.close()
  await db.close()
  await cloned.drop()
})
const advance = async () => {
  while ((await advanceOrders(db, clock.now())) > 0);
}

test('Lin takes her data along and leaves: not with an order under way, not with money in the wallet, then nothing says who she was', async () => {
  const office = clientOf(desk)
  const signIn = async () => {
    const client = clientOf(app)
    expect((await client.signIn('linxiaoman', 'tundra-mice-8')).statusCode).toBe(200)
    return client
  }
  const leave = async () => (await signIn()).send('POST', '/api/mall/privacy/deletion', { confirm: 'delete' })
  const buy = async (quantity: number) => {
    const order = anOrder([{ sku_id: 'charger', quantity }], quantity * 19_900, { buyer_message: '放门口' })
    expect((await (await signIn()).send('POST', '/api/mall/orders', order)).json().outcomes[0]).toMatchObject({ status: 'placed' })
    return order.id
  }
  const finish = async (order_id: string) => {
    await advance()
    const id = newId()
    await office.send('POST', '/api/admin/shipments', {
      shipments: [{ id, order_id, group_no: 1, carrier: 'sf', waybill_no: `SF${id.slice(-12)}` }],
    })
    expect((await office.send('POST', '/api/admin/deliveries', { deliveries: [{ id }] })).json().outcomes[0].status).toBe('delivered')
    clock.advance(8 * 86_400_000)
    await advance()
  }

  const first = await buy(2)
  const lins = await signIn()
  expect((await lins.send('PUT', '/api/mall/cart/lines', { lines: [{ sku_id: 'charger', quantity: 1 }] })).statusCode).toBe(200)
  const exported = (await lins.send('GET', '/api/mall/privacy/export')).json()
  expect(exported.orders).toMatchObject({
    orders: [
      { buyer_name: '林小满', buyer_phone: '13800001234', address: { district: '渝中区' }, lines: [{ sku_id: 'charger', quantity: 2 }] },
    ],
  })
  expect(exported.payments.wallet).toMatchObject({ balance_minor: 19_900, entries: [{ change_minor: -39_800 }, { change_minor: 59_700 }] })

  expect(exported.members).toMatchObject({ member: { birthday: '1990-05-01' }, tags: [{ tag: '爱茶' }] })

  expect((await leave()).json()).toMatchObject({ type: 'deletion_not_yet', center: 'orders', detail: expect.stringContaining('under way') })
  await finish(first)
  expect((await leave()).json()).toMatchObject({
    type: 'deletion_not_yet',
    center: 'payments',
    detail: expect.stringContaining('¥199.00:'),
  })
  await finish(await buy(1))
  // Twice somebody put right where she lives: by the words of her order, and by her door from other words. A neighbor's stays.
  const where = { province: '重庆市', city: '', district: '渝中区', street: '解放碑步行街 1 号' }
  const remember = [
    { words_key: keyOf(wordsOf(where)), region_code: '500103', street: '解放碑步行街一号' },
    { words_key: keyOf('渝中 步行街 1'), region_code: '500103', street: where.street },
    { words_key: keyOf('别处'), region_code: '500103', street: '民权路 9 号' },
  ].map((one) => ({ ...one, organization_id: 'group' }))
  await db.tx(async (tx) => {
    await rememberCorrections(tx, '陈晓雨', clock.now(), remember)
    await tx.run(sql`update orders.orders set address = address || '{"region_code": "500103"}' where id = ${first}`)
  })
  expect((await leave()).statusCode).toBe(204)
  expect((await listCorrections(db, theSystem, { limit: 9 })).items.map(({ street }) => street)).toEqual(['民权路 9 号'])

  const rows = await db.rows<{ total_minor: number }>(sql`select * from orders.orders where member_id = ${lin} order by placed_at`)
  expect(rows.map(({ total_minor }) => total_minor)).toEqual([39_800, 19_900])
  const dump = JSON.stringify([
    rows,
    await db.rows(sql`select * from orders.carts`),
    await db.rows(sql`select * from members.members m left join members.tags t on t.member_id = m.id`),
  ])
  for (const gone of ['林小满', '13800001234', '渝中区', '解放碑', '放门口', '"charger"', '1990-05', '爱茶'])
    expect(dump).not.toContain(gone)
  expect((await office.send('GET', `/api/admin/orders/${first}`)).json()).toMatchObject({
    buyer_name: '已注销',
    payment: 'paid',
    state: 'completed',
  })
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
})
