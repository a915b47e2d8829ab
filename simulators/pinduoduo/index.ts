import { type Market, openMarket, paymentOf, type RefundCase, type Sold, subsidyOf } from '../market/shop.ts'
import {
  type Asked,
  budgets,
  disturb,
  type MarketStage,
  openMarketStage,
  type Reply,
  type StageOptions,
  wallTime,
  yuanOf,
} from '../market/stage.ts'
import { openTokens, type TokenDesk } from '../market/tokens.ts'
import { expectedSign } from './digest.ts'

export interface PinduoduoOptions extends StageOptions {
  client_id: string
  client_secret: string
  access_token: string
  now?: () => number
  per_second?: number
}
export interface PinduoduoSimulator extends MarketStage {
  market: Market
  tokens: TokenDesk
  refused(): number
}

/** Roots that do not follow from the name of the call. */
const oddRoots: Record<string, string> = {
  'pdd.order.number.list.increment.get': 'order_sn_increment_get_response',
  'pdd.order.information.get': 'order_info_get_response',
  'pdd.refund.list.increment.get': 'refund_increment_get_response',
  'pdd.goods.sku.price.update': 'goods_update_sku_price_response',
}

/** Pinduoduo's gateway for one shop: flat JSON, half-hour windows, people covered, one shipment an order. */
export async function openPinduoduo(options: PinduoduoOptions): Promise<PinduoduoSimulator> {
  const now = options.now ?? Date.now
  const market = openMarket(now, 500_000_000)
  const tokens = openTokens(options.access_token, now)
  const limits = budgets(options.per_second, now)

  const error = (error_code: number, error_msg: string, sub_msg = ''): Reply => ({
    body: JSON.stringify({ error_response: { error_code, error_msg, sub_code: '', sub_msg, request_id: 'sim' } }),
  })
  const answer = (type: string, content: object): Reply => ({
    body: JSON.stringify({
      [oddRoots[type] ?? `${type.replace('pdd.', '').replaceAll('.', '_')}_response`]: { ...content, request_id: 'sim' },
    }),
  })

  const perform = (asked: Asked, stage: MarketStage): Reply => {
    let message: Record<string, string>
    try {
      message = JSON.parse(asked.body) as Record<string, string>
    } catch {
      message = Object.fromEntries(new URLSearchParams(asked.body))
    }
    const { type = '', client_id, sign, timestamp } = message
    if (asked.path === '/oauth/token') {
      if (client_id !== options.client_id || message.client_secret !== options.client_secret) return error(10001, '公共参数错误:client_id')
      const granted = message.grant_type === 'refresh_token' ? tokens.renew(message.refresh_token) : null
      return granted ? { body: JSON.stringify({ ...granted, owner_id: '1', owner_name: 'shop' }) } : error(10019, 'refresh_token已过期')
    }
    if (client_id !== options.client_id) return error(10001, '公共参数错误:client_id')
    if (!sign || expectedSign(message, options.client_secret) !== sign) return error(20004, '签名sign校验失败')
    if (!(Math.abs(Number(timestamp) * 1000 - (now() + (stage.quirks.clock_off_ms ?? 0))) <= 600_000))
      return error(20005, '公共参数错误:timestamp')
    if (!tokens.isValid(message.access_token) || stage.quirks.expired_token) return error(10019, 'access_token已过期')
    stage.counts.set(type, (stage.counts.get(type) ?? 0) + 1)
    if (!limits.allows(type)) return error(70031, '调用过于频繁，请调整调用频率')
    switch (type) {
      case 'pdd.order.number.list.increment.get':
        return list(
          type,
          message,
          stage,
          (from, to) => market.changed(from, to),
          'order_sn_list',
          (order) => orderOf(order, stage),
        )
      case 'pdd.refund.list.increment.get':
        return list(type, message, stage, (from, to) => market.changedRefunds(from, to), 'refund_list', refundOf)
      case 'pdd.order.information.get': {
        const order = market.trades.get(message.order_sn ?? '')
        return order ? answer(type, { order_info: orderOf(order, stage) }) : error(30001, '订单不存在')
      }
      case 'pdd.logistics.online.send': {
        if (!/^\d+$/.test(message.logistics_id ?? '') || !message.tracking_number) return error(30000, '参数错误', '物流公司或运单号错误')
        const order = market.trades.get(message.order_sn ?? '')
        if (!order) return error(30001, '订单不存在')
        if (message.redelivery_type === '2') {
          for (const line of order.lines) Object.assign(line, { waybill: message.tracking_number, sent: line.quantity })
          return answer(type, { is_success: true })
        }
        const outcome = market.ship(order.no, null, message.logistics_id!, message.tracking_number)
        return outcome === 'shipped' ? answer(type, { is_success: true }) : error(30002, '订单状态不支持发货', outcome)
      }
      case 'pdd.rdc.pddgenius.sendgoods.cancel': {
        const told = JSON.parse(message.param ?? '{}') as Record<string, unknown>
        const refund = market.refunds.get(String(told.refund_id))
        if (!refund || told.tid !== refund.trade_no) return error(30001, '售后单不存在')
        if (refund.status === 'done' && told.status === 'SUCCESS') return answer(type, stopped(refund.no))
        if (refund.status !== 'asked' || refund.pieces > 0) return error(30002, '售后单状态不支持该操作')
        if (told.refund_fee !== undefined && told.refund_fee !== refund.amount) return error(30000, '参数错误', 'refund_fee')
        if (told.status === 'SUCCESS') {
          if (market.trades.get(refund.trade_no)?.status !== 'paid') return error(30002, '订单状态不支持取消发货')
          market.replyRefund(refund.no, 'agree')
        } else if (told.status !== 'FAIL' || ![1001, 1002, 1003].includes(Number(told.fail_reason_code)))
          return error(30000, '参数错误', 'fail_reason_code')
        return answer(type, stopped(refund.no))
      }
      case 'pdd.goods.quantity.update':
        if (!/^\d+$/.test(message.quantity ?? '')) return error(30000, '参数错误', 'quantity')
        market.stock.set(message.sku_id ?? message.goods_id ?? '', Number(message.quantity))
        return answer(type, { is_success: true })
      case 'pdd.goods.sale.status.set':
        if (!['0', '1'].includes(message.is_onsale ?? '')) return error(30000, '参数错误', 'is_onsale')
        if (!market.hasProduct(message.goods_id ?? '')) return error(30001, '商品不存在')
        market.on_sale.set(message.goods_id!, message.is_onsale === '1')
        return answer(type, { is_success: true })
      case 'pdd.goods.sku.price.update': {
        const prices = JSON.parse(message.sku_price_list ?? '[]') as { sku_id: number; group_price: number; single_price: number }[]
        if (prices.some(({ group_price, single_price }) => group_price >= single_price))
          return error(30000, '参数错误', '团购价必须低于单买价')
        for (const { sku_id, group_price } of prices) market.prices.set(String(sku_id), group_price)
        return answer(type, { is_success: true, goods_commit_id: 1 })
      }
      default:
        return error(10001, '公共参数错误:type')
    }
  }

  const list = <Item>(
    type: string,
    message: Record<string, string>,
    stage: MarketStage,
    find: (from_ms: number, to_ms: number) => Item[],
    name: string,
    write: (item: Item) => object,
  ): Reply => {
    const from = Number(message.start_updated_at) * 1000
    const to = Number(message.end_updated_at) * 1000
    const size = Number(message.page_size ?? 100)
    const page = Number(message.page ?? 1)
    if (!(to >= from)) return error(30000, '参数错误', 'start_updated_at')
    if (to - from > 1_800_000) return error(30000, '参数错误', '查询时间跨度不能超过30分钟')
    if (!(size >= 1 && size <= 100)) return error(30000, '参数错误', 'page_size')
    const all = find(from, to)
    const rows = disturb(all.slice((page - 1) * size, page * size), stage).map(write)
    return answer(type, { [name]: rows, total_count: all.length, has_next: all.length > page * size })
  }

  const stage = await openMarketStage(perform, options)
  return Object.assign(stage, { market, tokens, refused: limits.refused })
}

