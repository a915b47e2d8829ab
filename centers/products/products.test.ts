import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { categories, product, sku, words } from './fixtures.ts'
import type { ProductItem } from './model.ts'
import { announceOpenings } from './openings.ts'
import { promises } from './promises.ts'
import { findProducts, findSkus } from './read.ts'
import { saveBrands, saveCategories, saveProducts, setLifecycle, setPrices } from './write.ts'

let database: ClonedDatabase
let db: Db
let app: App
let caller: Caller = theSystem
const now = '2026-03-01T08:00:00.000Z'

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 8 })
  app = await createApp({ db, clock: wallClock }, { authenticate: () => caller })
  await db.tx(async (tx) => {
    await saveCategories(tx, now, categories)
    await saveBrands(tx, theSystem, now, [
      { brand_id: 'jilang', name: words('极浪', 'Jilang') },
      { brand_id: 'zhimu', name: words('稚牧', 'Zhimu') },
    ])
  })
})
afterAll(async () => {
  await app.close()
  const checked = await checkPromises(db, [{ center: 'products', promises }])
  expect(checked.filter(({ offending }) => offending.length > 0)).toEqual([])
  await db.close()
  await database.drop()
})
beforeEach(() => {
  caller = theSystem
})

const save = (...items: ProductItem[]) => db.tx((tx) => saveProducts(tx, theSystem, now, items))
const get = async (url: string) => (await app.inject({ url })).json()

test('a product is saved, found, changed and found again', async () => {
  const whole = product('p1', {
    story: words('从一滴水说起', 'It began with a drop'),
    selling_points: [words('一级能效', 'Grade 1')],
    options: [{ key: 'color', name: words('颜色', 'Color'), values: ['white', 'gray'].map((value) => ({ value, name: words(value) })) }],
    media: [
      { role: 'cover', reference: 'world:refrigerator:white:front' },
      { role: 'option', reference: 'world:refrigerator:gray:front', sku_id: 'p1-gray' },
    ],
    available_on: '2026-04-01',
    skus: [
      sku('p1-white', { options: { color: 'white' }, barcode: '6901234567892' }),
      sku('p1-gray', { options: { color: 'gray' }, price_minor: 319_900, list_price_minor: 399_900 }),
    ],
  })
  expect(await save(whole)).toEqual([{ id: 'p1', status: 'saved' }])
  expect(await save(whole)).toEqual([{ id: 'p1', status: 'already_saved' }])
  const [found] = await findProducts(db, ['p1'])
  expect(found).toMatchObject({ ...whole, media: [whole.media![0], whole.media![1]], version: 1, subtitle: null, tax_rate_bp: 1300 })

  // Two SKUs swap nothing but a barcode moves from one to the other.
  const moved = {
    ...whole,
    skus: [
      { ...whole.skus[0]!, barcode: null },
      { ...whole.skus[1]!, barcode: '6901234567892' },
    ],
  }
  expect(await save(moved)).toMatchObject([{ status: 'saved' }])
  expect(await save({ ...moved, skus: [moved.skus[1]!] })).toMatchObject([{ status: 'saved' }])
  expect(await findSkus(db, ['p1-white', 'p1-gray', 'nothing'])).toHaveLength(2)
  expect(new Map((await findSkus(db, ['p1-white', 'p1-gray'])).map((one) => [one.sku_id, one]))).toEqual(
    new Map([
      ['p1-white', expect.objectContaining({ lifecycle: 'withdrawn' })],
      [
        'p1-gray',
        expect.objectContaining({
          lifecycle: 'on_sale',
          price_minor: 319_900,
          brand_id: 'jilang',
          weight_grams: 62_000,
          tracks_serials: false,
          title: whole.title,
        }),
      ],
    ]),
  )
  const [after] = await findProducts(db, ['p1'])
  expect(after!.version).toBe(3)
  const row = await db.row(sql`select price_from_minor, price_to_minor, facets from products.spus where spu_id = 'p1'`)
  expect(row).toEqual({
    price_from_minor: 319_900,
    price_to_minor: 319_900,
    facets: ['color:gray', 'door_style:cross', 'total_litres:502'],
  })
})

