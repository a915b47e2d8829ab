import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  Id,
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
import { WavePlan, waveStatuses } from '../model.ts'
import { readSites } from '../places/read.ts'
import { countWaveStates, findWaveView, listSites, listWaves, viewOverview } from '../read.ts'
import {
  boxFields,
  Line,
  list,
  N,
  NodeQuery,
  OptionalText,
  outboundFields,
  PickView,
  plan,
  read,
  requireOf,
  requireSites,
  S,
  tags,
  Wave,
  work,
} from '../schemas.ts'
import { assignWaves, claimWaves, listClerks, makeWaves, releaseOrders, releaseWaves } from './write.ts'

const PlanOutcomes = T.Object({
  outcomes: T.Array(
    T.Object({
      id: S,
      status: S,
      detail: T.Optional(S),
      waves: T.Optional(T.Array(T.Object({ id: S, wave_no: S, kind: S, orders: N }))),
      waiting: T.Optional(T.Integer({ description: 'Where nothing fits: how many orders wait that another plan would take' })),
    }),
  ),
})

/** What waits, and the waves it is gathered in. */
export const waveRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
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
            200: PlanOutcomes,
            409: PlanOutcomes,
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
        await requireOf(db, caller, 'waves', body.ids)
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
        await requireOf(db, caller, 'waves', body.ids)
        const outcomes = await db.tx((tx) => claimWaves(tx, { id: caller.id!, name: caller.name }, clock.now(), body.ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'claimed')
      },
    )

    app.get(
      '/api/admin/warehouse/clerks',
      {
        config: { access: plan },
        schema: {
          tags,
          summary: 'Who may pick and check at a site',
          querystring: T.Object({ node_id: Code('The site') }),
          response: { 200: T.Object({ items: T.Array(T.Object({ id: S, name: S })) }) },
        },
      },
      async ({ caller, query }) => {
        await requireSites(db, caller, [query.node_id])
        return { items: await listClerks(db, clock.now(), query.node_id) }
      },
    )

    app.post(
      '/api/admin/warehouse/waves/assignments',
      {
        config: { access: plan },
        schema: {
          tags,
          summary: 'Give waves to a clerk, or free them for whoever claims first',
          body: closed({
            assignments: list(closed({ id: Id('The wave'), owner_id: Nullable(Id('The clerk; null frees it')) }), 'The waves', 100),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        await requireOf(db, caller, 'waves', column(body.assignments, 'id'))
        const outcomes = await db.tx((tx) => assignWaves(tx, clock.now(), body.assignments))
        return answerOutcomes(reply, outcomes, (status) => status === 'assigned')
      },
    )
  }
