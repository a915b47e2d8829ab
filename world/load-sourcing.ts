import { type RuleContent, startingContent } from '#centers/fulfillment/sourcing/model.ts'
import { askRehearsals, rehearse } from '#centers/fulfillment/sourcing/rehearse.ts'
import { publishRules, saveRules } from '#centers/fulfillment/sourcing/versions.ts'
import { assert } from '#core/assert.ts'
import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import type { Db } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { both } from './words.ts'

const day_ms = 86_400_000

/** Shops of the marketplaces ship from the nearest and cheapest warehouse; stores help out where a warehouse would be dearer. */
const content: RuleContent = {
  ...startingContent,
  channel_ids: ['tmall', 'jd', 'pdd', 'douyin', 'tmall-zhimu', 'suning'],
  farthest_km: 2_500,
  kind_minor: [{ kind: 'store', amount_minor: 400 }],
  weights: { ...startingContent.weights, scarcity_minor: 100 },
}

/** A rule for the marketplace shops, replayed over the last two weeks and published; a second version waits to be looked at. */
export async function loadSourcing(db: Db, now: string): Promise<void> {
  const by = { ...systemBy('world'), name: '沈若澜' }
  const item = { rule_id: 'marketplaces', name: both('平台店就近发货 | Marketplace shops, near and cheap') }
  const runs = { rule_id: 'marketplaces', period_from: addMilliseconds(now, -14 * day_ms), period_to: now }
  const optimal: RuleContent = { ...content, engine: 'optimal', gathers_seconds: 300, weights: { ...content.weights, split_minor: 500 } }
  await db.tx(async (tx) => {
    const [first] = await saveRules(tx, by, now, [{ ...item, base_version: null, content }])
    if (first!.status === 'version_moved') return
    assert(first!.status === 'saved' || first!.status === 'already_saved', `the sample rule is saved: ${JSON.stringify(first)}`)
    await askRehearsals(tx, by.name, now, [
      { ...runs, run_id: steadyId('world replay', '1'), kind: 'replay', version_no: 1 },
      { ...runs, run_id: steadyId('world dry run', '1'), kind: 'dry_run', version_no: 1 },
    ])
  })
  await rehearse(db, now)
  await db.tx(async (tx) => {
    await publishRules(tx, by, now, [{ id: 'marketplaces', version_no: 1 }])
    await saveRules(tx, by, now, [{ ...item, base_version: 1, content: optimal }])
  })
}
