import { useMemo } from 'react'
import { type AnswerOf, type RowOf, useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import type { Tone } from '../shared/values.tsx'

export interface Words {
  zh: string
  en: string
}
export const noWords: Words = { zh: '', en: '' }
/** What is said in one language serves for both. */
export const both = (words: Partial<Words> | null | undefined): Words => ({
  zh: words?.zh || words?.en || '',
  en: words?.en || words?.zh || '',
})
export const bothOrNone = (words: Partial<Words> | null | undefined): Words | null => (words?.zh || words?.en ? both(words) : null)
/** Whether a field says anything. */
export const filled = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== '' && (typeof value !== 'object' || bothOrNone(value as Words) !== null)

export const lifecycles = ['on_sale', 'presale', 'planned', 'withdrawn'] as const

export type ProductRow = RowOf<'/api/admin/products'>
export type ProductDetail = AnswerOf<'/api/admin/products/{spu_id}'>
export type Sku = ProductDetail['skus'][number]
export type Category = AnswerOf<'/api/admin/categories'>['categories'][number]
export type Attribute = Category['attributes'][number]

export const lifecycleTone = (lifecycle: string): Tone =>
  (({ on_sale: 'done', presale: 'active', planned: 'waiting' }) as Record<string, Tone>)[lifecycle] ?? 'quiet'

export const pictureOf = (reference: string, width: 160 | 320 | 640): string => `/media/${reference}/${width}.webp`

/** Categories and brands with their names, read once. */
export function useCatalog() {
  const inLanguage = useInLanguage()
  const { data } = useApi<AnswerOf<'/api/admin/categories'>>('/api/admin/categories', {}, { staleTime: 300_000 })
  return useMemo(() => {
    const categories = new Map((data?.categories ?? []).map((one) => [one.category_id, one]))
    const brands = new Map((data?.brands ?? []).map((one) => [one.brand_id, inLanguage(one.name)]))
    const pathName = (id: string) =>
      (categories.get(id)?.path ?? [id]).map((step) => inLanguage(categories.get(step)?.name) || step).join(' / ')
    return {
      brandName: (id: string | null) => (id ? (brands.get(id) ?? id) : ''),
      brandOptions: [...brands].map(([value, label]) => ({ value, label })),
      pathName,
      categoryOptions: [...categories.keys()].map((value) => ({ value, label: pathName(value) })),
      /** The category's attributes, inherited ones first; the nearer one wins. */
      attributesOf: (id: string | undefined): Attribute[] => {
        const found = new Map<string, Attribute>()
        for (const step of categories.get(id ?? '')?.path ?? [])
          for (const one of categories.get(step)?.attributes ?? []) found.set(one.key, one)
        return [...found.values()]
      },
    }
  }, [data, inLanguage])
}
