import { type Market, openMarket, paymentOf, type RefundCase, type Sold, type SoldLine } from '../market/shop.ts'
import {
  type Asked,
  budgets,
  disturb,
  type MarketStage,
  openMarketStage,
  type Reply,
  type StageOptions,
  wallMoment,
  wallTime,
  yuanOf,
} from '../market/stage.ts'
import { openTokens, type TokenDesk } from '../market/tokens.ts'
import { openGate, parcelRefused, parcelPrefix as prefix } from './gate.ts'
import { caseWords, openRefunds } from './refunds.ts'

export interface TaobaoOptions extends StageOptions {
  app_key: string
  app_secret: string
  session: string
  now?: () => number
  /** Calls one interface takes in a second; none when left out. */
  per_second?: number
}
export interface TaobaoSimulator extends MarketStage {
  market: Market
  tokens: TokenDesk
  /** Calls refused because they came too fast. */
  refused(): number
}

const statuses: Record<Sold['status'], string> = {
  unpaid: 'WAIT_BUYER_PAY',
  paid: 'WAIT_SELLER_SEND_GOODS',
  blocked: 'PAID_FORBID_CONSIGN',
  part: 'SELLER_CONSIGNED_PART',
  shipped: 'WAIT_BUYER_CONFIRM_GOODS',
  finished: 'TRADE_FINISHED',
  closed: 'TRADE_CLOSED',
}

