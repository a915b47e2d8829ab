import { colorways } from '../pictures/colorways.ts'
import type { BrandId, Lifecycle, OptionValue, Product, ProductOption, Sku, StockPolicy, Text } from '../types.ts'
import { both, gtin13 } from '../words.ts'
import { categories } from './categories.ts'

/** [code, name, yuan more (or less) than the base, weight and volume as a multiple of the base]. */
type OptionRow = [value: string, name: string, more_yuan: number, times?: number]
type SpecificationValue = number | string

export type Entry = {
  id: string
  category: string
  /** Yuan: what it sells for, what it is listed at. */
  price: number
  list: number
  /** In the order of the category's attributes, without those that make variants. `中文 | English` for text. */
  spec: SpecificationValue[]
  /** Shipping box: kilograms, then length, width, height in millimetres. */
  box: [number, number, number, number]
  /** One colorway or several, first one shown first. */
  colors: string
  /** Six lines: title, subtitle, three reasons to buy, a short story; each `中文 | English`. */
  text: string
  options?: [key: string, name: string, rows: OptionRow[]]
  picture?: string
  partner?: string
  lifecycle?: Lifecycle
  available_in_days?: number
  opens_in_hours?: number
  /** A service that is delivered when somebody has done it. */
  performed?: boolean
  deposit?: number
  policy?: StockPolicy
  warranty_months?: number
  tags?: string
  /** Sisters of the same family: their own title, subtitle and third reason, and what differs in the specification. */
  sisters?: Sister[]
}
type Sister = {
  partner?: string
  policy?: StockPolicy
  tags?: string
  picture?: string
  options?: [key: string, name: string, rows: OptionRow[]]
  id: string
  price: number
  list: number
  spec: SpecificationValue[]
  box?: [number, number, number, number]
  colors?: string
  /** Title, subtitle, third reason, story; or all six lines when it is too different to share the family's first two reasons. */
  text: string
  lifecycle?: Lifecycle
  available_in_days?: number
  opens_in_hours?: number
  performed?: boolean
  deposit?: number
}

type Kind = {
  brand: BrandId
  tax_rate_bp: number
  warranty_months: number
  shelf_life_days: number | null
  serials: boolean
  nodes: [string, number][]
  service?: boolean
  /** Sold without stock and delivered without a parcel. */
  no_stock?: boolean
}

const big: [string, number][] = [
  ['cq-cdc', 60],
  ['ks-rdc', 48],
  ['sd-rdc', 40],
  ['bj-rdc', 32],
  ['gyq-store', 3],
  ['np-store', 2],
  ['cd-dealer', 8],
]
const small: [string, number][] = [
  ['cq-cdc', 260],
  ['cq-rdc', 120],
  ['ks-rdc', 180],
  ['sd-rdc', 160],
  ['bj-rdc', 120],
  ['wz-rdc', 40],
  ['gyq-store', 12],
  ['np-store', 8],
  ['wh-store', 8],
]
const milk: [string, number][] = [
  ['cq-rdc', 480],
  ['ks-rdc', 900],
  ['wh-custody', 620],
  ['bj-rdc', 300],
  ['spb-store', 36],
  ['wz-rdc', 120],
]
const energy: [string, number][] = [
  ['cq-cdc', 90],
  ['ks-rdc', 70],
  ['sd-rdc', 60],
  ['van-cq-01', 2],
]
const local: [string, number][] = [
  ['sx-merchant', 320],
  ['wz-rdc', 90],
  ['jfb-post', 24],
]
const counter: [string, number][] = [
  ['jfb-post', 2000],
  ['cq-rdc', 400],
]

const appliance = (nodes: [string, number][], warranty_months: number): Kind => ({
  brand: 'jilang',
  tax_rate_bp: 1300,
  warranty_months,
  shelf_life_days: null,
  serials: true,
  nodes,
})
const baby = (shelf_life_days: number | null): Kind => ({
  brand: 'zhimu',
  tax_rate_bp: 1300,
  warranty_months: 0,
  shelf_life_days,
  serials: false,
  nodes: milk,
})
const food = (shelf_life_days: number, tax_rate_bp = 1300): Kind => ({
  brand: 'yilin',
  tax_rate_bp,
  warranty_months: 0,
  shelf_life_days,
  serials: false,
  nodes: local,
})
const service = (brand: BrandId = 'yilin'): Kind => ({
  brand,
  tax_rate_bp: 600,
  warranty_months: 0,
  shelf_life_days: null,
  serials: false,
  nodes: counter,
  service: true,
})
const power = (warranty_months: number, serials = true): Kind => ({
  brand: 'xuneng',
  tax_rate_bp: 1300,
  warranty_months,
  shelf_life_days: null,
  serials,
  nodes: energy,
})

