import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { App } from '#core/http.ts'
import { buildFronts, root } from '#server/fronts/build.ts'

/** Serves the console as it is on an app of a test: built once for all tests, by a process of its own. */
export async function mountConsole(app: App): Promise<void> {
  await buildFronts(() => {}, ['console'])
  const folder = join(root, 'build', 'console')
  // A browser keeps them, as the program's own server tells it to.
  const kept = { immutable: true, maxAge: '1h' }
  await app.register(fastifyStatic, { root: folder, prefix: '/console/', wildcard: false, index: false, decorateReply: false, ...kept })
  await app.register(async (inner) => {
    await inner.register(fastifyStatic, { root: folder, serve: false })
    for (const path of ['/console/', '/console/*'])
      inner.get(path, { schema: { hide: true } }, (_request, reply) => reply.sendFile('index.html'))
  })
}
