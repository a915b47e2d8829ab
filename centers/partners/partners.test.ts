import { createHmac, generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveChannels } from '#centers/channels/write.ts'
import { parcelShipped } from '#centers/fulfillment/open-topics.ts'
import { exchangeOf, openExchange } from '#centers/interfaces/exchange.ts'
import { stockChanged } from '#centers/inventory/open-topics.ts'
import { sellableConsumer } from '#centers/inventory/sellable/write.ts'
import { shareNodes } from '#centers/inventory/write.ts'
import '#centers/orders/open/kinds.ts'
import { orderTopics } from '#centers/orders/open/topics.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { saveOrganizations } from '#centers/organization/write.ts'
import { productPriced } from '#centers/products/open-topics.ts'
import { clientOf } from '#checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { createClient, type Key, signRequest, signSimply } from '#client/index.js'
import { systemBy } from '#core/audit.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { openDoor } from './door.ts'
import { promises } from './promises.ts'
import { isPublic, refuseAddress } from './webhooks/address.ts'
import { deliver, webhookConsumer } from './webhooks/deliver.ts'
import { signHeaders } from './webhooks/rules.ts'

let cloned: ClonedDatabase
let db: Db
let app: App
const clock = handClock('2026-11-22T06:00:00.000Z')
const staff: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '程砚' }
let caller: Caller = staff
const consumers = [sellableConsumer, webhookConsumer([...orderTopics, productPriced, parcelShipped, stockChanged])]

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 6 })
  const by = systemBy('test')
  await db.tx((tx) =>
    saveOrganizations(tx, by, clock.now(), [
      { id: 'group', parent_id: null, type: 'group', name: '集团', name_en: 'Group' },
      { id: 'south', parent_id: 'group', type: 'company', name: '南方', name_en: 'South' },
    ]),
  )
  await openShop(db, clock.now(), { prices: { lamp: 1000 }, stock: { 'cq-rdc': { lamp: 100 } } })
  await db.tx((tx) =>
    saveChannels(tx, clock.now(), [
      {
        id: 'south-shop',
        kind: 'partner',
        name: { zh: '南方分销', en: 'South' },
        currency: 'CNY',
        organization_id: 'south',
        brand_id: null,
        freight_minor: 0,
        free_freight_from_minor: 0,
      },
    ]),
  )
  await db.tx((tx) => shareNodes(tx, [{ channel_id: 'south-shop', node_ids: ['cq-rdc'] }]))
  const needs = { db, clock }
  app = await createApp(needs, { authenticate: openDoor(needs, () => caller) })
  await app.ready()
})
afterAll(async () => {
  await app.close()
  await db.close()
  await cloned.drop()
})

const send = async (method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}) => {
  const answer = await clientOf(app).send(method, url, payload, headers)
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}
const partner = {
  partner_id: 'rongxing',
  name: { zh: '蓉兴', en: 'Rongxing' },
  organization_id: 'group',
  contact_name: null,
  contact_email: 'tech@rongxing.example',
}
const keyItem = (more: object = {}) => ({
  ...{ key_id: newId(), partner_id: 'rongxing', name: '订单同步', algorithm: 'hmac-sha256', public_key: null },
  ...{
    permissions: ['orders.read', 'orders.place', 'orders.cancel', 'products.read', 'stock.read', 'webhooks.edit'],
    organization_id: 'group',
  },
  ...{ brands: null, partners: null, channels: null, sandbox: false, per_minute: 1000, per_day: 10_000, expires_at: null },
  ...more,
})
async function newKey(more: object = {}): Promise<Key> {
  await send('POST', '/api/admin/partners', { items: [partner] })
  const item = keyItem(more)
  const { body } = await send('POST', '/api/admin/partner-keys', { items: [item] })
  expect(body.outcomes[0]).toMatchObject({ id: item.key_id, status: 'made' })
  return { key_id: item.key_id, secret: body.outcomes[0].secret }
}

/** The published client, speaking to the app. */
const inject: typeof fetch = async (url, options) => {
  const { method = 'GET', headers, body } = options ?? {}
  const { host, pathname, search } = new URL(String(url))
  const answer = await app.inject({
    method: method as 'GET',
    url: pathname + search,
    headers: { ...(headers as object), host },
    ...(body ? { payload: body as string } : {}),
  })
  return new Response(answer.payload, {
    status: answer.statusCode,
    headers: {
      'content-type': String(answer.headers['content-type']),
      ...(answer.headers['retry-after'] ? { 'retry-after': String(answer.headers['retry-after']) } : {}),
    },
  })
}
/** The client signs with its own clock; here that is the story's. */
const clientFor = (key: Key, form: 'rfc9421' | 'simple' = 'rfc9421') => {
  const real = Date.now
  const base = createClient({ base_url: 'http://shop.example', key, form, fetch: inject, wait: async () => {} })
  const held = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    Date.now = () => Date.parse(clock.now())
    return work().finally(() => {
      Date.now = real
    })
  }
  return {
    get: ((...all: Parameters<typeof base.get>) => held(() => base.get(...all))) as typeof base.get,
    post: ((...all: Parameters<typeof base.post>) => held(() => base.post(...all))) as typeof base.post,
  }
}
const url = (path: string) => `http://shop.example${path}`
const seconds = () => Math.floor(Date.parse(clock.now()) / 1000)
const ask = (method: 'GET' | 'POST', path: string, headers: Record<string, string>, body?: string) =>
  inject(url(path), {
    method,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body } : {}),
  }).then(async (answer) => ({ status: answer.status, body: (await answer.json()) as Record<string, never> & { type: string } }))
