import { randomUUID } from 'node:crypto'
import type { Party } from '#centers/carriers/model.ts'
import type {
  CarrierPort,
  OpenAccount,
  PushRead,
  Told,
  TrackCall,
  TrackReading,
  WaybillCall,
  WaybillGiven,
} from '#centers/carriers/port.ts'
import { groupBy } from '#core/outcomes.ts'
import { askOutside, jsonIn } from '#core/outside.ts'
import { defaultZone, momentOf } from '#core/time.ts'
import { digestOf } from './sign.ts'
import { stateOf } from './states.ts'

/** SF Express over its open platform: orders, cancellation, routes. */
export const sf: CarrierPort = {
  partner: 'sf',
  settings: ['partner_id', 'monthly_card'],
  secrets: ['checkword'],
  askWaybills: (account, calls) => Promise.all(calls.map((call) => createOrder(account, call))),
  cancelWaybills: (account, calls) => Promise.all(calls.map(({ key }) => cancelOrder(account, key))),
  queryTracks,
  readPush: readRoutePush,
  answerPush: (_kind, accepted, reason) => ({
    http_status: 200,
    content_type: 'application/json',
    body: JSON.stringify(
      accepted ? { return_code: '0000', return_msg: '成功' } : { return_code: '1000', return_msg: reason.slice(0, 100) },
    ),
  }),
}

type Later = Extract<Told<object>, { status: 'later' }>
type Refused = Extract<Told<object>, { status: 'refused' }>
type Heard = Later | Refused | { status: 'heard'; success: boolean; code: string; message: string; data: Record<string, unknown> }

/** Codes of the gateway for which the same question may be answered later; all others are our mistake. */
const passing = new Set(['A1002', 'A1005', 'A1007', 'A1099'])

