import { BusinessDate, Choice, Code, closed, Id, type Static, T, Text } from '#core/http.ts'

export const cardKinds = ['prepaid', 'gift'] as const
export const cardStates = ['made', 'active', 'frozen'] as const
export const mostCards = 10_000

export const CardBatch = closed({
  batch_id: Id('Made by the caller; the same id again is the same batch'),
  kind: Choice(cardKinds, 'A prepaid card may be moved to the wallet in parts; a gift card is a present of one amount'),
  name: Text('What the batch is for', 80),
  value_minor: T.Integer({ minimum: 100, maximum: 500_000, description: 'What one card is worth, in fen: at most 5,000.00' }),
  currency: T.Literal('CNY', { description: 'Cards hold CNY' }),
  cards: T.Integer({ minimum: 1, maximum: mostCards, description: 'How many' }),
  expires_on: BusinessDate('Last day on which the cards can be spent'),
  organization_id: Code('Whose cards they are'),
})
export type CardBatch = Static<typeof CardBatch>

export interface Card {
  card_id: string
  batch_id: string
  card_no: string
  state: (typeof cardStates)[number]
  member_id: string | null
  activated_at: string | null
  bound_at: string | null
  frozen_at: string | null
  frozen_reason: string | null
  kind: (typeof cardKinds)[number]
  name: string
  value_minor: number
  currency: string
  expires_on: string
  organization_id: string
}
