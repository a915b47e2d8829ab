import type { MarketplacePort, OpenConnection, StockCall, Told, Window } from '#centers/marketplaces/port.ts'
import { type Drift, driftsOf, type Shape } from '#core/contract.ts'
import { decimalText } from '#core/money.ts'
import { chinaTime } from '#core/time.ts'
import { alipaySecrets, alipaySettings, listAlipayBill } from '../alipay-bill/index.ts'
import { refundsIn } from '../refunds.ts'
import { foundIn, momentOrNull } from '../trades.ts'
import { ask, type Fault, operation, renewToken } from './call.ts'
import { messageOf, type TmcMessage, topics } from './messages.ts'
import { headShape, readTrade, refundOf, refundShape, type TopRefund, type TopTrade, tradeShape } from './read.ts'
import { mayReply, replyRefund } from './reply.ts'
import { sendShipment } from './ship.ts'

const minute = 60_000
/** Pages of increments are best between 40 and 50; 100 is allowed and halves the calls. */
const page_size = 100
const headFields = 'tid,tid_str,status,modified'
const tradeFields =
  'tid,tid_str,status,type,created,modified,pay_time,payment,post_fee,total_fee,discount_fee,adjust_fee,buyer_nick,buyer_message,seller_memo,seller_flag,' +
  'receiver_name,receiver_state,receiver_city,receiver_district,receiver_town,receiver_address,receiver_zip,receiver_mobile,receiver_phone,oaid,' +
  'step_trade_status,is_part_consign,orders'

/** Taobao and Tmall over TOP: lists tell which trades changed, each is then asked whole. */
export const taobao: MarketplacePort = {
  platform: 'taobao',
  name: { zh: '淘宝 / 天猫', en: 'Taobao / Tmall' },
  endpoint: 'https://eco.taobao.com/router/rest',
  settings: ['app_key', 'sign_method?', 'group_name?', 'return_address_id?', 'token_endpoint?', ...alipaySettings],
  secrets: ['app_secret', 'session', 'refresh_token?', ...alipaySecrets],
  operations: {
    orders: operation('增量订单', 'Changed orders', 20, headShape),
    order_detail: operation('订单详情', 'Order detail', 40, tradeShape),
    refunds: operation('增量退款', 'Changed refunds', 20, refundShape),
    refund_reply: operation('退款答复', 'Answers to refunds', 10),
    shipment: operation('发货回传', 'Shipment', 20),
    stock: operation('库存推送', 'Stock', 20),
    price: operation('价格推送', 'Price', 10),
    sale: operation('上下架', 'On and off sale', 10),
    messages: operation('消息服务', 'Messages', 20),
    token: { name: { zh: '授权续期', en: 'Token' }, version: '2.0', budget: null },
    statement: { name: { zh: '支付宝账单', en: 'Alipay bill' }, version: '1.0', budget: { calls: 1, per_ms: 1000 } },
  },
  // The platform allows a day and advises half an hour: shorter windows shift less while they are read.
  window_ms: 30 * minute,
  history_days: 90,
  carrier_codes: { sf: 'SF', ems: 'EMS', zto: 'ZTO', yto: 'YTO', sto: 'STO', yunda: 'YUNDA', jd: 'JDWL', own: 'OTHER' },
  tells_parts: true,
  stock_at_once: 20,
  listOrders,
  findOrder,
  listRefunds,
  messages_setting: 'group_name',
  listMessages,
  confirmMessages,
  statement_setting: 'alipay_app_id',
  listStatement: (connection, day) => listAlipayBill(connection, day),
  async setOnSale(connection, { product_no, on_sale, quantity }) {
    // What goes on sale is told with how many there are; none at all is refused there.
    const heard = on_sale
      ? await ask(connection, 'taobao.item.update.listing', { num_iid: product_no, num: String(Math.max(1, quantity)) })
      : await ask(connection, 'taobao.item.update.delisting', { num_iid: product_no })
    return heard.status === 'heard' ? { status: 'answered' } : heard
  },
  renewToken,
  mayReply,
  replyRefund,
  sendShipment,
  setStock,
  async setPrice(connection, { product_no, sku_no, price_minor }) {
    const price = decimalText(price_minor, 'CNY')
    const heard = await ask(connection, 'tmall.item.price.update', {
      item_id: product_no,
      ...(sku_no ? { sku_prices: JSON.stringify([{ sku_id: sku_no, price }]) } : { item_price: price }),
    })
    return heard.status === 'heard' ? { status: 'answered' } : heard
  },
}

/** Lists are newest first and move while they are read: the last page is read first, then backwards, so that nothing slips by. */
async function listed<Raw>(
  connection: OpenConnection,
  method: string,
  fields: string,
  [wrap, inner]: [string, string],
  { from, to }: Window,
  page: string | null,
): Promise<Fault | { status: 'heard'; rows: Raw[]; next: string | null }> {
  const window = { start_modified: chinaTime(from), end_modified: chinaTime(to), fields, page_size: String(page_size) }
  const heard = await ask(connection, method, { ...window, page_no: page ?? '1', use_has_next: page === null ? 'false' : 'true' })
  if (heard.status !== 'heard') return heard
  const rows = ((heard.answer[wrap] as Record<string, unknown> | undefined)?.[inner] ?? []) as Raw[]
  const { total_results } = heard.answer
  // No list at all is an empty one; a full page that does not say how many there are may have others behind it.
  const counted = page !== null || Number.isInteger(Number(total_results ?? Number.NaN)) || (Array.isArray(rows) && rows.length === 0)
  if (!Array.isArray(rows) || !counted) {
    const [path, expected, found] = Array.isArray(rows)
      ? ['total_results', 'whole', typeof total_results]
      : [`${wrap}.${inner}`, 'list', typeof rows]
    return {
      status: 'later',
      code: 'contract_broken',
      reason: `The answer has no ${path}.`,
      drifts: [{ path: path!, expected: expected!, found: found! }],
    }
  }
  if (page !== null) return { status: 'heard', rows, next: Number(page) > 1 ? String(Number(page) - 1) : null }
  const total = Number(total_results ?? 0)
  const last = Math.ceil(total / page_size)
  return last > 1 ? { status: 'heard', rows: [], next: String(last) } : { status: 'heard', rows, next: null }
}

