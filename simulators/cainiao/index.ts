import { createHash } from 'node:crypto'
import { type Asked, chinaTime, limiter, type Mischief, openStage, type Reply, type Stage } from '../stage.ts'

/** What the router expects as `sign`: every parameter received but the sign itself. */
export function routerSign(received: URLSearchParams, secret: string): string {
  const pairs = [...received].filter(([name, value]) => name !== 'sign' && value.length > 0)
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const md5 = createHash('md5').update(secret)
  for (const [name, value] of pairs) md5.update(name).update(value)
  return md5.update(secret).digest('hex').toUpperCase()
}

/** `data_digest` of the LINK gateway. */
export const gatewayDigest = (content: string, secret: string): string =>
  Buffer.from(createHash('md5').update(`${content}${secret}`).digest('hex'), 'hex').toString('base64')

export interface CainiaoOptions {
  app_key: string
  app_secret: string
  session: string
  link_secret: string
  /** Numbers left in the branch's account. */
  quantity?: number
  per_second?: number
  port?: number
}

export interface CainiaoSimulator extends Stage {
  /** By trade order and package. */
  waybills: Map<
    string,
    { waybill_code: string; cp_code: string; canceled: boolean; traces: { time: string; desc: string; action: string; city: string }[] }
  >
  quantity(): number
  trace(waybill_code: string, action: string, desc: string, at?: Date): void
  push(url: string, waybill_code: string, forged?: boolean): Promise<{ status: number; body: string }>
}

