import type { MarketplacePort, OpenConnection, ShipmentCall, StockCall, Told, Window } from '#centers/marketplaces/port.ts'
import type { Drift } from '#core/contract.ts'
import { chinaTime } from '#core/time.ts'
import { backward } from '../backward.ts'
import { ask, type Fault, operation, renewToken } from '../taobao/call.ts'
import { foundIn } from '../trades.ts'
import { orderShape, type PurchaseOrder, readPurchase, stateOf } from './read.ts'

/** The most a page may hold. */
const page_size = 50

/**
 * Taobao's distribution for us as the supplier: shops of others sell, their purchase orders say what we ship to whom. The gateway, keys and signatures are TOP's;
 * lists carry the lines. Money asked back shows in the state of the purchase order.
 */
export const fenxiao: MarketplacePort = {
  platform: 'fenxiao',
  name: { zh: '淘宝分销', en: 'Taobao distribution' },
  endpoint: 'https://eco.taobao.com/router/rest',
  settings: ['app_key', 'trade_types?', 'sign_method?', 'token_endpoint?'],
  secrets: ['app_secret', 'session', 'refresh_token?'],
  operations: {
    orders: operation('采购单', 'Purchase orders', 20, orderShape),
    order_detail: operation('采购单详情', 'One purchase order', 20, orderShape),
    payment: operation('确认收款', 'Payment', 10),
    shipment: operation('发货回传', 'Shipment', 20),
    stock: operation('库存推送', 'Stock', 10),
    token: { name: { zh: '授权续期', en: 'Token' }, version: '2.0', budget: null },
  },
  // Seven days are allowed; shorter windows shift less while they are read.
  window_ms: 6 * 3_600_000,
  history_days: 90,
  carrier_codes: { sf: 'SF', ems: 'EMS', zto: 'ZTO', yto: 'YTO', sto: 'STO', yunda: 'YUNDA', jd: 'JDWL', own: 'OTHER' },
  tells_parts: false,
  stock_at_once: 1,
  listOrders,
  findOrder,
  renewToken,
  confirmPaid,
  paid_by_word: ['WAIT_SELLER_CONFIRM_PAY'],
  sendShipment,
  setStock,
}

interface Purchases {
  purchase_orders?: { purchase_order?: PurchaseOrder[] }
  total_results?: number | string
}

async function listOrders(connection: OpenConnection, { from, to }: Window, page: string | null) {
  const heard = await ask(connection, 'taobao.fenxiao.orders.get', {
    ...{ time_type: 'update_time_type', user_role_type: '2', trade_types: connection.settings.trade_types || '1' },
    // Whole seconds, rounded outward.
    ...{ start_created: chinaTime(from), end_created: chinaTime(Date.parse(to) + 999) },
    ...{ page_no: page ?? '1', page_size: String(page_size) },
  })
  if (heard.status !== 'heard') return heard
  const { purchase_orders, total_results } = heard.answer as Purchases
  const rows = purchase_orders?.purchase_order ?? []
  const total = Number(total_results ?? (rows.length < page_size ? rows.length : Number.NaN))
  if (!Array.isArray(rows) || !Number.isInteger(total)) {
    const drifts = [
      Array.isArray(rows)
        ? { path: 'total_results', expected: 'whole', found: typeof total_results }
        : { path: 'purchase_orders.purchase_order', expected: 'list', found: typeof rows },
    ]
    return { status: 'later' as const, code: 'contract_broken', reason: 'The answer is no page of purchase orders.', drifts }
  }
  const { count_only, next } = backward(page, Math.ceil(total / page_size))
  if (count_only) return { status: 'answered' as const, trades: [], next }
  const trades = rows.map(readPurchase)
  const drifts = [
    ...new Map(
      trades
        .flatMap((read) => (read.status === 'unreadable' ? read.drifts : []))
        .map((one): [string, Drift] => [`${one.path} ${one.found}`, { ...one, path: `purchase_orders.purchase_order[].${one.path}` }]),
    ).values(),
  ]
  if (trades.some((read) => read.status === 'unreadable' && read.external_no === ''))
    return { status: 'later' as const, code: 'contract_broken', reason: 'A purchase order of the list has no number.', drifts }
  return { status: 'answered' as const, trades, next, drifts }
}

