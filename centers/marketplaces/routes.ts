import { exchangeOf } from '#centers/interfaces/exchange.ts'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  BusinessDate,
  type Caller,
  Choice,
  Code,
  closed,
  Moment,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch, scopeFilter } from '#core/scope.ts'
import { type Db, sql } from '#core/sql.ts'
import { addMilliseconds, businessDate, startOfDay } from '#core/time.ts'
import { awaitsWord } from './confirmations/write.ts'
import { type Connection, ConnectionItem, connectionStates, pulledStates, reasons } from './model.ts'
import type { Outside } from './port.ts'
import { lineOf, openShop } from './pull.ts'
import {
  countListings,
  countPulled,
  countReasons,
  countShipments,
  findConnections,
  listBackfills,
  listCursors,
  listPulled,
  listPushes,
  listShipments,
  type SealedConnection,
  secretsOf,
} from './read.ts'
import { askRenewals } from './tokens.ts'
import { askBackfills, askRetries, changeStates, recordTest, saveConnections } from './write.ts'

const NullableText = Nullable(T.String())
const NullableWhole = Nullable(T.Integer())
const Bilingual = T.Object({ zh: T.String(), en: T.String() })
const Stream = T.Object({
  stream: T.String(),
  reached_at: T.String({ description: 'Everything changed before is here' }),
  next_at: T.String(),
  failures: T.Integer(),
  last_error: NullableText,
  last_success_at: NullableText,
})
const ConnectionRow = T.Object({
  connection_id: T.String(),
  channel_id: T.String(),
  organization_id: T.String(),
  platform: T.String(),
  name: T.String(),
  endpoint: T.String(),
  settings: T.Record(T.String(), T.String()),
  secret_names: T.Array(T.String(), { description: 'Which secrets are kept; what they are is never shown' }),
  state: Choice(connectionStates, 'Draft until it first goes live'),
  writes_back: T.Boolean(),
  pushes_stock: T.Boolean(),
  pushes_prices: T.Boolean(),
  token_expires_at: NullableText,
  token_refreshed_at: NullableText,
  token_failure: Nullable(T.String({ description: 'Why the token could not be renewed' })),
  token_next_at: NullableText,
  tested_at: NullableText,
  test_failure: NullableText,
  saved_at: T.String(),
  streams: T.Array(Stream),
  placed: T.Integer(),
  waiting: T.Integer(),
  unpaid: T.Integer(),
  passed: T.Integer(),
  today: T.Integer({ description: 'Numbers first told today' }),
  listings: T.Integer(),
  unmapped: T.Integer(),
  offers_due: T.Integer({ description: 'Listings whose stock or price is still to be told' }),
  offers_failing: T.Integer(),
  shipments_waiting: T.Integer(),
  shipments_refused: T.Integer(),
  push_address: Nullable(T.String({ description: 'Where the platform may send its pushes to; null where it sends none' })),
})
const Platform = T.Object({
  platform: T.String(),
  name: Bilingual,
  endpoint: T.String(),
  settings: T.Array(T.String({ description: 'A name ending in ? may be left out' })),
  secrets: T.Array(T.String()),
  operations: T.Array(T.String()),
  history_days: T.Integer(),
  simulated: T.Boolean({ description: 'Whether a simulator of it runs here' }),
})
const PulledView = T.Object({
  channel_id: T.String(),
  external_no: T.String(),
  connection_id: T.String(),
  state: Choice(pulledStates, 'What became of it'),
  reasons: T.Array(T.String()),
  detail: NullableText,
  order_id: NullableText,
  platform_status: T.String(),
  modified_at: T.String(),
  remarks: T.Array(T.Object({ at: T.String(), what: T.String(), detail: T.String() })),
  total_minor: NullableWhole,
  buyer: NullableText,
  first_pulled_at: T.String(),
  pulled_at: T.String(),
  lines: T.Array(T.Object({ title: T.String(), outer_code: NullableText, quantity: T.Integer(), listing_key: T.String() })),
  awaits_word: T.Boolean({ description: 'Whether its platform waits for our word that it was paid' }),
  confirmation: Nullable(T.String({ description: '`asked`, `confirmed` or `refused`, with `: ` and why' })),
})
const ShipmentView = T.Object({
  parcel_id: T.String(),
  external_no: T.String(),
  order_id: T.String(),
  carrier: T.String(),
  waybill_no: T.String(),
  state: T.String(),
  reason: NullableText,
  shipped_at: T.String(),
  begun_at: NullableText,
  written_at: NullableText,
})
const PushView = T.Object({
  push_no: T.String(),
  topic: T.String(),
  external_no: NullableText,
  order_id: NullableText,
  modified_at: NullableText,
  state: Choice(['asking', 'taken', 'older', 'passed', 'refused'] as const, 'What became of it'),
  detail: NullableText,
  times: T.Integer({ description: 'How often it was told' }),
  received_at: T.String(),
  ended_at: NullableText,
})
const answers = { 200: Outcomes, 409: Outcomes }
const ofConnection = closed({ connection_id: Code('The connection') })

