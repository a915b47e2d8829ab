import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { loadListing } from '../listing.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { ProductListing } from '../parts/listing.tsx'
import { type Arguments, langOf, visitOf, withheld } from '../visit.ts'
import { pick, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const category_id = given.params.category_id!
  const categories = dataOf(await apiOf(visit).GET('/api/mall/categories')).categories
  const category = categories.find((one) => one.category_id === category_id)
  if (!category) throw new Response(null, { status: 404 })
  const sister_parent = categories.some(({ parent_id }) => parent_id === category_id) ? category_id : category.parent_id
  const { cards, ...listing } = await loadListing(visit, given.request.url, { category: category_id })
  const page = {
    lang: langOf(given.request.url),
    origin: visit.origin,
    category: { category_id, name: category.name },
    parents: category.path.slice(0, -1).map((id) => ({ category_id: id, name: categories.find((one) => one.category_id === id)!.name })),
    sisters: sister_parent
      ? categories.filter(({ parent_id }) => parent_id === sister_parent).map((one) => ({ category_id: one.category_id, name: one.name }))
      : [],
    listing,
  }
  return withheld(given, page, { cards })
}

export function meta({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) {
  if (!loaderData) return []
  const { lang, origin, category, parents } = loaderData
  const path = `/c/${category.category_id}`
  return pageMeta({
    lang,
    origin,
    path,
    title: pick(category.name, lang),
    data: {
      '@context': 'https://schema.org',
      '@type': 'BreadcrumbList',
      itemListElement: [...parents, category].map((one, i) => ({
        '@type': 'ListItem',
        position: i + 1,
        name: pick(one.name, lang),
        item: `${origin}/c/${one.category_id}`,
      })),
    },
  })
}

export default function CategoryPage() {
  const { category, parents, sisters, listing, cards } = useLoaderData<typeof loader>()
  const lang = useLang()
  const t = useWords()
  return (
    <div className="container-page pt-5 md:pt-8">
      <nav aria-label={t('categories')} className="flex flex-wrap items-center gap-x-2 text-sm text-muted">
        <Go to="/categories" className="py-1 hover:text-primary">
          {t('categories.all')}
        </Go>
        {parents.map((one) => (
          <span key={one.category_id} className="flex gap-2">
            <span aria-hidden="true">/</span>
            <Go to={`/c/${one.category_id}`} className="hover:text-primary">
              {pick(one.name, lang)}
            </Go>
          </span>
        ))}
      </nav>
      <h1 className="mt-1 text-xl font-bold md:text-2xl">{pick(category.name, lang)}</h1>
      {sisters.length ? (
        <nav aria-label={pick(category.name, lang)} className="rail -mx-4 mt-4 gap-2 px-4 md:mx-0 md:flex-wrap md:px-0">
          {sisters.map((one) => (
            <Go
              key={one.category_id}
              to={`/c/${one.category_id}`}
              aria-current={one.category_id === category.category_id ? 'page' : undefined}
              className="flex min-h-11 items-center rounded-full bg-mist px-4 text-sm hover:text-primary aria-[current]:bg-ink aria-[current]:text-paper"
            >
              {pick(one.name, lang)}
            </Go>
          ))}
        </nav>
      ) : null}
      <div className="mt-6 md:mt-8">
        <ProductListing listing={listing} cards={cards} path={`/c/${category.category_id}`} />
      </div>
    </div>
  )
}
