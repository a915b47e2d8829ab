import { renderToString } from 'react-dom/server'
import {
  createRequestHandler as createHandler,
  type EntryContext,
  type RequestHandler,
  RouterContextProvider,
  type ServerBuild,
  ServerRouter,
  StaticRouter,
} from 'react-router'
import { drawKeptWith } from './parts/kept.tsx'
import { documentContext, type Visit, visitContext } from './visit.ts'

/**
 * The router compares an address with every route it knows, three times a page; that was a sixth of a page's cost. So each first word of an
 * address has a handler that knows its own routes only. Everything the server needs comes from this one module graph: contexts are keys by identity.
 */
export function createRequestHandler(build: ServerBuild, mode: string): RequestHandler {
  const whole = createHandler(build, mode)
  const answer = handlerOf(build, mode, whole)
  return (request, context) => {
    // Data of a page has an address of its own form.
    if (request.method === 'GET' && !new URL(request.url).pathname.endsWith('.data'))
      (context as RouterContextProvider).set(documentContext, true)
    return answer(request, context)
  }
}

function handlerOf(build: ServerBuild, mode: string, whole: RequestHandler): RequestHandler {
  if (mode !== 'production') return whole
  const handlers = new Map<string, RequestHandler>()
  for (const id of Object.keys(build.routes)) {
    const word = firstWord(build, id)
    if (word && /^\w/.test(word) && !handlers.has(word)) handlers.set(word, createHandler(routesOf(build, word), mode))
  }
  return (request, context) => {
    const { pathname } = new URL(request.url)
    const word = /^(?:\/en)?\/([^/]+)/.exec(pathname)?.[1]
    const handler = word && !pathname.endsWith('.data') ? handlers.get(word) : undefined
    return (handler ?? whole)(request, context)
  }
}

/** The build as one who knows only the routes that begin with this word, and those that may begin with any. */
function routesOf(build: ServerBuild, word: string): ServerBuild {
  const leads = (id: string): boolean => {
    const first = firstWord(build, id)
    return first === word || first === null || !/^\w/.test(first)
  }
  const only = <Of extends object>(routes: Of): Of => Object.fromEntries(Object.entries(routes).filter(([id]) => leads(id))) as Of
  return { ...build, routes: only(build.routes), assets: { ...build.assets, routes: only(build.assets.routes) } }
}

/** The first word of a route's address after the language; null when it has none of its own. */
function firstWord(build: ServerBuild, id: string): string | null {
  const words: string[] = []
  for (let at: string | undefined = id; at; at = build.routes[at]?.parentId) words.unshift(...(build.routes[at]?.path?.split('/') ?? []))
  return words.find((word) => word && word !== 'en?') ?? null
}

export function contextFor(visit: Visit): RouterContextProvider {
  const context = new RouterContextProvider()
  context.set(visitContext, visit)
  return context
}

drawKeptWith((node, location) => {
  const html = renderToString(<StaticRouter location={location}>{node}</StaticRouter>)
  // As made, it is a rope of thousands of pieces; whoever looks for its end pulls it straight, once for all pages.
  html.lastIndexOf('>')
  return html
})

/**
 * Pages are made whole, in one go: they are kept in memory whole, and their content policy needs every script they hold. What the browser needs
 * to go on from here is written behind the page, as the router's own streaming would.
 */
export default async function handleRequest(request: Request, status: number, headers: Headers, router: EntryContext): Promise<Response> {
  const { serverHandoffStream, ...rest } = router
  const data = serverHandoffStream ? await new Response(serverHandoffStream as ReadableStream<Uint8Array<ArrayBuffer>>).text() : ''
  const page = renderToString(<ServerRouter context={rest} url={request.url} />)
  const body = page.indexOf('</head>')
  const end = page.lastIndexOf('</body>')
  const html = `<!DOCTYPE html>${lookFirst(page.slice(0, body))}${page.slice(body, end)}${handOver(data)}${page.slice(end)}`
  headers.set('content-type', 'text/html; charset=utf-8')
  return new Response(html, { headers, status })
}

/** On a slow line, looks and the first picture go before scripts, which no page needs to be read or used. */
function lookFirst(head: string): string {
  const sheet = /<link rel="stylesheet"[^>]*>/.exec(head)?.[0] ?? ''
  const scripts = head.indexOf('<link rel="modulepreload"')
  if (!sheet || scripts < 0) return head
  const after = head
    .slice(scripts)
    .replace(sheet, '')
    .replaceAll('<link rel="modulepreload"', '<link rel="modulepreload" fetchpriority="low"')
  return head.slice(0, scripts) + sheet + after
}

const handOver = (data: string): string =>
  `<!--$--><script>window.__reactRouterContext.streamController.enqueue(${inScript(JSON.stringify(data))});window.__reactRouterContext.streamController.close();</script><!--/$-->`

/** Text that cannot end the script it stands in. */
const inScript = (text: string): string =>
  text.replace(/[&><\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)

export function handleError(error: unknown, { request }: { request: Request }): void {
  if (!request.signal.aborted) console.error(error)
}
