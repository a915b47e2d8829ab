import type { FastifyRequest } from 'fastify'
import { readChannels } from '#centers/channels/read.ts'
import { registerUsers } from '#centers/identity/write.ts'
import { byOf, recordChanges } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  Id,
  Minor,
  Nullable,
  notFound,
  OutcomeSchema,
  Outcomes,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { numberSource } from '#core/numbers.ts'
import type { Outcome } from '#core/outcomes.ts'
import { findOrders } from '../find.ts'
import { type NewOrder, OrderItem, type PlaceOutcome } from '../model.ts'
import { inOrder, ownOnly, requireOrders } from '../own.ts'
import { placeOrders } from '../place.ts'
import { orderPlacer } from '../placer.ts'
import { viewLines } from '../read.ts'
import { PlaceAnswer } from '../schemas.ts'
import { askConfirmation, ConfirmationItem, withConfirmation } from './confirm.ts'
import { NoteFields, NoteItem } from './model.ts'
import { findCustomer, findGoods, findNotes } from './read.ts'
import { saveNotes } from './write.ts'

const CodeAnswer = T.Object({
  outcomes: T.Array(
    T.Object({
      ...OutcomeSchema.properties,
      sent_to: T.Optional(T.String({ description: 'The phone, its middle hidden' })),
      wait_s: T.Optional(T.Integer({ description: 'For `wait`: seconds until the next code' })),
    }),
  ),
})
const Words = T.Object({ zh: T.String(), en: T.String() })

/** The order desk of call center and counter: who calls, what he wants, what is written for it. */
export const deskRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const place = orderPlacer(needs)
  // Prices and what is left are what the channel shows everybody.
  const everybody = { access: { permission: 'orders.place', scope: 'none' as const } }
  const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })

  const numbers = numberSource(db, 'orders')
  const unconfirmed = (id: string): PlaceOutcome | Outcome => ({
    ...{ id, status: 'confirmation_needed' },
    detail: 'confirmation: a wallet is spent with a code the member was sent; ask for one at /api/admin/order-desk/codes.',
  })
  async function placeConfirmed(request: FastifyRequest, order: NewOrder, confirmation: ConfirmationItem): Promise<PlaceOutcome | Outcome> {
    const agreed = {
      order_id: order.id,
      member_id: order.member_id!,
      payment_term: 'wallet' as const,
      total_minor: order.expected_total_minor!,
    }
    return withConfirmation<PlaceOutcome>(
      db,
      clock.now(),
      confirmation,
      agreed,
      async (tx) => (await findOrders(tx, [order.id])).length > 0,
      async (tx) => {
        const [outcome] = await placeOrders(tx, clock.now(), [order], numbers.take)
        if (outcome!.status === 'placed')
          await recordChanges(tx, byOf(request), clock.now(), [
            {
              subject: 'orders.desk_order',
              subject_id: order.id,
              action: 'paid_from_wallet',
              after: { ...agreed, code_id: confirmation.code_id },
            },
          ])
        return outcome!
      },
      (status) => status.endsWith('placed'),
    )
  }

  app.post(
    '/api/admin/order-desk/codes',
    {
      // It goes to the member's own phone and tells the desk nothing: whose member he is does not matter.
      config: everybody,
      schema: {
        tags: ['orders'],
        summary: 'Send a member a code that lets the desk pay one order from his wallet or his organization’s credit',
        description: 'It goes to his verified phone and names clerk and sum; it lives five minutes and takes five tries.',
        body: closed({
          id: Id('Of the code, made by the caller; the same id again sends nothing again'),
          order_id: Id('The order it is for, not yet placed'),
          member_id: Id('The member'),
          payment_term: Choice(['wallet', 'credit'] as const, 'What pays'),
          total_minor: Minor('What the order costs, from the quote'),
          currency: T.String({ pattern: '^[A-Z]{3}$', description: 'Of the channel' }),
        }),
        response: { 200: CodeAnswer, 409: CodeAnswer },
      },
    },
    async ({ caller, body: { id, ...agreed } }, reply) => {
      const outcome = await askConfirmation(db, clock.now(), caller.name, id, agreed)
      return answerOutcomes(reply, [outcome], (status) => status === 'sent')
    },
  )

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
              description:
                'Lines that cannot be ordered as they stand: not_on_sale, not_open_yet, sold_out, not_enough; they are not summed',
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
      const { lines: shown, ...sums } = await viewLines(db, clock.now(), query.channel_id, lines, query.member_id ?? null)
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
        description:
          'Paid at the outlet, at the door (`cash_on_delivery`: the carrier collects it), or from the member’s wallet with his `confirmation`: a code sent to his phone for this order and sum. A clerk spends nobody’s points or cards. On the credit of a buyer organization see `/api/admin/buyers/desk-purchases`.',
        body: closed({
          orders: T.Array(
            closed({
              ...OrderItem.properties,
              payment_term: Choice(
                ['wallet', 'pay_at_outlet', 'cash_on_delivery'] as const,
                'When money is due; `cash_on_delivery`: the carrier collects it, where one offers that at the address',
              ),
              member_id: T.Optional(Nullable(Id('The member who orders: his level lowers prices and he finds the order among his own'))),
              confirmation: T.Optional(ConfirmationItem),
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
        orders.map(({ note: _note, confirmation, ...order }) => {
          const by_wallet = order.payment_term === 'wallet'
          const wanted: NewOrder = {
            ...order,
            external_no: null,
            member_id: order.member_id ?? null,
            for_member: true,
            visitor_id: null,
            outlet_id: order.outlet_id ?? null,
            buyer_message: order.buyer_message ?? null,
            placed_at: clock.now(),
            lines: order.lines.map((line) => ({ ...line, unit_minor: null, amount_minor: null })),
            freight_minor: null,
            points_to_spend: null,
            cards_to_spend: [],
          }
          // Without a member it is refused for that, before anything is asked of his wallet.
          if (!by_wallet || !wanted.member_id) return place(wanted)
          return confirmation ? placeConfirmed(request, wanted, confirmation) : Promise.resolve(unconfirmed(order.id))
        }),
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
