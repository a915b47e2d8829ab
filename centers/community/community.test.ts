import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliverParcels, shipParcels } from '#centers/fulfillment/write.ts'
import { eraseUser, exportUser } from '#centers/identity/privacy/write.ts'
import { loadUsers } from '#centers/identity/write.ts'
import { correctStock } from '#centers/inventory/write.ts'
import { advanceOrders } from '#centers/orders/write.ts'
import { saveBrands, saveProducts, setLifecycle, setPrices } from '#centers/products/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, fillWallets, openShop } from '#checks/support/shop.ts'
import { announce, consumeAll } from '#core/events.ts'
import { type Files, openFiles } from '#core/files.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { consumers } from './events.ts'
import { tellFollowers } from './follows/write.ts'
import { contact, decideText, findWords, maskName } from './rules.ts'
import { forgetOldViews } from './views/write.ts'
import { judgeVoices, voteHelpful, writeReviews } from './write.ts'

process.env.TONGSHANG_SECRET ??= 'a secret of the tests, long enough for anything'
let database: ClonedDatabase
let db: Db
let app: App
let files: Files
let caller: Caller = nobody
const folder = mkdtempSync(join(tmpdir(), 'tongshang-community-'))
const clock = handClock('2026-03-02T01:00:00.000Z')
const person = (name: string): Caller => ({ ...nobody, kind: 'member', id: newId(), name })
const lin = person('林知夏')
const zhou = person('周屿')
const editor: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '编辑' }

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 8 })
  files = await openFiles(folder)
  app = await createApp({ db, clock, files }, { authenticate: () => caller })
  await openShop(db, clock.now(), { prices: { tea: 5_000, cup: 2_000 }, stock: { east: { tea: 500, cup: 500 } } })
  await db.tx((tx) => saveBrands(tx, theSystem, clock.now(), [{ brand_id: 'leaf', name: { zh: '叶', en: 'Leaf' } }]))
  await db.run(sql`update products.spus set brand_id = 'leaf' where spu_id = 'spu-cup'`)
  await db.tx((tx) =>
    saveProducts(tx, theSystem, clock.now(), [
      {
        ...{ spu_id: 'spu-pot', category_id: 'all', lifecycle: 'planned', title: { zh: '壶', en: 'Pot' } },
        skus: [{ sku_id: 'pot', price_minor: 9_000 }],
      },
    ]),
  )
  for (const { id, name } of [lin, zhou]) await loadUsers(db, [{ id: id!, name, handles: [] }], clock.now())
  await fillWallets(db, clock.now(), [lin.id!, zhou.id!], 10_000_000)
})
afterAll(async () => {
  await app.close()
  await files.close()
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
  await db.close()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => clock.advance(3_600_000))

const post = async (as: Caller, url: string, payload: object) => {
  caller = as
  const answer = await app.inject({ method: 'POST', url: `/api/${url}`, payload })
  return { code: answer.statusCode, ...answer.json() }
}
const one = async (as: Caller, url: string, item: object) => (await post(as, url, { items: [item] })).outcomes[0]
const get = async (as: Caller, url: string) => {
  caller = as
  return (await app.inject({ url: `/api/${url}` })).json()
}
/** Buys and receives; every line can be reviewed. */
async function bought(as: Caller, sku_ids: string[], delivered = true): Promise<string> {
  const prices: Record<string, number> = { tea: 5_000, cup: 2_000, pot: 9_000 }
  const goods = sku_ids.reduce((sum, id) => sum + prices[id]!, 0)
  const order = anOrder(
    sku_ids.map((sku_id) => ({ sku_id, quantity: 1 })),
    goods + (goods < 9_900 ? 800 : 0),
  )
  const placed = await post(as, 'mall/orders', order)
  expect(placed.outcomes[0].status).toBe('placed')
  if (!delivered) return order.id
  const id = newId()
  await db.tx((tx) =>
    shipParcels(tx, 'c', clock.now(), [{ id, order_id: order.id, group_no: 1, carrier: 'sf', waybill_no: `SF${id.slice(0, 8)}` }]),
  )
  await db.tx((tx) => deliverParcels(tx, 'd', clock.now(), [{ id }]))
  return order.id
}
const review = (order_id: string, more: object = {}) => ({
  id: newId(),
  order_id,
  line_no: 1,
  stars: 5,
  words: '香气很正，回甘快。',
  ...more,
})
const show = (id: string) => one(editor, 'admin/community/judgments', { id, state: 'shown' })
const told = async (template: string, user: Caller) => {
  await consumeAll(db, consumers, clock.now())
  const rows = await db.rows<{ item: { template: string; to: { user_id: string }; values: Record<string, string> } }>(
    sql`select jsonb_array_elements(items) as item from core.events where topic = 'messages.requested' order by seq`,
  )
  return rows.map(({ item }) => item).filter((item) => item.template === template && item.to.user_id === user.id)
}

test('a buyer reviews what arrived, somebody reads it, everybody sees it, the house answers, and he adds to it later', async () => {
  const order_id = await bought(lin, ['tea'])
  expect((await get(lin, 'mall/me/reviewable')).items).toMatchObject([{ order_id, line_no: 1, spu_id: 'spu-tea' }])
  const item = review(order_id)
  expect(await one(lin, 'mall/reviews', item)).toEqual({ id: item.id, status: 'written' })
  expect(await one(lin, 'mall/reviews', item)).toEqual({ id: item.id, status: 'already_written' })
  expect((await get(lin, 'mall/me/reviewable')).items).toEqual([])
  expect((await get(nobody, 'mall/products/spu-tea/reviews')).items).toEqual([])
  expect((await get(lin, 'mall/me/voices')).items).toMatchObject([{ state: 'waiting', words: item.words }])
  expect(await get(editor, 'admin/community/counts')).toMatchObject({ waiting: 1, shown: 0 })
  expect((await show(item.id)).status).toBe('judged')
  expect((await show(item.id)).status).toBe('already_judged')
  const seen = await get(nobody, 'mall/products/spu-tea/reviews')
  expect(seen).toMatchObject({ items: [{ author_name: '林*夏', stars: 5 }], rating: { count: 1, average: 5, spread: [0, 0, 0, 0, 1] } })
  expect(JSON.stringify(seen)).not.toContain(lin.id)

  expect((await one(editor, 'admin/community/replies', { id: newId(), about_id: item.id, words: '谢谢您。' })).status).toBe('replied')
  const later = { id: newId(), review_id: item.id, words: '喝了一个月，还是好。' }
  expect((await one(zhou, 'mall/follow-ups', { ...later, id: newId() })).status).toBe('review_not_found')
  expect((await one(lin, 'mall/follow-ups', later)).status).toBe('written')
  expect((await one(lin, 'mall/follow-ups', { ...later, id: newId() })).status).toBe('followed_up_before')
  await show(later.id)
  expect((await get(nobody, 'mall/products/spu-tea/reviews')).items[0]).toMatchObject({
    reply: '谢谢您。',
    follow_up: { words: later.words },
  })
  expect(await told('community.answered', lin)).toHaveLength(1)
})

test('who may not review is told why', async () => {
  const waiting = await bought(lin, ['tea'], false)
  const order_id = await bought(lin, ['tea', 'cup'])
  expect((await one(lin, 'mall/reviews', review(waiting))).status).toBe('not_delivered')
  expect((await one(zhou, 'mall/reviews', review(order_id))).status).toBe('line_not_found')
  expect((await one(lin, 'mall/reviews', review(order_id, { line_no: 3 }))).status).toBe('line_not_found')
  expect((await one(lin, 'mall/reviews', review(order_id, { pictures: ['a'.repeat(64)] }))).status).toBe('picture_not_found')
  const first = review(order_id)
  expect((await one(lin, 'mall/reviews', first)).status).toBe('written')
  expect((await one(lin, 'mall/reviews', { ...first, words: '别的话' })).status).toBe('id_used_for_another')
  expect((await one(lin, 'mall/reviews', review(order_id))).status).toBe('reviewed_before')
  expect((await post(lin, 'mall/reviews', { items: [review(order_id, { stars: 6 })] })).code).toBe(400)
  expect((await post(lin, 'mall/reviews', { items: [review(order_id, { words: '' })] })).code).toBe(400)
  expect((await post(nobody, 'mall/reviews', { items: [review(order_id)] })).code).toBe(401)
})

test('listed words are refused or read first; so are ways to reach people outside', async () => {
  const saved = await post(editor, 'admin/community/words', {
    items: [
      { word: '刷单', action: 'refuse' },
      { word: '假货', action: 'flag' },
      { word: '……', action: 'flag' },
    ],
  })
  expect(saved.outcomes.map(({ status }: { status: string }) => status)).toEqual(['saved', 'saved', 'word_empty'])
  const order_id = await bought(lin, ['tea', 'cup'])
  const refused = await one(lin, 'mall/reviews', review(order_id, { words: '找我刷 · 单' }))
  expect(refused).toMatchObject({ status: 'word_refused', detail: expect.stringContaining('刷单') })
  const flagged = review(order_id, { words: '怀疑是假-货，加微信细说' })
  expect((await one(lin, 'mall/reviews', flagged)).status).toBe('written')
  const { items } = await get(editor, 'admin/community/voices?flagged=true')
  expect(items).toMatchObject([{ voice_id: flagged.id, flagged: ['假货', contact] }])
  expect((await one(editor, 'admin/community/judgments', { id: flagged.id, state: 'hidden' })).status).toBe('reason_missing')
  expect((await one(editor, 'admin/community/judgments', { id: flagged.id, state: 'hidden', reason: '含站外联系方式' })).status).toBe(
    'judged',
  )
  expect((await told('community.hidden', lin))[0]!.values).toMatchObject({ why: '含站外联系方式' })
  expect((await one(lin, 'mall/follow-ups', { id: newId(), review_id: flagged.id, words: '追加' })).status).toBe('review_not_found')
  const gone = await post(editor, 'admin/community/word-removals', { words: ['刷单', '假货', '没有'] })
  expect(gone.outcomes.map(({ status }: { status: string }) => status)).toEqual(['removed', 'removed', 'already_removed'])
})

test('a question goes to buyers once it was read; buyers and the house answer, others may not', async () => {
  await bought(zhou, ['cup'])
  const question = { id: newId(), spu_id: 'spu-cup', words: '能进微波炉吗？' }
  expect((await one(lin, 'mall/questions', { ...question, id: newId(), spu_id: 'nothing' })).status).toBe('product_not_found')
  expect((await one(lin, 'mall/questions', question)).status).toBe('written')
  const answer = { id: newId(), question_id: question.id, words: '能，别盖盖子。' }
  expect((await one(zhou, 'mall/answers', answer)).status).toBe('question_not_found')
  await show(question.id)
  expect(await told('community.asked', zhou)).toHaveLength(1)
  expect(await told('community.asked', lin)).toHaveLength(0)
  expect((await get(zhou, 'mall/me/asked')).items).toMatchObject([{ id: question.id }])
  expect((await one(person('路人'), 'mall/answers', { ...answer, id: newId() })).status).toBe('not_bought')
  expect((await one(zhou, 'mall/answers', answer)).status).toBe('written')
  expect((await get(zhou, 'mall/me/asked')).items).toEqual([])
  await show(answer.id)
  const house = { id: newId(), about_id: question.id, words: '可以，最高 800 瓦。' }
  expect((await one(editor, 'admin/community/replies', house)).status).toBe('replied')
  expect((await one(editor, 'admin/community/replies', house)).status).toBe('already_replied')
  expect((await get(nobody, 'mall/products/spu-cup/questions')).items[0].answers).toMatchObject([
    { by_house: true, words: house.words },
    { by_house: false, author_name: '周*', words: answer.words },
  ])
  expect(await told('community.answered', lin)).not.toHaveLength(0)
  // Asked within the week: not again, whatever the question.
  const another = { id: newId(), spu_id: 'spu-cup', words: '多大容量？' }
  await one(lin, 'mall/questions', another)
  await show(another.id)
  expect(await told('community.asked', zhou)).toHaveLength(1)
})

test('the desk of a brand sees and judges its own only', async () => {
  const order_id = await bought(lin, ['cup'])
  const item = review(order_id, { stars: 2 })
  await one(lin, 'mall/reviews', item)
  const other: Caller = { ...editor, brands: ['other'], partners: [] }
  expect((await get(other, 'admin/community/voices')).items).toEqual([])
  expect((await one(other, 'admin/community/judgments', { id: item.id, state: 'shown' })).status).toBe('voice_not_found')
  caller = other
  expect((await app.inject({ url: `/api/admin/community/voices/${item.id}` })).statusCode).toBe(404)
  expect((await get(editor, `admin/community/voices/${item.id}`)).words).toBe(item.words)
})

describe('pictures', () => {
  const send = async (body: Buffer, as: Caller = lin) => {
    caller = as
    const answer = await app.inject({
      method: 'POST',
      url: '/api/mall/review-pictures',
      payload: body,
      headers: { 'content-type': 'application/octet-stream' },
    })
    return { code: answer.statusCode, ...answer.json() }
  }
  test('are drawn anew, without where they were taken, and stand in a review', async () => {
    const taken = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#8a5' } })
      .withExif({ IFD3: { GPSLatitude: '29/1 33/1 0/1' } })
      .jpeg()
      .toBuffer()
    const { code, file } = await send(taken)
    expect(code).toBe(200)
    const kept = await sharp(await files.localPath(file)).metadata()
    expect(kept).toMatchObject({ width: 900, height: 600 })
    expect(kept.exif).toBeUndefined()
    const order_id = await bought(lin, ['tea'])
    const foreign = review(await bought(zhou, ['tea']), { pictures: [file] })
    expect((await one(zhou, 'mall/reviews', foreign)).status).toBe('picture_not_found')
    const item = review(order_id, { pictures: [file] })
    expect((await one(lin, 'mall/reviews', item)).status).toBe('written')
    await show(item.id)
    expect((await get(nobody, 'mall/products/spu-tea/reviews?with_pictures=true')).items).toMatchObject([{ pictures: [file] }])
    caller = nobody
    expect((await app.inject({ url: `/media/${file}/320.webp` })).statusCode).toBe(200)
  })
  const bomb = () =>
    sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: '#fff' } })
      .png({ compressionLevel: 9 })
      .toBuffer()
  test.each<[string, () => Buffer | Promise<Buffer>, number, string]>([
    [
      'SVG with script',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      422,
      'file_type_refused',
    ],
    ['a page called a picture', () => Buffer.from('<html><script>alert(1)</script></html>'), 422, 'file_type_refused'],
    ['PDF', () => Buffer.from('%PDF-1.7 not a picture'), 422, 'file_type_refused'],
    ['a broken picture', () => Buffer.from('\xff\xd8\xff\xe0 and nothing behind it', 'latin1'), 422, 'picture_invalid'],
    ['a picture that unfolds into 144 million pixels', bomb, 422, 'picture_invalid'],
    ['100 MB', () => Buffer.alloc(100 * 1024 * 1024, 1), 413, 'file_too_large'],
    ['nothing', () => Buffer.alloc(0), 422, 'file_empty'],
  ])('%s is refused with a reason', async (_what, body, code, type) => {
    expect(await send(await body())).toMatchObject({ code, type })
  })
})

