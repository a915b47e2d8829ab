import { byOf } from '#core/audit.ts'
import { answerOutcomes, closed, cutPage, Nullable, Outcomes, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { scopeFilter } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { PayOverItem } from './model.ts'
import { listCollections, sumCollections } from './read.ts'
import { largest, payOver } from './write.ts'

/** What carriers took at the door, and what they paid over. */
export const collectionRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const access = { config: { access: { permission: 'freight.reconcile', scope: 'organization' } as const } }

    app.get(
      '/api/admin/collections',
      {
        ...access,
        schema: {
          tags: ['fulfillment'],
          summary: 'What carriers took at the door, newest first: still to be paid over, or paid',
          querystring: closed({
            open: T.Optional(T.Boolean({ description: 'Still to be paid over, wholly or in part; true when left out' })),
            carrier: T.Optional(T.String({ maxLength: 40, description: 'Only of this carrier' })),
            number: T.Optional(T.String({ maxLength: 40, description: 'A waybill number or an order number' })),
            ...PageQuery,
          }),
          response: {
            200: pageOf(
              T.Object({
                order_id: T.String(),
                group_no: T.Integer(),
                order_no: T.String(),
                organization_id: T.String(),
                carrier: T.String(),
                waybill_no: T.String(),
                amount_minor: T.Integer(),
                paid_minor: T.Integer(),
                currency: T.String(),
                collected_at: T.String(),
                paid_at: Nullable(T.String()),
              }),
            ),
          },
        },
      },
      async ({ caller, query: { open = true, carrier, number, cursor, limit = 50 } }) => {
        const rows = await listCollections(
          db,
          scopeFilter(caller, { organization: sql`w.organization_id` }),
          { open, carrier, number },
          cursor,
          limit,
        )
        return cutPage(rows, limit, (row) => [row.collected_at, row.order_id, row.group_no])
      },
    )

    app.get(
      '/api/admin/collections/sums',
      {
        ...access,
        schema: {
          tags: ['fulfillment'],
          summary: 'What each carrier still has to pay over',
          response: {
            200: T.Object({
              items: T.Array(T.Object({ carrier: T.String(), currency: T.String(), parcels: T.Integer(), open_minor: T.Integer() })),
            }),
          },
        },
      },
      async ({ caller }) => ({ items: await sumCollections(db, scopeFilter(caller, { organization: sql`c.organization_id` })) }),
    )

    app.post(
      '/api/admin/collections/payments',
      {
        ...access,
        schema: {
          tags: ['fulfillment'],
          summary: 'Book what carriers paid over, parcel by parcel',
          description: 'Never more than was collected. A parcel that nobody has confirmed is delivered by it.',
          body: closed({ payments: T.Array(PayOverItem, { minItems: 1, maxItems: largest, description: 'One per parcel' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => payOver(tx, byOf(request), clock.now(), request.body.payments))
        return answerOutcomes(reply, outcomes, (status) => status === 'paid_over')
      },
    )
  }
