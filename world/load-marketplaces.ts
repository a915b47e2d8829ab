import { registerInterfaces, savePartners } from '#centers/interfaces/write.ts'
import type { StatementEntry, Trade } from '#centers/marketplaces/port.ts'
import { findConnection, findConnections } from '#centers/marketplaces/read.ts'
import { takeStatement } from '#centers/marketplaces/statements/write.ts'
import { takeTrades } from '#centers/marketplaces/take.ts'
import { changeStates, recordTest, saveConnections } from '#centers/marketplaces/write.ts'
import { systemBy } from '#core/audit.ts'
import { takeNumbers } from '#core/numbers.ts'
import { type Db, sql } from '#core/sql.ts'
import { addMilliseconds, businessDate, startOfDay } from '#core/time.ts'
import { douyin } from '#outside/douyin/index.ts'
import { jd } from '#outside/jd/index.ts'
import { pinduoduo } from '#outside/pinduoduo/index.ts'
import { taobao } from '#outside/taobao/index.ts'
import * as world from './index.ts'
import { interfacePartners, interfaces } from './interfaces.ts'

/** Shops of the sample enterprise. Their keys open the simulators that `npm start` runs and nothing else. */
export const connections = [
  {
    ...{ connection_id: 'tmall-jilang', channel_id: 'tmall', platform: 'taobao', name: '天猫 · 霁朗官方旗舰店' },
    ...{
      settings: { app_key: '20260001', group_name: 'default' },
      secrets: { app_secret: 'sample-top-secret', session: 'sample-top-session' },
    },
  },
  {
    ...{ connection_id: 'jd-jilang', channel_id: 'jd', platform: 'jd', name: '京东 · 霁朗自营店' },
    ...{ settings: { app_key: 'JDSAMPLE01' }, secrets: { app_secret: 'sample-jd-secret', access_token: 'sample-jd-token' } },
  },
  {
    ...{ connection_id: 'pdd-lanchuan', channel_id: 'pdd', platform: 'pinduoduo', name: '拼多多 · 岚川专营店' },
    ...{ settings: { client_id: 'pddsample01' }, secrets: { client_secret: 'sample-pdd-secret', access_token: 'sample-pdd-token' } },
  },
  {
    ...{ connection_id: 'douyin-zhimu', channel_id: 'douyin', platform: 'douyin', name: '抖音 · 稚牧母婴店' },
    ...{ settings: { app_key: 'DDSAMPLE01' }, secrets: { app_secret: 'sample-douyin-secret', access_token: 'sample-douyin-token' } },
  },
]

/** Interfaces of the sample enterprise, its four connected shops, and a few of their orders that want a person. */
export async function loadMarketplaces(db: Db, now: string): Promise<void> {
  const by = systemBy('world')
  await db.tx(async (tx) => {
    await registerInterfaces(tx, now, interfaces)
    await savePartners(tx, by, now, interfacePartners)
    await saveConnections(
      tx,
      by,
      now,
      { taobao, jd, pinduoduo, douyin },
      connections.map((one) => ({ ...one, endpoint: 'simulated', writes_back: true, pushes_stock: true, pushes_prices: false })),
    )
    for (const { connection_id } of connections) await recordTest(tx, now, connection_id, null)
    await changeStates(
      tx,
      by,
      now,
      connections.map(({ connection_id }) => ({ connection_id, state: 'live', since: addMilliseconds(now, -600_000) })),
    )
  })
  for (const shop of await findConnections(db, sql`endpoint = 'simulated'`)) {
    const trades = sampleTrades(shop.channel_id, now)
    await db.tx((tx) =>
      takeTrades(
        tx,
        now,
        shop,
        trades.map((trade) => ({ status: 'read', trade })),
        (count) => takeNumbers(tx, 'orders', count),
      ),
    )
  }
  await loadStatement(db, now)
}

