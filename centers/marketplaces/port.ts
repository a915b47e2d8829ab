import type { Told } from '#centers/interfaces/model.ts'
import type { Drift } from '#core/contract.ts'

export type { Told }

/** A connection as an adapter gets it: its secrets readable. */
export interface OpenConnection {
  connection_id: string
  channel_id: string
  endpoint: string
  currency: string
  settings: Record<string, string>
  secrets: Record<string, string>
  /** The time, for what must be signed with it. */
  now(): string
}

/** Where an order stands on the platform, in our words. */
export const tradeStates = ['unpaid', 'to_ship', 'blocked', 'partly_shipped', 'shipped', 'finished', 'canceled', 'unknown'] as const
export type TradeState = (typeof tradeStates)[number]

export interface TradeLine {
  /** The platform's own line number. */
  line_no: string
  product_no: string
  sku_no: string | null
  /** What the seller wrote as its code there. */
  outer_code: string | null
  title: string
  options: string | null
  quantity: number
  unit_minor: number
  /** What we are paid for the line: by the buyer, and by the platform where it gives something off. */
  amount_minor: number
  /** What of it the platform pays; left out where it pays nothing or does not tell. */
  subsidy_minor?: number
  /** Closed lines are never shipped. */
  closed: boolean
}

/** An order as the platform sold it. */
export interface Trade {
  external_no: string
  status: TradeState
  platform_status: string
  placed_at: string
  modified_at: string
  currency: string
  lines: TradeLine[]
  freight_minor: number
  /** What we are paid; lines and freight must make it up. */
  total_minor: number
  buyer_name: string
  /** Null where the platform keeps it. */
  buyer_phone: string | null
  address: { province: string; city: string; district: string; street: string; postcode?: string }
  /** Name, phone or address are covered by the platform: labels are asked for with its own key. */
  masked_key: string | null
  buyer_message: string | null
  seller_note: string | null
  refund_asked: boolean
  /** What of the platform's own figures does not add up, though lines could be made of them. */
  contradiction?: string
}

/** One order of an answer; one that cannot be read does not hold the others up. */
export type TradeRead =
  | { status: 'read'; trade: Trade }
  | { status: 'unreadable'; external_no: string; modified_at: string | null; drifts: readonly Drift[]; raw: unknown }

/** What a list tells when lines come only with the detail. */
export interface TradeHead {
  external_no: string
  modified_at: string
}

export const refundStates = ['asked', 'agreed', 'returning', 'done', 'closed', 'unknown'] as const
export interface RefundTold {
  refund_no: string
  external_no: string
  line_no: string | null
  state: (typeof refundStates)[number]
  platform_status: string
  kind: 'refund' | 'return' | 'exchange' | 'other'
  /** Pieces it is about, where the platform tells them. */
  quantity?: number | null
  amount_minor: number
  reason: string | null
  modified_at: string
  /** Its row could not be read: `reason` names the fields. It says that there is a refund, and no more. */
  unreadable?: true
}

export const replyWords = ['agree', 'refuse'] as const
export type ReplyWord = (typeof replyWords)[number]
/** Our answer to a refund as it stood when somebody here answered it. */
export interface ReplyCall extends Pick<RefundTold, 'refund_no' | 'external_no' | 'line_no' | 'kind' | 'platform_status' | 'amount_minor'> {
  word: ReplyWord
  /** What the buyer reads with a no. */
  reason: string
  /** Whether anything of the order has left us. */
  goods_left: boolean
}

export interface Window {
  from: string
  to: string
}

