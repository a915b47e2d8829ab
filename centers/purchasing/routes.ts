import { withTitles } from '#centers/inventory/moves/routes.ts'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  cutPage,
  decodeCursor,
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
import { scopeFilter } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { Confirmation, orderStates, PurchaseItem, Receipt, Return, SupplierItem } from './model.ts'
import { countPurchases, findPurchaseLines, listPapers, listPurchases, listSuppliers } from './read.ts'
import {
  cancelPurchases,
  confirmPurchases,
  makePurchases,
  receivePurchases,
  returnPurchases,
  saveSuppliers,
  sendPurchases,
} from './write.ts'

const NullableText = Nullable(T.String())
const Whole = Nullable(T.Integer())
const answers = { 200: Outcomes, 409: Outcomes }
const Head = {
  id: T.String(),
  order_no: T.String(),
  supplier_id: T.String(),
  supplier_name: Nullable(T.Object({ zh: T.String(), en: T.String() })),
  organization_id: T.String(),
  node_id: T.String(),
  currency: T.String(),
  state: T.String(),
  expected_on: NullableText,
  note: NullableText,
  by_name: T.String(),
  made_at: T.String(),
  sent_at: NullableText,
  confirmed_at: NullableText,
  closed_at: NullableText,
  amount_minor: T.Integer(),
  pieces: T.Integer(),
  came: T.Integer({ description: 'Pieces that came, good and damaged' }),
}
const ids = (description: string) => closed({ ids: T.Array(Id('An order'), { minItems: 1, maxItems: 200, description }) })

