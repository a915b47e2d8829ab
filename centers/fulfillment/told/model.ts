import { Code, closed, Nullable, type Static, T, Text } from '#core/http.ts'

export const ToldParcel = closed({
  order_no: T.Optional(Nullable(Text('Our order number', 40))),
  external_no: T.Optional(Nullable(Text('The order’s number at its channel, when ours is not named', 80))),
  channel_id: T.Optional(Nullable(Code('The channel of that number'))),
  carrier: Code('The carrier, as it is called here'),
  waybill_no: T.String({ pattern: '^[A-Za-z0-9-]{4,40}$', description: 'The carrier’s number: letters, digits, hyphen' }),
  lines: T.Optional(
    Nullable(
      T.Array(
        closed({
          sku_id: T.String({ minLength: 1, maxLength: 64, description: 'The SKU' }),
          quantity: T.Integer({ minimum: 1, maximum: 9999, description: 'Pieces of it in the parcel' }),
        }),
        { maxItems: 100, description: 'What is in the parcel; everything of theirs that has not left when left out' },
      ),
    ),
  ),
})
export type ToldParcel = Static<typeof ToldParcel>
