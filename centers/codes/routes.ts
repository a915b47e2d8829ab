import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { byOf } from '#core/audit.ts'
import { filesOf } from '#core/files-routes.ts'
import {
  answerOutcomes,
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
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { writeSheet } from '#core/sheets/sheets.ts'
import type { Db } from '#core/sql.ts'
import { decideCases, saveRules } from './cases/write.ts'
import { fileColumns, printCsv, printRows } from './files.ts'
import { mallRoutes } from './mall-routes.ts'
import {
  BatchItem,
  BindingItem,
  CaseDecision,
  caseOutcomes,
  PrintItem,
  RuleItem,
  ruleNames,
  SaleItem,
  ShipmentItem,
  VoidItem,
} from './model.ts'
import {
  countCases,
  countDiversions,
  dropRules,
  findBatch,
  findBatchesOf,
  findHistory,
  findPrint,
  listBatches,
  listCases,
  listPrints,
  listRules,
  listShipments,
} from './read.ts'
import { NullableText, NullableWhole, Words } from './schemas.ts'
import { linkOf, parseCode, readSerial } from './serials.ts'
import { bindCodes, largestBatch, makeBatches, printCodes, sellCodes, shipCodes, voidCodes } from './write.ts'

const BatchRow = T.Object({
  batch_id: T.String(),
  sku_id: T.String(),
  title: T.Optional(Nullable(Words)),
  brand_id: NullableText,
  gtin: T.String(),
  lot: T.String(),
  produced_on: T.String(),
  expires_on: NullableText,
  factory: T.String(),
  quantity: T.Integer(),
  points: T.Integer(),
  covered: T.Boolean(),
  made_by: T.String(),
  made_at: T.String(),
  voided_at: NullableText,
  void_reason: NullableText,
  printed: T.Integer({ description: 'How many went to a printer' }),
  bound: T.Integer({ description: 'How many lie in cartons' }),
  sold: T.Integer(),
  scanned: T.Integer({ description: 'How many were scanned by anybody' }),
  claimed: T.Integer(),
  voided: T.Integer({ description: 'How many were voided one by one' }),
})
const PrintRow = T.Object({
  print_id: T.String(),
  from_index: T.Integer(),
  quantity: T.Integer(),
  host: T.String(),
  again_reason: NullableText,
  printed_by: T.String(),
  printed_at: T.String(),
})
const ShipmentRow = T.Object({
  subject: T.String({ description: '`batch:<id>` or `container:<id>`' }),
  shipment_id: T.String(),
  region_code: T.String(),
  node_id: NullableText,
  dealer_id: NullableText,
  shipped_at: T.String(),
  shipped_by: T.String(),
})
const CaseRow = T.Object({
  case_id: T.String(),
  rule: Choice(ruleNames, 'What raised it'),
  subject: T.String(),
  brand_id: NullableText,
  batch_id: NullableText,
  code: T.String({ description: 'GTIN and serial of the code that raised it last' }),
  times: T.Integer(),
  detail: T.String(),
  opened_at: T.String(),
  last_seen_at: T.String(),
  owner_id: NullableText,
  owner_name: NullableText,
  outcome: Nullable(Choice(caseOutcomes, 'What it was')),
  note: NullableText,
  closed_at: NullableText,
  closed_by: NullableText,
})

const printAnswer = T.Object({
  outcomes: T.Array(
    T.Object({
      ...OutcomeSchema.properties,
      from_index: T.Optional(T.Integer({ description: 'First code of the part, from 0' })),
      quantity: T.Optional(T.Integer({ description: 'How many codes the part has' })),
    }),
  ),
})

/** Rows an XLSX file may have: it is written whole before it is sent. */
const most_xlsx_rows = 100_000

/** Where printed addresses lead, unless a print says otherwise. */
const codesHost = (request: FastifyRequest): string => process.env.TONGSHANG_CODES_HOST || request.host

const itemsOf = <Schema extends Parameters<typeof T.Array>[0]>(item: Schema, description: string, maxItems = largestBatch) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems, description }) })

