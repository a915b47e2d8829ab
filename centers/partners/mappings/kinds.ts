import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Caller } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import type { Outcome } from '#core/outcomes.ts'
import type { StoredKey } from '../model.ts'
import { listTopics, type OpenTopic } from '../webhooks/topics.ts'

/** A field of ours that a message of a partner can fill. */
export interface KindField {
  field: string
  type: 'text' | 'integer' | 'moment'
  required: boolean
  title: { zh: string; en: string }
}

/** Something a partner's own message can become. Each center that takes something brings its own. */
export interface InboundKind {
  kind: string
  /** The right a key needs. */
  permission: string
  title: { zh: string; en: string }
  fields: readonly KindField[]
  /** The field partners know a record by. */
  known_by: string
  largest: number
  /** What success is called, beside what begins with `already_`. */
  good: readonly string[]
  /** What names a person: masked where staff look at a message. */
  private_fields?: readonly string[]
  /** What is wrong with a record as a whole, by the same schema as the open route: field and reason. */
  check(item: Record<string, unknown>): { field: string; detail: string }[]
  /** Takes records that were checked; one outcome each, in their order. */
  take(needs: Needs, caller: Caller, key: StoredKey, items: readonly Record<string, unknown>[]): Promise<Outcome[]>
}

/** A field as its center names it. */
export const kindField = (name: string, zh: string, en: string, required = true, type: KindField['type'] = 'text'): KindField => ({
  ...{ field: name, type, required },
  title: { zh, en },
})

/** What is wrong with a record by a schema, the first five. */
export const faultsOf = (schema: TSchema, item: unknown): { field: string; detail: string }[] =>
  [...Value.Errors(schema, item)].slice(0, 5).map(({ instancePath, message, params }) => {
    const missing = (params as { requiredProperties?: string[] }).requiredProperties?.[0]
    const name = [instancePath.slice(1).replaceAll('/', '.'), missing].filter(Boolean).join('.')
    return { field: name, detail: `${name}: ${message}.` }
  })

const kinds = new Map<string, InboundKind>()
export const registerKind = (kind: InboundKind): InboundKind => {
  kinds.set(kind.kind, kind)
  return kind
}
export const findKind = (kind: string): InboundKind | undefined => kinds.get(kind)
export const listKinds = (): InboundKind[] => [...kinds.values()].sort((a, b) => a.kind.localeCompare(b.kind))
/** What is told can be put into a partner's shape: any message type. */
export const outboundKinds = (): OpenTopic[] => listTopics()
