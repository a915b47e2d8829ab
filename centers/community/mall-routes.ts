import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { ensureVisitor } from '#centers/identity/sessions/cookies.ts'
import { filesOf, refuseFile } from '#core/files-routes.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  Nullable,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  type Static,
  T,
  type TSchema,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import { FollowItem, findFollowed, followProducts, listFollows, mostFollowed } from './follows/write.ts'
import {
  AnswerItem,
  type Author,
  FollowUpItem,
  QuestionItem,
  ReviewItem,
  VoteItem,
  voiceKinds,
  voiceStates,
  type WriteStatus,
} from './model.ts'
import { findRatings, findVotes, listAsked, listOwn, listQuestions, listReviewable, listReviews } from './read.ts'
import { answers, itemsOf, NullableText, NullableWhole, Pictures, product, tags, Words } from './schemas.ts'
import { forgetViews, keepViews, listViews, mostViewed, refusesViews, ViewItem, viewProducts } from './views/write.ts'
import { answerQuestions, askQuestions, keepPicture, maySendPicture, voteHelpful, writeFollowUps, writeReviews } from './write.ts'
import './privacy.ts'

const asVisitor = 'Without a sign-in it belongs to the visitor (cookie, or the app’s `X-Device-Id`) and becomes that of who signs in there.'
const Rating = T.Object({
  spu_id: T.String(),
  count: T.Integer({ description: 'Shown reviews' }),
  average: T.Unsafe<number | null>({ type: ['number', 'null'], description: 'Stars on average, one digit after the point' }),
  spread: T.Array(T.Integer(), { description: 'How many gave one, two, three, four and five stars' }),
})
const ShownReview = T.Object({
  id: T.String(),
  author_name: T.String({ description: 'Masked: `林*`' }),
  stars: NullableWhole,
  words: T.String(),
  pictures: Pictures,
  reply: NullableText,
  replied_at: NullableText,
  helpful: T.Integer({ description: 'How many it helped' }),
  written_at: T.String(),
  sku_name: Nullable(Words),
  follow_up: Nullable(T.Object({ words: T.String(), pictures: Pictures, written_at: T.String() })),
})
const ShownQuestion = T.Object({
  id: T.String(),
  author_name: T.String(),
  words: T.String(),
  written_at: T.String(),
  answers: T.Array(
    T.Object({
      id: T.String(),
      author_name: T.String(),
      by_house: T.Boolean({ description: 'Said by the enterprise' }),
      words: T.String(),
      written_at: T.String(),
    }),
  ),
})
const anyone = { permission: 'public', scope: 'none' } as const
const mine = { permission: 'member', scope: 'own' } as const
const anybodys = { permission: 'public', scope: 'own' } as const
const Viewing = T.Object({
  ...Outcomes.properties,
  following: T.Array(T.String(), { description: 'Those of them I follow: a page kept for everybody does not know' }),
})
const authorOf = ({ caller: { id, name } }: { caller: { id: string | null; name: string } }): Author => ({ id: id!, name })
const pictureLimitBytes = 15 * 1024 * 1024
const pictureTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/avif']