export interface ShipmentCall {
  /** Our parcel: the idempotency key where the platform knows one. */
  key: string
  external_no: string
  parcels: {
    carrier_code: string
    waybill_no: string
    /** `of` is what was sold of the line, `before` what parcels told earlier held of it. */
    lines: { line_no: string; quantity: number; of: number; before: number }[]
  }[]
  /** Everything of the order leaves with this. */
  whole: boolean
  /** Whether an earlier parcel of the order was told before. */
  first: boolean
}
export interface StockCall {
  key: string
  product_no: string
  sku_no: string | null
  outer_code: string | null
  quantity: number
}
/** A whole product goes on or off sale, with all its SKUs. */
export interface SaleCall {
  product_no: string
  on_sale: boolean
  /** What there is of it, over all SKUs; for platforms that want to hear it. */
  quantity: number
  /** Its SKUs with what they cost, for platforms where being on sale is an offer of its own. */
  skus: { sku_no: string | null; outer_code: string | null; price_minor: number | null }[]
}
/** What one listing shall say; null leaves that as it is. */
export interface OfferItem {
  /** Its number within the feed, from 1. */
  no: number
  product_no: string
  sku_no: string | null
  outer_code: string | null
  quantity: number | null
  /** Also where only `on_sale` is told: an offer has its price. */
  price_minor: number | null
  on_sale: boolean | null
}
/** What the page of a listing shows. */
export interface ContentCall {
  product_no: string
  sku_no: string | null
  /** What the seller writes as its code there. */
  outer_code: string
  sku_id: string
  title: string
  subtitle: string | null
  /** Plain text; an empty line parts paragraphs. */
  description: string
  points: readonly string[]
  /** Addresses the platform can fetch, the cover first; none leaves the pictures as they are. */
  pictures: readonly string[]
  price_minor: number | null
  /** What only this platform asks for, by its own names. */
  attributes: Readonly<Record<string, string>>
}
/** How far the platform is with a feed. Items that are not named went well; `failure` is of the whole feed. */
export type FeedRead =
  | { state: 'working' }
  | { state: 'done'; failures: { no: number; code: string; reason: string }[] }
  | { state: 'failed'; failure: string }
export interface PriceCall {
  product_no: string
  sku_no: string | null
  outer_code: string | null
  price_minor: number
}

/** One way we speak with a platform: a row of the registry each. */
export interface Operation {
  name: { zh: string; en: string }
  version: string
  budget: { calls: number; per_ms: number } | null
  contract?: readonly { path: string; kind: string }[]
}
export const operations = [
  'orders',
  'order_detail',
  'refunds',
  'refund_reply',
  'payment',
  'shipment',
  'stock',
  'price',
  'messages',
  'push',
  'statement',
  'token',
  'sale',
  'feeds',
  'feed_results',
  'content',
] as const
export type OperationName = (typeof operations)[number]

export const entryKinds = ['sale', 'refund', 'fee', 'other'] as const
/** A line of what a platform says it paid. */
export interface StatementEntry {
  /** The platform's own number of it: told again it is the same. */
  entry_no: string
  kind: (typeof entryKinds)[number]
  /** The order it is for, where it is for one. */
  external_no: string | null
  happened_at: string
  /** What it adds to our money there; what is taken is below zero. */
  amount_minor: number
  currency: string
  note: string | null
}

/** A new token, by the names its adapter keeps tokens under. */
export interface TokenAnswer {
  secrets: Record<string, string>
  /** When it must be renewed; null where the platform does not say. */
  expires_at: string | null
}

export interface StatementPage {
  ready: boolean
  entries: StatementEntry[]
  next: string | null
}

/** What came in at a shop's address, byte for byte. */
export interface Push {
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Buffer
}
/** Something a platform told by itself. What changed is asked for; the message is only the reason to ask. */
export interface PushMessage {
  /** The platform's number of it: told again it is the same. */
  push_no: string
  topic: string
  of: 'order' | 'refund'
  /** Null when it speaks of nothing that is followed here. */
  external_no: string | null
  /** When that changed, where it says so. */
  modified_at: string | null
}
/** A push once its signature was checked over the bytes that came. */
export type PushRead =
  | { status: 'read'; messages: PushMessage[] }
  | { status: 'refused'; code: 'signature_invalid' | 'secret_missing' | 'not_this_shop' | 'body_unreadable'; reason: string }

