import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, Code, closed, Id, Nullable, notFound, Outcomes, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { exchangeOf } from './exchange.ts'
import { deliver, deliverTask, dismissLetters, replayLetters } from './letters.ts'
import { InterfaceId, InterfaceItem, interfaceKinds, letterStates, PartnerItem } from './model.ts'
import { listCalls, listDrifts, listHours, listInterfaces, listLetters, listLines, listPartners, thoseWanted } from './read.ts'
import { assignOwners, closeCircuits, saveInterfaces, savePartners, settleDrifts } from './write.ts'

const NullableText = Nullable(T.String())
const NullableWhole = Nullable(T.Integer())
const Row = T.Object({
  interface_id: T.String(),
  partner: T.String(),
  kind: T.String(),
  name: T.Object({ zh: T.String(), en: T.String() }),
  direction: T.String(),
  version: T.String(),
  owner_id: NullableText,
  budget_calls: NullableWhole,
  budget_ms: NullableWhole,
  partner_calls: Nullable(T.Integer({ description: 'The budget of its partner, where it has none of its own' })),
  partner_ms: NullableWhole,
  active: T.Boolean(),
  calls: T.Integer({ description: 'Calls in the last 24 hours' }),
  failed: T.Integer({ description: 'Of them those that were refused or not answered' }),
  average_ms: NullableWhole,
  slowest_ms: NullableWhole,
  last_success_at: NullableText,
  last_failure_at: NullableText,
  last_failure: NullableText,
  open_circuits: T.Integer({ description: 'Accounts that are not asked at present because of failures' }),
  accounts: T.Integer(),
  waiting: T.Integer({ description: 'Letters not delivered yet' }),
  dead: T.Integer({ description: 'Letters refused or given up' }),
  drifts: T.Integer({ description: 'Fields of the answer that are not what we rely on' }),
})
const Detail = T.Object({
  ...Row.properties,
  contract: T.Array(T.Object({ path: T.String(), kind: T.String() })),
  lines: T.Array(
    T.Object({
      account: T.String(),
      circuit: T.String(),
      failures: T.Integer(),
      retry_at: NullableText,
      last_success_at: NullableText,
      last_failure_at: NullableText,
      last_failure: NullableText,
    }),
  ),
  hours: T.Array(T.Object({ hour: T.String(), calls: T.Integer(), failed: T.Integer(), average_ms: T.Integer() })),
  changed_fields: T.Array(
    T.Object({
      path: T.String(),
      expected: T.String(),
      found: T.String(),
      seen: T.Integer(),
      first_seen_at: T.String(),
      last_seen_at: T.String(),
      settled_at: NullableText,
    }),
  ),
})
const CallView = T.Object({
  call_id: T.String(),
  interface_id: T.String(),
  account: T.String(),
  subject: NullableText,
  called_at: T.String(),
  took_ms: T.Integer(),
  outcome: T.String(),
  code: T.String(),
  detail: NullableText,
  request: T.String({ description: 'As it was sent, secrets and phones masked' }),
  answer: T.String({ description: 'As it came, secrets and phones masked' }),
})
const LetterView = T.Object({
  letter_id: T.String(),
  interface_id: T.String(),
  account: T.String(),
  kind: T.String(),
  subject: T.String(),
  payload: T.Unknown(),
  state: T.String(),
  attempts: T.Integer(),
  due_at: T.String(),
  reason: NullableText,
  written_at: T.String(),
  ended_at: NullableText,
  tries: T.Array(
    T.Object({
      attempt: T.Integer(),
      tried_at: T.String(),
      took_ms: T.Integer(),
      outcome: T.String(),
      code: T.String(),
      detail: NullableText,
    }),
  ),
})
const answers = { 200: Outcomes, 409: Outcomes }
const interfaceIds = closed({
  interface_ids: T.Array(InterfaceId('The interface'), { minItems: 1, maxItems: 200, description: 'Interfaces' }),
})
const letterIds = closed({ letter_ids: T.Array(Id('The letter'), { minItems: 1, maxItems: 200, description: 'Dead letters' }) })

