import type { Card } from './model.ts'

export type SpendRefusal = 'card_not_found' | 'card_not_active' | 'card_frozen' | 'card_expired'

/** Whether a member may spend a card today; the amount is the ledger's to refuse. */
export function decideSpend(card: Card | undefined, member_id: string, today: string): SpendRefusal | 'allowed' {
  if (!card || card.member_id !== member_id) return 'card_not_found'
  if (card.state === 'frozen') return 'card_frozen'
  if (card.state !== 'active') return 'card_not_active'
  if (card.expires_on < today) return 'card_expired'
  return 'allowed'
}

// Without letters and digits that look alike.
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** Twelve characters from random bytes, in groups of four for people to read. */
export const secretFrom = (bytes: Uint8Array): string =>
  [...bytes.slice(0, 12)].map((byte, i) => (i > 0 && i % 4 === 0 ? '-' : '') + letters[byte % letters.length]).join('')

/** What was typed: case, spaces and hyphens do not matter. */
export const plainSecret = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '')
