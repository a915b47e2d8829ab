import { type Arguments, visitOf } from '../visit.ts'

export function loader(given: Arguments): Response {
  const { origin } = visitOf(given)
  const closed = ['/api/', '/console/', '/checkout', '/orders', '/account', '/sign-', '/search', '/compare']
  const lines = [
    'User-agent: *',
    ...closed.flatMap((path) => [
      `Disallow: ${path}`,
      ...(path.startsWith('/api') || path.startsWith('/console') ? [] : [`Disallow: /en${path}`]),
    ]),
  ]
  return new Response(`${lines.join('\n')}\n\nSitemap: ${origin}/sitemap.xml\n`, {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  })
}
