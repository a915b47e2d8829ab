import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { saveBrands, saveProducts, setLifecycle } from '#centers/products/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { type Files, openFiles } from '#core/files.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { assembly } from '#server/centers.ts'
import { checkLinks, isPrivate } from './links/check.ts'
import { promises } from './promises.ts'

let database: ClonedDatabase
let db: Db
let app: App
let files: Files
let caller: Caller = theSystem
const clock = handClock('2026-03-01T08:00:00.000Z')
const folder = mkdtempSync(join(tmpdir(), 'tongshang-content-'))
const due = assembly.find(({ name }) => name === 'content')!.due!
const both = (text: string) => ({ zh: text, en: text })
const none = both('')

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 8 })
  files = await openFiles(folder)
  app = await createApp({ db, clock, files }, { authenticate: () => caller })
  await openShop(db, clock.now(), { prices: { fridge: 499_900, kettle: 19_900, lamp: 9_900 }, stock: { rdc: { fridge: 5, kettle: 5 } } })
  await db.tx((tx) =>
    saveBrands(
      tx,
      theSystem,
      clock.now(),
      ['jilang', 'zhimu'].map((brand_id) => ({ brand_id, name: both(brand_id) })),
    ),
  )
})
afterAll(async () => {
  await app.close()
  expect((await checkPromises(db, [{ center: 'content', promises }])).filter(({ offending }) => offending.length > 0)).toEqual([])
  await files.close()
  await db.close()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  caller = theSystem
})

const post = async (url: string, payload: object) => {
  const answer = await app.inject({ method: 'POST', url: `/api/admin/content/${url}`, payload })
  return { code: answer.statusCode, ...answer.json() }
}
const send = async (url: string, ...items: object[]) =>
  (await post(url, { items })).outcomes as { id: string; status: string; detail?: string }[]
const banner = (id: string, title: string, props: object = {}) => ({
  type: 'banner',
  props: { id, title: both(title), text: none, action: none, link: '', picture: null, spu_id: null, tint: 0, large: false, ...props },
})
const page = (page_id: string, path: string, blocks: object[], more: object = {}) => ({
  page_id,
  path,
  kind:
    path === '/'
      ? 'home'
      : path.startsWith('/news')
        ? 'news'
        : path.startsWith('/brands')
          ? 'pavilion'
          : path.startsWith('/about')
            ? 'corporate'
            : 'campaign',
  title: both(page_id),
  blocks,
  ...more,
})
const shown = async (path: string, as: Caller = nobody) => {
  caller = as
  const answer = await app.inject({ url: `/api/mall/page?path=${encodeURIComponent(path)}` })
  caller = theSystem
  return answer.statusCode === 200
    ? answer.json().blocks.map((block: { props: { title: { zh: string } } }) => block.props.title?.zh)
    : answer.statusCode
}
const publish = (page_id: string, id = newId()) => send('publications', { id, page_id })

test('an editor changes the home page, previews, publishes, rolls back', async () => {
  expect((await shown('/')).length).toBeGreaterThan(2) // there is one before anybody made one
  expect(await send('pages', page('home', '/', [banner('a', 'one')]))).toEqual([{ id: 'home', status: 'saved' }])
  expect(await send('pages', page('home', '/', [banner('a', 'one')]))).toEqual([{ id: 'home', status: 'already_saved' }])
  expect(await shown('/')).not.toEqual(['one'])

  const { path } = await post('previews', { page_id: 'home' })
  const preview = await app.inject({ url: `/api/mall/page-preview?token=${path.split('/').at(-1)}` })
  expect(preview.json().blocks[0].props.title.zh).toBe('one')
  expect((await app.inject({ url: `/api/mall/page-preview?token=${'x'.repeat(32)}` })).statusCode).toBe(404)

  const act = newId()
  expect(await publish('home', act)).toEqual([{ id: act, status: 'published' }])
  expect(await publish('home', act)).toEqual([{ id: act, status: 'already_published' }])
  expect(await shown('/')).toEqual(['one'])
  for (const title of ['two', 'three']) {
    await send('pages', page('home', '/', [banner('a', title)]))
    expect(await publish('home')).toMatchObject([{ status: 'published' }])
  }
  expect(await shown('/')).toEqual(['three'])
  for (const title of ['two', 'one']) {
    expect(await send('roll-backs', { id: newId(), page_id: 'home' })).toMatchObject([{ status: 'rolled_back' }])
    expect(await shown('/')).toEqual([title])
  }
  expect(await send('roll-backs', { id: newId(), page_id: 'home' })).toMatchObject([{ status: 'version_not_found' }])
  const detail = (await app.inject({ url: '/api/admin/content/pages/home' })).json()
  expect(detail.versions.map(({ version_no, of_no }: { version_no: number; of_no: number | null }) => [version_no, of_no])).toEqual([
    [5, 1],
    [4, 2],
    [3, null],
    [2, null],
    [1, null],
  ])
  // Editing goes on from what is seen.
  expect(detail.page.blocks[0].props.title.zh).toBe('one')
})

