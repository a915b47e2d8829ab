import { readChannels } from '#centers/channels/read.ts'
import { registerUsers } from '#centers/identity/write.ts'
import { byOf } from '#core/audit.ts'
import { answerOutcomes, Code, closed, Id, Nullable, notFound, Outcomes, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { OrderItem } from '../model.ts'
import { inOrder, ownOnly, requireOrders } from '../own.ts'
import { orderPlacer } from '../placer.ts'
import { viewLines } from '../read.ts'
import { PlaceAnswer } from '../schemas.ts'
import { NoteFields, NoteItem } from './model.ts'
import { findCustomer, findGoods, findNotes } from './read.ts'
import { saveNotes } from './write.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })

/** The order desk of call center and counter: who calls, what he wants, what is written for it. */
export const deskRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const place = orderPlacer(needs)
  // Prices and what is left are what the channel shows everybody.
  const everybody = { access: { permission: 'orders.place', scope: 'none' as const } }
  const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })

  app.get(
    '/api/admin/order-desk/customer',
    {
      config: access('orders.place'),
      schema: {
        tags: ['orders'],
        summary: 'Who has this phone number, and where something was sent to it before',
        querystring: closed({ phone: T.String({ pattern: '^\\+?[0-9][0-9 -]{4,18}[0-9]$', description: 'The whole number' }) }),
        response: {
          200: T.Object({
            member_id: Nullable(T.String({ description: 'Null when it is nobody’s yet' })),
            name: Nullable(T.String()),
            addresses: T.Array(
              T.Object({ buyer_name: T.String(), address: T.Record(T.String(), T.Unknown()), order_no: T.String(), placed_at: T.String() }),
            ),
          }),
        },
      },
    },
    async ({ caller, query }) => findCustomer(db, caller, query.phone),
  )

  app.post(
    '/api/admin/order-desk/customers',
    {
      config: access('orders.place'),
      schema: {
        tags: ['orders'],
        summary: 'Make members of callers; they prove the phone as theirs when they first sign in',
        body: closed({
          customers: T.Array(
            closed({
              id: Id('Made by the caller; the same id again is the same member'),
              name: Text('His name', 60),
              phone: T.String({ pattern: '^\\+?[0-9][0-9 -]{4,18}[0-9]$', description: 'His mobile phone' }),
            }),
            { minItems: 1, maxItems: 100, description: 'One per customer' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ body }, reply) => {
      const outcomes = await db.tx((tx) =>
        registerUsers(
          tx,
          clock.now(),
          body.customers.map(({ id, name, phone }) => ({
            id,
            name,
            handles: [{ kind: 'phone', value: phone }],
            registered_through: 'order_desk',
          })),
        ),
      )
      return answerOutcomes(reply, outcomes, (status) => status === 'registered')
    },
  )

  app.get(
    '/api/admin/order-desk/goods',
    {
      config: everybody,
      schema: {
        tags: ['orders'],
        summary: 'What can be sold on a channel, by words, code or barcode, with what is left',
        querystring: closed({ channel_id: Code('The channel'), q: Text('Words, pinyin, a code or a barcode', 80) }),
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                sku_id: T.String(),
                title: Words,
                name: Nullable(Words),
                price_minor: T.Integer(),
                currency: T.String(),
                available: T.Integer(),
              }),
            ),
          }),
        },
      },
    },
    async ({ query }) => ({ items: await findGoods(db, query.channel_id, query.q.trim()) }),
  )

  app.get(
    '/api/admin/order-desk/quote',
    {
      config: everybody,
      schema: {
        tags: ['orders'],
        summary: 'What the goods would cost now, for a member at his level',
        querystring: closed({
          channel_id: Code('The channel'),
          member_id: T.Optional(Id('For whom')),
          line: T.Array(T.String({ pattern: '^[A-Za-z0-9._-]{1,40}:[1-9][0-9]{0,3}$' }), {
            minItems: 1,
            maxItems: 100,
            description: '`sku:quantity`',
          }),
        }),
        response: {
          200: T.Object({
            goods_minor: T.Integer(),
            discount_minor: T.Integer(),
            freight_minor: T.Integer(),
            total_minor: T.Integer({ description: 'Send it as expected_total_minor' }),
            currency: T.String(),
            problems: T.Array(T.Object({ sku_id: T.String(), problem: T.String(), available: T.Integer() }), {
              description: 'Lines that cannot be ordered as they stand: not_on_sale, sold_out, not_enough; they are not summed',
            }),
          }),
        },
      },
    },
    async ({ query }) => {
      if (!(await readChannels(db)).has(query.channel_id)) throw notFound('The channel')
      const lines = query.line.map((line) => {
        const at = line.lastIndexOf(':')
        return { sku_id: line.slice(0, at), quantity: Number(line.slice(at + 1)), configuration_id: null }
      })
      const { lines: shown, ...sums } = await viewLines(db, query.channel_id, lines, query.member_id ?? null)
      const problems = shown.flatMap(({ sku_id, problem, available }) => (problem ? [{ sku_id, problem, available }] : []))
      return { ...sums, problems }
    },
  )

  app.post(
    '/api/admin/orders',
    {
      config: access('orders.place'),
      schema: {
        tags: ['orders'],
        summary: 'Place orders at the order desk',
        description: 'Paid at the outlet. A clerk spends nobody’s wallet, points or cards: that the member does himself.',
        body: closed({
          orders: T.Array(
            closed({
              ...OrderItem.properties,
              member_id: T.Optional(Nullable(Id('The member who orders: his level lowers prices and he finds the order among his own'))),
              note: T.Optional(T.Union([NoteItem, T.Null()], { description: 'What is written for it: gift card, note for the warehouse' })),
            }),
            { minItems: 1, maxItems: 200, description: 'The orders' },
          ),
        }),
        response: { 200: PlaceAnswer, 409: PlaceAnswer },
      },
    },
    async (request, reply) => {
      const { orders } = request.body
      const outcomes = await Promise.all(
        orders.map(({ note: _note, ...order }) =>
          place({
            ...order,
            external_no: null,
            member_id: order.payment_term === 'pay_at_outlet' ? (order.member_id ?? null) : null,
            visitor_id: null,
            outlet_id: order.outlet_id ?? null,
            buyer_message: order.buyer_message ?? null,
            placed_at: clock.now(),
            lines: order.lines.map((line) => ({ ...line, unit_minor: null, amount_minor: null })),
            freight_minor: null,
            points_to_spend: null,
            cards_to_spend: [],
          }),
        ),
      )
      // A retry finds the order placed and writes what the first try may have lost.
      const noted = orders.flatMap(({ id, note }, i) => (note && outcomes[i]!.status.endsWith('placed') ? [{ order_id: id, ...note }] : []))
      if (noted.length > 0) await db.tx((tx) => saveNotes(tx, byOf(request), clock.now(), noted))
      return answerOutcomes(reply, outcomes, (status) => status === 'placed')
    },
  )

  app.get(
    '/api/admin/orders/:id/note',
    {
      config: access('orders.read'),
      schema: {
        tags: ['orders'],
        summary: 'What is written for an order; null for nothing',
        params: T.Object({ id: Id('The order') }),
        response: { 200: T.Object({ note: Nullable(T.Object(NoteFields)) }) },
      },
    },
    async ({ caller, params }) => {
      await requireOrders(db, caller, [params.id])
      const [note] = await findNotes(db, [params.id])
      return { note: note ?? null }
    },
  )

  app.post(
    '/api/admin/orders/notes',
    {
      config: access('orders.edit'),
      schema: {
        tags: ['orders'],
        summary: 'Write gift cards and words for the warehouse; the last one counts',
        body: closed({
          notes: T.Array(closed({ id: Id('The order'), ...NoteFields }), { minItems: 1, maxItems: 1000, description: 'One per order' }),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async (request, reply) => {
      const { notes } = request.body
      const known = await ownOnly(db, request.caller, notes)
      const outcomes = await db.tx((tx) =>
        saveNotes(
          tx,
          byOf(request),
          clock.now(),
          known.map(({ id, ...note }) => ({ order_id: id, ...note })),
        ),
      )
      return answerOutcomes(reply, inOrder(notes, outcomes), (status) => status === 'saved')
    },
  )
}
