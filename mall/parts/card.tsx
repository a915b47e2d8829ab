import { day } from '../format.ts'
import { type Both, type Lang, pick, useLang, useWords } from '../words.ts'
import { Go } from './link.tsx'
import { Picture } from './picture.tsx'
import { ListPrice, Price } from './price.tsx'

/** What a list shows of a product, in the language of the page: only this travels with it. */
export interface Card {
  spu_id: string
  title: string
  subtitle: string
  cover: string | null
  lifecycle: string
  available_on: string | null
  price_from_minor: number | null
  price_to_minor: number | null
  list_price_minor: number | null
  currency: string | null
  /** Stars on average and how many gave them; left out where nobody did or the list does not ask. */
  rating?: { average: number; count: number }
}

interface ListedProduct extends Omit<Card, 'title' | 'subtitle' | 'cover' | 'rating'> {
  title: Both
  subtitle: Both | null
  cover: { reference: string } | null
}

export const cardOf = (product: ListedProduct, lang: Lang): Card => ({
  spu_id: product.spu_id,
  title: pick(product.title, lang),
  subtitle: pick(product.subtitle, lang),
  cover: product.cover?.reference ?? null,
  lifecycle: product.lifecycle,
  available_on: product.available_on,
  price_from_minor: product.price_from_minor,
  price_to_minor: product.price_to_minor,
  list_price_minor: product.list_price_minor,
  currency: product.currency,
})

export function ProductCard({ card, sizes, first = false }: { card: Card; sizes: string; first?: boolean }) {
  const t = useWords()
  return (
    <article className="product lift">
      <div className="product-picture">
        <Picture reference={card.cover} alt="" sizes={sizes} first={first} className="w-full" />
      </div>
      <h3>
        <Go to={`/products/${card.spu_id}`} prefetch="intent">
          {card.title}
        </Go>
      </h3>
      {card.subtitle ? <p className="product-subtitle">{card.subtitle}</p> : null}
      {card.rating ? <CardRating rating={card.rating} /> : null}
      <Standing card={card} />
      {card.price_from_minor && card.currency ? (
        <p className="product-price">
          <Price
            amount_minor={card.price_from_minor}
            currency={card.currency}
            size="middle"
            {...(card.price_to_minor !== card.price_from_minor ? { after: t('price.from') } : {})}
          />
          <ListPrice
            amount_minor={card.list_price_minor}
            above_minor={card.price_from_minor}
            currency={card.currency}
            label={t('price.was')}
          />
        </p>
      ) : null}
    </article>
  )
}

function CardRating({ rating }: { rating: { average: number; count: number } }) {
  const t = useWords()
  return (
    <p className="product-rating">
      <span aria-hidden="true">★</span> {t('card.rating', { average: rating.average.toFixed(1), n: rating.count })}
    </p>
  )
}

function Standing({ card }: { card: Card }) {
  const t = useWords()
  const lang = useLang()
  if (card.lifecycle === 'presale' || card.lifecycle === 'planned')
    return (
      <p className="product-standing">
        {t(`lifecycle.${card.lifecycle}`)}
        {card.available_on ? ` · ${t('available_on', { date: day(card.available_on, lang) })}` : ''}
      </p>
    )
  return null
}

export const gridClass = 'grid grid-cols-2 gap-x-3 gap-y-8 md:grid-cols-3 md:gap-x-6 lg:grid-cols-4'
export const gridSizes = '(width >= 1024px) 290px, (width >= 768px) 30vw, 45vw'

export function ProductGrid({ cards, first = 0 }: { cards: readonly Card[]; first?: number }) {
  return (
    <div className={gridClass}>
      {cards.map((card, i) => (
        <ProductCard key={card.spu_id} card={card} sizes={gridSizes} first={i < first} />
      ))}
    </div>
  )
}
