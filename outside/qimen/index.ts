import { timingSafeEqual } from 'node:crypto'
import { XMLParser } from 'fast-xml-parser'
import type { CustodyOrder } from '#centers/carriers/model.ts'
import type {
  CarrierPort,
  CustodyArrived,
  CustodyShipped,
  CustodyStock,
  NoticeCall,
  OpenAccount,
  Push,
  PushRead,
  Told,
} from '#centers/carriers/port.ts'
import { askOutside } from '#core/outside.ts'
import { defaultZone, momentOf } from '#core/time.ts'
import { qimenSign } from './sign.ts'

/** Third-party warehouses behind the Qimen gateway: orders out and notices of what comes in; stock, shipments and receipts back. */
export const qimen: CarrierPort = {
  partner: 'qimen',
  settings: ['app_key', 'customer_id', 'warehouse', 'owner', 'node'],
  secrets: ['app_secret'],
  sendCustodyOrders: (account, calls) => Promise.all(calls.map((call) => createOrder(account, call))),
  cancelCustodyOrders: (account, calls) => Promise.all(calls.map((call) => cancelOrder(account, call, 'JYCK'))),
  sendNotices: (account, calls) => Promise.all(calls.map((call) => createEntry(account, call))),
  withdrawNotices: (account, calls) => Promise.all(calls.map((call) => cancelOrder(account, call, entryTypes[call.source]))),
  queryCustodyStock: (account, calls) => Promise.all(calls.map((call) => queryStock(account, call))),
  readPush,
  answerPush: (_kind, accepted, reason) => ({
    http_status: 200,
    content_type: 'text/xml;charset=utf-8',
    body: `<?xml version="1.0" encoding="utf-8"?><response><flag>${accepted ? 'success' : 'failure'}</flag><code>${accepted ? '0' : 'sign-check-failure'}</code><message>${escaped(reason.slice(0, 100))}</message></response>`,
  }),
}

// Numbers of partners are texts: 007 is not 7.
const lists = new Set(['orderLine', 'package', 'item', 'inventory', 'batch'])
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => lists.has(name) })
// biome-ignore lint/suspicious/noExplicitAny: XML of a partner, looked into with care below
type Xml = any

