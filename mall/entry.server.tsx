import { renderToReadableStream } from 'react-dom/server'
import { type EntryContext, RouterContextProvider, ServerRouter } from 'react-router'
import { type Visit, visitContext } from './visit.ts'

// Everything the server needs comes from this one module graph: contexts are keys by identity.
export { createRequestHandler } from 'react-router'

export function contextFor(visit: Visit): RouterContextProvider {
  const context = new RouterContextProvider()
  context.set(visitContext, visit)
  return context
}

/** Pages are made whole: they are kept in memory whole, and their content policy needs every script they hold. */
export default async function handleRequest(request: Request, status: number, headers: Headers, router: EntryContext): Promise<Response> {
  let code = status
  const body = await renderToReadableStream(<ServerRouter context={router} url={request.url} />, {
    signal: request.signal,
    onError(error: unknown) {
      code = 500
      console.error(error)
    },
  })
  await body.allReady
  headers.set('content-type', 'text/html; charset=utf-8')
  return new Response(body, { headers, status: code })
}

export function handleError(error: unknown, { request }: { request: Request }): void {
  if (!request.signal.aborted) console.error(error)
}
