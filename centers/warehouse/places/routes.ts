import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, Code, closed, Id, Outcomes, PageQuery, pageOf, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { column } from '#core/outcomes.ts'
import { BinItem, BinMove, Judgement, ownBins, purposes, Scanned, SiteItem, ZoneItem } from '../model.ts'
import { findGoods, listArrivals, listBins, listSites, siteIds } from '../read.ts'
import { goods, list, N, NodeQuery, OptionalCount, OptionalText, plan, read, requireSites, S, tags, Words, work } from '../schemas.ts'
import { countBins } from './arrivals.ts'
import { judgeGoods } from './judge.ts'
import { listZones } from './read.ts'
import { moveBins, saveBins, saveSites, saveZones } from './write.ts'

/** Sites, zones, bins, and what lies in them. */
export const placeRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
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
        return answerOutcomes(reply, await db.tx((tx) => saveZones(tx, body.zones)), (status) => status === 'saved')
      },
    )

    app.get(
      '/api/admin/warehouse/zones',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'Zones of sites with how many bins they have',
          querystring: T.Object(NodeQuery),
          response: {
            200: T.Object({ items: T.Array(T.Object({ node_id: S, code: S, name: Words, purpose: S, bins: N })) }),
          },
        },
      },
      async ({ caller, query }) => ({ items: await listZones(db, await siteIds(db, caller, query.node_id)) }),
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
      '/api/admin/warehouse/goods',
      {
        config: { access: { permission: 'warehouse.read', scope: 'none' } },
        schema: {
          tags,
          summary: 'What goods are called, their barcodes, and whether they are kept by lot, by date or by serial number',
          querystring: closed({ sku_ids: T.String({ maxLength: 8000, description: 'SKUs, separated by commas' }) }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({ sku_id: S, ...goods, tracks_lots: T.Boolean(), tracks_expiry: T.Boolean(), tracks_serials: T.Boolean() }),
              ),
            }),
          },
        },
      },
      async ({ query }) => ({ items: await findGoods(db, query.sku_ids.split(',').filter(Boolean).slice(0, 400)) }),
    )

    app.get(
      '/api/admin/warehouse/arrivals',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'What came in and is to be put away, with the bin it should go to; or what is to be judged first',
          querystring: T.Object({
            ...NodeQuery,
            to_judge: T.Optional(T.Boolean({ description: 'What waits to be judged, instead of what is to be put away' })),
          }),
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
      async ({ caller, query }) => ({
        items: await listArrivals(db, caller, query.node_id, ...(query.to_judge ? [[ownBins.inspection]] : [])),
      }),
    )

    app.post(
      '/api/admin/warehouse/judgements',
      {
        config: { access: work },
        schema: {
          tags,
          summary: 'Say of goods that wait to be judged how many are good and how many are not',
          body: closed({ judgements: list(Judgement, 'The judgements', 100) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { caller, body } = request
        await requireSites(db, caller, column(body.judgements, 'node_id'))
        const outcomes = await db.tx((tx) => judgeGoods(tx, byOf(request), clock.now(), body.judgements))
        return answerOutcomes(reply, outcomes, (status) => status === 'judged')
      },
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
  }
