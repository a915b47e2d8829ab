import { askApprovals, decideApprovals } from '#centers/approvals/write.ts'
import { makeBatches } from '#centers/codes/write.ts'
import { staffIdOf } from '#centers/organization/load.ts'
import { assert } from '#core/assert.ts'
import { systemBy } from '#core/audit.ts'
import { theSystem } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import { type Db, sql } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import * as world from './index.ts'

const day_ms = 86_400_000

/** What waits for a signature and who asked; the last one is granted. Asked now, for yesterday nobody had his rights yet. */
const matters: [asker: string, title: string, text: string, amount_minor: number | null][] = [
  ['orders', '特价申请：观音桥旧城改造项目', '同一小区 36 户同时换新冰箱，申请每台再让 200 元，清单见附件邮件。', 720_000],
  ['marketer', '双十二投放追加预算', '信息流投放追加一周，按上周成本预计带来 1,800 位新客。', 1_500_000],
  ['settlement', '一笔快递多收运费先行挂账', '顺丰 11 月账单有 42 单按抛重多收，先挂账，等对方复核。', 186_400],
  ['orders', '12 月 3 日调休一天', '大促值班后调休，当天由客服组代审单。', null],
]

/** Requests in the inboxes of the sample enterprise, so that a new approver sees one with its ground, its amount and its asker. */
export async function loadRequests(db: Db, now: string): Promise<void> {
  for (const [asker, title, text, amount_minor] of matters) {
    const id = steadyId('matter', title)
    const ask = {
      ...{ id, subject: 'approvals.matter', subject_id: id, title, difference: { before: null, after: { text } } },
      ...{ organization_id: 'commerce', asked_by: staffIdOf(asker), approver_ids: [staffIdOf('director')] },
      ...(amount_minor === null ? {} : { amount_minor, currency: 'CNY' }),
    }
    const [asked] = await db.tx((tx) => askApprovals(tx, now, [ask]))
    assert(asked!.status === 'asked' || asked!.status === 'already_asked', `the sample asks: ${JSON.stringify(asked)}`)
  }
  const id = steadyId('matter', matters.at(-1)![1])
  const request = await db.row<{ digest: string }>(sql`select digest from approvals.requests where id = ${id}`)
  const director = { ...systemBy('world'), ...theSystem, id: staffIdOf('director'), name: '沈若澜' }
  const decision = { id, decision: 'approve' as const, digest: request!.digest, comment: '可以，注意交接。' }
  await db.tx((tx) => decideApprovals(tx, director, now, [decision]))
}

/** Two batches of codes, one item one code: milk with points under a film, and refrigerators. */
export async function loadCodes(db: Db, now: string): Promise<void> {
  const by = { ...systemBy('world'), ...theSystem }
  const skuOf = (brand_id: string, art: RegExp) =>
    world.products.find((product) => product.brand_id === brand_id && product.lifecycle === 'on_sale' && art.test(product.id))!.skus[0]!
      .sku_code
  const day = (days: number) => businessDate(addMilliseconds(now, days * day_ms))
  const batches = [
    {
      ...{ id: steadyId('codes', 'milk'), sku_id: skuOf('zhimu', /^zm-/), lot: 'ZM2611-07', produced_on: day(-20), expires_on: day(710) },
      ...{ factory: '稚牧呼和浩特工厂', quantity: 24_000, points: 120, covered: true },
    },
    {
      ...{ id: steadyId('codes', 'refrigerator'), sku_id: skuOf('jilang', /^jl-ref-/), lot: 'JL26W46', produced_on: day(-9) },
      ...{ factory: '霁朗渝北工厂', quantity: 1_200 },
    },
  ]
  const made = await db.tx((tx) => makeBatches(tx, by, addMilliseconds(now, -day_ms), batches))
  const bad = made.find(({ status }) => status !== 'made' && status !== 'already_made')
  assert(!bad, `the sample codes are made: ${JSON.stringify(bad)}`)
}
