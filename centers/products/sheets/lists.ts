import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { By } from '#core/audit.ts'
import { textColumn as column } from '#core/imports/columns.ts'
import type { Column, Importer, ImportRow, RowOutcome } from '#core/imports/model.ts'
import { decimalText, parseMoney } from '#core/money.ts'
import { mayTouch } from '#core/scope.ts'
import type { Tx } from '#core/sql.ts'
import { actorOf } from '../assortment/importer.ts'
import { BundleItem, ElsewhereItem, type Shop } from '../assortment/model.ts'
import { saveBundles, saveElsewhere } from '../assortment/write.ts'
import { type ChoiceGroup, type ChoiceRule, ConfiguratorItem } from '../configurations/model.ts'
import { saveConfigurators } from '../configurations/write.ts'
import { type Attribute, CategoryItem, type Words } from '../model.ts'
import { listCategories } from '../read.ts'
import { saveCategories } from '../write.ts'

/** What was read of one row: the thing, or what is wrong with it and where. */
type Read<Item> = Item | { fault: string }
interface Row {
  text(key: string): string
  whole(key: string): number | undefined
}
/** The other half of an importer: the cells of what is kept, in the order of its columns, so that a file goes out and comes back. */
type Cells = (string | number | null)[]

const words = ([zh = '', en = '']: readonly string[]): Words => ({ zh: zh || en, en: en || zh })
export const saidIn = ({ zh, en }: Words): string => (zh === en ? zh : `${zh}|${en}`)
/** Entries stand one a line, or with semicolons between. */
const entriesOf = (text: string): string[] =>
  text
    .split(/\n|；|;(?=\s|$)/)
    .map((part) => part.trim())
    .filter(Boolean)
const partsOf = (entry: string): string[] => entry.split(/[|｜]/).map((part) => part.trim())
const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[,，]/)
    .map((part) => part.trim())
    .filter(Boolean)
const currency = 'CNY'

const code = { required: true, max_length: 64 } as const
const name = { required: true, max_length: 120 } as const
const long = { max_length: 8000 } as const

/** An importer of things that one schema describes: what the schema refuses names its column, the rest is the verb's to say. */
function importerOf<Item extends object>(list: {
  name: string
  title: Words
  columns: readonly Column[]
  schema: TSchema
  read(row: Row, before: unknown): Read<Item>
  /** What rows are read beside. */
  before?(tx: Tx): Promise<unknown>
  save(tx: Tx, by: By, now: string, items: readonly Item[]): Promise<readonly { status: string; detail?: string | undefined }[]>
}): Importer {
  return {
    ...{ name: list.name, title: list.title, permission: 'products.import', columns: list.columns, rows_per_batch: 200 },
    async apply(tx, rows, { by, now }) {
      const before = await list.before?.(tx)
      const read = rows.map((row) => {
        const item = list.read(rowOf(row), before)
        return 'fault' in item ? item : (faultOf(list.schema, list.columns, item) ?? item)
      })
      const good = read.filter((one): one is Item => !('fault' in one))
      const outcomes = good.length > 0 ? await list.save(tx, actorOf(by as Partial<By>), now, good) : []
      return read.map((one): RowOutcome => {
        if ('fault' in one) return { verdict: 'refused', status: 'value_invalid', detail: one.fault as string }
        const { status, detail } = outcomes[good.indexOf(one)]!
        return { verdict: /saved$/.test(status) ? 'done' : 'refused', status, ...(detail ? { detail } : {}) }
      })
    },
  }
}

const rowOf = ({ values }: ImportRow): Row => ({
  text: (key) => (values[key] === null || values[key] === undefined ? '' : String(values[key]).trim()),
  whole: (key) => (values[key] === null || values[key] === undefined ? undefined : Number(values[key])),
})

