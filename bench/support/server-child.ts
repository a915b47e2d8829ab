import Fastify from 'fastify'
import { startConsumers } from '#core/events.ts'
import { startDue } from '#core/jobs.ts'
import { type DbOptions, openDb } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { assembly } from '#server/centers.ts'
import { mountFronts } from '#server/fronts.ts'

export interface ServerPlan {
  kind: 'hello' | 'shop'
  connection?: DbOptions
  /** Serve the mall and the console too. */
  fronts?: boolean
}

process.once('message', async (plan: ServerPlan) => {
  const app = plan.kind === 'hello' ? hello() : await shop(plan)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address() as { port: number }
  process.send!({ url: `http://127.0.0.1:${address.port}` })
  process.on('message', (message) => {
    if (message === 'rss') process.send!({ rss_mb: Math.round(process.memoryUsage.rss() / 1_048_576) })
  })
})

/** The limit: what Fastify does with a JSON answer and nothing else. */
function hello() {
  const app = Fastify()
  app.get('/', { schema: { response: { 200: { type: 'object', properties: { hello: { type: 'string' } } } } } }, async () => ({
    hello: 'world',
  }))
  return app
}

async function shop(plan: ServerPlan) {
  process.env.NODE_ENV = 'production'
  const db = openDb(plan.connection!)
  const needs = { db, clock: wallClock }
  const app = await createApp(needs)
  if (plan.fronts) await mountFronts(app, needs, { mode: 'production' })
  startConsumers(
    db,
    assembly.flatMap((center) => center.consumers ?? []),
    wallClock.now,
  )
  startDue(
    db,
    assembly.flatMap((center) => center.due ?? []),
    wallClock,
  )
  return app
}
