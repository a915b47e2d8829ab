import { raiseAbnormals } from '#centers/orders/abnormal/write.ts'
import { chunksOf, column } from '#core/outcomes.ts'
import { checkPromises } from '#core/promises.ts'
import { sql } from '#core/sql.ts'
import { intake } from './intake.ts'
import type { BenchOptions } from './run.ts'
import { makeShop, openGround, startServer } from './support/ground.ts'
import { makeStaff } from './support/staff.ts'

export const name = 'batch-review'

/** Ten thousand held orders approved as the console does it: over HTTP, a thousand a call, one call after the other, one answer per order. */
export async function run({ scale }: BenchOptions) {
  const count = Math.max(1_000, Math.round(10_000 * scale))
  const ground = await openGround(name)
  const { db } = ground
  try {
    const skus = await makeShop(db, 1_000, 1_000_000)
    await intake(db, skus, count, 'B-')
    const ids = column(await db.rows<{ id: string }>(sql`select id from orders.orders order by id`), 'id')
    for (const some of chunksOf(ids, 1_000))
      await db.tx((tx) =>
        raiseAbnormals(
          tx,
          'bench',
          new Date().toISOString(),
          some.map((id) => ({ id, reason: 'held_by_hand', detail: null })),
        ),
      )
    const cookie = await makeStaff(db)
    const server = await startServer({ kind: 'shop', connection: ground.connection })
    const statuses = new Map<string, number>()
    const began = performance.now()
    for (const some of chunksOf(ids, 1_000)) {
      const answer = await fetch(`${server.url}/api/admin/orders/approvals`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ approvals: some.map((id) => ({ id })) }),
      })
      const { outcomes } = (await answer.json()) as { outcomes: { id: string; status: string }[] }
      for (const { status } of outcomes) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    const took_s = (performance.now() - began) / 1000
    const rss_mb = await server.rss()
    await server.stop()
    const broken = (await checkPromises(db)).filter(({ offending }) => offending.length > 0)
    return {
      name,
      value: Math.round(took_s * 100) / 100,
      unit: 's',
      orders: ids.length,
      answers: Object.fromEntries(statuses),
      rss_mb,
      promises_broken: broken.length,
    }
  } finally {
    await ground.stop()
  }
}
