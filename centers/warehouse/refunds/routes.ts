import { findGoods } from '#centers/orders/desk/read.ts'
import { ownOnly, requireOrders } from '#centers/orders/own.ts'
import { linesDescription, RefundedLine, RefundItem, SubstituteItem } from '#centers/orders/refunds/model.ts'
import { findPlatformRefunds } from '#centers/orders/refunds/platform.ts'
import { findLineRefunds, findSubstitutions } from '#centers/orders/refunds/write.ts'
import { Bilingual } from '#centers/orders/schemas.ts'
import { findOrders } from '#centers/orders/write.ts'
import { answerOutcomes, closed, Id, Nullable, notFound, OutcomeSchema, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import type { Outcome } from '#core/outcomes.ts'
import type { Reader } from '#core/sql.ts'
import { largest, refundLines, substituteLines } from './write.ts'

const tags = ['orders']
const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })
const S = T.String()
const Answer = T.Object({
  outcomes: T.Array(
    T.Object({
      ...OutcomeSchema.properties,
      refunded_minor: T.Optional(T.Integer({ description: 'What went back the way it was paid' })),
    }),
  ),
})
const answers = { 200: Answer, 409: Answer }
const Refund = {
  ...{ refund_id: S, line_no: T.Integer(), title: Bilingual, quantity: T.Integer({ description: '0: only money, the pieces still come' }) },
  ...{ amount_minor: T.Integer(), freight_minor: T.Integer(), points: T.Integer(), reason: S, refunded_at: S },
  subsidy_minor: T.Integer({ description: 'Of the amount, what the platform had paid: the buyer gets the rest' }),
}
const Swap = {
  ...{ substitution_id: S, line_no: T.Integer(), was_title: Bilingual, title: Bilingual, quantity: T.Integer() },
  ...{ refunded_minor: T.Integer(), substituted_at: S },
}

