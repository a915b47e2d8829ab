import { createHash } from 'node:crypto'
import { type Asked, chinaTime, limiter, type Mischief, openStage, type Reply, type Stage } from '../stage.ts'

/** Upper-case hexadecimal MD5 over the texts one after the other: every sign of kuaidi100 is one of these. */
export const joinedMd5 = (...texts: string[]): string => {
  const hash = createHash('md5')
  for (const text of texts) hash.update(Buffer.from(text, 'utf8'))
  return hash.digest('hex').toUpperCase()
}

export interface Kuaidi100Options {
  customer: string
  key: string
  secret: string
  partner_id: string
  per_second?: number
  port?: number
}
interface Row {
  time: string
  ftime: string
  context: string
  status: string
  statusCode: string
  areaName: string
}
interface Parcel {
  com: string
  num: string
  phone: string
  state: string
  /** Newest first. */
  data: Row[]
  subscription: { callbackurl: string; salt: string } | null
}
interface Label {
  orderId: string
  kuaidicom: string
  kuaidinum: string
  canceled: boolean
}
interface Pickup {
  orderId: string
  thirdOrderId: string
  callBackUrl: string
  salt: string
  status: string
}
export interface PushMischief {
  wrong_salt?: boolean
  /** The list as it was before the last scan: an older push overtaken by a newer one. */
  stale?: boolean
}

export interface Kuaidi100Simulator extends Stage {
  parcels: Map<string, Parcel>
  labels: Map<string, Label>
  pickups: Map<string, Pickup>
  scan(num: string, statusCode: string, context: string, at?: Date): void
  /** Pushes the whole list; pushes again up to three times when it is not told `result: true`. Answers every reply. */
  push(num: string, mischief?: PushMischief): Promise<{ status: number; body: string }[]>
  tellPickup(thirdOrderId: string, status: string): Promise<{ status: number; body: string }>
}

const mains: Record<string, string> = {
  '1': '揽收',
  '0': '在途',
  '5': '派件',
  '3': '签收',
  '14': '拒签',
  '6': '退回',
  '4': '退签',
  '2': '疑难',
}

