import { byOf } from '#core/audit.ts'
import { answerOutcomes, closed, Nullable, Outcomes, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { SiteSettings } from '../model.ts'
import { findSite } from '../read.ts'
import { NullableText } from '../rows.ts'
import { saveSite } from './write.ts'

/** Navigation, footer and filing numbers of the mall. */
export const siteRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { permission: 'content.read', scope: 'none' } as const
    const whole = { permission: 'content.publish', scope: 'all' } as const
    app.get(
      '/api/admin/content/site',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'Navigation, footer and filing numbers.',
          response: {
            200: T.Object({
              settings: Nullable(T.Unsafe<SiteSettings>(T.Record(T.String(), T.Unknown()))),
              version: T.Integer(),
              saved_at: NullableText,
              saved_by: NullableText,
            }),
          },
        },
      },
      async () => (await findSite(db)) ?? { settings: null, version: 0, saved_at: null, saved_by: null },
    )

    app.post(
      '/api/admin/content/site',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Saves navigation, footer and filing numbers; the mall follows within a second.',
          body: closed({
            settings: SiteSettings,
            if_version: T.Optional(T.Integer({ minimum: 0, description: 'Save only if it still has this version' })),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcome = await db.tx((tx) => saveSite(tx, byOf(request), clock.now(), request.body.settings, request.body.if_version))
        return answerOutcomes(reply, [outcome], (status) => status === 'saved')
      },
    )
  }
