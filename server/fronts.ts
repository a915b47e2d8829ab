import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Gauge } from 'prom-client'
import type { ServerBuild } from 'react-router'
import type { ViteDevServer } from 'vite'
import { puzzleSources } from '#centers/identity/captcha.ts'
import { type App, documentHeaders, Problem } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { log, registry } from '#core/telemetry.ts'
import type * as Entry from '../mall/entry.server.tsx'
import type { Visit } from '../mall/visit.ts'
import { isShared, keyOf } from './fronts/asked.ts'
import { root } from './fronts/build.ts'
import { encodingFor, PageMemory, squeezeFast } from './fronts/memory.ts'
import { policyOf } from './fronts/policy.ts'
import { answerAtTheDoor } from './fronts/quick.ts'
import { watchPages } from './fronts/topics.ts'

export interface Fronts {
  pages: PageMemory
  stop(): Promise<void>
}

export interface FrontsOptions {
  mode: 'production' | 'development'
  /** Shown on the sign-in pages; only for the sample enterprise. */
  demo?: readonly { name: string; sign_in_name: string; password: string; audience: 'member' | 'staff' }[]
}

/** Forms whose answer sends people to another site: browsers hold a form to the policy through all its redirects. */
const leavesUs = /^\/(?:en\/)?(?:authorize|sign-in|account\/security)(?:[/?]|$)/
/** Pages that may ask for a puzzle before they send a code. */
const asksPuzzles = /^\/(?:en\/)?sign-(?:in|up)(?:[/?]|$)/
/** Mounts the mall at `/` and the console at `/console/`. The API stays what it is: the fronts reach it through `client/` only. */
export async function mountFronts(app: App, needs: Needs, options: FrontsOptions): Promise<Fronts> {
  const pages = new PageMemory()
  const dev = options.mode === 'development' ? await startVite(app) : null
  const open = dev
    ? async () => openBuild((await dev.mall.ssrLoadModule('virtual:react-router/server-build')) as unknown as ServerBuild, 'development')
    : await keepOpen(openBuild(await import(pathToFileURL(join(root, 'build/mall/server/index.js')).href), 'production'))

  if (!dev) {
    await serveAssets(app)
    await serveConsole(app, options)
  }
  const making = new Map<string, Promise<Made>>()
  await app.register(async (mall) => {
    // React Router reads forms itself; a parsed body would arrive already eaten.
    mall.removeAllContentTypeParsers()
    mall.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    mall.all('/*', { schema: { hide: true }, config: { rateLimit: false } }, async (request, reply) => {
      if (request.url.startsWith('/api/')) return reply.callNotFound()
      refuseLargeForm(request)
      const shared = isShared(request.raw)
      if (!shared || dev) return sendMade(request, reply, await make(app, await open(), request, options, shared, null))
      // Many may ask for a page that was just dropped; it is made once.
      const key = keyOf(request.raw)
      let one = making.get(key)
      if (!one) {
        pages.misses++
        const drops_before = pages.drops
        one = make(app, await open(), request, options, true, pages)
        making.set(key, one)
        one
          .then((made) => {
            if (made.status === 200 && !made.cookies.length && !made.tags.includes('incomplete')) pages.keep(key, made, drops_before)
          })
          .catch(() => {}) // whoever asked is told
          .finally(() => making.delete(key))
      }
      const made = await one
      if (!pages.answerMade(key, request.raw, reply.raw)) return sendMade(request, reply, made)
      return reply.hijack()
    })
  })

  if (dev) return { pages, stop: dev.stop }
  answerFromMemory(app.server, pages)
  const door = answerAtTheDoor(app.server, pages)
  app.addHook('preClose', async () => door.close())
  countPages(pages)
  const watching = await watchPages(needs.db, pages)
  return { pages, stop: () => watching.stop() }
}

/** Pages from memory pass by the hooks that measure requests, so they are counted here. */
function countPages(pages: PageMemory): void {
  registry.removeSingleMetric('mall_pages')
  new Gauge({
    name: 'mall_pages',
    help: 'Shared pages: answered from memory, made, kept now, and bytes they take',
    labelNames: ['what'],
    registers: [registry],
    collect() {
      for (const [what, value] of Object.entries({ answered: pages.hits, made: pages.misses, kept: pages.size, bytes: pages.bytes }))
        this.set({ what }, value)
    },
  })
}

/** A form is read whole into memory, so its size must be known before, and small: six pictures as phones take them. */
const formLimitBytes = 64 * 1024 * 1024
function refuseLargeForm({ raw }: FastifyRequest): void {
  if (raw.method === 'GET' || raw.method === 'HEAD') return
  if (raw.headers['transfer-encoding'] !== undefined)
    throw new Problem(411, 'length_required', 'Say how long the form is: send it with Content-Length.')
  if (Number(raw.headers['content-length'] ?? 0) > formLimitBytes)
    throw new Problem(413, 'form_too_large', `A form may have ${formLimitBytes / 1048576} MB: send smaller or fewer pictures.`)
}

