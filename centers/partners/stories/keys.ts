import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { exchangeOf } from '#centers/interfaces/exchange.ts'
import { type Key, signRequest, signSimply } from '#client/index.js'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import {
  anOutsideOrder,
  app,
  ask,
  clientFor,
  clock,
  db,
  keyItem,
  newKey,
  partner,
  refusals,
  seconds,
  send,
  sit,
  staff,
  url,
} from './ground.ts'

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
    sit({ ...staff, permissions: new Set(['partners.edit', 'partners.read', 'orders.read']), organizations: ['group'] })
    try {
      const outcome = async (more: object) =>
        (await send('POST', '/api/admin/partner-keys', { items: [keyItem(more)] })).body.outcomes[0].status
      expect(await outcome({ permissions: ['orders.read'] })).toBe('made')
      expect(await outcome({ permissions: ['orders.read', 'orders.place'] })).toBe('permission_not_yours')
      expect(await outcome({ permissions: ['orders.read'], organization_id: 'south' })).toBe('organization_not_yours')
    } finally {
      sit(staff)
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
