import { XMLBuilder, XMLParser } from 'fast-xml-parser'
import type { MarketplacePort, OpenConnection, ShipmentCall, Told, Window } from '#centers/marketplaces/port.ts'
import { driftsOf, fieldsOf } from '#core/contract.ts'
import { askOutside } from '#core/outside.ts'
import { chinaTime } from '#core/time.ts'
import { backward, headsOf } from '../backward.ts'
import { foundIn, momentOrNull } from '../trades.ts'
import { type DangdangHead, type DangdangOrder, headShape, orderShape, readOrder } from './read.ts'
import { gbkForm, signatureOf } from './sign.ts'

// The platform knows 5, 10, 15 and 20.
const page_size = 20
const everything = '9999'

/** Dangdang: XML in GBK, lines only with the detail, an order told shipped once. */
export const dangdang: MarketplacePort = {
  platform: 'dangdang',
  name: { zh: '当当', en: 'Dangdang' },
  endpoint: 'http://api.open.dangdang.com/openapi/rest',
  settings: ['app_key'],
  secrets: ['app_secret', 'session'],
  operations: {
    orders: operation('变更订单', 'Changed orders', fieldsOf(headShape)),
    order_detail: operation('订单详情', 'Order', fieldsOf(orderShape)),
    shipment: operation('发货回传', 'Shipment'),
    stock: operation('库存推送', 'Stock'),
  },
  window_ms: 24 * 3_600_000,
  history_days: 90,
  // The platform shows buyers the carrier's name as it is told.
  carrier_codes: { sf: '顺丰速运', ems: 'EMS', zto: '中通快递', yto: '圆通速递', sto: '申通快递', yunda: '韵达快递', jd: '京东物流' },
  tells_parts: false,
  stock_at_once: 1,
  listOrders,
  async findOrder(connection, external_no) {
    const heard = await ask(connection, 'GET', 'dangdang.order.details.get', { o: external_no })
    if (heard.status !== 'heard') return heard
    return foundIn(readOrder(heard.answer as unknown as DangdangOrder), external_no, '')
  },
  sendShipment,
  async setStock(connection, [call]) {
    const { outer_code, product_no, quantity } = call!
    const heard = await ask(connection, 'POST', 'dangdang.item.stock.update', { oit: outer_code ?? product_no, stk: String(quantity) })
    return [heard.status === 'heard' ? resultOf((heard.answer.Result ?? {}) as Record<string, unknown>, 'operCode', 'operation') : heard]
  },
}

function operation(zh: string, en: string, contract?: { path: string; kind: string }[]) {
  return { name: { zh, en }, version: '1.0', budget: { calls: 10, per_ms: 1000 }, ...(contract ? { contract } : {}) }
}

type Fault = Exclude<Told, { status: 'answered' }>
type Heard = Fault | { status: 'heard'; answer: Record<string, unknown> }

// Numbers of orders are longer than JavaScript counts: everything stays text. What may stand once or often is a list always.
const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: true,
  isArray: (name) => name === 'OrderInfo' || name === 'ItemInfo',
})
const builder = new XMLBuilder({})