/** kuaidi100 as seen by a customer: query, subscription with push, electronic waybills, pick-ups. */
export async function openKuaidi100(options: Kuaidi100Options): Promise<Kuaidi100Simulator> {
  const parcels = new Map<string, Parcel>()
  const labels = new Map<string, Label>()
  const pickups = new Map<string, Pickup>()
  const allowed = limiter(options.per_second ?? 50)
  let serial = 1_100_000_000

  const say = (body: object): Reply => ({ body: JSON.stringify(body) })
  const refuse = (returnCode: string, message: string): Reply => say({ result: false, returnCode, message })
  const parcelOf = (com: string, num: string): Parcel => {
    let parcel = parcels.get(num)
    if (!parcel) {
      parcel = { com, num, phone: '', state: '', data: [], subscription: null }
      parcels.set(num, parcel)
    }
    return parcel
  }

  const perform = ({ path, body }: Asked, mischief: Mischief | undefined): Reply => {
    const form = new URLSearchParams(body)
    const param = form.get('param') ?? ''
    if (!allowed()) return refuse('601', '请求过于频繁')
    // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
    let message: any
    try {
      message = JSON.parse(param)
    } catch {
      return refuse('400', '提交的数据不完整，或者贵公司没授权')
    }
    if (path === '/poll/query.do') return query(form, param, message)
    if (path === '/poll') return subscribe(form, message)
    if (path === '/label/order' || path === '/order/borderapi.do') {
      const t = form.get('t') ?? ''
      if (Math.abs(Date.now() - Number(t)) > 600_000) return refuse('30002', '时间戳过期')
      if (form.get('key') !== options.key || form.get('sign') !== joinedMd5(param, t, options.key, options.secret))
        return refuse('30003', '验证签名失败')
      return path === '/label/order'
        ? label(form.get('method') ?? '', message, mischief)
        : pickup(form.get('method') ?? '', message, mischief)
    }
    return { status: 404, body: 'not found' }
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
  const query = (form: URLSearchParams, param: string, { com, num, phone }: any): Reply => {
    if (form.get('customer') !== options.customer) return refuse('400', '找不到对应公司')
    if (form.get('sign') !== joinedMd5(param, options.key, options.customer)) return refuse('503', '验证签名失败')
    if (com === 'shunfeng' && !/^\d{4}$/.test(phone ?? '')) return refuse('408', '验证码错误')
    const parcel = parcels.get(num)
    if (!parcel || parcel.com !== com || parcel.data.length === 0) return refuse('500', '查询无结果，请隔段时间再查')
    return say({
      message: 'ok',
      nu: num,
      com,
      ischeck: parcel.state === '3' ? '1' : '0',
      status: '200',
      state: parcel.state,
      data: parcel.data,
    })
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
  const subscribe = (form: URLSearchParams, { company, number, key, parameters = {} }: any): Reply => {
    if (form.get('schema') !== 'json') return refuse('700', 'schema有误')
    if (key !== options.key) return refuse('600', '您不是合法的订阅者')
    if (!company || !number || !parameters.callbackurl) return refuse('701', '缺少参数')
    if ((parameters.salt ?? '').length > 32) return refuse('701', 'salt过长')
    if (company === 'shunfeng' && !/^\d{4}$/.test(parameters.phone ?? '')) return refuse('408', '缺少手机号')
    const parcel = parcelOf(company, number)
    if (parcel.subscription) return refuse('501', '重复订阅')
    parcel.subscription = { callbackurl: parameters.callbackurl, salt: parameters.salt ?? '' }
    return say({ result: true, returnCode: '200', message: '提交成功' })
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
  const label = (method: string, message: any, mischief: Mischief | undefined): Reply => {
    if (message.partnerId !== options.partner_id) return refuse('30005', '电子面单账号不存在')
    if (method === 'cancel') {
      const stored = [...labels.values()].find(({ kuaidinum }) => kuaidinum === message.kuaidinum)
      if (!stored || stored.canceled) return refuse('30006', '单号不存在或已取消')
      stored.canceled = true
      return say({ success: true, code: 200, message: '取消成功' })
    }
    const { orderId, kuaidicom, recMan = {}, sendMan = {}, cargo, count } = message
    if (!kuaidicom || !recMan.name || !recMan.mobile || !recMan.printAddr || !sendMan.printAddr)
      return refuse('30001', '收寄件人信息不完整')
    if (!cargo || !(count >= 1)) return refuse('30001', '物品信息不完整')
    let stored = orderId && labels.get(orderId)
    if (!stored) {
      const digits = String(++serial)
      stored = { orderId: orderId ?? digits, kuaidicom, kuaidinum: `${kuaidicom === 'ems' ? '11' : '98'}0${digits}`, canceled: false }
      labels.set(stored.orderId, stored)
      parcelOf(kuaidicom, stored.kuaidinum).phone = recMan.mobile
    }
    const data = { taskId: `T${serial}`, bulkpen: '渝北 01', ...(mischief?.kind === 'no_number' ? {} : { kuaidinum: stored.kuaidinum }) }
    return say({ success: true, code: 200, message: '请求成功', data })
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever a client sent
  const pickup = (method: string, message: any, mischief: Mischief | undefined): Reply => {
    if (method === 'cancel') {
      const stored = pickups.get(message.thirdOrderId)
      if (!stored || !['0', '1', '2'].includes(stored.status)) return refuse('30007', '订单不存在或不可取消')
      stored.status = '9'
      return say({ result: true, returnCode: '200', message: '取消成功' })
    }
    const { thirdOrderId, kuaidicom, sendManName, sendManMobile, sendManPrintAddr, callBackUrl = '', salt = '' } = message
    if (!kuaidicom || !sendManName || !sendManMobile || !sendManPrintAddr) return refuse('30001', '寄件人信息不完整')
    let stored = pickups.get(thirdOrderId)
    if (!stored) {
      stored = { orderId: String(++serial), thirdOrderId, callBackUrl, salt, status: '0' }
      pickups.set(thirdOrderId, stored)
    }
    const data = { taskId: `P${stored.orderId}`, ...(mischief?.kind === 'no_number' ? {} : { orderId: stored.orderId }) }
    return say({ result: true, returnCode: '200', message: '成功', data })
  }

  const send = async (url: string, param: string, salt: string) => {
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ param, sign: joinedMd5(param, salt) }) })
    return { status: response.status, body: await response.text() }
  }

  const stage = await openStage(perform, options.port)
  return {
    ...stage,
    parcels,
    labels,
    pickups,
    scan(num, statusCode, context, at = new Date()) {
      const parcel = parcels.get(num)
      if (!parcel) throw new Error(`kuaidi100 knows no ${num}`)
      const main = statusCode.length > 2 ? statusCode.slice(0, 1) : statusCode
      parcel.state = main
      const time = chinaTime(at)
      parcel.data.unshift({ time, ftime: time, context, status: mains[main] ?? '在途', statusCode, areaName: '重庆,渝北区' })
    },
    async push(num, mischief = {}) {
      const parcel = parcels.get(num)
      if (!parcel?.subscription) throw new Error(`nobody subscribed ${num}`)
      const data = mischief.stale ? parcel.data.slice(1) : parcel.data
      const state = mischief.stale ? (data[0]?.statusCode ?? '0') : parcel.state
      const lastResult = { message: 'ok', state, status: '200', ischeck: state === '3' ? '1' : '0', com: parcel.com, nu: num, data }
      const param = JSON.stringify({ status: state === '3' ? 'shutdown' : 'polling', billstatus: 'got', message: '', lastResult })
      const replies: { status: number; body: string }[] = []
      for (let attempt = 0; attempt < 4; attempt++) {
        const reply = await send(parcel.subscription.callbackurl, param, mischief.wrong_salt ? 'wrong' : parcel.subscription.salt)
        replies.push(reply)
        if (/"result"\s*:\s*true/.test(reply.body)) break
      }
      return replies
    },
    async tellPickup(thirdOrderId, status) {
      const stored = pickups.get(thirdOrderId)
      if (!stored) throw new Error(`kuaidi100 has no pick-up ${thirdOrderId}`)
      stored.status = status
      const data = { orderId: stored.orderId, thirdOrderId, status, courierName: '何师傅', courierMobile: '13900001234' }
      return send(stored.callBackUrl, JSON.stringify({ kuaidicom: 'ems', status: '200', message: '成功', data }), stored.salt)
    },
  }
}
