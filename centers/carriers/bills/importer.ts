import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { neededColumn as column } from '#core/imports/columns.ts'
import type { Importer, ImportRow, RowOutcome } from '#core/imports/model.ts'
import { groupBy } from '#core/outcomes.ts'
import { importBill, largestBill } from './write.ts'

const billOf = ({ values: { organization_id, carrier_id, bill_no } }: ImportRow): string => `${organization_id} ${carrier_id} ${bill_no}`

/**
 * A carrier's bill as a spreadsheet: one row is one parcel charged. Rows of one bill stand together and go in whole; the same file again is known by
 * the bill's number.
 */
export const billImporter: Importer = {
  name: 'freight_bills',
  title: { zh: '承运商运费账单', en: 'Freight bills of carriers' },
  permission: 'freight.reconcile',
  columns: [
    column('organization_id', '结算机构', 'Organization', ['谁被收费', 'Who is billed'], 'cq-cdc', { max_length: 64 }),
    column('carrier_id', '承运商', 'Carrier', ['承运商编码', 'Code of the carrier'], 'sf', { max_length: 64 }),
    column('bill_no', '账单号', 'Bill', ['承运商的账单编号', 'The carrier’s number of the bill'], 'SF-2026-11', { max_length: 100 }),
    column('period_from', '账期起', 'From', ['账期第一天', 'First day'], '2026-11-01', { kind: 'date' }),
    column('period_to', '账期止', 'To', ['账期最后一天', 'Last day'], '2026-11-30', { kind: 'date' }),
    column('waybill_no', '运单号', 'Waybill', ['账单上的运单号', 'Number on the bill'], 'SF1234567890123', { max_length: 60 }),
    column('weight_grams', '计费重量（克）', 'Weight in grams', ['承运商计费的重量', 'What the carrier charges for'], '1500', {
      kind: 'integer',
      required: false,
    }),
    column('amount_minor', '金额（元）', 'Amount', ['退款为负数', 'Below zero for a refund'], '18.00', { kind: 'money' }),
  ],
  group: billOf,
  async apply(tx, rows, { by, now }) {
    const outcomes = new Map<ImportRow, RowOutcome>()
    for (const own of groupBy(rows, billOf).values()) {
      const outcome = await takeBill(own)
      for (const row of own) outcomes.set(row, outcome)
    }
    return rows.map((row) => outcomes.get(row)!)

    async function takeBill(own: ImportRow[]): Promise<RowOutcome> {
      if (own.length > largestBill)
        return { verdict: 'refused', status: 'bill_too_long', detail: `A bill holds at most ${largestBill} lines: split it by period.` }
      const { organization_id, carrier_id, bill_no, period_from, period_to } = own[0]!.values as Record<string, string>
      const bill = {
        bill_id: steadyId('freight bill', organization_id!, carrier_id!, bill_no!),
        ...{ organization_id: organization_id!, carrier_id: carrier_id!, currency: 'CNY', name: bill_no! },
        ...{ period_from: period_from!, period_to: period_to! },
      }
      const lines = own.map(({ values }) => ({
        waybill_no: String(values.waybill_no),
        weight_grams: values.weight_grams as number | null,
        amount_minor: Number(values.amount_minor),
      }))
      const { status, detail } = await importBill(
        tx,
        { ...systemBy('bill import'), ...by, route: null, request_id: null },
        now,
        bill,
        lines,
      )
      const done = status === 'imported' || status === 'already_imported'
      return { verdict: done ? 'done' : 'refused', status, ...(detail ? { detail } : {}) }
    }
  },
}
