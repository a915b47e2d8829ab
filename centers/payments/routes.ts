import { listMemberCards } from '#centers/members/cards/read.ts'
import { CardSchema } from '#centers/members/cards/routes.ts'
import { listPointBalances } from '#centers/members/points/read.ts'
import { PointBalances } from '#centers/members/schemas.ts'
import { answerOutcomes, Code, closed, Id, Outcomes, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { requireOrganization } from '#core/scope.ts'
import { findWallet } from './read.ts'
import { proposeTopUps } from './top-ups.ts'
import { topUpWallets, transferCards } from './write.ts'
import './privacy.ts'

export const paymentRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/mall/me/wallet',
      {
        config: { access: { permission: 'member', scope: 'own' } },
        schema: {
          tags: ['payments'],
          summary: 'My wallet',
          response: { 200: T.Object({ balance_minor: T.Integer({ description: 'What the wallet holds' }), currency: T.String() }) },
        },
      },
      async ({ caller }) => ({ balance_minor: await findWallet(db, caller.id!, 'CNY'), currency: 'CNY' }),
    )

    app.get(
      '/api/mall/me/balances',
      {
        config: { access: { permission: 'member', scope: 'own' } },
        schema: {
          tags: ['payments'],
          summary: 'Everything I hold: wallet, points with their next expiry, cards',
          response: {
            200: T.Object({
              wallet: T.Object({ balance_minor: T.Integer({ description: 'What the wallet holds' }), currency: T.String() }),
              points: PointBalances,
              cards: T.Array(CardSchema),
            }),
          },
        },
      },
      async ({ caller }) => {
        const id = caller.id!
        const [balance_minor, points, cards] = await Promise.all([
          findWallet(db, id, 'CNY'),
          listPointBalances(db, id, clock.now()),
          listMemberCards(db, id),
        ])
        return { wallet: { balance_minor, currency: 'CNY' }, points, cards }
      },
    )

    app.post(
      '/api/mall/me/cards/:id/transfers',
      {
        config: { access: { permission: 'member', scope: 'own' } },
        schema: {
          tags: ['payments'],
          summary: 'Move what is on my card into my wallet',
          params: T.Object({ id: Id('The card') }),
          body: closed({
            id: Id('Made by the caller; the same id again is the same act'),
            amount_minor: T.Integer({ minimum: 1, maximum: 500_000, description: 'How much, in fen' }),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, params, body }, reply) => {
        const outcomes = await db.tx((tx) => transferCards(tx, clock.now(), [{ ...body, card_id: params.id, member_id: caller.id! }]))
        return answerOutcomes(reply, outcomes, (status) => status === 'transferred')
      },
    )

    app.post(
      '/api/admin/wallets/top-ups',
      {
        config: { access: { permission: 'payments.collect', scope: 'organization' } },
        schema: {
          tags: ['payments'],
          summary: 'Put cash a member paid over a counter into the wallet; within the day of an institution, into your open till',
          description: 'Above the amount of the two-person rule a top-up waits for a second person (`proposed`).',
          body: closed({
            organization_id: Code('The organization whose cash drawer took the money'),
            top_ups: T.Array(
              closed({
                id: Id('Made by the caller; the same id again is the same act'),
                member_id: Id('Whose wallet'),
                amount_minor: T.Integer({ minimum: 1, maximum: 100_000_000, description: 'How much, in minor units' }),
                currency: T.Literal('CNY', { description: 'Wallets hold CNY' }),
              }),
              { minItems: 1, maxItems: 1000, description: 'The amounts taken' },
            ),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ body, caller }, reply) => {
        requireOrganization(caller, body.organization_id)
        const { organization_id } = body
        const staff = caller.kind === 'staff' ? caller.id : null
        const tops = body.top_ups.map((one) => ({ ...one, organization_id, teller_id: staff }))
        const outcomes = await db.tx((tx) =>
          staff ? proposeTopUps(tx, { id: staff }, clock.now(), tops) : topUpWallets(tx, clock.now(), tops),
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'topped_up' || status === 'proposed')
      },
    )
  }
