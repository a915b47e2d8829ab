import { type Market, openMarket, paymentOf, type Sold } from '../market/shop.ts'
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
import { expectedSign } from './digest.ts'

export interface YhdOptions extends StageOptions {
  app_key: string
  app_secret: string
  session_key: string
  now?: () => number
  per_second?: number
}
export interface YhdSimulator extends MarketStage {
  market: Market
  refused(): number
}

const statuses: Record<Sold['status'], string> = {
  ...{ unpaid: 'ORDER_WAIT_PAY', paid: 'ORDER_WAIT_SEND', blocked: 'ORDER_HELD', part: 'ORDER_WAIT_SEND', shipped: 'ORDER_ON_SENDING' },
  ...{ finished: 'ORDER_FINISH', closed: 'ORDER_CANCEL' },
}

/** YHD's gateway for one shop as it was: forms, failures inside HTTP 200, lists without lines, windows of 15 days. */
export async function openYhd(options: YhdOptions): Promise<YhdSimulator> {
  const now = options.now ?? Date.now
  const market = openMarket(now, 450_000_000)
  const limits = budgets(options.per_second, now)
  const answer = (content: object): Reply => ({ body: JSON.stringify({ response: { errorCount: 0, ...content } }) })
  const error = (errorCode: string, errorDes: string, pkInfo = ''): Reply => ({
    body: JSON.stringify({
      response: { totalCount: 0, errorCount: 1, errInfoList: { errDetailInfo: [{ errorCode, errorDes, pkInfo }] } },
    }),
  })

  const perform = (asked: Asked, stage: MarketStage): Reply => {
    const received = new URLSearchParams(asked.body)
    const said = (name: string) => received.get(name) ?? ''
    const method = said('method')
    if (asked.method !== 'POST' || said('format') !== 'json' || said('ver') !== '1.0') return error('yhd.invoices.invalid', '请求参数错误')
    if (said('appKey') !== options.app_key) return error('yhd.app_key.invalid', '无效的appKey')
    if (expectedSign(received, options.app_secret) !== said('sign')) return error('yhd.sign.invalid', '签名sign错误')
    if (said('sessionKey') !== options.session_key || stage.quirks.expired_token) return error('yhd.session.invalid', '无效的sessionKey')
    if (!(Math.abs(wallMoment(said('timestamp')) - (now() + (stage.quirks.clock_off_ms ?? 0))) <= 600_000))
      return error('yhd.timestamp.invalid', '无效的timestamp')
    stage.counts.set(method, (stage.counts.get(method) ?? 0) + 1)
    if (!limits.allows(method)) return error('yhd.limit.exceeded', '调用频率超限')
    const order = market.trades.get(said('orderCode'))
    switch (method) {
      case 'yhd.orders.get':
        return list(received, stage)
      case 'yhd.order.detail.get':
        return order
          ? answer({ totalCount: 1, orderInfo: orderOf(order, stage) })
          : error('yhd.order.not_found', '订单不存在', said('orderCode'))
      case 'yhd.logistics.order.shipments.update': {
        if (!/^\d+$/.test(said('deliverySupplierId')) || !said('expressNbr'))
          return error('yhd.shipment.param_invalid', '配送商或运单号错误')
        const outcome = market.ship(said('orderCode'), null, said('deliverySupplierId'), said('expressNbr'))
        return outcome === 'shipped'
          ? answer({ updateCount: 1 })
          : error('yhd.shipment.status_invalid', '订单状态不允许发货', said('orderCode'))
      }
      case 'yhd.product.stock.update':
        if (!/^\d+$/.test(said('virtualStockNum'))) return error('yhd.stock.param_invalid', '库存数量错误')
        market.stock.set(market.skuOf(said('outerId')) || said('productId'), Number(said('virtualStockNum')))
        return answer({ updateCount: 1 })
      default:
        return error('yhd.method.invalid', '无效的method')
    }
  }

  const list = (received: URLSearchParams, stage: MarketStage): Reply => {
    const [from, to] = [wallMoment(received.get('startTime') ?? ''), wallMoment(received.get('endTime') ?? '')]
    if (!(to >= from) || to - from > 15 * 86_400_000) return error('yhd.orders.time_invalid', '查询时间跨度不能超过15天')
    const [page, size] = [Number(received.get('curPage')), Number(received.get('pageRows'))]
    if (!(page >= 1 && size >= 1 && size <= 100) || received.get('dateType') !== '5')
      return error('yhd.orders.param_invalid', '分页参数错误')
    const wanted = (received.get('orderStatusList') ?? '').split(',')
    const all = market.changed(from, to).filter(({ status }) => wanted.includes(statuses[status]))
    if (all.length === 0) return error('yhd.orders.get.order_list_not_found', '订单列表信息不存在')
    const rows = disturb(all.slice((page - 1) * size, page * size), stage)
    return answer({
      totalCount: all.length,
      orderList: {
        order: rows.map((order) => ({
          ...{
            orderId: Number(order.no),
            orderCode: order.no,
            orderStatus: statuses[order.status],
            orderAmount: Number(yuanOf(paymentOf(order))),
          },
          ...{ createTime: wallTime(order.created_ms), updateTime: wallTime(order.modified_ms) },
        })),
      },
    })
  }

  const stage = await openMarketStage(perform, options)
  return Object.assign(stage, { market, refused: limits.refused })
}

const number = (cents: number): number => Number(yuanOf(cents))

function orderOf(order: Sold, { quirks, chance }: MarketStage): Record<string, unknown> {
  const { buyer, lines } = order
  const detail: Record<string, unknown> = {
    ...{ orderId: Number(order.no), orderCode: order.no, orderStatus: statuses[order.status] },
    ...{
      orderAmount: number(paymentOf(order)),
      productAmount: number(paymentOf(order) - order.freight),
      orderDeliveryFee: number(order.freight),
    },
    ...{ orderCreateTime: wallTime(order.created_ms), updateTime: wallTime(order.modified_ms), deliveryRemark: order.message },
    ...{ merchantRemark: order.note, goodReceiverName: buyer.name, goodReceiverMoblie: buyer.phone, goodReceiverProvince: buyer.province },
    ...{ goodReceiverCity: buyer.city, goodReceiverCounty: buyer.district, goodReceiverAddress: buyer.street },
    ...{ merchantExpressNbr: lines[0]?.waybill ?? '', deliverySupplierId: order.carrier ?? '' },
  }
  if (quirks.changed_field && chance() < quirks.changed_field) {
    detail.orderTotal = detail.orderAmount
    delete detail.orderAmount
  }
  return {
    orderDetail: detail,
    orderItemList: {
      orderItem: lines.map((line) => ({
        ...{ id: Number(line.line_no), productId: Number(line.product_no), outerId: line.outer_code, productCName: line.title },
        ...{ orderItemNum: line.quantity, orderItemPrice: number(line.unit), orderItemAmount: number(line.unit * line.quantity) },
      })),
    },
  }
}
