import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Caller, theSystem } from '#core/http.ts'
import { categories, product, sku, words } from './fixtures.ts'
import type { Category, CategoryItem, ProductItem } from './model.ts'
import {
  canonical,
  contentHash,
  decideCategories,
  decideLifecycle,
  decidePrice,
  decideProduct,
  fillProduct,
  isGtin,
  type StoredProduct,
  templateOf,
} from './rules.ts'

const tree = () => {
  const map = new Map<string, Category>()
  decideCategories(categories, map)
  return map
}
const stored = (item: ProductItem): StoredProduct => {
  const whole = fillProduct(item, undefined)
  return { ...whole, version: 3, content_hash: contentHash(whole) }
}
const editor: Caller = { ...theSystem, kind: 'staff', brands: ['zhimu'] }
const merchant: Caller = { ...theSystem, kind: 'staff', partners: ['m2'] }

const two = (first: Partial<Parameters<typeof sku>[1]>, second: Partial<Parameters<typeof sku>[1]>) => ({
  options: [{ key: 'color', name: words('颜色', 'Color'), values: ['white', 'gray'].map((value) => ({ value, name: words(value) })) }],
  skus: [sku('a', first), sku('b', second)],
})

const rows: [string, ProductItem, string, (StoredProduct | undefined)?, (Caller | undefined)?][] = [
  ['a whole product', product('p'), 'saved'],
  ['the same content again', product('p'), 'already_saved', stored(product('p'))],
  ['the same content but another price', product('p', { skus: [sku('p-1', { price_minor: 1 })] }), 'saved', stored(product('p'))],
  ['a brand of others', product('p'), 'brand_not_yours', undefined, editor],
  ['goods of another merchant', product('p', { partner_id: 'm1' }), 'brand_not_yours', undefined, merchant],
  ['our own goods, by a merchant', product('p'), 'brand_not_yours', undefined, merchant],
  ["a merchant's own goods", product('p', { partner_id: 'm2' }), 'saved', undefined, merchant],
  ['taken over from a brand of others', product('p', { brand_id: 'zhimu' }), 'brand_not_yours', stored(product('p')), editor],
  ['seen before another saved it', product('p', { if_version: 2, tags: ['new'] }), 'changed_meanwhile', stored(product('p'))],
  ['no such category', product('p', { category_id: 'boats' }), 'category_not_found'],
  ['no such brand', product('p', { brand_id: 'nobody' }), 'brand_not_found'],
  ['a SKU twice', product('p', { skus: [sku('a'), sku('a')] }), 'sku_repeated'],
  ['a SKU of another product', product('p', { skus: [sku('taken')] }), 'sku_of_another_product'],
  ['an option twice', product('p', { options: [...two({}, {}).options, ...two({}, {}).options] }), 'option_repeated'],
  [
    'an option value that does not exist',
    product('p', two({ options: { color: 'red' } }, { options: { color: 'gray' } })),
    'option_unknown',
  ],
  ['an option that is not said', product('p', two({ options: { color: 'white' } }, {})), 'option_unknown'],
  ['two SKUs alike', product('p', two({ options: { color: 'white' } }, { options: { color: 'white' } })), 'option_combination_repeated'],
  ['an attribute the category has not', product('p', { specifications: { total_litres: 1, wings: 2 } }), 'specification_unknown'],
  ['a number as text', product('p', { specifications: { total_litres: '502' } }), 'specification_invalid'],
  ['a choice that is not offered', product('p', { specifications: { total_litres: 1, door_style: 'six' } }), 'specification_invalid'],
  ['a day that is not', product('p', { specifications: { total_litres: 1, released_on: '2026-02-30' } }), 'specification_invalid'],
  ['on sale without a required attribute', product('p', { specifications: {} }), 'specification_missing'],
  ['planned without a required attribute', product('p', { specifications: {}, lifecycle: 'planned' }), 'saved'],
  ['on sale without a price', product('p', { skus: [{ sku_id: 'a' }] }), 'price_missing'],
  ['withdrawn without a price', product('p', { skus: [{ sku_id: 'a' }], lifecycle: 'withdrawn' }), 'saved'],
  ['a list price below the price', product('p', { skus: [sku('a', { list_price_minor: 5 })] }), 'list_price_below_price'],
  ['another currency than before', product('p', { skus: [sku('p-1', { currency: 'BRL' })] }), 'currency_differs', stored(product('p'))],
  ['two currencies', product('p', { skus: [sku('a'), sku('b', { currency: 'BRL' })] }), 'currency_differs'],
  ['a barcode with a wrong check digit', product('p', { skus: [sku('a', { barcode: '6901234567893' })] }), 'barcode_invalid'],
  ['a barcode of another SKU', product('p', { skus: [sku('a', { barcode: '6901234567892' })] }), 'barcode_taken'],
  ['available on no day', product('p', { available_on: '2026-13-01' }), 'date_invalid'],
  ['opening at no moment', product('p', { opens_at: '2026-02-30T10:00:00Z' }), 'date_invalid'],
  [
    'the same moment said in another zone',
    product('p', { opens_at: '2026-12-01T10:00:00+08:00' }),
    'already_saved',
    stored(product('p', { opens_at: '2026-12-01T02:00:00Z' })),
  ],
  ['opening at another moment', product('p', { opens_at: '2026-12-01T02:00:00Z' }), 'saved', stored(product('p'))],
  [
    'a picture of a SKU it has not',
    product('p', { media: [{ role: 'cover', reference: 'world:tv', sku_id: 'x' }] }),
    'media_of_unknown_sku',
  ],
  ['a SKU that sells a membership, as a service', product('p', { kind: 'service', skus: [sku('plus-year')] }), 'saved'],
  ['the same, to be performed', product('p', { kind: 'service', performed: true, skus: [sku('plus-year')] }), 'sold_as_membership'],
  ['the same, as goods', product('p', { skus: [sku('plus-year')] }), 'sold_as_membership'],
]

