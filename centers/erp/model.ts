import { BusinessDate, Choice, Code, closed, Nullable, type Static, T, Text } from '#core/http.ts'

export const kinds = ['sap', 'kingdee', 'yonyou', 'idoc', 'file'] as const
export type Kind = (typeof kinds)[number]
/** Kinds that are spoken with; the others are files somebody carries. */
export const spokenKinds: readonly Kind[] = ['sap', 'kingdee', 'yonyou']

/** The setting by which a kind books what came back; files tell it by `direction`. Without it such documents wait. */
export const returnSettings: Partial<Record<Kind, string>> = {
  ...{ sap: 'return_order_type', idoc: 'return_order_type', kingdee: 'return_bill_type', yonyou: 'return_transaction_type' },
}

export const freightSku = 'FREIGHT'
/** Lines that are no goods; a system of its own materials names them too. */
export const extraSkus: readonly string[] = [freightSku, 'AMOUNT']
/** Where the simulators of the sample enterprise stand, wherever that is. */
export const simulatedEndpoint = 'simulated'
export const documentStates = ['unmapped', 'waiting', 'booked', 'differs', 'refused'] as const

export const SystemItem = closed({
  system_id: Code('Short code of the system'),
  kind: Choice(kinds, 'What it speaks: `idoc` and `file` are files that somebody carries'),
  name: Text('What people call it', 80),
  endpoint: T.String({
    maxLength: 300,
    pattern: '^(https?://[^\\s]+|simulated)?$',
    description: 'Its address; empty for files; `simulated` is the one of the sample enterprise',
  }),
  settings: T.Record(T.String(), T.String({ maxLength: 200 }), { description: 'What its kind needs: organization codes, user, account' }),
  secrets: T.Optional(
    T.Record(T.String(), T.String({ maxLength: 400 }), { description: 'Passwords and keys; those kept stay when left out' }),
  ),
  active: T.Boolean({ description: 'Off: documents are made and wait' }),
  own_materials: T.Optional(
    T.Boolean({ description: 'It numbers materials its own way: a document with a SKU it has no number for waits' }),
  ),
})
export type SystemItem = Static<typeof SystemItem>

export const ShopItem = closed({
  channel_id: Code('The channel'),
  system_id: Code('Where its sales are booked'),
  customer: Text('The customer of the ERP its sales are booked to', 40),
  from_on: BusinessDate('Sales from this day on; earlier ones were booked otherwise'),
})
export type ShopItem = Static<typeof ShopItem>

export const MaterialItem = closed({
  system_id: Code('The system'),
  sku_id: Text('Our SKU; FREIGHT and AMOUNT are lines without goods', 80),
  material: Nullable(Text('Its number there; null forgets it', 40)),
})
export type MaterialItem = Static<typeof MaterialItem>

export interface DocumentLine {
  line_no: number
  sku_id: string
  /** What the system calls it; null while nobody has said. */
  material: string | null
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
/** What an ERP says it has booked under a number, by its own material. */
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
