import { useEffect, useState } from 'react'
import { redirect, useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { day, decimal, moment, money } from '../format.ts'
import { Gallery } from '../goods/gallery.tsx'
import { Nearby } from '../goods/nearby.tsx'
import { Bundles, Documents, Elsewhere, Films, Links, Model } from '../goods/parts.tsx'
import { useGoodsWords } from '../goods/words.ts'
import { pageMeta } from '../meta.ts'
import { cardOf, ProductGrid } from '../parts/card.tsx'
import { useSending } from '../parts/form.tsx'
import { Icon, type IconName } from '../parts/icons.tsx'
import { Kept } from '../parts/kept.tsx'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { mediaAddress, Picture } from '../parts/picture.tsx'
import { ListPrice, Price } from '../parts/price.tsx'
import { Stepper } from '../parts/stepper.tsx'
import { Still } from '../parts/still.tsx'
import { said } from '../said.ts'
import { describe } from '../specifications.ts'
import { type Arguments, inLang, langOf, type Visit, visitOf, withheld } from '../visit.ts'
import { FollowButton, Stars, Voices } from '../voices/parts.tsx'
import { useViewed } from '../voices/viewed.ts'
import { useVoiceWords } from '../voices/words.ts'
import { type Lang, pick, useLang, useWords } from '../words.ts'
import type { action as cartAction } from './cart.tsx'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const spu_id = given.params.spu_id!
  const lang = langOf(given.request.url)
  const shown = await visit.part(`product ${lang} ${spu_id}`, (asking) => loadProduct(asking, lang, spu_id))
  // Who signed in is known here. Data that a script asks for may be wanted early, before anybody looks: then the open page says so.
  const recorded = !visit.shared && given.request.headers.get('sec-fetch-dest') !== 'empty'
  if (recorded) await apiOf(visit).POST('/api/mall/me/views', { body: { items: [{ spu_id }] } })
  const { specifications, more, ...page } = shown
  const { skus } = page.product
  const asked = new URL(given.request.url).searchParams.get('sku')
  const sku_id = (skus.find((one) => one.sku_id === asked) ?? skus[0])?.sku_id ?? null
  return withheld(given, { ...page, recorded, origin: visit.origin, sku_id }, { specifications, more })
}

/** All that does not depend on which of its forms was asked for. */
async function loadProduct(visit: Visit, lang: Lang, spu_id: string) {
  visit.tags.add(`spu:${spu_id}`)
  const api = apiOf(visit)
  const { product, categories, brand } = dataOf(await api.GET('/api/mall/products/{spu_id}', { params: { path: { spu_id } } }))
  const path = { spu_id }
  const [similar, assortment, availability, reviews, questions, follows, opening] = await Promise.all([
    api.GET('/api/mall/products', { params: { query: { category: product.category_id, sort: 'sales', limit: 9 } } }),
    api.GET('/api/mall/products/{spu_id}/assortment', { params: { path: { spu_id } } }),
    api.GET('/api/mall/availability', { params: { query: { sku_id: product.skus.slice(0, 200).map(({ sku_id }) => sku_id) } } }),
    api.GET('/api/mall/products/{spu_id}/reviews', { params: { path, query: { limit: 3 } } }),
    api.GET('/api/mall/products/{spu_id}/questions', { params: { path, query: { limit: 3 } } }),
    visit.shared ? null : api.GET('/api/mall/me/follows'),
    product.opens_at ? api.GET('/api/mall/products/{spu_id}/opening', { params: { path } }) : null,
  ])
  if (!availability.data || !reviews.data || !questions.data) visit.tags.add('incomplete')
  for (const { sku_id, available } of availability.data?.items ?? []) visit.tags.add(`stock:${available > 0 ? 'in' : 'out'}:${sku_id}`)
  // What the page shows, no more: all of it travels.
  const { kind, lifecycle, title, subtitle, selling_points, story, options, available_on, warranty_months, shelf_life_days } = product
  const shown = {
    ...{ spu_id, kind, lifecycle, title, subtitle, selling_points, story, options, available_on, warranty_months, shelf_life_days },
    sales_count: product.sales_count,
    media: product.media.map(({ role, reference, sku_id, alt, layout }) => ({
      ...{ role, reference },
      ...(sku_id ? { sku_id } : {}),
      ...(alt ? { alt } : {}),
      ...(layout ? { layout } : {}),
    })),
    skus: product.skus.map(({ sku_id, name, options: chosen, price_minor, list_price_minor, currency, barcode }) => ({
      ...{ sku_id, name, options: chosen, price_minor, list_price_minor, currency, barcode },
    })),
  }
  const page = {
    lang,
    product: shown,
    brand: brand && { brand_id: brand.brand_id, name: pick(brand.name, lang) },
    categories: categories.map(({ category_id, name }) => ({ category_id, name: pick(name, lang) })),
    specifications: describe(
      product.specifications,
      categories.flatMap(({ attributes }) => attributes),
      product.options,
    ),
    availability: Object.fromEntries((availability.data?.items ?? []).map(({ sku_id, available }) => [sku_id, available])),
    bundles: assortment.data?.bundles ?? [],
    rating: reviews.data?.rating ?? null,
    reviews: reviews.data?.items ?? [],
    questions: questions.data?.items ?? [],
    following: follows?.data?.items.some((one) => one.spu_id === spu_id) ?? false,
    configurable: assortment.data?.configurable ?? false,
    // Once it is open to everybody there is nothing to tell.
    opening: opening?.data?.opens_at ? opening.data : null,
    more: {
      links: (assortment.data?.links ?? []).map(({ kind, cards }) => ({ kind, cards: cards.map((card) => cardOf(card, lang)) })),
      elsewhere: assortment.data?.elsewhere ?? [],
      similar: (similar.data?.items ?? [])
        .filter((one) => one.spu_id !== spu_id)
        .slice(0, 8)
        .map((one) => cardOf(one, lang)),
    },
  }
  return said(page, lang)
}

