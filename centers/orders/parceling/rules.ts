import { steadyId } from '#core/ids.ts'
import type { Alike, Pieces } from './model.ts'

const plain = (text: string): string => text.replace(/[\s,，、-]/g, '')
const digits = (phone: string | null): string => (phone ?? '').replace(/\D/g, '').slice(-11)

/** The door an order goes to, however its address is spaced. */
export const doorOf = ({ address }: Pick<Alike, 'address'>): string =>
  plain(['province', 'city', 'district', 'street'].map((key) => address[key] ?? '').join(''))

/** What keeps two orders from leaving in one parcel; null when nothing does. */
export function differs(a: Alike, b: Alike): 'buyer_differs' | 'address_differs' | 'terms_differ' | null {
  if (a.buyer_name.trim() !== b.buyer_name.trim() || digits(a.buyer_phone) !== digits(b.buyer_phone)) return 'buyer_differs'
  if (doorOf(a) !== doorOf(b)) return 'address_differs'
  return termOf(a) === termOf(b) ? null : 'terms_differ'
}

/** Who sells, and whether money is taken as the goods are handed over: one parcel cannot be half paid for. */
const termOf = ({ organization_id, payment_term, outlet_id }: Alike): string =>
  `${organization_id} ${payment_term === 'pay_at_outlet' ? `at ${outlet_id}` : 'paid'}`

/** One buyer at one door on one kind of terms; null where something of it is not known. */
export const hintIdOf = (order: Alike): string | null =>
  digits(order.buyer_phone).length >= 5 && doorOf(order).length >= 4 && order.address.street
    ? steadyId('merge', order.buyer_name.trim(), digits(order.buyer_phone), doorOf(order), termOf(order))
    : null

/**
 * Parts pieces into parcels of at most so many grams, the heaviest first, each into the first parcel it fits. A piece that is heavier by itself travels alone.
 */
export function packByWeight(lines: readonly (Pieces & { piece_grams: number })[], most_grams: number): Pieces[][] {
  const parcels: { left: number; pieces: Map<number, number> }[] = []
  for (const { line_no, quantity, piece_grams } of [...lines].sort((a, b) => b.piece_grams - a.piece_grams || a.line_no - b.line_no)) {
    let open = quantity
    for (let i = 0; open > 0; i++) {
      const parcel = parcels[i] ?? { left: most_grams, pieces: new Map<number, number>() }
      const fits = Math.floor(parcel.left / Math.max(piece_grams, 1))
      // Only an empty parcel takes what is too heavy for any.
      const some = Math.min(open, parcel.pieces.size === 0 ? Math.max(fits, 1) : fits)
      if (i === parcels.length) parcels.push(parcel)
      if (some <= 0) continue
      parcel.pieces.set(line_no, (parcel.pieces.get(line_no) ?? 0) + some)
      parcel.left -= some * piece_grams
      open -= some
    }
  }
  return parcels.map(({ pieces }) => [...pieces].map(([line_no, quantity]) => ({ line_no, quantity })))
}
