import { intake, rawWrite } from './intake.ts'
import type { BenchOptions } from './run.ts'
import { makeShop, openGround } from './support/ground.ts'

export const name = 'raw-write'

/** The limit of intake: the rows of orders written again in batches with no logic, durably, into tables with the same indexes. */
export async function run({ scale }: BenchOptions) {
  const ground = await openGround(name)
  try {
    const skus = await makeShop(ground.db, 1_000, 1_000_000)
    await intake(ground.db, skus, Math.max(2_000, Math.round(40_000 * scale)), 'T-')
    return { name, value: await rawWrite(ground.db), unit: 'orders/s' }
  } finally {
    await ground.stop()
  }
}
