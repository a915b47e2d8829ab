import type { FastifyRequest } from 'fastify'
import { log } from '#core/telemetry.ts'

/** Where a sign-in leads: a page of this site, however the address is written. What would lead to another site is not followed, and kept in the log. */
export function localPath(request: FastifyRequest, given: string | undefined, otherwise: string): string {
  if (!given) return otherwise
  if (/^\/(?![/\\])[^\s\\]*$/.test(given)) return given
  noteForeign(request)
  return otherwise
}

/** Never the address itself: it may hold what somebody else's site wants to read in our log. */
export const noteForeign = (request: FastifyRequest): void =>
  log.warn(
    {
      refused: ['return_to_foreign'],
      route: request.routeOptions.url,
      address: request.ip,
      who: request.caller?.id ?? null,
      request_id: request.id,
    },
    'refused',
  )
