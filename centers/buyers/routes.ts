import { ConfirmationItem, withConfirmation } from '#centers/orders/desk/confirm.ts'
import { viewCart, viewLines } from '#centers/orders/read.ts'
import { byOf, recordChanges } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  closed,
  Id,
  Nullable,
  OutcomeSchema,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
  Text,
  type TSchema,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { numberSource } from '#core/numbers.ts'
import { mayTouch } from '#core/scope.ts'
import type { Reader } from '#core/sql.ts'
import {
  BuyerItem,
  buyerKinds,
  CatalogItem,
  LimitItem,
  type Person,
  PersonItem,
  type PersonRole,
  PurchaseDecision,
  PurchaseItem,
  personRoles,
  RepaymentItem,
  StandingItem,
} from './model.ts'
import {
  findBuyerOf,
  findBuyers,
  findBuyerView,
  findCredits,
  findPerson,
  findPurchases,
  listBuyers,
  listCatalog,
  listCatalogCards,
  listInvitations,
  listPeople,
  listPurchases,
  listStatement,
} from './read.ts'
import {
  answerInvitation,
  askPurchase,
  decidePurchase,
  removePerson,
  repayCredit,
  saveBuyers,
  saveCatalog,
  savePeople,
  setLimits,
  suspendBuyers,
} from './write.ts'
import './privacy.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })
const NullableText = T.Unsafe<string | null>({ type: ['string', 'null'] })
const NullableWhole = T.Unsafe<number | null>({ type: ['integer', 'null'] })
const Credit = T.Object({
  limit_minor: T.Integer({ description: 'What it may owe' }),
  used_minor: T.Integer({ description: 'What it owes' }),
  open_minor: T.Integer({ description: 'What it may still buy for' }),
})
const BuyerFields = {
  buyer_id: T.String(),
  kind: Choice(buyerKinds, 'A company, or a public body'),
  name: T.String(),
  tax_no: T.String(),
  email: NullableText,
  organization_id: T.String(),
  currency: T.String(),
  due_days: T.Integer(),
  suspended_reason: NullableText,
  credit: Credit,
}
const StaffBuyer = { ...BuyerFields, saved_by: T.String(), saved_at: T.String(), created_at: T.String() }
const PersonRow = T.Object({
  member_id: T.String(),
  name: T.String(),
  roles: T.Array(Choice(personRoles, 'What he may do')),
  limit_minor: NullableWhole,
  state: Choice(['invited', 'active', 'left'] as const, 'Whether he has accepted'),
  invited_at: T.String(),
})
const CatalogRow = T.Object({ kind: Choice(['category', 'product'] as const, 'What it is'), ref: T.String(), name: Nullable(Words) })
const PurchaseRow = T.Object({
  purchase_id: T.String(),
  requester_id: T.String(),
  requester_name: T.String(),
  state: Choice(['waiting', 'ordered', 'refused', 'withdrawn'] as const, 'Where it stands'),
  reason: NullableText,
  total_minor: T.Integer(),
  currency: T.String(),
  order_no: NullableText,
  asked_at: T.String(),
  decided_by: NullableText,
  decided_at: NullableText,
  decision_reason: NullableText,
  titles: Nullable(T.Array(T.Object({ sku_id: T.String(), title: Words, quantity: T.Integer() }))),
})
const StatementRow = T.Object({
  id: T.String(),
  kind: T.String({ description: '`orders.place`, `buyers.repay`, or what gave money back' }),
  happened_at: T.String(),
  change_minor: T.Integer({ description: 'Below zero: bought; above: paid or given back' }),
  order_id: NullableText,
  order_no: NullableText,
})
const PurchaseAnswer = T.Object({
  outcomes: T.Array(
    T.Object({
      ...OutcomeSchema.properties,
      order_no: T.Optional(T.String({ description: 'The order it became' })),
      total_minor: T.Optional(T.Integer({ description: 'For `price_moved`: what it costs now' })),
    }),
  ),
})

