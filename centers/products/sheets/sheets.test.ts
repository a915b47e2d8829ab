import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { strToU8, zipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type Files, openFiles } from '#core/files.ts'
import { type App, theSystem } from '#core/http.ts'
import type { Importer, ImportRow } from '#core/imports/model.ts'
import { planImport, readRow } from '#core/imports/rules.ts'
import { readSheet } from '#core/sheets/sheets.ts'
import { type Db, openDb } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { competitorImporter, linkImporter } from '../assortment/importer.ts'
import { categories, product, sku, words } from '../fixtures.ts'
import { productImporter } from '../imports/importer.ts'
import { findProduct } from '../read.ts'
import { saveBrands, saveCategories, saveProducts } from '../write.ts'
import { bundleImporter, categoryImporter, configuratorImporter, elsewhereImporter } from './lists.ts'
import { matchName } from './pictures.ts'
import { withPictures } from './routes.ts'
import { rowsOf, sheetKeys } from './rows.ts'

let database: ClonedDatabase
let db: Db
let app: App
let files: Files
const folder = mkdtempSync(join(tmpdir(), 'tongshang-sheets-'))
const clock = handClock('2026-06-01T08:00:00.000Z')

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 4 })
  await db.tx(async (tx) => {
    await saveCategories(tx, clock.now(), categories)
    await saveBrands(tx, theSystem, clock.now(), [{ brand_id: 'jilang', name: words('极浪', 'Jilang') }])
    const saved = await saveProducts(tx, theSystem, clock.now(), [
      product('full', {
        selling_points: [words('安静', 'Quiet'), words('省电；耐用', 'Thrifty; lasting')],
        story: words('一段\n\n两段', 'One\n\nTwo'),
        specifications: { total_litres: 502.5, door_style: 'cross', released_on: '2026-01-01', origin: words('重庆', 'Chongqing') },
        tags: ['新品'],
        skus: [sku('full-w', { barcode: '6901234567892', name: words('白', 'White') }), sku('full-g', { list_price_minor: 399_900 })],
        options: [],
      }),
      product('poor', { title: words('只有中文', '只有中文'), lifecycle: 'planned', specifications: {}, skus: [{ sku_id: 'poor' }] }),
    ])
    expect(saved.map(({ status }) => status)).toEqual(['saved', 'saved'])
  })
  files = await openFiles(join(folder, 'files'))
  app = await createApp({ db, clock, files }, { authenticate: () => theSystem })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

test.each([
  ['JPY', 123_456, '123456'],
  ['KWD', 123_456, '123.456'],
  ['CNY', 123_456, '1234.56'],
])('a price in %s is written with its own digits and read back as it was', async (currency, price_minor, written) => {
  const product = await findProduct(db, 'full')
  const [sku] = product.skus
  const row = rowsOf({ ...product, skus: [{ ...sku!, currency, price_minor, list_price_minor: null }] }, new Map())[0]!
  const at = (key: (typeof sheetKeys)[number]) => row[sheetKeys.indexOf(key)]!
  expect([at('price'), at('list_price'), at('currency')]).toEqual([written, '', currency])
  const plan = planImport(productImporter, [...sheetKeys], null)
  expect(readRow(plan, 2, row, {}, 'Asia/Shanghai')).toMatchObject({ values: { price: price_minor, currency } })
})

test('what is exported and sent back unchanged changes nothing', async () => {
  const answer = await app.inject({ url: '/api/admin/products/export?format=csv' })
  expect(answer.statusCode).toBe(200)
  const file = join(folder, 'out.csv')
  writeFileSync(file, answer.rawPayload)
  const rows: string[][] = []
  for await (const row of readSheet(file)) rows.push(row.cells)
  expect(rows).toHaveLength(4)
  const plan = planImport(productImporter, rows[0]!, null)
  const read = rows.slice(1).map((cells, i) => readRow(plan, i + 2, cells, {}, 'Asia/Shanghai'))
  expect(read.filter((one) => 'fault' in one)).toEqual([])
  const before = await findProduct(db, 'full')
  const context = { by: theSystem, now: clock.now(), companions: {} } as unknown as Parameters<typeof productImporter.apply>[2]
  const outcomes = await db.tx((tx) => productImporter.apply(tx, read as ImportRow[], context))
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(['done', 'done', 'done'])
  const after = await findProduct(db, 'full')
  expect(after.specifications).toEqual(before.specifications)
  expect(after.skus).toEqual(before.skus)
})