async function ask(account: OpenAccount, serviceCode: string, message: object): Promise<Heard> {
  const msgData = JSON.stringify(message)
  const timestamp = String(Date.now())
  const heard = await askOutside(account.endpoint, {
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams({
      partnerID: account.settings.partner_id ?? '',
      requestID: randomUUID(),
      serviceCode,
      timestamp,
      msgDigest: digestOf(msgData, timestamp, account.secrets.checkword ?? ''),
      msgData,
    }),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const outer = jsonIn(heard.text) as { apiResultCode?: string; apiErrorMsg?: string; apiResultData?: string } | undefined
  if (heard.status !== 200 || !outer?.apiResultCode)
    return { status: 'later', code: `http_${heard.status}`, reason: heard.text.slice(0, 200) || 'an empty answer' }
  const { apiResultCode: code, apiErrorMsg: reason = '' } = outer
  if (code !== 'A1000') {
    if (!passing.has(code)) return { status: 'refused', code, reason }
    return { status: 'later', code, reason, ...(code === 'A1005' ? { retry_after_s: 2 } : {}) }
  }
  // The inner answer is JSON written into a string.
  const inner = jsonIn(outer.apiResultData ?? '') as
    | { success?: boolean; errorCode?: string; errorMsg?: string; msgData?: Record<string, unknown> }
    | undefined
  if (!inner) return { status: 'later', code: 'answer_unreadable', reason: (outer.apiResultData ?? '').slice(0, 200) }
  const { success = false, errorCode = '', errorMsg = '', msgData: data } = inner
  return {
    status: 'heard',
    success: success === true || (success as unknown) === 'true',
    code: errorCode,
    message: errorMsg,
    data: data ?? {},
  }
}

async function createOrder(account: OpenAccount, call: WaybillCall): Promise<Told<WaybillGiven>> {
  const heard = await ask(account, 'EXP_RECE_CREATE_ORDER', {
    language: 'zh-CN',
    orderId: call.key,
    contactInfoList: [contact(1, call.sender), contact(2, call.recipient)],
    cargoDetails: call.items.map(({ name, quantity }) => ({ name, count: quantity })),
    monthlyCard: account.settings.monthly_card,
    ...(call.service_code ? { expressTypeId: Number(call.service_code) } : {}),
    payMethod: 1,
    parcelQty: 1,
    totalWeight: call.weight_grams / 1000,
    isReturnRoutelabel: 1,
    ...(call.note ? { remark: call.note } : {}),
    ...(call.collect_minor ? { serviceList: [{ name: 'COD', value: String(call.collect_minor / 100) }] } : {}),
  })
  if (heard.status !== 'heard') return heard
  if (heard.success) return numberIn(heard.data)
  // The order exists: an earlier try of ours got through though its answer did not. Its number is asked for, never a second one.
  if (heard.code === '8016') {
    const found = await ask(account, 'EXP_RECE_SEARCH_ORDER_RESP', { language: 'zh-CN', orderId: call.key })
    if (found.status !== 'heard') return found
    return found.success ? numberIn(found.data) : { status: 'later', code: found.code, reason: found.message }
  }
  return { status: 'refused', code: heard.code, reason: heard.message }
}

function numberIn(data: Record<string, unknown>): Told<WaybillGiven> {
  if (Number(data.filterResult) === 3)
    return { status: 'refused', code: 'region_not_served', reason: 'SF does not deliver to this address.' }
  const list = (data.waybillNoInfoList ?? []) as { waybillType?: number; waybillNo?: string }[]
  const waybill_no = list.find(({ waybillType }) => Number(waybillType) === 1)?.waybillNo
  if (!waybill_no) return { status: 'later', code: 'answer_without_number', reason: 'SF took the order and gave no number yet.' }
  const label = (data.routeLabelInfo as { routeLabelData?: { destRouteLabel?: string } }[] | undefined)?.[0]
  return { status: 'answered', waybill_no, route_code: label?.routeLabelData?.destRouteLabel ?? null, print_data: label ?? null }
}

const contact = (contactType: 1 | 2, party: Party) => ({
  contactType,
  contact: party.name,
  mobile: party.phone,
  country: 'CN',
  province: party.province,
  city: party.city,
  county: party.district,
  address: (party.town ?? '') + party.detail,
  ...(party.company ? { company: party.company } : {}),
})

async function cancelOrder(account: OpenAccount, orderId: string): Promise<Told<object>> {
  const heard = await ask(account, 'EXP_RECE_UPDATE_ORDER', { orderId, dealType: 2 })
  if (heard.status !== 'heard') return heard
  // Canceled before, or never heard of: either way there is no number left to use.
  if (heard.success || heard.code === '8037' || heard.code === '6150' || heard.code === '8024') return { status: 'answered' }
  return { status: 'refused', code: heard.code, reason: heard.message }
}

/** At most ten numbers in one question, and one phone to prove that we may ask. */
async function queryTracks(account: OpenAccount, calls: readonly TrackCall[]): Promise<Told<{ reading: TrackReading }>[]> {
  const answers = new Map<string, Told<{ reading: TrackReading }>>()
  const tails = groupBy(calls, ({ recipient_phone }) => recipient_phone.replace(/\D/g, '').slice(-4))
  for (const [tail, group] of tails) {
    const heard = await ask(account, 'EXP_RECE_SEARCH_ROUTES', {
      language: 'zh-CN',
      trackingType: 1,
      trackingNumber: group.map(({ waybill_no }) => waybill_no),
      methodType: 1,
      checkPhoneNo: tail,
    })
    for (const { waybill_no } of group) {
      if (heard.status !== 'heard') answers.set(waybill_no, heard)
      else if (!heard.success) answers.set(waybill_no, { status: 'refused', code: heard.code, reason: heard.message })
      else answers.set(waybill_no, { status: 'answered', reading: readingOf(waybill_no, heard.data) })
    }
  }
  return calls.map(({ waybill_no }) => answers.get(waybill_no)!)
}

interface Route {
  acceptTime: string
  acceptAddress?: string
  remark?: string
  opCode: string
}

function readingOf(waybill_no: string, data: Record<string, unknown>): TrackReading {
  const found = ((data.routeResps ?? []) as { mailNo: string; routes?: Route[] }[]).find(({ mailNo }) => mailNo === waybill_no)
  const events = (found?.routes ?? []).flatMap((route) => {
    const happened_at = momentOf(route.acceptTime, defaultZone)
    if (!happened_at) return []
    return [{ happened_at, state: stateOf(route.opCode), code: route.opCode, told: route.remark ?? '', place: route.acceptAddress ?? null }]
  })
  return { carrier_code: null, waybill_no, events, ended: false }
}

/** Route pushes carry no signature, so they are only hints: we ask ourselves what is new. */
function readRoutePush(_account: OpenAccount, kind: string, push: { body: Buffer }): PushRead {
  const body = jsonIn(push.body.toString('utf8')) as { Body?: { WaybillRoute?: { mailno?: string }[] } } | undefined
  const routes = body?.Body?.WaybillRoute
  if (kind !== 'track' || !Array.isArray(routes)) return { status: 'refused', reason: 'no WaybillRoute list in the body' }
  const hints = routes.flatMap(({ mailno }) => (typeof mailno === 'string' ? [mailno] : []))
  return { status: 'read', tracks: [], hints, pickups: [], shipped: [], arrived: [], stock: [] }
}