test.each(rows)('%s', (_name, item, status, before, by = theSystem) => {
  const ground = {
    tree: tree(),
    brands: new Set(['jilang', 'zhimu']),
    owner: new Map([['taken', 'other']]),
    barcodes: new Map([['6901234567892', 'taken']]),
    plans: new Set(['plus-year']),
  }
  expect(decideProduct(by, item, fillProduct(item, before), before, ground)).toMatchObject({ status })
})

test('a name without words is no name', () => {
  expect(fillProduct(product('p', { skus: [sku('a', { name: { zh: '', en: '' } })] }), undefined).skus[0]!.name).toBeNull()
})

test('a SKU left out is withdrawn, unless the others are kept', () => {
  const before = stored(product('p', { skus: [sku('a'), sku('b')] }))
  expect(fillProduct(product('p', { skus: [sku('b')] }), before).skus).toMatchObject([
    { sku_id: 'b', withdrawn: false },
    { sku_id: 'a', withdrawn: true },
  ])
  expect(fillProduct(product('p', { skus: [sku('b')], keep_other_skus: true }), before).skus).toMatchObject([
    { sku_id: 'a', withdrawn: false },
    { sku_id: 'b', withdrawn: false },
  ])
})

const category = (category_id: string, parent_id: string | null, more: Partial<CategoryItem> = {}): CategoryItem => ({
  category_id,
  parent_id,
  name: words(category_id),
  ...more,
})
const chain = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, i, all) => category(id, all[i - 1] ?? null))

