import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Block } from './model.ts'
import { checkBlocks, cleanHtml, decideFacts, defaultHome, followRedirects, pathAllowed, pricesIn, type Truth, varied } from './rules.ts'
import { previous } from './write.ts'

const both = (text: string) => ({ zh: text, en: text })
const none = both('')
const banner = (props: object = {}) => ({
  type: 'banner' as const,
  props: { id: 'b', title: both('t'), text: none, action: none, link: '', picture: null, spu_id: null, tint: 0, large: false, ...props },
})

test.each([
  ['<p onclick="steal()">a</p>', '<p>a</p>'],
  ['<script>alert(1)</script>b', 'b'],
  ['<img src=x onerror=alert(1)>', ''],
  ['<img src="https://elsewhere.example/pixel.gif">', ''],
  ['<a href="javascript:alert(1)">c</a>', '<a>c</a>'],
  ['<a href="JaVaScRiPt&#58;alert(1)">c</a>', '<a>c</a>'],
  ['<a href="//elsewhere.example">c</a>', '<a>c</a>'],
  ['<a href="data:text/html,x">c</a>', '<a>c</a>'],
  ['<iframe src="https://elsewhere.example"></iframe>d', 'd'],
  ['<svg><script>alert(1)</script><a xlink:href="javascript:x">e</a></svg>', '<a>e</a>'],
  ['<style>*{background:url(//elsewhere.example)}</style>f', 'f'],
  ['<p style="background:url(//elsewhere.example);text-align:center">g</p>', '<p style="text-align:center">g</p>'],
  ['<form action="https://elsewhere.example"><input name="password"></form>h', 'h'],
  ['<h1>i</h1>', '<h2>i</h2>'],
  ['<math><mtext><img src onerror=alert(1)></mtext></math>', ''],
])('%s is neutralized', (html, clean) => {
  expect(cleanHtml(html)).toBe(clean)
})

test('cleaning twice is cleaning once, whatever was written', () => {
  const piece = fc.constantFrom(
    '<p>',
    '</p>',
    '<a href="',
    'javascript:',
    '">',
    '<img src=',
    '/media/abc',
    ' onerror=x>',
    '<script>',
    '</script>',
    '&lt;',
    '<svg ',
    '字',
    '"',
    "'",
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const once = cleanHtml(pieces.join(''))
      expect(cleanHtml(once)).toBe(once)
      expect(once).not.toMatch(/href="\s*javascript:/i)
      // What stands between quotes is text, whatever it looks like.
      expect(once.replace(/"[^"]*"/g, '""')).not.toMatch(/<script|<svg|<[^>]*\son\w+=/i)
    }),
    { seed: 5, numRuns: 400 },
  )
})

test.each([
  ['an unknown field', { ...banner(), props: { ...banner().props, onload: 'x' } }, 'block_invalid'],
  ['a link that is a script', banner({ link: 'javascript:alert(1)' }), 'block_invalid'],
  ['a link to an insecure place', banner({ link: 'http://elsewhere.example' }), 'block_invalid'],
  ['a picture from elsewhere', banner({ picture: 'https://elsewhere.example/a.png' }), 'block_invalid'],
  ['no id', { type: 'banner' as const, props: { ...banner().props, id: '' } }, 'block_invalid'],
  ['a NUL', banner({ title: both('\u0000') }), 'block_invalid'],
  ['a title of a book', banner({ title: both('x'.repeat(5000)) }), 'block_invalid'],
])('%s is refused', (_name, block, status) => {
  expect(checkBlocks([block])).toMatchObject({ status })
})

test('a refusal names the field; two blocks of one name are refused', () => {
  expect(checkBlocks([banner({ tint: 9 })])).toMatchObject({ detail: expect.stringContaining('blocks.0.props.tint') })
  expect(checkBlocks([banner(), banner()])).toMatchObject({ status: 'block_repeated' })
  expect(checkBlocks(defaultHome(['a', 'b']))).toHaveProperty('blocks')
})

test.each([
  ['home', '/', true],
  ['home', '/cart', false],
  ['campaign', '/p/spring', true],
  ['campaign', '/checkout', false],
  ['pavilion', '/brands/jilang', true],
  ['corporate', '/about/culture', true],
  ['corporate', '/about/..', false],
  ['news', '/news/first', true],
  ['news', '/about', false],
] as const)('a %s page at %s: %s', (kind, path, allowed) => {
  expect(pathAllowed({ kind, path })).toBe(allowed)
})