/** The registry: every interface, what was said, what could not be said. */
export const interfaceRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'interfaces.read', scope: 'all' } as const } }
    const edit = { config: { access: { permission: 'interfaces.edit', scope: 'all' } as const } }
    const tags = ['interfaces']

    app.get(
      '/api/admin/interfaces',
      {
        ...read,
        schema: {
          tags,
          summary: 'Every interface with its health',
          querystring: closed({
            missing: T.Optional(Choice(['owner', 'budget'] as const, 'Only those nobody answers for, or that are asked without a budget')),
            kind: T.Optional(Choice(interfaceKinds, 'One kind only')),
            owner_id: T.Optional(Code('Those this organization answers for')),
            words: T.Optional(T.String({ minLength: 1, maxLength: 80, description: 'Part of the name or the id' })),
          }),
          response: { 200: T.Object({ items: T.Array(Row) }) },
        },
      },
      async ({ query }) => ({ items: thoseWanted(await listInterfaces(db, clock.now()), query as never) }),
    )
    app.post(
      '/api/admin/interfaces/owners',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Say who answers for interfaces',
          body: closed({ ...interfaceIds.properties, owner_id: Nullable(Code('The organization; null is nobody')) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const { interface_ids, owner_id } = request.body
        const outcomes = await db.tx((tx) => assignOwners(tx, byOf(request), clock.now(), interface_ids, owner_id))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.get(
      '/api/admin/interface-partners',
      {
        ...read,
        schema: {
          tags,
          summary: 'What holds for all interfaces of each partner',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  ...{ partner: T.String(), owner_id: NullableText, budget_calls: NullableWhole, budget_ms: NullableWhole },
                  interfaces: T.Integer(),
                }),
              ),
            }),
          },
        },
      },
      async () => ({ items: await listPartners(db) }),
    )
    app.post(
      '/api/admin/interface-partners',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Set owner and budget for all interfaces of partners',
          description: 'Interfaces that have their own keep it; those that come later get these.',
          body: closed({ items: T.Array(PartnerItem, { minItems: 1, maxItems: 100, description: 'Partners' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => savePartners(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.post(
      '/api/admin/interfaces',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Set budget, owner and switch of interfaces',
          body: closed({ items: T.Array(InterfaceItem, { minItems: 1, maxItems: 200, description: 'Interfaces' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveInterfaces(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.get(
      '/api/admin/interfaces/:interface_id',
      {
        ...read,
        schema: {
          tags,
          summary: 'One interface: contract, accounts, hours, changed fields',
          params: closed({ interface_id: InterfaceId('The interface') }),
          response: { 200: Detail },
        },
      },
      async ({ params: { interface_id } }) => {
        const [row] = await listInterfaces(db, clock.now(), interface_id)
        if (!row) throw notFound('The interface')
        const [lines, hours, changed_fields] = await Promise.all([
          listLines(db, interface_id),
          listHours(db, interface_id, clock.now()),
          listDrifts(db, interface_id),
        ])
        return { ...row, lines, hours, changed_fields }
      },
    )
    app.get(
      '/api/admin/interfaces/:interface_id/calls',
      {
        ...read,
        schema: {
          tags,
          summary: 'What was said and answered, newest first',
          description: 'Every failure and of successes a few a second, kept for a week.',
          params: closed({ interface_id: InterfaceId('The interface') }),
          querystring: closed({ failed: T.Optional(T.Boolean({ description: 'Failures only' })), ...PageQuery }),
          response: { 200: pageOf(CallView) },
        },
      },
      async ({ params: { interface_id }, query: { failed, cursor, limit = 50 } }) => {
        await exchangeOf({ db, clock }).flush()
        return listCalls(db, { interface_id, failed, cursor, limit })
      },
    )
    app.get(
      '/api/admin/interface-letters',
      {
        ...read,
        schema: {
          tags,
          summary: 'What waits to be said to partners, and dead letters',
          querystring: closed({
            state: T.Optional(Choice(letterStates, 'Dead letters when left out')),
            interface_id: T.Optional(InterfaceId('One interface only')),
            subject: T.Optional(
              T.String({ minLength: 1, maxLength: 100, description: 'What it is about, whole: an order number, a parcel' }),
            ),
            ...PageQuery,
          }),
          response: { 200: pageOf(LetterView) },
        },
      },
      async ({ query: { state = 'dead', limit = 50, ...filter } }) => listLetters(db, { state, limit, ...filter } as never),
    )
    app.post(
      '/api/admin/interface-letters/replays',
      { ...edit, schema: { tags, summary: 'Send dead letters again', body: letterIds, response: answers } },
      async ({ body: { letter_ids } }, reply) => {
        const replayed = await db.tx((tx) => replayLetters(tx, clock.now(), letter_ids))
        const outcomes = letter_ids.map((id) =>
          replayed.has(id)
            ? { id, status: 'replayed' }
            : { id, status: 'not_dead', detail: 'It is not a dead letter any more: reload the list.' },
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'replayed')
      },
    )
    app.post(
      '/api/admin/interface-letters/dismissals',
      { ...edit, schema: { tags, summary: 'Put dead letters away', body: letterIds, response: answers } },
      async ({ body: { letter_ids } }, reply) => {
        const dismissed = await db.tx((tx) => dismissLetters(tx, letter_ids))
        const outcomes = letter_ids.map((id) =>
          dismissed.has(id)
            ? { id, status: 'dismissed' }
            : { id, status: 'not_dead', detail: 'It is not a dead letter any more: reload the list.' },
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'dismissed')
      },
    )
    app.post(
      '/api/admin/interfaces/closings',
      { ...edit, schema: { tags, summary: 'Close breakers: the next call goes out at once', body: interfaceIds, response: answers } },
      async ({ body: { interface_ids } }, reply) => {
        const done = await db.tx((tx) => closeCircuits(tx, interface_ids))
        const outcomes = interface_ids.map((id) => ({ id, status: done.has(id) ? 'closed' : 'already_closed' }))
        return answerOutcomes(reply, outcomes, (status) => status === 'closed')
      },
    )
    app.post(
      '/api/admin/interfaces/settlements',
      { ...edit, schema: { tags, summary: 'Put changed fields away that were seen to', body: interfaceIds, response: answers } },
      async ({ body: { interface_ids } }, reply) => {
        const done = await db.tx((tx) => settleDrifts(tx, clock.now(), interface_ids))
        const outcomes = interface_ids.map((id) => ({ id, status: done.has(id) ? 'settled' : 'already_settled' }))
        return answerOutcomes(reply, outcomes, (status) => status === 'settled')
      },
    )
  }

/** The job that delivers letters. */
export const tasks = ({ db, clock }: Needs) => ({
  [deliverTask]: async () => {
    await deliver(db, exchangeOf({ db, clock }), clock.now)
  },
})
