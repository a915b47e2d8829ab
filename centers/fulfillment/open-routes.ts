import { lockStages, type Move, moveGroups, rule } from '#centers/orders/stages.ts'
import { findOrders } from '#centers/orders/write.ts'
import { sandbox_id } from '#centers/partners/model.ts'
import { answerOutcomes, closed, Id, Outcomes, Problem, type Routes, T } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import { groupBy, type Outcome } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import type { DeliverStatus, ShipStatus } from './model.ts'
import { deliverParcels, shipParcels } from './write.ts'

export interface Rehearsal {
  order_id: string
  /** As far as the parcel's arrival. */
  delivered: boolean
}
export type RehearseStatus = ShipStatus | Extract<DeliverStatus, 'delivered' | 'already_delivered'>

/**
 * Ships orders of the sandbox as if a warehouse had, in one commit: through every state, with a parcel of our own fleet, and no farther than the sandbox.
 * A partner's program hears what it will hear later. Sent again it changes nothing.
 */
export async function rehearseShipments(
  tx: Tx,
  by: string,
  now: string,
  rehearsals: readonly Rehearsal[],
): Promise<Outcome<RehearseStatus>[]> {
  const ids = [...new Set(rehearsals.map(({ order_id }) => order_id))]
  const stages = await lockStages(tx, ids)
  const sandboxed = new Set((await findOrders(tx, ids)).filter(({ channel_id }) => channel_id === sandbox_id).map(({ id }) => id))
  const own = stages.filter(({ order_id }) => sandboxed.has(order_id))
  const steps = ['approved', 'allocated', 'released'] as const
  const moves = own
    .filter(({ state }) => state === 'placed')
    .flatMap(({ order_id, group_no }) =>
      steps.map((to): Move => ({ order_id, group_no, to, happened_at: now, by: rule, reason: 'sandbox', due_at: null })),
    )
  await moveGroups(tx, now, own, moves)
  const parcelId = (order_id: string, group_no: number) => steadyId('sandbox parcel', order_id, String(group_no))
  const parcels = own.map(({ order_id, group_no }) => {
    const id = parcelId(order_id, group_no)
    return { id, order_id, group_no, carrier: 'own', waybill_no: `SANDBOX-${id.slice(0, 8).toUpperCase()}` }
  })
  const shipped = groupBy(
    (await shipParcels(tx, by, now, parcels)).map((outcome, i) => ({ ...outcome, order_id: parcels[i]!.order_id })),
    ({ order_id }) => order_id,
  )
  const arriving = new Set(rehearsals.filter(({ delivered }) => delivered).map(({ order_id }) => order_id))
  const arrived = parcels.filter(
    ({ id, order_id }) => arriving.has(order_id) && shipped.get(order_id)!.some((one) => one.id === id && /shipped$/.test(one.status)),
  )
  const delivered = new Map(
    (
      await deliverParcels(
        tx,
        by,
        now,
        arrived.map(({ id }) => ({ id })),
      )
    ).map((outcome) => [outcome.id, outcome]),
  )
  return rehearsals.map(({ order_id, delivered: asked }): Outcome<RehearseStatus> => {
    const parts = shipped.get(order_id)
    if (!parts) return { id: order_id, status: 'order_not_found', detail: 'There is no such order in the sandbox.' }
    const bad = parts.find(({ status }) => !/shipped$/.test(status))
    if (bad) return { id: order_id, status: bad.status, ...(bad.detail ? { detail: bad.detail } : {}) }
    if (!asked) return { id: order_id, status: parts.every(({ status }) => status === 'already_shipped') ? 'already_shipped' : 'shipped' }
    const all = parts.map(({ id }) => delivered.get(id)?.status)
    return { id: order_id, status: all.every((status) => status === 'already_delivered') ? 'already_delivered' : 'delivered' }
  })
}

/** What a partner's program does in the sandbox that a warehouse does elsewhere. */
export const openFulfillmentRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.post(
      '/api/open/sandbox/shipments',
      {
        config: { access: { permission: 'orders.place', scope: 'organization' } },
        schema: {
          tags: ['open'],
          summary: 'Ship orders of the sandbox, to rehearse what comes after an order',
          description:
            'Sandbox keys only. The order goes through every state and leaves in a parcel of carrier `own`; with `delivered` it arrives too. You are told by webhooks as you will be later. Sent again it answers `already_…`.',
          body: closed({
            shipments: T.Array(
              closed({
                order_id: Id('The order'),
                delivered: T.Optional(T.Boolean({ description: 'It arrives too; false when left out' })),
              }),
              { minItems: 1, maxItems: 50, description: 'One per order' },
            ),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ caller, open_key, body }, reply) => {
        if (!open_key?.sandbox)
          throw new Problem(403, 'sandbox_only', 'Only a sandbox key rehearses shipments; real orders leave from a warehouse.')
        const rehearsals = body.shipments.map(({ order_id, delivered = false }) => ({ order_id, delivered }))
        const outcomes = await db.tx((tx) => rehearseShipments(tx, caller.name, clock.now(), rehearsals))
        return answerOutcomes(reply, outcomes, (status) => status === 'shipped' || status === 'delivered')
      },
    )
  }
