import { findOrderView, viewCart, viewLines } from '#centers/orders/read.ts'
import { answerOf, OrderViewSchema } from '#centers/orders/schemas.ts'
import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, closed, Id, Nullable, notFound, PageQuery, Problem, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { numberSource } from '#core/numbers.ts'
import type { Reader } from '#core/sql.ts'
import { type Person, PersonItem, type PersonRole, PurchaseDecision, PurchaseItem, personRoles } from './model.ts'
import {
  findBuyers,
  findCredits,
  findPerson,
  listCatalog,
  listCatalogCards,
  listInvitations,
  listPeople,
  listPurchases,
  listStatement,
  seesAll,
} from './read.ts'
import {
  answers,
  BuyerFields,
  CatalogRow,
  itemsOf,
  NullableText,
  NullableWhole,
  PersonRow,
  PurchaseAnswer,
  PurchaseRow,
  StatementRow,
  tags,
  Words,
} from './schemas.ts'
import { answerInvitation, askPurchase, decidePurchase, removePerson, savePeople } from './write.ts'
import './privacy.ts'

const PurchaseDetail = T.Object({
  ...PurchaseRow.properties,
  buyer_name: T.String(),
  buyer_phone: T.String(),
  address: T.Record(T.String(), T.String()),
  buyer_message: NullableText,
})
const mine = { permission: 'member', scope: 'own' } as const
/** The organization the caller buys for; with a role only who has one of these. */
async function personOf(db: Reader, member_id: string, ...roles: PersonRole[]): Promise<Person> {
  const person = await findPerson(db, member_id)
  if (!person) throw new Problem(404, 'no_buyer', 'You buy for no organization.')
  if (roles.length > 0 && !roles.some((role) => person.roles.includes(role)))
    throw new Problem(403, 'role_missing', 'Your organization has not given you this; ask its manager.')
  return person
}

