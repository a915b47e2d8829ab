import { skuAsset } from '#centers/products/model.ts'
import { hot, type Reader } from '#core/sql.ts'
import type { Node } from '../model.ts'
import { readNodes } from '../read.ts'

export interface Here {
  /** County of whoever asks; null when he did not say. */
  region_code: string | null
  /** Where he stands, when he let his browser say. */
  at: { longitude: number; latitude: number } | null
}
export interface OutletStock {
  node: Node
  /** Can be taken home, or only looked at. */
  state: 'in_stock' | 'on_display'
  distance_km: number | null
}

/** How many of the nearest stores are asked, and how many are named at most. */
const asked = 300
const named = 10

/** The nearest open stores where a SKU stands on the shelf or on display, nearest first; of equally near ones those that can sell it. */
export async function findOutletStock(db: Reader, sku_id: string, here: Here): Promise<OutletStock[]> {
  const stores = [...(await readNodes(db)).values()].filter((node) => node.kind === 'store' && !node.closed_at && !node.closing_at)
  const nearest = stores
    .map((node) => ({ node, distance_km: distanceTo(node, here), steps: stepsTo(node, here) }))
    .sort((a, b) => farness(a) - farness(b) || (a.node.id < b.node.id ? -1 : 1))
    .slice(0, asked)
  const rows = await db.rows<{ account: string }>(hot`
    select b.account from unnest(${nearest.flatMap(({ node }) => [`node:${node.id}:available`, `node:${node.id}:sample`])}::text[]) a (account)
    join ledger.balances b on b.account = a.account and b.asset = ${skuAsset(sku_id)} and b.balance > 0`)
  const held = new Set(rows.map(({ account }) => account))
  return nearest
    .flatMap(({ node, ...far }) => {
      const state = held.has(`node:${node.id}:available`) ? 'in_stock' : held.has(`node:${node.id}:sample`) ? 'on_display' : undefined
      return state ? [{ node, state, ...far } as const] : []
    })
    .sort((a, b) => farness(a) - farness(b) || Number(a.state !== 'in_stock') - Number(b.state !== 'in_stock'))
    .slice(0, named)
    .map(({ node, state, distance_km }) => ({ node, state, distance_km }))
}

const farness = ({ distance_km, steps }: { distance_km: number | null; steps: number }): number => distance_km ?? 100_000 + steps

/** 0 in the same county, 1 in the same city, 2 in the same province, 3 beyond: a code says its city and province by its first digits. */
function stepsTo({ region_code }: Node, here: Here): number {
  if (!region_code || !here.region_code) return 3
  const same = [6, 4, 2].findIndex((digits) => region_code.slice(0, digits) === here.region_code!.slice(0, digits))
  return same < 0 ? 3 : same
}

const earth_km = 6371

/** As the crow flies, to a tenth. */
function distanceTo({ longitude, latitude }: Node, { at }: Here): number | null {
  if (!at || longitude === null || latitude === null) return null
  const turn = Math.PI / 180
  const across = Math.sin(((latitude - at.latitude) * turn) / 2) ** 2
  const along = Math.sin(((longitude - at.longitude) * turn) / 2) ** 2
  const part = across + Math.cos(at.latitude * turn) * Math.cos(latitude * turn) * along
  return Math.round(2 * earth_km * Math.asin(Math.sqrt(part)) * 10) / 10
}
