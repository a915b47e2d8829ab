import type { SiteItem } from '../model.ts'
import { push } from '../rules.ts'

/** Whether a weight is believable for a parcel, and near enough to what it should be. */
export function judgeWeight(
  weight_grams: number,
  expected_grams: number | null,
  site: Pick<SiteItem, 'tolerance_grams' | 'tolerance_bp'>,
): { status: 'weighed' | 'weight_missing' | 'weight_impossible' | 'weight_off'; detail?: string } {
  if (weight_grams <= 0) return { status: 'weight_missing', detail: 'The scale says nothing: put the parcel on it and weigh again.' }
  if (weight_grams > heaviest_grams)
    return { status: 'weight_impossible', detail: `${weight_grams} g is more than a parcel can be: check the scale and its unit.` }
  if (expected_grams === null) return { status: 'weighed' }
  const allowed = Math.max(site.tolerance_grams, Math.round((expected_grams * site.tolerance_bp) / 10_000))
  const off = weight_grams - expected_grams
  if (Math.abs(off) <= allowed) return { status: 'weighed' }
  return {
    status: 'weight_off',
    detail: `${Math.abs(off)} g too ${off > 0 ? 'much' : 'little'} (expected ${expected_grams} g): open the parcel and count, or say why it is right.`,
  }
}
/** One piece of freight; above it goods travel on a pallet. */
export const heaviest_grams = 1_000_000

/** What cardboard and filling weigh. */
export const packingGrams = (content_grams: number): number => 60 + Math.round(content_grams * 0.03)

/** Cartons by what they take, smallest first. */
export const cartons = [
  { code: 'S', largest_grams: 1_000, largest_pieces: 4 },
  { code: 'M', largest_grams: 5_000, largest_pieces: 12 },
  { code: 'L', largest_grams: 15_000, largest_pieces: 40 },
  { code: 'XL', largest_grams: 30_000, largest_pieces: 200 },
] as const

/**
 * How an order may be packed: whole into the smallest carton that takes it; otherwise piece by piece, heaviest first, into as few as it needs. What is
 * heavier than the largest carton travels in its own packing.
 */
export function suggestPacking(
  lines: readonly { line_no: number; sku_id: string; quantity: number; weight_grams: number | null }[],
): { carton: string; weight_grams: number; lines: { line_no: number; quantity: number }[] }[] {
  const biggest = cartons.at(-1)!
  const open: { weight_grams: number; pieces: number; lines: Map<number, number> }[] = []
  const own: { carton: string; weight_grams: number; lines: { line_no: number; quantity: number }[] }[] = []
  const pieces = lines
    .flatMap(({ line_no, quantity, weight_grams }) =>
      Array.from({ length: Math.min(quantity, 999) }, () => ({ line_no, weight_grams: weight_grams ?? 300 })),
    )
    .sort((a, b) => b.weight_grams - a.weight_grams)
  for (const { line_no, weight_grams } of pieces) {
    if (weight_grams > biggest.largest_grams) {
      own.push({ carton: 'own', weight_grams, lines: [{ line_no, quantity: 1 }] })
      continue
    }
    let box = open.find((one) => one.weight_grams + weight_grams <= biggest.largest_grams && one.pieces < biggest.largest_pieces)
    if (!box) {
      box = { weight_grams: 0, pieces: 0, lines: new Map() }
      open.push(box)
    }
    box.weight_grams += weight_grams
    box.pieces++
    box.lines.set(line_no, (box.lines.get(line_no) ?? 0) + 1)
  }
  return [
    ...own,
    ...open.map((box) => ({
      carton: cartons.find((one) => box.weight_grams <= one.largest_grams && box.pieces <= one.largest_pieces)!.code,
      weight_grams: box.weight_grams + packingGrams(box.weight_grams),
      lines: [...box.lines].sort(([a], [b]) => a - b).map(([line_no, quantity]) => ({ line_no, quantity })),
    })),
  ]
}

export interface PickedLot {
  /** The parcel it was picked for, where each is picked by itself. */
  outbound_id: string | null
  sku_id: string
  lot: string
  expires_on: string | null
  quantity: number
}
export interface BoxedLot {
  outbound_id: string
  box_no: number
  line_no: number
  lot: string
  sure: boolean
  sku_id: string
  quantity: number
}

/**
 * Says which lots the boxes of one wave hold. What scans named is sure; the rest is shared out over what was picked and is in no box yet, first expired
 * first, and is sure only where a single lot was picked. What has no lot has no row.
 */
export function shareLots(
  boxes: readonly { outbound_id: string; box_no: number; content: readonly { line_no: number; sku_id: string; quantity: number }[] }[],
  named: readonly BoxedLot[],
  picked: readonly PickedLot[],
  used: readonly { sku_id: string; lot: string; quantity: number }[],
): BoxedLot[] {
  const pool = picked.map((one) => ({ ...one }))
  const take = (sku_id: string, lot: string, quantity: number) => {
    let left = quantity
    for (const one of pool) {
      if (one.sku_id !== sku_id || one.lot !== lot) continue
      const some = Math.min(left, one.quantity)
      one.quantity -= some
      left -= some
    }
  }
  for (const { sku_id, lot, quantity } of used) take(sku_id, lot, quantity)
  const rows: BoxedLot[] = []
  const rests: { outbound_id: string; box_no: number; line_no: number; sku_id: string; quantity: number }[] = []
  for (const { outbound_id, box_no, content } of boxes)
    for (const { line_no, sku_id, quantity } of content) {
      let left = quantity
      for (const one of named) {
        if (one.outbound_id !== outbound_id || one.line_no !== line_no || left === 0) continue
        const some = Math.min(left, one.quantity)
        left -= some
        take(sku_id, one.lot, some)
        const same = rows.find(
          (row) => row.outbound_id === outbound_id && row.box_no === box_no && row.line_no === line_no && row.lot === one.lot,
        )
        if (same) same.quantity += some
        else rows.push({ outbound_id, box_no, line_no, sku_id, lot: one.lot, quantity: some, sure: true })
      }
      if (left > 0) rests.push({ outbound_id, box_no, line_no, sku_id, quantity: left })
    }
  const bySku = new Map<string, typeof pool>()
  for (const one of pool) push(bySku, one.sku_id, one)
  for (const rest of rests) {
    const own = (bySku.get(rest.sku_id) ?? []).filter(({ outbound_id }) => outbound_id === null || outbound_id === rest.outbound_id)
    const sure = new Set(own.map(({ lot }) => lot)).size === 1
    let left = rest.quantity
    for (const one of own) {
      const some = Math.min(left, one.quantity)
      if (some === 0) continue
      one.quantity -= some
      left -= some
      if (one.lot === '') continue
      const { quantity: _quantity, ...place } = rest
      const same = rows.find(
        (row) =>
          row.sure === sure &&
          row.lot === one.lot &&
          row.line_no === place.line_no &&
          row.box_no === place.box_no &&
          row.outbound_id === place.outbound_id,
      )
      if (same) same.quantity += some
      else rows.push({ ...place, lot: one.lot, quantity: some, sure })
    }
  }
  return rows
}