/** What people do for the organization they buy for. */
export const mallRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const numbers = numberSource(db, 'orders')

  app.get(
    '/api/mall/me/buyer',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'The organization I buy for, what I may do there, and who invites me',
        response: {
          200: T.Object({
            buyer: Nullable(T.Object(BuyerFields)),
            roles: T.Array(Choice(personRoles, 'What I may do')),
            limit_minor: NullableWhole,
            catalog: T.Array(CatalogRow, { description: 'What may be bought; none is everything' }),
            invitations: T.Array(
              T.Object({ buyer_id: T.String(), buyer_name: T.String(), roles: T.Array(T.String()), invited_by: T.String() }),
            ),
          }),
        },
      },
    },
    async ({ caller }) => {
      const [person, invitations] = await Promise.all([findPerson(db, caller.id!), listInvitations(db, caller.id!)])
      const asked = invitations.map(({ buyer_id, buyer_name, roles, invited_by }) => ({ buyer_id, buyer_name, roles, invited_by }))
      if (!person) return { buyer: null, roles: [], limit_minor: null, catalog: [], invitations: asked }
      const [[buyer], catalog] = await Promise.all([findBuyers(db, [person.buyer_id]), listCatalog(db, person.buyer_id)])
      const credit = (await findCredits(db, [buyer!])).get(buyer!.buyer_id)!
      return { buyer: { ...buyer!, credit }, roles: person.roles, limit_minor: person.limit_minor, catalog, invitations: asked }
    },
  )
  app.post(
    '/api/mall/me/buyer/invitation',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'Accept or decline to buy for an organization',
        body: closed({ buyer_id: Id('The organization'), accepts: T.Boolean({ description: 'Whether I will' }) }),
        response: answers,
      },
    },
    async ({ caller, body }, reply) => {
      const outcome = await db.tx((tx) => answerInvitation(tx, clock.now(), caller.id!, body.buyer_id, body.accepts))
      return answerOutcomes(reply, [outcome], (status) => status === 'joined' || status === 'declined')
    },
  )
  app.get(
    '/api/mall/me/buyer/products',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'What my organization’s people may buy',
        querystring: closed(PageQuery),
        response: {
          200: pageOf(
            T.Object({
              spu_id: T.String(),
              title: Words,
              subtitle: Nullable(Words),
              lifecycle: T.String(),
              available_on: NullableText,
              price_from_minor: NullableWhole,
              price_to_minor: NullableWhole,
              list_price_minor: NullableWhole,
              currency: NullableText,
              cover: Nullable(T.Object({ reference: T.String() })),
            }),
          ),
        },
      },
    },
    async ({ caller, query }) => {
      const { buyer_id } = await personOf(db, caller.id!)
      return listCatalogCards(db, buyer_id, { ...query, limit: query.limit ?? 24 })
    },
  )
  app.get(
    '/api/mall/me/buyer/quote',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'What my cart costs my organization: its prices, not those of my own level',
        response: {
          200: T.Object({
            lines: T.Array(
              T.Object({
                sku_id: T.String(),
                title: Words,
                name: Nullable(Words),
                quantity: T.Integer(),
                amount_minor: T.Integer(),
                discount_minor: T.Integer(),
                configuration_id: NullableText,
                problem: NullableText,
              }),
            ),
            goods_minor: T.Integer(),
            discount_minor: T.Integer(),
            freight_minor: T.Integer(),
            total_minor: T.Integer(),
            currency: T.String(),
          }),
        },
      },
    },
    async ({ caller }) => {
      await personOf(db, caller.id!, 'requester')
      return viewCart(db, clock.now(), 'mall', caller.id!)
    },
  )
  app.post(
    '/api/mall/me/buyer/purchases',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'Buy for my organization on its credit',
        description:
          'Within my limit it is ordered at once; otherwise it waits until somebody approves it. The same id again is the same purchase.',
        body: PurchaseItem,
        response: { 200: PurchaseAnswer, 409: PurchaseAnswer },
      },
    },
    async ({ caller, body }, reply) => {
      const member = { id: caller.id!, name: caller.name }
      const quote = await viewLines(
        db,
        clock.now(),
        'mall',
        body.lines.map(({ sku_id, quantity, configuration_id = null }) => ({ sku_id, quantity, configuration_id })),
      )
      const outcome = await db.tx((tx) => askPurchase(tx, clock.now(), member, body, quote.total_minor, numbers.take))
      return answerOutcomes(reply, [outcome], (status) => status === 'ordered' || status === 'waiting')
    },
  )
  app.get(
    '/api/mall/me/buyer/purchases',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'Purchases of my organization, newest first; who only asks sees his own',
        querystring: closed({
          state: T.Optional(Choice(['waiting', 'ordered', 'refused', 'withdrawn'] as const, 'Only in this state')),
          ...PageQuery,
        }),
        response: { 200: pageOf(PurchaseRow) },
      },
    },
    async ({ caller, query }) => {
      const person = await personOf(db, caller.id!)
      const own = seesAll(person) ? {} : { requester_id: caller.id! }
      return listPurchases(db, person.buyer_id, { ...query, ...own, limit: query.limit ?? 20 })
    },
  )
  app.get(
    '/api/mall/me/buyer/purchases/:id',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'One purchase of my organization, with the order it became; who only asks sees his own',
        params: closed({ id: Id('The purchase; its order has the same id') }),
        response: { 200: T.Object({ purchase: PurchaseDetail, order: Nullable(OrderViewSchema) }) },
      },
    },
    async ({ caller, params: { id } }) => {
      const person = await personOf(db, caller.id!)
      const own = seesAll(person) ? {} : { requester_id: caller.id! }
      const [purchase] = (await listPurchases(db, person.buyer_id, { purchase_id: id, ...own, limit: 1 })).items
      if (!purchase) throw notFound('The purchase')
      const { buyer_name, buyer_phone, address, buyer_message } = purchase.wish
      const order = purchase.order_no === null ? undefined : await findOrderView(db, id)
      return { purchase: { ...purchase, buyer_name, buyer_phone, address, buyer_message }, order: order ? answerOf(order) : null }
    },
  )
  app.post(
    '/api/mall/me/buyer/decisions',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'Approve or refuse a purchase of my organization, or take my own back',
        body: PurchaseDecision,
        response: { 200: PurchaseAnswer, 409: PurchaseAnswer },
      },
    },
    async ({ caller, body }, reply) => {
      const member = { id: caller.id!, name: caller.name }
      const outcome = await db.tx((tx) => decidePurchase(tx, clock.now(), member, body, numbers.take))
      return answerOutcomes(reply, [outcome], (status) => ['approved', 'refused', 'withdrawn'].includes(status))
    },
  )
  app.get(
    '/api/mall/me/buyer/people',
    {
      config: { access: mine },
      schema: { tags, summary: 'Who buys for my organization', response: { 200: T.Object({ items: T.Array(PersonRow) }) } },
    },
    async ({ caller }) => {
      const { buyer_id } = await personOf(db, caller.id!, 'manager', 'approver')
      return { items: await listPeople(db, buyer_id) }
    },
  )
  app.post(
    '/api/mall/me/buyer/people',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'Invite people to buy for my organization, or change what they may do',
        body: itemsOf(PersonItem, 'People'),
        response: answers,
      },
    },
    async (request, reply) => {
      const { buyer_id } = await personOf(db, request.caller.id!, 'manager')
      const outcomes = await db.tx((tx) => savePeople(tx, byOf(request), clock.now(), buyer_id, request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'invited' || status === 'changed')
    },
  )
  app.post(
    '/api/mall/me/buyer/people-removals',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'Take somebody out, or leave myself',
        body: closed({ member_id: Id('Who') }),
        response: answers,
      },
    },
    async (request, reply) => {
      const { caller, body } = request
      const { buyer_id } = await personOf(db, caller.id!, ...(body.member_id === caller.id ? [] : (['manager'] as const)))
      const outcome = await db.tx((tx) => removePerson(tx, byOf(request), clock.now(), buyer_id, body.member_id))
      return answerOutcomes(reply, [outcome], (status) => status === 'removed')
    },
  )
  app.get(
    '/api/mall/me/buyer/statement',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'What moved on my organization’s credit line, newest first',
        querystring: closed(PageQuery),
        response: { 200: pageOf(StatementRow) },
      },
    },
    async ({ caller, query }) => {
      const { buyer_id } = await personOf(db, caller.id!, 'approver', 'manager')
      const [buyer] = await findBuyers(db, [buyer_id])
      return listStatement(db, buyer!, { ...query, limit: query.limit ?? 50 })
    },
  )
}