const refusals = (code: string) => db.rows(sql`select 1 as one from partners.refusals where code = ${code}`).then((rows) => rows.length)
const anOutsideOrder = (more: object = {}) => ({
  ...{ id: newId(), channel_id: 'south-shop', external_no: `RX-${newId()}`, currency: 'CNY', placed_at: clock.now() },
  ...{ lines: [{ sku_id: 'lamp', quantity: 1, unit_minor: 900, amount_minor: 900 }], freight_minor: 0 },
  ...{
    buyer_name: '林小满',
    buyer_phone: '13800001234',
    address: { province: '重庆市', city: '', district: '渝中区', street: '解放碑 1 号' },
  },
  ...more,
})

describe('keys', () => {
  test('a secret is shown once, kept sealed, and the same key again is the same key', async () => {
    await send('POST', '/api/admin/partners', { items: [partner] })
    const item = keyItem()
    const [first, second] = await Promise.all([
      send('POST', '/api/admin/partner-keys', { items: [item] }),
      send('POST', '/api/admin/partner-keys', { items: [item] }),
    ])
    expect([first, second].map(({ body }) => body.outcomes[0].status).sort()).toEqual(['already_made', 'made'])
    const secret = [first, second].map(({ body }) => body.outcomes[0].secret).find(Boolean)
    expect(Buffer.from(secret, 'base64')).toHaveLength(32)
    const row = await db.row<{ sealed_secret: string }>(sql`select sealed_secret from partners.keys where key_id = ${item.key_id}`)
    expect(row!.sealed_secret).not.toContain(secret)
    expect((await send('GET', '/api/admin/partners/rongxing')).body.keys[0].sealed_secret).toBeUndefined()
    expect((await send('POST', '/api/admin/partner-keys', { items: [{ ...item, name: 'other' }] })).body.outcomes[0].status).toBe(
      'id_used_for_another',
    )
  })

  test.each([
    ['no such partner', { partner_id: 'nobody' }, 'partner_not_found'],
    ['ed25519 without its public key', { algorithm: 'ed25519' }, 'public_key_needed'],
    ['a public key for an HMAC', { public_key: `${'A'.repeat(43)}=` }, 'public_key_not_expected'],
    ['a day that allows less than a minute', { per_day: 10 }, 'day_below_minute'],
  ])('%s is refused', async (_name, more, status) => {
    expect((await send('POST', '/api/admin/partner-keys', { items: [keyItem(more)] })).body.outcomes[0].status).toBe(status)
  })

  test('nobody gives a key what he does not hold, nor over what is not his', async () => {
    caller = { ...staff, permissions: new Set(['partners.edit', 'partners.read', 'orders.read']), organizations: ['group'] }
    try {
      const outcome = async (more: object) =>
        (await send('POST', '/api/admin/partner-keys', { items: [keyItem(more)] })).body.outcomes[0].status
      expect(await outcome({ permissions: ['orders.read'] })).toBe('made')
      expect(await outcome({ permissions: ['orders.read', 'orders.place'] })).toBe('permission_not_yours')
      expect(await outcome({ permissions: ['orders.read'], organization_id: 'south' })).toBe('organization_not_yours')
    } finally {
      caller = staff
    }
  })
})

