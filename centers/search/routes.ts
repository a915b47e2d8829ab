import { findCards, listCategories } from '#centers/products/read.ts'
import { byOf } from '#core/audit.ts'
import type { Routes } from '#core/http.ts'
import {
  answerOutcomes,
  BusinessDate,
  Choice,
  Code,
  closed,
  decodeCursor,
  encodeCursor,
  Nullable,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  T,
  Text,
} from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import { searchIndex } from './keep.ts'
import { noteSearch, searchesWritten } from './log.ts'
import { sorts } from './memory.ts'
import { actions, ClickItem, PlacementItem, Removal, StopWordItem, SynonymItem } from './model.ts'
import {
  countSearches,
  findState,
  hotQueries,
  listPlacements,
  listStopWords,
  listSynonyms,
  reportQueries,
  reportTabs,
  suggest,
} from './read.ts'
import { askRebuild, logClicks, removeRows, savePlacements, saveStopWords, saveSynonyms } from './write.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })
const NullableText = T.Unsafe<string | null>({ type: ['string', 'null'] })
const NullableWhole = T.Unsafe<number | null>({ type: ['integer', 'null'] })
const Card = T.Object({
  spu_id: T.String(),
  title: Words,
  subtitle: Nullable(Words),
  brand_id: NullableText,
  category_id: T.String(),
  kind: T.String(),
  lifecycle: T.String(),
  price_from_minor: NullableWhole,
  price_to_minor: NullableWhole,
  list_price_minor: NullableWhole,
  currency: NullableText,
  available_on: NullableText,
  tags: T.Array(T.String()),
  sales_count: T.Integer(),
  sku_count: T.Integer(),
  cover: Nullable(T.Object({ reference: T.String(), alt: Nullable(Words) })),
})
const minor = (description: string) => T.Optional(T.Integer({ minimum: 0, maximum: 9_007_199_254_740_991, description }))

const Question = closed({
  q: T.Optional(T.String({ maxLength: 200, description: 'Words, pinyin or initials, misspelt or not; quantities such as `55寸`' })),
  category: T.Optional(Code('A category and all below it')),
  brand: T.Optional(T.Array(Code('A brand'), { maxItems: 30, description: 'Brands, as alternatives' })),
  facets: T.Optional(
    T.Array(T.String({ pattern: '^[a-z][a-z0-9_]{0,39}:[^:,]{1,60}$' }), {
      maxItems: 30,
      description: '`key:value` choices; values of one key are alternatives',
    }),
  ),
  price_from_minor: minor('Not cheaper than this'),
  price_to_minor: minor('Not dearer than this'),
  tag: T.Optional(Text('A tag the product carries', 40)),
  sort: T.Optional(Choice(sorts, 'Order; `relevance` when left out')),
  cursor: PageQuery.cursor,
  limit: T.Optional(T.Integer({ minimum: 1, maximum: 100, default: 24, description: 'Products on a page' })),
})