const picture = (color: string) =>
  sharp({ create: { width: 40, height: 40, channels: 3, background: color } })
    .png()
    .toBuffer()
const send = async (files: Record<string, Uint8Array>) => {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/admin/products/pictures',
    payload: Buffer.from(zipSync(files)),
    headers: { 'content-type': 'application/octet-stream' },
  })
  return { code: answer.statusCode, ...answer.json() }
}

test('a picture or paper nobody kept is refused with its field, by the API and by a spreadsheet; its neighbors are saved', async () => {
  const post = async (path: string, items: object[]) => {
    const answer = await app.inject({ method: 'POST', url: `/api/admin/${path}`, payload: { items } })
    return answer.json().outcomes as { id: string; status: string; detail?: string }[]
  }
  const kept = (await files.put(Readable.from([await picture('#124')]), { limit_bytes: 1_000_000 })).file
  const lost = 'f'.repeat(64)
  const media = [kept, lost].map((reference) => ({ role: 'gallery' as const, reference }))
  const named = { status: 'file_not_kept', detail: expect.stringMatching(/^media\.1\.reference: /) }
  expect(await post('products', [product('gap', { media }), product('whole', { media: media.slice(0, 1) })])).toMatchObject([
    { id: 'gap', ...named },
    { id: 'whole', status: 'saved' },
  ])
  expect((await findProduct(db, 'whole')).media).toMatchObject([{ reference: kept }])
  for (const [path, item] of [
    ['categories', { category_id: 'gap', name: words('gap') }],
    ['brands', { brand_id: 'gap', name: words('gap') }],
  ] as const) {
    expect(await post(path, [{ ...item, picture: 'world:nothing:white:front' }])).toMatchObject([
      { status: 'file_not_kept', detail: expect.stringMatching(/^picture: /) },
    ])
    expect(await post(path, [{ ...item, picture: kept }])).toMatchObject([{ status: 'saved' }])
  }
  const context = { by: theSystem, now: clock.now(), companions: {}, files } as unknown as Parameters<typeof productImporter.apply>[2]
  const rows = [lost, kept].map((reference, i) => ({
    ...{ row_no: i + 2, source: {} },
    values: { spu_id: i === 0 ? 'poor' : 'whole', sku_id: i === 0 ? 'poor' : 'whole-1', picture: reference },
  }))
  expect(await db.tx((tx) => productImporter.apply(tx, rows, context))).toMatchObject([
    { verdict: 'refused', detail: expect.stringContaining('picture') },
    { verdict: 'done' },
  ])
})

test('what is read of a product is sent back as it is, a SKU without a name too', async () => {
  await db.tx((tx) => saveProducts(tx, theSystem, clock.now(), [product('bare', { skus: [sku('bare', { name: { zh: '', en: '' } })] })]))
  const {
    version,
    sales_count: _sales,
    created_at: _created,
    saved_at: _saved,
    skus,
    ...rest
  } = (await app.inject({ url: '/api/admin/products/bare' })).json()
  expect(skus[0].name).toBeNull()
  const back = { ...rest, if_version: version, skus: skus.map(({ withdrawn: _withdrawn, ...one }: { withdrawn: boolean }) => one) }
  const answer = await app.inject({ method: 'POST', url: '/api/admin/products', payload: { items: [back] } })
  expect(answer.json()).toMatchObject({ outcomes: [{ status: 'already_saved' }] })
})