describe('signed requests', () => {
  test('what partners ask is counted in the registry, what is refused at the door too', async () => {
    const counted = async () => {
      await exchangeOf({ db, clock }).flush()
      const rows = await db.rows<{ line: string; calls: number; failed: number }>(sql`
        select interface_id || ' ' || account as line, sum(calls)::integer as calls, sum(failed)::integer as failed
        from interfaces.hours where interface_id like 'open-api.%' group by 1`)
      const of = (line: string) => rows.find((row) => row.line === line) ?? { calls: 0, failed: 0 }
      return { products: of('open-api.products rongxing'), door: of('open-api.orders ') }
    }
    const key = await newKey()
    const before = await counted()
    for (let i = 0; i < 5; i++) await clientFor(key).get('/api/open/products', { query: { q: 'lamp', limit: 5 } })
    await ask('GET', '/api/open/orders', { 'x-tongshang-key': key.key_id })
    const after = await counted()
    expect([after.products.calls - before.products.calls, after.products.failed - before.products.failed]).toEqual([5, 0])
    expect([after.door.calls - before.door.calls, after.door.failed - before.door.failed]).toEqual([1, 1])
    const line = await db.row(
      sql`select last_success_at from interfaces.lines where interface_id = 'open-api.products' and account = 'rongxing'`,
    )
    expect(line).toMatchObject({ last_success_at: expect.any(String) })
  })

  test.each(['rfc9421', 'simple'] as const)('%s: the published client is understood, with and without a body', async (form) => {
    const key = await newKey()
    const client = clientFor(key, form)
    expect(await client.get('/api/open/me')).toMatchObject({
      key_id: key.key_id,
      partner_id: 'rongxing',
      sandbox: false,
      quota: { minute: { limit: 1000, used: 1 } },
    })
    expect(await client.post('/api/open/echo', { body: { hello: '世界' } })).toMatchObject({ received: { hello: '世界' } })
    expect(await client.get('/api/open/products', { query: { q: 'lamp', limit: 5 } })).toMatchObject({ items: expect.any(Array) })
  })

  test('ed25519: only the public key is ours', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const public_key = publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64')
    const { key_id } = await newKey({ algorithm: 'ed25519', public_key })
    const private_key = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
    expect(await clientFor({ key_id, private_key }).post('/api/open/echo', { body: { a: 1 } })).toMatchObject({ received: { a: 1 } })
    // The public key is no secret: an HMAC made with it opens nothing.
    const forged = await signRequest({ method: 'GET', url: url('/api/open/me') }, { key_id, secret: public_key }, { created: seconds() })
    expect((await ask('GET', '/api/open/me', forged)).body.type).toBe('algorithm_differs')
    const simple = await signSimply({ method: 'GET', url: url('/api/open/me') }, { key_id, secret: public_key }, { created: seconds() })
    expect((await ask('GET', '/api/open/me', simple)).body.type).toBe('algorithm_differs')
  })

  test('replayed, forged, stale, changed on the way: each is refused by its name and kept', async () => {
    const key = (await newKey()) as Extract<Key, { secret: string }>
    const me = { method: 'GET', url: url('/api/open/me') }
    const good = await signRequest(me, key, { created: seconds() })
    expect((await ask('GET', '/api/open/me', good)).status).toBe(200)
    expect(await ask('GET', '/api/open/me', good)).toMatchObject({ status: 401, body: { type: 'replayed' } })
    // Two at once with one nonce: one goes through.
    const twice = await signRequest(me, key, { created: seconds() })
    const both = await Promise.all([ask('GET', '/api/open/me', twice), ask('GET', '/api/open/me', twice)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401])

    const cases: [type: string, headers: Record<string, string>, path?: string][] = [
      ['signature_wrong', await signRequest(me, { ...key, secret: Buffer.alloc(32).toString('base64') }, { created: seconds() })],
      ['signature_wrong', await signRequest(me, key, { created: seconds() }), '/api/open/orders'],
      ['clock_differs', await signRequest(me, key, { created: seconds() - 301 })],
      ['clock_differs', await signSimply(me, key, { created: seconds() + 301 })],
      ['key_unknown', await signRequest(me, { ...key, key_id: newId() }, { created: seconds() })],
      ['key_unknown', await signRequest(me, { ...key, key_id: 'x' }, { created: seconds() })],
      ['signature_incomplete', { 'signature-input': 'sig1=("@method")' }],
      ['signature_incomplete', { 'x-tongshang-key': key.key_id }],
      ['signature_malformed', { 'signature-input': 'sig1=("@method"', signature: 'sig1=:AAAA:' }],
    ]
    for (const [type, headers, path = '/api/open/me'] of cases)
      expect(await ask('GET', path, headers), type).toMatchObject({ status: 401, body: { type } })
    for (const sign of [signRequest, signSimply]) {
      const headers = await sign({ method: 'POST', url: url('/api/open/echo'), body: '{"amount":1}' }, key, { created: seconds() })
      expect(await ask('POST', '/api/open/echo', headers, '{"amount":9}')).toMatchObject({ status: 400, body: { type: 'digest_differs' } })
    }
    // A body that nothing covers.
    const bare = await signRequest({ method: 'POST', url: url('/api/open/echo') }, key, { created: seconds() })
    expect((await ask('POST', '/api/open/echo', bare, '{}')).status).toBe(401)
    await expect.poll(() => refusals('replayed')).toBeGreaterThanOrEqual(2)
    await expect.poll(() => refusals('digest_differs')).toBe(2)
    const { body } = await send('GET', '/api/admin/partner-refusals?partner_id=rongxing&code=clock_differs')
    expect(body.items[0]).toMatchObject({ key_id: key.key_id, code: 'clock_differs', path: '/api/open/me' })
  })

  test('a rotated secret is good for a day more, or not; a revoked key never again', async () => {
    const old = await newKey()
    const { body } = await send('POST', '/api/admin/partner-keys/rotations', { items: [{ key_id: old.key_id }] })
    const fresh: Key = { key_id: old.key_id, secret: body.outcomes[0].secret }
    await expect(clientFor(old).get('/api/open/me')).resolves.toBeTruthy()
    await expect(clientFor(fresh).get('/api/open/me')).resolves.toBeTruthy()
    clock.advance(24 * 3_600_000 + 1)
    await expect(clientFor(old).get('/api/open/me')).rejects.toMatchObject({ type: 'signature_wrong' })
    await send('POST', '/api/admin/partner-keys/rotations', { items: [{ key_id: old.key_id, at_once: true }] })
    await expect(clientFor(fresh).get('/api/open/me')).rejects.toMatchObject({ type: 'signature_wrong' })
    const last = await newKey()
    const revoke = () => send('POST', '/api/admin/partner-keys/revocations', { key_ids: [last.key_id] })
    expect((await revoke()).body.outcomes[0].status).toBe('revoked')
    expect((await revoke()).body.outcomes[0].status).toBe('already_revoked')
    await expect(clientFor(last).get('/api/open/me')).rejects.toMatchObject({ status: 401, type: 'key_revoked' })
    const short = await newKey({ expires_at: new Date(Date.parse(clock.now()) + 1000).toISOString() })
    clock.advance(1000)
    await expect(clientFor(short).get('/api/open/me')).rejects.toMatchObject({ type: 'key_expired' })
  })

  test('quotas: exactly so many a minute, however many come at once, and the day counts only what was let in', async () => {
    const key = (await newKey({ per_minute: 3, per_day: 4 })) as Extract<Key, { secret: string }>
    const once = async () =>
      ask('GET', '/api/open/me', await signRequest({ method: 'GET', url: url('/api/open/me') }, key, { created: seconds() }))
    clock.set('2026-12-01T08:00:30.000Z')
    const answers = await Promise.all(Array.from({ length: 8 }, once))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    const refused = answers.find(({ status }) => status === 429)!
    expect(refused.body).toMatchObject({ type: 'quota_used_up', per: 'minute', retry_after_s: 30 })
    const raw = await app.inject({
      method: 'GET',
      url: '/api/open/me',
      headers: { host: 'shop.example', ...(await signRequest({ method: 'GET', url: url('/api/open/me') }, key, { created: seconds() })) },
    })
    expect(raw.headers['retry-after']).toBe('30')
    clock.set('2026-12-01T08:01:00.000Z')
    expect((await once()).status).toBe(200)
    expect((await once()).body).toMatchObject({ type: 'quota_used_up', per: 'day' })
  })
})

