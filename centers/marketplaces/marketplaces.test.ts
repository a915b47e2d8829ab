import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveListings } from '#centers/channels/listings/write.ts'
import { shipParcels } from '#centers/fulfillment/write.ts'
import { deliver } from '#centers/interfaces/letters.ts'
import { promises as interfacePromises } from '#centers/interfaces/promises.ts'
import { promises as orderPromises } from '#centers/orders/promises.ts'
import { oweByPlatforms } from '#centers/orders/refunds/platform.ts'
import { findProduct, findSkus } from '#centers/products/read.ts'
import { itemOf } from '#centers/products/reviews/rules.ts'
import { saveProducts } from '#centers/products/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { assembly } from '#server/centers.ts'
import { marketplaceOutside } from '#server/outside.ts'
import { openAlipayBill } from '#simulators/alipay-bill/index.ts'
import { paymentOf, type Sold } from '#simulators/market/shop.ts'
import { registerContents } from './contents.ts'
import { readFeeds } from './feeds.ts'
import { channelOf, connectionItem, type Mart, openMart, type Platform, platforms, pushing, soldLine } from './fixtures.ts'
import { registerPushes } from './inbound.ts'
import { pushOffers } from './offers.ts'
import { promises } from './promises.ts'
import { pullDue, pullStream, retryDue, runBackfills } from './pull.ts'
import { fetchStatements, planStatements } from './statements/write.ts'
import { renewTokens } from './tokens.ts'
import { registerWriteBack } from './write-back.ts'

interface Listing {
  listing_key: string
  outer_code: string
  failure: string | null
  stock_told: number | null
  stock_wanted: number | null
  sale_told: boolean | null
  feed_id: string | null
}

let database: ClonedDatabase
let db: Db
let app: App
let mart: Mart
let caller: Caller = theSystem
const clock = handClock('2026-03-02T02:00:00Z')
const consumers = assembly.flatMap((center) => center.consumers ?? [])

beforeAll(async () => {
  process.env.TONGSHANG_SECRET ??= 'a secret of thirty-two characters, for tests'
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 12 })
  registerWriteBack(marketplaceOutside)
  registerPushes(marketplaceOutside)
  mart = await openMart(db, clock)
  app = await createApp({ db, clock }, { authenticate: () => caller })
})
afterAll(async () => {
  await mart.exchange.flush()
  const checked = await checkPromises(db, [
    { center: 'marketplaces', promises },
    { center: 'interfaces', promises: interfacePromises },
    { center: 'orders', promises: orderPromises },
  ])
  expect(checked.filter(({ offending }) => offending.length > 0)).toEqual([])
  await app.close()
  await mart.close()
  await db.close()
  await database.drop()
})

const get = async (url: string) => (await app.inject({ url })).json()
const post = async (url: string, payload: object) => {
  const answer = await app.inject({ method: 'POST', url, payload })
  return { status: answer.statusCode, ...answer.json() }
}
/** Time passes and every stream is read. */
const pull = async (seconds = 40) => {
  clock.advance(seconds * 1000)
  const result = await pullDue(mart.pulling)
  expect(result.error).toBe(null)
  return result
}
const rowOf = (platform: Platform, external_no: string) =>
  db.row<{
    state: string
    reasons: string[]
    order_id: string | null
    remarks: { what: string; detail: string }[]
    detail: string | null
  }>(sql`
    select state, reasons, order_id, remarks, detail from marketplaces.pulled where channel_id = ${channelOf[platform]} and external_no = ${external_no}`)
const stateOf = async (order_id: string) =>
  (await db.rows<{ state: string }>(sql`select state from orders.stages where order_id = ${order_id} order by group_no`)).map(
    ({ state }) => state,
  )
const ship = async (order_id: string, lines?: { line_no: number; quantity: number }[], group_no = 1) => {
  const parcel = {
    id: newId(),
    order_id,
    group_no,
    carrier: 'sf',
    waybill_no: `SF${Math.ceil(Math.random() * 1e9)}`,
    ...(lines ? { lines } : {}),
  }
  const [outcome] = await db.tx((tx) => shipParcels(tx, theSystem.name, clock.now(), [parcel]))
  expect(outcome).toMatchObject({ status: 'shipped' })
  return parcel
}
const tellBack = async () => {
  await consumeAll(db, consumers, clock.now())
  return deliver(db, mart.exchange, clock.now, () => 0.5)
}

test.each(platforms)('an order of %s becomes ours once, ships, and the platform knows', async (platform) => {
  const { market } = mart.sims[platform]
  const sold = market.sell({
    lines: [soldLine('lamp', 2), soldLine('kettle', 1, { discount: 300 })],
    freight: 600,
    message: '送礼请包好 🎁',
  })
  await pull()
  const row = (await rowOf(platform, sold.no))!
  expect(row).toMatchObject({ state: 'placed', reasons: [] })
  const view = await get(`/api/admin/orders/${row.order_id}`)
  expect(view).toMatchObject({
    external_no: sold.no,
    total_minor: 2 * 1_000 + 2_000 - 300 + 600,
    freight_minor: 600,
    // Buyers cannot write to the seller with an order everywhere, and GBK knows no such picture.
    buyer_message: platform === 'amazon' ? null : platform === 'dangdang' ? '送礼请包好 ?' : '送礼请包好 🎁',
    payment: 'paid',
  })
  expect(view.lines.map(({ sku_id, quantity }: { sku_id: string; quantity: number }) => [sku_id, quantity])).toEqual([
    ['lamp', 2],
    ['kettle', 1],
  ])
  // Read again, nothing happens.
  await pull()
  expect(await db.rows(sql`select 1 from orders.external_numbers where external_no = ${sold.no}`)).toHaveLength(1)

  const parcel = await ship(row.order_id!)
  await tellBack()
  expect(market.trades.get(sold.no)).toMatchObject({ status: 'shipped' })
  expect(market.trades.get(sold.no)!.lines[0]!.waybill).toBe(parcel.waybill_no)
  expect(await db.row(sql`select state, reason from marketplaces.shipments where parcel_id = ${parcel.id}`)).toEqual({
    state: 'written',
    reason: null,
  })
  // The platform now says shipped; for us that is no news.
  await pull()
  expect(await stateOf(row.order_id!)).toEqual(['shipped'])
})