/** Puts a whole bundle into the cart, beside what is there. */
export async function action(given: Arguments) {
  const lang = langOf(given.request.url)
  const spu_id = given.params.spu_id!
  const api = apiOf(visitOf(given))
  const bundle_id = String((await given.request.formData()).get('bundle_id') ?? '')
  const { bundles } = dataOf(await api.GET('/api/mall/products/{spu_id}/assortment', { params: { path: { spu_id } } }))
  const bundle = bundles.find((one) => one.bundle_id === bundle_id)
  if (!bundle) return redirect(inLang(lang, `/products/${spu_id}`))
  const cart = dataOf(await api.GET('/api/mall/cart'))
  const held = new Map(cart.lines.map(({ sku_id, quantity }) => [sku_id, quantity]))
  const lines = bundle.components.map(({ sku_id, quantity }) => ({ sku_id, quantity: Math.min(999, quantity + (held.get(sku_id) ?? 0)) }))
  dataOf(await api.PUT('/api/mall/cart/lines', { body: { lines } }))
  return redirect(inLang(lang, '/cart?added'))
}

type Product = Awaited<ReturnType<typeof loader>>
type Sku = Product['product']['skus'][number]

export function meta({ loaderData }: { loaderData?: Product }) {
  if (!loaderData) return []
  const { lang, origin, product, brand } = loaderData
  const path = `/products/${product.spu_id}`
  const pictures = product.media.filter(({ role }) => role === 'cover' || role === 'gallery')
  // Share cards are wide: a picture made for that shape goes before the cover.
  const cover = (pictures.find(({ layout }) => layout === 'wide') ?? pictures[0])?.reference
  const description = [pick(product.subtitle, lang), ...product.selling_points.slice(0, 2).map((point) => pick(point, lang))]
    .filter(Boolean)
    .join(lang === 'zh' ? '。' : '. ')
  return pageMeta({
    lang,
    origin,
    path,
    title: pick(product.title, lang),
    description,
    picture: cover,
    kind: 'product',
    data: {
      '@context': 'https://schema.org',
      '@type': 'Product',
      name: pick(product.title, lang),
      description,
      sku: product.spu_id,
      ...(brand ? { brand: { '@type': 'Brand', name: brand.name } } : {}),
      image: pictures.map(({ reference }) => origin + mediaAddress(reference, 960)),
      ...(loaderData.rating?.average
        ? {
            aggregateRating: {
              '@type': 'AggregateRating',
              ratingValue: loaderData.rating.average,
              reviewCount: loaderData.rating.count,
              bestRating: 5,
              worstRating: 1,
            },
            review: loaderData.reviews.map(({ author_name, stars, words, written_at }) => ({
              '@type': 'Review',
              author: { '@type': 'Person', name: author_name },
              datePublished: written_at.slice(0, 10),
              reviewBody: words,
              reviewRating: { '@type': 'Rating', ratingValue: stars },
            })),
          }
        : {}),
      offers: product.skus
        .filter(({ price_minor }) => price_minor !== null)
        .map((sku) => ({
          '@type': 'Offer',
          sku: sku.sku_id,
          price: decimal(sku.price_minor!, sku.currency),
          priceCurrency: sku.currency,
          availability: `https://schema.org/${product.lifecycle === 'presale' || loaderData.opening ? 'PreOrder' : product.lifecycle === 'on_sale' && (loaderData.availability[sku.sku_id] ?? 1) > 0 ? 'InStock' : 'OutOfStock'}`,
          url: `${origin}${inLang(lang, path)}?sku=${encodeURIComponent(sku.sku_id)}`,
          ...(sku.barcode?.length === 13 ? { gtin13: sku.barcode } : {}),
        })),
    },
  })
}

