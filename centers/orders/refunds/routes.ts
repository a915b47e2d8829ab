import { byOf } from '#core/audit.ts'
import { answerOutcomes, closed, cutPage, Id, Nullable, Outcomes, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { scopeFilter } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { ownOnly } from '../own.ts'
import { listPlatformRefunds, tellPlatforms } from './platform.ts'

/** What platforms have to pay back because it was given back here. */
export const platformRefundRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })

    app.get(
      '/api/admin/platform-refunds',
      {
        config: access('orders.read'),
        schema: {
          tags: ['orders'],
          summary: 'Refunds of orders a platform was paid for: what it still has to pay back, or was told',
          querystring: closed({
            told: T.Optional(T.Boolean({ description: 'What is settled; what is open when left out' })),
            ...PageQuery,
          }),
          response: {
            200: pageOf(
              T.Object({
                order_id: T.String(),
                refund_id: T.String(),
                order_no: T.String(),
                external_no: Nullable(T.String()),
                channel_id: T.String(),
                buyer_name: T.String(),
                currency: T.String(),
                amount_minor: T.Integer(),
                subsidy_minor: T.Integer({ description: 'Of the amount, what the platform had paid itself: the buyer gets the rest' }),
                owed_at: T.String(),
                told_at: Nullable(T.String()),
                told_by: Nullable(T.String({ description: '`marketplace`: the platform said so itself' })),
              }),
            ),
          },
        },
      },
      async ({ caller, query: { told = false, cursor, limit = 50 } }) => {
        const rows = await listPlatformRefunds(db, scopeFilter(caller, { organization: sql`w.organization_id` }), told, cursor, limit)
        return cutPage(rows, limit, (row) => [row.owed_at, row.order_id, row.refund_id])
      },
    )

    app.post(
      '/api/admin/platform-refunds/settlements',
      {
        config: access('orders.cancel'),
        schema: {
          tags: ['orders'],
          summary: 'Say that the platform was told and pays back',
          body: closed({
            refunds: T.Array(closed({ id: Id('The order'), refund_id: Id('The refund of it') }), {
              minItems: 1,
              maxItems: 1000,
              description: 'The refunds',
            }),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { refunds } = request.body
        const known = await ownOnly(db, request.caller, refunds)
        const outcomes = await db.tx((tx) => tellPlatforms(tx, byOf(request), clock.now(), known))
        const told = new Map(known.map((one, i) => [one, outcomes[i]!]))
        return answerOutcomes(
          reply,
          refunds.map((one) => told.get(one) ?? { id: one.id, status: 'refund_not_found' as const, detail: 'There is no such order.' }),
          (status) => status === 'told',
        )
      },
    )
  }
