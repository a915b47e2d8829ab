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
import { policies } from '../model.ts'
import { withTitles } from '../moves/routes.ts'
import { answers, CodeOrAll, NullableText, Title } from '../schemas.ts'
import { setPolicies } from '../write.ts'
import { endWindows, judgePolicies, listPolicies, listWindows, planPolicies, setPromises, windowStates } from './write.ts'

const PolicyFields = {
  sku_id: SkuId('The SKU'),
  channel_id: CodeOrAll('The channel; empty for every one'),
  policy: Choice(policies, 'positive: only what is there; zero: what a supplier promises; negative: before it is there, up to the cap'),
  node_id: Nullable(Code("The supplier's node, or the node that will ship a presale; null for positive")),
  cap: T.Integer({ minimum: 0, maximum: 100_000_000, description: 'How many may be sold before they are there' }),
}
const PolicyView = {
  sku_id: T.String(),
  title: Title,
  channel_id: T.String(),
  policy: T.String(),
  node_id: NullableText,
  cap: T.Integer(),
  open: Nullable(T.Integer({ description: 'How many may still be sold: before they are there, or from the supplier; null for positive' })),
}
const WindowView = {
  id: T.String(),
  sku_id: T.String(),
  title: Title,
  channel_id: T.String(),
  policy: T.String(),
  node_id: NullableText,
  cap: T.Integer(),
  starts_at: T.String(),
  ends_at: T.String(),
  state: T.String(),
}

/** How a SKU may be sold when it is not only what is there: now, and for a time. */
export const policyRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/stock/policies',
      {
        config: { access: { permission: 'stock.policy', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'How SKUs may be sold when it is not only what is there, and what is planned',
          querystring: T.Object({ q: T.Optional(Text('Part of a SKU id', 40)), ...PageQuery }),
          response: { 200: pageOf(T.Object(PolicyView)) },
        },
      },
      async ({ query }) => {
        const limit = query.limit ?? 50
        const after = (decodeCursor(query.cursor, ['string', 'string']) ?? ['', '']) as [string, string]
        const page = cutPage(await listPolicies(db, after, query.q ?? null, limit + 1), limit, (row) => [row.sku_id, row.channel_id])
        return { ...page, items: await withTitles(db, page.items) }
      },
    )

    app.get(
      '/api/admin/stock/policy-windows',
      {
        config: { access: { permission: 'stock.policy', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Policies planned for a time, those that start last first',
          querystring: T.Object({ state: T.Optional(Choice(windowStates, 'Only these')), ...PageQuery }),
          response: { 200: pageOf(T.Object(WindowView)) },
        },
      },
      async ({ query }) => {
        const limit = query.limit ?? 50
        const [at, id] = (decodeCursor(query.cursor, ['string', 'string']) ?? [null, null]) as [string | null, string | null]
        const rows = await listWindows(
          db,
          sql`(${query.state ?? null}::text is null or state = ${query.state ?? null})
            and (${at}::timestamptz is null or (starts_at, id) < (${at}::timestamptz, ${id}::uuid))`,
          limit + 1,
        )
        const page = cutPage(rows, limit, (row) => [row.starts_at, row.id])
        return { ...page, items: await withTitles(db, page.items) }
      },
    )

    app.post(
      '/api/admin/stock/policies',
      {
        config: { access: { permission: 'stock.policy', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Set how SKUs may be sold from now on',
          body: closed({ policies: T.Array(closed(PolicyFields), { minItems: 1, maxItems: 500, description: 'The policies' }) }),
          response: answers,
        },
      },
      async ({ body }, reply) => {
        const faults = await judgePolicies(db, body.policies)
        const good = body.policies.filter((_, i) => faults[i] === null)
        const set = new Map((await db.tx((tx) => setPolicies(tx, clock.now(), good))).map((outcome, i) => [good[i], outcome]))
        const outcomes = body.policies.map((policy, i) => set.get(policy) ?? { id: policy.sku_id, ...faults[i]! })
        return answerOutcomes(reply, outcomes, (status) => status === 'set')
      },
    )

    app.post(
      '/api/admin/stock/policy-windows',
      {
        config: { access: { permission: 'stock.policy', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Plan a policy for a time; what stood before comes back afterwards',
          body: closed({
            windows: T.Array(
              closed({
                id: Id('Made by the caller; the same id again is the same plan'),
                ...PolicyFields,
                starts_at: Moment('From when'),
                ends_at: Moment('Until when'),
              }),
              { minItems: 1, maxItems: 500, description: 'The plans' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const { windows } = request.body
        const faults = await judgePolicies(db, windows)
        const good = windows.filter((_, i) => faults[i] === null)
        const planned = new Map(
          (await db.tx((tx) => planPolicies(tx, byOf(request), clock.now(), good))).map((outcome, i) => [good[i], outcome]),
        )
        const outcomes = windows.map((one, i) => planned.get(one) ?? { id: one.id, ...faults[i]! })
        return answerOutcomes(reply, outcomes, (status) => status === 'planned')
      },
    )

    app.post(
      '/api/admin/stock/policy-windows/endings',
      {
        config: { access: { permission: 'stock.policy', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'End plans now: one that runs gives back what stood before, one that waits never starts',
          body: closed({ ids: T.Array(Id('A plan'), { minItems: 1, maxItems: 200, description: 'The plans' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => endWindows(tx, byOf(request), clock.now(), request.body.ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'ended')
      },
    )

    app.post(
      '/api/admin/stock/promises',
      {
        config: { access: { permission: 'stock.policy', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'How many a supplier will ship for us from now on',
          body: closed({
            promises: T.Array(
              closed({
                id: Id('Made by the caller; the same id again is the same act'),
                node_id: Code("The supplier's node"),
                sku_id: SkuId('Of what'),
                quantity: T.Integer({ minimum: 0, maximum: 10_000_000, description: 'How many may still be sold' }),
              }),
              { minItems: 1, maxItems: 200, description: 'The promises' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => setPromises(tx, byOf(request), clock.now(), request.body.promises))
        return answerOutcomes(reply, outcomes, (status) => status === 'set')
      },
    )
  }
