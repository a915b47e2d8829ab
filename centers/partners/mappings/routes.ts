import { maskText } from '#centers/interfaces/rules.ts'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  Id,
  Nullable,
  notFound,
  OutcomeSchema,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { unseal } from '#core/secrets.ts'
import { sql } from '#core/sql.ts'
import { commonPermission } from '../model.ts'
import { findKind, listKinds, outboundKinds } from './kinds.ts'
import { Definition, MappingItem, problemCodes, TestItem } from './model.ts'
import { findInbound, listMappings, listReceived, listVersions } from './read.ts'
import { readMessage } from './rules.ts'
import { readTree, type Tree } from './trees.ts'
import { activateMappings, bodySeal, receive, repeatReceived, saveMappings, tryMapping } from './write.ts'

const NullableText = Nullable(T.String())
const Row = T.Object({
  mapping_id: T.String(),
  partner_id: T.String(),
  organization_id: T.String(),
  name: T.String(),
  direction: T.String(),
  kind: T.String(),
  format: T.String({ description: 'Of the newest version' }),
  active_version: Nullable(T.Integer({ description: 'The version in force; null while none is' })),
  last_version: T.Integer(),
  saved_at: T.String(),
  received: T.Integer({ description: 'Messages of the last 24 hours; 10000 is that many or more' }),
  refused: T.Integer({ description: 'Of them those that were refused, wholly or in part' }),
})
const FieldProblemSchema = T.Object({
  record: Nullable(T.Integer({ description: 'From 1; null for the message as a whole' })),
  field: NullableText,
  path: NullableText,
  code: T.String({ description: problemCodes.join(', ') }),
  detail: T.String(),
})
const TrialSchema = T.Object({
  passed: T.Boolean(),
  problems: T.Array(FieldProblemSchema),
  steps: T.Array(
    T.Object({ record: T.Integer(), field: T.String(), path: NullableText, raw: NullableText, value: NullableText, code: NullableText }),
    { description: 'Field by field: what stood there, what it became' },
  ),
  records: T.Array(T.Object({ no: NullableText, item: T.Record(T.String(), T.Unknown()) }), {
    description: 'In: the records as we would take them',
  }),
  body: Nullable(T.String({ description: 'Out: the message as it would be sent' })),
  paths: T.Array(T.Object({ path: T.String(), example: NullableText }), { description: 'The paths there are in the sample' }),
})
const Faulty = T.Object({
  outcomes: T.Array(
    T.Object({ ...OutcomeSchema.properties, version: T.Optional(T.Integer()), problems: T.Optional(T.Array(FieldProblemSchema)) }),
  ),
})
const ReceivedOutcomeSchema = T.Object({
  no: T.String({ description: 'What the partner knows it by, or its place in the message' }),
  status: T.String(),
  detail: T.Optional(T.String()),
  problems: T.Optional(T.Array(T.Object({ field: NullableText, path: NullableText, code: T.String(), detail: T.String() }))),
})
const ReceivedSchema = {
  message_id: T.String(),
  mapping_id: T.String(),
  mapping_name: T.String(),
  partner_id: T.String(),
  organization_id: T.String(),
  version: T.Integer({ description: 'The version it was read with' }),
  key_name: T.String(),
  sandbox: T.Boolean(),
  received_at: T.String(),
  state: T.String({ description: '`taken`, `partly` or `refused`' }),
  outcomes: T.Array(ReceivedOutcomeSchema),
  repeated: T.Integer({ description: 'How often it was taken up again' }),
}
const tags = ['partners']
const mapping = closed({ mapping_id: Id('The mapping') })

