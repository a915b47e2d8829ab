import { expect, test } from 'vitest'
import { saveListings } from '#centers/channels/listings/write.ts'
import { deliver } from '#centers/interfaces/letters.ts'
import { findProduct, findSkus } from '#centers/products/read.ts'
import { itemOf } from '#centers/products/reviews/rules.ts'
import { saveProducts } from '#centers/products/write.ts'
import { consumeAll } from '#core/events.ts'
import { theSystem } from '#core/http.ts'
import { sql } from '#core/sql.ts'
import { marketplaceOutside } from '#server/outside.ts'
import { registerContents } from '../contents.ts'
import { readFeeds } from '../feeds.ts'
import { type Platform, platforms, soldLine } from '../fixtures.ts'
import { pushOffers } from '../offers.ts'
import { clock, consumers, db, get, type Listing, mart, post, pull } from './ground.ts'

test('stock is told when it changes, the last number of a burst only', async () => {
  await consumeAll(db, consumers, clock.now())
  await pushOffers(db, clock, mart.exchange, marketplaceOutside)
  const left = (await get('/api/admin/marketplaces/listings?connection_id=taobao&words=lamp')).items[0]
  expect(left).toMatchObject({ sku_id: 'lamp', matched_by: 'code', stock_told: left.stock_wanted, due_at: null, failure: null })
  // Distribution tells quantities by a product's properties, which nothing tells us: that is said beside the listing.
  const withSkus = platforms.filter((platform) => platform !== 'fenxiao')
  for (const platform of withSkus) expect(mart.sims[platform].market.stock.get('801'), platform).toBe(left.stock_wanted)
  const distributed = (await get('/api/admin/marketplaces/listings?connection_id=fenxiao&words=lamp')).items[0]
  expect(distributed).toMatchObject({ due_at: null, failure: expect.stringContaining('not_offered') })
  const before = mart.sims.jd.counts.get('jingdong.stock.write.updateSkuStock')!
  for (let i = 0; i < 3; i++) mart.sims.jd.market.sell({ lines: [soldLine('lamp', 2)] })
  await pull()
  await consumeAll(db, consumers, clock.now())
  await pushOffers(db, clock, mart.exchange, marketplaceOutside)
  expect(mart.sims.pinduoduo.market.stock.get('801')).toBe(left.stock_wanted - 6)
  expect(mart.sims.jd.counts.get('jingdong.stock.write.updateSkuStock')! - before).toBe(1)
})

test('products go off sale and on again where the platform allows it; what it refuses stands beside the listing', async () => {
  const offering = ['taobao', 'jd', 'pinduoduo', 'douyin', 'woocommerce'] as const
  for (const platform of offering)
    mart.sims[platform].market.sell({ lines: [soldLine('charger'), soldLine('milk', 1, { product_no: '704', sku_no: '8041' })] })
  await pull()
  const ask = async (platform: string, on_sale: boolean, keys = ['704/804']) =>
    (await post(`/api/admin/marketplaces/${platform}/sales`, { listing_keys: keys, on_sale })).outcomes.map(
      ({ status }: { status: string }) => status,
    )
  const push = () => pushOffers(db, clock, mart.exchange, marketplaceOutside)
  const listings = async (platform: string) => (await get(`/api/admin/marketplaces/listings?connection_id=${platform}&words=704`)).items
  for (const platform of offering) {
    expect(await ask(platform, false, ['704/804', 'nothing/1'])).toEqual(['asked', 'listing_not_found'])
    expect(await ask(platform, false)).toEqual(['already_asked'])
  }
  await push()
  for (const platform of offering) {
    expect(mart.sims[platform].market.on_sale.get('704'), platform).toBe(false)
    // A product goes with all its listings.
    expect(await listings(platform), platform).toMatchObject([
      { sale_told: false, failure: null },
      { sale_told: false, failure: null },
    ])
    expect(await ask(platform, false)).toEqual(['already_asked'])
    expect(await ask(platform, true)).toEqual(['asked'])
  }
  await push()
  for (const platform of offering) expect(mart.sims[platform].market.on_sale.get('704'), platform).toBe(true)
  expect(await ask('suning', true)).toEqual(['not_offered'])
  // A product the platform no longer has.
  mart.sims.jd.market.hasProduct = () => false
  expect(await ask('jd', false)).toEqual(['asked'])
  await push()
  expect(await listings('jd')).toMatchObject([
    { sale_wanted: false, sale_told: true, failure: expect.stringContaining('商品不存在'), due_at: null },
    { sale_wanted: false },
  ])
  expect(await ask('jd', false)).toEqual(['asked'])
  await push()
})