test('script in any text is kept as the text it is', async () => {
  const order_id = await bought(lin, ['tea'])
  const words = '<img src=x onerror=alert(1)><script>alert(1)</script>'
  const item = review(order_id, { words })
  expect((await one(lin, 'mall/reviews', item)).status).toBe('written')
  expect((await get(lin, 'mall/me/voices')).items[0].words).toBe(words)
  expect((await post(lin, 'mall/questions', { items: [{ id: newId(), spu_id: 'spu-tea', words: 'nul \u0000' }] })).code).toBe(400)
  expect((await post(lin, 'mall/questions', { items: [{ id: newId(), spu_id: 'spu-tea', words: 'x'.repeat(501) }] })).code).toBe(400)
})

test('two at once: one review of a line, one vote of a member', async () => {
  const order_id = await bought(zhou, ['tea'])
  const author = { id: zhou.id!, name: zhou.name }
  const both = await Promise.all([0, 1].map(() => db.tx((tx) => writeReviews(tx, author, clock.now(), [review(order_id)]))))
  expect(both.map(([outcome]) => outcome!.status).sort()).toEqual(['reviewed_before', 'written'])
  const { id } = both.flat().find(({ status }) => status === 'written')!
  await Promise.all([0, 1].map(() => db.tx((tx) => judgeVoices(tx, theSystem, clock.now(), [{ id, state: 'shown' }]))))
  const votes = await Promise.all([0, 1].map(() => db.tx((tx) => voteHelpful(tx, lin.id!, clock.now(), [{ id, helpful: true }]))))
  expect(votes.map(([outcome]) => outcome!.status).sort()).toEqual(['already_so', 'voted'])
  expect((await one(zhou, 'mall/helpful-votes', { id, helpful: true })).status).toBe('own_review')
  expect((await get(lin, 'mall/me/helpful-votes?spu_id=spu-tea')).ids).toEqual([id])
  expect((await one(lin, 'mall/helpful-votes', { id, helpful: false })).status).toBe('taken_back')
})