test('a file is a kept file; a picture of one channel is seen there only and keeps the product the same elsewhere', async () => {
  await db.tx((tx) =>
    saveCategories(tx, now, [
      {
        ...{ category_id: 'kettle', parent_id: 'large', name: words('水壶', 'Kettles') },
        attributes: [{ key: 'certificate', name: words('检验报告', 'Certificate'), type: 'file', filterable: true }],
      },
    ]),
  )
  const file = 'ab'.repeat(32)
  const kettle = (certificate: string, media: ProductItem['media'] = []) =>
    product('kettle', { category_id: 'kettle', specifications: { certificate }, media })
  expect((await save(kettle('javascript:alert(1)')))[0]).toMatchObject({ status: 'specification_invalid' })
  expect((await save(kettle(file)))[0]!.status).toBe('saved')
  expect((await db.row<{ facets: string[] }>(sql`select facets from products.spus where spu_id = 'kettle'`))!.facets).toEqual([])
  const media: ProductItem['media'] = [
    { role: 'cover', reference: 'world:kettle:white:front', channel_id: 'tmall', layout: 'tall' },
    { role: 'cover', reference: 'world:kettle:white:side' },
  ]
  expect((await save(kettle(file, media)))[0]!.status).toBe('saved')
  expect((await save(kettle(file, media)))[0]!.status).toBe('already_saved')
  const shown = (await get('/api/mall/products/kettle')) as { product: { media: { reference: string }[] } }
  expect(shown.product.media.map(({ reference }) => reference)).toEqual(['world:kettle:white:side'])
  const [stored] = await findProducts(db, ['kettle'])
  expect(stored!.media[0]).toMatchObject({ channel_id: 'tmall', layout: 'tall' })
  const { items } = (await get('/api/mall/products?category=kettle')) as { items: { cover: { reference: string } }[] }
  expect(items[0]!.cover.reference).toBe('world:kettle:white:side')
})

test('a fault refuses its own product only, and each outcome stands in its place', async () => {
  expect(
    await save(product('q1'), product('q2', { category_id: 'boats' }), product('q3', { skus: [sku('q1-1')] }), product('q4')),
  ).toMatchObject([
    { id: 'q1', status: 'saved' },
    { id: 'q2', status: 'category_not_found' },
    { id: 'q3', status: 'sku_of_another_product' },
    { id: 'q4', status: 'saved' },
  ])
})

test('lifecycle and prices move, are announced, and moving them again changes nothing', async () => {
  await save(product('l1'))
  const before = (await db.row<{ count: number }>(sql`select count(*) as count from core.events`))!.count
  const lifecycle = () => db.tx((tx) => setLifecycle(tx, theSystem, now, [{ spu_id: 'l1', lifecycle: 'withdrawn' }]))
  const prices = () =>
    db.tx((tx) =>
      setPrices(tx, theSystem, now, [
        { sku_id: 'l1-1', price_minor: 1000, list_price_minor: 2000 },
        { sku_id: 'none', price_minor: 1 },
      ]),
    )
  expect([await lifecycle(), await lifecycle()]).toMatchObject([[{ status: 'changed' }], [{ status: 'already_changed' }]])
  expect([await prices(), await prices()]).toMatchObject([
    [{ status: 'priced' }, { status: 'sku_not_found' }],
    [{ status: 'already_priced' }, { status: 'sku_not_found' }],
  ])
  const events = await db.rows(sql`select topic, items from core.events order by seq offset ${before}`)
  expect(events).toEqual([
    { topic: 'products.lifecycle_changed', items: [{ spu_id: 'l1', from: 'on_sale', to: 'withdrawn' }] },
    { topic: 'products.priced', items: [{ sku_id: 'l1-1', spu_id: 'l1', price_minor: 1000, list_price_minor: 2000, currency: 'CNY' }] },
  ])
  expect((await findProducts(db, ['l1']))[0]).toMatchObject({ lifecycle: 'withdrawn', skus: [{ price_minor: 1000 }] })
})

