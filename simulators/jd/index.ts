import { type Market, openMarket, paymentOf, type Sold, subsidyOf } from '../market/shop.ts'
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
import { expectedSign } from './digest.ts'

export interface JdOptions extends StageOptions {
  app_key: string
  app_secret: string
  access_token: string
  now?: () => number
  per_second?: number
}
export interface JdSimulator extends MarketStage {
  market: Market
  /** Agrees to a refund that was asked for; the money is paid back when it ends. */
  approve(refund_no: string): void
  tokens: TokenDesk
  refused(): number
}

const statuses: Record<Sold['status'], string> = {
  // Orders that are not paid do not show.
  unpaid: '',
  paid: 'WAIT_SELLER_STOCK_OUT',
  blocked: 'LOCKED',
  part: 'WAIT_SELLER_STOCK_OUT',
  shipped: 'WAIT_GOODS_RECEIVE_CONFIRM',
  finished: 'FINISHED_L',
  closed: 'TRADE_CANCELED',
}
const carriers = new Set(['467', '465', '1274', '2087', '1499', '463'])

/** JD's gateway for one POP shop: `_responce` roots, business failures inside HTTP 200, the whole order shipped at once. */
export async function openJd(options: JdOptions): Promise<JdSimulator> {
  const now = options.now ?? Date.now
  const market = openMarket(now, 300_000_000)
  const tokens = openTokens(options.access_token, now)
  const limits = budgets(options.per_second, now)

  const error = (code: string, zh_desc: string, en_desc: string): Reply => ({
    body: JSON.stringify({ error_response: { code, zh_desc, en_desc } }),
  })
  const answer = (method: string, content: object): Reply => ({
    body: JSON.stringify({ [`${method.replaceAll('.', '_')}_responce`]: { code: '0', ...content } }),
  })

  const applications = new Map<string, number>()
  const approvals = new Map<string, number>()

  const perform = (asked: Asked, stage: MarketStage): Reply => {
    const received = new Map([...asked.query, ...new URLSearchParams(asked.body)])
    const field = (name: string) => received.get(name) ?? ''
    if (asked.path === '/oauth2/refresh_token') {
      // Refused inside HTTP 200, with a number.
      if (field('app_key') !== options.app_key || field('app_secret') !== options.app_secret)
        return { body: JSON.stringify({ code: 402, msg: 'app_secret is not valid' }) }
      const granted = field('grant_type') === 'refresh_token' ? tokens.renew(field('refresh_token')) : null
      return { body: JSON.stringify(granted ? { ...granted, scope: 'snsapi_base' } : { code: 403, msg: 'refresh_token is not valid' }) }
    }
    if (!field('v')) return error('4', '缺少版本参数', 'Missing Version')
    if (field('v') !== '2.0') return error('5', '版本参数无效', 'Unsupported Version')
    if (!field('timestamp')) return error('7', '缺少时间戳参数', 'Missing Timestamp')
    const drift_ms = Math.abs(wallMoment(field('timestamp').slice(0, 19)) - (now() + (stage.quirks.clock_off_ms ?? 0)))
    if (!(drift_ms <= 600_000)) return error('8', '时间戳参数无效', 'Invalid Timestamp')
    if (!field('sign')) return error('11', '缺少签名参数', 'Missing Signature')
    if (field('app_key') !== options.app_key || expectedSign(received, options.app_secret) !== field('sign'))
      return error('12', '签名无效', 'Invalid Signature')
    if (!tokens.isValid(field('access_token')) || stage.quirks.expired_token) return error('19', 'token已过期', 'Invalid access_token')
    const method = field('method')
    if (!method) return error('14', '缺少方法名参数', 'Missing Method')
    stage.counts.set(method, (stage.counts.get(method) ?? 0) + 1)
    if (!limits.allows(method)) return error('2', '调用次数超限', 'App Call Limited')
    let message: Record<string, unknown>
    try {
      message = JSON.parse(field('360buy_param_json')) as Record<string, unknown>
    } catch {
      return error('44', '业务参数不是JSON', 'Parameter Error')
    }
    switch (method) {
      case 'jingdong.pop.order.enSearch':
        return search(method, message, stage)
      case 'jingdong.pop.order.enGet': {
        const order = market.trades.get(String(message.order_id))
        if (!order || !statuses[order.status]) return answer(method, { orderDetailInfo: { apiResult: failed('10400001', '订单不存在') } })
        return answer(method, {
          orderDetailInfo: { apiResult: fine, orderInfo: pick(orderOf(order, stage), String(message.optional_fields ?? '')) },
        })
      }
      case 'jingdong.asc.serviceAndRefund.view':
        return afterSales(method, message)
      case 'jingdong.pop.order.shipment':
        return ship(method, message)
      case 'jingdong.stock.write.updateSkuStock':
        if (!Number.isInteger(message.stockNum) || Number(message.stockNum) < 0)
          return answer(method, { ...failed('10300', '库存数量不正确') })
        market.stock.set(String(message.skuId), Number(message.stockNum))
        return answer(method, { success: true })
      case '360buy.ware.update.listing':
      case '360buy.ware.update.delisting':
        if (!market.hasProduct(String(message.ware_id))) return answer(method, failed('10302', '商品不存在'))
        market.on_sale.set(String(message.ware_id), method === '360buy.ware.update.listing')
        return answer(method, { success: true })
      case '360buy.sku.price.update':
        if (!/^\d+(\.\d{1,2})?$/.test(String(message.price))) return answer(method, failed('10301', '价格不正确'))
        market.prices.set(String(message.sku_id), Math.round(Number(message.price) * 100))
        return answer(method, { success: true })
      default:
        return error('15', '无效的方法名', 'Invalid Method')
    }
  }

  const search = (
    method: string,
    { start_date, end_date, optional_fields, order_state, page, page_size }: Record<string, unknown>,
    stage: MarketStage,
  ): Reply => {
    const refuse = (code: string, words: string) => answer(method, { searchorderinfo_result: { apiResult: failed(code, words) } })
    if (!optional_fields) return refuse('10400002', 'optional_fields不能为空')
    const from = wallMoment(String(start_date ?? ''))
    const to = wallMoment(String(end_date ?? ''))
    if (Number.isNaN(from) || Number.isNaN(to)) return refuse('10400003', '时间格式不正确')
    if (to - from > 31 * 86_400_000) return refuse('10400004', '时间跨度不能超过一个月')
    const size = Number(page_size)
    if (!(size >= 1 && size <= 100)) return refuse('10400005', 'page_size超出范围')
    const states = new Set(String(order_state ?? '').split(','))
    const all = market.changed(from, to).filter(({ status }) => states.has(statuses[status]))
    const at = (Number(page) - 1) * size
    const rows = disturb(all.slice(at, at + size), stage).map((order) => pick(orderOf(order, stage), String(optional_fields)))
    return answer(method, { searchorderinfo_result: { apiResult: fine, orderTotal: all.length, orderInfoList: rows } })
  }

  /** Cases by when they were asked for (a week at most) or approved (ten days); money is paid back when the case ends. */
  const afterSales = (
    method: string,
    { applyTimeBegin, applyTimeEnd, approveTimeBegin, approveTimeEnd, pageNumber, pageSize }: Record<string, unknown>,
  ): Reply => {
    const refuse = (words: string) => answer(method, { pageResult: failed('10500001', words) })
    const by_approval = approveTimeBegin !== undefined
    const from = wallMoment(String((by_approval ? approveTimeBegin : applyTimeBegin) ?? ''))
    const to = wallMoment(String((by_approval ? approveTimeEnd : applyTimeEnd) ?? ''))
    if (Number.isNaN(from) || Number.isNaN(to)) return refuse('申请时间或审核时间必填')
    if (to - from > (by_approval ? 10 : 7) * 86_400_000) return refuse('时间跨度超限')
    const size = Number(pageSize)
    if (!(size >= 1 && size <= 50) || !(Number(pageNumber) >= 1)) return refuse('分页参数不正确')
    const all = [...market.refunds.values()]
      .map((refund) => ({
        refund,
        approved_ms: approvals.get(refund.no) ?? null,
        applied_ms: applications.get(refund.no) ?? refund.modified_ms,
      }))
      .filter(({ refund, approved_ms, applied_ms }) => {
        applications.set(refund.no, applied_ms)
        // Whoever pays back has approved first.
        const at = by_approval ? (approved_ms ?? (refund.status === 'asked' ? null : refund.modified_ms)) : applied_ms
        return at !== null && at >= from && at <= to
      })
      .sort((a, b) => b.applied_ms - a.applied_ms || (a.refund.no < b.refund.no ? 1 : -1))
    const start = (Number(pageNumber) - 1) * size
    const data = all.slice(start, start + size).map(({ refund, approved_ms }) => ({
      sameOrderServiceBill: {
        ...{ orderId: refund.trade_no, serviceId: refund.no.slice(-12), applyReason: refund.reason },
        ...(refund.line_no
          ? { wareId: market.trades.get(refund.trade_no)?.lines.find((line) => line.line_no === refund.line_no)?.sku_no }
          : {}),
        approveDate: approved_ms ?? refund.modified_ms,
      },
      ...(refund.status === 'asked'
        ? { status: 10 }
        : {
            ...{ afsRefundId: `8${refund.no.slice(-11)}`, status: refund.status === 'done' ? 13 : 14, completeTime: refund.modified_ms },
            refoundAmount: yuanOf(refund.status === 'done' ? refund.amount : 0),
          }),
    }))
    return answer(method, { pageResult: { ...fine, totalCount: all.length, pageNumber: Number(pageNumber), pageSize: size, data } })
  }

  const ship = (method: string, { orderId, logiCoprId, logiNo }: Record<string, unknown>): Reply => {
    const refuse = (code: string, words: string) => answer(method, { sopjosshipment_result: failed(code, words) })
    const codes = String(logiCoprId ?? '').split('|')
    const numbers = String(logiNo ?? '').split('|')
    if (codes.some((code) => !carriers.has(code))) return refuse('10400010', '物流公司不存在')
    if (codes.length !== numbers.length || (numbers.some((one) => !one) && !codes.every((code) => code === '1274')))
      return refuse('10400011', '运单号不能为空')
    const outcome = market.ship(String(orderId), null, codes.join('|'), numbers.join('|'))
    if (outcome === 'unknown') return refuse('10400001', '订单不存在')
    if (outcome === 'shipped_before') return refuse('10400012', '订单已出库')
    if (outcome === 'not_to_ship') return refuse('10400013', '订单状态不允许出库')
    return answer(method, { sopjosshipment_result: fine })
  }

  const stage = await openMarketStage(perform, options)
  const approve = (refund_no: string) => void approvals.set(refund_no, Math.floor(now() / 1000) * 1000)
  return Object.assign(stage, { market, approve, tokens, refused: limits.refused })
}

