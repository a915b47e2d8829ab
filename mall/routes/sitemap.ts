import { apiOf, dataOf } from '../api.ts'
import { type Arguments, inLang, type Visit, visitOf } from '../visit.ts'

/**
 * What search engines read: an index that names a file of composed pages and as many of products as there are. A file may hold 50,000 addresses and
 * 50 MB; ours are far smaller, so that none is ever much to hold. They stand at the root, for a list speaks only of addresses below its own.
 */
export async function loader(given: Arguments): Promise<Response> {
  const visit = visitOf(given)
  visit.tags.add('catalog')
  const part = new URL(given.request.url).searchParams.get('part')
  if (part === null) return xmlOf(await indexOf(visit))
  if (part === 'pages') return xmlOf(fileOf(await pagesOf(visit)))
  const entries = /^[1-9]\d{0,4}$/.test(part) ? await productsOf(visit, Number(part)) : []
  if (entries.length === 0) throw new Response(null, { status: 404 })
  return xmlOf(fileOf(entries))
}

async function indexOf(visit: Visit): Promise<string> {
  const { parts } = dataOf(await apiOf(visit).GET('/api/mall/product-pages', { params: { query: {} } }))
  const names = ['pages', ...Array.from({ length: parts }, (_, i) => String(i + 1))]
  const files = names.map((name) => `<sitemap><loc>${escaped(`${visit.origin}/sitemap.xml?part=${name}`)}</loc></sitemap>`)
  return `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${files.join('\n')}\n</sitemapindex>\n`
}

async function pagesOf(visit: Visit): Promise<string[]> {
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
  return [
    ...paths.map((path) => entryOf(visit, path)),
    ...pages.filter(({ path }) => !known.has(path)).map(({ path, shown_at }) => entryOf(visit, path, shown_at)),
  ]
}

async function productsOf(visit: Visit, part: number): Promise<string[]> {
  const { items } = dataOf(await apiOf(visit).GET('/api/mall/product-pages', { params: { query: { part } } }))
  return items.map(({ spu_id, saved_at }) => entryOf(visit, `/products/${spu_id}`, saved_at))
}

/** A page in both its languages. */
function entryOf({ origin }: Visit, path: string, changed_at?: string): string {
  const zh = escaped(origin + inLang('zh', path))
  const en = escaped(origin + inLang('en', path))
  const both = `<xhtml:link rel="alternate" hreflang="zh-CN" href="${zh}"/><xhtml:link rel="alternate" hreflang="en" href="${en}"/>`
  const at = changed_at ? `<lastmod>${changed_at.slice(0, 10)}</lastmod>` : ''
  return `<url><loc>${zh}</loc>${at}${both}</url>\n<url><loc>${en}</loc>${at}${both}</url>`
}

const fileOf = (entries: string[]): string =>
  `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${entries.join('\n')}\n</urlset>\n`

const xmlOf = (content: string): Response =>
  new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${content}`, { headers: { 'content-type': 'application/xml; charset=utf-8' } })

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
