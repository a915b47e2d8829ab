import { type ComponentType, createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { day, moment } from '../format.ts'
import { type Card, ProductCard, ProductGrid } from '../parts/card.tsx'
import { Icon, type IconName } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { mediaAddress, Picture } from '../parts/picture.tsx'
import { Price } from '../parts/price.tsx'
import { Still } from '../parts/still.tsx'
import { tintOf } from '../parts/tint.ts'
import { useLang, useWords } from '../words.ts'
import type { BrandFacts, Shows, ViewBlock } from './localize.ts'
import { useBlockWords } from './words.ts'

export interface Outlet {
  id: string
  name: string
  address: string
  opening_hours: string | null
  longitude: number | null
  latitude: number | null
}

export const Outlets = createContext<readonly Outlet[]>([])

/** A block on its page; without what it says where the document has it drawn already. */
export interface ShownBlock {
  id: string
  type: string
  block: ViewBlock | undefined
}

/** The blocks of a page from top to bottom. The editor draws with the same parts. */
export function Blocks({ blocks, outlets }: { blocks: readonly ShownBlock[]; outlets: readonly Outlet[] | undefined }) {
  return (
    <Outlets value={outlets ?? []}>
      {blocks.map(({ id, block }, place) => (
        <Still key={id} id={`block-${id}`} of={block}>
          {(shown) => <BlockView block={shown} first={place === 0} />}
        </Still>
      ))}
    </Outlets>
  )
}

export function BlockView({ block, first = false }: { block: ViewBlock; first?: boolean }) {
  const Draw = drawings[block.type]
  // biome-ignore lint/suspicious/noExplicitAny: the API has checked what a block of this kind says
  return Draw ? <Draw {...(block.props as any)} shows={block.shows} first={first} /> : null
}

interface Common {
  id: string
  shows: Shows
  first: boolean
}

/** A link of an editor: inside the mall in the language of the page, outside as it is. */
function Lead({ to, className, children }: { to: string; className?: string; children: ReactNode }) {
  if (to.startsWith('/') && !/^\/(media|docs|console)\b/.test(to))
    return (
      <Go to={to} {...(className ? { className } : {})}>
        {children}
      </Go>
    )
  return (
    <a href={to} className={className} {...(to.startsWith('https:') ? { rel: 'noopener' } : {})}>
      {children}
    </a>
  )
}

const cover = 'after:absolute after:inset-0 after:content-[""]'

export function Heading({ id, title, to, text }: { id: string; title: string; to?: string; text?: string }) {
  const t = useWords()
  if (!title) return null
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

function Section({ id, title, children, className = '' }: { id: string; title: string; children: ReactNode; className?: string }) {
  return (
    <section className={`container-page mt-12 md:mt-20 ${className}`} {...(title ? { 'aria-labelledby': `${id}-title` } : {})}>
      {children}
    </section>
  )
}

/** Sold goods at a glance: the price is always asked, never written by hand. */
function PriceOf({ card, large = false }: { card: Card | undefined; large?: boolean }) {
  if (!card?.price_from_minor || !card.currency) return null
  return <Price amount_minor={card.price_from_minor} currency={card.currency} size={large ? 'middle' : 'small'} plain />
}

interface BannerProps extends Common {
  title: string
  text: string
  action: string
  link: string
  picture: string | null
  spu_id: string | null
  tint: number
  large: boolean
}
function Banner({ title, text, action, link, picture, spu_id, tint, large, shows, first }: BannerProps) {
  const card = shows.cards?.[0]
  const to = link || (spu_id ? `/products/${spu_id}` : '')
  const shown = picture ?? card?.cover ?? null
  const words = to ? (
    <Lead to={to} className={`line-clamp-3 ${cover}`}>
      {title || card?.title}
    </Lead>
  ) : (
    title
  )
  const HeadingOf = first ? 'p' : 'h2'
  return (
    <section className={first ? 'container-page mt-3 md:mt-6' : 'container-page mt-12 md:mt-20'}>
      <div
        style={{ background: tintOf(tint) }}
        className={`lift relative flex flex-col overflow-hidden rounded-card md:flex-row ${large ? 'md:min-h-96 lg:min-h-[500px]' : 'md:min-h-64'}`}
      >
        <div className={`flex flex-col p-5 md:w-[44%] md:justify-center ${large ? 'md:p-12' : 'md:p-9'}`}>
          <HeadingOf className={`font-bold ${large ? 'text-xl md:text-2xl' : 'text-lg md:text-xl'}`}>{words}</HeadingOf>
          {text ? <p className="mt-2 whitespace-pre-line text-sm text-muted md:mt-3 md:text-base">{text}</p> : null}
          <p className="mt-4 flex items-center gap-5 empty:hidden md:mt-6">
            {action && to ? (
              <span className="button-primary pointer-events-none shrink-0 whitespace-nowrap">
                {action}
                <Icon name="right" className="size-4" />
              </span>
            ) : null}
            <PriceOf card={card} large />
          </p>
        </div>
        {shown ? (
          <div className="mt-auto overflow-hidden md:absolute md:inset-y-0 md:right-0 md:mt-0 md:w-[52%] md:[mask-image:linear-gradient(to_right,transparent,black_18%)]">
            <Picture
              reference={shown}
              alt=""
              large
              first={first}
              sizes="(width >= 768px) 760px, 92vw"
              className="w-full [mask-image:linear-gradient(to_bottom,transparent,black_18%)] md:aspect-auto md:h-full md:object-[50%_70%] md:[mask-image:none]"
            />
          </div>
        ) : null}
      </div>
    </section>
  )
}

interface Slide {
  title: string
  text: string
  link: string
  picture: string | null
  tint: number
}
/** A row to swipe, or to walk through with the tabulator; nothing moves by itself. */
function Carousel({ id, slides, first }: Common & { slides: Slide[] }) {
  const said = useBlockWords()
  return (
    <section className={first ? 'mt-3 md:mt-6' : 'mt-12 md:mt-20'} aria-label={said('carousel')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a row that scrolls must be reachable by keyboard */}
      <ul className="rail rail-bleed gap-3 md:gap-5" tabIndex={0}>
        {slides.map((slide, place) => (
          <li
            key={`${id}-${place}`}
            style={{ background: tintOf(slide.tint) }}
            className="lift relative flex w-[86vw] max-w-3xl shrink-0 items-center overflow-hidden rounded-card md:min-h-80"
          >
            <div className="w-1/2 p-5 md:p-10">
              <h2 className="text-lg font-bold md:text-xl">
                {slide.link ? (
                  <Lead to={slide.link} className={cover}>
                    {slide.title}
                  </Lead>
                ) : (
                  slide.title
                )}
              </h2>
              {slide.text ? <p className="mt-2 text-sm text-muted md:text-base">{slide.text}</p> : null}
            </div>
            <Picture
              reference={slide.picture}
              alt=""
              large={first && place === 0}
              first={first && place === 0}
              sizes="(width >= 768px) 384px, 43vw"
              className="w-1/2 self-stretch object-cover md:aspect-auto"
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The best of each brand, one of them large. On a phone they lie side by side under the thumb. */
function Stage({ shows: { pavilions = [] }, first }: Common) {
  const t = useWords()
  if (!pavilions.length) return null
  return (
    <section className={`md:container-page ${first ? 'mt-3 md:mt-6' : 'mt-12 md:mt-20'}`} aria-label={t('brands')}>
      <div className="rail scroll-px-4 gap-3 px-4 md:grid md:grid-cols-3 md:gap-5 md:overflow-visible md:px-0">
        {pavilions.map((pavilion, place) => (
          <Feature key={pavilion.brand.brand_id} pavilion={pavilion} place={place} first={first} />
        ))}
      </div>
    </section>
  )
}

function Feature({
  pavilion: { brand, cards, scene },
  place,
  first,
}: {
  pavilion: { brand: BrandFacts; cards: Card[]; scene: string | null }
  place: number
  first: boolean
}) {
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
          <PriceOf card={card} large={large} />
        </p>
      </div>
      <div
        className={`mt-auto overflow-hidden ${large ? 'md:absolute md:inset-y-0 md:right-0 md:mt-0 md:w-[52%] md:[mask-image:linear-gradient(to_right,transparent,black_18%)] md:dark:[mask-image:none]' : ''}`}
      >
        <Picture
          reference={large ? (scene ?? card.cover) : card.cover}
          alt=""
          large={large}
          first={large && first}
          sizes={large ? '(width >= 768px) 760px, 86vw' : '(width >= 768px) 420px, 86vw'}
          className={`w-full [mask-image:linear-gradient(to_bottom,transparent,black_18%)] dark:[mask-image:none] ${large ? 'md:aspect-auto md:h-full md:object-[50%_70%] md:[mask-image:none]' : ''}`}
        />
      </div>
    </article>
  )
}

interface ProductsProps extends Common {
  title: string
  text: string
  layout: 'grid' | 'rail' | 'calendar'
  more: string
}
function Products({ id, title, text, layout, more, shows: { cards = [] }, first }: ProductsProps) {
  if (!cards.length) return null
  if (layout === 'calendar') return <Calendar id={id} title={title} text={text} more={more} cards={cards} />
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} text={text} {...(more ? { to: more } : {})} />
      {layout === 'rail' ? (
        <div className="rail -mx-4 scroll-px-4 gap-3 px-4 md:mx-0 md:gap-6 md:px-0">
          {cards.map((card) => (
            <div key={card.spu_id} className="w-[42vw] max-w-60 shrink-0 md:w-60">
              <ProductCard card={card} sizes="(width >= 768px) 240px, 42vw" />
            </div>
          ))}
        </div>
      ) : (
        <ProductGrid cards={cards} first={first ? 4 : 0} />
      )}
    </Section>
  )
}

/** Dates first: what comes when. */
function Calendar({ id, title, text, more, cards }: { id: string; title: string; text: string; more: string; cards: Card[] }) {
  const t = useWords()
  const lang = useLang()
  return (
    <section className="mt-16 bg-mist py-10 md:mt-24 md:py-14" {...(title ? { 'aria-labelledby': `${id}-title` } : {})}>
      <div className="container-page">
        <Heading id={`${id}-title`} title={title} text={text} {...(more ? { to: more } : {})} />
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

function Recommendations({ id, title, shows: { cards = [] } }: Common & { title: string }) {
  if (!cards.length) return null
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} to="/search" />
      <ProductGrid cards={cards} />
    </Section>
  )
}

function Categories({ id, title, shows: { categories = [] } }: Common & { title: string }) {
  const t = useWords()
  if (!categories.length) return null
  return (
    <section className="container-page mt-10 md:mt-16" {...(title ? { 'aria-labelledby': `${id}-title` } : {})}>
      <Heading id={`${id}-title`} title={title} to="/categories" />
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
          <Go to="/categories" className="block text-center text-xs hover:text-primary md:text-sm">
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

function Pavilion({ id, tint, shows: { pavilions = [] } }: Common & { tint: number }) {
  const t = useWords()
  const pavilion = pavilions[0]
  if (!pavilion) return null
  const { brand, cards } = pavilion
  return (
    <section className="container-page mt-16 md:mt-24" aria-labelledby={`${id}-title`}>
      <div className="md:grid md:grid-cols-3 md:gap-6 lg:grid-cols-4">
        <header
          style={{ background: tintOf(tint) }}
          className="relative mb-6 flex items-center justify-between gap-4 rounded-card p-5 md:mb-0 md:flex-col md:items-start md:p-8"
        >
          <div>
            <h2 id={`${id}-title`} className="text-lg font-bold md:text-xl">
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
          {cards.map((card, i) => (
            <div key={card.spu_id} className={`w-[42vw] max-w-60 md:w-auto md:max-w-none ${i === 2 ? 'md:hidden lg:block' : ''}`}>
              <ProductCard card={card} sizes="(width >= 768px) 290px, 42vw" />
            </div>
          ))}
        </div>
      </div>
    </section>
  )
}

interface PavilionHeaderProps extends Common {
  title: string
  text: string
  tint: number
  picture: string | null
}
/** The head of a pavilion, over the whole width. */
export function PavilionHeader({ title, text, tint, picture, shows: { pavilions = [] }, first }: PavilionHeaderProps) {
  const pavilion = pavilions[0]
  const name = title || pavilion?.brand.name || ''
  const Name = first ? 'h1' : 'h2'
  return (
    <header style={{ background: tintOf(tint) }} className="overflow-hidden">
      <div className="container-page flex min-h-52 items-center gap-6 py-8 md:min-h-72">
        <div className="grow">
          <Name className="text-2xl font-bold">{name}</Name>
          <p className="mt-2 max-w-md whitespace-pre-line text-base text-muted md:text-lg">{text || pavilion?.brand.slogan}</p>
        </div>
        {picture ? (
          <Picture
            reference={picture}
            alt=""
            large
            first={first}
            sizes="(width >= 768px) 320px, 40vw"
            className="w-40 rounded-card md:w-80"
          />
        ) : (
          <div className="flex gap-[2vw]">
            {(pavilion?.cards ?? []).slice(0, 3).map((card, i) => (
              <Picture
                key={card.spu_id}
                reference={card.cover}
                alt=""
                first={first}
                sizes="220px"
                className={`w-28 rounded-card mix-blend-multiply dark:mix-blend-normal md:w-56 ${i > 0 ? 'hidden lg:block' : ''}`}
              />
            ))}
          </div>
        )}
      </div>
    </header>
  )
}

function Brands({ id, title, shows: { brands = [] } }: Common & { title: string }) {
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} />
      <ul className="grid gap-4 sm:grid-cols-2">
        {brands.map((brand, place) => (
          <li key={brand.brand_id} style={{ background: tintOf(place) }} className="relative rounded-card p-6 md:p-8">
            <h3 className="text-lg font-semibold">
              <Go to={`/brands/${brand.brand_id}`} className="after:absolute after:inset-0">
                {brand.name}
              </Go>
            </h3>
            <p className="mt-1 text-muted">{brand.slogan}</p>
          </li>
        ))}
      </ul>
    </Section>
  )
}

interface CountdownProps extends Common {
  title: string
  text: string
  ends_at: string
  link: string
  action: string
}
/** The moment is written out; with script it also counts. Past its moment the block is gone. */
function Countdown({ title, text, ends_at, link, action }: CountdownProps) {
  const said = useBlockWords()
  const left_ms = useLeft(ends_at)
  if (left_ms !== null && left_ms <= 0) return null
  const s = Math.floor((left_ms ?? 0) / 1000)
  const parts = [Math.floor(s / 86_400), Math.floor(s / 3600) % 24, Math.floor(s / 60) % 60, s % 60]
  return (
    <section className="container-page mt-12 md:mt-20">
      <div className="relative flex flex-wrap items-center justify-between gap-4 rounded-card bg-danger-wash p-5 md:px-9 md:py-7">
        <div>
          <h2 className="text-lg font-bold">
            {link ? (
              <Lead to={link} className={cover}>
                {title}
              </Lead>
            ) : (
              title
            )}
          </h2>
          <p className="mt-1 text-sm text-muted">
            {text}{' '}
            <time dateTime={ends_at} suppressHydrationWarning>
              {said('until', { at: moment(ends_at) })}
            </time>
          </p>
        </div>
        {left_ms === null ? null : (
          <p className="figures flex gap-2 text-xl font-bold text-price" role="timer" aria-live="off">
            {parts.map((part, i) => (
              <span key={i} className="rounded-lg bg-paper px-2 py-1">
                {String(part).padStart(2, '0')}
                <small className="ml-0.5 text-xs font-normal text-muted">{said((['d', 'h', 'm', 's'] as const)[i]!)}</small>
              </span>
            ))}
          </p>
        )}
        {action && link ? <span className="button-primary pointer-events-none">{action}</span> : null}
      </div>
    </section>
  )
}

function useLeft(ends_at: string): number | null {
  const [left, setLeft] = useState<number | null>(null)
  useEffect(() => {
    const look = () => setLeft(Date.parse(ends_at) - Date.now())
    look()
    const timer = setInterval(look, 1000)
    return () => clearInterval(timer)
  }, [ends_at])
  return left
}

interface CouponProps extends Common {
  title: string
  text: string
  until: string | null
  link: string
  action: string
}
function Coupon({ title, text, until, link, action }: CouponProps) {
  const said = useBlockWords()
  const lang = useLang()
  return (
    <section className="container-page mt-6">
      <div className="relative flex items-center justify-between gap-4 rounded-card border border-dashed border-price bg-danger-wash p-4 md:px-7">
        <div>
          <h2 className="text-base font-bold text-price">
            {link ? (
              <Lead to={link} className={cover}>
                {title}
              </Lead>
            ) : (
              title
            )}
          </h2>
          <p className="mt-0.5 text-sm text-muted">
            {text}
            {until ? ` ${said('valid', { date: day(until, lang) })}` : ''}
          </p>
        </div>
        {action ? <span className="shrink-0 text-sm font-semibold text-price">{action}</span> : null}
      </div>
    </section>
  )
}

/** The words of an editor, cleaned by the API before they were kept. */
function Html({ html, className }: { html: string; className: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned when it was saved, and the content policy runs no script of a page
  return <div className={className} dangerouslySetInnerHTML={{ __html: html }} />
}
const Text = ({ html, narrow, first }: Common & { html: string; narrow: boolean }) => (
  <Html html={html} className={`written container-page ${first ? 'mt-8' : 'mt-10 md:mt-14'} ${narrow ? 'written-narrow' : ''}`} />
)
const Embed = ({ html }: Common & { html: string }) => <Html html={html} className="written container-page mt-10" />

function Video({ id, title, video, poster }: Common & { title: string; video: string | null; poster: string | null }) {
  if (!video) return null
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} />
      <video
        controls
        preload="none"
        playsInline
        src={`/media/${video}`}
        {...(poster ? { poster: mediaAddress(poster, 1280) } : {})}
        aria-label={title}
        className="aspect-video w-full rounded-card bg-tile"
      />
    </Section>
  )
}

/** Where our stores are: a drawing without tiles from elsewhere, and the same as a list. */
function Stores({ id, title, text }: Common & { title: string; text: string }) {
  const outlets = useContext(Outlets)
  if (!outlets.length) return null
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} text={text} />
      <div className="lg:grid lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:items-start lg:gap-10">
        <StoreMap outlets={outlets} />
        <ul className="mt-4 grid gap-x-10 border-t border-line sm:grid-cols-2 lg:mt-0">
          {outlets.map((outlet) => (
            <li key={outlet.id} className="border-b border-line py-4">
              <h3 className="font-medium">{outlet.name}</h3>
              <p className="text-sm text-muted">{outlet.address}</p>
              {outlet.opening_hours ? <p className="figures text-sm text-muted">{outlet.opening_hours}</p> : null}
            </li>
          ))}
        </ul>
      </div>
    </Section>
  )
}

const map = { width: 480, height: 360, margin: 44 }

function StoreMap({ outlets }: { outlets: readonly Outlet[] }) {
  const placed = outlets.filter((one) => one.longitude !== null && one.latitude !== null)
  if (!placed.length) return null
  const [west, east] = span(placed.map(({ longitude }) => longitude!))
  const [south, north] = span(placed.map(({ latitude }) => latitude!))
  const x = (longitude: number) => map.margin + ((longitude - west) / (east - west)) * (map.width - 2 * map.margin)
  const y = (latitude: number) => map.height - map.margin - ((latitude - south) / (north - south)) * (map.height - 2 * map.margin)
  return (
    <svg
      viewBox={`0 0 ${map.width} ${map.height}`}
      className="w-full rounded-card bg-mist"
      role="img"
      aria-label={placed.map(({ name }) => name).join(', ')}
    >
      <defs>
        <pattern id="hexagons" width="28" height="48.5" patternUnits="userSpaceOnUse">
          <path d="M14 0v8M14 8 0 16v16.5l14 8 14-8V16zM14 40.500v8" fill="none" stroke="var(--line)" />
        </pattern>
      </defs>
      <rect width={map.width} height={map.height} fill="url(#hexagons)" />
      {placed.map(({ id, longitude, latitude }) => (
        <g key={id} transform={`translate(${x(longitude!).toFixed(1)} ${y(latitude!).toFixed(1)})`}>
          <circle r="14" fill="var(--primary)" opacity="0.16" />
          <circle r="5" fill="var(--primary)" stroke="var(--paper)" strokeWidth="2" />
        </g>
      ))}
    </svg>
  )
}

function span(values: number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return high - low < 0.02 ? [low - 0.01, high + 0.01] : [low, high]
}

interface PointsProps extends Common {
  title: string
  items: { icon: string; title: string; text: string }[]
}
function Points({ id, title, items }: PointsProps) {
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} />
      <ul className="grid gap-8 sm:grid-cols-2 lg:grid-cols-4">
        {items.map((item, i) => (
          <li key={`${id}-${i}`}>
            <Icon name={item.icon as IconName} className="size-8 text-primary" />
            <h3 className="mt-3 font-semibold">{item.title}</h3>
            <p className="mt-2 text-sm text-muted">{item.text}</p>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function News({ id, title, shows: { news = [] } }: Common & { title: string }) {
  if (!news.length) return null
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} to="/news" />
      <NewsList news={news} />
    </Section>
  )
}

export function NewsList({ news, heading: Title = 'h3' }: { news: NonNullable<Shows['news']>; heading?: 'h2' | 'h3' }) {
  return (
    <ul className="grid gap-6 md:grid-cols-2">
      {news.map((one) => (
        <li key={one.path} className="lift relative flex gap-4">
          {one.picture ? (
            <span className="w-28 shrink-0 self-start overflow-hidden rounded-card bg-tile">
              <Picture reference={one.picture} alt="" sizes="112px" className="w-full" />
            </span>
          ) : null}
          <div>
            <time dateTime={one.published_at} className="figures text-xs text-muted">
              {moment(one.published_at).slice(0, 10)}
            </time>
            <Title className="mt-1 font-semibold">
              <Go to={one.path} className="hover:text-primary after:absolute after:inset-0">
                {one.title}
              </Go>
            </Title>
            <p className="mt-1 line-clamp-2 text-sm text-muted">{one.text}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}

function Ad({ shows: { ad } }: Common) {
  const said = useBlockWords()
  if (!ad) return null
  return (
    <section className="container-page mt-12" aria-label={said('ad')}>
      <div className="lift relative flex items-center gap-5 overflow-hidden rounded-card bg-mist">
        <Picture reference={ad.picture} alt="" sizes="160px" className="w-28 md:w-40" />
        <p className="grow font-semibold md:text-lg">
          {ad.link ? (
            <Lead to={ad.link} className={cover}>
              {ad.title}
            </Lead>
          ) : (
            ad.title
          )}
        </p>
        <span className="mr-4 self-end pb-2 text-xs text-muted">{said('ad')}</span>
      </div>
    </section>
  )
}

// biome-ignore lint/suspicious/noExplicitAny: each drawing knows what its kind of block says
const drawings: Record<string, ComponentType<any>> = {
  banner: Banner,
  carousel: Carousel,
  stage: Stage,
  products: Products,
  recommendations: Recommendations,
  categories: Categories,
  pavilion: Pavilion,
  pavilion_header: PavilionHeader,
  brands: Brands,
  countdown: Countdown,
  coupon: Coupon,
  text: Text,
  html: Embed,
  video: Video,
  stores: Stores,
  points: Points,
  news: News,
  ad: Ad,
}
