import { createHash } from 'node:crypto'
import type { ErpDocument, ReturnedLine } from '#centers/erp/model.ts'
import type { ErpConnection, ErpPort } from '#centers/erp/port.ts'
import type { Told } from '#centers/interfaces/model.ts'
import { decimalText, parseMoney } from '#core/money.ts'
import { askOutside, type Heard, jsonIn } from '#core/outside.ts'

const root = '/sap/opu/odata/sap/API_SALES_ORDER_SRV'
type Failed = Exclude<Told, { status: 'answered' }>
type Booked = { erp_no: string; lines: ReturnedLine[] }

interface Item {
  Material: string
  RequestedQuantity: string
  NetAmount: string
}
interface Order {
  SalesOrder: string
  to_Item?: { results?: Item[] }
}

/** SAP's OData service of sales orders (V2): a token against forged requests before each write, and no idempotency of its own, so our number is looked for first. */
export const sap: ErpPort = {
  kind: 'sap',
  name: { zh: 'SAP', en: 'SAP' },
  version: 'V2',
  settings: ['sales_organization', 'distribution_channel', 'division', 'order_type', 'user'],
  secrets: ['password'],
  async book(connection, document) {
    const before = await find(connection, document)
    if (before.status !== 'answered') return before
    if (before.booked) return { status: 'answered', ...before.booked }
    const opened = await open(connection)
    if (opened.status !== 'answered') return opened
    const made = await post(connection, document, opened)
    if (made) return made
    // What it made is read, not believed.
    const after = await find(connection, document)
    if (after.status !== 'answered') return after
    return after.booked
      ? { status: 'answered', ...after.booked }
      : { status: 'later', code: 'not_found_after', reason: 'SAP took the order and does not find it.' }
  },
}

/** The field takes 35 characters: a longer number keeps its beginning and a hash of the whole. */
export const numberOf = (document_no: string): string =>
  document_no.length <= 35
    ? document_no
    : `${document_no.slice(0, 22)}-${createHash('sha256').update(document_no).digest('hex').slice(0, 12)}`

const headersOf = ({ settings, secrets }: ErpConnection): Record<string, string> => ({
  accept: 'application/json',
  authorization: `Basic ${Buffer.from(`${settings.user}:${secrets.password}`).toString('base64')}`,
  ...(settings.client ? { 'sap-client': settings.client } : {}),
})

async function find(
  connection: ErpConnection,
  { document_no, currency }: ErpDocument,
): Promise<Failed | { status: 'answered'; booked: Booked | null }> {
  const filter = encodeURIComponent(`PurchaseOrderByCustomer eq '${numberOf(document_no)}'`)
  const heard = await askOutside(`${connection.endpoint}${root}/A_SalesOrder?$filter=${filter}&$expand=to_Item&$format=json`, {
    method: 'GET',
    headers: headersOf(connection),
  })
  const failed = failureOf(heard)
  if (failed) return failed
  const results = (jsonIn((heard as { text: string }).text) as { d?: { results?: Order[] } } | undefined)?.d?.results
  if (!Array.isArray(results)) return { status: 'later', code: 'contract_broken', reason: 'The list of orders has no d.results.' }
  const [order] = results
  if (!order) return { status: 'answered', booked: null }
  const lines = (order.to_Item?.results ?? []).map(({ Material, RequestedQuantity, NetAmount }) => ({
    sku_id: Material,
    quantity: Math.round(Number(RequestedQuantity)),
    amount_minor: parseMoney(NetAmount, currency) ?? 0,
  }))
  return { status: 'answered', booked: { erp_no: order.SalesOrder, lines } }
}

/** The token belongs to the session its cookies name. */
async function open(connection: ErpConnection): Promise<Failed | { status: 'answered'; token: string; cookie: string }> {
  const heard = await askOutside(`${connection.endpoint}${root}/`, {
    method: 'GET',
    headers: { ...headersOf(connection), 'x-csrf-token': 'Fetch' },
  })
  const failed = failureOf(heard)
  if (failed) return failed
  const { headers } = heard as { headers?: Headers }
  const token = headers?.get('x-csrf-token')
  if (!token) return { status: 'later', code: 'contract_broken', reason: 'SAP gave no x-csrf-token.' }
  const cookie = (headers!.getSetCookie?.() ?? []).map((one) => one.split(';')[0]).join('; ')
  return { status: 'answered', token, cookie }
}

/** Null when it was taken. */
async function post(
  connection: ErpConnection,
  document: ErpDocument,
  { token, cookie }: { token: string; cookie: string },
): Promise<Failed | null> {
  const heard = await askOutside(`${connection.endpoint}${root}/A_SalesOrder`, {
    method: 'POST',
    headers: { ...headersOf(connection), 'content-type': 'application/json', 'x-csrf-token': token, cookie },
    body: JSON.stringify(bodyOf(connection, document)),
  })
  if ('status' in heard && heard.status === 403 && heard.headers?.get('x-csrf-token')?.toLowerCase() === 'required')
    return { status: 'later', code: 'token_over', reason: 'The token was over before it was used.' }
  return failureOf(heard)
}

function bodyOf({ settings }: ErpConnection, document: ErpDocument): object {
  const day = `/Date(${Date.parse(`${document.business_on}T00:00:00Z`)})/`
  const condition = settings.condition ?? 'PR00'
  return {
    SalesOrderType: document.direction === 'R' ? settings.return_order_type : settings.order_type,
    SalesOrganization: settings.sales_organization,
    DistributionChannel: settings.distribution_channel,
    OrganizationDivision: settings.division,
    SoldToParty: document.customer,
    PurchaseOrderByCustomer: numberOf(document.document_no),
    TransactionCurrency: document.currency,
    PricingDate: day,
    RequestedDeliveryDate: day,
    to_Item: document.lines.map(({ line_no, sku_id, material, title, quantity, amount_minor }) => ({
      SalesOrderItem: String(line_no * 10),
      Material: material ?? sku_id,
      SalesOrderItemText: title.slice(0, 40),
      RequestedQuantity: String(quantity),
      RequestedQuantityUnit: 'PC',
      ...(settings.plant ? { ProductionPlant: settings.plant } : {}),
      // The amount of the whole line for its whole quantity: nothing is divided, so nothing is rounded.
      to_PricingElement: [
        {
          ConditionType: condition,
          ConditionRateValue: decimalText(amount_minor, document.currency),
          ConditionCurrency: document.currency,
          ConditionQuantity: String(quantity),
        },
      ],
    })),
  }
}

function failureOf(heard: Heard): Failed | null {
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  if (heard.status >= 200 && heard.status < 300) return null
  const error = (jsonIn(heard.text) as { error?: { code?: string; message?: { value?: string } } } | undefined)?.error
  const reason = error?.message?.value ?? `HTTP ${heard.status}`
  if (heard.status === 401) return { status: 'later', code: 'unauthorized', reason }
  if (heard.status === 429 || heard.status >= 500) return { status: 'later', code: `http_${heard.status}`, reason }
  return { status: 'refused', code: error?.code ?? `http_${heard.status}`, reason }
}