const pushesOf = async (connection_id: string) => (await get(`/api/admin/marketplaces/${connection_id}/pushes`)).items
test.each(pushing)('a push of %s brings its order sooner; twice, late, forged and out of order it changes nothing', async (platform) => {
  const { market, pushes, quirks, counts } = mart.sims[platform]
  const address = await app
    .listen({ port: 0, host: '127.0.0.1' })
    .catch(() => `http://127.0.0.1:${(app.server.address() as { port: number }).port}`)
  pushes.subscribe(`${address}/api/open/marketplaces/${platform}`)
  const sold = market.sell({ lines: [soldLine('tea')] })
  Object.assign(quirks, { duplicate: 1, push_forged: 1 })
  expect(await pushes.send()).toEqual([200])
  expect(pushes.believed()).toBe(0)
  expect(await pushesOf(platform)).toMatchObject([{ external_no: sold.no, state: 'asking', times: 2 }])
  expect(await rowOf(platform, sold.no)).toBeUndefined()
  // No stream was read: the letter asked for this order alone.
  await tellBack()
  expect(await rowOf(platform, sold.no)).toMatchObject({ state: 'placed' })
  expect(await pushesOf(platform)).toMatchObject([{ state: 'taken' }])
  await pull()
  expect(await db.rows(sql`select 1 from orders.external_numbers where external_no = ${sold.no}`)).toHaveLength(1)

  // Two changes, told the wrong way round: the later one is known when the earlier one arrives.
  Object.assign(quirks, { duplicate: 0, push_forged: 0 })
  clock.advance(5_000)
  market.moveTo(sold.no, { district: '江北区' })
  clock.advance(5_000)
  market.moveTo(sold.no, { district: '渝北区' })
  await pull()
  const asked = () => [...counts.values()].reduce((sum, count) => sum + count, 0)
  const before = asked()
  expect(await pushes.send()).toEqual([200, 200])
  expect((await pushesOf(platform)).map(({ state }: { state: string }) => state).sort()).toEqual(['asking', 'older', 'taken'])
  await tellBack()
  // The stream was faster: nothing is asked for once more.
  expect(asked() - before).toBe(0)
  expect(JSON.stringify(await db.row(sql`select address from orders.orders where external_no = ${sold.no}`))).toContain('渝北区')

  // A platform that has no such order any more: a dead letter, which an operator finds.
  const gone = market.sell({ lines: [soldLine('tea')] })
  market.trades.delete(gone.no)
  await pushes.send()
  await tellBack()
  expect((await pushesOf(platform))[0]).toMatchObject({
    external_no: gone.no,
    state: 'refused',
    detail: expect.stringMatching(/order|id/i),
  })
  expect((await get('/api/admin/interface-letters')).items[0]).toMatchObject({ kind: 'marketplaces.push', subject: gone.no, state: 'dead' })
  // Nobody's address, and a shop that is resting.
  expect(await post('/api/open/marketplaces/nobody', {})).toMatchObject({ status: 404 })
  expect(await post(`/api/open/marketplaces/${platform}`, {})).toMatchObject({
    status: 401,
    type: expect.stringContaining('signature_invalid'),
  })
  market.sell({ lines: [soldLine('tea')] })
  await post('/api/admin/marketplaces/states', { items: [{ connection_id: platform, state: 'paused' }] })
  expect(await pushes.send()).toEqual([200])
  expect((await pushesOf(platform))[0]).toMatchObject({ state: 'passed', detail: 'connection_paused' })
  await post('/api/admin/marketplaces/states', { items: [{ connection_id: platform, state: 'live' }] })
  await pull()
})

test('messages that Taobao keeps are taken, confirmed, and told again by a crash change nothing', async () => {
  const { market, counts, quirks } = mart.sims.taobao
  await pullStream(mart.pulling, 'taobao', 'messages')
  const sold = market.sell({ lines: [soldLine('tea')] })
  clock.advance(4_000)
  // Taken here, and the confirmation is lost.
  quirks.cut = 1
  await pullStream(mart.pulling, 'taobao', 'messages')
  quirks.cut = 0
  clock.advance(60_000)
  await pullStream(mart.pulling, 'taobao', 'messages')
  const mine = (await pushesOf('taobao')).filter(({ external_no }: { external_no: string }) => external_no === sold.no)
  expect(mine).toMatchObject([{ topic: 'taobao_trade_TradeCreate', state: 'asking' }])
  await tellBack()
  expect(await rowOf('taobao', sold.no)).toMatchObject({ state: 'placed' })
  const consumed = counts.get('taobao.tmc.messages.consume')!
  clock.advance(4_000)
  await pullStream(mart.pulling, 'taobao', 'messages')
  expect(counts.get('taobao.tmc.messages.consume')! - consumed).toBe(1)
  await pull()
})

test('what nobody mapped waits, is mapped by hand, and then is an order; emoji and rare characters stay what they are', async () => {
  const sold = mart.sims.taobao.market.sell({
    lines: [soldLine('tea', 1, { outer_code: 'no-such-code', product_no: '799', sku_no: '899', title: '明前龙井 🍵 𠮷' })],
    buyer: { name: '𠮷田' },
  })
  await pull()
  expect(await rowOf('taobao', sold.no)).toMatchObject({ state: 'waiting', reasons: ['line_unmapped'] })
  const { items } = await get('/api/admin/marketplaces/listings?mapped=false')
  expect(items).toMatchObject([{ listing_key: '799/899', title: '明前龙井 🍵 𠮷', waiting: 1, sku_id: null }])
  expect(await get('/api/admin/marketplaces/pulled?state=waiting&reason=line_unmapped')).toMatchObject({
    items: [{ external_no: sold.no }],
  })

  const wrong = await post('/api/admin/marketplaces/mappings', {
    items: [{ connection_id: 'taobao', listing_key: '799/899', sku_id: 'nothing' }],
  })
  expect(wrong).toMatchObject({ status: 409, outcomes: [{ status: 'sku_not_found' }] })
  const mapped = await post('/api/admin/marketplaces/mappings', {
    items: [{ connection_id: 'taobao', listing_key: '799/899', sku_id: 'tea' }],
  })
  expect(mapped).toMatchObject({ status: 200, outcomes: [{ status: 'mapped' }] })
  expect(await retryDue(db, clock.now())).toBe(1)
  expect(await rowOf('taobao', sold.no)).toMatchObject({ state: 'placed', reasons: [] })
})

