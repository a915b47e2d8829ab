import { timingSafeEqual } from 'node:crypto'
import type { Party } from '#centers/carriers/model.ts'
import type { CarrierPort, OpenAccount, Push, PushRead, Told, WaybillCall, WaybillGiven } from '#centers/carriers/port.ts'
import { groupBy } from '#core/outcomes.ts'
import { askOutside, jsonIn } from '#core/outside.ts'
import { defaultZone, momentOf } from '#core/time.ts'
import { linkDigest, topSign } from './sign.ts'
import { stateOf } from './states.ts'

/** Electronic waybills of Cainiao through the Taobao router, and its trace pushes through the LINK gateway. */
export const cainiao: CarrierPort = {
  partner: 'cainiao',
  settings: ['app_key', 'template_url', 'user_id', 'order_channel'],
  secrets: ['app_secret', 'session', 'link_secret?'],
  askWaybills,
  cancelWaybills: (account, calls) => Promise.all(calls.map((call) => cancelWaybill(account, call))),
  readPush: readTracePush,
  answerPush: (_kind, accepted, reason) => ({
    http_status: 200,
    content_type: 'application/json',
    body: JSON.stringify(accepted ? { success: 'true' } : { success: 'false', errorCode: 'S01', errorMsg: reason.slice(0, 100) }),
  }),
}

type Heard =
  | Extract<Told<object>, { status: 'later' }>
  | Extract<Told<object>, { status: 'refused' }>
  | { status: 'heard'; body: Record<string, unknown> }