test('much at once goes to Amazon as one file; what it refuses stands beside its listing, what changes meanwhile is told after it', async () => {
  const { amazon } = mart.sims
  const outside = {
    ...marketplaceOutside,
    ports: { ...marketplaceOutside.ports, amazon: { ...marketplaceOutside.ports.amazon!, feed_from: 2 } },
  }
  const push = () => pushOffers(db, clock, mart.exchange, outside)
  const look = async (seconds = 60) => {
    clock.advance(seconds * 1000)
    return readFeeds(db, clock, mart.exchange, outside)
  }
  const listings = async (): Promise<Listing[]> => (await get('/api/admin/marketplaces/listings?connection_id=amazon&mapped=true')).items
  const feeds = async () => (await get('/api/admin/marketplaces/amazon/feeds')).items
  const offer = async (on_sale: boolean) =>
    post('/api/admin/marketplaces/amazon/sales', { listing_keys: (await listings()).map(({ listing_key }) => listing_key), on_sale })
  for (const sku of ['kettle', 'socket']) amazon.market.sell({ lines: [soldLine(sku)] })
  await pull('amazon', 400)
  await consumeAll(db, consumers, clock.now())
  await push()
  await look()
  await push()
  const before = amazon.feeds.size
  const known = await listings()
  expect(known.length).toBeGreaterThanOrEqual(3)

  // Off sale, with one that Amazon no longer knows.
  amazon.gone.add('socket')
  expect(await offer(false)).toMatchObject({ status: 200 })
  await push()
  expect(amazon.feeds.size).toBe(before + 1)
  expect((await listings()).every(({ feed_id }) => feed_id !== null)).toBe(true)
  expect((await feeds())[0]).toMatchObject({ state: 'working', items: known.length, failures: 0 })
  // Meanwhile stock changes: it waits for the answer.
  amazon.market.sell({ lines: [soldLine('lamp', 2)] })
  await pull('amazon', 1)
  await consumeAll(db, consumers, clock.now())
  const patches = amazon.counts.get('PATCH listings') ?? 0
  await push()
  expect([amazon.feeds.size, amazon.counts.get('PATCH listings') ?? 0]).toEqual([before + 1, patches])
  amazon.holdFeeds(true)
  expect(await look()).toBe(0)
  amazon.holdFeeds(false)
  expect(await look(300)).toBe(1)
  expect((await feeds())[0]).toMatchObject({ state: 'done', failures: 1, first_failures: [{ failure: expect.stringContaining('90220') }] })
  const after = await listings()
  expect(after.find(({ outer_code }) => outer_code === 'socket')).toMatchObject({
    sale_told: null,
    failure: expect.stringContaining('not in the catalog'),
  })
  expect(after.find(({ outer_code }) => outer_code === 'lamp')).toMatchObject({ sale_told: false, failure: null, feed_id: null })
  expect(amazon.market.on_sale.get('801')).toBe(false)
  await push()
  const lamp = (await listings()).find(({ outer_code }) => outer_code === 'lamp')!
  expect([lamp.stock_told, amazon.market.stock.get('801')]).toEqual([lamp.stock_wanted, lamp.stock_wanted])

  // On again, with its price; a feed that Amazon gives up is nobody's success, and is told again by hand.
  amazon.gone.delete('socket')
  amazon.endNext('FATAL')
  await offer(true)
  await push()
  await look(300)
  expect((await feeds())[0]).toMatchObject({ state: 'failed', reason: expect.stringContaining('FATAL') })
  expect(amazon.market.on_sale.get('801')).toBe(false)
  expect(await offer(true)).toMatchObject({ status: 200 })
  await push()
  await look(300)
  expect((await listings()).every(({ sale_told, failure }) => sale_told === true && failure === null)).toBe(true)
  expect([amazon.market.on_sale.get('801'), amazon.market.prices.get('801')]).toEqual([true, 1_000])

  // The file that never arrived is told again.
  amazon.quirks.fault = 1
  await offer(false)
  await push()
  expect((await feeds())[0]).toMatchObject({ state: 'failed' })
  amazon.quirks.fault = 0
  clock.advance(900_000)
  await push()
  await look(300)
  expect(amazon.market.on_sale.get('801')).toBe(false)
})

