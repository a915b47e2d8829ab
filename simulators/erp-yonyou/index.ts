import { randomBytes } from 'node:crypto'
import { openStage, type Reply, type Stage } from '../stage.ts'
import { expectedSignature } from './digest.ts'

interface Detail {
  productId: string
  qty: number
  oriSum: string
}
export interface SimulatedYonyou extends Stage {
  orders: { code: string; transactionTypeId: string; resubmitCheckKey: string; orderDetails: Detail[] }[]
  /** Calls left this minute; null is without end. */
  allow(calls: number | null): void
}

const answer = (code: string, message: string, data: object | null = null): Reply => ({ body: JSON.stringify({ code, message, data }) })

/** Yonyou's side: a signed token request, a key by which a repeat is the same order, a limit by the minute. */
export async function openYonyou({
  app_key = 'YYSAMPLE',
  app_secret = 'sample-yy-secret',
  transaction_types = ['SALE', 'RETURN'] as readonly string[],
} = {}): Promise<SimulatedYonyou> {
  const tokens = new Set<string>()
  const orders: SimulatedYonyou['orders'] = []
  let left: number | null = null
  const stage = await openStage(({ method, path, query, body }) => {
    if (path.endsWith('/getAccessToken') && method === 'GET') {
      if (query.get('appKey') !== app_key) return answer('50000', 'appKey 不存在')
      if (Math.abs(Number(query.get('timestamp')) - Date.now()) > 300_000) return answer('50000', '时间戳已过期')
      if (query.get('signature') !== expectedSignature(query, app_secret)) return answer('50000', '签名不正确')
      const token = randomBytes(12).toString('hex')
      tokens.add(token)
      return answer('00000', '成功！', { access_token: token, expire: 7200 })
    }
    if (!path.endsWith('/yonbip/sd/voucherorder/singleSave')) return answer('310008', '接口不存在')
    if (!tokens.has(query.get('access_token') ?? '')) return answer('310036', 'access_token 无效')
    if (left !== null && left-- <= 0) return answer('310046', '调用次数超过限制')
    const { data } = JSON.parse(body) as {
      data: {
        code: string
        resubmitCheckKey: string
        agentId?: string
        salesOrgId?: string
        transactionTypeId?: string
        orderDetails: Detail[]
      }
    }
    if (!data.resubmitCheckKey) return answer('999', 'resubmitCheckKey 不能为空')
    if (!data.agentId || !data.salesOrgId) return answer('999', '客户和销售组织不能为空')
    const type = data.transactionTypeId ?? ''
    if (!transaction_types.includes(type)) return answer('999', `交易类型 ${type} 不存在`)
    if (data.orderDetails.some(({ qty }) => qty <= 0)) return answer('999', '数量必须大于零')
    let order = orders.find(({ resubmitCheckKey }) => resubmitCheckKey === data.resubmitCheckKey)
    if (!order) {
      order = {
        code: `UO-${String(orders.length + 1).padStart(6, '0')}`,
        transactionTypeId: type,
        resubmitCheckKey: data.resubmitCheckKey,
        orderDetails: data.orderDetails,
      }
      orders.push(order)
    }
    const orderDetails = order.orderDetails.map(({ productId, qty, oriSum }) => ({ productId, qty, oriSum: Number(oriSum) }))
    return answer('200', '操作成功', { id: orders.indexOf(order) + 1, code: order.code, orderDetails })
  })
  return {
    ...stage,
    orders,
    allow: (calls) => {
      left = calls
    },
  }
}
