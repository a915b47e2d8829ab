import type { BureauItem, BureauRuleItem } from '#centers/orders/bureaus/model.ts'
import { findErrandsOf } from '#centers/orders/bureaus/read.ts'
import { saveBureauRules, saveBureaus } from '#centers/orders/bureaus/save.ts'
import { acceptErrands, chooseBureaus, returnErrands } from '#centers/orders/bureaus/write.ts'
import type { NewOrder } from '#centers/orders/model.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { assert } from '#core/assert.ts'
import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { column } from '#core/outcomes.ts'
import type { Db } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { regionOf } from './regions.ts'

const hour_ms = 3_600_000
const bureau = (bureau_id: string, region: string, more: Partial<BureauItem> = {}): BureauItem => ({
  ...{ bureau_id, version: 0, duties: ['processing', 'delivery'], region_codes: [region], orders_per_day: 30, answer_hours: 4, open: true },
  ...more,
})
const rule = (rule_id: string, position: number, zh: string, en: string, more: Partial<BureauRuleItem>): BureauRuleItem => ({
  ...{ rule_id, version: 0, name: { zh, en }, enabled: true, position, duty: 'processing', brand_ids: ['yilin'], category_ids: [] },
  ...{ sku_ids: [], channel_ids: [], region_codes: ['500000'], bureau_ids: [] },
  ...more,
})

/** County bureaus that prepare and deliver what the life service network sells near them, and some orders: one taken, one given back, one in two parts, the rest waiting for a word. */
export async function loadBureaus(db: Db, now: string): Promise<void> {
  const by = systemBy('world')
  await db.tx(async (tx) => {
    await saveBureaus(tx, by, now, [
      bureau('yl-cq', '500000', { duties: ['acceptance'], orders_per_day: null, answer_hours: 8 }),
      bureau('yl-fengjie', '500236'),
      bureau('yl-yunyang', '500235'),
      bureau('yl-wushan', '500237', { open: false }),
      bureau('yl-qianjiang', '500114'),
      bureau('yl-youyang', '500242'),
      bureau('yl-yuzhong', '500103', { orders_per_day: 200 }),
      bureau('yl-northeast', '500000', { duties: ['processing'], orders_per_day: 100 }),
    ])
    await saveBureauRules(tx, by, now, [
      rule('accepted_by_city', 10, '市公司受理', 'Accepted by the city company', { duty: 'acceptance', bureau_ids: ['yl-cq'] }),
      rule('rice_from_the_depot', 15, '大米由东北分公司处理', 'Rice prepared by the northeast company', {
        sku_ids: ['YL-RICE-GAOSHAN-5'],
        bureau_ids: ['yl-northeast'],
      }),
      rule('prepared_nearby', 20, '就近处理', 'Prepared nearby', {}),
      rule('delivered_nearby', 30, '就近投递', 'Delivered nearby', { duty: 'delivery' }),
    ])
  })
  const goods = [
    ['500236', '夔门街道夔州路 86 号', 'YL-TEA-HONG-100', 9_800, '向东升'],
    ['500236', '永安街道少陵路 12 号', 'YL-HOTPOT-QING-1', 2_590, '冉小蓉'],
    ['500236', '白帝镇瞿塘村 3 组', 'YL-SNACK-MAHUA-500', 2_990, '谭国强'],
    ['500235', '青龙街道望江大道 7 号', 'YL-RICE-GAOSHAN-5', 5_990, '任秀英'],
    ['500235', '双江街道云江大道 118 号', 'YL-HAM-LACHANG-1', 6_900, '刘大志'],
    ['500236', '鱼复街道竹枝路 55 号', 'YL-RICE-GAOSHAN-5', 5_990, '龚玉兰'],
  ] as const
  const orders = goods.map(([region_code, street, sku_id, price_minor, buyer_name], i): NewOrder => {
    const { province, city, district } = regionOf(region_code)
    return {
      ...{
        id: steadyId('bureaus', String(i)),
        channel_id: 'pdd',
        external_no: `261122-${90_510_000_000 + i * 7_919}`,
        member_id: null,
        visitor_id: null,
      },
      ...{
        buyer_name,
        buyer_phone: `1380023${String(6_100 + i)}`,
        address: { province, city, district, street, region_code },
        buyer_message: null,
      },
      ...{ currency: 'CNY', payment_term: 'channel', outlet_id: null, placed_at: addMilliseconds(now, (i - 9) * hour_ms) },
      lines: [
        {
          ...{ sku_id, quantity: 1 + (i % 2), unit_minor: price_minor, amount_minor: price_minor * (1 + (i % 2)) },
          ...(i === goods.length - 1 ? { subsidy_minor: 1_000 } : {}),
        },
        // The last has something with its rice that is prepared nearby, and the platform pays ten yuan of it.
        ...(i === goods.length - 1 ? [{ sku_id: 'YL-SNACK-MAHUA-500', quantity: 2, unit_minor: 2_990, amount_minor: 5_980 }] : []),
      ],
      ...{ freight_minor: 0, expected_total_minor: null },
    }
  })
  const numbers = numberSource(db, 'orders')
  const ids = column(orders, 'id')
  const placed = await db.tx((tx) => placeOrders(tx, addMilliseconds(now, -3 * hour_ms), orders, numbers.take))
  const bad = placed.find(({ status }) => status !== 'placed' && status !== 'already_placed')
  assert(!bad, `the sample orders of counties are sold: ${JSON.stringify(bad)}`)
  await db.tx((tx) => chooseBureaus(tx, addMilliseconds(now, -3 * hour_ms), ids))
  await db.tx(async (tx) => {
    const errands = (await findErrandsOf(tx, ids)).filter(({ duty }) => duty === 'processing')
    const of = (i: number) => errands.filter(({ order_id }) => order_id === ids[i]).map(({ errand_id }) => errand_id)
    await acceptErrands(tx, '向春燕', addMilliseconds(now, -2 * hour_ms), of(0))
    const note = '今年的麻花还没到货，后天才有'
    await returnErrands(
      tx,
      '龚大鹏',
      addMilliseconds(now, -hour_ms),
      of(2).map((id) => ({ id, reason: 'goods_lacking' as const, note })),
    )
  })
}
