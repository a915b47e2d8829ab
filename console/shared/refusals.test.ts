import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faultIn, fieldIn, refusalIn } from './refusals.ts'

const root = join(import.meta.dirname, '../..')
/** What only shoppers meet, or only rows of a spreadsheet, where a sentence of its own stands in the file. */
const elsewhere = new Set(
  `older_snapshot repeated_row value_invalid price_moved already_proposed question_not_found review_not_found followed_up_before line_not_found
  not_bought not_delivered picture_not_found reviewed_before too_many_waiting too_many_followed word_refused above_limit already_decided
  buyer_suspended invitation_not_found joined_another no_buyer not_in_catalog not_ordered own_purchase purchase_not_found role_missing
  review_impossible already_so already_saved not_permitted`.split(/\s+/),
)
const met = (center: string): string[] => {
  const found = new Set<string>()
  for (const path of readdirSync(join(root, 'centers', center), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || /test|fixtures/.test(path)) continue
    const text = readFileSync(join(root, 'centers', center, path), 'utf8')
    for (const [, status] of text.matchAll(/status: '(\w+)'(?: as const)?,\s*detail\b/g)) found.add(status!)
    for (const [, status] of text.matchAll(/\brefuse\(\s*'(\w+)'/g)) found.add(status!)
  }
  return [...found].filter((status) => !elsewhere.has(status))
}

test.each(['products', 'search', 'content', 'community', 'channels', 'buyers'])(
  'every refusal of %s that the console can meet is said in Chinese, and in English as the API says it',
  (center) => {
    const statuses = met(center)
    expect(statuses.length).toBeGreaterThan(3)
    const unsaid = statuses.filter((status) => {
      const outcome = { status, detail: 'SKU x-1 is wrong.' }
      return !/[\u4e00-\u9fff]/.test(refusalIn(`/api/admin/${center}/x`, outcome, 'zh-CN'))
    })
    expect(unsaid).toEqual([])
    for (const status of statuses) expect(refusalIn(`/api/admin/${center}`, { status, detail: 'As said.' }, 'en')).toBe('As said.')
  },
)

test.each([
  [
    '/api/admin/products',
    'barcode_invalid',
    'Barcode 690 of SKU a-1 has a wrong check digit.',
    'SKU a-1 的条码 690 校验位不对：请对照包装再填一次',
  ],
  ['/api/admin/products', 'price_missing', 'SKU a-1 has no price yet.', '在售商品要有价格：请填 SKU a-1 的售价'],
  ['/api/admin/categories', 'parent_not_found', 'parent_id x is no category: save it first.', '没有这个上级分类：请先建上级'],
  ['/api/admin/channel-listings', 'sku_not_found', 'There is no SKU a-1.', '没有编码为 a-1 的 SKU，请检查'],
  ['/api/admin/search/synonyms', 'word_repeated', '“冰箱” stands twice: once is enough.', '词“冰箱”出现了两次，请去掉一个'],
  ['/api/admin/orders', 'sku_not_found', 'There is no SKU a-1.', 'There is no SKU a-1.'],
])('%s %s: %s', (path, status, detail, said) => expect(refusalIn(path, { status, detail }, 'zh-CN')).toBe(said))

test.each([
  ['must NOT have more than 40 characters', '最多 40 个字，请缩短'],
  ['must NOT have fewer than 1 characters', '不能为空'],
  ['must be integer', '要填整数'],
  ['must match pattern "^[^@\\s]+@[^@\\s]+$"', '不是完整的邮箱地址，例如 name@example.com'],
  ['must match pattern "^\\+?[0-9]{11,15}$"', '只能填电话号码：数字，可以加 + 和横线'],
  [
    'must match pattern "^(|/[^\\s\\\\]*|#[\\w-]+|https://[^\\s<>"]+|tel:[0-9+ -]+|mailto:[^\\s<>"]+)$"',
    '以 /、#、https://、tel: 或 mailto: 开头，不能有空格',
  ],
  ['must match pattern "^something else$"', '格式不对'],
])('the checker’s “%s” is %s', (message, said) => {
  expect(faultIn(message, 'zh-CN')).toBe(said)
  expect(faultIn(message, 'en')).not.toMatch(/[\u4e00-\u9fff]|pattern/)
})

test('a field is called what people call it', () => {
  expect(fieldIn('body.items.0.title.zh', 'zh-CN')).toBe('标题 · 中文')
  expect(fieldIn('body.items.0.skus.2.price_minor', 'en')).toBe('skus · 3 · Price')
  expect(fieldIn('body.unheard_of', 'zh-CN')).toBe('unheard_of')
})

test('every finding of the page and link checks is said in both languages', () => {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const codes = (path: string, from: string) =>
    [
      ...read(path)
        .split(from)[1]!
        .split('detail: string')[0]!
        .matchAll(/'(\w+)'/g),
    ].map(([, code]) => code!)
  const findings = codes('centers/content/model.ts', 'export interface Finding').filter((code) => code !== 'fault' && code !== 'hint')
  const faults = [...codes('centers/content/links/resolve.ts', 'export interface DeadLink'), 'media_missing', 'outside_dead']
  expect(findings.length).toBeGreaterThan(12)
  const words = read('console/content/text.ts')
  for (const key of [...findings.map((code) => `finding_${code}`), ...faults.map((code) => `fault_is_${code}`)])
    expect(words.split(`    ${key}: `).length, key).toBe(3)
})
