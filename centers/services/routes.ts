import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, closed, Id, Nullable, Outcomes, PageQuery, pageOf, type Routes, T, type TSchema } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { AnswerItem, ComplaintItem, complaintStates, RemarkItem, subjects } from './model.ts'
import { countComplaints, findComplaint, listComplaints, listOwn } from './read.ts'
import { answerComplaints, largest, remarkComplaints, takeComplaints, writeComplaints } from './write.ts'
import './privacy.ts'

const NullableText = T.Unsafe<string | null>({ type: ['string', 'null'] })
const Words = T.Object({ zh: T.String(), en: T.String() })
const own = {
  complaint_id: T.String(),
  subject: Choice(subjects, 'What went wrong'),
  order_id: NullableText,
  order_no: NullableText,
  spu_id: NullableText,
  title: Nullable(Words),
  words: T.String({ description: 'What the member wrote first' }),
  state: Choice(complaintStates, 'Where it stands'),
  owner_name: Nullable(T.String({ description: 'Who looks after it' })),
  written_at: T.String(),
  moved_at: T.String(),
  due_at: Nullable(T.String({ description: 'Until when an answer is owed' })),
}
const desk = { ...own, member_id: T.String(), member_name: T.String(), organization_id: T.String(), owner_id: NullableText }
const entries = T.Array(
  T.Object({
    said_by: Choice(['member', 'house'] as const, 'Who said it'),
    name: T.String(),
    words: T.String(),
    said_at: T.String(),
  }),
)
const answers = { 200: Outcomes, 409: Outcomes }
const itemsOf = <Item extends TSchema>(item: Item, description: string, maxItems = largest) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems, description }) })
const mine = { permission: 'member', scope: 'own' } as const
const tags = ['services']

/** What members complain of and read. */
export const mallRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const memberOf = ({ caller }: { caller: { id: string | null; name: string } }) => ({ id: caller.id!, name: caller.name })
    app.post(
      '/api/mall/complaints',
      {
        config: { access: mine },
        schema: {
          tags,
          summary: 'Complain about an order of mine or a product; an answer is owed within two days',
          body: itemsOf(ComplaintItem, 'Complaints', 20),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => writeComplaints(tx, memberOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'written')
      },
    )
    app.post(
      '/api/mall/complaint-remarks',
      {
        config: { access: mine },
        schema: {
          tags,
          summary: 'Say that a complaint is settled, or that its answer is not enough',
          body: itemsOf(RemarkItem, 'Remarks', 20),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => remarkComplaints(tx, memberOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'settled' || status === 'reopened')
      },
    )
    app.get(
      '/api/mall/me/complaints',
      {
        config: { access: mine },
        schema: { tags, summary: 'My complaints, newest first', querystring: closed(PageQuery), response: { 200: pageOf(T.Object(own)) } },
      },
      ({ caller, query }) => listOwn(db, caller.id!, { ...query, limit: query.limit ?? 50 }),
    )
    app.get(
      '/api/mall/me/complaints/:id',
      {
        config: { access: mine },
        schema: {
          tags,
          summary: 'One of my complaints with all that was said',
          params: T.Object({ id: Id('The complaint') }),
          response: { 200: T.Object({ ...own, entries }) },
        },
      },
      ({ caller, params }) => findComplaint(db, { member_id: caller.id! }, params.id),
    )
  }

/** The desk that answers. */
export const staffRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { permission: 'complaints.read', scope: 'organization' } as const
    const answer = { permission: 'complaints.answer', scope: 'organization' } as const
    app.get(
      '/api/admin/complaints',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'Complaints, newest first',
          querystring: closed({
            state: T.Optional(Choice(complaintStates, 'Only in this state')),
            subject: T.Optional(Choice(subjects, 'Only about this')),
            mine: T.Optional(T.Boolean({ description: 'Only those I took' })),
            late: T.Optional(T.Boolean({ description: 'Only those whose answer is overdue' })),
            ...PageQuery,
          }),
          response: { 200: pageOf(T.Object(desk)) },
        },
      },
      ({ caller, query: { late, ...query } }) =>
        listComplaints(db, caller, { ...query, limit: query.limit ?? 50, ...(late ? { late_at: clock.now() } : {}) }),
    )
    app.get(
      '/api/admin/complaints/counts',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'How many complaints stand where, and how many are late',
          response: { 200: T.Object({ waiting: T.Integer(), taken: T.Integer(), answered: T.Integer(), late: T.Integer() }) },
        },
      },
      ({ caller }) => countComplaints(db, caller, clock.now()),
    )
    app.get(
      '/api/admin/complaints/:id',
      {
        config: { access: read },
        schema: {
          tags,
          summary: 'One complaint with all that was said',
          params: T.Object({ id: Id('The complaint') }),
          response: { 200: T.Object({ ...desk, entries }) },
        },
      },
      ({ caller, params }) => findComplaint(db, { caller }, params.id),
    )
    app.post(
      '/api/admin/complaints/owners',
      {
        config: { access: answer },
        schema: {
          tags,
          summary: 'Take complaints: whoever takes one answers for it',
          body: closed({ ids: T.Array(Id('A complaint'), { minItems: 1, maxItems: largest, description: 'Which complaints' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => takeComplaints(tx, byOf(request), clock.now(), request.body.ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'taken')
      },
    )
    app.post(
      '/api/admin/complaints/answers',
      {
        config: { access: answer },
        schema: { tags, summary: 'Answer complaints; their members are told', body: itemsOf(AnswerItem, 'Answers'), response: answers },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => answerComplaints(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'answered')
      },
    )
  }
