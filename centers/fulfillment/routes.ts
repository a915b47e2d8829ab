import { maySeePurchase } from '#centers/buyers/read.ts'
import { findByNumber } from '#centers/orders/read.ts'
import { findOrders } from '#centers/orders/write.ts'
import { answerOutcomes, type Caller, closed, Id, Nullable, notFound, Outcomes, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import type { Tx } from '#core/sql.ts'
import { ShipmentItem } from './model.ts'
import { findParcels, findTrackedParcels } from './read.ts'
import { readyParcels } from './ready.ts'
import { deliverParcels, shipParcels } from './write.ts'

const ParcelView = T.Object({
  id: T.String({ description: 'The parcel' }),
  order_id: T.String(),
  group_no: T.Integer(),
  node_id: T.String({ description: 'Where it left from' }),
  carrier: T.String(),
  carrier_name: Nullable(
    T.Object({ zh: T.String(), en: T.String() }, { description: 'As our agreement names it; null for one we have none with' }),
  ),
  waybill_no: T.String(),
  shipped_at: T.String(),
  ready_at: Nullable(T.String({ description: 'Since when it stands at the outlet where the order is picked up' })),
  delivered_at: Nullable(T.String()),
  lines: T.Array(T.Object({ line_no: T.Integer(), quantity: T.Integer() })),
  track: T.Array(
    T.Object({
      state: Nullable(T.String({ description: 'Where it is; null for a word the carrier has of its own' })),
      happened_at: T.String(),
      place: Nullable(T.String()),
      text: T.String({ description: 'In the carrier’s own words' }),
    }),
    { description: 'What the carrier told, newest first; empty while nothing is known' },
  ),
  stays_because: Nullable(T.String({ description: '`at_outlet`: its carrier brought it to the outlet, which has not handed it over yet' })),
})
const Parcels = T.Object({ items: T.Array(ParcelView) })

export const fulfillmentRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/mall/orders/:id/parcels',
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: {
          tags: ['fulfillment'],
          summary: 'Parcels of my order, or of one of my organization',
          params: T.Object({ id: Id('The order') }),
          response: { 200: Parcels },
        },
      },
      async ({ caller, params }) => {
        const [order] = await findOrders(db, [params.id])
        if (!order || caller.id === null) throw notFound('The order')
        // What an organization bought is looked at by those who approve for it, too.
        const own = caller.id === order.member_id || caller.id === order.visitor_id
        if (!own && !(await maySeePurchase(db, caller.id, order.id))) throw notFound('The order')
        return { items: await findTrackedParcels(db, params.id) }
      },
    )

    app.get(
      '/api/mall/order-lookup/parcels',
      {
        config: { access: { permission: 'public', scope: 'own' }, rateLimit: { max: 20, timeWindow: 60_000 } },
        schema: {
          tags: ['fulfillment'],
          summary: 'Parcels of a guest’s order, by its number and the phone given with it',
          querystring: closed({ order_no: Text('The order number', 20), phone: Text('The phone given with the order', 20) }),
          response: { 200: Parcels },
        },
      },
      async ({ query }) => {
        const order = await findByNumber(db, query.order_no)
        if (!order || order.buyer_phone !== query.phone) throw notFound('An order with this number and phone')
        return { items: await findTrackedParcels(db, order.id) }
      },
    )

    app.get(
      '/api/admin/orders/:id/parcels',
      {
        config: { access: { permission: 'orders.read', scope: 'organization' } },
        schema: {
          tags: ['fulfillment'],
          summary: 'Parcels of an order',
          params: T.Object({ id: Id('The order') }),
          response: { 200: Parcels },
        },
      },
      async ({ caller, params }) => {
        const [order] = await findOrders(db, [params.id])
        if (!order || !mayTouch(caller, { organization_id: order.organization_id })) throw notFound('The order')
        return { items: await findTrackedParcels(db, params.id) }
      },
    )

    app.post(
      '/api/admin/shipments',
      {
        config: { access: { permission: 'orders.ship', scope: 'organization' } },
        schema: {
          tags: ['fulfillment'],
          summary: 'Ship parcels; part of a group may leave before the rest',
          body: closed({ shipments: T.Array(ShipmentItem, { minItems: 1, maxItems: 1000, description: 'The parcels' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) => {
        const orders = new Map((await findOrders(db, column(body.shipments, 'order_id'))).map((order) => [order.id, order]))
        const own = body.shipments.filter(({ order_id }) => isOwn(caller, orders.get(order_id)))
        const outcomes = await db.tx((tx) => shipParcels(tx, caller.name, clock.now(), own))
        const found = new Map(own.map((shipment, i) => [shipment, outcomes[i]!]))
        return answerOutcomes(
          reply,
          body.shipments.map(
            (shipment) =>
              found.get(shipment) ?? { id: shipment.id, status: 'order_not_found' as const, detail: 'There is no such order or group.' },
          ),
          (status) => status === 'shipped',
        )
      },
    )

    app.post(
      '/api/admin/deliveries',
      {
        config: { access: { permission: 'orders.ship', scope: 'organization' } },
        schema: {
          tags: ['fulfillment'],
          summary: 'Confirm that parcels arrived',
          body: closed({
            deliveries: T.Array(closed({ id: Id('The parcel') }), { minItems: 1, maxItems: 1000, description: 'The parcels' }),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) =>
        answerOutcomes(reply, await sayOf(deliverParcels, caller, body.deliveries), (status) => status === 'delivered'),
    )

    app.post(
      '/api/admin/outlet-arrivals',
      {
        config: { access: { permission: 'orders.ship', scope: 'organization' } },
        schema: {
          tags: ['fulfillment'],
          summary: 'Say that parcels stand ready at the outlet where they are picked up; their buyers are told',
          body: closed({
            arrivals: T.Array(closed({ id: Id('The parcel') }), { minItems: 1, maxItems: 1000, description: 'The parcels' }),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, body }, reply) =>
        answerOutcomes(reply, await sayOf(readyParcels, caller, body.arrivals), (status) => status === 'ready'),
    )

    /** What becomes of parcels that somebody says something of; those of others are as if they were not there. */
    async function sayOf<Status extends string>(
      verb: (tx: Tx, by: string, now: string, parcels: readonly { id: string }[]) => Promise<Outcome<Status>[]>,
      caller: Caller,
      said: readonly { id: string }[],
    ): Promise<Outcome<Status | 'parcel_not_found'>[]> {
      const parcels = new Map((await findParcels(db, column(said, 'id'))).map((parcel) => [parcel.id, parcel]))
      const own = said.filter(({ id }) => isOwn(caller, parcels.get(id)))
      const outcomes = new Map((await db.tx((tx) => verb(tx, caller.name, clock.now(), own))).map((outcome) => [outcome.id, outcome]))
      return said.map(({ id }) => outcomes.get(id) ?? { id, status: 'parcel_not_found' as const, detail: 'There is no such parcel.' })
    }
  }

const isOwn = (caller: Caller, row: { organization_id: string } | undefined): boolean =>
  row !== undefined && mayTouch(caller, { organization_id: row.organization_id })