test('categories, bundles, configurators, links, other shops and competitors go out, come back unchanged, and bad rows say what is wrong', async () => {
  const context = { by: theSystem, now: clock.now(), companions: {} } as unknown as Parameters<typeof productImporter.apply>[2]
  const put = (importer: Importer, ...rows: Record<string, string | number | null>[]) =>
    db.tx((tx) =>
      importer.apply(
        tx,
        rows.map((values, i) => ({ row_no: i + 2, values, source: {} })),
        context,
      ),
    )
  const refused = (column: string) => ({ verdict: 'refused', detail: expect.stringContaining(column) })
  const panel = 'panel|面板|Panel|required|steel=不锈钢/Steel/0.00/0, glass=玻璃/Glass/300.00/3'
  const handle = 'handle|把手|Handle||none=隐藏扣手/Hidden,brass=黄铜/Brass/199.00/1'
  const group = { spu_id: 'full', lead_days: 12, groups: `${panel}\n${handle}`, rules: 'panel:glass excludes handle:brass' }
  expect(
    await put(
      configuratorImporter,
      group,
      { ...group, groups: panel.replace('300.00', '面议') },
      { ...group, rules: 'panel glass handle' },
      {
        ...{ ...group, spu_id: 'nothing' },
      },
    ),
  ).toMatchObject([{ verdict: 'done', status: 'saved' }, refused('groups'), refused('rules'), { status: 'product_not_found' }])
  const bundle = {
    bundle_id: 'pair',
    spu_id: 'full',
    name_zh: '两台',
    name_en: null,
    components: 'full-w*1; full-g*2',
    price_minor: null,
    position: 1,
  }
  expect(
    await put(
      bundleImporter,
      bundle,
      { ...bundle, bundle_id: 'one', components: 'full-w' },
      { ...bundle, bundle_id: 'many', components: 'full-w*many; full-g' },
      {
        ...{ ...bundle, bundle_id: 'lost', components: 'full-w; gone' },
      },
    ),
  ).toMatchObject([{ status: 'saved' }, refused('components'), refused('components'), { status: 'component_not_found' }])
  const shops = { spu_id: 'full', shops: '旗舰店|Flagship|https://shop.example/1;a\n另一家|https://other.example/2' }
  expect(await put(elsewhereImporter, shops, { ...shops, shops: '坏|Bad|javascript:alert(1)' })).toMatchObject([
    { status: 'saved' },
    refused('shops'),
  ])
  const shelf = {
    category_id: 'shelf',
    parent_id: null,
    name_zh: '柜',
    name_en: 'Shelf',
    position: 3,
    attributes: 'tone|color|颜色|Color||filterable|r=红/Red,b=蓝/Blue',
  }
  expect(
    await put(
      categoryImporter,
      shelf,
      { ...shelf, category_id: 'shelf-2', attributes: 'tone|shade|颜色|Color' },
      { ...shelf, parent_id: 'shelf' },
    ),
  ).toMatchObject([{ status: 'saved' }, refused('attributes'), { status: 'circular_category' }])
  expect(await put(linkImporter, { spu_id: 'full', kind: 'similar', targets: 'poor' })).toMatchObject([{ status: 'saved' }])
  const rival = { competitor_id: 'rival', category_id: 'shelf', brand_name: '北风', title_zh: '柜', title_en: null, price_minor: 9_900 }
  expect(
    await put(competitorImporter, {
      ...rival,
      specifications: 'tone=红',
      selling_points: '轻|Light',
      source: '样例',
      seen_on: '2026-05-01',
    }),
  ).toMatchObject([{ status: 'saved' }])

  const all = [categoryImporter, bundleImporter, configuratorImporter, linkImporter, elsewhereImporter, competitorImporter]
  // A workbook is written by a process of its own: one of them is enough.
  for (const format of ['csv', 'xlsx'])
    for (const importer of format === 'csv' ? all : [configuratorImporter]) {
      const answer = await app.inject({ url: `/api/admin/products/lists/${importer.name}/export?format=${format}` })
      expect([importer.name, answer.statusCode]).toEqual([importer.name, 200])
      const file = join(folder, `${importer.name}.${format}`)
      writeFileSync(file, answer.rawPayload)
      const rows: string[][] = []
      for await (const row of readSheet(file)) rows.push(row.cells)
      expect(rows.length).toBeGreaterThan(1)
      const plan = planImport(importer, rows[0]!, null)
      const read = rows.slice(1).map((cells, i) => readRow(plan, i + 2, cells, {}, 'Asia/Shanghai'))
      expect(read.filter((one) => 'fault' in one)).toEqual([])
      const outcomes = await db.tx((tx) => importer.apply(tx, read as ImportRow[], context))
      expect([importer.name, ...new Set(outcomes.map(({ status, detail }) => detail ?? status))]).toEqual([importer.name, 'already_saved'])
    }
})

