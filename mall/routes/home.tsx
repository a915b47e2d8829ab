import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { day } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { type Card, cardOf, ProductCard, ProductGrid } from '../parts/card.tsx'
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
  const lang = langOf(given.request.url)
  const { categories, brands } = dataOf(await api.GET('/api/mall/categories'))
  const listOf = async (query: { brand?: string[]; lifecycle?: ('planned' | 'presale' | 'on_sale')[]; limit: number }) =>
    (await api.GET('/api/mall/products', { params: { query: { sort: 'sales', ...query } } })).data?.items ?? []
  const [pavilions, coming, hot] = await Promise.all([
    Promise.all(
      brands.map(async (brand) => {
        const cards = varied(await listOf({ brand: [brand.brand_id], lifecycle: ['on_sale'], limit: 60 }), 5)
        return {
          brand: nameOf(brand),
          cards: cards.map((card) => cardOf(card, lang)),
          scene: cards[0] ? await sceneOf(cards[0].spu_id) : null,
        }
      }),
    ),
    listOf({ lifecycle: ['presale', 'planned'], limit: 8 }),
    listOf({ lifecycle: ['on_sale'], limit: 200 }),
  ])
  return {
    lang,
    origin: visit.origin,
    categories: categories
      .filter(({ parent_id }) => !parent_id)
      .map(({ category_id, name, picture }) => ({ category_id, name: pick(name, lang), picture })),
    pavilions: pavilions.filter(({ cards }) => cards.length > 0),
    coming: coming.map((card) => cardOf(card, lang)),
    hot: varied(hot, 8 + pavilions.length * 5)
      .filter(({ spu_id }) => !pavilions.some(({ cards }) => cards.some((card) => card.spu_id === spu_id)))
      .slice(0, 8)
      .map((card) => cardOf(card, lang)),
  }

  function nameOf({ brand_id, name, slogan }: { brand_id: string; name: Both; slogan: Both | null }) {
    return { brand_id, name: pick(name, lang), slogan: pick(slogan, lang) }
  }

  /** The last picture of a gallery shows the thing where it is used. */
  async function sceneOf(spu_id: string): Promise<string | null> {
    const { data } = await api.GET('/api/mall/products/{spu_id}', { params: { path: { spu_id } } })
    return data?.product.media.findLast(({ role }) => role === 'gallery' || role === 'cover')?.reference ?? null
  }
}

/** One of each category before a second of any: a row of four bottles tells less than a row of four things. */
function varied<One extends { category_id: string }>(cards: readonly One[], most: number): One[] {
  const rounds = new Map<string, number>()
  const ranked = cards.map((card, i) => {
    const round = rounds.get(card.category_id) ?? 0
    rounds.set(card.category_id, round + 1)
    return { card, rank: round * cards.length + i }
  })
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ card }) => card)
}

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
  brand: { brand_id: string; name: string; slogan: string }
  cards: Card[]
  /** Picture of the first card where it is used. */
  scene: string | null
}

/** The best of each brand, one of them large. On a phone they lie side by side under the thumb. */
function Stage({ pavilions }: { pavilions: PavilionFacts[] }) {
  const t = useWords()
  return (
    <section className="mt-3 md:container-page md:mt-6" aria-label={t('brands')}>
      <div className="rail scroll-px-4 gap-3 px-4 md:grid md:grid-cols-3 md:gap-5 md:overflow-visible md:px-0">
        {pavilions.slice(0, 4).map((pavilion, place) => (
          <Feature key={pavilion.brand.brand_id} pavilion={pavilion} place={place} />
        ))}
      </div>
    </section>
  )
}

function Feature({ pavilion: { brand, cards, scene }, place }: { pavilion: PavilionFacts; place: number }) {
  const t = useWords()
  const card = cards[0]!
  const large = place === 0
  return (
    <article
      style={{ background: tintOf(place) }}
      className={`lift relative flex w-[86vw] max-w-md flex-col overflow-hidden rounded-card md:w-auto md:max-w-none ${large ? 'md:col-span-3 md:min-h-96 md:flex-row lg:min-h-[500px]' : ''}`}
    >
      <div className={`flex flex-col p-5 md:p-7 ${large ? 'md:w-[44%] md:justify-center md:p-12' : ''}`}>
        <p className="text-sm text-muted">{brand.name}</p>
        <h2 className={`mt-1 font-bold ${large ? 'text-xl md:mt-3 md:text-2xl' : 'text-xl md:text-lg'}`}>
          <Go to={`/products/${card.spu_id}`} prefetch="intent" className="line-clamp-3 after:absolute after:inset-0 after:content-['']">
            {card.subtitle || card.title}
          </Go>
        </h2>
        <p className={`mt-2 line-clamp-1 text-sm text-muted ${large ? 'md:mt-3 md:text-base' : ''}`}>{card.title}</p>
        <p className={`mt-2 flex items-center gap-5 ${large ? 'md:mt-6' : ''}`}>
          {large ? (
            <span className="button-primary pointer-events-none hidden shrink-0 whitespace-nowrap md:inline-flex">
              {t('home.hero.action')}
              <Icon name="right" className="size-4" />
            </span>
          ) : null}
          {card.price_from_minor && card.currency ? (
            <Price amount_minor={card.price_from_minor} currency={card.currency} size={large ? 'middle' : 'small'} plain />
          ) : null}
        </p>
      </div>
      <div
        className={`mt-auto overflow-hidden ${large ? 'md:absolute md:inset-y-0 md:right-0 md:mt-0 md:w-[52%] md:[mask-image:linear-gradient(to_right,transparent,black_18%)] md:dark:[mask-image:none]' : ''}`}
      >
        <Picture
          reference={large ? (scene ?? card.cover) : card.cover}
          alt=""
          large={large}
          first={large}
          sizes={large ? '(width >= 768px) 760px, 86vw' : '(width >= 768px) 420px, 86vw'}
          className={`w-full [mask-image:linear-gradient(to_bottom,transparent,black_18%)] dark:[mask-image:none] ${large ? 'md:aspect-auto md:h-full md:object-[50%_70%] md:[mask-image:none]' : ''}`}
        />
      </div>
    </article>
  )
}