/** What an adapter in `outside/` can do; it leaves out what its platform does not offer. One request is one call of the registry. */
export interface MarketplacePort {
  platform: string
  name: { zh: string; en: string }
  /** The address in service. */
  endpoint: string
  /** Names ending in `?` may be left out. */
  settings: readonly string[]
  secrets: readonly string[]
  operations: Partial<Record<OperationName, Operation>>
  /** The widest window one list may ask for. */
  window_ms: number
  /** How far back its orders can be read. */
  history_days: number
  /** The platform's name of our carriers, where the carrier itself does not say it. */
  carrier_codes: Readonly<Record<string, string>>
  /** Whether one order may leave in several parcels told one by one; otherwise it is told when all of it has left. */
  tells_parts: boolean
  /** Lists one page: whole orders, or heads whose detail is asked one by one. `page` is null at first; `next` null at the end. */
  listOrders(
    connection: OpenConnection,
    window: Window,
    page: string | null,
  ): Promise<Told<{ trades: TradeRead[]; heads?: TradeHead[]; next: string | null }>>
  findOrder?(connection: OpenConnection, external_no: string): Promise<Told<{ trade: TradeRead }>>
  listRefunds?(
    connection: OpenConnection,
    window: Window,
    page: string | null,
  ): Promise<Told<{ refunds: RefundTold[]; next: string | null }>>
  /** Which answers of ours the platform waits for, of a refund that stands so. */
  mayReply?(refund: Pick<ReplyCall, 'kind' | 'platform_status' | 'goods_left'>): readonly ReplyWord[]
  /** Says yes or no; said again it finds what it said. A refund that stands elsewhere by now, or is of another amount, is refused as `changed_there`. */
  replyRefund?(connection: OpenConnection, call: ReplyCall): Promise<Told>
  /** Where some orders are paid by other ways and wait for our word, and the platform's states in which they do. */
  confirmPaid?(connection: OpenConnection, external_no: string, remark: string): Promise<Told>
  paid_by_word?: readonly string[]
  sendShipment?(connection: OpenConnection, call: ShipmentCall): Promise<Told>
  /** One answer per item, in order; at most `stock_at_once` in one request. */
  setStock?(connection: OpenConnection, calls: readonly StockCall[]): Promise<Told[]>
  setPrice?(connection: OpenConnection, call: PriceCall): Promise<Told>
  stock_at_once?: number
  setOnSale?(connection: OpenConnection, call: SaleCall): Promise<Told>
  /** Being on sale is having an offer with a price: what is off sale is told no price, or it would be on again. */
  price_is_offer?: true
  /** Where much is told at once in a file that the platform works off: sends it, answers the platform's number of it. */
  sendFeed?(connection: OpenConnection, items: readonly OfferItem[]): Promise<Told<{ feed_no: string }>>
  readFeed?(connection: OpenConnection, feed_no: string): Promise<Told<{ feed: FeedRead }>>
  /** Title, description and pictures of a listing. */
  setContent?(connection: OpenConnection, call: ContentCall): Promise<Told>
  /** Makes a listing, off sale; answers the platform's numbers of it. Said again it finds the one it made. */
  createListing?(connection: OpenConnection, call: ContentCall): Promise<Told<{ product_no: string; sku_no: string | null }>>
  /** From so many changed listings on a feed is sent, and at most so many in one. */
  feed_from?: number
  feed_most?: number
  /** Where the platform sends to us: reads what came, once its signature is proved. Who reads pushes can also `findOrder`. */
  readPush?(connection: OpenConnection, push: Push): PushRead
  /** What the platform wants to hear when it was taken; `{}` when left out. */
  push_answer?: string
  /** Where the platform keeps messages until they are confirmed; only for connections that fill in the setting `messages_setting`. */
  listMessages?(connection: OpenConnection): Promise<Told<{ messages: PushMessage[]; more: boolean }>>
  confirmMessages?(connection: OpenConnection, push_nos: readonly string[]): Promise<Told>
  messages_setting?: string
  /** What it says it paid on a business day; `ready` is false while it has not made that up. Only for connections that fill in `statement_setting`. */
  listStatement?(connection: OpenConnection, day: string, page: string | null): Promise<Told<StatementPage>>
  statement_setting?: string
  /** Where tokens end: asks for the next with the secret `refresh_token`. The platform may give it once only, so nobody else asks meanwhile. */
  renewToken?(connection: OpenConnection): Promise<Told<TokenAnswer>>
}
export type MarketplacePorts = Readonly<Record<string, MarketplacePort>>

/** What this center needs of the world outside; assembled in `server/`. */
export interface Outside {
  ports: MarketplacePorts
  /** Where an endpoint written `simulated` is at present; null when no simulator runs. */
  simulated(platform: string): string | null
  /** Our own address as platforms reach it; null when nobody told. */
  public_base(): string | null
}