const caseNumbers: Record<RefundCase['status'], number> = { asked: 2, agreed: 7, returned: 7, refused: 6, done: 10, closed: 11 }
const stopped = (refund_no: string) => ({ result: { result_data: { refund_id: refund_no } } })

const number = (cents: number): number => Number(yuanOf(cents))

function orderOf(order: Sold, { quirks, chance }: MarketStage): Record<string, unknown> {
  const { buyer, lines } = order
  const goods = lines.reduce((sum, { unit, quantity }) => sum + unit * quantity, 0)
  const discount = lines.reduce((sum, line) => sum + line.discount, 0)
  const cover = (text: string) => `~AgAAAA${Buffer.from(text).toString('base64')}~`
  const asked = lines.some(({ refund }) => refund === 'asked')
  const row: Record<string, unknown> = {
    order_sn: order.no,
    order_status: order.status === 'shipped' ? 2 : order.status === 'finished' ? 3 : 1,
    refund_status: order.status === 'closed' ? 4 : asked ? 2 : 1,
    risk_control_status: order.status === 'blocked' ? 1 : 0,
    ...{ confirm_status: order.status === 'unpaid' ? 0 : 1, group_status: 1 },
    ...{
      goods_amount: number(goods),
      seller_discount: number(discount),
      platform_discount: number(subsidyOf(order)),
      discount_amount: number(discount + subsidyOf(order)),
      postage: number(order.freight),
      pay_amount: number(paymentOf(order)),
    },
    ...{ created_time: wallTime(order.created_ms), updated_at: wallTime(order.modified_ms) },
    ...{
      receiver_name: cover(buyer.name),
      receiver_name_mask: `${[...buyer.name][0]}**`,
      receiver_phone: cover(buyer.phone),
      receiver_phone_mask: buyer.phone.replace(/^(\d{3})\d{4}/, '$1****'),
    },
    ...{
      receiver_address: cover(buyer.street),
      receiver_address_mask: `${buyer.street.slice(0, 3)}****`,
      province: buyer.province,
      city: buyer.city,
      town: buyer.district,
    },
    ...{ open_address_id: `pdd-${order.no}`, tracking_number: lines[0]?.waybill ?? '', buyer_memo: order.message, remark: order.note },
    item_list: lines.map((line) => ({
      ...{ goods_id: Number(line.product_no), sku_id: Number(line.sku_no), goods_count: line.quantity, goods_price: number(line.unit) },
      ...{ goods_name: line.title, goods_spec: line.options, outer_id: line.outer_code },
    })),
  }
  if (quirks.changed_field && chance() < quirks.changed_field) row.pay_amount = { yuan: row.pay_amount }
  return row
}

function refundOf({ no, trade_no, status, amount, pieces, modified_ms, reason }: RefundCase): Record<string, unknown> {
  return {
    ...{
      id: no,
      order_sn: trade_no,
      after_sales_status: status === 'asked' && pieces > 0 ? 3 : caseNumbers[status],
      after_sales_type: pieces > 0 ? 3 : 2,
    },
    ...{
      refund_amount: yuanOf(amount),
      order_amount: yuanOf(amount),
      updated_time: wallTime(modified_ms),
      created_time: wallTime(modified_ms),
      after_sale_reason: reason,
      goods_number: String(pieces),
    },
  }
}