/** What shoppers ask; anybody may. */
export const mallRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const access = { permission: 'public', scope: 'none' } as const

    app.get(
      '/api/mall/search',
      {
        config: { access },
        schema: {
          description:
            'Products on offer, by words, category, brand, facets and price, with exact counts of what could be narrowed. A text that finds nothing comes with help.',
          querystring: Question,
          response: {
            200: T.Object({
              ...pageOf(Card).properties,
              count: T.Integer({ description: 'Products found' }),
              facets: T.Array(T.Object({ key: T.String(), value: T.String(), count: T.Integer() }), {
                description: 'First page only. Keys `brand` and `category` count those; a chosen key also counts its other values',
              }),
              prices: Nullable(
                T.Object(
                  { from_minor: T.Integer(), to_minor: T.Integer() },
                  { description: 'Cheapest and dearest, whatever price was asked' },
                ),
              ),
              corrected: Nullable(T.String({ description: 'What the text was read as, when not as typed' })),
              dropped: T.Array(T.String(), { description: 'Words that nothing was found for and that the list passes over' }),
              help: Nullable(
                T.Object(
                  {
                    queries: T.Array(T.String(), { description: 'What others search for' }),
                    categories: T.Array(T.Object({ category_id: T.String(), name: Words })),
                  },
                  { description: 'When nothing was found: where else to look' },
                ),
              ),
              search_id: NullableText,
            }),
          },
        },
      },
      async ({ query }) => {
        const { q: typed, category, brand, facets, price_from_minor, price_to_minor, tag, sort = 'relevance', cursor, limit = 24 } = query
        const q = typed?.trim() || undefined
        const after = decodeCursor(cursor, ['number', 'number', 'string']) as [number, number, string] | null
        const now = clock.now()
        const { index } = await searchIndex(db)
        const found = index.find({
          ...{ q, category_id: category, brand_ids: brand, facets, price_from_minor, price_to_minor, tag, sort, limit, now },
          after: after ?? undefined,
        })
        const nothing = found.count === 0 && q !== undefined
        const [items, help] = await Promise.all([findCards(db, found.spu_ids), nothing ? helpFor() : null])
        // Only what was typed is kept, and only once for all its pages and filters.
        const counted = q !== undefined && !after && !category && !brand?.length && !facets?.length && price_from_minor === undefined
        const search_id = counted ? newId() : null
        if (search_id)
          noteSearch(db, {
            ...{ search_id, searched_at: now, q: q!.slice(0, 100).replaceAll('\u0000', ''), words: found.words.slice(0, 100) || '-' },
            ...{ found: found.count, relaxed: found.dropped.length > 0, corrected: found.corrected },
          })
        return {
          items,
          next: found.next ? encodeCursor(found.next) : null,
          count: found.count,
          facets: found.facets,
          prices: found.prices,
          corrected: found.corrected,
          dropped: found.dropped,
          help,
          search_id,
        }
      },
    )

    async function helpFor() {
      const [queries, categories] = await Promise.all([hotQueries(db, 8), listCategories(db)])
      return {
        queries,
        categories: categories
          .filter(({ parent_id }) => parent_id !== null)
          .slice(0, 24)
          .map(({ category_id, name }) => ({ category_id, name })),
      }
    }

    app.get(
      '/api/mall/suggestions',
      {
        config: { access },
        schema: {
          description: 'What the typed beginning may mean: categories, brands, what others searched for, products.',
          querystring: closed({
            q: T.String({ minLength: 1, maxLength: 50, description: 'What was typed so far: characters, pinyin or initials' }),
            limit: T.Optional(T.Integer({ minimum: 1, maximum: 20, default: 10, description: 'Suggestions at most' })),
          }),
          response: {
            200: T.Object({
              suggestions: T.Array(
                T.Object({ kind: Choice(['query', 'category', 'brand', 'product'] as const, 'What it is'), id: T.String(), name: Words }),
              ),
            }),
          },
        },
      },
      async ({ query }) => ({ suggestions: await suggest(db, query.q, query.limit ?? 10, clock.now()) }),
    )

    app.post(
      '/api/mall/search/clicks',
      {
        config: { access },
        schema: {
          description: 'Says which product of a found list was opened. Nothing about who did it is kept.',
          body: closed({ items: T.Array(ClickItem, { minItems: 1, maxItems: 20, description: 'Products opened' }) }),
          response: { 200: T.Object({ counted: T.Integer() }) },
        },
      },
      async ({ body }) => {
        await searchesWritten(db)
        return { counted: await db.tx((tx) => logClicks(tx, clock.now(), body.items)) }
      },
    )
  }

const itemsOf = <Item extends Parameters<typeof T.Array>[0]>(item: Item, description: string) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems: 200, description }) })