/** What of orders does not come, or comes otherwise, before it leaves. */
export const refundRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.post(
      '/api/admin/orders/line-refunds',
      {
        config: access('orders.cancel'),
        schema: {
          tags,
          summary: 'Give back single lines before they leave, by pieces or by amount',
          description:
            'Pieces go back with their share of freight, discounts and points, and their stock is free again; money goes back the way it was paid. What is being packed is taken out of its wave.',
          body: closed({
            refunds: T.Array(RefundItem, { minItems: 1, maxItems: largest, description: 'One per order' }),
          }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const own = await ownOnly(db, caller, body.refunds)
        const outcomes = await db.tx((tx) => refundLines(tx, { name: caller.name, is_buyer: false }, clock.now(), own))
        return answerOutcomes(reply, eachOf(body.refunds, own, outcomes), (status) => status === 'refunded')
      },
    )

    app.post(
      '/api/admin/orders/substitutions',
      {
        config: access('orders.review'),
        schema: {
          tags,
          summary: 'Let another product stand in for pieces that are short, with the customer’s word',
          description: 'The line never costs more than it did. The order goes on when it waited only for the goods.',
          body: closed({ substitutions: T.Array(SubstituteItem, { minItems: 1, maxItems: largest, description: 'One per order' }) }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const own = await ownOnly(db, caller, body.substitutions)
        const outcomes = await db.tx((tx) => substituteLines(tx, caller.name, clock.now(), own))
        return answerOutcomes(reply, eachOf(body.substitutions, own, outcomes), (status) => status === 'substituted')
      },
    )

    app.get(
      '/api/admin/orders/:id/line-changes',
      {
        config: access('orders.read'),
        schema: {
          tags,
          summary: 'What of an order was given back line by line, and what stands in for what',
          params: T.Object({ id: Id('The order') }),
          response: {
            200: T.Object({
              refunds: T.Array(T.Object({ ...Refund, sku_id: Nullable(S), refunded_by: S })),
              substitutions: T.Array(
                T.Object({
                  ...Swap,
                  ...{ was_sku_id: S, sku_id: S, listed_minor: T.Integer(), consent_by: S, consent: S, substituted_by: S },
                }),
              ),
              platform_refunds: T.Array(
                T.Object({
                  refund_id: S,
                  amount_minor: T.Integer(),
                  subsidy_minor: T.Integer(),
                  owed_at: S,
                  told_at: Nullable(S),
                  told_by: Nullable(S),
                }),
                { description: 'What the platform that was paid has to pay back; `told_at` once it was told or said so itself' },
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        await requireOrders(db, caller, [params.id])
        const [view, platform_refunds] = await Promise.all([viewChanges(db, params.id), findPlatformRefunds(db, [params.id])])
        return { ...view, platform_refunds }
      },
    )

    app.get(
      '/api/admin/orders/:id/substitutes',
      {
        config: access('orders.review'),
        schema: {
          tags,
          summary: 'What could come instead: goods sold on the order’s channel, by words, code or barcode, with what is left',
          params: T.Object({ id: Id('The order') }),
          querystring: closed({ q: Text('Words, pinyin, a code or a barcode', 80) }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  sku_id: S,
                  title: Bilingual,
                  name: Nullable(Bilingual),
                  price_minor: T.Integer(),
                  currency: S,
                  available: T.Integer(),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, params, query }) => {
        await requireOrders(db, caller, [params.id])
        const [order] = await findOrders(db, [params.id])
        return { items: await findGoods(db, order!.channel_id, query.q.trim()) }
      },
    )

    app.get(
      '/api/mall/orders/:id/line-changes',
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: {
          tags,
          summary: 'What of my order was given back line by line, and what comes instead of what',
          params: T.Object({ id: Id('The order') }),
          response: { 200: T.Object({ refunds: T.Array(T.Object(Refund)), substitutions: T.Array(T.Object(Swap)) }) },
        },
      },
      async ({ caller, params }) => {
        await requireMine(db, caller.id, params.id)
        return viewChanges(db, params.id)
      },
    )

    app.post(
      '/api/mall/orders/:id/line-refunds',
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: {
          tags,
          summary: 'Take single pieces out of my order, until it is being packed',
          description:
            'Their money goes back the way it was paid, with their share of freight and points. Not for orders of other platforms.',
          params: T.Object({ id: Id('The order') }),
          body: closed({
            refund_id: Id('Made by the caller; the same id again is the same refund'),
            lines: T.Array(RefundedLine, { minItems: 1, maxItems: 100, description: linesDescription }),
            reason: Text('Why, in a few words', 200),
          }),
          response: answers,
        },
      },
      async ({ caller, params, body }, reply) => {
        await requireMine(db, caller.id, params.id)
        const by = { name: 'buyer', is_buyer: true }
        const outcomes = await db.tx((tx) => refundLines(tx, by, clock.now(), [{ ...body, id: params.id }]))
        return answerOutcomes(reply, outcomes, (status) => status === 'refunded')
      },
    )
  }

/** One answer for each that was asked; orders of other organizations are as if they were not there. */
function eachOf<One extends { id: string }, Answered extends Outcome>(
  asked: readonly One[],
  own: readonly One[],
  outcomes: readonly Answered[],
) {
  const found = new Map<One, Outcome>(own.map((one, i) => [one, outcomes[i]!]))
  return asked.map((one): Outcome => found.get(one) ?? { id: one.id, status: 'order_not_found', detail: 'There is no such order.' })
}

async function requireMine(db: Reader, caller_id: string | null, id: string): Promise<void> {
  const [order] = await findOrders(db, [id])
  if (!order || caller_id === null || (caller_id !== order.member_id && caller_id !== order.visitor_id)) throw notFound('The order')
}

async function viewChanges(db: Reader, id: string) {
  const [refunds, substitutions] = await Promise.all([findLineRefunds(db, [id]), findSubstitutions(db, [id])])
  return { refunds, substitutions }
}