export default function ProductPage() {
  const data = useLoaderData<typeof loader>()
  const followed = useViewed(data.product.spu_id, data.recorded)
  const page = followed === null ? data : { ...data, following: followed }
  return (
    <Kept of={page.product} part={`page ${page.sku_id}`} as="article" className="md:container-page md:pt-6">
      {() => <Inside page={page} />}
    </Kept>
  )
}

/** What one of its forms shows, whoever looks. */
function Inside({ page }: { page: Product }) {
  const { product, brand, categories } = page
  const t = useWords()
  const say = useGoodsWords()
  const lang = useLang()
  const sku = product.skus.find(({ sku_id }) => sku_id === page.sku_id)
  return (
    <>
      <nav aria-label={t('categories')} className="hidden flex-wrap items-center gap-x-2 pb-4 text-sm text-muted md:flex">
        {categories.map((one, i) => (
          <span key={one.category_id} className="flex gap-2">
            {i > 0 ? <span aria-hidden="true">/</span> : null}
            <Go to={`/c/${one.category_id}`} className="py-1 hover:text-primary">
              {one.name}
            </Go>
          </span>
        ))}
      </nav>
      <div className="md:grid md:grid-cols-[1.1fr_1fr] md:items-start md:gap-10 lg:gap-16">
        <div className="md:sticky md:top-6">
          <Gallery key={page.sku_id} media={product.media} title={pick(product.title, lang)} sku_id={sku?.sku_id} />
          <Model
            reference={product.media.find(({ role }) => role === 'model')?.reference ?? null}
            name={pick(product.title, lang)}
            poster={null}
          />
        </div>
        <div className="px-4 pt-5 md:sticky md:top-6 md:px-0 md:pt-2">
          {brand ? (
            <Go to={`/brands/${brand.brand_id}`} className="text-sm text-muted hover:text-primary">
              {brand.name}
            </Go>
          ) : null}
          <h1 className="mt-1 text-lg font-bold md:text-xl">{pick(product.title, lang)}</h1>
          {product.subtitle ? <p className="mt-2 text-muted">{pick(product.subtitle, lang)}</p> : null}
          <Standing page={page} />
          <PriceLine page={page} sku={sku} />
          <Options page={page} sku={sku} />
          {page.configurable && sku ? (
            <Go
              to={`/products/${product.spu_id}/configure?sku=${encodeURIComponent(sku.sku_id)}`}
              className="button-plain mt-6 w-full md:w-auto"
            >
              {say('configure')}
            </Go>
          ) : null}
          <OpeningNote page={page} />
          <BuyForm page={page} sku={sku} />
          {sku && product.kind === 'goods' && product.lifecycle !== 'withdrawn' ? (
            <Nearby spu_id={product.spu_id} sku_id={sku.sku_id} />
          ) : null}
          <Facts page={page} />
        </div>
      </div>
      <div className="container-page md:px-0">
        <About page={page} sku={sku} />
        <Films media={product.media} title={pick(product.title, lang)} />
        <Voices spu_id={product.spu_id} rating={page.rating} reviews={page.reviews} questions={page.questions} />
        <Documents files={product.media.filter(({ role }) => role === 'document')} />
        <Bundles bundles={page.bundles} spu_id={product.spu_id} />
        <Still id={`more-${product.spu_id}`} of={page.more}>
          {(more) => <More {...more} />}
        </Still>
      </div>
    </>
  )
}

