import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  Id,
  Nullable,
  notFound as noSuch,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { businessDate } from '#core/time.ts'
import { states } from '../model.ts'
import { ownOnly, requireOrders } from '../own.ts'
import { BureauItem, BureauRuleItem, duties, errandStatuses, returnReasons } from './model.ts'
import {
  countBack,
  countErrands,
  findBureauNames,
  findErrandRow,
  findErrands,
  listBack,
  listBureauRules,
  listBureauRuleVersions,
  listBureaus,
  listErrands,
  listErrandsOf,
} from './read.ts'
import { saveBureauRules, saveBureaus } from './save.ts'
import { acceptErrands, assignErrands, returnErrands } from './write.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })
const Goods = T.Array(T.Object({ sku_id: Nullable(T.String()), title: Words, quantity: T.Integer() }), {
  description: 'The goods of the order it is for',
})
const Kept = {
  part_no: T.Integer({
    description: 'The part of the order: lines that go to the same bureaus; 0 is the first, and all of an order that has none',
  }),
  duty: Choice(duties, 'What for'),
  bureau_id: Nullable(T.String()),
  status: Choice(errandStatuses, 'How far it is'),
  rule_id: Nullable(T.String({ description: 'The rule that chose the bureau; null for a person' })),
  rule_version: Nullable(T.Integer()),
  assigned_at: T.String(),
  assigned_by: T.String(),
  taken_on: T.String(),
  answer_by: Nullable(T.String()),
  answered_at: Nullable(T.String()),
  answered_by: Nullable(T.String()),
  return_reason: Nullable(Choice(returnReasons, 'Why it was returned')),
  return_note: Nullable(T.String()),
  ended_at: Nullable(T.String()),
}
const Row = {
  id: T.String(),
  order_id: T.String(),
  ...Kept,
  rule_name: Nullable(Words),
  bureau_name: Nullable(Words),
  order_no: T.String(),
  channel_id: T.String(),
  buyer_name: T.String(),
  buyer_phone: Nullable(T.String()),
  address: T.Record(T.String(), T.String()),
  buyer_message: Nullable(T.String()),
  placed_at: T.String(),
  states: T.Array(Choice(states, 'A state of this part of the order')),
  goods: Goods,
  parts: T.Integer({ description: 'How many parts the order has' }),
}
const PassedOver = T.Array(
  T.Object({
    bureau_id: T.String(),
    rule_id: T.String(),
    why: Choice(['not_open', 'full', 'elsewhere', 'returned_it'] as const, 'Why it was not taken'),
  }),
)
const duty = T.Optional(Choice(duties, 'Only this duty'))
const q = T.Optional(Text('Order number, phone or name of the buyer', 80))

