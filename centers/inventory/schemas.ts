import { Nullable, Outcomes, T } from '#core/http.ts'

export const NullableText = Nullable(T.String())
/** Null for a SKU the products no longer know. */
export const Title = Nullable(T.Object({ zh: T.String(), en: T.String() }))
/** One outcome per item; 409 when all were refused. */
export const answers = { 200: Outcomes, 409: Outcomes }
export const CodeOrAll = (description: string) => T.String({ pattern: '^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$', description })