test('two editors do not overwrite each other unseen', async () => {
  await send('pages', page('shared', '/p/shared', [banner('a', 'x')]))
  const { draft_version } = (await app.inject({ url: '/api/admin/content/pages/shared' })).json().page
  expect(await send('pages', page('shared', '/p/shared', [banner('a', 'mine')], { if_version: draft_version }))).toMatchObject([
    { status: 'saved' },
  ])
  expect(await send('pages', page('shared', '/p/shared', [banner('a', 'yours')], { if_version: draft_version }))).toMatchObject([
    { status: 'changed_meanwhile', detail: expect.stringContaining('system') },
  ])
})

test('a page whose facts are wrong is not shown', async () => {
  await send(
    'pages',
    page('facts', '/p/facts', [banner('a', 'now ¥4,599', { spu_id: 'spu-fridge', link: '/products/none', picture: 'a'.repeat(64) })]),
  )
  const [refused] = await publish('facts')
  expect(refused).toMatchObject({ status: 'facts_wrong' })
  for (const part of ['¥4599.00', 'no product none', 'is not kept here']) expect(refused!.detail).toContain(part)
  expect(await shown('/p/facts')).toBe(404)
  const { file } = await files.put(
    Readable.from([
      Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
    ]),
    { limit_bytes: 1000 },
  )
  await send(
    'pages',
    page('facts', '/p/facts', [banner('a', 'now ¥4,999', { spu_id: 'spu-fridge', link: '/products/spu-fridge', picture: file })]),
  )
  expect((await post('facts', { page_id: 'facts' })).findings).toEqual([])
  expect(await publish('facts')).toMatchObject([{ status: 'published' }])
  await send('pages', page('empty', '/p/empty', []))
  expect(await publish('empty')).toMatchObject([{ status: 'facts_wrong' }])
})

test('what is planned happens at its moment, once, and only while it is true', async () => {
  await send('pages', page('plan', '/p/plan', [banner('a', 'spring', { spu_id: 'spu-lamp' })]))
  const later = '2026-03-02T00:00:00.000Z'
  const id = newId()
  expect(await send('schedules', { id, page_id: 'plan', act: 'publish', due_at: '2026-02-01T00:00:00Z' })).toMatchObject([
    { status: 'moment_past' },
  ])
  expect(await send('schedules', { id, page_id: 'plan', act: 'publish', due_at: later })).toMatchObject([{ status: 'scheduled' }])
  expect(await send('schedules', { id, page_id: 'plan', act: 'publish', due_at: later })).toMatchObject([{ status: 'already_scheduled' }])
  const end = newId()
  await send('schedules', { id: end, page_id: 'plan', act: 'withdraw', due_at: '2026-03-03T00:00:00.000Z' })
  // Editing goes on; what was planned is shown as it was planned.
  await send('pages', page('plan', '/p/plan', [banner('a', 'summer')]))
  expect(await runDue(db, due, clock.now(), { strict: true })).toBe(0)
  expect(await runDue(db, due, later, { strict: true })).toBe(1)
  expect(await runDue(db, due, later, { strict: true })).toBe(0)
  expect(await shown('/p/plan')).toEqual(['spring'])
  expect(await runDue(db, due, '2026-03-03T00:00:01.000Z', { strict: true })).toBe(1)
  expect(await shown('/p/plan')).toBe(404)

  const [wrong, canceled] = [newId(), newId()]
  await send('pages', page('plan', '/p/plan', [banner('a', 'autumn', { spu_id: 'spu-lamp' })]))
  await send('schedules', { id: wrong, page_id: 'plan', act: 'publish', due_at: '2026-03-04T00:00:00.000Z' })
  await send('schedules', { id: canceled, page_id: 'plan', act: 'publish', due_at: '2026-03-05T00:00:00.000Z' })
  expect(await send('schedule-cancellations', { id: canceled, page_id: 'plan' })).toMatchObject([{ status: 'canceled' }])
  await db.tx((tx) => setLifecycle(tx, theSystem, clock.now(), [{ spu_id: 'spu-lamp', lifecycle: 'withdrawn' }]))
  expect(await runDue(db, due, '2026-03-06T00:00:00.000Z', { strict: true })).toBe(1)
  expect(await shown('/p/plan')).toBe(404)
  const { schedules } = (await app.inject({ url: '/api/admin/content/pages/plan' })).json()
  expect(schedules.find((one: { schedule_id: string }) => one.schedule_id === wrong)).toMatchObject({
    state: 'refused',
    detail: expect.stringContaining('no longer sold'),
  })
})

