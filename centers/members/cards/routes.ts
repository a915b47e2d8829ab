import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  type Caller,
  Choice,
  closed,
  Id,
  Nullable,
  notFound,
  OutcomeSchema,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { numberSource } from '#core/numbers.ts'
import { mayTouch, requireOrganization } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { activateBatch } from './activation.ts'
import { CardBatch, cardKinds, cardStates } from './model.ts'
import { findBatch, findCardByNumber, listBatches, listCards } from './read.ts'
import { bindCard, freezeCards, makeCards } from './write.ts'

export const CardSchema = T.Object({
  card_id: T.String(),
  batch_id: T.String(),
  card_no: T.String(),
  state: Choice(cardStates, 'Made, active or frozen'),
  kind: Choice(cardKinds, 'Prepaid or gift'),
  name: T.String(),
  member_id: Nullable(T.String()),
  value_minor: T.Integer(),
  balance_minor: T.Integer({ description: 'What is left on it' }),
  currency: T.String(),
  expires_on: T.String(),
  activated_at: Nullable(T.String()),
  bound_at: Nullable(T.String()),
  frozen_at: Nullable(T.String()),
  frozen_reason: Nullable(T.String()),
})

export const cardRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const numbers = numberSource(db, 'cards')
    const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })

    app.post(
      '/api/mall/me/cards',
      {
        config: { access: { permission: 'member', scope: 'own' }, rateLimit: { max: 20, timeWindow: 60_000 } },
        schema: {
          tags: ['members'],
          summary: 'Bind a card to me by its number and secret',
          body: closed({ card_no: Text('The number on the card', 30), secret: Text('The secret under the scratch field', 30) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        const card_no = body.card_no.replace(/[\s-]/g, '')
        const outcome = await db.tx((tx) => bindCard(tx, clock.now(), caller.id!, card_no, body.secret))
        return answerOutcomes(reply, [outcome], (status) => status === 'bound')
      },
    )

    app.get(
      '/api/admin/card-batches',
      {
        config: access('members.read'),
        schema: {
          tags: ['members'],
          summary: 'Card batches, newest first',
          querystring: T.Object(PageQuery),
          response: {
            200: pageOf(
              T.Object({
                batch_id: T.String(),
                kind: Choice(cardKinds, 'Prepaid or gift'),
                name: T.String(),
                value_minor: T.Integer(),
                currency: T.String(),
                cards: T.Integer(),
                active: T.Integer({ description: 'Activated, frozen ones too' }),
                bound: T.Integer(),
                frozen: T.Integer(),
                balance_minor: T.Integer({ description: 'What is left on all of them' }),
                expires_on: T.String(),
                organization_id: T.String(),
                made_by: T.String(),
                made_at: T.String(),
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listBatches(db, caller, { cursor: query.cursor, limit: query.limit ?? 50 }) as never,
    )

    app.get(
      '/api/admin/card-batches/:id/cards',
      {
        config: access('members.read'),
        schema: {
          tags: ['members'],
          summary: 'Cards of a batch, by number',
          params: T.Object({ id: Id('The batch') }),
          querystring: T.Object(PageQuery),
          response: { 200: pageOf(CardSchema) },
        },
      },
      async ({ caller, params, query }) => {
        await requireBatch(caller, params.id)
        return listCards(db, caller, params.id, { cursor: query.cursor, limit: query.limit ?? 50 })
      },
    )

    app.get(
      '/api/admin/cards/:card_no',
      {
        config: access('members.read'),
        schema: {
          tags: ['members'],
          summary: 'A card by its number',
          params: T.Object({ card_no: Text('The number on the card', 30) }),
          response: { 200: CardSchema },
        },
      },
      async ({ caller, params }) => {
        const card = await findCardByNumber(db, caller, params.card_no)
        if (!card) throw notFound('The card')
        return card
      },
    )

    const Made = T.Object({
      outcomes: T.Array(
        T.Object({
          ...OutcomeSchema.properties,
          cards: T.Optional(
            T.Array(T.Object({ card_no: T.String(), secret: T.String({ description: 'Told only this once' }) }), {
              description: 'The cards made, for printing',
            }),
          ),
        }),
      ),
    })
    app.post(
      '/api/admin/card-batches',
      {
        config: access('cards.issue'),
        schema: {
          tags: ['members'],
          summary: 'Make a batch of cards; their secrets are told only in this answer',
          body: CardBatch,
          response: { 200: Made, 409: Made },
        },
      },
      async (request, reply) => {
        requireOrganization(request.caller, request.body.organization_id)
        const outcome = await db.tx((tx) => makeCards(tx, byOf(request), clock.now(), request.body, numbers.take))
        return answerOutcomes(reply, [outcome], (status) => status === 'made')
      },
    )

    app.post(
      '/api/admin/card-batches/:id/activation',
      {
        config: access('cards.issue'),
        schema: {
          tags: ['members'],
          summary: 'Activate cards of a batch that were sold, all of them when none are named; above an amount a second person is asked',
          params: T.Object({ id: Id('The batch') }),
          body: closed({
            card_ids: T.Optional(T.Array(Id('A card'), { minItems: 1, maxItems: 10_000, description: 'Only these cards' })),
            approval_id: T.Optional(Id('Id of the approval that is asked when the worth needs a second person, chosen by the caller')),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { caller, params, body } = request
        await requireBatch(caller, params.id)
        const outcomes = await db.tx((tx) => activateBatch(tx, byOf(request), clock.now(), { batch_id: params.id, ...body }))
        return answerOutcomes(reply, outcomes, (status) => status === 'activated' || status === 'proposed')
      },
    )

    app.post(
      '/api/admin/cards/freezes',
      {
        config: access('cards.freeze'),
        schema: {
          tags: ['members'],
          summary: 'Freeze cards, or let them go again',
          body: closed({
            freezes: T.Array(
              closed({
                id: Id('The card'),
                frozen: T.Boolean({ description: 'True freezes, false lets go' }),
                reason: Text('Why, in a few words', 200),
              }),
              { minItems: 1, maxItems: 200, description: 'One per card' },
            ),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { caller, body } = request
        const owners = await db.rows<{ card_id: string; organization_id: string }>(sql`
          select c.card_id, t.organization_id from members.cards c join members.card_batches t on t.batch_id = c.batch_id
          where c.card_id = any(${body.freezes.map(({ id }) => id)}::uuid[])`)
        const mine = new Set(owners.filter((owner) => mayTouch(caller, owner)).map(({ card_id }) => card_id))
        const asked = body.freezes.filter(({ id }) => mine.has(id))
        const done = await db.tx((tx) => freezeCards(tx, byOf(request), clock.now(), asked))
        const outcomes = body.freezes.map(
          (one) => done[asked.indexOf(one)] ?? { id: one.id, status: 'card_not_found', detail: 'There is no such card.' },
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'frozen' || status === 'thawed')
      },
    )

    async function requireBatch(caller: Caller, id: string): Promise<void> {
      const batch = await findBatch(db, id)
      if (!batch || !mayTouch(caller, { organization_id: batch.organization_id })) throw notFound('The batch')
    }
  }
