import { ensureVisitor } from '#centers/identity/sessions/cookies.ts'
import { SkuId } from '#centers/products/model.ts'
import {
  answerOutcomes,
  type Caller,
  Choice,
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
import { setCartLines } from './carts.ts'
import { findInvoiceWish, listInvoiceTitles, listMyInvoices, wishInvoices } from './claims.ts'
import { largestOrder, OrderItem } from './model.ts'
import { orderPlacer } from './placer.ts'
import { findByNumber, findOrderView, listMemberOrders, type OrderView, viewCart, viewLines, viewMeans } from './read.ts'
import { answerOf, Bilingual, OrderRowSchema, OrderViewSchema, PlaceAnswer } from './schemas.ts'
import { cancelOrders } from './write.ts'

const CartLineRow = T.Object({
  sku_id: T.String(),
  spu_id: T.String(),
  title: Bilingual,
  name: Nullable(Bilingual),
  cover: Nullable(T.String({ description: 'Picture reference' })),
  quantity: T.Integer(),
  unit_minor: Nullable(T.Integer()),
  amount_minor: T.Integer(),
  discount_minor: T.Integer({ description: 'What bundles and my level take off this line' }),
  available: T.Integer(),
  configuration_id: Nullable(T.String()),
  configuration: Nullable(Bilingual),
  lead_days: Nullable(T.Integer()),
  problem: Nullable(Choice(['not_on_sale', 'not_open_yet', 'sold_out', 'not_enough'] as const, 'Why it cannot be ordered as it stands')),
  opens_at: Nullable(T.String({ description: 'For `not_open_yet`: from when it is sold to me' })),
})
const CartFields = {
  lines: T.Array(CartLineRow),
  goods_minor: T.Integer(),
  discount_minor: T.Integer({ description: 'What bundles and my level take off' }),
  freight_minor: T.Integer(),
  total_minor: T.Integer({ description: 'What checkout would ask: send it as expected_total_minor' }),
  currency: T.String(),
  quantity: T.Integer({ description: 'Pieces in the cart, for its badge' }),
}
const Quote = T.Object(CartFields)
const Cart = T.Object({ ...CartFields, later: T.Array(CartLineRow, { description: 'Lines put aside' }) })
const InvoiceWishFields = {
  kind: Choice(['person', 'company'] as const, 'For a person or for a company'),
  title: Text('Name on the invoice', 100),
  tax_no: Nullable(T.String({ pattern: '^[0-9A-Z]{15,20}$', description: 'Tax number of the company' })),
  email: Nullable(T.String({ pattern: '^[^@\\s]+@[^@\\s]+$', maxLength: 100, description: 'Where it is sent' })),
}

const InvoiceWishRow = T.Object({ kind: T.String(), title: T.String(), tax_no: Nullable(T.String()), email: Nullable(T.String()) })

const Means = T.Object({
  wallet_minor: T.Integer({ description: 'What is in my wallet' }),
  points: T.Array(
    T.Object({
      program_id: T.String(),
      name: Bilingual,
      balance: T.Integer({ description: 'Points I have' }),
      most: T.Integer({ description: 'As many of them may lower this cart' }),
      point_value_minor: T.Integer({ description: 'What one of them lowers it by' }),
    }),
    { description: 'Only programs of which some may be spent here' },
  ),
  cards: T.Array(T.Object({ card_id: T.String(), name: T.String(), balance_minor: T.Integer(), expires_on: T.String() }), {
    description: 'Cards that can be spent today',
  }),
})

const chosenGoods = closed({
  line: T.Array(T.String({ pattern: '^[A-Za-z0-9._-]{1,40}:[1-9][0-9]{0,2}$' }), {
    minItems: 1,
    maxItems: 20,
    description: '`sku:quantity`',
  }),
})
const chosenLine = (line: string) => ({
  sku_id: line.slice(0, line.lastIndexOf(':')),
  quantity: Number(line.slice(line.lastIndexOf(':') + 1)),
  configuration_id: null,
})

/** Whose levels count: a visitor has none. */
const memberOf = ({ kind, id }: Caller): string | null => (kind === 'member' ? id : null)

/** The channel a request of the mall belongs to. */
const mallChannel = 'mall'

/** What shoppers do: cart, checkout, their own orders. */
export const shopperRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const place = orderPlacer(needs)
  const open = { permission: 'public', scope: 'own' } as const

  app.get(
    '/api/mall/cart',
    { config: { access: open }, schema: { tags: ['orders'], summary: 'My cart with today’s prices and stock', response: { 200: Cart } } },
    async ({ caller }) => viewCart(db, clock.now(), mallChannel, caller.id, memberOf(caller)),
  )

  app.get(
    '/api/mall/cart/means',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: { tags: ['orders'], summary: 'What I may pay my cart with: points, cards, wallet', response: { 200: Means } },
    },
    async ({ caller }) => viewMeans(db, mallChannel, caller.id!, clock.now()),
  )

  app.put(
    '/api/mall/cart/lines',
    {
      config: { access: open },
      schema: {
        tags: ['orders'],
        summary: 'Set cart lines to a quantity; 0 takes a line out',
        body: closed({
          lines: T.Array(
            closed({
              sku_id: SkuId('What'),
              quantity: T.Integer({ minimum: 0, maximum: 999, description: 'How many; 0 takes it out' }),
              configuration_id: T.Optional(Nullable(Id('What was configured; left out it stays as it was'))),
              later: T.Optional(T.Boolean({ description: 'Put aside rather than bought now; as it was when left out' })),
            }),
            { minItems: 1, maxItems: largestOrder, description: 'The lines to set; others stay' },
          ),
        }),
        response: { 200: Cart },
      },
    },
    async (request, reply) => {
      const { body } = request
      const owner = request.caller.id ?? ensureVisitor(request, reply)
      await db.tx((tx) => setCartLines(tx, clock.now(), [...new Map(body.lines.map((line) => [line.sku_id, { ...line, owner }])).values()]))
      return viewCart(db, clock.now(), mallChannel, owner, memberOf(request.caller))
    },
  )

  app.get(
    '/api/mall/quote',
    {
      config: { access: open },
      schema: {
        tags: ['orders'],
        summary: 'What chosen goods would cost now, without any cart: for buying at once',
        querystring: chosenGoods,
        response: { 200: Quote },
      },
    },
    async ({ query, caller }) => viewLines(db, clock.now(), mallChannel, query.line.map(chosenLine), memberOf(caller)),
  )

  app.get(
    '/api/mall/quote/means',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['orders'],
        summary: 'What I may pay chosen goods with, bought at once',
        querystring: chosenGoods,
        response: { 200: Means },
      },
    },
    async ({ query, caller }) => viewMeans(db, mallChannel, caller.id!, clock.now(), query.line.map(chosenLine)),
  )

  app.get(
    '/api/mall/orders/:id/invoice-wish',
    {
      config: { access: open },
      schema: {
        tags: ['orders'],
        summary: 'What paper I asked for with my order; null for none',
        params: T.Object({ id: Id('The order') }),
        response: {
          200: T.Object({
            wish: Nullable(InvoiceWishRow),
          }),
        },
      },
    },
    async ({ caller, params }) => {
      await requireOwn(caller, params.id)
      return { wish: (await findInvoiceWish(db, params.id)) ?? null }
    },
  )

  app.post(
    '/api/mall/orders/:id/invoice-wish',
    {
      config: { access: open },
      schema: {
        tags: ['orders'],
        summary: 'Ask for an invoice with my order; the last wish counts',
        params: T.Object({ id: Id('The order') }),
        body: closed(InvoiceWishFields),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ caller, params, body }, reply) => {
      await requireOwn(caller, params.id)
      const outcomes = await db.tx((tx) => wishInvoices(tx, clock.now(), [{ id: params.id, ...body }]))
      return answerOutcomes(reply, outcomes, (status) => status === 'kept')
    },
  )

  app.get(
    '/api/mall/me/invoices',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['orders'],
        summary: 'My orders with the paper I asked for, newest first',
        querystring: closed(PageQuery),
        response: {
          200: pageOf(
            T.Object({
              order_id: T.String(),
              order_no: T.String(),
              placed_at: T.String(),
              total_minor: T.Integer(),
              currency: T.String(),
              wish: Nullable(InvoiceWishRow),
              ready: T.Boolean({ description: 'The order is completed: it may be invoiced' }),
            }),
          ),
        },
      },
    },
    ({ caller, query }) => listMyInvoices(db, caller.id!, { ...query, limit: query.limit ?? 20 }),
  )

  app.get(
    '/api/mall/me/invoice-titles',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['orders'],
        summary: 'The names my invoices were made out to, the latest first',
        response: { 200: T.Object({ items: T.Array(InvoiceWishRow) }) },
      },
    },
    async ({ caller }) => ({ items: await listInvoiceTitles(db, caller.id!) }),
  )

  app.post(
    '/api/mall/orders',
    {
      config: { access: open },
      schema: {
        tags: ['orders'],
        summary: 'Place an order',
        description: 'Stock is reserved and money taken in the same commit. The same id again answers `already_placed`.',
        body: OrderItem,
        response: { 200: PlaceAnswer, 409: PlaceAnswer },
      },
    },
    async (request, reply) => {
      const { body, caller } = request
      const outcome = await place({
        ...body,
        external_no: null,
        member_id: caller.kind === 'member' ? caller.id : null,
        // A guest finds his order again with the browser he ordered from.
        visitor_id: caller.kind === 'visitor' ? (caller.id ?? ensureVisitor(request, reply)) : null,
        outlet_id: body.outlet_id ?? null,
        buyer_message: body.buyer_message ?? null,
        placed_at: clock.now(),
        lines: body.lines.map((line) => ({ ...line, unit_minor: null, amount_minor: null })),
        freight_minor: null,
        points_to_spend: body.points_to_spend ?? null,
        cards_to_spend: body.cards_to_spend ?? [],
      })
      return answerOutcomes(reply, [outcome], (status) => status === 'placed')
    },
  )

  app.get(
    '/api/mall/orders',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['orders'],
        summary: 'My orders, newest first',
        querystring: T.Object(PageQuery),
        response: { 200: pageOf(OrderRowSchema) },
      },
    },
    async ({ caller, query }) => listMemberOrders(db, caller.id!, { cursor: query.cursor, limit: query.limit ?? 20 }),
  )

  app.get(
    '/api/mall/orders/:id',
    {
      config: { access: open },
      schema: {
        tags: ['orders'],
        summary: 'One of my orders',
        params: T.Object({ id: Id('The order') }),
        response: { 200: OrderViewSchema },
      },
    },
    async ({ caller, params }) => answerOf(await requireOwn(caller, params.id)),
  )

  app.get(
    '/api/mall/order-lookup',
    {
      config: { access: { permission: 'public', scope: 'own' }, rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags: ['orders'],
        summary: 'A guest’s order by its number and the phone given with it',
        querystring: T.Object({ order_no: Text('The order number', 20), phone: Text('The phone given with the order', 20) }),
        response: { 200: OrderViewSchema },
      },
    },
    async ({ query }) => {
      const order = await findByNumber(db, query.order_no)
      if (!order || order.buyer_phone !== query.phone) throw notFound('An order with this number and phone')
      return answerOf((await findOrderView(db, order.id))!)
    },
  )

  app.post(
    '/api/mall/orders/:id/cancellation',
    {
      config: { access: { permission: 'public', scope: 'own' } },
      schema: {
        tags: ['orders'],
        summary: 'Cancel my order while it has not left',
        params: T.Object({ id: Id('The order') }),
        body: closed({ reason: Text('Why, in a few words', 200) }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async ({ caller, params, body }, reply) => {
      await requireOwn(caller, params.id)
      const outcomes = await db.tx((tx) => cancelOrders(tx, 'buyer', clock.now(), [{ id: params.id, reason: body.reason }]))
      return answerOutcomes(reply, outcomes, (status) => status === 'canceled')
    },
  )

  async function requireOwn(caller: Caller, id: string): Promise<OrderView> {
    const order = await findOrderView(db, id)
    const own = order && caller.id !== null && (caller.id === order.member_id || caller.id === order.visitor_id)
    if (!own) throw notFound('The order')
    return order
  }
}
