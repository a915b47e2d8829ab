import { describe, expect, test } from 'vitest'
import { nameKinds, normalizeAddress, normalizeName } from './normalize.ts'
import {
  type Card,
  compareAddresses,
  compareNames,
  enough_points,
  madeFromName,
  settleHouse,
  settleShared,
  settleSlippedPhones,
} from './rules.ts'

let made = 0
function card(name: string, phone = '', address = '', email = ''): Card {
  const { kind, text, letters } = normalizeName(name)
  const row_no = ++made
  const at = normalizeAddress(address)
  return {
    row_no,
    tie: row_no,
    source_bit: 0,
    source_key: '',
    phone,
    email,
    device: '',
    address: at,
    kind: nameKinds.indexOf(kind),
    name: text,
    letters,
  }
}
const full = '浙江省杭州市西湖区文三路80号翠苑小区1幢2单元301室'

describe('addresses', () => {
  test.each([
    ['the same', '杭州西湖区文三路80号1-2-301', 'same_home'],
    ['without the unit', '西湖区文三路80号1幢301', 'same_home'],
    ['number and building run together', '西湖区文三路801幢2单元301', 'same_home'],
    ['run together, another building', '西湖区文三路802幢2单元301', undefined],
    ['only the entrance', '西湖区文三路80号1幢2单元', 'same_home'],
    ['only the building', '西湖区文三路80号1幢', 'same_building'],
    ['another room', '西湖区文三路80号1-2-302', undefined],
    ['another unit', '西湖区文三路80号1-3-301', undefined],
    ['another district', '余杭区文三路80号1-2-301', undefined],
    ['none', '', undefined],
  ])('%s', (_, other, expected) => {
    expect(compareAddresses(normalizeAddress(full), normalizeAddress(other))).toBe(expected)
    expect(compareAddresses(normalizeAddress(other), normalizeAddress(full))).toBe(expected)
  })
})

describe('names', () => {
  test.each([
    ['the same', '王佳怡', '王佳怡', 'equal_name'],
    ['Latin letters of it', '王佳怡', 'Jiayi Wang', 'equal_name'],
    ['one homophone', '王佳怡', '王佳仪', 'one_homophone'],
    ['a homophone for the only given character', '王伟', '王玮', 'equal_sound'],
    ['a look-alike of another sound', '王佳雨', '王佳两', 'lookalike_name'],
    ['the first given character slipped', '王佳怡', '王建怡', 'slip_in_name'],
    ['the last one differs, as of sisters', '王佳怡', '王佳欣', 'close_name'],
    ['another surname', '王佳怡', '李佳怡', 'other_name'],
    ['a surname that fits', '王佳怡', '王女士', 'equal_surname'],
    ['a nickname', '王佳怡', '夏天的风', undefined],
  ])('%s', (_, a, b, expected) => expect(compareNames(card(a), card(b))).toBe(expected))

  test.each([
    ['surname and given name', 'wangjiayi88@163.com', true],
    ['given name first', 'jiayi.wang1990@163.com', true],
    ['initial and given name', 'wjiayi@163.com', true],
    ['another name', 'lixiaoming77@163.com', false],
    ['only the given name in it', 'jiayi2000@163.com', undefined],
    ['a number', '12345678@qq.com', undefined],
  ])('an email of %s', (_, email, expected) => expect(madeFromName(email, card('王佳怡'))).toBe(expected))
})

/** The pairs joined, as the places of the cards. */
function joined(settle: (cards: Card[], emit: (a: Card, b: Card, points: number) => void) => void, cards: Card[]): string[] {
  const order = [...cards]
  const found: string[] = []
  settle([...cards], (a, b, points) => {
    if (points >= enough_points) found.push([order.indexOf(a), order.indexOf(b)].sort().join())
  })
  return [...new Set(found)].sort()
}
const atPhone = (cards: Card[]) => joined((group, emit) => settleShared(group, 'phone', emit), cards)

describe('a shared phone', () => {
  const phone = '13912340001'
  test('one slip among several rows of a name is a slip; two names seen often are two persons', () => {
    expect(atPhone([card('王佳怡', phone), card('王佳怡', phone), card('王佳欣', phone)])).toEqual(['0,1', '0,2'])
    expect(atPhone([card('王佳怡', phone), card('王佳怡', phone), card('王佳欣', phone), card('王佳欣', phone)])).toEqual(['0,1', '2,3'])
  })
  test('a nameless row goes with the one person there, unless it is from another city or has an email of another name', () => {
    const person = card('王佳怡', phone, full)
    expect(atPhone([person, card('', phone, '杭州市余杭区科技路3号1-1-101')])).toEqual(['0,1'])
    expect(atPhone([person, card('', phone, '南京市玄武区科技路3号1-1-101')])).toEqual([])
    expect(atPhone([person, card('', phone, '', 'lixiaoming77@163.com')])).toEqual([])
    expect(atPhone([person, card('强强', phone)])).toEqual([])
  })
  test('of two persons it goes with the one whose name its email is made from', () => {
    const cards = [card('王佳怡', phone), card('李梅', phone), card('', phone, '', 'wangjiayi88@163.com')]
    expect(atPhone(cards)).toEqual(['0,2'])
  })
})

test('in a house, a surname alone joins nobody; a phone one slip away does, and an email of the name', () => {
  const person = card('王佳怡', '13912340001', full)
  expect(joined(settleHouse, [person, card('王女士', '', full)])).toEqual([])
  expect(joined(settleHouse, [person, card('王女士', '13912340007', full)])).toEqual(['0,1'])
  expect(joined(settleHouse, [person, card('', '', full, 'wangjiayi88@163.com')])).toEqual(['0,1'])
  expect(joined(settleHouse, [person, card('', '13712345555', '西湖区文三路80号1-2-302', 'wangjiayi88@163.com')])).toEqual([])
})

test('a surname whose phone is one slip away is that person, unless the slipped phone is somebody’s or the home is another', () => {
  const person = card('王佳怡', '13912340001', full)
  expect(joined(settleSlippedPhones, [person, card('王女士', '13912340007')])).toEqual(['0,1'])
  expect(joined(settleSlippedPhones, [person, card('王女士', '13912340007'), card('王强', '13912340007')])).toEqual([])
  expect(joined(settleSlippedPhones, [person, card('王女士', '13912340007', '余杭区科技路3号1-1-101')])).toEqual([])
  expect(joined(settleSlippedPhones, [person, card('王女士', '13912340007'), card('王强', '13912340002')])).toEqual([])
})