test('unpaid is left alone until it is paid; canceled there is canceled here; an address changed there is changed here, a note is kept', async () => {
  const { market } = mart.sims.taobao
  const unpaid = market.sell({ status: 'unpaid', lines: [soldLine('socket')] })
  const canceled = market.sell({ lines: [soldLine('socket')] })
  const moved = market.sell({ lines: [soldLine('socket')] })
  const blocked = market.sell({ status: 'blocked', lines: [soldLine('socket')] })
  await pull()
  expect(await rowOf('taobao', unpaid.no)).toMatchObject({ state: 'unpaid' })
  expect(await rowOf('taobao', blocked.no)).toMatchObject({ state: 'waiting', reasons: ['blocked_by_platform'] })
  clock.advance(1000)
  market.pay(unpaid.no)
  market.cancel(canceled.no)
  moved.note = '送货前电话'
  market.moveTo(moved.no, { street: '新街 2 号' })
  market.unblock(blocked.no)
  await pull()
  expect(await rowOf('taobao', unpaid.no)).toMatchObject({ state: 'placed' })
  expect(await rowOf('taobao', blocked.no)).toMatchObject({ state: 'placed' })
  expect(await stateOf((await rowOf('taobao', canceled.no))!.order_id!)).toEqual(['canceled'])
  const row = (await rowOf('taobao', moved.no))!
  expect(await stateOf(row.order_id!)).not.toEqual(['held'])
  expect(row.remarks).toMatchObject([{ what: 'readdressed', detail: expect.stringContaining('新街 2 号') }])
  const read = async () => ({
    ...(await db.row<{ street: string }>(sql`select address ->> 'street' as street from orders.orders where id = ${row.order_id}`)),
    ...(await db.row<{ note: string }>(sql`select seller_note as note from orders.notes where order_id = ${row.order_id}`)),
  })
  expect(await read()).toEqual({ street: '新街 2 号', note: '送货前电话' })
  // What our people put right since stays as they left it, as long as the platform says nothing new of it; an unclear address waits for one.
  await db.run(sql`update orders.orders set address = address || '{"street": "新街 2 号 3 楼"}' where id = ${row.order_id}`)
  await db.run(sql`update orders.notes set seller_note = '客服：已电话' where order_id = ${row.order_id}`)
  clock.advance(2000)
  moved.note = '放门口'
  market.moveTo(moved.no, {})
  await pull()
  expect(await read()).toEqual({ street: '新街 2 号 3 楼', note: '客服：已电话\n放门口' })
  clock.advance(2000)
  market.moveTo(moved.no, { street: '' })
  await pull()
  expect(await stateOf(row.order_id!)).toEqual(['held'])
  clock.advance(2000)
  market.moveTo(moved.no, { street: '新街 9 号' })
  await pull()
  expect(await stateOf(row.order_id!)).not.toEqual(['held'])
  expect(await read()).toMatchObject({ street: '新街 9 号' })
})

test('an address nobody can read waits, is put right once, and the same words are taken at once the next time', async () => {
  const { market } = mart.sims.taobao
  const buyer = { district: '新片区', street: '幸福小区 3 栋' }
  const [one, two] = [market.sell({ buyer, lines: [soldLine('socket')] }), market.sell({ buyer, lines: [soldLine('socket')] })]
  const clear = market.sell({ lines: [soldLine('socket')] })
  await pull()
  const orderOf = async ({ no }: { no: string }) => (await rowOf('taobao', no))!.order_id!
  const [first, second, plain] = [await orderOf(one), await orderOf(two), await orderOf(clear)]
  const addressOf = async (id: string) =>
    (await db.row<{ address: Record<string, string> }>(sql`select address from orders.orders where id = ${id}`))!.address
  expect(await addressOf(plain)).toMatchObject({ region_code: expect.stringMatching(/^50/), district: expect.any(String) })
  expect([await stateOf(first), await stateOf(second)]).toEqual([['held'], ['held']])
  const { items } = await get(`/api/admin/unclear-addresses?q=${one.no}`)
  expect(items).toMatchObject([
    { id: first, told: expect.stringContaining('新片区'), reading: { province: '重庆市', region_code: '500000' } },
  ])
  const correct = async (...corrections: object[]) =>
    (await post('/api/admin/orders/address-corrections', { corrections })).outcomes.map(({ status }: { status: string }) => status)
  const right = { id: first, change_id: newId(), region_code: '500112', street: '幸福小区 3 栋' }
  expect(await correct({ ...right, region_code: '500000' }, { ...right, region_code: '999999' })).toEqual([
    'region_too_wide',
    'region_not_found',
  ])
  expect(await correct({ ...right, id: newId() }, { ...right, id: plain })).toEqual(['order_not_found', 'nothing_unclear'])
  expect((await Promise.all([correct(right), correct(right)])).flat().sort()).toEqual(['already_corrected', 'corrected'])
  for (const id of [first, second]) {
    expect(await stateOf(id)).not.toEqual(['held'])
    expect(await addressOf(id)).toMatchObject({ region_code: '500112', district: '渝北区', street: '幸福小区 3 栋' })
    expect(await addressOf(id)).not.toHaveProperty('told')
  }
  const again = market.sell({ buyer, lines: [soldLine('socket')] })
  clock.advance(2000)
  await pull()
  expect(await addressOf(await orderOf(again))).toMatchObject({ region_code: '500112' })
  expect(await stateOf(await orderOf(again))).not.toEqual(['held'])
  const { items: kept } = await get('/api/admin/address-corrections')
  expect(kept).toMatchObject([{ used: 1, place: { district: '渝北区' } }])
  const forget = async () => (await post('/api/admin/address-corrections/removals', { ids: [kept[0].id] })).outcomes[0].status
  expect([await forget(), await forget()]).toEqual(['removed', 'already_removed'])
})

test.each(['taobao', 'pinduoduo', 'douyin'] as const)('a refund of %s stops the order, its end frees or cancels it', async (platform) => {
  const { market } = mart.sims[platform]
  const withdrawn = market.sell({ lines: [soldLine('charger')] })
  const paid_back = market.sell({ lines: [soldLine('charger')] })
  const early = market.sell({ lines: [soldLine('charger')] })
  market.askRefund(early.no)
  await pull()
  expect(await rowOf(platform, early.no)).toMatchObject({ state: 'waiting', reasons: ['refund_asked'] })
  const orders = await Promise.all([withdrawn, paid_back].map(async ({ no }) => (await rowOf(platform, no))!.order_id!))
  clock.advance(1000)
  const cases = [market.askRefund(withdrawn.no), market.askRefund(paid_back.no)]
  await pull()
  expect(await Promise.all(orders.map(stateOf))).toEqual([['held'], ['held']])
  clock.advance(1000)
  market.endRefund(cases[0]!.no, 'closed')
  market.endRefund(cases[1]!.no, 'done')
  await pull()
  expect((await stateOf(orders[0]!))[0]).not.toBe('held')
  expect(await stateOf(orders[1]!)).toEqual(['canceled'])
  expect((await get(`/api/admin/marketplaces/${platform}`)).refunds.map(({ state }: { state: string }) => state).sort()).toEqual(
    expect.arrayContaining(['asked', 'closed', 'done']),
  )
})

