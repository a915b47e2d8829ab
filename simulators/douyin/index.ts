import { openPushes, type PushDesk } from '../market/pushes.ts'
import { type Market, openMarket, paymentOf, type RefundCase, type Sold, subsidyOf } from '../market/shop.ts'
import { type Asked, budgets, disturb, type MarketStage, openMarketStage, type Reply, type StageOptions } from '../market/stage.ts'
import { openTokens, type TokenDesk } from '../market/tokens.ts'
import { caseNumbers, openAftersale, typeOf } from './aftersale.ts'
import { eventSign, expectedSign } from './digest.ts'

export interface DouyinOptions extends StageOptions {
  app_key: string
  app_secret: string
  access_token: string
  now?: () => number
  per_second?: number
}
export interface DouyinSimulator extends MarketStage {
  market: Market
  tokens: TokenDesk
  pushes: PushDesk
  refused(): number
}

const statuses: Record<Sold['status'], number> = { unpaid: 1, paid: 2, blocked: 105, part: 101, shipped: 3, finished: 5, closed: 4 }

/** Doudian's gateway for one shop: signed JSON, pages from 0, people covered, keys under which a parcel happens once. */
export async function openDouyin(options: DouyinOptions): Promise<DouyinSimulator> {
  const now = options.now ?? Date.now
  const market = openMarket(now, 690_000_000)
  const tokens = openTokens(options.access_token, now)
  const limits = budgets(options.per_second, now)
  const replays = new Map<string, Reply>()

  const error = (code: number, msg: string, sub_code: string, sub_msg = ''): Reply => ({
    body: JSON.stringify({ code, msg, sub_code, sub_msg, log_id: 'sim', data: null }),
  })
  const answer = (data: object): Reply => ({
    body: JSON.stringify({ code: 10_000, msg: 'success', sub_code: '', sub_msg: '', log_id: 'sim', data }),
  })

  const aftersale = openAftersale(market, error, answer)

  const perform = ({ method: verb, path, query, headers, body }: Asked, stage: MarketStage): Reply => {
    if (verb !== 'POST' || headers['x-open-no-old-err-code'] !== '1') return error(40_001, '缺少参数', 'isv.missing-parameter')
    const method = path.slice(1).replaceAll('/', '.')
    if (query.get('method') !== method || query.get('v') !== '2') return error(40_003, '非法参数', 'isv.parameter-invalid', 'method')
    if (query.get('app_key') !== options.app_key) return error(40_003, '非法参数', 'isv.app-key-invalid', 'app_key')
    if (expectedSign(query, body, options.app_secret) !== query.get('sign'))
      return error(40_003, '非法参数', 'isv.signature-invalid', '验签失败')
    if (!(Math.abs(Number(query.get('timestamp')) * 1000 - (now() + (stage.quirks.clock_off_ms ?? 0))) <= 600_000))
      return error(40_003, '非法参数', 'isv.timestamp-invalid', 'timestamp')
    if (path !== '/token/refresh' && (!tokens.isValid(query.get('access_token')) || stage.quirks.expired_token))
      return error(40_003, '非法参数', 'isv.access-token-expired', 'access_token已过期')
    stage.counts.set(method, (stage.counts.get(method) ?? 0) + 1)
    if (!limits.allows(method)) return error(40_003, '非法参数', 'isv.rate-limit', '调用过于频繁')
    const given = exactIn(body)
    switch (path) {
      case '/order/searchList': {
        if (given.order_by !== 'update_time' || given.order_asc !== true)
          return error(40_003, '非法参数', 'isv.parameter-invalid', 'order_by')
        const all = market.changed(Number(given.update_time_start) * 1000, Number(given.update_time_end) * 1000).reverse()
        return list(given, all, 'shop_order_list', stage, (order) => orderOf(order, stage))
      }
      case '/product/setOnline':
      case '/product/setOffline':
        if (!market.hasProduct(String(given.product_id)))
          return error(40_003, '非法参数', 'isv.business-failed:product-not-exist', '商品不存在')
        market.on_sale.set(String(given.product_id), path === '/product/setOnline')
        return answer({})
      case '/token/refresh': {
        const granted = given.grant_type === 'refresh_token' ? tokens.renew(String(given.refresh_token)) : null
        return granted
          ? answer({ ...granted, shop_id: 1, shop_name: 'shop' })
          : error(40_003, '非法参数', 'isv.refresh-token-invalid', 'refresh_token已失效')
      }
      case '/order/orderDetail': {
        const order = market.trades.get(String(given.shop_order_id))
        return order
          ? answer({ shop_order_detail: orderOf(order, stage) })
          : error(40_003, '非法参数', 'isv.business-failed:order-not-exist', '订单不存在')
      }
      case '/afterSale/List': {
        const all = market.changedRefunds(Number(given.update_start_time) * 1000, Number(given.update_end_time) * 1000)
        return list(given, all, 'items', stage, (refund) => refundOf(market, refund))
      }
      case '/afterSale/Detail':
        return aftersale.detail(given)
      case '/afterSale/rejectReasonCodeList':
        return aftersale.reasons(given)
      case '/afterSale/operate':
        return aftersale.operate(given)
      case '/order/logisticsAddSinglePack': {
        const key = String(given.request_id ?? '')
        // The same key: the first result, and nothing happens.
        const before = key ? replays.get(key) : undefined
        if (before) return before
        const result = ship(given)
        if (key) replays.set(key, result)
        return result
      }
      case '/sku/syncStock':
        if (!Number.isInteger(given.stock_num) || (given.incremental === true && !given.idempotent_id))
          return error(40_003, '非法参数', 'isv.parameter-invalid', 'stock_num')
        market.stock.set(String(given.sku_id), Number(given.stock_num))
        return answer({})
      case '/sku/editPrice':
        if (!Number.isInteger(given.price) || Number(given.price) <= 0) return error(40_003, '非法参数', 'isv.parameter-invalid', 'price')
        market.prices.set(String(given.sku_id), Number(given.price))
        return answer({})
      default:
        return error(40_003, '非法参数', 'isv.parameter-invalid', 'method')
    }
  }

  const ship = (given: Record<string, unknown>): Reply => {
    const [no] = given.order_id_list as string[]
    if (!/^[a-z]+$/.test(String(given.company_code)) || !given.logistics_code)
      return error(40_003, '非法参数', 'isv.parameter-invalid', 'company_code')
    const pieces = (given.shipped_order_info as { shipped_order_id: string; shipped_num: number }[] | undefined) ?? []
    if (pieces.some(({ shipped_num }) => !Number.isInteger(shipped_num) || shipped_num < 1))
      return error(40_003, '非法参数', 'isv.parameter-invalid', 'shipped_num')
    const [carrier, waybill] = [String(given.company_code), String(given.logistics_code)]
    const outcome =
      pieces.length > 0
        ? market.shipPieces(
            no ?? '',
            pieces.map(({ shipped_order_id, shipped_num }) => ({ line_no: shipped_order_id, quantity: shipped_num })),
            carrier,
            waybill,
          )
        : market.ship(no ?? '', null, carrier, waybill)
    return outcome === 'shipped' ? answer({ pack_id: `p-${no}` }) : error(40_003, '非法参数', 'isv.business-failed:order-status', outcome)
  }

  const list = <Item>(
    given: Record<string, unknown>,
    all: readonly Item[],
    name: string,
    stage: MarketStage,
    write: (item: Item) => object,
  ): Reply => {
    const page = Number(given.page)
    const size = Number(given.size)
    if (!Number.isInteger(page) || page < 0 || !(size >= 1 && size <= 100))
      return error(40_003, '非法参数', 'isv.parameter-invalid', 'page')
    const rows = disturb(all.slice(page * size, (page + 1) * size), stage).map(write)
    return answer({ page, size, total: all.length, [name]: rows })
  }

  const stage = await openMarketStage(perform, options)
  const tags = { unpaid: '100', paid: '101', blocked: '105', part: '102', shipped: '102', finished: '103', closed: '106' } as const
  const pushes = openPushes(market, stage, {
    gives_up_after: 20,
    write: (order, what, serial) => {
      const tag = order.lines.some(({ refund }) => refund === 'asked') ? '200' : what === 'sold' ? '100' : tags[order.status]
      // Numbers of orders are larger than JSON.stringify can write.
      const data = `{"p_id":${order.no},"order_status":${statuses[order.status]},"update_time":${second(order.modified_ms)}}`
      const body = JSON.stringify([{ tag, msg_id: `${order.no}${serial}`, data }])
      return { headers: { 'app-id': options.app_key, 'event-sign': eventSign(options.app_key, body, options.app_secret) }, body }
    },
    forge: ({ headers, body }) => ({ headers: { ...headers, 'event-sign': eventSign(options.app_key, body, 'guessed') }, body }),
  })
  return Object.assign(stage, { market, tokens, pushes, refused: limits.refused })
}

