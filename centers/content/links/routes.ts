import { answerOutcomes, closed, cutPage, decodeCursor, Id, Outcomes, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import { addJobs } from '#core/jobs.ts'
import type { Needs } from '#core/needs.ts'
import { sql } from '#core/sql.ts'
import { NullableText, Words } from '../rows.ts'

const CheckRow = T.Object({
  check_id: T.String(),
  asked_by: T.String(),
  asked_at: T.String(),
  ended_at: NullableText,
  places: T.Integer(),
  links: T.Integer(),
  faults: T.Integer(),
})

/** The check of every link and picture of every page. */
export const checkRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { permission: 'content.read', scope: 'none' } as const
    app.get(
      '/api/admin/content/checks',
      {
        config: { access: read },
        schema: { tags: ['content'], description: 'Link checks, newest first.', response: { 200: T.Object({ items: T.Array(CheckRow) }) } },
      },
      async () =>
        ({
          items: await db.rows(
            sql`select check_id, asked_by, asked_at, ended_at, places, links, faults from content.checks order by asked_at desc, check_id desc limit 50`,
          ),
        }) as never,
    )

    app.get(
      '/api/admin/content/checks/:check_id/faults',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'What a link check found.',
          params: closed({ check_id: Id('The check') }),
          querystring: closed(PageQuery),
          response: {
            200: pageOf(
              T.Object({ seq: T.Integer(), place: T.String(), place_name: Words, link: T.String(), fault: T.String(), detail: T.String() }),
            ),
          },
        },
      },
      async ({ params, query }) => {
        const { limit = 50, cursor } = query
        const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, ['number'])![0])
        const rows = await db.rows<{ seq: number }>(sql`
          select seq, place, place_name, link, fault, detail from content.faults
          where check_id = ${params.check_id} and seq > ${after} order by seq limit ${limit + 1}`)
        return cutPage(rows, limit, ({ seq }) => [seq]) as never
      },
    )

    app.post(
      '/api/admin/content/checks',
      {
        config: { access: { permission: 'content.edit', scope: 'none' } },
        schema: {
          tags: ['content'],
          description:
            'Asks for a look at every link and file that pages, products, redirects and the navigation name. It runs beside; ask for its rows.',
          body: closed({ id: Id('Made by the caller; the same id again is the same check') }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { id } = request.body
        const status = await db.tx(async (tx) => {
          const made = await tx.run(
            sql`insert into content.checks (check_id, asked_by, asked_at) values (${id}, ${request.caller.name}, ${clock.now()}) on conflict do nothing`,
          )
          if (made === 1)
            await addJobs(tx, [{ task: 'content.check_links', payload: { check_id: id }, key: `content.check:${id}`, max_attempts: 3 }])
          return made === 1 ? 'asked' : 'already_asked'
        })
        return answerOutcomes(reply, [{ id, status }], (one) => one === 'asked')
      },
    )
  }
