import { randomBytes } from 'node:crypto'
import { openStage, type Reply, type Stage } from '../stage.ts'

interface Item {
  Material: string
  RequestedQuantity: string
  NetAmount: string
}
export interface SimulatedSap extends Stage {
  orders: { SalesOrder: string; SalesOrderType: string; PurchaseOrderByCustomer: string; items: Item[] }[]
  /** The tokens given out are over. */
  forgetTokens(): void
}

const fault = (
  status: number,
  code: string,
  value: string,
  headers: Record<string, string> = {},
): Reply & { headers: Record<string, string> } => ({
  status,
  headers,
  body: JSON.stringify({ error: { code, message: { lang: 'zh', value }, innererror: {} } }),
})

/** SAP's side of API_SALES_ORDER_SRV: a basic sign-in, a token bound to its session, materials and amounts as texts. */
export async function openSap({
  user = 'SALES',
  password = 'sample-sap-password',
  materials = null as readonly string[] | null,
  /** Its customizing: sales orders and returns. */
  order_types = ['OR', 'RE'] as readonly string[],
} = {}): Promise<SimulatedSap> {
  const tokens = new Map<string, string>()
  const orders: SimulatedSap['orders'] = []
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const stage = await openStage(({ method, path, query, headers, body }) => {
    if (headers.authorization !== wanted) return fault(401, 'SY/530', '用户或口令不正确')
    const root = '/sap/opu/odata/sap/API_SALES_ORDER_SRV'
    if (!path.startsWith(root)) return fault(404, 'NOT_FOUND', path)
    if (method === 'GET' && headers['x-csrf-token']?.toString().toLowerCase() === 'fetch') {
      const [session, token] = [randomBytes(8).toString('hex'), randomBytes(12).toString('base64')]
      tokens.set(session, token)
      return {
        body: JSON.stringify({ d: { EntitySets: ['A_SalesOrder'] } }),
        headers: { 'x-csrf-token': token, 'set-cookie': `SAP_SESSIONID=${session}; path=/; HttpOnly` },
      }
    }
    if (method === 'GET' && path === `${root}/A_SalesOrder`) {
      const number = /^PurchaseOrderByCustomer eq '(.*)'$/.exec(query.get('$filter') ?? '')?.[1]?.replaceAll("''", "'")
      if (number === undefined) return fault(400, '/IWBEP/CM_MGW_RT/022', '$filter 不受支持')
      const results = orders
        .filter((one) => one.PurchaseOrderByCustomer === number)
        .map(({ items, ...order }) => ({ ...order, to_Item: { results: items } }))
      return { body: JSON.stringify({ d: { results } }) }
    }
    if (method !== 'POST' || path !== `${root}/A_SalesOrder`) return fault(405, 'METHOD', method)
    const session = /SAP_SESSIONID=([0-9a-f]+)/.exec(headers.cookie ?? '')?.[1] ?? ''
    if (!headers['x-csrf-token'] || tokens.get(session) !== headers['x-csrf-token'])
      return fault(403, '005056A509B11EE1B9A8FEC11C21D78E', 'CSRF token validation failed', { 'x-csrf-token': 'Required' })
    const order = JSON.parse(body) as Record<string, unknown> & {
      to_Item: (Item & { to_PricingElement: { ConditionRateValue: string; ConditionQuantity: string }[] })[]
    }
    for (const name of [
      'SalesOrderType',
      'SalesOrganization',
      'DistributionChannel',
      'OrganizationDivision',
      'SoldToParty',
      'PurchaseOrderByCustomer',
      'TransactionCurrency',
    ])
      if (typeof order[name] !== 'string' || order[name] === '') return fault(400, 'V1/331', `${name} 未维护`)
    if (!order_types.includes(String(order.SalesOrderType))) return fault(400, 'V1/312', `销售凭证类型 ${order.SalesOrderType} 未定义`)
    if (String(order.PurchaseOrderByCustomer).length > 35)
      return fault(400, '/IWBEP/CM_MGW_RT/005', 'PurchaseOrderByCustomer 超过 35 个字符')
    for (const item of order.to_Item) {
      if (
        typeof item.RequestedQuantity !== 'string' ||
        item.to_PricingElement.some(({ ConditionRateValue }) => typeof ConditionRateValue !== 'string')
      )
        return fault(400, 'CX_SXML_PARSE_ERROR', '数字必须是字符串')
      if (Number(item.RequestedQuantity) <= 0) return fault(400, 'V1/246', '数量必须大于零：退货由凭证类型说明')
      if (materials && !materials.includes(item.Material)) return fault(400, 'V1/382', `物料 ${item.Material} 不存在`)
    }
    const made = {
      SalesOrder: String(4_500_000_001 + orders.length),
      SalesOrderType: String(order.SalesOrderType),
      PurchaseOrderByCustomer: String(order.PurchaseOrderByCustomer),
      items: order.to_Item.map(({ Material, RequestedQuantity, to_PricingElement }) => ({
        Material,
        RequestedQuantity: `${RequestedQuantity}.000`,
        NetAmount: to_PricingElement[0]!.ConditionRateValue,
      })),
    }
    orders.push(made)
    return { status: 201, body: JSON.stringify({ d: { SalesOrder: made.SalesOrder } }) }
  })
  return { ...stage, orders, forgetTokens: () => tokens.clear() }
}
