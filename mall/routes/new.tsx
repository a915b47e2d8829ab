import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { day } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { cardOf, gridClass, gridSizes, ProductCard } from '../parts/card.tsx'
import { Empty } from '../parts/notice.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { FollowButton } from '../voices/parts.tsx'
import { translate, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  visit.tags.add('catalog')
  const api = apiOf(visit)
  const [list, follows] = await Promise.all([
    api.GET('/api/mall/products', { params: { query: { lifecycle: ['presale', 'planned'], sort: 'newest', limit: 100 } } }),
    visit.shared ? null : api.GET('/api/mall/me/follows'),
  ])
  const lang = langOf(given.request.url)
  return {
    lang,
    origin: visit.origin,
    cards: dataOf(list).items.map((item) => cardOf(item, lang)),
    followed: (follows?.data?.items ?? []).map(({ spu_id }) => spu_id),
  }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: loaderData.origin, path: '/new', title: translate(loaderData.lang)('home.new') })
    : []

/** The calendar of what comes: one heading per date, the nearest first. */
export default function NewPage() {
  const { cards, followed } = useLoaderData<typeof loader>()
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
          <div className={gridClass}>
            {cards
              .filter(({ available_on }) => (available_on ?? '') === date)
              .map((card) => (
                <div key={card.spu_id} className="flex flex-col">
                  <div className="grow">
                    <ProductCard card={card} sizes={gridSizes} />
                  </div>
                  <FollowButton spu_id={card.spu_id} following={followed.includes(card.spu_id)} return_to="/new" />
                </div>
              ))}
          </div>
        </section>
      ))}
      {cards.length === 0 ? <Empty icon="grid" heading="h2" title={t('list.empty')} text={t('home.new.help')} /> : null}
    </div>
  )
}
