import { apiOf, dataOf } from '../api.ts'
import { type Arguments, inLang, visitOf } from '../visit.ts'

/** Search engines read 50,000 addresses of one file; ours are pairs of the two languages. */
const most = 25_000

export async function loader(given: Arguments): Promise<Response> {
  const visit = visitOf(given)
  visit.tags.add('catalog')
  visit.tags.add('content')
  const api = apiOf(visit)
  const [{ categories, brands }, { items: pages }] = await Promise.all([
    api.GET('/api/mall/categories').then(dataOf),
    api.GET('/api/mall/pages').then(dataOf),
  ])
  const paths = [
    '/',
    '/categories',
    '/new',
    '/news',
    '/service',
    ...(pages.some(({ path }) => path === '/about') ? [] : ['/about']),
    ...brands.map(({ brand_id }) => `/brands/${brand_id}`),
    ...categories.map(({ category_id }) => `/c/${category_id}`),
  ]
  const known = new Set(paths)
  const entries = [
    ...paths.map((path) => entry(path)),
    ...pages.filter(({ path }) => !known.has(path)).map(({ path, shown_at }) => entry(path, shown_at)),
  ]
  let cursor: string | null = null
  do {
    const page: { items: { spu_id: string; saved_at: string }[]; next: string | null } = dataOf(
      await api.GET('/api/mall/products', {
        params: { query: { lifecycle: ['on_sale', 'presale', 'planned'], limit: 200, ...(cursor ? { cursor } : {}) } },
      }),
    )
    entries.push(...page.items.map(({ spu_id, saved_at }) => entry(`/products/${spu_id}`, saved_at)))
    cursor = page.next
  } while (cursor && entries.length < most)

  function entry(path: string, changed_at?: string): string {
    const zh = escaped(visit.origin + inLang('zh', path))
    const en = escaped(visit.origin + inLang('en', path))
    const both = `<xhtml:link rel="alternate" hreflang="zh-CN" href="${zh}"/><xhtml:link rel="alternate" hreflang="en" href="${en}"/>`
    const at = changed_at ? `<lastmod>${changed_at.slice(0, 10)}</lastmod>` : ''
    return `<url><loc>${zh}</loc>${at}${both}</url>\n<url><loc>${en}</loc>${at}${both}</url>`
  }
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${entries.join('\n')}\n</urlset>\n`
  return new Response(xml, { headers: { 'content-type': 'application/xml; charset=utf-8' } })
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
