import { type Market, openMarket, type Sold } from '../market/shop.ts'
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

export interface SuningOptions extends StageOptions {
  app_key: string
  app_secret: string
  now?: () => number
  per_second?: number
}
export interface SuningSimulator extends MarketStage {
  market: Market
  refused(): number
}

const statuses: Record<Sold['status'], string> = {
  ...{ unpaid: '5', paid: '10', blocked: '15', part: '21', shipped: '20', finished: '30', closed: '40' },
}
const day_ms = 86_400_000

/** Suning's gateway for one shop: everything of the envelope in headers, windows of 30 days, orders that are not paid are not listed. */
export async function openSuning(options: SuningOptions): Promise<SuningSimulator> {
  const now = options.now ?? Date.now
  const market = openMarket(now, 520_000_000)
  const limits = budgets(options.per_second, now)
  const answer = (sn_head: object, sn_body: object): Reply => ({ body: JSON.stringify({ sn_responseContent: { sn_head, sn_body } }) })
  const error = (error_code: string, error_msg = ''): Reply => ({
    body: JSON.stringify({ sn_responseContent: { sn_error: { error_code, error_msg } } }),
  })

  const perform = (asked: Asked, stage: MarketStage): Reply => {
    const { headers, body } = asked
    const method = asked.path.split('/').at(-1)!
    if (headers.format !== 'json')
      return { content_type: 'text/xml;charset=UTF-8', body: '<sn_responseContent><sn_error/></sn_responseContent>' }
    if (headers.appkey !== options.app_key || stage.quirks.expired_token) return error('sys.check.appkey:error', '应用不存在或授权过期')
    if (headers.appmethod !== method || headers.versionno !== 'v1.2') return error('sys.check.method:error')
    if (expectedSign(headers, body, options.app_secret) !== headers.signinfo) return error('sys.check.sign:error', '签名不正确')
    const asked_ms = wallMoment(String(headers.apprequesttime))
    if (!(Math.abs(asked_ms - (now() + (stage.quirks.clock_off_ms ?? 0))) <= 600_000)) return error('sys.check.request-time:error')
    stage.counts.set(method, (stage.counts.get(method) ?? 0) + 1)
    if (!limits.allows(method)) return error('sys.check.access-limit:error', '访问频率超限')
    const message = Object.values((JSON.parse(body) as { sn_request: { sn_body: Record<string, object> } }).sn_request.sn_body)[0] as Asks
    switch (method) {
      case 'suning.custom.ord.query':
        return list(message, stage)
      case 'suning.custom.order.get': {
        const order = market.trades.get(message.orderCode ?? '')
        if (!/^\d{6,20}$/.test(message.orderCode ?? '')) return error('biz.orderget.ordercode-format:error')
        return order ? answer({}, { orderGet: orderOf(order, stage) }) : error('biz.handler.data-get:no-result')
      }
      case 'suning.custom.orderdelivery.add': {
        for (const field of ['orderCode', 'expressNo', 'expressCompanyCode'] as const)
          if (!message[field]) return error(`biz.orderDelivery.add.missing-parameter:${field}`)
        const line_nos = message.orderLineNumbers?.orderLineNumber ?? []
        const outcome = market.ship(
          message.orderCode!,
          line_nos.length > 0 ? line_nos : null,
          message.expressCompanyCode!,
          message.expressNo!,
        )
        return outcome === 'shipped'
          ? answer({}, { addOrderDelivery: { result: 'Y', orderCode: message.orderCode } })
          : error(`biz.orderDelivery.add.status:${outcome}`, '订单状态不允许发货')
      }
      case 'suning.custom.inventory.modify':
        if (!/^\d+$/.test(message.destInvNum ?? '')) return error('biz.inventory.modify.missing-parameter:destInvNum')
        market.stock.set(message.productCode ?? '', Number(message.destInvNum))
        return answer({}, { modifyInventory: { result: 'Y' } })
      default:
        return error('sys.check.method:error')
    }
  }

  const list = ({ startTime = '', endTime = '', pageNo = '', pageSize = '' }: Asks, stage: MarketStage): Reply => {
    for (const [field, value] of Object.entries({ startTime, endTime }))
      if (!value) return error(`biz.orderQuery.query.missing-parameter:${field}`)
    const [from, to] = [wallMoment(startTime), wallMoment(endTime)]
    if (!(to >= from) || to - from > 30 * day_ms || now() - from > 92 * day_ms) return error('sys.check.query-time:outofrange')
    const [page, size] = [Number(pageNo), Number(pageSize)]
    if (!(page >= 1 && size >= 1 && size <= 50)) return error('sys.check.page-param:error')
    const all = market.changed(from, to).filter(({ status }) => status !== 'unpaid')
    if (all.length === 0) return error('biz.handler.data-get:no-result', '没有数据')
    const rows = disturb(all.slice((page - 1) * size, page * size), stage)
    return answer(
      { pageNo: page, pageTotal: Math.ceil(all.length / size), totalSize: all.length, returnMessage: 'biz.handler.data-get:success' },
      { orderQuery: rows.map((order) => orderOf(order, stage)) },
    )
  }

  const stage = await openMarketStage(perform, options)
  return Object.assign(stage, { market, refused: limits.refused })
}

interface Asks {
  startTime?: string
  endTime?: string
  pageNo?: string
  pageSize?: string
  orderCode?: string
  expressNo?: string
  expressCompanyCode?: string
  orderLineNumbers?: { orderLineNumber?: string[] }
  productCode?: string
  destInvNum?: string
}

function orderOf(order: Sold, { quirks, chance }: MarketStage): Record<string, unknown> {
  const { buyer, lines, status } = order
  const row: Record<string, unknown> = {
    ...{ orderCode: order.no, orderTotalStatus: statuses[status], orderSaleTime: wallTime(order.created_ms), payType: '易付宝' },
    ...{ customerName: buyer.name, mobNum: buyer.phone, provinceName: buyer.province, cityName: buyer.city, districtName: buyer.district },
    ...{ customerAddress: buyer.street, buyerOrdRemark: order.message, sellerOrdRemark: order.note, userName: 'sn_buyer' },
    orderDetail: lines.map((line, i) => ({
      ...{ orderLineNumber: line.line_no, orderLineStatus: line.refund === 'done' ? '40' : line.waybill ? '20' : statuses[status] },
      ...{ productCode: line.sku_no, productName: line.title, itemCode: line.outer_code, saleNum: `${line.quantity}.00` },
      ...{ unitPrice: yuanOf(line.unit), payAmount: yuanOf(line.unit * line.quantity - line.discount) },
      // The freight of an order stands at its first line.
      ...{ transportFee: yuanOf(i === 0 ? order.freight : 0), vouchertotalMoney: yuanOf(line.discount) },
      ...{ returnOrderFlag: line.refund === 'asked' ? '1' : '0', expressno: line.waybill ?? '', expresscompanycode: order.carrier ?? '' },
    })),
  }
  if (quirks.changed_field && chance() < quirks.changed_field) {
    row.orderStatus = row.orderTotalStatus
    delete row.orderTotalStatus
  }
  return row
}
