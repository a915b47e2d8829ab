import { expect, test } from 'vitest'
import { oweByPlatforms } from '#centers/orders/refunds/platform.ts'
import { refundLines } from '#centers/warehouse/refunds/write.ts'
import { consumeAll } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import type { Sold } from '#simulators/market/shop.ts'
import { soldLine } from '../fixtures.ts'
import type { RefundTold } from '../port.ts'
import { pullStream } from '../pull.ts'
import { refundedHereConsumer, takeRefunds } from '../refunds.ts'
import { clock, db, get, mart, post, pull, rowOf, ship, stateOf, tellBack } from './ground.ts'

test.each(['taobao', 'pinduoduo', 'douyin'] as const)('a refund of %s stops the order, its end frees or cancels it', async (platform) => {
  const { market } = mart.sims[platform]
  const withdrawn = market.sell({ lines: [soldLine('charger')] })
  const paid_back = market.sell({ lines: [soldLine('charger')] })
  const early = market.sell({ lines: [soldLine('charger')] })
  market.askRefund(early.no)
  await pull(platform)
  expect(await rowOf(platform, early.no)).toMatchObject({ state: 'waiting', reasons: ['refund_asked'] })
  const orders = await Promise.all([withdrawn, paid_back].map(async ({ no }) => (await rowOf(platform, no))!.order_id!))
  clock.advance(1000)
  const cases = [market.askRefund(withdrawn.no), market.askRefund(paid_back.no)]
  await pull(platform)
  expect(await Promise.all(orders.map(stateOf))).toEqual([['held'], ['held']])
  clock.advance(1000)
  market.endRefund(cases[0]!.no, 'closed')
  market.endRefund(cases[1]!.no, 'done')
  await pull(platform)
  expect((await stateOf(orders[0]!))[0]).not.toBe('held')
  expect(await stateOf(orders[1]!)).toEqual(['canceled'])
  const told = await get(`/api/admin/marketplaces/refunds?connection_id=${platform}`)
  expect(told.items.map(({ state }: { state: string }) => state)).toEqual(expect.arrayContaining(['asked', 'closed', 'done']))
})

test('an after-sales case of JD is paid back after the goods left: it stands beside the order; one that our people gave back closes what JD owed', async () => {
  const { market } = mart.sims.jd
  const [sold, lowered] = [market.sell({ lines: [soldLine('lamp')] }), market.sell({ lines: [soldLine('lamp')] })]
  await pull('jd')
  const { order_id } = (await rowOf('jd', lowered.no))!
  const owed = { order_id: order_id!, refund_id: newId(), organization_id: 'group', amount_minor: 500, subsidy_minor: 0 }
  await db.tx((tx) => oweByPlatforms(tx, clock.now(), [owed]))
  for (const { no } of [sold, lowered]) {
    const asked = market.askRefund(no, null, 500)
    mart.sims.jd.approve(asked.no)
    market.endRefund(asked.no, 'done')
  }
  await pull('jd')
  const ours = await db.row(sql`
    select r.told_by, m.effect from orders.platform_refunds r, marketplaces.refunds m where r.order_id = ${order_id} and m.external_no = ${lowered.no}`)
  expect(ours).toEqual({ told_by: 'marketplace', effect: 'given_back_here' })
  const row = await db.row(
    sql`select state, amount_minor, effect from marketplaces.refunds where connection_id = 'jd' and external_no = ${sold.no}`,
  )
  // Its warehouse has it already: that it could not be stopped is said.
  expect(row).toEqual({ state: 'done', amount_minor: 500, effect: 'held: state_forbids' })
  // The ERP hears of it, by the platform's number and once.
  await pull('jd')
  expect(await db.rows(sql`select kind, amount_minor, booked_minor from erp.returns where external_no = ${sold.no}`)).toEqual([
    { kind: 'money', amount_minor: 500, booked_minor: null },
  ])
})

test('what a platform gives off is told as its own: the buyer’s part paid back is all of the order; paid back before our people give it back, it is closed by that', async () => {
  const { market } = mart.sims.douyin
  const [whole, first] = [market.sell({ lines: [soldLine('lamp')] }), market.sell({ lines: [soldLine('lamp')] })]
  await pull('douyin')
  const [gone, kept] = await Promise.all([whole, first].map(async ({ no }) => (await rowOf('douyin', no))!.order_id!))
  const total = async (id: string) =>
    Number((await db.row<{ total_minor: number }>(sql`select total_minor from orders.orders where id = ${id}`))!.total_minor)
  await db.run(
    sql`insert into orders.discounts (order_id, line_no, kind, source_id, amount_minor) values (${gone}, 1, 'subsidy', 'douyin', 300)`,
  )
  const told = (refund_no: string, external_no: string, amount_minor: number): RefundTold => ({
    ...{ refund_no, external_no, amount_minor, line_no: null, state: 'done', platform_status: '12', kind: 'refund', reason: null },
    modified_at: clock.now(),
  })
  const back = [told('whole-1', whole.no, (await total(gone!)) - 300), told('part-1', first.no, 500)]
  await db.tx((tx) => takeRefunds(tx, clock.now(), { connection_id: 'douyin', channel_id: 'douyin' }, back))
  expect(await stateOf(gone!)).toEqual(['canceled'])
  const effect = async () =>
    (await db.row<{ effect: string }>(sql`select effect from marketplaces.refunds where refund_no = 'part-1'`))!.effect
  expect(await effect()).toBe('held')
  const lines = [{ line_no: 1, amount_minor: 500 }]
  const refund = { id: kept!, refund_id: newId(), lines, reason: '少付一点' }
  expect(await db.tx((tx) => refundLines(tx, { name: '吴小军', is_buyer: false }, clock.now(), [refund]))).toMatchObject([
    { status: 'refunded' },
  ])
  await consumeAll(db, [refundedHereConsumer], clock.now())
  expect(await effect()).toBe('given_back_here')
  expect(await db.rows(sql`select told_by from orders.platform_refunds where order_id = ${kept}`)).toEqual([{ told_by: 'marketplace' }])
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
  await pull('taobao')
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
