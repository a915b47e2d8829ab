import { SkuId } from '#centers/products/model.ts'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  cutPage,
  decodeCursor,
  Id,
  Moment,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { column } from '#core/outcomes.ts'
import { outboundStatuses, Scanned, Weighing } from '../model.ts'
import { countOutbounds, findOutboundView, listOutbounds, siteIds } from '../read.ts'
import {
  boxFields,
  Line,
  list,
  N,
  NodeQuery,
  OptionalCount,
  OptionalText,
  Outbound,
  outboundFields,
  Packing,
  plan,
  read,
  requireOf,
  requireSites,
  S,
  tags,
  work,
} from '../schemas.ts'
import { changeCarriage } from './carriage.ts'
import { findShippable, handOver, shipBoxes, shipByText, weighBoxes } from './dispatch.ts'
import { askLabels, findUnlabeled, stickLabels } from './labels.ts'
import { boxLists, findManifestView, listBoxes, listManifests, listWaveLabels } from './lists.ts'
import { findLotBins, listLotHolders } from './lots.ts'
import { splitBoxes } from './write.ts'

/** Parcels and their boxes: split, labeled, weighed, shipped, handed over. */
export const boxRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/warehouse/outbounds',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'Parcels to send, newest first',
          querystring: T.Object({
            ...NodeQuery,
            ...PageQuery,
            status: T.Optional(Choice(outboundStatuses, 'Only parcels in this state')),
            wave_id: T.Optional(Id('Only parcels of this wave')),
            q: T.Optional(Text('A pick sheet, order or waybill number', 64)),
          }),
          response: { 200: pageOf(Outbound) },
        },
      },
      async ({ caller, query }) => listOutbounds(db, caller, { ...query, limit: query.limit ?? 50 }),
    )

    app.get(
      '/api/admin/warehouse/outbounds/counts',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'How many parcels are in each state',
          querystring: T.Object(NodeQuery),
          response: { 200: T.Object({ items: T.Array(T.Object({ status: S, orders: N })) }) },
        },
      },
      async ({ caller, query }) => ({ items: await countOutbounds(db, caller, query.node_id) }),
    )

    app.post(
      '/api/admin/warehouse/carriers',
      {
        config: { access: plan },
        schema: {
          tags,
          summary: 'Give parcels to another carrier; a number they have is given up',
          body: closed({
            parcels: list(
              closed({ id: Id('The parcel'), carrier_id: Code('Who shall carry it'), service_id: Code('With which of its services') }),
              'The parcels',
            ),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { parcels } = request.body
        await requireOf(db, request.caller, 'outbounds', column(parcels, 'id'))
        const outcomes = await db.tx((tx) => changeCarriage(tx, byOf(request), clock.now(), parcels))
        return answerOutcomes(reply, outcomes, (status) => status === 'changed')
      },
    )

    app.get(
      '/api/admin/warehouse/outbounds/:id',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'A parcel: lines, boxes, how to pack it, and every scan of it',
          params: T.Object({ id: Id('The parcel') }),
          response: {
            200: T.Object({
              outbound: T.Object({ ...outboundFields, wave_no: OptionalText, state: OptionalText }),
              lines: T.Array(Line),
              boxes: T.Array(
                T.Object({
                  ...boxFields,
                  printed_count: N,
                  lines: T.Array(T.Object({ line_no: N, quantity: N })),
                  lots: T.Array(T.Object({ line_no: N, lot: S, quantity: N, sure: T.Boolean() })),
                  serials: T.Array(T.Object({ sku_id: S, serial: S })),
                }),
              ),
              packing: Packing,
              scans: T.Array(T.Object({ id: S, kind: S, text: S, status: S, scanned_by: S, scanned_at: S })),
              putbacks: T.Array(
                T.Object({ id: S, sku_id: S, quantity: N, status: S, suggested_bin: OptionalText, bin_code: OptionalText }),
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        const view = await findOutboundView(db, params.id)
        if (!view) throw notFound('The parcel')
        await requireSites(db, caller, [view.outbound.node_id])
        return view
      },
    )

    const Boxed = T.Object({ outcomes: T.Array(T.Object({ id: S, status: S, detail: T.Optional(S), box_id: T.Optional(S) })) })
    app.post(
      '/api/admin/warehouse/splits',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Close the box at hand; the rest of the parcel goes into another',
          body: closed({
            splits: list(closed({ id: Id('The act; made by the caller'), outbound_id: Id('The parcel') }), 'The parcels', 100),
          }),
          response: { 200: Boxed, 409: Boxed },
        },
      },
      async ({ caller, body }, reply) => {
        await requireOf(db, caller, 'outbounds', column(body.splits, 'outbound_id'))
        const outcomes = await db.tx((tx) => splitBoxes(tx, caller.name, clock.now(), body.splits))
        return answerOutcomes(reply, outcomes, (status) => status === 'split')
      },
    )

    const Labels = T.Object({
      outcomes: T.Array(
        T.Object({
          id: S,
          status: S,
          detail: T.Optional(S),
          boxes: T.Optional(T.Array(T.Object({ box_id: S, waybill_no: OptionalText }))),
          reason: T.Optional(S),
        }),
      ),
    })
    app.post(
      '/api/admin/warehouse/labels',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Ask for the waybill numbers of parcels; labels are printed by box, in the order of picking',
          body: closed({
            parcels: list(
              closed({
                id: Id('The parcel'),
                carrier_id: T.Optional(Nullable(Code('Another carrier than planned'))),
                service_id: T.Optional(Nullable(Code('Which service of it'))),
              }),
              'The parcels',
            ),
          }),
          response: { 200: Labels, 409: Labels },
        },
      },
      async (request, reply) => {
        const { caller, body } = request
        await requireOf(db, caller, 'outbounds', column(body.parcels, 'id'))
        const outcomes = await db.tx((tx) => askLabels(tx, byOf(request), clock.now(), body.parcels))
        return answerOutcomes(reply, outcomes, (status) => status === 'answered' || status === 'asked')
      },
    )

    app.post(
      '/api/admin/warehouse/waves/labels',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Ask for the waybill numbers of whole waves',
          body: closed({ ids: list(Id('A wave'), 'The waves', 20) }),
          response: { 200: Labels, 409: Labels },
        },
      },
      async (request, reply) => {
        const { caller, body } = request
        await requireOf(db, caller, 'waves', body.ids)
        const outcomes = await db.tx(async (tx) => askLabels(tx, byOf(request), clock.now(), await findUnlabeled(tx, body.ids)))
        return answerOutcomes(reply, outcomes, (status) => status === 'answered' || status === 'asked')
      },
    )

    app.post(
      '/api/admin/warehouse/stuck-labels',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'A label printed in advance was stuck on a parcel and scanned',
          body: closed({
            labels: list(
              closed({
                id: Id('The act; made by the caller'),
                outbound_id: Id('The parcel'),
                text: Scanned('The label’s number as scanned'),
              }),
              'The labels',
              100,
            ),
          }),
          response: { 200: Boxed, 409: Boxed },
        },
      },
      async ({ caller, body }, reply) => {
        await requireOf(db, caller, 'outbounds', column(body.labels, 'outbound_id'))
        const outcomes = await db.tx((tx) => stickLabels(tx, clock.now(), body.labels))
        return answerOutcomes(reply, outcomes, (status) => status === 'stuck')
      },
    )

    app.post(
      '/api/admin/warehouse/weights',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Book what the scale says of parcels',
          body: closed({ weights: list(Weighing, 'The weighings') }),
          response: {
            200: T.Object({
              outcomes: T.Array(
                T.Object({ id: S, status: S, detail: T.Optional(S), box_id: T.Optional(S), expected_grams: T.Optional(OptionalCount) }),
              ),
            }),
            409: T.Object({
              outcomes: T.Array(
                T.Object({ id: S, status: S, detail: T.Optional(S), box_id: T.Optional(S), expected_grams: T.Optional(OptionalCount) }),
              ),
            }),
          },
        },
      },
      async ({ caller, body }, reply) => {
        await requireSites(db, caller, column(body.weights, 'node_id'))
        const outcomes = await db.tx((tx) => weighBoxes(tx, caller.name, clock.now(), body.weights))
        return answerOutcomes(reply, outcomes, (status) => status === 'weighed')
      },
    )

    app.post(
      '/api/admin/warehouse/shipments',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Ship parcels by scanning their labels',
          body: closed({
            scans: list(
              closed({
                id: Id('The act; made by the caller'),
                node_id: Code('The site'),
                text: Scanned('The label as scanned'),
                scanned_at: T.Optional(Moment('When the gun read it, where that was earlier')),
              }),
              'The scans',
            ),
          }),
          response: { 200: Boxed, 409: Boxed },
        },
      },
      async ({ caller, body }, reply) => {
        await requireSites(db, caller, column(body.scans, 'node_id'))
        const outcomes = await db.tx((tx) => shipByText(tx, caller.name, clock.now(), body.scans))
        return answerOutcomes(reply, outcomes, (status) => status === 'shipped')
      },
    )

    app.post(
      '/api/admin/warehouse/waves/shipments',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Ship every parcel of waves that is checked and labeled, at most 1,000 a call',
          body: closed({ ids: list(Id('A wave'), 'The waves', 20) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await requireOf(db, caller, 'waves', body.ids)
        const outcomes = await db.tx(async (tx) => shipBoxes(tx, caller.name, clock.now(), await findShippable(tx, body.ids)))
        return answerOutcomes(reply, outcomes, (status) => status === 'shipped')
      },
    )

    app.get(
      '/api/admin/warehouse/boxes',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'Parcels between the check and the courier: the lists of the end of the day',
          querystring: T.Object({
            ...NodeQuery,
            ...PageQuery,
            list: T.Optional(Choice(boxLists, 'Which list; those to ship when left out')),
            q: T.Optional(Text('A waybill or order number', 64)),
          }),
          response: {
            200: pageOf(
              T.Object({
                ...{ ...boxFields, outbound_id: S, node_id: S, code: S, order_no: S, wave_no: OptionalText, slot_no: OptionalCount },
                ...{ weight_reason: OptionalText, printed_count: N, made_at: S, shipped_at: OptionalText },
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listBoxes(db, caller, { ...query, list: query.list ?? 'to_ship', limit: query.limit ?? 50 }),
    )

    app.get(
      '/api/admin/warehouse/lot-holders',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'Which orders got a lot: for a recall',
          querystring: T.Object({
            ...NodeQuery,
            ...PageQuery,
            sku_id: SkuId('What is called back'),
            lot: Text('Which lot of it', 40),
          }),
          response: {
            200: pageOf(
              T.Object({
                ...{ order_id: S, order_no: S, outbound_id: S, code: S, node_id: S, channel_id: S, box_no: OptionalCount },
                ...{ waybill_no: OptionalText, quantity: OptionalCount, status: S, shipped_at: OptionalText, released_at: S },
                sure: T.Boolean({ description: 'False where several lots were picked together and no scan said which' }),
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => {
        const limit = query.limit ?? 50
        const after = decodeCursor(query.cursor, ['string', 'string', 'number']) as [string, string, number] | null
        const rows = await listLotHolders(db, await siteIds(db, caller, query.node_id), query, after, limit + 1)
        return cutPage(rows, limit, (row) => [row.released_at, row.outbound_id, row.box_no ?? 0])
      },
    )

    app.get(
      '/api/admin/warehouse/lot-bins',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'Where a lot still lies',
          querystring: T.Object({ ...NodeQuery, sku_id: SkuId('What'), lot: Text('Which lot of it', 40) }),
          response: { 200: T.Object({ items: T.Array(T.Object({ node_id: S, bin_code: S, quantity: N, expires_on: OptionalText })) }) },
        },
      },
      async ({ caller, query }) => ({ items: await findLotBins(db, await siteIds(db, caller, query.node_id), query) }),
    )

    app.get(
      '/api/admin/warehouse/manifests',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'What couriers took along, newest first',
          querystring: T.Object({ ...NodeQuery, ...PageQuery }),
          response: {
            200: pageOf(
              T.Object({
                id: S,
                node_id: S,
                manifest_no: S,
                carrier_id: S,
                boxes: N,
                weight_grams: N,
                courier: OptionalText,
                made_by: S,
                made_at: S,
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listManifests(db, caller, { ...query, limit: query.limit ?? 50 }),
    )

    app.get(
      '/api/admin/warehouse/manifests/:id',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'A manifest with every parcel on it, for the courier to sign',
          params: T.Object({ id: Id('The manifest') }),
          response: {
            200: T.Object({
              manifest: T.Object({
                ...{ id: S, node_id: S, manifest_no: S, carrier_id: S, boxes: N, weight_grams: N },
                ...{ courier: OptionalText, made_by: S, made_at: S },
              }),
              boxes: T.Array(T.Object({ id: S, waybill_no: S, order_no: S, weight_grams: OptionalCount })),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        const view = await findManifestView(db, params.id)
        if (!view) throw notFound('The manifest')
        await requireSites(db, caller, [view.manifest.node_id])
        return view
      },
    )

    app.get(
      '/api/admin/warehouse/waves/:id/labels',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'The labels of a wave in the order of picking, and how often each was printed',
          params: T.Object({ id: Id('The wave') }),
          response: {
            200: T.Object({
              items: T.Array(T.Object({ box_id: S, slot_no: OptionalCount, code: S, carrier_id: S, waybill_no: S, printed_count: N })),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        await requireOf(db, caller, 'waves', [params.id])
        return { items: await listWaveLabels(db, params.id) }
      },
    )

    app.post(
      '/api/admin/warehouse/manifests',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Hand shipped parcels to a courier',
          body: closed({
            handovers: list(
              closed({
                id: Id('The manifest; made by the caller'),
                node_id: Code('The site'),
                carrier_id: Code('Whose courier is here'),
                courier: T.Optional(Nullable(Text('Who he is, or his plate', 60))),
              }),
              'One a carrier',
              20,
            ),
          }),
          response: {
            200: T.Object({
              outcomes: T.Array(T.Object({ id: S, status: S, detail: T.Optional(S), manifest_no: T.Optional(S), boxes: T.Optional(N) })),
            }),
            409: Outcomes,
          },
        },
      },
      async ({ caller, body }, reply) => {
        await requireSites(db, caller, column(body.handovers, 'node_id'))
        const outcomes = await db.tx((tx) => handOver(tx, caller.name, clock.now(), body.handovers))
        return answerOutcomes(reply, outcomes, (status) => status === 'handed_over')
      },
    )
  }
