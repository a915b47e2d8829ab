import { expect, test } from 'vitest'
import type { ChannelItem } from '#centers/channels/model.ts'
import { saveChannels } from '#centers/channels/write.ts'
import { sql } from '#core/sql.ts'
import { rewritten } from '#simulators/market/stage.ts'
import { soldLine } from '../fixtures.ts'
import { pullStream, retryDue, runBackfills } from '../pull.ts'
import { clock, db, get, mart, post, pull, rowOf, stateOf, tellBack } from './ground.ts'

// One platform each that answers in JSON, in XML and in GraphQL.
const tongues = ['taobao', 'dangdang', 'shopify'] as const
type Tongue = (typeof tongues)[number]

/** What a platform sends instead, and what becomes of the order it sends so: two lines, 30 yuan in all. */
const strange: Record<Tongue, { status: [string, string]; more: [string, string]; fraction: [string, string] }> = {
  taobao: {
    status: ['"status":"WAIT_SELLER_SEND_GOODS"', '"status":"WAIT_FOR_A_MIRACLE"'],
    more: ['"payment":"30.00"', '"payment":"31.00"'],
    fraction: ['"payment":"30.00"', '"payment":"30.001"'],
  },
  dangdang: {
    status: ['<orderState>101<', '<orderState>777<'],
    more: ['<goodsMoney>30.00<', '<goodsMoney>31.00<'],
    fraction: ['<goodsMoney>30.00<', '<goodsMoney>30.001<'],
  },
  shopify: {
    status: ['"displayFulfillmentStatus":"UNFULFILLED"', '"displayFulfillmentStatus":"AFLOAT"'],
    more: ['"totalPriceSet":{"shopMoney":{"amount":"30.00"', '"totalPriceSet":{"shopMoney":{"amount":"31.00"'],
    fraction: ['"totalPriceSet":{"shopMoney":{"amount":"30.00"', '"totalPriceSet":{"shopMoney":{"amount":"30.001"'],
  },
}

test.each(tongues)(
  'what %s says strangely waits under its name, holds nobody up, and is an order once it is said well',
  async (platform) => {
    const { market, quirks } = mart.sims[platform]
    const lines = [soldLine('lamp'), soldLine('kettle')]
    const told = async (edit: [string, string]) => {
      const sold = market.sell({ lines })
      quirks.edit = (reply) => rewritten(reply, ...edit)
      await pull(platform)
      delete quirks.edit
      return { sold, row: await rowOf(platform, sold.no) }
    }
    const said = [await told(strange[platform].status), await told(strange[platform].more), await told(strange[platform].fraction)]
    expect(said.map(({ row }) => [row?.state, row?.reasons])).toEqual([
      ['waiting', ['status_unknown']],
      ['waiting', ['amounts_differ']],
      ['waiting', ['contract_broken']],
    ])
    expect(said[2]!.row!.detail).toContain('30.001 is no amount of CNY')
    await mart.exchange.flush()
    const heard = await Promise.all(['orders', 'order_detail'].map((name) => get(`/api/admin/interfaces/${platform}.${name}`)))
    expect(heard.flatMap(({ changed_fields }) => changed_fields ?? []).map(({ found }: { found: string }) => found)).toContain(
      '30.001 is no amount of CNY',
    )

    const nowhere = market.sell({ lines, buyer: { province: '', street: '' } })
    const strangers = market.sell({
      lines: [soldLine('lamp', 1, { outer_code: `none-${platform}`, product_no: '790', sku_no: '890', title: '𠮷 🍵' })],
    })
    const fine = market.sell({ lines })
    await pull(platform)
    expect(await rowOf(platform, nowhere.no)).toMatchObject({ state: 'waiting', reasons: ['address_missing'] })
    expect(await rowOf(platform, strangers.no)).toMatchObject({ state: 'waiting', reasons: ['line_unmapped'] })
    expect(await rowOf(platform, fine.no)).toMatchObject({ state: 'placed' })
    // It changes there once more, and is said well.
    clock.advance(1_000)
    for (const { sold } of said) market.moveTo(sold.no, {})
    await pull(platform)
    for (const { sold } of said) expect(await rowOf(platform, sold.no)).toMatchObject({ state: 'placed' })

    // Our channel takes no orders: they wait, and are taken when it does.
    const { channel_id } = (await get(`/api/admin/marketplaces/${platform}`)).connection
    const own = (await db.row<ChannelItem>(sql`
    select id, kind, name, currency, organization_id, brand_id, freight_minor, free_freight_from_minor from channels.channels where id = ${channel_id}`))!
    const close = (closed: boolean) => db.tx((tx) => saveChannels(tx, clock.now(), [{ ...own, closed }]))
    await close(true)
    const early = market.sell({ lines })
    await pull(platform)
    expect(await rowOf(platform, early.no)).toMatchObject({ state: 'waiting', reasons: ['channel_closed'] })
    await close(false)
    await post('/api/admin/marketplaces/pulled/retries', { items: [{ channel_id, external_no: early.no }] })
    await retryDue(db, clock.now())
    expect(await rowOf(platform, early.no)).toMatchObject({ state: 'placed' })
  },
)

