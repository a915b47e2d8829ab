import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, Code, closed, Nullable, Outcomes, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { askContents, askCreations } from '../contents.ts'
import { MappingItem } from '../model.ts'
import { askSales, pushAgain } from '../offers.ts'
import type { Outside } from '../port.ts'
import { listFeeds, listListings, suggestSkus } from '../read.ts'
import { ownConnection } from '../routes.ts'
import { mapListings } from '../write.ts'

const NullableText = Nullable(T.String())
const NullableWhole = Nullable(T.Integer())
const Bilingual = T.Object({ zh: T.String(), en: T.String() })
const ListingView = T.Object({
  connection_id: T.String(),
  listing_key: T.String(),
  product_no: T.String(),
  sku_no: NullableText,
  outer_code: NullableText,
  title: T.String(),
  options: NullableText,
  sku_id: NullableText,
  matched_by: NullableText,
  sku_title: Nullable(Bilingual),
  seen_at: T.String(),
  stock_wanted: NullableWhole,
  stock_told: NullableWhole,
  price_wanted_minor: NullableWhole,
  price_told_minor: NullableWhole,
  sale_wanted: Nullable(T.Boolean({ description: 'Whether it shall be on sale; null while nobody said' })),
  sale_told: Nullable(T.Boolean({ description: 'What the platform was last told' })),
  told_at: NullableText,
  due_at: NullableText,
  failure: NullableText,
  feed_id: Nullable(T.String({ description: 'The file it stands in until the platform has worked that off' })),
  content_state: Nullable(
    Choice(['asked', 'told', 'refused'] as const, 'Whether its words and pictures were told; null while nobody asked'),
  ),
  content_detail: Nullable(T.String({ description: 'Why not; `pictures_left_out` when we have no address to fetch them from' })),
  content_at: NullableText,
  creating: T.Boolean({ description: 'It does not exist there yet' }),
  waiting: T.Integer({ description: 'Orders that wait for this mapping' }),
})
const FeedView = T.Object({
  feed_id: T.String(),
  feed_no: Nullable(T.String({ description: 'The platform’s number of it' })),
  state: Choice(['sending', 'working', 'done', 'failed'] as const, 'How far it is'),
  items: T.Integer({ description: 'Listings it speaks of' }),
  failures: T.Integer({ description: 'Of them those the platform would not take' }),
  reason: NullableText,
  sent_at: T.String(),
  ended_at: NullableText,
  first_failures: T.Array(T.Object({ listing_key: T.String(), title: NullableText, failure: T.String() }), {
    description: 'What was not taken, and why; at most fifty',
  }),
})
const answers = { 200: Outcomes, 409: Outcomes }
const ofConnection = closed({ connection_id: Code('The connection') })

