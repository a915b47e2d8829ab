import { byOf } from '#core/audit.ts'
import { answerOutcomes, BusinessDate, Code, closed, Nullable, notFound, Outcomes, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { dropCalendar } from '../availability/read.ts'
import { NodeItem } from '../model.ts'
import { listNodes, mayTouchNode, readNodes } from '../read.ts'
import { saveNodes } from '../write.ts'
import { closeNodes, openNodes, saveDeliveryDays, setClosedDays } from './write.ts'

const Region = (description: string) => T.String({ pattern: '^(\\d{2}|\\d{4}|\\d{6})?$', description })
const answers = { 200: Outcomes, 409: Outcomes }
const NodeRow = T.Object({
  ...NodeItem.properties,
  closed_weekdays: T.Array(T.Integer()),
  closed_at: Nullable(T.String()),
  closing_at: Nullable(T.String({ description: 'Since when it takes no new orders and waits to be empty of promises' })),
})

/** The places that hold stock: what they are, when they work, whether they are open. */
export const nodeRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/nodes',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: { tags: ['inventory'], summary: 'Every place that holds stock', response: { 200: T.Object({ items: T.Array(NodeRow) }) } },
      },
      async ({ caller }) => ({ items: (await listNodes(db)).filter((node) => mayTouchNode(caller, node)) }),
    )

    app.get(
      '/api/admin/nodes/:node_id',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'One node with the days it is closed',
          params: T.Object({ node_id: Code('The node') }),
          response: {
            200: T.Object({
              node: NodeRow,
              closing_reason: Nullable(T.String()),
              closed_days: T.Array(T.Object({ day: T.String(), reason: T.String() })),
              reserved: T.Integer({ description: 'Pieces promised to orders or on hold' }),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        const node = (await listNodes(db)).find(({ id }) => id === params.node_id)
        if (!node || !mayTouchNode(caller, node)) throw notFound(`The node ${params.node_id}`)
        const [closed_days, more] = await Promise.all([
          db.rows<{ day: string; reason: string }>(
            sql`select day, reason from inventory.closed_days where node_id = ${node.id} and day >= ${businessDate(clock.now())}::date order by day limit 400`,
          ),
          db.row<{ closing_reason: string | null; reserved: number }>(sql`
            select n.closing_reason, (select coalesce(sum(balance), 0)::bigint from ledger.balances
              where account in (${`node:${node.id}:reserved`}, ${`node:${node.id}:held`})) as reserved
            from inventory.nodes n where n.id = ${node.id}`),
        ])
        return { node, closed_days, closing_reason: more!.closing_reason, reserved: more!.reserved }
      },
    )

    app.post(
      '/api/admin/nodes',
      {
        config: { access: { permission: 'nodes.edit', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Make nodes, or change what is known of them',
          body: closed({ nodes: T.Array(NodeItem, { minItems: 1, maxItems: 200, description: 'The nodes, whole' }) }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const known = await readNodes(db)
        for (const node of body.nodes) {
          const stored = known.get(node.id)
          if (!mayTouch(caller, { organization_id: node.organization_id }) || (stored && !mayTouchNode(caller, stored)))
            throw notFound(`The node ${node.id}`)
        }
        const outcomes = await db.tx((tx) => saveNodes(tx, clock.now(), body.nodes))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.post(
      '/api/admin/nodes/closures',
      {
        config: { access: { permission: 'nodes.edit', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Close nodes; one that still owes goods says so and may be drained',
          body: closed({
            closures: T.Array(
              closed({
                id: Code('The node'),
                reason: Text('Why it closes', 200),
                drain: T.Boolean({ description: 'Take no new orders now and close once nothing is promised from it' }),
              }),
              { minItems: 1, maxItems: 200, description: 'The closures' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => closeNodes(tx, byOf(request), clock.now(), request.body.closures))
        return answerOutcomes(reply, outcomes, (status) => status === 'closed' || status === 'draining')
      },
    )

    app.post(
      '/api/admin/nodes/openings',
      {
        config: { access: { permission: 'nodes.edit', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Open nodes again, or end their draining',
          body: closed({ node_ids: T.Array(Code('A node'), { minItems: 1, maxItems: 200, description: 'The nodes' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => openNodes(tx, byOf(request), clock.now(), request.body.node_ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'opened')
      },
    )

    app.put(
      '/api/admin/nodes/:node_id/closed-days',
      {
        config: { access: { permission: 'nodes.edit', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'The days from today on that nothing leaves a node',
          params: T.Object({ node_id: Code('The node') }),
          body: closed({
            days: T.Array(closed({ day: BusinessDate('The day'), reason: Text('Why', 100) }), {
              maxItems: 400,
              description: 'All closed days from today on',
            }),
          }),
          response: { 200: T.Object({ days: T.Integer() }) },
        },
      },
      async ({ caller, params, body }) => {
        const { node_id } = params
        if (!mayTouchNode(caller, (await readNodes(db)).get(node_id))) throw notFound(`The node ${node_id}`)
        const days = body.days.map((day) => ({ node_id, ...day }))
        await db.tx((tx) => setClosedDays(tx, businessDate(clock.now()), [node_id], days))
        dropCalendar()
        return { days: days.length }
      },
    )

    app.get(
      '/api/admin/delivery-days',
      {
        config: { access: { permission: 'stock.read', scope: 'none' } },
        schema: {
          tags: ['inventory'],
          summary: 'Days parcels travel between regions',
          response: {
            200: T.Object({ items: T.Array(T.Object({ from_region: T.String(), to_region: T.String(), days: T.Integer() })) }),
          },
        },
      },
      async () => ({
        items: await db.rows<{ from_region: string; to_region: string; days: number }>(
          sql`select from_region, to_region, days from inventory.delivery_days order by from_region, to_region limit 5000`,
        ),
      }),
    )

    app.put(
      '/api/admin/delivery-days',
      {
        config: { access: { permission: 'stock.policy', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Set how many days parcels travel between regions',
          body: closed({
            items: T.Array(
              closed({
                from_region: Region('Beginning of the county code it leaves from: 2, 4 or 6 digits; empty for everywhere'),
                to_region: Region('Beginning of the county code it goes to'),
                days: Nullable(T.Integer({ minimum: 0, maximum: 60, description: 'Days on the road; null takes the row away' })),
              }),
              { minItems: 1, maxItems: 2000, description: 'The rows; those not named stay' },
            ),
          }),
          response: { 200: T.Object({ saved: T.Integer() }) },
        },
      },
      async ({ body }) => {
        await db.tx((tx) => saveDeliveryDays(tx, body.items))
        dropCalendar()
        return { saved: body.items.length }
      },
    )
  }
