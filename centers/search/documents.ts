import type { Attribute, Brand, Category, Product, Words } from '#centers/products/model.ts'
import { facetsOf, priceSpan, templateOf } from '#centers/products/rules.ts'
import { cutPlain, cutWords, isChinese } from '#core/words.ts'
import { quantityWord, takeQuantities } from './units.ts'

/** What the index keeps of one product. */
export interface Document {
  spu_id: string
  gone: boolean
  words: string
  name: Words
  facets: string[]
  categories: string[]
  brand_id: string | null
  tags: string[]
  lifecycle: string
  price_minor: number | null
  sales_count: number
  created_at: string
}

/** How much a word counts where it stands. A word in several places adds up, to 35 at most. */
const weights = { title: 7, category: 7, brand: 6, code: 9, parent: 2, sku: 3, subtitle: 2, tag: 3, specification: 3, point: 1 }
const heaviest = 35

export const normalize = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[”“″''`]/g, (sign) => (sign === '”' || sign === '“' || sign === '″' ? '"' : ' '))

/** Reads one text: its words, its quantities, and short names whole, so that a made-up name is found as it is said. */
function wordsOf(text: string, whole: boolean): string[] {
  const plain = normalize(text)
  const { quantities } = takeQuantities(plain)
  const cut = cutWords(plain)
  const words = [...cut, ...quantities.flatMap(({ word, raw }) => [word, raw]), ...cut.flatMap(singular)]
  // Neighbors written together are a name of their own: 充电 + 桩.
  for (const [run] of plain.matchAll(/\p{Script=Han}{3,}/gu)) words.push(...neighbors(cutPlain(run)))
  // A name in quotes (「山岚」) is one name, whatever the dictionary makes of it.
  for (const [, name] of plain.matchAll(/[「『《]([\p{L}\p{N}]{1,12})[」』》]/gu)) words.push(name!)
  if (whole && plain.length <= 12) words.push(plain.replace(/[^\p{L}\p{N}.]+/gu, ''))
  return words.filter((word) => word && word.length <= 40)
}

/** `washers` is found by `washer`, `batteries` by `battery`. */
const singular = (word: string): string[] =>
  /^[a-z]{4,}ies$/.test(word) ? [`${word.slice(0, -3)}y`] : /^[a-z]{3,}[^s]s$/.test(word) ? [word.slice(0, -1)] : []

const neighbors = (words: readonly string[]): string[] =>
  words.slice(1).flatMap((word, i) => {
    const pair = words[i]! + word
    return pair.length >= 3 && pair.length <= 8 ? [pair] : []
  })

export interface Ground {
  tree: ReadonlyMap<string, Category>
  brands: ReadonlyMap<string, Brand>
}

/** The document of a product as it stands. What is not for sale is gone. */
export function documentOf(product: Product & { sales_count: number; created_at: string }, { tree, brands }: Ground): Document {
  const found = new Map<string, number>()
  const add = (text: string | null | undefined, weight: number, whole = false) => {
    if (!text) return
    for (const word of new Set(wordsOf(text, whole))) found.set(word, Math.min(heaviest, (found.get(word) ?? 0) + weight))
  }
  const both = (words: Words | null | undefined, weight: number, whole = false) => {
    add(words?.zh, weight, whole)
    if (words?.en !== words?.zh) add(words?.en, weight, whole)
  }
  const path = tree.get(product.category_id)?.path ?? []
  const brand = product.brand_id === null ? undefined : brands.get(product.brand_id)
  both(product.title, weights.title)
  both(product.subtitle, weights.subtitle)
  both(brand?.name, weights.brand, true)
  for (const id of path) both(tree.get(id)?.name, id === product.category_id ? weights.category : weights.parent, true)
  for (const tag of product.tags) add(tag, weights.tag, true)
  for (const point of product.selling_points) both(point, weights.point)
  const offered = product.skus.filter(({ withdrawn }) => !withdrawn)
  for (const { name } of offered) both(name, weights.sku, true)
  const template = templateOf(product.category_id, tree)
  for (const [key, value] of Object.entries(product.specifications)) {
    const attribute = template.get(key)
    if (attribute) for (const text of specificationTexts(attribute, value)) add(text, weights.specification, true)
  }
  for (const code of [product.spu_id, ...offered.flatMap(({ sku_id, barcode }) => [sku_id, barcode ?? ''])])
    if (code) found.set(code.toLowerCase(), weights.code)
  const words = [...found].map(([word, weight]) => weight.toString(36) + word.replaceAll(' ', '')).join(' ')
  return {
    spu_id: product.spu_id,
    gone: product.lifecycle !== 'on_sale' && product.lifecycle !== 'presale',
    words,
    name: product.title,
    facets: facetsOf(product, template),
    categories: path,
    brand_id: product.brand_id,
    tags: product.tags,
    lifecycle: product.lifecycle,
    price_minor: priceSpan(product.skus).price_from_minor,
    sales_count: product.sales_count,
    created_at: product.created_at,
  }
}

function specificationTexts(attribute: Attribute, value: number | string | Words): string[] {
  if (typeof value === 'number') {
    const word = attribute.unit ? quantityWord(value, attribute.unit) : undefined
    return word ? [word] : []
  }
  if (typeof value === 'object') return [value.zh, value.en]
  const choice = attribute.choices?.find((one) => one.value === value)
  return choice ? [choice.name.zh, choice.name.en] : isChinese(value) ? [value] : []
}

/** `9冰箱 6霁朗` taken apart again. */
export function* weighed(words: string): Generator<[word: string, weight: number]> {
  if (words === '') return
  for (const one of words.split(' ')) yield [one.slice(1), Number.parseInt(one[0]!, 36)]
}
