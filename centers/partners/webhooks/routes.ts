import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  type Caller,
  Choice,
  closed,
  Id,
  Nullable,
  notFound,
  OutcomeSchema,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { scopeFilter } from '#core/scope.ts'
import { type Sql, sql } from '#core/sql.ts'
import type { StoredKey } from '../model.ts'
import { findDelivery, listDeliveries, listEndpoints } from './read.ts'
import { listTopics } from './topics.ts'
import { pingEndpoints, replayDeliveries, rotateSecrets, saveEndpoints, setEndpoints } from './write.ts'

const NullableText = Nullable(T.String())
const Endpoint = T.Object({
  endpoint_id: T.String(),
  key_id: T.String(),
  key_name: T.String(),
  partner_id: T.String(),
  organization_id: T.String(),
  url: T.String(),
  types: T.Array(T.String()),
  state: T.String({ description: '`active`, `paused` by a person, `disabled` by the system' }),
  reason: NullableText,
  failing_since: Nullable(T.String({ description: 'Nothing was taken since then' })),
  last_success_at: NullableText,
  before_until: Nullable(T.String({ description: 'Until then messages are signed with the secret before too' })),
  made_at: T.String(),
  waiting: T.Integer({ description: '1000 is that many or more' }),
  failed: T.Integer({ description: '1000 is that many or more' }),
})
const Row = {
  delivery_id: T.String(),
  endpoint_id: T.String(),
  partner_id: T.String(),
  organization_id: T.String(),
  url: T.String(),
  type: T.String(),
  subject: T.String({ description: 'What it is about' }),
  state: T.String(),
  attempts: T.Integer(),
  due_at: T.String(),
  happened_at: T.String(),
  written_at: T.String(),
  ended_at: NullableText,
  last_status: Nullable(T.Integer({ description: 'HTTP status of the last try; null without an answer' })),
  last_code: NullableText,
}
const Delivery = T.Object(Row)
const DeliveryDetail = T.Object({
  ...Row,
  body: T.String({ description: 'The bytes that are signed and sent' }),
  tries: T.Array(
    T.Object({
      attempt: T.Integer(),
      tried_at: T.String(),
      took_ms: T.Integer(),
      status: Nullable(T.Integer()),
      request: T.Record(T.String(), T.String()),
      answer: T.String({ description: 'How the answer began, or why there was none' }),
      code: T.String(),
      body: Nullable(T.String({ description: 'What was sent when it went in the partner’s own shape; null when it went as it is' })),
    }),
  ),
})
const SecretOutcomes = T.Object({
  outcomes: T.Array(
    T.Object({
      ...OutcomeSchema.properties,
      secret: T.Optional(T.String({ description: '`whsec_…`: here, once, and never again' })),
      before_until: T.Optional(T.String({ description: 'Until then messages are signed with the secret before too' })),
    }),
  ),
})
const ids = (what: string) => T.Array(Id(what), { minItems: 1, maxItems: 200, description: `${what}s` })
const endpointIds = closed({ endpoint_ids: ids('Endpoint') })
const deliveryIds = closed({ delivery_ids: ids('Message') })
const settings = closed({
  items: T.Array(closed({ endpoint_id: Id('The endpoint'), active: T.Boolean({ description: 'Told at once, or later' }) }), {
    minItems: 1,
    maxItems: 200,
    description: 'Endpoints',
  }),
})
const pings = closed({
  items: T.Array(closed({ id: Id('Made by the caller; the same id again is the same message'), endpoint_id: Id('The endpoint') }), {
    minItems: 1,
    maxItems: 20,
    description: 'One per message',
  }),
})
const Filter = {
  state: T.Optional(Choice(['waiting', 'delivered', 'failed'] as const, 'Only messages in this state')),
  endpoint_id: T.Optional(Id('Of one endpoint only')),
  subject: T.Optional(T.String({ minLength: 1, maxLength: 80, description: 'What it is about, whole: the id of an order' })),
  ...PageQuery,
}
const one = closed({ delivery_id: Id('The message') })
const both = { 200: Outcomes, 409: Outcomes }
const bothSecret = { 200: SecretOutcomes, 409: SecretOutcomes }

const ofStaff = (caller: Caller): Sql => scopeFilter(caller, { organization: sql`p.organization_id`, partner: sql`p.partner_id` })
const ofKey = (key: StoredKey): Sql => sql`k.key_id = ${key.key_id}`

