import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  BusinessDate,
  type Caller,
  Choice,
  Code,
  closed,
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
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { fileOf, formats } from './files.ts'
import { documentStates, MaterialItem, ShopItem, SystemItem } from './model.ts'
import type { Outside } from './port.ts'
import { findDocuments, listDocuments, listMaterials, listShops, listSystems } from './read.ts'
import { readResults } from './results.ts'
import { type ReturnOutcome, recordBooked, saveMaterials, saveShops, saveSystems, summarize } from './write.ts'

const Words = T.Record(T.String(), T.String())
const NullableText = Nullable(T.String())
const Row = {
  document_no: T.String(),
  channel_id: T.String(),
  organization_id: T.String(),
  system_id: T.String(),
  business_on: T.String(),
  node_id: T.String(),
  direction: T.String({ description: '`S` sold, `R` returned' }),
  seq: T.Integer(),
  customer: T.String(),
  currency: T.String(),
  total_minor: T.Integer(),
  state: T.String(),
  erp_no: NullableText,
  reason: NullableText,
  differences: T.Array(T.Object({ sku_id: T.String(), what: T.String(), ours: Nullable(T.Integer()), theirs: Nullable(T.Integer()) })),
  made_at: T.String(),
  ended_at: NullableText,
}
const Returned = T.Object({ sku_id: T.String(), quantity: T.Integer(), amount_minor: T.Integer() })
const View = T.Object({
  ...Row,
  lines: T.Array(
    T.Object({
      line_no: T.Integer(),
      sku_id: T.String(),
      material: Nullable(T.String({ description: 'What the system calls it; null while nobody has said' })),
      title: T.String(),
      tax_rate_bp: T.Integer(),
      quantity: T.Integer(),
      amount_minor: T.Integer(),
    }),
  ),
  returned: Nullable(T.Array(Returned)),
  orders: T.Integer({ description: 'Orders in it' }),
})
const DocumentNo = T.String({ pattern: '^[A-Za-z0-9._-]{1,160}$', description: 'The document' })
const ResultAnswer = T.Object({
  outcomes: T.Array(OutcomeSchema, { description: 'One per document in the file' }),
  unread: T.Array(T.Object({ place: T.String(), code: T.String(), detail: T.String() }), {
    description: 'What could not be read, with its row or IDoc; then nothing of the file was taken',
  }),
})
const both = { 200: Outcomes, 409: Outcomes }
const tags = ['erp']

