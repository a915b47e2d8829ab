import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import type { FastifyPluginAsyncTypebox, TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type Static, Type as T, type TObject, type TProperties, type TSchema } from 'typebox'
import { Busy } from './batch.ts'
import { compilers } from './compilers.ts'
import { newId, uuidPattern } from './ids.ts'
import type { Outcome } from './outcomes.ts'
import { forPermission, type Grant, type Scope } from './scope.ts'
import { isConnectionLost } from './sql.ts'
import { log, metrics } from './telemetry.ts'

/** Who calls: what he may do, and whose rows he may touch. `all` or the listed ids, per dimension. */
export interface Caller {
  kind: 'visitor' | 'member' | 'staff' | 'application' | 'system'
  /** Id of the user, or of the anonymous visitor; null for a request without any cookie. */
  id: string | null
  name: string
  permissions: ReadonlySet<string>
  organizations: 'all' | readonly string[]
  brands: 'all' | readonly string[]
  partners: 'all' | readonly string[]
  /** What the caller holds, scope by scope; without it the lists above are all there is. */
  grants?: readonly Grant[]
  /** The scopes that count for the permission of this request. */
  scopes?: readonly Scope[]
}

export const nobody: Caller = {
  kind: 'visitor',
  id: null,
  name: 'visitor',
  permissions: new Set(),
  organizations: [],
  brands: [],
  partners: [],
}
export const theSystem: Caller = {
  kind: 'system',
  id: 'system',
  name: 'system',
  permissions: new Set(['*']),
  organizations: 'all',
  brands: 'all',
  partners: 'all',
}

export const allows = (caller: Caller, permission: string): boolean => caller.permissions.has(permission) || caller.permissions.has('*')

/**
 * Every route under /api says both. `permission`: `public`, `member` (any signed-in member), `staff` (any signed-in staff) or a `noun.verb` right.
 * `scope`: which rows the caller may touch: `none` (what is the same for everybody), `own`, `organization`, `brand`, `partner` or `all`: the whole house,
 * open only to who holds the right over all organizations.
 */
export interface Access {
  permission: string
  scope: 'none' | 'own' | 'organization' | 'brand' | 'partner' | 'all'
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    caller: Caller
  }
  interface FastifyInstance {
    /** Every route under /api with the right it asks for, in the order registered. */
    accesses: (Access & { method: string; url: string })[]
  }
}

export type Routes<Needs> = (needs: Needs) => FastifyPluginAsyncTypebox
export type App = FastifyInstance

/** A refusal of the whole request, answered as problem+json (RFC 9457). `type` is stable: programs depend on it. */
export class Problem extends Error {
  readonly status: number
  readonly type: string
  readonly detail: string
  readonly more: Record<string, unknown>
  constructor(status: number, type: string, detail: string, more: Record<string, unknown> = {}) {
    super(`${type}: ${detail}`)
    this.status = status
    this.type = type
    this.detail = detail
    this.more = more
  }
}

export const notFound = (what: string): Problem => new Problem(404, 'not_found', `${what} does not exist or is not yours to see.`)

/** An object that refuses fields it does not know. */
export const closed = <Properties extends TProperties>(
  properties: Properties,
  options: Record<string, unknown> = {},
): TObject<Properties> => T.Object(properties, { additionalProperties: false, ...options })

export const Id = (description: string) => T.String({ pattern: uuidPattern, description })
export const Code = (description: string) => T.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', description })
export const Text = (description: string, maxLength = 200) => T.String({ minLength: 1, maxLength, description })
/** A text that says something: a name or an address of spaces and signs alone is refused. */
export const Named = (description: string, maxLength = 200) => T.String({ minLength: 1, maxLength, pattern: '[\\p{L}\\p{N}]', description })
export const Minor = (description: string) => T.Integer({ minimum: 0, maximum: 9_007_199_254_740_991, description })
/** A whole number that must be said, between the two. */
export const Whole = (description: string, minimum = 0, maximum = 1_000_000) => T.Integer({ minimum, maximum, description })
export const Moment = (description: string) =>
  T.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?(Z|[+-]\\d{2}:\\d{2})$', description })
