import { BusinessDate, Choice, Code, closed, type Static, T, Text } from '#core/http.ts'

export const differenceKinds = ['order_unknown', 'sale_differs', 'refund_differs', 'not_paid'] as const
export type DifferenceKind = (typeof differenceKinds)[number]
export const differenceStates = ['open', 'accepted', 'gone'] as const

export interface Difference {
  kind: DifferenceKind
  ours_minor: number | null
  theirs_minor: number
}

export const StatementAsk = closed({ connection_id: Code('The shop'), day: BusinessDate('The day of the statement') })
export type StatementAsk = Static<typeof StatementAsk>

export const Acceptance = closed({
  connection_id: Code('The shop'),
  external_no: T.String({ minLength: 1, maxLength: 80, description: 'The platform’s order number' }),
  kind: Choice(differenceKinds, 'Which difference of it'),
  note: Text('Why it may stay', 300),
})
export type Acceptance = Static<typeof Acceptance>
