import { byOf } from '#core/audit.ts'
import { answerOutcomes, closed, cutPage, decodeCursor, Id, notFound, Outcomes, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { Notice, NoticeDraft, Reader } from './model.ts'
import { countUnread, listMyNotices, listPublished, listReaders } from './read.ts'
import { publishNotices, readNotices, withdrawNotices } from './write.ts'

const own = { access: { permission: 'staff', scope: 'own' } } as const
const publishes = { access: { permission: 'notices.publish', scope: 'organization' } } as const
const answers = { 200: Outcomes, 409: Outcomes }
const Ids = (description: string) => T.Array(closed({ id: Id('The notice') }), { minItems: 1, maxItems: 200, description })

/** Notices: mine to read, and those of my organizations to publish. */
export const noticeRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/my/notices',
      {
        config: own,
        schema: {
          tags: ['work'],
          summary: 'Notices for me, pinned first',
          querystring: closed({ unread: T.Optional(T.Boolean({ description: 'Only what I have not read' })), ...PageQuery }),
          response: { 200: pageOf(Notice) },
        },
      },
      async ({ query: { cursor, limit = 50, ...filter }, caller }) => {
        const after = decodeCursor(cursor, ['number', 'string'])
        const rows = await listMyNotices(db, caller, filter, after, limit + 1, clock.now())
        return cutPage(rows, limit, ({ pinned, id }) => [pinned ? 1 : 0, id])
      },
    )
    app.get(
      '/api/admin/my/notices/counts',
      {
        config: own,
        schema: { tags: ['work'], summary: 'How many I have not read', response: { 200: T.Object({ unread: T.Integer() }) } },
      },
      async ({ caller }) => ({ unread: await countUnread(db, caller, clock.now()) }),
    )
    app.post(
      '/api/admin/my/notices/receipts',
      {
        config: own,
        schema: { tags: ['work'], summary: 'I have read these', body: closed({ receipts: Ids('What was read') }), response: answers },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => readNotices(tx, byOf(request), clock.now(), request.body.receipts))
        return answerOutcomes(reply, outcomes, (status) => status === 'read')
      },
    )
    app.get(
      '/api/admin/notices',
      {
        config: publishes,
        schema: {
          tags: ['work'],
          summary: 'Notices published in my organizations, and how many have read them',
          querystring: closed(PageQuery),
          response: { 200: pageOf(T.Object({ ...Notice.properties, read: T.Integer(), audience: T.Integer() })) },
        },
      },
      async ({ query: { cursor, limit = 50 }, caller }) => {
        const after = decodeCursor(cursor, ['string'])
        const rows = await listPublished(db, caller, (after?.[0] as string) ?? null, limit + 1, clock.now())
        return cutPage(rows, limit, ({ id }) => [id])
      },
    )
    app.get(
      '/api/admin/notices/:id/readers',
      {
        config: publishes,
        schema: {
          tags: ['work'],
          summary: 'Who has read a notice and who has not',
          params: closed({ id: Id('The notice') }),
          response: { 200: T.Object({ items: T.Array(Reader) }) },
        },
      },
      async ({ params: { id }, caller }) => {
        const items = await listReaders(db, caller, id, clock.now())
        if (items.length === 0) throw notFound(`The notice ${id}`)
        return { items }
      },
    )
    app.post(
      '/api/admin/notices',
      {
        config: publishes,
        schema: {
          tags: ['work'],
          summary: 'Publish notices',
          body: closed({ notices: T.Array(NoticeDraft, { minItems: 1, maxItems: 50, description: 'The notices' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => publishNotices(tx, byOf(request), clock.now(), request.body.notices))
        return answerOutcomes(reply, outcomes, (status) => status === 'published')
      },
    )
    app.post(
      '/api/admin/notices/withdrawals',
      {
        config: publishes,
        schema: {
          tags: ['work'],
          summary: 'Take notices back',
          body: closed({ withdrawals: Ids('What is taken back') }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => withdrawNotices(tx, byOf(request), clock.now(), request.body.withdrawals))
        return answerOutcomes(reply, outcomes, (status) => status === 'withdrawn')
      },
    )
  }