/** The connection, if it is one of the caller's; others are as if they were not there. */
export const ownConnection =
  (db: Db) =>
  async (caller: Caller, connection_id: string): Promise<SealedConnection> => {
    const [row] = await findConnections(db, sql`connection_id = ${connection_id}`)
    if (!row || !mayTouch(caller, { organization_id: (row as Connection).organization_id })) throw notFound('The connection')
    return row
  }

/** Shops on outside platforms: connections, what was pulled, what was told back. */
export const marketplaceRoutes =
  (outside: Outside): Routes<Needs> =>
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'marketplaces.read', scope: 'organization' } as const } }
    const edit = { config: { access: { permission: 'marketplaces.edit', scope: 'organization' } as const } }
    const map = { config: { access: { permission: 'marketplaces.map', scope: 'organization' } as const } }
    const tags = ['marketplaces']
    const own = ownConnection(db)

    const overview = async (rows: SealedConnection[]) => {
      const [cursors, pulled, listings, shipments] = await Promise.all([
        listCursors(db),
        countPulled(db, startOfDay(businessDate(clock.now()))),
        countListings(db),
        countShipments(db),
      ])
      return rows.map(({ secrets_sealed, ...row }) => {
        const of = <Row extends { connection_id: string }>(list: Row[]) => list.find((one) => one.connection_id === row.connection_id)
        const { placed = 0, waiting = 0, unpaid = 0, passed = 0, today = 0 } = of(pulled) ?? {}
        const offers = of(listings)
        const parcels = of(shipments)
        return {
          ...row,
          secret_names: Object.keys(secretsOf(secrets_sealed)).sort(),
          streams: cursors.filter(({ connection_id }) => connection_id === row.connection_id),
          ...{ placed, waiting, unpaid, passed, today },
          ...{
            listings: offers?.listings ?? 0,
            unmapped: offers?.unmapped ?? 0,
            offers_due: offers?.due ?? 0,
            offers_failing: offers?.failing ?? 0,
          },
          ...{ shipments_waiting: parcels?.waiting ?? 0, shipments_refused: parcels?.refused ?? 0 },
          push_address: outside.ports[row.platform]?.readPush
            ? `${outside.public_base() ?? ''}/api/open/marketplaces/${row.connection_id}`
            : null,
        }
      })
    }
    app.get(
      '/api/admin/marketplaces',
      {
        ...read,
        schema: {
          tags,
          summary: 'Connections and how they stand',
          response: { 200: T.Object({ items: T.Array(ConnectionRow) }) },
        },
      },
      async ({ caller }) => ({
        items: await overview(await findConnections(db, scopeFilter(caller, { organization: sql`organization_id` }))),
      }),
    )
    app.get(
      '/api/admin/marketplaces/platforms',
      {
        config: { access: { permission: 'marketplaces.read', scope: 'none' } },
        schema: {
          tags,
          summary: 'The platforms there are, and what a connection to each needs',
          response: { 200: T.Object({ items: T.Array(Platform) }) },
        },
      },
      async () => ({
        items: Object.values(outside.ports).map(({ platform, name, endpoint, settings, secrets, operations, history_days }) => ({
          ...{
            platform,
            name,
            endpoint,
            settings: [...settings],
            secrets: [...secrets],
            operations: Object.keys(operations),
            history_days,
          },
          simulated: outside.simulated(platform) !== null,
        })),
      }),
    )
    app.post(
      '/api/admin/marketplaces',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Save connections',
          body: closed({ items: T.Array(ConnectionItem, { minItems: 1, maxItems: 100, description: 'Connections' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveConnections(tx, byOf(request), clock.now(), outside.ports, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.get(
      '/api/admin/marketplaces/:connection_id',
      {
        ...read,
        schema: {
          tags,
          summary: 'One connection: streams, days read again',
          params: ofConnection,
          response: {
            200: T.Object({
              connection: ConnectionRow,
              backfills: T.Array(
                T.Object({
                  day: T.String(),
                  asked_at: T.String(),
                  asked_by: T.String(),
                  found: T.Integer(),
                  added: T.Integer(),
                  refunds: T.Integer(),
                  failure: NullableText,
                  done_at: NullableText,
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, params: { connection_id } }) => {
        const row = await own(caller, connection_id)
        const [[connection], backfills] = await Promise.all([overview([row]), listBackfills(db, connection_id)])
        return { connection: connection!, backfills }
      },
    )
    app.post(
      '/api/admin/marketplaces/:connection_id/tests',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Ask the platform for the orders of the last minute, to see whether keys and address are right',
          params: ofConnection,
          response: {
            200: T.Object({ status: Choice(['well', 'failed'] as const, 'How it went'), detail: NullableText, took_ms: T.Integer() }),
          },
        },
      },
      async ({ caller, params: { connection_id } }) => {
        await own(caller, connection_id)
        const shop = await openShop({ db, clock, outside }, connection_id)
        if (typeof shop === 'string') throw new Problem(409, 'connection_not_open', shop)
        const began = performance.now()
        const window = { from: addMilliseconds(clock.now(), -60_000), to: clock.now() }
        const told = await exchangeOf({ db, clock }).call(lineOf(shop, 'orders', 'test'), () =>
          shop.port.listOrders(shop.open, window, null),
        )
        const detail = told.status === 'answered' ? null : `${told.code}: ${told.reason}`
        await db.tx((tx) => recordTest(tx, clock.now(), connection_id, detail))
        return { status: detail === null ? ('well' as const) : ('failed' as const), detail, took_ms: Math.round(performance.now() - began) }
      },
    )
    app.post(
      '/api/admin/marketplaces/states',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Let connections go live, or rest them',
          body: closed({
            items: T.Array(
              closed({
                connection_id: Code('The connection'),
                state: Choice(['live', 'paused'] as const, 'What it shall do'),
                since: T.Optional(Moment('From when on orders are read, the first time it goes live; an hour ago when left out')),
              }),
              { minItems: 1, maxItems: 100, description: 'Connections' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => changeStates(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'live' || status === 'paused')
      },
    )
    app.post(
      '/api/admin/marketplaces/renewals',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Renew the tokens of shops now',
          body: closed({ connection_ids: T.Array(Code('The connection'), { minItems: 1, maxItems: 100, description: 'Shops' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => askRenewals(tx, byOf(request), clock.now(), outside.ports, request.body.connection_ids))
        return answerOutcomes(reply, outcomes, (status) => /asked$/.test(status))
      },
    )
    app.post(
      '/api/admin/marketplaces/backfills',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Read days once more: the orders last changed on them',
          body: closed({
            items: T.Array(closed({ connection_id: Code('The connection'), day: BusinessDate('The day') }), {
              minItems: 1,
              maxItems: 100,
              description: 'Days',
            }),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => askBackfills(tx, byOf(request), clock.now(), outside.ports, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'asked')
      },
    )
    app.get(
      '/api/admin/marketplaces/pulled',
      {
        ...read,
        schema: {
          tags,
          summary: 'What platforms told us, newest first',
          querystring: closed({
            state: T.Optional(Choice(pulledStates, 'What became of it')),
            reason: T.Optional(Choice(reasons, 'Why it waits')),
            connection_id: T.Optional(Code('One connection only')),
            number: T.Optional(T.String({ minLength: 1, maxLength: 80, description: 'The platform’s order number, whole' })),
            ...PageQuery,
          }),
          response: { 200: pageOf(PulledView) },
        },
      },
      async ({ caller, query: { limit = 50, ...filter } }) => {
        const page = await listPulled(db, caller, { ...filter, limit } as never)
        return {
          ...page,
          items: page.items.map(({ platform, ...row }) => ({
            ...row,
            awaits_word: awaitsWord(outside.ports, platform, row.state, row.platform_status),
          })),
        }
      },
    )
    app.get(
      '/api/admin/marketplaces/pulled/counts',
      {
        ...read,
        schema: {
          tags,
          summary: 'How many wait for each reason',
          response: { 200: T.Object({ items: T.Array(T.Object({ reason: T.String(), count: T.Integer() })) }) },
        },
      },
      async ({ caller }) => ({ items: await countReasons(db, caller) }),
    )
    app.post(
      '/api/admin/marketplaces/pulled/retries',
      {
        ...map,
        schema: {
          tags,
          summary: 'Try waiting orders again',
          body: closed({
            items: T.Array(
              closed({
                channel_id: Code('The channel'),
                external_no: T.String({ minLength: 1, maxLength: 80, description: 'The platform’s order number' }),
              }),
              { minItems: 1, maxItems: 500, description: 'Waiting orders' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => askRetries(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'retrying')
      },
    )
    app.get(
      '/api/admin/marketplaces/:connection_id/pushes',
      {
        ...read,
        schema: {
          tags,
          summary: 'What the platform told by itself in the last fortnight, newest first',
          params: ofConnection,
          querystring: closed(PageQuery),
          response: { 200: pageOf(PushView) },
        },
      },
      async ({ caller, params: { connection_id }, query: { cursor, limit = 50 } }) => {
        await own(caller, connection_id)
        return listPushes(db, { connection_id, cursor, limit })
      },
    )
    app.get(
      '/api/admin/marketplaces/:connection_id/shipments',
      {
        ...read,
        schema: {
          tags,
          summary: 'Parcels told to the platform, newest first',
          params: ofConnection,
          querystring: closed({ open: T.Optional(T.Boolean({ description: 'Only those the platform does not know yet' })), ...PageQuery }),
          response: { 200: pageOf(ShipmentView) },
        },
      },
      async ({ caller, params: { connection_id }, query: { open, cursor, limit = 50 } }) => {
        await own(caller, connection_id)
        return listShipments(db, { connection_id, open, cursor, limit })
      },
    )
  }
