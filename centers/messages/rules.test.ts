import { describe, expect, test } from 'vitest'
import { defaults } from './defaults.ts'
import { afterReceipt, type Delivery, decideDelivery, endOfQuiet, placeholders, render } from './rules.ts'

const night = { from_minute: 22 * 60, to_minute: 8 * 60, zone: 'Asia/Shanghai' }
const delivery: Delivery = {
  category: 'order',
  channel: 'sms',
  has_template: true,
  has_sender: true,
  has_address: true,
  urgent: false,
  preference: undefined,
  agreed: true,
  quiet_hours: night,
  expires_at: null,
}
const noon = '2026-03-02T04:00:00.000Z'
const late = '2026-03-02T15:30:00.000Z' // 23:30 in Shanghai
const morning = '2026-03-03T00:00:00.000Z' // 8:00

describe('what becomes of a message', () => {
  test.each<[string, Partial<Delivery>, string, string, string | null, string?]>([
    ['by day', {}, noon, 'queued', null],
    ['by night', {}, late, 'waiting', null, morning],
    ['by night, urgent', { urgent: true }, late, 'queued', null],
    ['by night, by email', { channel: 'email' }, late, 'queued', null],
    ['by night, worthless in the morning', { expires_at: '2026-03-02T20:00:00.000Z' }, late, 'suppressed', 'expired'],
    ['no text', { has_template: false }, noon, 'suppressed', 'no_template'],
    ['no number', { has_address: false }, noon, 'suppressed', 'no_address'],
    ['no provider', { has_sender: false }, noon, 'suppressed', 'no_provider'],
    ['declined', { preference: false }, noon, 'suppressed', 'not_wanted'],
    ['asked for before anybody was asked to agree', { preference: true, agreed: false }, noon, 'suppressed', 'not_agreed'],
    ['by mail, not agreed', { channel: 'email', agreed: false }, noon, 'suppressed', 'not_agreed'],
    ['by push it needs no consent', { channel: 'push', agreed: false }, noon, 'queued', null],
    ['security needs none', { category: 'security', agreed: false }, noon, 'queued', null],
    ['security, declined', { category: 'security', preference: false }, noon, 'queued', null],
    ['advertising, never asked', { category: 'marketing' }, noon, 'suppressed', 'not_wanted'],
    [
      'advertising, ticked but not agreed to',
      { category: 'marketing', preference: true, channel: 'in_app', agreed: false },
      noon,
      'suppressed',
      'not_agreed',
    ],
    ['advertising, wanted', { category: 'marketing', preference: true }, noon, 'queued', null],
    ['own inbox, by night', { channel: 'in_app', has_sender: false }, late, 'delivered', null],
  ])('%s', (_name, change, now, state, reason, due_at = now) => {
    expect(decideDelivery({ ...delivery, ...change }, now)).toEqual({ state, reason, due_at })
  })
})

test.each([
  ['2026-03-02T13:59:59.000Z', '2026-03-02T13:59:59.000Z'],
  ['2026-03-02T14:00:00.000Z', morning],
  ['2026-03-02T23:59:00.000Z', morning],
  [morning, morning],
])('quiet at %s ends at %s', (now, end) => expect(endOfQuiet(night, now)).toBe(end))

test('a siesta does not pass over midnight', () => {
  const siesta = { from_minute: 13 * 60, to_minute: 15 * 60, zone: 'Asia/Shanghai' }
  expect(endOfQuiet(siesta, '2026-03-02T06:00:00.000Z')).toBe('2026-03-02T07:00:00.000Z')
  expect(endOfQuiet(siesta, late)).toBe(late)
})

test('a missing value is named; a value is never read as a placeholder', () => {
  expect(render('订单 {{order_no}}：{{why}}', { order_no: '123' })).toEqual({ missing: 'why' })
  expect(render('{{a}}', { a: '{{b}}', b: 'secret' })).toEqual({ text: '{{b}}' })
})

test('a delivered message stays delivered, whatever is reported later', () => {
  expect(afterReceipt('sent', 'failed')).toBe('failed')
  expect(afterReceipt('failed', 'delivered')).toBe('delivered')
  expect(afterReceipt('delivered', 'failed')).toBe('delivered')
})

test('both languages of every first text ask for the same values', () => {
  for (const [name, { zh, en }] of Object.entries(defaults))
    expect(placeholders(`${zh.subject} ${zh.body}`).sort(), name).toEqual(placeholders(`${en.subject} ${en.body}`).sort())
})
