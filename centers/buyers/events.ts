import type { MessageRequest } from '#centers/messages/model.ts'
import { announce, type Consumer } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { addMilliseconds } from '#core/time.ts'

/** What the center announces: something its people should know. */
export interface BuyerEvents {
  'buyers.told': { member_id: string; what: 'invited' | 'asked' | 'approved' | 'refused'; purchase_id: string; who?: string; why?: string }
}

const fresh_ms = 2 * 86_400_000

export const consumers: readonly Consumer[] = [
  {
    name: 'buyers.tell',
    topics: ['buyers.told'],
    handle: async (tx, events, now) => {
      const news = events.filter(({ recorded_at }) => recorded_at >= addMilliseconds(now, -fresh_ms))
      const requests = news.map(({ seq, item }): MessageRequest => {
        const { member_id, what, purchase_id, who = '', why = '' } = item as BuyerEvents['buyers.told']
        return {
          message_id: steadyId('buyers.told', what, purchase_id, member_id, String(seq)),
          template: `buyers.${what}`,
          channels: ['in_app', 'push'],
          to: { user_id: member_id },
          expires_at: addMilliseconds(now, fresh_ms),
          values: { who, why },
        }
      })
      await announce(tx, 'messages.requested', requests, now)
    },
  },
]
