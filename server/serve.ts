import { keepOwnSite } from '#centers/identity/sign-on/applications.ts'
import { publicUrl, setPublicUrl } from '#centers/identity/sign-on/provider.ts'
import { exchangeOf } from '#centers/interfaces/exchange.ts'
import { dropSubscription, findSubscriptions, isPushService } from '#centers/messages/push.ts'
import { startConsumers } from '#core/events.ts'
import type { App } from '#core/http.ts'
import { startDue, startJobs } from '#core/jobs.ts'
import type { Needs } from '#core/needs.ts'
import { keyedHash } from '#core/secrets.ts'
import { webPush } from '#outside/web-push/sender.ts'
import { createApp } from './app.ts'
import { assembly } from './centers.ts'
import { mountDevelopers } from './developers/routes.ts'
import { mountDocs } from './docs.ts'
import { type Fronts, type FrontsOptions, mountFronts } from './fronts.ts'
import { registerSpoken, throughRegistry } from './interfaces.ts'
import { openPartners } from './partners.ts'

export interface Service {
  app: App
  fronts: Fronts
  /** `http://host:port` as it can be opened on this machine. */
  address: string
  /** Lets requests and work under way finish. */
  stop(): Promise<void>
}

export interface ServeOptions extends FrontsOptions {
  port: number
  host?: string
  rate_per_minute?: number
}

/** Everything in one process: the API, the fronts, the consumers of events, the work that falls due and the jobs that speak to the outside. */
export async function serve(needs: Needs, options: ServeOptions): Promise<Service> {
  const { port, host = '0.0.0.0', rate_per_minute = 0 } = options
  const exchange = exchangeOf(needs)
  const opening = openPartners(needs.clock, {
    environment: process.env,
    sample: (options.demo ?? []).length > 0,
    tell: (sentence) => console.log(`  ${sentence}`),
    always: [pushSender(needs)],
    through: (sender) => throughRegistry(sender, exchange),
  })
  // Keys are made in a thread beside it.
  const [partners, app] = await Promise.all([opening, createApp(needs, { rate_per_minute })])
  await registerSpoken(needs, [...partners.senders, pushSender(needs)])
  await mountDocs(app)
  await mountDevelopers(app)
  const fronts = await mountFronts(app, needs, options)
  await app.listen({ port, host })
  const bound = app.server.address()
  const address = `http://localhost:${bound && typeof bound === 'object' ? bound.port : port}`
  setPublicUrl(address)
  await needs.db.tx((tx) => keepOwnSite(tx, needs.clock.now(), publicUrl()))
  const consumers = startConsumers(
    needs.db,
    assembly.flatMap((center) => center.consumers ?? []),
    needs.clock.now,
  )
  const due = startDue(
    needs.db,
    assembly.flatMap((center) => center.due ?? []),
    needs.clock,
  )
  const jobs = await startJobs({ pool: needs.db.pool, tasks: Object.assign({}, ...assembly.map((center) => center.tasks?.(needs) ?? {})) })
  return {
    app,
    fronts,
    address,
    stop: async () => {
      await app.close()
      await Promise.all([fronts.stop(), consumers.stop(), due.stop(), jobs.stop()])
      await exchange.stop()
      await partners.stop()
    },
  }
}

/** Browsers are reached without any partner: the key is made of the installation's secret, so every process has the same. */
const pushSender = ({ db, clock }: Needs) =>
  webPush(
    {
      private_key: Buffer.from(keyedHash('messages.push', 'vapid'), 'base64url'),
      contact: process.env.TONGSHANG_PUSH_CONTACT ?? publicUrl(),
      find: (user_id) => findSubscriptions(db, user_id),
      forget: async (endpoint) => void (await dropSubscription(db, endpoint)),
      mayCall: (endpoint) => isPushService(endpoint),
    },
    clock.now,
  )
