import { type Media, mediaLayouts } from '#centers/products/model.ts'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  type Caller,
  Choice,
  Code,
  closed,
  cutPage,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { scopeFilter } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { findListingContents } from './content.ts'
import { faults, ListingItem, SeenItem } from './model.ts'
import { countListings, listingKey, listListings } from './read.ts'
import { noteSeen, saveListings } from './write.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })
const Row = T.Object({
  channel_id: T.String(),
  sku_id: T.String(),
  spu_id: T.String(),
  product_title: Words,
  sku_name: Nullable(Words),
  currency: T.String(),
  published: T.Boolean(),
  wanted_on_sale: T.Boolean({ description: 'Published, and the product is for sale' }),
  wanted_price_minor: Nullable(T.Integer()),
  wanted_title: T.String(),
  price_minor: Nullable(T.Integer({ description: 'Of this channel' })),
  title: Nullable(T.String({ description: 'Of this channel' })),
  attributes: T.Record(T.String(), T.String()),
  saved_by: T.String(),
  saved_at: T.String(),
  seen_on_sale: Nullable(T.Boolean()),
  seen_price_minor: Nullable(T.Integer()),
  seen_title: Nullable(T.String()),
  seen_at: Nullable(T.String()),
  lowest_minor: Nullable(T.Integer({ description: 'The lowest price any channel shows for the SKU' })),
  highest_minor: Nullable(T.Integer({ description: 'The highest price any channel shows for the SKU' })),
  faults: T.Array(T.String({ description: '`price`, `content`, `state`, `between`' })),
})
const Picture = T.Object({
  reference: T.String({ description: 'Served at `/media/<reference>/<width>.<format>`' }),
  alt: Nullable(Words),
  own: T.Boolean({ description: 'Made for this channel' }),
})
const Content = T.Object({
  title: T.String(),
  subtitle: Nullable(T.String()),
  selling_points: T.Array(T.String()),
  description: T.String(),
  spu_id: T.String(),
  price_minor: Nullable(T.Integer()),
  currency: T.String(),
  on_sale: T.Boolean(),
  pictures: T.Array(Picture, { description: 'The cover first' }),
  details: T.Array(Picture),
  video: Nullable(Picture),
  documents: T.Array(Picture),
})
const filters = {
  channel: T.Optional(Code('Listings of this channel')),
  q: T.Optional(T.String({ maxLength: 60, description: 'Part of a title or SKU' })),
  wrong: T.Optional(
    Choice(
      ['any', ...faults] as const,
      'Only where the channel shows another `price`, `content` or `state` than wanted, or channels differ `between` each other',
    ),
  ),
}
const itemsOf = <Item extends Parameters<typeof T.Array>[0]>(item: Item, description: string) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems: 500, description }) })
const scopeOf = (caller: Caller) => scopeFilter(caller, { brand: sql`p.brand_id`, partner: sql`p.partner_id` })
const textOf = (q: string | undefined) => q?.replaceAll('\u0000', '').trim() || undefined

/** What is sold where, as which price and title, and where channels show something else. */
export const listingRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { permission: 'products.read', scope: 'brand' } as const
    const edit = { permission: 'products.edit', scope: 'brand' } as const
    app.get(
      '/api/admin/channel-listings',
      {
        config: { access: read },
        schema: {
          tags: ['channels'],
          description: 'What channels are to sell of your brands, beside what they were seen to show.',
          querystring: closed({ ...filters, ...PageQuery }),
          response: { 200: pageOf(Row) },
        },
      },
      async ({ query, caller }) => {
        const { channel, q, wrong, limit = 50, cursor } = query
        const rows = await listListings(db, { channel_id: channel, q: textOf(q), wrong, scope: scopeOf(caller) }, { limit, cursor })
        return cutPage(rows, limit, listingKey)
      },
    )
    app.get(
      '/api/admin/channel-listings/content',
      {
        config: { access: read },
        schema: {
          tags: ['channels'],
          description:
            'What the page of one SKU on one channel is made of: its words, and the pictures of one shape that the channel gets.',
          querystring: closed({
            channel: Code('The channel'),
            sku: Code('The SKU'),
            layout: T.Optional(Choice(mediaLayouts, 'The shape of its pictures; square when left out')),
          }),
          response: { 200: Content },
        },
      },
      async ({ query: { channel, sku, layout }, caller }) => {
        const [content] = await findListingContents(db, channel, [sku], layout, scopeOf(caller))
        if (!content) throw notFound(`Listing of ${sku} on ${channel}`)
        const shown = ({ reference, alt, channel_id }: Media) => ({ reference, alt, own: channel_id !== null })
        return {
          ...content,
          pictures: content.pictures.map(shown),
          details: content.details.map(shown),
          video: content.video && shown(content.video),
          documents: content.documents.map(shown),
        }
      },
    )
    app.get(
      '/api/admin/channel-listings/count',
      {
        config: { access: read },
        schema: {
          tags: ['channels'],
          description: 'How many listings the filter finds.',
          querystring: closed(filters),
          response: { 200: T.Object({ count: T.Integer({ description: '1000 means that many or more' }) }) },
        },
      },
      async ({ query: { channel, q, wrong }, caller }) => ({
        count: await countListings(db, { channel_id: channel, q: textOf(q), wrong, scope: scopeOf(caller) }),
      }),
    )
    app.post(
      '/api/admin/channel-listings',
      {
        config: { access: edit },
        schema: {
          tags: ['channels'],
          description: 'Publishes SKUs to channels or takes them off, with price, title and attributes of the channel.',
          body: itemsOf(ListingItem, 'Listings'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveListings(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
    app.post(
      '/api/admin/channel-listings/seen',
      {
        config: { access: edit },
        schema: {
          tags: ['channels'],
          description: 'Says what channels were seen to show.',
          body: itemsOf(SeenItem, 'What was seen'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => noteSeen(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'seen')
      },
    )
  }
