import { column } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import type { Serial } from './model.ts'
import type { SerialSale } from './write.ts'

/** Where pieces with these numbers are, locked in one order until they are sold or left alone. */
export const lockSerialsOf = (tx: Tx, named: readonly { sku_id: string; serial_no: string }[]): Promise<Serial[]> =>
  tx.rows<Serial>(hot`
    select sku_id, serial_no, state, node_id, condition, lot_no from inventory.serials
    where (sku_id, serial_no) in (select * from unnest(${column(named, 'sku_id')}::text[], ${column(named, 'serial_no')}::text[]))
    order by sku_id, serial_no for update`)

/** Takes sales of single pieces back before they left: they stand at their node again. Only what the same `ref` sold; anything else stays as it is. */
export async function unsellSerials(tx: Tx, now: string, sales: readonly SerialSale[]): Promise<number> {
  if (sales.length === 0) return 0
  const sorted = [...sales].sort((a, b) => (`${a.sku_id} ${a.serial_no}` < `${b.sku_id} ${b.serial_no}` ? -1 : 1))
  return tx.run(hot`
    update inventory.serials s set state = 'in_stock', node_id = r.node_id, condition = 'available', changed_at = ${now}
    from unnest(${column(sorted, 'sku_id')}::text[], ${column(sorted, 'serial_no')}::text[], ${column(sorted, 'ref')}::text[], ${column(sorted, 'node_id')}::text[])
      as r (sku_id, serial_no, ref, node_id)
    where s.sku_id = r.sku_id and s.serial_no = r.serial_no and s.state = 'sold' and s.ref = r.ref`)
}
