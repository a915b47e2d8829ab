import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type Files, openFiles } from '#core/files.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Mapping, Run } from '#core/imports/model.ts'
import { addRun } from '#core/imports/routes.ts'
import { doRun } from '#core/imports/run.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { categories, product, words } from '../fixtures.ts'
import { findProducts, listCategories } from '../read.ts'
import { saveBrands, saveCategories, saveProducts } from '../write.ts'
import { productImporter } from './importer.ts'

const folder = mkdtempSync(join(tmpdir(), 'product-imports-'))
const fixtures = join(import.meta.dirname, 'fixtures')
const [tmall, olist] = productImporter.mappings as [Mapping, Mapping]
let database: ClonedDatabase
let db: Db
let files: Files
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 4 })
  files = await openFiles(folder)
  const now = wallClock.now()
  await db.tx(async (tx) => {
    await saveCategories(tx, now, categories)
    await saveBrands(tx, theSystem, now, [{ brand_id: 'jilang', name: words('极浪', 'Jilang') }])
  })
})
afterAll(async () => {
  await files.close()
  await db.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})

const keep = async (content: Readable) => (await files.put(content, { limit_bytes: 1e9 })).file
async function carryOut(content: Readable, mapping: Mapping | null, companions: Record<string, string> = {}): Promise<Run> {
  const run_id = newId()
  await addRun(
    { db, clock: wallClock },
    { run_id, importer: 'products', file: await keep(content), file_name: 'p.csv', mapping, companions, caller: theSystem },
  )
  await doRun({ db, files, clock: wallClock }, new Map([['products', productImporter]]), run_id)
  return (await db.row<Run>(sql`select * from core.import_runs where run_id = ${run_id}`))!
}
const told = async ({ run_id }: Run) =>
  db.rows(sql`select row_no, status, detail from core.import_rows where run_id = ${run_id} order by row_no`)
const csv = (...lines: string[]) => Readable.from([Buffer.from(lines.join('\n'))])

test('snapshots of marketplace listings: the newest price goes in and every other row is explained', async () => {
  const run = await carryOut(createReadStream(join(fixtures, 'snapshots.csv')), tmall)
  expect(run).toMatchObject({ state: 'done', rows_total: 7, rows_good: 3, rows_skipped: 2, rows_refused: 2 })
  expect(await told(run)).toEqual([
    { row_no: 3, status: 'older_snapshot', detail: expect.stringContaining('Row 2') },
    { row_no: 4, status: 'repeated_row', detail: expect.stringContaining('Row 2') },
    { row_no: 6, status: 'value_invalid', detail: expect.stringContaining('面议') },
    { row_no: 7, status: 'value_invalid', detail: expect.stringContaining('某某店') },
  ])
  const [one, two] = await findProducts(db, ['tmall-A101', 'tmall-A102'])
  expect(one).toMatchObject({
    brand_id: 'chando',
    category_id: 'cosmetics',
    lifecycle: 'on_sale',
    title: { zh: '雪域滋润霜50g 补水保湿' },
    skus: [{ sku_id: 'tmall-A101', price_minor: 13_900 }],
  })
  expect(two).toMatchObject({ skus: [{ price_minor: 19_450, currency: 'CNY' }] })
  expect(await carryOut(createReadStream(join(fixtures, 'snapshots.csv')), tmall)).toMatchObject({
    counts: { already_saved: 3, older_snapshot: 1, repeated_row: 1, value_invalid: 2 },
  })
})

test('products without name and price enter as history, with their category tree', async () => {
  const translation = await keep(createReadStream(join(fixtures, 'product_category_name_translation.csv')))
  const open = () => createReadStream(join(fixtures, 'olist_products.csv'))
  expect(await carryOut(open(), olist)).toMatchObject({
    state: 'failed',
    failure: expect.stringContaining('product_category_name_translation.csv'),
  })
  expect(await carryOut(open(), olist, { translation })).toMatchObject({ state: 'done', rows_good: 3, rows_refused: 0 })
  const tree = (await listCategories(db)).filter(({ path }) => path[0] === 'olist').map(({ category_id, name }) => [category_id, name.en])
  expect(tree).toEqual([
    ['olist', 'olist'],
    ['olist-none', 'Uncategorized'],
    ['olist-pc_gamer', 'Pc gamer'],
    ['olist-perfumaria', 'Perfumery'],
  ])
  expect(await findProducts(db, ['olist-1e9e8ef04dbcff4541ed26657ea51700'])).toMatchObject([
    {
      title: { en: 'Perfumery 1e9e8ef0' },
      lifecycle: 'withdrawn',
      skus: [{ price_minor: null, currency: 'BRL', weight_grams: 225, length_mm: 160, height_mm: 100, width_mm: 140 }],
    },
  ])
})

