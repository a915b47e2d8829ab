import { describe, expect, test } from 'vitest'
import type { ReceiptLine } from '../model.ts'
import { bookReceipt, differencesOf } from './rules.ts'

const line = (line_no: number, sku_id: string, quantity: number) => ({ line_no, sku_id, name: sku_id, quantity })
const came = (sku_id: string, quantity: number, more: Partial<ReceiptLine> = {}): ReceiptLine => ({
  ...{ line_no: null, sku_id, condition: 'available', quantity, lot_no: null, made_on: null, expires_on: null },
  ...more,
})
const lines = [line(1, 'lamp', 10), line(2, 'bulb', 4), line(3, 'lamp', 5)]

describe('what a warehouse says came', () => {
  test('goes to the line it names, else to the first of that SKU; good and broken apart, lot by lot', () => {
    const told = [
      came('lamp', 6),
      came('lamp', 2, { condition: 'defective' }),
      came('lamp', 5, { line_no: 3 }),
      came('bulb', 4, { lot_no: 'L1' }),
    ]
    expect(bookReceipt(lines, told)).toMatchObject({
      booked: [
        { line_no: 1, received: 6, damaged: 2 },
        { line_no: 3, received: 5, damaged: 0 },
        { line_no: 2, received: 4, damaged: 0, lot_no: 'L1' },
      ],
      unknown: [],
    })
  })
  test('a number of another SKU does not count, and what nobody announced is named', () => {
    expect(bookReceipt(lines, [came('lamp', 1, { line_no: 2 }), came('vase', 2), came('bulb', 0)])).toMatchObject({
      booked: [{ line_no: 1, received: 1 }],
      unknown: ['vase'],
    })
  })
  test.each([
    ['nothing while more may come', [{ final: false, lines: [came('lamp', 3)] }], []],
    [
      'short once nothing more comes',
      [
        { final: false, lines: [came('lamp', 10), came('lamp', 5, { line_no: 3 })] },
        { final: true, lines: [came('bulb', 1)] },
      ],
      [{ sku_id: 'bulb', kind: 'short', quantity: 3 }],
    ],
    [
      'over, damaged and never announced',
      [{ final: false, lines: [came('bulb', 5), came('bulb', 1, { condition: 'defective' }), came('vase', 2)] }],
      [
        { sku_id: 'bulb', kind: 'over', quantity: 2 },
        { sku_id: 'bulb', kind: 'damaged', quantity: 1 },
        { sku_id: 'vase', kind: 'not_announced', quantity: 2 },
      ],
    ],
  ] as const)('differs by %s', (_, receipts, differences) => {
    expect(differencesOf(lines, receipts)).toEqual(differences)
  })
})
