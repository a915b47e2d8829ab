import { expect, test } from 'vitest'
import { gramsOf } from './reading.ts'

test.each([
  ['0', 0],
  ['500', 500],
  ['500g', 500],
  ['500 G', 500],
  ['1.25kg', 1_250],
  ['-12', -12],
  ['10000000', 10_000_000],
  ['10000kg', 10_000_000],
  ['1.25', null],
  ['4558747467', null],
  ['SF8800010001', null],
  ['CMD-SHIP', null],
  ['', null],
])('a scale that types “%s” says %s grams', (text, grams) => expect(gramsOf(text)).toBe(grams))
