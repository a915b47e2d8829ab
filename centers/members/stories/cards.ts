import { describe, expect, test } from 'vitest'
import { consumers as approvalsConsumers } from '#centers/approvals/events.ts'
import { loadOrganization, staffIdOf } from '#centers/organization/load.ts'
import { saveTwoPersonRules } from '#centers/organization/write.ts'
import { consumeAll } from '#core/events.ts'
import type { Caller } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { organizations, roles, staff } from '#world/organization.ts'
import { consumers } from '../events.ts'
import { by, clock, db, newMember, operator, send } from './ground.ts'

describe('cards', () => {
  test('are made, sold, bound by their secret, moved to the wallet, frozen', async () => {
    const lin = await newMember()
    const batch = {
      batch_id: newId(),
      kind: 'prepaid',
      name: '中秋福利',
      value_minor: 20_000,
      currency: 'CNY',
      cards: 3,
      expires_on: '2027-11-22',
      organization_id: 'commerce',
    }
    const made = (await send(operator, 'POST', '/api/admin/card-batches', batch)).body.outcomes[0]
    expect(made.cards).toHaveLength(3)
    const again = (await send(operator, 'POST', '/api/admin/card-batches', batch)).body.outcomes[0]
    expect(again).toEqual({ id: batch.batch_id, status: 'already_made' })
    const bind = async (secret: string, as = lin) =>
      (await send(as, 'POST', '/api/mall/me/cards', { card_no: made.cards[0].card_no, secret })).body.outcomes[0].status
    expect(await bind(made.cards[0].secret)).toBe('card_not_active')
    const activate = () => send(operator, 'POST', `/api/admin/card-batches/${batch.batch_id}/activation`, {})
    expect((await activate()).body.outcomes.map(({ status }: { status: string }) => status)).toEqual(Array(3).fill('activated'))
    expect((await activate()).body.outcomes[0].status).toBe('already_activated')
    expect(await bind('AAAA-AAAA-AAAA')).toBe('card_or_secret_wrong')
    expect(await bind(made.cards[0].secret.toLowerCase().replaceAll('-', ' '))).toBe('bound')
    expect(await bind(made.cards[0].secret)).toBe('already_bound')
    expect(await bind(made.cards[0].secret, await newMember())).toBe('card_bound_to_another')

    const [card] = (await send(lin, 'GET', '/api/mall/me/balances')).body.cards
    expect(card).toMatchObject({ balance_minor: 20_000, state: 'active', name: '中秋福利' })
    const before = (await send(lin, 'GET', '/api/mall/me/wallet')).body.balance_minor
    const move = async (amount_minor: number, id: string = newId()) =>
      (await send(lin, 'POST', `/api/mall/me/cards/${card.card_id}/transfers`, { id, amount_minor })).body.outcomes[0].status
    const id = newId()
    expect(await move(5_000, id)).toBe('transferred')
    expect(await move(5_000, id)).toBe('already_transferred')
    expect(await move(15_001)).toBe('balance_too_low')
    const freeze = { freezes: [{ id: card.card_id, frozen: true, reason: '挂失' }] }
    expect((await send(operator, 'POST', '/api/admin/cards/freezes', freeze)).body.outcomes[0].status).toBe('frozen')
    expect(await move(1)).toBe('card_frozen')
    expect((await send(lin, 'GET', '/api/mall/me/wallet')).body.balance_minor).toBe(before + 5_000)
    const [view] = (await send(operator, 'GET', '/api/admin/card-batches')).body.items
    expect(view).toMatchObject({ active: 3, bound: 1, frozen: 1, balance_minor: 55_000 })
    const elsewhere: Caller = { ...operator, organizations: ['jl-guanyinqiao'] }
    expect((await send(elsewhere, 'GET', '/api/admin/card-batches')).body.items).toEqual([])
    expect((await send(elsewhere, 'POST', '/api/admin/cards/freezes', freeze)).body.outcomes[0].status).toBe('card_not_found')
  })
  test('of great worth wait for a second person, and for the ground to stay as it was', async () => {
    const [asker, second] = [staffIdOf('marketer'), staffIdOf('director')]
    await loadOrganization(db, { organizations, roles, staff }, clock.now())
    await db.tx((tx) => saveTwoPersonRules(tx, by, clock.now(), [{ permission: 'cards.issue', currency: 'CNY', above_minor: 50_000 }]))
    const at = (id: string): Caller => ({ ...operator, id, permissions: new Set(['*']) })
    const batchOf = async (cards: number) => {
      const batch_id = newId()
      const batch = { batch_id, kind: 'gift', name: '开业礼品卡', value_minor: 20_000, currency: 'CNY', cards, expires_on: '2027-11-22' }
      expect((await send(at(asker), 'POST', '/api/admin/card-batches', { ...batch, organization_id: 'commerce' })).status).toBe(200)
      return batch_id
    }
    const activate = async (batch_id: string, body: object) =>
      (await send(at(asker), 'POST', `/api/admin/card-batches/${batch_id}/activation`, body)).body.outcomes[0].status
    const decide = async (id: string) => {
      const { digest } = (await send(at(second), 'GET', `/api/admin/approvals/${id}`)).body
      return (await send(at(second), 'POST', '/api/admin/approvals/decisions', { decisions: [{ id, decision: 'approve', digest }] })).body
        .outcomes[0].status
    }
    const settled = async (id: string) => {
      await consumeAll(db, [...consumers, ...approvalsConsumers], clock.now())
      return (await send(at(second), 'GET', `/api/admin/approvals/${id}`)).body.result
    }
    expect(await activate(await batchOf(2), { approval_id: newId() })).toBe('activated')
    const [batch_id, approval_id] = [await batchOf(3), newId()]
    expect(await activate(batch_id, {})).toBe('approval_id_missing')
    expect(await activate(batch_id, { approval_id })).toBe('proposed')
    expect(await activate(batch_id, { approval_id })).toBe('already_proposed')
    expect(await decide(approval_id)).toBe('granted')
    expect(await settled(approval_id)).toBe('applied')
    const card_ids = async (id: string) =>
      (await send(operator, 'GET', `/api/admin/card-batches/${id}/cards`)).body.items.map(({ card_id }: { card_id: string }) => card_id)
    expect(await activate(batch_id, {})).toBe('already_activated')
    // One card goes alone, below the amount, while the rest wait for a signature: that signature is for what is no more.
    const [other, other_approval] = [await batchOf(4), newId()]
    expect(await activate(other, { approval_id: other_approval })).toBe('proposed')
    expect(await activate(other, { card_ids: (await card_ids(other)).slice(0, 1) })).toBe('activated')
    expect(await activate(other, { card_ids: (await card_ids(other)).slice(1, 2) })).toBe('activated')
    // Card by card it is the same sum.
    expect(await activate(other, { card_ids: (await card_ids(other)).slice(2, 3), approval_id: newId() })).toBe('proposed')
    expect(await decide(other_approval)).toBe('granted')
    expect(await settled(other_approval)).toBe('ground_moved')
    await db.tx((tx) => saveTwoPersonRules(tx, by, clock.now(), [{ permission: 'cards.issue', currency: 'CNY', above_minor: null }]))
  })
  test('guessing secrets closes the door for a while', async () => {
    const lin = await newMember()
    const guess = async () =>
      (await send(lin, 'POST', '/api/mall/me/cards', { card_no: '8800000000', secret: 'AAAA-AAAA-AAAB' })).body.outcomes[0].status
    for (let i = 0; i < 5; i++) expect(await guess()).toBe('card_or_secret_wrong')
    expect(await guess()).toBe('too_many_tries')
    clock.advance(16 * 60_000)
    expect(await guess()).toBe('card_or_secret_wrong')
  })
})