test('a page that leads to itself, to nowhere, or does not say how many there are ends the round with its name; nothing is lost by it', async () => {
  const streamOf = async (shop: string) =>
    (await get(`/api/admin/marketplaces/${shop}`)).connection.streams.find(({ stream }: { stream: string }) => stream === 'orders')
  const { shopify, taobao, jd } = mart.sims
  const sold = shopify.market.sell({ lines: [soldLine('tea')] })
  const round = async (shop: 'shopify' | 'taobao' | 'jd') => {
    clock.advance(700_000)
    await pullStream(mart.pulling, shop, 'orders')
    delete mart.sims[shop].quirks.edit
    return (await streamOf(shop)).last_error
  }
  const page = /"hasNextPage":(?:true|false),"endCursor":(?:null|"[^"]*")/g
  let first: string | null = null
  shopify.quirks.edit = (reply) => {
    first ??= /"endCursor":"([^"]+)"/.exec(String(reply.body))?.[1] ?? null
    return first === null ? reply : rewritten(reply, page, `"hasNextPage":true,"endCursor":"${first}"`)
  }
  expect(await round('shopify')).toContain('page_repeated')
  shopify.quirks.edit = (reply) => rewritten(reply, page, '"hasNextPage":true,"endCursor":null')
  expect(await round('shopify')).toContain('contract_broken: The answer does not say where the next page begins')
  shopify.quirks.edit = () => ({ status: 402, body: '{"errors":"Unavailable Shop"}' })
  expect(await round('shopify')).toContain('shop_closed')
  expect(await rowOf('shopify', sold.no)).toMatchObject({ state: 'placed' })

  taobao.market.sell({ lines: [soldLine('tea')] })
  taobao.quirks.edit = (reply) => rewritten(reply, /"total_results":\d+/g, '"total":1')
  expect(await round('taobao')).toContain('contract_broken: The answer has no total_results')
  jd.quirks.edit = (reply) => rewritten(reply, /"orderTotal":\d+/g, '"total":1')
  expect(await round('jd')).toContain('contract_broken: The answer has no orderTotal')
  for (const shop of ['shopify', 'taobao', 'jd'] as const) {
    expect(await round(shop)).toBe(null)
    expect((await streamOf(shop)).failures).toBe(0)
  }
})