/** Mappings of partners' own messages, for the staff. */
export const staffMappingRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const read = { config: { access: { permission: 'partners.read', scope: 'organization' } as const } }
  const edit = { config: { access: { permission: 'partners.edit', scope: 'organization' } as const } }
  app.get(
    '/api/admin/partner-mapping-kinds',
    {
      config: { access: { permission: 'partners.read', scope: 'none' } },
      schema: {
        tags,
        summary: 'What a partner’s message can become, and what can be told in a partner’s shape',
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                direction: T.String(),
                kind: T.String(),
                title: T.Object({ zh: T.String(), en: T.String() }),
                permission: T.String({ description: 'The right the key needs' }),
                fields: T.Array(
                  T.Object({
                    field: T.String(),
                    type: T.String(),
                    required: T.Boolean(),
                    title: T.Object({ zh: T.String(), en: T.String() }),
                  }),
                ),
                sample: Nullable(T.String({ description: 'Out: data of ours, as an example' })),
              }),
            ),
          }),
        },
      },
    },
    async () => ({
      items: [
        ...listKinds().map(({ kind, title, permission, fields }) => ({
          direction: 'in',
          kind,
          title,
          permission,
          fields: [...fields],
          sample: null,
        })),
        ...outboundKinds().map(({ type, title, permission, sample }) => ({
          ...{ direction: 'out', kind: type, title, permission, fields: [] },
          sample: sample ? JSON.stringify(sample, null, 2) : null,
        })),
      ],
    }),
  )
  app.get(
    '/api/admin/partner-mappings',
    {
      ...read,
      schema: {
        tags,
        summary: 'Mappings of partners’ own messages',
        querystring: closed({ partner_id: T.Optional(Code('Of one partner only')) }),
        response: { 200: T.Object({ items: T.Array(Row) }) },
      },
    },
    async ({ caller, query }) => ({ items: await listMappings(db, caller, query, clock.now()) }),
  )
  app.get(
    '/api/admin/partner-mappings/:mapping_id',
    {
      ...read,
      schema: {
        tags,
        summary: 'One mapping with its versions, the newest first',
        params: mapping,
        response: {
          200: T.Object({
            mapping: Row,
            versions: T.Array(
              T.Object({ version: T.Integer(), definition: Definition, sample: T.String(), saved_by: T.String(), saved_at: T.String() }),
            ),
          }),
        },
      },
    },
    async ({ caller, params: { mapping_id } }) => {
      const [row] = await listMappings(db, caller, { mapping_id }, clock.now())
      if (!row) throw notFound('The mapping')
      return { mapping: row, versions: await listVersions(db, mapping_id) }
    },
  )
  app.post(
    '/api/admin/partner-mappings',
    {
      ...edit,
      schema: {
        tags,
        summary: 'Save mappings as new versions; none takes effect by being saved',
        body: closed({ items: T.Array(MappingItem, { minItems: 1, maxItems: 20, description: 'Mappings' }) }),
        response: { 200: Faulty, 409: Faulty },
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => saveMappings(tx, byOf(request), clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'saved')
    },
  )
  app.post(
    '/api/admin/partner-mappings/trials',
    {
      ...read,
      schema: {
        tags,
        summary: 'What a mapping makes of a sample, field by field; writes nothing',
        body: TestItem,
        response: { 200: TrialSchema },
      },
    },
    async ({ body }) => ({ ...tryMapping(body), paths: pathsOf(body) }),
  )
  app.post(
    '/api/admin/partner-mappings/activations',
    {
      ...edit,
      schema: {
        tags,
        summary: 'Put versions in force, or take mappings out of force',
        description: 'Only a version whose own sample passes takes effect. Going back to an older version is putting that one in force.',
        body: closed({
          items: T.Array(
            closed({
              mapping_id: Id('The mapping'),
              version: Nullable(T.Integer({ minimum: 1, description: 'The version; null takes the mapping out of force' })),
            }),
            { minItems: 1, maxItems: 50, description: 'Mappings' },
          ),
        }),
        response: { 200: Faulty, 409: Faulty },
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => activateMappings(tx, byOf(request), clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'changed')
    },
  )
  app.get(
    '/api/admin/partner-received',
    {
      ...read,
      schema: {
        tags,
        summary: 'What partners sent in their own shape, the newest first',
        querystring: closed({
          partner_id: T.Optional(Code('Of one partner only')),
          mapping_id: T.Optional(Id('Through one mapping only')),
          state: T.Optional(Choice(['taken', 'partly', 'refused'] as const, 'Only messages in this state')),
          ...PageQuery,
        }),
        response: { 200: pageOf(T.Object(ReceivedSchema)) },
      },
    },
    async ({ caller, query: { limit = 50, ...filter } }) => listReceived(db, caller, { limit, ...filter } as never),
  )
  app.get(
    '/api/admin/partner-received/:message_id',
    {
      ...read,
      schema: {
        tags,
        summary: 'One message of a partner, with who it is for masked',
        params: closed({ message_id: Id('The message') }),
        response: { 200: T.Object({ ...ReceivedSchema, body: T.String({ description: 'Names, phones and streets masked' }) }) },
      },
    },
    async ({ caller, params: { message_id } }) => {
      const { items } = await listReceived(db, caller, { message_id, limit: 1 })
      if (!items[0]) throw notFound('The message')
      const row = await db.row<{ sealed_body: string; definition: Definition; kind: string }>(sql`
        select r.sealed_body, v.definition, m.kind from partners.received r join partners.mappings m on m.mapping_id = r.mapping_id
        join partners.mapping_versions v on v.mapping_id = r.mapping_id and v.version = r.version where r.message_id = ${message_id}`)
      return { ...items[0], body: maskBody(row!.definition, row!.kind, unseal(bodySeal, row!.sealed_body) ?? '') }
    },
  )
  app.post(
    '/api/admin/partner-received/repetitions',
    {
      ...edit,
      schema: {
        tags,
        summary: 'Take refused messages up again with the version in force now',
        body: closed({ message_ids: T.Array(Id('The message'), { minItems: 1, maxItems: 50, description: 'Messages' }) }),
        response: { 200: Faulty, 409: Faulty },
      },
    },
    async (request, reply) => {
      const { caller } = request
      const visible = async (_db: unknown, ids: readonly string[]) => {
        const pages = await Promise.all(ids.map((message_id) => listReceived(db, caller, { message_id, limit: 1 })))
        return new Set(pages.flatMap(({ items }) => items.map(({ message_id }) => message_id)))
      }
      const outcomes = await repeatReceived(needs, visible, request.body.message_ids)
      return answerOutcomes(reply, outcomes, (status) => status === 'taken')
    },
  )
}

/** Where something stands in the sample, for choosing paths from a list. */
function pathsOf({ direction, definition, sample }: TestItem): { path: string; example: string | null }[] {
  const paths = new Map<string, string | null>()
  const walk = (tree: Tree, path: string): void => {
    if (paths.size >= 300) return
    if (tree === null || typeof tree === 'string') {
      if (!paths.has(path)) paths.set(path, tree === null ? null : tree.slice(0, 60))
    } else if (Array.isArray(tree)) for (const one of tree.slice(0, 20)) walk(one, `${path}[]`)
    else for (const [name, one] of Object.entries(tree)) walk(one, path ? `${path}.${name}` : name)
  }
  try {
    walk(readTree(sample, direction === 'in' ? definition : { format: 'json' }), '')
  } catch {
    return []
  }
  return [...paths].map(([path, example]) => ({ path, example }))
}

/** A body as staff may read it: what names a person is taken out wherever the mapping finds it. */
function maskBody(definition: Definition, kind_name: string, text: string): string {
  const kind = findKind(kind_name)
  let masked = text.slice(0, 20_000)
  if (kind) {
    const { steps, problems } = readMessage(definition, kind, text)
    if (problems.length > 0) masked = masked.slice(0, 500)
    const hidden = steps
      .filter(({ field, raw }) => raw !== null && raw.length > 1 && (kind.private_fields ?? []).includes(field))
      .map(({ raw }) => raw!)
    for (const raw of new Set(hidden)) masked = masked.replaceAll(raw, `${raw.slice(0, 1)}**`)
  }
  return maskText(masked, [])
}

/** Where programs of partners send what they have in their own shape. */
export const openMappingRoutes: Routes<Needs> = (needs) => async (app) => {
  // The text itself is read, by the mapping; only here.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post(
    '/api/open/messages/:mapping_id',
    {
      config: { access: { permission: commonPermission, scope: 'own' } },
      schema: {
        tags: ['open'],
        summary: 'Send a message in your own shape: JSON, XML or CSV, as agreed',
        description:
          'Signed with your key like every call. Each record is taken or refused for itself; the same record again answers `already_…`. 409 when all were refused, 400 when it cannot be read. ' +
          'Where an answer in your shape was agreed, it comes with HTTP 200 always.',
        params: mapping,
      },
    },
    async ({ open_key, params: { mapping_id }, body }, reply) => {
      if (!open_key) throw new Problem(400, 'key_needed', 'Messages belong to a key: sign this request with one.')
      const active = await findInbound(needs.db, mapping_id)
      if (!active || active.partner_id !== open_key.partner_id) throw notFound('The mapping, or a version of it in force,')
      const { permission } = findKind(active.kind)!
      if (!open_key.permissions.includes(permission))
        throw new Problem(403, 'not_permitted', `This key lacks ${permission}, which the message needs.`)
      const text = typeof body === 'string' ? body : ''
      if (text.includes('\u0000')) throw new Problem(400, 'text_invalid', 'The message holds a NUL character: remove it.')
      const { message_id, state, outcomes, answer } = await receive(needs, active, open_key, text)
      if (answer) return reply.code(200).type(answer.content_type).send(answer.body)
      const [first] = outcomes
      if (first && first.no === '') throw new Problem(400, first.status, first.detail ?? '', { message_id })
      return reply.code(state === 'refused' ? 409 : 200).send({ message_id, state, outcomes })
    },
  )
}
