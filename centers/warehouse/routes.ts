import { readNodes } from '#centers/inventory/read.ts'
import { byOf } from '#core/audit.ts'
import { gather } from '#core/batch.ts'
import {
  answerOutcomes,
  type Caller,
  Choice,
  Code,
  closed,
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
import { mayTouch } from '#core/scope.ts'
import { resolveAbnormals } from './abnormals.ts'
import {
  askLabels,
  findShippable,
  findUnlabeled,
  handOver,
  shipBoxes,
  shipByText,
  splitBoxes,
  stickLabels,
  weighBoxes,
} from './boxes/write.ts'
import { checkWaves, type ScanBy, scanChecks } from './checks/write.ts'
import {
  BinItem,
  BinMove,
  CheckScan,
  outboundStatuses,
  PickItem,
  purposes,
  Scanned,
  SiteItem,
  WaveCheck,
  WavePlan,
  Weighing,
  waveStatuses,
  ZoneItem,
} from './model.ts'
import { confirmPicks } from './picks/write.ts'
import { countBins } from './places/arrivals.ts'
import { readSites } from './places/read.ts'
import { moveBins, saveBins, saveSites, saveZones } from './places/write.ts'
import { putBack } from './putbacks/write.ts'
import {
  boxLists,
  countOutbounds,
  countWaveStates,
  findNodesOf,
  findOutboundView,
  findWaveView,
  listAbnormals,
  listArrivals,
  listBins,
  listBoxes,
  listManifests,
  listOutbounds,
  listPutbacks,
  listSites,
  listWaves,
  viewOverview,
} from './read.ts'
import { claimWaves, makeWaves, releaseOrders, releaseWaves } from './waves/write.ts'

const read = { permission: 'warehouse.read', scope: 'organization' } as const
const work = { permission: 'warehouse.work', scope: 'organization' } as const
const plan = { permission: 'warehouse.plan', scope: 'organization' } as const
const tags = ['warehouse']

const S = T.String()
const N = T.Integer()
const OptionalText = Nullable(S)
const OptionalCount = Nullable(N)
const Words = T.Object({ zh: S, en: S })
const goods = { title: Nullable(Words), name: Nullable(Words), cover: OptionalText, barcode: OptionalText }
const list = <Item extends Parameters<typeof T.Array>[0]>(items: Item, description: string, most = 1000) =>
  T.Array(items, { minItems: 1, maxItems: most, description })
const NodeQuery = { node_id: T.Optional(Code('Only this site')) }

const Wave = T.Object({
  ...{
    id: S,
    node_id: S,
    wave_no: S,
    kind: S,
    carrier_id: S,
    status: S,
    pick_method: S,
    orders: N,
    pieces: N,
    checked: N,
    shipped: N,
    stopped: N,
  },
  ...{ cut_off_at: OptionalText, owner_id: OptionalText, owner_name: OptionalText, claimed_by: OptionalText, claimed_name: OptionalText },
  ...{ planned_by: S, planned_at: S, released_at: OptionalText, picked_at: OptionalText, done_at: OptionalText },
})
const Line = T.Object({ outbound_id: S, line_no: N, sku_id: S, quantity: N, checked: N, ...goods })
const boxFields = {
  id: S,
  box_no: N,
  status: S,
  carrier_id: S,
  waybill_no: OptionalText,
  expected_grams: OptionalCount,
  weight_grams: OptionalCount,
}
const outboundFields = {
  ...{
    id: S,
    node_id: S,
    order_id: S,
    group_no: N,
    attempt_no: N,
    code: S,
    order_no: S,
    channel_id: S,
    carrier_id: S,
    service_id: S,
    pieces: N,
    left_pieces: N,
  },
  ...{
    weight_grams: OptionalCount,
    cut_off_at: OptionalText,
    wave_id: OptionalText,
    slot_no: OptionalCount,
    status: S,
    stop_reason: OptionalText,
  },
  ...{ released_at: S, checked_at: OptionalText, checked_by: OptionalText, shipped_at: OptionalText },
}
const Outbound = T.Object({ ...outboundFields, wave_no: OptionalText, lines: T.Array(Line), boxes: T.Array(T.Object(boxFields)) })
const PickView = T.Object({
  ...{
    id: S,
    wave_id: S,
    path_no: N,
    bin_code: OptionalText,
    sku_id: S,
    lot: S,
    outbound_id: OptionalText,
    quantity: N,
    picked: N,
    status: S,
    ...goods,
  },
  slots: T.Array(T.Object({ slot_no: N, code: S, quantity: N }), {
    description: 'Where each piece goes when picking into slots or order by order',
  }),
})
const Packing = T.Array(T.Object({ carton: S, weight_grams: N, lines: T.Array(T.Object({ line_no: N, quantity: N })) }))
const CheckAnswers = T.Object({
  outcomes: T.Array(
    T.Object({
      id: T.String({ description: 'The scan' }),
      status: T.String({ description: 'What became of it' }),
      detail: T.Optional(T.String({ description: 'For a refusal: what is wrong and what to do' })),
      outbound_id: T.Optional(T.String({ description: 'The parcel it belongs to' })),
      code: T.Optional(T.String({ description: 'Its number' })),
      slot_no: T.Optional(Nullable(N)),
      sku_id: T.Optional(S),
      left_of_sku: T.Optional(T.Integer({ description: 'How many of this SKU the parcel still needs' })),
      left_pieces: T.Optional(T.Integer({ description: 'How many pieces it still needs in all' })),
      pieces: T.Optional(N),
      box_id: T.Optional(T.String({ description: 'The box that was closed by it' })),
      repeated: T.Optional(T.Boolean({ description: 'The answer an earlier sending of this scan got' })),
    }),
  ),
})
const accepted = new Set(['opened', 'accepted', 'complete', 'taken_back'])

/** Refuses the whole request when a site is not the caller's: it does not even tell whether it exists. */
async function requireSites(db: Needs['db'], caller: Caller, node_ids: readonly string[]): Promise<void> {
  const nodes = await readNodes(db)
  for (const node_id of new Set(node_ids)) {
    const node = nodes.get(node_id)
    if (!node || !mayTouch(caller, { organization_id: node.organization_id })) throw notFound(`The site ${node_id}`)
  }
}

export const warehouseRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    // Clerks at many desks scan at once: their scans leave together, and each is answered with the commit that wrote it.
    const scanOne = gather<ScanBy, Awaited<ReturnType<typeof scanChecks>>[number]>({
      name: 'warehouse.scan',
      largest: 100,
      waiting: 2000,
      run: (scans) => db.tx((tx) => scanChecks(tx, clock.now(), scans)),
    })
    const requireOf = async (caller: Caller, kind: Parameters<typeof findNodesOf>[1], ids: readonly string[]) =>
      requireSites(db, caller, await findNodesOf(db, kind, ids))

    // Places

    app.get(
      '/api/admin/warehouse/sites',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'Nodes that work with bins and waves',
          response: { 200: T.Object({ items: T.Array(T.Intersect([SiteItem, T.Object({ name: Words, organization_id: S })])) }) },
        },
      },
      async ({ caller }) => ({ items: await listSites(db, caller) }),
    )

    app.post(
      '/api/admin/warehouse/sites',
      {
        config: { access: plan },
        schema: {
          tags,
          summary: 'Make nodes into sites, or change how they work',
          body: closed({ sites: list(SiteItem, 'The sites', 100) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await requireSites(db, caller, column(body.sites, 'node_id'))
        return answerOutcomes(reply, await db.tx((tx) => saveSites(tx, clock.now(), body.sites)), () => true)
      },
    )

    app.post(
      '/api/admin/warehouse/zones',
      {
        config: { access: plan },
        schema: {
          tags,
          summary: 'Make or rename zones',
          body: closed({ zones: list(ZoneItem, 'The zones', 200) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await requireSites(db, caller, column(body.zones, 'node_id'))
        return answerOutcomes(reply, await db.tx((tx) => saveZones(tx, body.zones)), () => true)
      },
    )

    app.post(
      '/api/admin/warehouse/bins',
      {
        config: { access: plan },
        schema: {
          tags,
          summary: 'Make or change bins',
          body: closed({ bins: list(BinItem, 'The bins') }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await requireSites(db, caller, column(body.bins, 'node_id'))
        return answerOutcomes(reply, await db.tx((tx) => saveBins(tx, body.bins)), (status) => status === 'saved')
      },
    )

    app.get(
      '/api/admin/warehouse/bins',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'Bins with what lies in them, in the order of the way',
          querystring: T.Object({
            ...NodeQuery,
            ...PageQuery,
            q: T.Optional(Text('Beginning of a bin, or a SKU or barcode', 64)),
            filled: T.Optional(T.Boolean({ description: 'Only bins that hold something' })),
            purpose: T.Optional(Choice(purposes, 'Only bins for this')),
          }),
          response: {
            200: pageOf(
              T.Object({
                ...{
                  node_id: S,
                  code: S,
                  zone_code: S,
                  purpose: S,
                  path_no: N,
                  capacity_pieces: OptionalCount,
                  closed: T.Boolean(),
                  pieces: N,
                },
                contents: T.Array(T.Object({ sku_id: S, lot: S, expires_on: OptionalText, quantity: N, planned: N, ...goods })),
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listBins(db, caller, { ...query, limit: query.limit ?? 50 }),
    )

    app.post(
      '/api/admin/warehouse/moves',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Move goods between bins',
          body: closed({ moves: list(BinMove, 'The moves') }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await requireSites(db, caller, column(body.moves, 'node_id'))
        const outcomes = await db.tx((tx) => moveBins(tx, caller.name, clock.now(), body.moves))
        return answerOutcomes(reply, outcomes, (status) => status === 'moved')
      },
    )

    app.get(
      '/api/admin/warehouse/arrivals',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'What came in and is to be put away, with the bin it should go to',
          querystring: T.Object(NodeQuery),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  node_id: S,
                  bin_code: S,
                  sku_id: S,
                  lot: S,
                  expires_on: OptionalText,
                  quantity: N,
                  suggested_bin: OptionalText,
                  ...goods,
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, query }) => ({ items: await listArrivals(db, caller, query.node_id) }),
    )

    const Counted = T.Object({ outcomes: T.Array(T.Object({ id: S, status: S, detail: T.Optional(S), expected: T.Optional(N) })) })
    app.post(
      '/api/admin/warehouse/bin-counts',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Book what was counted in bins; what is missing is looked for, the books stay',
          body: closed({
            counts: list(
              closed({
                id: Id('The act; made by the caller'),
                node_id: Code('The site'),
                bin: Scanned('The bin as scanned'),
                text: Scanned('The item as scanned'),
                quantity: T.Integer({ minimum: 0, maximum: 1_000_000, description: 'How many of it lie there' }),
              }),
              'The counts',
            ),
          }),
          response: { 200: Counted, 409: Counted },
        },
      },
      async ({ caller, body }, reply) => {
        await requireSites(db, caller, column(body.counts, 'node_id'))
        const outcomes = await db.tx((tx) => countBins(tx, caller.name, clock.now(), body.counts))
        return answerOutcomes(reply, outcomes, (status) => status === 'agrees' || status === 'fewer' || status === 'more')
      },
    )

    // What waits, and waves

    app.get(
      '/api/admin/warehouse/overview',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'What waits at a site, step by step',
          querystring: T.Object({ node_id: Code('The site') }),
          response: {
            200: T.Object({
              ...{
                waiting: N,
                bulk_ready: N,
                locked: N,
                to_pick: N,
                to_check: N,
                to_label: N,
                to_ship: N,
                to_hand_over: N,
                putbacks: N,
                abnormals: N,
              },
              ...{ to_put_away: N, checked_not_labeled: N, printed_not_checked: N, weight_off: N },
              waiting_by_carrier: T.Array(T.Object({ carrier_id: S, orders: N, cut_off_at: OptionalText })),
            }),
          },
        },
      },
      async ({ caller, query }) => {
        await requireSites(db, caller, [query.node_id])
        const site = (await readSites(db)).get(query.node_id)
        if (!site) throw notFound(`The site ${query.node_id}`)
        return viewOverview(db, site, clock.now())
      },
    )

    app.post(
      '/api/admin/warehouse/releases',
      {
        config: { access: plan },
        schema: {
          tags,
          summary: 'Release approved or allocated orders to the warehouse',
          body: closed({ orders: list(closed({ id: Id('The order') }), 'The orders') }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        const sites = new Set(column(await listSites(db, caller), 'node_id'))
        const outcomes = await db.tx((tx) => releaseOrders(tx, caller.name, clock.now(), body.orders, sites))
        return answerOutcomes(reply, outcomes, (status) => status === 'released')
      },
    )

    app.get(
      '/api/admin/warehouse/waves',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'Waves, newest first',
          querystring: T.Object({
            ...NodeQuery,
            ...PageQuery,
            status: T.Optional(Choice(waveStatuses, 'Only waves in this state')),
            q: T.Optional(Text('A wave number', 40)),
          }),
          response: { 200: pageOf(Wave) },
        },
      },
      async ({ caller, query }) => listWaves(db, caller, { ...query, limit: query.limit ?? 50 }),
    )

    app.get(
      '/api/admin/warehouse/waves/counts',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'How many waves are in each state',
          querystring: T.Object(NodeQuery),
          response: { 200: T.Object({ items: T.Array(T.Object({ status: S, waves: N })) }) },
        },
      },
      async ({ caller, query }) => ({ items: await countWaveStates(db, caller, query.node_id) }),
    )

    app.get(
      '/api/admin/warehouse/waves/:id',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'A wave: what is to be fetched, and the orders in it',
          params: T.Object({ id: Id('The wave') }),
          response: {
            200: T.Object({
              wave: Wave,
              picks: T.Array(PickView),
              outbounds: T.Array(
                T.Object({ ...outboundFields, state: OptionalText, lines: T.Array(Line), boxes: T.Array(T.Object(boxFields)) }),
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        const view = await findWaveView(db, params.id)
        if (!view) throw notFound('The wave')
        await requireSites(db, caller, [view.wave.node_id])
        return view
      },
    )

    app.post(
      '/api/admin/warehouse/waves',
      {
        config: { access: plan },
        schema: {
          tags,
          summary: 'Gather what waits into waves, bulk ones first',
          body: closed({ plans: list(WavePlan, 'One plan a site', 20) }),
          response: {
            200: T.Object({
              outcomes: T.Array(
                T.Object({
                  id: S,
                  status: S,
                  detail: T.Optional(S),
                  waves: T.Optional(T.Array(T.Object({ id: S, wave_no: S, kind: S, orders: N }))),
                }),
              ),
            }),
            409: Outcomes,
          },
        },
      },
      async ({ caller, body }, reply) => {
        await requireSites(db, caller, column(body.plans, 'node_id'))
        const outcomes = await db.tx((tx) => makeWaves(tx, caller.name, clock.now(), body.plans))
        return answerOutcomes(reply, outcomes, (status) => status === 'planned')
      },
    )

    const Waves = closed({ ids: list(Id('A wave'), 'The waves', 100) })
    app.post(
      '/api/admin/warehouse/waves/releases',
      {
        config: { access: plan },
        schema: { tags, summary: 'Unlock waves: clerks may begin', body: Waves, response: { 200: Outcomes, 409: Outcomes } },
      },
      async ({ caller, body }, reply) => {
        await requireOf(caller, 'waves', body.ids)
        const outcomes = await db.tx((tx) => releaseWaves(tx, caller.name, clock.now(), body.ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'released')
      },
    )

    app.post(
      '/api/admin/warehouse/waves/claims',
      {
        config: { access: work },
        schema: { tags, summary: 'Take waves as mine to pick', body: Waves, response: { 200: Outcomes, 409: Outcomes } },
      },
      async ({ caller, body }, reply) => {
        await requireOf(caller, 'waves', body.ids)
        const outcomes = await db.tx((tx) => claimWaves(tx, { id: caller.id!, name: caller.name }, clock.now(), body.ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'claimed')
      },
    )

    // Picking, checking

    app.post(
      '/api/admin/warehouse/picks',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Confirm what was taken from bins; fewer than asked is a short pick',
          body: closed({ picks: list(PickItem, 'The picks') }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { caller, body } = request
        await requireOf(caller, 'picks', column(body.picks, 'pick_id'))
        const outcomes = await db.tx((tx) => confirmPicks(tx, byOf(request), clock.now(), body.picks))
        return answerOutcomes(reply, outcomes, (status) => status === 'picked' || status === 'short')
      },
    )

    app.post(
      '/api/admin/warehouse/checks',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Scan at the check desk: open a parcel, count an item into it, or let the item find its order or slot',
          body: closed({ scans: list(CheckScan, 'The scans, in the order they were made', 500) }),
          response: { 200: CheckAnswers, 409: CheckAnswers },
        },
      },
      async ({ caller, body }, reply) => {
        await requireSites(db, caller, column(body.scans, 'node_id'))
        const scans = body.scans.map((scan) => ({ ...scan, by: caller.name }))
        const answers = scans.length === 1 ? [await scanOne(scans[0]!)] : await db.tx((tx) => scanChecks(tx, clock.now(), scans))
        return answerOutcomes(reply, answers, (status) => accepted.has(status))
      },
    )

    app.post(
      '/api/admin/warehouse/waves/checks',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Check bulk waves by scanning the content of one parcel',
          body: closed({ checks: list(WaveCheck, 'The waves', 20) }),
          response: {
            200: T.Object({
              outcomes: T.Array(T.Object({ id: S, status: S, detail: T.Optional(S), checked: T.Optional(N), stopped: T.Optional(N) })),
            }),
            409: Outcomes,
          },
        },
      },
      async ({ caller, body }, reply) => {
        await requireOf(caller, 'waves', column(body.checks, 'wave_id'))
        const outcomes = await db.tx((tx) => checkWaves(tx, caller.name, clock.now(), body.checks))
        return answerOutcomes(reply, outcomes, (status) => status === 'checked')
      },
    )

    // Boxes: split, label, weigh, ship, hand over

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
              boxes: T.Array(T.Object({ ...boxFields, printed_count: N, lines: T.Array(T.Object({ line_no: N, quantity: N })) })),
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
        await requireOf(caller, 'outbounds', column(body.splits, 'outbound_id'))
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
        await requireOf(caller, 'outbounds', column(body.parcels, 'id'))
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
        await requireOf(caller, 'waves', body.ids)
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
        await requireOf(caller, 'outbounds', column(body.labels, 'outbound_id'))
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
        await requireOf(caller, 'waves', body.ids)
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

    // What goes back, and what the office must see to

    app.get(
      '/api/admin/warehouse/putbacks',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'Goods that go back to a shelf',
          querystring: T.Object({
            ...NodeQuery,
            ...PageQuery,
            status: T.Optional(Choice(['open', 'done'] as const, 'Still in hand, or on a shelf again')),
            q: T.Optional(Text('A parcel number or SKU', 64)),
          }),
          response: {
            200: pageOf(
              T.Object({
                ...{
                  id: S,
                  node_id: S,
                  outbound_id: OptionalText,
                  code: S,
                  sku_id: S,
                  quantity: N,
                  reason: S,
                  suggested_bin: OptionalText,
                  status: S,
                },
                ...{ bin_code: OptionalText, done_by: OptionalText, done_at: OptionalText, made_at: S, ...goods },
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listPutbacks(db, caller, { ...query, limit: query.limit ?? 50 }),
    )

    app.post(
      '/api/admin/warehouse/putbacks',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Goods are on a shelf again',
          body: closed({
            putbacks: list(closed({ id: Id('The line of the return list'), bin: Scanned('The bin as scanned') }), 'The lines'),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await requireOf(caller, 'putbacks', column(body.putbacks, 'id'))
        const outcomes = await db.tx((tx) => putBack(tx, caller.name, clock.now(), body.putbacks))
        return answerOutcomes(reply, outcomes, (status) => status === 'put_back')
      },
    )

    app.get(
      '/api/admin/warehouse/abnormals',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'What the office must see to: goods not found, arrivals that differ',
          querystring: T.Object({
            ...NodeQuery,
            ...PageQuery,
            status: T.Optional(Choice(['open', 'resolved'] as const, 'Open ones when left out')),
          }),
          response: {
            200: pageOf(
              T.Object({
                ...{
                  id: S,
                  node_id: S,
                  kind: S,
                  order_no: OptionalText,
                  outbound_id: OptionalText,
                  sku_id: OptionalText,
                  bin_code: OptionalText,
                },
                ...{ quantity: N, detail: S, status: S, raised_by: S, raised_at: S, title: Nullable(Words) },
                ...{ resolution: OptionalText, resolved_by: OptionalText, resolved_at: OptionalText },
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listAbnormals(db, caller, { ...query, limit: query.limit ?? 50 }),
    )

    app.post(
      '/api/admin/warehouse/abnormals/resolutions',
      {
        config: { access: plan },
        schema: {
          tags,
          summary: 'Say how something was seen to',
          body: closed({
            resolutions: list(closed({ id: Id('The task'), resolution: Text('What was done', 200) }), 'The tasks'),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await requireOf(caller, 'abnormals', column(body.resolutions, 'id'))
        const outcomes = await db.tx((tx) => resolveAbnormals(tx, caller.name, clock.now(), body.resolutions))
        return answerOutcomes(reply, outcomes, (status) => status === 'resolved')
      },
    )
  }
