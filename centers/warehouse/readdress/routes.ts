import { forgetCorrections, listCorrections, listUnclear } from '#centers/orders/addresses/normalize.ts'
import { findAddressChanges } from '#centers/orders/addresses/write.ts'
import { AddressItem } from '#centers/orders/model.ts'
import { ownOnly, requireOrders } from '#centers/orders/own.ts'
import { findOrders } from '#centers/orders/write.ts'
import { placeOf } from '#centers/places/regions.ts'
import { readAddress } from '#centers/places/rules.ts'
import { answerOutcomes, closed, Id, Nullable, notFound, Outcomes, PageQuery, pageOf, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { correctAddresses } from './correct.ts'
import { readdressOrders } from './write.ts'

const S = T.String()
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
      '/api/admin/unclear-addresses',
      {
        config: { access: { permission: 'orders.read', scope: 'organization' } },
        schema: {
          tags: ['orders'],
          summary: 'Orders that wait because nobody could read where they go, the newest first, with what was read of them',
          querystring: T.Object({ q: T.Optional(Text('Order number, platform number or phone', 80)), ...PageQuery }),
          response: {
            200: pageOf(
              T.Object({
                ...{ id: S, order_no: S, channel_id: S, external_no: Nullable(S), organization_id: S, buyer_name: S },
                told: T.String({ description: 'The address as it came' }),
                confidence: T.Integer({ description: '0 to 100: how sure the reading was' }),
                reading: T.Object({ region_code: Nullable(S), province: S, city: S, district: S, street: S }),
                opened_at: S,
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => {
        const { items, next } = await listUnclear(db, caller, { ...query, limit: query.limit ?? 50 })
        return { items: items.map((row) => ({ ...row, reading: readAddress(row.told) })), next }
      },
    )

    app.post(
      '/api/admin/orders/address-corrections',
      {
        config: { access: { permission: 'orders.review', scope: 'organization' } },
        schema: {
          tags: ['orders'],
          summary: 'Put addresses right that nobody could read: the order goes on, and the same words are taken at once the next time',
          body: closed({
            corrections: T.Array(
              closed({
                id: Id('The order'),
                change_id: Id('Made by the caller; the same id again is the same change'),
                region_code: T.String({ pattern: '^\\d{6}$', description: 'Code of the county' }),
                street: Text('Street, number, building, room', 200),
              }),
              { minItems: 1, maxItems: 50, description: 'The orders and where they go' },
            ),
          }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const own = await ownOnly(db, caller, body.corrections)
        const outcomes = await db.tx((tx) => correctAddresses(tx, caller.name, clock.now(), own))
        const found = new Map(own.map((one, i) => [one, outcomes[i]!]))
        const missing = { status: 'order_not_found' as const, detail: 'There is no such order.' }
        return answerOutcomes(
          reply,
          body.corrections.map((one) => found.get(one) ?? { id: one.id, ...missing }),
          (status) => status === 'corrected',
        )
      },
    )

    app.get(
      '/api/admin/address-corrections',
      {
        config: { access: { permission: 'orders.read', scope: 'organization' } },
        schema: {
          tags: ['orders'],
          summary: 'What is remembered of addresses that were put right by hand, the newest first',
          querystring: T.Object(PageQuery),
          response: {
            200: pageOf(
              T.Object({
                ...{ id: S, organization_id: S, region_code: S, street: S, corrected_by: S, corrected_at: S, used_at: Nullable(S) },
                used: T.Integer({ description: 'How often the same words came again' }),
                place: T.Object({ province: S, city: S, district: S }),
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => {
        const { items, next } = await listCorrections(db, caller, { ...query, limit: query.limit ?? 50 })
        return { items: items.map((row) => ({ ...row, place: placeOf(row.region_code)! })), next }
      },
    )

    app.post(
      '/api/admin/address-corrections/removals',
      {
        config: { access: { permission: 'orders.review', scope: 'organization' } },
        schema: {
          tags: ['orders'],
          summary: 'Forget what was remembered; orders that used it stay as they are',
          body: closed({
            ids: T.Array(Text('What is remembered, as the list names it', 200), {
              minItems: 1,
              maxItems: 500,
              description: 'The corrections',
            }),
          }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const named = body.ids.map((id) => ({ id, organization_id: id.split(' ')[0]!, words_key: id.split(' ')[1] ?? '' }))
        const own = named.filter((one) => mayTouch(caller, one))
        const gone = new Set(await db.tx((tx) => forgetCorrections(tx, own)))
        return answerOutcomes(
          reply,
          named.map(({ id }) => ({ id, status: gone.has(id) ? 'removed' : 'already_removed' })),
          (status) => status === 'removed',
        )
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
