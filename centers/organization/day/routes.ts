import { byOf } from '#core/audit.ts'
import { answerOutcomes, Code, closed, notFound, Outcomes, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { logRefusals } from '#core/refusals.ts'
import { Calendar, CalendarException, CalendarRemoval, CalendarView, Count, DayDetail, OverviewItem, Till, TillClosing } from './model.ts'
import { findDay, listCalendars, listDays } from './read.ts'
import { closeDays, closeTills, countTills, openDays, openTills, removeCalendars, saveCalendars } from './write.ts'

const reads = { access: { permission: 'day.read', scope: 'organization' } } as const
const runs = { access: { permission: 'day.run', scope: 'organization' } } as const
const answers = { 200: Outcomes, 409: Outcomes }
const Institutions = (description: string) => T.Array(closed({ id: Code('The institution') }), { minItems: 1, maxItems: 200, description })

/** The institution day over the API. */
export const dayRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    logRefusals(app)
    app.get(
      '/api/admin/days',
      {
        config: reads,
        schema: {
          tags: ['day'],
          summary: 'Which institutions have opened, are late, have closed',
          querystring: closed({ under: T.Optional(Code('Only of this organization and what stands under it')) }),
          response: { 200: T.Object({ items: T.Array(OverviewItem) }) },
        },
      },
      async ({ query, caller }) => ({ items: await listDays(db, caller, query.under, clock.now()) }),
    )
    app.get(
      '/api/admin/days/:institution_id',
      {
        config: reads,
        schema: {
          tags: ['day'],
          summary: 'The day of one institution with its tills',
          params: closed({ institution_id: Code('The institution') }),
          response: { 200: DayDetail },
        },
      },
      async ({ params: { institution_id }, caller }) => {
        const found = await findDay(db, caller, institution_id, clock.now())
        if (!found) throw notFound(`The institution ${institution_id}`)
        return found
      },
    )
    app.post(
      '/api/admin/days/openings',
      {
        config: runs,
        schema: {
          tags: ['day'],
          summary: 'Sign institutions in (签到)',
          body: closed({ openings: Institutions('Which open') }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => openDays(tx, byOf(request), clock.now(), request.body.openings))
        return answerOutcomes(reply, outcomes, (status) => status === 'opened')
      },
    )
    app.post(
      '/api/admin/days/closings',
      {
        config: runs,
        schema: {
          tags: ['day'],
          summary: 'Sign institutions out (签退)',
          body: closed({ closings: Institutions('Which close') }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => closeDays(tx, byOf(request), clock.now(), request.body.closings))
        return answerOutcomes(reply, outcomes, (status) => status === 'closed')
      },
    )
    app.post(
      '/api/admin/tills',
      {
        config: runs,
        schema: {
          tags: ['day'],
          summary: 'Open counters',
          body: closed({ tills: T.Array(Till, { minItems: 1, maxItems: 100, description: 'The tills' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => openTills(tx, byOf(request), clock.now(), request.body.tills))
        return answerOutcomes(reply, outcomes, (status) => status === 'opened')
      },
    )
    app.post(
      '/api/admin/tills/counts',
      {
        config: runs,
        schema: {
          tags: ['day'],
          summary: 'Count drawers',
          body: closed({ counts: T.Array(Count, { minItems: 1, maxItems: 100, description: 'The counts' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => countTills(tx, byOf(request), clock.now(), request.body.counts))
        return answerOutcomes(reply, outcomes, (status) => status === 'counted')
      },
    )
    app.post(
      '/api/admin/tills/closings',
      {
        config: runs,
        schema: {
          tags: ['day'],
          summary: 'Close counters on their last count',
          body: closed({ closings: T.Array(TillClosing, { minItems: 1, maxItems: 100, description: 'The closings' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => closeTills(tx, byOf(request), clock.now(), request.body.closings))
        return answerOutcomes(reply, outcomes, (status) => status === 'closed')
      },
    )
    app.get(
      '/api/admin/calendars',
      {
        config: { access: { permission: 'organization.read', scope: 'organization' } },
        schema: {
          tags: ['day'],
          summary: 'Which organizations say themselves when they trade',
          response: { 200: T.Object({ items: T.Array(CalendarView) }) },
        },
      },
      async ({ caller }) => ({ items: await listCalendars(db, caller, clock.now()) }),
    )
    app.post(
      '/api/admin/calendars/removals',
      {
        config: { access: { permission: 'organization.edit', scope: 'organization' } },
        schema: {
          tags: ['day'],
          summary: 'Let the calendar above count again',
          body: closed({ removals: T.Array(CalendarRemoval, { minItems: 1, maxItems: 400, description: 'What is taken back' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => removeCalendars(tx, byOf(request), clock.now(), request.body.removals))
        return answerOutcomes(reply, outcomes, (status) => status === 'removed')
      },
    )
    app.put(
      '/api/admin/calendars',
      {
        config: { access: { permission: 'organization.edit', scope: 'organization' } },
        schema: {
          tags: ['day'],
          summary: 'When organizations trade',
          body: closed({
            calendars: T.Optional(T.Array(Calendar, { maxItems: 200, description: 'Weekly hours' })),
            exceptions: T.Optional(T.Array(CalendarException, { maxItems: 400, description: 'Days on which it is otherwise' })),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const { calendars = [], exceptions = [] } = request.body
        const outcomes = await db.tx((tx) => saveCalendars(tx, byOf(request), clock.now(), calendars, exceptions))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
  }
