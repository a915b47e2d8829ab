import { SkuId } from '#centers/products/model.ts'
import { answerOutcomes, Code, closed, Id, Nullable, notFound, Outcomes, PageQuery, pageOf, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { NodeItem } from './model.ts'
import { findAvailability, listNodes, listStock, readNodes } from './read.ts'
import { correctStock } from './write.ts'

export const inventoryRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/mall/availability',
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['inventory'],
          summary: 'What the mall can promise of SKUs now',
          querystring: T.Object({ sku_id: T.Array(SkuId('A SKU'), { minItems: 1, maxItems: 200, description: 'The SKUs' }) }),
          response: { 200: T.Object({ items: T.Array(T.Object({ sku_id: T.String(), available: T.Integer() })) }) },
        },
      },
      async ({ query }) => ({ items: await findAvailability(db, 'mall', query.sku_id) }),
    )

    app.get(
      '/api/mall/outlets',
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['inventory'],
          summary: 'Our stores, where an order can be paid and picked up',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  id: T.String(),
                  name: T.Object({ zh: T.String(), en: T.String() }),
                  address: T.Record(T.String(), T.String(), { description: 'Address in words' }),
                  region_code: T.Union([T.String(), T.Null()]),
                  opening_hours: T.Union([T.String(), T.Null()]),
                  longitude: T.Union([T.Number(), T.Null()]),
                  latitude: T.Union([T.Number(), T.Null()]),
                }),
              ),
            }),
          },
        },
      },
      async () => ({ items: [...(await readNodes(db)).values()].filter(({ kind, closed_at }) => kind === 'store' && !closed_at) }),
    )

    app.get(
      '/api/admin/nodes',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Nodes that hold stock',
          response: {
            200: T.Object({ items: T.Array(T.Intersect([NodeItem, T.Object({ closed_at: T.Union([T.String(), T.Null()]) })])) }),
          },
        },
      },
      async ({ caller }) => ({ items: (await listNodes(db)).filter(({ organization_id }) => mayTouch(caller, { organization_id })) }),
    )

    app.get(
      '/api/admin/stock',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Stock by node and SKU',
          querystring: T.Object({ node_id: T.Optional(Code('Only this node')), q: T.Optional(Text('Part of a SKU id', 40)), ...PageQuery }),
          response: {
            200: pageOf(
              T.Object({
                node_id: T.String(),
                sku_id: T.String(),
                title: Nullable(T.Object({ zh: T.String(), en: T.String() })),
                available: T.Integer(),
                reserved: T.Integer(),
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listStock(db, caller, { ...query, limit: query.limit ?? 50 }),
    )

    app.post(
      '/api/admin/stock/corrections',
      {
        config: { access: { permission: 'stock.correct', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Book what a count found',
          body: closed({
            corrections: T.Array(
              closed({
                id: Id('Made by the caller; the same id again is the same correction'),
                node_id: Code('Where'),
                sku_id: SkuId('Of what'),
                change: T.Integer({ minimum: -1_000_000, maximum: 1_000_000, description: 'Found more (above zero) or less (below zero)' }),
                reason: Text('Why the books were wrong', 200),
              }),
              { minItems: 1, maxItems: 1000, description: 'The corrections' },
            ),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        const nodes = await readNodes(db)
        for (const { node_id } of body.corrections) {
          const node = nodes.get(node_id)
          if (!node || !mayTouch(caller, { organization_id: node.organization_id })) throw notFound(`The node ${node_id}`)
        }
        const outcomes = await db.tx((tx) =>
          correctStock(
            tx,
            clock.now(),
            body.corrections.filter(({ change }) => change !== 0),
          ),
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'corrected')
      },
    )
  }
