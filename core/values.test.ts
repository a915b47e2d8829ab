import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { humanNumber, idMadeAt, isHumanNumber, newId, uuidPattern } from './ids.ts'
import { assetOf, formatMoney, parseMoney, percentOf, type Rounding, shareOut } from './money.ts'
import { businessDate, momentOf, startOfDay } from './time.ts'

describe('ids', () => {
  test('sort by the time they were made, also within a millisecond, and never repeat', () => {
    const ids = Array.from({ length: 20_000 }, () => newId())
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => new RegExp(uuidPattern).test(id))).toBe(true)
  })

  test('tell when they were made', () => {
    // Ids never go back: an earlier one of this process may have been made for a moment that is still to come.
    const later_ms = Math.max(Date.now(), idMadeAt(newId())) + 5
    expect(idMadeAt(newId(later_ms))).toBe(later_ms)
  })

  test('order numbers are short, scattered, unique and notice one wrong digit', () => {
    const numbers = Array.from({ length: 50_000 }, (_, i) => humanNumber(i + 1))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers.every((number) => number.length === 10 && isHumanNumber(number))).toBe(true)
    for (const number of numbers.slice(0, 200)) {
      const at = 3
      const wrong = number.slice(0, at) + ((Number(number[at]) + 1) % 10) + number.slice(at + 1)
      expect(isHumanNumber(wrong)).toBe(false)
    }
  })
})

describe('money', () => {
  test.each([
    [1000, [1, 1, 1], [334, 333, 333]],
    [1, [1, 1, 1], [1, 0, 0]],
    [100, [0, 3, 1], [0, 75, 25]],
    [5, [0, 0], [3, 2]],
    [-10, [1, 2], [-3, -7]],
    [0, [], []],
  ])('shares %i by %j as %j', (whole, weights, parts) => expect(shareOut(whole, weights)).toEqual(parts))

  test('sharing out never loses or invents a cent and stays within one of the exact part', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 20 }),
        (whole, weights) => {
          const parts = shareOut(whole, weights)
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole)
          const total = weights.reduce((sum, weight) => sum + weight, 0)
          if (total === 0) return
          for (const [i, part] of parts.entries()) expect(Math.abs(part - (whole * weights[i]!) / total)).toBeLessThan(1.001)
        },
      ),
    )
  })

  test.each<[number, number, Rounding, number]>([
    [1050, 1000, 'half_up', 105],
    [15, 1000, 'half_up', 2],
    [15, 1000, 'half_even', 2],
    [25, 1000, 'half_even', 2],
    [15, 1000, 'down', 1],
    [11, 1000, 'up', 2],
    [-15, 1000, 'half_up', -2],
  ])('%i at %i bp, %s, is %i', (amount, rate, rounding, result) => expect(percentOf(amount, rate, rounding)).toBe(result))

  test.each<[string, string, number | null]>([
    ['1,299.00', 'CNY', 129_900],
    ['¥28.16', 'CNY', 2_816],
    ['-3.5', 'CNY', -350],
    ['48.9', 'BRL', 4_890],
    ['100', 'JPY', 100],
    ['1.005', 'CNY', null],
    ['1.500', 'CNY', 150],
    ['12,34', 'CNY', null],
    ['', 'CNY', null],
    ['1e3', 'CNY', null],
    ['=1+1', 'CNY', null],
  ])('reads %s %s as %s', (text, currency, minor) => expect(parseMoney(text, currency)).toBe(minor))

  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (amount) => {
        expect(parseMoney(formatMoney(amount, 'CNY').replace('¥', ''), 'CNY')).toBe(amount)
      }),
    )
    expect([assetOf('CNY'), assetOf('JPY')]).toEqual(['CNY/2', 'JPY/0'])
  })
})

describe('time', () => {
  test('a business day ends at midnight of its zone', () => {
    expect(businessDate('2026-11-22T15:59:59Z')).toBe('2026-11-22')
    expect(businessDate('2026-11-22T16:00:00Z')).toBe('2026-11-23')
    expect(startOfDay('2026-11-23')).toBe('2026-11-22T16:00:00.000Z')
  })

  test.each([
    ['2018-03-31 12:00:00', 'America/Sao_Paulo', '2018-03-31T15:00:00.000Z'],
    ['2016/11/5', 'Asia/Shanghai', '2016-11-04T16:00:00.000Z'],
    ['2020-02-30 10:00:00', 'Asia/Shanghai', null],
    ['yesterday', 'Asia/Shanghai', null],
  ])('%s in %s is %s', (text, zone, moment) => expect(momentOf(text, zone)).toBe(moment))
})
