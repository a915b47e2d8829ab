import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { day } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { type Card, ProductCard, ProductGrid } from '../parts/card.tsx'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Picture } from '../parts/picture.tsx'
import { Price } from '../parts/price.tsx'
import { tintOf } from '../parts/tint.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { type Both, pick, translate, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  visit.tags.add('catalog')
  visit.tags.add('content')
  const api = apiOf(visit)
  const { categories, brands } = dataOf(await api.GET('/api/mall/categories'))
  const listOf = async (query: { brand?: string[]; lifecycle?: ('planned' | 'presale' | 'on_sale')[]; limit: number }) =>
    (await api.GET('/api/mall/products', { params: { query: { sort: 'sales', ...query } } })).data?.items ?? []
  const [pavilions, coming, hot] = await Promise.all([
    Promise.all(
      brands.map(async (brand) => ({
        brand,
        cards: (await listOf({ brand: [brand.brand_id], lifecycle: ['on_sale'], limit: 6 })).map(cardOf),
      })),
    ),
    listOf({ lifecycle: ['presale', 'planned'], limit: 8 }),
    listOf({ lifecycle: ['on_sale'], limit: 8 }),
  ])
  return {
    lang: langOf(given.request.url),
    origin: visit.origin,
    categories: categories.filter(({ parent_id }) => !parent_id).map(({ category_id, name, picture }) => ({ category_id, name, picture })),
    pavilions: pavilions.filter(({ cards }) => cards.length > 0),
    coming: coming.map(cardOf),
    hot: hot.map(cardOf),
  }
}

/** Only what the card shows travels with the page. */
const cardOf = (card: Card): Card => ({
  spu_id: card.spu_id,
  title: card.title,
  subtitle: card.subtitle,
  cover: card.cover ? { reference: card.cover.reference, alt: null } : null,
  lifecycle: card.lifecycle,
  available_on: card.available_on,
  price_from_minor: card.price_from_minor,
  price_to_minor: card.price_to_minor,
  list_price_minor: card.list_price_minor ?? null,
  currency: card.currency,
})