function faultOf(schema: TSchema, columns: readonly Column[], item: object): { fault: string } | null {
  if (Value.Check(schema, item)) return null
  const [first] = Value.Errors(schema, item)
  const [at = '', ...rest] = (first?.instancePath ?? '').split('/').filter(Boolean)
  const named = columns.find(({ key }) => key === at || key === `${at}_zh`)
  const place = rest.length > 0 ? ` ${rest.map((part) => (/^\d+$/.test(part) ? Number(part) + 1 : part)).join('.')}` : ''
  return { fault: `${named ? `${named.name.zh} (${named.key})` : at}${place} ${first?.message ?? 'is not valid'}.` }
}

const position = column('position', '排序', 'Position', ['小的在前', 'Smallest first'], '1', { kind: 'integer' })

/** The category tree with its templates: an empty template stays as it is. Who may touch one brand only may not change the tree of all. */
export const categoryImporter = importerOf<CategoryItem>({
  name: 'categories',
  title: { zh: '商品分类', en: 'Categories' },
  schema: CategoryItem,
  columns: [
    column('category_id', '分类代号', 'Category', ['不变的代号', 'Its code, which stays'], 'refrigerator', code),
    column('parent_id', '上级', 'Above', ['上级分类代号；不填为一级', 'Code of the one above; none for a root'], 'large', {
      max_length: 64,
    }),
    column('name_zh', '名称', 'Name', ['中文名称', 'Its Chinese name'], '冰箱', name),
    column('name_en', '英文名称', 'English name', ['不填则同中文', 'As in Chinese when empty'], 'Refrigerators', { max_length: 120 }),
    position,
    column(
      ...(['attributes', '参数模板', 'Template'] as const),
      [
        '每行一个：代号|类型|中文|English|单位|标记|可选值；不填则不变',
        'One a line: key|type|中文|English|unit|flags|choices; unchanged when empty',
      ],
      'total_litres|number|总容积|Total capacity|L|required,comparable,filterable|',
      long,
    ),
  ],
  before: async (tx) => new Map((await listCategories(tx)).map((one) => [one.category_id, one])),
  read(row, before) {
    const known = (before as Map<string, CategoryItem>).get(row.text('category_id'))
    const attributes: Attribute[] = []
    for (const entry of entriesOf(row.text('attributes'))) {
      const [key = '', type = '', zh, en, unit, flags, choices] = partsOf(entry)
      const marked = listOf(flags)
      const unknown = marked.find((flag) => !(flagNames as readonly string[]).includes(flag))
      if (unknown) return { fault: `参数模板 (attributes) ${key}: ${unknown} is none of ${flagNames.join(', ')}.` }
      attributes.push({
        ...{ key, name: words([zh ?? '', en ?? '']), type: type as Attribute['type'] },
        ...(unit ? { unit } : {}),
        ...(choices ? { choices: listOf(choices).map(choiceOf) } : {}),
        ...Object.fromEntries(marked.map((flag) => [flag, true])),
      })
    }
    return {
      category_id: row.text('category_id'),
      parent_id: row.text('parent_id') || null,
      name: words([row.text('name_zh'), row.text('name_en')]),
      picture: known?.picture ?? null,
      position: row.whole('position') ?? known?.position ?? 0,
      attributes: attributes.length > 0 ? attributes : (known?.attributes ?? []),
    }
  },
  async save(tx, by, now, items) {
    if (mayTouch(by, { organization_id: null, brand_id: null })) return saveCategories(tx, now, items)
    return items.map(() => ({ status: 'not_permitted', detail: 'The tree is that of all brands: ask who looks after it.' }))
  },
})
const flagNames = ['required', 'comparable', 'filterable', 'variant_making'] as const
const choiceOf = (text: string): { value: string; name: Words } => {
  const [value = '', said = ''] = text.split(/[=＝]/).map((part) => part.trim())
  return { value, name: words(said ? said.split('/') : [value]) }
}
export const categoryCells = ({ category_id, parent_id, name, position, attributes = [] }: CategoryItem): Cells => [
  ...[category_id, parent_id ?? null, name.zh, name.en, position ?? 0],
  attributes
    .map(({ key, type, name, unit, choices, ...flags }) =>
      [
        ...[key, type, name.zh, name.en, unit ?? ''],
        flagNames.filter((flag) => flags[flag]).join(','),
        (choices ?? []).map(({ value, name }) => `${value}=${name.zh}/${name.en}`).join(','),
      ].join('|'),
    )
    .join('\n'),
]

