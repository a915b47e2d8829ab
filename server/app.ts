import { sessionsOf } from '#centers/identity/sessions/authenticate.ts'
import { guardBodies, openDoor } from '#centers/partners/door.ts'
import { fileRoutes } from '#core/files-routes.ts'
import { type App, createHttp, type HttpOptions } from '#core/http.ts'
import { importRoutes } from '#core/imports/routes.ts'
import type { Needs } from '#core/needs.ts'
import { registry } from '#core/telemetry.ts'
import { assembly } from './centers.ts'
import { countInbound } from './inbound.ts'
import { liveRoutes } from './live.ts'
import { operationRoutes } from './operations.ts'

/** The whole API on one Fastify app; the fronts are mounted beside it by `server/serve.ts`. */
export async function createApp(needs: Needs, options: Partial<HttpOptions> = {}): Promise<App> {
  const { authenticate = openDoor(needs, sessionsOf(needs).authenticate) } = options
  const app = await createHttp({ ...options, authenticate })
  guardBodies(app, needs)
  countInbound(app, needs)
  for (const { routes = [] } of assembly) for (const plugin of routes) await app.register(plugin(needs))

  await app.register(fileRoutes(needs))
  await app.register(importRoutes(assembly.flatMap(({ importers = [] }) => importers))(needs))
  await app.register(operationRoutes(needs))
  await app.register(liveRoutes(authenticate)(needs))

  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'alive' }))
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const ready = await needs.db.pool.query('select 1').then(
      () => true,
      () => false,
    )
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'database_unreachable' })
  })
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
  return app
}
