import { byOf } from '#core/audit.ts'
import type { Routes } from '#core/http.ts'
import { answerOutcomes, Choice, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { sql } from '#core/sql.ts'
import { NoticeAsk, noticeDifferences, noticeSources, noticeStates } from '../model.ts'
import { answers, ids, items, mine, NullableText, NullableWhole } from '../schemas.ts'
import { listNotices } from './read.ts'
import { bookReceipts, sendNotices, withdrawNotices } from './write.ts'

const Line = { sku_id: T.String(), quantity: T.Integer() }
const NoticeView = T.Object({
  notice_id: T.String(),
  organization_id: T.String(),
  node_id: T.String(),
  account_id: T.String(),
  source: Choice(noticeSources, 'What is on its way'),
  source_id: T.String(),
  notice_no: T.String(),
  expected_on: NullableText,
  lines: T.Array(T.Object({ line_no: T.Integer(), name: T.String(), ...Line })),
  state: Choice(noticeStates, 'How far it is'),
  reason: NullableText,
  partner_no: NullableText,
  receipts: T.Array(
    T.Object({
      receipt_no: T.String(),
      told_at: T.String(),
      final: T.Boolean(),
      state: Choice(['booked', 'waiting'] as const, 'Whether our books took it'),
      reason: NullableText,
      lines: T.Array(T.Object({ line_no: NullableWhole, condition: T.String(), lot_no: NullableText, ...Line })),
    }),
  ),
  differences: T.Array(T.Object({ kind: Choice(noticeDifferences, 'What is different'), ...Line })),
  asked_at: T.String(),
  changed_at: T.String(),
})

/** What third-party warehouses are told to expect, and what they say came. */
export const noticeRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const ask = { config: { access: { permission: 'waybills.ask', scope: 'organization' } as const } }

    app.get(
      '/api/admin/custody/notices',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'What third-party warehouses were told to expect, what came and where that differs',
          response: { 200: T.Object({ items: T.Array(NoticeView) }) },
        },
      },
      async ({ caller }) => ({ items: await listNotices(db, mine(caller, sql`organization_id`), 200) }),
    )
    app.post(
      '/api/admin/custody/notices',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'Tell third-party warehouses what is on its way',
          body: items(NoticeAsk, 'Notices', 200),
          response: answers,
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await db.tx((tx) => sendNotices(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'asked',
        ),
    )
    app.post(
      '/api/admin/custody/notices/withdrawals',
      {
        ...ask,
        schema: { tags: ['carriers'], summary: 'Take notices back', body: ids('notice_ids', 'Notices', 200), response: answers },
      },
      async (request, reply) => {
        const { notice_ids = [] } = request.body as { notice_ids?: string[] }
        const outcomes = await db.tx((tx) => withdrawNotices(tx, byOf(request), clock.now(), notice_ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'canceled')
      },
    )
    app.post(
      '/api/admin/custody/receipts/bookings',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'Book again what warehouses received and our books refused',
          body: ids('notice_ids', 'Notices with receipts that wait', 200),
          response: answers,
        },
      },
      async (request, reply) => {
        const { notice_ids = [] } = request.body as { notice_ids?: string[] }
        const outcomes = await db.tx((tx) => bookReceipts(tx, byOf(request), clock.now(), notice_ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'booked')
      },
    )
  }