async function listOrders(connection: OpenConnection, window: Window, page: string | null) {
  const heard = await listed<TopTrade>(connection, 'taobao.trades.sold.increment.get', headFields, ['trades', 'trade'], window, page)
  if (heard.status !== 'heard') return heard
  const drifts = allDrifts(headShape, heard.rows, 'trades.trade[]')
  // A head that cannot be read is asked whole all the same, as long as it has a number.
  const heads = heard.rows.flatMap((row) => {
    const external_no = row?.tid_str ?? row?.tid
    return external_no === undefined
      ? []
      : [{ external_no: String(external_no), modified_at: momentOrNull(row.modified) ?? connection.now() }]
  })
  if (heads.length < heard.rows.length)
    return { status: 'later' as const, code: 'contract_broken', reason: 'A trade of the list has no number.', drifts }
  return { status: 'answered' as const, trades: [], heads, next: heard.next, drifts }
}

async function findOrder(connection: OpenConnection, external_no: string) {
  const heard = await ask(connection, 'taobao.trade.fullinfo.get', { tid: external_no, fields: tradeFields, include_oaid: 'true' })
  if (heard.status !== 'heard') return heard
  return foundIn(readTrade(heard.answer.trade as TopTrade), external_no, 'trade')
}

async function listRefunds(connection: OpenConnection, window: Window, page: string | null) {
  const fields = 'refund_id,tid,oid,status,has_good_return,dispute_type,num,refund_fee,reason,created,modified'
  const heard = await listed<TopRefund>(connection, 'taobao.refunds.receive.get', fields, ['refunds', 'refund'], window, page)
  if (heard.status !== 'heard') return heard
  const names = ({ refund_id, tid }: TopRefund) => [refund_id, tid] as const
  return refundsIn(heard.rows, heard.next, { shape: refundShape, at: 'refunds.refund[]', names, read: refundOf }, connection.now())
}

const allDrifts = (shape: Shape, rows: readonly unknown[], at: string): Drift[] => [
  ...new Map(rows.flatMap((row) => driftsOf(shape, row, at)).map((one) => [`${one.path} ${one.found}`, one])).values(),
]

/** Absolute numbers, so telling them again is harmless; SKUs of one product go in one request. */
async function setStock(connection: OpenConnection, calls: readonly StockCall[]): Promise<Told[]> {
  const product_no = calls[0]!.product_no
  const with_sku = calls.filter(({ sku_no }) => sku_no !== null)
  const heard =
    with_sku.length > 0
      ? await ask(connection, 'taobao.skus.quantity.update', {
          num_iid: product_no,
          type: '1',
          skuid_quantities: with_sku.map(({ sku_no, quantity }) => `${sku_no}:${quantity}`).join(';'),
        })
      : await ask(connection, 'taobao.item.quantity.update', { num_iid: product_no, type: '1', quantity: String(calls[0]!.quantity) })
  return calls.map(() => (heard.status === 'heard' ? { status: 'answered' } : heard))
}

const permitted = new Set<string>()
/** At most 200 at once, kept there until they are confirmed. A shop's messages are switched on once by each process: saying it again changes nothing. */
const messages_at_once = 200

async function listMessages(connection: OpenConnection) {
  const { group_name = '' } = connection.settings
  const key = `${connection.endpoint} ${connection.connection_id}`
  if (!permitted.has(key)) {
    const allowed = await ask(connection, 'taobao.tmc.user.permit', { topics: topics.join(',') })
    if (allowed.status !== 'heard') return allowed
    permitted.add(key)
  }
  const heard = await ask(connection, 'taobao.tmc.messages.consume', { group_name, quantity: String(messages_at_once) })
  if (heard.status !== 'heard') return heard
  const rows = ((heard.answer.messages as { tmc_message?: TmcMessage[] } | undefined)?.tmc_message ?? []) as TmcMessage[]
  if (rows.some((row) => row?.id === undefined || typeof row.topic !== 'string' || typeof row.content !== 'string')) {
    const drifts = [{ path: 'messages.tmc_message[].id', expected: 'whole', found: 'missing' }]
    return { status: 'later' as const, code: 'contract_broken', reason: 'A message has no number, topic or content.', drifts }
  }
  return { status: 'answered' as const, messages: rows.map(messageOf), more: rows.length >= messages_at_once }
}

async function confirmMessages(connection: OpenConnection, push_nos: readonly string[]): Promise<Told> {
  const { group_name = '' } = connection.settings
  const heard = await ask(connection, 'taobao.tmc.messages.confirm', { group_name, s_message_ids: push_nos.join(',') })
  return heard.status === 'heard' ? { status: 'answered' } : heard
}
