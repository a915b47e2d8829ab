import { Choice, Nullable, OutcomeSchema, T } from '#core/http.ts'
import { paymentStates, paymentTerms, states } from './model.ts'
import type { OrderView } from './read.ts'

export const Bilingual = T.Object({ zh: T.String(), en: T.String() })
const Row = {
  id: T.String({ description: 'The order' }),
  order_no: T.String({ description: 'The short number people read' }),
  channel_id: T.String(),
  external_no: Nullable(T.String()),
  organization_id: T.String(),
  buyer_name: T.String(),
  buyer_phone: Nullable(T.String()),
  province: Nullable(T.String()),
  currency: T.String(),
  total_minor: T.Integer(),
  freight_minor: T.Integer(),
  payment_term: Choice(paymentTerms, 'When money is due'),
  payment: Choice(paymentStates, 'What the ledger says of its money'),
  buyer_message: Nullable(T.String()),
  history: T.Boolean({ description: 'Imported from the past' }),
  placed_at: T.String(),
  state: Choice(states, 'The least advanced of its groups'),
  partly: T.Boolean({ description: 'Whether its groups are in different states' }),
  groups: T.Array(T.Object({ group_no: T.Integer(), state: Choice(states, 'State of the group'), entered_at: T.String() })),
  service: T.Unsafe<'performed' | 'begins' | null>({
    type: ['string', 'null'],
    description: 'Nothing of it is sent: `performed` by somebody, or it `begins` when it is paid; null when goods are sent',
  }),
}
export const OrderRowSchema = T.Object({
  ...Row,
  lines: T.Array(
    T.Object({
      sku_id: Nullable(T.String()),
      title: Bilingual,
      quantity: T.Integer(),
      cover: Nullable(T.String({ description: 'Picture reference' })),
    }),
  ),
})
export const OrderViewSchema = T.Object({
  ...Row,
  address: T.Record(T.String(), T.Unknown()),
  goods_minor: T.Integer(),
  discount_minor: T.Integer(),
  outlet_id: Nullable(T.String()),
  outlet: Nullable(Bilingual),
  member_id: Nullable(T.String()),
  lines: T.Array(
    T.Object({
      line_no: T.Integer(),
      group_no: T.Integer(),
      sku_id: Nullable(T.String()),
      title: Bilingual,
      quantity: T.Integer(),
      unit_minor: T.Integer(),
      amount_minor: T.Integer(),
      freight_minor: T.Integer(),
      stock_from: Nullable(T.String()),
      node_id: Nullable(T.String()),
      shipped: T.Integer(),
    }),
  ),
  discounts: T.Array(
    T.Object({
      line_no: T.Integer(),
      kind: Choice(['points', 'member_price', 'bundle', 'subsidy'] as const, '`subsidy`: the platform pays it, the line keeps its amount'),
      source_id: T.String({ description: 'The program, the bundle, or the channel that pays' }),
      amount_minor: T.Integer(),
      points: T.Integer(),
    }),
    { description: 'What lowered the lines, or what the buyer pays of them' },
  ),
  performed_groups: T.Array(T.Integer(), { description: 'Groups of services that somebody performs: delivered when it is done' }),
  entries: T.Array(
    T.Object({
      group_no: T.Integer(),
      state: T.String(),
      happened_at: T.String(),
      recorded_at: T.String(),
      by: T.String(),
      reason: Nullable(T.String()),
    }),
  ),
  payments: T.Array(
    T.Object({ id: T.String(), method: T.String(), direction: T.String(), amount_minor: T.Integer(), happened_at: T.String() }),
  ),
})
export const answerOf = ({ details, visitor_id: _visitor, ...order }: OrderView) => ({ ...order, lines: details })

export const PlaceAnswer = T.Object({
  outcomes: T.Array(
    T.Object({
      ...OutcomeSchema.properties,
      order_no: T.Optional(T.String({ description: 'The short number people read' })),
      total_minor: T.Optional(T.Integer({ description: 'What it costs; for `price_moved` what it would cost now' })),
      sku_id: T.Optional(T.String({ description: 'The SKU at fault' })),
      available: T.Optional(T.Integer({ description: 'For `sold_out`: what is left' })),
      opens_at: T.Optional(T.String({ description: 'For `not_open_yet`: from when it is sold to this buyer' })),
    }),
  ),
})
