import { createHash } from 'node:crypto'
import { findAvailability } from '#centers/inventory/read.ts'
import { findConnections } from '#centers/marketplaces/read.ts'
import { findSkus } from '#centers/products/read.ts'
import type { Needs } from '#core/needs.ts'
import { sql } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { openAmazon } from '#simulators/amazon/index.ts'
import { openDangdang } from '#simulators/dangdang/index.ts'
import { openDouyin } from '#simulators/douyin/index.ts'
import { openFenxiao } from '#simulators/fenxiao/index.ts'
import { openJd } from '#simulators/jd/index.ts'
import type { Market, SoldPlan } from '#simulators/market/shop.ts'
import { openPinduoduo } from '#simulators/pinduoduo/index.ts'
import { openShopify } from '#simulators/shopify/index.ts'
import { openSuning } from '#simulators/suning/index.ts'
import { openTaobao } from '#simulators/taobao/index.ts'
import { openWooCommerce } from '#simulators/woocommerce/index.ts'
import { openYhd } from '#simulators/yhd/index.ts'
import { connections } from '#world/load-marketplaces.ts'
import { setSimulated } from './outside.ts'

const firstDigits: Readonly<Record<string, string>> = { taobao: '29', jd: '31', pinduoduo: '26', douyin: '69' }
/** How often somebody buys in each sample shop. */
const between_ms = 90_000
const buyers = [
  ['何静怡', '13594028816', '重庆市', '重庆市', '渝中区', '民生路 235 号 12-4'],
  ['许志远', '13862607731', '江苏省', '苏州市', '昆山市', '长江中路 388 号 3 幢 502'],
  ['梁嘉欣', '13702635518', '广东省', '佛山市', '顺德区', '容桂街道桂洲大道 66 号'],
  ['𠮷村美咲', '13910084427', '北京市', '北京市', '大兴区', '黄村西大街 18 号 🏠'],
] as const

/**
 * The platforms of the sample enterprise's shops, each its own strict simulator on loopback. Every minute and a half somebody buys in each of them;
 * some buyers have not paid, some want their money back. What was bought before a restart is known again.
 */
export async function openSimulatedMarketplaces(needs: Needs, address: string): Promise<{ stop(): Promise<void> }> {
  const key = (platform: string) => {
    const { settings, secrets } = connections.find((one) => one.platform === platform)!
    return { ...settings, ...secrets } as never
  }
  const sims = {
    taobao: await openTaobao({ ...(key('taobao') as object), per_second: 40 } as never),
    jd: await openJd({ ...(key('jd') as object), per_second: 40 } as never),
    pinduoduo: await openPinduoduo({ ...(key('pinduoduo') as object), per_second: 40 } as never),
    douyin: await openDouyin({ ...(key('douyin') as object), per_second: 40 } as never),
    // Nobody is connected with these; their keys stand in the guide, so that connecting can be tried.
    shopify: await openShopify({ access_token: 'sample-shopify-token', client_secret: 'sample-shopify-secret', restore_rate: 1_000 }),
    woocommerce: await openWooCommerce({ consumer_key: 'ck_sample', consumer_secret: 'cs_sample', webhook_secret: 'wh_sample' }),
    suning: await openSuning({ app_key: 'SNSAMPLE', app_secret: 'sample-suning-secret', per_second: 40 }),
    dangdang: await openDangdang({ app_key: 'DDWSAMPLE', app_secret: 'sample-dangdang-secret', session: 'sample-session', per_second: 40 }),
    fenxiao: await openFenxiao({ app_key: 'FXSAMPLE', app_secret: 'sample-fenxiao-secret', session: 'sample-session', per_second: 40 }),
    yhd: await openYhd({ app_key: 'YHDSAMPLE', app_secret: 'sample-yhd-secret', session_key: 'sample-session', per_second: 40 }),
    amazon: await openAmazon({
      ...{ client_id: 'amzn1.sample', client_secret: 'sample-amazon-secret', refresh_token: 'Atzr|sample' },
      ...{ seller_id: 'A1SAMPLE', marketplace_id: 'AAHKV2X7AFYLW', currency: 'CNY' },
    }),
  }
  for (const [platform, sim] of Object.entries(sims)) {
    await remember(needs, platform, sim.market)
    setSimulated(platform, sim.url)
  }
  const pushing = { douyin: sims.douyin, shopify: sims.shopify, woocommerce: sims.woocommerce } as const
  /** Whoever is live is told what changed, at the address its page shows. */
  const push = async () => {
    const live = await findConnections(needs.db, sql`endpoint = 'simulated' and state = 'live'`)
    for (const [platform, { pushes }] of Object.entries(pushing)) {
      const one = live.find((row) => row.platform === platform)
      if (!one) continue
      if (!pushes.subscribed()) pushes.subscribe(`${address}/api/open/marketplaces/${one.connection_id}`)
      await pushes.send()
    }
  }
  let turn = 0
  const buy = async () => {
    turn++
    // Whoever connects one more shop to a simulator has buyers in it too.
    for (const { platform, channel_id } of await findConnections(needs.db, sql`endpoint = 'simulated' and state = 'live'`)) {
      const { market } = sims[platform as keyof typeof sims]
      const plan = await shopping(needs, channel_id, turn)
      if (!plan) continue
      // Some distributors pay by other ways and wait for our word.
      const otherwise = platform === 'fenxiao' && turn % 3 !== 0
      const sold = market.sell({
        ...plan,
        ...(otherwise ? { status: 'unpaid' } : {}),
        no: `${firstDigits[platform] ?? '5'}${Date.now()}${turn % 10}`,
      })
      if (otherwise) sims.fenxiao.paysOtherwise(sold.no)
      if (turn % 7 === 3) market.askRefund(sold.no)
      if (turn % 5 === 4 && !otherwise)
        setTimeout(() => market.trades.get(sold.no)?.status === 'unpaid' && market.pay(sold.no), 30_000).unref()
    }
  }
  const once = () => buy().catch((error: Error) => log.warn({ error: error.message }, 'nobody could buy in the sample shops'))
  const tell = () => push().catch((error: Error) => log.warn({ error: error.message }, 'the sample platforms could not push'))
  await tell()
  await once()
  await tell()
  const timer = setInterval(once, between_ms)
  const teller = setInterval(tell, 2_000)
  return {
    stop: async () => {
      clearInterval(timer)
      clearInterval(teller)
      for (const platform of Object.keys(sims)) setSimulated(platform, null)
      await Promise.all(Object.values(sims).map((sim) => sim.close()))
    },
  }
}

