import {
  answerInvitation,
  askPurchase,
  decidePurchase,
  repayCredit,
  saveBuyers,
  saveCatalog,
  savePeople,
  setLimits,
} from '#centers/buyers/write.ts'
import { viewLines } from '#centers/orders/read.ts'
import { assert } from '#core/assert.ts'
import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import type { Db } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import * as world from './index.ts'
import { memberIdOf } from './load-members.ts'

const by = systemBy('沈若澜')
const day_ms = 86_400_000

/** A company whose people buy on credit, one asking and one approving; and a school with a catalog of its own. */
export async function loadBuyers(db: Db, now: string): Promise<void> {
  const ago = (days: number) => addMilliseconds(now, -days * day_ms)
  const numbers = numberSource(db, 'orders')
  const company = steadyId('buyer', 'yunling')
  const school = steadyId('buyer', 'school')
  const [lin, zhou] = world.members as [(typeof world.members)[number], (typeof world.members)[number]]
  await db.tx(async (tx) => {
    const place = { organization_id: 'commerce', due_days: 30 }
    const saved = await saveBuyers(tx, by, ago(30), [
      {
        ...place,
        id: company,
        kind: 'business',
        name: '重庆云岭科技有限公司',
        tax_no: '91500112MA5U0X8K7N',
        email: 'invoice@yunling.example',
      },
      { ...place, id: school, kind: 'government', name: '重庆市渝北区示例小学', tax_no: '12500000450401234E', email: null },
    ])
    assert(
      saved.every(({ status }) => status === 'saved' || status === 'already_saved'),
      `the sample buyers are registered: ${JSON.stringify(saved)}`,
    )
    await setLimits(tx, by, ago(30), [
      { id: company, credit_limit_minor: 5_000_000 },
      { id: school, credit_limit_minor: 2_000_000 },
    ])
    await saveCatalog(tx, by, ago(30), school, [
      { kind: 'category', ref: 'electric' },
      { kind: 'category', ref: 'living' },
    ])
    await savePeople(tx, by, ago(29), company, [
      { phone: lin.phone, roles: ['manager', 'approver'], limit_minor: null },
      { phone: zhou.phone, roles: ['requester'], limit_minor: 30_000 },
    ])
    for (const { id } of [lin, zhou]) await answerInvitation(tx, ago(28), memberIdOf(id), company, true)
  })
  const wanted = world.products
    .filter(({ category_id, lifecycle }) => lifecycle === 'on_sale' && category_id !== 'service')
    .flatMap(({ skus }) => skus)
  const cheap = wanted.find(
    ({ price_minor, initial_stock }) => price_minor < 10_000 && initial_stock.some(({ quantity }) => quantity > 60),
  )!
  const dear = wanted.find(
    ({ price_minor, initial_stock }) =>
      price_minor > 100_000 && price_minor < 400_000 && initial_stock.some(({ quantity }) => quantity > 8),
  )!
  const asker = { id: memberIdOf(zhou.id), name: zhou.name.zh }
  const { recipient, phone, is_default: _default, ...address } = zhou.addresses[0]!
  for (const [key, sku_id, quantity, days, reason] of [
    ['tea', cheap.sku_code, 2, 12, '会议室茶歇'],
    ['office', dear.sku_code, 2, 0.4, '新办公区'],
    ['later', dear.sku_code, 1, 5, '前台备用'],
  ] as const) {
    const id = steadyId('purchase', key)
    const lines = [{ sku_id, quantity }]
    const { total_minor } = await viewLines(db, now, 'mall', [{ sku_id, quantity, configuration_id: null }])
    const wish = { id, lines, buyer_name: recipient, buyer_phone: phone, address, reason, expected_total_minor: total_minor }
    await db.tx((tx) => askPurchase(tx, ago(days), asker, wish, total_minor, numbers.take))
    if (key !== 'later') continue
    const approver = { id: memberIdOf(lin.id), name: lin.name.zh }
    await db.tx((tx) =>
      decidePurchase(tx, ago(days - 0.2), approver, { id, decision: 'refuse', reason: '本月预算已满，下月再提' }, numbers.take),
    )
  }
  await db.tx((tx) =>
    repayCredit(tx, by, ago(2), [{ id: steadyId('repayment', 'yunling'), buyer_id: company, amount_minor: 5_000, note: '银行回单 0019' }]),
  )
}
