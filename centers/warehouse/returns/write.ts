import type { Move } from '#centers/inventory/moves/model.ts'
import { moveStock } from '#centers/inventory/moves/write.ts'
import { findSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import type { By } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { hot, json, type Tx } from '#core/sql.ts'
import { largest, type ReturnItem, type ReturnStatus } from '../model.ts'
import { findItems } from '../picks/write.ts'
import { readSites } from '../places/read.ts'
import { conditionOfGrade, readScan } from '../rules.ts'
import { findReturnable } from './read.ts'

export interface ReturnOutcome extends Outcome<ReturnStatus> {
  condition?: string
}

/**
 * Takes goods in that buyers send back: each piece belongs to a parcel that left, no more comes back than left, and its grade says where it goes. The
 * books take it in in the same commit; what it means for money others decide.
 */
export async function receiveReturns(tx: Tx, by: By, now: string, items: readonly ReturnItem[]): Promise<ReturnOutcome[]> {
  assert(items.length <= largest, `at most ${largest} returns in one call`)
  const sites = await readSites(tx)
  const texts = items.map(({ parcel }) => readScan(parcel).text)
  const [skus, known] = [
    await findItems(tx, column(items, 'text')),
    new Set(
      column(await tx.rows<{ id: string }>(hot`select id from warehouse.returns where id = any(${column(items, 'id')}::uuid[])`), 'id'),
    ),
  ]
  const lines = await findReturnable(tx, by, texts, true)
  const facts = new Map((await findSkus(tx, [...new Set(skus.values())])).map((sku) => [sku.sku_id, sku]))
  const going: { item: ReturnItem; row: object; move: Move }[] = []
  const outcomes = items.map((item, i): ReturnOutcome => {
    const { id, node_id, quantity, grade } = item
    if (known.has(id)) return { id, status: 'already_received' }
    if (!sites.has(node_id)) return { id, status: 'site_not_found', detail: `${node_id} does not work with bins.` }
    const own = lines.filter(({ asked }) => asked === texts[i])
    if (own.length === 0)
      return {
        id,
        status: 'parcel_not_found',
        detail: `No parcel left with ${texts[i]!.slice(0, 40)}: scan the old label or the order number, or set it aside for the office.`,
      }
    const sku_id = skus.get(item.text)
    if (!sku_id) return { id, status: 'unknown_code', detail: `${item.text.slice(0, 60)} is no item we know: scan again.` }
    const same = own.filter((line) => line.sku_id === sku_id)
    if (same.length === 0)
      return { id, status: 'not_in_parcel', detail: `Order ${own[0]!.order_no} had none of this: set it aside for the office.` }
    const line = same.find((one) => one.quantity - one.returned >= quantity)
    if (!line) {
      const left = same.reduce((sum, one) => sum + one.quantity - one.returned, 0)
      return { id, status: 'too_many', detail: `Only ${left} of it can still come back with this parcel.` }
    }
    const reading = readScan(item.text)
    const serial = reading.serial ?? item.serial ?? null
    const fact = facts.get(sku_id)
    if (fact?.tracks_serials) {
      if (!serial || quantity > 1)
        return { id, status: 'serial_needed', detail: 'Each piece of it has a serial number: scan it, one by one.' }
      if (line.serials.length > 0 && !line.serials.includes(serial))
        return { id, status: 'serial_of_another', detail: `Serial ${serial} did not leave with this parcel: set it aside for the office.` }
    }
    const lot = reading.lot ?? item.lot ?? (line.lots.length === 1 ? line.lots[0]! : '')
    if (fact?.tracks_lots && !lot) return { id, status: 'lot_needed', detail: 'It is kept by lot: scan or type the lot on the package.' }
    const condition = conditionOfGrade(grade)
    line.returned += quantity
    known.add(id)
    const { parcel_id, line_no, order_id, order_no, waybill_no } = line
    going.push({
      item,
      row: {
        ...{ id, node_id, parcel_id, line_no, order_no, waybill_no, sku_id, lot, serial, quantity, grade, condition },
        ...{ note: item.note ?? null, photos: item.photos ?? [] },
      },
      move: {
        ...{ id, kind: 'customer_return', sku_id, quantity, lot_no: lot || null, serials: serial ? [serial] : [] },
        ...{ from: 'outside', to: { node_id, condition }, reason: item.note ?? grade, ref: `orders.order:${order_id}` },
      },
    })
    return { id, status: 'received', condition }
  })
  const moved = await moveStock(
    tx,
    by,
    now,
    going.map(({ move }) => move),
  )
  const refused = new Map(moved.filter(({ status }) => status !== 'moved').map((one) => [one.id, one.detail ?? one.status]))
  const rows = going.filter(({ item }) => !refused.has(item.id)).map(({ row }) => row)
  await tx.run(hot`
    insert into warehouse.returns (id, node_id, parcel_id, line_no, order_no, waybill_no, sku_id, lot, serial, quantity, grade, condition, note, photos,
      received_by, received_at)
    select id, node_id, parcel_id, line_no, order_no, waybill_no, sku_id, lot, serial, quantity, grade, condition, note,
      array(select jsonb_array_elements_text(photos)), ${by.name}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (id uuid, node_id text, parcel_id uuid, line_no smallint, order_no text, waybill_no text, sku_id text,
      lot text, serial text, quantity integer, grade text, condition text, note text, photos jsonb)`)
  await announce(tx, 'warehouse.returned', rows, now)
  return outcomes.map((outcome) => {
    const why = outcome.status === 'received' ? refused.get(outcome.id) : undefined
    return why ? { id: outcome.id, status: 'goods_refused', detail: why } : outcome
  })
}