/** Buying: suppliers, purchase orders, what came of them and what went back. */
export const purchasingRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const names = async () => new Map((await listSuppliers(db, sql`true`)).map(({ id, name }) => [id, name]))

    app.get(
      '/api/admin/purchases/suppliers',
      {
        config: { access: { permission: 'purchases.read', scope: 'organization' } },
        schema: {
          tags: ['purchasing'],
          summary: 'Suppliers',
          response: { 200: T.Object({ items: T.Array(T.Object({ ...SupplierItem.properties, closed_at: NullableText })) }) },
        },
      },
      async ({ caller }) => ({ items: await listSuppliers(db, scopeFilter(caller, { organization: sql`organization_id` })) }),
    )

    app.post(
      '/api/admin/purchases/suppliers',
      {
        config: { access: { permission: 'purchases.edit', scope: 'organization' } },
        schema: {
          tags: ['purchasing'],
          summary: 'Make suppliers, or change what is known of them',
          body: closed({ suppliers: T.Array(SupplierItem, { minItems: 1, maxItems: 200, description: 'The suppliers, whole' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveSuppliers(tx, byOf(request), clock.now(), request.body.suppliers))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.get(
      '/api/admin/purchases',
      {
        config: { access: { permission: 'purchases.read', scope: 'organization' } },
        schema: {
          tags: ['purchasing'],
          summary: 'Purchase orders, newest first',
          querystring: T.Object({
            state: T.Optional(Choice(orderStates, 'Only these')),
            supplier_id: T.Optional(Code('Only of this supplier')),
            node_id: T.Optional(Code('Only for this node')),
            q: T.Optional(Text('Number of the order', 40)),
            ...PageQuery,
          }),
          response: { 200: pageOf(T.Object(Head)) },
        },
      },
      async ({ caller, query }) => {
        const limit = query.limit ?? 50
        const after = decodeCursor(query.cursor, ['string', 'string']) as [string, string] | null
        const within = sql`${scopeFilter(caller, { organization: sql`o.organization_id` })}
          and (${query.state ?? null}::text is null or o.state = ${query.state ?? null})
          and (${query.supplier_id ?? null}::text is null or o.supplier_id = ${query.supplier_id ?? null})
          and (${query.node_id ?? null}::text is null or o.node_id = ${query.node_id ?? null})
          and (${query.q ?? null}::text is null or o.order_no = ${query.q ?? null})`
        const [rows, called] = await Promise.all([listPurchases(db, within, after, limit + 1), names()])
        const page = cutPage(rows, limit, (row) => [row.made_at, row.id])
        return { ...page, items: page.items.map((row) => ({ ...row, supplier_name: called.get(row.supplier_id) ?? null })) }
      },
    )

    app.get(
      '/api/admin/purchases/counts',
      {
        config: { access: { permission: 'purchases.read', scope: 'organization' } },
        schema: {
          tags: ['purchasing'],
          summary: 'How many purchase orders are in each state',
          response: { 200: T.Object({ counts: T.Record(T.String(), T.Integer()) }) },
        },
      },
      async ({ caller }) => {
        const rows = await countPurchases(db, scopeFilter(caller, { organization: sql`o.organization_id` }))
        return { counts: Object.fromEntries(rows.map(({ state, count }) => [state, count])) }
      },
    )

    app.get(
      '/api/admin/purchases/:id',
      {
        config: { access: { permission: 'purchases.read', scope: 'organization' } },
        schema: {
          tags: ['purchasing'],
          summary: 'One purchase order with its lines and what came of it',
          params: T.Object({ id: Id('The order') }),
          response: {
            200: T.Object({
              ...Head,
              lines: T.Array(
                T.Object({
                  line_no: T.Integer(),
                  sku_id: T.String(),
                  title: Nullable(T.Object({ zh: T.String(), en: T.String() })),
                  quantity: T.Integer(),
                  unit_minor: T.Integer(),
                  confirmed: Whole,
                  received: T.Integer(),
                  damaged: T.Integer(),
                  returned: T.Integer(),
                  state: T.String(),
                }),
              ),
              papers: T.Array(
                T.Object({
                  id: T.String(),
                  kind: T.String(),
                  delivery_no: NullableText,
                  reason: NullableText,
                  by_name: T.String(),
                  happened_at: T.String(),
                  lines: T.Array(
                    T.Object({
                      line_no: T.Integer(),
                      received: T.Optional(T.Integer()),
                      damaged: T.Optional(T.Integer()),
                      quantity: T.Optional(T.Integer()),
                      lot_no: T.Optional(NullableText),
                    }),
                  ),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        const within = sql`o.id = ${params.id} and ${scopeFilter(caller, { organization: sql`o.organization_id` })}`
        const [order] = await listPurchases(db, within, null, 1)
        if (!order) throw notFound('The purchase order')
        const [lines, papers, called] = await Promise.all([findPurchaseLines(db, [order.id]), listPapers(db, order.id), names()])
        return { ...order, supplier_name: called.get(order.supplier_id) ?? null, lines: await withTitles(db, lines), papers }
      },
    )

    app.post(
      '/api/admin/purchases',
      {
        config: { access: { permission: 'purchases.edit', scope: 'organization' } },
        schema: {
          tags: ['purchasing'],
          summary: 'Draft purchase orders',
          body: closed({ orders: T.Array(PurchaseItem, { minItems: 1, maxItems: 100, description: 'The orders' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => makePurchases(tx, byOf(request), clock.now(), request.body.orders))
        return answerOutcomes(reply, outcomes, (status) => status === 'made')
      },
    )

    app.post(
      '/api/admin/purchases/sendings',
      {
        config: { access: { permission: 'purchases.edit', scope: 'organization' } },
        schema: { tags: ['purchasing'], summary: 'Send drafts to their suppliers', body: ids('The orders'), response: answers },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => sendPurchases(tx, byOf(request), clock.now(), request.body.ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'sent')
      },
    )

    app.post(
      '/api/admin/purchases/confirmations',
      {
        config: { access: { permission: 'purchases.edit', scope: 'organization' } },
        schema: {
          tags: ['purchasing'],
          summary: 'Take in what suppliers say they will bring',
          body: closed({ confirmations: T.Array(Confirmation, { minItems: 1, maxItems: 100, description: 'Their words' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => confirmPurchases(tx, byOf(request), clock.now(), request.body.confirmations))
        return answerOutcomes(reply, outcomes, (status) => status === 'confirmed')
      },
    )

    app.post(
      '/api/admin/purchases/receipts',
      {
        config: { access: { permission: 'purchases.receive', scope: 'organization' } },
        schema: {
          tags: ['purchasing'],
          summary: 'Take goods in against their order, with what differs',
          body: closed({ receipts: T.Array(Receipt, { minItems: 1, maxItems: 50, description: 'What came' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => receivePurchases(tx, byOf(request), clock.now(), request.body.receipts))
        return answerOutcomes(reply, outcomes, (status) => status === 'received' || status === 'received_in_part')
      },
    )

    app.post(
      '/api/admin/purchases/returns',
      {
        config: { access: { permission: 'purchases.receive', scope: 'organization' } },
        schema: {
          tags: ['purchasing'],
          summary: 'Send goods back to their supplier',
          body: closed({ returns: T.Array(Return, { minItems: 1, maxItems: 50, description: 'What goes back' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => returnPurchases(tx, byOf(request), clock.now(), request.body.returns))
        return answerOutcomes(reply, outcomes, (status) => status === 'returned')
      },
    )

    app.post(
      '/api/admin/purchases/cancellations',
      {
        config: { access: { permission: 'purchases.edit', scope: 'organization' } },
        schema: { tags: ['purchasing'], summary: 'Give up orders of which nothing has come', body: ids('The orders'), response: answers },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => cancelPurchases(tx, byOf(request), clock.now(), request.body.ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'canceled')
      },
    )
  }
