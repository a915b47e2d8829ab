import { cachedTable } from '#core/cache.ts'
import { shareOut } from '#core/money.ts'
import { hot, type Reader } from '#core/sql.ts'

/** A bundle that costs less than its components, with what they cost now. */
export interface PricedBundle {
  bundle_id: string
  price_minor: number
  components: { sku_id: string; quantity: number }[]
}

const kept = cachedTable<PricedBundle[]>(5_000, (db) =>
  db.rows<PricedBundle>(
    hot`select bundle_id, price_minor, components from products.bundles where price_minor is not null order by bundle_id`,
  ),
)
/** All bundles with a price of their own, remembered for some seconds: every order reads them. */
export const readPricedBundles = (db: Reader): Promise<PricedBundle[]> => kept.read(db)
export const dropPricedBundles = kept.drop

/** A line as the bundles see it: what one piece costs, without what was configured. */
export interface BundleLine {
  sku_id: string
  quantity: number
  base_minor: number
}

export interface BundleShare {
  /** Place of the line in the list given. */
  line: number
  bundle_id: string
  amount_minor: number
}

/**
 * What whole bundles among these lines take off, shared out to the cent over their components in proportion to what those cost. Each piece counts for
 * one bundle; the one that saves most is made first, as often as its components last.
 */
export function shareBundles(lines: readonly BundleLine[], bundles: readonly PricedBundle[]): BundleShare[] {
  if (bundles.length === 0 || lines.length < 2) return []
  const lineOf = new Map<string, number>()
  for (const [i, { sku_id }] of lines.entries()) if (!lineOf.has(sku_id)) lineOf.set(sku_id, i)
  const left = lines.map(({ quantity }) => quantity)
  const possible = bundles.flatMap((bundle) => {
    const parts = bundle.components.map(({ sku_id, quantity }) => ({ line: lineOf.get(sku_id), quantity }))
    if (parts.some(({ line }) => line === undefined)) return []
    const costs = parts.map(({ line, quantity }) => lines[line!]!.base_minor * quantity)
    const saves_minor = costs.reduce((sum, cost) => sum + cost, 0) - bundle.price_minor
    return saves_minor > 0 ? [{ bundle, parts: parts as { line: number; quantity: number }[], costs, saves_minor }] : []
  })
  possible.sort((a, b) => b.saves_minor - a.saves_minor || (a.bundle.bundle_id < b.bundle.bundle_id ? -1 : 1))
  return possible.flatMap(({ bundle: { bundle_id }, parts, costs, saves_minor }): BundleShare[] => {
    const times = Math.min(...parts.map(({ line, quantity }) => Math.floor(left[line]! / quantity)))
    if (times < 1) return []
    for (const { line, quantity } of parts) left[line]! -= quantity * times
    return shareOut(saves_minor * times, costs).flatMap((amount_minor, i) =>
      amount_minor > 0 ? [{ line: parts[i]!.line, bundle_id, amount_minor }] : [],
    )
  })
}
