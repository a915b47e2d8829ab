import type { Attribute, Product } from '../model.ts'
import { missingSpecification } from '../rules.ts'

/** What a channel wants of a product before it is shown there; the mall wants all of it. */
export const demands = {
  mall: ['title', 'subtitle', 'selling_points', 'story', 'specifications', 'cover', 'gallery', 'price', 'barcode', 'weight'],
  marketplace: ['title', 'selling_points', 'specifications', 'cover', 'gallery', 'price', 'barcode', 'weight'],
  store: ['title', 'price', 'barcode'],
} as const
export type Demand = (typeof demands)['mall'][number]
export const surfaces = Object.keys(demands) as (keyof typeof demands)[]

export interface Completeness {
  surface: keyof typeof demands
  lang: 'zh' | 'en'
  /** 0 to 100: how much of what is wanted is there. */
  score: number
  missing: Demand[]
}

/** How complete a product is for each kind of channel in each language, and what is missing. */
export function completenessOf(product: Product, template: Map<string, Attribute>): Completeness[] {
  const skus = product.skus.filter(({ withdrawn }) => !withdrawn)
  // What is meant for one channel only completes nothing elsewhere.
  const everywhere = product.media.filter(({ channel_id }) => channel_id === null)
  const chinese = /\p{Script=Han}/u
  // A text that was only copied from Chinese is not yet English.
  const said = (text: { zh: string; en: string } | null | undefined, lang: 'zh' | 'en') =>
    Boolean(text?.[lang]) && (lang === 'zh' || !chinese.test(text!.en))
  const has: Record<Demand, (lang: 'zh' | 'en') => boolean> = {
    title: (lang) => said(product.title, lang),
    subtitle: (lang) => said(product.subtitle, lang),
    selling_points: (lang) => product.selling_points.filter((point) => said(point, lang)).length >= 3,
    story: (lang) => said(product.story, lang),
    specifications: () => missingSpecification(product, template) === undefined && stated(product, template) >= 0.7,
    cover: () => everywhere.some(({ role }) => role === 'cover'),
    gallery: () => everywhere.filter(({ role }) => role === 'gallery' || role === 'cover').length >= 3,
    price: () => skus.length > 0 && skus.every(({ price_minor }) => price_minor !== null),
    barcode: () => product.kind === 'service' || (skus.length > 0 && skus.every(({ barcode }) => barcode !== null)),
    weight: () => product.kind === 'service' || skus.every(({ weight_grams }) => weight_grams !== null),
  }
  return surfaces.flatMap((surface) =>
    (['zh', 'en'] as const).map((lang): Completeness => {
      const wanted: readonly Demand[] = demands[surface]
      const missing = wanted.filter((one) => !has[one](lang))
      return { surface, lang, score: Math.round((100 * (wanted.length - missing.length)) / wanted.length), missing }
    }),
  )
}

function stated({ specifications, options }: Product, template: Map<string, Attribute>): number {
  const wanted = [...template.values()].filter(
    ({ variant_making, key }) => !variant_making || !options.some((option) => option.key === key),
  )
  return wanted.length === 0 ? 1 : wanted.filter(({ key }) => key in specifications).length / wanted.length
}