test('law: judging in a batch ends where judging one by one would, and the stars follow', async () => {
  const orders = [await bought(lin, ['tea', 'cup']), await bought(zhou, ['tea', 'cup'])]
  const ids: string[] = []
  for (const [i, as] of [lin, zhou].entries())
    for (const line_no of [1, 2]) {
      const item = review(orders[i]!, { line_no, stars: line_no + i })
      expect((await one(as, 'mall/reviews', item)).status).toBe('written')
      ids.push(item.id)
    }
  const judgment = fc.record({
    id: fc.constantFrom(...ids),
    state: fc.constantFrom('shown' as const, 'hidden' as const),
    reason: fc.constant('看过'),
  })
  const ends = () =>
    db.rows(sql`
    select voice_id, state, reason, (select to_jsonb(r) from community.ratings r where r.spu_id = v.spu_id) as stars
    from community.voices v where voice_id = any(${ids}::uuid[]) order by voice_id`)
  await fc.assert(
    fc.asyncProperty(fc.array(judgment, { minLength: 1, maxLength: 6 }), async (items) => {
      await db.tx((tx) => judgeVoices(tx, theSystem, clock.now(), items))
      const together = await ends()
      for (const item of items) await db.tx((tx) => judgeVoices(tx, theSystem, clock.now(), [item]))
      expect(await ends()).toEqual(together)
    }),
    { numRuns: 15, seed: 7 },
  )
})

