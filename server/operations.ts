import { listLags } from '#core/events.ts'
import { closed, Nullable, notFound, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { checkPromises, readPromises } from '#core/promises.ts'
import { sql } from '#core/sql.ts'
import { assembly } from './centers.ts'

const PromiseView = T.Object({
  center: T.String(),
  name: T.String({ description: 'Short and stable' }),
  sentence: T.String({ description: 'The promise as a person reads it' }),
})

/** What who runs the house asks of it: do its promises hold, and does everything keep up. */
export const operationRoutes: Routes<Needs> =
  ({ db }) =>
  async (app) => {
    app.get(
      '/api/admin/promises',
      {
        config: { access: { permission: 'promises.check', scope: 'all' } },
        schema: {
          tags: ['operations'],
          summary: 'What every center promises, in calling order',
          response: { 200: T.Object({ items: T.Array(PromiseView) }) },
        },
      },
      async () => ({
        items: (await readPromises()).flatMap(({ center, promises }) => promises.map(({ name, sentence }) => ({ center, name, sentence }))),
      }),
    )

    app.post(
      '/api/admin/promises/checks',
      {
        config: { access: { permission: 'promises.check', scope: 'all' } },
        schema: {
          tags: ['operations'],
          summary: 'Ask the promises of one center of the live data',
          description: 'Only reads. One center a call, so that an answer comes soon and progress can be shown.',
          body: closed({ center: T.String({ maxLength: 40, description: 'The center whose promises are asked' }) }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  ...PromiseView.properties,
                  offending: T.Array(T.Record(T.String(), T.Unknown()), {
                    description: 'The first rows that break it; empty when it holds',
                  }),
                  more: T.Boolean({ description: 'There are more of them' }),
                  took_ms: T.Integer(),
                }),
              ),
            }),
          },
        },
      },
      async ({ body }) => {
        const lists = (await readPromises()).filter(({ center }) => center === body.center)
        if (lists.length === 0) throw notFound(`A center ${body.center} with promises`)
        return { items: await checkPromises(db, lists) }
      },
    )

    app.get(
      '/api/admin/health',
      {
        config: { access: { permission: 'health.read', scope: 'all' } },
        schema: {
          tags: ['operations'],
          summary: 'Whether everything keeps up: readers of events, jobs, database, this process',
          response: {
            200: T.Object({
              consumers: T.Array(
                T.Object({
                  consumer: T.String(),
                  center: T.String(),
                  moved_at: Nullable(T.String({ description: 'When it last read anything' })),
                  oldest_unread_at: Nullable(
                    T.String({ description: 'Since when something waits for it; null when it has read everything' }),
                  ),
                }),
              ),
              jobs: T.Array(
                T.Object({
                  task: T.String(),
                  waiting: T.Integer({ description: 'Due, not yet taken up' }),
                  failing: T.Integer({ description: 'Failed at least once and will be tried again' }),
                  dead: T.Integer({ description: 'Given up' }),
                  oldest_due_at: Nullable(T.String()),
                  last_error: Nullable(T.String()),
                }),
              ),
              database: T.Object({ version: T.String(), size_bytes: T.Integer(), connections: T.Integer(), longest_query_s: T.Integer() }),
              process: T.Object({ rss_bytes: T.Integer(), uptime_s: T.Integer(), node: T.String() }),
            }),
          },
        },
      },
      async () => {
        const consumers = assembly.flatMap((center) => (center.consumers ?? []).map((consumer) => ({ center: center.name, consumer })))
        const [lags, jobs, database] = await Promise.all([
          listLags(
            db,
            consumers.map(({ consumer }) => consumer),
          ),
          db.rows<{
            task: string
            waiting: number
            failing: number
            dead: number
            oldest_due_at: string | null
            last_error: string | null
          }>(sql`
            select task_identifier as task,
              count(*) filter (where attempts < max_attempts and run_at <= now())::int as waiting,
              count(*) filter (where attempts between 1 and max_attempts - 1)::int as failing,
              count(*) filter (where attempts >= max_attempts)::int as dead,
              min(run_at) filter (where attempts < max_attempts and run_at <= now()) as oldest_due_at,
              (array_agg(last_error order by updated_at desc) filter (where last_error is not null))[1] as last_error
            from graphile_worker.jobs group by task_identifier order by task_identifier`),
          db.row<{ version: string; size_bytes: number; connections: number; longest_query_s: number }>(sql`
            select current_setting('server_version') as version, pg_database_size(current_database()) as size_bytes,
              (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
              (select coalesce(max(extract(epoch from now() - query_start)), 0)::int from pg_stat_activity
               where datname = current_database() and state = 'active') as longest_query_s`),
        ])
        return {
          consumers: lags.map((lag, i) => ({ ...lag, center: consumers[i]!.center })),
          jobs,
          database: database!,
          process: { rss_bytes: process.memoryUsage.rss(), uptime_s: Math.round(process.uptime()), node: process.version },
        }
      },
    )
  }