test('an after-sales case of JD is paid back after the goods left: it stands beside the order; one that our people gave back closes what JD owed', async () => {
  const { market } = mart.sims.jd
  const [sold, lowered] = [market.sell({ lines: [soldLine('lamp')] }), market.sell({ lines: [soldLine('lamp')] })]
  await pull()
  const { order_id } = (await rowOf('jd', lowered.no))!
  const owed = { order_id: order_id!, refund_id: newId(), organization_id: 'group', amount_minor: 500 }
  await db.tx((tx) => oweByPlatforms(tx, clock.now(), [owed]))
  for (const { no } of [sold, lowered]) {
    const asked = market.askRefund(no, null, 500)
    mart.sims.jd.approve(asked.no)
    market.endRefund(asked.no, 'done')
  }
  await pull()
  const ours = await db.row(sql`
    select r.told_by, m.effect from orders.platform_refunds r, marketplaces.refunds m where r.order_id = ${order_id} and m.external_no = ${lowered.no}`)
  expect(ours).toEqual({ told_by: 'marketplace', effect: 'given_back_here' })
  const row = await db.row(
    sql`select state, amount_minor, effect from marketplaces.refunds where connection_id = 'jd' and external_no = ${sold.no}`,
  )
  // Its warehouse has it already: that it could not be stopped is said.
  expect(row).toEqual({ state: 'done', amount_minor: 500, effect: 'held: state_forbids' })
})

test('a refund of an order nobody knows waits beside it, and counts when the order comes', async () => {
  const { market } = mart.sims.pinduoduo
  const later = market.sell({ lines: [soldLine('lamp')], at_ms: Date.parse(clock.now()) })
  const refund = market.askRefund(later.no)
  clock.advance(40_000)
  await pullStream(mart.pulling, 'pinduoduo', 'refunds')
  expect(await db.row(sql`select effect from marketplaces.refunds where refund_no = ${refund.no}`)).toEqual({ effect: 'order_unknown' })
  await pullStream(mart.pulling, 'pinduoduo', 'orders')
  expect(await rowOf('pinduoduo', later.no)).toMatchObject({ state: 'waiting', reasons: ['refund_asked'] })
})

test('parcels of one order: taobao and shopify hear each, jd hears all at once', async () => {
  const lines = [soldLine('lamp'), soldLine('tea')]
  const [top, jd, own] = (['taobao', 'jd', 'shopify'] as const).map((platform) => mart.sims[platform].market.sell({ lines })) as [
    Sold,
    Sold,
    Sold,
  ]
  await pull()
  const [a, b] = [(await rowOf('taobao', top.no))!.order_id!, (await rowOf('jd', jd.no))!.order_id!]
  const c = (await rowOf('shopify', own.no))!.order_id!
  const first = [await ship(a, [{ line_no: 1, quantity: 1 }]), await ship(b, [{ line_no: 1, quantity: 1 }])]
  const third = await ship(c, [{ line_no: 2, quantity: 1 }])
  await tellBack()
  expect(mart.sims.shopify.market.trades.get(own.no)!.lines.map(({ waybill }) => waybill)).toEqual([null, third.waybill_no])
  expect(mart.sims.taobao.market.trades.get(top.no)!.lines.map(({ waybill }) => waybill)).toEqual([first[0]!.waybill_no, null])
  expect(mart.sims.jd.market.trades.get(jd.no)!.status).toBe('paid')
  expect(await db.row(sql`select state, reason from marketplaces.shipments where parcel_id = ${first[1]!.id}`)).toEqual({
    state: 'waiting',
    reason: 'rest_not_shipped',
  })
  const rest = [await ship(a), await ship(b)]
  await ship(c)
  await tellBack()
  expect(mart.sims.shopify.market.trades.get(own.no)).toMatchObject({ status: 'shipped' })
  expect(mart.sims.taobao.market.trades.get(top.no)).toMatchObject({ status: 'shipped' })
  expect(mart.sims.jd.market.trades.get(jd.no)!.lines[0]!.waybill).toBe(`${first[1]!.waybill_no},${rest[1]!.waybill_no}`)
})

test('a lost answer ships nothing twice, a refusal is a dead letter that can be replayed', async () => {
  const { sims } = mart
  const sold = sims.taobao.market.sell({ lines: [soldLine('milk')] })
  const closed = sims.taobao.market.sell({ lines: [soldLine('milk')] })
  await pull()
  const parcels = await Promise.all([sold, closed].map(async ({ no }) => ship((await rowOf('taobao', no))!.order_id!)))
  sims.taobao.market.block(closed.no)
  sims.taobao.quirks.cut = 1
  await tellBack()
  expect(sims.taobao.market.trades.get(sold.no)!.status).toBe('shipped')
  expect(await db.row(sql`select state from marketplaces.shipments where parcel_id = ${parcels[0]!.id}`)).toEqual({ state: 'waiting' })
  sims.taobao.quirks.cut = 0
  clock.advance(60_000)
  await tellBack()
  expect(await db.row(sql`select state from marketplaces.shipments where parcel_id = ${parcels[0]!.id}`)).toEqual({ state: 'written' })

  const { items } = await get('/api/admin/interface-letters')
  const dead = items.find(({ subject }: { subject: string }) => subject === parcels[1]!.id)
  expect(dead).toMatchObject({ state: 'dead', reason: expect.stringContaining('B04') })
  sims.taobao.market.unblock(closed.no)
  expect(await post('/api/admin/interface-letters/replays', { letter_ids: [dead.letter_id] })).toMatchObject({
    outcomes: [{ status: 'replayed' }],
  })
  expect(await post('/api/admin/interface-letters/replays', { letter_ids: [dead.letter_id] })).toMatchObject({
    status: 409,
    outcomes: [{ status: 'not_dead' }],
  })
  await tellBack()
  expect(sims.taobao.market.trades.get(closed.no)!.status).toBe('shipped')
})

test('stock is told when it changes, the last number of a burst only', async () => {
  await consumeAll(db, consumers, clock.now())
  await pushOffers(db, clock, mart.exchange, marketplaceOutside)
  const left = (await get('/api/admin/marketplaces/listings?connection_id=taobao&words=lamp')).items[0]
  expect(left).toMatchObject({ sku_id: 'lamp', matched_by: 'code', stock_told: left.stock_wanted, due_at: null, failure: null })
  // Distribution tells quantities by a product's properties, which nothing tells us: that is said beside the listing.
  const withSkus = platforms.filter((platform) => platform !== 'fenxiao')
  for (const platform of withSkus) expect(mart.sims[platform].market.stock.get('801'), platform).toBe(left.stock_wanted)
  const distributed = (await get('/api/admin/marketplaces/listings?connection_id=fenxiao&words=lamp')).items[0]
  expect(distributed).toMatchObject({ due_at: null, failure: expect.stringContaining('not_offered') })
  const before = mart.sims.jd.counts.get('jingdong.stock.write.updateSkuStock')!
  for (let i = 0; i < 3; i++) mart.sims.jd.market.sell({ lines: [soldLine('lamp', 2)] })
  await pull()
  await consumeAll(db, consumers, clock.now())
  await pushOffers(db, clock, mart.exchange, marketplaceOutside)
  expect(mart.sims.pinduoduo.market.stock.get('801')).toBe(left.stock_wanted - 6)
  expect(mart.sims.jd.counts.get('jingdong.stock.write.updateSkuStock')! - before).toBe(1)
})