/** A platform's own number of a SKU: the same whenever it is asked. */
const numberOf = (sku_id: string): string => String(800_000 + (createHash('sha1').update(sku_id).digest().readUInt32BE(0) % 100_000))

/** One or two things of which the channel has enough, for one of the sample buyers. */
async function shopping({ db }: Needs, channel_id: string, turn: number): Promise<SoldPlan | null> {
  const rows = await db.rows<{ sku_id: string }>(sql`
    select k.sku_id from products.skus k join products.spus p using (spu_id) join channels.channels c on c.id = ${channel_id}
    where p.lifecycle = 'on_sale' and not k.withdrawn and k.price_minor is not null and (c.brand_id is null or p.brand_id = c.brand_id)
    order by md5(k.sku_id || ${String(turn)}) limit 30`)
  const available = await findAvailability(
    db,
    channel_id,
    rows.map(({ sku_id }) => sku_id),
  )
  const enough = available.filter((one) => one.available > 10).slice(0, 1 + (turn % 2))
  if (enough.length === 0) return null
  const facts = await findSkus(
    db,
    enough.map(({ sku_id }) => sku_id),
  )
  const [name, phone, province, city, district, street] = buyers[turn % buyers.length]!
  return {
    status: turn % 5 === 4 ? 'unpaid' : 'paid',
    freight: turn % 3 === 0 ? 800 : 0,
    message: turn % 4 === 1 ? '麻烦周末送货，谢谢 🙏' : '',
    buyer: { name, phone, province, city, district, street },
    lines: facts.map(({ sku_id, title, price_minor }) => {
      const no = numberOf(sku_id)
      return {
        product_no: no,
        sku_no: `${no}1`,
        outer_code: sku_id,
        title: `${title.zh} 官方正品`,
        quantity: 1,
        unit: price_minor!,
        discount: Math.floor(price_minor! / 20),
      }
    }),
  }
}

/** What the shop sold before this start and has not shipped, so that shipping it is not news from nowhere. */
async function remember({ db }: Needs, platform: string, market: Market): Promise<void> {
  const rows = await db.rows<{
    external_no: string
    modified_at: string
    buyer_name: string
    address: Record<string, string>
    line_nos: string[]
    lines: { sku_id: string; quantity: number; unit_minor: number }[]
  }>(sql`
    select p.external_no, p.modified_at, o.buyer_name, o.address, p.line_nos,
      (select jsonb_agg(jsonb_build_object('sku_id', l.sku_id, 'quantity', l.quantity, 'unit_minor', l.unit_minor) order by l.line_no) from orders.lines l where l.order_id = o.id) as lines
    from marketplaces.pulled p join marketplaces.connections c using (connection_id) join orders.orders o on o.id = p.order_id
    where c.platform = ${platform} and p.state = 'placed' and not exists (select from marketplaces.shipments s where s.order_id = o.id and s.state = 'written')
    order by p.pulled_at desc limit 1000`)
  for (const { external_no, modified_at, buyer_name, address, line_nos, lines } of rows) {
    const { province = '', city = '', district = '', street = '' } = address
    const sold = market.sell({
      ...{ no: external_no, at_ms: Date.parse(modified_at), buyer: { name: buyer_name, phone: '', province, city, district, street } },
      lines: lines.map(({ sku_id, quantity, unit_minor }) => {
        const no = numberOf(sku_id)
        return { product_no: no, sku_no: `${no}1`, outer_code: sku_id, title: sku_id, quantity, unit: unit_minor }
      }),
    })
    for (const [i, line] of sold.lines.entries()) line.line_no = line_nos[i] ?? line.line_no
  }
}
