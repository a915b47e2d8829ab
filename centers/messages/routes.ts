import { timingSafeEqual } from 'node:crypto'
import { listConsents, type Purpose, purposes } from '#centers/identity/privacy/write.ts'
import { requireUser } from '#centers/identity/sessions/routes.ts'
import {
  allows,
  answerOutcomes,
  BusinessDate,
  Choice,
  Code,
  closed,
  cutPage,
  decodeCursor,
  Id,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { keyedHash } from '#core/secrets.ts'
import { defaultZone } from '#core/time.ts'
import { defaults } from './defaults.ts'
import './privacy.ts'
import { categories, channels, messageStates } from './model.ts'
import { dropSubscription, findSubscriptions, isPushService, saveSubscription } from './push.ts'
import {
  countUnread,
  findHours,
  findTemplates,
  listInbox,
  listOutbox,
  listPreferences,
  listTemplates,
  listTotals,
  templateKey,
} from './read.ts'
import { placeholders, render } from './rules.ts'
import {
  findSender,
  findShownText,
  firstSender,
  markRead,
  publishTemplates,
  recordCalls,
  recordReceipts,
  setPreferences,
  setWishedHours,
} from './write.ts'

const Preference = closed({
  category: Choice(['order', 'service', 'marketing'] as const, 'What the messages are about; security messages cannot be declined'),
  channel: Choice(channels, 'How they come'),
  allowed: T.Boolean({ description: 'Whether they may come' }),
})
const minute = (description: string) => T.Integer({ minimum: 0, maximum: 1439, description })
const QuietHours = closed(
  {
    from_minute: minute('From this minute of the day'),
    to_minute: minute('To this minute of the day; before `from` it is that of the next'),
  },
  { description: 'When nothing but urgent messages may come; null: as the brand keeps it' },
)
const InboxMessage = T.Object({
  message_id: T.String(),
  category: T.String(),
  subject: T.String(),
  text: T.String(),
  order_id: Nullable(T.String({ description: 'The order it is about' })),
  requested_at: T.String(),
  read_at: Nullable(T.String()),
})
const OutboxMessage = T.Object({
  message_id: T.String(),
  channel: T.String(),
  template: T.String(),
  template_version: Nullable(T.Integer()),
  category: T.String(),
  locale: T.String(),
  brand: Nullable(T.String()),
  user_id: Nullable(T.String()),
  address: Nullable(T.String({ description: 'Masked for those who may not read addresses' })),
  state: T.String(),
  reason: Nullable(T.String()),
  requested_at: T.String(),
  due_at: T.String(),
  attempts: T.Integer(),
  provider: Nullable(T.String()),
  provider_ref: Nullable(T.String()),
  sent_at: Nullable(T.String()),
  delivered_at: Nullable(T.String()),
  segments: Nullable(T.Integer()),
  cost_micros: Nullable(T.Integer()),
  currency: Nullable(T.String()),
  text: Nullable(T.String({ description: 'What it said, where partners are simulated; otherwise null, because texts are not kept' })),
})
const ProviderTemplate = closed({
  code: Text('The number of the text at this provider, which has reviewed it', 64),
  values: T.Array(Text('Name of a value', 40), { maxItems: 20, description: 'The values in the order the provider wants them' }),
})
const TemplateDraft = closed({
  template: T.String({
    pattern: '^[a-z][a-z_]*(\\.[a-z][a-z_]*)?$',
    maxLength: 80,
    description: 'Name of the message, as centers ask for it',
  }),
  channel: Choice(channels, 'The channel this text is for'),
  locale: Choice(['zh', 'en'] as const, 'Language'),
  category: Choice(categories, 'What it is about, which decides who may decline it'),
  subject: T.String({ maxLength: 200, description: 'Subject or title; may hold values as `{{order_no}}`' }),
  body: Text('The text; values stand in it as `{{order_no}}`', 5000),
  provider_templates: T.Optional(
    T.Record(T.String({ pattern: '^[a-z]{2,20}$' }), ProviderTemplate, { description: 'By SMS provider: its number of the reviewed text' }),
  ),
})
const Template = T.Object({
  template: T.String(),
  channel: T.String(),
  locale: T.String(),
  version: T.Integer(),
  category: T.String(),
  subject: T.String(),
  body: T.String(),
  provider_templates: T.Record(T.String(), T.Object({ code: T.String(), values: T.Array(T.String()) })),
  state: T.String(),
  changed_by: T.String(),
  changed_at: T.String(),
})

/** Providers do not sign their reports, so the address they report to is the secret. */
export const receiptKey = (provider: string): string => keyedHash('messages.receipts', provider).slice(0, 32)

export const mallRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    for (const [base, permission] of [
      ['/api/mall', 'member'],
      ['/api/admin', 'staff'],
    ] as const) {
      app.get(
        `${base}/messages`,
        {
          config: { access: { permission, scope: 'own' } },
          schema: {
            tags: ['messages'],
            summary: 'My inbox',
            querystring: closed(PageQuery),
            response: {
              200: T.Intersect([
                pageOf(InboxMessage),
                T.Object({ unread: T.Integer({ description: 'Unread messages; 100 means more than 99' }) }),
              ]),
            },
          },
        },
        async (request) => {
          const { user_id } = requireUser(request)
          const limit = request.query.limit ?? 50
          const rows = await listInbox(db, user_id, decodeCursor(request.query.cursor, ['string', 'string']), limit + 1)
          const page = cutPage(rows, limit, ({ requested_at, message_id }) => [requested_at, message_id])
          const templates = await findTemplates(
            db,
            page.items.map(({ template, locale }) => ({ template, locale, channel: 'in_app' as const })),
          )
          const items = page.items.map(({ template, locale, values, ...row }) => {
            const text = templates.get(templateKey({ template, locale, channel: 'in_app' }))
            const order_id = typeof values.order_id === 'string' ? values.order_id : null
            return { ...row, order_id, subject: said(text?.subject ?? template, values), text: said(text?.body ?? '', values) }
          })
          return { items, next: page.next, unread: await countUnread(db, user_id) }
        },
      )

      app.post(
        `${base}/messages/read`,
        {
          config: { access: { permission, scope: 'own' } },
          schema: {
            tags: ['messages'],
            summary: 'Mark messages as read',
            body: closed({ message_ids: T.Array(Id('A message of my inbox'), { maxItems: 200, description: 'The messages read' }) }),
            response: { 200: T.Object({ unread: T.Integer() }) },
          },
        },
        async (request) => {
          const { user_id } = requireUser(request)
          await db.tx((tx) => markRead(tx, clock.now(), user_id, request.body.message_ids))
          return { unread: await countUnread(db, user_id) }
        },
      )
    }

    app.get(
      '/api/mall/message-preferences',
      {
        config: { access: { permission: 'member', scope: 'own' } },
        schema: {
          tags: ['messages'],
          summary: 'What I want to hear, and how',
          response: {
            200: T.Object({
              items: T.Array(Preference),
              agreed: T.Object(
                { letters: T.Boolean(), marketing: T.Boolean() },
                {
                  description:
                    'Consents in force: without `letters` no news comes by short message or mail, without `marketing` no advertising',
                },
              ),
              quiet_hours: Nullable(
                T.Object(
                  { from_minute: T.Integer(), to_minute: T.Integer(), zone: T.String() },
                  { description: 'My own; null: as the brand keeps them' },
                ),
              ),
              browsers: T.Integer({ description: 'Browsers in which I allowed push' }),
            }),
          },
        },
      },
      async (request) => {
        const { user_id } = requireUser(request)
        const [items, consents, quiet_hours, browsers] = await Promise.all([
          listPreferences(db, user_id),
          listConsents(db, user_id),
          findHours(db, user_id),
          findSubscriptions(db, user_id),
        ])
        const isAgreed = (of: Purpose) => consents.some(({ purpose, version }) => purpose === of && version === purposes[of])
        const agreed = { letters: isAgreed('letters'), marketing: isAgreed('marketing') }
        return { items: items as { category: 'order'; channel: 'sms'; allowed: boolean }[], agreed, quiet_hours, browsers: browsers.length }
      },
    )
    app.put(
      '/api/mall/message-preferences',
      {
        config: { access: { permission: 'member', scope: 'own' } },
        schema: {
          tags: ['messages'],
          summary: 'Say what I want to hear; what is not named stays as it is',
          description: 'Asking for news by short message or mail, or for advertising, is a consent and is kept as one.',
          body: closed({
            items: T.Array(Preference, { maxItems: 20, description: 'Wishes' }),
            quiet_hours: T.Optional(Nullable(QuietHours)),
          }),
          response: { 204: T.Null() },
        },
      },
      async (request, reply) => {
        const { user_id } = requireUser(request)
        const { items, quiet_hours } = request.body
        await db.tx(async (tx) => {
          await setPreferences(tx, clock.now(), user_id, items)
          if (quiet_hours !== undefined)
            await setWishedHours(tx, clock.now(), user_id, quiet_hours && { ...quiet_hours, zone: defaultZone })
        })
        return reply.code(204).send(null)
      },
    )
    app.get(
      '/api/mall/push-key',
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['messages'],
          summary: 'The key a browser subscribes to push with; null where push is not set up',
          response: { 200: T.Object({ key: Nullable(T.String()) }) },
        },
      },
      async () => ({ key: firstSender('push')?.public_key ?? null }),
    )
    app.put(
      '/api/mall/push-subscriptions',
      {
        config: { access: { permission: 'member', scope: 'own' } },
        schema: {
          tags: ['messages'],
          summary: 'Let messages come to this browser',
          body: closed({
            endpoint: T.String({ maxLength: 1000, description: 'Where the push service takes messages for this browser' }),
            p256dh: T.String({ pattern: '^B[A-Za-z0-9_-]{86}$', description: 'The browser\u2019s public key, base64url' }),
            auth: T.String({ pattern: '^[A-Za-z0-9_-]{22}$', description: 'Its shared secret, base64url' }),
          }),
          response: { 204: T.Null() },
        },
      },
      async (request, reply) => {
        const { user_id } = requireUser(request)
        if (!isPushService(request.body.endpoint))
          throw new Problem(400, 'push_service_unknown', 'endpoint: this is no push service we know, so nothing is sent there.')
        await db.tx((tx) => saveSubscription(tx, clock.now(), user_id, request.body))
        return reply.code(204).send(null)
      },
    )
    app.post(
      '/api/mall/push-subscriptions/endings',
      {
        config: { access: { permission: 'member', scope: 'own' } },
        schema: {
          tags: ['messages'],
          summary: 'Let no more messages come to this browser',
          body: closed({ endpoint: T.String({ maxLength: 1000, description: 'Its endpoint' }) }),
          response: { 204: T.Null() },
        },
      },
      async (request, reply) => {
        await dropSubscription(db, request.body.endpoint, requireUser(request).user_id)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/api/open/message-receipts/:provider/:key',
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['messages'],
          summary: 'Delivery reports of a provider',
          params: closed({ provider: Code('The provider'), key: Text('The key in the address given to the provider', 64) }),
          body: T.Unknown(),
          response: { 200: T.Unknown() },
        },
      },
      async ({ params, body }) => {
        const [given, wanted] = [Buffer.from(params.key), Buffer.from(receiptKey(params.provider))]
        const sender = given.length === wanted.length && timingSafeEqual(given, wanted) ? findSender(params.provider) : undefined
        if (!sender?.readReceipts) throw notFound('The provider')
        const receipts = sender.readReceipts(body)
        if (!receipts) throw new Problem(400, 'receipts_unreadable', 'These are no delivery reports of this provider.')
        await db.tx((tx) => recordReceipts(tx, params.provider, receipts, clock.now()))
        return sender.receiptAnswer ?? {}
      },
    )
  }

