import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkDigit,
  coverFits,
  gtinOf,
  isGtin14,
  largestNumber,
  linkOf,
  makeCovers,
  makeSerials,
  parseCode,
  readSerial,
} from './serials.ts'

process.env.TONGSHANG_SECRET ??= 'a secret of the tests, long enough for anything'
const gtin = '09506000134352'
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

describe('serials', () => {
  test('a number comes back from its serial, for any number and article', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: largestNumber }), fc.integer({ min: 0, max: 10 ** 13 - 1 }), (number, body) => {
        const text = String(body).padStart(13, '0')
        const article = text + checkDigit(text)
        const [serial] = makeSerials(1, article, number, 1)
        expect(serial).toMatch(/^[0-9A-HJKMNP-TV-Z]{20}$/)
        expect(readSerial(article, serial!)).toEqual({ number, key_no: 1 })
      }),
    )
  })

  test('a changed sign, another article or anything made up is refused', () => {
    const [serial] = makeSerials(1, gtin, 123_456_789, 1)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 1, max: 31 }), (at, by) => {
        const other = signs[(signs.indexOf(serial![at]!) + by) % 32]
        expect(readSerial(gtin, serial!.slice(0, at) + other + serial!.slice(at + 1))).toBeNull()
      }),
    )
    expect(readSerial('06901234567892', serial!)).toBeNull()
    expect(readSerial('09506000134353', serial!)).toBeNull()
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...signs), { minLength: 20, maxLength: 20 }), (made_up) => {
        expect(readSerial(gtin, made_up.join(''))).toBeNull()
      }),
      { numRuns: 1_000 },
    )
    for (const text of ['', 'A', `${serial}0`, serial!.toLowerCase(), '____________________', 'é'.repeat(20)])
      expect(readSerial(gtin, text)).toBeNull()
  })

  test('serials made together are those made one by one, all different, and tell no order', () => {
    const together = makeSerials(1, gtin, 5_000, 1_000)
    expect(together.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => makeSerials(1, gtin, 5_000 + i, 1)[0]))
    expect(new Set(together).size).toBe(1_000)
    // No sign of the last four, where the number stands, is the same in all neighbors.
    for (let at = 0; at < 20; at++) expect(new Set(together.slice(0, 200).map((serial) => serial[at])).size).toBeGreaterThan(16)
  })

  test('the word under the film fits its own code only, however it is typed', () => {
    const [cover, next] = makeCovers(1, gtin, 77, 2) as [string, string]
    expect(coverFits(1, gtin, 77, cover)).toBe(true)
    expect(coverFits(1, gtin, 77, `${cover.slice(0, 4).toLowerCase()} - ${cover.slice(4)}`)).toBe(true)
    for (const wrong of [next, '', cover.slice(1), `${cover}0`, 'é'.repeat(8)]) expect(coverFits(1, gtin, 77, wrong)).toBe(false)
  })
})

describe('GS1', () => {
  test.each([
    ['690123456789', 2],
    ['950600013435', 2],
    ['1950600013435', 9],
    ['39506000000000012', 2],
  ])('check digit of %s', (body, digit) => expect(checkDigit(body)).toBe(digit))

  test.each([
    ['6901234567892', '06901234567892'],
    ['6901234567893', null],
    ['19506000134359', '19506000134359'],
    ['96385074', '00000096385074'],
    ['123', null],
  ])('GTIN-14 of %s', (barcode, expected) => {
    expect(gtinOf(barcode)).toBe(expected)
    if (expected) expect(isGtin14(expected)).toBe(true)
  })

  const serial = 'ABCDEFGH12345678WXYZ'
  test.each([
    [linkOf('id.example.com', gtin, serial), serial],
    [`http://localhost:5800/01/${gtin}/10/LOT-1/21/${serial}?17=270101#x`, serial],
    [`(01)${gtin}(21)${serial}`, serial],
    [`(01)${gtin}(10)LOT1(21)${serial}`, serial],
    [`]d201${gtin}21${serial}`, serial],
    [`]d201${gtin}10LOT1\u001d21${serial}`, serial],
    [`${gtin} abcd-efgh-l2345678-wxyz`, 'ABCDEFGH12345678WXYZ'],
    [`https://id.example.com/01/${gtin}`, null],
    ['hello', null],
    ["'; drop table codes.items; --", null],
  ])('%s is read', (text, expected) => {
    expect(parseCode(text)).toEqual(expected ? { gtin, serial: expected } : null)
  })
})
