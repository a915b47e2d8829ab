import type { Market, RefundCase } from '../market/shop.ts'
import type { Reply } from '../market/stage.ts'

export const caseNumbers: Record<RefundCase['status'], number> = { asked: 6, agreed: 7, returned: 11, refused: 27, done: 12, closed: 28 }
/** 0: goods come back; 1: money after shipping; 2: money before. */
export function typeOf(market: Market, refund: RefundCase): number {
  const status = market.trades.get(refund.trade_no)?.status
  return refund.pieces > 0 ? 0 : status === 'shipped' || status === 'finished' || status === 'part' ? 1 : 2
}

/** What may be done to a case of which type that stands where. */
const operations: Record<number, { type: number; status: RefundCase['status']; word: 'agree' | 'refuse' }> = {
  101: { type: 0, status: 'asked', word: 'agree' },
  102: { type: 0, status: 'asked', word: 'refuse' },
  111: { type: 0, status: 'returned', word: 'agree' },
  112: { type: 0, status: 'returned', word: 'refuse' },
  201: { type: 1, status: 'asked', word: 'agree' },
  202: { type: 1, status: 'asked', word: 'refuse' },
  401: { type: 2, status: 'asked', word: 'agree' },
}
const reasons = [
  { reject_reason_code: 30_001, reason: '商品已影响二次销售', evidence_need: 'Y' },
  { reject_reason_code: 30_002, reason: '商品已发出，请收到后申请退货', evidence_need: 'N' },
]

/** What a seller asks and says of after-sales. */
export function openAftersale(
  market: Market,
  error: (code: number, msg: string, sub_code: string, sub_msg?: string) => Reply,
  answer: (data: object) => Reply,
) {
  const bad = (what: string): Reply => error(40_003, '非法参数', 'isv.parameter-invalid', what)
  return {
    detail(given: Record<string, unknown>): Reply {
      const refund = market.refunds.get(String(given.after_sale_id))
      if (!refund || typeof given.after_sale_id !== 'string') return bad('after_sale_id')
      const info = {
        ...{ after_sale_id: Number(refund.no), after_sale_status: caseNumbers[refund.status], after_sale_type: typeOf(market, refund) },
        ...{ refund_total_amount: refund.amount, refund_post_amount: 0, update_time: Math.floor(refund.modified_ms / 1000) },
      }
      return answer({ process_info: { after_sale_info: info }, order_info: { shop_order_id: Number(refund.trade_no) } })
    },

    /** Only of what was shipped. */
    reasons(given: Record<string, unknown>): Reply {
      const refund = market.refunds.get(String(given.aftersale_id))
      return refund ? answer({ items: typeOf(market, refund) === 2 ? [] : reasons }) : bad('aftersale_id')
    },

    operate({ type, items }: { type?: number; items?: Record<string, unknown>[] }): Reply {
      const operation = operations[Number(type)]
      if (!operation) return bad('type')
      if (!Array.isArray(items) || items.length < 1 || items.length > 20) return bad('items')
      const failed = (number: number, words: string): Reply => error(50_002, '业务处理失败', `isv.business-failed:${number}`, words)
      for (const { aftersale_id, update_time, reason, remark, reject_reason_code, logistics } of items) {
        const refund = market.refunds.get(String(aftersale_id))
        if (!refund || typeof aftersale_id !== 'string') return bad('aftersale_id')
        if (operation.type !== typeOf(market, refund) || operation.status !== refund.status) return failed(20_309_541, '售后状态错误')
        if (update_time !== undefined && Number(update_time) !== Math.floor(refund.modified_ms / 1000))
          return failed(11_005, '售后单已变更')
        if (type === 101 && !(logistics as { receiver_address_id?: number } | undefined)?.receiver_address_id)
          return bad('receiver_address_id')
        if (operation.word === 'refuse' && (!reason || !remark || !reasons.some((one) => one.reject_reason_code === reject_reason_code)))
          return bad('reject_reason_code')
      }
      for (const { aftersale_id } of items) market.replyRefund(String(aftersale_id), operation.word)
      return answer({ items: items.map(({ aftersale_id }) => ({ aftersale_id: Number(aftersale_id), status_code: 0, status_msg: '' })) })
    },
  }
}
