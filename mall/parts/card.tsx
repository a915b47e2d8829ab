import { day } from '../format.ts'
import { type Both, pick, useLang, useWords } from '../words.ts'
import { Go } from './link.tsx'
import { Picture } from './picture.tsx'
import { ListPrice, Price } from './price.tsx'

/** What a list knows of a product. */
export interface Card {
  spu_id: string
  title: Both
  subtitle: Both | null
  cover: { reference: string; alt: Both | null } | null
  lifecycle: string
  available_on: string | null
  price_from_minor: number | null
  price_to_minor: number | null
  list_price_minor?: number | null
  currency: string | null
  sold_out?: boolean
}

export function ProductCard({ card, sizes, first = false }: { card: Card; sizes: string; first?: boolean }) {
  const lang = useLang()
  const t = useWords()
  const title = pick(card.title, lang)
  return (
    <article className="lift group relative flex min-w-0 flex-col">
      <div className="overflow-hidden rounded-card bg-tile">
        <Picture reference={card.cover?.reference} alt="" sizes={sizes} first={first} className="w-full" />
      </div>
      <div className="flex grow flex-col gap-1 px-1 pt-3">
        <h3 className="text-sm font-medium md:text-base">
          <Go
            to={`/products/${card.spu_id}`}
            prefetch="intent"
            className="line-clamp-2 after:absolute after:inset-0 after:rounded-card group-hover:text-primary"
          >
            {title}
          </Go>
        </h3>
        {card.subtitle ? <p className="line-clamp-1 text-xs text-muted md:text-sm">{pick(card.subtitle, lang)}</p> : null}
        <Standing card={card} />
        <p className="mt-auto flex flex-wrap items-baseline gap-x-2 pt-1">
          {card.price_from_minor && card.currency ? (
            <>
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
            </>
          ) : null}
        </p>
      </div>
    </article>
  )
}

function Standing({ card }: { card: Card }) {
  const t = useWords()
  const lang = useLang()
  if (card.lifecycle === 'presale' || card.lifecycle === 'planned')
    return (
      <p className="text-xs text-amber">
        {t(`lifecycle.${card.lifecycle}`)}
        {card.available_on ? ` · ${t('available_on', { date: day(card.available_on, lang) })}` : ''}
      </p>
    )
  if (card.sold_out) return <p className="text-xs text-muted">{t('stock.out')}</p>
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
