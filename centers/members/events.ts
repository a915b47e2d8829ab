import type { MessageRequest } from '#centers/messages/model.ts'
import { announce, type Consumer } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { type DueWork, rarely_ms } from '#core/jobs.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import { batchActivations } from './cards/activation.ts'
import { exportsGranted } from './exports/write.ts'
import { expireMemberships } from './plans/write.ts'
import { correctionsGranted } from './points/proposals.ts'
import { expirePoints } from './points/write.ts'
import { readPrograms } from './read.ts'
import { addMembers, countGrowth, type DeliveredGroup, noteOrders } from './write.ts'
import { giveBirthdayPoints, measureLevels } from './yearly.ts'

export const consumers: Consumer[] = [
  batchActivations,
  correctionsGranted,
  exportsGranted,
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

/** Tells members of a new level, of their birthday points, and when a paid membership starts, ends soon or is over. */
export const tellers: readonly Consumer[] = [
  {
    name: 'members.tell',
    topics: [
      'members.level_changed',
      'members.birthday',
      'members.membership_started',
      'members.membership_ends_soon',
      'members.membership_over',
    ],
    handle: async (tx, events, now) => {
      const programs = await readPrograms(tx)
      const requests = events.flatMap(({ topic, item, recorded_at }): MessageRequest[] => {
        const { id, points } = item as { id: string; points: number }
        const { member_id, program_id, to } = item as { member_id: string; program_id: string; to: string }
        const { plan_id, ends_at, plan_until } = item as { plan_id?: string; ends_at?: string; plan_until?: string }
        const program = programs.get(program_id)
        const level = program?.levels.find((one) => one.level === to)
        const say = (template: string, user_id: string, values: MessageRequest['values']): MessageRequest => ({
          ...{ message_id: steadyId(template, user_id, program_id ?? '', recorded_at), template, channels: ['in_app', 'push'] },
          ...{ to: { user_id }, values },
        })
        if (topic === 'members.birthday') return points > 0 ? [say('members.birthday', id, { points })] : []
        const plan = program?.plans.find((one) => one.plan_id === plan_id)
        if (plan) return [say(topic, member_id, { plan: plan.name.zh, date: dayBefore(ends_at ?? plan_until!) })]
        return program && level ? [say('members.level_changed', member_id, { program: program.name.zh, level: level.name.zh })] : []
      })
      await announce(tx, 'messages.requested', requests, now)
    },
  },
]

/** The last day of something that ends with the beginning of a day. */
const dayBefore = (moment: string): string => businessDate(addMilliseconds(moment, -1))

export const due: DueWork[] = [
  { name: 'members.expire_points', rest_ms: rarely_ms, run: (db, now) => expirePoints(db, now) },
  { name: 'members.measure_levels', rest_ms: rarely_ms, run: measureLevels },
  { name: 'members.expire_memberships', rest_ms: rarely_ms, run: expireMemberships },
  { name: 'members.birthday_points', rest_ms: rarely_ms, run: giveBirthdayPoints },
]
