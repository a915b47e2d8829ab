import { Readable } from 'node:stream'
import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, closed, Id, notFound, Outcomes, PageQuery, Problem, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { ExportDraft, ExportRow } from './model.ts'
import { exportCsv, exportLocales, findExport, isOver, listExports } from './read.ts'
import { askExport, noteTaken } from './write.ts'

// An export is its asker's own; whose rows stand in it is his scope for this permission, each time the file is taken.
const access = { access: { permission: 'members.export', scope: 'own' as const } }

/** Personal data of many leaves the house only here: asked for with a reason, counted, if need be signed by a second person, and recorded. */
export const exportRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/member-exports',
      {
        config: access,
        schema: {
          tags: ['members'],
          summary: 'My exports of members and persons, newest first',
          querystring: closed(PageQuery),
          response: { 200: pageOf(ExportRow) },
        },
      },
      async ({ caller, query: { cursor, limit = 50 } }) => listExports(db, caller.id!, clock.now(), { cursor, limit }),
    )
    app.post(
      '/api/admin/member-exports',
      {
        config: access,
        schema: {
          tags: ['members'],
          summary: 'Ask for an export; above the two-person rule in rows a day it waits for a second person',
          body: closed({ exports: T.Array(ExportDraft, { minItems: 1, maxItems: 1, description: 'The export' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcome = await db.tx((tx) => askExport(tx, byOf(request), clock.now(), request.body.exports[0]!))
        return answerOutcomes(reply, [outcome], (status) => status === 'ready' || status === 'proposed')
      },
    )
    app.get(
      '/api/admin/member-exports/:id/file',
      {
        config: access,
        schema: {
          tags: ['members'],
          summary: 'Take the file of my export: CSV, of the rows I may see now; every time is recorded',
          produces: ['text/csv'],
          params: closed({ id: Id('The export') }),
          querystring: closed({ locale: T.Optional(Choice(exportLocales, 'Language of headings and words; Chinese when left out')) }),
        },
      },
      async (request, reply) => {
        const now = clock.now()
        const by = byOf(request)
        const found = by.id ? await findExport(db, by.id, request.params.id) : undefined
        if (!found) throw notFound('The export')
        if (found.state === 'waiting') throw new Problem(409, 'export_waits', 'A second person has not approved this export yet.')
        if (isOver(found, now)) throw new Problem(410, 'export_over', 'The day to take this export is over: ask for a new one.')
        await db.tx((tx) => noteTaken(tx, by, now, found))
        reply.header('cache-control', 'private, no-store')
        reply.header('content-disposition', `attachment; filename="${found.list}-${now.slice(0, 10)}.csv"`)
        return reply
          .type('text/csv; charset=utf-8')
          .send(Readable.from(exportCsv(db, request.caller, found.list, found.filter, now, request.query.locale ?? 'zh')))
      },
    )
  }