/** Numbers larger than a number holds stay as they were written. */
const exactIn = (body: string): Record<string, unknown> =>
  JSON.parse(body.replace(/([:[,])(\d{16,})(?=[,}\]])/g, '$1"$2"')) as Record<string, unknown>

const second = (ms: number): number => Math.floor(ms / 1000)

function orderOf(order: Sold, { quirks, chance }: MarketStage): Record<string, unknown> {
  const { buyer, lines } = order
  const cover = (text: string) => `#${Buffer.from(text).toString('base64')}##`
  const places = { province: { name: buyer.province }, city: { name: buyer.city }, town: { name: buyer.district }, street: { name: '' } }
  const row: Record<string, unknown> = {
    ...{
      order_id: order.no,
      order_status: statuses[order.status],
      create_time: second(order.created_ms),
      update_time: second(order.modified_ms),
    },
    ...{ pay_time: second(order.created_ms), post_amount: order.freight, pay_amount: paymentOf(order), order_amount: paymentOf(order) },
    ...{ promotion_amount: lines.reduce((sum, { discount }) => sum + discount, 0), promotion_platform_amount: subsidyOf(order) },
    ...{ encrypt_post_receiver: cover(buyer.name), mask_post_receiver: `${[...buyer.name][0]}*`, encrypt_post_tel: cover(buyer.phone) },
    ...{ mask_post_tel: '1**********', post_addr: { ...places, encrypt_detail: cover(buyer.street) } },
    mask_post_addr: { ...places, detail: `${buyer.street.slice(0, 3)}****` },
    ...{ open_address_id: `dy-${order.no}`, buyer_words: order.message, seller_words: order.note },
    sku_order_list: lines.map((line) => ({
      ...{ order_id: line.line_no, product_id: Number(line.product_no), product_id_str: line.product_no, sku_id: Number(line.sku_no) },
      ...{
        out_sku_id: '',
        code: line.outer_code,
        product_name: line.title,
        spec: line.options ? [{ name: '规格', value: line.options }] : [],
      },
      ...{
        item_num: line.quantity,
        goods_price: line.unit,
        pay_amount: line.unit * line.quantity - line.discount - line.subsidy,
        promotion_platform_amount: line.subsidy,
      },
      after_sale_info: { after_sale_status: { none: 0, asked: 6, done: 12, closed: 28 }[line.refund] },
    })),
  }
  if (quirks.changed_field && chance() < quirks.changed_field) {
    row.pay_amount_v2 = row.pay_amount
    delete row.pay_amount
  }
  return row
}

const refundOf = (market: Market, refund: RefundCase): Record<string, unknown> => ({
  aftersale_info: {
    ...{ aftersale_id: refund.no, aftersale_status: caseNumbers[refund.status], aftersale_type: typeOf(market, refund) },
    ...{ refund_amount: refund.amount, update_time: second(refund.modified_ms) },
  },
  order_info: { shop_order_id: refund.trade_no, related_order_info: refund.line_no ? [{ sku_order_id: refund.line_no }] : [] },
  text_part: { reason_text: refund.reason },
})