test('members and channels may get a page of their own', async () => {
  await send('pages', page('club', '/p/club', [banner('a', 'all')]))
  expect(await send('copies', { page_id: 'club-members', from_page_id: 'club', path: '/p/club', audience: 'members' })).toMatchObject([
    { status: 'saved' },
  ])
  expect(await send('copies', { page_id: 'club-again', from_page_id: 'club', path: '/p/club' })).toMatchObject([{ status: 'path_taken' }])
  await send('pages', page('club-members', '/p/club', [banner('a', 'members')], { audience: 'members' }))
  await send('publications', { id: newId(), page_id: 'club' }, { id: newId(), page_id: 'club-members' })
  const member: Caller = { ...nobody, kind: 'member', id: newId() }
  expect([await shown('/p/club'), await shown('/p/club', member)]).toEqual([['all'], ['members']])
})

test("an editor of one brand does not touch another brand's pages, nor the enterprise's", async () => {
  await send('pages', page('hall', '/brands/jilang', [banner('a', 'hall')], { brand_id: 'jilang' }))
  caller = { ...theSystem, kind: 'staff', id: newId(), brands: ['zhimu'], partners: [] }
  expect(await send('pages', page('hall', '/brands/jilang', [banner('a', 'mine')], { brand_id: 'jilang' }))).toMatchObject([
    { status: 'page_not_yours' },
  ])
  expect(await publish('hall')).toMatchObject([{ status: 'page_not_yours' }])
  expect((await app.inject({ url: '/api/admin/content/pages/hall' })).statusCode).toBe(404)
  expect((await app.inject({ url: '/api/admin/content/pages' })).json().items).toEqual([])
  expect((await post('site', { settings: {} })).code).toBe(400)
})

test.each([
  ['a page over the cart', page('bad', '/cart', [banner('a', 'x')]), 'path_not_allowed'],
  ['a script in a link', page('bad', '/p/bad', [banner('a', 'x', { link: 'javascript:alert(1)' })]), 'block_invalid'],
  ['a field nobody draws', page('bad', '/p/bad', [banner('a', 'x', { onclick: 'x' })]), 'block_invalid'],
  ['two blocks of one name', page('bad', '/p/bad', [banner('a', 'x'), banner('a', 'y')]), 'block_repeated'],
])('%s is refused by name', async (_name, item, status) => {
  expect(await send('pages', item)).toMatchObject([{ status }])
})

test('embedded HTML is kept clean', async () => {
  const html = '<p onclick="x()">ok</p><script>alert(1)</script><img src="//evil.example/x.gif">'
  await send('pages', page('html', '/p/html', [{ type: 'html', props: { id: 'h', html } }]))
  const { page: kept } = (await app.inject({ url: '/api/admin/content/pages/html' })).json()
  expect(kept.blocks[0].props.html).toBe('<p>ok</p>')
})

test('redirects lead on and never in circles; an address in use keeps its page', async () => {
  expect(
    await send('redirects', { path: '/old', target: '/older', permanent: true }, { path: '/older', target: '/', permanent: false }),
  ).toMatchObject([{ status: 'saved' }, { status: 'saved' }])
  expect(
    await send('redirects', { path: '/older', target: '/old', permanent: true }, { path: '/p/club', target: '/', permanent: true }),
  ).toMatchObject([{ status: 'redirect_circular' }, { status: 'path_in_use' }])
  expect((await app.inject({ url: '/api/mall/redirect?path=/old' })).json()).toEqual({ target: '/older', permanent: true })
  expect(await send('redirect-removals', { path: '/old' })).toMatchObject([{ status: 'removed' }])
})

test('slots are booked once at a time', async () => {
  await send('slots', { slot_id: 'top', name: both('top') })
  const booking = (starts: string, ends: string) => ({
    slot_id: 'top',
    id: newId(),
    starts_at: `2026-03-${starts}T00:00:00Z`,
    ends_at: `2026-03-${ends}T00:00:00Z`,
    title: both('ad'),
    picture: 'world:a:b',
    link: '/new',
  })
  const first = booking('01', '10')
  expect(await send('bookings', first, booking('09', '12'), booking('10', '12'), booking('20', '19'))).toMatchObject([
    { status: 'booked' },
    { status: 'slot_taken' },
    { status: 'booked' },
    { status: 'period_invalid' },
  ])
  await send('pages', page('ads', '/p/ads', [{ type: 'ad', props: { id: 'ad', slot_id: 'top' } }]))
  await publish('ads')
  const answer = (await app.inject({ url: '/api/mall/page?path=/p/ads' })).json()
  expect(answer.resolved.ad.ad).toMatchObject({ booking_id: first.id })
  expect(await send('booking-cancellations', { slot_id: 'top', id: first.id })).toMatchObject([{ status: 'canceled' }])
})

