import { claim, type Db, sql } from '#core/sql.ts'
import type { BenchOptions } from './run.ts'
import { openGround } from './support/ground.ts'

export const name = 'stage-claim'

/** Every round claims 500 groups and moves each twice. */
const perRound = 1_000

/** Time to claim 500 groups from the stages, at the start and after millions of transitions through the same table. Flat is good. */
export async function run({ scale, log }: BenchOptions) {
  const transitions = Math.round(5_000_000 * scale)
  const ground = await openGround(name)
  try {
    const { db } = ground
    const groups = 20_000
    await db.run(sql`
      insert into orders.stages (order_id, group_no, state, organization_id, channel_id, placed_at, due_at, entry_no, entered_at)
      select md5(i::text)::uuid, 1, 'placed', 'group', 'mall', now(), now() - interval '1 day' + i * interval '1 millisecond', 1, now() from generate_series(1, ${groups}) i`)
    await db.run(sql`analyze orders.stages`)
    const first = await claims(db, 40)
    const last: number[] = []
    let done = 40 * perRound
    while (done < transitions) {
      const times = await claims(db, 200)
      done += 200 * perRound
      last.splice(0, last.length, ...times)
      if (done % 1_000_000 < 200 * perRound) log(`${done} transitions, ${at(times, 0.5)} ms`)
    }
    return {
      name,
      value: at(last, 0.5),
      unit: 'ms for 500 groups',
      limit_name: 'at the start',
      limit: at(first, 0.5),
      ratio: Math.round((at(last, 0.5) / at(first, 0.5)) * 100) / 100,
      p50_ms: at(last, 0.5),
      p95_ms: at(last, 0.95),
      p99_ms: at(last, 0.99),
      transitions: done,
    }
  } finally {
    await ground.stop()
  }
}

const at = (times: readonly number[], part: number): number =>
  Math.round([...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * part)]! * 100) / 100

/** Claims the 500 that are due longest and moves them on, round and round; the time is that of the claim alone. */
async function claims(db: Db, rounds: number): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    await db.tx(async (tx) => {
      const began = performance.now()
      const rows = await claim<{ order_id: string }>(
        tx,
        sql`select order_id, group_no from orders.stages where state = 'placed' and due_at <= now() order by due_at, order_id limit 500`,
      )
      times.push(performance.now() - began)
      const ids = rows.map(({ order_id }) => order_id)
      await tx.run(
        sql`update orders.stages set state = 'approved', due_at = clock_timestamp(), entry_no = 2 where order_id = any(${ids}::uuid[])`,
      )
      await tx.run(
        sql`update orders.stages set state = 'placed', due_at = clock_timestamp(), entry_no = 3 where order_id = any(${ids}::uuid[])`,
      )
    })
  }
  return times
}
