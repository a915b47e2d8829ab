import { ownOnly } from '#centers/orders/own.ts'
import { answerOutcomes, closed, Id, Nullable, Outcomes, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { listToPerform, performServices } from './performing.ts'

const tags = ['services']
const Row = T.Object({
  order_id: T.String(),
  order_no: T.String(),
  placed_at: T.String(),
  buyer_name: T.String(),
  buyer_phone: Nullable(T.String()),
  address: T.Record(T.String(), T.String()),
  services: T.Array(T.Object({ sku_id: T.String(), title: T.Object({ zh: T.String(), en: T.String() }), quantity: T.Integer() })),
  paid: T.Boolean({ description: 'False while the money is still to be taken' }),
  goods_under_way: T.Boolean({ description: 'Something else of the order has not arrived yet' }),
})

/** Services that somebody performs: what waits for him, and saying that it is done. */
export const performingRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/services-to-perform',
      {
        config: { access: { permission: 'orders.read', scope: 'organization' } },
        schema: {
          tags,
          summary: 'Services sold that wait for somebody to perform them, the oldest first',
          querystring: closed(PageQuery),
          response: { 200: pageOf(Row) },
        },
      },
      ({ caller, query }) => listToPerform(db, caller, { ...query, limit: query.limit ?? 50 }),
    )
    app.post(
      '/api/admin/services-performed',
      {
        config: { access: { permission: 'orders.ship', scope: 'organization' } },
        schema: {
          tags,
          summary: 'Say that the services of orders are done: installed, cleaned; they are delivered with that',
          body: closed({ ids: T.Array(Id('An order'), { minItems: 1, maxItems: 200, description: 'Whose services are done' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        const asked = body.ids.map((id) => ({ id }))
        const own = (await ownOnly(db, caller, asked)).map(({ id }) => id)
        const done = new Map((await db.tx((tx) => performServices(tx, caller.name, clock.now(), own))).map((one) => [one.id, one]))
        const outcomes = asked.map(
          ({ id }) => done.get(id) ?? { id, status: 'order_not_found' as const, detail: 'id: there is no such order of yours.' },
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'performed')
      },
    )
  }
