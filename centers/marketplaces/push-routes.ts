import { Code, closed, notFound, Problem, type Routes } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { takePush } from './inbound.ts'
import type { Outside } from './port.ts'

/** Where platforms push to. Bodies are read as bytes: signatures are over what was sent, not over what we made of it. */
export const pushRoutes =
  (outside: Outside): Routes<Needs> =>
  (needs) =>
  async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 1024 * 1024 }, (_request, body, done) => done(null, body))
    app.post(
      '/api/open/marketplaces/:connection_id',
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['marketplaces'],
          summary: 'Pushes of platforms',
          description:
            'Signed as each platform signs. What is taken only makes us ask the platform for the order sooner; told again, or late, it changes nothing.',
          params: closed({ connection_id: Code('The connection') }),
        },
      },
      async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const taken = await takePush(needs, outside, request.params.connection_id, { headers: request.headers, body })
        if (!taken) throw notFound('This address')
        if (taken.status === 'refused') throw new Problem(taken.code === 'body_unreadable' ? 400 : 401, taken.code, taken.reason)
        return reply
          .type('application/json')
          .serializer((text: unknown) => String(text))
          .send(taken.answer)
      },
    )
  }