/** Yesterday's bill of the Tmall shop: most of it agrees, two things do not. */
async function loadStatement(db: Db, now: string): Promise<void> {
  const connection_id = 'tmall-jilang'
  const day = businessDate(addMilliseconds(now, -86_400_000))
  const shop = (await findConnection(db, connection_id))!
  const known = await db.rows<{ external_no: string; total_minor: number }>(sql`
    select external_no, total_minor from marketplaces.pulled where connection_id = ${connection_id} and total_minor is not null order by external_no limit 4`)
  const paid = [
    ...known.map((one, i) => ({ ...one, total_minor: one.total_minor - (i === 1 ? 500 : 0) })),
    { external_no: '2971219990011', total_minor: 12_900 },
  ]
  const entries = paid.flatMap(({ external_no, total_minor }, i): StatementEntry[] => {
    const entry_no = `2026${external_no}22001`
    const common = {
      external_no,
      happened_at: addMilliseconds(startOfDay(day), (i + 9) * 3_600_000),
      currency: 'CNY',
      note: '霁朗官方旗舰店',
    }
    return [
      { ...common, entry_no, kind: 'sale', amount_minor: total_minor },
      { ...common, entry_no: `${entry_no}:fee`, kind: 'fee', amount_minor: -Math.round(total_minor * 0.006) },
    ]
  })
  await db.tx(async (tx) => {
    await tx.run(sql`
      insert into marketplaces.statements (connection_id, day, state, asked_by, next_at) values (${connection_id}, ${day}, 'asked', 'system', ${now}) on conflict do nothing`)
    await takeStatement(tx, now, shop, true, day, entries)
  })
}

/** How the numbers of a platform's orders begin. */
const numbers: Readonly<Record<string, string>> = { tmall: '29', jd: '31', pdd: '26', douyin: '69' }
const people = [
  ['林**', '重庆市', '重庆市', '渝北区', '龙溪街道金龙路 259 号'],
  ['周**', '江苏省', '苏州市', '昆山市', '前进东路 88 号'],
  ['陈**', '广东省', '佛山市', '顺德区', '大良街道凤山中路 12 号'],
] as const

/** Orders that wait, each for another reason; none of them takes stock. */
function sampleTrades(channel_id: string, now: string): Trade[] {
  const channel = world.channels.find(({ id }) => id === channel_id)!
  const products = world.products.filter(({ brand_id }) => channel.brand_id === null || brand_id === channel.brand_id).slice(0, 6)
  const trade = (n: number, more: Partial<Trade>, outer: (code: string) => string | null = (code) => code): Trade => {
    const product = products[n % products.length]!
    const sku = product.skus[0]!
    const [buyer_name, province, city, district, street] = people[n % people.length]!
    const at = addMilliseconds(now, -(n + 1) * 47 * 60_000)
    return {
      ...{
        external_no: `${numbers[channel_id] ?? '5'}${String(71_220_014_400 + n * 7_331)}`,
        status: 'to_ship',
      },
      ...{
        platform_status: 'WAIT_SELLER_SEND_GOODS',
        placed_at: at,
        modified_at: at,
        currency: 'CNY',
        freight_minor: 0,
        total_minor: sku.price_minor,
      },
      lines: [
        {
          ...{ line_no: `${n}01`, product_no: String(660_100 + n), sku_no: String(880_200 + n), outer_code: outer(sku.sku_code) },
          ...{
            title: `${product.title.zh} 官方正品`,
            options: null,
            quantity: 1,
            unit_minor: sku.price_minor,
            amount_minor: sku.price_minor,
            closed: false,
          },
        },
      ],
      ...{ buyer_name, buyer_phone: null, address: { province, city, district, street }, masked_key: `sample-${n}` },
      ...{ buyer_message: null, seller_note: null, refund_asked: false },
      ...more,
    }
  }
  return [
    trade(0, {}, (code) => `${code}-TM2`),
    trade(1, {}, () => null),
    trade(2, { refund_asked: true }),
    trade(3, { status: 'blocked', platform_status: channel_id === 'jd' ? 'LOCKED' : 'PAID_FORBID_CONSIGN' }),
    trade(4, { status: 'unpaid', platform_status: 'WAIT_BUYER_PAY' }),
    trade(5, { address: { province: '重庆市', city: '重庆市', district: '江北区', street: '' } }),
  ]
}