const itemsOf = <Item extends TSchema>(item: Item, description: string) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems: 100, description }) })
const answers = { 200: Outcomes, 409: Outcomes }
const tags = ['buyers']
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
      return viewCart(db, 'mall', caller.id!)
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
      const all = person.roles.includes('approver') || person.roles.includes('manager')
      const own = all ? {} : { requester_id: caller.id! }
      return listPurchases(db, person.buyer_id, { ...query, ...own, limit: query.limit ?? 20 })
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

/** What our own people do: register organizations, set what they may owe, book what they pay. */
export const staffRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const numbers = numberSource(db, 'orders')
  const read = { permission: 'buyers.read', scope: 'organization' } as const
  const edit = { permission: 'buyers.edit', scope: 'organization' } as const
  const credit = { permission: 'buyers.credit', scope: 'organization' } as const
  const params = T.Object({ id: Id('The buyer') })

  app.get(
    '/api/admin/order-desk/buyer',
    {
      config: { access: { permission: 'orders.place', scope: 'organization' } },
      schema: {
        tags,
        summary: 'For which organization a member buys, and whether the order desk may order on its credit for him',
        querystring: closed({ member_id: Id('The member') }),
        response: {
          200: T.Object({
            buyer: Nullable(
              T.Object({
                buyer_id: T.String(),
                name: T.String(),
                may_ask: T.Boolean({ description: 'He is a requester there and it is not stopped' }),
                limit_minor: Nullable(T.Integer({ description: 'Up to here it is ordered at once; null for any amount' })),
              }),
            ),
          }),
        },
      },
    },
    async ({ caller, query }) => {
      const found = await findBuyerOf(db, caller, query.member_id)
      if (!found) return { buyer: null }
      const { buyer_id, name, roles, limit_minor, suspended_reason } = found
      return { buyer: { buyer_id, name, may_ask: roles.includes('requester') && !suspended_reason, limit_minor } }
    },
  )

  app.post(
    '/api/admin/buyers/desk-purchases',
    {
      config: { access: { permission: 'orders.place', scope: 'organization' } },
      schema: {
        tags,
        summary: 'Order for a member on the credit of his organization, as he would himself',
        description:
          'With the code he was sent for it. Within his limit it is ordered at once, otherwise it waits until somebody there approves it. At the prices of the mall.',
        body: closed({ ...PurchaseItem.properties, member_id: Id('Who asks for it'), confirmation: ConfirmationItem }),
        response: { 200: PurchaseAnswer, 409: PurchaseAnswer },
      },
    },
    async (request, reply) => {
      const { member_id, confirmation, ...item } = request.body
      const now = clock.now()
      const person = await findPerson(db, member_id)
      const [buyer] = person ? await findBuyers(db, [person.buyer_id]) : []
      if (!buyer || !mayTouch(request.caller, buyer))
        return answerOutcomes(
          reply,
          [{ id: item.id, status: 'no_buyer' as const, detail: 'member_id: he buys for no organization of yours.' }],
          () => false,
        )
      const quote = await viewLines(
        db,
        'mall',
        item.lines.map(({ sku_id, quantity, configuration_id = null }) => ({ sku_id, quantity, configuration_id })),
      )
      const agreed = { order_id: item.id, member_id, payment_term: 'credit' as const, total_minor: item.expected_total_minor }
      const outcome = await withConfirmation(
        db,
        now,
        confirmation,
        agreed,
        async (tx) => (await findPurchases(tx, [item.id])).length > 0,
        async (tx) => {
          const done = await askPurchase(tx, now, { id: member_id, name: person!.name }, item, quote.total_minor, numbers.take)
          if (done.status === 'ordered' || done.status === 'waiting')
            await recordChanges(tx, byOf(request), now, [
              {
                subject: 'buyers.desk_purchase',
                subject_id: item.id,
                action: done.status,
                organization_id: buyer.organization_id,
                after: { ...agreed, code_id: confirmation.code_id },
              },
            ])
          return done
        },
        (status) => ['ordered', 'waiting', 'already_ordered', 'already_waiting'].includes(status),
      )
      return answerOutcomes(reply, [outcome], (status) => status === 'ordered' || status === 'waiting')
    },
  )

  app.get(
    '/api/admin/buyers',
    {
      config: { access: read },
      schema: {
        tags,
        summary: 'Buyer organizations, newest first, with what they owe',
        querystring: closed({
          q: T.Optional(Text('Part of the name, or the tax number', 60)),
          standing: T.Optional(Choice(['active', 'suspended'] as const, 'Only those')),
          ...PageQuery,
        }),
        response: { 200: pageOf(T.Object({ ...StaffBuyer, people: T.Integer(), waiting: T.Integer() })) },
      },
    },
    ({ caller, query }) => listBuyers(db, caller, { ...query, limit: query.limit ?? 50 }),
  )
  app.get(
    '/api/admin/buyers/:id',
    {
      config: { access: read },
      schema: {
        tags,
        summary: 'One buyer with its people and catalog',
        params,
        response: { 200: T.Object({ ...StaffBuyer, people: T.Array(PersonRow), catalog: T.Array(CatalogRow) }) },
      },
    },
    ({ caller, params }) => findBuyerView(db, caller, params.id),
  )
  app.get(
    '/api/admin/buyers/:id/statement',
    {
      config: { access: read },
      schema: {
        tags,
        summary: 'What moved on its credit line, newest first',
        params,
        querystring: closed(PageQuery),
        response: { 200: pageOf(StatementRow) },
      },
    },
    async ({ caller, params, query }) => {
      const buyer = await findBuyerView(db, caller, params.id)
      return listStatement(db, buyer, { ...query, limit: query.limit ?? 50 })
    },
  )
  app.get(
    '/api/admin/buyers/:id/purchases',
    {
      config: { access: read },
      schema: {
        tags,
        summary: 'Its purchases, newest first',
        params,
        querystring: closed(PageQuery),
        response: { 200: pageOf(PurchaseRow) },
      },
    },
    async ({ caller, params, query }) => {
      const { buyer_id } = await findBuyerView(db, caller, params.id)
      return listPurchases(db, buyer_id, { ...query, limit: query.limit ?? 50 })
    },
  )
  app.post(
    '/api/admin/buyers',
    {
      config: { access: edit },
      schema: { tags, summary: 'Register buyer organizations, or change them', body: itemsOf(BuyerItem, 'Buyers'), response: answers },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => saveBuyers(tx, byOf(request), clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'saved')
    },
  )
  app.post(
    '/api/admin/buyers/standing',
    {
      config: { access: edit },
      schema: { tags, summary: 'Stop buyers for a while, or let them go on', body: itemsOf(StandingItem, 'Buyers'), response: answers },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => suspendBuyers(tx, byOf(request), clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'changed')
    },
  )
  app.post(
    '/api/admin/buyers/limits',
    {
      config: { access: credit },
      schema: { tags, summary: 'Set what buyers may owe', body: itemsOf(LimitItem, 'Limits'), response: answers },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => setLimits(tx, byOf(request), clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'set')
    },
  )
  app.post(
    '/api/admin/buyers/payments',
    {
      config: { access: credit },
      schema: { tags, summary: 'Book what buyers paid', body: itemsOf(RepaymentItem, 'Payments'), response: answers },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => repayCredit(tx, byOf(request), clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'repaid')
    },
  )
  app.post(
    '/api/admin/buyers/:id/people',
    {
      config: { access: edit },
      schema: {
        tags,
        summary: 'Invite its people, or change what they may do',
        params,
        body: itemsOf(PersonItem, 'People'),
        response: answers,
      },
    },
    async (request, reply) => {
      const { buyer_id } = await findBuyerView(db, request.caller, request.params.id)
      const outcomes = await db.tx((tx) => savePeople(tx, byOf(request), clock.now(), buyer_id, request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'invited' || status === 'changed')
    },
  )
  app.put(
    '/api/admin/buyers/:id/catalog',
    {
      config: { access: edit },
      schema: {
        tags,
        summary: 'What its people may buy: the whole list; none is everything',
        params,
        body: closed({ items: T.Array(CatalogItem, { maxItems: 500, description: 'Categories and products' }) }),
        response: answers,
      },
    },
    async (request, reply) => {
      const { params, body } = request
      const outcome = await db.tx((tx) => saveCatalog(tx, byOf(request), clock.now(), params.id, body.items))
      return answerOutcomes(reply, [outcome], (status) => status === 'saved')
    },
  )
}

export const routes = [mallRoutes, staffRoutes]
