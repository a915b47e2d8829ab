import { typedColumn as column } from '#core/imports/columns.ts'
import type { Column, ImportContext, Importer, ImportRow, Mapping, RowOutcome, Value } from '#core/imports/model.ts'
import { groupBy } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import type { Tx } from '#core/sql.ts'
import { findLost, pictureOf } from '../kept.ts'
import type { Attribute, Category, MediaItem, Option, Product, ProductItem, SkuItem, Words } from '../model.ts'
import { lifecycles, referencePattern, skuPattern } from '../model.ts'
import { findProducts, listBrands, listCategories } from '../read.ts'
import { templateOf } from '../rules.ts'
import { saveBrands, saveCategories, saveProducts } from '../write.ts'
import olist from './mappings/olist-products.json' with { type: 'json' }
import tmall from './mappings/tmall-cosmetics.json' with { type: 'json' }

/** One row is one SKU; rows with the same product code make one product. What a row leaves empty stays as it is on a known product. */
const columns: Column[] = [
  column(
    'spu_id',
    '商品编码',
    'Product code',
    'text',
    'JL-BCD502',
    ['同一商品的各规格行填相同编码', 'The same on every row of one product'],
    { required: true, max_length: 64 },
  ),
  column(
    'sku_id',
    '规格编码',
    'SKU code',
    'text',
    'JL-BCD502-W',
    ['不填则与商品编码相同；一经使用不可更改', 'The product code when left empty; never changes once used'],
    { max_length: 40 },
  ),
  column('title_zh', '商品名称', 'Title (Chinese)', 'text', '极浪 502 升十字对开门冰箱', ['新商品必填', 'Needed for a new product'], {
    max_length: 300,
  }),
  column(
    'title_en',
    '英文名称',
    'Title (English)',
    'text',
    'Jilang 502 L four-door refrigerator',
    ['不填则同中文', 'The Chinese one when left empty'],
    { max_length: 300 },
  ),
  column('subtitle_zh', '副标题', 'Subtitle (Chinese)', 'text', '一级能效，轻音保鲜', ['名称下方的一句话', 'One line under the title'], {
    max_length: 300,
  }),
  column(
    'subtitle_en',
    '英文副标题',
    'Subtitle (English)',
    'text',
    'Grade 1, quiet, fresh',
    ['不填则同中文', 'The Chinese one when left empty'],
    { max_length: 300 },
  ),
  column('category_id', '类目编码', 'Category code', 'text', 'refrigerator', ['新商品必填', 'Needed for a new product'], {
    max_length: 64,
  }),
  column(
    'category_name',
    '类目名称',
    'Category name',
    'text',
    '',
    ['类目不存在时按此名称新建', 'A category that does not exist is made with this name'],
    { max_length: 200 },
  ),
  column(
    'category_parent_id',
    '上级类目编码',
    'Parent category',
    'text',
    '',
    ['新建类目的上级，不存在时一并新建', 'Parent of a category that is made; made too when it does not exist'],
    { max_length: 64 },
  ),
  column('brand_id', '品牌编码', 'Brand code', 'text', 'jilang', ['', ''], { max_length: 64 }),
  column(
    'brand_name',
    '品牌名称',
    'Brand name',
    'text',
    '',
    ['品牌不存在时按此名称新建', 'A brand that does not exist is made with this name'],
    { max_length: 200 },
  ),
  column(
    'lifecycle',
    '状态',
    'Lifecycle',
    'choice',
    'on_sale',
    ['planned 计划、presale 预售、on_sale 在售、withdrawn 下架', 'Where the product stands'],
    { choices: lifecycles },
  ),
  column('sku_name_zh', '规格名称', 'SKU name (Chinese)', 'text', '雾白', ['区分同一商品的各规格', 'Tells the SKUs of a product apart'], {
    max_length: 200,
  }),
  column('sku_name_en', '英文规格名称', 'SKU name (English)', 'text', 'Mist white', ['不填则同中文', 'The Chinese one when left empty'], {
    max_length: 200,
  }),
  column('options', '规格选项', 'Options', 'text', 'color=white', ['选项=值，多项用分号分开', 'option=value, parted by semicolons']),
  column('price', '售价', 'Price', 'money', '3,299.00', ['在售商品必填', 'Needed before a product is sold']),
  column('list_price', '划线价', 'List price', 'money', '3,999.00', ['不低于售价', 'Not below the price']),
  column('currency', '币种', 'Currency', 'text', 'CNY', ['不填为 CNY', 'CNY when left empty'], { max_length: 3 }),
  column('barcode', '条形码', 'Barcode', 'text', '6901234567892', ['GTIN，含校验位', 'GTIN with its check digit'], { max_length: 14 }),
  column('weight_grams', '重量（克）', 'Weight (g)', 'integer', '92000', ['', '']),
  column('length_mm', '长（毫米）', 'Length (mm)', 'integer', '1850', ['', '']),
  column('width_mm', '宽（毫米）', 'Width (mm)', 'integer', '920', ['', '']),
  column('height_mm', '高（毫米）', 'Height (mm)', 'integer', '760', ['', '']),
  column(
    'specifications',
    '规格参数',
    'Specifications',
    'text',
    'total_litres=502; door_style=cross',
    ['参数=值，多项用分号分开，参数见类目模板', 'attribute=value, parted by semicolons; attributes are those of the category'],
    { max_length: 5000 },
  ),
  column(
    'selling_points',
    '卖点',
    'Selling points',
    'text',
    '一级能效|Grade 1；轻音|Quiet',
    ['中文|英文，多条用分号分开', 'Chinese|English, parted by semicolons'],
    { max_length: 4000 },
  ),
  column('story_zh', '商品故事', 'Story (Chinese)', 'text', '', ['', ''], { max_length: 20_000 }),
  column('story_en', '英文商品故事', 'Story (English)', 'text', '', ['', ''], { max_length: 20_000 }),
  column('tags', '标签', 'Tags', 'text', '新品；节能', ['多个用分号分开', 'Parted by semicolons']),
  column('picture', '主图', 'Cover picture', 'text', 'world:refrigerator:white:front', ['已上传文件的名称', 'Name of a file sent before'], {
    max_length: 120,
  }),
  column('available_on', '可发货日期', 'Available on', 'date', '2026-04-01', ['计划与预售商品', 'For planned and presale products']),
  column('warranty_months', '保修（月）', 'Warranty (months)', 'integer', '36', ['', '']),
  column('shelf_life_days', '保质期（天）', 'Shelf life (days)', 'integer', '', ['', '']),
  column('tax_rate_percent', '税率（%）', 'Tax rate (%)', 'number', '13', ['不填为 13', '13 when left empty']),
  column('tracks_lots', '按批次管理', 'Tracks lots', 'flag', '否', ['', '']),
  column('tracks_expiry', '按效期管理', 'Tracks expiry', 'flag', '否', ['', '']),
  column('tracks_serials', '按序列号管理', 'Tracks serials', 'flag', '是', ['', '']),
]

