import { expect, test } from 'vitest'
import { chosenIn, type Means, payWith } from './means.ts'

const means: Means = {
  wallet_minor: 5_000,
  points: [{ program_id: 'jilang', name: { zh: '', en: '' }, balance: 9_000, most: 4_000, point_value_minor: 2 }],
  cards: [
    { card_id: 'a', name: 'A', balance_minor: 3_000, expires_on: '2027-01-01' },
    { card_id: 'b', name: 'B', balance_minor: 3_000, expires_on: '2027-01-01' },
  ],
}
const none = { program_id: null, quantity: 0, card_ids: [] }

test.each([
  ['nothing', none, { points_minor: 0, cards: [], total_minor: 10_000, rest_minor: 10_000 }],
  ['points', { ...none, program_id: 'jilang', quantity: 1_000 }, { points_minor: 2_000, total_minor: 8_000, rest_minor: 8_000 }],
  ['more points than may be spent', { ...none, program_id: 'jilang', quantity: 9_999 }, { points_minor: 8_000, total_minor: 2_000 }],
  ['points of nobody', { ...none, program_id: 'x', quantity: 9 }, { points_minor: 0, total_minor: 10_000 }],
  ['no number', { ...none, program_id: 'jilang', quantity: Number.NaN }, { points_minor: 0 }],
  ['a card', { ...none, card_ids: ['b'] }, { cards: [{ card_id: 'b', amount_minor: 3_000 }], total_minor: 10_000, rest_minor: 7_000 }],
  [
    'points and both cards, the second only as far as needed',
    { program_id: 'jilang', quantity: 3_000, card_ids: ['a', 'b'] },
    {
      total_minor: 4_000,
      cards_minor: 4_000,
      rest_minor: 0,
      cards: [
        { card_id: 'a', amount_minor: 3_000 },
        { card_id: 'b', amount_minor: 1_000 },
      ],
    },
  ],
])('who chooses %s', (_name, chosen, expected) => {
  expect(payWith(means, chosen, 10_000)).toMatchObject(expected)
})

test('a form says the same without script', () => {
  const form = new FormData()
  form.set('points_of', 'jilang')
  form.set('points_jilang', '250')
  form.append('card', 'a')
  form.append('card', 'b')
  expect(chosenIn(form)).toEqual({ program_id: 'jilang', quantity: 250, card_ids: ['a', 'b'] })
})
