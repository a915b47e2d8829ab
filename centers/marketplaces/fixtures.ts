import { channel } from 'node:diagnostics_channel'
import { saveChannels } from '#centers/channels/write.ts'
import { type Exchange, openExchange, setExchange } from '#centers/interfaces/exchange.ts'
import { shareNodes } from '#centers/inventory/write.ts'
import { openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import type { Db } from '#core/sql.ts'
import { addMilliseconds, type handClock } from '#core/time.ts'
import { marketplaceOutside } from '#server/outside.ts'
import { type AmazonSimulator, openAmazon } from '#simulators/amazon/index.ts'
import { type DangdangSimulator, openDangdang } from '#simulators/dangdang/index.ts'
import { type DouyinSimulator, openDouyin } from '#simulators/douyin/index.ts'
import { type FenxiaoSimulator, openFenxiao } from '#simulators/fenxiao/index.ts'
import { type JdSimulator, openJd } from '#simulators/jd/index.ts'
import type { SoldPlan } from '#simulators/market/shop.ts'
import { openPinduoduo, type PinduoduoSimulator } from '#simulators/pinduoduo/index.ts'
import { openShopify, type ShopifySimulator } from '#simulators/shopify/index.ts'
import { openSuning, type SuningSimulator } from '#simulators/suning/index.ts'
import { openTaobao, type TaobaoSimulator } from '#simulators/taobao/index.ts'
import { openWooCommerce, type WooCommerceSimulator } from '#simulators/woocommerce/index.ts'
import { openYhd, type YhdSimulator } from '#simulators/yhd/index.ts'
import type { ConnectionItem } from './model.ts'
import type { Pulling } from './pull.ts'
import { changeStates, recordTest, saveConnections } from './write.ts'

export const by = systemBy('test')
/** Who sends to us by itself. */
export const pushing = ['shopify', 'woocommerce', 'douyin'] as const
export const platforms = [
  'taobao',
  'jd',
  'pinduoduo',
  'douyin',
  'suning',
  'dangdang',
  'yhd',
  'shopify',
  'woocommerce',
  'amazon',
  'fenxiao',
] as const
export type Platform = (typeof platforms)[number]
export interface Mart {
  pulling: Pulling
  exchange: Exchange
  sims: {
    taobao: TaobaoSimulator
    jd: JdSimulator
    pinduoduo: PinduoduoSimulator
    douyin: DouyinSimulator
    suning: SuningSimulator
    dangdang: DangdangSimulator
    yhd: YhdSimulator
    shopify: ShopifySimulator
    woocommerce: WooCommerceSimulator
    amazon: AmazonSimulator
    fenxiao: FenxiaoSimulator
  }
  /** What anything waited for turns, in milliseconds of the story's clock. */
  waited(): number
  close(): Promise<void>
}

const keys = {
  taobao: {
    settings: { app_key: '20260001', group_name: 'default' },
    secrets: { app_secret: 'demoSecretTop', session: 'sess-demo-1', refresh_token: 'refresh-1' },
  },
  jd: {
    settings: { app_key: 'JDKEY0001' },
    secrets: { app_secret: 'demoSecretJd', access_token: 'tok-demo-1', refresh_token: 'refresh-1' },
  },
  pinduoduo: {
    settings: { client_id: 'pddcid01' },
    secrets: { client_secret: 'demoSecretPdd', access_token: 'tok-demo-2', refresh_token: 'refresh-1' },
  },
  douyin: {
    settings: { app_key: 'DDKEY01' },
    secrets: { app_secret: 'demo-secret-dd', access_token: 'tok-demo-3', refresh_token: 'refresh-1' },
  },
  suning: { settings: { app_key: 'SNKEY' }, secrets: { app_secret: 'SNSECRET' } },
  dangdang: { settings: { app_key: '2100000001' }, secrets: { app_secret: 'DSECRET', session: 'SESSDEMO' } },
  yhd: { settings: { app_key: 'YK1' }, secrets: { app_secret: 'YSECRET', session_key: 'YSESS' } },
  shopify: { settings: { location_id: '1' }, secrets: { access_token: 'shpat_demo', client_secret: 'shpss_demo_secret' } },
  amazon: {
    settings: { client_id: 'amzn1.demo', seller_id: 'A1SELLER', marketplace_id: 'AMKT1' },
    secrets: { client_secret: 'demo-secret-amazon', refresh_token: 'Atzr|demo' },
  },
  fenxiao: {
    settings: { app_key: '20260002' },
    secrets: { app_secret: 'demoSecretFenxiao', session: 'sess-demo-2' },
  },
  woocommerce: { settings: { consumer_key: 'ck_demo' }, secrets: { consumer_secret: 'cs_demo', webhook_secret: 'wc_demo_secret' } },
} as const
export const channelOf: Record<Platform, string> = {
  taobao: 'tmall',
  jd: 'jd',
  pinduoduo: 'pdd',
  douyin: 'douyin',
  suning: 'suning',
  dangdang: 'dangdang',
  yhd: 'yhd',
  shopify: 'shopify',
  woocommerce: 'woo',
  amazon: 'amazon',
  fenxiao: 'fenxiao',
}
export const skus = ['lamp', 'kettle', 'socket', 'charger', 'tea', 'milk']

export const connectionItem = (platform: Platform, endpoint: string, more: Partial<ConnectionItem> = {}): ConnectionItem => ({
  ...{ connection_id: platform, channel_id: channelOf[platform], platform, name: platform, endpoint },
  ...{
    settings: { ...keys[platform].settings },
    secrets: { ...keys[platform].secrets },
    writes_back: true,
    pushes_stock: true,
    pushes_prices: false,
  },
  ...more,
})

/** A shop with six SKUs and three simulated platforms on the story's clock, connected and live since an hour before. */
export async function openMart(
  db: Db,
  clock: ReturnType<typeof handClock>,
  options: { per_second?: number; stock?: number; seed?: number } = {},
): Promise<Mart> {
  const { per_second, stock = 1_000, seed = 1 } = options
  const now = () => Date.parse(clock.now())
  await openShop(db, clock.now(), {
    prices: Object.fromEntries(skus.map((sku, i) => [sku, 1_000 * (i + 1)])),
    stock: { 'cq-rdc': Object.fromEntries(skus.map((sku) => [sku, stock])) },
  })
  const limits = per_second === undefined ? {} : { per_second }
  const sims = {
    taobao: await openTaobao({ app_key: '20260001', app_secret: 'demoSecretTop', session: 'sess-demo-1', now, seed, ...limits }),
    jd: await openJd({ app_key: 'JDKEY0001', app_secret: 'demoSecretJd', access_token: 'tok-demo-1', now, seed, ...limits }),
    pinduoduo: await openPinduoduo({
      client_id: 'pddcid01',
      client_secret: 'demoSecretPdd',
      access_token: 'tok-demo-2',
      now,
      seed,
      ...limits,
    }),
    douyin: await openDouyin({ app_key: 'DDKEY01', app_secret: 'demo-secret-dd', access_token: 'tok-demo-3', now, seed, ...limits }),
    suning: await openSuning({ ...keys.suning.settings, ...keys.suning.secrets, now, seed, ...limits }),
    dangdang: await openDangdang({ ...keys.dangdang.settings, ...keys.dangdang.secrets, now, seed, ...limits }),
    yhd: await openYhd({ ...keys.yhd.settings, ...keys.yhd.secrets, now, seed, ...limits }),
    // Points, not calls: 2,000 in the bucket, a list takes 301.
    shopify: await openShopify({ access_token: 'shpat_demo', now, seed, ...(per_second === undefined ? {} : { restore_rate: 1_000 }) }),
    woocommerce: await openWooCommerce({ consumer_key: 'ck_demo', consumer_secret: 'cs_demo', now, seed, ...limits }),
    amazon: await openAmazon({ ...keys.amazon.settings, ...keys.amazon.secrets, currency: 'CNY', now, seed, ...limits }),
    fenxiao: await openFenxiao({ ...keys.fenxiao.settings, ...keys.fenxiao.secrets, now, seed, ...limits }),
  }
  const waiting = waitOn(clock)
  const exchange = openExchange(db, clock, { sleep: waiting.sleep, chance: () => 0.5 })
  setExchange(db, exchange)
  const others = Object.values(channelOf).filter((id) => id !== 'tmall')
  await db.tx(async (tx) => {
    const channel = {
      kind: 'marketplace' as const,
      currency: 'CNY',
      organization_id: 'group',
      brand_id: null,
      freight_minor: 0,
      free_freight_from_minor: 0,
    }
    await saveChannels(
      tx,
      clock.now(),
      others.map((id) => ({ ...channel, id, name: { zh: id, en: id } })),
    )
    await shareNodes(
      tx,
      others.map((channel_id) => ({ channel_id, node_ids: ['cq-rdc'] })),
    )
    await saveConnections(
      tx,
      by,
      clock.now(),
      marketplaceOutside.ports,
      platforms.map((platform) => {
        const item = connectionItem(platform, sims[platform].url)
        return platform === 'amazon'
          ? { ...item, settings: { ...item.settings, token_endpoint: `${sims.amazon.url}/auth/o2/token` } }
          : item
      }),
    )
    for (const platform of platforms) await recordTest(tx, clock.now(), platform, null)
    await changeStates(
      tx,
      by,
      clock.now(),
      platforms.map((connection_id) => ({ connection_id, state: 'live', since: addMilliseconds(clock.now(), -3_600_000) })),
    )
  })
  return {
    pulling: { db, clock, exchange, outside: marketplaceOutside },
    exchange,
    sims,
    waited: waiting.waited,
    close: async () => {
      await exchange.stop()
      await Promise.all(Object.values(sims).map((sim) => sim.close()))
    },
  }
}

/** A line as a seller listed it: product and SKU numbers made of its place in the list, our code beside it. */
export const soldLine = (sku: string, quantity = 1, more: object = {}): SoldPlan['lines'][number] => {
  const n = skus.indexOf(sku) + 1
  return {
    product_no: `70${n}`,
    sku_no: `80${n}`,
    outer_code: sku,
    title: `${sku} 官方正品`,
    options: '颜色:白',
    quantity,
    unit: n * 1_000,
    discount: 0,
    ...more,
  }
}

/**
 * The story's clock runs only while everybody waits: it jumps to the next who is to wake once no request is on its way. A platform then sees each request at
 * the moment it was sent.
 */
function waitOn(clock: ReturnType<typeof handClock>): { sleep(ms: number): Promise<void>; waited(): number } {
  const sleepers: { until_ms: number; wake(): void }[] = []
  let waited = 0
  let on_way = 0
  let running = false
  channel('undici:request:create').subscribe(() => on_way++)
  channel('undici:request:trailers').subscribe(() => on_way--)
  channel('undici:request:error').subscribe(() => on_way--)
  const run = async () => {
    running = true
    while (sleepers.length > 0) {
      await new Promise((wake) => setTimeout(wake, 2))
      if (on_way > 0) continue
      sleepers.sort((a, b) => a.until_ms - b.until_ms)
      const now_ms = Date.parse(clock.now())
      const next = sleepers.shift()!
      if (next.until_ms > now_ms) {
        waited += next.until_ms - now_ms
        clock.set(new Date(next.until_ms).toISOString())
      }
      next.wake()
    }
    running = false
  }
  return {
    waited: () => waited,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ until_ms: Date.parse(clock.now()) + ms, wake })
        if (!running) void run()
      }),
  }
}
