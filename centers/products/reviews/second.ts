import { mayGoAlone } from '#centers/approvals/two-person.ts'
import { needsSecond } from '#centers/organization/read.ts'
import type { Caller } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import type { Tx } from '#core/sql.ts'
import { type Lifecycle, type Sku, sellable } from '../model.ts'
import type { StoredProduct } from '../rules.ts'

/** Products that nobody takes off the shelves alone: their dearest SKU costs more than the two-person rule for `products.publish` allows. */
export async function findDear(tx: Tx, by: Caller, products: readonly StoredProduct[]): Promise<Set<string>> {
  const dear = new Set<string>()
  if (by.kind !== 'staff') return dear
  for (const { spu_id, skus } of products) {
    const prices = skus.filter(({ withdrawn }) => !withdrawn).map(({ price_minor }) => price_minor ?? 0)
    if (await needsSecond(tx, 'products.publish', skus[0]?.currency ?? 'CNY', Math.max(0, ...prices))) dear.add(spu_id)
  }
  return dear
}

export interface Cut {
  lifecycle: Lifecycle
  before: Pick<Sku, 'sku_id' | 'price_minor' | 'currency'>
  price_minor: number | null
}

/**
 * SKUs whose price nobody lowers alone this far: what shoppers see would fall in one business day by more than the two-person rule for
 * `products.edit` allows, in one step or in several.
 */
export async function findDeepCuts(tx: Tx, by: Caller, now: string, cuts: readonly Cut[]): Promise<Set<string>> {
  if (by.kind !== 'staff') return new Set()
  const acts = cuts.flatMap(({ lifecycle, before: { sku_id, price_minor: from, currency }, price_minor: to }) =>
    sellable.includes(lifecycle) && from !== null && to !== null && to < from
      ? [
          {
            ...{ id: steadyId('products.cut', sku_id, now.slice(0, 10), String(from), String(to)), sku_id },
            ...{ permission: 'products.edit', currency, whose: `sku:${sku_id}`, worth_minor: from - to },
          },
        ]
      : [],
  )
  const alone = await mayGoAlone(tx, now, acts)
  return new Set(acts.filter((_, i) => !alone[i]).map(({ sku_id }) => sku_id))
}
