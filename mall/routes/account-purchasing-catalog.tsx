import { redirect, useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { pageMeta } from '../meta.ts'
import { cardOf, ProductGrid } from '../parts/card.tsx'
import { Go } from '../parts/link.tsx'
import { purchasingWords, usePurchasingWords } from '../purchasing/words.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { pick } from '../words.ts'

export async function loader(given: Arguments) {
  const lang = langOf(given.request.url)
  const cursor = new URL(given.request.url).searchParams.get('cursor')
  const api = apiOf(visitOf(given))
  const [page, own] = await Promise.all([
    api.GET('/api/mall/me/buyer/products', { params: { query: { limit: 24, ...(cursor ? { cursor } : {}) } } }),
    api.GET('/api/mall/me/buyer'),
  ])
  if (!page.data) throw redirect(inLang(lang, '/account/purchasing'))
  return {
    lang,
    cards: page.data.items.map((item) => cardOf(item, lang)),
    next: page.data.next,
    later: cursor !== null,
    names: (own.data?.catalog ?? []).map(({ name, ref }) => (name ? pick(name, lang) : ref)),
  }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/purchasing',
        title: purchasingWords(loaderData.lang)('catalog'),
        hidden: true,
      })
    : []

/** What the organization's people may buy. */
export default function AccountPurchasingCatalogPage() {
  const { lang, cards, next, later, names } = useLoaderData<typeof loader>()
  const say = usePurchasingWords()
  return (
    <>
      <h1 className="text-xl font-bold">{say('catalog')}</h1>
      <p className="mt-2 mb-6 text-sm text-muted">
        {names.length ? say('catalog_some', { names: names.slice(0, 12).join(lang === 'zh' ? '、' : ', ') }) : say('catalog_all')}
      </p>
      <ProductGrid cards={cards} />
      <p className="mt-8 flex justify-center gap-3">
        {later ? (
          <Go to="/account/purchasing/catalog" className="button-plain">
            {say('first')}
          </Go>
        ) : null}
        {next ? (
          <Go to={`/account/purchasing/catalog?cursor=${encodeURIComponent(next)}`} className="button-plain">
            {say('more')}
          </Go>
        ) : null}
      </p>
    </>
  )
}
