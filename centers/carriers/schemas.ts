import type { Caller } from '#core/http.ts'
import { Code, closed, Id, Nullable, Outcomes, Problem, T } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import type { Sql } from '#core/sql.ts'

export const NullableText = Nullable(T.String())
export const NullableWhole = Nullable(T.Integer())
export const items = <Item extends Parameters<typeof T.Array>[0]>(item: Item, description: string, most = 1000) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems: most, description }) })
export const ids = (name: string, description: string, most = 1000) =>
  closed({ [name]: T.Array(Id('The id'), { minItems: 1, maxItems: most, description }) })
export const answers = { 200: Outcomes, 409: Outcomes }

export const mine = (caller: Caller, column: Sql): Sql => scopeFilter(caller, { organization: column })
export const number = T.Optional(T.String({ minLength: 3, maxLength: 64, description: 'Order number or waybill number, whole' }))
export const carrierFilter = T.Optional(Code('One carrier only'))

export const CallView = T.Object({
  call_id: T.String(),
  kind: T.String(),
  account_id: T.String(),
  subject: T.String(),
  state: T.String(),
  due_at: T.String(),
  attempts: T.Integer(),
  reason: NullableText,
  asked_at: T.String(),
  ended_at: NullableText,
  tries: T.Array(
    T.Object({
      attempt: T.Integer(),
      tried_at: T.String(),
      took_ms: T.Integer(),
      outcome: T.String(),
      code: T.String(),
      detail: NullableText,
    }),
  ),
})

/** Carriers, services and prices are shared by all organizations. */
export function requireAll({ organizations }: Caller): void {
  if (organizations !== 'all')
    throw new Problem(403, 'not_permitted', 'This is shared by all organizations: ask someone who may edit for all of them.')
}