test('a follower is told that it can be bought, is cheaper, is there again: each once', async () => {
  const follow = (spu_id: string, on = true) => one(lin, 'mall/me/follows', { spu_id, follow: on })
  expect((await follow('nothing')).status).toBe('product_not_found')
  expect((await follow('spu-pot')).status).toBe('following')
  expect((await follow('spu-cup')).status).toBe('following')
  await consumeAll(db, consumers, clock.now())
  expect(await told('community.on_sale', lin)).toEqual([])

  await db.tx((tx) => setLifecycle(tx, theSystem, clock.now(), [{ spu_id: 'spu-pot', lifecycle: 'on_sale' }]))
  expect(await told('community.on_sale', lin)).toHaveLength(1)

  const price = (price_minor: number) =>
    db.tx((tx) => setPrices(tx, theSystem, clock.now(), [{ sku_id: 'cup', price_minor, list_price_minor: null }]))
  await price(1_500)
  expect((await told('community.cheaper', lin)).map(({ values }) => values.price)).toEqual(['¥15.00'])
  await price(1_800)
  await price(1_500)
  expect(await told('community.cheaper', lin)).toHaveLength(1)
  await price(1_200)
  expect(await told('community.cheaper', lin)).toHaveLength(2)

  await db.tx((tx) => correctStock(tx, clock.now(), [{ id: newId(), node_id: 'east', sku_id: 'pot', change: 5, reason: 'found' }]))
  clock.advance(120_000)
  expect(await tellFollowers(db, clock.now())).toBe(1)
  expect(await tellFollowers(db, clock.now())).toBe(0)
  expect(await told('community.back_in_stock', lin)).toHaveLength(1)

  expect((await get(lin, 'mall/me/follows')).items.map(({ spu_id }: { spu_id: string }) => spu_id).sort()).toEqual(['spu-cup', 'spu-pot'])
  expect((await follow('spu-pot', false)).status).toBe('stopped')
  expect((await get(lin, 'mall/me/follows')).items).toHaveLength(1)
})

