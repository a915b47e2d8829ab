import { expect, test } from 'vitest'
import { chooseDoor, contrastWithWhite, type Door, decideDoor, plainDoor } from './rules.ts'

const door = (more: Partial<Door> = {}): Door => ({ ...plainDoor, brand: 'mingche', ...more })
const terms = { code: 'terms', version: '2026-01', title_zh: '服务协议', title_en: 'Terms', address: '/about' }

test.each([
  ['nobody could come in', door({ ways: ['wechat'] }), undefined, 'way_in_missing'],
  ['white on yellow', door({ color: '#f0b95a' }), undefined, 'color_too_pale'],
  ['one agreement twice', door({ agreements: [terms, { ...terms, version: '2026-02' }] }), undefined, 'agreement_twice'],
  ['the same again', door({ agreements: [terms] }), door({ agreements: [terms] }), 'already_so'],
  ['a new version', door({ agreements: [{ ...terms, version: '2026-02' }] }), door({ agreements: [terms] }), 'kept'],
  ['new', door(), undefined, 'kept'],
] as const)('%s', (_, given, before, expected) => expect(decideDoor(given, before)).toBe(expected))

test('the nearest page is shown', () => {
  const doors = [door({ region: 'west' }), door({ region: '*' }), door({ brand: '*', region: 'west' })]
  expect(chooseDoor(doors, 'mingche', 'west')).toBe(doors[0])
  expect(chooseDoor(doors, 'mingche', 'east')).toBe(doors[1])
  expect(chooseDoor(doors, 'other', 'west')).toBe(doors[2])
  expect(chooseDoor(doors, 'other', 'east')).toBe(plainDoor)
})

test('contrast is what WCAG says', () => {
  expect(contrastWithWhite('#000000')).toBeCloseTo(21)
  expect(contrastWithWhite('#767676')).toBeCloseTo(4.54, 2)
})