export const BusinessDate = (description: string) => T.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description })
export const Choice = <Values extends readonly string[]>(values: Values, description: string) =>
  T.Unsafe<Values[number]>({ type: 'string', enum: [...values], description })
export function Nullable<Schema extends TSchema>(schema: Schema) {
  const { type, ...rest } = schema as { type?: unknown }
  // One type or none, said as a list: of two alternatives the validator tries to make the first of a null, and a null became 0. A text that may not
  // be empty keeps the two: there null cannot become a text, and the empty field of a form becomes null.
  const listed = typeof type === 'string' && !['enum', 'const', 'minLength', 'pattern'].some((name) => name in rest)
  const either = listed ? T.Unsafe({ ...rest, type: [type, 'null'] }) : T.Union([schema, T.Null()])
  return either as unknown as ReturnType<typeof T.Union<[Schema, ReturnType<typeof T.Null>]>>
}

export const OutcomeSchema = T.Object({
  id: T.String({ description: 'The id the caller gave the item' }),
  status: T.String({ description: 'What became of it; `already_…` counts as success' }),
  detail: T.Optional(T.String({ description: 'For a refusal: what is at fault and what to do' })),
})
export const Outcomes = T.Object({ outcomes: T.Array(OutcomeSchema, { description: 'One per item, in the order sent' }) })

/** 200 when any item went through, 409 when all were refused. */
export function answerOutcomes<One extends Outcome>(reply: FastifyReply, outcomes: One[], succeeded: (status: One['status']) => boolean) {
  const any = outcomes.some(({ status }) => status.startsWith('already_') || succeeded(status))
  return reply.code(outcomes.length === 0 || any ? 200 : 409).send({ outcomes })
}

export const PageQuery = {
  cursor: T.Optional(T.String({ maxLength: 400, description: 'The `next` of the page before' })),
  limit: T.Optional(T.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Rows on a page' })),
}
export const pageOf = <Item extends TSchema>(item: Item) =>
  T.Object({
    items: T.Array(item),
    next: T.Union([T.String(), T.Null()], { description: 'Cursor of the next page; null on the last one' }),
  })

export const encodeCursor = (key: readonly (string | number)[]): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** The sort key a cursor holds; a made-up cursor is refused by name. */
export function decodeCursor(text: string | undefined, kinds: readonly ('string' | 'number')[]): (string | number)[] | null {
  if (text === undefined) return null
  try {
    const key = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    if (Array.isArray(key) && key.length === kinds.length && key.every((part, i) => typeof part === kinds[i]))
      return key as (string | number)[]
  } catch {
    // Falls through to the refusal below.
  }
  throw new Problem(400, 'cursor_invalid', 'The cursor is not one of ours: start again from the first page, without `cursor`.')
}

/** Cuts `limit + 1` fetched rows to a page and makes the cursor of the next. */
export function cutPage<Row>(rows: Row[], limit: number, key: (row: Row) => (string | number)[]): { items: Row[]; next: string | null } {
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? encodeCursor(key(items.at(-1)!)) : null }
}

export interface HttpOptions {
  authenticate(request: FastifyRequest): Promise<Caller> | Caller
  /** Hosts whose pages may post to us, beside the one asked. */
  trusted_origins?: readonly string[]
  title?: string
  /** Requests a minute one address may send; 0 is no limit. */
  rate_per_minute?: number
  /** When schemas are compiled; at their first use when left out. */
  compiled?: 'first_use' | 'at_start'
}

