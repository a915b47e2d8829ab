import { expect, test } from 'vitest'
import { deliver } from '#centers/interfaces/letters.ts'
import { consumeAll } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { sql } from '#core/sql.ts'
import { marketplaceOutside } from '#server/outside.ts'
import { registerConfirmations } from '../confirmations/write.ts'
import { channelOf, platforms, pushing, soldLine } from '../fixtures.ts'
import type { Trade, TradeLine } from '../port.ts'
import { pullStream, retryDue } from '../pull.ts'
import { takeIsolated } from '../take.ts'
import { app, clock, consumers, db, get, mart, post, pull, rowOf, ship, stateOf, tellBack } from './ground.ts'

test.each(platforms)('an order of %s becomes ours once, ships, and the platform knows', async (platform) => {
  const { market } = mart.sims[platform]
  const sold = market.sell({
    lines: [soldLine('lamp', 2), soldLine('kettle', 1, { discount: 300 })],
    freight: 600,
    message: '送礼请包好 🎁',
  })
  await pull(platform)
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
  await pull(platform)
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
  await pull(platform)
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
  await pull(platform)
  expect(await db.rows(sql`select 1 from orders.external_numbers where external_no = ${sold.no}`)).toHaveLength(1)

  // Two changes, told the wrong way round: the later one is known when the earlier one arrives.
  Object.assign(quirks, { duplicate: 0, push_forged: 0 })
  clock.advance(5_000)
  market.moveTo(sold.no, { district: '江北区' })
  clock.advance(5_000)
  market.moveTo(sold.no, { district: '渝北区' })
  await pull(platform)
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
  await pull(platform)
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
  await pull('taobao')
})

