import type { Tariff } from '#centers/carriers/model.ts'
import { provincialCapitals } from './geography.ts'
import { type Problem, type RuleContent, type SourcingNode, startingContent } from './model.ts'

/** Numbers from a seed, the same everywhere. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

const neighbors: Record<string, string[]> = {
  north: ['11', '12', '13', '14', '15', '37', '41'],
  northeast: ['21', '22', '23'],
  east: ['31', '32', '33', '34', '35', '36'],
  south: ['42', '43', '44', '45', '46'],
  southwest: ['50', '51', '52', '53', '54'],
  northwest: ['61', '62', '63', '64', '65'],
}
const areaOf = (region: string) => Object.values(neighbors).find((area) => area.includes(region)) ?? []

/** Two carriers' price tables as they are usual: the own province, the neighborhood, everywhere else; one cheap, one fast. */
export function usualTariffs(): Tariff[] {
  return provincialCapitals.flatMap(({ region }) =>
    [
      { carrier_id: 'cheap', prices: [600, 900, 1300], steps: [100, 300, 700], days: [2, 3, 5] },
      { carrier_id: 'fast', prices: [1200, 1500, 2200], steps: [200, 500, 1000], days: [1, 2, 2] },
    ].map(({ carrier_id, prices, steps, days }) => ({
      tariff_id: `${carrier_id}-${region}`,
      carrier_id,
      service_id: 'standard',
      from_regions: [region],
      valid_from: '2026-01-01',
      currency: 'CNY',
      volumetric_divisor: 6000,
      fuel_bp: 0,
      withdrawn_from: null,
      zones: [[region], areaOf(region).filter((one) => one !== region), ['']].flatMap((regions, i) =>
        regions.length === 0
          ? []
          : [
              {
                zone: ['province', 'neighborhood', 'elsewhere'][i]!,
                regions,
                first_grams: 1000,
                first_minor: prices[i]!,
                step_grams: 1000,
                step_minor: steps[i]!,
                days: days[i]!,
              },
            ],
      ),
    })),
  )
}

export interface Scenario {
  seed: number
  orders: number
  nodes: number
  skus: number
  /** Stock as a share of demand, in basis points, lowest and highest over the SKUs. */
  stock_bp?: [number, number]
  rule?: Partial<RuleContent>
}

/**
 * A morning on which it matters where an order ships from: people all over the country, stock barely above demand and not where they live, orders of
 * several lines. The same seed is the same morning.
 */
export function scenario({ seed, orders, nodes, skus, stock_bp = [10_500, 12_000], rule = {} }: Scenario): Problem {
  const roll = seeded(seed)
  const places = provincialCapitals.slice(0, 31)
  const made: SourcingNode[] = Array.from({ length: nodes }, (_, i) => {
    const { region, longitude, latitude } = places[i % places.length]!
    return {
      ...{ id: `n${i + 1}`, kind: i < 6 ? ('central_warehouse' as const) : i < 25 ? ('regional_warehouse' as const) : ('store' as const) },
      ...{ longitude: longitude + roll(100) / 200, latitude: latitude + roll(100) / 200, region_code: `${region}0100` },
      ...{ cut_off: roll(3) === 0 ? '09:00' : '16:00', closed: false, capacity_left: null },
    }
  })
  const weights = Array.from({ length: skus }, () => 200 + roll(3800))
  const demand = new Array<number>(skus).fill(0)
  const free: Record<string, number> = {}
  const put = (sku: number, node: number, pieces: number) => {
    const key = `${made[node]!.id} s${sku}`
    free[key] = (free[key] ?? 0) + pieces
  }
  // A SKU lies in a few nodes, more often in the bigger ones.
  const homes = Array.from({ length: skus }, () =>
    Array.from({ length: Math.min(nodes, 3 + roll(8)) }, () => roll(roll(2) === 0 ? Math.min(nodes, 12) : nodes)),
  )
  const asked = Array.from({ length: orders }, (_, i) => {
    const { region } = places[roll(places.length)]!
    const chosen = [...new Set(Array.from({ length: 1 + roll(4) }, () => Math.floor((roll(skus) * (1 + roll(skus))) / skus)))]
    const split = rule.most_parcels === 1
    const together = roll(nodes)
    const lines = chosen.map((sku, line) => {
      const quantity = 1 + roll(3)
      demand[sku]! += quantity
      // Every order could be shipped whole by somebody: how well is another question.
      put(sku, split ? together : homes[sku]![roll(homes[sku]!.length)]!, quantity)
      return {
        line_no: line + 1,
        sku_id: `s${sku}`,
        quantity,
        weight_grams: weights[sku]! * quantity,
        volume_cm3: weights[sku]! * quantity * 3,
        node_id: null,
      }
    })
    return { id: `o${i + 1}`, region: `${region}0105`, lines, node_ids: made.map(({ id }) => id), refused: [] }
  })
  for (const [sku, wanted] of demand.entries()) {
    let more = Math.ceil((wanted * (stock_bp[0] + roll(stock_bp[1] - stock_bp[0] + 1))) / 10_000) - wanted
    for (; more > 0; more--) put(sku, homes[sku]![roll(homes[sku]!.length)]!, 1)
  }
  return {
    rule: { ...startingContent, channel_ids: ['mall'], unpriced_minor: null, ...rule },
    nodes: made,
    orders: asked,
    free,
    age: {},
    tariffs: usualTariffs(),
    reach: ['cheap', 'fast'].map((carrier_id) => ({ carrier_id, region: '', served: true })),
    services: ['cheap standard', 'fast standard'],
    on: '2026-11-22',
    minute_of_day: 600,
  }
}
