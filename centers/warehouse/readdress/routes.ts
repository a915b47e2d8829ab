import { findAddressChanges } from '#centers/orders/addresses/write.ts'
import { AddressItem } from '#centers/orders/model.ts'
import { ownOnly, requireOrders } from '#centers/orders/own.ts'
import { findOrders } from '#centers/orders/write.ts'
import { answerOutcomes, closed, Id, Nullable, notFound, Outcomes, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { readdressOrders } from './write.ts'

const Destination = {
  change_id: Id('Made by the caller; the same id again is the same change'),
  buyer_name: Text('Who receives the goods', 60),
  buyer_phone: T.String({ pattern: '^\\+?[0-9][0-9 -]{4,18}[0-9]$', description: 'Phone the carrier may call' }),
  address: AddressItem,
}
const Kept = T.Object({ buyer_name: T.String(), buyer_phone: Nullable(T.String()), address: T.Record(T.String(), T.Unknown()) })
const succeeded = (status: string) => status.startsWith('changed')
const answers = { 200: Outcomes, 409: Outcomes }

/** Where orders go, changed while they can still be turned. */
export const readdressRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.put(
      '/api/mall/orders/:id/address',
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: {
          tags: ['orders'],
          summary: 'Change where my order goes, until it is being packed',
          params: T.Object({ id: Id('The order') }),
          body: closed(Destination),
          response: answers,
        },
      },
      async ({ caller, params, body }, reply) => {
        const [order] = await findOrders(db, [params.id])
        if (!order || caller.id === null || (caller.id !== order.member_id && caller.id !== order.visitor_id)) throw notFound('The order')
        const by = { name: 'buyer', is_buyer: true }
        return answerOutcomes(reply, await db.tx((tx) => readdressOrders(tx, by, clock.now(), [{ ...body, id: params.id }])), succeeded)
      },
    )

    app.post(
      '/api/admin/orders/addresses',
      {
        config: { access: { permission: 'orders.review', scope: 'organization' } },
        schema: {
          tags: ['orders'],
          summary: 'Change where orders go, as long as nothing of them has left',
          body: closed({
            changes: T.Array(
              closed({
                id: Id('The order'),
                ...Destination,
                reason: T.Optional(Nullable(Text('Why, for those who read it later', 200))),
              }),
              { minItems: 1, maxItems: 200, description: 'The orders and where they go now' },
            ),
          }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const own = await ownOnly(db, caller, body.changes)
        const by = { name: caller.name, is_buyer: false }
        const outcomes = await db.tx((tx) => readdressOrders(tx, by, clock.now(), own))
        const missing = body.changes.filter((change) => !own.includes(change)).map(({ id }) => ({ id, status: 'order_not_found' as const }))
        return answerOutcomes(reply, [...outcomes, ...missing], succeeded)
      },
    )

    app.get(
      '/api/admin/orders/:id/addresses',
      {
        config: { access: { permission: 'orders.read', scope: 'organization' } },
        schema: {
          tags: ['orders'],
          summary: 'Where an order went before, newest change first',
          params: T.Object({ id: Id('The order') }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  ...{ change_id: T.String(), was: Kept, became: Kept, by: T.String() },
                  ...{ reason: Nullable(T.String()), changed_at: T.String() },
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        await requireOrders(db, caller, [params.id])
        return { items: await findAddressChanges(db, [params.id]) }
      },
    )
  }
