import { redirect, useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { decimal } from '../format.ts'
import { BuyForm, Facts, OpeningNote, Options, PriceLine } from '../goods/buying.tsx'
import { Gallery } from '../goods/gallery.tsx'
import { Nearby } from '../goods/nearby.tsx'
import { Bundles, Documents, Elsewhere, Films, Links, Model } from '../goods/parts.tsx'
import { useGoodsWords } from '../goods/words.ts'
import { pageMeta } from '../meta.ts'
import { cardOf, ProductGrid } from '../parts/card.tsx'
import { Icon } from '../parts/icons.tsx'
import { Kept } from '../parts/kept.tsx'
import { Go } from '../parts/link.tsx'
import { mediaAddress, Picture } from '../parts/picture.tsx'
import { Still } from '../parts/still.tsx'
import { said } from '../said.ts'
import { describe } from '../specifications.ts'
import { type Arguments, inLang, langOf, type Visit, visitOf, withheld } from '../visit.ts'
import { FollowButton, Stars, Voices } from '../voices/parts.tsx'
import { useViewed } from '../voices/viewed.ts'
import { useVoiceWords } from '../voices/words.ts'
import { type Lang, pick, useLang, useWords } from '../words.ts'

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

export type Product = Awaited<ReturnType<typeof loader>>
export type Sku = Product['product']['skus'][number]

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
