import { BusinessDate, Choice, Code, closed, type Static, T, Text } from '#core/http.ts'

export const kinds = ['sap', 'kingdee', 'yonyou', 'idoc', 'file'] as const
export type Kind = (typeof kinds)[number]
/** Kinds that are spoken with; the others are files somebody carries. */
export const spokenKinds: readonly Kind[] = ['sap', 'kingdee', 'yonyou']

export const freightSku = 'FREIGHT'
export const documentStates = ['waiting', 'booked', 'differs', 'refused'] as const

export const SystemItem = closed({
  system_id: Code('Short code of the system'),
  kind: Choice(kinds, 'What it speaks: `idoc` and `file` are files that somebody carries'),
  name: Text('What people call it', 80),
  endpoint: T.String({ maxLength: 300, pattern: '^(https?://[^\\s]+)?$', description: 'Its address; empty for files' }),
  settings: T.Record(T.String(), T.String({ maxLength: 200 }), { description: 'What its kind needs: organization codes, user, account' }),
  secrets: T.Optional(
    T.Record(T.String(), T.String({ maxLength: 400 }), { description: 'Passwords and keys; those kept stay when left out' }),
  ),
  active: T.Boolean({ description: 'Off: documents are made and wait' }),
})
export type SystemItem = Static<typeof SystemItem>

export const ShopItem = closed({
  channel_id: Code('The channel'),
  system_id: Code('Where its sales are booked'),
  customer: Text('The customer of the ERP its sales are booked to', 40),
  from_on: BusinessDate('Sales from this day on; earlier ones were booked otherwise'),
})
export type ShopItem = Static<typeof ShopItem>

export interface DocumentLine {
  line_no: number
  sku_id: string
  title: string
  tax_rate_bp: number
  quantity: number
  amount_minor: number
}
export interface ErpDocument {
  document_no: string
  channel_id: string
  system_id: string
  business_on: string
  node_id: string
  direction: 'S' | 'R'
  customer: string
  currency: string
  total_minor: number
  lines: DocumentLine[]
}
/** What an ERP says it has booked under a number; null where it does not say. */
export interface ReturnedLine {
  sku_id: string
  quantity: number
  amount_minor: number
}
export interface Difference {
  sku_id: string
  what: 'missing' | 'unknown' | 'quantity' | 'amount'
  ours: number | null
  theirs: number | null
}