test('a refund that cannot be read stands beside its order, stops it, and holds no other up', async () => {
  const { market, quirks } = mart.sims.pinduoduo
  const [odd, plain] = [market.sell({ lines: [soldLine('lamp')] }), market.sell({ lines: [soldLine('lamp')] })]
  await pull('pinduoduo')
  clock.advance(1_000)
  const asked = [market.askRefund(odd.no), market.askRefund(plain.no)]
  quirks.edit = (reply) => {
    const answer = JSON.parse(String(reply.body)) as {
      refund_increment_get_response?: { refund_list: { id: string; refund_amount: string }[] }
    }
    for (const row of answer.refund_increment_get_response?.refund_list ?? []) if (row.id === asked[0]!.no) row.refund_amount = 'much'
    return { ...reply, body: JSON.stringify(answer) }
  }
  clock.advance(40_000)
  await pullStream(mart.pulling, 'pinduoduo', 'refunds')
  const refundOf = async (no: string) =>
    (await get(`/api/admin/marketplaces/refunds?number=${no}`)).items.find(({ external_no }: { external_no: string }) => external_no === no)
  expect(await refundOf(odd.no)).toMatchObject({ state: 'unknown', platform_status: 'contract_broken', effect: 'held' })
  expect((await refundOf(odd.no)).reason).toContain('refund_list[].refund_amount: expected amount, found string much')
  expect(await refundOf(plain.no)).toMatchObject({ state: 'asked', effect: 'held' })
  expect(await stateOf((await rowOf('pinduoduo', odd.no))!.order_id!)).toEqual(['held'])
  // Read again it is no news; once it can be read it counts.
  clock.advance(40_000)
  await pullStream(mart.pulling, 'pinduoduo', 'refunds')
  delete quirks.edit
  market.endRefund(asked[0]!.no, 'closed')
  await pull('pinduoduo')
  expect(await refundOf(odd.no)).toMatchObject({ state: 'closed' })
  expect(await stateOf((await rowOf('pinduoduo', odd.no))!.order_id!)).not.toEqual(['held'])
})

test('a refund of an order that never came asks for it: it comes in, or its number is a dead letter', async () => {
  const { market } = mart.sims.pinduoduo
  const [missed, gone] = [market.sell({ lines: [soldLine('lamp')] }), market.sell({ lines: [soldLine('lamp')] })]
  market.askRefund(missed.no)
  const refund = market.askRefund(gone.no)
  market.trades.delete(gone.no)
  clock.advance(40_000)
  await pullStream(mart.pulling, 'pinduoduo', 'refunds')
  await tellBack()
  expect(await rowOf('pinduoduo', missed.no)).toMatchObject({ state: 'waiting', reasons: ['refund_asked'] })
  expect(await db.row(sql`select effect from marketplaces.refunds where external_no = ${missed.no}`)).toEqual({ effect: 'order_waits' })
  expect(await rowOf('pinduoduo', gone.no)).toBeUndefined()
  expect((await get('/api/admin/interface-letters')).items).toContainEqual(
    expect.objectContaining({ kind: 'marketplaces.push', subject: gone.no, state: 'dead', reason: expect.stringContaining('订单不存在') }),
  )
  expect(await db.row(sql`select state from marketplaces.refunds where refund_no = ${refund.no}`)).toEqual({ state: 'asked' })
  await pull('pinduoduo')

  // A person asks too: once, for what is there; a shop that rests says so.
  const lost = market.sell({ lines: [soldLine('lamp')] })
  const ask = async (...items: object[]) =>
    (await post('/api/admin/marketplaces/askings', { items })).outcomes.map(({ status }: { status: string }) => status)
  const item = { connection_id: 'pinduoduo', external_no: lost.no }
  expect((await Promise.all([ask(item), ask(item, { ...item, connection_id: 'nobody' })])).flat().sort()).toEqual([
    'already_asked',
    'asked',
    'connection_not_found',
  ])
  await tellBack()
  expect(await rowOf('pinduoduo', lost.no)).toMatchObject({ state: 'placed' })
  await post('/api/admin/marketplaces/states', { items: [{ connection_id: 'pinduoduo', state: 'paused' }] })
  expect(await ask(item)).toEqual(['not_live'])
  await post('/api/admin/marketplaces/states', { items: [{ connection_id: 'pinduoduo', state: 'live' }] })
  await pull('pinduoduo')
})

