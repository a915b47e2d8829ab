import { Choice, Code, closed, Id, Moment, Named, Nullable, type Static, T, Text } from '#core/http.ts'

const Word = (description: string) => T.String({ minLength: 1, maxLength: 40, pattern: '^[^\\u0000-\\u001f]+$', description })

export const SynonymItem = closed({
  id: Id('Id of the row, chosen by the caller; the same id again changes it'),
  words: T.Array(Word('A word or short phrase'), {
    minItems: 2,
    maxItems: 20,
    description: 'They find each other; one way, the first finds the others',
  }),
  one_way: T.Optional(T.Boolean({ description: 'Only the first, typed, finds the others' })),
})
export type SynonymItem = Static<typeof SynonymItem>
export const synonymStatuses = ['saved', 'already_saved', 'word_repeated', 'words_empty'] as const
export type SynonymStatus = (typeof synonymStatuses)[number]

export const StopWordItem = closed({
  word: Word('A word that says nothing about goods'),
  stops: T.Boolean({ description: 'Whether it is passed over from now on' }),
})
export type StopWordItem = Static<typeof StopWordItem>
export type StopWordStatus = 'saved' | 'already_saved' | 'word_empty'

export const actions = ['pin', 'boost', 'bury'] as const
export const PlacementItem = closed({
  id: Id('Id of the placement, chosen by the caller; the same id again changes it'),
  q: T.Optional(Nullable(Text('The search text it is for', 100))),
  category_id: T.Optional(Nullable(Code('Or the category whose list it is for'))),
  action: Choice(actions, '`pin` puts a product at a place, `boost` lifts, `bury` sinks'),
  spu_id: T.Optional(Nullable(Code('The product'))),
  brand_id: T.Optional(Nullable(Code('Or a brand, to lift or sink'))),
  position: T.Optional(Nullable(T.Integer({ minimum: 1, maximum: 20, description: 'For a pin: its place from the top' }))),
  starts_at: T.Optional(Nullable(Moment('From when; at once when left out'))),
  ends_at: T.Optional(Nullable(Moment('Until when; without end when left out'))),
  note: Named('Why, for colleagues', 200),
})
export type PlacementItem = Static<typeof PlacementItem>
export const placementStatuses = [
  'saved',
  'already_saved',
  'aim_unclear',
  'target_unclear',
  'position_missing',
  'period_ends_before_it_starts',
  'product_not_found',
  'brand_not_found',
  'category_not_found',
] as const
export type PlacementStatus = (typeof placementStatuses)[number]

export const Removal = closed({ id: Id('What is taken away') })
export type Removal = Static<typeof Removal>

export const ClickItem = closed({
  search_id: Id('The search whose list was shown'),
  spu_id: Code('The product that was opened'),
  position: T.Integer({ minimum: 1, maximum: 10_000, description: 'Its place in the list, from 1' }),
})
export type ClickItem = Static<typeof ClickItem>

export interface SynonymRow {
  synonym_id: string
  words: string[]
  one_way: boolean
  saved_by: string
  saved_at: string
}
export interface PlacementRow {
  placement_id: string
  q: string | null
  category_id: string | null
  action: (typeof actions)[number]
  spu_id: string | null
  brand_id: string | null
  position: number | null
  starts_at: string | null
  ends_at: string | null
  note: string
  saved_by: string
  saved_at: string
}

/** One search, as the log keeps it. */
export interface Searched {
  search_id: string
  searched_at: string
  q: string
  words: string
  found: number
  relaxed: boolean
  corrected: string | null
}