/** Webhooks as the staff see them: those of all partners of their organizations. */
export const staffWebhookRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const tags = ['partners']
    const read = { config: { access: { permission: 'partners.read', scope: 'organization' } as const } }
    const edit = { config: { access: { permission: 'partners.edit', scope: 'organization' } as const } }
    app.get(
      '/api/admin/partner-endpoints',
      {
        ...read,
        schema: { tags, summary: 'Webhook endpoints, the newest first', response: { 200: T.Object({ items: T.Array(Endpoint) }) } },
      },
      async ({ caller }) => ({ items: await listEndpoints(db, ofStaff(caller)) }),
    )
    app.post(
      '/api/admin/partner-endpoints/states',
      { ...edit, schema: { tags, summary: 'Pause endpoints, or set them to work again', body: settings, response: both } },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => setEndpoints(tx, byOf(request), clock.now(), ofStaff(request.caller), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'changed')
      },
    )
    app.get(
      '/api/admin/partner-deliveries',
      {
        ...read,
        schema: {
          tags,
          summary: 'What partners were told, and what not, the newest first',
          querystring: closed(Filter),
          response: { 200: pageOf(Delivery) },
        },
      },
      async ({ caller, query: { limit = 50, ...filter } }) => listDeliveries(db, ofStaff(caller), { limit, ...filter } as never),
    )
    app.get(
      '/api/admin/partner-deliveries/:delivery_id',
      { ...read, schema: { tags, summary: 'One message with every try', params: one, response: { 200: DeliveryDetail } } },
      async ({ caller, params }) =>
        (await findDelivery(db, ofStaff(caller), params.delivery_id)) ?? Promise.reject(notFound('The message')),
    )
    app.post(
      '/api/admin/partner-deliveries/replays',
      { ...edit, schema: { tags, summary: 'Send messages again', body: deliveryIds, response: both } },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => replayDeliveries(tx, clock.now(), ofStaff(request.caller), request.body.delivery_ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'replayed')
      },
    )
  }

/** Webhooks as a program manages its own. */
export const openWebhookRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const tags = ['open']
    const access = { config: { access: { permission: 'webhooks.edit', scope: 'own' } as const } }
    const keyOf = (key: StoredKey | null): StoredKey => {
      if (!key) throw new Problem(400, 'key_needed', 'Endpoints belong to a key: sign this request with one.')
      return key
    }
    app.get(
      '/api/open/webhooks/types',
      {
        ...access,
        schema: {
          tags,
          summary: 'What can be told',
          response: {
            200: T.Object({
              items: T.Array(T.Object({ type: T.String(), permission: T.String(), title: T.Object({ zh: T.String(), en: T.String() }) })),
            }),
          },
        },
      },
      async () => ({ items: listTopics().map(({ type, permission, title }) => ({ type, permission, title })) }),
    )
    app.get(
      '/api/open/webhooks/endpoints',
      { ...access, schema: { tags, summary: 'The endpoints of this key', response: { 200: T.Object({ items: T.Array(Endpoint) }) } } },
      async ({ open_key }) => ({ items: open_key ? await listEndpoints(db, ofKey(open_key)) : [] }),
    )
    app.post(
      '/api/open/webhooks/endpoints',
      {
        ...access,
        schema: {
          tags,
          summary: 'Make or change endpoints; the secret of a new one is in this answer and never again',
          body: closed({
            items: T.Array(
              closed({
                endpoint_id: Id('Made by the caller; the same id again is the same endpoint'),
                url: T.String({ minLength: 8, maxLength: 500, description: 'Where messages are posted: https, on the public internet' }),
                types: T.Array(T.String({ pattern: '^[a-z_]+\\.[a-z_]+$' }), {
                  minItems: 1,
                  maxItems: 50,
                  uniqueItems: true,
                  description: 'What it is told',
                }),
              }),
              { minItems: 1, maxItems: 20, description: 'Endpoints' },
            ),
          }),
          response: bothSecret,
        },
      },
      async (request, reply) => {
        const key = keyOf(request.open_key)
        const outcomes = await db.tx((tx) => saveEndpoints(tx, byOf(request), clock.now(), key, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.post(
      '/api/open/webhooks/rotations',
      {
        ...access,
        schema: {
          tags,
          summary: 'Give endpoints a new secret; for a day messages are signed with both',
          body: endpointIds,
          response: bothSecret,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) =>
          rotateSecrets(tx, byOf(request), clock.now(), ofKey(keyOf(request.open_key)), request.body.endpoint_ids),
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'rotated')
      },
    )
    app.post(
      '/api/open/webhooks/states',
      { ...access, schema: { tags, summary: 'Pause endpoints, or set them to work again', body: settings, response: both } },
      async (request, reply) => {
        const outcomes = await db.tx((tx) =>
          setEndpoints(tx, byOf(request), clock.now(), ofKey(keyOf(request.open_key)), request.body.items),
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'changed')
      },
    )
    app.post(
      '/api/open/webhooks/pings',
      { ...access, schema: { tags, summary: 'Ask for a message that says nothing', body: pings, response: both } },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => pingEndpoints(tx, clock.now(), ofKey(keyOf(request.open_key)), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'sent')
      },
    )
    app.get(
      '/api/open/webhooks/deliveries',
      {
        ...access,
        schema: {
          tags,
          summary: 'What this key was told, and what not, the newest first',
          querystring: closed(Filter),
          response: { 200: pageOf(Delivery) },
        },
      },
      async ({ open_key, query: { limit = 50, ...filter } }) =>
        open_key ? listDeliveries(db, ofKey(open_key), { limit, ...filter } as never) : { items: [], next: null },
    )
    app.get(
      '/api/open/webhooks/deliveries/:delivery_id',
      { ...access, schema: { tags, summary: 'One message with every try', params: one, response: { 200: DeliveryDetail } } },
      async ({ open_key, params }) =>
        (open_key && (await findDelivery(db, ofKey(open_key), params.delivery_id))) ?? Promise.reject(notFound('The message')),
    )
    app.post(
      '/api/open/webhooks/replays',
      { ...access, schema: { tags, summary: 'Ask for messages again', body: deliveryIds, response: both } },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => replayDeliveries(tx, clock.now(), ofKey(keyOf(request.open_key)), request.body.delivery_ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'replayed')
      },
    )
  }
