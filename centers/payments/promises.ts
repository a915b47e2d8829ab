import { sql } from '#core/sql.ts'

export const promises = [
  {
    name: 'payments.recorded_payments_are_posted',
    sentence: 'Every payment stands in the ledger under its key.',
    query: sql`
      select p.id, p.transaction_key from payments.payments p
      where not exists (select 1 from ledger.transactions t where t.key = p.transaction_key)`,
  },
  {
    name: 'payments.memberships_are_paid',
    sentence: 'What a program took for memberships is what those that were not given back cost, less what was paid back.',
    query: sql`
      with due as (
        select 'program:' || program_id || ':fees' as account, sum(price_minor - coalesce(refund_minor, 0)) as amount from members.memberships group by 1
      ),
      paid as (
        select account, sum(amount) as amount from (
          select destination as account, amount from ledger.postings where destination like 'program:%:fees'
          union all select source, -amount from ledger.postings where source like 'program:%:fees') p group by account
      )
      select account, due.amount as due, paid.amount as paid from due full join paid using (account)
      where coalesce(due.amount, 0) <> coalesce(paid.amount, 0)`,
  },
]
