import { findByNumber, findOrderView } from '#centers/orders/read.ts'
import { findProducts, findSkus } from '#centers/products/read.ts'
import type { Routes } from '#core/http.ts'
import { Choice, closed, Nullable, notFound, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import type { Reader } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { decideWarranty, warrantyStates } from './rules.ts'

/** What is still under warranty of an order, for whoever knows its number and the phone given with it; undefined when they do not belong together. */
export async function findWarranties(db: Reader, now: string, order_no: string, phone: string) {
  const order = await findByNumber(db, order_no)
  const view = order?.buyer_phone === phone ? await findOrderView(db, order.id) : undefined
  if (!view) return undefined
  const skus = new Map(
    (
      await findSkus(
        db,
        view.details.flatMap(({ sku_id }) => sku_id ?? []),
      )
    ).map((sku) => [sku.sku_id, sku]),
  )
  const products = new Map(
    (await findProducts(db, [...new Set([...skus.values()].map(({ spu_id }) => spu_id))])).map((one) => [one.spu_id, one]),
  )
  // It begins on the day the goods arrived.
  const arrived = new Map<number, string>()
  for (const { group_no, state, happened_at } of view.entries)
    if ((state === 'delivered' || state === 'completed') && !arrived.has(group_no)) arrived.set(group_no, businessDate(happened_at))
  return view.details.map(({ line_no, group_no, sku_id, title, quantity }) => {
    const spu_id = (sku_id && skus.get(sku_id)?.spu_id) || null
    const months = (spu_id && products.get(spu_id)?.warranty_months) || 0
    return {
      line_no,
      spu_id,
      title,
      quantity,
      warranty_months: months,
      ...decideWarranty(months, arrived.get(group_no) ?? null, businessDate(now)),
    }
  })
}

/** The service zone asks here; anybody may, with what stands on his order. */
export const warrantyRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/mall/warranties',
      {
        config: { access: { permission: 'public', scope: 'own' }, rateLimit: { max: 20, timeWindow: 60_000 } },
        schema: {
          tags: ['services'],
          summary: 'How long the goods of an order are under warranty, by its number and the phone given with it',
          querystring: closed({ order_no: Text('The order number', 20), phone: Text('The phone given with the order', 20) }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  line_no: T.Integer(),
                  spu_id: Nullable(T.String()),
                  title: T.Object({ zh: T.String(), en: T.String() }),
                  quantity: T.Integer(),
                  warranty_months: T.Integer({ description: '0 when nothing is promised' }),
                  state: Choice(warrantyStates, 'Where it stands today'),
                  begins_on: Nullable(T.String({ description: 'Day the goods arrived' })),
                  ends_on: Nullable(T.String({ description: 'Last day' })),
                }),
              ),
            }),
          },
        },
      },
      async ({ query }) => {
        const items = await findWarranties(db, clock.now(), query.order_no, query.phone)
        if (!items) throw notFound('An order with this number and phone')
        return { items }
      },
    )
  }
