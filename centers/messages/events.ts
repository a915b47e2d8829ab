import type { Consumer } from '#core/events.ts'
import { chunksOf } from '#core/outcomes.ts'
import type { MessageRequest } from './model.ts'
import { requestMessages } from './write.ts'

/** Other centers say what a person should hear; how and when he hears it is decided here. */
export const consumers: readonly Consumer[] = [
  {
    name: 'messages.requested',
    topics: ['messages.requested'],
    async handle(tx, events, now) {
      const requests = events.map(({ item }) => item as MessageRequest)
      for (const chunk of chunksOf(requests, 1_000)) await requestMessages(tx, now, chunk)
    },
  },
]