test.each<[string, CategoryItem[], string]>([
  ['a child of a category saved before it', [category('a', null), category('b', 'a')], 'saved'],
  ['the same again', [category('a', null), category('a', null)], 'already_saved'],
  ['no such parent', [category('b', 'a')], 'parent_not_found'],
  ['itself as parent', [category('a', 'a')], 'circular_category'],
  ['below its own child', [...chain, category('a', 'c')], 'circular_category'],
  ['seven deep', [...chain, category('g', 'f')], 'category_too_deep'],
  ['seven deep by moving', [...chain, category('z', null), category('a', 'z')], 'category_too_deep'],
  [
    'an attribute twice',
    [category('a', null, { attributes: [1, 2].map(() => ({ key: 'x', name: words('x'), type: 'text' as const })) })],
    'attribute_repeated',
  ],
  [
    'a choice of nothing',
    [category('a', null, { attributes: [{ key: 'x', name: words('x'), type: 'choice' }] })],
    'attribute_without_choices',
  ],
])('category: %s', (_name, items, status) => {
  expect(decideCategories(items, new Map()).at(-1)).toMatchObject({ status })
})

test('law: whatever is saved, categories stay a tree whose paths follow the parents', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  fc.assert(
    fc.property(fc.array(fc.tuple(id, fc.option(id)), { maxLength: 30 }), (pairs) => {
      const items = pairs.map(([own, parent]) => category(own, parent))
      const together = new Map<string, Category>()
      const apart = new Map<string, Category>()
      const decisions = decideCategories(items, together)
      expect(items.map((item) => decideCategories([item], apart)[0])).toEqual(decisions)
      expect(canonical([...apart])).toBe(canonical([...together]))
      for (const one of together.values())
        expect(one.path).toEqual([...(one.parent_id ? together.get(one.parent_id)!.path : []), one.category_id])
    }),
  )
})

test.each([
  ['6901234567892', true],
  ['6901234567893', false],
  ['96385074', true],
  ['036000291452', true],
  ['10614141000415', true],
  ['690123456789', false],
  ['69012345678x2', false],
])('GTIN %s: %s', (text, valid) => expect(isGtin(text)).toBe(valid))

test.each<[string, Partial<ProductItem> | null, Parameters<typeof decideLifecycle>[1], string, Caller?]>([
  ['nothing there', null, 'on_sale', 'product_not_found'],
  ['of others', {}, 'withdrawn', 'brand_not_yours', editor],
  ['already there', {}, 'on_sale', 'already_changed'],
  ['sold does not become planned', {}, 'planned', 'lifecycle_not_allowed'],
  ['withdrawn', {}, 'withdrawn', 'changed'],
  ['no price yet', { lifecycle: 'planned', skus: [{ sku_id: 'a' }] }, 'presale', 'price_missing'],
  ['attribute missing', { lifecycle: 'planned', specifications: {} }, 'on_sale', 'specification_missing'],
])('lifecycle: %s', (_name, more, to, status, by = theSystem) => {
  expect(decideLifecycle(by, to, more ? stored(product('p', more)) : undefined, templateOf('refrigerator', tree()))).toMatchObject({
    status,
  })
})

const priced = { sku_id: 'a', spu_id: 'p', brand_id: 'jilang', partner_id: null, price_minor: 100, list_price_minor: null, currency: 'CNY' }
test.each<[string, Parameters<typeof decidePrice>[1], typeof priced | undefined, string, Caller?]>([
  ['nothing there', { sku_id: 'a', price_minor: 1 }, undefined, 'sku_not_found'],
  ['of others', { sku_id: 'a', price_minor: 1 }, priced, 'brand_not_yours', editor],
  ['other currency', { sku_id: 'a', price_minor: 1, currency: 'BRL' }, priced, 'currency_differs'],
  ['list below price', { sku_id: 'a', price_minor: 2, list_price_minor: 1 }, priced, 'list_price_below_price'],
  ['same', { sku_id: 'a', price_minor: 100 }, priced, 'already_priced'],
  ['other price', { sku_id: 'a', price_minor: 101 }, priced, 'priced'],
])('price: %s', (_name, item, found, status, by = theSystem) => {
  expect(decidePrice(by, item, found)).toMatchObject({ status })
})
