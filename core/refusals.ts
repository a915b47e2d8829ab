import type { App } from './http.ts'
import { log } from './telemetry.ts'

/**
 * Keeps a line in the log of everything these routes refuse: what, to whom, from where. Never what was sent, for that may be a secret. For
 * doors and rights, where many refusals in a row are news; elsewhere the answer itself is enough.
 */
export function logRefusals(app: App): void {
  app.addHook('preSerialization', async (request, reply, payload) => {
    const refused = refusedIn(reply.statusCode, payload)
    if (refused.length > 0)
      log.warn(
        { refused, route: request.routeOptions.url, address: request.ip, who: request.caller?.id ?? null, request_id: request.id },
        'refused',
      )
    return payload
  })
}

function refusedIn(status: number, payload: unknown): string[] {
  const { type, outcomes } = (payload ?? {}) as { type?: string; outcomes?: { status: string; detail?: string }[] }
  if (Array.isArray(outcomes)) {
    const refused = outcomes.filter((one) => !one.status.startsWith('already_') && (status === 409 || one.detail !== undefined))
    return [...new Set(refused.map((one) => one.status))]
  }
  return status >= 400 && type !== undefined ? [type] : []
}