/** Products by spreadsheet: new ones are made, known ones changed where a row says something; a SKU that no row names stays as it is. */
export const productImporter: Importer = {
  name: 'products',
  title: { zh: '商品导入', en: 'Products' },
  permission: 'products.import',
  columns,
  mappings: [tmall as Mapping, olist as Mapping],
  rows_per_batch: 500,
  group: ({ values }) => String(values.spu_id),
  apply: applyProducts,
}

async function applyProducts(tx: Tx, rows: readonly ImportRow[], { by, now, files }: ImportContext): Promise<RowOutcome[]> {
  await makeMissing(tx, rows, by, now)
  const groups = [...groupBy(rows, ({ values }) => String(values.spu_id))]
  const known = new Map(
    (
      await findProducts(
        tx,
        groups.map(([spu_id]) => spu_id),
      )
    ).map((product) => [product.spu_id, product]),
  )
  const tree = new Map((await listCategories(tx)).map((one) => [one.category_id, one]))
  const lost = await findLost(
    files,
    rows.flatMap(({ values }) => pictureOf({ picture: values.picture as string | null })),
  )
  const made = groups.map(([spu_id, group]) => ({ spu_id, group, item: itemOf(spu_id, group, known.get(spu_id), tree, lost) }))
  const items = made.flatMap(({ item }) => ('fault' in item ? [] : [item]))
  const saved = new Map((await saveProducts(tx, by, now, items)).map((outcome) => [outcome.id, outcome]))
  const outcomes = new Map<number, RowOutcome>()
  for (const { spu_id, group, item } of made) {
    const { status, detail } = 'fault' in item ? { status: 'value_invalid', detail: item.fault } : saved.get(spu_id)!
    const good = ['saved', 'already_saved', 'proposed', 'already_proposed'].includes(status)
    for (const { row_no } of group) outcomes.set(row_no, { verdict: good ? 'done' : 'refused', status, ...(detail ? { detail } : {}) })
  }
  return rows.map(({ row_no }) => outcomes.get(row_no)!)
}

