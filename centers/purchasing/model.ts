import { conditions, LotNo, Serials } from '#centers/inventory/moves/model.ts'
import { SkuId } from '#centers/products/model.ts'
import { BusinessDate, Choice, Code, closed, Id, Minor, Nullable, type Static, T, Text } from '#core/http.ts'

export const orderStates = ['draft', 'sent', 'confirmed', 'closed', 'canceled'] as const
export type OrderState = (typeof orderStates)[number]
export const lineStates = ['draft', 'sent', 'confirmed', 'partly_received', 'received', 'short', 'canceled'] as const
export type LineState = (typeof lineStates)[number]

export const SupplierItem = closed({
  id: Code('Short immutable code of the supplier'),
  organization_id: Code('The organization that buys from him'),
  name: closed({ zh: Text('Name in Chinese'), en: Text('Name in English') }, { description: 'Name of the supplier' }),
  contact_name: Nullable(Text('Whom to call', 60)),
  contact_phone: Nullable(Text('His number', 40)),
  lead_days: T.Integer({ minimum: 0, maximum: 365, description: 'Days from order to arrival, as agreed' }),
  currency: T.String({ pattern: '^[A-Z]{3}$', description: 'Currency of his prices' }),
})
export type SupplierItem = Static<typeof SupplierItem>
export interface Supplier extends SupplierItem {
  closed_at: string | null
}

const LineNo = T.Integer({ minimum: 1, maximum: 500, description: 'The line' })
const Pieces = (description: string, minimum = 0) => T.Integer({ minimum, maximum: 1_000_000, description })

export const PurchaseItem = closed({
  id: Id('Made by the caller; the same id again is the same order'),
  supplier_id: Code('Whom we buy from'),
  node_id: Code('Where it shall arrive'),
  expected_on: T.Optional(Nullable(BusinessDate('When we want it; by the agreed days when left out'))),
  note: T.Optional(Nullable(Text('A word to the supplier', 400))),
  lines: T.Array(
    closed({
      sku_id: SkuId('What'),
      quantity: Pieces('How many', 1),
      unit_minor: Minor('Price of one, without tax, in minor units of his currency'),
    }),
    { minItems: 1, maxItems: 400, description: 'What we buy' },
  ),
})
export type PurchaseItem = Static<typeof PurchaseItem>

export const Confirmation = closed({
  id: Id('The order'),
  expected_on: T.Optional(Nullable(BusinessDate('When he will bring it'))),
  lines: T.Optional(
    T.Array(closed({ line_no: LineNo, quantity: Pieces('What he will bring; 0 for nothing') }), {
      maxItems: 400,
      description: 'Lines he will not bring whole; the others are confirmed as ordered',
    }),
  ),
})
export type Confirmation = Static<typeof Confirmation>

export const ReceiptLine = closed({
  line_no: LineNo,
  received: Pieces('Came in good order'),
  damaged: Pieces('Came damaged; kept apart until returned'),
  condition: T.Optional(Choice(conditions, 'Where the good ones go; `available` when left out, `inspection` when they are to be checked')),
  lot_no: T.Optional(Nullable(LotNo('Lot number, for SKUs kept by lot'))),
  made_on: T.Optional(Nullable(BusinessDate('Day the lot was made'))),
  expires_on: T.Optional(Nullable(BusinessDate('Day from which it may no longer be sold'))),
  serials: T.Optional(Serials),
})
export const Receipt = closed({
  id: Id('Made by who receives; the same id again is the same receipt'),
  order_id: Id('The purchase order'),
  delivery_no: T.Optional(Nullable(Text('Number on the delivery note', 60))),
  accepts_over: T.Boolean({ description: 'Keep what came beyond the order; otherwise more than ordered is refused' }),
  closes: T.Boolean({ description: 'Nothing more will come: what is missing stays short' }),
  lines: T.Array(ReceiptLine, { maxItems: 400, description: 'What came' }),
})
export type Receipt = Static<typeof Receipt>

export const Return = closed({
  id: Id('Made by the caller; the same id again is the same return'),
  order_id: Id('The purchase order it came with'),
  reason: Text('Why it goes back', 200),
  lines: T.Array(
    closed({
      line_no: LineNo,
      quantity: Pieces('How many go back', 1),
      from: Choice(['available', 'inspection', 'defective'] as const, 'Where they stand'),
      lot_no: T.Optional(Nullable(LotNo('The lot; left out: first expired, first out'))),
      serials: T.Optional(Serials),
    }),
    { minItems: 1, maxItems: 400, description: 'What goes back' },
  ),
})
export type Return = Static<typeof Return>

export interface Purchase {
  id: string
  order_no: string
  supplier_id: string
  organization_id: string
  node_id: string
  currency: string
  state: OrderState
  expected_on: string | null
  note: string | null
  by_name: string
  made_at: string
  sent_at: string | null
  confirmed_at: string | null
  closed_at: string | null
}
export interface PurchaseLine {
  order_id: string
  line_no: number
  sku_id: string
  quantity: number
  unit_minor: number
  confirmed: number | null
  received: number
  damaged: number
  returned: number
  state: LineState
}