/** TOP for one shop: one address, signatures over what arrived, every answer HTTP 200. */
export async function openTaobao(options: TaobaoOptions): Promise<TaobaoSimulator> {
  const now = options.now ?? Date.now
  const market = openMarket(now)
  const tokens = openTokens(options.session, now)
  const limits = budgets(options.per_second, now)
  let serial = 0
  /** Messages kept until they are confirmed, and what the seller wants to hear of; nothing is kept before it said so. */
  const messages = new Map<string, { id: string; topic: string; content: string; pub_time: string }>()
  let topics: string[] = []
  market.watch((trade, what) => {
    const asked = trade.lines.some(({ refund }) => refund === 'asked')
    const topic = asked
      ? 'taobao_refund_RefundCreated'
      : what === 'sold'
        ? 'taobao_trade_TradeCreate'
        : trade.status === 'closed'
          ? 'taobao_trade_TradeClose'
          : 'taobao_trade_TradeChanged'
    if (!topics.includes(topic)) return
    const id = `41${String(++serial).padStart(16, '0')}`
    const content = `{"tid":${trade.no},"status":"${statuses[trade.status]}","payment":"${yuanOf(paymentOf(trade))}"}`
    messages.set(id, { id, topic, content, pub_time: wallTime(now()) })
  })

  const { error, answer, enter } = openGate(options, tokens, limits, now)
  const cases = openRefunds(market, { error, answer })

  const perform = (asked: Asked, stage: MarketStage): Reply => {
    const entered = enter(asked, stage)
    if ('reply' in entered) return entered.reply
    const { method, field } = entered
    switch (method) {
      case 'taobao.trades.sold.increment.get':
        return list(
          method,
          field,
          stage,
          (from, to) => market.changed(from, to),
          'trades',
          'trade',
          (trade) => pick(tradeOf(trade, stage), field('fields')),
        )
      case 'taobao.trade.fullinfo.get': {
        if (!field('tid') || !field('fields')) return error(40, 'Missing required arguments')
        const trade = market.trades.get(field('tid'))
        if (!trade) return error(15, 'Remote service error', 'isv.trade-not-exist', '交易不存在')
        return answer(method, { trade: pick(tradeOf(trade, stage), field('fields')) })
      }
      case 'taobao.refunds.receive.get':
        return list(
          method,
          field,
          stage,
          (from, to) => market.changedRefunds(from, to),
          'refunds',
          'refund',
          (refund) => pick(refundOf(refund), field('fields')),
        )
      case 'taobao.refund.get':
        return cases.get(method, field)
      case 'taobao.rp.refunds.agree':
        return cases.agree(method, field)
      case 'taobao.rp.returngoods.agree':
        return cases.agreeReturn(method, field)
      case 'taobao.refund.refuse':
        return cases.refuse(method, field)
      case 'taobao.logistics.offline.send':
        return send(method, field)
      case 'alibaba.ascp.logistics.offline.send':
        return sendPieces(method, field)
      case 'taobao.skus.quantity.update': {
        const pairs = field('skuid_quantities')
          .split(';')
          .map((pair) => pair.split(':'))
        if (!field('num_iid') || pairs.length > 20) return error(41, 'Invalid arguments')
        if (pairs.some(([sku, quantity]) => !sku || !/^\d+$/.test(quantity ?? '')))
          return error(15, 'Remote service error', 'isv.item-quantity-error', '库存不能小于0')
        for (const [sku, quantity] of pairs) market.stock.set(sku!, Number(quantity))
        return answer(method, { item: { num_iid: field('num_iid'), modified: wallTime(now()) } })
      }
      case 'taobao.item.quantity.update':
        if (!/^\d+$/.test(field('quantity'))) return error(15, 'Remote service error', 'isv.item-quantity-error', '库存不能小于0')
        market.stock.set(field('num_iid'), Number(field('quantity')))
        return answer(method, { item: { num_iid: field('num_iid'), num: Number(field('quantity')) } })
      case 'tmall.item.price.update': {
        if (!field('item_id')) return error(40, 'Missing required arguments')
        const prices = field('sku_prices')
          ? (JSON.parse(field('sku_prices')) as { sku_id: string; price: string }[])
          : [{ sku_id: field('item_id'), price: field('item_price') }]
        for (const { sku_id, price } of prices) market.prices.set(sku_id, Math.round(Number(price) * 100))
        return answer(method, { price_update_result: field('item_id') })
      }
      case 'taobao.item.update.listing':
      case 'taobao.item.update.delisting': {
        const listing = method === 'taobao.item.update.listing'
        if (!market.hasProduct(field('num_iid'))) return error(15, 'Remote service error', 'isv.item-not-exist', '商品不存在')
        if (listing && !(Number(field('num')) > 0))
          return error(15, 'Remote service error', 'isv.item-listing-service-error', '上架数量必须大于0')
        market.on_sale.set(field('num_iid'), listing)
        return answer(method, { item: { num_iid: field('num_iid'), modified: wallTime(now()) } })
      }
      case 'taobao.tmc.user.permit':
        topics = field('topics').split(',').filter(Boolean)
        return answer(method, { is_success: true })
      case 'taobao.tmc.messages.consume': {
        const quantity = Number(field('quantity') || 100)
        if (!(quantity >= 10 && quantity <= 200)) return error(41, 'Invalid arguments', 'isv.invalid-parameter:quantity')
        // What was told and not confirmed is told again.
        const rows = disturb([...messages.values()].slice(0, quantity), stage).slice(0, quantity)
        return answer(method, rows.length > 0 ? { messages: { tmc_message: rows } } : {})
      }
      case 'taobao.tmc.messages.confirm': {
        const ids = field('s_message_ids').split(',')
        if (ids.length > 200) return error(41, 'Invalid arguments', 'isv.invalid-parameter:s_message_ids')
        for (const id of ids) messages.delete(id)
        return answer(method, { is_success: true })
      }
      default:
        return error(22, 'Invalid Method')
    }
  }

  const list = <Item>(
    method: string,
    field: (name: string) => string,
    stage: MarketStage,
    find: (from_ms: number, to_ms: number) => Item[],
    wrap: string,
    inner: string,
    write: (item: Item) => object,
  ): Reply => {
    if (!field('fields')) return error(40, 'Missing required arguments', 'isv.missing-parameter:fields')
    const from = wallMoment(field('start_modified'))
    const to = wallMoment(field('end_modified'))
    const size = Number(field('page_size') || 40)
    const page = Number(field('page_no') || 1)
    if (Number.isNaN(from) || Number.isNaN(to)) return error(40, 'Missing required arguments', 'isv.missing-parameter:start_modified')
    if (to - from > 86_400_000 || to < from) return error(41, 'Invalid arguments', 'isv.invalid-parameter:end_modified')
    if (size > 100 || size < 1 || page < 1) return error(41, 'Invalid arguments', 'isv.invalid-parameter:page_size')
    const all = find(from, to)
    const rows = disturb(all.slice((page - 1) * size, page * size), stage).map(write)
    const counted = field('use_has_next') === 'true' ? { has_next: all.length > page * size } : { total_results: all.length }
    // An empty list is left out altogether.
    return answer(method, { ...counted, ...(rows.length > 0 ? { [wrap]: { [inner]: rows } } : {}) })
  }

  const send = (method: string, field: (name: string) => string): Reply => {
    for (const name of ['tid', 'company_code', 'out_sid'])
      if (!field(name)) return error(40, 'Missing required arguments', `isv.missing-parameter:${name}`)
    const refused = parcelRefused(field)
    if (refused) return error(15, 'Remote service error', `${prefix}:${refused[0]}`, refused[1])
    const parts = field('sub_tid') ? field('sub_tid').split(',') : null
    if (field('is_split') === '1' && !parts) return error(15, 'Remote service error', `${prefix}:P38`, '拆单校验未通过')
    if (parts && parts.length > 50) return error(41, 'Invalid arguments')
    const outcome = market.ship(field('tid'), parts, field('company_code'), field('out_sid'))
    if (outcome === 'unknown') return error(15, 'Remote service error', `${prefix}:B01`, '订单不存在')
    if (outcome !== 'shipped') return error(15, 'Remote service error', `${prefix}:B04`, '订单已发货或已关闭')
    return answer(method, { shipping: { is_success: true } })
  }

  /** Parcels by pieces of lines: each line says whether a rest is still to come, and must be right. */
  const sendPieces = (method: string, field: (name: string) => string): Reply => {
    type Package = { company_code?: string; out_sid?: string; goods?: { sub_tid?: string; num?: number; item_type?: number }[] }
    const packages = listIn<Package>(field('consign_pkgs'))
    const statuses = listIn<{ sub_tid?: string; is_part_consign?: boolean }>(field('consign_status'))
    if (!field('tid') || !packages?.length) return error(40, 'Missing required arguments', 'isv.missing-parameter:consign_pkgs')
    if (field('consign_type') !== '1' || !statuses?.length) return error(41, 'Invalid arguments', 'isv.invalid-parameter:consign_type')
    const failed = (error_code: string, error_msg: string): Reply => answer(method, { result: { success: false, error_code, error_msg } })
    for (const { company_code = '', out_sid = '', goods = [] } of packages) {
      const refused = parcelRefused((name) => (name === 'out_sid' ? out_sid : company_code))
      if (refused) return failed(...refused)
      if (goods.some(({ sub_tid, num, item_type }) => !sub_tid || !Number.isInteger(num) || num! < 1 || item_type !== 0))
        return failed('P38', '拆单校验未通过')
      const trade = market.trades.get(field('tid'))
      for (const { sub_tid, num } of goods) {
        const line = trade?.lines.find(({ line_no }) => line_no === sub_tid)
        const part = statuses.find((status) => status.sub_tid === sub_tid)?.is_part_consign
        if (line && !line.waybill?.split(',').includes(out_sid) && part !== line.sent + num! < line.quantity)
          return failed('P39', '发货状态与件数不符')
      }
      const pieces = goods.map(({ sub_tid, num }) => ({ line_no: sub_tid!, quantity: num! }))
      const outcome = market.shipPieces(field('tid'), pieces, company_code, out_sid)
      if (outcome === 'unknown') return failed('B01', '订单不存在')
      if (outcome !== 'shipped') return failed('B04', '订单已发货或已关闭')
    }
    return answer(method, { result: { success: true } })
  }

  const stage = await openMarketStage(perform, options)
  return Object.assign(stage, { market, tokens, refused: limits.refused })
}

