import { describe, expect, test } from 'vitest'
import type { Rule, RuleName } from './model.ts'
import { decideClaim, decideScan, type Item, lies, type ScanFacts, untouched } from './rules.ts'
import { rateCounter } from './scans/rates.ts'

const now = '2026-03-01T08:00:00.000Z'
const ago = (minutes: number) => new Date(Date.parse(now) - minutes * 60_000).toISOString()
const rules = new Map<RuleName, Rule>(
  (
    [
      { rule: 'too_many_scans', active: true, most: 3, window_minutes: 0 },
      { rule: 'impossible_travel', active: true, most: 1, window_minutes: 60 },
      { rule: 'diverted', active: true, most: 1, window_minutes: 0 },
      { rule: 'busy_device', active: true, most: 5, window_minutes: 60 },
    ] as const
  ).map((rule) => [rule.rule, rule]),
)
const item = (more: Partial<Item> = {}): Item => ({ ...untouched(1, 'b'), ...more })
const scanned = (scans: number, minutes: number, more: Partial<Item> = {}): Item =>
  item({ scans, first_scanned_at: ago(5_000), last_scanned_at: ago(minutes), last_device: 'other', ...more })
const facts = (more: Partial<ScanFacts> = {}): ScanFacts => ({
  region: null,
  device: 'mine',
  busy: false,
  expected_region: null,
  batch_void: false,
  ...more,
})

describe('a scan', () => {
  test.each<[string, Item, ScanFacts, string, string[]]>([
    ['the first', item(), facts(), 'authentic', []],
    ['one later', scanned(1, 600), facts(), 'seen_before', []],
    ['of a void code', item({ voided_at: now }), facts(), 'void', []],
    ['of a void batch', item(), facts({ batch_void: true }), 'void', []],
    ['one too many', scanned(3, 600), facts(), 'suspicious', ['too_many_scans']],
    ['as many, but looked at by an operator', scanned(3, 600, { cleared_scans: 2 }), facts(), 'seen_before', []],
    ['suspected before', scanned(1, 600, { suspected_at: ago(10) }), facts(), 'suspicious', []],
    ['far away too soon', scanned(1, 20, { last_region: '500112' }), facts({ region: '440106' }), 'suspicious', ['impossible_travel']],
    ['far away after a flight', scanned(1, 200, { last_region: '500112' }), facts({ region: '440106' }), 'seen_before', []],
    ['in the next district', scanned(1, 20, { last_region: '500112' }), facts({ region: '500103' }), 'seen_before', []],
    ['where it was sent', item(), facts({ region: '500112', expected_region: '500000' }), 'authentic', []],
    ['elsewhere: no matter of the buyer', item(), facts({ region: '440106', expected_region: '500000' }), 'authentic', ['diverted']],
    ['by a device busier than people', item(), facts({ busy: true }), 'authentic', ['busy_device']],
  ])('%s', (_name, before, given, verdict, alarms) => {
    const after = decideScan(before, given, rules, now)
    expect([after.verdict, after.alarms.map(({ rule }) => rule), after.item.scans]).toEqual([verdict, alarms, before.scans + 1])
  })

  test('the same phone looking again counts for nothing, an hour later it does', () => {
    const once = decideScan(item(), facts({ region: '500112' }), rules, now)
    const again = decideScan(once.item, facts({ region: '500112' }), rules, now)
    expect([again.counted, again.verdict, again.item]).toEqual([false, 'authentic', once.item])
    const later = decideScan(once.item, facts({ region: '500112' }), rules, new Date(Date.parse(now) + 3_600_000).toISOString())
    expect([later.counted, later.item.scans, later.item.first_scanned_at]).toEqual([true, 2, now])
    expect(decideScan(once.item, facts({ region: '440106' }), rules, now).verdict).toBe('suspicious')
    // Who says afterwards where he is did not scan twice, but the dealer is asked.
    const silent = decideScan(item(), facts({ expected_region: '500000' }), rules, now)
    const told = decideScan(silent.item, facts({ region: '440106', expected_region: '500000' }), rules, now)
    expect([told.counted, told.verdict, told.item.scans, told.item.first_region, told.alarms.length]).toEqual([
      false,
      'authentic',
      1,
      '440106',
      1,
    ])
  })

  test('a rule that is off is not applied', () => {
    expect(
      decideScan(
        scanned(900, 1, { last_region: '500112' }),
        facts({ region: '440106', busy: true, expected_region: '110000' }),
        new Map(),
        now,
      ),
    ).toMatchObject({
      verdict: 'seen_before',
      alarms: [],
    })
  })
})

test.each([
  ['500112', '500000', true],
  ['500000', '500112', true],
  ['500112', '500103', false],
  ['330106', '330100', true],
  ['330106', '330200', false],
  ['440106', '500000', false],
])('%s lies in %s: %s', (region, within, expected) => expect(lies(region, within)).toBe(expected))

const claim = { member_id: 'me', batch_void: false, points: 50, covered: false, cover_fits: true }
test.each<[string, Partial<Item>, Partial<typeof claim>, string]>([
  ['the first', {}, {}, 'claimed'],
  ['my own again, though void since', { member_id: 'me', claimed_at: now, voided_at: now }, {}, 'already_claimed'],
  ['of a void code', { voided_at: now }, {}, 'code_void'],
  ['of a void batch', {}, { batch_void: true }, 'code_void'],
  ['after somebody', { member_id: 'you', claimed_at: now }, {}, 'claimed_by_another'],
  ['without points', {}, { points: 0 }, 'no_points'],
  ['of a suspected code', { suspected_at: now }, {}, 'under_review'],
  ['after many wrong words', { cover_misses: 10 }, { covered: true }, 'cover_locked'],
  ['with a wrong word', {}, { covered: true, cover_fits: false }, 'cover_wrong'],
  ['with the right word', { cover_misses: 9 }, { covered: true }, 'claimed'],
])('a claim %s: %s', (_name, before, more, expected) => expect(decideClaim(item(before), { ...claim, ...more })).toBe(expected))

test('rates forget the device not heard of for longest and start anew after their window', () => {
  const rates = rateCounter(3)
  expect([rates.add('a', 0, 1_000), rates.add('a', 500, 1_000), rates.add('a', 1_000, 1_000)]).toEqual([1, 2, 1])
  for (const device of ['b', 'c', 'a', 'd']) rates.add(device, 1_001, 1_000)
  expect([rates.size(), rates.add('a', 1_002, 1_000), rates.add('b', 1_002, 1_000)]).toEqual([3, 3, 1])
})