async function ask(
  { endpoint, settings, secrets, now }: OpenConnection,
  method: 'GET' | 'POST',
  name: string,
  parameters: Record<string, string>,
): Promise<Heard> {
  const envelope = {
    ...{ app_key: settings.app_key ?? '', format: 'xml', method: name, session: secrets.session ?? '', sign_method: 'md5', v: '1.0' },
    timestamp: chinaTime(now()),
  }
  const form = gbkForm({ ...envelope, sign: signatureOf(envelope, secrets.app_secret ?? ''), ...parameters })
  const heard = await askOutside(method === 'GET' ? `${endpoint}?${form}` : `${endpoint}?v=1.0`, {
    ...{ method, encoding: 'gbk' },
    ...(method === 'POST' ? { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=GBK' }, body: form } : {}),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const reason = heard.text.slice(0, 300) || 'an empty answer'
  if (heard.status === 429)
    return { status: 'later', code: 'http_429', reason, retry_after_s: Number(heard.headers?.get('retry-after')) || 1 }
  if (heard.status !== 200) return { status: 'later', code: `http_${heard.status}`, reason }
  const outer = xmlIn(heard.text)
  if (outer?.errorResponse) return faultOf(outer.errorResponse)
  const answer = outer?.response
  if (typeof answer !== 'object' || answer === null) {
    const drifts = [{ path: 'response', expected: 'map', found: 'missing' }]
    return { status: 'later', code: 'contract_broken', reason: `The answer has no response: ${reason}`, drifts }
  }
  return { status: 'heard', answer }
}

function xmlIn(text: string): Record<string, Record<string, unknown>> | undefined {
  try {
    return parser.parse(text) as Record<string, Record<string, unknown>>
  } catch {
    return undefined
  }
}

function faultOf({ errorCode, errorMessage }: Record<string, unknown>): Fault {
  const code = String(errorCode ?? '')
  const reason = [code, errorMessage].filter(Boolean).join(' · ').slice(0, 400)
  if (/timestamp|时间戳/i.test(reason)) return { status: 'later', code: 'clock_differs', reason }
  if (/sign|session|app_key|签名|授权/i.test(reason)) return { status: 'later', code: 'unauthorized', reason }
  if (/频|limit/i.test(reason)) return { status: 'later', code: 'limited', reason, retry_after_s: 2 }
  if (code === '500') return { status: 'later', code, reason }
  return { status: 'refused', code: code || 'error', reason }
}

/** An act answers by a code of its own inside a good envelope; 0 or none is done. */
function resultOf(result: Record<string, unknown>, code_name: string, words_name: string): Told {
  const code = String(result[code_name] ?? '0') || '0'
  if (code === '0') return { status: 'answered' }
  const reason = `${code} · ${result[words_name] ?? ''}`
  return code === '500' ? { status: 'later', code, reason } : { status: 'refused', code, reason }
}

async function listOrders(connection: OpenConnection, { from, to }: Window, page: string | null) {
  const heard = await ask(connection, 'GET', 'dangdang.orders.list.get', {
    // Whole seconds, rounded outward.
    ...{ lastModifyTime_start: chinaTime(from), lastModifyTime_end: chinaTime(Date.parse(to) + 999), os: everything },
    ...{ p: page ?? '1', pageSize: String(page_size), sm: everything, pm: everything, sendMode: everything },
  })
  if (heard.status !== 'heard') return heard
  const { OrdersList, totalInfo } = heard.answer as {
    OrdersList?: { OrderInfo?: DangdangHead[] } | ''
    totalInfo?: { orderCount?: string }
  }
  const total = Number(totalInfo?.orderCount ?? Number.NaN)
  if (!Number.isInteger(total)) {
    const drifts = [{ path: 'totalInfo.orderCount', expected: 'whole', found: 'missing' }]
    return { status: 'later' as const, code: 'contract_broken', reason: 'The answer does not say how many orders there are.', drifts }
  }
  const { count_only, next } = backward(page, Math.ceil(total / page_size))
  if (count_only) return { status: 'answered' as const, trades: [], next }
  const rows = (OrdersList === '' ? undefined : OrdersList?.OrderInfo) ?? []
  const drifts = rows.flatMap((row) => driftsOf(headShape, row, 'OrdersList.OrderInfo[]'))
  // A row without its number cannot even be asked for.
  if (rows.some(({ orderID }) => !orderID))
    return { status: 'later' as const, code: 'contract_broken', reason: 'An order of the list has no number.', drifts }
  const heads = headsOf(
    rows.map(({ orderID, lastModifyTime }) => ({ no: orderID, changed_at: momentOrNull(lastModifyTime) })),
    connection.now(),
  )
  return { status: 'answered' as const, trades: [], heads, next, drifts }
}

/** Told once, with the first waybill; what is refused is looked at: our number may stand there from an answer that was lost. */
async function sendShipment(connection: OpenConnection, { external_no, parcels }: ShipmentCall): Promise<Told> {
  const [parcel] = parcels
  if (!parcel) return { status: 'refused', code: 'nothing_to_tell', reason: 'There is no parcel.' }
  const found = await ask(connection, 'GET', 'dangdang.order.details.get', { o: external_no })
  if (found.status !== 'heard') return found
  const order = found.answer as unknown as DangdangOrder
  if (parcels.some(({ waybill_no }) => waybill_no === order.sendGoodsInfo?.sendOrderID)) return { status: 'answered' }
  const request = {
    functionID: 'dangdang.order.goods.send',
    time: chinaTime(connection.now()),
    OrdersList: {
      OrderInfo: {
        ...{ orderID: external_no, logisticsName: parcel.carrier_code, logisticsTel: '', logisticsOrderID: parcel.waybill_no },
        SendGoodsList: {
          ItemInfo: (order.ItemsList?.ItemInfo ?? []).map(({ itemID, orderCount }) => ({ itemID, sendGoodsCount: orderCount })),
        },
      },
    },
  }
  const heard = await ask(connection, 'POST', 'dangdang.order.goods.send', {
    sendGoods: `<?xml version="1.0" encoding="GBK"?>${builder.build({ request })}`,
  })
  if (heard.status !== 'heard') return heard
  const result = heard.answer.Result as { OrdersList?: { OrderInfo?: Record<string, unknown>[] } } | undefined
  const [one] = result?.OrdersList?.OrderInfo ?? []
  if (!one) return { status: 'later', code: 'contract_broken', reason: 'The answer does not speak of the order.' }
  const told = resultOf(one, 'orderOperCode', 'orderOperation')
  return told.status === 'refused' ? { ...told, reason: `${told.reason}; the platform has ${order.orderState}` } : told
}
