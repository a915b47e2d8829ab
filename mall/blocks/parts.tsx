import { createContext, type ReactNode } from 'react'
import type { Card } from '../parts/card.tsx'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Price } from '../parts/price.tsx'
import { useWords } from '../words.ts'
import type { Shows } from './localize.ts'

export interface Outlet {
  id: string
  name: string
  address: string
  opening_hours: string | null
  longitude: number | null
  latitude: number | null
}

export const Outlets = createContext<readonly Outlet[]>([])

export interface Common {
  id: string
  shows: Shows
  first: boolean
}

/** A link of an editor: inside the mall in the language of the page, outside as it is. */
export function Lead({ to, className, children }: { to: string; className?: string; children: ReactNode }) {
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

export const cover = 'after:absolute after:inset-0 after:content-[""]'

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

export function Section({ id, title, children, className = '' }: { id: string; title: string; children: ReactNode; className?: string }) {
  return (
    <section className={`container-page mt-12 md:mt-20 ${className}`} {...(title ? { 'aria-labelledby': `${id}-title` } : {})}>
      {children}
    </section>
  )
}

/** Sold goods at a glance: the price is always asked, never written by hand. */
export function PriceOf({ card, large = false }: { card: Card | undefined; large?: boolean }) {
  if (!card?.price_from_minor || !card.currency) return null
  return <Price amount_minor={card.price_from_minor} currency={card.currency} size={large ? 'middle' : 'small'} plain />
}
