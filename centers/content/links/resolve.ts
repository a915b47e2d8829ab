import { type Reader, sql } from '#core/sql.ts'
import { followRedirects } from '../rules.ts'

export interface DeadLink {
  link: string
  fault:
    | 'page_not_found'
    | 'product_not_found'
    | 'product_withdrawn'
    | 'category_not_found'
    | 'brand_not_found'
    | 'redirect_circular'
    | 'file_not_found'
  detail: string
}
export interface ResolvedLinks {
  dead: DeadLink[]
  /** Links that leave the mall: only asking them tells. */
  outside: string[]
  /** Kept files a link leads to, by name. */
  files: { link: string; file: string }[]
}

/** Addresses of the shop itself that are always there. */
const standing =
  /^\/(|categories|search|new|compare|cart|checkout|orders|about|service|news|account(\/[a-z/_-]*)?|sign-(in|up|out)(\/[\w-]+)*|offline|docs|console\/?|sitemap\.xml|robots\.txt)$/

/** Where each link leads, as the mall would answer it: sets of known things, asked once for all links together. */
export async function resolveLinks(db: Reader, links: readonly string[]): Promise<ResolvedLinks> {
  const answer: ResolvedLinks = { dead: [], outside: [], files: [] }
  const inside: { link: string; path: string }[] = []
  const redirects = new Map(
    (await db.rows<{ path: string; target: string }>(sql`select path, target from content.redirects`)).map(({ path, target }) => [
      path,
      target,
    ]),
  )
  for (const link of new Set(links)) {
    if (/^(tel:|mailto:|#)/.test(link) || link === '') continue
    if (/^https?:/.test(link)) {
      answer.outside.push(link)
      continue
    }
    const bare = link.replace(/[?#].*$/, '').replace(/^\/en(?=\/|$)/, '') || '/'
    const path = followRedirects(decoded(bare), redirects)
    if (path === null) answer.dead.push({ link, fault: 'redirect_circular', detail: 'its redirects run in a circle.' })
    else if (/^https:/.test(path)) answer.outside.push(path)
    else {
      const clean = path.replace(/[?#].*$/, '')
      const file = /^\/media\/([^/]+)/.exec(clean)?.[1]
      if (file) answer.files.push({ link, file })
      else inside.push({ link, path: clean.length > 1 ? clean.replace(/\/$/, '') : clean })
    }
  }
  const named = (pattern: RegExp) => [...new Set(inside.flatMap(({ path }) => pattern.exec(path)?.[1] ?? []))]
  const [products, categories, brands, pages] = await Promise.all([
    db.rows<{ spu_id: string; lifecycle: string }>(
      sql`select spu_id, lifecycle from products.spus where spu_id = any(${named(/^\/products\/([^/]+)$/)}::text[])`,
    ),
    db.rows<{ id: string }>(
      sql`select category_id as id from products.categories where category_id = any(${named(/^\/c\/([^/]+)$/)}::text[])`,
    ),
    db.rows<{ id: string }>(sql`select brand_id as id from products.brands where brand_id = any(${named(/^\/brands\/([^/]+)$/)}::text[])`),
    db.rows<{ path: string }>(
      sql`select distinct path from content.pages where path = any(${inside.map(({ path }) => path)}::text[]) and shown_no is not null and removed_at is null`,
    ),
  ])
  const lifecycles = new Map(products.map(({ spu_id, lifecycle }) => [spu_id, lifecycle]))
  const known = { c: new Set(categories.map(({ id }) => id)), brands: new Set(brands.map(({ id }) => id)) }
  const paths = new Set(pages.map(({ path }) => path))
  for (const { link, path } of inside) {
    const dead = (fault: DeadLink['fault'], detail: string) => answer.dead.push({ link, fault, detail })
    const [, kind, id] = /^\/(products|c|brands)\/([^/]+)$/.exec(path) ?? []
    if (kind === 'products') {
      const lifecycle = lifecycles.get(id!)
      if (!lifecycle) dead('product_not_found', `there is no product ${id}.`)
      else if (lifecycle === 'withdrawn') dead('product_withdrawn', `${id} is no longer sold.`)
    } else if (kind === 'c' && !known.c.has(id!)) dead('category_not_found', `there is no category ${id}.`)
    else if (kind === 'brands' && !known.brands.has(id!)) dead('brand_not_found', `there is no brand ${id}.`)
    else if (!kind && !standing.test(path) && !/^\/01\/\d{14}\//.test(path) && !paths.has(path))
      dead('page_not_found', 'no page is shown there.')
  }
  return answer
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