/** What shops offer, which SKU each listing is, and what they are told of it. */
export const shopListingRoutes =
  (outside: Outside): Routes<Needs> =>
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'marketplaces.read', scope: 'organization' } as const } }
    const edit = { config: { access: { permission: 'marketplaces.edit', scope: 'organization' } as const } }
    const map = { config: { access: { permission: 'marketplaces.map', scope: 'organization' } as const } }
    const tags = ['marketplaces']
    const own = ownConnection(db)

    app.get(
      '/api/admin/marketplaces/listings',
      {
        ...read,
        schema: {
          tags,
          summary: 'What the shops offer, and which SKU each is',
          querystring: closed({
            connection_id: T.Optional(Code('One connection only')),
            mapped: T.Optional(T.Boolean({ description: 'Only those that are mapped, or only those that are not' })),
            words: T.Optional(T.String({ minLength: 1, maxLength: 100, description: 'Part of the title, or a whole code or number' })),
            ...PageQuery,
          }),
          response: { 200: pageOf(ListingView) },
        },
      },
      async ({ caller, query: { limit = 50, ...filter } }) => listListings(db, caller, { ...filter, limit } as never),
    )
    app.get(
      '/api/admin/marketplaces/skus',
      {
        config: { access: { permission: 'marketplaces.map', scope: 'none' } },
        schema: {
          tags,
          summary: 'SKUs a listing may be mapped to',
          querystring: closed({
            words: T.String({ minLength: 1, maxLength: 60, description: 'Part of the title, the code’s beginning, or a whole barcode' }),
          }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  sku_id: T.String(),
                  title: Bilingual,
                  name: Nullable(Bilingual),
                  price_minor: NullableWhole,
                  currency: T.String(),
                }),
              ),
            }),
          },
        },
      },
      async ({ query: { words } }) => ({ items: await suggestSkus(db, words) }),
    )
    app.post(
      '/api/admin/marketplaces/mappings',
      {
        ...map,
        schema: {
          tags,
          summary: 'Say which SKU a listing is',
          body: closed({ items: T.Array(MappingItem, { minItems: 1, maxItems: 500, description: 'Mappings' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => mapListings(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => /mapped$/.test(status))
      },
    )
    app.post(
      '/api/admin/marketplaces/:connection_id/offers',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Tell stock and prices of listings again',
          params: ofConnection,
          body: closed({
            listing_keys: T.Array(T.String({ minLength: 1, maxLength: 200, description: 'The listing' }), {
              minItems: 1,
              maxItems: 500,
              description: 'Listings',
            }),
          }),
          response: answers,
        },
      },
      async ({ caller, params: { connection_id }, body: { listing_keys } }, reply) => {
        await own(caller, connection_id)
        const due = await db.tx((tx) => pushAgain(tx, clock.now(), connection_id, listing_keys))
        const outcomes = listing_keys.map((id) =>
          due.has(id) ? { id, status: 'asked' } : { id, status: 'not_mapped', detail: 'Say first which SKU it is.' },
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'asked')
      },
    )
    app.post(
      '/api/admin/marketplaces/:connection_id/sales',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Put products on or off sale',
          description: 'A product goes with all its listings. What the platform answered stands beside each of them.',
          params: ofConnection,
          body: closed({
            listing_keys: T.Array(T.String({ minLength: 1, maxLength: 200, description: 'A listing of the product' }), {
              minItems: 1,
              maxItems: 500,
              description: 'Listings',
            }),
            on_sale: T.Boolean({ description: 'On sale, or off' }),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const row = await own(request.caller, request.params.connection_id)
        const { listing_keys, on_sale } = request.body
        const offered = outside.ports[row.platform]?.setOnSale !== undefined
        const outcomes = await db.tx((tx) => askSales(tx, byOf(request), clock.now(), row, offered, listing_keys, on_sale))
        return answerOutcomes(reply, outcomes, (status) => /asked$/.test(status))
      },
    )
    app.post(
      '/api/admin/marketplaces/:connection_id/contents',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Tell title, description and pictures of listings',
          description: 'As the channel lists the SKU. What the platform answered stands beside each listing.',
          params: ofConnection,
          body: closed({
            listing_keys: T.Array(T.String({ minLength: 1, maxLength: 200, description: 'A mapped listing' }), {
              ...{ minItems: 1, maxItems: 200, description: 'Listings' },
            }),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const row = await own(request.caller, request.params.connection_id)
        const offered = outside.ports[row.platform]?.setContent !== undefined
        const outcomes = await db.tx((tx) => askContents(tx, byOf(request), clock.now(), row, offered, request.body.listing_keys))
        return answerOutcomes(reply, outcomes, (status) => /asked$/.test(status))
      },
    )
    app.post(
      '/api/admin/marketplaces/:connection_id/creations',
      {
        ...edit,
        schema: {
          tags,
          summary: 'Make listings of SKUs',
          description: 'Off sale, with words, pictures and price as the channel lists the SKU. What came of it stands among the listings.',
          params: ofConnection,
          body: closed({
            sku_ids: T.Array(T.String({ pattern: '^[A-Za-z0-9._-]{1,40}$', description: 'A SKU the channel lists' }), {
              ...{ minItems: 1, maxItems: 200, description: 'SKUs' },
            }),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const row = await own(request.caller, request.params.connection_id)
        const offered = outside.ports[row.platform]?.createListing !== undefined
        const outcomes = await db.tx((tx) => askCreations(tx, byOf(request), clock.now(), row, offered, request.body.sku_ids))
        return answerOutcomes(reply, outcomes, (status) => /^(already_)?(asked|listed)$/.test(status))
      },
    )
    app.get(
      '/api/admin/marketplaces/:connection_id/feeds',
      {
        ...read,
        schema: {
          tags,
          summary: 'Files told to the platform, newest first, with what it would not take',
          params: ofConnection,
          querystring: closed(PageQuery),
          response: { 200: pageOf(FeedView) },
        },
      },
      async ({ caller, params: { connection_id }, query: { cursor, limit = 20 } }) => {
        await own(caller, connection_id)
        return listFeeds(db, { connection_id, cursor, limit })
      },
    )
  }
