import { expect, test } from 'vitest'
import { decideDifferences, type Sides } from './rules.ts'

const sides = (theirs: Partial<Sides['theirs']>, ours: Sides['ours'], tells_refunds = true): Sides => ({
  theirs: { sale_minor: 0, refund_minor: 0, ...theirs },
  ours,
  tells_refunds,
})
const known = (total_minor: number | null, refunded_minor = 0) => ({ total_minor, refunded_minor })

test.each([
  ['both say the same', sides({ sale_minor: 500 }, known(500)), []],
  ['paid back in full', sides({ sale_minor: 500, refund_minor: 500 }, known(500, 500)), []],
  ['only the refund is of these days', sides({ refund_minor: 200 }, known(500, 200)), []],
  ['nobody here knows it', sides({ sale_minor: 500, refund_minor: 100 }, null), [['order_unknown', null, 400]]],
  ['less was paid', sides({ sale_minor: 499 }, known(500)), [['sale_differs', 500, 499]]],
  ['what it cost cannot be read', sides({ sale_minor: 499 }, known(null)), []],
  ['more was paid back', sides({ sale_minor: 500, refund_minor: 300 }, known(500, 200)), [['refund_differs', 200, 300]]],
  ['refunds are not told: any up to what was paid', sides({ refund_minor: 300 }, known(500), false), []],
  ['refunds are not told: no more than what was paid', sides({ refund_minor: 501 }, known(500), false), [['refund_differs', 500, 501]]],
  [
    'both differ',
    sides({ sale_minor: 1, refund_minor: 2 }, known(500)),
    [
      ['sale_differs', 500, 1],
      ['refund_differs', 0, 2],
    ],
  ],
] as const)('%s', (_name, given, expected) =>
  expect(decideDifferences(given).map(({ kind, ours_minor, theirs_minor }) => [kind, ours_minor, theirs_minor])).toEqual(expected),
)
