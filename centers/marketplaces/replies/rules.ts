import type { MarketplacePorts, RefundTold, ReplyWord } from '../port.ts'

/** The first that holds is answered. */
export const replyStatuses = ['refund_not_found', 'not_offered', 'already_answered', 'already_asked', 'not_to_answer', 'asked'] as const
export type ReplyStatus = (typeof replyStatuses)[number]

/** A refund as we know it. */
export interface Standing
  extends Pick<RefundTold, 'refund_no' | 'external_no' | 'kind' | 'state' | 'platform_status' | 'amount_minor' | 'modified_at'> {
  connection_id: string
  organization_id: string
  channel_id: string
  order_id: string | null
  platform: string
  goods_left: boolean
}
/** What was answered to it where it stands. */
export interface Earlier {
  state: 'asked' | 'told' | 'refused'
  word: ReplyWord
  ended_at: string | null
}
/** An answer is given once where a refund stands; the buyer may change it afterwards, and what a platform refused is answered anew. */
export function decideReply(
  ports: MarketplacePorts,
  refund: Pick<Standing, 'platform' | 'kind' | 'platform_status' | 'modified_at' | 'goods_left'>,
  earlier: Earlier | undefined,
  word: ReplyWord,
): { status: Exclude<ReplyStatus, 'refund_not_found'>; detail?: string } {
  const port = ports[refund.platform]
  if (!port?.replyRefund) return { status: 'not_offered', detail: `${refund.platform} takes no answers here: answer in its own console.` }
  if (earlier?.state === 'told' && earlier.ended_at! >= refund.modified_at)
    return { status: 'already_answered', detail: `It was answered: ${earlier.word}.` }
  if (earlier?.state === 'asked') return { status: 'already_asked', detail: `It is on its way: ${earlier.word}.` }
  if (!port.mayReply!(refund).includes(word))
    return {
      status: 'not_to_answer',
      detail: `It stands at ${refund.platform_status} there, where ${word} is no answer: reload the list.`,
    }
  return { status: 'asked' }
}
