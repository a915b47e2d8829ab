import { decimalText } from '#core/money.ts'
import type { Attribute, Category, Product, Words } from '../model.ts'
import { templateOf } from '../rules.ts'

/** The columns of the import, so that an exported file can be changed and sent back. Options stand as codes, everything else as it is read. */
export const sheetKeys = [
  ...['spu_id', 'sku_id', 'title_zh', 'title_en', 'subtitle_zh', 'subtitle_en', 'category_id', 'brand_id', 'lifecycle', 'sku_name_zh'],
  ...['sku_name_en', 'options', 'price', 'list_price', 'currency', 'barcode', 'weight_grams', 'length_mm', 'width_mm', 'height_mm'],
  ...['specifications', 'selling_points', 'story_zh', 'story_en', 'tags', 'picture', 'available_on', 'warranty_months', 'shelf_life_days'],
  ...['tax_rate_percent', 'tracks_lots', 'tracks_expiry', 'tracks_serials'],
] as const

/** One row for each SKU that is offered. */
export function rowsOf(product: Product, tree: ReadonlyMap<string, Category>): string[][] {
  const template = templateOf(product.category_id, tree)
  const cover = product.media.find(({ role }) => role === 'cover')?.reference ?? ''
  return product.skus
    .filter(({ withdrawn }) => !withdrawn)
    .map((sku) => {
      const said: Record<(typeof sheetKeys)[number], unknown> = {
        spu_id: product.spu_id,
        sku_id: sku.sku_id,
        title_zh: product.title.zh,
        title_en: product.title.en,
        subtitle_zh: product.subtitle?.zh,
        subtitle_en: product.subtitle?.en,
        category_id: product.category_id,
        brand_id: product.brand_id,
        lifecycle: product.lifecycle,
        sku_name_zh: sku.name?.zh,
        sku_name_en: sku.name?.en,
        options: pairs(Object.entries(sku.options)),
        price: money(sku.price_minor, sku.currency),
        list_price: money(sku.list_price_minor, sku.currency),
        currency: sku.currency,
        barcode: sku.barcode,
        weight_grams: sku.weight_grams,
        length_mm: sku.length_mm,
        width_mm: sku.width_mm,
        height_mm: sku.height_mm,
        specifications: pairs(Object.entries(product.specifications).map(([key, value]) => [key, specification(template.get(key), value)])),
        selling_points: product.selling_points.map(both).join('；'),
        story_zh: product.story?.zh,
        story_en: product.story?.en,
        tags: product.tags.join('；'),
        picture: cover,
        available_on: product.available_on,
        warranty_months: product.warranty_months,
        shelf_life_days: product.shelf_life_days,
        tax_rate_percent: product.tax_rate_bp / 100,
        tracks_lots: product.tracks_lots ? '是' : '否',
        tracks_expiry: product.tracks_expiry ? '是' : '否',
        tracks_serials: product.tracks_serials ? '是' : '否',
      }
      return sheetKeys.map((key) => String(said[key] ?? ''))
    })
}

const money = (minor: number | null, currency: string): string => (minor === null ? '' : decimalText(minor, currency))
const pairs = (entries: [string, string][]): string => entries.map(([key, value]) => `${key}=${value}`).join('; ')
/** Signs that part values in a cell are softened, so that a text stays one text. */
const plain = (text: string): string => text.replace(/[;；\n]/g, '，').replace(/[|｜]/g, '/')
const both = ({ zh, en }: Words): string => `${plain(zh)}|${plain(en)}`
const specification = (attribute: Attribute | undefined, value: number | string | Words): string =>
  typeof value === 'object' ? both(value) : attribute?.type === 'number' ? String(value) : plain(String(value))