/** What operators see and steer. Words and placements are shared by all brands. */
export const staffRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { permission: 'search.read', scope: 'none' } as const
    const edit = { permission: 'search.edit', scope: 'all' } as const
    const Period = {
      from: T.Optional(BusinessDate('First day; thirty days ago when left out')),
      to: T.Optional(BusinessDate('Last day; today when left out')),
    }
    const periodOf = ({ from, to }: { from?: string; to?: string }) => ({
      from: from ?? businessDate(addMilliseconds(clock.now(), -30 * 86_400_000)),
      to: to ?? businessDate(clock.now()),
    })

    app.get(
      '/api/admin/search/queries',
      {
        config: { access: read },
        schema: {
          description: 'What was searched for in a period, with how often nothing was found and what was opened.',
          querystring: closed({
            ...Period,
            tab: T.Optional(Choice(reportTabs, '`nothing`: found nothing; `no_click`: nobody opened anything')),
            q: T.Optional(Text('Part of the search text', 40)),
            ...PageQuery,
          }),
          response: {
            200: pageOf(
              T.Object({
                words: T.String(),
                q: T.String(),
                searches: T.Integer(),
                nothing: T.Integer(),
                relaxed: T.Integer(),
                clicks: T.Integer(),
                mean_place: Nullable(T.Number({ description: 'Mean place of what was opened' })),
              }),
            ),
          },
        },
      },
      async ({ query }) => {
        const { tab = 'all', q, limit = 50 } = query
        const after = decodeCursor(query.cursor, ['number', 'string']) as [number, string] | null
        const rows = await reportQueries(db, { ...periodOf(query), tab, q, after, limit: limit + 1 })
        const items = rows.slice(0, limit)
        const last = items.at(-1)
        const next = rows.length > limit && last ? encodeCursor([tab === 'nothing' ? last.nothing : last.searches, last.words]) : null
        return { items, next }
      },
    )

    app.get(
      '/api/admin/search/totals',
      {
        config: { access: read },
        schema: {
          description: 'Searches of a period: how many, how many found nothing, how many were opened.',
          querystring: closed(Period),
          response: { 200: T.Object({ searches: T.Integer(), nothing: T.Integer(), relaxed: T.Integer(), clicks: T.Integer() }) },
        },
      },
      async ({ query }) => {
        const { from, to } = periodOf(query)
        return countSearches(db, from, to)
      },
    )

    app.get(
      '/api/admin/search/explanation',
      {
        config: { access: read },
        schema: {
          description: 'How a text is read and what it finds, for those who mend words and placements.',
          querystring: closed({ q: Text('The text, as a shopper would type it', 200) }),
          response: {
            200: T.Object({
              words: T.Array(T.Object({ said: T.String(), means: T.Array(T.String()) })),
              unknown: T.Array(T.String()),
              corrected: NullableText,
              count: T.Integer(),
              products: T.Array(T.Object({ spu_id: T.String(), title: Words, brand_id: NullableText })),
            }),
          },
        },
      },
      async ({ query }) => {
        const { index } = await searchIndex(db)
        const { words, unknown } = index.explain(query.q)
        const found = index.find({ q: query.q, sort: 'relevance', limit: 10, now: clock.now() })
        const products = await findCards(db, found.spu_ids)
        return { words, unknown, corrected: found.corrected, count: found.count, products }
      },
    )

    app.get(
      '/api/admin/search/index',
      {
        config: { access: read },
        schema: {
          description: 'The state of the index: how many products answer, what waits, how far a rebuild is.',
          response: {
            200: T.Object({
              generation: T.Integer(),
              building: NullableWhole,
              documents: T.Integer(),
              built: T.Integer(),
              pending: T.Integer(),
              rebuilt_at: NullableText,
            }),
          },
        },
      },
      async () => findState(db),
    )

    app.post(
      '/api/admin/search/rebuild',
      {
        config: { access: edit },
        schema: {
          description: 'Builds the index anew beside the present one, which answers until the new one is whole.',
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcome = await db.tx((tx) => askRebuild(tx, byOf(request), clock.now()))
        return answerOutcomes(reply, [outcome], (status) => status === 'asked')
      },
    )

    app.get(
      '/api/admin/search/synonyms',
      {
        config: { access: read },
        schema: {
          description: 'All synonyms, newest first.',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  synonym_id: T.String(),
                  words: T.Array(T.String()),
                  one_way: T.Boolean(),
                  saved_by: T.String(),
                  saved_at: T.String(),
                }),
              ),
            }),
          },
        },
      },
      async () => ({ items: await listSynonyms(db) }),
    )
    app.post(
      '/api/admin/search/synonyms',
      {
        config: { access: edit },
        schema: {
          description: 'Saves rows of synonyms. They work within a second, without a rebuild.',
          body: itemsOf(SynonymItem, 'Rows of synonyms'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveSynonyms(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.get(
      '/api/admin/search/stop-words',
      {
        config: { access: read },
        schema: {
          description: 'Words passed over, beside those that come with the program.',
          response: { 200: T.Object({ items: T.Array(T.Object({ word: T.String(), saved_by: T.String(), saved_at: T.String() })) }) },
        },
      },
      async () => ({ items: await listStopWords(db) }),
    )
    app.post(
      '/api/admin/search/stop-words',
      {
        config: { access: edit },
        schema: {
          description: 'Adds words that are passed over, or takes them off the list.',
          body: itemsOf(StopWordItem, 'Words'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveStopWords(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.get(
      '/api/admin/search/placements',
      {
        config: { access: read },
        schema: {
          description: 'What was put first, lifted or sunk, newest first.',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  placement_id: T.String(),
                  q: NullableText,
                  category_id: NullableText,
                  action: Choice(actions, 'What is done'),
                  spu_id: NullableText,
                  brand_id: NullableText,
                  title: Nullable(Words),
                  position: NullableWhole,
                  starts_at: NullableText,
                  ends_at: NullableText,
                  note: T.String(),
                  saved_by: T.String(),
                  saved_at: T.String(),
                }),
              ),
            }),
          },
        },
      },
      async () => ({ items: await listPlacements(db) }),
    )
    app.post(
      '/api/admin/search/placements',
      {
        config: { access: edit },
        schema: {
          description: 'Pins products to places, lifts or sinks products and brands, for a search text or a category.',
          body: itemsOf(PlacementItem, 'Placements'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => savePlacements(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    for (const [what, path] of [
      ['synonym', '/api/admin/search/synonyms/removal'],
      ['placement', '/api/admin/search/placements/removal'],
    ] as const)
      app.post(
        path,
        {
          config: { access: edit },
          schema: {
            description: `Takes ${what}s away.`,
            body: itemsOf(Removal, 'What goes'),
            response: { 200: Outcomes, 409: Outcomes },
          },
        },
        async (request, reply) => {
          const ids = request.body.items.map(({ id }) => id)
          if (new Set(ids).size !== ids.length) throw new Problem(400, 'id_repeated', 'body.items names one id twice.')
          const outcomes = await db.tx((tx) => removeRows(tx, byOf(request), clock.now(), what, ids))
          return answerOutcomes(reply, outcomes, (status) => status === 'removed')
        },
      )
  }