test('what was paid back in part before an order could be taken holds it; paid back whole it never becomes one', async () => {
  const { market } = mart.sims.douyin
  const lines = [soldLine('lamp'), soldLine('kettle')]
  const [part, whole] = [market.sell({ status: 'blocked', lines }), market.sell({ status: 'blocked', lines })]
  await pull('douyin')
  clock.advance(1_000)
  const asked = [market.askRefund(part.no, part.lines[0]!.line_no), market.askRefund(whole.no)]
  await pull('douyin')
  clock.advance(1_000)
  for (const { no } of asked) market.endRefund(no, 'done')
  market.unblock(whole.no)
  market.unblock(part.no)
  await pull('douyin')
  await retryDue(db, clock.now())
  await pull('douyin')
  const row = (await rowOf('douyin', part.no))!
  expect(row).toMatchObject({ state: 'placed', remarks: [{ what: 'refund_done' }] })
  expect(await stateOf(row.order_id!)).toEqual(['held'])
  expect(await rowOf('douyin', whole.no)).toMatchObject({ state: 'passed' })
  expect(await db.row(sql`select effect from marketplaces.refunds where refund_no = ${asked[0]!.no}`)).toEqual({ effect: 'held' })
})

test('a day that cannot be read says why and rests; read at last it brings orders and refunds', async () => {
  const { market, quirks } = mart.sims.douyin
  const day = '2026-02-26'
  const old = market.sell({ lines: [soldLine('tea')], at_ms: Date.parse(`${day}T03:00:00Z`) })
  const refund = market.askRefund(old.no)
  for (const one of [old, refund]) one.modified_ms = Date.parse(`${day}T04:30:00Z`)
  const ask = async () =>
    (await post('/api/admin/marketplaces/backfills', { items: [{ connection_id: 'douyin', day }] })).outcomes[0].status
  const look = async () => (await get('/api/admin/marketplaces/douyin')).backfills.find((row: { day: string }) => row.day === day)
  expect(await ask()).toBe('asked')
  expect(await ask()).toBe('already_asked')
  quirks.expired_token = true
  expect(await runBackfills(mart.pulling)).toBe(0)
  expect(await look()).toMatchObject({ failure: expect.stringContaining('unauthorized'), done_at: null })
  quirks.expired_token = false
  // It rests, so that days of other shops have their turn; a person may ask at once.
  expect(await runBackfills(mart.pulling)).toBe(0)
  expect(await ask()).toBe('asked')
  expect(await runBackfills(mart.pulling)).toBe(1)
  expect(await look()).toMatchObject({ found: 1, refunds: 1, failure: null, done_at: expect.any(String) })
  expect(await rowOf('douyin', old.no)).toMatchObject({ state: 'waiting', reasons: ['refund_asked'] })
})

test.each([
  ['pinduoduo', 'goods_amount'],
  ['douyin', 'pay_amount'],
] as const)('figures of %s that contradict each other wait with that reason, and come in once they add up', async (platform, field) => {
  const { market, quirks } = mart.sims[platform]
  const sold = market.sell({ lines: [soldLine('lamp', 2), soldLine('tea')] })
  quirks.edit = (reply) => rewritten(reply, new RegExp(`"${field}":(\\d+)`, 'g'), `"${field}":9$1`)
  await pull(platform)
  expect(await rowOf(platform, sold.no)).toMatchObject({
    state: 'waiting',
    reasons: ['amounts_differ'],
    detail: expect.stringMatching(/make \d+, the platform says \d+/),
  })
  delete quirks.edit
  clock.advance(2_000)
  market.pay(sold.no)
  await pull(platform)
  expect(await rowOf(platform, sold.no)).toMatchObject({ state: 'placed', reasons: [] })
})