/** Puts the memory before everything else: a known page is answered before Fastify hears of the request. */
function answerFromMemory(server: Server, pages: PageMemory): void {
  const listeners = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[]
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isShared(request) && pages.answer(keyOf(request), request, response)) return
    for (const listener of listeners) listener.call(server, request, response)
  })
}

interface Opened {
  handle(request: Request, context: ReturnType<(typeof Entry)['contextFor']>): Promise<Response>
  contextFor: (typeof Entry)['contextFor']
}

/** React Router's contexts are keys by identity, so everything comes from the one module graph of the build. */
function openBuild(build: ServerBuild, mode: string): Opened {
  const entry = build.entry.module as unknown as typeof Entry
  return { contextFor: entry.contextFor, handle: entry.createRequestHandler(build, mode) }
}
const keepOpen = async (opened: Opened) => async () => opened

interface Made {
  status: number
  body: Buffer
  headers: Record<string, string>
  cookies: string[]
  tags: string[]
}

async function make(
  app: App,
  { handle, contextFor }: Opened,
  given: FastifyRequest,
  options: FrontsOptions,
  shared: boolean,
  pages: PageMemory | null,
): Promise<Made> {
  const origin = `${given.protocol}://${given.host}`
  const headers = headersOf(given)
  if (shared) headers.delete('cookie')
  const body = given.method === 'GET' || given.method === 'HEAD' ? null : (given.body as ReadableStream | null)
  // A page is made as for GET; HEAD is only sent without its body.
  const method = given.method === 'HEAD' ? 'GET' : given.method
  const request = new Request(`${origin}${given.url}`, { method, headers, ...(body ? { body, duplex: 'half' } : {}) } as RequestInit)

  const cookies: string[] = []
  const tags = new Set<string>()
  const visit: Visit = {
    origin,
    shared,
    tags,
    demo: options.demo ?? [],
    fetch: (call) => callApi(app, call, headers, cookies, given.ip),
    part: (key, make) => (pages ? pages.part(key, tags, (own) => make({ ...visit, tags: own })) : make(visit)),
  }
  const response = await handle(request, contextFor(visit))
  if (response.status === 404 && method === 'GET') {
    const led = await leadOn(app, given, headers)
    if (led) return led
  }
  const content = Buffer.from(await response.arrayBuffer())
  const answer: Record<string, string> = { ...documentHeaders }
  response.headers.forEach((value, name) => {
    if (name === 'set-cookie') cookies.push(value)
    else answer[name] = value
  })
  if (answer['content-type']?.startsWith('text/html')) {
    delete answer['x-frame-options'] // its policy says who may frame it
    answer['content-security-policy'] = policyOf(
      content.toString('utf8'),
      leavesUs.test(given.url),
      asksPuzzles.test(given.url) ? puzzleSources() : [],
    )
  }
  return { status: response.status, body: content, headers: answer, cookies, tags: [...tags] }
}

/** An address that is gone may lead on; the language of the asked address is kept. */
async function leadOn(app: App, given: FastifyRequest, headers: Headers): Promise<Made | null> {
  const { pathname, search } = new URL(given.url, 'http://mall')
  const english = /^\/en(?=\/|$)/.test(pathname)
  const path = english ? pathname.slice(3) || '/' : pathname
  const answer = await callApi(app, new Request(`http://mall/api/mall/redirect?path=${encodeURIComponent(path)}`), headers, [], given.ip)
  if (answer.status !== 200) return null
  const { target, permanent } = (await answer.json()) as { target: string; permanent: boolean }
  const location = target.startsWith('/') ? `${english ? '/en' : ''}${target}${target.includes('?') ? '' : search}` : target
  return { status: permanent ? 301 : 302, body: Buffer.alloc(0), headers: { ...documentHeaders, location }, cookies: [], tags: [] }
}

function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value)
    else for (const one of value ?? []) headers.append(name, one)
  }
  return headers
}

/** What the browser sent, with what was set since in its place: a page that signs somebody in goes on as him. */
function cookiesNow(sent: string | null, set: readonly string[]): string {
  const pairs = [...(sent?.split('; ') ?? []), ...set.map((line) => line.split(';', 1)[0]!)]
  const last = new Map(pairs.filter(Boolean).map((pair) => [pair.split('=', 1)[0]!, pair]))
  return [...last.values()].filter((pair) => !pair.endsWith('=')).join('; ')
}

