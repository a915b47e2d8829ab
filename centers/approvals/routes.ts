import { findStaffNames } from '#centers/organization/read.ts'
import { byOf } from '#core/audit.ts'
import {
  allows,
  answerOutcomes,
  Choice,
  closed,
  cutPage,
  decodeCursor,
  Id,
  notFound,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { logRefusals } from '#core/refusals.ts'
import { forPermission, mayTouch } from '#core/scope.ts'
import { Comment, Decision, Matter, Passing, RequestDetail, RequestItem, requestStates, Template } from './model.ts'
import { countRequests, findRequest, listApprovers, listRequests, listTemplates, tabs } from './read.ts'
import {
  askApprovals,
  commentApprovals,
  decideApprovals,
  passApprovals,
  resubmitApprovals,
  saveTemplates,
  withdrawApprovals,
} from './write.ts'

const answers = { 200: Outcomes, 409: Outcomes }
const own = { access: { permission: 'staff', scope: 'own' } } as const
const decides = { access: { permission: 'approvals.decide', scope: 'own' } } as const
const Ids = (what: string) => T.Array(closed({ id: Id('The request') }), { minItems: 1, maxItems: 200, description: what })

export const routes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    logRefusals(app)
    app.get(
      '/api/admin/approvals',
      {
        config: own,
        schema: {
          tags: ['approvals'],
          summary: 'My inbox: to decide, asked by me, decided by me; or all of my organizations (needs approvals.read)',
          querystring: closed({
            tab: T.Optional(Choice(tabs, 'Which heap; what is to decide if left out')),
            state: T.Optional(Choice(requestStates, 'Only in this state')),
            query: T.Optional(T.String({ minLength: 1, maxLength: 80, description: 'Part of the title' })),
            ...PageQuery,
          }),
          response: { 200: pageOf(RequestItem) },
        },
      },
      async ({ query: { cursor, limit = 50, tab = 'to_decide', ...filter }, caller }) => {
        if (tab === 'all' && !allows(caller, 'approvals.read'))
          throw new Problem(403, 'not_permitted', 'You lack the permission approvals.read: ask your administrator for it.')
        const after = decodeCursor(cursor, ['string'])
        const seen = tab === 'all' ? forPermission(caller, 'approvals.read') : caller
        const rows = await listRequests(db, seen, { tab, ...filter }, (after?.[0] as string) ?? null, limit + 1)
        return cutPage(rows, limit, ({ id }) => [id])
      },
    )
    app.get(
      '/api/admin/approvals/counts',
      {
        config: own,
        schema: {
          tags: ['approvals'],
          summary: 'How much lies in my inbox',
          response: { 200: T.Object({ to_decide: T.Integer(), asked: T.Integer(), returned: T.Integer() }) },
        },
      },
      async ({ caller }) => countRequests(db, caller),
    )
    app.get(
      '/api/admin/approvals/approvers',
      {
        config: own,
        schema: {
          tags: ['approvals'],
          summary: 'Whom one may choose to decide',
          querystring: closed({ query: T.Optional(T.String({ maxLength: 80, description: 'Part of the name, or the staff number' })) }),
          response: {
            200: T.Object({ items: T.Array(T.Object({ id: T.String(), name: T.String(), organization_name: T.String() })) }),
          },
        },
      },
      async ({ query: { query = '' } }) => ({ items: await listApprovers(db, query, clock.now()) }),
    )
    app.get(
      '/api/admin/approvals/:id',
      {
        config: own,
        schema: {
          tags: ['approvals'],
          summary: 'One request with its exact difference, its approvers and comments',
          params: closed({ id: Id('The request') }),
          response: { 200: RequestDetail },
        },
      },
      async ({ params: { id }, caller }) => {
        const found = await findRequest(db, forPermission(caller, 'approvals.read'), allows(caller, 'approvals.read'), id)
        if (!found) throw notFound(`The request ${id}`)
        return found
      },
    )
    app.post(
      '/api/admin/approvals',
      {
        config: own,
        schema: {
          tags: ['approvals'],
          summary: 'Ask for approval of anything: leave, spending, an exception',
          body: closed({ matters: T.Array(Matter, { minItems: 1, maxItems: 50, description: 'What is asked' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const by = byOf(request)
        const [me] = await findStaffNames(db, [by.id!])
        const asks = request.body.matters.map(({ text, ...matter }) => {
          if ((matter.amount_minor === undefined) !== (matter.currency === undefined))
            throw new Problem(400, 'input_invalid', 'body.matters: amount_minor and currency belong together: send both or neither')
          const organization_id = matter.organization_id ?? me!.organization_id
          if (organization_id !== me!.organization_id && !mayTouch(by, { organization_id }))
            throw notFound(`The organization ${organization_id}`)
          return {
            ...matter,
            organization_id,
            subject: 'approvals.matter',
            subject_id: matter.id,
            asked_by: by.id!,
            difference: { before: null, after: { text } },
          }
        })
        const outcomes = await db.tx((tx) => askApprovals(tx, clock.now(), asks))
        return answerOutcomes(reply, outcomes, (status) => status === 'asked')
      },
    )
    app.post(
      '/api/admin/approvals/decisions',
      {
        config: decides,
        schema: {
          tags: ['approvals'],
          summary: 'Approve, refuse or return requests',
          body: closed({ decisions: T.Array(Decision, { minItems: 1, maxItems: 200, description: 'The decisions' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => decideApprovals(tx, byOf(request), clock.now(), request.body.decisions))
        return answerOutcomes(reply, outcomes, (status) =>
          ['refused', 'returned', 'waits_for_others', 'passed_to_next', 'granted'].includes(status),
        )
      },
    )
    app.post(
      '/api/admin/approvals/passings',
      {
        config: decides,
        schema: {
          tags: ['approvals'],
          summary: 'Let a colleague decide in my place',
          body: closed({ passings: T.Array(Passing, { minItems: 1, maxItems: 200, description: 'Which, and to whom' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => passApprovals(tx, byOf(request), clock.now(), request.body.passings))
        return answerOutcomes(reply, outcomes, (status) => status === 'passed_on')
      },
    )
    app.post(
      '/api/admin/approvals/withdrawals',
      {
        config: own,
        schema: {
          tags: ['approvals'],
          summary: 'Take back what I asked',
          body: closed({ withdrawals: Ids('What is taken back') }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => withdrawApprovals(tx, byOf(request), clock.now(), request.body.withdrawals))
        return answerOutcomes(reply, outcomes, (status) => status === 'withdrawn')
      },
    )
    app.post(
      '/api/admin/approvals/resubmissions',
      {
        config: own,
        schema: {
          tags: ['approvals'],
          summary: 'Ask again what was returned to me',
          body: closed({ resubmissions: Ids('What is asked again') }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => resubmitApprovals(tx, byOf(request), clock.now(), request.body.resubmissions))
        return answerOutcomes(reply, outcomes, (status) => status === 'resubmitted')
      },
    )
    app.post(
      '/api/admin/approvals/comments',
      {
        config: own,
        schema: {
          tags: ['approvals'],
          summary: 'Comment on requests I can see',
          body: closed({ comments: T.Array(Comment, { minItems: 1, maxItems: 50, description: 'The comments' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const { caller, body } = request
        for (const { request_id } of body.comments)
          if (!(await findRequest(db, forPermission(caller, 'approvals.read'), allows(caller, 'approvals.read'), request_id)))
            throw notFound(`The request ${request_id}`)
        const outcomes = await db.tx((tx) => commentApprovals(tx, byOf(request), clock.now(), body.comments))
        return answerOutcomes(reply, outcomes, (status) => status === 'commented')
      },
    )
    app.get(
      '/api/admin/approval-templates',
      {
        config: { access: { permission: 'staff', scope: 'none' } },
        schema: { tags: ['approvals'], summary: 'Fixed steps', response: { 200: T.Object({ items: T.Array(Template) }) } },
      },
      async () => ({ items: await listTemplates(db) }),
    )
    app.put(
      '/api/admin/approval-templates',
      {
        config: { access: { permission: 'approvals.edit', scope: 'all' } },
        schema: {
          tags: ['approvals'],
          summary: 'Add or change templates',
          body: closed({ templates: T.Array(Template, { minItems: 1, maxItems: 100, description: 'The templates' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveTemplates(tx, byOf(request), clock.now(), request.body.templates))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
  }
