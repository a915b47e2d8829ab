import { describe, expect, test } from 'vitest'
import { type FillRuleItem, type Place, usualRule, type Waiting } from './model.ts'
import { decideFills, inTurn, ruleFor } from './rules.ts'

const line = (order_id: string, more: Partial<Waiting> = {}): Waiting => ({
  ...{ order_id, line_no: 1, group_no: 1, sku_id: 'tea', quantity: 2, channel_id: 'mall', node_id: 'bj', state: 'approved' },
  ...{ placed_at: `2026-01-0${order_id}T00:00:00Z`, urgent: false, vip: false, made_to_order: false },
  ...more,
})
const rule = (more: Partial<FillRuleItem> = {}): FillRuleItem => ({ ...usualRule, ...more })
const place = (node_id: string): Place => ({ node_id, stock_from: 'node', account: node_id })
const places = () => [place('bj'), place('cq')]
const decide = (lines: Waiting[], rules: FillRuleItem[], free: Record<string, number>, asked?: string[]) =>
  Object.fromEntries(
    decideFills(
      lines,
      rules,
      places,
      new Map(Object.entries(free).map(([node, quantity]) => [`${node} tea`, quantity])),
      asked ? new Set(asked.map((id) => `${id} 1`)) : null,
    ).map(({ line, why, fills }) => [
      line.order_id,
      fills.length > 0 ? fills.map(({ place, quantity }) => `${quantity} ${place.node_id}`).join() : why,
    ]),
  )

test('the closest rule holds: of both, of the channel, of the node, of all', () => {
  const rules = [
    rule({ first: [] }),
    rule({ node_id: 'bj', parts: true }),
    rule({ channel_id: 'mall', by_hand: true }),
    rule({ channel_id: 'mall', node_id: 'bj', other_nodes: true }),
  ]
  expect(ruleFor(rules, 'mall', 'bj')).toBe(rules[3])
  expect(ruleFor(rules, 'mall', 'cq')).toBe(rules[2])
  expect(ruleFor(rules, 'tmall', 'bj')).toBe(rules[1])
  expect(ruleFor(rules, 'tmall', 'cq')).toBe(rules[0])
  expect(ruleFor([], 'mall', 'bj')).toBe(usualRule)
})

test('who goes first: as the rule says, then the oldest', () => {
  const lines = [line('1'), line('2', { vip: true }), line('3', { urgent: true }), line('4', { vip: true, urgent: true })]
  const turn = (rules: FillRuleItem[]) => inTurn(lines, rules).map(({ order_id }) => order_id)
  expect(turn([])).toEqual(['3', '4', '2', '1'])
  expect(turn([rule({ first: ['vip'] })])).toEqual(['2', '4', '1', '3'])
  expect(turn([rule({ first: [] })])).toEqual(['1', '2', '3', '4'])
})

describe('goods are given out in turn, and each that waits says why', () => {
  test.each<[string, Waiting[], FillRuleItem[], Record<string, number>, Record<string, string>, string[]?]>([
    ['enough for all', [line('1'), line('2')], [], { bj: 4 }, { 1: '2 bj', 2: '2 bj' }],
    ['nothing came', [line('1')], [], { bj: 0 }, { 1: 'no_goods' }],
    ['too little for a whole line', [line('1')], [], { bj: 1 }, { 1: 'not_enough' }],
    [
      'too little for the first is enough for the next',
      [line('1', { quantity: 3 }), line('2')],
      [],
      { bj: 2 },
      { 1: 'not_enough', 2: '2 bj' },
    ],
    ['the second waits behind the first', [line('1'), line('2')], [], { bj: 2 }, { 1: '2 bj', 2: 'behind_others' }],
    ['goods elsewhere do not count', [line('1')], [], { bj: 0, cq: 9 }, { 1: 'no_goods' }],
    ['unless the rule says so', [line('1')], [rule({ other_nodes: true })], { bj: 0, cq: 9 }, { 1: '2 cq' }],
    ['some of a line', [line('1', { quantity: 3 })], [rule({ parts: true })], { bj: 2 }, { 1: '2 bj' }],
    ['some from each', [line('1', { quantity: 5 })], [rule({ parts: true, other_nodes: true })], { bj: 2, cq: 9 }, { 1: '5 cq' }],
    ['no node has all', [line('1', { quantity: 5 })], [rule({ parts: true, other_nodes: true })], { bj: 2, cq: 3 }, { 1: '2 bj,3 cq' }],
    ['not looked at yet', [line('1', { state: 'held' })], [], { bj: 2 }, { 1: 'in_review' }],
    ['made for its buyer', [line('1', { made_to_order: true })], [], { bj: 2 }, { 1: 'made_to_order' }],
    ['a person gives it out', [line('1')], [rule({ by_hand: true })], { bj: 2 }, { 1: 'by_hand' }],
    [
      'a person does',
      [line('1'), line('2', { made_to_order: true })],
      [rule({ by_hand: true })],
      { bj: 2 },
      { 1: 'by_hand', 2: '2 bj' },
      ['2'],
    ],
  ])('%s', (_, lines, rules, free, expected, asked) => {
    expect(decide(lines, rules, free, asked)).toEqual(expected)
  })
})
