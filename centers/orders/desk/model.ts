import { closed, Nullable, type Static, T, Text } from '#core/http.ts'

export const NoteFields = {
  gift_message: Nullable(Text('What stands on the gift card; null for no card', 300)),
  gift_from: Nullable(Text('Who gives it', 60)),
  hides_prices: T.Boolean({ description: 'Whether the slip that goes with the goods names no price' }),
  seller_note: Nullable(Text('A word among ourselves, printed for the warehouse', 500)),
}
export const NoteItem = closed(NoteFields, { description: 'What is written for it: gift card, note for the warehouse' })
export type NoteItem = Static<typeof NoteItem>

export interface Note extends NoteItem {
  order_id: string
}