/** Bundles: one row is one bundle. */
export const bundleImporter = importerOf<BundleItem>({
  name: 'bundles',
  title: { zh: '商品套装', en: 'Bundles' },
  schema: BundleItem,
  columns: [
    column('bundle_id', '套装编码', 'Bundle', ['不变的编码', 'Its code, which stays'], 'tv-and-mount', code),
    column('spu_id', 'SPU 编码', 'SPU', ['在哪个商品的页面', 'On whose page it stands'], 'jl-tv-wangjiang-65', code),
    column('name_zh', '名称', 'Name', ['中文名称', 'Its Chinese name'], '电视加挂装', name),
    column('name_en', '英文名称', 'English name', ['不填则同中文', 'As in Chinese when empty'], 'With mounting', { max_length: 120 }),
    column(
      ...(['components', '组成', 'Components'] as const),
      ['SKU*件数，每行一个或分号隔开', 'SKU*pieces, one a line or semicolons between'],
      ...(['TV-65*1; MOUNT-1*1', { required: true, ...long }] as const),
    ),
    column('price_minor', '套装价', 'Price', ['不填为单买合计', 'The sum of its parts when empty'], '5499.00', { kind: 'money' }),
    position,
  ],
  read: (row) => ({
    ...{ bundle_id: row.text('bundle_id'), spu_id: row.text('spu_id'), name: words([row.text('name_zh'), row.text('name_en')]) },
    components: row
      .text('components')
      .split(/[;；\n]/)
      .map((part) => part.trim())
      .filter(Boolean)
      .map((part) => {
        const [sku_id = '', quantity = '1'] = part.split(/[*×]/).map((one) => one.trim())
        return { sku_id, quantity: Number(quantity) }
      }),
    ...{ price_minor: row.whole('price_minor') ?? null, position: row.whole('position') ?? 0 },
  }),
  save: saveBundles,
})
export const bundleCells = ({ bundle_id, spu_id, name, components, price_minor, position }: BundleItem): Cells => [
  ...[bundle_id, spu_id, name.zh, name.en, components.map(({ sku_id, quantity }) => `${sku_id}*${quantity}`).join('; ')],
  ...[price_minor ? decimalText(price_minor, currency) : null, position ?? 0],
]

