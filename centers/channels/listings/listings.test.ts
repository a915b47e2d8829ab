import { afterAll, beforeAll, expect, test } from 'vitest'
import { findProduct, findSkus } from '#centers/products/read.ts'
import { itemOf } from '#centers/products/reviews/rules.ts'
import { saveProducts, setPrices } from '#centers/products/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import { consumeAll } from '#core/events.ts'
import { type App, theSystem } from '#core/http.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { consumers } from '../events.ts'
import { saveChannels } from '../write.ts'
import { listingImporter } from './importer.ts'

let database: ClonedDatabase
let db: Db
let app: App
let caller = theSystem
const clock = handClock('2026-06-01T08:00:00.000Z')
const shop = {
  ...{ kind: 'marketplace' as const, name: { zh: '别处', en: 'Elsewhere' }, organization_id: 'sales', freight_minor: 0 },
  ...{ brand_id: null, currency: 'CNY', free_freight_from_minor: 0 },
}

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 6 })
  await openShop(db, clock.now(), { prices: { a: 100_00, b: 20_00 }, stock: { main: { a: 5, b: 5 } } })
  await db.tx((tx) =>
    saveChannels(tx, clock.now(), [
      { ...shop, id: 'north' },
      { ...shop, id: 'south' },
      { ...shop, id: 'dollars', currency: 'USD' },
      { ...shop, id: 'one-brand', brand_id: 'nobody' },
    ]),
  )
  app = await createApp({ db, clock }, { authenticate: () => caller })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
})
const post = async (url: string, items: object[]) => {
  const answer = await app.inject({ method: 'POST', url, payload: { items } })
  return { code: answer.statusCode, ...(answer.json() as { outcomes: { status: string }[] }) }
}
const save = async (...items: object[]) => (await post('/api/admin/channel-listings', items)).outcomes.map(({ status }) => status)
const look = async (...items: object[]) => (await post('/api/admin/channel-listings/seen', items)).outcomes.map(({ status }) => status)
type Row = { channel_id: string; sku_id: string; faults: string[]; wanted_price_minor: number; wanted_title: string }
const list = async (query = '') =>
  (await app.inject({ url: `/api/admin/channel-listings?${query}` })).json() as { items: Row[]; next: string | null }

test('what cannot be published says why', async () => {
  const item = { sku_id: 'a', published: true }
  expect(
    await save(
      { ...item, channel_id: 'nowhere' },
      { ...item, channel_id: 'north', sku_id: 'nothing' },
      { ...item, channel_id: 'dollars' },
      { ...item, channel_id: 'one-brand' },
    ),
  ).toEqual(['channel_not_found', 'sku_not_found', 'currency_differs', 'brand_not_of_channel'])
  expect((await post('/api/admin/channel-listings', [{ ...item, channel_id: 'north', price_minor: 'many' }])).code).toBe(400)
  caller = { ...theSystem, kind: 'staff', brands: ['another'] }
  expect(await save({ ...item, channel_id: 'north' })).toEqual(['brand_not_yours'])
  expect((await list()).items).toEqual([])
  caller = theSystem
})

test('a listing is published, looked at, found wrong, and mended', async () => {
  const north = { channel_id: 'north', sku_id: 'a', published: true }
  const south = { channel_id: 'south', sku_id: 'a', published: true, price_minor: 95_00, title: '南方专享', attributes: { 货号: 'S-1' } }
  expect(await save(north, south)).toEqual(['saved', 'saved'])
  expect(await save(north, south)).toEqual(['already_saved', 'already_saved'])
  const title = (await list('channel=north')).items[0]!.wanted_title
  expect((await list('channel=south')).items[0]).toMatchObject({
    wanted_price_minor: 95_00,
    wanted_title: '南方专享',
    attributes: { 货号: 'S-1' },
  })

  const seen = { channel_id: 'north', sku_id: 'a', on_sale: true, price_minor: 99_00, title, seen_at: '2026-06-01T07:00:00.000Z' }
  expect(await look(seen, { ...seen, sku_id: 'nothing' }, { ...seen, channel_id: 'nowhere' })).toEqual([
    'seen',
    'sku_not_found',
    'channel_not_found',
  ])
  expect(await look(seen)).toEqual(['already_seen'])
  expect(await look({ ...seen, price_minor: 1, seen_at: '2026-06-01T06:00:00.000Z' })).toEqual(['already_seen'])
  expect((await list('wrong=price')).items).toMatchObject([{ channel_id: 'north', faults: ['price', 'between'] }])
  expect((await list('wrong=between')).items).toHaveLength(2)
  // Mended there and looked at again, and one price for both.
  await look({ ...seen, price_minor: 100_00, seen_at: '2026-06-01T08:00:00.000Z' })
  await save({ ...south, price_minor: null })
  expect((await list('wrong=any')).items).toEqual([])

  await look({ ...seen, price_minor: 100_00, title: '旧标题', seen_at: '2026-06-01T09:00:00.000Z' })
  expect((await list('wrong=content')).items).toMatchObject([{ faults: ['content'] }])
  await save({ ...north, published: false })
  expect((await list('wrong=state')).items).toMatchObject([{ faults: ['content', 'state'] }])
  // Sold there without our word.
  expect(await look({ ...seen, sku_id: 'b' })).toEqual(['seen'])
  expect((await list('wrong=state&q=b')).items.map(({ sku_id }) => sku_id)).toContain('b')
  // What the product costs is what the channel should show: the finding follows the product.
  await save({ ...north, published: true })
  const wrongPrices = async () => (await list('wrong=price')).items.filter(({ sku_id }) => sku_id === 'a')
  expect(await wrongPrices()).toEqual([])
  await db.tx((tx) => setPrices(tx, theSystem, '2026-06-01T10:00:00.000Z', [{ sku_id: 'a', price_minor: 101_00 }]))
  await consumeAll(db, consumers, '2026-06-01T10:00:00.000Z')
  expect(await wrongPrices()).toMatchObject([{ channel_id: 'north', wanted_price_minor: 101_00, faults: ['price', 'content', 'between'] }])
  const counted = await app.inject({ url: '/api/admin/channel-listings/count?wrong=state' })
  expect(counted.json().count).toBe((await list('wrong=state')).items.length)
})

