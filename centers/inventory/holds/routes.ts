import { SkuId } from '#centers/products/model.ts'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  cutPage,
  decodeCursor,
  Id,
  Moment,
  Nullable,
  PageQuery,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { sql } from '#core/sql.ts'
import { answers, NullableText } from '../schemas.ts'
import { endHolds, holdStock, listHolds } from './write.ts'

/** Stock set aside for a while without an order. */
export const holdRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const HoldLines = T.Array(
      closed({ sku_id: SkuId('The SKU'), quantity: T.Integer({ minimum: 1, maximum: 100_000, description: 'How many' }) }),
      { minItems: 1, maxItems: 50, description: 'What is held' },
    )
    app.get(
      '/api/admin/stock/holds',
      {
        config: { access: { permission: 'stock.hold', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Stock set aside for a while, newest first',
          querystring: T.Object({
            state: T.Optional(Choice(['held', 'released', 'expired', 'taken'] as const, 'Only these')),
            ...PageQuery,
          }),
          response: {
            200: pageOf(
              T.Object({
                id: T.String(),
                channel_id: T.String(),
                lines: T.Array(T.Object({ sku_id: T.String(), quantity: T.Integer(), node_id: T.String(), stock_from: T.String() })),
                note: NullableText,
                state: T.String(),
                due_at: T.String(),
                by_name: T.String(),
                held_at: T.String(),
                ended_at: NullableText,
              }),
            ),
          },
        },
      },
      async ({ query }) => {
        const limit = query.limit ?? 50
        const [at, id] = (decodeCursor(query.cursor, ['string', 'string']) ?? [null, null]) as [string | null, string | null]
        const rows = await listHolds(
          db,
          sql`(${query.state ?? null}::text is null or state = ${query.state ?? null})
            and (${at}::timestamptz is null or (held_at, id) < (${at}::timestamptz, ${id}::uuid))`,
          limit + 1,
        )
        return cutPage(rows, limit, (row) => [row.held_at, row.id])
      },
    )

    app.post(
      '/api/admin/stock/holds',
      {
        config: { access: { permission: 'stock.hold', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Set stock aside until a moment, without an order',
          body: closed({
            holds: T.Array(
              closed({
                id: Id('Made by the caller; the same id again is the same hold'),
                channel_id: Code('The channel that will sell it'),
                lines: HoldLines,
                due_at: Moment('When it is free again by itself'),
                note: T.Optional(Nullable(Text('For whom, why', 200))),
              }),
              { minItems: 1, maxItems: 200, description: 'The holds' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => holdStock(tx, byOf(request), clock.now(), request.body.holds))
        return answerOutcomes(reply, outcomes, (status) => status === 'held')
      },
    )

    app.post(
      '/api/admin/stock/holds/releases',
      {
        config: { access: { permission: 'stock.hold', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Give held stock back before its time',
          body: closed({ ids: T.Array(Id('A hold'), { minItems: 1, maxItems: 200, description: 'The holds' }) }),
          response: answers,
        },
      },
      async ({ body }, reply) => {
        const ends = body.ids.map((id) => ({ id, state: 'released' as const }))
        const outcomes = await db.tx((tx) => endHolds(tx, clock.now(), ends))
        return answerOutcomes(reply, outcomes, (status) => status === 'released')
      },
    )
  }
