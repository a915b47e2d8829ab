import type { StoredKey } from '#centers/partners/model.ts'
import { channelsOf } from '#centers/partners/rules.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  Id,
  notFound,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { IntakeItem, states } from '../model.ts'
import { findOrderView, listOrders } from '../read.ts'
import { answerOf, OrderRowSchema, OrderViewSchema, PlaceAnswer } from '../schemas.ts'
import { cancelOpenly, mayChannel, maySee, openPlacer } from './intake.ts'

/** The one channel a list is of: the one asked for, or the only one the key has. */
function channelOf(key: StoredKey | null, asked: string | undefined): string | undefined {
  const own = key && channelsOf(key)
  if (!own) return asked
  if (asked === undefined && own.length === 1) return own[0]
  if (asked === undefined)
    throw new Problem(400, 'channel_needed', `This key sees several channels: name one as channel_id (${own.join(', ')}).`)
  if (!own.includes(asked)) throw notFound(`The channel ${asked}`)
  return asked
}

/** What programs of partners do with orders: place what was sold elsewhere, follow it, cancel it. */
export const openOrderRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db } = needs
  const place = openPlacer(needs)
  const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })
  const tags = ['open']

  app.get(
    '/api/open/orders',
    {
      config: access('orders.read'),
      schema: {
        tags,
        summary: 'Orders this key may see, newest first',
        querystring: closed({
          state: T.Optional(Choice(states, 'Only orders with a group in this state')),
          channel_id: T.Optional(Code('Only this channel; needed when the key sees several')),
          q: T.Optional(Text('Our number, your own number, or an id: exactly', 80)),
          ...PageQuery,
        }),
        response: { 200: pageOf(OrderRowSchema) },
      },
    },
    async ({ caller, open_key, query }) => {
      const page = await listOrders(db, caller, { ...query, channel_id: channelOf(open_key, query.channel_id), limit: query.limit ?? 50 })
      // A number is looked for in all channels.
      return { ...page, items: page.items.filter(({ channel_id }) => mayChannel(open_key, channel_id)) }
    },
  )

  app.get(
    '/api/open/orders/:id',
    {
      config: access('orders.read'),
      schema: { tags, summary: 'One order', params: closed({ id: Id('The order') }), response: { 200: OrderViewSchema } },
    },
    async ({ caller, open_key, params }) => {
      const order = await findOrderView(db, params.id)
      if (!order || !maySee(caller, open_key, order)) throw notFound('The order')
      return answerOf(order)
    },
  )

  app.post(
    '/api/open/orders',
    {
      config: access('orders.place'),
      schema: {
        tags,
        summary: 'Place orders that were sold and paid on your side',
        description:
          'Your prices stand. An order is known by its id and by channel and external_no: sent again it answers `already_placed`. One outcome per order; a refused one sinks no other. ' +
          'A sandbox key places into the channel `sandbox`, whatever the item says.',
        body: closed({ orders: T.Array(IntakeItem, { minItems: 1, maxItems: 100, description: 'The orders' }) }),
        response: { 200: PlaceAnswer, 409: PlaceAnswer },
      },
    },
    async ({ caller, open_key, body }, reply) => {
      const outcomes = await place(caller, open_key, body.orders)
      return answerOutcomes(reply, outcomes, (status) => status === 'placed')
    },
  )

  app.post(
    '/api/open/orders/cancellations',
    {
      config: access('orders.cancel'),
      schema: {
        tags,
        summary: 'Cancel what has not left',
        body: closed({
          cancellations: T.Array(closed({ id: Id('The order'), reason: Text('Why, in a few words', 200) }), {
            minItems: 1,
            maxItems: 100,
            description: 'One per order',
          }),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ caller, open_key, body }, reply) => {
      const outcomes = await cancelOpenly(needs, caller, open_key, body.cancellations)
      return answerOutcomes(reply, outcomes, (status) => status === 'canceled')
    },
  )
}
