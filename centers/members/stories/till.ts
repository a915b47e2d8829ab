import { describe, expect, test } from 'vitest'
import { cancelOrders } from '#centers/orders/write.ts'
import { anOrder } from '#checks/support/shop.ts'
import type { Caller } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { actAs, app, clock, db, newMember, operator, place, send } from './ground.ts'

describe('cards at the till', () => {
  /** So many cards of 300 yuan, sold and bound. */
  const ownCards = async (as: Caller, cards: number): Promise<string[]> => {
    const batch = { batch_id: newId(), kind: 'gift', name: '礼品卡', value_minor: 30_000, currency: 'CNY', cards, expires_on: '2029-11-22' }
    const made = (await send(operator, 'POST', '/api/admin/card-batches', { ...batch, organization_id: 'commerce' })).body.outcomes[0]
    await send(operator, 'POST', `/api/admin/card-batches/${batch.batch_id}/activation`, {})
    for (const card of made.cards) await send(as, 'POST', '/api/mall/me/cards', card)
    return (await send(as, 'GET', '/api/mall/me/balances')).body.cards.map(({ card_id }: { card_id: string }) => card_id)
  }
  test('pay an order beside the wallet, and get back what was theirs, last', async () => {
    const lin = await newMember()
    const [first, second] = await ownCards(lin, 2)
    const balances = async () => {
      const { body } = await send(lin, 'GET', '/api/mall/me/balances')
      const left = (id: string) => body.cards.find((one: { card_id: string }) => one.card_id === id).balance_minor
      return [left(first!), left(second!), body.wallet.balance_minor]
    }
    await send(lin, 'PUT', '/api/mall/cart/lines', { lines: [{ sku_id: 'fridge', quantity: 1 }] })
    expect((await send(lin, 'GET', '/api/mall/cart/means')).body).toMatchObject({ wallet_minor: 100_000_000, points: [], cards: [{}, {}] })
    const order = (cards_to_spend: object[], more: object = {}) =>
      anOrder([{ sku_id: 'fridge', quantity: 1 }], 100_000, { cards_to_spend, ...more })
    const spend = (card_id: string | undefined, amount_minor: number) => ({ card_id, amount_minor })
    const refused = async (cards_to_spend: object[], more: object = {}) => (await place(lin, order(cards_to_spend, more))).status
    expect(await refused([spend(first, 30_001)])).toBe('card_too_low')
    expect(await refused([spend(first, 10_000), spend(first, 10_000)])).toBe('cards_not_accepted')
    expect(await refused([spend(first, 100_001)])).toBe('cards_not_accepted')
    expect(await refused([spend(first, 10)], { payment_term: 'pay_at_outlet', outlet_id: 'jl-store' })).toBe('cards_not_accepted')
    expect(await refused([spend(newId(), 10)])).toBe('card_not_found')
    expect((await place(await newMember(), order([spend(first, 10)]))).status).toBe('card_not_found')

    const placed = order([spend(first, 30_000), spend(second, 20_000)])
    expect(await place(lin, placed)).toMatchObject({ status: 'placed' })
    expect(await place(lin, placed)).toMatchObject({ status: 'already_placed' })
    expect(await balances()).toEqual([0, 10_000, 100_000_000 - 50_000])
    const { payments } = (await send(operator, 'GET', `/api/admin/orders/${placed.id}`)).body
    expect(payments.map(({ method, amount_minor }: { method: string; amount_minor: number }) => [method, amount_minor]).sort()).toEqual([
      ['card', 20_000],
      ['card', 30_000],
      ['wallet', 50_000],
    ])
    await db.tx((tx) => cancelOrders(tx, 'buyer', clock.now(), [{ id: placed.id, reason: 'x' }]))
    expect(await balances()).toEqual([30_000, 30_000, 100_000_000])
  })
  test('two orders at once never spend a card twice', async () => {
    const lin = await newMember()
    const [card_id] = await ownCards(lin, 1)
    actAs(lin)
    const at_once = await Promise.all(
      Array.from({ length: 6 }, () =>
        app.inject({
          method: 'POST',
          url: '/api/mall/orders',
          payload: anOrder([{ sku_id: 'cable', quantity: 4 }], 11_600, { cards_to_spend: [{ card_id, amount_minor: 10_000 }] }),
        }),
      ),
    )
    const statuses = at_once.map((answer) => answer.json().outcomes[0].status).sort()
    expect(statuses).toEqual(['card_too_low', 'card_too_low', 'card_too_low', 'placed', 'placed', 'placed'])
  })
})
