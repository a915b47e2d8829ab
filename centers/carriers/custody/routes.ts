import { byOf } from '#core/audit.ts'
import type { Routes } from '#core/http.ts'
import { answerOutcomes, Choice, Code, closed, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { sql, type Tx } from '#core/sql.ts'
import { CustodyOrder, custodyStates } from '../model.ts'
import { answers, ids, items, mine, NullableText, requireAll } from '../schemas.ts'
import { cancelCustodyOrders, listCustodyOrders, listCustodyStock, sendCustodyOrders } from './write.ts'

/** Orders and stock at third-party warehouses. */
export const custodyRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const ask = { config: { access: { permission: 'waybills.ask', scope: 'organization' } as const } }
    const verb = <Result>(work: (tx: Tx) => Promise<Result>) => db.tx(work)

    app.get(
      '/api/admin/custody/orders',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'Orders at third-party warehouses',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  custody_order_id: T.String(),
                  organization_id: T.String(),
                  node_id: T.String(),
                  account_id: T.String(),
                  order_no: T.String(),
                  lines: T.Array(T.Object({ sku_id: T.String(), name: T.String(), quantity: T.Integer() })),
                  state: Choice(custodyStates, 'How far it is'),
                  reason: NullableText,
                  partner_no: NullableText,
                  parcels: T.Array(
                    T.Object({
                      carrier_id: NullableText,
                      carrier_code: T.String(),
                      waybill_no: T.String(),
                      lines: T.Array(T.Object({ sku_id: T.String(), quantity: T.Integer() })),
                    }),
                  ),
                  asked_at: T.String(),
                  changed_at: T.String(),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => ({ items: await listCustodyOrders(db, mine(caller, sql`organization_id`), 200) }),
    )
    app.post(
      '/api/admin/custody/orders',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'Give orders to third-party warehouses',
          body: items(CustodyOrder, 'Orders', 500),
          response: answers,
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await verb((tx) => sendCustodyOrders(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'asked',
        ),
    )
    app.post(
      '/api/admin/custody/orders/cancellations',
      {
        ...ask,
        schema: { tags: ['carriers'], summary: 'Take orders back', body: ids('custody_order_ids', 'Orders', 500), response: answers },
      },
      async (request, reply) => {
        const { custody_order_ids = [] } = request.body as { custody_order_ids?: string[] }
        const outcomes = await verb((tx) => cancelCustodyOrders(tx, byOf(request), clock.now(), custody_order_ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'canceled')
      },
    )
    app.get(
      '/api/admin/custody/stock/:node_id',
      {
        config: { access: { permission: 'carriers.read', scope: 'all' } },
        schema: {
          tags: ['carriers'],
          summary: 'What a third-party warehouse says it holds',
          params: closed({ node_id: Code('The warehouse') }),
          response: {
            200: T.Object({
              items: T.Array(T.Object({ sku_id: T.String(), condition: T.String(), quantity: T.Integer(), told_at: T.String() })),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        requireAll(caller)
        return { items: await listCustodyStock(db, params.node_id) }
      },
    )
  }
