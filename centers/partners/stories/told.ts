import { describe, expect, test } from 'vitest'
import { openPlacer } from '#centers/orders/open/intake.ts'
import { findKey } from '#centers/partners/read.ts'
import { consumeAll } from '#core/events.ts'
import { theSystem } from '#core/http.ts'
import { sql } from '#core/sql.ts'
import { anOutsideOrder, clientFor, clock, consumers, db, newKey } from './ground.ts'
import { answerWith, deliverAll, endpoint, forget, placeOne, received } from './receiver.ts'

describe('what partners are told', () => {
  test('the whole flow is rehearsed in the sandbox: placed, shipped, arrived, each told; two at once ship once, a real key rehearses nothing', async () => {
    const key = await newKey({ sandbox: true })
    await endpoint(key, ['order.moved', 'parcel.shipped', 'stock.changed'])
    const shop = clientFor(key)
    const order = anOutsideOrder({ channel_id: 'sandbox' })
    forget()
    answerWith(200)
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

  test('orders are recorded at the hour of whose door they came through, though another clock was there before', async () => {
    // As when a world was loaded in this very process.
    openPlacer({ db, clock: { now: () => '2020-01-01T00:00:00.000Z' } })
    const order = anOutsideOrder({ channel_id: 'sandbox' })
    const place = openPlacer({ db, clock })
    const stored = await findKey(db, (await newKey({ sandbox: true })).key_id)
    expect((await place(theSystem, stored!, [order as never]))[0]).toMatchObject({ status: 'placed' })
    const event = await db.row(sql`
      select recorded_at from core.events where topic = 'orders.placed' and items @> ${JSON.stringify([{ id: order.id }])}::jsonb`)
    expect(event).toEqual({ recorded_at: clock.now() })
  })

  test('what a channel can promise is told when it changed, and only what changed', async () => {
    const key = await newKey({ channels: ['south-shop'] })
    await consumeAll(db, consumers, clock.now())
    await endpoint(key, ['stock.changed'])
    forget()
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
