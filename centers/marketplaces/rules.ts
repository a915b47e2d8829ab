import { hash } from 'node:crypto'
import type { NewOrder } from '#centers/orders/model.ts'
import { largestOrder } from '#centers/orders/model.ts'
import { steadyId } from '#core/ids.ts'
import type { Listing, PulledState, Reason, Remark } from './model.ts'
import type { Trade, TradeLine } from './port.ts'

/** The same order has the same id however often it is pulled, so placing it again is harmless. */
export const orderIdOf = (channel_id: string, external_no: string): string => steadyId('marketplaces', channel_id, external_no)

export const listingKey = ({ product_no, sku_no }: Pick<TradeLine, 'product_no' | 'sku_no'>): string =>
  sku_no ? `${product_no}/${sku_no}` : product_no

/** Everything of an order that may change what we do: told again with the same digest it is the same. */
export const tradeDigest = (trade: Trade): string => {
  const { modified_at: _modified, ...rest } = trade
  return hash('sha1', JSON.stringify(rest), 'base64url')
}

export interface Decision {
  state: Exclude<PulledState, 'placed'> | 'place'
  reasons: Reason[]
  detail: string | null
}

/** What was told of refunds of an order before it is ours. */
export interface EarlierRefunds {
  open: boolean
  /** Paid back already, of lines that are still to leave. */
  back_minor: number
}

/** What becomes of an order that is none of ours yet. Every reason is named, not only the first. */
export function decideTrade(trade: Trade, mapped: ReadonlyMap<string, Listing>, refunds: EarlierRefunds): Decision {
  switch (trade.status) {
    case 'unpaid':
      return { state: 'unpaid', reasons: [], detail: null }
    case 'canceled':
      return { state: 'passed', reasons: [], detail: 'It was canceled there before it became an order.' }
    case 'shipped':
    case 'finished':
      return { state: 'passed', reasons: [], detail: 'It was shipped there before it became an order.' }
  }
  // What is paid back is the buyer's part of what we are paid.
  const paid_minor = trade.total_minor - trade.lines.reduce((sum, { subsidy_minor = 0 }) => sum + subsidy_minor, 0)
  if (refunds.back_minor > 0 && refunds.back_minor >= paid_minor)
    return { state: 'passed', reasons: [], detail: 'All of it was paid back there before it became an order.' }
  const reasons: Reason[] = []
  const details: string[] = []
  const because = (reason: Reason, detail: string) => {
    reasons.push(reason)
    details.push(detail)
  }
  const lines = trade.lines.filter(({ closed }) => !closed)
  if (trade.status === 'unknown') because('status_unknown', `The platform says ${trade.platform_status}, which is not known here.`)
  if (trade.status === 'blocked') because('blocked_by_platform', `The platform says ${trade.platform_status}: it may not be shipped yet.`)
  if (trade.status === 'partly_shipped') because('status_unknown', 'Part of it was shipped elsewhere: look at it on the platform.')
  if (trade.refund_asked || refunds.open) because('refund_asked', 'The buyer asks for the money back.')
  const unmapped = lines.filter((line) => !mapped.get(listingKey(line))?.sku_id)
  if (unmapped.length > 0)
    because(
      'line_unmapped',
      `Not mapped: ${unmapped
        .map((line) => `${line.title}（${line.outer_code ?? listingKey(line)}）`)
        .join('、')
        .slice(0, 300)}`,
    )
  if (!trade.address.province || !trade.address.street) because('address_missing', 'The address is not complete.')
  const sum = lines.reduce((total, { amount_minor }) => total + amount_minor, 0) + trade.freight_minor
  const closed = trade.lines.filter((line) => line.closed).reduce((total, { amount_minor }) => total + amount_minor, 0)
  if (lines.length > 0 && sum !== trade.total_minor && sum + closed !== trade.total_minor)
    because('amounts_differ', `Lines and freight make ${sum}, the platform says ${trade.total_minor}.`)
  if (trade.contradiction) because('amounts_differ', trade.contradiction)
  if (lines.some(({ amount_minor }) => amount_minor < 0)) because('amounts_differ', 'A line costs less than nothing.')
  if (lines.length > largestOrder || lines.some(({ quantity }) => quantity < 1 || quantity > 9999))
    because('too_large', `An order has at most ${largestOrder} lines of at most 9,999 pieces.`)
  if (reasons.length > 0) return { state: 'waiting', reasons: [...new Set(reasons)], detail: details.join(' ').slice(0, 1000) }
  if (lines.length === 0) return { state: 'passed', reasons: [], detail: 'Every line of it was closed there.' }
  return { state: 'place', reasons: [], detail: null }
}

/** The order as ours: its prices stand, it is paid on the platform. */
export function orderOf(trade: Trade, channel_id: string, mapped: ReadonlyMap<string, Listing>): NewOrder {
  return {
    id: orderIdOf(channel_id, trade.external_no),
    channel_id,
    external_no: trade.external_no,
    member_id: null,
    visitor_id: null,
    buyer_name: trade.buyer_name.slice(0, 60) || '（平台未提供）',
    buyer_phone: trade.buyer_phone,
    address: { ...trade.address, ...(trade.masked_key ? { masked_key: trade.masked_key } : {}) },
    buyer_message: trade.buyer_message,
    currency: trade.currency,
    payment_term: 'channel',
    outlet_id: null,
    placed_at: trade.placed_at,
    lines: trade.lines
      .filter(({ closed }) => !closed)
      .map((line) => ({
        sku_id: mapped.get(listingKey(line))!.sku_id!,
        quantity: line.quantity,
        // A seller may have raised the price by hand: then the piece cost more than the list says.
        unit_minor: Math.max(line.unit_minor, Math.ceil(line.amount_minor / line.quantity)),
        amount_minor: line.amount_minor,
        ...(line.subsidy_minor ? { subsidy_minor: line.subsidy_minor } : {}),
      })),
    freight_minor: trade.freight_minor,
    expected_total_minor: null,
  }
}