/** Its stars, which lead to the reviews, and the button that follows it. */
function Standing({ page: { product, rating, following } }: { page: Product }) {
  const say = useVoiceWords()
  return (
    <div className="mt-1 flex flex-wrap items-center justify-between gap-x-6">
      {rating?.average ? (
        <a href="#reviews" className="inline-flex min-h-11 items-center gap-2 text-sm text-muted hover:text-primary">
          <Stars stars={rating.average} />
          <span className="figures" aria-hidden="true">
            {rating.average.toFixed(1)}
          </span>
          <span className="figures">{say('reviews_count', { n: rating.count })}</span>
        </a>
      ) : (
        <span />
      )}
      <FollowButton spu_id={product.spu_id} following={following} />
    </div>
  )
}

/** What there is to read, whoever reads it. */
function About({ page, sku }: { page: Product; sku: Sku | undefined }) {
  const { product } = page
  const t = useWords()
  const lang = useLang()
  return (
    <>
      {product.selling_points.length ? (
        <section className="mt-14 md:mt-24" aria-labelledby="points">
          <h2 id="points" className="text-lg font-bold md:text-xl">
            {t('product.points')}
          </h2>
          <ol className="mt-5 grid gap-3 md:mt-8 md:grid-cols-3 md:gap-5">
            {product.selling_points.map((point, i) => (
              <li key={i} className="rounded-card bg-mist p-6 md:p-8">
                <span className="figures text-xl font-light text-primary md:text-2xl" aria-hidden="true">
                  {String(i + 1).padStart(2, '0')}
                </span>
                <p className="mt-3 font-medium">{pick(point, lang)}</p>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {product.story ? (
        <Story
          story={pick(product.story, lang)}
          picture={
            product.media.findLast(({ role, layout }) => role === 'gallery' && layout !== 'tall' && layout !== 'wide')?.reference ?? null
          }
        />
      ) : null}
      <section className="mt-14 md:mt-24" aria-labelledby="specifications">
        <div className="flex items-center justify-between gap-4">
          <h2 id="specifications" className="text-lg font-bold md:text-xl">
            {t('product.specifications')}
          </h2>
          <Go
            to={`/compare?product=${encodeURIComponent(product.spu_id)}`}
            className="inline-flex min-h-11 items-center gap-2 text-sm text-primary hover:underline"
          >
            <Icon name="compare" className="size-5" />
            {t('product.compare')}
          </Go>
        </div>
        <Still
          id={`listed-${sku?.sku_id ?? product.spu_id}`}
          of={page.specifications}
          as="dl"
          className="mt-4 grid gap-x-16 text-sm md:grid-cols-2 md:text-base"
        >
          {(listed) =>
            [...listed, { key: 'sku', name: null, value: null, file: null }].map(({ key, name, value, file }) => (
              <div key={key} className="grid grid-cols-[2fr_3fr] gap-4 border-b border-line py-3">
                <dt className="text-muted">{name ? pick(name, lang) : t('product.code')}</dt>
                <dd className="figures">
                  {file ? (
                    <a href={`/media/${file}`} className="text-primary underline underline-offset-4">
                      {pick(value, lang)}
                    </a>
                  ) : value ? (
                    pick(value, lang)
                  ) : (
                    (sku?.sku_id ?? product.spu_id)
                  )}
                </dd>
              </div>
            ))
          }
        </Still>
        <p className="mt-3 text-right">
          <Go
            to={`/account/complaints/new?product=${encodeURIComponent(product.spu_id)}`}
            rel="nofollow"
            className="inline-flex min-h-11 items-center text-sm text-muted hover:text-primary hover:underline"
          >
            {t('complain')}
          </Go>
        </p>
      </section>
    </>
  )
}

/** Other goods: those that belong to it, or the like. */
function More({ links, similar, elsewhere }: NonNullable<Product['more']>) {
  const t = useWords()
  return (
    <>
      <Elsewhere shops={elsewhere} />
      <Links links={links} />
      {similar.length && !links.some(({ kind }) => kind === 'similar') ? (
        <section className="mt-16 md:mt-28" aria-labelledby="similar">
          <h2 id="similar" className="mb-5 text-lg font-bold md:mb-8 md:text-xl">
            {t('product.similar')}
          </h2>
          <ProductGrid cards={similar} />
        </section>
      ) : null}
    </>
  )
}

function Story({ story, picture }: { story: string; picture: string | null }) {
  const t = useWords()
  return (
    <section
      className="-mx-4 mt-14 overflow-hidden bg-mist md:mx-0 md:mt-24 md:grid md:grid-cols-2 md:items-center md:rounded-card"
      aria-labelledby="story"
    >
      <div>
        <Picture
          reference={picture}
          alt=""
          large
          sizes="(width >= 1312px) 620px, (width >= 768px) 50vw, 100vw"
          className="w-full md:aspect-[5/4]"
        />
      </div>
      <div className="p-6 md:p-14">
        <h2 id="story" className="text-lg font-bold md:text-xl">
          {t('product.story')}
        </h2>
        <div className="mt-4 max-w-prose space-y-4 leading-relaxed md:text-[18px] md:leading-8">
          {story.split(/\n\s*\n/).map((paragraph, i) => (
            <p key={i}>{paragraph}</p>
          ))}
        </div>
      </div>
    </section>
  )
}

function PriceLine({ page: { product }, sku }: { page: Product; sku: Sku | undefined }) {
  const t = useWords()
  const lang = useLang()
  const lifecycle = product.lifecycle
  const saves = sku?.list_price_minor && sku.price_minor ? sku.list_price_minor - sku.price_minor : 0
  return (
    <div className="mt-4">
      {sku?.price_minor ? (
        <p className="flex flex-wrap items-baseline gap-x-3">
          <Price amount_minor={sku.price_minor} currency={sku.currency} size="large" />
          <ListPrice amount_minor={sku.list_price_minor} above_minor={sku.price_minor} currency={sku.currency} label={t('price.was')} />
          {saves > 0 ? <span className="text-sm text-price">{t('price.saves', { amount: money(saves, sku.currency) })}</span> : null}
        </p>
      ) : null}
      <p className="mt-1 flex flex-wrap gap-x-4 text-sm text-muted">
        {lifecycle === 'presale' || lifecycle === 'planned' ? (
          <span className="font-semibold text-amber">
            {t(`lifecycle.${lifecycle}`)}
            {product.available_on ? ` · ${t('available_on', { date: day(product.available_on, lang) })}` : ''}
          </span>
        ) : null}
        {product.sales_count > 0 ? (
          <span className="figures">{t('product.sold', { n: product.sales_count.toLocaleString('en') })}</span>
        ) : null}
      </p>
    </div>
  )
}

/** Every choice is an address of its own, so it works without script, can be shared and comes back after a reload. */
function Options({ page: { product }, sku }: { page: Product; sku: Sku | undefined }) {
  const lang = useLang()
  if (!sku || product.skus.length < 2) return null
  return (
    <div className="mt-6 space-y-5">
      {product.options.map((option) => (
        <nav key={option.key} aria-labelledby={`option-${option.key}`}>
          <p id={`option-${option.key}`} className="text-sm font-semibold">
            {pick(option.name, lang)}
            <span className="ml-2 font-normal text-muted">
              {pick(option.values.find(({ value }) => value === sku.options[option.key])?.name, lang)}
            </span>
          </p>
          <div className="mt-2 flex flex-wrap gap-2">
            {option.values.map(({ value, name }) => {
              const next = nearest(product.skus, sku, option.key, value)
              const chosen = sku.options[option.key] === value
              const look = 'flex min-h-12 min-w-14 items-center justify-center rounded-xl border px-4 py-2 text-sm'
              if (!next)
                return (
                  <span key={value} className={`${look} border-dashed border-line text-muted line-through`}>
                    {pick(name, lang)}
                  </span>
                )
              return (
                <Go
                  key={value}
                  to={`/products/${product.spu_id}?sku=${encodeURIComponent(next.sku_id)}`}
                  replace
                  preventScrollReset
                  aria-current={chosen ? 'true' : undefined}
                  className={`${look} border-line hover:border-primary aria-[current]:border-primary aria-[current]:bg-wash aria-[current]:font-semibold aria-[current]:text-primary`}
                >
                  {pick(name, lang)}
                </Go>
              )
            })}
          </div>
        </nav>
      ))}
    </div>
  )
}

/** The SKU with this value that keeps as many of the other choices as possible. */
function nearest(skus: Sku[], now: Sku, key: string, value: string): Sku | undefined {
  const kept = (sku: Sku) => Object.entries(now.options).filter(([other, chosen]) => other !== key && sku.options[other] === chosen).length
  return skus.filter((sku) => sku.options[key] === value).sort((a, b) => kept(b) - kept(a))[0]
}

/** When it opens, and to whom earlier. */
function OpeningNote({ page: { opening, product } }: { page: Product }) {
  const t = useWords()
  const lang = useLang()
  const closed = useClosed(opening)
  if (!opening || product.lifecycle === 'withdrawn') return null
  const { opens_at, mine_at, earlier } = opening
  // Opened to everybody while one looked.
  if (!closed && mine_at === opens_at) return null
  const [at, all] = [moment(mine_at!), moment(opens_at!)]
  return (
    <div className="mt-6 rounded-card bg-mist px-4 py-3 text-sm">
      <p className={`font-semibold ${closed ? 'text-amber' : 'text-jade'}`}>
        {closed
          ? mine_at === opens_at
            ? t('product.opens', { at })
            : t('product.opens.mine', { at, all })
          : t('product.opens.early', { all })}
      </p>
      {earlier.length ? (
        <ul className="mt-1 text-muted">
          {earlier.map(({ program, kind, name, hours, opens_at: from }, i) => {
            // Levels are called alike in every program; a membership has a name of its own.
            const who = kind === 'level' ? `${pick(program, lang)} · ${pick(name, lang)}` : pick(name, lang)
            return <li key={i}>{t('product.opens.for', { name: who, n: hours, at: moment(from) })}</li>
          })}
        </ul>
      ) : null}
    </div>
  )
}

/** Whether it is closed to who looks; the moment itself opens a page that is left open. */
function useClosed(opening: Product['opening']): boolean {
  const [opened, setOpened] = useState<string | null>(null)
  const mine_at = opening && !opening.open ? opening.mine_at : null
  useEffect(() => {
    const left = mine_at ? Date.parse(mine_at) - Date.now() : Number.POSITIVE_INFINITY
    // A timer counts no further than 24 days.
    if (left > 2_000_000_000) return
    const timer = setTimeout(() => setOpened(mine_at), Math.max(0, left))
    return () => clearTimeout(timer)
  }, [mine_at])
  return mine_at !== null && opened !== mine_at
}

function BuyForm({ page, sku }: { page: Product; sku: Sku | undefined }) {
  const t = useWords()
  const lang = useLang()
  const fetcher = useSending<typeof cartAction>()
  const available = useLiveStock(page, sku?.sku_id)
  const closed = useClosed(page.opening)
  const { lifecycle } = page.product
  if (lifecycle === 'withdrawn') return <p className="mt-6 rounded-card bg-mist px-4 py-3">{t('product.gone')}</p>
  if (lifecycle === 'planned' || !sku?.price_minor) return <p className="mt-6 rounded-card bg-mist px-4 py-3">{t('product.not_yet')}</p>
  const sold_out = available !== undefined && available <= 0
  const done = fetcher.state === 'idle' && fetcher.data
  return (
    <fetcher.Form method="post" action={inLang(lang, '/cart')} className="mt-6">
      <input type="hidden" name="sku_id" value={sku.sku_id} />
      <div className="flex items-center gap-4">
        <span className="text-sm font-semibold" id="quantity">
          {t('product.quantity')}
        </span>
        <Stepper key={sku.sku_id} name="quantity" labelled_by="quantity" />
        {/* What is sold before it is there has a date instead. */}
        {page.product.kind === 'service' ? (
          <span className="text-sm text-jade">{t('stock.service')}</span>
        ) : lifecycle === 'presale' && !sold_out ? null : (
          <StockWord available={available} />
        )}
      </div>
      <div className="mt-4 min-h-12 empty:hidden md:min-h-0">
        {done && 'refused' in done && done.refused ? <Notice tone="bad">{done.refused}</Notice> : null}
        {done && 'added' in done && done.added ? (
          <Notice tone="good">
            {t('product.added')}
            {' · '}
            <Go to="/cart" className="underline underline-offset-4">
              {t('cart')}
            </Go>
          </Notice>
        ) : null}
      </div>
      <div className="fixed inset-x-0 bottom-0 z-40 border-t border-line bg-paper px-4 pt-3 pb-[calc(12px+env(safe-area-inset-bottom))] md:static md:mt-5 md:border-0 md:bg-transparent md:p-0">
        <div className="flex items-center gap-3">
          <Go
            to="/cart"
            aria-label={t('cart')}
            className="grid size-12 shrink-0 place-items-center rounded-full border border-line md:hidden"
          >
            <Icon name="cart" />
          </Go>
          <button type="submit" name="intent" value="add" disabled={sold_out} className="button-plain grow basis-0 px-4">
            {t('product.add')}
          </button>
          <button type="submit" name="intent" value="buy" disabled={sold_out || closed} className="button-primary grow basis-0 px-4">
            {closed ? t('product.buy.soon') : t('product.buy')}
          </button>
        </div>
      </div>
      <div className="h-6 md:hidden" />
    </fetcher.Form>
  )
}

/** What the page was made with, then what is true now: a kept page may be a minute old. */
function useLiveStock(page: Product, sku_id: string | undefined): number | undefined {
  const [live, setLive] = useState<Record<string, number>>({})
  useEffect(() => {
    if (!sku_id) return
    const leaving = new AbortController()
    fetch(`/api/mall/availability?sku_id=${encodeURIComponent(sku_id)}`, { signal: leaving.signal })
      .then((answer) => (answer.ok ? answer.json() : { items: [] }))
      .then(({ items }: { items: { sku_id: string; available: number }[] }) => {
        const now = items[0]
        if (now) setLive((before) => ({ ...before, [now.sku_id]: now.available }))
      })
      .catch(() => {}) // the page keeps what it was made with
    return () => leaving.abort()
  }, [sku_id])
  return sku_id ? (live[sku_id] ?? page.availability[sku_id]) : undefined
}

function StockWord({ available }: { available: number | undefined }) {
  const t = useWords()
  if (available === undefined) return null
  if (available <= 0) return <span className="text-sm text-price">{t('stock.out')}</span>
  if (available <= 10) return <span className="text-sm text-amber">{t('stock.low', { n: available })}</span>
  return <span className="text-sm text-jade">{t('stock.in')}</span>
}

function Facts({ page: { product } }: { page: Product }) {
  const t = useWords()
  const service = [
    t('product.returns'),
    ...(product.warranty_months ? [t('product.warranty', { n: product.warranty_months })] : []),
    ...(product.shelf_life_days ? [t('product.shelf_life', { n: product.shelf_life_days })] : []),
  ]
  const rows: [IconName, string, string][] = [
    ...(product.kind === 'goods' ? ([['truck', t('product.delivery'), t('product.delivery.text')]] as [IconName, string, string][]) : []),
    ['wallet', t('product.pay'), t('product.pay.text')],
    ['shield', t('product.service'), service.join(' · ')],
  ]
  return (
    <dl className="mt-6 space-y-3 rounded-card border border-line p-4 text-sm md:mt-8 md:p-5">
      {rows.map(([icon, name, text]) => (
        <div key={icon} className="flex gap-3">
          <dt className="flex shrink-0 items-center gap-2 self-start text-muted">
            <Icon name={icon} className="size-5" />
            {name}
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}
