import type { RuleItem } from '#centers/orders/review/model.ts'
import { saveBlackList, saveFloors, saveRules } from '#centers/orders/review/write.ts'
import { systemBy } from '#core/audit.ts'
import type { Db } from '#core/sql.ts'
import * as world from './index.ts'

const rule = (rule_id: string, position: number, zh: string, en: string, more: Partial<RuleItem>): RuleItem => ({
  ...{ rule_id, version: 0, name: { zh, en }, enabled: true, position, conditions: [], action: 'hold', reason: null },
  ...{ hold_hours: null, urgent: false, value: null, ...more },
})

/** The rules orders of the sample enterprise are reviewed by, whom it looks at first, and what its goods may cost at least on outside platforms. */
export async function loadReview(db: Db, now: string): Promise<void> {
  const by = systemBy('world')
  const outside = { fact: 'outside', op: 'is', value: true } as const
  const skus = world.products.flatMap(({ skus }) => skus).slice(0, 20)
  await db.tx(async (tx) => {
    await saveRules(tx, by, now, [
      rule('below_floor', 30, '低于底价', 'Below its floor', {
        reason: 'below_floor',
        conditions: [outside, { fact: 'below_floor', op: 'is', value: true }],
      }),
      rule('ordered_twice', 40, '疑似重复下单', 'Perhaps ordered twice', {
        reason: 'duplicate_suspected',
        conditions: [outside, { fact: 'same_within_hours', op: 'at_most', value: 2 }],
      }),
      rule('large_discount', 50, '折扣过半', 'More than half off', {
        reason: 'discount_large',
        conditions: [{ fact: 'discount_bp', op: 'at_least', value: 5_000 }],
      }),
      rule('credit_nearly_used', 60, '账期用足九成', 'Nine tenths of the credit used', {
        reason: 'credit_review',
        conditions: [{ fact: 'credit_used_bp', op: 'at_least', value: 9_000 }],
      }),
      rule('asks_to_wait', 70, '买家要求晚发', 'The buyer asks to wait', {
        ...{ reason: 'timed_hold', hold_hours: 24, urgent: true },
        conditions: [{ fact: 'buyer_message', op: 'contains', value: ['晚点发', '明天再发'] }],
      }),
      rule('in_a_hurry', 80, '买家催单', 'In a hurry', {
        ...{ action: 'mark', value: 'urgent' },
        conditions: [{ fact: 'buyer_message', op: 'contains', value: ['急', '尽快'] }],
      }),
    ])
    await saveBlackList(tx, by, now, [
      { kind: 'phone', value: '13900000007', why: '三次拒收到付大家电' },
      { kind: 'address', value: '某某仓储园 9 号库', why: '转运仓，多次收货后否认签收' },
    ])
    await saveFloors(
      tx,
      by,
      now,
      skus.map(({ sku_code, price_minor }) => ({
        sku_id: sku_code,
        channel_id: '*',
        floor_minor: Math.max(1, Math.floor(price_minor * 0.7)),
      })),
    )
  })
}
