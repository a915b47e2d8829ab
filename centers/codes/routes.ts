import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { byOf } from '#core/audit.ts'
import { gather } from '#core/batch.ts'
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
import { keyedHash } from '#core/secrets.ts'
import { writeSheet } from '#core/sheets/sheets.ts'
import type { Db } from '#core/sql.ts'
import { decideCases, saveRules } from './cases/write.ts'
import { fileColumns, printCsv, printRows } from './files.ts'
import {
  BatchItem,
  BindingItem,
  CaseDecision,
  ClaimItem,
  caseOutcomes,
  PrintItem,
  RegionCode,
  RuleItem,
  ruleNames,
  SaleItem,
  ShipmentItem,
  VoidItem,
  verdicts,
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
  readRules,
} from './read.ts'
import { rateCounter } from './scans/rates.ts'
import { type Claim, type ClaimOutcome, claimCodes, recordScans, type Scan, type ScanAnswer } from './scans/write.ts'
import { linkOf, parseCode, readSerial } from './serials.ts'
import { bindCodes, largestBatch, makeBatches, printCodes, sellCodes, shipCodes, voidCodes } from './write.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })
// Written as one schema with two types, which is serialized much faster than a union.
const NullableWords = T.Unsafe<{ zh: string; en: string } | null>({
  type: ['object', 'null'],
  properties: { zh: { type: 'string' }, en: { type: 'string' } },
  required: ['zh', 'en'],
})
const NullableText = T.Unsafe<string | null>({ type: ['string', 'null'] })
const NullableWhole = T.Unsafe<number | null>({ type: ['integer', 'null'] })

const ScanResult = T.Object({
  verdict: Choice(
    verdicts,
    '`authentic`: ours and scanned for the first time; `seen_before`: ours; `suspicious`: ours, but copies of it seem to be about; `void`: withdrawn by the maker; `invented`: not ours',
  ),
  gtin: T.String(),
  serial: T.String(),
  sku_id: NullableText,
  spu_id: NullableText,
  brand_id: NullableText,
  title: NullableWords,
  sku_name: NullableWords,
  story: NullableWords,
  picture: T.Unsafe<string | null>({ type: ['string', 'null'], description: 'Picture at `/media/<reference>/<width>.<format>`' }),
  lot: NullableText,
  produced_on: NullableText,
  expires_on: NullableText,
  factory: NullableText,
  scans: T.Integer({ description: 'How often it was scanned, this one included; the same phone looking again is not counted' }),
  first_scanned_at: NullableText,
  first_region: NullableText,
  points: T.Integer({ description: 'What the first claim earns' }),
  covered: T.Boolean({ description: 'Whether a claim needs the word under the scratch film' }),
  claim: T.Object({
    state: Choice(['none', 'open', 'mine', 'taken'] as const, 'Whether points can be claimed, or who has them'),
    claimed_at: NullableText,
  }),
})

const codeParams = closed({
  gtin: T.String({ pattern: '^\\d{14}$', description: 'GTIN-14 of the article' }),
  serial: T.String({ minLength: 1, maxLength: 40, description: 'Serial of the item' }),
})

/**
 * The device as a keyed hash: it tells devices apart and leads back to none. Not by who is signed in, or whoever signs in to claim would have
 * scanned twice.
 */
const deviceOf = (request: FastifyRequest): string =>
  keyedHash('codes.device', `${request.ip} ${request.headers['user-agent'] ?? ''}`).slice(0, 22)

/** Scans of all requests together: what arrives during one commit leaves with the next. */
const scanner = ({ db, clock }: Needs) =>
  gather<Scan, ScanAnswer>({
    name: 'codes.scan',
    largest: 500,
    waiting: 5_000,
    // While the database writes one batch the process reads and answers the requests of the other.
    at_once: 2,
    run: (scans) => db.tx((tx) => recordScans(tx, clock.now(), scans)),
  })
const claimer = ({ db, clock }: Needs) =>
  gather<Claim, ClaimOutcome>({
    name: 'codes.claim',
    largest: 500,
    waiting: 5_000,
    run: (claims) => db.tx((tx) => claimCodes(tx, clock.now(), claims)),
  })