describe('what a key sees', () => {
  test('orders of its organization and channels, and no right it was not given', async () => {
    const wide = clientFor(await newKey())
    const order = anOutsideOrder()
    expect((await wide.post('/api/open/orders', { body: { orders: [order] } as never })).outcomes[0]).toMatchObject({
      status: 'placed',
      total_minor: 900,
    })
    expect((await wide.post('/api/open/orders', { body: { orders: [order] } as never })).outcomes[0]!.status).toBe('already_placed')
    const narrow = clientFor(await newKey({ organization_id: 'south', channels: ['south-shop'] }))
    expect((await narrow.get('/api/open/orders')).items.map(({ id }) => id)).toEqual([order.id])
    expect(await narrow.get('/api/open/orders/{id}', { params: { id: order.id } })).toMatchObject({ external_no: order.external_no })
    const other = clientFor(await newKey({ channels: ['tmall'] }))
    expect((await other.get('/api/open/orders')).items).toEqual([])
    await expect(other.get('/api/open/orders/{id}', { params: { id: order.id } })).rejects.toMatchObject({ status: 404 })
    await expect(other.get('/api/open/orders', { query: { channel_id: 'south-shop' } })).rejects.toMatchObject({ status: 404 })
    expect((await other.get('/api/open/orders', { query: { q: order.external_no } })).items).toEqual([])
    expect((await other.post('/api/open/orders', { body: { orders: [anOutsideOrder()] } as never })).outcomes[0]!.status).toBe(
      'channel_not_found',
    )
    expect(
      (await other.post('/api/open/orders/cancellations', { body: { cancellations: [{ id: order.id, reason: 'x' }] } })).outcomes[0]!
        .status,
    ).toBe('order_not_found')
    const reader = clientFor(await newKey({ permissions: ['products.read'] }))
    await expect(reader.get('/api/open/orders')).rejects.toMatchObject({ status: 403, type: 'not_permitted' })
    await expect(reader.get('/api/admin/orders' as '/api/open/orders')).resolves.toBeTruthy() // answered as the person the test is, not as the key
    expect(
      (await narrow.post('/api/open/orders/cancellations', { body: { cancellations: [{ id: order.id, reason: '买家不要了' }] } }))
        .outcomes[0]!.status,
    ).toBe('canceled')
  })

  test('a sandbox key rehearses with real rows that never leave, and sees nothing else', async () => {
    const sandbox = clientFor(await newKey({ sandbox: true, organization_id: 'group' }))
    const order = anOutsideOrder({ channel_id: 'mall', lines: [{ sku_id: 'lamp', quantity: 999, unit_minor: 1, amount_minor: 999 }] })
    const placed = await Promise.all([1, 2].map(() => sandbox.post('/api/open/orders', { body: { orders: [order] } as never })))
    expect(placed.map(({ outcomes }) => outcomes[0]!.status).sort()).toEqual(['already_placed', 'placed'])
    const seen = await sandbox.get('/api/open/orders')
    expect(seen.items.map(({ id, channel_id, organization_id, state }) => [id, channel_id, organization_id, state])).toEqual([
      [order.id, 'sandbox', 'sandbox', 'placed'],
    ])
    // A year later it still rests where it is.
    const { advanceOrders } = await import('#centers/orders/write.ts')
    await advanceOrders(db, new Date(Date.parse(clock.now()) + 365 * 86_400_000).toISOString())
    expect((await sandbox.get('/api/open/orders/{id}', { params: { id: order.id } })).state).toBe('placed')
    // Nothing of the house's own stock was touched.
    expect(
      (await clientFor(await newKey()).get('/api/open/availability', { query: { channel_id: 'mall', sku_id: ['lamp'] } })).items[0]!
        .available,
    ).toBe(100)
  })
})

