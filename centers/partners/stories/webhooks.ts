import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { consumeAll } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { isPublic, refuseAddress } from '../webhooks/address.ts'
import { deliver, ping } from '../webhooks/deliver.ts'
import { signHeaders } from '../webhooks/rules.ts'
import { clientFor, clock, consumers, db, newKey, send } from './ground.ts'
import { address, answerWith, deliverAll, endpoint, exchange, isTrue, placeOne, received, settle } from './receiver.ts'

describe('webhooks', () => {
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
    answerWith(500)
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
    answerWith(200)
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

  test('what rests between two tries is sent at once when somebody says so, though its endpoint was away before', async () => {
    await settle()
    const { endpoint_id } = await endpoint(await newKey())
    answerWith(500)
    const ids = Array.from({ length: 6 }, newId)
    const way = exchange()
    const sendOut = () => deliver(db, way, clock.now, () => 0.5)
    for (const id of ids) {
      await db.tx((tx) => ping(tx, clock.now(), endpoint_id, id))
      clock.advance(6_000)
      await sendOut()
    }
    const circuit = () => db.row(sql`select circuit from interfaces.lines where account = ${endpoint_id}`)
    expect(await circuit()).toEqual({ circuit: 'open' })
    answerWith(200)
    const replay = async () =>
      (await send('POST', '/api/admin/partner-deliveries/replays', { delivery_ids: ids })).body.outcomes.map(
        ({ status }: { status: string }) => status,
      )
    expect(new Set(await replay())).toEqual(new Set(['replayed']))
    expect(new Set(await replay())).toEqual(new Set(['already_waiting']))
    await way.stop()
    await deliverAll()
    const { items } = (await send('GET', `/api/admin/partner-deliveries?endpoint_id=${endpoint_id}`)).body
    expect(items.map(({ state }: { state: string }) => state)).toEqual(ids.map(() => 'delivered'))
    expect(await circuit()).toEqual({ circuit: 'closed' })
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
    answerWith(302, { location: `${address}/elsewhere` })
    expect(await pinged()).toMatchObject({ state: 'waiting', last_code: 'redirected' })
    answerWith(429, { 'retry-after': '3600' })
    clock.advance(60_000)
    const limited = await pinged()
    expect(Date.parse(limited.due_at) - Date.parse(clock.now())).toBeGreaterThanOrEqual(3_600_000)
    answerWith(410)
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
})