/** A Fastify app that speaks our way: closed schemas, problem+json, request ids, no route without a right. */
export async function createHttp(options: HttpOptions): Promise<App> {
  const app = Fastify({
    // Access logs would be the largest cost of a small request; failures and slow answers are logged below.
    logger: false,
    genReqId: (request) => {
      const given = request.headers['x-request-id']
      return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : newId()
    },
    bodyLimit: 2 * 1024 * 1024,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    trustProxy: process.env.TONGSHANG_TRUST_PROXY === '1',
    routerOptions: { maxParamLength: 300 },
    schemaController: { compilersFactory: compilers(options.compiled) },
    ajv: {
      customOptions: {
        removeAdditional: false,
        coerceTypes: 'array',
        allErrors: false,
        allowUnionTypes: true,
      },
    },
  }).withTypeProvider<TypeBoxTypeProvider>()

  await app.register(cookie)
  if (options.rate_per_minute) {
    await app.register(rateLimit, {
      max: options.rate_per_minute,
      timeWindow: 60_000,
      errorResponseBuilder: (_request, context) => new Problem(429, 'too_many_requests', `Try again in ${context.after}.`),
    })
  }
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: options.title ?? 'Tongshang API',
        version: '1',
        description: 'One API for shoppers, staff, partners and integrators. Ids are made by the caller, so a retry is harmless.',
      },
    },
    refResolver: { buildLocalReference: (schema, _base, _fragment, i) => (schema.$id as string) ?? `def-${i}` },
  })

  app.decorate('accesses', [])
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/') || route.method === 'HEAD') return
    if (!route.config?.access) throw new Error(`${route.method} ${route.url} names no permission and scope`)
    const { permission, scope } = route.config.access
    for (const method of [route.method].flat()) app.accesses.push({ method, url: route.url, permission, scope })
    route.schema = {
      ...route.schema,
      description:
        `${(route.schema?.description as string | undefined) ?? ''}\n\nPermission: \`${permission}\`, scope: \`${scope}\`.`.trim(),
    }
  })

  app.decorateRequest('caller', null as unknown as Caller)
  const admit = (request: FastifyRequest, caller: Caller): void => {
    request.caller = caller
    const access = request.routeOptions.config.access
    if (!access) return
    requireAccess(caller, access)
    request.caller = forPermission(caller, access.permission)
    requireReach(request.caller, access)
  }
  // Hooks of every request: a promise is made only where something must be waited for.
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.url.startsWith('/api/') ? dataHeaders : documentHeaders)
    reply.header('x-request-id', request.id)
    refuseForgery(request, options.trusted_origins ?? [])
    const caller = options.authenticate(request)
    if (!(caller instanceof Promise)) {
      admit(request, caller)
      done()
      return
    }
    caller.then((known) => admit(request, known)).then(() => done(), done)
  })
  app.addHook('onResponse', (request, reply, done) => {
    const took_s = reply.elapsedTime / 1000
    timerOf(request.method, request.routeOptions.url ?? 'none', `${Math.floor(reply.statusCode / 100)}xx`).observe(took_s)
    if (took_s > 2) log.warn({ request_id: request.id, method: request.method, route: request.routeOptions.url, took_s }, 'slow answer')
    done()
  })
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => answerError(error, request, reply))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, new Problem(404, 'not_found', `There is nothing at ${request.method} ${request.url.split('?')[0]}.`)),
  )
  return app as unknown as App
}

/** The timer of a route, looked up once: the meter would hash its three labels at every request. Routes are a known number. */
function timerOf(method: string, route: string, status: string) {
  const key = `${method} ${status} ${route}`
  let timer = timers.get(key)
  if (!timer) {
    timer = metrics.requests.labels({ method, route, status })
    timers.set(key, timer)
  }
  return timer
}
const timers = new Map<string, ReturnType<typeof metrics.requests.labels>>()

/** Of data a browser only has to believe the type: framing, opening and device rights are questions of documents. */
const dataHeaders = { 'x-content-type-options': 'nosniff' }

/** What may be framed stands in the content policy of a page; this is for documents without one. Camera and place are for our own pages by default. */
export const documentHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'microphone=()',
}