describe('webhooks', () => {
  interface Received {
    headers: IncomingHttpHeaders
    body: string
  }
  let receiver: Server
  let received: Received[] = []
  let answer: { status: number; headers?: Record<string, string> } = { status: 200 }
  let address = ''
  beforeAll(async () => {
    receiver = createServer((request, reply) => {
      let body = ''
      request.on('data', (part) => (body += part))
      request.on('end', () => {
        received.push({ headers: request.headers, body })
        reply.writeHead(answer.status, answer.headers).end('taken')
      })
    })
    await new Promise<void>((open) => receiver.listen(0, '127.0.0.1', open))
    address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
    process.env.TONGSHANG_WEBHOOK_PRIVATE = '1'
  })
  afterAll(() => {
    delete process.env.TONGSHANG_WEBHOOK_PRIVATE
    receiver.close()
  })
  const exchange = () => openExchange(db, clock, { sleep: async () => {} })
  const deliverAll = async () => {
    const open = exchange()
    const count = await deliver(db, open, clock.now, () => 0.5)
    await open.stop()
    return count
  }
  /** As the standard words it, without a line of ours. */
  const isTrue = ({ headers, body }: Received, secret: string) => {
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
    const wanted = `v1,${createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
      .update(content)
      .digest('base64')}`
    return String(headers['webhook-signature']).split(' ').includes(wanted)
  }
  const endpoint = async (key: Key, types = ['order.placed', 'order.moved'], to = address) => {
    const endpoint_id = newId()
    const { outcomes } = await clientFor(key).post('/api/open/webhooks/endpoints', { body: { items: [{ endpoint_id, url: to, types }] } })
    return { endpoint_id, ...outcomes[0]! }
  }
  const placeOne = (channel_id: string) =>
    db.tx((tx) =>
      placeOrders(
        tx,
        clock.now(),
        [
          {
            ...anOutsideOrder({ channel_id }),
            buyer_message: null,
            member_id: null,
            visitor_id: null,
            payment_term: 'channel',
            outlet_id: null,
            expected_total_minor: null,
          },
        ],
        numberSource(db, 'orders').take,
      ),
    )
  /** A listener that knows only what happens from now on. */
  const settle = async () => {
    await consumeAll(db, consumers, clock.now())
    await db.run(sql`delete from partners.tries`)
    await db.run(sql`delete from partners.deliveries`)
    await db.run(sql`delete from partners.endpoints`)
    received = []
    answer = { status: 200 }
    clock.advance(60_000)
  }

  test('the vector of the standard', () => {
    const [body, secret] = ['{"test": 2432232314}', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']
    const content = `msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.${body}`
    expect(
      createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
        .update(content)
        .digest('base64'),
    ).toBe('g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
    const id = newId()
    const headers = signHeaders(id, body, '2021-02-25T15:02:10.000Z', [secret])
    expect(headers['webhook-timestamp']).toBe('1614265330')
    expect(isTrue({ headers, body }, secret)).toBe(true)
    expect(isTrue({ headers, body: `${body} ` }, secret)).toBe(false)
  })

  test('what a key may see is told once, signed; what it may not see is not told', async () => {
    await settle()
    const south = await endpoint(await newKey({ organization_id: 'south', channels: ['south-shop'] }))
    const tmall = await endpoint(await newKey({ channels: ['tmall'] }), ['order.placed'])
    clock.advance(1000)
    const [placed] = await placeOne('south-shop')
    await consumeAll(db, consumers, clock.now())
    await consumeAll(db, consumers, clock.now())
    await Promise.all([deliverAll(), deliverAll()])
    const mine = received.filter((one) => isTrue(one, south.secret!))
    const told = mine.map(({ body }) => JSON.parse(body)).filter(({ type }) => type === 'order.placed')
    expect(told).toHaveLength(1)
    expect(told[0].data).toMatchObject({ order_id: placed!.id, order_no: placed!.order_no, channel_id: 'south-shop', total_minor: 900 })
    expect(new Set(mine.map(({ headers }) => headers['webhook-id'])).size).toBe(mine.length)
    expect(received.some((one) => isTrue(one, tmall.secret!))).toBe(false)
    const { items } = (await send('GET', `/api/admin/partner-deliveries?endpoint_id=${south.endpoint_id}&state=delivered`)).body
    expect(items).toHaveLength(mine.length)
    const detail = (await send('GET', `/api/admin/partner-deliveries/${items[0].delivery_id}`)).body
    expect(detail.tries[0]).toMatchObject({
      attempt: 1,
      status: 200,
      answer: 'taken',
      code: 'ok',
      request: { 'webhook-id': expect.stringMatching(/^msg_/) },
    })
  })

  test('a failed one is tried again with the same id, given up after ten, the endpoint disabled with a notice; replay brings all', async () => {
    await settle()
    const key = await newKey()
    const { endpoint_id, secret } = await endpoint(key)
    answer = { status: 500 }
    const client = clientFor(key)
    const id = newId()
    await client.post('/api/open/webhooks/pings', { body: { items: [{ id, endpoint_id }] } })
    await client.post('/api/open/webhooks/pings', { body: { items: [{ id, endpoint_id }] } })
    let rounds = 0
    for (; rounds < 40; rounds++) {
      await deliverAll()
      const [row] = (await send('GET', `/api/admin/partner-deliveries?endpoint_id=${endpoint_id}`)).body.items
      if (row.state !== 'waiting') break
      clock.set(new Date(Date.parse(row.due_at) + 700_000).toISOString())
    }
    expect(received).toHaveLength(10)
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10)
    const [row] = (await send('GET', '/api/admin/partner-endpoints')).body.items
    expect(row).toMatchObject({ endpoint_id, state: 'disabled', failed: 1 })
    expect(row.reason).toContain('http_500')
    const notices = await db.rows<{ address: string }>(
      sql`select address from messages.outbox where template = 'partners.endpoint_disabled'`,
    )
    expect(notices).toHaveLength(1)
    answer = { status: 200 }
    const replay = () => send('POST', '/api/admin/partner-deliveries/replays', { delivery_ids: [id] })
    expect((await replay()).body.outcomes[0].status).toBe('endpoint_not_active')
    expect(
      (await send('POST', '/api/admin/partner-endpoints/states', { items: [{ endpoint_id, active: true }] })).body.outcomes[0].status,
    ).toBe('changed')
    expect((await replay()).body.outcomes[0].status).toBe('replayed')
    expect((await replay()).body.outcomes[0].status).toBe('already_waiting')
    clock.advance(700_000)
    await deliverAll()
    expect(isTrue(received.at(-1)!, secret!)).toBe(true)
    expect(received.at(-1)!.headers['webhook-id']).toBe(received[0]!.headers['webhook-id'])
  })

  test('after a rotation both secrets are good; 410 ends it; a redirection is not followed; Retry-After is kept to', async () => {
    await settle()
    const key = await newKey()
    const client = clientFor(key)
    const first = await endpoint(key)
    const { outcomes } = await client.post('/api/open/webhooks/rotations', { body: { endpoint_ids: [first.endpoint_id] } })
    const pinged = async () => {
      const id = newId()
      await client.post('/api/open/webhooks/pings', { body: { items: [{ id, endpoint_id: first.endpoint_id }] } })
      await deliverAll()
      return await client.get('/api/open/webhooks/deliveries/{delivery_id}', { params: { delivery_id: id } })
    }
    await pinged()
    expect([first.secret!, outcomes[0]!.secret!].map((secret) => isTrue(received[0]!, secret))).toEqual([true, true])
    answer = { status: 302, headers: { location: `${address}/elsewhere` } }
    expect(await pinged()).toMatchObject({ state: 'waiting', last_code: 'redirected' })
    answer = { status: 429, headers: { 'retry-after': '3600' } }
    clock.advance(60_000)
    const limited = await pinged()
    expect(Date.parse(limited.due_at) - Date.parse(clock.now())).toBeGreaterThanOrEqual(3_600_000)
    answer = { status: 410 }
    clock.advance(7_200_000)
    await deliverAll()
    expect((await client.get('/api/open/webhooks/endpoints')).items[0]).toMatchObject({ state: 'disabled' })
    expect(received.every(({ headers }) => !headers.host?.includes('elsewhere'))).toBe(true)
  })

  test('never to addresses inside, by number or by name, now or later', async () => {
    await settle()
    const key = await newKey()
    delete process.env.TONGSHANG_WEBHOOK_PRIVATE
    try {
      for (const to of [
        'http://93.184.216.34/',
        'https://127.0.0.1/',
        'https://10.1.2.3/',
        'https://[::1]/',
        'https://[::ffff:169.254.169.254]/',
        'https://localhost/',
        'https://db.internal/',
        'https://2130706433/',
        'https://a:b@example.com/',
      ])
        expect((await endpoint(key, ['order.placed'], to)).status, to).toBe('url_refused')
      expect(refuseAddress('https://hooks.example.com/in')).toBeNull()
      expect(['8.8.8.8', '2606:4700::1111', '192.168.1.1', '100.64.1.1', 'fd00::1', '::ffff:10.0.0.1', '0.0.0.0'].map(isPublic)).toEqual([
        true,
        true,
        false,
        false,
        false,
        false,
        false,
      ])
    } finally {
      process.env.TONGSHANG_WEBHOOK_PRIVATE = '1'
    }
    // Allowed once, and not any more when it is sent.
    const { endpoint_id } = await endpoint(key, ['order.placed'])
    await clientFor(key).post('/api/open/webhooks/pings', { body: { items: [{ id: newId(), endpoint_id }] } })
    delete process.env.TONGSHANG_WEBHOOK_PRIVATE
    await deliverAll()
    process.env.TONGSHANG_WEBHOOK_PRIVATE = '1'
    expect(received).toEqual([])
    expect((await clientFor(key).get('/api/open/webhooks/endpoints')).items[0]).toMatchObject({ state: 'disabled', failed: 1 })
  })

  test('a message in the partner’s own shape is taken, one sent again takes nothing twice, what the table lacks waits until it is mended', async () => {
    const key = await newKey({ channels: ['south-shop'] })
    const field = (name: string, path: string | null, more: object = {}) => ({ field: name, path, ...more })
    const definition = (skus: object[]) => ({
      ...{ format: 'xml', records: 'req.order[]', lists: [{ field: 'lines', path: 'item[]' }] },
      fields: [
        ...[field('external_no', '@no'), field('channel_id', null, { constant: 'south-shop' })],
        field('placed_at', 'time', { date_form: 'yyyyMMddHHmmss', time_zone: 'Asia/Shanghai' }),
        ...[
          field('lines[].sku_id', 'sku', { values: skus }),
          field('lines[].quantity', 'qty'),
          field('lines[].unit_minor', 'yuan', { multiply_by: '100' }),
        ],
        ...[
          field('buyer_name', 'name'),
          field('buyer_phone', 'phone'),
          field('address.province', 'province'),
          field('address.street', 'street'),
        ],
      ],
    })
    const one = (no: string, sku: string) =>
      `<order no="${no}"><time>20261122100304</time><item><sku>${sku}</sku><qty>2</qty><yuan>9.90</yuan></item><name>林小满</name><phone>13800001234</phone><province>重庆市</province><street>解放碑 1 号</street></order>`
    const message = (...orders: string[]) => `<req>${orders.join('')}</req>`
    const first = [{ from: 'NB-1', to: 'lamp' }]
    const mapping_id = newId()
    const item = { mapping_id, partner_id: 'rongxing', name: '订单', direction: 'in', kind: 'order', sample: message(one('S-1', 'NB-1')) }
    const save = async (version: number | null, skus: object[]) =>
      (await send('POST', '/api/admin/partner-mappings', { items: [{ ...item, definition: definition(skus), based_on: version }] })).body
        .outcomes[0]
    const inForce = async (version: number | null, id = mapping_id) =>
      (await send('POST', '/api/admin/partner-mappings/activations', { items: [{ mapping_id: id, version }] })).body.outcomes[0]
    const two = await Promise.all([save(null, first), save(null, first)])
    expect(two.map(({ status }) => status).sort()).toEqual(['already_saved', 'saved'])
    expect(await save(null, [])).toMatchObject({ status: 'changed_meanwhile' })
    const trial = (
      await send('POST', '/api/admin/partner-mappings/trials', {
        direction: 'in',
        kind: 'order',
        definition: definition(first),
        sample: item.sample,
      })
    ).body
    expect(trial).toMatchObject({ passed: true, records: [{ no: 'S-1', item: { lines: [{ sku_id: 'lamp', unit_minor: 990 }] } }] })
    expect(trial.paths).toContainEqual({ path: 'req.order.item.sku', example: 'NB-1' })

    const tell = async (body: string, by: Key = key, type = 'application/xml') => {
      const path = url(`/api/open/messages/${mapping_id}`)
      const headers = await signRequest({ method: 'POST', url: path, body }, by, { created: seconds() })
      const answer = await inject(path, { method: 'POST', body, headers: { ...headers, 'content-type': type } })
      return {
        status: answer.status,
        body: (await answer.json()) as {
          type?: string
          message_id: string
          outcomes: { no: string; status: string; problems?: object[] }[]
        },
      }
    }
    expect((await tell(message(one('S-2', 'NB-1')))).status).toBe(404)
    expect(await inForce(1)).toMatchObject({ status: 'changed' })
    expect(await inForce(1)).toMatchObject({ status: 'already_so' })
    const both = message(one('S-2', 'NB-1'), one('S-3', 'NB-2'))
    const { status, body } = await tell(both)
    expect(status).toBe(200)
    expect(body.outcomes).toMatchObject([
      { no: 'S-2', status: 'placed' },
      { no: 'S-3', status: 'mapping_refused', problems: [{ field: 'lines[1].sku_id', path: 'sku', code: 'value_unknown' }] },
    ])
    expect(
      (await Promise.all([tell(message(one('S-2', 'NB-1'))), tell(message(one('S-2', 'NB-1')), key, 'text/plain')])).map(
        (each) => each.body.outcomes[0]!.status,
      ),
    ).toEqual(['already_placed', 'already_placed'])
    expect(await tell('<req>')).toMatchObject({ status: 400, body: { type: 'message_unreadable' } })
    expect(await tell('')).toMatchObject({ status: 400 })
    expect(await tell(both, await newKey({ permissions: ['orders.read'] }))).toMatchObject({ status: 403, body: { type: 'not_permitted' } })
    // A sandbox key rehearses with the same message.
    expect((await tell(message(one('S-2', 'NB-1')), await newKey({ sandbox: true }))).body.outcomes).toMatchObject([
      { no: 'S-2', status: 'placed' },
    ])

    const kept = (await send('GET', `/api/admin/partner-received/${body.message_id}`)).body
    expect(kept).toMatchObject({ state: 'partly', version: 1 })
    expect(kept.body).not.toMatch(/林小满|13800001234|解放碑/)
    const again = async () =>
      (await send('POST', '/api/admin/partner-received/repetitions', { message_ids: [body.message_id] })).body.outcomes[0].status
    expect(await again()).toBe('still_refused')
    expect(await save(1, [...first, { from: 'NB-2', to: 'lamp' }])).toMatchObject({ status: 'saved', version: 2 })
    await inForce(2)
    expect(await again()).toBe('taken')
    expect(await again()).toBe('nothing_refused')
    const placed = await db.rows<{ external_no: string; total_minor: number }>(
      sql`select external_no, total_minor from orders.orders where channel_id = 'south-shop' and external_no like 'S-%' order by 1`,
    )
    expect(placed.map(({ external_no, total_minor }) => [external_no, total_minor])).toEqual([
      ['S-2', 1980],
      ['S-3', 1980],
    ])
  })

  test('what is told goes out in the partner’s shape; a word the table lacks fails it by name until it is mended', async () => {
    const key = await newKey({ channels: ['south-shop'] })
    await endpoint(key, ['order.placed'])
    const mapping_id = newId()
    const save = async (based_on: number | null, from: string) => {
      const definition = {
        ...{ format: 'xml', root: 'Notice' },
        fields: [
          { field: 'OrderNo', path: 'external_no' },
          { field: 'Shop', path: 'channel_id', values: [{ from, to: 'S01' }] },
          { field: 'Yuan', path: 'total_minor', multiply_by: '0.01' },
        ],
      }
      const sample = JSON.stringify({ external_no: 'A', channel_id: from, total_minor: 100 })
      const item = {
        mapping_id,
        partner_id: 'rongxing',
        name: '下单通知',
        direction: 'out',
        kind: 'order.placed',
        definition,
        sample,
        based_on,
      }
      const { version } = (await send('POST', '/api/admin/partner-mappings', { items: [item] })).body.outcomes[0]
      await send('POST', '/api/admin/partner-mappings/activations', { items: [{ mapping_id, version }] })
    }
    await save(null, 'mall')
    received = []
    answer = { status: 200 }
    await placeOne('south-shop')
    await consumeAll(db, consumers, clock.now())
    await deliverAll()
    expect(received).toEqual([])
    const { items } = (await send('GET', '/api/admin/partner-deliveries?state=failed')).body
    expect(items[0]).toMatchObject({ last_code: 'mapping_refused', attempts: 1 })
    await save(1, 'south-shop')
    await send('POST', '/api/admin/partner-deliveries/replays', { delivery_ids: [items[0].delivery_id] })
    await deliverAll()
    expect(received).toHaveLength(1)
    expect(received[0]!.headers['content-type']).toBe('application/xml; charset=utf-8')
    expect(received[0]!.body).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?><Notice><OrderNo>RX-[^<]+<\/OrderNo><Shop>S01<\/Shop><Yuan>9<\/Yuan><\/Notice>$/,
    )
    await send('POST', '/api/admin/partner-mappings/activations', { items: [{ mapping_id, version: null }] })
  })

  test('the whole flow is rehearsed in the sandbox: placed, shipped, arrived, each told; two at once ship once, a real key rehearses nothing', async () => {
    const key = await newKey({ sandbox: true })
    await endpoint(key, ['order.moved', 'parcel.shipped', 'stock.changed'])
    const shop = clientFor(key)
    const order = anOutsideOrder({ channel_id: 'sandbox' })
    received = []
    answer = { status: 200 }
    await shop.post('/api/open/orders', { body: { orders: [order] } as never })
    const ship = (more: object = {}, by = shop) =>
      by
        .post('/api/open/sandbox/shipments', { body: { shipments: [{ order_id: order.id, ...more }] } as never })
        .then(({ outcomes }) => outcomes[0]!.status)
    expect((await Promise.all([ship(), ship()])).sort()).toEqual(['already_shipped', 'shipped'])
    expect(await ship({ delivered: true })).toBe('delivered')
    expect(await ship({ delivered: true })).toBe('already_delivered')
    expect((await shop.get('/api/open/orders/{id}', { params: { id: order.id } })).state).toBe('delivered')
    await consumeAll(db, consumers, clock.now())
    await deliverAll()
    const heard = received.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> })
    const moved = heard.filter(({ type }) => type === 'order.moved').map(({ data }) => data.state)
    expect(moved).toEqual(expect.arrayContaining(['shipped', 'delivered']))
    expect(heard.filter(({ type }) => type === 'parcel.shipped').map(({ data }) => data)).toMatchObject([
      { order_id: order.id, carrier: 'own' },
    ])
    const real = clientFor(await newKey({ channels: ['south-shop'] }))
    await expect(ship({}, real)).rejects.toMatchObject({ type: 'sandbox_only' })
    const foreign = anOutsideOrder()
    await real.post('/api/open/orders', { body: { orders: [foreign] } as never })
    const bad = await shop
      .post('/api/open/sandbox/shipments', { body: { shipments: [{ order_id: foreign.id }] } as never })
      .catch((error: Error) => error)
    expect(JSON.stringify(bad)).toContain('order_not_found')
  })

  test('what a channel can promise is told when it changed, and only what changed', async () => {
    const key = await newKey({ channels: ['south-shop'] })
    await consumeAll(db, consumers, clock.now())
    await endpoint(key, ['stock.changed'])
    received = []
    const { available } = (await clientFor(key).get('/api/open/availability', { query: { channel_id: 'south-shop', sku_id: ['lamp'] } }))
      .items[0]!
    await placeOne('south-shop')
    await consumeAll(db, consumers, clock.now())
    await consumeAll(db, consumers, clock.now())
    await deliverAll()
    const told = received
      .map(({ body }) => JSON.parse(body) as { type: string; data: object })
      .filter(({ type }) => type === 'stock.changed')
    expect(told.map(({ data }) => data)).toEqual([{ channel_id: 'south-shop', sku_id: 'lamp', available: available - 1 }])
  })

  test('what cannot be told is said by name', async () => {
    const key = await newKey({ permissions: ['products.read', 'webhooks.edit'] })
    expect((await endpoint(key, ['order.placed'])).status).toBe('permission_missing')
    expect((await endpoint(key, ['order.eaten'])).status).toBe('type_unknown')
    expect((await clientFor(key).get('/api/open/webhooks/types')).items.map(({ type }) => type)).toContain('order.moved')
  })
})

test('the promises hold', async () => {
  for (const { name, query } of promises) expect(await db.rows(query), name).toEqual([])
})