/** What can be configured: one row is one product, with all its groups and rules. */
export const configuratorImporter = importerOf<ConfiguratorItem>({
  name: 'configurators',
  title: { zh: '按需定制', en: 'Configurable products' },
  schema: ConfiguratorItem,
  columns: [
    column('spu_id', 'SPU 编码', 'SPU', ['哪个商品', 'Which product'], 'jl-ref-mubai', code),
    column('lead_days', '基本工期', 'Lead days', ['天', 'Days'], '12', { kind: 'integer' }),
    column(
      ...(['groups', '选配组', 'Groups'] as const),
      [
        '每行一组：代号|中文|English|required|取值=中文/English/加价/加天数,…；不填则取消定制',
        'One a line: key|中文|English|required|value=中文/English/extra/days,…; none takes it away',
      ],
      'panel|面板|Panel|required|steel=不锈钢/Steel/0.00/0,glass=玻璃/Glass/300.00/3',
      long,
    ),
    column(
      ...(['rules', '规则', 'Rules'] as const),
      ['每行一条：组:取值 requires 或 excludes 组:取值,…', 'One a line: group:value requires or excludes group:value,…'],
      ...(['panel:glass excludes handle:brass', long] as const),
    ),
  ],
  read(row) {
    const groups: ChoiceGroup[] = []
    for (const entry of entriesOf(row.text('groups'))) {
      const [key = '', zh, en, required, values] = partsOf(entry)
      const read = listOf(values).map(madeOf)
      const bad = read.find((one) => one.extra_minor === null)
      if (bad) return { fault: `选配组 (groups) ${key}: the extra of ${bad.value} is no amount, such as 300.00.` }
      groups.push({
        ...{ key, name: words([zh ?? '', en ?? '']) },
        ...(required === 'required' ? { required: true } : {}),
        values: read as ChoiceGroup['values'],
      })
    }
    const rules: ChoiceRule[] = []
    for (const entry of entriesOf(row.text('rules'))) {
      const found = /^([^:\s]+):(\S+)\s+(requires|excludes)\s+([^:\s]+):(.+)$/.exec(entry)
      if (!found) return { fault: `规则 (rules) “${entry.slice(0, 60)}” is not of the form group:value requires group:value,….` }
      const [, group, value, effect, other_group, others] = found as unknown as [
        string,
        string,
        string,
        ChoiceRule['effect'],
        string,
        string,
      ]
      rules.push({ group, value, effect, other_group, other_values: listOf(others) })
    }
    return { spu_id: row.text('spu_id'), groups, rules, lead_days: row.whole('lead_days') ?? 0 }
  },
  save: saveConfigurators,
})
function madeOf(text: string) {
  const [value = '', said = ''] = text.split(/[=＝]/).map((part) => part.trim())
  const [zh, en, extra, days] = said.split('/').map((part) => part.trim())
  return {
    ...{ value, name: words([zh || value, en ?? '']), extra_minor: extra ? parseMoney(extra, currency) : 0 },
    lead_days: days ? Number(days) : 0,
  }
}
export const configuratorCells = ({ spu_id, lead_days, groups, rules = [] }: ConfiguratorItem): Cells => [
  ...[spu_id, lead_days ?? 0],
  groups
    .map(({ key, name, required, values }) => {
      const said = values.map(
        ({ value, name, extra_minor = 0, lead_days = 0 }) =>
          `${value}=${name.zh}/${name.en}/${decimalText(extra_minor, currency)}/${lead_days}`,
      )
      return [key, name.zh, name.en, required ? 'required' : '', said.join(',')].join('|')
    })
    .join('\n'),
  rules
    .map(({ group, value, effect, other_group, other_values }) => `${group}:${value} ${effect} ${other_group}:${other_values.join(',')}`)
    .join('\n'),
]

/** Other shops that sell a product: one row is one product, with all of them. */
export const elsewhereImporter = importerOf<ElsewhereItem>({
  name: 'elsewhere',
  title: { zh: '其他购买渠道', en: 'Where else to buy' },
  schema: ElsewhereItem,
  columns: [
    column('spu_id', 'SPU 编码', 'SPU', ['哪个商品的页面', 'On whose page they stand'], 'jl-ref-shanlan', code),
    column(
      ...(['shops', '店铺', 'Shops'] as const),
      ['每行一个：中文|English|https 链接；不填则清空', 'One a line: 中文|English|https address; none when empty'],
      ...(['霁朗天猫旗舰店|Jilang on Tmall|https://shop.example/1', long] as const),
    ),
  ],
  read: (row) => ({
    spu_id: row.text('spu_id'),
    shops: entriesOf(row.text('shops')).map((entry): Shop => {
      const parts = partsOf(entry)
      return { name: words(parts.slice(0, -1)), url: parts.at(-1) ?? '' }
    }),
  }),
  save: saveElsewhere,
})
export const elsewhereCells = ({ spu_id, shops }: ElsewhereItem): Cells => [
  spu_id,
  shops.map(({ name, url }) => `${saidIn(name)}|${url}`).join('\n'),
]
