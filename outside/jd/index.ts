import type { MarketplacePort, OpenConnection, ShipmentCall, Told, Window } from '#centers/marketplaces/port.ts'
import { fieldsOf } from '#core/contract.ts'
import { decimalText } from '#core/money.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { chinaTime } from '#core/time.ts'
import { backward } from '../backward.ts'
import { refundsIn } from '../refunds.ts'
import { askGrant } from '../renewal.ts'
import { foundIn } from '../trades.ts'
import { type JdOrder, type JdRefund, orderShape, readOrder, refundOf, refundShape } from './read.ts'
import { parameterText, signatureOf } from './sign.ts'

const page_size = 100
const fields =
  'orderId,orderState,orderStartTime,modified,orderTotalPrice,orderSellerPrice,orderPayment,freightPrice,sellerDiscount,payType,orderRemark,venderRemark,' +
  'waybill,logisticsId,consigneeInfo,itemInfoList,couponDetailList'
const states =
  'WAIT_SELLER_STOCK_OUT,WAIT_SELLER_DELIVERY,WAIT_GOODS_RECEIVE_CONFIRM,FINISHED_L,TRADE_CANCELED,LOCKED,PAUSE,POP_ORDER_PAUSE'

/** JD's POP: lists carry the lines; a request for cancellation shows as the state LOCKED, after-sales cases have a list of their own. */
export const jd: MarketplacePort = {
  platform: 'jd',
  name: { zh: '京东', en: 'JD' },
  endpoint: 'https://api.jd.com/routerjson',
  settings: ['app_key', 'store_id?', 'token_endpoint?'],
  secrets: ['app_secret', 'access_token', 'refresh_token?'],
  operations: {
    orders: {
      name: { zh: '增量订单', en: 'Changed orders' },
      version: '2.0',
      budget: { calls: 20, per_ms: 1000 },
      contract: fieldsOf(orderShape),
    },
    order_detail: { name: { zh: '订单详情', en: 'Order detail' }, version: '2.0', budget: { calls: 20, per_ms: 1000 } },
    refunds: {
      name: { zh: '售后退款', en: 'After-sales refunds' },
      version: '2.0',
      budget: { calls: 20, per_ms: 1000 },
      contract: fieldsOf(refundShape),
    },
    sale: { name: { zh: '上下架', en: 'On and off sale' }, version: '2.0', budget: { calls: 10, per_ms: 1000 } },
    token: { name: { zh: '授权续期', en: 'Token' }, version: '2.0', budget: null },
    shipment: { name: { zh: '发货回传', en: 'Shipment' }, version: '2.0', budget: { calls: 20, per_ms: 1000 } },
    stock: { name: { zh: '库存推送', en: 'Stock' }, version: '2.0', budget: { calls: 20, per_ms: 1000 } },
    price: { name: { zh: '价格推送', en: 'Price' }, version: '2.0', budget: { calls: 10, per_ms: 1000 } },
  },
  window_ms: 6 * 3_600_000,
  history_days: 30,
  carrier_codes: { sf: '467', ems: '465', own: '1274' },
  tells_parts: false,
  stock_at_once: 1,
  listOrders,
  findOrder,
  listRefunds,
  setOnSale: async (connection, { product_no, on_sale }) =>
    done(await ask(connection, on_sale ? '360buy.ware.update.listing' : '360buy.ware.update.delisting', { ware_id: product_no })),
  renewToken: ({ endpoint, settings, secrets, now }) =>
    askGrant(
      settings.token_endpoint || tokenEndpoint(endpoint),
      new URLSearchParams({
        ...{ grant_type: 'refresh_token', app_key: settings.app_key ?? '', app_secret: secrets.app_secret ?? '' },
        refresh_token: secrets.refresh_token ?? '',
      }),
      'access_token',
      now(),
    ),
  sendShipment,
  async setStock(connection, [call]) {
    const { sku_no, product_no, quantity } = call!
    const heard = await ask(connection, 'jingdong.stock.write.updateSkuStock', {
      skuId: wholeOf(sku_no ?? product_no),
      stockNum: quantity,
      storeId: Number(connection.settings.store_id ?? 0),
    })
    return [done(heard)]
  },
  async setPrice(connection, { sku_no, product_no, price_minor }) {
    return done(await ask(connection, '360buy.sku.price.update', { sku_id: sku_no ?? product_no, price: decimalText(price_minor, 'CNY') }))
  },
}

const tokenEndpoint = (endpoint: string): string =>
  /\.(jd|360buy)\.com$/.test(new URL(endpoint).hostname)
    ? 'https://open-oauth.jd.com/oauth2/refresh_token'
    : new URL('/oauth2/refresh_token', endpoint).href