/** Categories and brands that rows name by code and name and that do not exist are made with what the first such row says. */
async function makeMissing(tx: Tx, rows: readonly ImportRow[], by: ImportContext['by'], now: string): Promise<void> {
  const tree = new Set((await listCategories(tx)).map(({ category_id }) => category_id))
  const categories = new Map<string, { category_id: string; parent_id: string | null; name: Words }>()
  const brands = new Map<string, { brand_id: string; name: Words }>()
  const both = (name: string) => ({ zh: name, en: name })
  for (const { values } of rows) {
    const { category_id, category_name, category_parent_id: parent, brand_id, brand_name } = values as Record<string, string | null>
    if (category_id && category_name && !tree.has(category_id) && isCode(category_id)) {
      if (parent && !tree.has(parent) && isCode(parent))
        categories.set(parent, { category_id: parent, parent_id: null, name: both(parent) })
      if (parent) tree.add(parent)
      tree.add(category_id)
      categories.set(category_id, { category_id, parent_id: parent ?? null, name: both(category_name) })
    }
    if (brand_id && brand_name && isCode(brand_id)) brands.set(brand_id, { brand_id, name: both(brand_name) })
  }
  // Categories are shared by all brands: only who may edit all of them makes new ones; others are told that theirs does not exist.
  if (mayTouch(by, { brand_id: null })) await saveCategories(tx, now, [...categories.values()])
  const exist = new Set((await listBrands(tx)).map(({ brand_id }) => brand_id))
  await saveBrands(
    tx,
    by,
    now,
    [...brands.values()].filter(({ brand_id }) => !exist.has(brand_id)),
  )
}

const isCode = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)

type Fields = Record<string, Value | undefined>
type Made = ProductItem | { fault: string }

