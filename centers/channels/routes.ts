import { byOf } from '#core/audit.ts'
import { answerOutcomes, closed, Outcomes, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { ChannelItem } from './model.ts'
import { listChannels } from './read.ts'
import { saveChannels } from './write.ts'

export const channelRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/channels',
      {
        config: { access: { permission: 'channels.read', scope: 'none' } },
        schema: {
          tags: ['channels'],
          summary: 'Every channel',
          response: {
            200: T.Object({ items: T.Array(T.Intersect([ChannelItem, T.Object({ closed_at: T.Union([T.String(), T.Null()]) })])) }),
          },
        },
      },
      async () => ({ items: await listChannels(db) }),
    )

    app.post(
      '/api/admin/channels',
      {
        config: { access: { permission: 'channels.edit', scope: 'none' } },
        schema: {
          tags: ['channels'],
          summary: 'Make or change channels',
          body: closed({ channels: T.Array(ChannelItem, { minItems: 1, maxItems: 100, description: 'The channels to save' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveChannels(tx, clock.now(), request.body.channels, byOf(request)))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
  }
