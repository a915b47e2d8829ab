import type { OpenConnection, ReplyCall, ReplyWord, Told } from '#centers/marketplaces/port.ts'
import { driftsOf, type Shape } from '#core/contract.ts'
import { changedThere } from '../replies.ts'
import { ask, told } from './call.ts'
import { WholeNumber } from './sign.ts'

const shape: Shape = {
  process_info: {
    after_sale_info: {
      after_sale_status: 'whole',
      after_sale_type: 'whole',
      refund_total_amount: 'whole',
      refund_post_amount: 'whole?',
      update_time: 'whole',
    },
  },
}
interface Detail {
  process_info: {
    after_sale_info: {
      after_sale_status: number
      after_sale_type: number
      refund_total_amount: number
      refund_post_amount?: number
      update_time: number
    }
  }
}

/** What never left is not refused by word but by shipping it. Exchanges, price guarantees and repairs are answered in its own console. */
export function mayReply({ kind, platform_status, goods_left }: Pick<ReplyCall, 'kind' | 'platform_status' | 'goods_left'>): ReplyWord[] {
  if (kind === 'return') return platform_status === '6' || platform_status === '11' ? ['agree', 'refuse'] : []
  if (kind !== 'refund' || platform_status !== '6') return []
  return goods_left ? ['agree', 'refuse'] : ['agree']
}

/** What we say of each kind of after-sales at each place: 0 goods come back, 1 money after shipping, 2 money before. */
const types: Readonly<Record<string, Partial<Record<ReplyWord, number>>>> = {
  '0 6': { agree: 101, refuse: 102 },
  '0 11': { agree: 111, refuse: 112 },
  '1 6': { agree: 201, refuse: 202 },
  '2 6': { agree: 401 },
}
const said: Readonly<Record<ReplyWord, readonly number[]>> = { agree: [7, 11, 12], refuse: [27, 28, 29] }

/** The platform is told which version was answered and refuses another. */
export async function replyRefund(connection: OpenConnection, call: ReplyCall): Promise<Told> {
  const found = await ask(connection, '/afterSale/Detail', { after_sale_id: call.refund_no })
  if (found.status !== 'heard') return found
  const drifts = driftsOf(shape, found.data)
  if (drifts.length > 0) return { status: 'later', code: 'contract_broken', reason: 'The refund cannot be read.', drifts }
  const {
    after_sale_status,
    after_sale_type,
    refund_total_amount,
    refund_post_amount = 0,
    update_time,
  } = (found.data as unknown as Detail).process_info.after_sale_info
  if (String(after_sale_status) !== call.platform_status)
    return said[call.word].includes(Number(after_sale_status)) ? { status: 'answered' } : changedThere(String(after_sale_status), null)
  // Its lists may leave the freight out.
  const amounts = [Number(refund_total_amount), Number(refund_total_amount) - Number(refund_post_amount)]
  if (!amounts.includes(call.amount_minor)) return changedThere(call.platform_status, String(refund_total_amount))
  const type = types[`${after_sale_type} ${after_sale_status}`]?.[call.word]
  if (type === undefined)
    return { status: 'refused', code: 'not_offered', reason: `After-sales of type ${after_sale_type} take no ${call.word} here.` }
  const item: Record<string, unknown> = { aftersale_id: call.refund_no, update_time: Number(update_time) }
  if (type === 101) {
    const { return_address_id } = connection.settings
    if (!return_address_id)
      return {
        ...{ status: 'refused', code: 'setting_missing' },
        reason:
          'return_address_id: enter where goods come back to (its number in the platform’s address book) in the settings of the shop.',
      }
    item.logistics = { receiver_address_id: new WholeNumber(return_address_id) }
  }
  if (call.word === 'refuse') {
    const reasons = await ask(connection, '/afterSale/rejectReasonCodeList', { aftersale_id: new WholeNumber(call.refund_no) })
    if (reasons.status !== 'heard') return reasons
    const items = (reasons.data.items ?? []) as { reject_reason_code: number | string; reason?: string; evidence_need?: string }[]
    // Those that want a picture need a person.
    const plain = items.find(({ evidence_need }) => evidence_need !== 'Y')
    if (!plain)
      return {
        status: 'refused',
        code: 'evidence_needed',
        reason: 'The platform wants a picture with every reason: answer in its own console.',
      }
    const reject_reason_code = new WholeNumber(String(plain.reject_reason_code))
    Object.assign(item, { reject_reason_code, reason: plain.reason ?? call.reason, remark: call.reason })
  }
  return told(await ask(connection, '/afterSale/operate', { type, items: [item] }))
}
