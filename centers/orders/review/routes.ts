import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  BusinessDate,
  Choice,
  Code,
  closed,
  Id,
  Nullable,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { startOfDay } from '#core/time.ts'
import { inOrder, ownOnly } from '../own.ts'
import { blackListKinds, RuleItem } from './model.ts'
import { listBlackList, listFloors, listRules, listRuleVersions, sampleOrders } from './read.ts'
import { faultOf } from './rules.ts'
import { dryRun, rerunRules, saveBlackList, saveFloors, saveRules } from './write.ts'

const RuleRow = T.Object({ ...RuleItem.properties, saved_at: T.String(), saved_by: T.String() })
const saved = (status: string) => status === 'saved' || status === 'removed'

/** The rules orders are reviewed by, what they are held against, and what they would do. */
export const reviewRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const read = { access: { permission: 'orders.read', scope: 'none' as const } }
  const edit = { access: { permission: 'orders.rules', scope: 'none' as const } }

  app.get(
    '/api/admin/review-rules',
    {
      config: read,
      schema: {
        tags: ['orders'],
        summary: 'The rules orders are reviewed by, in the order they are asked',
        response: { 200: T.Object({ items: T.Array(RuleRow) }) },
      },
    },
    async () => ({ items: await listRules(db) }),
  )

  app.get(
    '/api/admin/review-rules/:rule_id/versions',
    {
      config: read,
      schema: {
        tags: ['orders'],
        summary: 'Every version of a rule, the newest first: what it said, who saved it, when',
        params: T.Object({ rule_id: Code('The rule') }),
        response: { 200: T.Object({ items: T.Array(RuleRow) }) },
      },
    },
    async ({ params }) => ({ items: await listRuleVersions(db, params.rule_id) }),
  )

  app.post(
    '/api/admin/review-rules',
    {
      config: edit,
      schema: {
        tags: ['orders'],
        summary: 'Save rules, each as a new version; orders already reviewed keep what was decided',
        body: closed({ rules: T.Array(RuleItem, { minItems: 1, maxItems: 100, description: 'The rules' }) }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => saveRules(tx, byOf(request), clock.now(), request.body.rules))
      return answerOutcomes(reply, outcomes, saved)
    },
  )

  app.post(
    '/api/admin/review-rules/dry-runs',
    {
      config: { access: { permission: 'orders.read', scope: 'organization' as const } },
      schema: {
        tags: ['orders'],
        summary: 'What rules would have made of past orders; changes nothing',
        description: 'The drafts stand beside the rules that count now, in place of those with the same `rule_id`.',
        body: closed({
          drafts: T.Array(RuleItem, { maxItems: 20, description: 'Rules as they might be; none asks the ones that count' }),
          since: BusinessDate('First day on which the orders were placed'),
          until: BusinessDate('Last day'),
          channel_id: T.Optional(Nullable(Code('Only this channel'))),
          limit: T.Optional(
            T.Integer({ minimum: 1, maximum: 10_000, description: 'How many orders at most, the newest; 2,000 when left out' }),
          ),
        }),
        response: {
          200: T.Object({
            orders: T.Integer(),
            approved: T.Integer(),
            held: T.Integer(),
            newly_held: T.Integer({ description: 'Held by the drafts, not by the rules that count' }),
            no_longer_held: T.Integer(),
            by_rule: T.Array(T.Object({ rule: T.String(), orders: T.Integer() })),
            by_reason: T.Array(T.Object({ reason: T.String(), orders: T.Integer() })),
            samples: T.Array(
              T.Object({
                id: T.String(),
                order_no: T.String(),
                channel_id: T.String(),
                total_minor: T.Integer(),
                currency: T.String(),
                placed_at: T.String(),
                was: T.String({ description: 'By the rules that count' }),
                would: T.String({ description: 'By the drafts' }),
                changed: T.Boolean(),
              }),
              { description: 'At most fifty orders that are held or decided differently' },
            ),
          }),
        },
      },
    },
    async ({ caller, body }) => {
      const until = Temporal.PlainDate.from(body.until).add({ days: 1 }).toString()
      if (body.since >= until) throw new Problem(400, 'period_backwards', 'until: the last day lies before the first; turn them round')
      for (const [i, draft] of body.drafts.entries()) {
        const fault = faultOf(draft)
        if (fault) throw new Problem(400, 'rule_wrong', `drafts/${i}/${fault}`)
      }
      const ids = await sampleOrders(db, caller, {
        since: startOfDay(body.since),
        until: startOfDay(until),
        channel_id: body.channel_id ?? undefined,
        limit: body.limit ?? 2_000,
      })
      return dryRun(db, clock.now(), ids, body.drafts)
    },
  )

  app.post(
    '/api/admin/orders/rule-reviews',
    {
      config: { access: { permission: 'orders.review', scope: 'organization' as const } },
      schema: {
        tags: ['orders'],
        summary: 'Ask the rules again about orders that wait: what no rule finds any more is closed',
        body: closed({ ids: T.Array(Id('An order'), { minItems: 1, maxItems: 1000, description: 'The orders' }) }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ caller, body }, reply) => {
      const asked = body.ids.map((id) => ({ id }))
      const known = await ownOnly(db, caller, asked)
      const outcomes = await db.tx((tx) =>
        rerunRules(
          tx,
          clock.now(),
          known.map(({ id }) => id),
        ),
      )
      return answerOutcomes(reply, inOrder(asked, outcomes), (status) => status === 'approved' || status === 'still_held')
    },
  )

  app.get(
    '/api/admin/black-list',
    {
      config: read,
      schema: {
        tags: ['orders'],
        summary: 'Whose orders a person looks at first, the newest first',
        querystring: T.Object({ q: T.Optional(Text('Part of a phone, name or address', 80)), ...PageQuery }),
        response: {
          200: pageOf(
            T.Object({
              id: T.String(),
              kind: Choice(blackListKinds, 'What is compared'),
              value: T.String(),
              why: T.String(),
              added_at: T.String(),
              added_by: T.String(),
            }),
          ),
        },
      },
    },
    async ({ query }) => {
      const { items, next } = await listBlackList(db, { ...query, limit: query.limit ?? 50 })
      return { items: items.map((one) => ({ id: `${one.kind}:${one.value}`, ...one })), next }
    },
  )

  app.post(
    '/api/admin/black-list',
    {
      config: edit,
      schema: {
        tags: ['orders'],
        summary: 'Put phones, names and addresses on the black list, or take them off',
        body: closed({
          entries: T.Array(
            closed({
              kind: Choice(blackListKinds, 'A phone or name must be the same; an address need only be contained'),
              value: Text('The phone, name or part of an address', 120),
              why: Text('Why, in a few words', 200),
              removed: T.Optional(T.Boolean({ description: 'True takes it off' })),
            }),
            { minItems: 1, maxItems: 500, description: 'The entries' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => saveBlackList(tx, byOf(request), clock.now(), request.body.entries))
      return answerOutcomes(reply, outcomes, saved)
    },
  )

  app.get(
    '/api/admin/price-floors',
    {
      config: read,
      schema: {
        tags: ['orders'],
        summary: 'What a piece may cost at least, by SKU and channel',
        querystring: T.Object({ q: T.Optional(Text('Beginning of a SKU', 40)), ...PageQuery }),
        response: {
          200: pageOf(
            T.Object({
              id: T.String(),
              sku_id: T.String(),
              channel_id: T.String(),
              floor_minor: T.Integer(),
              saved_at: T.String(),
              saved_by: T.String(),
            }),
          ),
        },
      },
    },
    async ({ query }) => {
      const { items, next } = await listFloors(db, { ...query, limit: query.limit ?? 50 })
      return { items: items.map((one) => ({ id: `${one.sku_id}:${one.channel_id}`, ...one })), next }
    },
  )

  app.post(
    '/api/admin/price-floors',
    {
      config: edit,
      schema: {
        tags: ['orders'],
        summary: 'Set what a piece may cost at least',
        body: closed({
          floors: T.Array(
            closed({
              sku_id: T.String({ pattern: '^[A-Za-z0-9._-]{1,40}$', description: 'The SKU' }),
              channel_id: T.String({
                pattern: '^(\\*|[A-Za-z0-9._-]+)$',
                maxLength: 64,
                description: 'The channel, or `*` for all others that sell in CNY',
              }),
              floor_minor: Nullable(
                T.Integer({
                  minimum: 1,
                  maximum: 9_007_199_254_740_991,
                  description: 'In minor units of the currency of the channel, CNY for `*`; null takes the floor away',
                }),
              ),
            }),
            { minItems: 1, maxItems: 1000, description: 'One per SKU and channel' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => saveFloors(tx, byOf(request), clock.now(), request.body.floors))
      return answerOutcomes(reply, outcomes, saved)
    },
  )
}