const escaped = (text: string): string => text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
const tag = (name: string, text: string | number): string => `<${name}>${escaped(String(text))}</${name}>`
const wallNow = (): string =>
  Temporal.Now.zonedDateTimeISO(defaultZone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ')

type Heard = Exclude<Told<object>, { status: 'answered' }> | { status: 'heard'; body: Xml }

async function ask(account: OpenAccount, method: string, request: string): Promise<Heard> {
  const body = `<?xml version="1.0" encoding="utf-8"?><request>${request}</request>`
  const params: Record<string, string> = {
    ...{ method: `taobao.qimen.${method}`, app_key: account.settings.app_key ?? '', customerId: account.settings.customer_id ?? '' },
    ...{ timestamp: wallNow(), format: 'xml', v: '2.0', sign_method: 'md5' },
  }
  const query = new URLSearchParams({ ...params, sign: qimenSign(params, body, account.secrets.app_secret ?? '') })
  const heard = await askOutside(`${account.endpoint}?${query}`, { headers: { 'content-type': 'text/xml;charset=utf-8' }, body })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const answer = read(heard.text)?.response
  if (heard.status !== 200 || !answer)
    return { status: 'later', code: `http_${heard.status}`, reason: heard.text.slice(0, 200) || 'an empty answer' }
  if (answer.flag === 'success') return { status: 'heard', body: answer }
  const code = String(answer.code ?? 'unknown')
  const reason = String(answer.message ?? '')
  // `isp` is the gateway or the warehouse system being away.
  return code.startsWith('isp') ? { status: 'later', code, reason } : { status: 'refused', code, reason }
}

function read(text: string): Xml | undefined {
  try {
    return parser.parse(text)
  } catch {
    return undefined
  }
}

async function createOrder(
  account: OpenAccount,
  call: CustodyOrder & { carrier_code: string | null },
): Promise<Told<{ partner_no: string }>> {
  const { recipient: to } = call
  const receiver =
    tag('name', to.name) + tag('mobile', to.phone) + tag('province', to.province) + tag('city', to.city) + tag('area', to.district)
  const lines = call.lines.map(
    ({ sku_id, name, quantity }, i) =>
      `<orderLine>${tag('orderLineNo', i + 1)}${tag('ownerCode', account.settings.owner ?? '')}${tag('itemCode', sku_id)}${tag('itemName', name)}${tag('planQty', quantity)}</orderLine>`,
  )
  const heard = await ask(
    account,
    'deliveryorder.create',
    `<deliveryOrder>${tag('deliveryOrderCode', call.custody_order_id)}${tag('orderType', 'JYCK')}${tag('warehouseCode', account.settings.warehouse ?? '')}${tag('sourcePlatformCode', 'OTHER')}${tag('orderSourceCode', call.order_no)}${call.carrier_code ? tag('logisticsCode', call.carrier_code) : ''}<receiverInfo>${receiver}${tag('detailAddress', (to.town ?? '') + to.detail)}</receiverInfo></deliveryOrder><orderLines>${lines.join('')}</orderLines>`,
  )
  if (heard.status !== 'heard') return heard
  const partner_no = heard.body.deliveryOrderId
  if (!partner_no) return { status: 'later', code: 'answer_without_number', reason: 'The warehouse took the order and gave no number.' }
  return { status: 'answered', partner_no: String(partner_no) }
}

/** Goods that were bought, and goods that come from another warehouse of ours. */
const entryTypes = { purchase: 'CGRK', transfer: 'DBRK' } as const

async function createEntry(account: OpenAccount, call: NoticeCall): Promise<Told<{ partner_no: string }>> {
  const { owner = '', warehouse = '' } = account.settings
  const head =
    tag('entryOrderCode', call.key) +
    tag('ownerCode', owner) +
    tag('warehouseCode', warehouse) +
    tag('orderType', entryTypes[call.source]) +
    tag('purchaseOrderCode', call.notice_no) +
    (call.expected_on ? tag('expectStartTime', `${call.expected_on} 00:00:00`) : '')
  const lines = call.lines.map(
    ({ line_no, sku_id, name, quantity }) =>
      `<orderLine>${tag('orderLineNo', line_no)}${tag('ownerCode', owner)}${tag('itemCode', sku_id)}${tag('itemName', name)}${tag('planQty', quantity)}</orderLine>`,
  )
  const heard = await ask(account, 'entryorder.create', `<entryOrder>${head}</entryOrder><orderLines>${lines.join('')}</orderLines>`)
  if (heard.status !== 'heard') return heard
  const partner_no = heard.body.entryOrderId
  if (!partner_no) return { status: 'later', code: 'answer_without_number', reason: 'The warehouse took the notice and gave no number.' }
  return { status: 'answered', partner_no: String(partner_no) }
}

async function cancelOrder(account: OpenAccount, call: { key: string; partner_no: string | null }, type: string): Promise<Told<object>> {
  const heard = await ask(
    account,
    'order.cancel',
    `${tag('warehouseCode', account.settings.warehouse ?? '')}${tag('ownerCode', account.settings.owner ?? '')}${tag('orderCode', call.key)}${tag('orderId', call.partner_no ?? '')}${tag('orderType', type)}`,
  )
  return heard.status === 'heard' ? { status: 'answered' } : heard
}

async function queryStock(account: OpenAccount, call: { sku_ids: string[] }): Promise<Told<{ rows: CustodyStock[] }>> {
  const criteria = call.sku_ids.map(
    (sku_id) =>
      `<criteria>${tag('warehouseCode', account.settings.warehouse ?? '')}${tag('ownerCode', account.settings.owner ?? '')}${tag('itemCode', sku_id)}</criteria>`,
  )
  const heard = await ask(account, 'inventory.query', `<criteriaList>${criteria.join('')}</criteriaList>`)
  if (heard.status !== 'heard') return heard
  return { status: 'answered', rows: stockIn(heard.body.items?.item) }
}

function stockIn(items: Xml[] | undefined): CustodyStock[] {
  return (items ?? []).flatMap((item): CustodyStock[] => {
    const quantity = Number(item.quantity)
    if (!item.itemCode || !Number.isSafeInteger(quantity) || quantity < 0) return []
    return [{ sku_id: String(item.itemCode), condition: item.inventoryType === 'CC' ? 'defective' : 'available', quantity }]
  })
}

/** Shipments and stock arrive as requests the gateway signed with our own secret. */
function readPush(account: OpenAccount, kind: string, push: Push): PushRead {
  const body = push.body.toString('utf8')
  const { account: _, token: __, ...params } = push.query
  if (!isSame(qimenSign(params, body, account.secrets.app_secret ?? ''), params.sign ?? ''))
    return { status: 'refused', reason: 'the sign is wrong' }
  const request = read(body)?.request
  if (kind !== 'custody' || !request) return { status: 'refused', reason: 'there is no request in the body' }
  const nothing = { tracks: [], hints: [], pickups: [], shipped: [], arrived: [], stock: [] }
  if (params.method === 'deliveryorder.confirm' || params.method === 'taobao.qimen.deliveryorder.confirm') {
    const shipped = shippedIn(request)
    return shipped
      ? { status: 'read', ...nothing, shipped: [shipped] }
      : { status: 'refused', reason: 'deliveryOrder without code or packages' }
  }
  if (params.method === 'entryorder.confirm' || params.method === 'taobao.qimen.entryorder.confirm') {
    const arrived = arrivedIn(request)
    return arrived
      ? { status: 'read', ...nothing, arrived: [arrived] }
      : { status: 'refused', reason: 'entryOrder without code, time or readable lines' }
  }
  if (params.method === 'inventory.report' || params.method === 'taobao.qimen.inventory.report') {
    const told_at = momentOf(String(request.checkTime ?? ''), defaultZone)
    if (!told_at) return { status: 'refused', reason: 'checkTime is missing' }
    return {
      status: 'read',
      ...nothing,
      stock: [{ warehouse: String(request.warehouseCode ?? ''), told_at, rows: stockIn(request.items?.item) }],
    }
  }
  return { status: 'refused', reason: `${params.method} is not something we listen to` }
}

function shippedIn(request: Xml): CustodyShipped | undefined {
  const order = request.deliveryOrder
  const shipped_at = momentOf(String(order?.orderConfirmTime ?? order?.operateTime ?? ''), defaultZone)
  const packages = (request.packages?.package ?? []) as Xml[]
  if (!order?.deliveryOrderCode || !shipped_at || packages.length === 0) return undefined
  return {
    key: String(order.deliveryOrderCode),
    shipped_at,
    parcels: packages.map((one) => ({
      carrier_code: String(one.logisticsCode ?? ''),
      waybill_no: String(one.expressCode ?? ''),
      weight_grams: one.weight ? Math.round(Number(one.weight) * 1000) : null,
      lines: ((one.items?.item ?? []) as Xml[]).map((item) => ({ sku_id: String(item.itemCode), quantity: Number(item.quantity) })),
    })),
  }
}

const dayIn = (text: unknown): string | null => /^\d{4}-\d{2}-\d{2}/.exec(String(text ?? ''))?.[0] ?? null

/** A line may come in batches, each with its lot; a quantity that is no whole number makes the whole word unreadable. */
function arrivedIn(request: Xml): CustodyArrived | undefined {
  const order = request.entryOrder
  const told_at = momentOf(String(order?.operateTime ?? ''), defaultZone)
  if (!order?.entryOrderCode || !told_at) return undefined
  const lines = ((request.orderLines?.orderLine ?? []) as Xml[]).flatMap((line) => {
    const batches = (line.batchs?.batch ?? [line]) as Xml[]
    return batches.map((batch) => ({
      line_no: line.orderLineNo ? Number(line.orderLineNo) : null,
      sku_id: String(line.itemCode ?? ''),
      condition: (batch.inventoryType ?? line.inventoryType) === 'CC' ? ('defective' as const) : ('available' as const),
      quantity: Number(batch.actualQty),
      lot_no: batch.batchCode ? String(batch.batchCode) : null,
      made_on: dayIn(batch.productDate),
      expires_on: dayIn(batch.expireDate),
    }))
  })
  if (lines.length === 0 || lines.some(({ sku_id, quantity }) => !sku_id || !Number.isSafeInteger(quantity) || quantity < 0))
    return undefined
  return {
    key: String(order.entryOrderCode),
    receipt_no: String(order.outBizCode || order.operateTime),
    told_at,
    final: String(order.confirmType ?? '0') === '0',
    lines,
  }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