const fine = { success: true, errorCode: '0', chineseErrCode: '', englishErrCode: '' }
const failed = (errorCode: string, chineseErrCode: string) => ({ success: false, errorCode, chineseErrCode, englishErrCode: 'failed' })

function orderOf(order: Sold, { quirks, chance }: MarketStage): Record<string, unknown> {
  const before = order.lines.reduce((sum, { unit, quantity }) => sum + unit * quantity, 0)
  const discount = order.lines.reduce((sum, line) => sum + line.discount, 0)
  const subsidy = subsidyOf(order)
  const { buyer } = order
  const odd = quirks.changed_field !== undefined && chance() < quirks.changed_field
  return {
    ...{
      orderId: order.no,
      orderState: statuses[order.status],
      orderStartTime: wallTime(order.created_ms),
      modified: wallTime(order.modified_ms),
      payType: '4',
    },
    ...{
      orderTotalPrice: yuanOf(before),
      orderSellerPrice: yuanOf(before - discount),
      orderPayment: yuanOf(paymentOf(order)),
    },
    couponDetailList: [
      ...(discount > 0 ? [{ orderId: order.no, skuId: '', couponType: '100-店铺优惠', couponPrice: yuanOf(discount) }] : []),
      ...(subsidy > 0 ? [{ orderId: order.no, skuId: '', couponType: '41-京东券优惠', couponPrice: yuanOf(subsidy) }] : []),
    ],
    ...{ freightPrice: yuanOf(order.freight), sellerDiscount: yuanOf(discount), orderRemark: order.message, venderRemark: order.note },
    ...{ waybill: order.lines[0]?.waybill ?? '', logisticsId: order.carrier ?? '' },
    consigneeInfo: {
      ...{ fullname: buyer.name, province: buyer.province, city: buyer.city, county: buyer.district },
      fullAddress: `${buyer.province}${buyer.city}${buyer.district}${buyer.street}`,
      // `enSearch` tells personal fields as ciphertext.
      mobile: `AgSim${Buffer.from(buyer.phone).toString('base64')}`,
    },
    itemInfoList: order.lines.map((line) => ({
      ...{ skuId: line.sku_no, outerSkuId: line.outer_code, wareId: line.product_no, skuName: line.title, jdPrice: yuanOf(line.unit) },
      ...(odd ? { count: line.quantity } : { itemTotal: String(line.quantity) }),
    })),
  }
}

const pick = (row: Record<string, unknown>, fields: string): object => {
  const wanted = new Set(['orderId', ...fields.split(',')])
  return Object.fromEntries(Object.entries(row).filter(([name]) => wanted.has(name)))
}
