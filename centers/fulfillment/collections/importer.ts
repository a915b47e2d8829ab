import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { neededColumn as column } from '#core/imports/columns.ts'
import type { Importer } from '#core/imports/model.ts'
import type { PayOverItem } from './model.ts'
import { payOver } from './write.ts'

/** A carrier's statement of what he collected and pays over: one row is one parcel. The same statement again is known by its number. */
export const collectionImporter: Importer = {
  name: 'collections',
  title: { zh: '承运商代收款结算单', en: 'Statements of money collected by carriers' },
  permission: 'freight.reconcile',
  columns: [
    column('statement_no', '结算单号', 'Statement', ['承运商结算单的编号', 'The carrier’s number of the statement'], 'SF-COD-2026-11', {
      max_length: 100,
    }),
    column('carrier_id', '承运商', 'Carrier', ['承运商编码', 'Code of the carrier'], 'sf', { max_length: 40 }),
    column('waybill_no', '运单号', 'Waybill', ['代收的包裹', 'The parcel it collected for'], 'SF1234567890123', { max_length: 40 }),
    column('amount_minor', '回款（元）', 'Paid over', ['这个包裹回了多少', 'What came in for it'], '158.00', { kind: 'money' }),
    column('paid_on', '回款日', 'Paid on', ['钱到账的日子', 'Day the money came'], '2026-11-20', { kind: 'date' }),
  ],
  async apply(tx, rows, { by, now }) {
    const items = rows.map(({ values }): PayOverItem => {
      const [statement_no, carrier, waybill_no] = [values.statement_no, values.carrier_id, values.waybill_no].map(String) as [
        string,
        string,
        string,
      ]
      const id = steadyId('pay over', statement_no, carrier, waybill_no)
      return { id, carrier, waybill_no, amount_minor: Number(values.amount_minor), paid_on: String(values.paid_on) }
    })
    // A statement lists refunds below zero, too; those are settled by hand.
    const sound = items.filter(({ amount_minor }) => amount_minor > 0)
    const outcomes = await payOver(tx, { ...systemBy('collection import'), ...by, route: null, request_id: null }, now, sound)
    return items.map((item) => {
      const outcome = outcomes[sound.indexOf(item)]
      if (!outcome) return { verdict: 'refused', status: 'amount_not_positive', detail: 'amount_minor: only what came in is booked.' }
      const done = outcome.status === 'paid_over' || outcome.status === 'already_paid_over'
      return { verdict: done ? 'done' : 'refused', status: outcome.status, ...(outcome.detail ? { detail: outcome.detail } : {}) }
    })
  },
}
