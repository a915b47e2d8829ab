import { T } from '#core/http.ts'

export const Words = T.Object({ zh: T.String(), en: T.String() })
// Written as one schema with two types, which is serialized much faster than a union.
export const NullableWords = T.Unsafe<{ zh: string; en: string } | null>({
  type: ['object', 'null'],
  properties: { zh: { type: 'string' }, en: { type: 'string' } },
  required: ['zh', 'en'],
})
export const NullableText = T.Unsafe<string | null>({ type: ['string', 'null'] })
export const NullableWhole = T.Unsafe<number | null>({ type: ['integer', 'null'] })
