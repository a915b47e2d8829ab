import { type Asked, chinaTime, limiter, type Mischief, openStage, type Reply, type Stage } from '../stage.ts'
import { expectedDigest } from './digest.ts'

interface Order {
  orderId: string
  waybillNo: string
  phone: string
  canceled: boolean
  routes: { acceptTime: string; acceptAddress: string; remark: string; opCode: string }[]
}

export interface SfOptions {
  partner_id: string
  checkword: string
  monthly_card: string
  /** Requests a second for one interface; the sandbox allows 30. */
  per_second?: number
  /** Provinces it does not serve. */
  not_served?: readonly string[]
  port?: number
}

export interface SfSimulator extends Stage {
  orders: Map<string, Order>
  /** A scan on the way. */
  scan(waybillNo: string, opCode: string, remark: string, at?: Date): void
  /** Tells the customer's system that something happened; answers what it said. */
  push(url: string, waybillNos: readonly string[]): Promise<{ status: number; body: string }>
}

/** SF's open platform: digest over the received bytes, two-level answers, one order per orderId. */
export async function openSf(options: SfOptions): Promise<SfSimulator> {
  const orders = new Map<string, Order>()
  const seen = new Set<string>()
  const limits = new Map<string, () => boolean>()
  let serial = 1_000_000_000

  const gateway = (code: string, message: string, data = ''): Reply => ({
    body: JSON.stringify({
      apiErrorMsg: message,
      apiResponseID: `0001${Date.now().toString(16)}`,
      apiResultCode: code,
      apiResultData: data,
    }),
  })
  const business = (success: boolean, errorCode: string, errorMsg: string | null, msgData: unknown = null): Reply =>
    gateway('A1000', '', JSON.stringify({ success, errorCode, errorMsg, msgData }))

  const perform = ({ body }: Asked, mischief: Mischief | undefined): Reply => {
    const form = new URLSearchParams(body)
    const field = (name: string) => form.get(name) ?? ''
    for (const name of ['partnerID', 'requestID', 'serviceCode', 'timestamp', 'msgData', 'msgDigest'])
      if (!form.get(name)) return gateway('A1001', `必传参数${name}不可为空`)
    if (field('partnerID') !== options.partner_id) return gateway('A1004', '无对应服务权限')
    if (field('requestID').length > 40) return gateway('A1001', 'requestID过长')
    if (expectedDigest(field('msgData'), field('timestamp'), options.checkword) !== field('msgDigest'))
      return gateway('A1006', '数字签名无效')
    if (seen.has(field('requestID'))) return gateway('A1007', '重复请求')
    seen.add(field('requestID'))
    const service = field('serviceCode')
    let allowed = limits.get(service)
    if (!allowed) {
      allowed = limiter(options.per_second ?? 30)
      limits.set(service, allowed)
    }
    if (!allowed()) return gateway('A1005', '接口流量超限')
    let message: Record<string, never>
    try {
      message = JSON.parse(field('msgData'))
    } catch {
      return gateway('A1099', 'msgData不是JSON')
    }
    if (service === 'EXP_RECE_CREATE_ORDER') return create(message, mischief)
    if (service === 'EXP_RECE_SEARCH_ORDER_RESP') return found(message, mischief)
    if (service === 'EXP_RECE_UPDATE_ORDER') return update(message)
    if (service === 'EXP_RECE_SEARCH_ROUTES') return routes(message)
    return gateway('A1004', '无对应服务权限')
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
  const create = (message: any, mischief: Mischief | undefined): Reply => {
    const { orderId, contactInfoList = [], cargoDetails = [], monthlyCard } = message
    if (!orderId) return business(false, '6102', 'orderId为空')
    if (orders.has(orderId)) return business(false, '8016', '重复下单')
    // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
    const [from, to] = [1, 2].map((type) => contactInfoList.find((one: any) => one.contactType === type))
    if (!from?.address || !to?.address || !(to.mobile || to.tel)) return business(false, '6126', '收寄件方信息不完整')
    if (cargoDetails.length === 0 || !cargoDetails[0].name) return business(false, '6135', '货物名称不能为空')
    if (monthlyCard !== options.monthly_card) return business(false, '8057', '月结卡号不存在')
    if (options.not_served?.includes(to.province)) return business(true, 'S0000', null, { orderId, filterResult: 3, waybillNoInfoList: [] })
    const waybillNo = `SF${String(++serial).padStart(13, '0')}`
    orders.set(orderId, { orderId, waybillNo, phone: to.mobile ?? to.tel, canceled: false, routes: [] })
    return business(true, 'S0000', null, answerOf(orders.get(orderId)!, mischief))
  }
  const answerOf = ({ orderId, waybillNo }: Order, mischief: Mischief | undefined) => ({
    orderId,
    filterResult: 2,
    waybillNoInfoList: mischief?.kind === 'no_number' ? [] : [{ waybillType: 1, waybillNo }],
    routeLabelInfo: [{ code: '1000', routeLabelData: { destRouteLabel: `023-${waybillNo.slice(-2)}`, waybillNo } }],
  })
  // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
  const found = ({ orderId }: any, mischief: Mischief | undefined): Reply => {
    const order = orders.get(orderId)
    return order ? business(true, 'S0000', null, answerOf(order, mischief)) : business(false, '6150', '找不到该订单')
  }
  // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
  const update = ({ orderId, dealType }: any): Reply => {
    const order = orders.get(orderId)
    if (!order) return business(false, '6150', '找不到该订单')
    if (dealType !== 2) return business(false, '8252', '订单已确认')
    if (order.canceled) return business(false, '8037', '已消单')
    if (order.routes.length > 0) return business(false, '8252', '订单已揽收，不能取消')
    order.canceled = true
    return business(true, 'S0000', null, { orderId, resStatus: 2 })
  }
  // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
  const routes = ({ trackingNumber = [], trackingType, checkPhoneNo }: any): Reply => {
    const numbers: string[] = Array.isArray(trackingNumber) ? trackingNumber : [trackingNumber]
    if (numbers.length > 10) return business(false, '8003', '查询单号超过最大限制')
    if (trackingType !== 1) return business(false, '6101', 'trackingType有误')
    const routeResps = numbers.map((mailNo) => {
      const order = [...orders.values()].find(({ waybillNo }) => waybillNo === mailNo)
      // Without the right phone the routes stay closed.
      return { mailNo, routes: order?.phone.endsWith(checkPhoneNo ?? '?') ? order.routes : [] }
    })
    return business(true, 'S0000', null, { routeResps })
  }

  const stage = await openStage(perform, options.port)
  return {
    ...stage,
    orders,
    scan(waybillNo, opCode, remark, at = new Date()) {
      const order = [...orders.values()].find((one) => one.waybillNo === waybillNo)
      if (!order) throw new Error(`SF knows no ${waybillNo}`)
      order.routes.push({ acceptTime: chinaTime(at), acceptAddress: '重庆市', remark, opCode })
    },
    async push(url, waybillNos) {
      const WaybillRoute = waybillNos.map((mailno, i) => ({ id: String(i + 1), mailno, acceptTime: chinaTime(), remark: '', opCode: '50' }))
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ Body: { WaybillRoute } }),
      })
      return { status: response.status, body: await response.text() }
    },
  }
}
