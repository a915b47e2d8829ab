import { findOrders } from '#centers/orders/write.ts'
import { byOf } from '#core/audit.ts'
import type { Caller, Routes } from '#core/http.ts'
import {
  answerOutcomes,
  BusinessDate,
  Choice,
  Code,
  closed,
  cutPage,
  Id,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch, scopeFilter } from '#core/scope.ts'
import { type Db, type Sql, sql, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { listAccounts, listCarriers, listReach, listServices, listTariffs, pushUrls } from './agreements/read.ts'
import { saveAccounts, saveCarriers, saveReach, saveServices, saveTariffs } from './agreements/write.ts'
import { importBill, largestBill, listBillLines, listBills, resolveBillLines } from './bills/write.ts'
import { cancelCustodyOrders, listCustodyOrders, listCustodyStock, sendCustodyOrders } from './custody/write.ts'
import type { Outside } from './jobs.ts'
import { largestBatch } from './labels/render.ts'
import { listPrints, printFormats, printLabels, printStates, tellPrint } from './labels/write.ts'
import {
  AccountItem,
  BillLine,
  CarrierItem,
  CustodyOrder,
  custodyStates,
  differenceTypes,
  exceptionKinds,
  FreightAsk,
  Party,
  PickupAsk,
  pickupStates,
  ReachItem,
  Region,
  ServiceItem,
  TariffItem,
  TrackWord,
  trackStates,
  WaybillAsk,
  Words,
  waybillStates,
} from './model.ts'
import { askPickups, cancelPickups, listPickups } from './pickups/write.ts'
import { pushKinds } from './port.ts'
import { takePush } from './pushes.ts'
import { maskParty, quoteFreight, reachOf } from './rules.ts'
import { listCalls } from './speaking/queue.ts'
import { dismissCalls, reviveCalls } from './speaking/speak.ts'
import { speeches } from './speaking/speeches.ts'
import { countExceptions, countTracks, findTracks, listExceptions, listTracks } from './tracks/read.ts'
import { recordTrackWords, resolveExceptions } from './tracks/write.ts'
import { countWaybills, findWaybills, listPools, listWaybills, type Waybill } from './waybills/read.ts'
import { addNumbers, askWaybills, cancelWaybills } from './waybills/write.ts'
import './privacy.ts'

const NullableText = Nullable(T.String())
const NullableWhole = Nullable(T.Integer())
const items = <Item extends Parameters<typeof T.Array>[0]>(item: Item, description: string, most = 1000) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems: most, description }) })
const ids = (name: string, description: string, most = 1000) =>
  closed({ [name]: T.Array(Id('The id'), { minItems: 1, maxItems: most, description }) })
const answers = { 200: Outcomes, 409: Outcomes }

