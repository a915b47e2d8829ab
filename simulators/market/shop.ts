/** What a simulated marketplace knows of one shop: its own truth, before it is put into the platform's words. Amounts are in cents. */
export interface SoldLine {
  line_no: string
  product_no: string
  sku_no: string
  outer_code: string
  title: string
  options: string
  quantity: number
  unit: number
  discount: number
  /** What of the rest the platform pays in the buyer's place. */
  subsidy: number
  refund: 'none' | 'asked' | 'done' | 'closed'
  /** Of the parcel it left in, or of each, with commas between. */
  waybill: string | null
  /** Pieces that left, where a parcel held only some. */
  sent: number
}
export interface Sold {
  no: string
  status: 'unpaid' | 'paid' | 'blocked' | 'part' | 'shipped' | 'finished' | 'closed'
  created_ms: number
  modified_ms: number
  lines: SoldLine[]
  freight: number
  buyer: { name: string; phone: string; province: string; city: string; district: string; street: string }
  message: string
  note: string
  carrier: string | null
}
export interface RefundCase {
  no: string
  trade_no: string
  line_no: string | null
  /** agreed: the buyer may send the goods; returned: they are on their way back; refused: the buyer may go on. */
  status: 'asked' | 'agreed' | 'returned' | 'refused' | 'done' | 'closed'
  amount: number
  /** Pieces the buyer sends back; 0 where only money goes. */
  pieces: number
  modified_ms: number
  reason: string
}
export interface SoldPlan {
  no?: string
  status?: Sold['status']
  lines: {
    product_no: string
    sku_no: string
    outer_code: string
    title: string
    options?: string
    quantity: number
    unit: number
    discount?: number
    subsidy?: number
  }[]
  freight?: number
  buyer?: Partial<Sold['buyer']>
  message?: string
  at_ms?: number
}

export interface Market {
  trades: Map<string, Sold>
  refunds: Map<string, RefundCase>
  /** What the seller said there is, by SKU number; and its price. */
  stock: Map<string, number>
  prices: Map<string, number>
  /** Whether a product is on sale, by its number; what nobody said anything of is. */
  on_sale: Map<string, boolean>
  sell(plan: SoldPlan): Sold
  pay(no: string): void
  block(no: string): void
  unblock(no: string): void
  cancel(no: string): void
  moveTo(no: string, buyer: Partial<Sold['buyer']>): void
  askRefund(no: string, line_no?: string | null, amount?: number, pieces?: number): RefundCase
  endRefund(refund_no: string, how: 'done' | 'closed'): void
  /** The seller's word: a yes to a return waits for its goods, any other pays. */
  replyRefund(refund_no: string, word: 'agree' | 'refuse'): void
  sendBack(refund_no: string): void
  /** Books a parcel; answers why not. */
  ship(
    no: string,
    line_nos: readonly string[] | null,
    carrier: string,
    waybill: string,
  ): 'shipped' | 'unknown' | 'not_to_ship' | 'shipped_before'
  /** Books a parcel that holds some pieces of a line; `shipped_before` when that parcel was told or the line has not so many left. */
  shipPieces(
    no: string,
    pieces: readonly { line_no: string; quantity: number }[],
    carrier: string,
    waybill: string,
  ): ReturnType<Market['ship']>
  /** The number of a SKU that was sold under the seller's own code; the code itself when none was. */
  skuOf(outer_code: string): string
  /** Whether the shop ever sold it. */
  hasProduct(product_no: string): boolean
  /** Sees every order that is sold or changes, in its new state. */
  watch(see: (trade: Sold, what: 'sold' | 'changed') => void): void
  /** Changed within the time, newest first. */
  changed(from_ms: number, to_ms: number): Sold[]
  changedRefunds(from_ms: number, to_ms: number): RefundCase[]
}

/** What the buyer pays. */
export const paymentOf = ({ lines, freight }: Pick<Sold, 'lines' | 'freight'>): number =>
  lines.reduce((sum, { unit, quantity, discount, subsidy }) => sum + unit * quantity - discount - subsidy, 0) + freight
export const subsidyOf = ({ lines }: Pick<Sold, 'lines'>): number => lines.reduce((sum, { subsidy }) => sum + subsidy, 0)

const lin = {
  name: '林小满',
  phone: '13812340000',
  province: '重庆市',
  city: '重庆市',
  district: '渝中区',
  street: '解放碑步行街 9 号 3 单元 1201',
}

