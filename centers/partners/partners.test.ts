import { afterAll, beforeAll, expect, test } from 'vitest'
import { promises } from './promises.ts'
import { closeGround, db, openGround } from './stories/ground.ts'
import { closeReceiver, openReceiver } from './stories/receiver.ts'
// One ground for all: laying it takes longer than most of these stories. They go on where the one before ended.
import './stories/keys.ts'
import './stories/webhooks.ts'
import './stories/shapes.ts'
import './stories/told.ts'
import './stories/tellers.ts'

beforeAll(async () => {
  await openGround()
  await openReceiver()
})
afterAll(async () => {
  closeReceiver()
  await closeGround()
})

test('the promises hold', async () => {
  for (const { name, query } of promises) expect(await db.rows(query), name).toEqual([])
})