/** What goods of a category have in common: tax, warranty, how long they keep, where they stand. */
const kinds: Record<string, Kind> = {
  refrigerator: appliance(big, 36),
  television: appliance(big, 12),
  'air-conditioner': appliance(big, 72),
  washer: appliance(big, 36),
  'water-heater': appliance(big, 72),
  'rice-cooker': appliance(small, 12),
  microwave: appliance(small, 12),
  hood: appliance(big, 60),
  'vacuum-robot': appliance(small, 24),
  'air-purifier': appliance(small, 12),
  fan: appliance(small, 12),
  'smart-lock': appliance(small, 36),
  camera: appliance(small, 12),
  gateway: appliance(small, 12),
  formula: baby(730),
  'adult-milk': baby(540),
  'liquid-milk': { ...baby(180), tax_rate_bp: 900 },
  bottle: baby(null),
  pacifier: baby(null),
  diaper: baby(1095),
  fruit: food(20, 900),
  hotpot: food(365),
  tea: food(540, 1300),
  wine: food(3650),
  grain: food(365, 900),
  cured: food(240),
  stamp: {
    ...service(),
    tax_rate_bp: 1300,
    service: false,
    nodes: [
      ['jfb-post', 160],
      ['cq-rdc', 240],
    ],
  },
  postcard: {
    ...service(),
    tax_rate_bp: 1300,
    service: false,
    nodes: [
      ['jfb-post', 260],
      ['cq-rdc', 400],
    ],
  },
  rail: service(),
  show: service(),
  post: service(),
  'top-up': service(),
  care: { ...service('jilang'), no_stock: true },
  membership: { ...service(), no_stock: true },
  'dc-charger': power(24),
  wallbox: power(36),
  portable: power(24),
  solar: power(144),
  storage: power(120),
  meter: power(18, false),
  socket: power(12, false),
  lamp: power(24, false),
  ev: {
    ...power(48),
    nodes: [
      ['cq-cdc', 6],
      ['ks-rdc', 5],
    ],
  },
}

const brand_digits: Record<BrandId, string> = { jilang: '21', zhimu: '22', yilin: '23', xuneng: '24' }
const node_of_partner: Record<string, string> = {
  xiajiang: 'xj-merchant',
  lazuofang: 'sx-merchant',
  yunwu: 'sx-merchant',
  wuling: 'sx-merchant',
  jiangxiang: 'sx-merchant',
  liangjiang: 'lj-supplier',
  qingshu: 'lj-supplier',
}

/** Turns the written entries into products; order decides barcodes, so new entries are added at the end of a file. */
export function build(entries: Entry[], first_barcode: number): Product[] {
  let next = first_barcode
  return entries.flatMap((entry) => withSisters(entry)).map((entry, index) => product(entry, index, () => next++))
}

function withSisters(entry: Entry): Entry[] {
  const [, , first, second] = lines(entry, entry.text, 6)
  const sisters = (entry.sisters ?? []).map((sister): Entry => {
    const own = sister.text.trim().split('\n').length === 6
    const [title, subtitle, ...rest] = lines(sister, sister.text, own ? 6 : 4)
    const {
      sisters: _none,
      lifecycle: _life,
      available_in_days: _days,
      opens_in_hours: _hours,
      deposit: _deposit,
      performed: _done,
      ...base
    } = entry
    return { ...base, ...sister, text: [title, subtitle, ...(own ? [] : [first, second]), ...rest].join('\n') }
  })
  return [entry, ...sisters]
}

function lines(owner: { id: string }, text: string, wanted: number): string[] {
  const found = text
    .trim()
    .split('\n')
    .map((line) => line.trim())
  if (found.length !== wanted) throw new Error(`${owner.id}: ${wanted} lines wanted, ${found.length} written`)
  return found
}

function product(entry: Entry, index: number, nextBarcode: () => number): Product {
  const kind = kinds[entry.category]
  if (!kind) throw new Error(`${entry.id}: no such kind of goods: ${entry.category}`)
  const [title, subtitle, one, two, three, story] = lines(entry, entry.text, 6).map(both) as [Text, Text, Text, Text, Text, Text]
  const category = categories.find(({ id }) => id === entry.category)!
  const colors = entry.colors.split(' ')
  const options = optionsOf(entry, colors)
  const brand_id = kind.brand
  const policy = entry.policy ?? 'positive'
  return {
    id: entry.id,
    brand_id,
    category_id: category.id,
    kind: kind.no_stock ? 'service' : 'goods',
    partner_id: entry.partner ?? null,
    title,
    subtitle,
    selling_points: [one, two, three],
    story,
    picture: entry.picture ?? category.picture,
    colorway: colors[0]!,
    specifications: specificationsOf(entry),
    options,
    skus: skusOf(entry, options, colors, kind, index, brand_id, nextBarcode),
    lifecycle: entry.lifecycle ?? 'on_sale',
    available_in_days: entry.available_in_days ?? null,
    opens_in_hours: entry.opens_in_hours ?? null,
    performed: entry.performed ?? false,
    deposit_minor: entry.deposit === undefined ? null : entry.deposit * 100,
    stock_policy: policy,
    tax_rate_bp: kind.tax_rate_bp,
    warranty_months: entry.warranty_months ?? kind.warranty_months,
    shelf_life_days: kind.shelf_life_days,
    tracks_lots: kind.shelf_life_days !== null,
    tracks_expiry: kind.shelf_life_days !== null,
    tracks_serials: kind.serials,
    tags: [...(kind.service ? ['service'] : []), ...(entry.tags ? entry.tags.split(' ') : [])],
  }
}

