import { expect, test } from 'vitest'
import { assert } from '#core/assert.ts'
import { theSystem } from '#core/http.ts'
import { sql } from '#core/sql.ts'
import { marketplaceOutside } from '#server/outside.ts'
import { openAlipayBill } from '#simulators/alipay-bill/index.ts'
import { paymentOf } from '#simulators/market/shop.ts'
import { connectionItem, platforms, soldLine } from '../fixtures.ts'
import { openShop, pullStream, retryDue, runBackfills } from '../pull.ts'
import { fetchStatements, planStatements } from '../statements/write.ts'
import { renewTokens } from '../tokens.ts'
import { clock, db, get, mart, post, pull, rowOf, sit } from './ground.ts'

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
  await pull('jd')
  jd.quirks.changed_field = 0
  const fine = jd.market.sell({ lines: [soldLine('tea')] })
  expect(await rowOf('jd', odd.no)).toMatchObject({
    state: 'waiting',
    reasons: ['contract_broken'],
    detail: expect.stringContaining('itemInfoList[].itemTotal'),
  })
  await mart.exchange.flush()
  const detail = await get('/api/admin/interfaces/jd.orders')
  expect(detail.changed_fields[0]).toMatchObject({
    path: 'orderInfoList[].itemInfoList[].itemTotal',
    expected: 'whole',
    found: 'missing',
  })
  // The platform mends it; within the overlap the order is told again and read.
  await pull('jd')
  expect(await rowOf('jd', odd.no)).toMatchObject({ state: 'placed' })
  expect(await rowOf('jd', fine.no)).toMatchObject({ state: 'placed' })
})

test('what is sold out waits and is tried again; a day is read once more on request', async () => {
  const big = mart.sims.jd.market.sell({ lines: [soldLine('milk', 5_000)] })
  await pull('jd')
  expect(await rowOf('jd', big.no)).toMatchObject({ state: 'waiting', reasons: ['sold_out'] })
  clock.advance(700_000)
  expect(await retryDue(db, clock.now())).toBeGreaterThan(0)
  expect(await rowOf('jd', big.no)).toMatchObject({ state: 'waiting', reasons: ['sold_out'] })

  const old = mart.sims.jd.market.sell({ lines: [soldLine('tea')], at_ms: Date.parse('2026-02-27T03:00:00Z') })
  await pull('jd')
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
  sit({
    ...theSystem,
    kind: 'staff',
    permissions: new Set(['marketplaces.read', 'marketplaces.edit', 'marketplaces.map', 'orders.cancel']),
    organizations: ['elsewhere'],
  })
  try {
    expect((await get('/api/admin/marketplaces')).items).toEqual([])
    expect((await get('/api/admin/marketplaces/pulled')).items).toEqual([])
    expect((await get('/api/admin/marketplaces/listings')).items).toEqual([])
    expect((await get('/api/admin/marketplaces/refunds')).items).toEqual([])
    const { connection_id, refund_no } = (await db.row<{ connection_id: string; refund_no: string }>(
      sql`select connection_id, refund_no from marketplaces.refunds limit 1`,
    ))!
    const items = [{ connection_id, refund_no, word: 'agree', reason: '同意' }]
    expect(await post('/api/admin/marketplaces/replies', { items })).toMatchObject({ outcomes: [{ status: 'refund_not_found' }] })
    expect(await get('/api/admin/marketplaces/jd')).toMatchObject({ status: 404 })
    expect(await post('/api/admin/marketplaces/states', { items: [{ connection_id: 'jd', state: 'paused' }] })).toMatchObject({
      outcomes: [{ status: 'connection_not_found' }],
    })
    expect(await get('/api/admin/interfaces')).toMatchObject({ status: 403 })
  } finally {
    sit(theSystem)
  }
})

test.each(platforms)('%s turns away who signs with another key; that is named and nothing is read', async (platform) => {
  const shop = await openShop(mart.pulling, platform)
  assert(typeof shop !== 'string', 'the shop is open')
  const secrets = Object.fromEntries(Object.entries(shop.open.secrets).map(([name, secret]) => [name, `${secret}0`]))
  const to = clock.now()
  const window = { from: new Date(Date.parse(to) - 300_000).toISOString(), to }
  const other = { ...shop.open, connection_id: `${platform}-other`, secrets }
  expect(await shop.port.listOrders(other, window, null)).toMatchObject({ status: 'later', code: 'unauthorized' })
})
