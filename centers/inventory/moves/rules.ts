import type { SkuFacts } from '#centers/products/read.ts'
import { endAccount } from '../accounts.ts'
import type { Node } from '../model.ts'
import { type End, type Lot, type LotPart, type LotStock, lotCondition, type Move, type MoveOutcome, type Serial } from './model.ts'

/** What a batch of moves is decided upon; `balances`, `lot_stock` and `serials` are changed in place as the moves go. */
export interface Ground {
  skus: ReadonlyMap<string, Pick<SkuFacts, 'tracks_lots' | 'tracks_expiry' | 'tracks_serials'>>
  nodes: ReadonlyMap<string, Pick<Node, 'closed_at'>>
  /** Moves made before, by id. */
  made: ReadonlyMap<string, { digest: string; lots: LotPart[] }>
  lots: ReadonlyMap<string, Lot>
  /** By `lotKey`. */
  lot_stock: Map<string, LotStock>
  serials: Map<string, Serial>
  /** What each account holds, by `account sku`. */
  balances: Map<string, number>
  /** The business day. */
  today: string
}

export const lotKey = (sku_id: string, lot_no: string, node_id: string, condition: string): string =>
  `${sku_id} ${lot_no} ${node_id} ${condition}`

/** What tells a retry from another move under a used id. */
export const digestOfMove = ({ kind, sku_id, quantity, lot_no, serials, from, to }: Move): string =>
  [kind, sku_id, quantity, lot_no ?? '', [...(serials ?? [])].sort().join(','), endAccount(from), endAccount(to)].join(' ')

/** Decides each move in the order given, as its predecessors leave stock, lots and serials. */
export function decideMoves(moves: readonly Move[], ground: Ground): MoveOutcome[] {
  const made = new Map(ground.made)
  return moves.map((move) => {
    const digest = digestOfMove(move)
    const before = made.get(move.id)
    if (before && before.digest !== digest)
      return { id: move.id, status: 'id_used_for_another', detail: 'This id was used for another move: make a new one.' }
    if (before) return { id: move.id, status: 'already_moved', lots: before.lots }
    const outcome = decideMove(move, ground)
    if (outcome.status === 'moved') made.set(move.id, { digest, lots: outcome.lots! })
    return outcome
  })
}

function decideMove(move: Move, ground: Ground): MoveOutcome {
  const { id, sku_id, quantity, from, to, serials = [] } = move
  const no = (status: MoveOutcome['status'], detail: string, more: object = {}): MoveOutcome => ({ id, status, detail, ...more })
  const sku = ground.skus.get(sku_id)
  if (!sku) return no('unknown_sku', `There is no SKU ${sku_id}.`)
  for (const end of [from, to])
    if (end !== 'outside' && !ground.nodes.has(end.node_id)) return no('unknown_node', `There is no node ${end.node_id} of yours.`)
  if (to !== 'outside' && ground.nodes.get(to.node_id)!.closed_at !== null)
    return no('node_closed', `The node ${to.node_id} is closed and takes nothing in: choose another, or open it again.`)
  if (endAccount(from) === endAccount(to)) return no('same_place', 'from and to are the same place.')

  const lot = lotOf(move, sku.tracks_lots, ground)
  if (typeof lot !== 'object') return no(lot, lotRefusals[lot](move))
  const serial = serialFault(move, sku.tracks_serials, ground)
  if (serial) return no(serial.status, serial.detail)

  if (from !== 'outside') {
    const key = `${endAccount(from)} ${sku_id}`
    const held = ground.balances.get(key) ?? 0
    if (held < quantity)
      return no('not_enough', `${from.node_id} holds only ${held} of ${sku_id} there: ${quantity - held} are missing.`, {
        missing: quantity - held,
      })
    const missing = lot.wanted - total(lot.parts)
    if (missing > 0) return no('not_enough', `Of lot ${move.lot_no} ${missing} are missing at ${from.node_id}.`, { missing })
    ground.balances.set(key, held - quantity)
  }
  if (to !== 'outside') {
    const key = `${endAccount(to)} ${sku_id}`
    ground.balances.set(key, (ground.balances.get(key) ?? 0) + quantity)
  }
  shiftLots(move, lot.parts, ground)
  for (const serial_no of serials) ground.serials.set(`${sku_id} ${serial_no}`, serialAt(move, serial_no))
  return { id, status: 'moved', lots: lot.parts }
}

const lotRefusals = {
  lot_missing: ({ sku_id }: Move) => `${sku_id} is kept by lot: lot_no says which arrived.`,
  lot_unknown: ({ lot_no, sku_id }: Move) => `There is no lot ${lot_no} of ${sku_id}: receive it first.`,
  lot_expired: ({ lot_no }: Move) =>
    `${lot_no ? `Lot ${lot_no}` : 'What stands there'} has passed its date and may not be sold: move it to defective or scrap it.`,
} as const

