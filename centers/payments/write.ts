import { postTransactions } from '#centers/ledger/write.ts'
import { assetOf } from '#core/money.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { cashAccount, walletAccount } from './accounts.ts'

export interface Payment {
  id: string
  order_id: string
  method: 'wallet' | 'outlet' | 'channel' | 'opening'
  direction: 'in' | 'out'
  amount_minor: number
  currency: string
  counter_account: string
  transaction_key: string
  happened_at: string
}

/** Writes down payments whose postings were made in the same transaction. */
export async function recordPayments(tx: Tx, now: string, payments: readonly Payment[]): Promise<void> {
  if (payments.length === 0) return
  await tx.run(hot`
    insert into payments.payments (id, order_id, method, direction, amount_minor, currency, counter_account, transaction_key, happened_at, recorded_at)
    select id, order_id, method, direction, amount_minor, currency, counter_account, transaction_key, happened_at, ${now}
    from unnest(${column(payments, 'id')}::uuid[], ${column(payments, 'order_id')}::uuid[], ${column(payments, 'method')}::text[], ${column(payments, 'direction')}::text[],
      ${column(payments, 'amount_minor')}::bigint[], ${column(payments, 'currency')}::text[], ${column(payments, 'counter_account')}::text[],
      ${column(payments, 'transaction_key')}::text[], ${column(payments, 'happened_at')}::timestamptz[])
      as p (id, order_id, method, direction, amount_minor, currency, counter_account, transaction_key, happened_at)`)
}

export interface TopUp {
  id: string
  member_id: string
  amount_minor: number
  currency: string
  /** The organization that took the cash. */
  organization_id: string
}

export type TopUpStatus = 'topped_up' | 'already_topped_up' | 'id_used_for_another'

/** Puts money a member paid over a counter into his wallet. */
export async function topUpWallets(tx: Tx, now: string, tops: readonly TopUp[]): Promise<Outcome<TopUpStatus>[]> {
  const posted = await postTransactions(
    tx,
    now,
    tops.map(({ id, member_id, amount_minor, currency, organization_id }) => ({
      key: `top_up:${id}`,
      kind: 'payments.top_up',
      ref: `members.member:${member_id}`,
      happened_at: now,
      postings: [
        { source: cashAccount(organization_id), destination: walletAccount(member_id), asset: assetOf(currency), amount: amount_minor },
      ],
    })),
  )
  const statuses = { posted: 'topped_up', already_posted: 'already_topped_up', key_used_for_another: 'id_used_for_another' } as const
  return tops.map(({ id }, i) => ({ id, status: statuses[posted[i]!.status as keyof typeof statuses] }))
}