/** One purchase order by its number; with a number no time is asked for. */
async function find(connection: OpenConnection, external_no: string): Promise<Fault | { status: 'found'; order: PurchaseOrder }> {
  const heard = await ask(connection, 'taobao.fenxiao.orders.get', { purchase_order_id: external_no, user_role_type: '2' })
  if (heard.status !== 'heard') return heard
  const order = (heard.answer as Purchases).purchase_orders?.purchase_order?.[0]
  return order
    ? { status: 'found', order }
    : { status: 'refused', code: 'unknown_order', reason: `The platform knows no purchase order ${external_no}.` }
}

async function findOrder(connection: OpenConnection, external_no: string) {
  const found = await find(connection, external_no)
  if (found.status !== 'found') return found
  return foundIn(readPurchase(found.order), external_no, 'purchase_orders.purchase_order[]')
}

/** Our word that a purchase order was paid by other ways. What is refused is looked at: our word may be there from an answer that was lost. */
async function confirmPaid(connection: OpenConnection, external_no: string, remark: string): Promise<Told> {
  const heard = await ask(connection, 'taobao.fenxiao.order.confirm.paid', { purchase_order_id: external_no, confirm_remark: remark })
  if (heard.status === 'heard')
    return String(heard.answer.is_success) === 'true'
      ? { status: 'answered' }
      : { status: 'refused', code: 'not_success', reason: JSON.stringify(heard.answer).slice(0, 300) }
  if (heard.status !== 'refused') return heard
  const known = await find(connection, external_no)
  if (known.status !== 'found') return known.status === 'later' ? known : heard
  return paidStates.has(stateOf(known.order.status)) ? { status: 'answered' } : heard
}
const paidStates: ReadonlySet<string> = new Set(['to_ship', 'blocked', 'shipped', 'finished'])

/** Told once, when all has left, with the first waybill. What was shipped already (B04) is looked at: our number may stand there from an answer that was lost. */
async function sendShipment(connection: OpenConnection, { external_no, parcels }: ShipmentCall): Promise<Told> {
  const [parcel] = parcels
  if (!parcel) return { status: 'refused', code: 'nothing_to_tell', reason: 'There is no parcel.' }
  const heard = await ask(connection, 'taobao.logistics.offline.send', {
    ...{ tid: external_no, company_code: parcel.carrier_code, out_sid: parcel.waybill_no },
  })
  if (heard.status === 'heard') {
    const { is_success } = (heard.answer.shipping ?? {}) as { is_success?: boolean | string }
    return String(is_success) === 'true'
      ? { status: 'answered' }
      : { status: 'refused', code: 'not_success', reason: JSON.stringify(heard.answer).slice(0, 300) }
  }
  if (heard.status !== 'refused' || !heard.code.endsWith(':B04')) return heard
  const known = await find(connection, external_no)
  if (known.status !== 'found') return known.status === 'later' ? known : heard
  const there = known.order.logistics_id ?? ''
  if (parcels.some(({ waybill_no }) => waybill_no === there)) return { status: 'answered' }
  return { ...heard, reason: `${heard.reason}; the platform knows ${there || 'no waybill'}` }
}

/** Absolute numbers. Those of a product with SKUs are told in the order of its properties, which no purchase order tells. */
async function setStock(connection: OpenConnection, [call]: readonly StockCall[]): Promise<Told[]> {
  const { product_no, sku_no, quantity } = call!
  if (sku_no !== null)
    return [
      {
        ...{ status: 'refused', code: 'not_offered' },
        reason:
          'Stock of a product with SKUs goes by its list of properties, which purchase orders do not tell: set it in the platform’s own console.',
      },
    ]
  const heard = await ask(connection, 'taobao.fenxiao.product.quantity.update', {
    ...{ product_id: product_no, quantity: String(quantity), type: '1' },
  })
  if (heard.status !== 'heard') return [heard]
  return [
    String(heard.answer.result) === 'true'
      ? { status: 'answered' }
      : { status: 'refused', code: 'not_success', reason: JSON.stringify(heard.answer).slice(0, 300) },
  ]
}
