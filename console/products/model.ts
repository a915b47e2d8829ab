import { useMemo } from 'react'
import { useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import type { Tone } from '../shared/values.tsx'

export interface Words {
  zh: string
  en: string
}
export const lifecycles = ['on_sale', 'presale', 'planned', 'withdrawn'] as const

export interface ProductRow {
  spu_id: string
  title: Words
  subtitle: Words | null
  brand_id: string | null
  category_id: string
  kind: string
  lifecycle: string
  price_from_minor: number | null
  price_to_minor: number | null
  currency: string | null
  sku_count: number
  sales_count: number
  cover: { reference: string; alt: Words | null } | null
  saved_at: string
}
export interface Attribute {
  key: string
  name: Words
  type: string
  unit?: string | null
  choices?: { value: string; name: Words }[]
  required?: boolean
}
export interface Category {
  category_id: string
  parent_id: string | null
  path: string[]
  name: Words
  attributes: Attribute[]
}
export interface Sku {
  sku_id: string
  name: Words | null
  options: Record<string, string>
  withdrawn?: boolean
  price_minor: number | null
  list_price_minor: number | null
  currency: string
  barcode: string | null
  weight_grams: number | null
  length_mm: number | null
  width_mm: number | null
  height_mm: number | null
}
export interface ProductDetail {
  spu_id: string
  category_id: string
  brand_id: string | null
  partner_id: string | null
  kind: string
  lifecycle: string
  title: Words
  subtitle: Words | null
  selling_points: Words[]
  story: Words | null
  specifications: Record<string, number | string | Words>
  options: { key: string; name: Words; values: { value: string; name: Words }[] }[]
  tags: string[]
  available_on: string | null
  warranty_months: number | null
  shelf_life_days: number | null
  tracks_lots: boolean
  tracks_expiry: boolean
  tracks_serials: boolean
  tax_rate_bp: number
  media: { role: string; reference: string; sku_id: string | null; alt: Words | null }[]
  skus: Sku[]
  version: number
  saved_at: string
}

export const lifecycleTone = (lifecycle: string): Tone =>
  (({ on_sale: 'done', presale: 'active', planned: 'waiting' }) as Record<string, Tone>)[lifecycle] ?? 'quiet'

export const pictureOf = (reference: string, width: 160 | 320 | 640): string => `/media/${reference}/${width}.webp`

/** Categories and brands with their names, read once. */
export function useCatalog() {
  const inLanguage = useInLanguage()
  const { data } = useApi<{ categories: Category[]; brands: { brand_id: string; name: Words }[] }>(
    '/api/admin/categories',
    {},
    { staleTime: 300_000 },
  )
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
