import { ConfirmationItem, withConfirmation } from '#centers/orders/desk/confirm.ts'
import { viewLines } from '#centers/orders/read.ts'
import { byOf, recordChanges } from '#core/audit.ts'
import { answerOutcomes, Choice, closed, Id, Nullable, PageQuery, pageOf, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { numberSource } from '#core/numbers.ts'
import { mayTouch } from '#core/scope.ts'
import { BuyerItem, CatalogItem, LimitItem, PersonItem, PurchaseItem, RepaymentItem, StandingItem } from './model.ts'
import { findBuyerOf, findBuyers, findBuyerView, findPerson, findPurchases, listBuyers, listPurchases, listStatement } from './read.ts'
import { answers, BuyerFields, CatalogRow, itemsOf, PersonRow, PurchaseAnswer, PurchaseRow, StatementRow, tags } from './schemas.ts'
import { askPurchase, repayCredit, saveBuyers, saveCatalog, savePeople, setLimits, suspendBuyers } from './write.ts'

const StaffBuyer = { ...BuyerFields, saved_by: T.String(), saved_at: T.String(), created_at: T.String() }

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
        now,
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