test('an expired token and a clock that is off stop the stream with a reason, and it goes on afterwards', async () => {
  const { taobao } = mart.sims
  const sold = taobao.market.sell({ lines: [soldLine('tea')] })
  for (const [quirk, code] of [
    [{ expired_token: true }, 'unauthorized'],
    [{ clock_off_ms: 900_000 }, 'clock_differs'],
  ] as const) {
    Object.assign(taobao.quirks, quirk)
    clock.advance(700_000)
    await pullStream(mart.pulling, 'taobao', 'orders')
    const { connection } = await get('/api/admin/marketplaces/taobao')
    expect(connection.streams.find(({ stream }: { stream: string }) => stream === 'orders')).toMatchObject({
      last_error: expect.stringContaining(code),
    })
    taobao.quirks = Object.assign(taobao.quirks, { expired_token: false, clock_off_ms: 0 })
  }
  clock.advance(700_000)
  await pull()
  expect(await rowOf('taobao', sold.no)).toMatchObject({ state: 'placed' })
})

test('a changed field is named by the registry, the order waits with what came, and no other is held up', async () => {
  const { jd } = mart.sims
  jd.quirks.changed_field = 1
  const odd = jd.market.sell({ lines: [soldLine('tea')] })
  await pull()
  jd.quirks.changed_field = 0
  const fine = jd.market.sell({ lines: [soldLine('tea')] })
  expect(await rowOf('jd', odd.no)).toMatchObject({
    state: 'waiting',
    reasons: ['contract_broken'],
    detail: expect.stringContaining('itemInfoList[].itemTotal'),
  })
  await mart.exchange.flush()
  const detail = await get('/api/admin/interfaces/jd.orders')
  expect(detail.changed_fields).toMatchObject([{ path: 'orderInfoList[].itemInfoList[].itemTotal', expected: 'whole', found: 'missing' }])
  // The platform mends it; within the overlap the order is told again and read.
  await pull()
  expect(await rowOf('jd', odd.no)).toMatchObject({ state: 'placed' })
  expect(await rowOf('jd', fine.no)).toMatchObject({ state: 'placed' })
})

test('what is sold out waits and is tried again; a day is read once more on request', async () => {
  const big = mart.sims.jd.market.sell({ lines: [soldLine('milk', 5_000)] })
  await pull()
  expect(await rowOf('jd', big.no)).toMatchObject({ state: 'waiting', reasons: ['sold_out'] })
  clock.advance(700_000)
  expect(await retryDue(db, clock.now())).toBeGreaterThan(0)
  expect(await rowOf('jd', big.no)).toMatchObject({ state: 'waiting', reasons: ['sold_out'] })

  const old = mart.sims.jd.market.sell({ lines: [soldLine('tea')], at_ms: Date.parse('2026-02-27T03:00:00Z') })
  await pull()
  expect(await rowOf('jd', old.no)).toBeUndefined()
  expect(await post('/api/admin/marketplaces/backfills', { items: [{ connection_id: 'jd', day: '2026-02-27' }] })).toMatchObject({
    outcomes: [{ status: 'asked' }],
  })
  expect(await post('/api/admin/marketplaces/backfills', { items: [{ connection_id: 'jd', day: '2026-02-27' }] })).toMatchObject({
    outcomes: [{ status: 'already_asked' }],
  })
  expect(await runBackfills(mart.pulling)).toBe(1)
  expect(await rowOf('jd', old.no)).toMatchObject({ state: 'placed' })
})

test('a connection is made, tested, refused while its keys are wrong, and goes live', async () => {
  const item = {
    connection_id: 'second',
    channel_id: 'pdd',
    platform: 'pinduoduo',
    name: '第二家店',
    endpoint: mart.sims.pinduoduo.url,
    settings: { client_id: 'pddcid01' },
  }
  const wishes = { writes_back: true, pushes_stock: false, pushes_prices: false }
  expect(await post('/api/admin/marketplaces', { items: [{ ...item, ...wishes, secrets: { access_token: 'x' } }] })).toMatchObject({
    status: 409,
    outcomes: [{ status: 'secret_missing', detail: expect.stringContaining('client_secret') }],
  })
  await post('/api/admin/marketplaces', {
    items: [{ ...item, ...wishes, secrets: { access_token: 'wrong-token', client_secret: 'demoSecretPdd' } }],
  })
  expect(await post('/api/admin/marketplaces/states', { items: [{ connection_id: 'second', state: 'live' }] })).toMatchObject({
    outcomes: [{ status: 'not_tested' }],
  })
  expect(await post('/api/admin/marketplaces/second/tests', {})).toMatchObject({
    status: 'failed',
    detail: expect.stringContaining('unauthorized'),
  })
  await post('/api/admin/marketplaces', { items: [{ ...item, ...wishes, secrets: { access_token: 'tok-demo-2' } }] })
  expect(await post('/api/admin/marketplaces/second/tests', {})).toMatchObject({ status: 'well' })
  expect(await post('/api/admin/marketplaces/states', { items: [{ connection_id: 'second', state: 'live' }] })).toMatchObject({
    outcomes: [{ status: 'channel_taken' }],
  })
  const { items } = await get('/api/admin/marketplaces')
  expect(items.find(({ connection_id }: { connection_id: string }) => connection_id === 'second')).toMatchObject({
    state: 'draft',
    secret_names: ['access_token', 'client_secret'],
  })
  // Nothing secret is in what is shown or kept.
  await mart.exchange.flush()
  expect(JSON.stringify(await get('/api/admin/interfaces/pinduoduo.orders/calls?limit=200'))).not.toMatch(
    /demoSecretPdd|tok-demo-2|wrong-token/,
  )
  expect(await db.rows(sql`select 1 from marketplaces.connections where secrets_sealed like '%demo%'`)).toEqual([])
})

test('products go off sale and on again where the platform allows it; what it refuses stands beside the listing', async () => {
  const offering = ['taobao', 'jd', 'pinduoduo', 'douyin', 'woocommerce'] as const
  for (const platform of offering)
    mart.sims[platform].market.sell({ lines: [soldLine('charger'), soldLine('milk', 1, { product_no: '704', sku_no: '8041' })] })
  await pull()
  const ask = async (platform: string, on_sale: boolean, keys = ['704/804']) =>
    (await post(`/api/admin/marketplaces/${platform}/sales`, { listing_keys: keys, on_sale })).outcomes.map(
      ({ status }: { status: string }) => status,
    )
  const push = () => pushOffers(db, clock, mart.exchange, marketplaceOutside)
  const listings = async (platform: string) => (await get(`/api/admin/marketplaces/listings?connection_id=${platform}&words=704`)).items
  for (const platform of offering) {
    expect(await ask(platform, false, ['704/804', 'nothing/1'])).toEqual(['asked', 'listing_not_found'])
    expect(await ask(platform, false)).toEqual(['already_asked'])
  }
  await push()
  for (const platform of offering) {
    expect(mart.sims[platform].market.on_sale.get('704'), platform).toBe(false)
    // A product goes with all its listings.
    expect(await listings(platform), platform).toMatchObject([
      { sale_told: false, failure: null },
      { sale_told: false, failure: null },
    ])
    expect(await ask(platform, false)).toEqual(['already_asked'])
    expect(await ask(platform, true)).toEqual(['asked'])
  }
  await push()
  for (const platform of offering) expect(mart.sims[platform].market.on_sale.get('704'), platform).toBe(true)
  expect(await ask('suning', true)).toEqual(['not_offered'])
  // A product the platform no longer has.
  mart.sims.jd.market.hasProduct = () => false
  expect(await ask('jd', false)).toEqual(['asked'])
  await push()
  expect(await listings('jd')).toMatchObject([
    { sale_wanted: false, sale_told: true, failure: expect.stringContaining('商品不存在'), due_at: null },
    { sale_wanted: false },
  ])
  expect(await ask('jd', false)).toEqual(['asked'])
  await push()
})

