import { allows, type Caller } from '#core/http.ts'
import { type Lifecycle, type Product, type ProductItem, sellable } from '../model.ts'
import { canonical, type StoredProduct } from '../rules.ts'

/**
 * Whether a change waits for a second person: it touches what shoppers see, and whoever makes it may edit but not publish. What is only
 * planned is edited freely.
 */
export const needsReview = (by: Caller, before: Pick<Product, 'lifecycle'> | undefined, after: { lifecycle: Lifecycle }): boolean =>
  !allows(by, 'products.publish') && (sellable.includes(after.lifecycle) || (before !== undefined && sellable.includes(before.lifecycle)))

export interface Change {
  before: Record<string, unknown>
  after: Record<string, unknown>
}

/** The fields that differ, word for word; the version says on which ground the change was made. */
export function differenceOf(before: StoredProduct | undefined, after: Product): Change {
  const keys = (Object.keys(after) as (keyof Product)[]).filter(
    (key) => key !== 'spu_id' && (before === undefined || canonical(before[key]) !== canonical(after[key])),
  )
  const pick = (from: Product | undefined) => Object.fromEntries(keys.map((key) => [key, from?.[key] ?? null]))
  return { before: { version: before?.version ?? 0, ...pick(before) }, after: pick(after) }
}

/** A product as a save takes it: nothing is left to be guessed. SKUs that are withdrawn stay so by not being named. */
export function itemOf({ skus, ...product }: Product): ProductItem {
  return { ...product, skus: skus.filter(({ withdrawn }) => !withdrawn).map(({ withdrawn: _withdrawn, ...sku }) => sku) }
}

/** The product a granted change asks for, on the ground it was granted on; undefined when the ground has moved. */
export function applied(spu_id: string, { before, after }: Change, now: StoredProduct | undefined): ProductItem | undefined {
  if ((now?.version ?? 0) !== before.version) return undefined
  const { version: _version, content_hash: _hash, ...known } = now ?? ({} as StoredProduct)
  return itemOf({ ...(known as Product), ...(after as Partial<Product>), spu_id })
}
