import type { PushMessage } from '#centers/marketplaces/port.ts'
import { exactJsonIn } from '#core/outside.ts'

/** What we ask to be told of. The list replaces the one before, so it names everything that is followed. */
export const topics = [
  ...['taobao_trade_TradeCreate', 'taobao_trade_TradeBuyerPay', 'taobao_trade_TradeChanged', 'taobao_trade_TradeClose'],
  ...['taobao_trade_TradeModifyFee', 'taobao_trade_TradeMemoModified', 'taobao_trade_TradeLogisticsAddressChanged'],
  ...['taobao_refund_RefundCreated', 'taobao_refund_RefundSuccess', 'taobao_refund_RefundClosed'],
] as const

export interface TmcMessage {
  id: string | number
  topic: string
  content: string
  pub_time?: string
}

/** When it was published is not when the trade changed: the trade itself says that. */
export function messageOf({ id, topic, content }: TmcMessage): PushMessage {
  const { tid } = (exactJsonIn(content) ?? {}) as { tid?: unknown }
  return {
    ...{ push_no: String(id), topic, of: /_refund_/.test(topic) ? 'refund' : 'order' },
    ...{ external_no: /^\d+$/.test(String(tid)) ? String(tid) : null, modified_at: null },
  }
}
