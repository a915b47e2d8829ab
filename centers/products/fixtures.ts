import type { CategoryItem, ProductItem, SkuItem, Words } from './model.ts'

/** Small made-up products for tests. */
export const words = (zh: string, en = zh): Words => ({ zh, en })

export const categories: CategoryItem[] = [
  { category_id: 'large', name: words('大家电', 'Large appliances') },
  {
    category_id: 'refrigerator',
    parent_id: 'large',
    name: words('冰箱', 'Refrigerators'),
    attributes: [
      { key: 'total_litres', name: words('总容积', 'Capacity'), type: 'number', unit: 'L', required: true, filterable: true },
      {
        key: 'door_style',
        name: words('门款', 'Doors'),
        type: 'choice',
        filterable: true,
        choices: ['two', 'cross'].map((value) => ({ value, name: words(value) })),
      },
      {
        key: 'color',
        name: words('颜色', 'Color'),
        type: 'color',
        filterable: true,
        variant_making: true,
        choices: ['white', 'gray'].map((value) => ({ value, name: words(value) })),
      },
      { key: 'released_on', name: words('上市日期', 'Released'), type: 'date' },
      { key: 'origin', name: words('产地', 'Origin'), type: 'text' },
    ],
  },
]

export const sku = (sku_id: string, more: Partial<SkuItem> = {}): SkuItem => ({
  sku_id,
  price_minor: 299_900,
  weight_grams: 62_000,
  ...more,
})

export const product = (spu_id: string, more: Partial<ProductItem> = {}): ProductItem => ({
  spu_id,
  category_id: 'refrigerator',
  brand_id: 'jilang',
  lifecycle: 'on_sale',
  title: words('极浪变频十字对开门冰箱', 'Four-door refrigerator'),
  specifications: { total_litres: 502, door_style: 'cross' },
  skus: [sku(`${spu_id}-1`)],
  ...more,
})