/** The product its rows ask for, on top of what is known of it. The first row that says something counts. */
function itemOf(
  spu_id: string,
  rows: readonly ImportRow[],
  before: Product | undefined,
  tree: ReadonlyMap<string, Category>,
  lost: ReadonlySet<string>,
): Made {
  const fields: Fields = {}
  for (const { values } of rows) for (const [key, value] of Object.entries(values)) if (value !== null) fields[key] ??= value
  const said = <T extends Value>(key: string) => fields[key] as T | undefined
  const text = (key: string, old: Words | null | undefined): Words | null => {
    const zh = said<string>(`${key}_zh`) ?? said<string>(`${key}_en`)
    if (zh === undefined) return old ?? null
    return { zh, en: said<string>(`${key}_en`) ?? (old?.zh === zh ? old.en : zh) }
  }
  if (!isCode(spu_id)) return { fault: `商品编码 (spu_id) ${spu_id} holds something else than letters, digits, dot, underscore, hyphen.` }
  const title = text('title', before?.title)
  const category_id = said<string>('category_id') ?? before?.category_id
  if (!title) return { fault: '商品名称 (title_zh) is needed for a new product.' }
  if (!category_id) return { fault: '类目编码 (category_id) is needed for a new product.' }
  const picture = said<string>('picture')
  if (picture && !new RegExp(referencePattern).test(picture)) return { fault: `主图 (picture) ${picture} is no name of a file.` }
  if (picture && lost.has(picture)) return { fault: `主图 (picture) ${picture}: there is no such file or drawing; send the file first.` }
  const currency = said<string>('currency')
  if (currency && !/^[A-Z]{3}$/.test(currency)) return { fault: `币种 (currency) ${currency} is no code of three letters.` }

  const template = templateOf(category_id, tree)
  const specifications = readSpecifications(said<string>('specifications'), template)
  if ('fault' in specifications) return specifications
  const skus = readSkus(spu_id, rows, before)
  if ('fault' in skus) return skus
  for (const key of [
    'warranty_months',
    'shelf_life_days',
    'weight_grams',
    'length_mm',
    'width_mm',
    'height_mm',
    'tax_rate_percent',
    'price',
    'list_price',
  ])
    for (const { values } of rows)
      if (typeof values[key] === 'number' && (values[key] as number) < 0) return { fault: `${key} is below zero.` }
  const rate = said<number>('tax_rate_percent')
  if (rate !== undefined && rate > 100) return { fault: '税率（%） (tax_rate_percent) is above 100.' }

  return {
    ...(before ? keptOf(before) : {}),
    spu_id,
    category_id,
    brand_id: said<string>('brand_id') ?? before?.brand_id ?? null,
    ...(said('lifecycle') === undefined ? {} : { lifecycle: said<string>('lifecycle') as Product['lifecycle'] }),
    title,
    subtitle: text('subtitle', before?.subtitle),
    story: text('story', before?.story),
    selling_points: pointsOf(said<string>('selling_points')) ?? before?.selling_points ?? [],
    specifications: { ...before?.specifications, ...specifications.values },
    options: optionsOf(before?.options ?? [], skus.items, template),
    tags:
      said<string>('tags')
        ?.split(/[;；]/)
        .map((tag) => tag.trim())
        .filter(Boolean) ??
      before?.tags ??
      [],
    media: picture ? coveredBy(picture, before?.media ?? []) : (before?.media ?? []),
    available_on: said<string>('available_on') ?? before?.available_on ?? null,
    warranty_months: said<number>('warranty_months') ?? before?.warranty_months ?? null,
    shelf_life_days: said<number>('shelf_life_days') ?? before?.shelf_life_days ?? null,
    tracks_lots: said<boolean>('tracks_lots') ?? before?.tracks_lots ?? false,
    tracks_expiry: said<boolean>('tracks_expiry') ?? before?.tracks_expiry ?? false,
    tracks_serials: said<boolean>('tracks_serials') ?? before?.tracks_serials ?? false,
    tax_rate_bp: rate === undefined ? (before?.tax_rate_bp ?? 1300) : Math.round(rate * 100),
    skus: skus.items,
    keep_other_skus: true,
  }
}

/** What no column of the spreadsheet can say stays. */
const keptOf = ({ partner_id, kind, performed, opens_at }: Product): Partial<ProductItem> => ({ partner_id, kind, performed, opens_at })

