import { rawWrite } from './intake.ts'
import type { BenchOptions } from './run.ts'
import { openGround } from './support/ground.ts'

export const name = 'raw-write'

/** The limit of intake: the rows of an order written in batches with no logic, durably. */
export async function run({ scale }: BenchOptions) {
  const ground = await openGround(name)
  try {
    await rawWrite(ground.db, 1_000)
    return { name, value: await rawWrite(ground.db, Math.max(2_000, Math.round(40_000 * scale))), unit: 'orders/s' }
  } finally {
    await ground.stop()
  }
}
