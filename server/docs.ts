import Fastify, { type FastifyInstance } from 'fastify'
import type { App } from '#core/http.ts'

/**
 * The API guide at `/docs`, drawn from the description the routes give of themselves. Everything it needs comes from here: 25 MB of memory, so it is
 * opened by the first who reads it.
 */
export async function mountDocs(app: App): Promise<void> {
  let guide: Promise<FastifyInstance> | null = null
  for (const url of ['/docs', '/docs/*'])
    app.get(url, { schema: { hide: true } }, async (request, reply) => {
      guide ??= openGuide(app)
      const answer = await (await guide).inject({ url: request.url, headers: { host: request.host } })
      const { 'content-type': type = 'text/plain', location } = answer.headers
      if (location) return reply.redirect(String(location), answer.statusCode)
      return reply.code(answer.statusCode).type(String(type)).send(answer.rawPayload)
    })
}

async function openGuide(app: App): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const guide = Fastify()
  await guide.register(scalar, {
    routePrefix: '/docs',
    configuration: { withDefaultFonts: false, hideClientButton: true, content: () => app.swagger() },
  })
  await guide.ready()
  return guide
}