/** Cookies travel by themselves, so a writing request must come from our own pages: Sec-Fetch-Site and Origin tell. */
function refuseForgery(request: FastifyRequest, trusted: readonly string[]): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
  if (!request.headers.cookie) return
  const site = request.headers['sec-fetch-site']
  const origin = request.headers.origin
  const same = !origin || origin === `${request.protocol}://${request.host}` || trusted.includes(origin)
  if (!same || (site === 'cross-site' && !(origin && trusted.includes(origin)))) {
    throw new Problem(403, 'foreign_origin', 'This request came from a page of another site and was not carried out.')
  }
}

/** Throws unless the caller holds the right a route names. */
export function requireAccess(caller: Caller, { permission }: Access): void {
  if (permission === 'public') return
  if (caller.kind === 'visitor') throw new Problem(401, 'sign_in_required', 'Sign in first.')
  if (permission === 'member' || permission === 'staff') {
    if (caller.kind === permission || caller.kind === 'system') return
    throw new Problem(403, 'not_permitted', `Only ${permission === 'staff' ? 'staff' : 'members'} may do this.`)
  }
  if (!allows(caller, permission))
    throw new Problem(403, 'not_permitted', `You lack the permission ${permission}: ask your administrator for it.`)
}

/** A route over all rows of the house is no door for whoever holds its right over a part of it. */
function requireReach(caller: Caller, { permission, scope }: Access): void {
  if (scope !== 'all' || caller.kind !== 'staff' || caller.organizations === 'all') return
  throw new Problem(403, 'held_for_a_part', `You hold ${permission} for a part of the house, and this shows or changes all of it.`)
}

function answerError(error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof Problem) return sendProblem(reply, error)
  if (error instanceof Busy) {
    reply.header('retry-after', String(error.retry_after_s))
    return sendProblem(
      reply,
      new Problem(503, 'busy', 'More is asked of us than we can do at this moment; nothing was written. Send the same request again.'),
    )
  }
  if ('validation' in error && error.validation) {
    const errors = error.validation.map((one) => ({
      field: `${error.validationContext ?? 'body'}${one.instancePath.replaceAll('/', '.')}${'missingProperty' in one.params ? `.${one.params.missingProperty}` : ''}${'additionalProperty' in one.params ? `.${one.params.additionalProperty}` : ''}`,
      message: one.message ?? 'is not valid',
    }))
    return sendProblem(
      reply,
      new Problem(400, 'input_invalid', errors.map(({ field, message }) => `${field} ${message}`).join('; '), { errors }),
    )
  }
  if (isConnectionLost(error)) {
    reply.header('retry-after', '1')
    return sendProblem(
      reply,
      new Problem(
        503,
        'outcome_unknown',
        'The database was away for a moment. Send the same request with the same ids again: it is done at most once.',
      ),
    )
  }
  const code = (error as { code?: string }).code
  // Half a character is no JSON to the database; we send it none that is broken otherwise.
  if (code === '22021' || code === '22P05' || (code === '22P02' && /type json/.test((error as Error).message)))
    return sendProblem(
      reply,
      new Problem(400, 'text_invalid', 'A text holds a character that cannot be stored (NUL, or half of one): remove it.'),
    )
  if (typeof (error as FastifyError).statusCode === 'number' && (error as FastifyError).statusCode! < 500) {
    return sendProblem(reply, new Problem((error as FastifyError).statusCode!, unreadable[code ?? ''] ?? 'request_refused', error.message))
  }
  log.error(
    { request_id: request.id, method: request.method, url: request.url, error: error.message, stack: error.stack, code },
    'a request failed',
  )
  return sendProblem(
    reply,
    new Problem(500, 'our_fault', `Something failed on our side. Nothing of this request was kept. Tell us the number ${request.id}.`),
  )
}

/** Bodies that nothing could be made of, by names of ours: programs depend on them. */
const unreadable: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'body_unreadable',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body_unreadable',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unknown',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
}

function sendProblem(reply: FastifyReply, { status, type, detail, more }: Problem) {
  if (typeof more.retry_after_s === 'number') reply.header('retry-after', String(more.retry_after_s))
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send({ type, title: type.replaceAll('_', ' '), status, detail, ...more, request_id: reply.request.id })
}

export { type Static, T, type TSchema }