test('much at once goes to Amazon as one file; what it refuses stands beside its listing, what changes meanwhile is told after it', async () => {
  const { amazon } = mart.sims
  const outside = {
    ...marketplaceOutside,
    ports: { ...marketplaceOutside.ports, amazon: { ...marketplaceOutside.ports.amazon!, feed_from: 2 } },
  }
  const push = () => pushOffers(db, clock, mart.exchange, outside)
  const look = async (seconds = 60) => {
    clock.advance(seconds * 1000)
    return readFeeds(db, clock, mart.exchange, outside)
  }
  const listings = async (): Promise<Listing[]> => (await get('/api/admin/marketplaces/listings?connection_id=amazon&mapped=true')).items
  const feeds = async () => (await get('/api/admin/marketplaces/amazon/feeds')).items
  const offer = async (on_sale: boolean) =>
    post('/api/admin/marketplaces/amazon/sales', { listing_keys: (await listings()).map(({ listing_key }) => listing_key), on_sale })
  for (const sku of ['kettle', 'socket']) amazon.market.sell({ lines: [soldLine(sku)] })
  await pull(400)
  await consumeAll(db, consumers, clock.now())
  await push()
  await look()
  await push()
  const before = amazon.feeds.size
  const known = await listings()
  expect(known.length).toBeGreaterThanOrEqual(3)

  // Off sale, with one that Amazon no longer knows.
  amazon.gone.add('socket')
  expect(await offer(false)).toMatchObject({ status: 200 })
  await push()
  expect(amazon.feeds.size).toBe(before + 1)
  expect((await listings()).every(({ feed_id }) => feed_id !== null)).toBe(true)
  expect((await feeds())[0]).toMatchObject({ state: 'working', items: known.length, failures: 0 })
  // Meanwhile stock changes: it waits for the answer.
  amazon.market.sell({ lines: [soldLine('lamp', 2)] })
  await pull(1)
  await consumeAll(db, consumers, clock.now())
  const patches = amazon.counts.get('PATCH listings') ?? 0
  await push()
  expect([amazon.feeds.size, amazon.counts.get('PATCH listings') ?? 0]).toEqual([before + 1, patches])
  amazon.holdFeeds(true)
  expect(await look()).toBe(0)
  amazon.holdFeeds(false)
  expect(await look(300)).toBe(1)
  expect((await feeds())[0]).toMatchObject({ state: 'done', failures: 1, first_failures: [{ failure: expect.stringContaining('90220') }] })
  const after = await listings()
  expect(after.find(({ outer_code }) => outer_code === 'socket')).toMatchObject({
    sale_told: null,
    failure: expect.stringContaining('not in the catalog'),
  })
  expect(after.find(({ outer_code }) => outer_code === 'lamp')).toMatchObject({ sale_told: false, failure: null, feed_id: null })
  expect(amazon.market.on_sale.get('801')).toBe(false)
  await push()
  const lamp = (await listings()).find(({ outer_code }) => outer_code === 'lamp')!
  expect([lamp.stock_told, amazon.market.stock.get('801')]).toEqual([lamp.stock_wanted, lamp.stock_wanted])

  // On again, with its price; a feed that Amazon gives up is nobody's success, and is told again by hand.
  amazon.gone.delete('socket')
  amazon.endNext('FATAL')
  await offer(true)
  await push()
  await look(300)
  expect((await feeds())[0]).toMatchObject({ state: 'failed', reason: expect.stringContaining('FATAL') })
  expect(amazon.market.on_sale.get('801')).toBe(false)
  expect(await offer(true)).toMatchObject({ status: 200 })
  await push()
  await look(300)
  expect((await listings()).every(({ sale_told, failure }) => sale_told === true && failure === null)).toBe(true)
  expect([amazon.market.on_sale.get('801'), amazon.market.prices.get('801')]).toEqual([true, 1_000])

  // The file that never arrived is told again.
  amazon.quirks.fault = 1
  await offer(false)
  await push()
  expect((await feeds())[0]).toMatchObject({ state: 'failed' })
  amazon.quirks.fault = 0
  clock.advance(900_000)
  await push()
  await look(300)
  expect(amazon.market.on_sale.get('801')).toBe(false)
})

