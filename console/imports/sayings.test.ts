import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { saidOf } from './sayings.ts'

const root = join(import.meta.dirname, '../..')
const written = [
  ...['core/imports/rules.ts', 'core/imports/run.ts', 'core/sheets/sheets.ts', 'core/sheets/csv.ts', 'core/sheets/zip.ts'],
  ...[
    'core/sheets/xlsx-child.ts',
    'centers/orders/history.ts',
    'centers/orders/imports/importer.ts',
    'centers/products/imports/importer.ts',
  ],
  ...['centers/products/sheets/lists.ts', 'centers/fulfillment/collections/importer.ts', 'centers/carriers/bills/importer.ts'],
]
/** What is written about another row or column than this one: only beside it does it make a sentence. */
const literal = /(?:fault(?: \?\?=|:)|detail:|Refused\(\s*'\w+',|refused\('\w+',|return) (`[^`]*`|'[^']*')/g

/** Every sentence of a file that is told of rows, with its values filled in. */
function* sentencesIn(path: string): Generator<string> {
  for (const [, quoted] of readFileSync(join(root, path), 'utf8').matchAll(literal)) {
    const text = quoted!
      .slice(1, -1)
      .replace(/\$\{addressOf\([^}]*\}/g, 'B7')
      .replace(/\$\{(?:max_|most|largest|best\.row_no|row_no)[^}]*\}/g, '9')
      .replace(/\$\{(?:[^}]*urrency[^}]*|money)\}/g, 'KWD')
      .replace(/\$\{quoted\([^}]*\}/g, '“x1”')
      .replace(/\$\{name\.zh\}/g, '金额')
      .replace(/\$\{[^}]*\}/g, 'X1')
    if (/^[^{}]*[a-z]{2,} .*\.$/s.test(text)) yield text
  }
}

test.each(written)('every sentence %s writes about a row or a file is said in Chinese', (path) => {
  const sentences = [...sentencesIn(path)]
  expect(sentences.length).toBeGreaterThan(0)
  const unsaid = sentences.filter((sentence) => {
    const said = [sentence, `金额 (amount): ${sentence}`, `Cell B7 ${sentence}`].map((one) => saidOf(one, 'zh-CN'))
    return !said.some((one) => /[\u4e00-\u9fff]/.test(one) && !/[a-z]{3,} [a-z]{2,}/.test(one))
  })
  expect(unsaid).toEqual([])
})

test.each([
  ['金额 (amount): “12.3456” is no amount of KWD.', '金额：“12.3456”不是 KWD 金额'],
  ['平台订单号 (external_no) is required and empty.', '平台订单号：必填，却是空的'],
  ['SKU 编码 (sku_id): is longer than 40 characters.', 'SKU 编码：超过 40 个字'],
  ['状态 (status): “lost” is not one of placed, delivered.', '状态：“lost”不在可填的值里：placed, delivered'],
  ['Orders of amazon-jp are in JPY, not CNY.', '渠道 amazon-jp 的订单是 JPY，不是 CNY'],
  ['Order A-1 was imported with other content.', '订单 A-1 导入过，内容与这次不同'],
  ['There is no channel nowhere of yours.', '没有渠道 nowhere，或不归你管'],
  ['Of SF1 ¥10.00 are still to be paid over, not ¥12.00.', 'SF1 还应回款 ¥10.00，不是 ¥12.00'],
  ['名称 (name_zh) 1.zh must NOT have more than 40 characters.', '名称：最多 40 个字，请缩短'],
  ['A sentence nobody put into words.', 'A sentence nobody put into words.'],
])('%s: %s', (detail, said) => {
  expect(saidOf(detail, 'zh-CN')).toBe(said)
  expect(saidOf(detail, 'en')).toBe(detail)
})

test('a refusal of the products center is said with what it names', () => {
  const row = { importer: 'products', status: 'barcode_invalid' }
  expect(saidOf('Barcode 690 of SKU a-1 has a wrong check digit.', 'zh-CN', row)).toBe('SKU a-1 的条码 690 校验位不对：请对照包装再填一次')
})
