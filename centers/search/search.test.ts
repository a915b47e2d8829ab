import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setLifecycle, setPrices } from '#centers/products/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { consumeAll } from '#core/events.ts'
import { type App, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { loadCatalog } from '#world/load.ts'
import { consumers, due } from './events.ts'
import { judged } from './judged/queries.ts'
import { searchIndex } from './keep.ts'
import { editDistance } from './lexicon.ts'
import { searchesWritten } from './log.ts'
import { MemoryIndex } from './memory.ts'
import { takeQuantities } from './units.ts'
import { indexProducts } from './write.ts'

let database: ClonedDatabase
let db: Db
/** Another process, as it were: its own pool, so its own copy of the index. */
let other: Db
let app: App
let neighbor: App
const clock = handClock('2026-06-01T08:00:00.000Z')
/** How many products `冰箱` finds. */
let fridges = 0

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 6 })
  other = openDb({ ...database.connection, max: 4 })
  await loadCatalog(db, clock.now())
  await consumeAll(db, consumers, clock.now())
  await runDue(db, due, clock.now(), { strict: true })
  app = await createApp({ db, clock }, { authenticate: () => theSystem })
  neighbor = await createApp({ db: other, clock }, { authenticate: () => theSystem })
  fridges = (await ask({ q: '冰箱' })).count
}, 60_000)
afterAll(async () => {
  await app.close()
  await neighbor.close()
  await searchesWritten(db)
  await searchesWritten(other)
  const checked = await checkPromises(db)
  expect(checked.filter(({ offending }) => offending.length > 0)).toEqual([])
  await db.close()
  await other.close()
  await database.drop()
})

interface Found {
  items: { spu_id: string; price_from_minor: number; title: { zh: string } }[]
  next: string | null
  count: number
  facets: { key: string; value: string; count: number }[]
  corrected: string | null
  dropped: string[]
  help: { queries: string[]; categories: object[] } | null
  search_id: string | null
}
const ask = async (query: Record<string, string | number | string[]>, on: App = app): Promise<Found> => {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) for (const one of [value].flat()) params.append(key, String(one))
  const answer = await on.inject({ url: `/api/mall/search?${params}` })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
const post = async (path: string, items: object[]) => {
  const answer = await app.inject({ method: 'POST', url: `/api/admin/search/${path}`, payload: { items } })
  return { code: answer.statusCode, ...answer.json() }
}
const get = async (path: string) => (await app.inject({ url: `/api/admin/search/${path}` })).json()
const idsOf = ({ items }: Found) => items.map(({ spu_id }) => spu_id)

test('of five products shown first at least four answer the query, and hardly a query finds nothing', async () => {
  let sum = 0
  let nothing = 0
  const poor: string[] = []
  for (const { q, good } of judged) {
    const found = await ask({ q, limit: 5 })
    const places = Math.min(5, good.length)
    const precision =
      idsOf(found)
        .slice(0, places)
        .filter((id) => good.includes(id)).length / places
    sum += precision
    if (precision < 0.5) poor.push(`${q}: ${idsOf(found).join(' ')}`)
    if (found.count === 0) nothing++
  }
  expect(judged.length).toBeGreaterThanOrEqual(60)
  expect(sum / judged.length, poor.join('\n')).toBeGreaterThanOrEqual(0.9)
  expect(nothing / judged.length).toBeLessThan(0.05)
})