function optionsOf(entry: Entry, colors: string[]): ProductOption[] {
  const options: ProductOption[] = []
  if (colors.length > 1)
    options.push({
      key: 'color',
      name: both('颜色 | Color'),
      values: colors.map((value): OptionValue => ({ value, name: colorways[value]!.name })),
    })
  if (entry.options) {
    const [key, name, rows] = entry.options
    options.push({ key, name: both(name), values: rows.map(([value, text]): OptionValue => ({ value, name: both(text) })) })
  }
  return options
}

function specificationsOf(entry: Entry): Record<string, number | string | Text> {
  const category = categories.find(({ id }) => id === entry.category)!
  const fixed = category.attributes.filter((attribute) => !attribute.variant_making)
  if (fixed.length !== entry.spec.length)
    throw new Error(`${entry.id}: ${fixed.length} specifications wanted, ${entry.spec.length} written`)
  return Object.fromEntries(
    fixed.map((attribute, i) => {
      const value = entry.spec[i]!
      if (attribute.type === 'number' && typeof value !== 'number')
        throw new Error(`${entry.id}.${attribute.key}: a number is wanted, not ${value}`)
      if (attribute.type === 'choice' && !attribute.choices.some((choice) => choice.value === value))
        throw new Error(`${entry.id}.${attribute.key}: no such choice: ${value}`)
      return [attribute.key, attribute.type === 'text' ? both(String(value)) : value]
    }),
  )
}

function skusOf(
  entry: Entry,
  options: ProductOption[],
  colors: string[],
  kind: Kind,
  index: number,
  brand_id: BrandId,
  nextBarcode: () => number,
): Sku[] {
  const rows: OptionRow[] = entry.options?.[2] ?? [['', '', 0, 1]]
  const option_key = entry.options?.[0]
  const [kg, length_mm, width_mm, height_mm] = entry.box
  return colors.flatMap((color, c) =>
    rows.map(([value, , more, times = 1], r): Sku => {
      const chosen: Record<string, string> = {}
      if (colors.length > 1) chosen.color = color
      if (option_key) chosen[option_key] = value
      const suffix = [colors.length > 1 ? color : '', value].filter(Boolean).join('-')
      const names = options.map((option) => option.values.find((each) => each.value === chosen[option.key])!.name)
      const stretch = Math.cbrt(times)
      const price_minor = Math.round((entry.price + more) * 100)
      return {
        sku_code: (suffix ? `${entry.id}-${suffix}` : entry.id).toUpperCase(),
        options: chosen,
        name: { zh: names.map((name) => name.zh).join(' '), en: names.map((name) => name.en).join(', ') },
        price_minor,
        list_price_minor: Math.max(price_minor, Math.round((entry.list + more * (entry.list / entry.price)) * 100)),
        cost_minor: Math.round(price_minor * (kind.service ? 0.97 : 0.62 + (index % 9) * 0.01)),
        weight_grams: Math.round(kg * times * 1000),
        length_mm: Math.round(length_mm * stretch),
        width_mm: Math.round(width_mm * stretch),
        height_mm: Math.round(height_mm * stretch),
        barcode: gtin13(`${brand_digits[brand_id]}${String(nextBarcode()).padStart(10, '0')}`),
        colorway: color,
        initial_stock: stockOf(entry, kind, index, c + r),
      }
    }),
  )
}

/** Stock that differs from product to product, a few of them nearly gone, so that every shelf tells something. */
function stockOf(entry: Entry, kind: Kind, index: number, variant: number): { node_id: string; quantity: number }[] {
  if (kind.no_stock) return []
  if (entry.lifecycle === 'planned' || entry.lifecycle === 'presale' || entry.lifecycle === 'withdrawn') return []
  if (entry.policy === 'negative') return []
  const own = entry.partner ? node_of_partner[entry.partner] : undefined
  const nodes: [string, number][] =
    own === undefined
      ? kind.nodes
      : own === 'lj-supplier'
        ? [[own, 400]]
        : [[own, 420], ...(own === 'xj-merchant' ? [] : kind.nodes.slice(1))]
  const scarce = index % 17 === 5
  return nodes
    .map(([node_id, usual], n) => ({
      node_id,
      quantity: Math.floor((usual * (50 + ((index * 37 + n * 23 + variant * 11) % 80))) / (scarce ? 1600 : 100) / (1 + variant * 0.25)),
    }))
    .filter((each) => each.quantity > 0)
}
