import type { MouseEvent } from 'react'
import { useLoaderData, useSearchParams } from 'react-router'
import { apiOf } from '../api.ts'
import { useFindingWords } from '../finding/words.ts'
import { loadListing } from '../listing.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { type Listing, ProductListing } from '../parts/listing.tsx'
import { type Arguments, langOf, visitOf, withheld } from '../visit.ts'
import { pick, translate, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const q = new URL(given.request.url).searchParams.get('q')?.trim().slice(0, 100) ?? ''
  const [found, categories] = await Promise.all([
    q ? loadListing(visit, given.request.url) : null,
    apiOf(visit).GET('/api/mall/categories'),
  ])
  const lang = langOf(given.request.url)
  const { cards, ...listing } = found ?? { cards: [] }
  const page = {
    q,
    listing: found && (listing as Listing),
    lang,
    // Where else to look, only for whom found nothing.
    categories: found?.shown
      ? []
      : (categories.data?.categories ?? [])
          .filter(({ parent_id }) => parent_id)
          .map(({ category_id, name }) => ({ category_id, name: pick(name, lang) })),
  }
  return withheld(given, page, { cards })
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
  const { q, listing, cards, categories } = useLoaderData<typeof loader>()
  const t = useWords()
  const say = useFindingWords()
  const [given] = useSearchParams()
  const narrowed = [...given.keys()].some((key) => key !== 'q' && key !== 'sort')
  const found = listing && (listing.shown > 0 || narrowed)
  const elsewhere = listing?.help?.categories ?? categories
  return (
    <div className="container-page pt-6 md:pt-8">
      <h1 className="text-lg font-bold [overflow-wrap:anywhere] md:text-xl">
        {!q ? t('search.empty') : found ? t('search.results', { q }) : t('search.none', { q })}
      </h1>
      {found ? (
        <>
          {listing.corrected ? <p className="mt-2 text-muted">{say('corrected', { q: listing.corrected })}</p> : null}
          {listing.dropped.length ? (
            <p className="mt-2 text-muted [overflow-wrap:anywhere]">{say('dropped', { words: listing.dropped.join(' ') })}</p>
          ) : null}
          <div className="mt-6" onClickCapture={(event) => countClick(event, listing.search_id)}>
            <ProductListing listing={listing} cards={cards} path="/search" />
          </div>
        </>
      ) : (
        <>
          <p className="mt-3 max-w-xl text-muted [overflow-wrap:anywhere]">
            {q && !/[\p{L}\p{N}]/u.test(q) ? say('only_signs', { q }) : t('search.none.help')}
          </p>
          {listing?.help?.queries.length ? (
            <>
              <h2 className="mt-8 font-semibold">{say('hot')}</h2>
              <ul className="mt-3 flex flex-wrap gap-2">
                {listing.help.queries.map((one) => (
                  <li key={one}>
                    <Go
                      to={`/search?q=${encodeURIComponent(one)}`}
                      className="flex min-h-11 items-center rounded-full border border-line px-4 text-sm hover:text-primary"
                    >
                      {one}
                    </Go>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
          <h2 className="mt-8 font-semibold">{t('categories.all')}</h2>
          <ul className="mt-3 flex flex-wrap gap-2">
            {elsewhere.map((one) => (
              <li key={one.category_id}>
                <Go
                  to={`/c/${one.category_id}`}
                  className="flex min-h-11 items-center rounded-full bg-mist px-4 text-sm hover:text-primary"
                >
                  {one.name}
                </Go>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

/** Tells which product of the list was opened, with its place; the page does not wait for it. */
function countClick(event: MouseEvent<HTMLElement>, search_id: string | null): void {
  const card = (event.target as HTMLElement).closest('article')
  const address = card?.querySelector('a')?.getAttribute('href')
  const spu_id = /\/products\/([\w.-]+)/.exec(address ?? '')?.[1]
  if (!search_id || !card || !spu_id) return
  const place = [...event.currentTarget.querySelectorAll('article')].indexOf(card)
  const body = JSON.stringify({ items: [{ search_id, spu_id, position: place + 1 }] })
  navigator.sendBeacon('/api/mall/search/clicks', new Blob([body], { type: 'application/json' }))
}
