import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Code,
  closed,
  Id,
  Nullable,
  notFound,
  OutcomeSchema,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { commonPermission, KeyItem, PartnerItem } from './model.ts'
import { listKeys, listPartners, listRefusals, usedOf } from './read.ts'
import { channelsOf, windowStart } from './rules.ts'

import { makeKeys, revokeKeys, rotateKeys, savePartners } from './write.ts'

const Bilingual = T.Object({ zh: T.String(), en: T.String() })
const NullableText = Nullable(T.String())
const PartnerRowSchema = T.Object({
  partner_id: T.String(),
  name: Bilingual,
  organization_id: T.String(),
  contact_name: NullableText,
  contact_email: NullableText,
  closed_at: NullableText,
  keys: T.Integer({ description: 'Keys that are not revoked' }),
  endpoints: T.Integer({ description: 'Webhook endpoints' }),
  disabled: T.Integer({ description: 'Of them those the system disabled after a long failure' }),
  calls_today: T.Integer(),
})
const List = T.Array(T.String())
const KeyRowSchema = T.Object({
  key_id: T.String(),
  partner_id: T.String(),
  name: T.String(),
  algorithm: T.String(),
  public_key: NullableText,
  permissions: List,
  organization_id: T.String(),
  brands: Nullable(List),
  partners: Nullable(List),
  channels: Nullable(List),
  sandbox: T.Boolean(),
  per_minute: T.Integer(),
  per_day: T.Integer(),
  expires_at: NullableText,
  revoked_at: NullableText,
  before_until: Nullable(T.String({ description: 'Until then the secret before a rotation is good too' })),
  made_by: T.String(),
  made_at: T.String(),
  calls_today: T.Integer(),
  days: T.Array(T.Object({ day: T.String(), calls: T.Integer() }), { description: 'Calls of the last 14 days (UTC), the newest first' }),
})
const SecretOutcomes = T.Object({
  outcomes: T.Array(
    T.Object({
      ...OutcomeSchema.properties,
      secret: T.Optional(T.String({ description: 'The secret in base64: here, once, and never again' })),
      before_until: T.Optional(T.String({ description: 'Until then the secret before is good too' })),
    }),
  ),
})
const tags = ['partners']

