import { useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { loadListing } from '../listing.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { ProductListing } from '../parts/listing.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { pick, translate, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const q = new URL(given.request.url).searchParams.get('q')?.trim().slice(0, 100) ?? ''
  const [listing, categories] = await Promise.all([
    q ? loadListing(visit, given.request.url) : null,
    apiOf(visit).GET('/api/mall/categories'),
  ])
  return {
    q,
    listing,
    lang: langOf(given.request.url),
    categories: (categories.data?.categories ?? [])
      .filter(({ parent_id }) => parent_id)
      .map(({ category_id, name }) => ({ category_id, name })),
  }
}

export function meta({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) {
  if (!loaderData) return []
  const t = translate(loaderData.lang)
  return pageMeta({
    lang: loaderData.lang,
    origin: '',
    path: '/search',
    title: loaderData.q ? t('search.results', { q: loaderData.q }) : t('search'),
    hidden: true,
  })
}

export default function SearchPage() {
  const { q, listing, categories } = useLoaderData<typeof loader>()
  const t = useWords()
  const lang = useLang()
  const found = listing && (listing.cards.length > 0 || listing.groups.length > 0)
  return (
    <div className="container-page pt-6 md:pt-8">
      <h1 className="text-lg font-bold md:text-xl">
        {!q ? t('search.empty') : found ? t('search.results', { q }) : t('search.none', { q })}
      </h1>
      {found ? (
        <div className="mt-6">
          <ProductListing listing={listing} path="/search" />
        </div>
      ) : (
        <>
          <p className="mt-3 max-w-xl text-muted">{t('search.none.help')}</p>
          <ul className="mt-8 flex flex-wrap gap-2">
            {categories.map((one) => (
              <li key={one.category_id}>
                <Go
                  to={`/c/${one.category_id}`}
                  className="flex min-h-11 items-center rounded-full bg-mist px-4 text-sm hover:text-primary"
                >
                  {pick(one.name, lang)}
                </Go>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
