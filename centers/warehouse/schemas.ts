import { readNodes } from '#centers/inventory/read.ts'
import { type Caller, Code, Nullable, notFound, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { findNodesOf } from './read.ts'

export const read = { permission: 'warehouse.read', scope: 'organization' } as const
export const work = { permission: 'warehouse.work', scope: 'organization' } as const
export const plan = { permission: 'warehouse.plan', scope: 'organization' } as const
export const tags = ['warehouse']

export const S = T.String()
export const N = T.Integer()
export const OptionalText = Nullable(S)
export const OptionalCount = Nullable(N)
export const Words = T.Object({ zh: S, en: S })
export const goods = { title: Nullable(Words), name: Nullable(Words), cover: OptionalText, barcode: OptionalText }
export const list = <Item extends Parameters<typeof T.Array>[0]>(items: Item, description: string, most = 1000) =>
  T.Array(items, { minItems: 1, maxItems: most, description })
export const NodeQuery = { node_id: T.Optional(Code('Only this site')) }

export const Wave = T.Object({
  ...{
    id: S,
    node_id: S,
    wave_no: S,
    kind: S,
    carrier_id: S,
    status: S,
    pick_method: S,
    orders: N,
    pieces: N,
    checked: N,
    shipped: N,
    stopped: N,
  },
  ...{ cut_off_at: OptionalText, owner_id: OptionalText, owner_name: OptionalText, claimed_by: OptionalText, claimed_name: OptionalText },
  ...{ planned_by: S, planned_at: S, released_at: OptionalText, picked_at: OptionalText, done_at: OptionalText },
})
export const Line = T.Object({ outbound_id: S, line_no: N, sku_id: S, quantity: N, checked: N, ...goods })
export const boxFields = {
  id: S,
  box_no: N,
  status: S,
  carrier_id: S,
  waybill_no: OptionalText,
  expected_grams: OptionalCount,
  weight_grams: OptionalCount,
}
export const outboundFields = {
  ...{
    id: S,
    node_id: S,
    order_id: S,
    group_no: N,
    attempt_no: N,
    code: S,
    order_no: S,
    channel_id: S,
    carrier_id: S,
    service_id: S,
    pieces: N,
    left_pieces: N,
  },
  ...{
    weight_grams: OptionalCount,
    cut_off_at: OptionalText,
    wave_id: OptionalText,
    slot_no: OptionalCount,
    status: S,
    stop_reason: OptionalText,
    merge_id: Nullable(T.String({ description: 'Orders with the same one leave in one parcel' })),
  },
  ...{ released_at: S, checked_at: OptionalText, checked_by: OptionalText, shipped_at: OptionalText },
}
export const Outbound = T.Object({ ...outboundFields, wave_no: OptionalText, lines: T.Array(Line), boxes: T.Array(T.Object(boxFields)) })
export const PickView = T.Object({
  ...{
    id: S,
    wave_id: S,
    path_no: N,
    bin_code: OptionalText,
    sku_id: S,
    lot: S,
    outbound_id: OptionalText,
    quantity: N,
    picked: N,
    status: S,
    ...goods,
  },
  slots: T.Array(T.Object({ slot_no: N, code: S, quantity: N }), {
    description: 'Where each piece goes when picking into slots or order by order',
  }),
})
export const Packing = T.Array(T.Object({ carton: S, weight_grams: N, lines: T.Array(T.Object({ line_no: N, quantity: N })) }))
export const CheckAnswers = T.Object({
  outcomes: T.Array(
    T.Object({
      id: T.String({ description: 'The scan' }),
      status: T.String({ description: 'What became of it' }),
      detail: T.Optional(T.String({ description: 'For a refusal: what is wrong and what to do' })),
      outbound_id: T.Optional(T.String({ description: 'The parcel it belongs to' })),
      code: T.Optional(T.String({ description: 'Its number' })),
      slot_no: T.Optional(Nullable(N)),
      sku_id: T.Optional(S),
      reason: T.Optional(T.String({ description: 'For `order_stopped`: where the order is now' })),
      left_of_sku: T.Optional(T.Integer({ description: 'How many of this SKU the parcel still needs' })),
      left_pieces: T.Optional(T.Integer({ description: 'How many pieces it still needs in all' })),
      pieces: T.Optional(N),
      box_id: T.Optional(T.String({ description: 'The box that was closed by it' })),
      together_with: T.Optional(T.Array(S, { description: 'Parcels of other orders that leave in the same box' })),
      repeated: T.Optional(T.Boolean({ description: 'The answer an earlier sending of this scan got' })),
    }),
  ),
})
export const accepted = new Set(['opened', 'accepted', 'complete', 'taken_back'])

/** Refuses the whole request when a site is not the caller's: it does not even tell whether it exists. */
export async function requireSites(db: Needs['db'], caller: Caller, node_ids: readonly string[]): Promise<void> {
  const nodes = await readNodes(db)
  for (const node_id of new Set(node_ids)) {
    const node = nodes.get(node_id)
    if (!node || !mayTouch(caller, { organization_id: node.organization_id })) throw notFound(`The site ${node_id}`)
  }
}

/** As above, for things named by their ids. */
export const requireOf = async (db: Needs['db'], caller: Caller, kind: Parameters<typeof findNodesOf>[1], ids: readonly string[]) =>
  requireSites(db, caller, await findNodesOf(db, kind, ids))
