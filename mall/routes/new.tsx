import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { day } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { cardOf, ProductGrid } from '../parts/card.tsx'
import { Empty } from '../parts/notice.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { translate, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  visit.tags.add('catalog')
  const { items } = dataOf(
    await apiOf(visit).GET('/api/mall/products', { params: { query: { lifecycle: ['presale', 'planned'], sort: 'newest', limit: 100 } } }),
  )
  const lang = langOf(given.request.url)
  return { lang, origin: visit.origin, cards: items.map((item) => cardOf(item, lang)) }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: loaderData.origin, path: '/new', title: translate(loaderData.lang)('home.new') })
    : []

/** The calendar of what comes: one heading per date, the nearest first. */
export default function NewPage() {
  const { cards } = useLoaderData<typeof loader>()
  const t = useWords()
  const lang = useLang()
  const dates = [...new Set(cards.map(({ available_on }) => available_on ?? ''))].sort((a, b) => (a || '9').localeCompare(b || '9'))
  return (
    <div className="container-page pt-6 md:pt-10">
      <h1 className="text-xl font-bold md:text-2xl">{t('home.new')}</h1>
      <p className="mt-2 text-muted">{t('home.new.help')}</p>
      {dates.map((date) => (
        <section key={date} className="mt-10 grid gap-5 border-t border-line pt-6 md:mt-14 md:grid-cols-[200px_1fr]">
          <h2 className="figures text-xl font-light md:text-2xl">{date ? day(date, lang) : t('lifecycle.planned')}</h2>
          <ProductGrid cards={cards.filter(({ available_on }) => (available_on ?? '') === date)} />
        </section>
      ))}
      {cards.length === 0 ? <Empty icon="grid" heading="h2" title={t('list.empty')} text={t('home.new.help')} /> : null}
    </div>
  )
}