/** The API in this process, asked as the visitor: his cookies go along, and what the API sets comes back to him. */
async function callApi(app: App, call: Request, visitor: Headers, cookies: string[], remoteAddress: string): Promise<Response> {
  const url = new URL(call.url)
  const headers: Record<string, string> = Object.fromEntries(call.headers)
  headers.host = visitor.get('host') ?? url.host
  const cookie = cookiesNow(visitor.get('cookie'), cookies)
  if (cookie) headers.cookie = cookie
  const agent = visitor.get('user-agent')
  if (agent) headers['user-agent'] = agent
  // Bytes, not text: pictures travel this way too.
  const body = call.body ? Buffer.from(await call.arrayBuffer()) : undefined
  const answer = await app.inject({
    method: call.method as 'GET',
    url: url.pathname + url.search,
    headers,
    remoteAddress,
    ...(body === undefined ? {} : { payload: body }),
  })
  const set = answer.headers['set-cookie']
  cookies.push(...(typeof set === 'string' ? [set] : (set ?? [])))
  const empty = answer.statusCode === 204 || answer.statusCode === 304
  return new Response(empty ? null : new Uint8Array(answer.rawPayload), {
    status: answer.statusCode,
    headers: { 'content-type': String(answer.headers['content-type'] ?? 'application/json') },
  })
}

function sendMade(request: FastifyRequest, reply: FastifyReply, made: Made) {
  reply.code(made.status).headers(made.headers)
  for (const cookie of made.cookies) reply.header('set-cookie', cookie)
  reply.header('cache-control', made.headers['cache-control'] ?? (made.cookies.length ? 'private, no-store' : 'private, no-cache'))
  reply.header('vary', 'accept-encoding, cookie')
  const encoding = encodingFor(request.headers['accept-encoding'])
  if (encoding === 'identity' || made.body.length < worth_bytes) return reply.send(made.body)
  return reply.header('content-encoding', encoding).send(squeezeFast(made.body, encoding))
}

/** Shorter answers are sent as they are. */
const worth_bytes = 1400

/** The mall's own files: those with a hash in their name may be kept for good. */
async function serveAssets(app: App): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(root, 'build/mall/client'),
    prefix: '/',
    wildcard: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    decorateReply: false,
    globIgnore: ['**/*.br', '**/*.gz'],
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=300')
    },
  })
}

/** Files of the console; any other address below it is one of its screens and gets the one page that draws them all. */
async function serveConsole(app: App, _options: FrontsOptions): Promise<void> {
  const folder = join(root, 'build/console')
  if (!existsSync(join(folder, 'index.html'))) return
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  // The component library writes its styles into the page while it runs; a desk's print agent answers on its own loopback.
  const policy = policyOf(html)
    .replace(/style-src 'self' [^;]*/, "style-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self' blob:", "connect-src 'self' blob: http://127.0.0.1:*")
  const page = async (_request: FastifyRequest, reply: FastifyReply) =>
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').header('content-security-policy', policy).send(html)

  await app.register(async (console) => {
    await console.register(fastifyStatic, {
      root: folder,
      prefix: '/console/',
      wildcard: false,
      index: false,
      preCompressed: true,
      cacheControl: false,
      decorateReply: false,
      globIgnore: ['**/*.br', '**/*.gz', 'index.html', 'fingerprint'],
      setHeaders: (reply, path) => {
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=300')
      },
    })
    console.get('/console', { schema: { hide: true } }, (_request, reply) => reply.redirect('/console/'))
    console.get('/console/', { schema: { hide: true } }, page)
    console.get('/console/*', { schema: { hide: true } }, (request, reply) =>
      request.url.startsWith('/console/assets/') ? reply.callNotFound() : page(request, reply),
    )
  })
}

/** Two Vite servers on our one port; both bring changes to the open page without a reload. */
async function startVite(app: App): Promise<{ mall: ViteDevServer; stop(): Promise<void> }> {
  const { createServer } = await import('vite')
  const common = { server: { middlewareMode: true, hmr: { server: app.server } } }
  const mall = await createServer({ configFile: join(root, 'vite.mall.config.ts'), root, appType: 'custom', ...common })
  const withConsole = existsSync(join(root, 'vite.console.config.ts'))
  const office = withConsole
    ? await createServer({ configFile: join(root, 'vite.console.config.ts'), root: join(root, 'console'), appType: 'spa', ...common })
    : null
  app.addHook('onRequest', (request, reply, done) => {
    if (/^\/(api|healthz|readyz|metrics|docs|media|oidc)(\/|$|\?)/.test(request.url)) return done()
    const vite = office && request.url.startsWith('/console') ? office : mall
    vite.middlewares(request.raw, reply.raw, done)
  })
  log.info('the fronts are served from their sources')
  return {
    mall,
    stop: async () => {
      await Promise.all([mall.close(), office?.close()])
    },
  }
}