test('the moment a product opens is announced once, and again when it is moved; two that look at once tell it once', async () => {
  const [first, second] = ['2026-03-01T10:00:00.000Z', '2026-03-01T12:00:00.000Z']
  const opened = async (at: string) => (await Promise.all([announceOpenings(db, at), announceOpenings(db, at)])).reduce((a, b) => a + b)
  await save(product('opens', { opens_at: first }))
  expect([await opened('2026-03-01T09:59:59.000Z'), await opened(first), await opened(second)]).toEqual([0, 1, 0])
  await save(product('opens', { opens_at: second }))
  expect([await opened(first), await opened(second), await opened(second)]).toEqual([0, 1, 0])
  const told = { items: [{ spu_id: 'opens' }] }
  expect(await db.rows(sql`select items from core.events where topic = 'products.opened'`)).toEqual([told, told])
})

test('a changed template changes the facets of the products below', async () => {
  await save(product('t1'))
  const [large, refrigerator] = categories
  const attributes = refrigerator!.attributes!.map((one) => (one.key === 'total_litres' ? { ...one, filterable: false } : one))
  const change = (item: typeof refrigerator) => db.tx((tx) => saveCategories(tx, now, [large!, item!]))
  expect(await change({ ...refrigerator!, attributes })).toMatchObject([{ status: 'already_saved' }, { status: 'saved' }])
  const facets = async () => (await db.row<{ facets: string[] }>(sql`select facets from products.spus where spu_id = 't1'`))!.facets
  expect(await facets()).toEqual(['door_style:cross'])
  await change(refrigerator)
  expect(await facets()).toEqual(['door_style:cross', 'total_litres:502'])
})

test('law: a batch ends where its items one by one would, and sending it again changes nothing', async () => {
  const number = fc.integer({ min: 0, max: 3 })
  const item = fc.record({
    spu: number,
    skus: fc.uniqueArray(number, { minLength: 1 }),
    price: number,
    barcode: fc.option(fc.constantFrom('6901234567892', '96385074')),
    withdrawn: fc.boolean(),
    bad: fc.boolean(),
  })
  const snapshot = () =>
    db.rows(sql`
    select p.spu_id, p.lifecycle, p.title, p.price_from_minor, k.sku_id, k.position, k.withdrawn, k.price_minor, k.barcode
    from products.spus p join products.skus k using (spu_id) where p.spu_id like 'law%' order by p.spu_id, k.sku_id`)
  let round = 0
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 8 }), async (asked) => {
      await db.run(sql`update products.skus set barcode = null`)
      const items = (prefix: string) =>
        asked.map(({ spu, skus, price, barcode, withdrawn, bad }) =>
          product(`${prefix}-${spu}`, {
            category_id: bad ? 'boats' : 'refrigerator',
            lifecycle: withdrawn ? 'withdrawn' : 'on_sale',
            // SKU numbers are shared by all products of the round, so some belong to another already.
            skus: skus.map((n, i) => sku(`${prefix}-s${n}`, { price_minor: price + 1, barcode: i === 0 ? barcode : null })),
          }),
        )
      const name = `law${round++}`
      const plain = (rows: unknown) => JSON.parse(JSON.stringify(rows).replaceAll(`${name}b`, name))
      const together = await save(...items(name))
      const one = await snapshot()
      const again = await save(...items(name))
      if (!together.some((a, i) => a.status === 'saved' && together.findLastIndex((b) => b.id === a.id && b.status === 'saved') !== i)) {
        expect(await snapshot()).toEqual(one)
        expect(again.every(({ status }) => status !== 'saved')).toBe(true)
      }
      await db.run(sql`delete from products.skus where sku_id like 'law%'`)
      await db.run(sql`delete from products.spus where spu_id like 'law%'`)
      const apart = []
      for (const each of items(`${name}b`)) apart.push(...(await save(each)))
      expect(plain(apart.map(({ id, status }) => ({ id, status })))).toEqual(plain(together.map(({ id, status }) => ({ id, status }))))
      expect(plain(await snapshot())).toEqual(plain(one))
      await db.run(sql`delete from products.skus where sku_id like 'law%'`)
      await db.run(sql`delete from products.spus where spu_id like 'law%'`)
    }),
    { numRuns: 25 },
  )
})

