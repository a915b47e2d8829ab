import { answerOutcomes, Choice, closed, Id, Nullable, Outcomes, PageQuery, pageOf, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { column } from '#core/outcomes.ts'
import { resolveAbnormals } from '../abnormals.ts'
import { Scanned } from '../model.ts'
import { listAbnormals, listPutbacks } from '../read.ts'
import { goods, list, N, NodeQuery, OptionalText, plan, read, requireOf, S, tags, Words, work } from '../schemas.ts'
import { putBack } from './write.ts'

/** What goes back to a shelf, and what the office must see to. */
export const putbackRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/warehouse/putbacks',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'Goods that go back to a shelf',
          querystring: T.Object({
            ...NodeQuery,
            ...PageQuery,
            status: T.Optional(Choice(['open', 'done'] as const, 'Still in hand, or on a shelf again')),
            q: T.Optional(Text('A parcel number or SKU', 64)),
          }),
          response: {
            200: pageOf(
              T.Object({
                ...{
                  id: S,
                  node_id: S,
                  outbound_id: OptionalText,
                  code: S,
                  sku_id: S,
                  quantity: N,
                  reason: S,
                  suggested_bin: OptionalText,
                  status: S,
                },
                ...{ bin_code: OptionalText, done_by: OptionalText, done_at: OptionalText, made_at: S, ...goods },
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listPutbacks(db, caller, { ...query, limit: query.limit ?? 50 }),
    )

    app.post(
      '/api/admin/warehouse/putbacks',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Goods are on a shelf again',
          body: closed({
            putbacks: list(closed({ id: Id('The line of the return list'), bin: Scanned('The bin as scanned') }), 'The lines'),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await requireOf(db, caller, 'putbacks', column(body.putbacks, 'id'))
        const outcomes = await db.tx((tx) => putBack(tx, caller.name, clock.now(), body.putbacks))
        return answerOutcomes(reply, outcomes, (status) => status === 'put_back')
      },
    )

    app.get(
      '/api/admin/warehouse/abnormals',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'What the office must see to: goods not found, arrivals that differ',
          querystring: T.Object({
            ...NodeQuery,
            ...PageQuery,
            status: T.Optional(Choice(['open', 'resolved'] as const, 'Open ones when left out')),
          }),
          response: {
            200: pageOf(
              T.Object({
                ...{
                  id: S,
                  node_id: S,
                  kind: S,
                  order_no: OptionalText,
                  outbound_id: OptionalText,
                  sku_id: OptionalText,
                  bin_code: OptionalText,
                },
                ...{ quantity: N, detail: S, status: S, raised_by: S, raised_at: S, title: Nullable(Words) },
                ...{ resolution: OptionalText, resolved_by: OptionalText, resolved_at: OptionalText },
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listAbnormals(db, caller, { ...query, limit: query.limit ?? 50 }),
    )

    app.post(
      '/api/admin/warehouse/abnormals/resolutions',
      {
        config: { access: plan },
        schema: {
          tags,
          summary: 'Say how something was seen to',
          body: closed({
            resolutions: list(closed({ id: Id('The task'), resolution: Text('What was done', 200) }), 'The tasks'),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await requireOf(db, caller, 'abnormals', column(body.resolutions, 'id'))
        const outcomes = await db.tx((tx) => resolveAbnormals(tx, caller.name, clock.now(), body.resolutions))
        return answerOutcomes(reply, outcomes, (status) => status === 'resolved')
      },
    )
  }