test('whoever looks after one brand changes neither the tree of all nor another brand by a spreadsheet', async () => {
  const by = { ...theSystem, kind: 'staff', brands: ['zhimu'] }
  const context = { by, now: clock.now(), companions: {} } as unknown as Parameters<typeof productImporter.apply>[2]
  const row = (values: Record<string, string | number | null>): ImportRow[] => [{ row_no: 2, values, source: {} }]
  const tree = row({ category_id: 'mine', parent_id: null, name_zh: '我的', name_en: null, position: 1, attributes: null })
  const shops = row({ spu_id: 'full', shops: null })
  expect(await db.tx((tx) => categoryImporter.apply(tx, tree, context))).toMatchObject([{ status: 'not_permitted' }])
  expect(await db.tx((tx) => elsewhereImporter.apply(tx, shops, context))).toMatchObject([{ status: 'brand_not_yours' }])
})

test('pictures of a zip go where their names say, and what cannot is told', async () => {
  const bomb = strToU8('0'.repeat(25 * 1024 * 1024))
  const { items } = await send({
    'pictures/full.png': await picture('red'),
    'full_2.png': await picture('blue'),
    'full-w.png': await picture('white'),
    'nobody.png': await picture('black'),
    'full_3.png': strToU8('no picture at all'),
    'full_4.jpg': bomb,
    'notes.txt': strToU8('hello'),
    'evil.svg': strToU8('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  })
  const status = Object.fromEntries((items as { name: string; status: string }[]).map((one) => [one.name, one.status]))
  expect(status).toMatchObject({
    ...{ 'pictures/full.png': 'saved', 'full_2.png': 'saved', 'full-w.png': 'saved', 'nobody.png': 'name_unknown' },
    ...{ 'full_3.png': 'picture_refused', 'full_4.jpg': 'picture_refused', 'notes.txt': 'picture_refused', 'evil.svg': 'picture_refused' },
  })
  const { media } = await findProduct(db, 'full')
  expect(media.map(({ role, sku_id }) => [role, sku_id])).toEqual([
    ['cover', null],
    ['gallery', null],
    ['option', 'full-w'],
  ])
  const again = await send({ 'full.png': await picture('red'), 'full_2.png': await picture('blue'), 'full-w.png': await picture('white') })
  expect((again.items as { status: string }[]).map((one) => one.status)).toEqual(['already_saved', 'already_saved', 'already_saved'])
})

test('what is no zip is refused', async () => {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/admin/products/pictures',
    payload: Buffer.from('not a zip'),
    headers: { 'content-type': 'application/octet-stream' },
  })
  expect([answer.statusCode, answer.json().type]).toEqual([415, 'not_a_zip'])
})

test('a product says what it still lacks, for each channel and language', async () => {
  const { items } = (await app.inject({ url: '/api/admin/products/completeness' })).json()
  const poor = items.find(({ spu_id }: { spu_id: string }) => spu_id === 'poor')
  const of = (surface: string, lang: string) =>
    poor.scores.find((one: { surface: string; lang: string }) => one.surface === surface && one.lang === lang)
  expect(of('store', 'zh')).toMatchObject({ score: 33, missing: ['price', 'barcode'] })
  // A title that was only copied is no English title.
  expect(of('store', 'en').missing).toContain('title')
  expect(of('mall', 'zh').missing).toContain('story')
})

test.each([
  ['a.jpg', 'a', 1],
  ['a_2.jpg', 'a', 2],
  ['a-1.jpg', 'a-1', 1],
  ['folder/a-1_3.JPG', 'a-1', 3],
  ['c.jpg', undefined, undefined],
])('%s is a picture of %s', (name, subject, place) => {
  const match = matchName(name, new Set(['a', 'a-1']))
  expect([match?.subject, match?.place]).toEqual([subject, place])
})

test('an old cover goes to the gallery', () => {
  expect(
    withPictures(
      [
        { role: 'cover', reference: 'world:a' },
        { role: 'document', reference: 'world:d' },
      ],
      [{ sku_id: null, place: 1, reference: 'new' }],
    ).map(({ role, reference }) => [role, reference]),
  ).toEqual([
    ['cover', 'new'],
    ['gallery', 'world:a'],
    ['document', 'world:d'],
  ])
})