export const staffRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const read = { permission: 'codes.read', scope: 'brand' } as const
  const issue = { permission: 'codes.issue', scope: 'brand' } as const
  const scan = { permission: 'codes.scan', scope: 'brand' } as const
  const judge = { permission: 'codes.judge', scope: 'brand' } as const
  const answers = { '2xx': Outcomes, 409: Outcomes }

  app.get(
    '/api/admin/codes/batches',
    {
      config: { access: read },
      schema: {
        description: 'Batches of codes, newest first, with how far their codes have come.',
        querystring: closed({
          q: T.Optional(Text('A lot, SKU or barcode, written whole', 40)),
          sku_id: T.Optional(Text('Batches of this SKU', 40)),
          ...PageQuery,
        }),
        response: { 200: pageOf(BatchRow) },
      },
    },
    ({ query, caller }) => listBatches(db, caller, query),
  )

  app.post(
    '/api/admin/codes/batches',
    {
      config: { access: issue },
      schema: {
        description:
          'Makes batches of codes for SKUs. A batch of five million takes no longer than one of ten: serials are computed when they are printed.',
        body: itemsOf(BatchItem, 'Batches to make', 100),
        response: answers,
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => makeBatches(tx, byOf(request), clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'made')
    },
  )

  app.get(
    '/api/admin/codes/batches/:batch_id',
    {
      config: { access: read },
      schema: {
        description: 'One batch with what was printed of it and where it was sent.',
        params: closed({ batch_id: Id('The batch') }),
        response: { 200: T.Object({ batch: BatchRow, prints: T.Array(PrintRow), shipments: T.Array(ShipmentRow) }) },
      },
    },
    async ({ params, caller }) => {
      const batch = await findBatch(db, caller, params.batch_id)
      if (!batch) throw notFound('The batch')
      const [prints, shipments] = await Promise.all([listPrints(db, batch.batch_id), listShipments(db, [`batch:${batch.batch_id}`])])
      return { batch, prints, shipments }
    },
  )

  app.post(
    '/api/admin/codes/prints',
    {
      config: { access: issue },
      schema: {
        description: 'Says which part of a batch goes to a printer; fetch its file afterwards. Printing a part again needs a reason.',
        body: itemsOf(PrintItem, 'Prints', 100),
        response: { '2xx': printAnswer, 409: printAnswer },
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => printCodes(tx, byOf(request), clock.now(), request.body.items, codesHost(request)))
      return answerOutcomes(reply, outcomes, (status) => status === 'printed')
    },
  )

  app.get(
    '/api/admin/codes/batches/:batch_id/prints/:print_id/file',
    {
      config: { access: issue },
      schema: {
        description:
          'The file for the printer: one row a code, with its address, GTIN, serial and lot. CSV comes as a stream of any length; XLSX is for label software, up to 100,000 rows.',
        params: closed({ batch_id: Id('The batch'), print_id: Id('The print') }),
        querystring: closed({ format: T.Optional(Choice(['csv', 'xlsx'] as const, 'Kind of file; CSV when left out')) }),
      },
    },
    async ({ params, query, caller }, reply) => {
      const batch = await findBatch(db, caller, params.batch_id)
      const print = batch && (await findPrint(db, batch.batch_id, params.print_id))
      if (!batch || !print) throw notFound('The print')
      const name = `codes-${batch.lot}-${print.from_index + 1}-${print.from_index + print.quantity}`
      reply.header('cache-control', 'private, no-store')
      if (query.format !== 'xlsx') {
        reply.header('content-disposition', `attachment; filename="${name}.csv"`)
        return reply.type('text/csv; charset=utf-8').send(Readable.from(printCsv(batch, print)))
      }
      if (print.quantity > most_xlsx_rows)
        throw new Problem(422, 'too_many_rows', `A workbook takes ${most_xlsx_rows} codes: print fewer at a time, or fetch the CSV file.`)
      const draft = await filesOf(needs).draftPath()
      const rows = async function* () {
        yield [...fileColumns]
        for await (const some of printRows(batch, print)) yield* some
      }
      await writeSheet(draft, 'xlsx', rows(), { sheet_name: batch.lot })
      const stream = createReadStream(draft)
      stream.once('close', () => void rm(draft, { force: true }))
      reply.header('content-disposition', `attachment; filename="${name}.xlsx"`)
      return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(stream)
    },
  )

  const verb = <Item, One extends { id: string; status: string }>(
    path: string,
    access: typeof scan | typeof issue,
    schema: Parameters<typeof T.Array>[0],
    [description, itemsDescription]: [string, string],
    run: (tx: Parameters<Parameters<Db['tx']>[0]>[0], by: ReturnType<typeof byOf>, now: string, items: Item[]) => Promise<One[]>,
    success: One['status'],
  ) =>
    app.post(
      path,
      { config: { access }, schema: { description, body: itemsOf(schema, itemsDescription), response: answers } },
      async (request, reply) => {
        const { items } = request.body as { items: Item[] }
        const outcomes = await db.tx((tx) => run(tx, byOf(request), clock.now(), items))
        return answerOutcomes(reply, outcomes, (status) => status === success)
      },
    )

  verb(
    '/api/admin/codes/bindings',
    scan,
    BindingItem,
    ['Binds codes to cartons and cartons to pallets, as a packing line scans them.', 'Scans'],
    bindCodes,
    'bound',
  )
  verb(
    '/api/admin/codes/shipments',
    scan,
    ShipmentItem,
    ['Records where batches, pallets or cartons were sent, and so where their codes may be met.', 'Shipments'],
    shipCodes,
    'shipped',
  )
  verb('/api/admin/codes/sales', scan, SaleItem, ['Marks codes sold, with the order or receipt.', 'Sales'], sellCodes, 'sold')
  verb(
    '/api/admin/codes/voids',
    issue,
    VoidItem,
    ['Voids codes or whole batches: who scans them is warned.', 'What to void'],
    voidCodes,
    'voided',
  )

  app.get(
    '/api/admin/codes/item',
    {
      config: { access: read },
      schema: {
        description: 'Everything known of one code: its batch, carton and pallet, where it was sent, its steps and its scans.',
        querystring: closed({
          code: T.String({ minLength: 1, maxLength: 300, description: 'The code as scanned, or GTIN and serial with a blank between' }),
        }),
        response: {
          200: T.Object({
            verdict: Choice(['ours', 'invented'] as const, 'Whether its signature is ours'),
            code: T.Optional(T.Object({ gtin: T.String(), serial: T.String(), link: T.String(), index: T.Integer() })),
            title: T.Optional(Nullable(Words)),
            batch: T.Optional(BatchRow),
            carton_id: T.Optional(NullableText),
            pallet_id: T.Optional(NullableText),
            destination: T.Optional(Nullable(T.Object({ region_code: T.String(), dealer_id: NullableText }))),
            item: T.Optional(
              Nullable(
                T.Object({
                  scans: T.Integer(),
                  first_scanned_at: NullableText,
                  first_region: NullableText,
                  last_scanned_at: NullableText,
                  last_region: NullableText,
                  sold_at: NullableText,
                  voided_at: NullableText,
                  suspected_at: NullableText,
                  claimed_at: NullableText,
                  points: NullableWhole,
                }),
              ),
            ),
            steps: T.Optional(
              T.Array(T.Object({ step: T.String(), ref: T.String(), happened_at: T.String(), by_name: T.String(), note: NullableText })),
            ),
            scans: T.Optional(
              T.Array(T.Object({ scanned_at: T.String(), region_code: NullableText, device: T.String(), verdict: T.String() })),
            ),
            shipments: T.Optional(T.Array(ShipmentRow)),
          }),
        },
      },
    },
    async (request) => {
      const code = parseCode(request.query.code)
      const signed = code && readSerial(code.gtin, code.serial)
      if (!signed) return { verdict: 'invented' as const }
      const batch = (await findBatchesOf(db, [signed.number])).get(signed.number)
      if (!batch || batch.gtin !== code.gtin || !mayTouch(request.caller, batch)) throw notFound('The code')
      const { serial, index, item, ...history } = await findHistory(db, batch, signed.number)
      return {
        verdict: 'ours' as const,
        code: { gtin: batch.gtin, serial, link: linkOf(codesHost(request), batch.gtin, serial), index },
        batch,
        carton_id: item?.container_id ?? null,
        item,
        ...history,
      }
    },
  )

  app.get(
    '/api/admin/codes/cases',
    {
      config: { access: read },
      schema: {
        description: 'What the rules found strange, newest first.',
        querystring: closed({
          state: T.Optional(Choice(['open', 'closed', 'all'] as const, 'Open ones when left out')),
          rule: T.Optional(Choice(ruleNames, 'Only of this rule')),
          ...PageQuery,
        }),
        response: { 200: pageOf(CaseRow) },
      },
    },
    ({ query, caller }) => listCases(db, caller, query),
  )
  app.get(
    '/api/admin/codes/cases/counts',
    {
      config: { access: read },
      schema: {
        description: 'How many cases are open and closed.',
        response: { 200: T.Object({ open: T.Integer(), closed: T.Integer() }) },
      },
    },
    ({ caller }) => countCases(db, caller),
  )
  app.post(
    '/api/admin/codes/cases/decisions',
    {
      config: { access: judge },
      schema: {
        description: 'Takes cases on, gives them back, or closes them with what they were.',
        body: itemsOf(CaseDecision, 'Decisions', 200),
        response: answers,
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => decideCases(tx, byOf(request), clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => ['taken', 'given_back', 'closed'].includes(status))
    },
  )

  app.get(
    '/api/admin/codes/diversions',
    {
      config: { access: read },
      schema: {
        description: 'Codes met elsewhere than where their lot was sent, counted by dealer, lot and place; most codes first.',
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                dealer_id: NullableText,
                sku_id: T.String(),
                lot: T.String(),
                batch_id: T.String(),
                expected_region: T.String(),
                seen_region: T.String(),
                codes: T.Integer(),
                scans: T.Integer(),
                first_at: T.String(),
                last_at: T.String(),
              }),
            ),
          }),
        },
      },
    },
    async ({ caller }) => ({ items: await countDiversions(db, caller) }),
  )

  app.get(
    '/api/admin/codes/rules',
    {
      config: { access: { permission: 'codes.read', scope: 'none' } },
      schema: {
        description: 'What makes a scan strange.',
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                rule: Choice(ruleNames, 'Which rule'),
                active: T.Boolean(),
                most: T.Integer(),
                window_minutes: T.Integer(),
                changed_by: T.String(),
                changed_at: T.String(),
              }),
            ),
          }),
        },
      },
    },
    async () => ({ items: await listRules(db) }),
  )
  app.put(
    '/api/admin/codes/rules',
    {
      config: { access: { permission: 'codes.judge', scope: 'none' } },
      schema: {
        description: 'Changes the numbers of rules, for all brands.',
        body: itemsOf(RuleItem, 'Rules, as they shall be', 20),
        response: { 204: T.Null() },
      },
    },
    async (request, reply) => {
      await db.tx((tx) => saveRules(tx, byOf(request), clock.now(), request.body.items))
      dropRules()
      return reply.code(204).send(null)
    },
  )
}

export const routes = [mallRoutes, staffRoutes]
