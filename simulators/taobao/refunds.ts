import type { Market, RefundCase } from '../market/shop.ts'
import { type Reply, wallTime, yuanOf } from '../market/stage.ts'
import type { Gate } from './gate.ts'

export const caseWords: Record<RefundCase['status'], string> = {
  asked: 'WAIT_SELLER_AGREE',
  agreed: 'WAIT_BUYER_RETURN_GOODS',
  returned: 'WAIT_SELLER_CONFIRM_GOODS',
  refused: 'SELLER_REFUSE_BUYER',
  done: 'SUCCESS',
  closed: 'CLOSED',
}

/** What one answer may pay at most: twenty cases, six thousand yuan. */
const most = { cases: 20, cents: 600_000 }

/** What a seller asks and says of refunds. Each answer names the version it is about; another is refused. */
export function openRefunds(market: Market, { error, answer }: Pick<Gate, 'error' | 'answer'>) {
  const refused = (sub_code: string, words: string): Reply => error(15, 'Remote service error', sub_code, words)
  const phaseOf = (refund: RefundCase): string => (market.trades.get(refund.trade_no)?.status === 'finished' ? 'aftersale' : 'onsale')
  const isOther = (refund: RefundCase, version: string, phase: string): boolean =>
    version !== String(refund.modified_ms) || (phase !== '' && phase !== phaseOf(refund))

  return {
    get(method: string, field: (name: string) => string): Reply {
      if (!field('refund_id') || !field('fields')) return error(40, 'Missing required arguments', 'isv.missing-parameter:refund_id')
      const refund = market.refunds.get(field('refund_id'))
      if (!refund) return refused('isv.refund-not-exist', '退款不存在')
      const wanted = field('fields').split(',')
      const whole: Record<string, unknown> = {
        ...{ refund_id: refund.no, tid: refund.trade_no, oid: refund.line_no ?? refund.trade_no, status: caseWords[refund.status] },
        ...{ refund_fee: yuanOf(refund.amount), refund_phase: phaseOf(refund), refund_version: refund.modified_ms },
        ...{ has_good_return: refund.pieces > 0, modified: wallTime(refund.modified_ms) },
      }
      return answer(method, { refund: Object.fromEntries(Object.entries(whole).filter(([name]) => wanted.includes(name))) })
    },

    /** Pays: money alone at once, a return when its goods are back. */
    agree(method: string, field: (name: string) => string): Reply {
      if (!field('refund_infos')) return error(40, 'Missing required arguments', 'isv.missing-parameter:refund_infos')
      const told = field('refund_infos')
        .split(',')
        .map((info) => info.split('|'))
      const failed = (message: string): Reply => answer(method, { succ: false, msg_code: 'OP_FAILURE_UE', message })
      const cents = told.reduce((sum, [, amount]) => sum + Number(amount), 0)
      if (told.length > most.cases || cents > most.cents) return failed('超出批量退款限制')
      for (const [no = '', amount, version = '', phase = ''] of told) {
        const refund = market.refunds.get(no)
        if (!refund) return failed('退款不存在')
        if (isOther(refund, version, phase) || Number(amount) !== refund.amount) return failed('退款信息已变更，请刷新')
        const payable = refund.pieces > 0 ? ['returned'] : ['asked', 'refused']
        if (!payable.includes(refund.status)) return failed('退款状态不允许该操作')
      }
      for (const [no] of told) market.replyRefund(no!, 'agree')
      return answer(method, { succ: true, msg_code: 'OP_SUCC', message: '操作成功' })
    },

    agreeReturn(method: string, field: (name: string) => string): Reply {
      const refund = market.refunds.get(field('refund_id'))
      if (!refund) return refused('isv.refund-not-exist', '退款不存在')
      if (field('refund_version') && isOther(refund, field('refund_version'), field('refund_phase')))
        return refused('isv.refund-version-error', '退款信息已变更，请刷新')
      if (refund.pieces === 0 || refund.status !== 'asked') return refused('isv.refund-status-error', '退款状态不允许该操作')
      market.replyRefund(refund.no, 'agree')
      return answer(method, { is_success: true })
    },

    /** Of what was not shipped nothing is refused. */
    refuse(method: string, field: (name: string) => string): Reply {
      const message = [...field('refuse_message')].length
      if (!field('refund_id') || message < 2 || message > 200) return error(41, 'Invalid arguments', 'isv.invalid-parameter:refuse_message')
      const refund = market.refunds.get(field('refund_id'))
      if (!refund) return refused('isv.refund-not-exist', '退款不存在')
      if (field('tid') !== refund.trade_no || field('oid') !== (refund.line_no ?? refund.trade_no))
        return refused('isv.refund-not-match', '退款与订单不匹配')
      if (isOther(refund, field('refund_version'), field('refund_phase')))
        return refused('isv.refund-version-error', '退款信息已变更，请刷新')
      const { status } = market.trades.get(refund.trade_no)!
      if (refund.status !== 'asked' || (status !== 'shipped' && status !== 'finished'))
        return refused('isv.refund-refuse-error', '未发货的订单不能拒绝退款')
      market.replyRefund(refund.no, 'refuse')
      return answer(method, { refund: { refund_id: refund.no, status: caseWords.refused }, is_success: true })
    },
  }
}
