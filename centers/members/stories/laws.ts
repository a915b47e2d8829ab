import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placeOrders } from '#centers/orders/place.ts'
import { cancelOrders } from '#centers/orders/write.ts'
import { anOrder } from '#checks/support/shop.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { findPoints, holderKey } from '../points/read.ts'
import { expirePoints, grantPoints } from '../points/write.ts'
import { clock, db, deliver, grant, newMember, numbers } from './ground.ts'

describe('no point is lost or invented', () => {
  const acts = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ act: fc.constant('earn' as const), quantity: fc.integer({ min: 1, max: 5_000 }) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('take' as const), quantity: fc.integer({ min: 1, max: 5_000 }) }) },
      { weight: 4, arbitrary: fc.record({ act: fc.constant('order' as const), quantity: fc.integer({ min: 1, max: 3_000 }) }) },
      { weight: 3, arbitrary: fc.record({ act: fc.constant('cancel' as const), quantity: fc.nat(9) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('deliver' as const), quantity: fc.nat(9) }) },
      { weight: 2, arbitrary: fc.record({ act: fc.constant('wait' as const), quantity: fc.integer({ min: 200, max: 500 }) }) },
    ),
    { minLength: 8, maxLength: 24 },
  )
  // What the drawn acts really did, all of them together.
  const did = { earned: 0, spent: 0, expired: 0, refunded: 0, owed: 0, several_buckets: 0 }
  test('whatever is earned, spent, expired, canceled and taken back, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        const lin = (await newMember()).id!
        const open: { id: string; points: number }[] = []
        let issued = 0
        let redeemed = 0
        const orders: string[] = []
        // Told by the ledger alone: what left this member's buckets or orders because its time was over.
        const expiredOf = async () => {
          const from = [`member:${lin}:points:%`, ...orders.map((id) => `order:${id}:points:%`)]
          const row = await db.row<{ expired: number }>(sql`
            select coalesce(sum(amount), 0)::bigint as expired from ledger.postings
            where destination = 'program:jilang:expired' and source like any(${from}::text[])`)
          return row!.expired
        }
        const held = async () =>
          (await findPoints(db, [{ member_id: lin, program_id: 'jilang' }], clock.now())).get(
            holderKey({ member_id: lin, program_id: 'jilang' }),
          )!
        const sum = (own: Awaited<ReturnType<typeof held>>) => own.buckets.reduce((all, { quantity }) => all + quantity, 0) - own.owed
        for (const { act, quantity } of list) {
          clock.advance(1_000)
          const now = clock.now()
          if (act === 'earn' || act === 'take') {
            const id = newId()
            const change = act === 'earn' ? quantity : -quantity
            await db.tx((tx) => grantPoints(tx, now, [grant(lin, change, id)]))
            expect((await db.tx((tx) => grantPoints(tx, now, [grant(lin, change, id)])))[0]!.status).toBe('already_granted')
            issued += change
          } else if (act === 'order') {
            const order = anOrder([{ sku_id: 'fridge', quantity: 1 }], 100_000 - quantity, {
              points_to_spend: { program_id: 'jilang', quantity },
            })
            const has = (await held()).buckets.reduce((all, one) => all + one.quantity, 0)
            const [outcome] = await db.tx((tx) =>
              placeOrders(
                tx,
                now,
                [
                  {
                    ...order,
                    external_no: null,
                    member_id: lin,
                    visitor_id: null,
                    outlet_id: null,
                    buyer_message: null,
                    payment_term: 'wallet',
                    placed_at: now,
                    lines: [{ sku_id: 'fridge', quantity: 1, unit_minor: null, amount_minor: null }],
                    freight_minor: null,
                  } as never,
                ],
                numbers.take,
              ),
            )
            expect(outcome!.status).toBe(quantity <= has ? 'placed' : 'points_too_few')
            if (outcome!.status === 'placed') {
              did.spent++
              open.push({ id: order.id, points: quantity })
              orders.push(order.id)
            }
          } else if (act === 'cancel' && open.length > 0) {
            const [order] = open.splice(quantity % open.length, 1)
            await db.tx((tx) => cancelOrders(tx, 'buyer', now, [{ id: order!.id, reason: 'x' }]))
            did.refunded++
          } else if (act === 'deliver' && open.length > 0) {
            const [order] = open.splice(quantity % open.length, 1)
            await deliver(order!.id)
            redeemed += order!.points
            issued += Math.floor((100_000 - order!.points) / 100)
          } else if (act === 'wait') {
            clock.advance(quantity * 86_400_000)
            while ((await expirePoints(db, clock.now())) > 0);
          }
          const waiting = open.reduce((all, order) => all + order.points, 0)
          const [now_held, expired] = [await held(), await expiredOf()]
          expect(sum(now_held) + waiting + redeemed + expired).toBe(issued)
          if (act === 'earn') did.earned++
          if (act === 'wait' && expired > 0) did.expired++
          if (now_held.owed > 0) did.owed++
          if (now_held.buckets.length > 1) did.several_buckets++
        }
      }),
      { numRuns: 10, seed: 7 },
    )
    // A law that never met one of them would have proven nothing about it.
    expect(Object.entries(did).filter(([, times]) => times < 3)).toEqual([])
  }, 60_000)
})
