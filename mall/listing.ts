import { apiOf, dataOf } from './api.ts'
import { type Card, cardOf } from './parts/card.tsx'
import type { FacetGroup, Listing } from './parts/listing.tsx'
import { langOf, type Visit } from './visit.ts'
import { type Both, pick, translate } from './words.ts'

const sorts = ['relevance', 'sales', 'newest', 'price_up', 'price_down'] as const
export const pageSize = 24

/** Reads the filters from the address, asks for the list and names its facets. Nonsense in the address is left out, not answered with a fault. */
export async function loadListing(
  visit: Visit,
  url: string,
  fixed: { category?: string; brand?: string } = {},
): Promise<Listing & { cards: Card[] }> {
  visit.tags.add('catalog')
  const lang = langOf(url)
  const given = new URL(url).searchParams
  const q = given.get('q')?.trim().slice(0, 100)
  // A searched page is asked for anew each time: what is searched for is counted.
  if (q) visit.tags.add('incomplete')
  const facets = given
    .getAll('facet')
    .filter((facet) => /^[^:]{1,40}:[^:]{1,60}$/.test(facet))
    .slice(0, 20)
  const brands = fixed.brand
    ? [fixed.brand]
    : given
        .getAll('brand')
        .filter((brand) => /^[\w.-]{1,64}$/.test(brand))
        .slice(0, 20)
  const sort = sorts.find((one) => one === given.get('sort')) ?? 'relevance'
  const category = fixed.category ?? /^[\w.-]{1,64}$/.exec(given.get('category') ?? '')?.[0]
  const cursor = given.get('cursor')
  const price_from_minor = yuan(given.get('from'))
  const price_to_minor = yuan(given.get('to'))
  const api = apiOf(visit)
  const query = {
    ...(q ? { q } : {}),
    ...(category ? { category } : {}),
    ...(brands.length ? { brand: brands } : {}),
    ...(facets.length ? { facets } : {}),
    ...(price_from_minor !== undefined ? { price_from_minor } : {}),
    ...(price_to_minor !== undefined ? { price_to_minor } : {}),
    sort,
    limit: pageSize,
  }
  const ask = (from: string | null) => api.GET('/api/mall/search', { params: { query: { ...query, ...(from ? { cursor: from } : {}) } } })
  // A page that is no page of this list (an old address, a cut one) is the first.
  const [page, catalog] = await Promise.all([
    ask(cursor).then((answer) => (cursor && answer.response.status === 400 ? ask(null) : answer)),
    api.GET('/api/mall/categories'),
  ])
  const { items, next, count, facets: counts, corrected, dropped, help, search_id } = dataOf(page)

  // What a facet and its values are called stands in the templates of the categories.
  const templates = new Map(
    (catalog.data?.categories ?? []).flatMap(({ attributes }) => attributes.map((attribute) => [attribute.key, attribute] as const)),
  )
  const groups = new Map<string, FacetGroup>()
  const byId = new Map((catalog.data?.categories ?? []).map((one) => [one.category_id, one]))
  const categories: Listing['categories'] = []
  for (const { key, value, count: n } of counts) {
    if (key === 'category') {
      const one = byId.get(value)
      const lowest = one && ![...byId.values()].some(({ parent_id }) => parent_id === value)
      if (one && lowest && !fixed.category)
        categories.push({ category_id: value, name: pick(one.name, lang), count: n, chosen: value === category })
      continue
    }
    const template = templates.get(key)
    const brand = key === 'brand' ? catalog.data?.brands.find(({ brand_id }) => brand_id === value) : undefined
    if (key === 'brand' && (fixed.brand || !brand)) continue
    if (key !== 'brand' && !template) continue
    const said: Both =
      brand?.name ??
      template?.choices?.find((choice) => choice.value === value)?.name ??
      same(`${value}${template?.unit ? ` ${template.unit}` : ''}`)
    const group = groups.get(key) ?? { key, name: template ? pick(template.name, lang) : translate(lang)('list.brand'), values: [] }
    group.values.push({
      value,
      name: pick(said, lang),
      count: n,
      chosen: key === 'brand' ? brands.includes(value) : facets.includes(`${key}:${value}`),
    })
    groups.set(key, group)
  }
  for (const { values } of groups.values())
    if (values.every(({ value }) => Number.isFinite(+value))) values.sort((a, b) => +a.value - +b.value)
  const useful = [...groups.values()].filter(({ values }) => values.length > 1 || values.some(({ chosen }) => chosen))
  useful.sort((a, b) => Number(b.key === 'brand') - Number(a.key === 'brand') || b.values.length - a.values.length)
  const ratings = await ratingsOf(visit, items)
  return {
    cards: items.map((item) => rated(cardOf(item, lang), ratings)),
    shown: items.length,
    count: cursor ? null : count,
    next,
    groups: useful.slice(0, 9),
    categories: categories.length > 1 || category ? categories.slice(0, 12) : [],
    sorts: [...sorts],
    sort,
    corrected,
    dropped,
    help: help && {
      queries: help.queries,
      categories: help.categories.map((one) => ({ category_id: one.category_id, name: pick(one.name, lang) })),
    },
    search_id,
  }
}

type Ratings = ReadonlyMap<string, { average: number; count: number }>

/** How the products of a list are rated, in one call. */
export async function ratingsOf(visit: Visit, products: readonly { spu_id: string }[]): Promise<Ratings> {
  if (!products.length) return new Map()
  const spu_id = [...new Set(products.map((one) => one.spu_id))].slice(0, 100)
  const { data } = await apiOf(visit).GET('/api/mall/ratings', { params: { query: { spu_id } } })
  if (!data) visit.tags.add('incomplete')
  return new Map((data?.items ?? []).flatMap(({ spu_id, average, count }) => (average ? [[spu_id, { average, count }]] : [])))
}

export const rated = (card: Card, ratings: Ratings): Card => {
  const rating = ratings.get(card.spu_id)
  return rating ? { ...card, rating } : card
}

const same = (text: string): Both => ({ zh: text, en: text })

function yuan(text: string | null): number | undefined {
  if (!text || !/^\d{1,9}$/.test(text)) return undefined
  return Number(text) * 100
}
