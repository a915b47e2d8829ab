import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  BusinessDate,
  Choice,
  Code,
  closed,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { entryKinds, type Outside } from '../port.ts'
import { findConnection } from '../read.ts'
import { Acceptance, differenceKinds, differenceStates, StatementAsk } from './model.ts'
import { listDifferences, listEntries, listStatements } from './read.ts'
import { acceptDifferences, askStatements } from './write.ts'

const NullableText = Nullable(T.String())
const Minor = T.Integer({ description: 'In minor units; what is taken from us is below zero' })
const StatementView = T.Object({
  connection_id: T.String(),
  day: T.String(),
  state: Choice(['asked', 'taken'] as const, 'Whether it is here'),
  asked_by: T.String(),
  next_at: NullableText,
  attempts: T.Integer(),
  failure: NullableText,
  entries: T.Integer(),
  currency: NullableText,
  sale_minor: Minor,
  refund_minor: Minor,
  fee_minor: Minor,
  other_minor: Minor,
  taken_at: NullableText,
  differences: T.Integer({ description: 'Open differences last found with it' }),
})
const EntryView = T.Object({
  entry_no: T.String(),
  day: T.String(),
  kind: Choice(entryKinds, 'What it is for'),
  external_no: NullableText,
  amount_minor: Minor,
  currency: T.String(),
  happened_at: T.String(),
  note: NullableText,
})
const DifferenceView = T.Object({
  connection_id: T.String(),
  external_no: T.String(),
  kind: Choice(differenceKinds, 'In what they differ'),
  order_id: NullableText,
  ours_minor: Nullable(T.Integer({ description: 'What we expect; null for an order nobody knows' })),
  theirs_minor: T.Integer({ description: 'What the statements say' }),
  currency: T.String(),
  state: Choice(differenceStates, 'How it stands'),
  day: T.String(),
  found_at: T.String(),
  accepted_by: NullableText,
  accepted_at: NullableText,
  note: NullableText,
})
const answers = { 200: Outcomes, 409: Outcomes }
const OrderNumber = T.Optional(T.String({ minLength: 1, maxLength: 80, description: 'The platform’s order number, whole' }))
const Shop = T.Optional(Code('One shop only'))

/** What platforms say they paid, and where that differs from our orders. */
export const statementRoutes =
  (outside: Outside): Routes<Needs> =>
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'marketplaces.read', scope: 'organization' } as const } }
    const settle = { config: { access: { permission: 'marketplaces.settle', scope: 'organization' } as const } }
    const tags = ['marketplaces']
    app.get(
      '/api/admin/marketplaces/statements',
      {
        ...read,
        schema: {
          tags,
          summary: 'Statements of platforms, one a shop and day',
          querystring: closed({
            connection_id: Shop,
            state: T.Optional(Choice(['asked', 'taken'] as const, 'Whether it is here')),
            ...PageQuery,
          }),
          response: { 200: pageOf(StatementView) },
        },
      },
      async ({ caller, query: { limit = 50, ...filter } }) => listStatements(db, caller, { ...filter, limit }),
    )
    app.post(
      '/api/admin/marketplaces/statements',
      {
        ...settle,
        schema: {
          tags,
          summary: 'Fetch statements, or fetch them once more',
          body: closed({ items: T.Array(StatementAsk, { minItems: 1, maxItems: 100, description: 'Shops and days' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => askStatements(tx, byOf(request), clock.now(), outside.ports, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => /asked$/.test(status))
      },
    )
    app.get(
      '/api/admin/marketplaces/:connection_id/entries',
      {
        ...read,
        schema: {
          tags,
          summary: 'Entries of one statement, or of one order',
          params: closed({ connection_id: Code('The shop') }),
          querystring: closed({ day: T.Optional(BusinessDate('The day of the statement')), number: OrderNumber, ...PageQuery }),
          response: { 200: pageOf(EntryView) },
        },
      },
      async ({ caller, params: { connection_id }, query: { limit = 50, ...filter } }) => {
        const row = await findConnection(db, connection_id)
        if (!row || !mayTouch(caller, { organization_id: row.organization_id })) throw notFound('The connection')
        return listEntries(db, { ...filter, connection_id, limit })
      },
    )
    app.get(
      '/api/admin/marketplaces/differences',
      {
        ...read,
        schema: {
          tags,
          summary: 'Where statements and our orders differ',
          querystring: closed({
            state: T.Optional(Choice(differenceStates, 'How they stand; open when left out')),
            kind: T.Optional(Choice(differenceKinds, 'In what they differ')),
            connection_id: Shop,
            number: OrderNumber,
            ...PageQuery,
          }),
          response: { 200: pageOf(DifferenceView) },
        },
      },
      async ({ caller, query: { limit = 50, state = 'open', ...filter } }) => listDifferences(db, caller, { ...filter, state, limit }),
    )
    app.post(
      '/api/admin/marketplaces/differences/acceptances',
      {
        ...settle,
        schema: {
          tags,
          summary: 'Say why differences may stay',
          body: closed({ items: T.Array(Acceptance, { minItems: 1, maxItems: 500, description: 'Differences, each with a reason' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => acceptDifferences(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => /accepted$/.test(status))
      },
    )
  }
