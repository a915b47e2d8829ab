import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  type Caller,
  Choice,
  Code,
  closed,
  Id,
  Nullable,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { FillRuleItem, whys } from './model.ts'
import { countWaiting, decideWaiting, listFillRules, listWaiting } from './read.ts'
import { dropFillRules, fillByHand, markUrgent, saveFillRules } from './write.ts'

const tags = ['fulfillment']
const answers = { 200: Outcomes, 409: Outcomes }
const base = '/api/admin/waiting'
const scopeKey = (description: string) => T.String({ pattern: '^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$', description })
const WaitingView = T.Object({
  order_id: T.String(),
  order_no: T.String(),
  buyer_name: T.String(),
  line_no: T.Integer(),
  group_no: T.Integer(),
  sku_id: T.String(),
  title: T.Object({ zh: T.String(), en: T.String() }),
  quantity: T.Integer(),
  channel_id: T.String(),
  node_id: T.String({ description: 'The node that promised' }),
  state: T.String(),
  placed_at: T.String(),
  urgent: T.Boolean(),
  urgent_reason: Nullable(T.String()),
  vip: T.Boolean(),
  kind: T.String({ description: '`goods`: sold before they are there; `stranded`: no node will ship them' }),
  stranded_reason: Nullable(T.String()),
  why: Nullable(Choice(whys, 'Why it still waits; null for a stranded group')),
  turn: Nullable(T.Integer({ description: 'Its place in the queue for this SKU, 1 is next' })),
  rule: Nullable(T.Object(FillRuleItem.properties)),
})

/** What waits for goods, why, and the rules by which goods are given out. */
export const waitingRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'sourcing.read', scope: 'organization' } as const } }
    const edit = { config: { access: { permission: 'sourcing.edit', scope: 'all' } as const } }
    const run = { config: { access: { permission: 'sourcing.run', scope: 'organization' } as const } }
    const organizations = ({ organizations }: Caller) => (organizations === 'all' ? null : organizations)

    app.get(
      base,
      {
        ...read,
        schema: {
          tags,
          summary: 'Order lines that wait for goods, oldest first, with the reason and the rule',
          querystring: T.Object({
            kind: T.Optional(Choice(['goods', 'stranded'] as const, 'Only lines sold before they are there, or groups no node will ship')),
            sku_id: T.Optional(Text('Only this SKU', 64)),
            channel_id: T.Optional(Code('Only orders of this channel')),
            node_id: T.Optional(Code('Only what this node promised')),
            ...PageQuery,
          }),
          response: { 200: pageOf(WaitingView) },
        },
      },
      async ({ caller, query }) => {
        const now = clock.now()
        const { items, next } = await listWaiting(db, now, { ...query, organizations: organizations(caller), limit: query.limit ?? 50 })
        const sku_ids = [...new Set(items.flatMap(({ kind, sku_id }) => (kind === 'goods' ? [sku_id] : [])))]
        const decided = sku_ids.length > 0 ? await decideWaiting(db, now, sku_ids) : []
        const turns = new Map<string, number>()
        const found = new Map(
          decided.map(({ line, why, rule }) => {
            const turn = (turns.get(line.sku_id) ?? 0) + 1
            turns.set(line.sku_id, turn)
            return [`${line.order_id} ${line.line_no}`, { why, rule, turn }]
          }),
        )
        const none = { why: null, rule: null, turn: null }
        return { items: items.map((row) => ({ ...row, ...(found.get(`${row.order_id} ${row.line_no}`) ?? none) })), next }
      },
    )

    app.get(
      `${base}/counts`,
      {
        ...read,
        schema: {
          tags,
          summary: 'How many lines wait for goods, and how many groups no node will ship',
          response: { 200: T.Object({ goods: T.Integer({ description: 'At most 1000' }), stranded: T.Integer() }) },
        },
      },
      async ({ caller }) => countWaiting(db, organizations(caller)),
    )

    app.post(
      `${base}/fillings`,
      {
        ...run,
        schema: {
          tags,
          summary: 'Give goods to waiting orders now, before anybody else who waits',
          body: closed({
            items: T.Array(closed({ id: Id('Made by the caller: names the act in the answer'), order_id: Id('The order') }), {
              minItems: 1,
              maxItems: 200,
              description: 'The orders',
            }),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => fillByHand(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'filled')
      },
    )

    app.post(
      `${base}/urgencies`,
      {
        ...run,
        schema: {
          tags,
          summary: 'Mark orders as urgent, or take the mark away',
          body: closed({
            items: T.Array(
              closed({ id: Id('The order'), reason: Nullable(Text('Why it should go first; null takes the mark away', 200)) }),
              {
                minItems: 1,
                maxItems: 200,
                description: 'The orders',
              },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => markUrgent(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status !== 'order_not_found')
      },
    )

    app.get(
      `${base}/rules`,
      {
        config: { access: { permission: 'sourcing.read', scope: 'all' } },
        schema: {
          tags,
          summary: 'How waiting lines get the goods that come, by channel and node',
          response: {
            200: T.Object({ items: T.Array(T.Object({ ...FillRuleItem.properties, changed_by: T.String(), changed_at: T.String() })) }),
          },
        },
      },
      async () => ({ items: await listFillRules(db) }),
    )

    app.post(
      `${base}/rules`,
      {
        ...edit,
        schema: {
          tags,
          summary: 'Save rules for giving out goods; the closest one holds',
          body: closed({ items: T.Array(FillRuleItem, { minItems: 1, maxItems: 200, description: 'The rules' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveFillRules(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved' || status === 'already_saved')
      },
    )

    app.post(
      `${base}/rules/drops`,
      {
        ...edit,
        schema: {
          tags,
          summary: 'Take rules away; the next closest one holds',
          body: closed({
            items: T.Array(
              closed({ channel_id: scopeKey('Its channel; empty for every one'), node_id: scopeKey('Its node; empty for every one') }),
              {
                minItems: 1,
                maxItems: 200,
                description: 'The rules',
              },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => dropFillRules(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'dropped')
      },
    )
  }