test('our own columns: several SKUs make one product, and what is left empty stays as it was', async () => {
  const run = await carryOut(
    csv(
      '商品编码,规格编码,商品名称,类目编码,品牌编码,状态,规格选项,售价,划线价,条形码,规格参数,卖点,标签,税率（%）',
      'X1,X1-W,极浪冰箱,refrigerator,jilang,on_sale,color=white,"3,299.00",3999,6901234567892,total_litres=502; origin=重庆|Chongqing,一级能效|Grade 1；轻音,新品；节能,9',
      'X1,X1-G,,,,,color=gray,3399,,,,,,',
      'X2,,没有价的,refrigerator,jilang,on_sale,,,,,total_litres=1,,,',
      'X3,,名称,refrigerator,jilang,on_sale,,-5,,,total_litres=1,,,',
      'X4,,名称,boats,jilang,on_sale,,5,,,,,,',
      'X5,有空 格,名称,refrigerator,jilang,on_sale,,5,,,total_litres=1,,,',
      'X6,,名称,refrigerator,jilang,on_sale,,5,,,total_litres=much,,,',
      'X7,X1-W,名称,refrigerator,jilang,on_sale,,5,,,total_litres=1,,,',
    ),
    null,
  )
  expect(run).toMatchObject({ rows_good: 2, rows_refused: 6 })
  expect((await told(run)).map(({ status }) => status)).toEqual([
    'price_missing',
    'value_invalid',
    'category_not_found',
    'value_invalid',
    'value_invalid',
    'sku_of_another_product',
  ])
  const [made] = await findProducts(db, ['X1'])
  expect(made).toMatchObject({
    tax_rate_bp: 900,
    tags: ['新品', '节能'],
    selling_points: [
      { zh: '一级能效', en: 'Grade 1' },
      { zh: '轻音', en: '轻音' },
    ],
    specifications: { total_litres: 502, origin: { zh: '重庆', en: 'Chongqing' } },
    options: [{ key: 'color', values: [{ value: 'white' }, { value: 'gray' }] }],
    skus: [
      { sku_id: 'X1-W', price_minor: 329_900, list_price_minor: 399_900, barcode: '6901234567892' },
      { sku_id: 'X1-G', price_minor: 339_900 },
    ],
  })
  await db.tx((tx) =>
    saveProducts(tx, theSystem, wallClock.now(), [
      product('Y1', { story: words('故事', 'Story'), media: [{ role: 'cover', reference: 'world:a:b:front' }] }),
    ]),
  )
  expect(await carryOut(csv('spu_id,sku_id,price', 'Y1,Y1-1,1.00', 'X1,X1-G,2.00'), null)).toMatchObject({
    rows_good: 2,
    counts: { saved: 2 },
  })
  expect(await findProducts(db, ['Y1', 'X1'])).toMatchObject([
    { story: { en: 'Story' }, media: [{ reference: 'world:a:b:front' }], skus: [{ price_minor: 100 }] },
    {
      skus: [
        { sku_id: 'X1-W', withdrawn: false, price_minor: 329_900, barcode: '6901234567892' },
        { sku_id: 'X1-G', price_minor: 200 },
      ],
    },
  ])
})

const samples = process.env.TONGSHANG_SAMPLES
const real = samples !== undefined && existsSync(join(samples, 'tmall', 'cosmetics_snapshots_16_shops.csv'))
if (!real)
  console.warn(
    'SKIPPED: TONGSHANG_SAMPLES does not name the folder of real input, so product files of real marketplaces were not imported.',
  )

test.skipIf(!real)(
  'the real listings: 22,514 rows become 2,826 products and every other row is explained',
  { timeout: 60_000 },
  async () => {
    const open = () => createReadStream(join(samples!, 'tmall', 'cosmetics_snapshots_16_shops.csv'))
    const run = await carryOut(open(), tmall)
    expect(run).toMatchObject({ state: 'done', rows_total: 22_514, rows_good: 2826, rows_skipped: 19_688, rows_refused: 0 })
    expect(await db.row(sql`select count(*) as count from core.import_rows where run_id = ${run.run_id} and detail is not null`)).toEqual({
      count: 19_688,
    })
    expect(await carryOut(open(), tmall)).toMatchObject({ counts: { already_saved: 2826 } })
  },
)
