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
import { mayTouch, requireOrganization } from '#core/scope.ts'
import { states } from './model.ts'
import { payAtOutlet } from './outlet.ts'
import { inOrder, ownOnly, requireOrders } from './own.ts'
import { countOrders, findOrderPostings, findOrderView, listOrders } from './read.ts'
import { answerOf, OrderRowSchema, OrderViewSchema } from './schemas.ts'
import { cancelOrders } from './write.ts'

/** What clerks do with orders of every channel. Review stands in `abnormal/routes.ts`. */
export const operatorRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })

  app.get(
    '/api/admin/orders',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'Orders, newest first',
        querystring: T.Object({
          state: T.Optional(Choice(states, 'Only orders with a group in this state')),
          channel_id: T.Optional(Code('Only this channel')),
          q: T.Optional(Text('Order number, platform number, waybill number, id or phone', 80)),
          ...PageQuery,
        }),
        response: { 200: pageOf(OrderRowSchema) },
      },
    },
    async ({ caller, query }) => listOrders(db, caller, { ...query, limit: query.limit ?? 50 }),
  )

  app.get(
    '/api/admin/orders/counts',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'How many orders have a group in each state, exactly',
        querystring: T.Object({ channel_id: T.Optional(Code('Only this channel')) }),
        response: { 200: T.Object({ items: T.Array(T.Object({ state: Choice(states, 'The state'), orders: T.Integer() })) }) },
      },
    },
    async ({ caller, query }) => ({ items: await countOrders(db, caller, query.channel_id) }),
  )

  app.get(
    '/api/admin/orders/:id',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'One order with everything kept of it',
        params: T.Object({ id: Id('The order') }),
        response: { 200: OrderViewSchema },
      },
    },
    async ({ caller, params }) => {
      const order = await findOrderView(db, params.id)
      if (!order || !mayTouch(caller, { organization_id: order.organization_id })) throw notFound('The order')
      return answerOf(order)
    },
  )

  app.get(
    '/api/admin/orders/:id/postings',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'What the ledger booked for an order, oldest first',
        params: T.Object({ id: Id('The order') }),
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                key: T.String(),
                kind: T.String(),
                happened_at: T.String(),
                recorded_at: T.String(),
                postings: T.Array(
                  T.Object({ seq: T.Integer(), source: T.String(), destination: T.String(), asset: T.String(), amount: T.Integer() }),
                ),
              }),
            ),
          }),
        },
      },
    },
    async ({ caller, params }) => {
      await requireOrders(db, caller, [params.id])
      return { items: await findOrderPostings(db, params.id) }
    },
  )

  app.post(
    '/api/admin/orders/cancellations',
    {
      config: access('orders.cancel'),
      schema: {
        tags: ['orders'],
        summary: 'Cancel what has not left: stock and money go back in the same commit',
        body: closed({
          cancellations: T.Array(
            closed({
              id: Id('The order'),
              group_no: T.Optional(
                Nullable(T.Integer({ minimum: 1, maximum: 100, description: 'One group; all that can be stopped when left out' })),
              ),
              reason: Text('Why, in a few words', 200),
            }),
            { minItems: 1, maxItems: 1000, description: 'One per order' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ caller, body }, reply) => {
      const known = await ownOnly(db, caller, body.cancellations)
      const outcomes = await db.tx((tx) => cancelOrders(tx, caller.name, clock.now(), known))
      return answerOutcomes(reply, inOrder(body.cancellations, outcomes), (status) => status === 'canceled')
    },
  )

  app.post(
    '/api/admin/orders/outlet-payments',
    {
      config: access('payments.collect'),
      schema: {
        tags: ['orders'],
        summary: 'Take the money of pay-at-outlet orders over a counter; within the day of an institution, into your open till',
        body: closed({
          organization_id: Code('Whose cash drawer takes the money'),
          payments: T.Array(closed({ id: Id('Made by the caller; the same id again is the same payment'), order_id: Id('The order') }), {
            minItems: 1,
            maxItems: 1000,
            description: 'One per order',
          }),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ caller, body }, reply) => {
      requireOrganization(caller, body.organization_id)
      const outcomes = await db.tx((tx) =>
        payAtOutlet(
          tx,
          clock.now(),
          body.payments.map((one) => ({
            ...one,
            organization_id: body.organization_id,
            teller_id: caller.kind === 'staff' ? caller.id : null,
          })),
        ),
      )
      return answerOutcomes(reply, outcomes, (status) => status === 'paid')
    },
  )
}
