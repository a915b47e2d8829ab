import { findBalances } from '#centers/ledger/read.ts'
import { assetOf } from '#core/money.ts'
import { hot, type Reader } from '#core/sql.ts'
import { walletAccount } from './accounts.ts'
import type { Payment } from './write.ts'

/** Payments of orders, in the order they happened. */
export const findPayments = (db: Reader, order_ids: readonly string[]): Promise<(Payment & { recorded_at: string })[]> =>
  db.rows<Payment & { recorded_at: string }>(hot`
    select id, order_id, method, direction, amount_minor, currency, counter_account, transaction_key, happened_at, recorded_at
    from payments.payments where order_id = any(${order_ids}::uuid[]) order by order_id, happened_at, id`)

/** What a member's wallet holds. */
export async function findWallet(db: Reader, member_id: string, currency: string): Promise<number> {
  const [balance] = await findBalances(db, [{ account: walletAccount(member_id), asset: assetOf(currency) }])
  return balance!.balance
}