/** What an order that is ours already must do when the platform tells something new of it. */
export interface Change {
  remark: Remark
  act: 'cancel' | 'hold' | 'release' | null
}

const holding: readonly Remark['what'][] = ['refund_asked', 'blocked', 'address_changed']
const freeing: readonly Remark['what'][] = ['refund_closed', 'unblocked']

/** Whether the order is stopped because of what the platform said, as its remarks tell; what a person released counts too. */
export function isHeldFor(remarks: readonly Remark[]): Remark['what'] | null {
  const last = remarks.findLast(({ what }) => holding.includes(what) || freeing.includes(what))
  return last && holding.includes(last.what) ? last.what : null
}

type Known = Pick<NewOrder, 'buyer_name' | 'buyer_phone' | 'buyer_message'> & { address: Record<string, string> }

/** The first that applies acts: what the platform canceled needs no hold. Addresses and notes are followed beside it. */
export function decideChange(remarks: readonly Remark[], trade: Trade): Change | null {
  const at = trade.modified_at
  const held = isHeldFor(remarks)
  if (trade.status === 'canceled')
    return remarks.some(({ what }) => what === 'canceled')
      ? null
      : { remark: { at, what: 'canceled', detail: trade.platform_status }, act: 'cancel' }
  if (trade.status === 'shipped' || trade.status === 'finished' || trade.status === 'partly_shipped') return null
  if (trade.refund_asked)
    return held === 'refund_asked'
      ? null
      : { remark: { at, what: 'refund_asked', detail: 'The buyer asks for the money back.' }, act: 'hold' }
  if (trade.status === 'blocked')
    return held === 'blocked' ? null : { remark: { at, what: 'blocked', detail: trade.platform_status }, act: 'hold' }
  if (held === 'refund_asked' || held === 'blocked')
    return { remark: { at, what: 'unblocked', detail: trade.platform_status }, act: 'release' }
  return null
}
/** Whether the platform tells another address than it told before; compared with the order itself where that was not kept. */
export function tellsAddress(order: Known, told: string | null, trade: Trade): boolean {
  if (['canceled', 'shipped', 'finished', 'partly_shipped'].includes(trade.status)) return false
  if (told !== null) return addressDigest(trade) !== told
  return (
    addressFields.some((field) => (order.address[field] ?? '') !== (trade.address[field] ?? '')) || order.buyer_phone !== trade.buyer_phone
  )
}
export const addressDigest = ({ buyer_name, buyer_phone, address, masked_key }: Trade): string =>
  hash('sha1', JSON.stringify([buyer_name, buyer_phone, ...addressFields.map((field) => address[field]), masked_key]), 'base64url')
export const noteDigest = ({ seller_note }: Pick<Trade, 'seller_note'>): string =>
  hash('sha1', seller_note?.trim().slice(0, 500) ?? '', 'base64url')

const addressFields = ['province', 'city', 'district', 'street'] as const

export const addressLine = ({ buyer_name, address, seller_note, buyer_message }: Trade): string =>
  [buyer_name, address.province, address.city, address.district, address.street, buyer_message, seller_note]
    .filter(Boolean)
    .join(' ')
    .slice(0, 300)

/** How a listing that nobody mapped is found among our SKUs: by barcode, by code, by the very title. */
export function matchListing(
  { outer_code, title }: Pick<Listing, 'outer_code' | 'title'>,
  known: { barcodes: ReadonlyMap<string, string>; sku_ids: ReadonlySet<string>; titles: ReadonlyMap<string, string> },
): { sku_id: string; matched_by: 'barcode' | 'code' | 'title' } | null {
  const barcode = outer_code ? known.barcodes.get(outer_code) : undefined
  if (barcode) return { sku_id: barcode, matched_by: 'barcode' }
  if (outer_code && known.sku_ids.has(outer_code)) return { sku_id: outer_code, matched_by: 'code' }
  const titled = known.titles.get(title.trim())
  return titled ? { sku_id: titled, matched_by: 'title' } : null
}

/** Seconds until a failed stream is read again: grows to ten minutes, a quarter up or down. */
export const pullAgain_s = (failures: number, chance: number): number =>
  Math.min(600, 5 * 2 ** Math.min(failures - 1, 8)) * (0.75 + chance * 0.5)

/** Seconds until a platform is asked again how far it is with a feed: half a minute at first, a quarter of an hour in the end. */
export const feedAgain_s = (looks: number): number => Math.min(900, 30 * 1.5 ** Math.min(looks, 12))

export const streams_every_s = { orders: 10, refunds: 30, messages: 3 } as const
/** Windows overlap by so much: clocks differ, and a platform may show a change late. */
export const overlap_ms = 5 * 60_000
/** The newest moments are left for the next look: what is being written there is not all visible. */
export const settle_ms = 3_000

/** When a token is renewed: a day before its end, or when three quarters of its life are over if that is shorter. */
export function renewalOf(now: string, expires_at: string): string {
  const life_ms = Date.parse(expires_at) - Date.parse(now)
  return new Date(Date.parse(expires_at) - Math.min(86_400_000, Math.max(0, life_ms) / 4)).toISOString()
}
/** So often a platform that is away is asked for a token; then a person must. */
export const tokenAsksAtMost = 12

export const earlierOf = (a: string, b: string): string => (Date.parse(a) <= Date.parse(b) ? a : b)