type Fault = Exclude<Told, { status: 'answered' }>
type Heard = Fault | { status: 'heard'; answer: Record<string, unknown> }
const done = (heard: Heard): Told => (heard.status === 'heard' ? { status: 'answered' } : heard)
/** Ids are numbers on the wire; those of today fit exactly. */
const wholeOf = (text: string): number | string => (Number.isSafeInteger(Number(text)) ? Number(text) : text)

/** One request: signed, sent, both levels of its envelope looked at. */
async function ask(
  { endpoint, settings, secrets, now }: OpenConnection,
  method: string,
  parameters: Record<string, unknown>,
): Promise<Heard> {
  const sent: Record<string, string> = {
    ...{ method, app_key: settings.app_key ?? '', access_token: secrets.access_token ?? '', timestamp: chinaTime(now()), v: '2.0' },
    '360buy_param_json': parameterText(parameters),
  }
  const heard = await askOutside(endpoint, {
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: new URLSearchParams({ ...sent, sign: signatureOf(sent, secrets.app_secret ?? '') }),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  if (heard.status === 429)
    return {
      status: 'later',
      code: 'http_429',
      reason: 'Too many requests.',
      retry_after_s: Number(heard.headers?.get('retry-after')) || 1,
    }
  const outer = exactJsonIn(heard.text) as Record<string, Record<string, unknown>> | undefined
  if (heard.status !== 200 || typeof outer !== 'object' || outer === null)
    return { status: 'later', code: `http_${heard.status}`, reason: heard.text.slice(0, 200) || 'an empty answer' }
  if (outer.error_response) return gatewayFault(outer.error_response)
  const root = method.replaceAll('.', '_')
  // Misspelt on the wire; the right spelling is taken too, should they mend it.
  const answer = outer[`${root}_responce`] ?? outer[`${root}_response`]
  if (typeof answer !== 'object' || answer === null) {
    const drifts = [{ path: `${root}_responce`, expected: 'map', found: Object.keys(outer).join(',').slice(0, 60) || 'missing' }]
    return { status: 'later', code: 'contract_broken', reason: `The answer has no ${root}_responce.`, drifts }
  }
  // Business failures are HTTP 200 with code "0"; they stand one level deeper.
  for (const result of [answer, ...Object.values(answer)]) {
    const one = (result as { apiResult?: unknown })?.apiResult ?? result
    if (typeof one !== 'object' || one === null || String((one as { success?: unknown }).success) !== 'false') continue
    const { errorCode, chineseErrCode, englishErrCode, errorMessage } = one as Record<string, unknown>
    return {
      status: 'refused',
      code: String(errorCode ?? 'not_success'),
      reason: [chineseErrCode, englishErrCode, errorMessage].filter(Boolean).join(' · ').slice(0, 400),
    }
  }
  return { status: 'heard', answer }
}

function gatewayFault(error: Record<string, unknown>): Fault {
  const code = String(error.code ?? '')
  const reason = [error.zh_desc, error.en_desc].filter(Boolean).join(' · ').slice(0, 400)
  if (code === '2') return { status: 'later', code: 'limited', reason, retry_after_s: 2 }
  if (code === '11' || code === '12' || code === '19') return { status: 'later', code: 'unauthorized', reason }
  if (code === '7' || code === '8') return { status: 'later', code: 'clock_differs', reason }
  if (code === '66' || code === '43') return { status: 'later', code, reason }
  return { status: 'refused', code, reason }
}

/** Newest first, page and total only: the last page is read first, then backwards. */
async function listOrders(connection: OpenConnection, { from, to }: Window, page: string | null) {
  const heard = await ask(connection, 'jingdong.pop.order.enSearch', {
    ...{ start_date: chinaTime(from), end_date: chinaTime(to), order_state: states, optional_fields: fields },
    ...{ page: page ?? '1', page_size: String(page_size), sortType: 1, dateType: 0 },
  })
  if (heard.status !== 'heard') return heard
  const result = heard.answer.searchorderinfo_result as { orderTotal?: number; orderInfoList?: JdOrder[] } | undefined
  const total = Number(result?.orderTotal ?? Number.NaN)
  const listed = result?.orderInfoList === undefined || Array.isArray(result.orderInfoList)
  if (!result || !listed || !Number.isInteger(total)) {
    const [path, expected, found] = listed ? ['orderTotal', 'whole', result?.orderTotal] : ['orderInfoList', 'list', result?.orderInfoList]
    const drifts = [{ path: `searchorderinfo_result.${path}`, expected: expected as string, found: typeof found }]
    return { status: 'later' as const, code: 'contract_broken', reason: `The answer has no ${path}.`, drifts }
  }
  const last = Math.ceil(total / page_size)
  if (page === null && last > 1) return { status: 'answered' as const, trades: [], next: String(last) }
  const trades = (result.orderInfoList ?? []).map(readOrder)
  const nameless = trades.some((read) => read.status === 'unreadable' && read.external_no === '')
  const drifts = trades.flatMap((read) =>
    read.status === 'unreadable' ? read.drifts.map((one) => ({ ...one, path: `orderInfoList[].${one.path}` })) : [],
  )
  if (nameless) return { status: 'later' as const, code: 'contract_broken', reason: 'An order of the list has no number.', drifts }
  return { status: 'answered' as const, trades, next: page !== null && Number(page) > 1 ? String(Number(page) - 1) : null, drifts }
}

async function findOrder(connection: OpenConnection, external_no: string) {
  const heard = await ask(connection, 'jingdong.pop.order.enGet', { order_id: wholeOf(external_no), optional_fields: fields })
  if (heard.status !== 'heard') return heard
  const order = (heard.answer.orderDetailInfo as { orderInfo?: JdOrder } | undefined)?.orderInfo
  return foundIn(readOrder(order as JdOrder), external_no, 'orderDetailInfo.orderInfo')
}

const refund_page_size = 50
/** The widest time of approval a list may ask for. */
const approved_ms = 10 * 86_400_000

/**
 * After-sales cases by when they were approved. Money is paid back later, which no list is sorted by: the widest time before the window's end is read each time,
 * and what is known already changes nothing.
 */
async function listRefunds(connection: OpenConnection, { to }: Window, page: string | null) {
  const heard = await ask(connection, 'jingdong.asc.serviceAndRefund.view', {
    ...{ approveTimeBegin: chinaTime(Date.parse(to) - approved_ms), approveTimeEnd: chinaTime(to) },
    ...{ pageNumber: page ?? '1', pageSize: String(refund_page_size) },
  })
  if (heard.status !== 'heard') return heard
  const result = heard.answer.pageResult as { totalCount?: number | string; data?: JdRefund[] } | undefined
  const total = Number(result?.totalCount ?? Number.NaN)
  if (!result || Number.isNaN(total) || (result.data !== undefined && result.data !== null && !Array.isArray(result.data))) {
    const drifts = [{ path: 'pageResult.totalCount', expected: 'whole', found: typeof result?.totalCount }]
    return { status: 'later' as const, code: 'contract_broken', reason: 'The answer has no page of cases.', drifts }
  }
  const { count_only, next } = backward(page, Math.ceil(total / refund_page_size))
  if (count_only) return { status: 'answered' as const, refunds: [], next }
  const rows = result.data ?? []
  const names = ({ sameOrderServiceBill: bill }: JdRefund) => [bill?.serviceId, bill?.orderId] as const
  return refundsIn(rows, next, { shape: refundShape, at: 'pageResult.data[]', names, read: refundOf }, connection.now())
}

/** The whole order at once, all its waybills in one text. A second time is refused: then the order itself says what the platform knows. */
async function sendShipment(connection: OpenConnection, { external_no, parcels }: ShipmentCall): Promise<Told> {
  const carriers = [...new Set(parcels.map(({ carrier_code }) => carrier_code))]
  const numbers = carriers.map((code) =>
    parcels
      .filter(({ carrier_code }) => carrier_code === code)
      .map(({ waybill_no }) => waybill_no)
      .join(','),
  )
  const heard = await ask(connection, 'jingdong.pop.order.shipment', {
    ...{ orderId: wholeOf(external_no), logiCoprId: carriers.join('|'), logiNo: numbers.join('|') },
  })
  if (heard.status !== 'refused') return done(heard)
  const known = await ask(connection, 'jingdong.pop.order.enGet', {
    order_id: wholeOf(external_no),
    optional_fields: 'orderId,orderState,waybill',
  })
  // Whether it was ours is not known before the platform says so.
  if (known.status === 'later') return known
  if (known.status !== 'heard') return heard
  const order = (known.answer.orderDetailInfo as { orderInfo?: JdOrder } | undefined)?.orderInfo
  const there = new Set((order?.waybill ?? '').split(/[,|]/))
  if (parcels.every(({ waybill_no }) => there.has(waybill_no))) return { status: 'answered' }
  return { ...heard, reason: `${heard.reason}; the platform says ${order?.orderState ?? 'nothing'} with ${order?.waybill || 'no waybill'}` }
}
