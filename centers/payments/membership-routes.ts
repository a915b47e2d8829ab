import { listBuyers, listMemberships } from '#centers/members/plans/read.ts'
import { refundOf } from '#centers/members/plans/rules.ts'
import { readPrograms } from '#centers/members/read.ts'
import { answerOutcomes, Code, closed, Id, Nullable, OutcomeSchema, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { buyMemberships, refundMemberships } from './memberships.ts'

const MembershipView = {
  membership_id: T.String(),
  plan_id: T.String(),
  program_id: T.String(),
  price_minor: T.Integer(),
  currency: T.String(),
  bought_at: T.String(),
  starts_at: T.String(),
  ends_at: T.String(),
  refunded_at: Nullable(T.String()),
  refund_minor: Nullable(T.Integer()),
  order_id: T.Optional(Nullable(T.String({ description: 'The order it was bought with, if any' }))),
}
const own = { access: { permission: 'member', scope: 'own' as const } }

/** Paid memberships: what is on offer stands with the programs. */
export const membershipRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/mall/me/memberships',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'Memberships I bought, newest first',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  ...MembershipView,
                  refundable_minor: T.Integer({ description: 'What would be paid back if I gave it back now' }),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => {
        const [items, programs] = await Promise.all([listMemberships(db, caller.id!), readPrograms(db)])
        const now = clock.now()
        return {
          items: items.map((one) => {
            const plan = programs.get(one.program_id)?.plans.find(({ plan_id }) => plan_id === one.plan_id)
            // Of several in a row the latest goes first.
            const followed = items.some(
              (later) => later.program_id === one.program_id && !later.refunded_at && later.starts_at >= one.ends_at && later.ends_at > now,
            )
            return { ...one, refundable_minor: one.refunded_at || followed ? 0 : refundOf(one, plan?.refund_days ?? 0, now) }
          }),
        }
      },
    )

    const Bought = T.Object({
      outcomes: T.Array(T.Object({ ...OutcomeSchema.properties, ends_at: T.Optional(T.String({ description: 'Until when it runs' })) })),
    })
    app.post(
      '/api/mall/me/memberships',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'Buy a membership from my wallet; one that runs becomes longer',
          body: closed({
            id: Id('Made by the caller; the same id again is the same purchase'),
            plan_id: Code('The plan'),
            expected_minor: T.Integer({
              minimum: 1,
              maximum: 100_000_000,
              description: 'The price I was shown; at another nothing is bought',
            }),
          }),
          response: { 200: Bought, 409: Bought },
        },
      },
      async ({ caller, body }, reply) => {
        const outcomes = await db.tx((tx) => buyMemberships(tx, clock.now(), [{ ...body, member_id: caller.id! }]))
        return answerOutcomes(reply, outcomes, (status) => status === 'bought')
      },
    )

    const Refunded = T.Object({
      outcomes: T.Array(
        T.Object({ ...OutcomeSchema.properties, refund_minor: T.Optional(T.Integer({ description: 'What came back to the wallet' })) }),
      ),
    })
    app.post(
      '/api/mall/me/memberships/:id/refund',
      {
        config: own,
        schema: {
          tags: ['members'],
          summary: 'Give a membership back: what is left of it returns to my wallet by the rule of its plan',
          params: T.Object({ id: Id('The membership') }),
          response: { 200: Refunded, 409: Refunded },
        },
      },
      async ({ caller, params }, reply) => {
        const outcomes = await db.tx((tx) => refundMemberships(tx, clock.now(), [{ membership_id: params.id, member_id: caller.id! }]))
        return answerOutcomes(reply, outcomes, (status) => status === 'refunded')
      },
    )

    app.get(
      '/api/admin/plans/:plan_id/memberships',
      {
        config: { access: { permission: 'members.read', scope: 'organization' } },
        schema: {
          tags: ['members'],
          summary: 'Who bought a plan, newest first',
          params: T.Object({ plan_id: Code('The plan') }),
          querystring: T.Object(PageQuery),
          response: { 200: pageOf(T.Object({ member_id: T.String(), name: T.String(), ...MembershipView })) },
        },
      },
      async ({ caller, params, query }) => listBuyers(db, caller, params.plan_id, { cursor: query.cursor, limit: query.limit ?? 50 }),
    )
  }
