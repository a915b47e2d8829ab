import type { Consumer } from '#core/events.ts'
import type { DueWork } from '#core/jobs.ts'
import { batchActivations } from './cards/activation.ts'
import { expirePoints } from './points/write.ts'
import { addMembers, countGrowth, type DeliveredGroup, noteOrders } from './write.ts'
import { giveBirthdayPoints, measureLevels } from './yearly.ts'

export const consumers: Consumer[] = [
  batchActivations,
  {
    // Who signs up in the mall is a member from then on; staff come in without a door.
    name: 'members.join',
    topics: ['identity.users_registered'],
    handle: async (tx, events, now) => {
      const users = events.flatMap(({ item, recorded_at }) => {
        const { user_id, registered_through } = item as { user_id: string; registered_through: string | null }
        return registered_through === null ? [] : [{ id: user_id, source: registered_through, joined_at: recorded_at }]
      })
      for (let i = 0; i < users.length; i += 1_000) await addMembers(tx, now, users.slice(i, i + 1_000))
    },
  },
  {
    name: 'members.grow',
    topics: ['orders.delivered'],
    handle: (tx, events, now) =>
      countGrowth(
        tx,
        now,
        events.map(({ item }) => item as DeliveredGroup),
      ),
  },
  {
    name: 'members.note_orders',
    topics: ['orders.placed'],
    rest_ms: 1_000,
    handle: (tx, events) =>
      noteOrders(
        tx,
        events.map(({ item }) => item as { member_id: string | null; placed_at: string }),
      ),
  },
]

export const due: DueWork[] = [
  { name: 'members.expire_points', run: (db, now) => expirePoints(db, now) },
  { name: 'members.measure_levels', run: measureLevels },
  { name: 'members.birthday_points', run: giveBirthdayPoints },
]
