import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '#core/http.ts'
import { newToken, tokenHash } from '#core/secrets.ts'
import type { Audience } from '../model.ts'

// A member of staff may shop: the console's session and the mall's are two cookies, and neither opens the other's door.
export const sessionCookies = { mall: 'mall_session', console: 'console_session' } as const satisfies Record<Audience, string>
const year_s = 365 * 24 * 3600

/** The console's pages and its API read the console's cookie, everything else the mall's. */
export const audienceOf = (url: string): Audience => (/^\/(api\/admin|console)(\/|\?|$)/.test(url) ? 'console' : 'mall')

const isToken = (text: string | undefined): text is string => text !== undefined && /^[\w-]{43}$/.test(text)

/** The token in the cookie; null when there is none or it cannot be one of ours. */
export function readSessionToken(request: FastifyRequest, audience: Audience): string | null {
  const token = request.cookies[sessionCookies[audience]]
  return isToken(token) ? token : null
}

// `secure` follows the connection, because a shop tried out on a plain local address must be able to sign in.
const options = (request: FastifyRequest, maxAge: number) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https', maxAge }) as const

export const setSessionCookie = (
  request: FastifyRequest,
  reply: FastifyReply,
  audience: Audience,
  token: string,
  maxAge_s: number,
): void => {
  reply.setCookie(sessionCookies[audience], token, options(request, maxAge_s))
}

export const clearSessionCookie = (request: FastifyRequest, reply: FastifyReply, audience: Audience): void => {
  reply.clearCookie(sessionCookies[audience], options(request, 0))
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The device an app named, and the visitor it is at this time. */
    app_device: { device_hash: string; visitor_id: string } | null
  }
}

/**
 * What an app sends as `X-Device-Id` in the place of a cookie: made at random when it was installed, and kept. Whoever knows it sees what the visitor
 * sees, so what can be guessed, such as the plain address of a network card, is too short. Null when none was sent.
 */
export function readDeviceHeader(request: FastifyRequest): string | null {
  const sent = request.headers['x-device-id']
  if (sent === undefined) return null
  if (typeof sent === 'string' && /^[\w-]{32,128}$/.test(sent)) return tokenHash(`device:${sent}`)
  throw new Problem(
    400,
    'device_id_invalid',
    'X-Device-Id: send 32 to 128 letters, digits, - or _, made at random when the app was installed, such as a UUID. Hash what could be guessed with a secret of the app.',
  )
}

/** The visitor a device is in one of its turns; each sign-in there ends a turn. */
export const deviceVisitor = (device_hash: string, turn: number): string => visitorId(`${device_hash}:${turn}`)

/**
 * The id of the anonymous browser, or of the app by its device; null when it never needed one. It is made of the cookie by a hash:
 * the id may stand in tables and events, and still nobody who reads it there can act as the visitor.
 */
export function readVisitor(request: FastifyRequest): string | null {
  const token = request.cookies.visitor
  return isToken(token) ? visitorId(token) : (request.app_device?.visitor_id ?? null)
}

/** All that this caller may have been before he signed in: the browser, and the app around it. */
export function visitorsOf(request: FastifyRequest): string[] {
  const token = request.cookies.visitor
  return [...new Set([...(isToken(token) ? [visitorId(token)] : []), ...(request.app_device ? [request.app_device.visitor_id] : [])])]
}

/** As `readVisitor`, and gives the browser an identity when it has none. Call it from the first act that must be remembered, such as a cart. */
export function ensureVisitor(request: FastifyRequest, reply: FastifyReply): string {
  const known = readVisitor(request)
  if (known) return known
  const token = newToken()
  reply.setCookie('visitor', token, options(request, year_s))
  request.cookies.visitor = token // a second call in the same request answers the same visitor
  return visitorId(token)
}

/** After he was joined to a user: what the next person does in this browser must not be joined to the same one. */
export const forgetVisitor = (request: FastifyRequest, reply: FastifyReply): void => {
  if (request.cookies.visitor) reply.clearCookie('visitor', options(request, 0))
}

function visitorId(token: string): string {
  const hex = createHash('sha256').update(`visitor:${token}`).digest('hex')
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Hash of the browser's long-lived device cookie; null when it has none yet. */
export function readDevice(request: FastifyRequest): string | null {
  const token = request.cookies.device
  return isToken(token) ? tokenHash(token) : null
}

/** Given at the first successful sign-in, so the browser is known the next time. */
export function ensureDevice(request: FastifyRequest, reply: FastifyReply): string {
  const known = readDevice(request)
  const token = known ? request.cookies.device! : newToken()
  reply.setCookie('device', token, options(request, 2 * year_s))
  return tokenHash(token)
}
