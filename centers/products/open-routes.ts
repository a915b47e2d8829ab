import { Code, closed, cutPage, notFound, PageQuery, pageOf, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { findProducts, listProducts } from './read.ts'
import { Card, Detail, scopeOf } from './routes.ts'

/** What programs of partners read of products: those of the brands and partners of their key. */
export const openProductRoutes: Routes<Needs> =
  ({ db }) =>
  async (app) => {
    const access = { config: { access: { permission: 'products.read', scope: 'brand' } as const } }
    app.get(
      '/api/open/products',
      {
        ...access,
        schema: {
          tags: ['open'],
          summary: 'Products this key may see, newest first',
          querystring: closed({ q: T.Optional(Text('Words of the title, or a code', 80)), ...PageQuery }),
          response: { 200: pageOf(Card) },
        },
      },
      async ({ caller, query: { q, cursor, limit = 50 } }) => {
        const { rows, key } = await listProducts(
          db,
          { q, scope: scopeOf(caller), lifecycles: ['presale', 'on_sale'] },
          { sort: 'newest', cursor, limit },
        )
        return cutPage(rows, limit, key)
      },
    )
    app.get(
      '/api/open/products/:spu_id',
      {
        ...access,
        schema: {
          tags: ['open'],
          summary: 'One product with its SKUs and prices',
          params: closed({ spu_id: Code('The product') }),
          response: { 200: Detail },
        },
      },
      async ({ caller, params: { spu_id } }) => {
        const [product] = await findProducts(db, [spu_id])
        if (!product || !mayTouch(caller, { brand_id: product.brand_id, partner_id: product.partner_id }))
          throw notFound(`Product ${spu_id}`)
        return product
      },
    )
  }