describe('narrowing', () => {
  test('facets count exactly what choosing them would leave, and a chosen key counts its other values', async () => {
    const all = await ask({ category: 'refrigerator', limit: 100 })
    for (const { key, value, count } of all.facets) {
      if (key === 'brand' || key === 'category') continue
      expect([key, value, (await ask({ category: 'refrigerator', facets: `${key}:${value}` })).count]).toEqual([key, value, count])
    }
    const [first] = all.facets.filter(({ key }) => key === 'color')
    const chosen = await ask({ category: 'refrigerator', facets: `color:${first!.value}` })
    expect(chosen.facets.filter(({ key }) => key === 'color').length).toBe(all.facets.filter(({ key }) => key === 'color').length)
    const two = all.facets.filter(({ key }) => key === 'color').slice(0, 2)
    const either = await ask({ category: 'refrigerator', facets: two.map(({ value }) => `color:${value}`), limit: 100 })
    expect(either.count).toBeGreaterThanOrEqual(chosen.count)
  })

  test('every order walks all pages without losing or repeating a product', async () => {
    for (const sort of ['relevance', 'sales', 'newest', 'price_up', 'price_down']) {
      const seen: Found['items'] = []
      let cursor: string | null = null
      let count = 0
      do {
        const page: Found = await ask({ q: '电', sort, limit: 7, ...(cursor ? { cursor } : {}) })
        seen.push(...page.items)
        cursor = page.next
        count = page.count
      } while (cursor)
      expect([sort, seen.length, new Set(seen.map(({ spu_id }) => spu_id)).size]).toEqual([sort, count, count])
      const prices = seen.map(({ price_from_minor }) => price_from_minor)
      if (sort === 'price_up') expect(prices).toEqual([...prices].sort((a, b) => a - b))
      if (sort === 'price_down') expect(prices).toEqual([...prices].sort((a, b) => b - a))
    }
  })

  test('price bounds hold', async () => {
    const found = await ask({ q: '电视', price_from_minor: 300_000, price_to_minor: 600_000, limit: 50 })
    expect(found.count).toBeGreaterThan(0)
    for (const { price_from_minor } of found.items) {
      expect(price_from_minor).toBeGreaterThanOrEqual(300_000)
      expect(price_from_minor).toBeLessThanOrEqual(600_000)
    }
  })
})

test('what was misread is said, what nothing was found for is said, and nothing at all comes with help', async () => {
  expect((await ask({ q: '冰想' })).corrected).toBe('冰箱')
  const relaxed = await ask({ q: '冰箱 qqxzvw' })
  expect([relaxed.count > 0, relaxed.dropped]).toEqual([true, ['qqxzvw']])
  const nothing = await ask({ q: 'qqxzvw' })
  expect([nothing.count, nothing.help!.categories.length > 5]).toEqual([0, true])
})

test('of a word that nothing is known of, single characters are not searched for; a name of goods among such words is', async () => {
  for (const q of ['显卡', '按摩椅', '帐篷']) expect([q, (await ask({ q })).count]).toEqual([q, 0])
  expect((await ask({ q: '送礼喝的茶' })).count).toBeGreaterThan(0)
})

test.each([
  ['!!!'],
  ['，。？'],
  ['   '],
  ['%'],
  ["';--"],
  ['<script>alert(1)</script>'],
  ['\u202e冰箱'],
  ['💡'],
  ['0'],
  ['a'.repeat(200)],
  ['冰'.repeat(200)],
])('strange text %j is answered', async (q) => {
  const found = await ask({ q })
  expect(found.count).toBeGreaterThanOrEqual(0)
})

test('a text of ten thousand characters is refused with the reason', async () => {
  const answer = await app.inject({ url: `/api/mall/search?q=${'a'.repeat(10_000)}` })
  expect([answer.statusCode, answer.json().detail]).toEqual([400, expect.stringMatching(/q/)])
  expect((await app.inject({ url: '/api/mall/search?cursor=eyJ' })).json()).toMatchObject({ type: 'cursor_invalid' })
})

test('whatever is typed is answered, within time that does not explode', async () => {
  const { index } = await searchIndex(db)
  const piece = fc.oneof(
    fc.constantFrom('冰箱', 'bx', '55', '寸', 'dian', '奶粉', ' ', '的', '-', '.', 'kg', '電'),
    fc.string({ maxLength: 8, unit: 'grapheme' }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const found = index.find({ q: pieces.join(''), sort: 'relevance', limit: 5, now: clock.now() })
      expect(found.spu_ids.length).toBeLessThanOrEqual(5)
      expect(found.count).toBeGreaterThanOrEqual(found.spu_ids.length)
      // Scratch memory is clean afterwards: the same question has the same answer.
      expect(index.find({ q: '冰箱', sort: 'relevance', limit: 3, now: clock.now() }).count).toBe(fridges)
    }),
    { numRuns: 300, seed: 7 },
  )
})

test('suggestions come by characters, pinyin and initials', async () => {
  const suggest = async (q: string) => (await app.inject({ url: `/api/mall/suggestions?q=${encodeURIComponent(q)}` })).json().suggestions
  for (const q of ['冰', 'bingx', 'bx', 'Refrig'])
    expect([q, await suggest(q)]).toEqual([q, expect.arrayContaining([expect.objectContaining({ id: 'refrigerator' })])])
  expect(await suggest('jil')).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'brand', id: 'jilang' })]))
  expect((await suggest('山岚'))[0]).toMatchObject({ kind: 'product' })
  expect(await suggest('，')).toEqual([])
})

