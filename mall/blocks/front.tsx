import { type Card, ProductCard } from '../parts/card.tsx'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Picture } from '../parts/picture.tsx'
import { tintOf } from '../parts/tint.ts'
import { useWords } from '../words.ts'
import type { BrandFacts } from './localize.ts'
import { type Common, cover, Heading, Lead, PriceOf, Section } from './parts.tsx'
import { useBlockWords } from './words.ts'

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

export function Banner({ title, text, action, link, picture, spu_id, tint, large, shows, first }: BannerProps) {
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
export function Carousel({ id, slides, first }: Common & { slides: Slide[] }) {
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
export function Stage({ shows: { pavilions = [] }, first }: Common) {
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

export function Pavilion({ id, tint, shows: { pavilions = [] } }: Common & { tint: number }) {
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

export function Brands({ id, title, shows: { brands = [] } }: Common & { title: string }) {
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