test('what nobody mapped waits, is mapped by hand, and then is an order; emoji and rare characters stay what they are', async () => {
  const sold = mart.sims.taobao.market.sell({
    lines: [soldLine('tea', 1, { outer_code: 'no-such-code', product_no: '799', sku_no: '899', title: '明前龙井 🍵 𠮷' })],
    buyer: { name: '𠮷田' },
  })
  await pull('taobao')
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

test('bad input of every kind waits with its reasons or is taken, and no other order of the set is held up', async () => {
  const now = clock.now()
  const trade = (external_no: string, more: Partial<Trade> = {}): Trade => ({
    ...{ external_no, status: 'to_ship', platform_status: 'TO_SHIP', placed_at: now, modified_at: now, currency: 'CNY', freight_minor: 0 },
    ...{ total_minor: 1_000, buyer_name: '林小满', buyer_phone: '13812340000', masked_key: null, buyer_message: null, seller_note: null },
    address: { province: '重庆市', city: '重庆市', district: '渝中区', street: '解放碑步行街 9 号' },
    refund_asked: false,
    lines: [line()],
    ...more,
  })
  const line = (more: Partial<TradeLine> = {}): TradeLine => {
    const { product_no, sku_no } = soldLine('lamp')
    return {
      ...{
        line_no: '1',
        product_no,
        sku_no,
        outer_code: 'lamp',
        title: '台灯',
        options: null,
        quantity: 1,
        unit_minor: 1_000,
        amount_minor: 1_000,
      },
      ...{ closed: false, ...more },
    }
  }
  const faults: [string, Partial<Trade>, string[]][] = [
    ['sku', { lines: [line({ product_no: 'x', sku_no: null, outer_code: 'none' })] }, ['line_unmapped']],
    ['status', { status: 'unknown', platform_status: '77' }, ['status_unknown']],
    ['address', { address: { province: '', city: '', district: '', street: '' } }, ['address_missing']],
    ['sums', { total_minor: 1_001 }, ['amounts_differ']],
    ['below', { lines: [line({ amount_minor: -5 })], total_minor: -5 }, ['amounts_differ']],
    ['pieces', { lines: [line({ quantity: 0 })] }, ['too_large']],
    ['currency', { currency: 'USD' }, ['order_refused']],
    [
      'two',
      { status: 'blocked', platform_status: 'LOCKED', total_minor: 3, refund_asked: true },
      ['blocked_by_platform', 'refund_asked', 'amounts_differ'],
    ],
    [Array.from({ length: 300 }, newId).join(''), {}, ['contract_broken']],
    ['nul', { buyer_name: '林\u0000小满', buyer_message: '半个字 \ud83d' }, []],
    ['rare', { buyer_name: '𠮷田👩‍👩‍👧', seller_note: '龘'.repeat(400) }, []],
    ['good', {}, []],
  ]
  const shop = {
    connection_id: 'taobao',
    channel_id: channelOf.taobao,
    organization_id: 'group',
    pushes_stock: false,
    pushes_prices: false,
  }
  const reads = faults.map(([no, more]) => ({ status: 'read' as const, trade: trade(`bad-${no}`, more) }))
  const outcomes = await takeIsolated(db, clock.now, shop, reads, numberSource(db, 'orders').take)
  expect(outcomes).toHaveLength(faults.length)
  for (const [no, , reasons] of faults) {
    const found = await rowOf('taobao', `bad-${no}`.slice(0, 200))
    expect([no.slice(0, 9), found?.state, [...(found?.reasons ?? [])]]).toEqual([
      no.slice(0, 9),
      reasons.length > 0 ? 'waiting' : 'placed',
      reasons,
    ])
  }
  const { order_id } = (await rowOf('taobao', 'bad-nul'))!
  expect(await get(`/api/admin/orders/${order_id}`)).toMatchObject({ buyer_name: '林小满', buyer_message: '半个字 \ufffd' })
  await consumeAll(db, consumers, clock.now())
  const pool = await get('/api/admin/abnormal-orders?q=bad-two')
  expect(pool.items.map(({ reason, owner }: { reason: string; owner: string }) => `${reason} ${owner}`).sort()).toEqual([
    'amounts_differ finance',
    'blocked_by_platform service',
    'refund_asked service',
  ])
})

test('unpaid is left alone until it is paid; canceled there is canceled here; an address changed there is changed here, a note is kept', async () => {
  const { market } = mart.sims.taobao
  const unpaid = market.sell({ status: 'unpaid', lines: [soldLine('socket')] })
  const canceled = market.sell({ lines: [soldLine('socket')] })
  const moved = market.sell({ lines: [soldLine('socket')] })
  const blocked = market.sell({ status: 'blocked', lines: [soldLine('socket')] })
  await pull('taobao')
  expect(await rowOf('taobao', unpaid.no)).toMatchObject({ state: 'unpaid' })
  expect(await rowOf('taobao', blocked.no)).toMatchObject({ state: 'waiting', reasons: ['blocked_by_platform'] })
  clock.advance(1000)
  market.pay(unpaid.no)
  market.cancel(canceled.no)
  moved.note = '送货前电话'
  market.moveTo(moved.no, { street: '新街 2 号' })
  market.unblock(blocked.no)
  await pull('taobao')
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
  await pull('taobao')
  expect(await read()).toEqual({ street: '新街 2 号 3 楼', note: '客服：已电话\n放门口' })
  clock.advance(2000)
  market.moveTo(moved.no, { street: '' })
  await pull('taobao')
  expect(await stateOf(row.order_id!)).toEqual(['held'])
  clock.advance(2000)
  market.moveTo(moved.no, { street: '新街 9 号' })
  await pull('taobao')
  expect(await stateOf(row.order_id!)).not.toEqual(['held'])
  expect(await read()).toMatchObject({ street: '新街 9 号' })
})

test('a purchase order paid by other ways waits for our word; said once it comes in, said again or by two at once it changes nothing', async () => {
  registerConfirmations(marketplaceOutside)
  const { market, paysOtherwise, remarks } = mart.sims.fenxiao
  const sold = market.sell({ status: 'unpaid', lines: [soldLine('lamp')] })
  const plain = market.sell({ status: 'unpaid', lines: [soldLine('lamp')] })
  paysOtherwise(sold.no)
  await pull('fenxiao')
  const { items } = await get(`/api/admin/marketplaces/pulled?state=unpaid&connection_id=fenxiao&number=${sold.no}`)
  expect(items).toMatchObject([{ awaits_word: true, confirmation: null, platform_status: 'WAIT_SELLER_CONFIRM_PAY' }])
  const item = (external_no: string, channel_id = channelOf.fenxiao) => ({ channel_id, external_no, remark: '货款已线下收到' })
  const say = (...all: object[]) => post('/api/admin/marketplaces/confirmations', { items: all })
  const twice = await Promise.all([say(item(sold.no)), say(item(sold.no), item(plain.no), item('nobody'), item(sold.no, channelOf.jd))])
  const statuses = twice.flatMap(({ outcomes }) => outcomes.map(({ status }: { status: string }) => status)).sort()
  expect(statuses).toEqual(['already_asked', 'asked', 'not_to_confirm', 'order_not_found', 'order_not_found'])
  mart.sims.fenxiao.quirks.cut = 1
  await deliver(db, mart.exchange, clock.now, () => 0.5)
  mart.sims.fenxiao.quirks.cut = 0
  expect(remarks.get(sold.no)).toBe('货款已线下收到')
  clock.advance(20_000)
  await deliver(db, mart.exchange, clock.now, () => 0.5)
  expect(await rowOf('fenxiao', sold.no)).toMatchObject({ state: 'placed' })
  expect(await say(item(sold.no))).toMatchObject({ status: 200, outcomes: [{ status: 'already_confirmed' }] })
  expect(await rowOf('fenxiao', plain.no)).toMatchObject({ state: 'unpaid' })
})

test('an address nobody can read waits, is put right once, and the same words are taken at once the next time', async () => {
  const { market } = mart.sims.taobao
  const buyer = { district: '新片区', street: '幸福小区 3 栋' }
  const [one, two] = [market.sell({ buyer, lines: [soldLine('socket')] }), market.sell({ buyer, lines: [soldLine('socket')] })]
  const clear = market.sell({ lines: [soldLine('socket')] })
  await pull('taobao')
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
  await pull('taobao')
  expect(await addressOf(await orderOf(again))).toMatchObject({ region_code: '500112' })
  expect(await stateOf(await orderOf(again))).not.toEqual(['held'])
  const { items: kept } = await get('/api/admin/address-corrections')
  expect(kept).toMatchObject([{ used: 1, place: { district: '渝北区' } }])
  const forget = async () => (await post('/api/admin/address-corrections/removals', { ids: [kept[0].id] })).outcomes[0].status
  expect([await forget(), await forget()]).toEqual(['removed', 'already_removed'])
})