/** Sales as the ERP gets them. */
export const erpRoutes =
  (outside: Outside): Routes<Needs> =>
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'erp.read', scope: 'organization' } as const } }
    const edit = { config: { access: { permission: 'erp.edit', scope: 'organization' } as const } }
    const editAll = { config: { access: { permission: 'erp.edit', scope: 'all' } as const } }

    app.get(
      '/api/admin/erp/systems',
      {
        config: { access: { permission: 'erp.read', scope: 'none' } },
        schema: {
          tags,
          summary: 'The systems sales are booked in; secrets are never shown',
          response: {
            200: T.Object({
              next: T.Null({ description: 'All of them are here' }),
              items: T.Array(
                T.Object({
                  system_id: T.String(),
                  kind: T.String(),
                  name: T.String(),
                  endpoint: T.String(),
                  settings: Words,
                  active: T.Boolean(),
                  own_materials: T.Boolean(),
                  has_secrets: T.Boolean(),
                  shops: T.Integer({ description: 'Channels booked in it' }),
                  waiting: T.Integer({ description: 'Documents on their way; 1000 is that many or more' }),
                  troubled: T.Integer({ description: 'Documents without material, with differences, or refused' }),
                  last_booked_at: NullableText,
                }),
              ),
            }),
          },
        },
      },
      async () => ({ items: await listSystems(db), next: null }),
    )
    app.post(
      '/api/admin/erp/systems',
      {
        ...editAll,
        schema: {
          tags,
          summary: 'Make or change systems',
          body: closed({ items: T.Array(SystemItem, { minItems: 1, maxItems: 20, description: 'Systems' }) }),
          response: both,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveSystems(tx, byOf(request), clock.now(), outside, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.get(
      '/api/admin/erp/shops',
      {
        ...read,
        schema: {
          tags,
          summary: 'Which channels are booked where',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  channel_id: T.String(),
                  organization_id: T.String(),
                  system_id: T.String(),
                  customer: T.String(),
                  from_on: T.String(),
                  waiting: T.Integer({ description: 'Groups that left and are in no document; 1000 is that many or more' }),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => ({ items: await listShops(db, caller) }),
    )
    app.post(
      '/api/admin/erp/shops',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Say which channels are booked where',
          body: closed({ items: T.Array(ShopItem, { minItems: 1, maxItems: 200, description: 'Channels' }) }),
          response: both,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveShops(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.get(
      '/api/admin/erp/documents',
      {
        ...read,
        schema: {
          tags,
          summary: 'Documents, the latest day first',
          querystring: closed({
            state: T.Optional(Choice(documentStates, 'Only in this state')),
            channel_id: T.Optional(Code('Only of this channel')),
            direction: T.Optional(Choice(['S', 'R'] as const, '`S` sold, `R` returned')),
            q: T.Optional(Text('Our number or that of the ERP, whole', 160)),
            ...PageQuery,
          }),
          response: { 200: pageOf(T.Object(Row)) },
        },
      },
      async ({ caller, query: { limit = 50, ...filter } }) => listDocuments(db, caller, { limit, ...filter } as never),
    )
    /** Documents of other organizations are as if they were not there. */
    const recordOwn = async (caller: Caller, items: Parameters<typeof recordBooked>[2]): Promise<ReturnOutcome[]> => {
      const nos = items.map(({ document_no }) => document_no)
      const known = await findDocuments(db, nos)
      const own = new Set(known.filter(({ organization_id }) => mayTouch(caller, { organization_id })).map((one) => one.document_no))
      const recorded = await db.tx((tx) =>
        recordBooked(
          tx,
          clock.now(),
          items.filter(({ document_no }) => own.has(document_no)),
        ),
      )
      let next = 0
      return nos.map((id) =>
        own.has(id) ? recorded[next++]! : { id, status: 'document_not_found', detail: 'document_no: there is no such document.' },
      )
    }
    const own = async (caller: Parameters<typeof mayTouch>[0], document_no: string) => {
      const [document] = await findDocuments(db, [document_no])
      if (!document || !mayTouch(caller, { organization_id: document.organization_id })) throw notFound('The document')
      return document
    }
    app.get(
      '/api/admin/erp/documents/:document_no',
      {
        ...read,
        schema: {
          tags,
          summary: 'One document: its lines, what the ERP has, where they differ',
          params: closed({ document_no: DocumentNo }),
          response: { 200: View },
        },
      },
      async ({ caller, params }) => own(caller, params.document_no),
    )
    app.get(
      '/api/admin/erp/documents/:document_no/file',
      {
        ...read,
        schema: {
          tags,
          summary: 'One document as a file: neutral JSON or CSV, or an IDoc ORDERS05',
          params: closed({ document_no: DocumentNo }),
          querystring: closed({ format: Choice(formats, 'How it is written') }),
          response: { 200: T.String() },
        },
      },
      async ({ caller, params, query }, reply) => {
        const document = await own(caller, params.document_no)
        const system = await db.row<{ settings: Record<string, string> }>(
          sql`select settings from erp.systems where system_id = ${document.system_id}`,
        )
        const { type, text } = fileOf(document, query.format, system?.settings)
        const ending = query.format === 'idoc' ? 'xml' : query.format
        return reply
          .type(type)
          .header('content-disposition', `attachment; filename="${document.document_no}.${ending}"`)
          .serializer((payload: unknown) => payload as string)
          .send(text)
      },
    )
    app.get(
      '/api/admin/erp/materials',
      {
        config: { access: { permission: 'erp.read', scope: 'none' } },
        schema: {
          tags,
          summary: 'What systems call our SKUs, and what documents wait for',
          querystring: closed({
            system_id: T.Optional(Code('One system only')),
            q: T.Optional(Text('Part of SKU, material or title', 60)),
            missing: T.Optional(T.Boolean({ description: 'Only what documents wait for' })),
            ...PageQuery,
          }),
          response: {
            200: pageOf(
              T.Object({
                system_id: T.String(),
                sku_id: T.String(),
                title: NullableText,
                material: NullableText,
                documents: T.Integer({ description: 'Documents that wait for it' }),
              }),
            ),
          },
        },
      },
      async ({ query: { limit = 50, ...filter } }) => listMaterials(db, { limit, ...filter }),
    )
    app.post(
      '/api/admin/erp/materials',
      {
        ...editAll,
        schema: {
          tags,
          summary: 'Say what systems call our SKUs; documents that waited for it go on',
          body: closed({ items: T.Array(MaterialItem, { minItems: 1, maxItems: 2000, description: 'Materials' }) }),
          response: both,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveMaterials(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved' || status === 'forgotten')
      },
    )
    app.post(
      '/api/admin/erp/results',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Take a file the ERP wrote: IDocs that answer, or CSV; matched by our number, differences kept',
          description:
            'IDoc: E1EDK02 with QUALF 001 is our number and 002 that of the ERP; EDI_DS40 with a refusing STATUS refuses. CSV: document_no, erp_no, material, quantity, amount, and error where it was refused. The same file again changes nothing.',
          body: closed({
            text: T.String({ minLength: 1, maxLength: 1_500_000, description: 'The file' }),
            currency: T.Optional(T.String({ pattern: '^[A-Z]{3}$', description: 'Of the amounts; CNY when left out' })),
          }),
          response: { 200: ResultAnswer, 409: ResultAnswer },
        },
      },
      async ({ caller, body }, reply) => {
        const { items, unread } = readResults(body.text, body.currency ?? 'CNY')
        // A document of which a line cannot be read would look as if it differed.
        const outcomes = unread.length > 0 ? [] : await recordOwn(caller, items)
        const any = outcomes.some(({ status }) => status.startsWith('already_') || ['booked', 'differs', 'refused'].includes(status))
        return reply.code(any ? 200 : 409).send({ outcomes, unread })
      },
    )
    app.post(
      '/api/admin/erp/summaries',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Sum up what left or came back up to a day and is in no document yet; harmless to repeat',
          description: 'It is done by itself after each day. What comes late goes into the next document of its day.',
          body: closed({
            channel_ids: T.Array(Code('A channel'), { minItems: 1, maxItems: 200, description: 'Channels' }),
            upto_on: BusinessDate('Up to this day, today at the latest'),
          }),
          response: { 200: T.Object({ documents: T.Array(T.String(), { description: 'What was made' }) }) },
        },
      },
      async ({ caller, body }) => {
        const now = clock.now()
        if (body.upto_on > businessDate(now)) throw new Problem(400, 'day_not_come', 'upto_on: choose today or a day before.')
        const shops = new Set((await listShops(db, caller)).map(({ channel_id }) => channel_id))
        return {
          documents: await db.tx((tx) =>
            summarize(
              tx,
              now,
              body.channel_ids.filter((id) => shops.has(id)),
              body.upto_on,
            ),
          ),
        }
      },
    )
    app.post(
      '/api/admin/erp/returns',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Tell what the ERP booked of documents that went as files; differences are kept',
          body: closed({
            items: T.Array(
              closed({
                document_no: DocumentNo,
                erp_no: Text('Its number in the ERP', 60),
                lines: T.Array(
                  closed({
                    sku_id: Text('The material', 80),
                    quantity: T.Integer({ minimum: 0, description: 'Pieces booked' }),
                    amount_minor: T.Integer({ minimum: 0, description: 'Amount booked, in minor units' }),
                  }),
                  { maxItems: 5000, description: 'The lines as they stand there' },
                ),
              }),
              { minItems: 1, maxItems: 100, description: 'Documents' },
            ),
          }),
          response: both,
        },
      },
      async ({ caller, body }, reply) => {
        const outcomes = await recordOwn(caller, body.items)
        return answerOutcomes(reply, outcomes, (status) => status === 'booked' || status === 'differs')
      },
    )
  }
