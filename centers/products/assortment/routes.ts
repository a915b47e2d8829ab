import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, Code, closed, Nullable, notFound, Outcomes, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { findProducts } from '../read.ts'
import { ownerOf } from '../rules.ts'
import { BundleItem, BundleRemoval, CompetitorItem, ElsewhereItem, LinkItem, linkKinds } from './model.ts'
import { findAssortment, findLinks, listCompetitors } from './read.ts'
import { removeBundles, saveBundles, saveCompetitors, saveElsewhere, saveLinks } from './write.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })
const Competitors = T.Object({
  items: T.Array(
    T.Object({
      competitor_id: T.String(),
      category_id: T.String(),
      brand_name: T.String(),
      title: Words,
      price_minor: Nullable(T.Integer()),
      currency: T.String(),
      specifications: T.Record(T.String(), T.Union([T.Number(), T.String(), Words])),
      selling_points: T.Array(Words),
      source: T.String(),
      seen_on: T.String(),
    }),
  ),
})
const Elsewhere = T.Array(T.Object({ name: Words, url: T.String() }), { description: 'Other shops that sell it, best first' })
const Card = T.Object({
  spu_id: T.String(),
  title: Words,
  subtitle: Nullable(Words),
  lifecycle: T.String(),
  available_on: Nullable(T.String()),
  price_from_minor: Nullable(T.Integer()),
  price_to_minor: Nullable(T.Integer()),
  list_price_minor: Nullable(T.Integer()),
  currency: Nullable(T.String()),
  cover: Nullable(T.Object({ reference: T.String() })),
})
const CompetitorQuery = closed({
  category: T.Optional(Code('Those compared in this category')),
  id: T.Optional(T.Array(Code('One of them'), { maxItems: 20, description: 'Those with these codes' })),
})
const params = closed({ spu_id: Code('The product') })
const itemsOf = <Item extends Parameters<typeof T.Array>[0]>(item: Item, description: string) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems: 200, description }) })

/** What stands on a product's page beside it. */
export const mallRoutes: Routes<Needs> =
  ({ db }) =>
  async (app) => {
    const access = { permission: 'public', scope: 'none' } as const
    app.get(
      '/api/mall/products/:spu_id/assortment',
      {
        config: { access },
        schema: {
          description: 'Spare parts, services sold with it, accessories, similar products, bundles; only what can be bought.',
          params,
          response: {
            200: T.Object({
              links: T.Array(T.Object({ kind: Choice(linkKinds, 'How they belong to it'), cards: T.Array(Card) })),
              bundles: T.Array(
                T.Object({
                  bundle_id: T.String(),
                  name: Words,
                  components: T.Array(
                    T.Object({
                      sku_id: T.String(),
                      spu_id: T.String(),
                      quantity: T.Integer(),
                      title: Words,
                      name: Nullable(Words),
                      cover: Nullable(T.String()),
                      price_minor: T.Integer(),
                    }),
                  ),
                  total_minor: T.Integer({ description: 'What it costs together' }),
                  apart_minor: T.Integer({ description: 'What the components cost one by one' }),
                  currency: T.String(),
                }),
              ),
              configurable: T.Boolean(),
              elsewhere: Elsewhere,
            }),
          },
        },
      },
      async ({ params }) => findAssortment(db, params.spu_id),
    )
    app.get(
      '/api/mall/competitors',
      {
        config: { access },
        schema: {
          description: 'Products of others, for comparison only, with where and when they were seen.',
          querystring: CompetitorQuery,
          response: { 200: Competitors },
        },
      },
      async ({ query }) => ({ items: await listCompetitors(db, { category_id: query.category, ids: query.id }) }),
    )
  }

export const staffRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const edit = { permission: 'products.edit', scope: 'brand' } as const
    app.get(
      '/api/admin/products/:spu_id/assortment',
      {
        config: { access: { permission: 'products.read', scope: 'brand' } },
        schema: {
          description: 'What is linked to a product and bundled with it, whatever its state.',
          params,
          response: {
            200: T.Object({
              links: T.Array(T.Object({ kind: T.String(), targets: T.Array(T.String()) })),
              bundles: T.Array(
                T.Object({
                  bundle_id: T.String(),
                  spu_id: T.String(),
                  name: Words,
                  components: T.Array(T.Object({ sku_id: T.String(), quantity: T.Integer() })),
                  price_minor: Nullable(T.Integer()),
                  position: T.Integer(),
                }),
              ),
              elsewhere: Elsewhere,
            }),
          },
        },
      },
      async ({ params, caller }) => {
        const [product] = await findProducts(db, [params.spu_id])
        if (!product || !mayTouch(caller, ownerOf(product))) throw notFound(`Product ${params.spu_id}`)
        return findLinks(db, params.spu_id)
      },
    )
    app.post(
      '/api/admin/products/links',
      {
        config: { access: edit },
        schema: {
          description: 'Says what belongs to products; each list is the whole list of its kind.',
          body: itemsOf(LinkItem, 'Lists'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveLinks(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.post(
      '/api/admin/products/elsewhere',
      {
        config: { access: edit },
        schema: {
          description: 'Says which other shops sell products; each list is the whole list, best first.',
          body: itemsOf(ElsewhereItem, 'Lists'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveElsewhere(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.post(
      '/api/admin/products/bundles',
      {
        config: { access: edit },
        schema: {
          description: 'Saves bundles: SKUs bought together in one press.',
          body: itemsOf(BundleItem, 'Bundles'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveBundles(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.post(
      '/api/admin/products/bundles/removal',
      {
        config: { access: edit },
        schema: {
          description: 'Takes bundles off their pages.',
          body: itemsOf(BundleRemoval, 'Bundles'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const ids = request.body.items.map(({ bundle_id }) => bundle_id)
        const outcomes = await db.tx((tx) => removeBundles(tx, byOf(request), clock.now(), ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'removed')
      },
    )
    app.get(
      '/api/admin/competitors',
      {
        config: { access: { permission: 'products.read', scope: 'none' } },
        schema: { description: 'Products of others, kept for comparison.', querystring: CompetitorQuery, response: { 200: Competitors } },
      },
      async ({ query }) => ({ items: await listCompetitors(db, { category_id: query.category, ids: query.id }) }),
    )
    app.post(
      '/api/admin/competitors',
      {
        config: { access: { permission: 'products.edit', scope: 'all' } },
        schema: {
          description: 'Saves products of others, for comparison only.',
          body: itemsOf(CompetitorItem, 'Products of others'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveCompetitors(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
  }