/** Partners and the keys of their programs, for the staff. */
export const staffRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'partners.read', scope: 'organization' } as const } }
    const edit = { config: { access: { permission: 'partners.edit', scope: 'organization' } as const } }

    app.get(
      '/api/admin/partners',
      {
        ...read,
        schema: {
          tags,
          summary: 'Partners of your organizations, by code',
          querystring: closed({ q: T.Optional(Text('Part of the code or the name', 60)), ...PageQuery }),
          response: { 200: pageOf(PartnerRowSchema) },
        },
      },
      async ({ caller, query: { q, cursor, limit = 50 } }) => listPartners(db, caller, { q, cursor, limit }, clock.now()),
    )
    app.post(
      '/api/admin/partners',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Make or change partners',
          body: closed({ items: T.Array(PartnerItem, { minItems: 1, maxItems: 200, description: 'Partners' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => savePartners(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.get(
      '/api/admin/partners/:partner_id',
      {
        ...read,
        schema: {
          tags,
          summary: 'One partner with its keys',
          params: closed({ partner_id: Code('The partner') }),
          response: { 200: T.Object({ partner: PartnerRowSchema, keys: T.Array(KeyRowSchema) }) },
        },
      },
      async ({ caller, params: { partner_id } }) => {
        const { items } = await listPartners(db, caller, { partner_id, limit: 1 }, clock.now())
        if (!items[0]) throw notFound('The partner')
        return { partner: items[0], keys: await listKeys(db, partner_id, clock.now()) }
      },
    )
    app.post(
      '/api/admin/partner-keys',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Make keys; the secret is in this answer and never again',
          description:
            'You can give what you hold yourself. The same id again is `already_made`, without the secret: rotate it when the first answer was lost.',
          body: closed({ items: T.Array(KeyItem, { minItems: 1, maxItems: 20, description: 'Keys' }) }),
          response: { 200: SecretOutcomes, 409: SecretOutcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => makeKeys(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'made')
      },
    )
    app.post(
      '/api/admin/partner-keys/rotations',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Give keys a new secret; the one before stays good for a day',
          body: closed({
            items: T.Array(
              closed({
                key_id: Id('The key'),
                at_once: T.Optional(T.Boolean({ description: 'The secret before ends now: somebody knows it' })),
              }),
              { minItems: 1, maxItems: 20, description: 'Keys' },
            ),
          }),
          response: { 200: SecretOutcomes, 409: SecretOutcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => rotateKeys(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'rotated')
      },
    )
    app.post(
      '/api/admin/partner-keys/revocations',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Revoke keys at once and for ever',
          body: closed({ key_ids: T.Array(Id('The key'), { minItems: 1, maxItems: 200, description: 'Keys' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => revokeKeys(tx, byOf(request), clock.now(), request.body.key_ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'revoked')
      },
    )
    app.get(
      '/api/admin/partner-refusals',
      {
        ...read,
        schema: {
          tags,
          summary: 'Requests that were turned away at the door, the newest first',
          description: 'Forged, replayed, stale or too many, by key; kept for a month.',
          querystring: closed({
            partner_id: T.Optional(Code('One partner only')),
            code: T.Optional(Code('One reason only')),
            ...PageQuery,
          }),
          response: {
            200: pageOf(
              T.Object({
                refusal_id: T.String(),
                refused_at: T.String(),
                key_id: T.String(),
                partner_id: T.String(),
                organization_id: T.String(),
                method: T.String(),
                path: T.String(),
                code: T.String(),
                detail: T.String(),
                address: T.String(),
              }),
            ),
          },
        },
      },
      async ({ caller, query: { limit = 50, ...filter } }) => listRefusals(db, caller, { limit, ...filter } as never),
    )
  }

const Me = T.Object({
  key_id: Nullable(T.String({ description: 'Null for a person who is signed in' })),
  partner_id: NullableText,
  name: T.String(),
  sandbox: T.Boolean(),
  permissions: List,
  organizations: T.Union([T.Literal('all'), List]),
  brands: T.Union([T.Literal('all'), List]),
  partners: T.Union([T.Literal('all'), List]),
  channels: Nullable(T.Array(T.String(), { description: 'Null for all' })),
  quota: Nullable(
    T.Object({
      minute: T.Object({ limit: T.Integer(), used: T.Integer() }),
      day: T.Object({ limit: T.Integer(), used: T.Integer() }),
    }),
  ),
  server_time: T.String(),
})

/** What every key may ask. */
export const openRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const use = { config: { access: { permission: commonPermission, scope: 'own' } as const } }
    app.get(
      '/api/open/me',
      {
        ...use,
        schema: { tags: ['open'], summary: 'Who this key is, what it may do, how much of its quota is used', response: { 200: Me } },
      },
      async ({ caller, open_key }) => {
        const now = clock.now()
        const used = open_key ? await usedOf(db, open_key.key_id, windowStart('minute', now), windowStart('day', now)) : null
        return {
          key_id: open_key?.key_id ?? null,
          partner_id: open_key?.partner_id ?? null,
          name: caller.name,
          sandbox: open_key?.sandbox ?? false,
          permissions: [...caller.permissions],
          organizations: caller.organizations as string[],
          brands: caller.brands as string[],
          partners: caller.partners as string[],
          channels: open_key ? (channelsOf(open_key) as string[] | null) : null,
          quota:
            open_key && used
              ? { minute: { limit: open_key.per_minute, used: used.minute }, day: { limit: open_key.per_day, used: used.day } }
              : null,
          server_time: now,
        }
      },
    )
    app.post(
      '/api/open/echo',
      {
        ...use,
        schema: {
          tags: ['open'],
          summary: 'Answers what it was sent: for trying a signature over a body',
          body: T.Record(T.String(), T.Unknown(), { description: 'Anything' }),
          response: { 200: T.Object({ received: T.Unknown(), signed_by: T.String() }) },
        },
      },
      async ({ body, caller }) => ({ received: body, signed_by: caller.name }),
    )
  }
