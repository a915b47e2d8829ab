import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, Code, closed, Id, Nullable, PageQuery, pageOf, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { JudgmentItem, ReplyItem, voiceKinds, voiceStates, WordItem, wordActions } from './model.ts'
import { countVoices, findVoice, listVoices, listWords } from './read.ts'
import { answers, itemsOf, NullableText, NullableWhole, Pictures, tags, Words } from './schemas.ts'
import { judgeVoices, largest, removeWords, replyVoices, saveWords } from './write.ts'

const DeskVoice = T.Object({
  voice_id: T.String(),
  spu_id: T.String(),
  title: Words,
  kind: Choice(voiceKinds, 'What it is'),
  about_id: NullableText,
  about_words: Nullable(T.String({ description: 'The review or question it belongs to' })),
  order_id: NullableText,
  sku_id: NullableText,
  author_id: Nullable(T.String({ description: 'The member; null when the house speaks' })),
  author_name: T.String(),
  stars: NullableWhole,
  words: T.String(),
  pictures: Pictures,
  flagged: T.Array(T.String(), { description: 'Listed words found in it; `contact` for ways to reach people outside' }),
  state: Choice(voiceStates, 'Whether others see it'),
  reason: NullableText,
  reply: NullableText,
  replied_by: NullableText,
  replied_at: NullableText,
  helpful: T.Integer(),
  written_at: T.String(),
  judged_by: NullableText,
  judged_at: NullableText,
})

/** The desk: what waits is read, shown or hidden, and answered. */
export const staffRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const read = { permission: 'community.read', scope: 'brand' } as const
  const judge = { permission: 'community.judge', scope: 'brand' } as const

  app.get(
    '/api/admin/community/voices',
    {
      config: { access: read },
      schema: {
        tags,
        summary: 'What members wrote about products, newest first',
        querystring: closed({
          state: T.Optional(Choice(voiceStates, 'Only in this state')),
          kind: T.Optional(Choice(voiceKinds, 'Only of this kind')),
          stars: T.Optional(T.Integer({ minimum: 1, maximum: 5, description: 'Only reviews with so many stars' })),
          flagged: T.Optional(T.Boolean({ description: 'Only where listed words or contacts were found' })),
          spu_id: T.Optional(Code('Only of this product')),
          q: T.Optional(Text('Part of the text or of the product’s name, or its code', 60)),
          ...PageQuery,
        }),
        response: { 200: pageOf(DeskVoice) },
      },
    },
    ({ caller, query }) => listVoices(db, caller, { ...query, limit: query.limit ?? 50 }),
  )
  app.get(
    '/api/admin/community/counts',
    {
      config: { access: read },
      schema: {
        tags,
        summary: 'How many wait, are shown and hidden, and how many questions nobody answered; up to 1,000 each',
        response: { 200: T.Object({ waiting: T.Integer(), shown: T.Integer(), hidden: T.Integer(), unanswered: T.Integer() }) },
      },
    },
    ({ caller }) => countVoices(db, caller),
  )
  app.get(
    '/api/admin/community/voices/:id',
    {
      config: { access: read },
      schema: {
        tags,
        summary: 'One review or question with what was written about it',
        params: T.Object({ id: Id('The review, follow-up, question or answer') }),
        response: { 200: T.Object({ ...DeskVoice.properties, below: T.Array(DeskVoice) }) },
      },
    },
    ({ caller, params }) => findVoice(db, caller, params.id),
  )
  app.post(
    '/api/admin/community/judgments',
    {
      config: { access: judge },
      schema: {
        tags,
        summary: 'Show or hide what members wrote',
        body: itemsOf(JudgmentItem, 'Judgments'),
        response: answers,
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => judgeVoices(tx, byOf(request), clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'judged')
    },
  )
  app.post(
    '/api/admin/community/replies',
    {
      config: { access: judge },
      schema: {
        tags,
        summary: 'Say something for the house below a review, or answer a question',
        body: itemsOf(ReplyItem, 'Replies'),
        response: answers,
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => replyVoices(tx, byOf(request), clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'replied')
    },
  )

  app.get(
    '/api/admin/community/words',
    {
      config: { access: { permission: 'community.read', scope: 'none' } },
      schema: {
        tags,
        summary: 'Words that are refused, or make somebody look twice',
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({ word: T.String(), action: Choice(wordActions, 'What happens'), saved_by: T.String(), saved_at: T.String() }),
            ),
          }),
        },
      },
    },
    async () => ({ items: await listWords(db) }),
  )
  app.post(
    '/api/admin/community/words',
    {
      config: { access: { permission: 'community.judge', scope: 'none' } },
      schema: { tags, summary: 'List words, for all brands', body: itemsOf(WordItem, 'Words'), response: answers },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => saveWords(tx, byOf(request), clock.now(), request.body.items))
      return answerOutcomes(reply, outcomes, (status) => status === 'saved')
    },
  )
  app.post(
    '/api/admin/community/word-removals',
    {
      config: { access: { permission: 'community.judge', scope: 'none' } },
      schema: {
        tags,
        summary: 'Take words off the list',
        body: closed({ words: T.Array(Text('A word', 40), { minItems: 1, maxItems: largest, description: 'Which' }) }),
        response: answers,
      },
    },
    async (request, reply) => {
      const outcomes = await db.tx((tx) => removeWords(tx, byOf(request), clock.now(), request.body.words))
      return answerOutcomes(reply, outcomes, (status) => status === 'removed')
    },
  )
}