/** Cainiao behind the Taobao router: a finite pool per branch, and one number for one package of one trade order. */
export async function openCainiao(options: CainiaoOptions): Promise<CainiaoSimulator> {
  const waybills: CainiaoSimulator['waybills'] = new Map()
  const allowed = limiter(options.per_second ?? 40)
  let left = options.quantity ?? 1000
  let serial = 7_000_000_000
  let requests = 0

  const error = (code: number, msg: string, sub_code?: string, sub_msg?: string): Reply => ({
    body: JSON.stringify({ error_response: { code, msg, ...(sub_code ? { sub_code, sub_msg } : {}), request_id: `r${++requests}` } }),
  })
  const answer = (method: string, body: object): Reply => ({
    body: JSON.stringify({ [`${method.replaceAll('.', '_')}_response`]: { ...body, request_id: `r${++requests}` } }),
  })

  const perform = ({ body }: Asked, mischief: Mischief | undefined): Reply => {
    const form = new URLSearchParams(body)
    const method = form.get('method') ?? ''
    if (!method) return error(21, 'Missing Method')
    if (form.get('app_key') !== options.app_key) return error(29, 'Invalid app Key')
    if (form.get('v') !== '2.0') return error(34, 'Unsupported Version')
    const timestamp = Date.parse(`${(form.get('timestamp') ?? '').replace(' ', 'T')}+08:00`)
    if (!(Math.abs(Date.now() - timestamp) < 600_000)) return error(31, 'Invalid Timestamp')
    if (form.get('sign_method') !== 'md5' || form.get('sign') !== routerSign(form, options.app_secret))
      return error(25, 'Invalid signature')
    if (form.get('session') !== options.session) return error(27, 'Invalid Session')
    if (!allowed())
      return error(7, 'App Call Limited', 'accesscontrol.limited-by-api-access-count', 'This ban will last for 1 more seconds')
    if (method === 'cainiao.waybill.ii.get') return get(method, form, mischief)
    if (method === 'cainiao.waybill.ii.cancel') return cancel(method, form)
    if (method === 'cainiao.waybill.ii.search')
      return answer(method, {
        waybill_apply_subscription_cols: {
          waybill_apply_subscription_info: [
            { cp_code: form.get('cp_code'), branch_account_cols: { waybill_branch_account: [{ quantity: left }] } },
          ],
        },
      })
    return error(22, 'Invalid Method')
  }

  const get = (method: string, form: URLSearchParams, mischief: Mischief | undefined): Reply => {
    // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
    let request: any
    try {
      request = JSON.parse(form.get('param_waybill_cloud_print_apply_new_request') ?? '')
    } catch {
      return error(41, 'Invalid Arguments:param_waybill_cloud_print_apply_new_request')
    }
    const { cp_code, sender, trade_order_info_dtos: dtos = [] } = request
    if (!cp_code || !sender?.address?.province || !sender.address.detail || !sender.name)
      return error(40, 'Missing Required Arguments:sender')
    if (dtos.length === 0 || dtos.length > 10) return error(15, 'Remote service error', 'isv.trade-order-count', '面单数量超过限制')
    for (const dto of dtos) {
      const { recipient = {}, order_info = {}, package_info = {} } = dto
      if (!dto.object_id || !order_info.order_channels_type || !dto.template_url || !dto.user_id)
        return error(40, 'Missing Required Arguments:trade_order_info_dtos')
      if (!(order_info.trade_order_list?.length > 0) || order_info.trade_order_list.some((one: string) => !/^[A-Za-z0-9_-]+$/.test(one)))
        return error(15, 'Remote service error', 'isv.trade-order-list', '订单号不合法')
      if (!(package_info.items?.length > 0)) return error(40, 'Missing Required Arguments:package_info.items')
      if (!recipient.oaid && (!recipient.name || !(recipient.mobile || recipient.phone) || !recipient.address?.detail?.trim()))
        return error(15, 'Remote service error', 'isv.recipient', '收件人信息不完整')
    }
    // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
    const keyOf = (dto: any) => `${dto.order_info.trade_order_list.join(',')}|${dto.package_info.id}`
    // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
    const fresh = dtos.filter((dto: any) => !waybills.has(keyOf(dto)))
    if (fresh.length > left) return error(15, 'Remote service error', 'isv.waybill-quantity', '电子面单余额不足')
    // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
    const modules = dtos.map((dto: any, i: number) => {
      const key = keyOf(dto)
      if (!waybills.has(key)) {
        left--
        waybills.set(key, { waybill_code: `${cp_code}${++serial}`, cp_code, canceled: false, traces: [] })
      }
      const { waybill_code } = waybills.get(key)!
      const data = { cpCode: cp_code, waybillCode: waybill_code, routingInfo: { sortation: { name: '重庆转' }, routeCode: '380D-11-20' } }
      const print_data = JSON.stringify({ data, templateURL: dto.template_url })
      // Only one of several lacks its number: neighbors must not suffer.
      return { object_id: dto.object_id, ...(mischief?.kind === 'no_number' && i === 0 ? {} : { waybill_code }), print_data, cp_code }
    })
    return answer(method, { modules: { waybill_cloud_print_response: modules } })
  }

  const cancel = (method: string, form: URLSearchParams): Reply => {
    const found = [...waybills.values()].find(
      ({ waybill_code, cp_code }) => waybill_code === form.get('waybill_code') && cp_code === form.get('cp_code'),
    )
    if (!found) return error(15, 'Remote service error', 'isv.waybill-not-exist', '面单号不存在')
    if (found.canceled || found.traces.length > 0) return answer(method, { cancel_result: false })
    found.canceled = true
    left++
    return answer(method, { cancel_result: true })
  }

  const byCode = (code: string) => {
    const found = [...waybills.values()].find(({ waybill_code }) => waybill_code === code)
    if (!found) throw new Error(`Cainiao knows no ${code}`)
    return found
  }
  const stage = await openStage(perform, options.port)
  return {
    ...stage,
    waybills,
    quantity: () => left,
    trace: (code, action, desc, at = new Date()) => void byCode(code).traces.push({ time: chinaTime(at), desc, action, city: '重庆市' }),
    async push(url, code, forged = false) {
      const { waybill_code, cp_code, traces } = byCode(code)
      const content = JSON.stringify({ mailNo: waybill_code, cpCode: cp_code, traces })
      const response = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams({
          logistics_interface: content,
          data_digest: gatewayDigest(content, forged ? 'forged' : options.link_secret),
          logistic_provider_id: 'CAINIAO',
          msg_type: 'TRACEPUSH',
          to_code: 'TONGSHANG',
        }),
      })
      return { status: response.status, body: await response.text() }
    },
  }
}
