import { steadyId } from '#core/ids.ts'
import type { Alike, Pieces, SplitRuleContent } from './model.ts'

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

/** Who sells, and whether money is taken as the goods are handed over: one parcel cannot be half paid for, and one label names the sum of one order. */
const termOf = ({ id, organization_id, payment_term, outlet_id }: Alike): string =>
  `${organization_id} ${payment_term === 'pay_at_outlet' ? `at ${outlet_id}` : payment_term === 'cash_on_delivery' ? `door ${id}` : 'paid'}`

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

export interface PackedLine extends Pieces {
  /** Null where nobody entered it. */
  piece_grams: number | null
  /** The category of its product and those above. */
  category_path: readonly string[]
}

/**
 * The parcels a group leaves in by the split rule: categories that travel apart each by themselves, the rest together, and each of these within the weight. What holds
 * goods of unknown weight is not parted by weight. One parcel means that there is nothing to split; the first is the one that stays.
 */
export function parcelsByRule(lines: readonly PackedLine[], rule: Pick<SplitRuleContent, 'most_grams' | 'apart_category_ids'>): Pieces[][] {
  const apart = new Set(rule.apart_category_ids)
  const kinds = new Map<string, PackedLine[]>()
  for (const line of lines) {
    const kind = line.category_path.findLast((id) => apart.has(id)) ?? ''
    kinds.set(kind, [...(kinds.get(kind) ?? []), line])
  }
  return [...kinds].flatMap(([, own]) => {
    const weighed = own.flatMap(({ line_no, quantity, piece_grams }) => (piece_grams === null ? [] : [{ line_no, quantity, piece_grams }]))
    if (rule.most_grams === null || weighed.length < own.length) return [own.map(({ line_no, quantity }) => ({ line_no, quantity }))]
    return packByWeight(weighed, rule.most_grams)
  })
}

/** Whether the rule speaks of what leaves from this node, of an order of this channel. */
export const ruleCovers = (rule: Pick<SplitRuleContent, 'node_ids' | 'channel_ids'>, node_id: string, channel_id: string): boolean =>
  (rule.node_ids.length === 0 || rule.node_ids.includes(node_id)) &&
  (rule.channel_ids.length === 0 || rule.channel_ids.includes(channel_id))
