import { Choice, closed, Nullable, OutcomeSchema, Outcomes, T, type TSchema } from '#core/http.ts'
import { buyerKinds, personRoles } from './model.ts'

export const Words = T.Object({ zh: T.String(), en: T.String() })
export const NullableText = T.Unsafe<string | null>({ type: ['string', 'null'] })
export const NullableWhole = T.Unsafe<number | null>({ type: ['integer', 'null'] })
const Credit = T.Object({
  limit_minor: T.Integer({ description: 'What it may owe' }),
  used_minor: T.Integer({ description: 'What it owes' }),
  open_minor: T.Integer({ description: 'What it may still buy for' }),
})
export const BuyerFields = {
  buyer_id: T.String(),
  kind: Choice(buyerKinds, 'A company, or a public body'),
  name: T.String(),
  tax_no: T.String(),
  email: NullableText,
  organization_id: T.String(),
  currency: T.String(),
  due_days: T.Integer(),
  suspended_reason: NullableText,
  credit: Credit,
}
export const PersonRow = T.Object({
  member_id: T.String(),
  name: T.String(),
  roles: T.Array(Choice(personRoles, 'What he may do')),
  limit_minor: NullableWhole,
  state: Choice(['invited', 'active', 'left'] as const, 'Whether he has accepted'),
  invited_at: T.String(),
})
export const CatalogRow = T.Object({ kind: Choice(['category', 'product'] as const, 'What it is'), ref: T.String(), name: Nullable(Words) })
export const PurchaseRow = T.Object({
  purchase_id: T.String(),
  requester_id: T.String(),
  requester_name: T.String(),
  state: Choice(['waiting', 'ordered', 'refused', 'withdrawn'] as const, 'Where it stands'),
  reason: NullableText,
  total_minor: T.Integer(),
  currency: T.String(),
  order_no: NullableText,
  asked_at: T.String(),
  decided_by: NullableText,
  decided_at: NullableText,
  decision_reason: NullableText,
  titles: Nullable(T.Array(T.Object({ sku_id: T.String(), title: Words, quantity: T.Integer() }))),
})
export const StatementRow = T.Object({
  id: T.String(),
  kind: T.String({ description: '`orders.place`, `buyers.repay`, or what gave money back' }),
  happened_at: T.String(),
  change_minor: T.Integer({ description: 'Below zero: bought; above: paid or given back' }),
  order_id: NullableText,
  order_no: NullableText,
})
export const PurchaseAnswer = T.Object({
  outcomes: T.Array(
    T.Object({
      ...OutcomeSchema.properties,
      order_no: T.Optional(T.String({ description: 'The order it became' })),
      total_minor: T.Optional(T.Integer({ description: 'For `price_moved`: what it costs now' })),
    }),
  ),
})
export const itemsOf = <Item extends TSchema>(item: Item, description: string) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems: 100, description }) })
export const answers = { 200: Outcomes, 409: Outcomes }
export const tags = ['buyers']
