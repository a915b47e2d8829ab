import { Code, closed, Outcomes, T, type TSchema } from '#core/http.ts'
import { largest } from './write.ts'

export const Words = T.Object({ zh: T.String(), en: T.String() })
export const NullableText = T.Unsafe<string | null>({ type: ['string', 'null'] })
export const NullableWhole = T.Unsafe<number | null>({ type: ['integer', 'null'] })
export const Pictures = T.Array(T.String(), { description: 'Pictures at `/media/<reference>/<width>.<format>`' })
export const itemsOf = <Item extends TSchema>(item: Item, description: string, maxItems = largest) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems, description }) })
export const answers = { 200: Outcomes, 409: Outcomes }
export const product = T.Object({ spu_id: Code('The product') })
export const tags = ['community']
