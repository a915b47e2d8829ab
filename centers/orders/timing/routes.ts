import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  BusinessDate,
  Choice,
  Code,
  closed,
  Nullable,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { startOfDay } from '#core/time.ts'
import { dimensions, timedStates } from './model.ts'
import { countLate, listLate, listTimeLimits, measureTimes } from './read.ts'
import { saveTimeLimits } from './write.ts'

const stretches = [...timedStates, 'delivered', 'whole'] as const
const Stretches = T.Array(
  T.Object({
    stretch: Choice(stretches, 'The state, or `whole` for everything up to delivery'),
    groups: T.Integer(),
    mean_hours: T.Number(),
    median_hours: T.Number(),
    p90_hours: T.Number(),
    longest_hours: T.Number(),
  }),
)
const channel_id = T.Optional(Code('Only this channel'))

/** How long orders take, and which take too long. */
export const timingRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })

  app.get(
    '/api/admin/order-times',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'Hours at each stage of the orders placed in a period',
        description: 'Of at most 100,000 orders, the newest; `complete` tells whether that was all. Percentiles are interpolated.',
        querystring: T.Object({
          since: BusinessDate('First day on which the orders were placed'),
          until: BusinessDate('Last day'),
          channel_id,
          by: T.Optional(Choice(dimensions, 'Also by channel, organization, node, bureau or product')),
        }),
        response: {
          200: T.Object({
            orders: T.Integer(),
            complete: T.Boolean(),
            out_of_order: T.Integer({ description: 'Spans left out because their end lies before their beginning' }),
            stretches: Stretches,
            rows: T.Array(
              T.Object({ key: T.String(), name: Nullable(T.Object({ zh: T.String(), en: T.String() })), stretches: Stretches }),
            ),
          }),
        },
      },
    },
    async ({ caller, query }) => {
      const until = Temporal.PlainDate.from(query.until).add({ days: 1 }).toString()
      if (query.since >= until) throw new Problem(400, 'period_backwards', 'until: the last day lies before the first; turn them round')
      return measureTimes(db, caller, { ...query, since: startOfDay(query.since), until: startOfDay(until) })
    },
  )

  app.get(
    '/api/admin/order-times/now',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'How many groups stand in each stage now, and how many longer than they may',
        querystring: T.Object({ channel_id }),
        response: {
          200: T.Object({
            items: T.Array(T.Object({ state: Choice(timedStates, 'The state'), groups: T.Integer(), late: T.Integer() })),
          }),
        },
      },
    },
    async ({ caller, query }) => ({ items: await countLate(db, caller, clock.now(), query.channel_id) }),
  )

  app.get(
    '/api/admin/late-orders',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'Groups that stand in a stage longer than they may, placed first at the top',
        querystring: T.Object({ state: T.Optional(Choice(timedStates, 'Only this stage')), channel_id, ...PageQuery }),
        response: {
          200: pageOf(
            T.Object({
              order_id: T.String(),
              group_no: T.Integer(),
              order_no: T.String(),
              channel_id: T.String(),
              organization_id: T.String(),
              state: Choice(timedStates, 'The state'),
              placed_at: T.String(),
              entered_at: T.String(),
              limit_hours: T.Number(),
              over_hours: T.Number({ description: 'Hours beyond the limit' }),
            }),
          ),
        },
      },
    },
    async ({ caller, query }) => listLate(db, caller, clock.now(), { ...query, limit: query.limit ?? 50 }),
  )

  app.get(
    '/api/admin/order-time-limits',
    {
      config: { access: { permission: 'orders.read', scope: 'none' } },
      schema: {
        tags: ['orders'],
        summary: 'How long an order may stay in each stage',
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                channel_id: T.String({ description: '`*` for every channel without a line of its own' }),
                state: Choice(timedStates, 'The state'),
                hours: T.Number(),
                saved_at: T.String(),
                saved_by: T.String(),
              }),
            ),
          }),
        },
      },
    },
    async () => ({ items: await listTimeLimits(db) }),
  )

  app.post(
    '/api/admin/order-time-limits',
    {
      config: { access: { permission: 'orders.limits', scope: 'none' } },
      schema: {
        tags: ['orders'],
        summary: 'Set how long an order may stay in each stage',
        body: closed({
          limits: T.Array(
            closed({
              channel_id: T.String({
                pattern: '^(\\*|[A-Za-z0-9._-]+)$',
                maxLength: 64,
                description: 'The channel, or `*` for all others',
              }),
              state: Choice(timedStates, 'The stage'),
              hours: Nullable(
                T.Number({ exclusiveMinimum: 0, maximum: 10_000, multipleOf: 0.01, description: 'Hours; null takes the limit away' }),
              ),
            }),
            { minItems: 1, maxItems: 200, description: 'One per channel and stage' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => saveTimeLimits(tx, byOf(request), clock.now(), request.body.limits))
      return answerOutcomes(reply, outcomes, (status) => status === 'saved' || status === 'removed' || status === 'already_saved')
    },
  )
}
