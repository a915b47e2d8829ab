import { Code, closed, Moment, type Static, T } from '#core/http.ts'

export const ToldItem = closed({
  node_id: Code('The partner’s place'),
  sku_id: T.String({ minLength: 1, maxLength: 64, description: 'The SKU' }),
  quantity: T.Integer({
    minimum: 0,
    maximum: 99_999_999,
    description: 'Good pieces that lie there for us, those of orders that have not left included',
  }),
  as_of: Moment('The moment they were counted at; an older or equal one changes nothing'),
})
export type ToldItem = Static<typeof ToldItem>

/** The first that holds is answered. */
export const toldStatuses = [
  'node_not_found',
  'sku_not_found',
  'moment_not_come',
  'too_old',
  'already_known',
  'moved_meanwhile',
  'set_to_nothing',
  'set',
] as const
export type ToldStatus = (typeof toldStatuses)[number]
