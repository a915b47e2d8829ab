import { expect, test } from 'vitest'
import { cancelOrders } from '#centers/orders/write.ts'
import { refundLines } from '#centers/warehouse/refunds/write.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import type { RefundCase } from '#simulators/market/shop.ts'
import { channelOf, connectionItem, type Platform, soldLine } from '../fixtures.ts'
import { clock, db, get, mart, post, pull, rowOf, ship, stateOf, tellBack } from './ground.ts'

const answering = ['taobao', 'pinduoduo', 'douyin'] as const
const say = (connection_id: string, refund_no: string, word: 'agree' | 'refuse', reason = '货已发出') =>
  post('/api/admin/marketplaces/replies', { items: [{ connection_id, refund_no, word, reason }] })
const listed = async (refund_no: string) => (await get(`/api/admin/marketplaces/refunds?number=${refund_no}`)).items[0]
const deadOf = async (external_no: string) =>
  (await get('/api/admin/interface-letters')).items.find(({ subject }: { subject: string }) => subject === external_no)
/** One order of it, shipped where that is wanted, whose buyer then asks for money. */
async function asked(platform: Platform, plan: { left?: boolean; amount?: number; pieces?: number } = {}) {
  const { market } = mart.sims[platform]
  const sold = market.sell({ lines: [soldLine('lamp', 2)] })
  await pull(platform)
  const order_id = (await rowOf(platform, sold.no))!.order_id!
  if (plan.left) {
    await ship(order_id)
    await tellBack()
    expect(market.trades.get(sold.no)!.status).toBe('shipped')
  }
  clock.advance(1_000)
  const refund = market.askRefund(sold.no, null, plan.amount, plan.pieces)
  await pull(platform)
  const stands = (): RefundCase['status'] => market.refunds.get(refund.no)!.status
  return { market, sold, order_id, refund, stands }
}

test.each(answering)('%s hears our yes once, pays, and the order is canceled by that; a lost answer is found again', async (platform) => {
  const { order_id, refund, stands } = await asked(platform)
  expect(await stateOf(order_id)).toEqual(['held'])
  expect(await listed(refund.no)).toMatchObject({ order_id, goods_left: false, replies: expect.arrayContaining(['agree']), reply: null })
  expect(await say(platform, refund.no, 'agree')).toMatchObject({ status: 200, outcomes: [{ status: 'asked' }] })
  expect(await say(platform, refund.no, 'agree')).toMatchObject({ outcomes: [{ status: 'already_asked' }] })
  mart.sims[platform].quirks.cut = 1
  await tellBack()
  mart.sims[platform].quirks.cut = 0
  clock.advance(60_000)
  await tellBack()
  expect(stands()).toBe('done')
  expect(await listed(refund.no)).toMatchObject({ reply: 'told: agree', reply_by: expect.any(String) })
  expect(await say(platform, refund.no, 'agree')).toMatchObject({ outcomes: [{ status: 'already_answered' }] })
  await pull(platform)
  expect(await stateOf(order_id)).toEqual(['canceled'])
  expect(await say(platform, refund.no, 'agree')).toMatchObject({ status: 409, outcomes: [{ status: 'not_to_answer' }] })
})

test.each(answering)('%s hears our no to what has left, with the reason; what never left is refused by no word', async (platform) => {
  const left = await asked(platform, { left: true })
  expect(await listed(left.refund.no)).toMatchObject({ goods_left: true, replies: expect.arrayContaining(['refuse']) })
  expect(await say(platform, left.refund.no, 'refuse')).toMatchObject({ outcomes: [{ status: 'asked' }] })
  await tellBack()
  // Pinduoduo only asks whether goods can still be stopped: its case goes on by itself.
  expect(left.stands()).toBe(platform === 'pinduoduo' ? 'asked' : 'refused')
  expect((await listed(left.refund.no)).state).toBe('asked')
  expect(await db.row(sql`select state from marketplaces.replies where refund_no = ${left.refund.no}`)).toEqual({ state: 'told' })
  if (platform === 'pinduoduo') return
  const here = await asked(platform)
  expect(await say(platform, here.refund.no, 'refuse')).toMatchObject({ status: 409, outcomes: [{ status: 'not_to_answer' }] })
})

test.each(['taobao', 'douyin'] as const)(
  'a return of %s is answered twice: the goods may come, and paid when they are here',
  async (platform) => {
    const { refund, market, stands } = await asked(platform, { left: true, amount: 2_000, pieces: 1 })
    if (platform === 'douyin') {
      expect(await say(platform, refund.no, 'agree')).toMatchObject({ outcomes: [{ status: 'asked' }] })
      await tellBack()
      // Where the goods shall go is for a person to say; said, the letter goes out again.
      const dead = await deadOf(refund.trade_no)
      expect(dead).toMatchObject({ state: 'dead', reason: expect.stringContaining('setting_missing: return_address_id') })
      expect(await listed(refund.no)).toMatchObject({ reply: expect.stringContaining('refused: agree: setting_missing') })
      const item = connectionItem(platform, mart.sims[platform].url)
      await post('/api/admin/marketplaces', { items: [{ ...item, settings: { ...item.settings, return_address_id: '77' } }] })
      await post('/api/admin/interface-letters/replays', { letter_ids: [dead.letter_id] })
    } else await say(platform, refund.no, 'agree')
    await tellBack()
    expect(stands()).toBe('agreed')
    clock.advance(1_000)
    market.sendBack(refund.no)
    await pull(platform)
    expect(await listed(refund.no)).toMatchObject({
      reply: 'told: agree',
      reply_is_current: false,
      replies: expect.arrayContaining(['agree']),
    })
    expect(await say(platform, refund.no, 'agree')).toMatchObject({ outcomes: [{ status: 'asked' }] })
    await tellBack()
    expect(stands()).toBe('done')
  },
)