const said = (text: string, values: Record<string, string | number>): string => {
  const rendered = render(text, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])))
  return 'text' in rendered ? rendered.text : text
}

const maskAddress = (address: string | null): string | null =>
  address && (address.length > 7 ? `${address.slice(0, 3)}****${address.slice(-4)}` : '****')

export const staffRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/outbox',
      {
        config: { access: { permission: 'messages.read', scope: 'all' } },
        schema: {
          tags: ['messages'],
          summary: 'What was sent, and what became of it; newest first',
          querystring: closed({
            ...PageQuery,
            state: T.Optional(Choice(messageStates, 'Only in this state')),
            channel: T.Optional(Choice(channels, 'Only over this channel')),
            template: T.Optional(Text('Only this message', 80)),
            address: T.Optional(Text('Only to this phone number or address', 254)),
          }),
          response: { 200: pageOf(OutboxMessage) },
        },
      },
      async ({ query, caller }) => {
        const limit = query.limit ?? 50
        const { state = null, channel = null, template = null, address = null } = query
        const rows = await listOutbox(
          db,
          { state, channel, template, address },
          decodeCursor(query.cursor, ['string', 'string', 'string']),
          limit + 1,
        )
        const page = cutPage(rows, limit, ({ requested_at, message_id, channel }) => [requested_at, message_id, channel])
        const open = allows(caller, 'messages.read_addresses')
        const calls = allows(caller, 'messages.call')
        return {
          ...page,
          items: page.items.map((row) => ({
            ...row,
            // Who makes the call must know the number.
            address: open || (calls && row.channel === 'call') ? row.address : maskAddress(row.address),
            text: findShownText(row.message_id, row.channel),
          })),
        }
      },
    )
    app.get(
      '/api/admin/outbox/totals',
      {
        config: { access: { permission: 'messages.read', scope: 'all' } },
        schema: {
          tags: ['messages'],
          summary: 'Messages and cost per day, channel and state',
          querystring: closed({ from: BusinessDate('First day'), to: BusinessDate('Last day') }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  on_date: T.String(),
                  channel: T.String(),
                  state: T.String(),
                  messages: T.Integer(),
                  segments: T.Integer(),
                  cost_micros: T.Integer(),
                }),
              ),
            }),
          },
        },
      },
      async ({ query }) => ({ items: await listTotals(db, query.from, query.to) }),
    )
    app.post(
      '/api/admin/calls',
      {
        config: { access: { permission: 'messages.call', scope: 'all' } },
        schema: {
          tags: ['messages'],
          summary: 'Record what came of calls made by hand',
          body: closed({
            items: T.Array(
              closed({
                message_id: Id('The call task'),
                result: Choice(['reached', 'unreachable', 'refused'] as const, 'What came of it'),
              }),
              { minItems: 1, maxItems: 200, description: 'Calls' },
            ),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ body }, reply) => {
        const outcomes = await db.tx((tx) => recordCalls(tx, clock.now(), body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'recorded')
      },
    )
    app.get(
      '/api/admin/message-templates',
      {
        config: { access: { permission: 'message_templates.read', scope: 'all' } },
        schema: {
          tags: ['messages'],
          summary: 'All texts with their versions; version 0 is what the installation began with',
          response: { 200: T.Object({ items: T.Array(Template) }) },
        },
      },
      async () => {
        const kept = await listTemplates(db)
        const begin = Object.entries(defaults).flatMap(([template, { category, channels, zh, en }]) =>
          channels.flatMap((channel) =>
            (
              [
                ['zh', zh],
                ['en', en],
              ] as const
            ).map(([locale, words]) => ({
              template,
              channel,
              locale,
              version: 0,
              category,
              ...words,
              provider_templates: {},
              changed_by: '',
              changed_at: '',
              state: kept.some((row) => templateKey(row) === templateKey({ template, channel, locale })) ? 'retired' : 'published',
            })),
          ),
        )
        return { items: [...kept, ...begin] }
      },
    )
    app.post(
      '/api/admin/message-templates',
      {
        config: { access: { permission: 'message_templates.write', scope: 'all' } },
        schema: {
          tags: ['messages'],
          summary: 'Publish new versions of texts',
          body: closed({ items: T.Array(TemplateDraft, { minItems: 1, maxItems: 50, description: 'Texts' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ body, caller }, reply) => {
        for (const { template, body: text, subject } of body.items) {
          const known = defaults[template]
          const allowed = known && new Set([...placeholders(known.zh.body), ...placeholders(known.zh.subject)])
          const unknown = allowed && [...placeholders(text), ...placeholders(subject)].find((name) => !allowed.has(name))
          if (unknown)
            throw new Problem(
              400,
              'value_unknown',
              `The message ${template} has no value {{${unknown}}}: it knows ${[...allowed].join(', ') || 'none'}.`,
            )
        }
        const drafts = body.items.map((draft) => ({ ...draft, provider_templates: draft.provider_templates ?? {} }))
        const outcomes = await db.tx((tx) => publishTemplates(tx, clock.now(), caller.name, drafts))
        return answerOutcomes(reply, outcomes, (status) => status === 'published')
      },
    )
  }