test('a visitor follows and is remembered; who signs in has all of it, once', async () => {
  const post = async (as: Caller, path: string, payload: object) => {
    caller = as
    const answer = await app.inject({ method: 'POST', url: `/api/mall/me/${path}`, payload })
    return { code: answer.statusCode, cookie: answer.cookies.find(({ name }) => name === 'visitor')?.value, ...answer.json() }
  }
  const guest = { ...nobody, id: newId() }
  const her = { ...person('归来的人') }
  await loadUsers(db, [{ id: her.id!, name: her.name, handles: [] }], clock.now())
  const looked = async (as: Caller) => (await get(as, 'mall/me/views')).items.map(({ spu_id }: { spu_id: string }) => spu_id)
  const followed = async (as: Caller) => (await get(as, 'mall/me/follows')).items.map(({ spu_id }: { spu_id: string }) => spu_id)
  expect([await looked(nobody), await followed(nobody)]).toEqual([[], []])
  expect((await post(nobody, 'views', { items: [{ spu_id: 'spu-tea' }] })).cookie).toMatch(/^[\w-]{43}$/)
  expect((await post(guest, 'views', { items: [{ spu_id: 'nothing' }] })).outcomes[0]).toMatchObject({ status: 'product_not_found' })
  expect((await post(guest, 'views', { items: [] })).code).toBe(400)
  expect((await post(guest, 'views', { items: [{ spu_id: '<b>' }] })).code).toBe(400)
  expect((await post(guest, 'views', { items: [{ spu_id: 'spu-tea' }] })).following).toEqual([])
  expect((await post(guest, 'follows', { items: [{ spu_id: 'spu-cup', follow: true }] })).outcomes[0].status).toBe('following')
  clock.advance(1_000)
  // Two pages at once, and one of them again: each product is remembered once, the latest first.
  const cup = await Promise.all([1, 2, 3].map(() => post(guest, 'views', { items: [{ spu_id: 'spu-cup' }] })))
  expect(cup[0]!.following).toEqual(['spu-cup'])
  expect(await looked(guest)).toEqual(['spu-cup', 'spu-tea'])
  // What became cheaper is told to who has an inbox, after he came.
  await db.tx((tx) => setPrices(tx, theSystem, clock.now(), [{ sku_id: 'cup', price_minor: 1_000, list_price_minor: null }]))
  await consumeAll(db, consumers, clock.now())
  expect(await told('community.cheaper', guest)).toEqual([])

  await post(her, 'views', { items: [{ spu_id: 'spu-pot' }, { spu_id: 'spu-tea' }] })
  for (const _again of [1, 2]) {
    await db.tx((tx) => announce(tx, 'identity.visitor_joined', [{ visitor_id: guest.id, user_id: her.id }], clock.now()))
    await consumeAll(db, consumers, clock.now())
    expect([await looked(her), await followed(her)]).toEqual([['spu-cup', 'spu-pot', 'spu-tea'], ['spu-cup']])
    expect([await looked(guest), await followed(guest)]).toEqual([[], []])
  }

  // Who does not want to be remembered is not, as visitor and as member, until he says otherwise.
  const keep = async (as: Caller, kept: unknown) => {
    caller = as
    return (await app.inject({ method: 'PUT', url: '/api/mall/me/views', payload: { kept } })).statusCode
  }
  const calm = { ...person('不想被记的人') }
  const shy = { ...nobody, id: newId() }
  await post(shy, 'views', { items: [{ spu_id: 'spu-pot' }] })
  expect([await keep(shy, 'no'), await keep(shy, false), await keep(shy, false)]).toEqual([400, 200, 200])
  expect(await post(shy, 'views', { items: [{ spu_id: 'spu-tea' }] })).toMatchObject({ code: 200, outcomes: [{ status: 'not_kept' }] })
  expect(await get(shy, 'mall/me/views')).toEqual({ items: [], kept: false })
  await db.tx((tx) => announce(tx, 'identity.visitor_joined', [{ visitor_id: shy.id, user_id: calm.id }], clock.now()))
  await consumeAll(db, consumers, clock.now())
  expect(await get(calm, 'mall/me/views')).toEqual({ items: [], kept: false })
  await keep(calm, true)
  await post(calm, 'views', { items: [{ spu_id: 'spu-tea' }] })
  expect(await looked(calm)).toEqual(['spu-tea'])
  clock.advance(120_000)
  await tellFollowers(db, clock.now())
  expect(await told('community.cheaper', her)).toHaveLength(1)

  expect((await post(her, 'view-removals', { spu_ids: ['spu-pot', 'nothing'] })).removed).toBe(1)
  expect((await post(her, 'view-removals', { spu_ids: ['spu-pot'] })).removed).toBe(0)
  expect((await post(her, 'view-removals', { spu_ids: null })).removed).toBe(2)
  await post(her, 'views', { items: [{ spu_id: 'spu-pot' }] })
  clock.advance(181 * 86_400_000)
  await forgetOldViews(db, clock.now())
  expect(await looked(her)).toEqual([])
})

