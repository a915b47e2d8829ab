import { expect, test } from 'vitest'
import { isForeign, returnTo } from './return-to.ts'

test.each([
  ['/cart', '/cart'],
  ['/en/products/p1?color=red', '/en/products/p1?color=red'],
  ['/a/../account', '/account'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/%09/evil.example', '/%09/evil.example'],
  ['javascript:alert(1)', '/'],
  ['', '/'],
  [null, '/'],
])('%s leads to %s', (given, wanted) => expect(returnTo(given, '/')).toBe(wanted))

test.each([
  ['/cart', false],
  ['//evil.example/', true],
  ['https://evil.example/', true],
  ['', false],
  [null, false],
])('%s is foreign: %s', (given, foreign) => expect(isForeign(given)).toBe(foreign))
