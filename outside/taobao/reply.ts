import type { OpenConnection, ReplyCall, ReplyWord, Told } from '#centers/marketplaces/port.ts'
import { driftsOf, type Shape } from '#core/contract.ts'
import { changedThere } from '../replies.ts'
import { yuanOf } from '../trades.ts'
import { ask } from './call.ts'

const shape: Shape = { refund_id: 'whole', tid: 'whole', oid: 'whole', status: 'text', refund_fee: 'amount', refund_version: 'whole' }
interface TopRefundDetail {
  refund_id: string | number
  tid: string | number
  oid: string | number
  status: string
  refund_fee: string
  refund_phase?: string
  refund_version: string | number
}

/** Of what never left the platform takes no no; whose goods come back is paid when they are here. Exchanges are answered in its own console. */
export function mayReply({ kind, platform_status, goods_left }: Pick<ReplyCall, 'kind' | 'platform_status' | 'goods_left'>): ReplyWord[] {
  if (kind !== 'refund' && kind !== 'return') return []
  if (platform_status === 'WAIT_SELLER_AGREE') return goods_left ? ['agree', 'refuse'] : ['agree']
  return platform_status === 'WAIT_SELLER_CONFIRM_GOODS' || platform_status === 'SELLER_REFUSE_BUYER' ? ['agree'] : []
}

/** Where a refund stands once the platform has taken an answer. */
const said: Readonly<Record<ReplyWord, readonly string[]>> = {
  agree: ['WAIT_BUYER_RETURN_GOODS', 'WAIT_SELLER_CONFIRM_GOODS', 'SUCCESS'],
  refuse: ['SELLER_REFUSE_BUYER', 'CLOSED'],
}

/** Its version is asked first: what changed since somebody here looked at it is answered by nobody, and what was answered before is not answered twice. */
export async function replyRefund(connection: OpenConnection, call: ReplyCall): Promise<Told> {
  const fields = 'refund_id,tid,oid,status,refund_fee,refund_phase,refund_version'
  const found = await ask(connection, 'taobao.refund.get', { refund_id: call.refund_no, fields })
  if (found.status !== 'heard') return found
  const refund = found.answer.refund as TopRefundDetail
  const drifts = driftsOf(shape, refund, 'refund')
  if (drifts.length > 0) return { status: 'later', code: 'contract_broken', reason: 'The refund cannot be read.', drifts }
  if (refund.status !== call.platform_status)
    return said[call.word].includes(refund.status) ? { status: 'answered' } : changedThere(refund.status, null)
  if (yuanOf(refund.refund_fee) !== call.amount_minor) return changedThere(refund.status, refund.refund_fee)
  const { refund_phase = '' } = refund
  const of = { refund_id: call.refund_no, refund_phase, refund_version: String(refund.refund_version) }
  if (call.word === 'refuse')
    return succeeded(
      await ask(connection, 'taobao.refund.refuse', {
        ...{ ...of, tid: String(refund.tid), oid: String(refund.oid), refuse_message: call.reason.slice(0, 200).padEnd(2, '。') },
      }),
    )
  if (call.kind === 'return' && refund.status === 'WAIT_SELLER_AGREE') {
    const { return_address_id = '' } = connection.settings
    return succeeded(
      await ask(connection, 'taobao.rp.returngoods.agree', { ...of, seller_address_id: return_address_id, remark: call.reason }),
    )
  }
  const refund_infos = [call.refund_no, call.amount_minor, refund.refund_version, refund_phase].join('|')
  const heard = await ask(connection, 'taobao.rp.refunds.agree', { refund_infos })
  if (heard.status !== 'heard') return heard
  const { msg_code = 'no msg_code', message = '' } = heard.answer as { msg_code?: string; message?: string }
  return msg_code === 'OP_SUCC'
    ? { status: 'answered' }
    : { status: 'refused', code: msg_code, reason: `${message || JSON.stringify(heard.answer)}`.slice(0, 300) }
}

const succeeded = (heard: Awaited<ReturnType<typeof ask>>): Told => {
  if (heard.status !== 'heard') return heard
  const { is_success, result } = heard.answer as { is_success?: unknown; result?: unknown }
  return String(is_success ?? result ?? true) === 'false'
    ? { status: 'refused', code: 'not_success', reason: JSON.stringify(heard.answer).slice(0, 300) }
    : { status: 'answered' }
}