test('what our people give back or cancel here is the yes: the platform hears it by the same act, and pays nobody twice', async () => {
  const part = await asked('taobao', { amount: 700 })
  const other = await asked('taobao', { amount: 900 })
  const whole = await asked('pinduoduo')
  const staff = { name: '吴小军', is_buyer: false }
  for (const { order_id } of [part, other]) {
    const refund = { id: order_id, refund_id: newId(), lines: [{ line_no: 1, amount_minor: 700 }], reason: '少付一点' }
    expect(await db.tx((tx) => refundLines(tx, staff, clock.now(), [refund]))).toMatchObject([{ status: 'refunded' }])
  }
  expect(await db.tx((tx) => cancelOrders(tx, staff.name, clock.now(), [{ id: whole.order_id, reason: '不想要了' }]))).toMatchObject([
    { status: 'canceled' },
  ])
  await tellBack()
  expect([part.stands(), other.stands(), whole.stands()]).toEqual(['done', 'asked', 'done'])
  await pull()
  // Told as paid back, it closes what the platform owed.
  expect(await db.rows(sql`select told_by from orders.platform_refunds where order_id = ${part.order_id}`)).toEqual([
    { told_by: 'marketplace' },
  ])
  await tellBack()
  expect(await db.row(sql`select count(*)::integer as told from marketplaces.replies where refund_no = ${part.refund.no}`)).toEqual({
    told: 1,
  })
})

test.each(['taobao', 'douyin'] as const)('%s: a refund that was changed meanwhile is answered by nobody', async (platform) => {
  const { refund, market, sold, stands } = await asked(platform, { left: true, amount: 500 })
  expect(await say(platform, refund.no, 'agree')).toMatchObject({ outcomes: [{ status: 'asked' }] })
  clock.advance(1_000)
  Object.assign(market.refunds.get(refund.no)!, { amount: 1_900, modified_ms: Math.floor(Date.parse(clock.now()) / 1000) * 1000 })
  await tellBack()
  expect(stands()).toBe('asked')
  expect(await deadOf(sold.no)).toMatchObject({ reason: expect.stringContaining('changed_there') })
  await pull(platform)
  // Seen anew, it is answered anew.
  expect(await listed(refund.no)).toMatchObject({ amount_minor: 1_900 })
  expect(await say(platform, refund.no, 'agree')).toMatchObject({ outcomes: [{ status: 'asked' }] })
  await tellBack()
  expect(stands()).toBe('done')
})

test('two people answer at once: one is heard; refunds nobody knows and platforms that take no answer are named', async () => {
  const { refund, stands } = await asked('taobao', { left: true })
  const both = await Promise.all([say('taobao', refund.no, 'agree'), say('taobao', refund.no, 'refuse')])
  expect(both.map(({ outcomes }) => outcomes[0].status).sort()).toEqual(['already_asked', 'asked'])
  const first = both.findIndex(({ outcomes }) => outcomes[0].status === 'asked')
  await tellBack()
  expect(stands()).toBe(first === 0 ? 'done' : 'refused')
  expect(await say('taobao', 'nothing', 'agree')).toMatchObject({ status: 409, outcomes: [{ status: 'refund_not_found' }] })
  await db.run(sql`
    insert into marketplaces.refunds (connection_id, refund_no, channel_id, external_no, state, platform_status, kind, amount_minor, modified_at, pulled_at)
    values ('jd', 'jd-1', ${channelOf.jd}, 'x', 'asked', 'approved', 'refund', 100, now(), now())`)
  expect(await say('jd', 'jd-1', 'agree')).toMatchObject({ status: 409, outcomes: [{ status: 'not_offered' }] })
  await db.run(sql`delete from marketplaces.refunds where refund_no = 'jd-1'`)
})

test.each(['taobao', 'douyin'] as const)(
  'a line of %s leaves in three parcels: each is told with its pieces, a lost answer tells none twice',
  async (platform) => {
    const { market, quirks } = mart.sims[platform]
    const sold = market.sell({ lines: [soldLine('lamp', 3), soldLine('tea')] })
    await pull(platform)
    const order_id = (await rowOf(platform, sold.no))!.order_id!
    const first = await ship(order_id, [{ line_no: 1, quantity: 1 }])
    quirks.cut = 1
    await tellBack()
    quirks.cut = 0
    clock.advance(60_000)
    await tellBack()
    expect(sold).toMatchObject({ status: 'part', lines: [{ sent: 1, waybill: first.waybill_no }, { sent: 0 }] })
    // Two that leave at once are told one after the other.
    const second = await ship(order_id, [{ line_no: 1, quantity: 1 }])
    clock.advance(1_000)
    const third = await ship(order_id)
    await tellBack()
    clock.advance(60_000)
    await tellBack()
    expect(sold.lines[0]!.waybill).toBe([first, second, third].map(({ waybill_no }) => waybill_no).join(','))
    expect(sold).toMatchObject({ status: 'shipped', lines: [{ sent: 3 }, { sent: 1 }] })
    expect(await db.rows(sql`select distinct state from marketplaces.shipments where order_id = ${order_id}`)).toEqual([
      { state: 'written' },
    ])
  },
)