async function ask(account: OpenAccount, method: string, params: Record<string, string>): Promise<Heard> {
  const all: Record<string, string> = {
    method,
    app_key: account.settings.app_key ?? '',
    session: account.secrets.session ?? '',
    timestamp: Temporal.Now.zonedDateTimeISO(defaultZone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' '),
    format: 'json',
    v: '2.0',
    sign_method: 'md5',
    ...params,
  }
  const heard = await askOutside(account.endpoint, {
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: new URLSearchParams({ ...all, sign: topSign(all, account.secrets.app_secret ?? '') }),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const answer = jsonIn(heard.text) as Record<string, Record<string, unknown>> | undefined
  if (heard.status !== 200 || !answer)
    return { status: 'later', code: `http_${heard.status}`, reason: heard.text.slice(0, 200) || 'an empty answer' }
  if (answer.error_response) return errorOf(answer.error_response)
  const body = answer[`${method.replaceAll('.', '_')}_response`]
  return body ? { status: 'heard', body } : { status: 'later', code: 'answer_unreadable', reason: heard.text.slice(0, 200) }
}

/** `isp.` is a fault of the platform and passes; a limit passes too; everything else is ours to mend. */
function errorOf(error: Record<string, unknown>): Heard {
  const sub_code = String(error.sub_code ?? '')
  const code = sub_code || String(error.code)
  const reason = String(error.sub_msg ?? error.msg ?? '')
  if (Number(error.code) === 7) return { status: 'later', code, reason, retry_after_s: 2 }
  if (sub_code.startsWith('isp.') || Number(error.code) === 10) return { status: 'later', code, reason }
  return { status: 'refused', code, reason }
}

const parcelsPerCall = 10

/** One call takes ten parcels of one sender and carrier. When such a call is refused each parcel is asked for alone, so one fault refuses one. */
async function askWaybills(account: OpenAccount, calls: readonly WaybillCall[]): Promise<Told<WaybillGiven>[]> {
  const answers = new Map<string, Told<WaybillGiven>>()
  for (const group of groupBy(calls, (call) => JSON.stringify([call.carrier_code, call.service_code, call.sender])).values()) {
    for (let start = 0; start < group.length; start += parcelsPerCall) {
      const some = group.slice(start, start + parcelsPerCall)
      const told = await askTogether(account, some)
      if (some.length === 1 || told.every(({ status }) => status !== 'refused'))
        some.forEach((call, i) => void answers.set(call.key, told[i]!))
      else for (const call of some) answers.set(call.key, (await askTogether(account, [call]))[0]!)
    }
  }
  return calls.map(({ key }) => answers.get(key)!)
}

async function askTogether(account: OpenAccount, calls: readonly WaybillCall[]): Promise<Told<WaybillGiven>[]> {
  const { carrier_code, service_code, sender } = calls[0]!
  if (!carrier_code)
    return calls.map(() => ({ status: 'refused', code: 'carrier_unknown', reason: 'The carrier has no code for cainiao.' }))
  const request = {
    cp_code: carrier_code,
    ...(service_code ? { product_code: service_code } : {}),
    sender: { address: addressOf(sender), name: sender.name, mobile: sender.phone },
    trade_order_info_dtos: calls.map((call) => ({
      object_id: call.key,
      order_info: {
        order_channels_type: call.channel?.code ?? account.settings.order_channel,
        trade_order_list: call.channel?.order_nos ?? [call.order_no],
      },
      package_info: {
        // A repeated call with this id is answered with the number already given.
        id: call.key,
        items: call.items.map(({ name, quantity }) => ({ name, count: quantity })),
        volume: call.volume_cm3,
        weight: call.weight_grams,
      },
      recipient: {
        address: addressOf(call.recipient),
        name: call.recipient.name,
        mobile: call.recipient.phone,
        ...(call.channel?.oaid ? { oaid: call.channel.oaid, tid: call.channel.tid } : {}),
      },
      template_url: account.settings.template_url,
      user_id: Number(account.settings.user_id),
    })),
    need_encrypt: false,
  }
  const heard = await ask(account, 'cainiao.waybill.ii.get', { param_waybill_cloud_print_apply_new_request: JSON.stringify(request) })
  if (heard.status !== 'heard') return calls.map(() => heard)
  const modules = heard.body.modules as { waybill_cloud_print_response?: Module[] } | undefined
  const given = new Map((modules?.waybill_cloud_print_response ?? []).map((one) => [one.object_id, one]))
  return calls.map(({ key }) => givenIn(given.get(key)))
}

interface Module {
  object_id: string
  waybill_code?: string
  print_data?: string
}

function givenIn(module: Module | undefined): Told<WaybillGiven> {
  if (!module?.waybill_code)
    return { status: 'later', code: 'answer_without_number', reason: 'The parcel was taken and no number came with it.' }
  const print_data = jsonIn(module.print_data ?? '') as { data?: { routingInfo?: { sortation?: { name?: string } } } } | undefined
  return {
    status: 'answered',
    waybill_no: module.waybill_code,
    route_code: print_data?.data?.routingInfo?.sortation?.name ?? null,
    print_data: print_data ?? null,
  }
}

const addressOf = ({ province, city, district, town, detail }: Party) => ({ province, city, district, ...(town ? { town } : {}), detail })

async function cancelWaybill(account: OpenAccount, call: { waybill_no: string; carrier_code: string | null }): Promise<Told<object>> {
  const params = { cp_code: call.carrier_code ?? '', waybill_code: call.waybill_no }
  const heard = await ask(account, 'cainiao.waybill.ii.cancel', params)
  if (heard.status !== 'heard') return heard
  return heard.body.cancel_result === true || heard.body.cancel_result === 'true'
    ? { status: 'answered' }
    : { status: 'refused', code: 'cancel_refused', reason: 'The number is in use or was canceled before.' }
}

interface Trace {
  mailNo?: string
  cpCode?: string
  traces?: { time: string; desc?: string; action?: string; city?: string }[]
}

function readTracePush(account: OpenAccount, kind: string, push: Push): PushRead {
  const form = new URLSearchParams(push.body.toString('utf8'))
  const content = form.get('logistics_interface') ?? ''
  if (!account.secrets.link_secret) return { status: 'refused', reason: 'the account has no link_secret' }
  if (!isSame(linkDigest(content, account.secrets.link_secret), form.get('data_digest') ?? ''))
    return { status: 'refused', reason: 'the digest is wrong' }
  const trace = jsonIn(content) as Trace | undefined
  if (kind !== 'track' || typeof trace?.mailNo !== 'string') return { status: 'refused', reason: 'there is no mailNo in the content' }
  const events = (trace.traces ?? []).flatMap(({ time, desc = '', action = '', city }) => {
    const happened_at = momentOf(time, defaultZone)
    return happened_at ? [{ happened_at, state: stateOf(action), code: action, told: desc, place: city ?? null }] : []
  })
  const reading = { carrier_code: trace.cpCode ?? null, waybill_no: trace.mailNo, events, ended: false }
  return { status: 'read', tracks: [reading], hints: [], pickups: [], shipped: [], arrived: [], stock: [] }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
