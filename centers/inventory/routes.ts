import { SkuId } from '#centers/products/model.ts'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  Id,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { availabilityRoutes } from './availability/routes.ts'
import { countRoutes } from './counts/routes.ts'
import { proposeCorrections } from './counts/write.ts'
import { holdRoutes } from './holds/routes.ts'
import { nodeKinds } from './model.ts'
import { moveRoutes } from './moves/routes.ts'
import { nodeRoutes } from './nodes/routes.ts'
import { policyRoutes } from './policies/routes.ts'
import { findAvailability, listStock, mayTouchNode, readNodes } from './read.ts'
import { shareRoutes } from './shares/routes.ts'
import { sharingRoutes } from './sharing/routes.ts'
import { transferRoutes } from './transfers/routes.ts'

const stockRoutes: Routes<Needs> =
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
      '/api/admin/stock',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Stock by node and SKU',
          querystring: T.Object({
            node_id: T.Optional(Code('Only this node')),
            kind: T.Optional(Choice(nodeKinds, 'Only nodes of this kind')),
            sku_id: T.Optional(SkuId('Only this SKU')),
            q: T.Optional(Text('Part of a SKU id', 40)),
            ...PageQuery,
          }),
          response: {
            200: pageOf(
              T.Object({
                node_id: T.String(),
                sku_id: T.String(),
                title: Nullable(T.Object({ zh: T.String(), en: T.String() })),
                available: T.Integer(),
                reserved: T.Integer(),
                held: T.Integer({ description: 'On hold without an order' }),
                safety: T.Integer({ description: 'Kept back from every channel' }),
                shares: T.Integer({ description: 'Set aside for single channels, together' }),
                in_transit: T.Integer({ description: 'On its way to the node' }),
                inspection: T.Integer(),
                defective: T.Integer(),
                sample: T.Integer(),
                gift: T.Integer(),
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
          summary: 'Correct the books; what is worth more than one person may decide waits for a second',
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
      async (request, reply) => {
        const { corrections } = request.body
        const nodes = await readNodes(db)
        for (const { node_id } of corrections) if (!mayTouchNode(request.caller, nodes.get(node_id))) throw notFound(`The node ${node_id}`)
        const outcomes = await db.tx((tx) =>
          proposeCorrections(
            tx,
            byOf(request),
            clock.now(),
            corrections.filter(({ change }) => change !== 0),
          ),
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'corrected' || status === 'waits_for_approval')
      },
    )
  }

export const inventoryRoutes: Routes<Needs>[] = [
  stockRoutes,
  nodeRoutes,
  moveRoutes,
  policyRoutes,
  shareRoutes,
  sharingRoutes,
  holdRoutes,
  availabilityRoutes,
  countRoutes,
  transferRoutes,
]
