import type { OpenConnection, ReplyCall, ReplyWord, Told } from '#centers/marketplaces/port.ts'
import { ask } from './call.ts'

/** Before it gives money back for what has not left, the platform asks whether the goods can still be stopped. All else is answered in its own console. */
export const mayReply = ({ kind, platform_status, goods_left }: Pick<ReplyCall, 'kind' | 'platform_status' | 'goods_left'>): ReplyWord[] =>
  kind === 'refund' && platform_status === '2' ? (goods_left ? ['refuse'] : ['agree', 'refuse']) : []

/** Why goods cannot be stopped, by the platform's numbers: they have left, or their label is printed. */
const failures = { left: 1002, labeled: 1003 }

/** Yes: nothing leaves, and the platform pays. Said again it is the same. */
export async function replyRefund(connection: OpenConnection, call: ReplyCall): Promise<Told> {
  const { external_no, refund_no, amount_minor, word, reason, goods_left } = call
  if (word === 'agree' && goods_left) return { status: 'refused', code: 'goods_left', reason: 'Its goods have left meanwhile.' }
  const param = JSON.stringify({
    ...{
      tid: external_no,
      refund_id: Number.isSafeInteger(Number(refund_no)) ? Number(refund_no) : refund_no,
      refund_fee: amount_minor,
      operate_time: Date.parse(connection.now()),
      msg: reason,
    },
    ...(word === 'agree' ? { status: 'SUCCESS' } : { status: 'FAIL', fail_reason_code: goods_left ? failures.left : failures.labeled }),
  })
  const heard = await ask(connection, 'pdd.rdc.pddgenius.sendgoods.cancel', { param })
  if (heard.status !== 'heard') return heard
  const answer = heard.answer as { result?: { result_data?: { refund_id?: string | number } } }
  return String(answer.result?.result_data?.refund_id) === refund_no
    ? { status: 'answered' }
    : { status: 'refused', code: 'not_success', reason: JSON.stringify(heard.answer).slice(0, 300) }
}
