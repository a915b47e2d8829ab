import { hash } from 'node:crypto'
import { assert } from '#core/assert.ts'
import { classOf, isAccount, isAsset } from './accounts.ts'
import type { PostOutcome, Transaction } from './model.ts'

export const balanceKey = (account: string, asset: string): string => `${account} ${asset}`

/** What tells a retry from another act: kind and postings, in order. */
export function digestOf({ kind, postings }: Pick<Transaction, 'kind' | 'postings'>): string {
  let text = kind
  for (const { source, destination, asset, amount } of postings) text += `\n${source}>${destination} ${asset} ${amount}`
  return hash('sha1', text, 'base64url')
}

/** Stops at postings that no builder may make. */
export function checkTransaction({ key, postings }: Transaction): void {
  assert(key.length > 0 && key.length <= 200, 'a transaction has a key of 1 to 200 characters')
  assert(postings.length > 0 && postings.length <= 500, 'a transaction has 1 to 500 postings')
  for (const { source, destination, asset, amount } of postings) {
    assert(Number.isSafeInteger(amount) && amount > 0, `an amount is a whole number above zero, not ${amount}`)
    assert(source !== destination, `a posting moves between two accounts, not from ${source} to itself`)
    assert(isAsset(asset), `asset ${asset} does not fit the grammar`)
    assert(isAccount(source) && isAccount(destination), `${source} or ${destination} does not fit the grammar of accounts`)
  }
}

export interface LiveBalance {
  account: string
  asset: string
  balance: number
  floor: number
  /** What the balance was before the batch. */
  before: number
}

/** Whether the account keeps a live row that can refuse. */
export const isLive = (account: string): boolean => classOf(account).floor !== 'none'

/** A transaction as the deciding needs it: what it does to each live balance, in sum. */
export interface Weighed {
  transaction: Transaction
  digest: string
  changes: { balance: LiveBalance; delta: number }[]
}

/** Weighs transactions against one set of live balances, which stand at zero until they are looked at. */
export function weighTransactions(transactions: readonly Transaction[]): { weighed: Weighed[]; balances: Map<string, LiveBalance> } {
  const balances = new Map<string, LiveBalance>()
  const find = (account: string, asset: string): LiveBalance => {
    const at = balanceKey(account, asset)
    let balance = balances.get(at)
    if (!balance) {
      balance = { account, asset, balance: 0, floor: 0, before: 0 }
      balances.set(at, balance)
    }
    return balance
  }
  const weighed = transactions.map((transaction): Weighed => {
    const changes: Weighed['changes'] = []
    const add = (account: string, asset: string, delta: number) => {
      if (!isLive(account)) return
      const balance = find(account, asset)
      const change = changes.find((one) => one.balance === balance)
      if (change) change.delta += delta
      else changes.push({ balance, delta })
    }
    for (const { source, destination, asset, amount } of transaction.postings) {
      add(source, asset, -amount)
      add(destination, asset, amount)
    }
    return { transaction, digest: digestOf(transaction), changes }
  })
  return { weighed, balances }
}

/**
 * Decides each transaction in the order given against the balances as its predecessors leave them. One that would pass a floor
 * is refused as a whole, leaves its key free, and changes nothing for those after it. `used` (digest by key) and the balances are changed in place.
 */
export function decideTransactions(weighed: readonly Weighed[], used: Map<string, string>): PostOutcome[] {
  return weighed.map(({ transaction: { key }, digest, changes }) => {
    const holder = used.get(key)
    if (holder !== undefined) return { key, status: holder === digest ? 'already_posted' : 'key_used_for_another' }
    for (const { balance, delta } of changes) {
      const { account, asset, floor } = balance
      const after = balance.balance + delta
      if (delta < 0 && after < floor) return { key, status: 'balance_too_low', account, asset, shortage: floor - after }
    }
    for (const { balance, delta } of changes) balance.balance += delta
    used.set(key, digest)
    return { key, status: 'posted' }
  })
}
