import { hash } from 'node:crypto'
import { assert } from '#core/assert.ts'
import { classOf, isAsset } from './accounts.ts'
import type { Posting, PostOutcome, Transaction } from './model.ts'

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
  }
}

export interface LiveBalance {
  account: string
  asset: string
  balance: number
  floor: number
  /** Whether the row stands already. */
  found: boolean
}

/** Whether the account keeps a live row that can refuse. */
export const isLive = (account: string): boolean => classOf(account).floor !== 'none'

/** Net change of every live balance a transaction touches. */
export function netChanges(postings: readonly Posting[]): Map<string, { account: string; asset: string; delta: number }> {
  const net = new Map<string, { account: string; asset: string; delta: number }>()
  const add = (account: string, asset: string, delta: number) => {
    if (!isLive(account)) return
    const key = balanceKey(account, asset)
    const entry = net.get(key)
    if (entry) entry.delta += delta
    else net.set(key, { account, asset, delta })
  }
  for (const { source, destination, asset, amount } of postings) {
    add(source, asset, -amount)
    add(destination, asset, amount)
  }
  return net
}

/**
 * Decides each transaction in the order given against the balances as its predecessors leave them. One that would pass a floor
 * is refused as a whole, leaves its key free, and changes nothing for those after it. `used` (digest by key) and `balances` are changed in place.
 */
export function decideTransactions(
  transactions: readonly Transaction[],
  used: Map<string, string>,
  balances: Map<string, LiveBalance>,
): PostOutcome[] {
  return transactions.map(({ key, kind, postings }) => {
    const digest = digestOf({ kind, postings })
    const holder = used.get(key)
    if (holder !== undefined) return { key, status: holder === digest ? 'already_posted' : 'key_used_for_another' }
    const net = netChanges(postings)
    for (const [at, { account, asset, delta }] of net) {
      if (delta >= 0) continue
      const { balance, floor } = balances.get(at)!
      if (balance + delta < floor) return { key, status: 'balance_too_low', account, asset, shortage: floor - balance - delta }
    }
    for (const [at, { delta }] of net) balances.get(at)!.balance += delta
    used.set(key, digest)
    return { key, status: 'posted' }
  })
}
