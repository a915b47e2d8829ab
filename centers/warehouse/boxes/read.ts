import { steadyId } from '#core/ids.ts'
import { column } from '#core/outcomes.ts'
import { hot, sql, type Tx } from '#core/sql.ts'
import { readScan } from '../rules.ts'

export interface Box {
  id: string
  outbound_id: string
  node_id: string
  box_no: number
  status: 'open' | 'closed' | 'shipped' | 'handed_over' | 'voided'
  carrier_id: string
  waybill_no: string | null
  expected_grams: number | null
  weight_grams: number | null
  manifest_id: string | null
}
export const boxColumns = sql`b.id, b.outbound_id, b.node_id, b.box_no, b.status, b.carrier_id, b.waybill_no, b.expected_grams, b.weight_grams, b.manifest_id`

export const findBoxesOf = (tx: Pick<Tx, 'rows'>, outbound_ids: readonly string[]): Promise<Box[]> =>
  tx.rows<Box>(
    hot`select ${boxColumns} from warehouse.boxes b where b.outbound_id = any(${outbound_ids}::uuid[]) order by b.outbound_id, b.box_no`,
  )

export interface BoxLine {
  box_id: string
  line_no: number
  sku_id: string
  quantity: number
}
export const findBoxLines = (tx: Tx, box_ids: readonly string[]): Promise<BoxLine[]> =>
  tx.rows<BoxLine>(
    hot`select box_id, line_no, sku_id, quantity from warehouse.box_lines where box_id = any(${box_ids}::uuid[]) order by box_id, line_no`,
  )

export const boxIdOf = (outbound_id: string, box_no: number): string => steadyId('box', outbound_id, String(box_no))

/** The boxes that texts scanned at a site name: by label, or by the order's number where it has one box only. */
export async function findByText(tx: Tx, asked: readonly { node_id: string; text: string }[]): Promise<(Box | undefined)[]> {
  const texts = asked.map(({ node_id, text }) => ({ node_id, text: readScan(text).text }))
  const rows = await tx.rows<Box & { text: string; boxes: number }>(hot`
    select ${boxColumns}, t.text, 1 as boxes
    from (select distinct * from unnest(${column(texts, 'node_id')}::text[], ${column(texts, 'text')}::text[]) as t (node_id, text)) t
    join warehouse.boxes b on b.node_id = t.node_id and b.waybill_no = t.text and b.status <> 'voided'
    union all
    select ${boxColumns}, t.text, (select count(*) from warehouse.boxes n where n.outbound_id = o.id)::integer
    from (select distinct * from unnest(${column(texts, 'node_id')}::text[], ${column(texts, 'text')}::text[]) as t (node_id, text)) t
    join warehouse.outbounds o on o.node_id = t.node_id and o.code = t.text join warehouse.boxes b on b.outbound_id = o.id`)
  // A parcel of several orders has as many boxes of one number: always the same of them answers.
  const one = rows.filter(({ boxes }) => boxes === 1).sort((a, b) => (a.id < b.id ? 1 : -1))
  const found = new Map(one.map((row) => [`${row.node_id} ${row.text}`, row]))
  return texts.map(({ node_id, text }) => found.get(`${node_id} ${text}`))
}
