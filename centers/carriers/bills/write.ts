import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { mayTouch } from '#core/scope.ts'
import { hot, json, lockRows, type Reader, type Sql, sql, type Tx } from '#core/sql.ts'
import type { BillLine, DifferenceType } from '../model.ts'
import { type Billed, judgeBillLine } from '../rules.ts'

/** Lines of one bill; a larger file comes as several bills of its period. */
export const largestBill = 10_000

export interface Bill {
  bill_id: string
  organization_id: string
  carrier_id: string
  currency: string
  period_from: string
  period_to: string
  name: string
}
export interface BillRow extends Bill {
  imported_by: string
  imported_at: string
  line_count: number
  amount_minor: number
  quoted_minor: number
  difference_minor: number
  open_count: number
}
export interface BillOutcome {
  id: string
  status:
    | 'imported'
    | 'already_imported'
    | 'not_yours'
    | 'carrier_not_found'
    | 'bill_empty'
    | 'imported_with_other_content'
    | 'period_invalid'
  detail?: string
}

/** Takes a carrier's bill in whole and names how each line differs from what we reckoned when the number was asked for. */
export async function importBill(tx: Tx, by: By, now: string, bill: Bill, lines: readonly BillLine[]): Promise<BillOutcome> {
  const id = bill.bill_id
  assert(lines.length <= largestBill, `a bill holds at most ${largestBill} lines`)
  if (!mayTouch(by, bill)) return { id, status: 'not_yours', detail: 'organization_id is not one of yours.' }
  if (lines.length === 0) return { id, status: 'bill_empty', detail: 'The bill has no lines.' }
  if (bill.period_to < bill.period_from) return { id, status: 'period_invalid', detail: 'period_to lies before period_from.' }
  // One bill of a carrier at a time: a number billed in two files is found in the second.
  const carrier = await tx.row(sql`select carrier_id from carriers.carriers where carrier_id = ${bill.carrier_id} for no key update`)
  if (!carrier) return { id, status: 'carrier_not_found', detail: `There is no carrier ${bill.carrier_id}.` }
  const stored = await tx.row<{ lines: number; amount: number }>(sql`
    select (select count(*) from carriers.bill_lines l where l.bill_id = b.bill_id) as lines,
      (select coalesce(sum(amount_minor), 0)::bigint from carriers.bill_lines l where l.bill_id = b.bill_id) as amount
    from carriers.bills b where bill_id = ${id}`)
  if (stored) {
    const same = stored.lines === lines.length && stored.amount === lines.reduce((sum, { amount_minor }) => sum + amount_minor, 0)
    return same
      ? { id, status: 'already_imported' }
      : { id, status: 'imported_with_other_content', detail: 'Give the other file a bill_id of its own.' }
  }
  await tx.run(hot`
    insert into carriers.bills (bill_id, organization_id, carrier_id, currency, period_from, period_to, name, imported_by, imported_at)
    values (${id}, ${bill.organization_id}, ${bill.carrier_id}, ${bill.currency}, ${bill.period_from}, ${bill.period_to}, ${bill.name}, ${by.name}, ${now})`)
  const rows = await judge(tx, bill, lines)
  await tx.run(hot`
    insert into carriers.bill_lines (bill_id, line_no, waybill_no, weight_grams, amount_minor, parcel_id, quoted_minor, quoted_grams, difference_minor, type)
    select ${id}::uuid, line_no, waybill_no, weight_grams, amount_minor, parcel_id, quoted_minor, quoted_grams, difference_minor, type
    from jsonb_to_recordset(${json(rows)}::jsonb) as l (line_no integer, waybill_no text, weight_grams integer, amount_minor bigint, parcel_id uuid,
      quoted_minor bigint, quoted_grams integer, difference_minor bigint, type text)`)
  await recordChanges(tx, by, now, [
    {
      subject: 'carriers.bill',
      subject_id: id,
      action: 'imported',
      organization_id: bill.organization_id,
      after: { ...bill, lines: lines.length },
    },
  ])
  return { id, status: 'imported' }
}

