import { sql } from '#core/sql.ts'

/** What is always true of the ledger. Each query answers the rows that break it. */
export const promises = [
  {
    name: 'ledger.sums_are_zero',
    sentence: 'Balances of every asset sum to zero.',
    query: sql`
      with tail as (
        select destination as account, asset, amount from ledger.postings
        where tx_id >= (select through_tx_id from ledger.folded) and not destination_live
        union all
        select source, asset, -amount from ledger.postings
        where tx_id >= (select through_tx_id from ledger.folded) and not source_live
      )
      select asset, sum(balance)::bigint as off_by from (
        select asset, balance from ledger.balances
        union all select asset, balance from ledger.folds
        union all select asset, amount from tail
      ) all_sides group by asset having sum(balance) <> 0`,
  },
  {
    name: 'ledger.no_balance_below_floor',
    sentence: 'No balance is below its floor.',
    query: sql`select account, asset, balance, floor from ledger.balances where balance < floor`,
  },
  {
    name: 'ledger.balances_are_their_postings',
    sentence: 'Every live balance is the sum of its postings.',
    query: sql`
      with sums as (
        select account, asset, sum(amount)::bigint as amount from (
          select destination as account, asset, amount from ledger.postings where destination_live
          union all select source, asset, -amount from ledger.postings where source_live
        ) sides group by account, asset
      )
      select account, asset, coalesce(b.balance, 0) as balance, coalesce(s.amount, 0) as postings
      from ledger.balances b full join sums s using (account, asset)
      where coalesce(b.balance, 0) <> coalesce(s.amount, 0)`,
  },
  {
    name: 'ledger.transactions_have_postings',
    sentence: 'Every transaction has postings and every posting its transaction.',
    query: sql`
      select key, 'no postings' as fault from ledger.transactions t
      where not exists (select 1 from ledger.postings p where p.transaction_id = t.id and p.transaction_key = t.key)
      union all
      select transaction_key, 'no transaction' from ledger.postings p
      where not exists (select 1 from ledger.transactions t where t.key = p.transaction_key and t.id = p.transaction_id)`,
  },
  {
    name: 'ledger.buckets_hold_their_holds',
    sentence: 'A bucket never holds less than its open holds.',
    query: sql`
      select h.bucket, h.asset, sum(h.amount)::bigint as held, coalesce(max(b.balance), 0) as in_bucket
      from ledger.holds h left join ledger.balances b on b.account = h.bucket and b.asset = h.asset
      where h.state = 'held' group by h.bucket, h.asset having sum(h.amount) > coalesce(max(b.balance), 0)`,
  },
]
