import { readNodes } from '#centers/inventory/read.ts'
import { findLines, findOrders } from '#centers/orders/write.ts'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  type Caller,
  Choice,
  Code,
  closed,
  Id,
  Moment,
  Nullable,
  notFound,
  OutcomeSchema,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { choiceOutcomes, RuleContent, RuleItem, ruleStates, runKinds, verdicts } from './model.ts'
import { findOrderSourcing, findRun, findVersion, listChoices, listRules, listRuns, listVersions } from './read.ts'
import { askRehearsals } from './rehearse.ts'
import { publishRules, retireRules, saveRules } from './versions.ts'
import { refuseGroups, ruleFor, sourceOrders } from './write.ts'

const NullableText = Nullable(T.String())
const NullableWhole = Nullable(T.Integer())
const Words = T.Object({ zh: T.String(), en: T.String() })

const RuleView = T.Object({
  rule_id: T.String(),
  name: Words,
  last_version: T.Integer(),
  live_version: NullableWhole,
  changed_at: T.String(),
  content: RuleContent,
})
const VersionView = T.Object({
  rule_id: T.String(),
  version_no: T.Integer(),
  state: Choice(ruleStates, 'Whether it decides, decided, or never did'),
  content: RuleContent,
  saved_by: T.String(),
  saved_at: T.String(),
  published_by: NullableText,
  published_at: NullableText,
  retired_at: NullableText,
})
const Optional = (description: string) => T.Optional(T.Integer({ description }))
const RunView = T.Object({
  run_id: T.String(),
  kind: Choice(runKinds, 'Why nodes were chosen'),
  rule_id: T.String(),
  version_no: T.Integer(),
  state: T.String({ description: '`asked`, `done` or `failed`' }),
  period_from: NullableText,
  period_to: NullableText,
  asked_by: T.String(),
  asked_at: T.String(),
  ended_at: NullableText,
  engine: NullableText,
  fell_back: Nullable(T.String({ description: 'Why greedy decided although optimal was asked' })),
  totals: T.Object({
    orders: Optional('Orders decided'),
    moved: Optional('Orders that leave from elsewhere than they were reserved'),
    stays: Optional('Orders that stay'),
    no_node_fits: Optional('Orders no node fits'),
    stock_moved: Optional('Orders whose stock was taken meanwhile'),
    cost_minor: Optional('What the choice costs, over the orders compared'),
    before_minor: Optional('What they cost as they were'),
    compared: Optional('Orders whose cost is known both ways'),
    parcels: Optional('Parcels as chosen'),
    before_parcels: Optional('Parcels as they were'),
    split: Optional('Orders in several parcels'),
    bound_minor: T.Optional(Nullable(T.Integer({ description: 'No choice can cost less; where it was proven' }))),
    took_ms: Optional('Thinking time'),
    nodes: T.Optional(T.Array(T.Object({ node_id: T.String(), parcels: T.Integer(), before_parcels: T.Integer() }))),
    days: T.Optional(T.Array(T.Object({ on: T.String(), orders: T.Integer(), cost_minor: T.Integer(), before_minor: T.Integer() }))),
    cut: T.Optional(T.Boolean({ description: 'There were more orders than one run takes' })),
  }),
  fault: NullableText,
})
const ParcelView = T.Object({
  node_id: T.String(),
  line_nos: T.Array(T.Integer()),
  parts: T.Optional(
    T.Array(T.Object({ line_no: T.Integer(), quantity: T.Integer() }), {
      description: 'How many of each line, where a line is parted between nodes',
    }),
  ),
  carrier_id: NullableText,
  service_id: NullableText,
  km: NullableWhole,
  days: NullableWhole,
  freight_minor: T.Integer(),
  distance_minor: T.Integer(),
  time_minor: T.Integer(),
  handling_minor: T.Integer(),
  stock_minor: T.Integer(),
})
const VerdictView = T.Object({
  node_id: T.String(),
  verdict: Choice(verdicts, 'Why it was chosen or not: the first reason that holds'),
  km: NullableWhole,
  cost_minor: Nullable(T.Integer({ description: 'What the whole order would cost from there' })),
  line_nos: T.Array(T.Integer({ description: 'Lines it could ship' })),
})
const choice = {
  order_id: T.String(),
  outcome: T.String({ description: `${choiceOutcomes.join(', ')} or stock_moved` }),
  applied: T.Boolean(),
  cost_minor: T.Integer(),
  before_minor: NullableWhole,
  before_parcels: T.Integer(),
  parcels: T.Array(ParcelView),
  nodes: T.Array(VerdictView),
  decided_at: T.String(),
}
const tags = ['fulfillment']
const answers = { 200: Outcomes, 409: Outcomes }
const passed = (status: string) => ['moved', 'stays', 'nothing_to_choose'].includes(status)