test('words and pictures of a listing are told, a listing is made once; what a platform refuses stands beside it', async () => {
  const { amazon, woocommerce } = mart.sims
  registerContents({ ...marketplaceOutside, public_base: () => 'https://shop.example.test' })
  const of = async (shop: Platform, code: string) =>
    (await get(`/api/admin/marketplaces/listings?connection_id=${shop}&words=${code}`)).items as (Listing & { content_state: string })[]
  const contents = (shop: Platform, ...listing_keys: string[]) => post(`/api/admin/marketplaces/${shop}/contents`, { listing_keys })
  const creations = (shop: Platform, ...sku_ids: string[]) => post(`/api/admin/marketplaces/${shop}/creations`, { sku_ids })
  const say = () => deliver(db, mart.exchange, clock.now)

  const [lamp] = await of('amazon', 'lamp')
  expect(await contents('amazon', lamp!.listing_key, 'no/such')).toMatchObject({
    status: 409,
    outcomes: [{ status: 'not_listed' }, { status: 'listing_not_found' }],
  })
  expect(await contents('jd', lamp!.listing_key)).toMatchObject({ status: 409, outcomes: [{ status: 'not_offered' }] })
  const listed = { published: true, price_minor: null, title: '北欧台灯 & 读写灯', attributes: { product_type: 'LAMP' } }
  await db.tx(async (tx) => {
    const product = itemOf(await findProduct(tx, (await findSkus(tx, ['lamp']))[0]!.spu_id))
    const media = [{ role: 'cover' as const, reference: 'world:kettle:white:front' }]
    await saveProducts(tx, theSystem, clock.now(), [{ ...product, story: { zh: '第一段\n\n<第二段>', en: 'One' }, media }])
    const items = (['amazon', 'woo'] as const).flatMap((channel_id) =>
      ['lamp', 'milk'].map((sku_id) => ({ ...listed, channel_id, sku_id, ...(sku_id === 'milk' ? { title: null } : {}) })),
    )
    await saveListings(tx, theSystem, clock.now(), items as never)
  })
  expect(await contents('amazon', lamp!.listing_key)).toMatchObject({ status: 200, outcomes: [{ status: 'asked' }] })
  expect(await contents('amazon', lamp!.listing_key)).toMatchObject({ outcomes: [{ status: 'already_asked' }] })
  await say()
  expect(amazon.listings.get('lamp')).toMatchObject({
    item_name: [{ value: '北欧台灯 & 读写灯', language_tag: 'zh_CN' }],
    main_product_image_locator: [{ media_location: 'https://shop.example.test/media/world:kettle:white:front/1280.jpg' }],
  })
  expect((await of('amazon', 'lamp'))[0]).toMatchObject({ content_state: 'told', content_detail: null })

  // Refused by the platform: a dead letter with its reason, and told by its replay.
  amazon.gone.add('lamp')
  await contents('amazon', lamp!.listing_key)
  await say()
  expect((await of('amazon', 'lamp'))[0]).toMatchObject({
    content_state: 'refused',
    content_detail: expect.stringContaining('not in the catalog'),
  })
  amazon.gone.delete('lamp')
  const [dead] = (await get('/api/admin/interface-letters?interface_id=amazon.content')).items
  expect(await post('/api/admin/interface-letters/replays', { letter_ids: [dead.letter_id] })).toMatchObject({ status: 200 })
  await say()
  expect((await of('amazon', 'lamp'))[0]).toMatchObject({ content_state: 'told' })

  await db.run(sql`delete from marketplaces.listings where connection_id = 'woocommerce' and sku_id in ('milk', 'tea')`)
  // WooCommerce makes a product once, though its answer was lost; its stock and price follow.
  expect(await creations('woocommerce', 'milk', 'tea')).toMatchObject({ outcomes: [{ status: 'asked' }, { status: 'not_listed' }] })
  expect(await creations('woocommerce', 'milk')).toMatchObject({ outcomes: [{ status: 'already_asked' }] })
  woocommerce.quirks.cut = 1
  await say()
  expect(woocommerce.products.size).toBe(1)
  woocommerce.quirks.cut = 0
  clock.advance(10_000)
  await say()
  const [[no, page]] = [...woocommerce.products] as [[string, Record<string, unknown>]]
  expect([woocommerce.products.size, page]).toMatchObject([1, { sku: 'milk', status: 'draft', name: expect.anything() }])
  expect(await of('woocommerce', 'milk')).toEqual([expect.objectContaining({ listing_key: no, content_state: 'told', creating: false })])
  expect(await creations('woocommerce', 'milk')).toMatchObject({ outcomes: [{ status: 'already_listed' }] })
  await pushOffers(db, clock, mart.exchange, marketplaceOutside)
  const [made] = await of('woocommerce', 'milk')
  expect(woocommerce.market.stock.get(no)).toBe(made!.stock_wanted)
  await post('/api/admin/marketplaces/woocommerce/sales', { listing_keys: [no], on_sale: true })
  await pushOffers(db, clock, mart.exchange, marketplaceOutside)
  expect(woocommerce.market.on_sale.get(no)).toBe(true)
  // Without an address of our own words go, pictures stay.
  registerContents(marketplaceOutside)
  const [woo_lamp] = await of('woocommerce', 'lamp')
  await contents('woocommerce', woo_lamp!.listing_key)
  await say()
  expect((await of('woocommerce', 'lamp'))[0]).toMatchObject({ content_state: 'told', content_detail: 'pictures_left_out' })
  const shown = woocommerce.products.get(woo_lamp!.listing_key.split('/')[0]!)!
  expect(shown).toMatchObject({ name: '北欧台灯 & 读写灯', description: '<p>第一段</p>\n<p>&lt;第二段&gt;</p>' })
  expect(shown.images).toBe(undefined)
})

test.each(['taobao', 'jd', 'pinduoduo', 'douyin'] as const)(
  'the token of %s is renewed once, before it ends and when it is refused',
  async (platform) => {
    const { tokens, market } = mart.sims[platform]
    const sealed = async () =>
      (await db.row<{ sealed: string }>(
        sql`select secrets_sealed as sealed from marketplaces.connections where connection_id = ${platform}`,
      ))!.sealed
    const connection = async () => (await get(`/api/admin/marketplaces/${platform}`)).connection
    const before = tokens.renewals()
    tokens.expire()
    const sold = market.sell({ lines: [soldLine('tea')] })
    clock.advance(700_000)
    expect((await pullStream(mart.pulling, platform, 'orders')).error).toContain('unauthorized')
    const was = await sealed()
    // Two processes see it; one asks.
    expect((await Promise.all([renewTokens(mart.pulling), renewTokens(mart.pulling)])).sort()).toEqual([0, 1])
    expect(tokens.renewals() - before).toBe(1)
    expect(await sealed()).not.toBe(was)
    const renewed = await connection()
    expect(renewed).toMatchObject({ token_failure: null, token_refreshed_at: clock.now() })
    expect(Date.parse(renewed.token_expires_at) - Date.parse(clock.now())).toBe(86_400_000)
    expect((await pullStream(mart.pulling, platform, 'orders')).error).toBe(null)
    expect(await rowOf(platform, sold.no)).toMatchObject({ state: 'placed' })
    // Before it ends, without anybody being refused.
    expect(await renewTokens(mart.pulling)).toBe(0)
    await db.run(sql`update marketplaces.connections set token_next_at = ${clock.now()} where connection_id = ${platform}`)
    expect(await renewTokens(mart.pulling)).toBe(1)
    // An answer that is lost, then a consent that was taken back: an operator is told, and nobody asks for ever.
    const ask = async () => (await post('/api/admin/marketplaces/renewals', { connection_ids: [platform] })).outcomes[0].status
    tokens.revoke()
    expect(await ask()).toBe('asked')
    expect(await ask()).toBe('already_asked')
    expect(await renewTokens(mart.pulling)).toBe(0)
    expect(await connection()).toMatchObject({ token_failure: expect.stringContaining('renewal_refused'), token_next_at: null })
    expect(
      (await get('/api/admin/marketplaces')).items.find((row: { connection_id: string }) => row.connection_id === platform).token_failure,
    ).not.toBe(null)
    await mart.exchange.flush()
    expect(JSON.stringify(await get(`/api/admin/interfaces/${platform}.token/calls?limit=50`))).not.toMatch(/refresh-\d|-demo-\d-\d/)
  },
)

