import { listRules } from '#centers/orders/review/read.ts'
import { rerunRules, saveRules } from '#centers/orders/review/write.ts'
import { systemBy } from '#core/audit.ts'
import { chunksOf, column } from '#core/outcomes.ts'
import { checkPromises } from '#core/promises.ts'
import { sql } from '#core/sql.ts'
import { intake } from './intake.ts'
import type { BenchOptions } from './run.ts'
import { makeShop, openGround } from './support/ground.ts'

export const name = 'review'

/**
 * Rules over held orders: a rule held all of them, is changed, and every order is judged again with all rules and goes on, 1,000 a commit and two commits
 * under way. Beside it the same orders judged by rules that still hold them, so that nothing moves: what reading and judging alone cost.
 */
export async function run({ scale }: BenchOptions) {
  const count = Math.max(2_000, Math.round(20_000 * scale))
  const ground = await openGround(name)
  const { db } = ground
  const by = systemBy('bench')
  const now = () => new Date().toISOString()
  const hold = async (enabled: boolean) => {
    const kept = new Map((await listRules(db)).map(({ saved_at: _at, saved_by: _by, ...rule }) => [rule.rule_id, rule]))
    const large = kept.get('large_amount')!
    const every = { ...large, name: { zh: '全部', en: 'All' }, conditions: [], reason: 'buyer_note' as const }
    const version = kept.get('every_order')?.version ?? 0
    await db.tx((tx) =>
      saveRules(tx, by, now(), [
        { ...every, rule_id: 'every_order', version, enabled },
        { ...large, enabled: false },
      ]),
    )
  }
  try {
    const skus = await makeShop(db, 1_000, 1_000_000)
    await hold(true)
    await intake(db, skus, count, 'R-')
    const ids = column(
      await db.rows<{ id: string }>(sql`select order_id as id from orders.stages where state = 'held' order by order_id`),
      'id',
    )
    const judge = async () => {
      const chunks = [...chunksOf(ids, 1_000)]
      let went = 0
      const began = performance.now()
      await Promise.all(
        [0, 1].map(async (lane) => {
          for (const [i, some] of chunks.entries()) {
            if (i % 2 !== lane) continue
            const outcomes = await db.tx((tx) => rerunRules(tx, now(), some))
            went += outcomes.filter(({ status }) => status === 'approved').length
          }
        }),
      )
      return { per_second: Math.round((ids.length / (performance.now() - began)) * 1000), went }
    }
    const stays = await judge()
    await hold(false)
    const goes = await judge()
    const broken = (await checkPromises(db)).filter(({ offending }) => offending.length > 0)
    return {
      name,
      value: goes.per_second,
      unit: 'orders/s',
      limit_name: 'judged and left',
      limit: stays.per_second,
      ratio: Math.round((goes.per_second / stays.per_second) * 1000) / 1000,
      orders: ids.length,
      went_on: goes.went,
      stayed: ids.length - stays.went,
      rss_mb: Math.round(process.memoryUsage.rss() / 1_048_576),
      promises_broken: broken.length,
    }
  } finally {
    await ground.stop()
  }
}
