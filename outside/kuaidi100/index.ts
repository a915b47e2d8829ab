import { timingSafeEqual } from 'node:crypto'
import type { PickupAsk } from '#centers/carriers/model.ts'
import type {
  CarrierPort,
  OpenAccount,
  PickupTold,
  Push,
  PushKind,
  PushRead,
  Told,
  TrackCall,
  TrackReading,
  TrackTold,
  WaybillCall,
  WaybillGiven,
} from '#centers/carriers/port.ts'
import { askOutside, jsonIn } from '#core/outside.ts'
import { defaultZone, momentOf } from '#core/time.ts'
import { labelSign, pushSign, querySign } from './sign.ts'
import { pickupStateOf, stateOf } from './states.ts'

/** kuaidi100: tracks of every carrier, electronic waybills and pick-ups of those without an interface of their own (EMS, China Post). */
export const kuaidi100: CarrierPort = {
  partner: 'kuaidi100',
  settings: ['customer', 'partner_id?', 'template_id?', 'label_endpoint?'],
  secrets: ['key', 'secret?', 'salt', 'partner_key?'],
  askWaybills: (account, calls) => Promise.all(calls.map((call) => orderLabel(account, call))),
  cancelWaybills: (account, calls) => Promise.all(calls.map((call) => cancelLabel(account, call))),
  subscribeTracks: (account, calls) => Promise.all(calls.map((call) => subscribe(account, call))),
  queryTracks: (account, calls) => Promise.all(calls.map((call) => query(account, call))),
  placePickups: (account, calls) => Promise.all(calls.map((call) => placePickup(account, call))),
  cancelPickups: (account, calls) => Promise.all(calls.map((call) => cancelPickup(account, call))),
  readPush,
  answerPush: (_kind, accepted, reason) => ({
    http_status: 200,
    content_type: 'application/json',
    body: JSON.stringify(
      accepted ? { result: true, returnCode: '200', message: '' } : { result: false, returnCode: '500', message: reason.slice(0, 100) },
    ),
  }),
}

type Heard = Extract<Told<object>, { status: 'later' }> | { status: 'heard'; body: Record<string, unknown> }