function readSkus(spu_id: string, rows: readonly ImportRow[], before: Product | undefined): { items: SkuItem[] } | { fault: string } {
  const known = new Map(before?.skus.map((sku) => [sku.sku_id, sku]))
  const items = new Map<string, SkuItem>()
  for (const { values } of rows) {
    const said = <T extends Value>(key: string) => (values[key] ?? undefined) as T | undefined
    const sku_id = said<string>('sku_id') ?? spu_id
    if (!new RegExp(skuPattern).test(sku_id))
      return {
        fault: `规格编码 (sku_id) ${sku_id} holds something else than letters, digits, dot, underscore, hyphen, or is longer than 40.`,
      }
    if (items.has(sku_id)) return { fault: `规格编码 (sku_id) ${sku_id} stands on two rows.` }
    const old = known.get(sku_id)
    const barcode = said<string>('barcode')
    if (barcode && !/^(\d{8}|\d{12,14})$/.test(barcode))
      return { fault: `条形码 (barcode) ${barcode} is no GTIN of 8, 12, 13 or 14 digits.` }
    const name = said<string>('sku_name_zh') ?? said<string>('sku_name_en')
    const price_minor = said<number>('price')
    if (price_minor === 0) return { fault: '售价 (price) is zero.' }
    const list_price_minor = said<number>('list_price')
    const options = pairsOf(said<string>('options'))
    const currency = said<string>('currency') ?? old?.currency
    items.set(sku_id, {
      sku_id,
      name:
        name === undefined
          ? (old?.name ?? null)
          : { zh: name, en: said<string>('sku_name_en') ?? (old?.name?.zh === name ? old.name.en : name) },
      options: { ...old?.options, ...Object.fromEntries(options) },
      ...(price_minor === undefined ? {} : { price_minor, list_price_minor: list_price_minor ?? null }),
      ...(price_minor === undefined && list_price_minor !== undefined ? { list_price_minor } : {}),
      ...(currency === undefined ? {} : { currency }),
      barcode: barcode ?? old?.barcode ?? null,
      weight_grams: said<number>('weight_grams') ?? old?.weight_grams ?? null,
      length_mm: said<number>('length_mm') ?? old?.length_mm ?? null,
      width_mm: said<number>('width_mm') ?? old?.width_mm ?? null,
      height_mm: said<number>('height_mm') ?? old?.height_mm ?? null,
    })
  }
  return { items: [...items.values()] }
}

/** `a=1; b=2`, with the signs of either language. */
const pairsOf = (text: string | undefined): [string, string][] =>
  (text ?? '').split(/[;；\n]/).flatMap((pair) => {
    const at = pair.search(/[=＝]/)
    return at < 1 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as [string, string]]
  })

/** `key=value; key=value` by the category's template; a text in both languages is `中文|English`. */
export function readSpecifications(
  text: string | undefined,
  template: ReadonlyMap<string, Attribute>,
): { values: Product['specifications'] } | { fault: string } {
  const values: Product['specifications'] = {}
  for (const [key, value] of pairsOf(text)) {
    const attribute = template.get(key)
    if (attribute?.type === 'number') {
      if (!/^-?\d+(\.\d+)?$/.test(value)) return { fault: `规格参数 (specifications) ${key} takes a number.` }
      values[key] = Number(value)
    } else if (attribute?.type === 'text') values[key] = wordsOf(value)
    else values[key] = attribute?.choices?.find(({ name }) => name.zh === value || name.en === value)?.value ?? value
  }
  return { values }
}

const wordsOf = (text: string): Words => {
  const [zh = '', en = ''] = text.split(/[|｜]/).map((part) => part.trim())
  return { zh: zh || en, en: en || zh }
}

export const pointsOf = (text: string | undefined): Words[] | undefined =>
  text
    ?.split(/[;；\n]/)
    .filter((part) => part.trim() !== '')
    .map(wordsOf)
    .slice(0, 12)

/** The options of the product grow by what its SKUs name; names come from the category where it knows them. */
function optionsOf(before: readonly Option[], skus: readonly SkuItem[], template: ReadonlyMap<string, Attribute>): Option[] {
  const options = before.map((option) => ({ ...option, values: [...option.values] }))
  for (const { options: chosen = {} } of skus)
    for (const [key, value] of Object.entries(chosen)) {
      const attribute = template.get(key)
      let option = options.find((one) => one.key === key)
      if (!option) {
        option = { key, name: attribute?.name ?? { zh: key, en: key }, values: [] }
        options.push(option)
      }
      if (!option.values.some((one) => one.value === value))
        option.values.push({ value, name: attribute?.choices?.find((one) => one.value === value)?.name ?? { zh: value, en: value } })
    }
  return options
}

const coveredBy = (reference: string, media: readonly MediaItem[]): MediaItem[] => [
  { role: 'cover', reference },
  ...media
    .filter((one) => one.role !== 'cover' || one.reference !== reference)
    .map((one) => (one.role === 'cover' ? { ...one, role: 'gallery' as const } : one)),
]