async function judge(tx: Tx, bill: Bill, lines: readonly BillLine[]) {
  const numbers = [...new Set(lines.map(({ waybill_no }) => waybill_no))]
  // By every number we were ever given, so that a canceled one is known when it is billed all the same.
  const ours = await tx.rows<Billed & { waybill_no: string }>(sql`
    select n.waybill_no, n.parcel_id, n.state = 'canceled' as canceled, w.quoted_minor, w.chargeable_grams,
      exists (select from carriers.bill_lines l where l.waybill_no = n.waybill_no and l.amount_minor >= 0
        and exists (select from carriers.bills b where b.bill_id = l.bill_id and b.carrier_id = ${bill.carrier_id})) as billed
    from carriers.numbers n join carriers.waybills w on w.parcel_id = n.parcel_id
    where n.carrier_id = ${bill.carrier_id} and n.waybill_no = any(${numbers}::text[]) and w.organization_id = ${bill.organization_id}`)
  const known = new Map(ours.map((one) => [one.waybill_no, one]))
  return lines.map((line, i) => {
    const own = known.get(line.waybill_no)
    const { type, difference_minor } = judgeBillLine(line, own)
    if (own && line.amount_minor >= 0) own.billed = true
    return {
      line_no: i + 1,
      waybill_no: line.waybill_no,
      weight_grams: line.weight_grams ?? null,
      amount_minor: line.amount_minor,
      parcel_id: own?.parcel_id ?? null,
      quoted_minor: own?.quoted_minor ?? null,
      quoted_grams: own?.chargeable_grams ?? null,
      difference_minor,
      type,
    }
  })
}

export const listBills = (db: Reader, within: Sql, limit: number): Promise<BillRow[]> =>
  db.rows(sql`
    select b.bill_id, b.organization_id, b.carrier_id, b.currency, b.period_from, b.period_to, b.name, b.imported_by, b.imported_at,
      count(l.line_no) as line_count, coalesce(sum(l.amount_minor), 0)::bigint as amount_minor,
      coalesce(sum(l.quoted_minor), 0)::bigint as quoted_minor, coalesce(sum(l.difference_minor), 0)::bigint as difference_minor,
      count(*) filter (where l.type <> 'matched' and l.resolution is null) as open_count
    from carriers.bills b left join carriers.bill_lines l using (bill_id) where ${within}
    group by b.bill_id order by b.imported_at desc, b.bill_id desc limit ${limit}`)

export interface BillLineRow {
  line_no: number
  waybill_no: string
  weight_grams: number | null
  amount_minor: number
  parcel_id: string | null
  quoted_minor: number | null
  quoted_grams: number | null
  difference_minor: number
  type: DifferenceType
  resolution: string | null
  resolved_by: string | null
  resolved_at: string | null
}
/** The lines of a bill, those that differ first when only differences are wanted. */
export const listBillLines = (
  db: Reader,
  bill_id: string,
  type: DifferenceType | undefined,
  after: number,
  limit: number,
): Promise<BillLineRow[]> =>
  db.rows(sql`
    select line_no, waybill_no, weight_grams, amount_minor, parcel_id, quoted_minor, quoted_grams, difference_minor, type, resolution, resolved_by, resolved_at
    from carriers.bill_lines where bill_id = ${bill_id} and line_no > ${after} and (${type ?? null}::text is null or type = ${type ?? null})
    order by line_no limit ${limit + 1}`)

export interface LineResolution {
  line_no: number
  resolution: 'accepted' | 'disputed'
}
export interface LineOutcome {
  id: string
  status: 'resolved' | 'already_resolved' | 'line_not_found' | 'nothing_to_resolve'
}

/** Says of differing lines whether we pay them or dispute them. A decision may be changed until the other one is made again. */
export async function resolveBillLines(
  tx: Tx,
  by: By,
  now: string,
  bill_id: string,
  resolutions: readonly LineResolution[],
): Promise<LineOutcome[]> {
  const rows = await lockRows<{ line_no: number; type: string; resolution: string | null }>(
    tx,
    sql`select line_no, type, resolution from carriers.bill_lines
      where bill_id = ${bill_id} and line_no = any(${resolutions.map(({ line_no }) => line_no)}::integer[])`,
    sql`line_no`,
  )
  const known = new Map(rows.map((row) => [row.line_no, row]))
  const outcomes = resolutions.map(({ line_no, resolution }): LineOutcome => {
    const line = known.get(line_no)
    if (!line) return { id: String(line_no), status: 'line_not_found' }
    if (line.type === 'matched') return { id: String(line_no), status: 'nothing_to_resolve' }
    return { id: String(line_no), status: line.resolution === resolution ? 'already_resolved' : 'resolved' }
  })
  const fresh = resolutions.filter((_, i) => outcomes[i]!.status === 'resolved')
  await tx.run(hot`
    update carriers.bill_lines l set resolution = r.resolution, resolved_by = ${by.name}, resolved_at = ${now}
    from jsonb_to_recordset(${json(fresh)}::jsonb) as r (line_no integer, resolution text) where l.bill_id = ${bill_id} and l.line_no = r.line_no`)
  const changes = fresh.map((one) => ({
    subject: 'carriers.bill_line',
    subject_id: `${bill_id}/${one.line_no}`,
    action: one.resolution,
    before: known.get(one.line_no),
    after: one,
  }))
  await recordChanges(tx, by, now, changes)
  return outcomes
}