const AccountRow = T.Object({
  account_id: T.String(),
  organization_id: T.String(),
  partner: T.String(),
  name: T.String(),
  endpoint: T.String(),
  settings: T.Record(T.String(), T.String()),
  secret_names: T.Array(T.String(), { description: 'Which secrets are kept; what they are is never shown' }),
  push_urls: Nullable(T.Record(T.String(), T.String(), { description: 'Addresses to give the partner for its pushes' })),
  active: T.Boolean(),
})
const Overview = T.Object({
  carriers: T.Array(CarrierItem),
  services: T.Array(ServiceItem),
  accounts: T.Array(AccountRow),
  partners: T.Array(
    T.Object({
      partner: T.String(),
      settings: T.Array(T.String()),
      secrets: T.Array(T.String({ description: 'A name ending in ? may be left out' })),
    }),
  ),
})
const WaybillRow = T.Object({
  parcel_id: T.String(),
  organization_id: T.String(),
  node_id: NullableText,
  carrier_id: T.String(),
  service_id: T.String(),
  order_no: T.String(),
  recipient: T.Object({ ...Party.properties }, { description: 'Name and phone are partly hidden' }),
  items: T.Array(T.Object({ sku_id: T.Optional(NullableText), name: T.String(), quantity: T.Integer() })),
  weight_grams: T.Integer(),
  state: Choice(waybillStates, 'What became of the question'),
  reason: NullableText,
  waybill_no: NullableText,
  route_code: NullableText,
  quoted_minor: Nullable(T.Integer({ description: 'What we expect to pay' })),
  currency: T.String(),
  chargeable_grams: NullableWhole,
  printed_count: T.Integer(),
  printed_at: NullableText,
  asked_at: T.String(),
  answered_at: NullableText,
})
const TrackEventView = T.Object({
  happened_at: T.String(),
  state: NullableText,
  code: T.String(),
  told: T.String(),
  place: NullableText,
  source: T.String(),
})
const TrackRowView = T.Object({
  carrier_id: T.String(),
  waybill_no: T.String(),
  parcel_id: T.String(),
  organization_id: T.String(),
  order_no: T.String(),
  state: Choice(trackStates, 'Where it is'),
  state_at: T.String(),
  delivered_at: NullableText,
  last_event_at: NullableText,
  subscription: T.String(),
  poll_at: NullableText,
  begun_at: T.String(),
})
const ExceptionView = T.Object({
  carrier_id: T.String(),
  waybill_no: T.String(),
  kind: Choice(exceptionKinds, 'What went wrong'),
  organization_id: T.String(),
  parcel_id: T.String(),
  order_no: T.String(),
  happened_at: T.String(),
  told: T.String(),
  raised_at: T.String(),
  resolved_at: NullableText,
  resolved_by: NullableText,
  resolution: NullableText,
})
const CallView = T.Object({
  call_id: T.String(),
  kind: T.String(),
  account_id: T.String(),
  subject: T.String(),
  state: T.String(),
  due_at: T.String(),
  attempts: T.Integer(),
  reason: NullableText,
  asked_at: T.String(),
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

const segmentEnd = '^[A-Z0-9]{6,40}$'
const shown = (waybill: Waybill) => ({ ...waybill, recipient: maskParty(waybill.recipient) })
const mine = (caller: Caller, column: Sql): Sql => scopeFilter(caller, { organization: column })
const number = T.Optional(T.String({ minLength: 3, maxLength: 64, description: 'Order number or waybill number, whole' }))
const carrierFilter = T.Optional(Code('One carrier only'))

/** What staff do with carriers, within their organizations. */
export const staffRoutes =
  (outside: Outside): Routes<Needs> =>
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'carriers.read', scope: 'organization' } as const } }
    const edit = { config: { access: { permission: 'carriers.edit', scope: 'organization' } as const } }
    const shared = { config: { access: { permission: 'carriers.edit', scope: 'all' } as const } }
    const ask = { config: { access: { permission: 'waybills.ask', scope: 'organization' } as const } }
    const tracks = { config: { access: { permission: 'tracks.read', scope: 'organization' } as const } }
    const verb = <Result>(work: (tx: Tx) => Promise<Result>) => db.tx(work)

    app.get(
      '/api/admin/carriers',
      { ...read, schema: { tags: ['carriers'], summary: 'Carriers, services and accounts', response: { 200: Overview } } },
      async ({ caller }) => {
        const [carriers, services, accounts] = await Promise.all([
          listCarriers(db),
          listServices(db),
          listAccounts(db, mine(caller, sql`organization_id`)),
        ])
        const base = outside.push_base()
        const partners = Object.values(outside.ports).map(({ partner, settings, secrets }) => ({
          partner,
          settings: [...settings],
          secrets: [...secrets],
        }))
        const withUrls = accounts.map((account) => ({ ...account, push_urls: base === null ? null : pushUrls(base, account) }))
        return { carriers, services, accounts: withUrls, partners }
      },
    )
    app.get(
      '/api/admin/carriers/names',
      {
        config: { access: { permission: 'staff', scope: 'none' } },
        schema: {
          tags: ['carriers'],
          summary: 'Carriers by name, for whoever ships or reads a waybill number',
          response: {
            200: T.Object({
              items: T.Array(T.Object({ carrier_id: T.String(), name: T.Object({ zh: T.String(), en: T.String() }), active: T.Boolean() })),
            }),
          },
        },
      },
      async () => ({ items: (await listCarriers(db)).map(({ carrier_id, name, active }) => ({ carrier_id, name, active })) }),
    )
    app.post(
      '/api/admin/carriers',
      { ...shared, schema: { tags: ['carriers'], summary: 'Save carriers', body: items(CarrierItem, 'Carriers', 200), response: answers } },
      async (request, reply) => {
        requireAll(request.caller)
        return answerOutcomes(
          reply,
          await verb((tx) => saveCarriers(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'saved',
        )
      },
    )
    app.post(
      '/api/admin/carriers/accounts',
      {
        ...edit,
        schema: { tags: ['carriers'], summary: 'Save accounts at carriers', body: items(AccountItem, 'Accounts', 200), response: answers },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await verb((tx) => saveAccounts(tx, byOf(request), clock.now(), outside.ports, request.body.items)),
          (status) => status === 'saved',
        ),
    )
    app.post(
      '/api/admin/carriers/services',
      {
        ...shared,
        schema: { tags: ['carriers'], summary: 'Save services of carriers', body: items(ServiceItem, 'Services', 500), response: answers },
      },
      async (request, reply) => {
        requireAll(request.caller)
        return answerOutcomes(
          reply,
          await verb((tx) => saveServices(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'saved',
        )
      },
    )

    app.get(
      '/api/admin/carriers/tariffs',
      {
        ...read,
        schema: { tags: ['carriers'], summary: 'Freight price tables', response: { 200: T.Object({ items: T.Array(TariffItem) }) } },
      },
      async () => ({ items: await listTariffs(db) }),
    )
    app.post(
      '/api/admin/carriers/tariffs',
      {
        ...shared,
        schema: {
          tags: ['carriers'],
          summary: 'Add freight price tables',
          body: items(TariffItem, 'Price tables', 100),
          response: answers,
        },
      },
      async (request, reply) => {
        requireAll(request.caller)
        return answerOutcomes(
          reply,
          await verb((tx) => saveTariffs(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'saved',
        )
      },
    )
    app.post(
      '/api/admin/carriers/quotes',
      {
        ...read,
        schema: {
          tags: ['carriers'],
          summary: 'What each service would charge',
          description: 'Cheapest first; a service without a price for the way is left out.',
          body: closed({
            on: T.Optional(BusinessDate('The day that counts; today when left out')),
            items: T.Array(FreightAsk, { minItems: 1, maxItems: 500, description: 'Parcels to be priced' }),
          }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  id: T.String(),
                  quotes: T.Array(
                    T.Object({
                      carrier_id: T.String(),
                      service_id: T.String(),
                      tariff_id: T.String(),
                      zone: T.String(),
                      amount_minor: T.Integer(),
                      currency: T.String(),
                      chargeable_grams: T.Integer(),
                      days: NullableWhole,
                      served: T.Boolean({ description: 'Whether the carrier delivers there' }),
                    }),
                  ),
                }),
              ),
            }),
          },
        },
      },
      async ({ body }) => {
        const [tariffs, reach] = await Promise.all([listTariffs(db), listReach(db, null)])
        const on = body.on ?? businessDate(clock.now())
        return {
          items: body.items.map((one) => ({
            id: one.id,
            quotes: quoteFreight(tariffs, on, one).map((quote) => ({
              ...quote,
              served: reachOf(reach, quote.carrier_id, one.to_region).served,
            })),
          })),
        }
      },
    )

    app.get(
      '/api/admin/carriers/reach',
      {
        ...read,
        schema: {
          tags: ['carriers'],
          summary: 'Where carriers go',
          querystring: closed({ region: T.Optional(Region('Judge this address: one answer per carrier')), carrier_id: carrierFilter }),
          response: {
            200: T.Object({
              items: T.Array(T.Object({ carrier_id: T.String(), region: T.String(), served: T.Boolean(), note: NullableText })),
            }),
          },
        },
      },
      async ({ query: { region, carrier_id } }) => {
        const rows = await listReach(db, carrier_id === undefined ? null : [carrier_id])
        if (region === undefined) return { items: rows.map((row) => ({ ...row, note: row.note ?? null })) }
        const carriers = (await listCarriers(db)).filter((one) => carrier_id === undefined || one.carrier_id === carrier_id)
        return { items: carriers.map((one) => ({ carrier_id: one.carrier_id, region, ...reachOf(rows, one.carrier_id, region) })) }
      },
    )
    app.post(
      '/api/admin/carriers/reach',
      {
        ...shared,
        schema: { tags: ['carriers'], summary: 'Say where carriers go', body: items(ReachItem, 'Regions', 5000), response: answers },
      },
      async (request, reply) => {
        requireAll(request.caller)
        return answerOutcomes(
          reply,
          await verb((tx) => saveReach(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'saved',
        )
      },
    )

    app.get(
      '/api/admin/waybills',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'Waybills',
          querystring: closed({
            state: T.Optional(Choice(waybillStates, 'Of this state')),
            carrier_id: carrierFilter,
            number,
            ...PageQuery,
          }),
          response: { 200: pageOf(WaybillRow) },
        },
      },
      async ({ caller, query: { state, carrier_id, number, cursor, limit = 50 } }) => {
        const rows = await listWaybills(db, mine(caller, sql`w.organization_id`), { state, carrier_id, number }, cursor, limit)
        return cutPage(rows.map(shown), limit, ({ asked_at, parcel_id }) => [asked_at, parcel_id])
      },
    )
    app.get(
      '/api/admin/waybills/counts',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'Waybills per state',
          response: { 200: T.Object({ items: T.Array(T.Object({ state: Choice(waybillStates, 'State'), count: T.Integer() })) }) },
        },
      },
      async ({ caller }) => ({ items: await countWaybills(db, mine(caller, sql`w.organization_id`)) }),
    )
    app.post(
      '/api/admin/waybills',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'Ask for waybill numbers',
          description: 'A number from a pool is answered at once; others are asked of the partner and appear within seconds.',
          body: items(WaybillAsk, 'Parcels, each with its carrier and service', 1000),
          response: answers,
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await verb((tx) => askWaybills(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'asked' || status === 'answered',
        ),
    )
    app.post(
      '/api/admin/waybills/cancellations',
      { ...ask, schema: { tags: ['carriers'], summary: 'Give waybills up', body: ids('parcel_ids', 'Parcels'), response: answers } },
      async (request, reply) => {
        const { parcel_ids = [] } = request.body as { parcel_ids?: string[] }
        const outcomes = await verb((tx) => cancelWaybills(tx, byOf(request), clock.now(), parcel_ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'asked' || status === 'canceled')
      },
    )
    app.get(
      '/api/admin/waybills/pools',
      {
        ...read,
        schema: {
          tags: ['carriers'],
          summary: 'Pools of numbers given in advance',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  carrier_id: T.String(),
                  service_id: T.String(),
                  service_name: Words('Name'),
                  free: T.Integer(),
                  used: T.Integer(),
                  canceled: T.Integer(),
                  used_lately: T.Integer({ description: 'In the last seven days' }),
                }),
              ),
            }),
          },
        },
      },
      async () => ({ items: await listPools(db, clock.now()) }),
    )
    app.post(
      '/api/admin/waybills/pools',
      {
        ...shared,
        schema: {
          tags: ['carriers'],
          summary: 'Add segments of numbers',
          body: items(
            closed({
              carrier_id: Code('The carrier'),
              service_id: Code('The service'),
              first: T.String({ pattern: segmentEnd, description: 'First number' }),
              last: T.String({ pattern: segmentEnd, description: 'Last number' }),
            }),
            'Segments a carrier gave',
            50,
          ),
          response: answers,
        },
      },
      async (request, reply) => {
        requireAll(request.caller)
        return answerOutcomes(
          reply,
          await verb((tx) => addNumbers(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'added',
        )
      },
    )
    app.get(
      '/api/admin/waybills/:parcel_id',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'One waybill with every try',
          params: closed({ parcel_id: Id('The parcel') }),
          response: { 200: T.Object({ waybill: WaybillRow, calls: T.Array(CallView) }) },
        },
      },
      async ({ caller, params: { parcel_id } }) => {
        const [waybill] = await findWaybills(db, [parcel_id], mine(caller, sql`w.organization_id`))
        if (!waybill) throw notFound('The waybill')
        return { waybill: shown(waybill), calls: await listCalls(db, sql`c.subject = ${parcel_id}`, 50) }
      },
    )

    const labels = { config: { access: { permission: 'labels.print', scope: 'organization' } as const } }
    app.post(
      '/api/admin/labels',
      {
        ...labels,
        schema: {
          tags: ['carriers'],
          summary: 'Draw labels and record the print',
          description: 'Answers the PDF or the page to print, one label per sheet in the order given, which is the order of the pick.',
          body: closed({
            print_id: Id('Yours; the same again draws the same batch without counting it twice'),
            parcel_ids: T.Array(Id('A parcel'), { minItems: 1, maxItems: largestBatch, description: 'Parcels in the order of the pick' }),
            format: Choice(printFormats, 'A PDF for printers, or a page the browser prints'),
            again: T.Optional(T.Boolean({ description: 'Print those too that were printed before' })),
          }),
          produces: ['application/pdf', 'text/html'],
        },
      },
      async (request, reply) => {
        const bytes = await printLabels(db, byOf(request), clock.now(), request.body)
        const { format, print_id } = request.body
        reply.header('content-disposition', `inline; filename="labels-${print_id}.${format}"`)
        return reply.type(format === 'pdf' ? 'application/pdf' : 'text/html; charset=utf-8').send(bytes)
      },
    )
    app.get(
      '/api/admin/labels/prints',
      {
        ...labels,
        schema: {
          tags: ['carriers'],
          summary: 'Prints, newest first',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  print_id: T.String(),
                  format: T.String(),
                  label_count: T.Integer(),
                  again_count: T.Integer({ description: 'Labels that were printed before' }),
                  printed_by: T.String(),
                  asked_at: T.String(),
                  state: Choice(printStates, 'What the printer said'),
                  state_at: T.String(),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => ({ items: await listPrints(db, caller, 100) }),
    )
    app.post(
      '/api/admin/labels/prints/:print_id/state',
      {
        ...labels,
        schema: {
          tags: ['carriers'],
          summary: 'Tell what the printer said',
          params: closed({ print_id: Id('The print') }),
          body: closed({ state: Choice(printStates, 'As the print agent reports it') }),
          response: { 200: T.Object({ state: T.String() }) },
        },
      },
      async ({ caller, params, body }) => {
        if (!(await verb((tx) => tellPrint(tx, caller, clock.now(), params.print_id, body.state)))) throw notFound('The print')
        return { state: body.state }
      },
    )

    app.get(
      '/api/admin/carriers/calls',
      {
        ...read,
        schema: {
          tags: ['carriers'],
          summary: 'What waits to be said to partners, and dead letters',
          querystring: closed({
            state: T.Optional(Choice(['waiting', 'dead'] as const, 'Dead letters when left out')),
            limit: T.Optional(T.Integer({ minimum: 1, maximum: 200, default: 100, description: 'Rows' })),
          }),
          response: { 200: T.Object({ items: T.Array(CallView) }) },
        },
      },
      async ({ caller, query: { state = 'dead', limit = 100 } }) => ({
        items: await listCalls(db, sql`c.state = ${state} and ${mine(caller, sql`a.organization_id`)}`, limit),
      }),
    )
    app.post(
      '/api/admin/carriers/calls/retries',
      {
        ...edit,
        schema: { tags: ['carriers'], summary: 'Send dead letters again', body: ids('call_ids', 'Dead calls', 200), response: answers },
      },
      async (request, reply) => {
        const { call_ids = [] } = request.body as { call_ids?: string[] }
        const own = await ownCalls(db, request.caller, call_ids)
        const revived = await verb((tx) => reviveCalls(tx, clock.now(), speeches, own))
        const outcomes = call_ids.map((id) => ({ id, status: revived.has(id) ? 'retried' : 'not_dead' }))
        return answerOutcomes(reply, outcomes, (status) => status === 'retried')
      },
    )
    app.post(
      '/api/admin/carriers/calls/dismissals',
      {
        ...edit,
        schema: { tags: ['carriers'], summary: 'Put dead letters away', body: ids('call_ids', 'Dead calls', 200), response: answers },
      },
      async (request, reply) => {
        const { call_ids = [] } = request.body as { call_ids?: string[] }
        const own = await ownCalls(db, request.caller, call_ids)
        const dismissed = await verb((tx) => dismissCalls(tx, own))
        const outcomes = call_ids.map((id) => ({ id, status: dismissed.has(id) ? 'dismissed' : 'not_dead' }))
        return answerOutcomes(reply, outcomes, (status) => status === 'dismissed')
      },
    )

    app.get(
      '/api/admin/tracks',
      {
        ...tracks,
        schema: {
          tags: ['carriers'],
          summary: 'Parcels under way',
          querystring: closed({
            state: T.Optional(Choice(trackStates, 'Where they are')),
            carrier_id: carrierFilter,
            number,
            ...PageQuery,
          }),
          response: { 200: pageOf(TrackRowView) },
        },
      },
      async ({ caller, query: { state, carrier_id, number, cursor, limit = 50 } }) => {
        const rows = await listTracks(db, mine(caller, sql`t.organization_id`), { state, carrier_id, number }, cursor, limit)
        return cutPage(rows, limit, (row) => [row.state_at, row.waybill_no, row.carrier_id])
      },
    )
    app.get(
      '/api/admin/tracks/counts',
      {
        ...tracks,
        schema: {
          tags: ['carriers'],
          summary: 'Parcels per state, and open exceptions',
          response: {
            200: T.Object({
              states: T.Array(T.Object({ state: Choice(trackStates, 'State'), count: T.Integer() })),
              exceptions: T.Array(T.Object({ kind: Choice(exceptionKinds, 'Kind'), count: T.Integer() })),
            }),
          },
        },
      },
      async ({ caller }) => {
        const within = mine(caller, sql`t.organization_id`)
        const [states, exceptions] = await Promise.all([countTracks(db, within), countExceptions(db, within)])
        return { states, exceptions }
      },
    )
    app.get(
      '/api/admin/tracks/:carrier_id/:waybill_no',
      {
        ...tracks,
        schema: {
          tags: ['carriers'],
          summary: 'One parcel with everything told of it',
          params: closed({ carrier_id: Code('The carrier'), waybill_no: T.String({ maxLength: 40, description: 'The number' }) }),
          response: { 200: T.Object({ ...TrackRowView.properties, events: T.Array(TrackEventView) }) },
        },
      },
      async ({ caller, params }) => {
        const [track] = await findTracks(
          db,
          sql`t.carrier_id = ${params.carrier_id} and t.waybill_no = ${params.waybill_no} and ${mine(caller, sql`t.organization_id`)}`,
        )
        if (!track) throw notFound('The parcel')
        return track
      },
    )
    app.post(
      '/api/admin/tracks/words',
      {
        config: { access: { permission: 'tracks.edit', scope: 'organization' } },
        schema: {
          tags: ['carriers'],
          summary: 'Record what was found out about parcels',
          description:
            'Delivered, refused, lost or returned, as somebody saw or was told. Counts like a scan of the carrier at that moment.',
          body: items(TrackWord, 'Words about parcels', 500),
          response: answers,
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await verb((tx) => recordTrackWords(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'recorded',
        ),
    )
    app.get(
      '/api/admin/tracks/exceptions',
      {
        ...tracks,
        schema: {
          tags: ['carriers'],
          summary: 'Exceptions of parcels under way',
          querystring: closed({
            kind: T.Optional(Choice(exceptionKinds, 'Of this kind')),
            open: T.Optional(T.Boolean({ description: 'Those that wait for somebody; true when left out' })),
            ...PageQuery,
          }),
          response: { 200: pageOf(ExceptionView) },
        },
      },
      async ({ caller, query: { kind, open = true, cursor, limit = 50 } }) => {
        const rows = await listExceptions(db, mine(caller, sql`t.organization_id`), { kind, open }, cursor, limit)
        return cutPage(rows, limit, (row) => [row.raised_at, row.waybill_no, row.kind])
      },
    )
    app.post(
      '/api/admin/tracks/exceptions/resolutions',
      {
        config: { access: { permission: 'tracks.edit', scope: 'organization' } },
        schema: {
          tags: ['carriers'],
          summary: 'Close exceptions',
          body: items(
            closed({
              carrier_id: Code('The carrier'),
              waybill_no: T.String({ maxLength: 40, description: 'The number' }),
              kind: Choice(exceptionKinds, 'Which exception'),
              resolution: Text('What was done about it', 300),
            }),
            'Exceptions and what was done',
            500,
          ),
          response: answers,
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await verb((tx) => resolveExceptions(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'resolved',
        ),
    )

    app.get(
      '/api/admin/pickups',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'Pick-ups asked for',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  pickup_id: T.String(),
                  organization_id: T.String(),
                  carrier_id: T.String(),
                  account_id: T.String(),
                  node_id: NullableText,
                  wanted_from: T.String(),
                  wanted_until: T.String(),
                  parcel_count: T.Integer(),
                  weight_grams: T.Integer(),
                  state: Choice(pickupStates, 'How far it is'),
                  reason: NullableText,
                  partner_no: NullableText,
                  courier: Nullable(T.Object({ name: T.String(), phone: T.String() })),
                  asked_at: T.String(),
                  changed_at: T.String(),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => ({ items: await listPickups(db, mine(caller, sql`organization_id`), 200) }),
    )
    app.post(
      '/api/admin/pickups',
      {
        ...ask,
        schema: { tags: ['carriers'], summary: 'Ask couriers to come', body: items(PickupAsk, 'Pick-ups', 200), response: answers },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await verb((tx) => askPickups(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'asked',
        ),
    )
    app.post(
      '/api/admin/pickups/cancellations',
      { ...ask, schema: { tags: ['carriers'], summary: 'Call couriers off', body: ids('pickup_ids', 'Pick-ups', 200), response: answers } },
      async (request, reply) => {
        const { pickup_ids = [] } = request.body as { pickup_ids?: string[] }
        return answerOutcomes(
          reply,
          await verb((tx) => cancelPickups(tx, byOf(request), clock.now(), pickup_ids)),
          (status) => status === 'canceled',
        )
      },
    )

    app.get(
      '/api/admin/custody/orders',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'Orders at third-party warehouses',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  custody_order_id: T.String(),
                  organization_id: T.String(),
                  node_id: T.String(),
                  account_id: T.String(),
                  order_no: T.String(),
                  lines: T.Array(T.Object({ sku_id: T.String(), name: T.String(), quantity: T.Integer() })),
                  state: Choice(custodyStates, 'How far it is'),
                  reason: NullableText,
                  partner_no: NullableText,
                  parcels: T.Array(
                    T.Object({
                      carrier_id: NullableText,
                      carrier_code: T.String(),
                      waybill_no: T.String(),
                      lines: T.Array(T.Object({ sku_id: T.String(), quantity: T.Integer() })),
                    }),
                  ),
                  asked_at: T.String(),
                  changed_at: T.String(),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => ({ items: await listCustodyOrders(db, mine(caller, sql`organization_id`), 200) }),
    )
    app.post(
      '/api/admin/custody/orders',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'Give orders to third-party warehouses',
          body: items(CustodyOrder, 'Orders', 500),
          response: answers,
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await verb((tx) => sendCustodyOrders(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'asked',
        ),
    )
    app.post(
      '/api/admin/custody/orders/cancellations',
      {
        ...ask,
        schema: { tags: ['carriers'], summary: 'Take orders back', body: ids('custody_order_ids', 'Orders', 500), response: answers },
      },
      async (request, reply) => {
        const { custody_order_ids = [] } = request.body as { custody_order_ids?: string[] }
        const outcomes = await verb((tx) => cancelCustodyOrders(tx, byOf(request), clock.now(), custody_order_ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'canceled')
      },
    )
    app.get(
      '/api/admin/custody/stock/:node_id',
      {
        config: { access: { permission: 'carriers.read', scope: 'all' } },
        schema: {
          tags: ['carriers'],
          summary: 'What a third-party warehouse says it holds',
          params: closed({ node_id: Code('The warehouse') }),
          response: {
            200: T.Object({
              items: T.Array(T.Object({ sku_id: T.String(), condition: T.String(), quantity: T.Integer(), told_at: T.String() })),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        requireAll(caller)
        return { items: await listCustodyStock(db, params.node_id) }
      },
    )

    const bills = { config: { access: { permission: 'freight.reconcile', scope: 'organization' } as const } }
    app.get(
      '/api/admin/freight-bills',
      {
        ...bills,
        schema: {
          tags: ['carriers'],
          summary: 'Bills of carriers',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  bill_id: T.String(),
                  organization_id: T.String(),
                  carrier_id: T.String(),
                  currency: T.String(),
                  period_from: T.String(),
                  period_to: T.String(),
                  name: T.String(),
                  imported_by: T.String(),
                  imported_at: T.String(),
                  line_count: T.Integer(),
                  amount_minor: T.Integer(),
                  quoted_minor: T.Integer(),
                  difference_minor: T.Integer(),
                  open_count: T.Integer(),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => ({ items: await listBills(db, mine(caller, sql`b.organization_id`), 200) }),
    )
    app.post(
      '/api/admin/freight-bills',
      {
        ...bills,
        bodyLimit: 8 * 1024 * 1024,
        schema: {
          tags: ['carriers'],
          summary: "Import a carrier's bill",
          description: 'Each line is held against what we reckoned when the number was asked for.',
          body: closed({
            bill_id: Id('Yours; importing again is harmless'),
            organization_id: Code('Who is billed'),
            carrier_id: Code('Who bills'),
            currency: T.Optional(T.String({ pattern: '^[A-Z]{3}$', description: 'CNY when left out' })),
            period_from: BusinessDate('First day'),
            period_to: BusinessDate('Last day'),
            name: Text('File or bill number'),
            lines: T.Array(BillLine, { minItems: 1, maxItems: largestBill, description: 'Lines in the order of the file' }),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const { lines, currency = 'CNY', ...bill } = request.body
        const outcome = await verb((tx) => importBill(tx, byOf(request), clock.now(), { ...bill, currency }, lines))
        return answerOutcomes(reply, [outcome], (status) => status === 'imported')
      },
    )
    app.get(
      '/api/admin/freight-bills/:bill_id/lines',
      {
        ...bills,
        schema: {
          tags: ['carriers'],
          summary: 'Lines of a bill',
          params: closed({ bill_id: Id('The bill') }),
          querystring: closed({
            type: T.Optional(Choice(differenceTypes, 'Of this type')),
            after: T.Optional(T.Integer({ minimum: 0, default: 0, description: 'Line number of the last one seen' })),
            limit: T.Optional(T.Integer({ minimum: 1, maximum: 500, default: 100, description: 'Lines' })),
          }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  line_no: T.Integer(),
                  waybill_no: T.String(),
                  weight_grams: NullableWhole,
                  amount_minor: T.Integer(),
                  quoted_minor: NullableWhole,
                  quoted_grams: NullableWhole,
                  difference_minor: T.Integer(),
                  type: Choice(differenceTypes, 'How it differs'),
                  resolution: NullableText,
                  resolved_by: NullableText,
                }),
              ),
              more: T.Boolean(),
            }),
          },
        },
      },
      async ({ caller, params, query: { type, after = 0, limit = 100 } }) => {
        await requireBill(db, caller, params.bill_id)
        const rows = await listBillLines(db, params.bill_id, type, after, limit)
        return { items: rows.slice(0, limit), more: rows.length > limit }
      },
    )
    app.post(
      '/api/admin/freight-bills/:bill_id/resolutions',
      {
        ...bills,
        schema: {
          tags: ['carriers'],
          summary: 'Accept or dispute lines',
          params: closed({ bill_id: Id('The bill') }),
          body: items(
            closed({
              line_no: T.Integer({ minimum: 1, description: 'The line' }),
              resolution: Choice(['accepted', 'disputed'] as const, 'Whether we pay it'),
            }),
            'Lines and what we say to them',
            1000,
          ),
          response: answers,
        },
      },
      async (request, reply) => {
        await requireBill(db, request.caller, request.params.bill_id)
        const outcomes = await verb((tx) => resolveBillLines(tx, byOf(request), clock.now(), request.params.bill_id, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'resolved')
      },
    )
  }

/** Carriers, services and prices are shared by all organizations. */
function requireAll({ organizations }: Caller): void {
  if (organizations !== 'all')
    throw new Problem(403, 'not_permitted', 'This is shared by all organizations: ask someone who may edit for all of them.')
}

async function requireBill(db: Db, caller: Caller, bill_id: string): Promise<void> {
  const bill = await db.row<{ organization_id: string }>(sql`select organization_id from carriers.bills where bill_id = ${bill_id}`)
  if (!bill || !mayTouch(caller, bill)) throw notFound('The bill')
}

async function ownCalls(db: Db, caller: Caller, call_ids: readonly string[]): Promise<string[]> {
  const rows = await db.rows<{ call_id: string }>(sql`
    select c.call_id from carriers.calls c join carriers.accounts a using (account_id)
    where c.call_id = any(${call_ids}::uuid[]) and ${mine(caller, sql`a.organization_id`)}`)
  return rows.map(({ call_id }) => call_id)
}

/** What the buyer sees of parcels on their way. */
export const mallRoutes: Routes<Needs> =
  ({ db }) =>
  async (app) => {
    app.get(
      '/api/mall/orders/:id/tracks',
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: {
          tags: ['carriers'],
          summary: 'Where the parcels of my order are',
          params: closed({ id: Id('The order') }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  carrier_id: T.String(),
                  carrier_name: Words('Name'),
                  waybill_no: T.String(),
                  parcel_id: T.String(),
                  state: Choice(trackStates, 'Where it is'),
                  state_at: T.String(),
                  delivered_at: NullableText,
                  events: T.Array(T.Object({ happened_at: T.String(), state: NullableText, told: T.String(), place: NullableText })),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        const [order] = await findOrders(db, [params.id])
        if (!order || caller.id === null || (caller.id !== order.member_id && caller.id !== order.visitor_id)) throw notFound('The order')
        const [tracks, carriers] = await Promise.all([findTracks(db, sql`t.order_no = ${order.order_no}`), listCarriers(db)])
        const names = new Map(carriers.map(({ carrier_id, name }) => [carrier_id, name]))
        return { items: tracks.map((track) => ({ ...track, carrier_name: names.get(track.carrier_id)! })) }
      },
    )
  }

/** Where partners push to. Their bodies are read as bytes: signatures are over what was sent, not over what we made of it. */
export const openRoutes =
  (outside: Outside): Routes<Needs> =>
  ({ db, clock }) =>
  async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 1024 * 1024 }, (_request, body, done) => done(null, body))
    app.post(
      '/api/open/carriers/:partner/:kind',
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['carriers'],
          summary: 'Pushes of carriers and third-party warehouses',
          description: 'The address carries the account and its token; the body its own signature, as each partner signs.',
          params: closed({ partner: Code('The partner'), kind: Choice(pushKinds, 'What it tells of') }),
        },
      },
      async (request, reply) => {
        const { partner, kind } = request.params
        const query = Object.fromEntries(
          Object.entries(request.query as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
        )
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const push = { content_type: request.headers['content-type'] ?? '', headers: request.headers, query, body }
        const answer = await takePush(db, clock.now(), outside, partner, kind, push)
        if (!answer) throw notFound('This address')
        return reply
          .code(answer.http_status)
          .type(answer.content_type)
          .serializer((text: unknown) => String(text))
          .send(answer.body)
      },
    )
  }

export const routes = (outside: Outside): Routes<Needs>[] => [mallRoutes, staffRoutes(outside), openRoutes(outside)]