test('a member takes all of it along, and leaves without a name', async () => {
  const guest = person('告别的人')
  await loadUsers(db, [{ id: guest.id!, name: guest.name, handles: [] }], clock.now())
  await fillWallets(db, clock.now(), [guest.id!], 5_800)
  const shown = review(await bought(guest, ['tea']))
  await one(guest, 'mall/reviews', shown)
  await show(shown.id)
  const unread = { id: newId(), spu_id: 'spu-tea', words: '还没人读的问题' }
  await one(guest, 'mall/questions', unread)
  const exported = (await exportUser(db, guest.id!, clock.now())) as { community: { written: { words: string }[] } }
  expect(exported.community.written.map(({ words }) => words)).toEqual([shown.words, unread.words])
  clock.advance(8 * 86_400_000)
  await advanceOrders(db, clock.now())
  expect((await db.tx((tx) => eraseUser(tx, guest.id!, clock.now()))).status).toBe('deleted')
  expect(await db.rows(sql`select author_name, state from community.voices where author_id = ${guest.id}`)).toEqual([
    { author_name: '*', state: 'shown' },
  ])
})

test.each([
  ['林晓', '林*'],
  ['林知夏', '林*夏'],
  ['Maria Lopez', 'M***z'],
  ['', '*'],
  ['𠮷野', '𠮷*'],
])('%s is shown as %s', (name, masked) => expect(maskName(name)).toBe(masked))

test.each([
  ['好看', []],
  ['ＡＢＣ 骗 子', ['骗子']],
  ['看 www.example.com', [contact]],
  ['打 13800138000', [contact]],
  ['加v详聊', [contact]],
])('%s is flagged %j', (text, flagged) => expect(findWords(text, [{ word: '骗子', action: 'flag' }]).flagged).toEqual(flagged))

test('a flood waits', () => {
  const ground = { author_id: 'a', same: undefined, sent: new Set<string>(), list: [], waiting: 20 }
  expect(decideText({ id: 'x', words: '第二十一条' }, ground)?.status).toBe('too_many_waiting')
})
