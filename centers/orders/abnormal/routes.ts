import {
  answerOutcomes,
  type Caller,
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
import { mayTouch } from '#core/scope.ts'
import { inOrder, ownOnly, requireOrders } from '../own.ts'
import { findMarks } from '../review/read.ts'
import { abnormalReasons, owners, type Right } from './model.ts'
import { countPool, findOpen, listOfOrder, listPool } from './read.ts'
import { assignAbnormals, raiseAbnormals, reviewOrders } from './write.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })
const note = T.Optional(Nullable(Text('Why, in a few words', 200)))
const Decisions = (noun: string) =>
  closed({
    [noun]: T.Array(
      closed({
        id: Id('The order'),
        reason: note,
        reasons: T.Optional(
          Nullable(
            T.Array(Choice(abnormalReasons, 'A reason'), {
              minItems: 1,
              maxItems: 30,
              description: 'Only these reasons; all you may close when left out',
            }),
          ),
        ),
      }),
      { minItems: 1, maxItems: 1000, description: 'One per order' },
    ),
  })
interface Decided {
  id: string
  reason?: string | null
  reasons?: (typeof abnormalReasons)[number][] | null
}

const part_no = Nullable(T.Integer({ description: 'The part of the order it stops; null stops all of it' }))

/** What keeps orders from going on: the pool, and the three rights that let them go. */
export const abnormalRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })
  const succeeded = (status: string) => status === 'approved' || status === 'passed' || status === 'held'

  app.get(
    '/api/admin/abnormal-orders',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'The pool of what does not go on: one row per order and reason, the newest first',
        querystring: T.Object({
          owner: T.Optional(Choice(owners, 'Only what this office has to see to')),
          reason: T.Optional(Choice(abnormalReasons, 'Only this reason')),
          channel_id: T.Optional(Code('Only this channel')),
          assigned_to: T.Optional(Text('Only what this person looks after', 60)),
          q: T.Optional(Text('Order number, platform number or phone', 80)),
          ...PageQuery,
        }),
        response: {
          200: pageOf(
            T.Object({
              id: T.String(),
              order_id: Nullable(T.String({ description: 'Null for what a platform told and is no order yet' })),
              order_no: Nullable(T.String()),
              channel_id: T.String(),
              external_no: Nullable(T.String()),
              organization_id: T.String(),
              reason: Choice(abnormalReasons, 'Why it waits'),
              owner: Choice(owners, 'Who has to see to it'),
              part_no,
              detail: Nullable(T.String()),
              assigned_to: Nullable(T.String()),
              release_at: Nullable(T.String({ description: 'When a timed hold ends by itself' })),
              urgent: T.Boolean({ description: 'Whether it then comes back as urgent' }),
              rule_id: Nullable(T.String()),
              rule_version: Nullable(T.Integer()),
              opened_at: T.String(),
              opened_by: T.String(),
              buyer_name: Nullable(T.String()),
              total_minor: Nullable(T.Integer()),
              currency: Nullable(T.String()),
              others: T.Array(T.String({ description: 'What else the same order waits for' })),
            }),
          ),
        },
      },
    },
    async ({ caller, query }) => listPool(db, caller, { ...query, limit: query.limit ?? 50 }),
  )

  app.get(
    '/api/admin/abnormal-orders/counts',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'How much waits in the pool, by owner and reason',
        querystring: T.Object({ channel_id: T.Optional(Code('Only this channel')) }),
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({ owner: Choice(owners, 'The owner'), reason: Choice(abnormalReasons, 'The reason'), open: T.Integer() }),
            ),
          }),
        },
      },
    },
    async ({ caller, query }) => ({ items: await countPool(db, caller, query.channel_id) }),
  )

  app.get(
    '/api/admin/orders/:id/abnormals',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'Everything an order ever waited for, and its marks',
        params: T.Object({ id: Id('The order') }),
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                abnormal_id: T.String(),
                reason: Choice(abnormalReasons, 'Why it waits'),
                owner: Choice(owners, 'Who has to see to it'),
                part_no,
                detail: Nullable(T.String()),
                assigned_to: Nullable(T.String()),
                release_at: Nullable(T.String()),
                urgent: T.Boolean(),
                rule_id: Nullable(T.String()),
                rule_version: Nullable(T.Integer()),
                rule_name: Nullable(Words),
                status: Choice(['open', 'closed'] as const, 'Whether it still waits'),
                opened_at: T.String(),
                opened_by: T.String(),
                closed_at: Nullable(T.String()),
                closed_by: Nullable(T.String()),
                closed_how: Nullable(T.String()),
                note: Nullable(T.String()),
              }),
            ),
            marks: T.Array(
              T.Object({
                kind: Choice(['mark', 'assignee'] as const, 'A mark, or who looks after it'),
                value: T.String(),
                rule_id: Nullable(T.String()),
                rule_version: Nullable(T.Integer()),
              }),
            ),
          }),
        },
      },
    },
    async ({ caller, params }) => {
      await requireOrders(db, caller, [params.id])
      const [items, marks] = await Promise.all([listOfOrder(db, params.id), findMarks(db, [params.id])])
      return { items, marks }
    },
  )

  const review = (path: string, permission: string, right: Right, summary: string) =>
    app.post(
      path,
      {
        config: access(permission),
        schema: {
          tags: ['orders'],
          summary,
          description: '`approved`: nothing holds it any more. `passed`: your part is done, the answer names what it still waits for.',
          body: Decisions('approvals'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        const decisions = (body as { approvals: Decided[] }).approvals
        const known = await ownOnly(db, caller, decisions)
        const outcomes = await db.tx((tx) =>
          reviewOrders(
            tx,
            caller.name,
            clock.now(),
            right,
            known.map(({ id, reason, reasons }) => ({ id, note: reason ?? null, reasons: reasons ?? null })),
          ),
        )
        return answerOutcomes(reply, inOrder(decisions, outcomes), succeeded)
      },
    )
  review(
    '/api/admin/orders/approvals',
    'orders.review',
    'service',
    'Customer service lets orders go: closes its own reasons, and those of stock and products',
  )
  review('/api/admin/orders/finance-approvals', 'orders.review_finance', 'finance', 'Finance lets orders go, after customer service')
  review('/api/admin/orders/forced-approvals', 'orders.force', 'force', 'Lets orders go whatever they wait for, the black list included')

  app.post(
    '/api/admin/orders/holds',
    {
      config: access('orders.review'),
      schema: {
        tags: ['orders'],
        summary: 'Hold orders until approved again, or for some hours',
        body: closed({
          holds: T.Array(
            closed({
              id: Id('The order'),
              reason: note,
              hours: T.Optional(
                Nullable(
                  T.Number({
                    exclusiveMinimum: 0,
                    maximum: 8_760,
                    multipleOf: 0.01,
                    description: 'It goes on by itself after so many hours; until somebody approves it when left out',
                  }),
                ),
              ),
              urgent: T.Optional(T.Boolean({ description: 'With `hours`: it comes back marked urgent' })),
            }),
            { minItems: 1, maxItems: 1000, description: 'One per order' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ caller, body }, reply) => {
      const known = await ownOnly(db, caller, body.holds)
      const outcomes = await db.tx((tx) =>
        raiseAbnormals(
          tx,
          caller.name,
          clock.now(),
          known.map(({ id, reason, hours, urgent }) => ({
            id,
            reason: hours ? ('timed_hold' as const) : ('held_by_hand' as const),
            detail: reason ?? null,
            hold_hours: hours ?? null,
            urgent: Boolean(hours && urgent),
          })),
        ),
      )
      return answerOutcomes(reply, inOrder(body.holds, outcomes), succeeded)
    },
  )

  app.post(
    '/api/admin/abnormal-orders/assignments',
    {
      config: access('orders.review'),
      schema: {
        tags: ['orders'],
        summary: 'Give what waits to somebody, or take it back into the pool',
        body: closed({
          assignments: T.Array(
            closed({ id: Id('The row of the pool'), assigned_to: Nullable(Text('Who looks after it; null for nobody', 60)) }),
            { minItems: 1, maxItems: 1000, description: 'One per row' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ caller, body }, reply) => {
      const mine = await ownRows(caller, body.assignments)
      const outcomes = await db.tx((tx) => assignAbnormals(tx, mine))
      const found = new Map(outcomes.map((one) => [one.id, one]))
      const answers = body.assignments.map(
        ({ id }) => found.get(id) ?? { id, status: 'abnormal_not_open' as const, detail: 'There is no such row.' },
      )
      return answerOutcomes(reply, answers, (status) => status === 'assigned')
    },
  )

  async function ownRows<One extends { id: string }>(caller: Caller, items: readonly One[]): Promise<One[]> {
    const rows = await findOpen(
      db,
      items.map(({ id }) => id),
    )
    const own = new Set(rows.filter(({ organization_id }) => mayTouch(caller, { organization_id })).map(({ id }) => id))
    const mine = items.filter(({ id }) => own.has(id))
    if (mine.length === 0) throw notFound('The row')
    return mine
  }
}
