import { Choice, Code, closed, Nullable, notFound, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { Bilingual } from '../schemas.ts'
import { viewOpening } from './read.ts'

/** From when a product is sold, and to whom earlier. */
export const openingRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/mall/products/:spu_id/opening',
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: {
          tags: ['members'],
          summary: 'From when a product is sold, to me and to everybody',
          params: closed({ spu_id: Code('The product') }),
          response: {
            200: T.Object({
              spu_id: T.String(),
              opens_at: Nullable(T.String({ description: 'When it opens to everybody; null: it is open' })),
              mine_at: Nullable(
                T.String({ description: 'When it opens to me, by my levels and memberships; null: it is open to everybody' }),
              ),
              open: T.Boolean({ description: 'I may buy it now' }),
              earlier: T.Array(
                T.Object({
                  program: Bilingual,
                  kind: Choice(['level', 'plan'] as const, 'A level, or a paid membership'),
                  name: Bilingual,
                  hours: T.Integer({ description: 'How much earlier' }),
                  opens_at: T.String(),
                }),
                { description: 'Who may buy it earlier, the earliest first' },
              ),
            }),
          },
        },
      },
      async ({ params, caller }) => {
        const opening = await viewOpening(db, clock.now(), params.spu_id, caller.kind === 'member' ? caller.id : null)
        if (!opening) throw notFound('The product')
        return opening
      },
    )
  }
