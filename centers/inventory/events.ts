import type { Consumer } from '#core/events.ts'
import type { DueWork } from '#core/jobs.ts'
import { countConsumers } from './counts/write.ts'
import { expireHolds } from './holds/write.ts'
import { closeDrained } from './nodes/write.ts'
import { turnWindows } from './policies/write.ts'
import { sellableConsumer } from './sellable/write.ts'
import { rebalanceDue } from './shares/write.ts'

export const inventoryConsumers: readonly Consumer[] = [sellableConsumer, ...countConsumers]

export const inventoryDue: readonly DueWork[] = [
  { name: 'inventory.expire_holds', run: (db, now) => expireHolds(db, now) },
  { name: 'inventory.policy_windows', run: (db, now) => turnWindows(db, now) },
  { name: 'inventory.shares', run: (db, now) => rebalanceDue(db, now) },
  { name: 'inventory.close_drained', run: (db, now) => closeDrained(db, now) },
]