async function post(url: string, form: Record<string, string>): Promise<Heard> {
  const heard = await askOutside(url, {
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: new URLSearchParams(form),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const body = jsonIn(heard.text)
  if (heard.status !== 200 || !body || typeof body !== 'object')
    return { status: 'later', code: `http_${heard.status}`, reason: heard.text.slice(0, 200) || 'an empty answer' }
  return { status: 'heard', body: body as Record<string, unknown> }
}

const phoneTail = (phone: string): string => phone.replace(/\D/g, '').slice(-4)
/** Codes that say "not now": too many requests, a fault on their side. */
const passing = new Set(['500', '502', '503', '504', '601', '30004'])

function refusedOrLater(body: Record<string, unknown>): Told<never> {
  const code = String(body.returnCode ?? body.code ?? 'unknown')
  const reason = String(body.message ?? '')
  return passing.has(code) ? { status: 'later', code, reason } : { status: 'refused', code, reason }
}

async function query(account: OpenAccount, call: TrackCall): Promise<Told<{ reading: TrackReading }>> {
  if (!call.carrier_code) return { status: 'refused', code: 'carrier_unknown', reason: 'The carrier has no code for kuaidi100.' }
  const { customer = '' } = account.settings
  const param = JSON.stringify({
    ...{ com: call.carrier_code, num: call.waybill_no, phone: phoneTail(call.recipient_phone), from: '', to: '' },
    ...{ resultv2: '4', show: '0', order: 'desc', lang: 'zh' },
  })
  const sign = querySign(param, account.secrets.key ?? '', customer)
  const heard = await post(`${account.endpoint}/poll/query.do`, { customer, sign, param })
  if (heard.status === 'later') return heard
  // A number of which nobody knows anything yet is no fault.
  if (heard.body.result === false && String(heard.body.returnCode) === '500' && /查询无结果/.test(String(heard.body.message)))
    return { status: 'answered', reading: { carrier_code: call.carrier_code, waybill_no: call.waybill_no, events: [], ended: false } }
  if (heard.body.result === false || String(heard.body.status) !== '200') return refusedOrLater(heard.body)
  return { status: 'answered', reading: readingOf(heard.body as unknown as LastResult, false) }
}

interface LastResult {
  com: string
  nu: string
  state?: string
  data?: { time?: string; ftime?: string; context?: string; statusCode?: string; areaName?: string }[]
}

/** Newest first. Where the rows carry no code of their own, the state of the whole belongs to the newest. */
function readingOf(result: LastResult, ended: boolean): TrackReading {
  const events = (result.data ?? []).flatMap((row, i): TrackTold[] => {
    const happened_at = momentOf(row.ftime ?? row.time ?? '', defaultZone)
    if (!happened_at) return []
    const code = row.statusCode || (i === 0 ? (result.state ?? '') : '')
    return [{ happened_at, state: code ? stateOf(code) : null, code, told: row.context ?? '', place: row.areaName || null }]
  })
  return { carrier_code: result.com, waybill_no: result.nu, events, ended }
}

async function subscribe(account: OpenAccount, call: TrackCall): Promise<Told<object>> {
  if (!call.carrier_code) return { status: 'refused', code: 'carrier_unknown', reason: 'The carrier has no code for kuaidi100.' }
  const param = JSON.stringify({
    ...{ company: call.carrier_code, number: call.waybill_no, from: '', to: '', key: account.secrets.key ?? '' },
    parameters: {
      callbackurl: account.push_urls!.track,
      salt: account.secrets.salt,
      resultv2: '4',
      autoCom: '0',
      interCom: '0',
      phone: phoneTail(call.recipient_phone),
    },
  })
  const heard = await post(`${account.endpoint}/poll`, { schema: 'json', param })
  if (heard.status === 'later') return heard
  const code = String(heard.body.returnCode)
  // 501: we subscribed before and did not hear the answer.
  if (code === '200' || code === '501') return { status: 'answered' }
  return refusedOrLater(heard.body)
}

const labelUrl = (account: OpenAccount): string => `${account.settings.label_endpoint ?? account.endpoint}/label/order`

function signed(account: OpenAccount, method: string, message: object): Record<string, string> {
  const param = JSON.stringify(message)
  const t = String(Date.now())
  const { key = '', secret = '' } = account.secrets
  return { method, key, t, sign: labelSign(param, t, key, secret), param }
}

async function orderLabel(account: OpenAccount, call: WaybillCall): Promise<Told<WaybillGiven>> {
  const man = ({ name, phone, company, province, city, district, town, detail }: WaybillCall['sender']) => ({
    name,
    mobile: phone,
    printAddr: [province, city === province ? '' : city, district, town ?? '', detail].join(''),
    company: company ?? '',
  })
  const heard = await post(
    labelUrl(account),
    signed(account, 'order', {
      // Our key: the same order asked again is answered with the same number.
      orderId: call.key,
      partnerId: account.settings.partner_id ?? '',
      partnerKey: account.secrets.partner_key ?? '',
      kuaidicom: call.carrier_code,
      recMan: man(call.recipient),
      sendMan: man(call.sender),
      cargo: call.items
        .map(({ name }) => name)
        .join('，')
        .slice(0, 100),
      count: 1,
      weight: call.weight_grams / 1000,
      payType: 'SHIPPER',
      ...(call.service_code ? { expType: call.service_code } : {}),
      ...(account.settings.template_id ? { tempId: account.settings.template_id } : {}),
      printType: 'HTML',
      needDesensitization: true,
      ...(call.note ? { remark: call.note } : {}),
    }),
  )
  if (heard.status === 'later') return heard
  if (heard.body.success !== true) return refusedOrLater(heard.body)
  const { kuaidinum, bulkpen, label } = (heard.body.data ?? {}) as { kuaidinum?: string; bulkpen?: string; label?: string }
  if (!kuaidinum) return { status: 'later', code: 'answer_without_number', reason: 'The order was taken and no number came with it.' }
  return { status: 'answered', waybill_no: kuaidinum, route_code: bulkpen ?? null, print_data: label ? { label } : null }
}

async function cancelLabel(
  account: OpenAccount,
  call: { key: string; waybill_no: string; carrier_code: string | null },
): Promise<Told<object>> {
  const heard = await post(
    labelUrl(account),
    signed(account, 'cancel', {
      partnerId: account.settings.partner_id ?? '',
      partnerKey: account.secrets.partner_key ?? '',
      kuaidicom: call.carrier_code,
      kuaidinum: call.waybill_no,
      orderId: call.key,
    }),
  )
  if (heard.status === 'later') return heard
  return heard.body.success === true ? { status: 'answered' } : refusedOrLater(heard.body)
}

/** Their clock is China's. */
const wallTime = (moment: string): string =>
  Temporal.Instant.from(moment).toZonedDateTimeISO(defaultZone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ')

async function placePickup(account: OpenAccount, call: PickupAsk & { carrier_code: string | null }): Promise<Told<{ partner_no: string }>> {
  const { sender } = call
  const heard = await post(
    `${account.endpoint}/order/borderapi.do`,
    signed(account, 'bOrder', {
      kuaidicom: call.carrier_code,
      thirdOrderId: call.pickup_id,
      sendManName: sender.name,
      sendManMobile: sender.phone,
      sendManPrintAddr: `${sender.province}${sender.city}${sender.district}${sender.town ?? ''}${sender.detail}`,
      count: call.parcel_count,
      weight: call.weight_grams / 1000,
      pickupStartTime: wallTime(call.wanted_from),
      pickupEndTime: wallTime(call.wanted_until),
      callBackUrl: account.push_urls?.pickup ?? '',
      salt: account.secrets.salt,
      remark: call.note ?? '',
    }),
  )
  if (heard.status === 'later') return heard
  if (heard.body.result !== true) return refusedOrLater(heard.body)
  const { orderId } = (heard.body.data ?? {}) as { orderId?: string }
  if (!orderId) return { status: 'later', code: 'answer_without_number', reason: 'The pick-up was taken without an order number.' }
  return { status: 'answered', partner_no: String(orderId) }
}

async function cancelPickup(account: OpenAccount, call: { key: string; partner_no: string | null }): Promise<Told<object>> {
  const message = { orderId: call.partner_no, thirdOrderId: call.key, cancelMsg: '取消' }
  const heard = await post(`${account.endpoint}/order/borderapi.do`, signed(account, 'cancel', message))
  if (heard.status === 'later') return heard
  return heard.body.result === true ? { status: 'answered' } : refusedOrLater(heard.body)
}

const nothing = { tracks: [], hints: [], pickups: [], shipped: [], arrived: [], stock: [] }

/** Both kinds of push are forms with `param` and the sign over it and our salt. */
function readPush(account: OpenAccount, kind: PushKind, push: Push): PushRead {
  const form = new URLSearchParams(push.body.toString('utf8'))
  const param = form.get('param') ?? ''
  if (!isSame(pushSign(param, account.secrets.salt ?? ''), form.get('sign') ?? ''))
    return { status: 'refused', reason: 'the sign is wrong' }
  const body = jsonIn(param) as Record<string, unknown> | undefined
  if (!body) return { status: 'refused', reason: 'param is not JSON' }
  if (kind === 'track') {
    const result = body.lastResult as LastResult | undefined
    if (typeof result?.nu !== 'string') return { status: 'refused', reason: 'there is no lastResult with a number' }
    return { status: 'read', ...nothing, tracks: [readingOf(result, body.status === 'abort' || body.status === 'shutdown')] }
  }
  if (kind === 'pickup') {
    const data = (body.data ?? {}) as Record<string, unknown>
    const state = pickupStateOf(String(data.status))
    const courier = data.courierName ? { name: String(data.courierName), phone: String(data.courierMobile ?? '') } : null
    const told: PickupTold[] = state
      ? [{ key: String(data.thirdOrderId), state, courier, reason: body.message ? String(body.message) : null }]
      : []
    return { status: 'read', ...nothing, pickups: told }
  }
  return { status: 'refused', reason: 'kuaidi100 pushes no warehouse news' }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