test('blocks show what is true now', async () => {
  const choice = {
    by: 'hand',
    spu_ids: ['spu-kettle', 'spu-fridge', 'none', 'spu-lamp'],
    category_id: null,
    brand_id: null,
    tag: null,
    lifecycle: 'on_sale',
    sort: 'sales',
    varied: false,
    count: 4,
  }
  const block = (id: string, more: object) => ({
    type: 'products',
    props: { id, title: none, text: none, layout: 'grid', more: '', choice: { ...choice, ...more } },
  })
  const { resolved } = await post('resolutions', {
    blocks: [
      block('hand', {}),
      block('rule', { by: 'rule', sort: 'price_up' }),
      { type: 'recommendations', props: { id: 'more', title: none, count: 5 } },
      { type: 'banner', props: { id: 'half' } },
    ],
  })
  const ids = (id: string) => resolved[id].cards.map(({ spu_id }: { spu_id: string }) => spu_id)
  expect([ids('hand'), ids('rule'), ids('more')]).toEqual([['spu-kettle', 'spu-fridge'], ['spu-kettle', 'spu-fridge'], []])
})

test('a check over 9,000 links finds every planted fault, and nothing else', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/gone' ? 404 : 200
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const outside = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ask = async (link: string) =>
    (await fetch(link.replace('https://outside.example', outside), { method: 'HEAD' })).ok ? null : 'it answers 404.'
  const links = (n: number, bad: string[] = []) =>
    both([...Array.from({ length: n }, (_, i) => `/products/spu-kettle?n=${i}`), ...bad].map((link) => `<a href="${link}">x</a>`).join(''))
  const text = (id: string, html: object) => ({ type: 'text', props: { id, narrow: false, html } })
  // 30 pages of 150 links in each language.
  const planted = [
    '/products/none',
    '/products/spu-lamp',
    '/c/none',
    '/brands/none',
    '/p/none',
    `/media/${'b'.repeat(64)}`,
    'https://outside.example/gone',
  ]
  const good = [
    '/',
    '/c/all',
    '/brands/jilang',
    '/p/many-1',
    '/p/club#top',
    '/en/p/club',
    '/older',
    'https://outside.example/here',
    'mailto:a@b.example',
    '/search?q=x',
    '/01/06901234567892/21/A1',
  ]
  const names = Array.from({ length: 30 }, (_, i) => `many-${i}`)
  for (let i = 0; i < names.length; i++) await send('pages', page(names[i]!, `/p/${names[i]}`, [text('t', links(150))]))
  expect(
    (await send('publications', ...names.map((page_id) => ({ id: newId(), page_id })))).filter(({ status }) => status !== 'published'),
  ).toEqual([])
  // What is wrong comes later: a page was right when it was shown.
  await db.run(
    sql`update content.versions set blocks = ${JSON.stringify([text('t', links(140, [...planted, ...good]))])}::jsonb where page_id = 'many-7'`,
  )
  await db.run(sql`insert into content.redirects values ('/ring', '/rung', true, now(), 'test'), ('/rung', '/ring', true, now(), 'test')`)
  await db.tx((tx) =>
    saveProducts(tx, theSystem, clock.now(), [
      {
        spu_id: 'spu-kettle',
        category_id: 'all',
        title: both('kettle'),
        lifecycle: 'on_sale',
        skus: [{ sku_id: 'kettle', price_minor: 19_900 }],
        media: [{ role: 'cover', reference: 'c'.repeat(64) }],
      },
    ]),
  )
  const id = newId()
  expect((await post('checks', { id })).outcomes).toEqual([{ id, status: 'asked' }])
  const { links: count, faults } = await checkLinks(db, () => clock.now(), id, { files, ask })
  server.close()
  expect(count).toBeGreaterThan(9_000)
  const found = faults.map(({ place, link }) => `${place} ${link}`)
  expect(found.filter((one) => one.startsWith('/p/many'))).toEqual(planted.map((link) => `/p/many-7 ${link}`))
  expect(found.filter((one) => !one.startsWith('/p/many')).sort()).toEqual(
    [
      '/products/spu-kettle cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc',
      '/ring /rung',
      '/rung /ring',
      'slot:top world:a:b',
    ].sort(),
  )
  const rows = (await app.inject({ url: `/api/admin/content/checks/${id}/faults?limit=5` })).json()
  expect(rows.items.length).toBe(5)
  expect((await app.inject({ url: '/api/admin/content/checks' })).json().items[0]).toMatchObject({ check_id: id, faults: faults.length })
})

test.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['169.254.169.254', true],
  ['192.168.1.1', true],
  ['::1', true],
  ['::ffff:10.0.0.1', true],
  ['fd00::1', true],
  ['1.1.1.1', false],
  ['2606:4700::1111', false],
])('%s is inside: %s', (address, inside) => {
  expect(isPrivate(address)).toBe(inside)
})
