import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, closed, PageQuery, pageOf, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { column } from '#core/outcomes.ts'
import { grades, ReturnItem, Scanned } from '../model.ts'
import { goods, list, N, NodeQuery, OptionalText, read, requireSites, S, tags, work } from '../schemas.ts'
import { listReturns, viewReturnable } from './read.ts'
import { receiveReturns } from './write.ts'

/** Goods that buyers send back. */
export const returnRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/warehouse/returns',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'What came back from buyers and how it was graded, newest first',
          querystring: T.Object({
            ...NodeQuery,
            ...PageQuery,
            grade: T.Optional(Choice(grades, 'Only this grade')),
            q: T.Optional(Text('A waybill, order or serial number, or a SKU', 64)),
          }),
          response: {
            200: pageOf(
              T.Object({
                ...{ id: S, node_id: S, order_no: S, waybill_no: S, sku_id: S, lot: S, serial: OptionalText, quantity: N, grade: S },
                ...{ condition: S, note: OptionalText, photos: T.Array(S), received_by: S, received_at: S, ...goods },
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listReturns(db, caller, { ...query, limit: query.limit ?? 50 }),
    )

    app.get(
      '/api/admin/warehouse/returnable',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'What left in a parcel and how much of it came back, by its label or its order',
          querystring: closed({ text: Scanned('The label or order number as scanned') }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  ...{ parcel_id: S, order_no: S, waybill_no: S, line_no: N, sku_id: S, quantity: N, returned: N },
                  ...{ lots: T.Array(S), serials: T.Array(S), ...goods },
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, query }) => ({ items: await viewReturnable(db, caller, query.text.trim()) }),
    )

    const Received = T.Object({
      outcomes: T.Array(T.Object({ id: S, status: S, detail: T.Optional(S), condition: T.Optional(S) })),
    })
    app.post(
      '/api/admin/warehouse/returns',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Take goods in that a buyer sent back, each piece with its grade',
          body: closed({ returns: list(ReturnItem, 'What came back', 200) }),
          response: { 200: Received, 409: Received },
        },
      },
      async (request, reply) => {
        const { caller, body } = request
        await requireSites(db, caller, column(body.returns, 'node_id'))
        const outcomes = await db.tx((tx) => receiveReturns(tx, byOf(request), clock.now(), body.returns))
        return answerOutcomes(reply, outcomes, (status) => status === 'received')
      },
    )
  }