/** The lots a move takes; `wanted` is how many of them it cannot do without. */
function lotOf(
  { sku_id, lot_no, quantity, from, to }: Move,
  tracks_lots: boolean,
  ground: Ground,
): { parts: LotPart[]; wanted: number } | keyof typeof lotRefusals {
  const sells = to !== 'outside' && to.condition === 'available'
  if (lot_no) {
    const lot = ground.lots.get(`${sku_id} ${lot_no}`)
    if (!lot) return 'lot_unknown'
    if (sells && lot.expires_on !== null && lot.expires_on <= ground.today) return 'lot_expired'
    if (from === 'outside') return { parts: [{ lot_no, quantity }], wanted: quantity }
    const here = ground.lot_stock.get(lotKey(sku_id, lot_no, from.node_id, lotCondition(from.condition)))?.quantity ?? 0
    return { parts: here > 0 ? [{ lot_no, quantity: Math.min(here, quantity) }] : [], wanted: quantity }
  }
  if (from === 'outside') return tracks_lots ? 'lot_missing' : { parts: [], wanted: 0 }
  const here = [...ground.lot_stock.values()].filter(
    (row) => row.sku_id === sku_id && row.node_id === from.node_id && row.condition === lotCondition(from.condition),
  )
  // Expired lots never become available again by accident; anything else may take them, and then they go first.
  const free = sells ? here.filter(({ expires_on }) => expires_on === null || expires_on > ground.today) : here
  const without_lot = Math.max(0, (ground.balances.get(`${endAccount(from)} ${sku_id}`) ?? 0) - total(here))
  if (free.length < here.length && quantity > total(free) + without_lot) return 'lot_expired'
  return { parts: firstExpired(free, quantity), wanted: 0 }
}

const total = (rows: readonly { quantity: number }[]): number => rows.reduce((sum, { quantity }) => sum + quantity, 0)

/** First expired, first out: lots without a date go last, then the one that has been there longest. */
export function firstExpired(
  lots: readonly Pick<LotStock, 'lot_no' | 'quantity' | 'expires_on' | 'since_at'>[],
  quantity: number,
): LotPart[] {
  const order = [...lots].sort(
    (a, b) =>
      compare(a.expires_on ?? '9999-12-31', b.expires_on ?? '9999-12-31') || compare(a.since_at, b.since_at) || compare(a.lot_no, b.lot_no),
  )
  const parts: LotPart[] = []
  let left = quantity
  for (const { lot_no, quantity: here } of order) {
    const taken = Math.min(left, here)
    if (taken > 0) parts.push({ lot_no, quantity: taken })
    left -= taken
  }
  return parts
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function serialFault(
  { sku_id, quantity, serials = [], from, kind }: Move,
  tracks_serials: boolean,
  ground: Ground,
): { status: MoveOutcome['status']; detail: string } | null {
  if (serials.length === 0) {
    return tracks_serials && from === 'outside'
      ? { status: 'serials_missing', detail: `Each piece of ${sku_id} has a serial number: scan all ${quantity}.` }
      : null
  }
  if (serials.length !== quantity || new Set(serials).size !== quantity)
    return {
      status: 'serial_count_differs',
      detail: `${quantity} pieces need ${quantity} different serial numbers, not ${serials.length}.`,
    }
  for (const serial_no of serials) {
    const known = ground.serials.get(`${sku_id} ${serial_no}`)
    if (!known) continue
    if (known.state === 'sold' && kind !== 'customer_return')
      return { status: 'serial_already_sold', detail: `Serial ${serial_no} was sold: set the piece aside and ask a supervisor.` }
    if (known.state === 'in_stock' && (from === 'outside' || known.node_id !== from.node_id || known.condition !== from.condition))
      return {
        status: 'serial_elsewhere',
        detail: `Serial ${serial_no} stands at ${known.node_id} as ${known.condition}: look there first.`,
      }
  }
  return null
}

function serialAt({ sku_id, lot_no, to, kind }: Move, serial_no: string): Serial {
  const here = to === 'outside' ? { node_id: null, condition: null } : to
  const state = to !== 'outside' ? 'in_stock' : kind === 'supplier_return' || kind === 'scrap' || kind === 'lost' ? 'gone' : 'sold'
  return { sku_id, serial_no, state, ...here, lot_no: lot_no ?? null }
}

function shiftLots({ sku_id, from, to }: Move, parts: readonly LotPart[], { lot_stock, lots }: Ground): void {
  const change = (end: End, lot_no: string, delta: number) => {
    if (end === 'outside') return
    const condition = lotCondition(end.condition)
    const key = lotKey(sku_id, lot_no, end.node_id, condition)
    const row = lot_stock.get(key)
    if (row) row.quantity += delta
    else {
      const { expires_on } = lots.get(`${sku_id} ${lot_no}`)!
      lot_stock.set(key, { sku_id, lot_no, node_id: end.node_id, condition, quantity: delta, expires_on, since_at: '9999' })
    }
  }
  for (const { lot_no, quantity } of parts) {
    change(from, lot_no, -quantity)
    change(to, lot_no, quantity)
  }
}