/** How nodes are chosen: rules for the whole house, runs, and what was chosen for an order and why. */
export const sourcingRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'sourcing.read', scope: 'all' } as const } }
    const edit = { config: { access: { permission: 'sourcing.edit', scope: 'all' } as const } }

    app.get(
      '/api/admin/sourcing/rules',
      {
        ...read,
        schema: { tags, summary: 'Sourcing rules with their newest content', response: { 200: T.Object({ items: T.Array(RuleView) }) } },
      },
      async () => ({ items: await listRules(db) }),
    )
    app.get(
      '/api/admin/sourcing/rules/:rule_id/versions',
      {
        ...read,
        schema: {
          tags,
          summary: 'Versions of a sourcing rule, newest first',
          params: closed({ rule_id: Code('The rule') }),
          response: { 200: T.Object({ items: T.Array(VersionView) }) },
        },
      },
      async ({ params }) => {
        const items = await listVersions(db, params.rule_id)
        if (items.length === 0) throw notFound('The rule')
        return { items }
      },
    )
    app.post(
      '/api/admin/sourcing/rules',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Save sourcing rules, each as a new version',
          body: closed({ items: T.Array(RuleItem, { minItems: 1, maxItems: 20, description: 'The rules' }) }),
          response: {
            200: T.Object({ outcomes: T.Array(T.Intersect([OutcomeSchema, T.Object({ version_no: T.Optional(T.Integer()) })])) }),
            409: T.Object({ outcomes: T.Array(OutcomeSchema) }),
          },
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await db.tx((tx) => saveRules(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'saved',
        ),
    )
    app.post(
      '/api/admin/sourcing/publications',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Let versions go live; each must have been replayed before',
          body: closed({
            items: T.Array(closed({ id: Code('The rule'), version_no: T.Integer({ minimum: 1, description: 'Which version' }) }), {
              minItems: 1,
              maxItems: 20,
              description: 'The versions',
            }),
          }),
          response: answers,
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await db.tx((tx) => publishRules(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'published',
        ),
    )
    app.post(
      '/api/admin/sourcing/retirements',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Take rules off: orders go where their stock is reserved',
          body: closed({ ids: T.Array(Code('The rule'), { minItems: 1, maxItems: 20, description: 'The rules' }) }),
          response: answers,
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await db.tx((tx) => retireRules(tx, byOf(request), clock.now(), request.body.ids)),
          (status) => status === 'retired',
        ),
    )

    app.get(
      '/api/admin/sourcing/runs',
      {
        ...read,
        schema: {
          tags,
          summary: 'Times that nodes were chosen, really or on paper, newest first',
          querystring: closed({
            kind: T.Optional(Choice(runKinds, 'Of one kind')),
            rule_id: T.Optional(Code('By one rule')),
            ...PageQuery,
          }),
          response: { 200: pageOf(RunView) },
        },
      },
      async ({ query }) => listRuns(db, { ...query, limit: query.limit ?? 50 }),
    )
    app.post(
      '/api/admin/sourcing/runs',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Rehearse a version: over the orders waiting now, or over a past period',
          body: closed({
            items: T.Array(
              closed({
                run_id: Id('Made by the caller; the same id again is the same rehearsal'),
                kind: Choice(['dry_run', 'replay'] as const, '`dry_run` decides the orders waiting now, `replay` those of a past period'),
                rule_id: Code('The rule'),
                version_no: T.Integer({ minimum: 1, description: 'Which version' }),
                period_from: T.Optional(Nullable(Moment('Orders placed from then, for a replay'))),
                period_to: T.Optional(Nullable(Moment('Orders placed before then, for a replay'))),
              }),
              { minItems: 1, maxItems: 5, description: 'The rehearsals' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await db.tx((tx) => askRehearsals(tx, request.caller.name, clock.now(), request.body.items)),
          (status) => status === 'asked',
        ),
    )
    app.get(
      '/api/admin/sourcing/runs/:run_id',
      {
        ...read,
        schema: { tags, summary: 'One run with its totals', params: closed({ run_id: Id('The run') }), response: { 200: RunView } },
      },
      async ({ params }) => {
        const run = await findRun(db, params.run_id)
        if (!run) throw notFound('The run')
        return run
      },
    )
    app.get(
      '/api/admin/sourcing/runs/:run_id/choices',
      {
        ...read,
        schema: {
          tags,
          summary: 'What a run chose, order by order, and why',
          params: closed({ run_id: Id('The run') }),
          querystring: closed({
            outcome: T.Optional(Choice([...choiceOutcomes, 'stock_moved'] as const, 'Only these')),
            ...PageQuery,
          }),
          response: { 200: pageOf(T.Object({ ...choice, order_no: T.String(), address: T.Record(T.String(), T.String()) })) },
        },
      },
      async ({ params, query }) => listChoices(db, params.run_id, { ...query, limit: query.limit ?? 50 }),
    )

    app.get(
      '/api/admin/orders/:id/sourcing',
      {
        config: { access: { permission: 'orders.read', scope: 'organization' } },
        schema: {
          tags,
          summary: 'Why an order leaves from where it does',
          params: closed({ id: Id('The order') }),
          response: {
            200: T.Object({
              choices: T.Array(
                T.Object({
                  ...choice,
                  run_id: T.String(),
                  kind: T.String(),
                  rule_id: T.String(),
                  version_no: T.Integer(),
                  engine: NullableText,
                }),
              ),
              refusals: T.Array(
                T.Object({
                  id: T.String(),
                  group_no: T.Integer(),
                  node_id: T.String(),
                  reason: T.String(),
                  note: NullableText,
                  refused_by: T.String(),
                  refused_at: T.String(),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        const [order] = await findOrders(db, [params.id])
        if (!order || !mayTouch(caller, { organization_id: order.organization_id })) throw notFound('The order')
        return findOrderSourcing(db, params.id)
      },
    )

    app.post(
      '/api/admin/sourcing/orders',
      {
        config: { access: { permission: 'sourcing.run', scope: 'organization' } },
        schema: {
          tags,
          summary: 'Choose nodes for approved orders now and release them there',
          description: 'By the live rule of each order’s channel, or by the version named.',
          body: closed({
            run_id: Id('Made by the caller; the same id again is the same run'),
            rule_id: T.Optional(Nullable(Code('The rule; the live one of the channel when left out'))),
            version_no: T.Optional(Nullable(T.Integer({ minimum: 1, description: 'Its version' }))),
            ids: T.Array(Id('The order'), { minItems: 1, maxItems: 500, uniqueItems: true, description: 'The orders' }),
          }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const own = await ownOrders(caller, body.ids)
        const outcomes = new Map<string, Outcome>()
        // One channel has one rule; a batch over several is one run for each.
        let run_id: string | null = body.run_id
        for (const [channel_id, orders] of groupBy(own, (order) => order.channel_id)) {
          const rule = body.rule_id ? await findVersion(db, body.rule_id, body.version_no ?? 0) : await ruleFor(db, channel_id)
          if (!rule) throw new Problem(404, 'not_found', 'rule_id, version_no: there is no such version.')
          const run = { run_id: run_id ?? newId(), kind: 'by_hand' as const, by: caller.name }
          run_id = null
          for (const one of await sourceOrders(db, clock.now(), run, rule, column(orders, 'id'))) outcomes.set(one.id, one)
        }
        return answerOutcomes(
          reply,
          body.ids.map((id) => outcomes.get(id) ?? { id, status: 'order_not_found', detail: 'There is no such order.' }),
          passed,
        )
      },
    )
    app.post(
      '/api/admin/sourcing/refusals',
      {
        config: { access: { permission: 'orders.ship', scope: 'organization' } },
        schema: {
          tags,
          summary: 'A node cannot ship what it was given; another is chosen at once',
          body: closed({
            items: T.Array(
              closed({
                id: Id('Made by the caller; the same id again is the same refusal'),
                order_id: Id('The order'),
                group_no: T.Integer({ minimum: 1, maximum: 100, description: 'Which group of it' }),
                reason: Choice(['not_there', 'damaged', 'no_hands', 'closed', 'carrier', 'other'] as const, 'Why'),
                note: T.Optional(Nullable(Text('In words', 200))),
              }),
              { minItems: 1, maxItems: 50, description: 'The groups' },
            ),
          }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const own = await ownGroups(caller, body.items)
        const going = body.items.filter(({ order_id, group_no }) => own.has(`${order_id} ${group_no}`))
        const outcomes = new Map((await refuseGroups(db, caller.name, clock.now(), going)).map((one) => [one.id, one]))
        return answerOutcomes(
          reply,
          body.items.map(({ id }) => outcomes.get(id) ?? { id, status: 'order_not_found', detail: 'There is no such order or group.' }),
          (status) => status === 'moved_elsewhere' || status === 'held',
        )
      },
    )

    async function ownOrders(caller: Caller, ids: readonly string[]) {
      return (await findOrders(db, ids)).filter(({ organization_id }) => mayTouch(caller, { organization_id }))
    }

    /** A group belongs to who sold it and to who was to ship it. */
    async function ownGroups(caller: Caller, groups: readonly { order_id: string }[]): Promise<Set<string>> {
      const ids = column(groups, 'order_id')
      const [orders, lines, nodes] = await Promise.all([ownOrders(caller, ids), findLines(db, ids), readNodes(db)])
      const sold = new Set(column(orders, 'id'))
      const ships = (node_id: string | null) => {
        const node = node_id === null ? undefined : nodes.get(node_id)
        return node !== undefined && mayTouch(caller, { organization_id: node.organization_id })
      }
      return new Set(
        lines.flatMap(({ order_id, group_no, node_id }) => (sold.has(order_id) || ships(node_id) ? [`${order_id} ${group_no}`] : [])),
      )
    }
  }