test('two processes that save the same new products at once: one saves, the other finds them saved', async () => {
  const items = Array.from({ length: 20 }, (_, i) => product(`race-${i}`))
  const [one, two] = await Promise.all([save(...items), save(...[...items].reverse())])
  const statuses = [...one, ...two].map(({ status }) => status)
  expect(statuses.filter((status) => status === 'saved')).toHaveLength(20)
  expect(statuses.filter((status) => status === 'already_saved')).toHaveLength(20)
})

test('shoppers find by category, words, pinyin, initials, facets and price, page by page', async () => {
  await save(
    ...Array.from({ length: 7 }, (_, i) =>
      product(`find-${i}`, {
        title: words(`云岭静音冷柜${i}`, `Quiet freezer ${i}`),
        specifications: { total_litres: 100 + (i % 2), door_style: i < 3 ? 'two' : 'cross' },
        skus: [sku(`find-${i}-1`, { price_minor: 1000 + i })],
      }),
    ),
  )
  for (const q of ['云岭', '冷柜 静音', 'yunling', 'yunlingjingyin', 'ylj', 'quiet FREEZ', '云岭，冷柜！'])
    expect((await get(`/api/mall/products?q=${encodeURIComponent(q)}`)).items, q).toHaveLength(7)
  expect((await get(`/api/mall/products?q=${encodeURIComponent('，。！')}`)).items).toEqual([])
  expect((await app.inject({ url: `/api/mall/products?q=${encodeURIComponent("' | a:* \\")}` })).statusCode).toBe(200)

  const filtered = await get('/api/mall/products?q=yunling&category=large&facets=door_style:two&facets=total_litres:100')
  expect(filtered).toMatchObject({ count: 2, next: null })
  expect(filtered.facets).toEqual(
    expect.arrayContaining([
      { key: 'door_style', value: 'cross', count: 2 },
      { key: 'door_style', value: 'two', count: 2 },
      { key: 'total_litres', value: '101', count: 1 },
      { key: 'brand', value: 'jilang', count: 2 },
    ]),
  )
  for (const sort of ['newest', 'price_up', 'price_down', 'sales']) {
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await get(`/api/mall/products?q=yunling&sort=${sort}&limit=3${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.items.map((one: { spu_id: string }) => one.spu_id))
      cursor = page.next ?? ''
    } while (cursor)
    expect(new Set(seen).size, sort).toBe(7)
    expect(seen).toHaveLength(7)
    if (sort === 'price_up') expect(seen[0]).toBe('find-0')
  }
  expect((await app.inject({ url: `/api/mall/products?q=${'a'.repeat(10_000)}` })).statusCode).toBe(400)
  expect((await app.inject({ url: '/api/mall/products?sort=price_up&cursor=eyJ' })).json()).toMatchObject({ type: 'cursor_invalid' })
  expect((await app.inject({ url: '/api/mall/products/nothing' })).statusCode).toBe(404)
  expect(await get('/api/mall/products/find-1')).toMatchObject({
    product: { spu_id: 'find-1' },
    categories: [{ category_id: 'large' }, { category_id: 'refrigerator' }],
    brand: { brand_id: 'jilang' },
  })
})

test('every product with a page stands in one part of the list of pages, however many there are', async () => {
  await db.run(sql`
    insert into products.spus (spu_id, category_id, kind, lifecycle, title, selling_points, specifications, options, tags, tracks_lots, tracks_expiry,
      tracks_serials, tax_rate_bp, facets, search_words, content_hash, created_at, saved_at)
    select 'many-' || n, 'large', 'goods', case when n % 4 = 0 then 'withdrawn' else 'on_sale' end, '{}', '[]', '{}', '[]', '{}', false, false,
      false, 1300, '{}', ''::tsvector, '', now(), now() from generate_series(1, 16_000) n`)
  const { parts, items: none } = await get('/api/mall/product-pages')
  expect([parts, none]).toEqual([3, []])
  const pages: { spu_id: string }[][] = []
  for (let part = 1; part <= parts; part++) pages.push((await get(`/api/mall/product-pages?part=${part}`)).items)
  expect(pages.map(({ length }) => length).slice(0, 2)).toEqual([5_000, 5_000])
  const named = pages.flat().map(({ spu_id }) => spu_id)
  expect(new Set(named).size).toBe(named.length)
  expect(named.filter((id) => id.startsWith('many-'))).toHaveLength(12_000)
  expect((await get('/api/mall/product-pages?part=4')).items).toEqual([])
  expect((await app.inject({ url: '/api/mall/product-pages?part=0' })).statusCode).toBe(400)
  await db.run(sql`delete from products.spus where spu_id like 'many-%'`)
})

test('staff save within their brands, and bad input is named', async () => {
  const post = async (path: string, items: unknown[]) => {
    const response = await app.inject({ method: 'POST', url: `/api/admin/${path}`, payload: { items } })
    return [response.statusCode, response.json()] as const
  }
  expect(await post('products', [product('s1')])).toMatchObject([200, { outcomes: [{ id: 's1', status: 'saved' }] }])
  caller = { ...theSystem, kind: 'staff', brands: ['zhimu'] }
  expect(await post('products', [product('s1', { tags: ['mine'] })])).toMatchObject([409, { outcomes: [{ status: 'brand_not_yours' }] }])
  expect(await post('products/lifecycle', [{ spu_id: 's1', lifecycle: 'withdrawn' }])).toMatchObject([409, {}])
  expect(await post('products/prices', [{ sku_id: 's1-1', price_minor: 1 }])).toMatchObject([409, {}])
  expect(await post('categories', [{ category_id: 'x', name: words('x') }])).toMatchObject([403, {}])
  expect((await get('/api/admin/products')).items).toEqual([])
  expect((await app.inject({ url: '/api/admin/products/s1' })).statusCode).toBe(404)
  caller = { ...theSystem, kind: 'staff', permissions: new Set() }
  expect((await app.inject({ url: '/api/admin/products' })).json()).toMatchObject({
    status: 403,
    detail: expect.stringContaining('products.read'),
  })

  caller = theSystem
  expect(await post('products/prices', [{ sku_id: 's1-1', price_minor: 7 }])).toMatchObject([200, {}])
  expect(
    await post('categories', [
      { category_id: 'x', name: words('x'), attributes: [{ key: 'a', name: words('a'), type: 'number', unit: 'kWh/24h' }] },
    ]),
  ).toMatchObject([200, {}])
  expect((await get('/api/mall/categories')).categories).toContainEqual(
    expect.objectContaining({ category_id: 'x', attributes: [expect.objectContaining({ unit: 'kWh/24h' })] }),
  )
  const changes = await db.rows(sql`select subject, subject_id, action, before, route from core.changes order by subject, seq`)
  expect(changes).toEqual([
    expect.objectContaining({ subject: 'products.category', subject_id: 'x' }),
    expect.objectContaining({ subject: 'products.product', subject_id: 's1', action: 'saved', before: null }),
    {
      subject: 'products.sku',
      subject_id: 's1-1',
      action: 'priced',
      before: { price_minor: 299_900, list_price_minor: null },
      route: 'POST /api/admin/products/prices',
    },
  ])
  expect(await post('products', [{ ...product('s2'), skus: [sku('has space')] }])).toMatchObject([
    400,
    { detail: expect.stringContaining('sku_id') },
  ])
  expect(await post('products', [{ ...product('s2'), skus: [{ sku_id: 'a', price_minor: 'cheap' }] }])).toMatchObject([
    400,
    { detail: expect.stringContaining('price_minor') },
  ])
  expect(await post('products', [{ ...product('s2'), colour: 'red' }])).toMatchObject([400, { detail: expect.stringContaining('colour') }])
  expect(await post('products', [product('s2', { title: words('a\u0000b') })])).toMatchObject([400, { type: 'text_invalid' }])
  expect((await get('/api/admin/products?q=s1&limit=1')).items).toHaveLength(1)
  expect((await get('/api/admin/products/counts')).count).toBeGreaterThan(5)
})
