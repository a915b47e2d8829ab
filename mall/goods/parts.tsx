import { lazy, Suspense, useEffect, useState } from 'react'
import { money } from '../format.ts'
import { type Card, ProductGrid } from '../parts/card.tsx'
import { Send } from '../parts/form.tsx'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { mediaAddress, Picture } from '../parts/picture.tsx'
import { inLang } from '../visit.ts'
import { pick, useLang, type Words } from '../words.ts'
import { type GoodsWord, useGoodsWords } from './words.ts'

export interface Bundle {
  bundle_id: string
  name: Words
  components: {
    sku_id: string
    spu_id: string
    quantity: number
    title: Words
    name: Words | null
    cover: string | null
    price_minor: number
  }[]
  total_minor: number
  apart_minor: number
  currency: string
}

/** Sets of goods that go into the cart in one press, each as a line of its own. */
export function Bundles({ bundles, spu_id }: { bundles: readonly Bundle[]; spu_id: string }) {
  const t = useGoodsWords()
  const lang = useLang()
  if (!bundles.length) return null
  return (
    <section className="mt-14 md:mt-24" aria-labelledby="bundles">
      <h2 id="bundles" className="text-lg font-bold md:text-xl">
        {t('bundles')}
      </h2>
      <ul className="mt-5 grid gap-4 lg:grid-cols-2">
        {bundles.map((bundle) => (
          <li key={bundle.bundle_id} className="rounded-card border border-line p-4 md:p-5">
            <h3 className="font-semibold">{pick(bundle.name, lang)}</h3>
            <ul className="mt-3 space-y-2">
              {bundle.components.map((one) => (
                <li key={one.sku_id} className="flex items-center gap-3 text-sm">
                  <span className="size-14 shrink-0 overflow-hidden rounded-lg bg-tile">
                    <Picture reference={one.cover} alt="" sizes="56px" className="w-full" />
                  </span>
                  <span className="min-w-0 grow">
                    <Go to={`/products/${one.spu_id}?sku=${encodeURIComponent(one.sku_id)}`} className="line-clamp-2 hover:text-primary">
                      {pick(one.title, lang)}
                    </Go>
                    {one.name ? <span className="text-xs text-muted">{pick(one.name, lang)}</span> : null}
                  </span>
                  <span className="figures shrink-0 text-muted">
                    {money(one.price_minor, bundle.currency)} ×{one.quantity}
                  </span>
                </li>
              ))}
            </ul>
            <Send
              method="post"
              action={inLang(lang, `/products/${spu_id}`)}
              className="mt-4 flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4"
            >
              <input type="hidden" name="bundle_id" value={bundle.bundle_id} />
              <p className="text-sm text-muted">
                {t('bundle_total')} <strong className="figures text-lg text-price">{money(bundle.total_minor, bundle.currency)}</strong>
                {bundle.apart_minor > bundle.total_minor ? (
                  <span className="ml-2 text-price">
                    {t('bundle_saves', { amount: money(bundle.apart_minor - bundle.total_minor, bundle.currency) })}
                  </span>
                ) : null}
              </p>
              <button type="submit" className="button-plain min-h-11">
                {t('bundle_buy')}
              </button>
            </Send>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Spare parts, services, accessories and similar goods, a row for each kind. */
export function Links({
  links,
}: {
  links: readonly { kind: GoodsWord & ('part' | 'service' | 'accessory' | 'similar'); cards: Card[] }[]
}) {
  const t = useGoodsWords()
  return links.map(({ kind, cards }) => (
    <section key={kind} className="mt-16 md:mt-24" aria-labelledby={`goods-${kind}`}>
      <h2 id={`goods-${kind}`} className="mb-5 text-lg font-bold md:mb-8 md:text-xl">
        {t(kind)}
      </h2>
      <ProductGrid cards={cards} />
    </section>
  ))
}

/** Other shops, the one operators rank first in front. */
export function Elsewhere({ shops }: { shops: readonly { name: Words; url: string }[] }) {
  const t = useGoodsWords()
  const lang = useLang()
  if (!shops.length) return null
  return (
    <section className="mt-14 md:mt-24" aria-labelledby="elsewhere">
      <h2 id="elsewhere" className="text-lg font-bold md:text-xl">
        {t('elsewhere')}
      </h2>
      <p className="mt-1 text-sm text-muted">{t('elsewhere_text')}</p>
      <ol className="mt-4 grid gap-3 md:grid-cols-3">
        {shops.map(({ name, url }) => (
          <li key={url}>
            <a
              href={url}
              rel="noopener nofollow"
              className="flex min-h-14 items-center justify-between gap-3 rounded-card border border-line px-4 py-3 hover:border-primary hover:text-primary"
            >
              {pick(name, lang)}
              <Icon name="right" className="size-5 text-muted" />
            </a>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Manuals, firmware, certificates: kept files under their names. */
export function Documents({ files }: { files: readonly { reference: string; alt?: Words | null }[] }) {
  const t = useGoodsWords()
  const lang = useLang()
  if (!files.length) return null
  return (
    <section className="mt-14 md:mt-24" aria-labelledby="documents">
      <h2 id="documents" className="text-lg font-bold md:text-xl">
        {t('documents')}
      </h2>
      <ul className="mt-4 grid gap-3 md:grid-cols-2">
        {files.map(({ reference, alt }) => (
          <li key={reference}>
            <a
              href={`/media/${reference}`}
              className="flex min-h-14 items-center gap-3 rounded-card border border-line px-4 py-3 hover:border-primary hover:text-primary"
            >
              <Icon name="down" className="size-5 text-muted" />
              {pick(alt, lang) || t('document')}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Films of the product, fetched only when they are played. */
export function Films(props: {
  media: readonly { role: string; reference: string; alt?: Words | null; layout?: string | null }[]
  title: string
}) {
  const { media, title } = props
  const t = useGoodsWords()
  const lang = useLang()
  const films = media.filter(({ role }) => role === 'video')
  if (!films.length) return null
  // What stands there until it plays: the room it lives in.
  const still = media.findLast(({ role, layout }) => role === 'gallery' && layout !== 'tall')?.reference
  return (
    <section className="mt-14 md:mt-24" aria-labelledby="films">
      <h2 id="films" className="text-lg font-bold md:text-xl">
        {t('films')}
      </h2>
      <div className="mt-4 grid gap-4 lg:grid-cols-2">
        {films.map(({ reference, alt }) => (
          // biome-ignore lint/a11y/useMediaCaption: a film is kept with its captions in the picture
          <video
            key={reference}
            controls
            preload="none"
            playsInline
            src={`/media/${reference}`}
            poster={still && mediaAddress(still, 960)}
            aria-label={pick(alt, lang) || t('film_of', { name: title })}
            className="aspect-video w-full rounded-card bg-tile"
          />
        ))}
      </div>
    </section>
  )
}

const Viewer = lazy(() => import('./viewer.tsx'))

/** The product to turn around. What draws it is large and is fetched when asked for; without script there are the pictures. */
export function Model({ reference, name, poster }: { reference: string | null; name: string; poster: string | null }) {
  const t = useGoodsWords()
  const [alive, setAlive] = useState(false)
  const [open, setOpen] = useState(false)
  useEffect(() => setAlive(true), [])
  if (!reference || !alive) return null
  return (
    <div className="mt-4 px-4 md:px-0">
      <button type="button" className="button-plain min-h-11" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="compare" className="size-5" />
        {t(open ? 'close_3d' : 'view_3d')}
      </button>
      {open ? (
        <div className="mt-3 aspect-square overflow-hidden rounded-card bg-tile">
          <Suspense fallback={null}>
            <Viewer source={`/media/${reference}`} alt={t('model_of', { name })} poster={poster} />
          </Suspense>
        </div>
      ) : null}
    </div>
  )
}