/** What shoppers read and members write. */
export const mallRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs

  app.get(
    '/api/mall/ratings',
    {
      config: { access: anyone },
      schema: {
        tags,
        summary: 'How products are rated; those nobody rated are left out',
        querystring: closed({ spu_id: T.Array(Code('A product'), { minItems: 1, maxItems: 100, description: 'Which products' }) }),
        response: { 200: T.Object({ items: T.Array(Rating) }) },
      },
    },
    async ({ query }) => ({ items: await findRatings(db, query.spu_id) }),
  )
  app.get(
    '/api/mall/products/:spu_id/reviews',
    {
      config: { access: anyone },
      schema: {
        tags,
        summary: 'Reviews of a product by those who bought it',
        params: product,
        querystring: closed({
          stars: T.Optional(T.Integer({ minimum: 1, maximum: 5, description: 'Only with so many stars' })),
          with_pictures: T.Optional(T.Boolean({ description: 'Only with pictures' })),
          sort: T.Optional(Choice(['helpful', 'newest'] as const, 'What helped most first, when left out')),
          ...PageQuery,
        }),
        response: { 200: T.Object({ ...pageOf(ShownReview).properties, rating: Nullable(Rating) }) },
      },
    },
    async ({ params, query }) => {
      const [page, [rating = null]] = await Promise.all([
        listReviews(db, params.spu_id, { ...query, sort: query.sort ?? 'helpful', limit: query.limit ?? 50 }),
        findRatings(db, [params.spu_id]),
      ])
      return { ...page, rating }
    },
  )
  app.get(
    '/api/mall/products/:spu_id/questions',
    {
      config: { access: anyone },
      schema: {
        tags,
        summary: 'Questions about a product with their answers, newest first',
        params: product,
        querystring: closed(PageQuery),
        response: { 200: pageOf(ShownQuestion) },
      },
    },
    ({ params, query }) => listQuestions(db, params.spu_id, { ...query, limit: query.limit ?? 50 }),
  )

  /** What a member writes in a batch, under his name. */
  const takes = <Item extends TSchema>(
    path: string,
    summary: string,
    item: Item,
    description: string,
    write: (tx: Tx, author: Author, now: string, items: readonly Static<Item>[]) => Promise<Outcome<WriteStatus>[]>,
  ) =>
    app.post(
      path,
      { config: { access: mine }, schema: { tags, summary, body: itemsOf(item, description, 20), response: answers } },
      async (request, reply) => {
        const { items } = request.body as { items: Static<Item>[] }
        const outcomes = await db.tx((tx) => write(tx, authorOf(request), clock.now(), items))
        return answerOutcomes(reply, outcomes, (status) => status === 'written')
      },
    )
  takes('/api/mall/reviews', 'Review what arrived with my orders; shown once somebody has read it', ReviewItem, 'Reviews', writeReviews)
  takes('/api/mall/follow-ups', 'Say later what I think of it by now', FollowUpItem, 'Follow-ups', writeFollowUps)
  takes('/api/mall/questions', 'Ask about a product; buyers and the house answer', QuestionItem, 'Questions', askQuestions)
  takes('/api/mall/answers', 'Answer a question about what I have', AnswerItem, 'Answers', answerQuestions)
  app.post(
    '/api/mall/helpful-votes',
    {
      config: { access: mine },
      schema: { tags, summary: 'Say that a review helped me, or take it back', body: itemsOf(VoteItem, 'Votes', 20), response: answers },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => voteHelpful(tx, request.caller.id!, clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'voted' || status === 'taken_back')
    },
  )

  app.get(
    '/api/mall/me/reviewable',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'What arrived and I have not reviewed',
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                order_id: T.String(),
                order_no: T.String(),
                line_no: T.Integer(),
                spu_id: T.String(),
                sku_id: T.String(),
                title: Words,
                cover: NullableText,
                placed_at: T.String(),
              }),
            ),
          }),
        },
      },
    },
    async ({ caller }) => ({ items: await listReviewable(db, caller.id!) }),
  )
  app.get(
    '/api/mall/me/voices',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'What I wrote, newest first, with what became of it',
        querystring: closed(PageQuery),
        response: {
          200: pageOf(
            T.Object({
              id: T.String(),
              kind: Choice(voiceKinds, 'What it is'),
              spu_id: T.String(),
              title: Words,
              cover: NullableText,
              about_id: NullableText,
              stars: NullableWhole,
              words: T.String(),
              pictures: Pictures,
              state: Choice(voiceStates, 'Whether others see it'),
              reason: NullableText,
              reply: NullableText,
              helpful: T.Integer(),
              followed_up: T.Boolean(),
              answers: T.Integer(),
              written_at: T.String(),
            }),
          ),
        },
      },
    },
    ({ caller, query }) => listOwn(db, caller.id!, { ...query, limit: query.limit ?? 50 }),
  )
  app.get(
    '/api/mall/me/asked',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'Questions I was asked to answer, because I have the product',
        response: {
          200: T.Object({
            items: T.Array(T.Object({ id: T.String(), spu_id: T.String(), title: Words, words: T.String(), written_at: T.String() })),
          }),
        },
      },
    },
    async ({ caller }) => ({ items: await listAsked(db, caller.id!) }),
  )
  app.get(
    '/api/mall/me/helpful-votes',
    {
      config: { access: mine },
      schema: {
        tags,
        summary: 'Which reviews of a product helped me',
        querystring: closed({ spu_id: Code('The product') }),
        response: { 200: T.Object({ ids: T.Array(T.String()) }) },
      },
    },
    async ({ caller, query }) => ({ ids: await findVotes(db, caller.id!, query.spu_id) }),
  )

  app.get(
    '/api/mall/me/follows',
    {
      config: { access: anybodys },
      schema: {
        tags,
        summary: 'The products I follow, the latest first',
        description: asVisitor,
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                spu_id: T.String(),
                followed_at: T.String(),
                followed_price_minor: Nullable(T.Integer({ description: 'The lowest price I know of' })),
                title: Words,
                lifecycle: T.String(),
                available_on: NullableText,
                cover: NullableText,
                price_from_minor: NullableWhole,
                currency: NullableText,
              }),
            ),
          }),
        },
      },
    },
    async ({ caller }) => ({ items: caller.id ? await listFollows(db, caller.id) : [] }),
  )
  app.post(
    '/api/mall/me/follows',
    {
      config: { access: anybodys },
      schema: {
        tags,
        summary: 'Follow products, or stop: I am told when one can be bought, is there again or costs less',
        description: `${asVisitor} News are sent from then on.`,
        body: itemsOf(FollowItem, 'Products', mostFollowed),
        response: answers,
      },
    },
    async (request, reply) => {
      const owner_id = request.caller.id ?? ensureVisitor(request, reply)
      const outcomes = await db.tx((tx) => followProducts(tx, owner_id, clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'following' || status === 'stopped')
    },
  )

  app.get(
    '/api/mall/me/views',
    {
      config: { access: anybodys },
      schema: {
        tags,
        summary: 'The products I looked at, the latest first',
        description: asVisitor,
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                spu_id: T.String(),
                viewed_at: T.String(),
                title: Words,
                lifecycle: T.String(),
                cover: NullableText,
                price_from_minor: NullableWhole,
                currency: NullableText,
              }),
            ),
            kept: T.Boolean({ description: 'Whether what I look at is remembered' }),
          }),
        },
      },
    },
    async ({ caller: { id } }) => {
      if (!id) return { items: [], kept: true }
      const [items, refused] = await Promise.all([listViews(db, id), refusesViews(db, id)])
      return { items: refused ? [] : items, kept: !refused }
    },
  )
  app.put(
    '/api/mall/me/views',
    {
      config: { access: anybodys },
      schema: {
        tags,
        summary: 'Say whether what I look at is remembered; when not, what was is forgotten',
        description: asVisitor,
        body: closed({ kept: T.Boolean({ description: 'false: nothing is remembered from now on' }) }),
        response: { 200: T.Object({ kept: T.Boolean() }) },
      },
    },
    async (request, reply) => {
      const owner_id = request.caller.id ?? ensureVisitor(request, reply)
      const { kept } = request.body
      await db.tx((tx) => keepViews(tx, owner_id, clock.now(), kept))
      return { kept }
    },
  )
  app.post(
    '/api/mall/me/views',
    {
      config: { access: anybodys },
      schema: {
        tags,
        summary: 'Remember that I looked at products',
        description: `${asVisitor} The latest ${mostViewed} are kept, for half a year at most.`,
        body: itemsOf(ViewItem, 'Products', mostViewed),
        response: { 200: Viewing, 409: Viewing },
      },
    },
    async (request, reply) => {
      const owner_id = request.caller.id ?? ensureVisitor(request, reply)
      const { items } = request.body
      const outcomes = await db.tx((tx) => viewProducts(tx, owner_id, clock.now(), items))
      const following = await findFollowed(db, owner_id, column(items, 'spu_id'))
      return reply.code(outcomes.some(({ status }) => status !== 'product_not_found') ? 200 : 409).send({ outcomes, following })
    },
  )
  app.post(
    '/api/mall/me/view-removals',
    {
      config: { access: anybodys },
      schema: {
        tags,
        summary: 'Forget products I looked at, or all of them',
        body: closed({
          spu_ids: Nullable(T.Array(Code('A product'), { maxItems: mostViewed, description: 'These; null forgets all' })),
        }),
        response: { 200: T.Object({ removed: T.Integer({ description: 'How many were remembered' }) }) },
      },
    },
    async ({ caller: { id }, body }) => ({ removed: id ? await db.tx((tx) => forgetViews(tx, id, body.spu_ids)) : 0 }),
  )

  await app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('*', { bodyLimit: pictureLimitBytes }, (_request, payload, done) => done(null, payload))
    uploads.post(
      '/api/mall/review-pictures',
      {
        bodyLimit: pictureLimitBytes,
        config: { access: mine },
        schema: {
          tags,
          summary: 'Send a picture for a review',
          description: `The plain body of the request, at most ${pictureLimitBytes / 1048576} MB of JPEG, PNG, WebP or AVIF. What is kept is drawn anew, without where and with what it was taken.`,
          response: { 200: closed({ file: T.String({ description: 'Name it in `pictures`' }) }) },
        },
      },
      async ({ body, caller }) => {
        const files = filesOf(needs)
        if (!(await maySendPicture(db, caller.id!, clock.now())))
          throw new Problem(429, 'too_many_pictures', 'That is enough for today: send more tomorrow.')
        const sent = await files.put(body as Readable, { limit_bytes: pictureLimitBytes, types: pictureTypes }).catch(refuseFile)
        const drawn = await files.pictures.render(sent.file, 1440, 'jpg').catch(refuseFile)
        const { file } = await files.put(createReadStream(drawn!), { limit_bytes: pictureLimitBytes })
        await db.tx((tx) => keepPicture(tx, caller.id!, clock.now(), file))
        return { file }
      },
    )
  })
}
