import { day } from '../format.ts'
import { type Card, ProductCard, ProductGrid } from '../parts/card.tsx'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Picture } from '../parts/picture.tsx'
import { Price } from '../parts/price.tsx'
import { useLang, useWords } from '../words.ts'
import { type Common, Heading, Section } from './parts.tsx'

interface ProductsProps extends Common {
  title: string
  text: string
  layout: 'grid' | 'rail' | 'calendar'
  more: string
}

export function Products({ id, title, text, layout, more, shows: { cards = [] }, first }: ProductsProps) {
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

export function Recommendations({ id, title, shows: { cards = [] } }: Common & { title: string }) {
  if (!cards.length) return null
  return (
    <Section id={id} title={title}>
      <Heading id={`${id}-title`} title={title} to="/search" />
      <ProductGrid cards={cards} />
    </Section>
  )
}

export function Categories({ id, title, shows: { categories = [] } }: Common & { title: string }) {
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