const refundWords = { none: 'NO_REFUND', asked: 'WAIT_SELLER_AGREE', done: 'SUCCESS', closed: 'CLOSED' } as const

function tradeOf(trade: Sold, { quirks, chance }: MarketStage): Record<string, unknown> {
  const payment = paymentOf(trade)
  const alone = trade.lines.length === 1
  const order = (line: SoldLine) => {
    const paid = line.unit * line.quantity - line.discount
    const status =
      line.refund === 'done'
        ? 'TRADE_CLOSED'
        : line.sent >= line.quantity
          ? 'WAIT_BUYER_CONFIRM_GOODS'
          : statuses[trade.status].replace('SELLER_CONSIGNED_PART', 'WAIT_SELLER_SEND_GOODS')
    return {
      ...{
        oid: big(line.line_no),
        oid_str: line.line_no,
        num_iid: big(line.product_no),
        sku_id: line.sku_no,
        outer_sku_id: line.outer_code,
      },
      ...{ title: line.title, sku_properties_name: line.options, num: line.quantity, price: yuanOf(line.unit), total_fee: yuanOf(paid) },
      // Alone, a line repeats the payment of the trade.
      ...{
        payment: yuanOf(alone ? payment : paid),
        discount_fee: yuanOf(line.discount),
        adjust_fee: '0.00',
        status,
        refund_status: refundWords[line.refund],
      },
      ...(alone ? {} : { divide_order_fee: yuanOf(paid) }),
      ...(line.waybill ? { invoice_no: line.waybill, logistics_company: trade.carrier } : {}),
    }
  }
  const { buyer } = trade
  const row: Record<string, unknown> = {
    ...{
      tid: big(trade.no),
      tid_str: trade.no,
      status: statuses[trade.status],
      type: 'fixed',
      created: wallTime(trade.created_ms),
      modified: wallTime(trade.modified_ms),
    },
    ...{ payment: yuanOf(payment), post_fee: yuanOf(trade.freight), buyer_message: trade.message, seller_memo: trade.note },
    // Covered, as the platform does since 2021.
    ...{ receiver_name: `${[...buyer.name][0] ?? ''}**`, receiver_mobile: buyer.phone.replace(/^(\d{3})\d{4}/, '$1****') },
    ...{
      receiver_state: buyer.province,
      receiver_city: buyer.city,
      receiver_district: buyer.district,
      receiver_address: buyer.street,
      oaid: `oaid-${trade.no}`,
    },
    orders: { order: trade.lines.map(order) },
  }
  if (quirks.changed_field && chance() < quirks.changed_field) {
    row.orders = { order: trade.lines.map((line) => ({ ...order(line), oid: undefined, oid_str: undefined, sub_order_id: line.line_no })) }
  }
  return row
}

function refundOf(refund: RefundCase): Record<string, unknown> {
  const { no, trade_no, line_no, status, amount, pieces, modified_ms, reason } = refund
  return {
    ...{
      refund_id: no,
      tid: big(trade_no),
      oid: big(line_no ?? trade_no),
      status: caseWords[status],
      has_good_return: pieces > 0,
      dispute_type: pieces > 0 ? 'REFUND_AND_RETURN' : 'REFUND',
      ...(pieces > 0 ? { num: pieces } : {}),
    },
    ...{ refund_fee: yuanOf(amount), reason, modified: wallTime(modified_ms), created: wallTime(modified_ms) },
  }
}

const listIn = <Item>(text: string): Item[] | null => {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list : null
  } catch {
    return null
  }
}

/** Ids travel as numbers where they fit; larger ones would be written as bare digits too, which JSON.stringify cannot. */
const big = (text: string): number | string => (Number.isSafeInteger(Number(text)) ? Number(text) : text)

const pick = (row: Record<string, unknown>, fields: string): object => {
  const wanted = new Set(fields.split(','))
  return Object.fromEntries(Object.entries(row).filter(([name]) => wanted.has(name)))
}
