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
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
  Text,
  Whole,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { sql } from '#core/sql.ts'
import { ownNodes, withTitles } from '../moves/routes.ts'
import { findCountLines, findCounts, listCounts, proposeCounts } from './read.ts'
import { countRules } from './rules.ts'
import { cancelCounts, finishCounts, recordCounts, startCounts } from './write.ts'

const NullableText = Nullable(T.String())
const PerhapsWhole = Nullable(T.Integer())
const Title = Nullable(T.Object({ zh: T.String(), en: T.String() }))
const answers = { 200: Outcomes, 409: Outcomes }
const Sheet = {
  id: T.String(),
  node_id: T.String(),
  kind: T.String(),
  blind: T.Boolean(),
  rule: NullableText,
  note: NullableText,
  state: T.String(),
  request_id: NullableText,
  by_name: T.String(),
  made_at: T.String(),
  closed_at: NullableText,
}
const ids = (description: string) => closed({ ids: T.Array(Id('A sheet'), { minItems: 1, maxItems: 50, description }) })

/** Count sheets, from the proposal to the booked difference. */
export const countRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/stock/counts',
      {
        config: { access: { permission: 'stock.count', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Count sheets, newest first',
          querystring: T.Object({
            node_id: T.Optional(Code('Only this node')),
            state: T.Optional(Choice(['open', 'review', 'done', 'canceled'] as const, 'Only these')),
            ...PageQuery,
          }),
          response: { 200: pageOf(T.Object({ ...Sheet, lines: T.Integer(), open: T.Integer(), differing: T.Integer() })) },
        },
      },
      async ({ caller, query }) => {
        const limit = query.limit ?? 50
        const nodes = await ownNodes(db, caller, query.node_id)
        const after = decodeCursor(query.cursor, ['string', 'string']) as [string, string] | null
        const within = sql`c.node_id = any(${nodes}::text[]) and (${query.state ?? null}::text is null or c.state = ${query.state ?? null})`
        return cutPage(await listCounts(db, within, after, limit + 1), limit, (row) => [row.made_at, row.id])
      },
    )

    app.get(
      '/api/admin/stock/counts/:id',
      {
        config: { access: { permission: 'stock.count', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'One sheet; of a blind one the books are shown only after it is closed',
          params: T.Object({ id: Id('The sheet') }),
          response: {
            200: T.Object({
              ...Sheet,
              lines: T.Array(
                T.Object({
                  sku_id: T.String(),
                  title: Title,
                  state: T.String(),
                  expected: PerhapsWhole,
                  counted: PerhapsWhole,
                  counted_by: NullableText,
                  counted_at: NullableText,
                  first_counted: PerhapsWhole,
                  first_by: NullableText,
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        const [count] = await findCounts(db, [params.id])
        if (!count || !(await ownNodes(db, caller)).includes(count.node_id)) throw notFound('The sheet')
        const lines = await withTitles(db, await findCountLines(db, [count.id]))
        const hidden = count.blind && count.state === 'open'
        return { ...count, lines: lines.map((line) => (hidden ? { ...line, expected: null } : line)) }
      },
    )

    app.get(
      '/api/admin/stock/count-proposals',
      {
        config: { access: { permission: 'stock.count', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'SKUs of a node worth counting next, by rule',
          querystring: T.Object({
            node_id: Code('The node'),
            rule: Choice(countRules, 'Longest not counted, most sold in 30 days, nearly gone, or corrected before'),
            limit: T.Optional(T.Integer({ minimum: 1, maximum: 500, description: 'How many; 30 when left out' })),
          }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  sku_id: T.String(),
                  title: Title,
                  reason: T.Integer({ description: 'Days since the last count (9999 for never), times, or pieces left, by the rule' }),
                  counted_at: NullableText,
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, query }) => {
        const [node_id] = await ownNodes(db, caller, query.node_id)
        if (!node_id) throw notFound(`The node ${query.node_id}`)
        return { items: await withTitles(db, await proposeCounts(db, clock.now(), node_id, query.rule, query.limit ?? 30)) }
      },
    )

    app.post(
      '/api/admin/stock/counts',
      {
        config: { access: { permission: 'stock.count', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Open count sheets',
          body: closed({
            counts: T.Array(
              closed({
                id: Id('Made by the caller; the same id again is the same sheet'),
                node_id: Code('Where'),
                kind: Choice(['full', 'cyclic', 'spot'] as const, 'Everything, a proposed part, or a few by hand'),
                blind: T.Boolean({ description: 'Who counts does not see what the books say' }),
                sku_ids: T.Array(SkuId('A SKU'), { minItems: 1, maxItems: 2000, uniqueItems: true, description: 'What is counted' }),
                rule: T.Optional(Nullable(Choice(countRules, 'The rule that proposed them'))),
                note: T.Optional(Nullable(Text('A word to who counts', 200))),
              }),
              { minItems: 1, maxItems: 20, description: 'The sheets' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => startCounts(tx, byOf(request), clock.now(), request.body.counts))
        return answerOutcomes(reply, outcomes, (status) => status === 'started')
      },
    )

    app.post(
      '/api/admin/stock/counts/records',
      {
        config: { access: { permission: 'stock.count', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Take in what was counted',
          body: closed({
            records: T.Array(
              closed({
                id: Id('Made by who counts; the same id again is the same look'),
                count_id: Id('The sheet'),
                sku_id: SkuId('The SKU'),
                counted: Whole('Every piece on the shelf, also those set aside for orders', 0, 10_000_000),
              }),
              { minItems: 1, maxItems: 500, description: 'What was counted' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => recordCounts(tx, byOf(request), clock.now(), request.body.records))
        return answerOutcomes(reply, outcomes, (status) => ['agrees', 'count_again', 'differs'].includes(status))
      },
    )

    app.post(
      '/api/admin/stock/counts/endings',
      {
        config: { access: { permission: 'stock.count', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Close sheets: small differences are booked, large ones wait for a second person',
          body: ids('The sheets'),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => finishCounts(tx, byOf(request), clock.now(), request.body.ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'done' || status === 'in_review')
      },
    )

    app.post(
      '/api/admin/stock/counts/cancellations',
      {
        config: { access: { permission: 'stock.count', scope: 'organization' } },
        schema: { tags: ['inventory'], summary: 'Throw sheets away', body: ids('The sheets'), response: answers },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => cancelCounts(tx, byOf(request), clock.now(), request.body.ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'canceled')
      },
    )
  }