/** What shoppers ask; anybody may scan, members claim. */
export const mallRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const scan = scanner(needs)
  const claim = claimer(needs)
  const rates = { minute: rateCounter(), busy: rateCounter(), invented: rateCounter() }

  /** Counts the request of a device and refuses it when no person scans like this. */
  const admit = async (device: string): Promise<{ busy: boolean }> => {
    const rules = await readRules(db)
    const rate = rules.get('device_rate')
    const busy = rules.get('busy_device')
    const now_ms = rate || busy ? Date.parse(clock.now()) : 0
    if (rate && rates.minute.add(device, now_ms, rate.window_minutes * 60_000) > rate.most)
      throw new Problem(429, 'too_many_requests', `At most ${rate.most} codes in ${rate.window_minutes} minutes: try again later.`)
    return { busy: busy !== undefined && rates.busy.add(device, now_ms, busy.window_minutes * 60_000) > busy.most }
  }
  const noteInvented = async (device: string): Promise<void> => {
    const rule = (await readRules(db)).get('guessing')
    if (rule && rates.invented.add(device, Date.parse(clock.now()), rule.window_minutes * 60_000) > rule.most)
      throw new Problem(429, 'too_many_requests', 'Too many codes that are not ours came from here: try again later.')
  }

  app.get(
    '/api/mall/items/:gtin/:serial',
    {
      config: { access: { permission: 'public', scope: 'none' } },
      schema: {
        description:
          'Whether the code on a package is ours, what it is on, and whether somebody scanned it before. Each request of another phone counts as a scan.',
        params: codeParams,
        querystring: closed({ region: T.Optional(RegionCode('Where the shopper says he is')) }),
        response: { 200: ScanResult },
      },
    },
    async (request, reply) => {
      const { params, query, caller } = request
      reply.header('cache-control', 'private, no-store')
      const device = deviceOf(request)
      const { busy } = await admit(device)
      const code = parseCode(`${params.gtin} ${params.serial}`)
      const signed = code && readSerial(code.gtin, code.serial)
      if (!signed) {
        await noteInvented(device)
        return answerOf(params, { verdict: 'invented', batch: null, product: null, item: null }, caller.id)
      }
      const answer = await scan({ ...signed, gtin: code.gtin, region: query.region ?? null, device, busy })
      return answerOf(code, answer, caller.id)
    },
  )

  app.post(
    '/api/mall/items/:gtin/:serial/claim',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        description: 'Claims the points of a code. The first member gets them, once; later ones are told when that was.',
        params: codeParams,
        body: ClaimItem,
        response: {
          '2xx': claimAnswer,
          409: claimAnswer,
        },
      },
    },
    async (request, reply) => {
      const { params, body, caller } = request
      const device = keyedHash('codes.member', caller.id!)
      await admit(device)
      const code = parseCode(`${params.gtin} ${params.serial}`)
      const signed = code && readSerial(code.gtin, code.serial)
      if (!signed) {
        await noteInvented(device)
        return answerOutcomes(reply, [{ id: body.id, status: 'code_invented', detail: 'The code is not one of ours.' }], () => false)
      }
      const outcome = await claim({ id: body.id, ...signed, gtin: code.gtin, member_id: caller.id!, cover: body.cover ?? null })
      return answerOutcomes(reply, [outcome], (status) => status === 'claimed')
    },
  )
}

const claimAnswer = T.Object({
  outcomes: T.Array(
    T.Object({
      ...OutcomeSchema.properties,
      points: T.Optional(T.Integer({ description: 'Points the claim earned' })),
      claimed_at: T.Optional(T.String({ description: 'When it was claimed, by whomever' })),
    }),
  ),
})

function answerOf(
  { gtin, serial }: { gtin: string; serial: string },
  { verdict, batch, product, item }: ScanAnswer,
  caller_id: string | null,
) {
  const state =
    !batch || !item || verdict === 'void'
      ? 'none'
      : item.member_id
        ? item.member_id === caller_id
          ? 'mine'
          : 'taken'
        : batch.points > 0
          ? 'open'
          : 'none'
  return {
    verdict,
    gtin,
    serial,
    sku_id: batch?.sku_id ?? null,
    spu_id: product?.spu_id ?? null,
    brand_id: batch?.brand_id ?? null,
    title: product?.title ?? null,
    sku_name: product?.name ?? null,
    story: product?.story ?? null,
    picture: product?.picture ?? null,
    lot: batch?.lot ?? null,
    produced_on: batch?.produced_on ?? null,
    expires_on: batch?.expires_on ?? null,
    factory: batch?.factory ?? null,
    scans: item?.scans ?? 0,
    first_scanned_at: item?.first_scanned_at ?? null,
    first_region: item?.first_region ?? null,
    points: batch?.points ?? 0,
    covered: batch?.covered ?? false,
    claim: { state: state as 'none' | 'open' | 'mine' | 'taken', claimed_at: item?.claimed_at ?? null },
  }
}

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