test('another process follows: a new price, a product withdrawn and back', async () => {
  const spu_id = 'jl-cam-kanjia'
  expect(idsOf(await ask({ q: '云台摄像头' }, neighbor))[0]).toBe(spu_id)
  const follow = async () => {
    await consumeAll(db, consumers, clock.now())
    await runDue(db, due, clock.now(), { strict: true })
  }
  await db.tx((tx) => setLifecycle(tx, theSystem, clock.now(), [{ spu_id, lifecycle: 'withdrawn' }]))
  await follow()
  for (const on of [app, neighbor]) await expect.poll(async () => idsOf(await ask({ q: '云台摄像头' }, on))).not.toContain(spu_id)
  await db.tx((tx) => setLifecycle(tx, theSystem, clock.now(), [{ spu_id, lifecycle: 'on_sale' }]))
  const [sku] = await db.rows<{ sku_id: string }>(sql`select sku_id from products.skus where spu_id = ${spu_id}`)
  await db.tx((tx) => setPrices(tx, theSystem, clock.now(), [{ sku_id: sku!.sku_id, price_minor: 77_700 }]))
  await follow()
  for (const on of [app, neighbor])
    await expect.poll(async () => idsOf(await ask({ q: '摄像头', price_from_minor: 77_700, price_to_minor: 77_700 }, on))).toEqual([spu_id])
})

test('a rebuild goes on beside the answers, and both generations hear of changes meanwhile', async () => {
  const before = await get('index')
  expect((await app.inject({ method: 'POST', url: '/api/admin/search/rebuild' })).json().outcomes[0].status).toBe('asked')
  expect((await app.inject({ method: 'POST', url: '/api/admin/search/rebuild' })).json().outcomes[0].status).toBe('already_asked')
  await db.tx((tx) => indexProducts(tx, ['jl-ref-shanlan']))
  expect((await get('index')).built).toBe(1)
  expect((await ask({ q: '冰箱' })).count).toBe(fridges)
  await runDue(db, due, clock.now(), { strict: true })
  expect(await get('index')).toMatchObject({ generation: before.generation + 1, building: null, documents: before.documents })
  await expect.poll(async () => (await ask({ q: '冰箱' })).count).toBe(fridges)
  expect(await db.row(sql`select count(*) as rows from search.documents where generation <= ${before.generation}`)).toEqual({ rows: 0 })
})

test('operators teach words and place products', async () => {
  expect((await ask({ q: '保鲜大白' })).dropped.length).toBeGreaterThan(0)
  const id = newId()
  expect(await post('synonyms', [{ id, words: ['冰箱', '保鲜大白'] }])).toMatchObject({ code: 200, outcomes: [{ status: 'saved' }] })
  expect(await post('synonyms', [{ id, words: ['冰箱', '保鲜大白'] }])).toMatchObject({ outcomes: [{ status: 'already_saved' }] })
  await expect.poll(async () => (await ask({ q: '保鲜大白' })).count).toBe(fridges)
  expect(await post('synonyms/removal', [{ id }])).toMatchObject({ outcomes: [{ status: 'removed' }] })
  await expect.poll(async () => (await ask({ q: '保鲜大白' })).count).not.toBe(fridges)

  const last = idsOf(await ask({ q: 'bingxiang', limit: 100 })).at(-1)!
  const pin = { id: newId(), q: 'BingXiang', action: 'pin', spu_id: last, position: 1, note: '清库存' }
  expect(await post('placements', [pin])).toMatchObject({ code: 200, outcomes: [{ status: 'saved' }] })
  await expect.poll(async () => idsOf(await ask({ q: 'bingxiang' }))[0]).toBe(last)
  expect(idsOf(await ask({ q: 'bingxiang', sort: 'price_up' }))[0]).not.toBe(last)
  const rest = await ask({ q: 'bingxiang', limit: 5 })
  const next = await ask({ q: 'bingxiang', limit: 5, cursor: rest.next! })
  expect(idsOf(next).filter((one) => idsOf(rest).includes(one))).toEqual([])
  const bury = { id: newId(), category_id: 'television', action: 'bury', brand_id: 'jilang', note: '试' }
  expect(await post('placements', [bury])).toMatchObject({ outcomes: [{ status: 'saved' }] })
  expect(await post('placements/removal', [{ id: pin.id }, { id: bury.id }])).toMatchObject({ code: 200 })

  expect(await post('stop-words', [{ word: '大甩卖', stops: true }])).toMatchObject({ outcomes: [{ status: 'saved' }] })
  await expect.poll(async () => (await ask({ q: '大甩卖冰箱' })).dropped).toEqual([])
})

