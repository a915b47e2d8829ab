import { byOf } from '#core/audit.ts'
import { answerOutcomes, closed, Outcomes, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { RedirectItem } from '../model.ts'
import { listRedirects } from '../read.ts'
import { itemsOf } from '../rows.ts'
import { removeRedirects, saveRedirects } from './write.ts'

/** Addresses that lead on. */
export const redirectRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { permission: 'content.read', scope: 'none' } as const
    const whole = { permission: 'content.publish', scope: 'all' } as const
    app.get(
      '/api/admin/content/redirects',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'Addresses that are gone and where they lead.',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({ path: T.String(), target: T.String(), permanent: T.Boolean(), saved_at: T.String(), saved_by: T.String() }),
              ),
            }),
          },
        },
      },
      async () => ({ items: await listRedirects(db) }),
    )

    app.post(
      '/api/admin/content/redirects',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Saves redirects.',
          body: itemsOf(RedirectItem, 'The redirects'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveRedirects(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.post(
      '/api/admin/content/redirect-removals',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Removes redirects.',
          body: itemsOf(closed({ path: T.String({ maxLength: 200, description: 'The address' }) }), 'The redirects'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) =>
          removeRedirects(
            tx,
            byOf(request),
            clock.now(),
            request.body.items.map(({ path }) => path),
          ),
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'removed')
      },
    )
  }