function Categories({ categories }: { categories: { category_id: string; name: string; picture: string | null }[] }) {
  const t = useWords()
  return (
    <section className="container-page mt-10 md:mt-16" aria-labelledby="categories">
      <Heading id="categories" title={t('home.categories')} to="/categories" />
      <ul className="grid grid-cols-4 gap-x-3 gap-y-5 md:gap-5 lg:grid-cols-7">
        {categories.map((category, i) => (
          <li key={category.category_id} className={`lift ${i < 7 ? '' : 'max-lg:hidden'}`}>
            <Go to={`/c/${category.category_id}`} className="block text-center text-xs hover:text-primary md:text-sm">
              <span className="block overflow-hidden rounded-card bg-tile">
                <Picture reference={category.picture} alt="" sizes="(width >= 1024px) 150px, 22vw" className="w-full" />
              </span>
              <span className="mt-2 block">{category.name}</span>
            </Go>
          </li>
        ))}
        <li>
          <Go to="/categories" className="block text-center text-xs md:text-sm hover:text-primary">
            <span className="grid aspect-square place-items-center rounded-card bg-mist text-muted">
              <Icon name="grid" className="size-8" />
            </span>
            <span className="mt-2 block">{t('categories.all')}</span>
          </Go>
        </li>
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
      <ul className="rail rail-bleed gap-3 md:gap-5">
        {cards.map((card) => (
          <li
            key={card.spu_id}
            className="lift relative flex w-[78vw] max-w-sm items-center gap-4 rounded-card border border-line bg-paper p-4 md:w-96"
          >
            <div className="w-2/5 shrink-0 overflow-hidden rounded-lg bg-tile">
              <Picture reference={card.cover} alt="" sizes="160px" className="w-full" />
            </div>
            <div className="min-w-0">
              <p className="text-xs font-semibold text-amber">
                {card.lifecycle === 'presale' ? t('home.presale') : t('home.planned')}
                {card.available_on ? ` · ${day(card.available_on, lang)}` : ''}
              </p>
              <h3 className="mt-1 font-medium">
                <Go to={`/products/${card.spu_id}`} className="line-clamp-2 after:absolute after:inset-0">
                  {card.title}
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
  const t = useWords()
  return (
    <section className="container-page mt-16 md:mt-24" aria-labelledby={`brand-${brand.brand_id}`}>
      <div className="md:grid md:grid-cols-3 md:gap-6 lg:grid-cols-4">
        <header
          style={{ background: tintOf(place) }}
          className="relative mb-6 flex items-center justify-between gap-4 rounded-card p-5 md:mb-0 md:flex-col md:items-start md:p-8"
        >
          <div>
            <h2 id={`brand-${brand.brand_id}`} className="text-lg font-bold md:text-xl">
              <Go to={`/brands/${brand.brand_id}`} className="after:absolute after:inset-0">
                {brand.name}
              </Go>
            </h2>
            <p className="mt-1 text-sm text-muted md:mt-3 md:text-base">{brand.slogan}</p>
          </div>
          <span className="flex shrink-0 items-center gap-1 text-sm font-semibold text-primary md:text-base">
            {t('brand.enter')}
            <Icon name="right" className="size-4" />
          </span>
        </header>
        <div className="rail -mx-4 scroll-px-4 gap-3 px-4 md:contents">
          {cards.slice(1, 4).map((card, i) => (
            <div key={card.spu_id} className={`w-[42vw] max-w-60 md:w-auto md:max-w-none ${i === 2 ? 'md:hidden lg:block' : ''}`}>
              <ProductCard card={card} sizes="(width >= 768px) 290px, 42vw" />
            </div>
          ))}
        </div>
      </div>
    </section>
  )
}