test.each([
  ['two aims', { q: '冰箱', category_id: 'refrigerator', action: 'boost', spu_id: 'jl-ref-shanlan' }, 'aim_unclear'],
  ['only punctuation', { q: '!!', action: 'boost', spu_id: 'jl-ref-shanlan' }, 'aim_unclear'],
  ['no target', { q: '冰箱', action: 'boost' }, 'target_unclear'],
  ['a brand pinned', { q: '冰箱', action: 'pin', brand_id: 'jilang', position: 1 }, 'target_unclear'],
  ['no place', { q: '冰箱', action: 'pin', spu_id: 'jl-ref-shanlan' }, 'position_missing'],
  [
    'ends first',
    { q: '冰箱', action: 'bury', spu_id: 'jl-ref-shanlan', starts_at: '2026-06-02T00:00:00Z', ends_at: '2026-06-01T00:00:00Z' },
    'period_ends_before_it_starts',
  ],
  ['unknown product', { q: '冰箱', action: 'bury', spu_id: 'nothing' }, 'product_not_found'],
  ['unknown brand', { q: '冰箱', action: 'bury', brand_id: 'nobody' }, 'brand_not_found'],
  ['unknown category', { category_id: 'nowhere', action: 'bury', brand_id: 'jilang' }, 'category_not_found'],
])('a placement with %s is refused', async (_what, item, status) => {
  expect(await post('placements', [{ id: newId(), note: 'x', ...item }])).toMatchObject({ code: 409, outcomes: [{ status }] })
})

test('the log counts searches, what found nothing, and what was opened, once', async () => {
  const first = await ask({ q: '望江电视' })
  await ask({ q: '望江电视' })
  await ask({ q: 'wqwqwq' })
  const click = { search_id: first.search_id, spu_id: first.items[1]!.spu_id, position: 2 }
  const clicks = async (items: object[]) =>
    (await app.inject({ method: 'POST', url: '/api/mall/search/clicks', payload: { items } })).json()
  expect(await clicks([click])).toEqual({ counted: 1 })
  expect(await clicks([click, { ...click, search_id: newId() }])).toEqual({ counted: 0 })
  const { items } = await get('queries?limit=200')
  expect(items.find(({ q }: { q: string }) => q === '望江电视')).toMatchObject({ searches: 2, nothing: 0, clicks: 1, mean_place: 2 })
  const nothing = await get('queries?tab=nothing')
  expect(nothing.items.map(({ q }: { q: string }) => q)).toContain('wqwqwq')
  expect((await get('totals')).clicks).toBe(1)
  clock.advance(91 * 86_400_000)
  await runDue(db, due, clock.now(), { strict: true })
  expect(await db.row(sql`select count(*) as rows from search.searches`)).toEqual({ rows: 0 })
})

test.each([
  ['800克', ['0.8kg']],
  ['55寸', ['55inch']],
  ['65" tv', ['65inch']],
  ['5 斤', ['2.5kg']],
  ['250ml', ['0.25l']],
  ['10 games', []],
  ['7kW', []],
  ['7kw', ['7kw']],
])('quantities of %j', (text, words) => {
  expect(takeQuantities(text).quantities.map(({ word }) => word)).toEqual(words)
})

test.each([
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['abcd', 'abc', 1],
  ['abcd', 'xbcd', 1],
  ['abcd', 'dcba', 3],
])('from %s to %s', (a, b, distance) => {
  expect(editDistance(a, b, 2)).toBe(distance)
})

test('a product put many times is one product', () => {
  const index = new MemoryIndex()
  const document = {
    ...{
      spu_id: 'a',
      gone: false,
      words: '7灯 3护眼',
      name: { zh: '灯', en: 'lamp' },
      facets: ['color:red'],
      categories: ['lamp'],
      brand_id: 'b',
    },
    ...{ tags: [], lifecycle: 'on_sale', price_minor: 100, sales_count: 1, created_at: '2026-01-01T00:00:00Z' },
  }
  for (let i = 0; i < 5000; i++) index.put({ ...document, price_minor: i + 1 })
  const found = index.find({ q: '灯', sort: 'relevance', limit: 5, now: clock.now() })
  expect([found.spu_ids, found.count, found.prices, index.size]).toEqual([['a'], 1, { from_minor: 5000, to_minor: 5000 }, 1])
  index.put({ ...document, gone: true })
  expect(index.find({ q: '灯', sort: 'relevance', limit: 5, now: clock.now() }).count).toBe(0)
})