/** `numbered` writes the numbers of its orders; twelve digits and a year when left out. */
export function openMarket(now: () => number, first_no = 1, numbered = (serial: number) => String(2_026_000_000_000 + serial)): Market {
  const trades = new Map<string, Sold>()
  const refunds = new Map<string, RefundCase>()
  let serial = first_no
  // By time of change, newest first; made anew when something changed.
  let sorted: Sold[] | null = null
  const second = (ms: number) => Math.floor(ms / 1000) * 1000
  const watchers: ((trade: Sold, what: 'sold' | 'changed') => void)[] = []
  const touch = (trade: Sold) => {
    trade.modified_ms = second(now())
    sorted = null
    for (const see of watchers) see(trade, 'changed')
  }
  const known = (no: string): Sold => {
    const trade = trades.get(no)
    if (!trade) throw new Error(`the market knows no order ${no}`)
    return trade
  }
  const turn = (refund: RefundCase, status: RefundCase['status']) => {
    refund.status = status
    refund.modified_ms = second(now())
    touch(known(refund.trade_no))
  }
  const change = (no: string, status: Sold['status']) => {
    const trade = known(no)
    trade.status = status
    touch(trade)
  }
  return {
    trades,
    refunds,
    stock: new Map(),
    prices: new Map(),
    on_sale: new Map(),
    hasProduct: (product_no) => [...trades.values()].some(({ lines }) => lines.some((line) => line.product_no === product_no)),
    sell({ no = numbered(serial++), status = 'paid', lines, freight = 0, buyer = {}, message = '', at_ms = now() }) {
      const trade: Sold = {
        ...{ no, status, freight, message, note: '', carrier: null, buyer: { ...lin, ...buyer } },
        ...{ created_ms: second(at_ms), modified_ms: second(at_ms) },
        lines: lines.map((line, i) => ({
          ...{ options: '', discount: 0, subsidy: 0, ...line },
          ...{ line_no: `${no}${String(i + 1).padStart(2, '0')}`, refund: 'none', waybill: null, sent: 0 },
        })),
      }
      trades.set(no, trade)
      sorted = null
      for (const see of watchers) see(trade, 'sold')
      return trade
    },
    pay: (no) => change(no, 'paid'),
    block: (no) => change(no, 'blocked'),
    unblock: (no) => change(no, 'paid'),
    cancel: (no) => change(no, 'closed'),
    moveTo(no, buyer) {
      const trade = known(no)
      Object.assign(trade.buyer, buyer)
      touch(trade)
    },
    askRefund(no, line_no = null, amount, pieces = 0) {
      const trade = known(no)
      const lines = trade.lines.filter((line) => line_no === null || line.line_no === line_no)
      for (const line of lines) line.refund = 'asked'
      const asked = amount ?? paymentOf({ lines, freight: line_no === null ? trade.freight : 0 })
      const refund: RefundCase = {
        ...{ no: `9${no}${refunds.size + 1}`, trade_no: no, line_no, status: 'asked', amount: asked, pieces, reason: '不想要了' },
        modified_ms: second(now()),
      }
      refunds.set(refund.no, refund)
      touch(trade)
      return refund
    },
    endRefund(refund_no, how) {
      const refund = refunds.get(refund_no)!
      const trade = known(refund.trade_no)
      refund.status = how
      refund.modified_ms = second(now())
      for (const line of trade.lines) if (refund.line_no === null || line.line_no === refund.line_no) line.refund = how
      if (how === 'done' && trade.lines.every((line) => line.refund === 'done')) trade.status = 'closed'
      touch(trade)
    },
    replyRefund(refund_no, word) {
      const refund = refunds.get(refund_no)!
      if (word === 'agree' && (refund.pieces === 0 || refund.status === 'returned')) return this.endRefund(refund_no, 'done')
      turn(refund, word === 'agree' ? 'agreed' : 'refused')
    },
    sendBack: (refund_no) => turn(refunds.get(refund_no)!, 'returned'),
    shipPieces(no, pieces, carrier, waybill) {
      const trade = trades.get(no)
      if (!trade) return 'unknown'
      if (trade.status !== 'paid' && trade.status !== 'part') return trade.status === 'shipped' ? 'shipped_before' : 'not_to_ship'
      const own = pieces.map(({ line_no, quantity }) => ({ line: trade.lines.find((line) => line.line_no === line_no), quantity }))
      if (own.some(({ line }) => !line)) return 'unknown'
      const told = ({ waybill: known }: SoldLine) => known?.split(',').includes(waybill) ?? false
      if (own.some(({ line, quantity }) => told(line!) || line!.sent + quantity > line!.quantity)) return 'shipped_before'
      for (const { line, quantity } of own) {
        line!.waybill = [line!.waybill, waybill].filter(Boolean).join(',')
        line!.sent += quantity
      }
      trade.carrier = carrier
      trade.status = trade.lines.every(({ sent, quantity, refund }) => sent >= quantity || refund === 'done') ? 'shipped' : 'part'
      touch(trade)
      return 'shipped'
    },
    ship(no, line_nos, carrier, waybill) {
      const trade = trades.get(no)
      if (!trade) return 'unknown'
      if (trade.status !== 'paid' && trade.status !== 'part')
        return trade.status === 'shipped' || trade.status === 'finished' ? 'shipped_before' : 'not_to_ship'
      const asked = trade.lines.filter(({ line_no }) => line_nos === null || line_nos.includes(line_no))
      if (asked.length === 0) return 'unknown'
      if (asked.some((line) => line.waybill !== null)) return 'shipped_before'
      for (const line of asked) Object.assign(line, { waybill, sent: line.quantity })
      trade.carrier = carrier
      trade.status = trade.lines.every(({ sent, quantity, refund }) => sent >= quantity || refund === 'done') ? 'shipped' : 'part'
      touch(trade)
      return 'shipped'
    },
    skuOf(outer_code) {
      for (const { lines } of trades.values()) for (const line of lines) if (line.outer_code === outer_code) return line.sku_no
      return outer_code
    },
    watch: (see) => void watchers.push(see),
    changed(from_ms, to_ms) {
      sorted ??= [...trades.values()].sort((a, b) => b.modified_ms - a.modified_ms || (a.no < b.no ? 1 : -1))
      const list = sorted
      // Both ends by halving: a bench holds a hundred thousand of them.
      const start = partition(list, (trade) => trade.modified_ms > to_ms)
      const end = partition(list, (trade) => trade.modified_ms >= from_ms)
      return list.slice(start, end)
    },
    changedRefunds: (from_ms, to_ms) =>
      [...refunds.values()]
        .filter(({ modified_ms }) => modified_ms >= from_ms && modified_ms <= to_ms)
        .sort((a, b) => b.modified_ms - a.modified_ms),
  }
}

/** How many at the front hold it; the list is sorted so that those that do stand first. */
function partition<Item>(list: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(list[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
