import { renderToString } from 'react-dom/server'
import { type EntryContext, RouterContextProvider, ServerRouter } from 'react-router'
import { drawKeptWith } from './parts/kept.tsx'
import { type Visit, visitContext } from './visit.ts'

// Everything the server needs comes from this one module graph: contexts are keys by identity.
export { createRequestHandler } from 'react-router'

export function contextFor(visit: Visit): RouterContextProvider {
  const context = new RouterContextProvider()
  context.set(visitContext, visit)
  return context
}

drawKeptWith(renderToString)

/**
 * Pages are made whole, in one go: they are kept in memory whole, and their content policy needs every script they hold. What the browser needs
 * to go on from here is written behind the page, as the router's own streaming would.
 */
export default async function handleRequest(request: Request, status: number, headers: Headers, router: EntryContext): Promise<Response> {
  const { serverHandoffStream, ...rest } = router
  const data = serverHandoffStream ? await new Response(serverHandoffStream as ReadableStream<Uint8Array<ArrayBuffer>>).text() : ''
  const page = renderToString(<ServerRouter context={rest} url={request.url} />)
  const end = page.lastIndexOf('</body>')
  const html = `<!DOCTYPE html>${page.slice(0, end)}${handOver(data)}${page.slice(end)}`
  headers.set('content-type', 'text/html; charset=utf-8')
  return new Response(html, { headers, status })
}

const handOver = (data: string): string =>
  `<!--$--><script>window.__reactRouterContext.streamController.enqueue(${inScript(JSON.stringify(data))});window.__reactRouterContext.streamController.close();</script><!--/$-->`

/** Text that cannot end the script it stands in. */
const inScript = (text: string): string =>
  text.replace(/[&><\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)

export function handleError(error: unknown, { request }: { request: Request }): void {
  if (!request.signal.aborted) console.error(error)
}