/** Bureaus: who they are, the rules that choose them, what they have to do, and what they give back. */
export const bureauRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })
  const anywhere = (permission: string) => ({ access: { permission, scope: 'none' as const } })

  async function named<One extends { bureau_id: string | null }>(rows: readonly One[]) {
    const names = await findBureauNames(db, [...new Set(rows.flatMap(({ bureau_id }) => bureau_id ?? []))])
    return rows.map((row) => ({ ...row, bureau_name: names.get(row.bureau_id ?? '') ?? null }))
  }
  /** Errands of bureaus that are not the caller's are as if they were not there. */
  async function own(caller: Parameters<typeof mayTouch>[0], ids: readonly string[]): Promise<Set<string>> {
    const errands = await findErrands(db, ids)
    return new Set(
      errands.flatMap(({ errand_id, bureau_id }) => (bureau_id && mayTouch(caller, { organization_id: bureau_id }) ? [errand_id] : [])),
    )
  }
  const notFound = { status: 'errand_not_found', detail: 'There is no such errand.' }

  app.get(
    '/api/admin/errands',
    {
      config: access('bureaus.work'),
      schema: {
        tags: ['orders'],
        summary: 'What the bureaus of the caller have to do for orders: what is open oldest first, the rest newest first',
        querystring: T.Object({
          status: T.Optional(Choice(['waiting', 'accepted', 'returned', 'over'] as const, 'How far; `waiting` when left out')),
          duty,
          bureau_id: T.Optional(Code('Only this bureau')),
          q,
          ...PageQuery,
        }),
        response: { 200: pageOf(T.Object(Row)) },
      },
    },
    async ({ caller, query }) => {
      const { items, next } = await listErrands(db, caller, { ...query, status: query.status ?? 'waiting', limit: query.limit ?? 50 })
      return { items: await named(items), next }
    },
  )

  app.get(
    '/api/admin/errands/:id',
    {
      config: access('bureaus.work'),
      schema: {
        tags: ['orders'],
        summary: 'One errand of a bureau of the caller, with what is to be done',
        params: T.Object({ id: Id('The errand') }),
        response: { 200: T.Object(Row) },
      },
    },
    async ({ caller, params }) => {
      const row = await findErrandRow(db, params.id)
      if (!row?.bureau_id || !mayTouch(caller, { organization_id: row.bureau_id })) throw noSuch('The errand')
      return (await named([row]))[0]!
    },
  )

  app.get(
    '/api/admin/errands/counts',
    {
      config: access('bureaus.work'),
      schema: {
        tags: ['orders'],
        summary: 'How many orders wait for a word of the caller’s bureaus, how many of them too long, how many they have in hand',
        response: {
          200: T.Object({
            items: T.Array(T.Object({ status: Choice(['waiting', 'accepted', 'late'] as const, 'Which'), errands: T.Integer() })),
          }),
        },
      },
    },
    async ({ caller }) => ({ items: await countErrands(db, caller, clock.now()) }),
  )

  app.post(
    '/api/admin/errands/acceptances',
    {
      config: access('bureaus.work'),
      schema: {
        tags: ['orders'],
        summary: 'A bureau takes what it was given',
        body: closed({
          ids: T.Array(Id('The errand'), { minItems: 1, maxItems: 1000, uniqueItems: true, description: 'The errands' }),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ caller, body }, reply) => {
      const mine = await own(caller, body.ids)
      const done = await db.tx((tx) =>
        acceptErrands(
          tx,
          caller.name,
          clock.now(),
          body.ids.filter((id) => mine.has(id)),
        ),
      )
      const answers = new Map(done.map((one) => [one.id, one]))
      return answerOutcomes(
        reply,
        body.ids.map((id) => answers.get(id) ?? { id, ...notFound }),
        (status) => status === 'accepted',
      )
    },
  )

  app.post(
    '/api/admin/errands/returns',
    {
      config: access('bureaus.work'),
      schema: {
        tags: ['orders'],
        summary: 'A bureau gives orders back to the head office; what has not left is held until somebody else has it',
        body: closed({
          returns: T.Array(
            closed({
              id: Id('The errand'),
              reason: Choice(returnReasons, 'Why'),
              note: T.Optional(Nullable(T.String({ maxLength: 200, description: 'In a few words; needed for `other`' }))),
            }),
            { minItems: 1, maxItems: 1000, description: 'One per errand' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ caller, body }, reply) => {
      const mine = await own(
        caller,
        body.returns.map(({ id }) => id),
      )
      const asked = body.returns.filter(({ id }) => mine.has(id)).map(({ note, ...one }) => ({ ...one, note: note ?? null }))
      const done = await db.tx((tx) => returnErrands(tx, caller.name, clock.now(), asked))
      const answers = new Map(done.map((one) => [one.id, one]))
      return answerOutcomes(
        reply,
        body.returns.map(({ id }) => answers.get(id) ?? { id, ...notFound }),
        (status) => status === 'returned',
      )
    },
  )

  app.get(
    '/api/admin/returned-errands',
    {
      config: access('bureaus.assign'),
      schema: {
        tags: ['orders'],
        summary: 'Orders that a bureau returned or that found no bureau, the oldest first',
        querystring: T.Object({ status: T.Optional(Choice(['returned', 'unassigned'] as const, 'Only these')), duty, q, ...PageQuery }),
        response: { 200: pageOf(T.Object({ ...Row, passed_over: PassedOver })) },
      },
    },
    async ({ caller, query }) => {
      const { items, next } = await listBack(db, caller, { ...query, limit: query.limit ?? 50 })
      return { items: await named(items), next }
    },
  )

  app.get(
    '/api/admin/returned-errands/counts',
    {
      config: access('bureaus.assign'),
      schema: {
        tags: ['orders'],
        summary: 'How many orders came back, and how many found no bureau',
        response: {
          200: T.Object({
            items: T.Array(T.Object({ status: Choice(['returned', 'unassigned'] as const, 'Which'), errands: T.Integer() })),
          }),
        },
      },
    },
    async ({ caller }) => ({ items: await countBack(db, caller) }),
  )

  app.post(
    '/api/admin/errands/assignments',
    {
      config: access('bureaus.assign'),
      schema: {
        tags: ['orders'],
        summary: 'The head office gives orders to bureaus, or to others than before; what was held for being returned goes on',
        body: closed({
          assignments: T.Array(
            closed({
              id: Id('Of the new errand, made by the caller; the same id again changes nothing'),
              order_id: Id('The order'),
              part_no: T.Optional(
                T.Integer({ minimum: 0, maximum: 32_767, description: 'Which part of the order; the first, or all of it, when left out' }),
              ),
              duty: Choice(duties, 'What for'),
              bureau_id: Nullable(Code('Who; null asks the rules again, without those who returned it')),
              over_capacity: T.Optional(T.Boolean({ description: 'Also when the bureau has its orders of the day' })),
            }),
            { minItems: 1, maxItems: 1000, description: 'One per order, part and duty' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ caller, body }, reply) => {
      const mine = new Set(
        (
          await ownOnly(
            db,
            caller,
            body.assignments.map(({ order_id }) => ({ id: order_id })),
          )
        ).map(({ id }) => id),
      )
      const asked = body.assignments
        .filter(({ order_id }) => mine.has(order_id))
        .map((one) => ({ ...one, part_no: one.part_no ?? 0, over_capacity: one.over_capacity ?? false }))
      const done = await db.tx((tx) => assignErrands(tx, caller.name, clock.now(), asked))
      const keyOf = ({ id, order_id, part_no = 0, duty }: { id: string; order_id: string; part_no?: number | undefined; duty: string }) =>
        `${id} ${order_id} ${part_no} ${duty}`
      const at = new Map(asked.map((one, i) => [keyOf(one), done[i]!]))
      return answerOutcomes(
        reply,
        body.assignments.map((one) => at.get(keyOf(one)) ?? { id: one.id, status: 'order_not_found', detail: 'There is no such order.' }),
        (status) => status === 'assigned',
      )
    },
  )

  app.get(
    '/api/admin/orders/:id/errands',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'The bureaus of an order: who has it, who had it, which rule chose them and whom it passed over',
        params: T.Object({ id: Id('The order') }),
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                id: T.String(),
                ...Kept,
                rule_name: Nullable(Words),
                goods: Goods,
                bureau_name: Nullable(Words),
                passed_over: PassedOver,
              }),
            ),
          }),
        },
      },
    },
    async ({ caller, params }) => {
      await requireOrders(db, caller, [params.id])
      return { items: await named(await listErrandsOf(db, params.id)) }
    },
  )

  app.get(
    '/api/admin/bureaus',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'Bureaus of the caller’s organizations: what they do, where, how many a day, and what they have today',
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                ...BureauItem.properties,
                name: Nullable(Words),
                taken_today: T.Integer(),
                waiting: T.Integer(),
                late: T.Integer(),
                saved_at: T.String(),
                saved_by: T.String(),
              }),
            ),
          }),
        },
      },
    },
    async ({ caller }) => ({ items: await listBureaus(db, caller, clock.now(), businessDate(clock.now())) }),
  )

  app.post(
    '/api/admin/bureaus',
    {
      config: anywhere('bureaus.edit'),
      schema: {
        tags: ['orders'],
        summary: 'Make organizations bureaus, or change what they do',
        body: closed({ bureaus: T.Array(BureauItem, { minItems: 1, maxItems: 1000, description: 'The bureaus' }) }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => saveBureaus(tx, byOf(request), clock.now(), request.body.bureaus))
      return answerOutcomes(reply, outcomes, (status) => status === 'saved')
    },
  )

  const RuleRow = T.Object({ ...BureauRuleItem.properties, saved_at: T.String(), saved_by: T.String() })
  app.get(
    '/api/admin/bureau-rules',
    {
      config: anywhere('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'The rules that choose bureaus, by duty in the order they are asked',
        response: { 200: T.Object({ items: T.Array(RuleRow) }) },
      },
    },
    async () => ({ items: await listBureauRules(db) }),
  )

  app.get(
    '/api/admin/bureau-rules/:rule_id/versions',
    {
      config: anywhere('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'Every version of a rule, the newest first',
        params: T.Object({ rule_id: Code('The rule') }),
        response: { 200: T.Object({ items: T.Array(RuleRow) }) },
      },
    },
    async ({ params }) => ({ items: await listBureauRuleVersions(db, params.rule_id) }),
  )

  app.post(
    '/api/admin/bureau-rules',
    {
      config: anywhere('bureaus.edit'),
      schema: {
        tags: ['orders'],
        summary: 'Save rules that choose bureaus, each as a new version',
        body: closed({ rules: T.Array(BureauRuleItem, { minItems: 1, maxItems: 200, description: 'The rules' }) }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => saveBureauRules(tx, byOf(request), clock.now(), request.body.rules))
      return answerOutcomes(reply, outcomes, (status) => status === 'saved')
    },
  )
}