export function meta({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) {
  if (!loaderData) return []
  const { lang, origin } = loaderData
  const t = translate(lang)
  return pageMeta({
    lang,
    origin,
    path: '/',
    title: t('mall.name'),
    data: {
      '@context': 'https://schema.org',
      '@type': 'WebSite',
      name: t('mall.name'),
      url: `${origin}/`,
      potentialAction: {
        '@type': 'SearchAction',
        target: `${origin}/search?q={search_term_string}`,
        'query-input': 'required name=search_term_string',
      },
    },
  })
}

export default function HomePage() {
  const { categories, pavilions, coming, hot } = useLoaderData<typeof loader>()
  const t = useWords()
  return (
    <>
      <h1 className="sr-only">{`${t('mall.name')} · ${t('mall.tagline')}`}</h1>
      <Stage pavilions={pavilions} />
      <Categories categories={categories} />
      {coming.length ? <Coming cards={coming} /> : null}
      {pavilions.map((pavilion, place) => (
        <Pavilion key={pavilion.brand.brand_id} pavilion={pavilion} place={place} />
      ))}
      <section className="container-page mt-16 md:mt-24" aria-labelledby="hot">
        <Heading id="hot" title={t('home.hot')} to="/search" />
        <ProductGrid cards={hot} />
      </section>
    </>
  )
}

function Heading({ id, title, to, text }: { id: string; title: string; to?: string; text?: string }) {
  const t = useWords()
  return (
    <div className="mb-5 flex items-end justify-between gap-4 md:mb-8">
      <div>
        <h2 id={id} className="text-lg font-bold md:text-xl">
          {title}
        </h2>
        {text ? <p className="mt-1 text-sm text-muted">{text}</p> : null}
      </div>
      {to ? (
        <Go to={to} className="flex min-h-11 items-center gap-1 text-sm whitespace-nowrap text-muted hover:text-primary">
          {t('home.hot.more')}
          <Icon name="right" className="size-4" />
        </Go>
      ) : null}
    </div>
  )
}

interface PavilionFacts {
  brand: { brand_id: string; name: Both; slogan: Both | null }
  cards: Card[]
}

/** One large and, beside it, quieter ones: the best of each brand. On a phone they lie side by side under the thumb. */
function Stage({ pavilions }: { pavilions: PavilionFacts[] }) {
  const lang = useLang()
  const t = useWords()
  return (
    <section className="mt-3 md:container-page md:mt-6" aria-label={t('brands')}>
      <div className="rail scroll-px-4 gap-3 px-4 md:grid md:grid-cols-[1.55fr_1fr_1fr] md:grid-rows-2 md:gap-4 md:overflow-visible md:px-0">
        {pavilions.slice(0, 4).map(({ brand, cards }, place) => {
          const card = cards[0]!
          const large = place === 0
          return (
            <article
              key={brand.brand_id}
              style={{ background: tintOf(place) }}
              className={`lift relative flex w-[86vw] max-w-md flex-col overflow-hidden rounded-card p-5 md:w-auto md:max-w-none md:p-7 ${large ? 'md:row-span-2' : place === 1 ? 'md:col-span-2 md:flex-row md:items-center' : ''}`}
            >
              <div className={`relative z-10 ${place === 1 ? 'md:max-w-[55%]' : ''}`}>
                <p className="text-sm text-muted">{pick(brand.name, lang)}</p>
                <h2 className={`mt-1 font-bold ${large ? 'text-xl md:text-2xl' : 'text-xl md:text-lg lg:text-xl'}`}>
                  <Go
                    to={`/products/${card.spu_id}`}
                    prefetch="intent"
                    className="line-clamp-2 after:absolute after:inset-0 after:content-['']"
                  >
                    {pick(large || place === 1 ? (card.subtitle ?? card.title) : card.title, lang)}
                  </Go>
                </h2>
                {large || place === 1 ? <p className="mt-2 line-clamp-1 text-sm md:text-base">{pick(card.title, lang)}</p> : null}
                <p className="mt-2 flex items-center gap-4">
                  {card.price_from_minor && card.currency ? (
                    <Price amount_minor={card.price_from_minor} currency={card.currency} size={large ? 'middle' : 'small'} plain />
                  ) : null}
                  {large ? (
                    <span className="button-primary pointer-events-none hidden min-h-11 md:inline-flex">
                      {t('home.hero.action')}
                      <Icon name="right" className="size-4" />
                    </span>
                  ) : null}
                </p>
              </div>
              <Picture
                reference={card.cover?.reference}
                alt=""
                first={large}
                sizes={large ? '(width >= 768px) 40vw, 70vw' : '(width >= 768px) 22vw, 70vw'}
                className={`mx-auto mt-auto w-[64%] ${large ? 'md:w-[72%]' : place === 1 ? 'md:mt-0 md:mr-0 md:w-[40%] md:max-w-56' : 'md:w-[62%]'}`}
              />
            </article>
          )
        })}
      </div>
    </section>
  )
}

function Categories({ categories }: { categories: { category_id: string; name: Both; picture: string | null }[] }) {
  const t = useWords()
  const lang = useLang()
  return (
    <section className="container-page mt-10 md:mt-16" aria-labelledby="categories">
      <Heading id="categories" title={t('home.categories')} to="/categories" />
      <ul className="grid grid-cols-4 gap-x-3 gap-y-5 sm:grid-cols-5 md:gap-5 lg:grid-cols-[repeat(auto-fit,minmax(136px,1fr))]">
        {categories.map((category) => (
          <li key={category.category_id} className="lift">
            <Go to={`/c/${category.category_id}`} className="block text-center text-xs hover:text-primary md:text-sm">
              <span className="block overflow-hidden rounded-card bg-tile">
                <Picture reference={category.picture} alt="" sizes="(width >= 1024px) 150px, 22vw" className="w-full" />
              </span>
              <span className="mt-2 block">{pick(category.name, lang)}</span>
            </Go>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Dates first: what comes when. */
function Coming({ cards }: { cards: Card[] }) {
  const t = useWords()
  const lang = useLang()
  return (
    <section className="mt-16 bg-mist py-10 md:mt-24 md:py-14" aria-labelledby="coming">
      <div className="container-page">
        <Heading id="coming" title={t('home.new')} text={t('home.new.help')} to="/new" />
      </div>
      <ul className="rail container-page scroll-px-4 gap-3 md:scroll-px-8 md:gap-5">
        {cards.map((card) => (
          <li
            key={card.spu_id}
            className="lift relative flex w-[78vw] max-w-sm items-center gap-4 rounded-card border border-line bg-paper p-4 md:w-96"
          >
            <div className="w-2/5 shrink-0 overflow-hidden rounded-lg bg-tile">
              <Picture reference={card.cover?.reference} alt="" sizes="160px" className="w-full" />
            </div>
            <div className="min-w-0">
              <p className="text-xs font-semibold text-amber">
                {card.lifecycle === 'presale' ? t('home.presale') : t('home.planned')}
                {card.available_on ? ` · ${day(card.available_on, lang)}` : ''}
              </p>
              <h3 className="mt-1 font-medium">
                <Go to={`/products/${card.spu_id}`} className="line-clamp-2 after:absolute after:inset-0">
                  {pick(card.title, lang)}
                </Go>
              </h3>
              <p className="mt-2">
                {card.price_from_minor && card.currency ? <Price amount_minor={card.price_from_minor} currency={card.currency} /> : null}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Pavilion({ pavilion: { brand, cards }, place }: { pavilion: PavilionFacts; place: number }) {
  const lang = useLang()
  const t = useWords()
  return (
    <section className="container-page mt-16 md:mt-24" aria-labelledby={`brand-${brand.brand_id}`}>
      <header
        style={{ background: tintOf(place) }}
        className="mb-6 flex items-center justify-between gap-4 rounded-card px-5 py-5 md:mb-8 md:px-8 md:py-7"
      >
        <div>
          <h2 id={`brand-${brand.brand_id}`} className="text-lg font-bold md:text-xl">
            {pick(brand.name, lang)}
          </h2>
          <p className="mt-1 text-sm text-muted md:text-base">{pick(brand.slogan, lang)}</p>
        </div>
        <Go to={`/brands/${brand.brand_id}`} className="button-plain min-h-11 shrink-0 border-transparent px-5 text-sm">
          {t('brand.enter')}
          <Icon name="right" className="size-4" />
        </Go>
      </header>
      <div className="rail -mx-4 scroll-px-4 gap-3 px-4 md:mx-0 md:grid md:grid-cols-4 md:gap-6 md:overflow-visible md:px-0">
        {cards.slice(1, 5).map((card) => (
          <div key={card.spu_id} className="w-[42vw] max-w-60 md:w-auto md:max-w-none">
            <ProductCard card={card} sizes="(width >= 768px) 290px, 42vw" />
          </div>
        ))}
      </div>
    </section>
  )
}
