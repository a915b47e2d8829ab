import { describe, expect, test } from 'vitest'
import { findBalances } from '#centers/ledger/read.ts'
import { consumers as messageConsumers } from '#centers/messages/events.ts'
import { orderTellers } from '#centers/orders/tell.ts'
import { cancelOrders } from '#centers/orders/write.ts'
import { anOrder } from '#checks/support/shop.ts'
import { consumeAll } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { fundDraws, tryDraw } from '../activities/write.ts'
import { consumers, tellers } from '../events.ts'
import { grantPoints } from '../points/write.ts'
import { by, clock, db, deliver, grant, newMember, place, points, send } from './ground.ts'

describe('what happens is told', () => {
  test('once, however often the events are read: a parcel that left, a canceled order, a new level; not what he placed himself', async () => {
    const lin = await newMember()
    const [bought, dropped] = [5, 1].map((quantity) => anOrder([{ sku_id: 'fridge', quantity }], 100_000 * quantity))
    for (const order of [bought!, dropped!]) expect(await place(lin, order)).toMatchObject({ status: 'placed' })
    await db.tx((tx) => cancelOrders(tx, 'buyer', clock.now(), [{ id: dropped!.id, reason: '不想要了' }]))
    await deliver(bought!.id)
    const everything = [...consumers, ...tellers, ...orderTellers, ...messageConsumers]
    await consumeAll(db, everything, clock.now())
    await consumeAll(db, everything, clock.now())
    await db.run(sql`update core.cursors set tx_id = '0'::xid8, seq = 0 where consumer in ('orders.tell', 'members.tell')`)
    await consumeAll(db, everything, clock.now())
    const { items } = await (async () => {
      const rows = await db.rows<{ template: string; values: { order_no?: string; level?: string; amount?: string } }>(sql`
        select template, values from messages.outbox where user_id = ${lin.id} and channel = 'in_app' order by template`)
      return { items: rows.map(({ template, values }) => [template, values.level ?? values.amount ?? 'order']) }
    })()
    // Five fridges make him gold in the brand, and gold in the house.
    expect(items).toEqual([
      ['members.level_changed', '金卡会员'],
      ['members.level_changed', '金卡会员'],
      ['orders.canceled', 'order'],
      ['orders.delivered', 'order'],
      ['orders.refunded', '¥1,000.00'],
      ['orders.shipped', 'order'],
    ])
  })
})

describe('the activity zone', () => {
  test('counts days in a row', async () => {
    const lin = await newMember()
    const check = async () => (await send(lin, 'POST', '/api/mall/me/activities/jilang/check-in')).body.outcomes[0]
    expect(await check()).toMatchObject({ status: 'checked_in', streak: 1, points: 5 })
    expect(await check()).toMatchObject({ status: 'already_checked_in', streak: 1 })
    clock.advance(86_400_000)
    await check()
    clock.advance(86_400_000)
    expect(await check()).toMatchObject({ streak: 3, points: 8 })
    clock.advance(2 * 86_400_000)
    expect(await check()).toMatchObject({ streak: 1, points: 5 })
    expect((await points(lin)).balance).toBe(23)
    expect((await send(lin, 'GET', '/api/mall/me/activities/jilang')).body).toMatchObject({
      checked_in: true,
      streak: 1,
      draws: [{ tries_left: 3 }],
    })
  })
  test('a draw gives what it has and no more, each try once', async () => {
    const draw_id = 'zhimu-lucky'
    const asset = 'points:zhimu'
    const lins = await Promise.all(Array.from({ length: 6 }, () => newMember()))
    await db.tx((tx) =>
      grantPoints(
        tx,
        clock.now(),
        lins.map(({ id }) => ({ ...grant(id!, 100), program_id: 'zhimu' })),
      ),
    )
    await db.tx((tx) => fundDraws(tx, by, clock.now(), [{ id: newId(), draw_id, points: 250 }]))
    // Everybody draws the second prize, worth 100: two of them win.
    const tries = lins.flatMap(({ id }) => [{ id: newId(), draw_id, member_id: id! }])
    const outcomes = await Promise.all(tries.map((one) => db.tx((tx) => tryDraw(tx, clock.now(), () => 500, one))))
    expect(outcomes.filter(({ status }) => status === 'won')).toHaveLength(2)
    expect(outcomes.filter(({ status }) => status === 'nothing_won')).toHaveLength(4)
    const [budget] = await findBalances(db, [{ account: `draw:${draw_id}:budget`, asset }])
    expect(budget!.balance).toBe(50)
    const again = await db.tx((tx) => tryDraw(tx, clock.now(), () => 9_999, tries[0]!))
    expect(again).toMatchObject({ status: 'already_tried', points: outcomes[0]!.points })
    const [lin] = lins
    for (let i = 0; i < 2; i++) await db.tx((tx) => tryDraw(tx, clock.now(), () => 9_999, { id: newId(), draw_id, member_id: lin!.id! }))
    expect(await db.tx((tx) => tryDraw(tx, clock.now(), () => 9_999, { id: newId(), draw_id, member_id: lin!.id! }))).toMatchObject({
      status: 'tries_used_up',
    })
  })
})