test("the page of a listing is made of the channel's own words and pictures, for those who may see the product", async () => {
  const content = async (query: string) => {
    const answer = await app.inject({ url: `/api/admin/channel-listings/content?${query}` })
    return { code: answer.statusCode, ...(answer.json() as { title: string; pictures: { reference: string; own: boolean }[] }) }
  }
  const [sku] = await findSkus(db, ['a'])
  await db.tx(async (tx) => {
    const media = (reference: string, channel_id: string | null) => ({ role: 'cover' as const, reference, channel_id })
    const product = itemOf(await findProduct(tx, sku!.spu_id))
    return saveProducts(tx, theSystem, clock.now(), [
      { ...product, media: [media('world:kettle:white:front', null), media('world:kettle:white:side', 'south')] },
    ])
  })
  expect(await content('channel=south&sku=a')).toMatchObject({
    title: '南方专享',
    pictures: [{ reference: 'world:kettle:white:side', own: true }],
  })
  expect(await content('channel=north&sku=a')).toMatchObject({ pictures: [{ reference: 'world:kettle:white:front', own: false }] })
  expect((await content('channel=north&sku=never')).code).toBe(404)
  expect((await content('channel=north&sku=a&layout=round')).code).toBe(400)
  caller = { ...theSystem, kind: 'staff', brands: ['another'] }
  expect((await content('channel=north&sku=a')).code).toBe(404)
  caller = theSystem
})

test('a channel is made, closed and opened again; what is left out stays as it was, and who did it is kept', async () => {
  const send = async (...channels: object[]) =>
    (await app.inject({ method: 'POST', url: '/api/admin/channels', payload: { channels } }))
      .json()
      .outcomes.map(({ status }: { status: string }) => status)
  const closed = async () =>
    (await app.inject({ url: '/api/admin/channels' })).json().items.find(({ id }: { id: string }) => id === 'west').closed_at
  const west = { ...shop, id: 'west' }
  expect(await send(west)).toEqual(['saved'])
  expect(await closed()).toBe(null)
  expect(await send({ ...west, closed: true })).toEqual(['saved'])
  const since = await closed()
  expect(since).toBe(clock.now())
  clock.advance(60_000)
  expect(await send({ ...west, name: { zh: '西店', en: 'West' } }, { ...west, id: 'dollars' })).toEqual(['saved', 'currency_differs'])
  expect(await send({ ...west, closed: true })).toEqual(['saved'])
  expect(await closed()).toBe(since)
  expect(await send({ ...west, closed: false })).toEqual(['saved'])
  expect(await closed()).toBe(null)
  expect(await db.rows(sql`select action from core.changes where subject = 'channels.channel' and subject_id = 'west'`)).toHaveLength(5)
})

test('pages neither lose nor repeat a row', async () => {
  const all = (await list()).items.map((row) => `${row.channel_id} ${row.sku_id}`)
  const paged: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof list>> = await list(`limit=1${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    paged.push(...page.items.map((row) => `${row.channel_id} ${row.sku_id}`))
    cursor = page.next
  }
  expect(paged).toEqual(all)
  expect((await app.inject({ url: '/api/admin/channel-listings?cursor=made-up' })).statusCode).toBe(400)
})

test('two who look at once end with the newest look', async () => {
  const seen = (minute: number) => ({
    ...{ channel_id: 'south', sku_id: 'b', on_sale: true, title: null, price_minor: 1_000 + minute },
    seen_at: `2026-06-02T08:${String(minute).padStart(2, '0')}:00.000Z`,
  })
  await Promise.all([5, 9, 1, 7].map((minute) => look(seen(minute))))
  expect(await db.row(sql`select seen_price_minor from channels.listings where channel_id = 'south' and sku_id = 'b'`)).toEqual({
    seen_price_minor: 1_009,
  })
})

test('a file of what a channel shows goes in, and its bad rows come back with reasons', async () => {
  const row = (row_no: number, values: Record<string, unknown>) => ({
    row_no,
    values: { channel_id: 'north', sku_id: 'b', on_sale: true, price_minor: 21_00, title: null, seen_at: null, ...values },
  })
  const by = systemBy('test')
  const verdicts = await db.tx((tx) =>
    listingImporter.apply(
      tx,
      [row(1, {}), row(2, { sku_id: 'nothing' })] as never,
      { by, now: '2026-06-03T00:00:00.000Z', run_id: 'x' } as never,
    ),
  )
  expect(verdicts).toMatchObject([{ verdict: 'done' }, { verdict: 'refused', status: 'sku_not_found' }])
  expect((await list('channel=north&q=b')).items[0]).toMatchObject({ seen_price_minor: 21_00 })
})
