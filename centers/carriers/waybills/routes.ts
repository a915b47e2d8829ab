import { byOf } from '#core/audit.ts'
import type { Routes } from '#core/http.ts'
import { answerOutcomes, Choice, Code, closed, cutPage, Id, Nullable, notFound, PageQuery, pageOf, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { sql, type Tx } from '#core/sql.ts'
import { Party, WaybillAsk, Words, waybillStates } from '../model.ts'
import { maskParty } from '../rules.ts'
import { answers, CallView, carrierFilter, ids, items, mine, NullableText, NullableWhole, number, requireAll } from '../schemas.ts'
import { listCalls } from '../speaking/queue.ts'
import { countWaybills, findWaybills, listPools, listWaybills, type Waybill } from './read.ts'
import { addNumbers, askWaybills, cancelWaybills } from './write.ts'

const segmentEnd = '^[A-Z0-9]{6,40}$'
const shown = (waybill: Waybill) => ({ ...waybill, recipient: maskParty(waybill.recipient) })
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

/** Numbers asked for, canceled, counted, and the pools they come from. */
export const waybillRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'carriers.read', scope: 'organization' } as const } }
    const shared = { config: { access: { permission: 'carriers.edit', scope: 'all' } as const } }
    const ask = { config: { access: { permission: 'waybills.ask', scope: 'organization' } as const } }
    const verb = <Result>(work: (tx: Tx) => Promise<Result>) => db.tx(work)

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
  }