test('statements are fetched once a day, kept and laid beside the orders; again they change nothing', async () => {
  const { taobao, shopify, amazon } = mart.sims
  const all = [taobao, shopify, amazon] as const
  const day = clock.now().slice(0, 10)
  const sold = all.map(({ market }) => market.sell({ lines: [soldLine('tea', 2)], freight: 600 }))
  const changed = taobao.market.sell({ lines: [soldLine('tea')] })
  const back = taobao.market.sell({ lines: [soldLine('tea')] })
  await pull()
  clock.advance(1_000)
  taobao.market.endRefund(taobao.market.askRefund(back.no).no, 'done')
  clock.advance(40_000)
  await pull()
  // Nobody here ever heard of it: it was sold in a time that is read already, and hidden from the lists.
  const stranger = taobao.market.sell({ lines: [soldLine('milk')], at_ms: Date.parse(clock.now()) })
  stranger.modified_ms -= 86_400_000
  const ask = async (connection_id: string) =>
    (await post('/api/admin/marketplaces/statements', { items: [{ connection_id, day }] })).outcomes[0].status
  expect([await ask('taobao'), await ask('jd'), await ask('shopify'), await ask('nobody')]).toEqual([
    ...['not_offered', 'not_offered', 'day_not_over', 'connection_not_found'],
  ])
  const bills = await openAlipayBill({ app_id: '2021000000000001', market: taobao.market, now: () => Date.parse(clock.now()) })
  const item = connectionItem('taobao', taobao.url)
  Object.assign(item.settings, {
    alipay_app_id: '2021000000000001',
    alipay_gateway: `${bills.url}/gateway.do`,
    alipay_public_key: bills.public_key,
  })
  Object.assign(item.secrets, { alipay_private_key: bills.private_key })
  expect(await post('/api/admin/marketplaces', { items: [item] })).toMatchObject({ outcomes: [{ status: 'saved' }] })

  const fetch = () => fetchStatements(mart.pulling)
  const statementOf = async (connection_id: string) =>
    (await get(`/api/admin/marketplaces/statements?connection_id=${connection_id}`)).items.find((row: { day: string }) => row.day === day)
  // The next morning at eight Alipay has nothing yet; the others are asked for by themselves.
  clock.set(`${new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`)
  expect(await ask('taobao')).toBe('asked')
  expect(await ask('taobao')).toBe('already_asked')
  expect(await fetch()).toBe(0)
  expect(await statementOf('taobao')).toMatchObject({ state: 'asked', failure: expect.stringContaining('not_ready') })
  clock.advance(3 * 3_600_000)
  // Somebody between us signs the answer.
  bills.forging = true
  expect(await fetch()).toBe(0)
  expect(await statementOf('taobao')).toMatchObject({ state: 'asked', failure: expect.stringContaining('unauthorized') })
  bills.forging = false
  clock.advance(3_600_000)
  changed.lines[0]!.unit += 7
  await planStatements(db, clock.now(), marketplaceOutside.ports)
  expect((await Promise.all([fetch(), fetch()])).reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(3)
  for (const [i, platform] of (['taobao', 'shopify', 'amazon'] as const).entries()) {
    const row = await statementOf(platform)
    const days = [...all[i]!.market.trades.values()].filter(
      ({ status, created_ms }) => status !== 'unpaid' && new Date(created_ms + 8 * 3_600_000).toISOString().slice(0, 10) === day,
    )
    expect(row, platform).toMatchObject({ state: 'taken', failure: null, sale_minor: days.reduce((sum, one) => sum + paymentOf(one), 0) })
    expect(row.fee_minor, platform).toBeLessThan(0)
    const { items } = await get(`/api/admin/marketplaces/${platform}/entries?number=${sold[i]!.no}`)
    expect(items.map(({ kind, amount_minor }: { kind: string; amount_minor: number }) => [kind, amount_minor > 0])).toEqual([
      ['sale', true],
      ['fee', false],
    ])
  }
  const differences = async (more = '') => (await get(`/api/admin/marketplaces/differences?connection_id=taobao${more}`)).items
  expect((await differences(`&number=${changed.no}`))[0]).toMatchObject({ kind: 'sale_differs', ours_minor: 5_000, theirs_minor: 5_007 })
  expect((await differences(`&number=${stranger.no}`))[0]).toMatchObject({ kind: 'order_unknown', ours_minor: null, theirs_minor: 6_000 })
  expect(await differences(`&number=${back.no}`)).toEqual([])
  const before = await differences()

  // A person says why one may stay. The same bill once more changes nothing; another figure opens it again; the right one ends it.
  const accept = async (note = 'paid by hand') =>
    (
      await post('/api/admin/marketplaces/differences/acceptances', {
        items: [{ connection_id: 'taobao', external_no: changed.no, kind: 'sale_differs', note }],
      })
    ).outcomes[0].status
  expect((await Promise.all([accept(), accept()])).sort()).toEqual(['accepted', 'already_accepted'])
  const again = async () => {
    expect(await ask('taobao')).toBe('asked')
    expect(await fetch()).toBe(1)
  }
  await again()
  expect(await differences('&state=accepted')).toMatchObject([
    { external_no: changed.no, note: 'paid by hand', accepted_by: expect.any(String) },
  ])
  expect(await differences()).toHaveLength(before.length - 1)
  changed.lines[0]!.unit += 1
  await again()
  expect((await differences(`&number=${changed.no}`))[0]).toMatchObject({ theirs_minor: 5_008 })
  changed.lines[0]!.unit -= 8
  await again()
  expect(await accept()).toBe('not_open')
  expect((await differences(`&number=${changed.no}&state=gone`))[0]).toMatchObject({ kind: 'sale_differs' })
  // A bill in another form is not half taken.
  const held = await statementOf('taobao')
  taobao.market.trades.clear()
  expect(await ask('taobao')).toBe('asked')
  await bills.close()
  expect(await fetch()).toBe(0)
  expect(await statementOf('taobao')).toMatchObject({ state: 'asked', entries: held.entries, failure: expect.any(String) })
})

test('who holds the right for another organization sees nothing of it', async () => {
  caller = {
    ...theSystem,
    kind: 'staff',
    permissions: new Set(['marketplaces.read', 'marketplaces.edit', 'marketplaces.map']),
    organizations: ['elsewhere'],
  }
  try {
    expect((await get('/api/admin/marketplaces')).items).toEqual([])
    expect((await get('/api/admin/marketplaces/pulled')).items).toEqual([])
    expect((await get('/api/admin/marketplaces/listings')).items).toEqual([])
    expect(await get('/api/admin/marketplaces/jd')).toMatchObject({ status: 404 })
    expect(await post('/api/admin/marketplaces/states', { items: [{ connection_id: 'jd', state: 'paused' }] })).toMatchObject({
      outcomes: [{ status: 'connection_not_found' }],
    })
    expect(await get('/api/admin/interfaces')).toMatchObject({ status: 403 })
  } finally {
    caller = theSystem
  }
})
