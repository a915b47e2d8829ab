import { sql } from '#core/sql.ts'

export const promises = [
  {
    name: 'payments.recorded_payments_are_posted',
    sentence: 'Every payment stands in the ledger under its key.',
    query: sql`
      select p.id, p.transaction_key from payments.payments p
      where not exists (select 1 from ledger.transactions t where t.key = p.transaction_key)`,
  },
]