test.each([
  ['现价 ¥1,299 起', [129_900]],
  ['￥49.90 两件', [4_990]],
  ['只要 99 元', [9_900]],
  ['<b>¥5</b>，520 升', [500]],
  ['没有价格', []],
])('%s states %j', (text, prices) => {
  expect(pricesIn(text)).toEqual(prices)
})

const truth: Truth = {
  products: new Map([
    ['fridge', { title: both('fridge'), lifecycle: 'on_sale', prices_minor: [499_900], available: 3 }],
    ['gone', { title: both('gone'), lifecycle: 'withdrawn', prices_minor: [100], available: 0 }],
    ['empty', { title: both('empty'), lifecycle: 'on_sale', prices_minor: [100], available: 0 }],
  ]),
  categories: new Set(['cold']),
  brands: new Set(['jilang']),
  slots: new Set(),
  shown: new Map([['rule', 0]]),
  media_missing: new Set(['lost']),
  dead: new Map([['/products/none', { fault: 'product_not_found', detail: 'there is no product none.' }]]),
}
const now = '2026-03-01T00:00:00.000Z'
test.each([
  ['product_not_found', banner({ spu_id: 'none' })],
  ['product_withdrawn', banner({ spu_id: 'gone' })],
  ['price_differs', banner({ spu_id: 'fridge', text: both('只要 ¥4,599') })],
  ['sold_out', banner({ spu_id: 'empty' })],
  ['brand_not_found', { type: 'pavilion', props: { id: 'p', brand_id: 'none', tint: 0 } }],
  ['category_not_found', { type: 'categories', props: { id: 'c', title: none, category_ids: ['none'] } }],
  ['slot_not_found', { type: 'ad', props: { id: 'a', slot_id: 'none' } }],
  ['media_missing', banner({ picture: 'lost' })],
  ['link_dead', banner({ link: '/products/none' })],
  ['link_dead', { type: 'text', props: { id: 'x', narrow: true, html: both('<a href="/products/none">x</a>') } }],
  [
    'date_past',
    { type: 'countdown', props: { id: 'd', title: both('x'), text: none, ends_at: '2026-02-01T00:00:00Z', link: '', action: none } },
  ],
  ['text_missing', banner({ title: { zh: '只有中文', en: '' } })],
  [
    'nothing_shown',
    { type: 'products', props: { id: 'rule', title: none, text: none, more: '', layout: 'grid', choice: { by: 'rule', spu_ids: [] } } },
  ],
] as [string, Block][])('%s is found', (finding, block) => {
  expect(decideFacts([block], truth, now).map((one) => one.finding)).toEqual([finding])
})

test('what is true passes; an empty page does not', () => {
  const good = banner({ spu_id: 'fridge', text: both('现价 ¥4,999.00'), link: '/products/fridge' }) as Block
  expect(decideFacts([good], truth, now)).toEqual([])
  expect(decideFacts([], truth, now)).toMatchObject([{ finding: 'page_empty', level: 'fault' }])
})

test('variety: one of each before a second of any', () => {
  const cards = 'aaabbc'.split('').map((category_id, n) => ({ category_id, n }))
  expect(varied(cards, 4).map(({ category_id }) => category_id)).toEqual(['a', 'b', 'c', 'a'])
})

test('rolling back goes back, not to and fro', () => {
  const first = [1, 2, 3].map((version_no) => ({ version_no, of_no: null as number | null }))
  expect(previous(first, 3)).toBe(2)
  expect(previous([...first, { version_no: 4, of_no: 2 }], 4)).toBe(1)
  expect(previous([...first, { version_no: 4, of_no: 2 }, { version_no: 5, of_no: 1 }], 5)).toBe(null)
  expect(previous(first, null)).toBe(3)
})

test('redirects are followed to their end, circles are seen', () => {
  const redirects = new Map([
    ['/a', '/b'],
    ['/b', '/c'],
    ['/x', '/y'],
    ['/y', '/x'],
  ])
  expect(followRedirects('/a', redirects)).toBe('/c')
  expect(followRedirects('/x', redirects)).toBe(null)
})
