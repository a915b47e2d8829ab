import { type Card, cardOf } from '../parts/card.tsx'
import { said } from '../said.ts'
import { type Both, type Lang, pick } from '../words.ts'

/** A block as the API tells it: texts in both languages, and what it shows beside them. */
export interface RawBlock {
  type: string
  props: Record<string, unknown>
}
type RawCard = Parameters<typeof cardOf>[0]
interface RawBrand {
  brand_id: string
  name: Both
  slogan: Both | null
  picture: string | null
}
export interface RawResolved {
  cards?: RawCard[]
  brands?: RawBrand[]
  categories?: { category_id: string; name: Both; picture: string | null }[]
  pavilions?: { brand: RawBrand; cards: RawCard[]; scene: string | null }[]
  news?: { path: string; title: Both; description: Both | null; picture: string | null; published_at: string }[]
  ad?: { booking_id: string; title: Both; picture: string; link: string }
}

export interface BrandFacts {
  brand_id: string
  name: string
  slogan: string
}
export interface Shows {
  cards?: Card[]
  brands?: BrandFacts[]
  categories?: { category_id: string; name: string; picture: string | null }[]
  pavilions?: { brand: BrandFacts; cards: Card[]; scene: string | null }[]
  news?: { path: string; title: string; text: string; picture: string | null; published_at: string }[]
  ad?: { title: string; picture: string; link: string }
}
/** A block in the language of the page: only this travels to the browser. */
export interface ViewBlock {
  type: string
  props: Record<string, unknown> & { id: string }
  shows: Shows
}

export function localize(blocks: readonly RawBlock[], resolved: Record<string, RawResolved>, lang: Lang): ViewBlock[] {
  return blocks.map(({ type, props }) => ({
    type,
    props: said(props, lang) as ViewBlock['props'],
    shows: showsOf(resolved[String(props.id)] ?? {}, lang),
  }))
}

function showsOf({ cards, brands, categories, pavilions, news, ad }: RawResolved, lang: Lang): Shows {
  const brandOf = ({ brand_id, name, slogan }: RawBrand): BrandFacts => ({ brand_id, name: pick(name, lang), slogan: pick(slogan, lang) })
  const cardsOf = (raw: RawCard[]) => raw.map((card) => cardOf(card, lang))
  return {
    ...(cards ? { cards: cardsOf(cards) } : {}),
    ...(brands ? { brands: brands.map(brandOf) } : {}),
    ...(categories
      ? { categories: categories.map(({ category_id, name, picture }) => ({ category_id, name: pick(name, lang), picture })) }
      : {}),
    ...(pavilions
      ? { pavilions: pavilions.map((one) => ({ brand: brandOf(one.brand), cards: cardsOf(one.cards), scene: one.scene })) }
      : {}),
    ...(news
      ? {
          news: news.map(({ path, title, description, picture, published_at }) => ({
            ...{ path, picture, published_at },
            title: pick(title, lang),
            text: pick(description, lang),
          })),
        }
      : {}),
    ...(ad ? { ad: { title: pick(ad.title, lang), picture: ad.picture, link: ad.link } } : {}),
  }
}
