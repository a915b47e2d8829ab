import type { TaskList } from 'graphile-worker'
import type { Needs } from '#core/needs.ts'
import type { Channel } from './model.ts'
import { sendMessage } from './write.ts'

/** Speaks to the providers. */
export const tasks = ({ db, clock }: Needs): TaskList => ({
  'messages.send': (payload) => sendMessage(db, payload as { message_id: string; channel: Channel }, () => clock.now()),
})