test('words and pictures of a listing are told, a listing is made once; what a platform refuses stands beside it', async () => {
  const { amazon, woocommerce } = mart.sims
  registerContents({ ...marketplaceOutside, public_base: () => 'https://shop.example.test' })
  const of = async (shop: Platform, code: string) =>
    (await get(`/api/admin/marketplaces/listings?connection_id=${shop}&words=${code}`)).items as (Listing & { content_state: string })[]
  const contents = (shop: Platform, ...listing_keys: string[]) => post(`/api/admin/marketplaces/${shop}/contents`, { listing_keys })
  const creations = (shop: Platform, ...sku_ids: string[]) => post(`/api/admin/marketplaces/${shop}/creations`, { sku_ids })
  const say = () => deliver(db, mart.exchange, clock.now)

  const [lamp] = await of('amazon', 'lamp')
  expect(await contents('amazon', lamp!.listing_key, 'no/such')).toMatchObject({
    status: 409,
    outcomes: [{ status: 'not_listed' }, { status: 'listing_not_found' }],
  })
  expect(await contents('jd', lamp!.listing_key)).toMatchObject({ status: 409, outcomes: [{ status: 'not_offered' }] })
  const listed = { published: true, price_minor: null, title: '北欧台灯 & 读写灯', attributes: { product_type: 'LAMP' } }
  await db.tx(async (tx) => {
    const product = itemOf(await findProduct(tx, (await findSkus(tx, ['lamp']))[0]!.spu_id))
    const media = [{ role: 'cover' as const, reference: 'world:kettle:white:front' }]
    await saveProducts(tx, theSystem, clock.now(), [{ ...product, story: { zh: '第一段\n\n<第二段>', en: 'One' }, media }])
    const items = (['amazon', 'woo'] as const).flatMap((channel_id) =>
      ['lamp', 'milk'].map((sku_id) => ({ ...listed, channel_id, sku_id, ...(sku_id === 'milk' ? { title: null } : {}) })),
    )
    await saveListings(tx, theSystem, clock.now(), items as never)
  })
  expect(await contents('amazon', lamp!.listing_key)).toMatchObject({ status: 200, outcomes: [{ status: 'asked' }] })
  expect(await contents('amazon', lamp!.listing_key)).toMatchObject({ outcomes: [{ status: 'already_asked' }] })
  await say()
  expect(amazon.listings.get('lamp')).toMatchObject({
    item_name: [{ value: '北欧台灯 & 读写灯', language_tag: 'zh_CN' }],
    main_product_image_locator: [{ media_location: 'https://shop.example.test/media/world:kettle:white:front/1280.jpg' }],
  })
  expect((await of('amazon', 'lamp'))[0]).toMatchObject({ content_state: 'told', content_detail: null })

  // Refused by the platform: a dead letter with its reason, and told by its replay.
  amazon.gone.add('lamp')
  await contents('amazon', lamp!.listing_key)
  await say()
  expect((await of('amazon', 'lamp'))[0]).toMatchObject({
    content_state: 'refused',
    content_detail: expect.stringContaining('not in the catalog'),
  })
  amazon.gone.delete('lamp')
  const [dead] = (await get('/api/admin/interface-letters?interface_id=amazon.content')).items
  expect(await post('/api/admin/interface-letters/replays', { letter_ids: [dead.letter_id] })).toMatchObject({ status: 200 })
  await say()
  expect((await of('amazon', 'lamp'))[0]).toMatchObject({ content_state: 'told' })

  await db.run(sql`delete from marketplaces.listings where connection_id = 'woocommerce' and sku_id in ('milk', 'tea')`)
  // WooCommerce makes a product once, though its answer was lost; its stock and price follow.
  expect(await creations('woocommerce', 'milk', 'tea')).toMatchObject({ outcomes: [{ status: 'asked' }, { status: 'not_listed' }] })
  expect(await creations('woocommerce', 'milk')).toMatchObject({ outcomes: [{ status: 'already_asked' }] })
  woocommerce.quirks.cut = 1
  await say()
  expect(woocommerce.products.size).toBe(1)
  woocommerce.quirks.cut = 0
  clock.advance(10_000)
  await say()
  const [[no, page]] = [...woocommerce.products] as [[string, Record<string, unknown>]]
  expect([woocommerce.products.size, page]).toMatchObject([1, { sku: 'milk', status: 'draft', name: expect.anything() }])
  expect(await of('woocommerce', 'milk')).toEqual([expect.objectContaining({ listing_key: no, content_state: 'told', creating: false })])
  expect(await creations('woocommerce', 'milk')).toMatchObject({ outcomes: [{ status: 'already_listed' }] })
  await pushOffers(db, clock, mart.exchange, marketplaceOutside)
  const [made] = await of('woocommerce', 'milk')
  expect(woocommerce.market.stock.get(no)).toBe(made!.stock_wanted)
  await post('/api/admin/marketplaces/woocommerce/sales', { listing_keys: [no], on_sale: true })
  await pushOffers(db, clock, mart.exchange, marketplaceOutside)
  expect(woocommerce.market.on_sale.get(no)).toBe(true)
  // Without an address of our own words go, pictures stay.
  registerContents(marketplaceOutside)
  const [woo_lamp] = await of('woocommerce', 'lamp')
  await contents('woocommerce', woo_lamp!.listing_key)
  await say()
  expect((await of('woocommerce', 'lamp'))[0]).toMatchObject({ content_state: 'told', content_detail: 'pictures_left_out' })
  const shown = woocommerce.products.get(woo_lamp!.listing_key.split('/')[0]!)!
  expect(shown).toMatchObject({ name: '北欧台灯 & 读写灯', description: '<p>第一段</p>\n<p>&lt;第二段&gt;</p>' })
  expect(shown.images).toBe(undefined)
})
