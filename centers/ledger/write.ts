import { assert } from '#core/assert.ts'
import { newId } from '#core/ids.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { GroundMoved, hot, raw, sql, type Tx } from '#core/sql.ts'
import { classOf } from './accounts.ts'
import type { Hold, HoldState, PostOutcome, Transaction } from './model.ts'
import { isPosted } from './model.ts'
import { balanceKey, checkTransaction, decideTransactions, isLive, type LiveBalance, weighTransactions } from './rules.ts'

/** The largest array one call takes; longer sets go in several commits. */
export const largestBatch = 10_000

/** What may leave each live balance, by `balanceKey`: balance less floor, as it was just read without a lock. */
export type Seen = ReadonlyMap<string, number>

/**
 * Posts each transaction wholly or refuses it, answering one outcome per transaction in the order given. A refused one leaves its neighbors
 * untouched; sending a batch again changes nothing. Balances are locked in sorted order once per batch.
 *
 * With `seen` (every balance that something is taken from) nothing is locked or read: the batch is decided on what was seen, and the writes carry
 * their guards. Where the ground moved meanwhile they start the transaction again (`GroundMoved`), and then it looks and locks like any other.
 */
export async function postTransactions(tx: Tx, now: string, transactions: readonly Transaction[], seen?: Seen): Promise<PostOutcome[]> {
  if (transactions.length === 0) return []
  assert(transactions.length <= largestBatch, `at most ${largestBatch} transactions in one call`)
  transactions.forEach(checkTransaction)
  const { weighed, balances } = weighTransactions(transactions)
  const hopeful = seen !== undefined && tx.attempt === 1
  if (hopeful) for (const [at, balance] of balances) balance.balance = balance.before = seen.get(at) ?? 0
  const [used] = hopeful
    ? [new Map<string, string>()]
    : await Promise.all([findDigests(tx, column(transactions, 'key')), lockBalances(tx, balances)])
  const outcomes = decideTransactions(weighed, used)
  const posted = weighed
    .filter((_, i) => outcomes[i]!.status === 'posted')
    .map(({ transaction, digest }): Numbered => ({ transaction, digest, id: newId() }))
  if (posted.length > 0) {
    await ensurePartition(tx, now)
    await Promise.all([writeBalances(tx, balances), insertTransactions(tx, now, posted), insertPostings(tx, now, posted)])
  }
  return outcomes
}

/** A transaction with the short id its postings are found by. */
interface Numbered {
  id: string
  transaction: Transaction
  digest: string
}

async function findDigests(tx: Tx, keys: string[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ key: string; digest: string }>(
    hot`select key, digest from ledger.transactions where key = any(${keys}::text[])`,
  )
  return new Map(rows.map(({ key, digest }) => [key, digest]))
}

/** Locks balances and reads them in; those without a row yet stand at zero. */
async function lockBalances(tx: Tx, balances: Map<string, LiveBalance>): Promise<void> {
  if (balances.size === 0) return
  const asked = [...balances.values()]
  const rows = await tx.rows<{ account: string; asset: string; balance: number; floor: number }>(hot`
    select b.account, b.asset, b.balance, b.floor
    from unnest(${column(asked, 'account')}::text[], ${column(asked, 'asset')}::text[]) as k (account, asset)
    join ledger.balances b on b.account = k.account and b.asset = k.asset
    order by b.account, b.asset
    for update of b`)
  for (const { account, asset, balance, floor } of rows) {
    Object.assign(balances.get(balanceKey(account, asset))!, { balance, floor, before: balance })
  }
}

/** Writes the changes with their guard: what would pass a floor after all starts the transaction again. */
async function writeBalances(tx: Tx, balances: Map<string, LiveBalance>): Promise<void> {
  // Sorted, so that two batches meet in the same order whether or not they locked first.
  const changed = [...balances].filter(([, { balance, before }]) => balance !== before).sort(([a], [b]) => (a < b ? -1 : 1))
  const changes = changed.map(([, { account, asset, balance, before }]) => ({ account, asset, delta: balance - before }))
  const taken = changes.filter(({ delta }) => delta < 0)
  const given = changes.filter(({ delta }) => delta > 0)
  const [less] = await Promise.all([
    taken.length === 0
      ? 0
      : tx.run(hot`
          update ledger.balances b set balance = b.balance + c.delta
          from unnest(${column(taken, 'account')}::text[], ${column(taken, 'asset')}::text[], ${column(taken, 'delta')}::bigint[])
            as c (account, asset, delta)
          where b.account = c.account and b.asset = c.asset and b.balance + c.delta >= b.floor`),
    given.length === 0
      ? 0
      : tx.run(hot`
          insert into ledger.balances as b (account, asset, balance)
          select account, asset, delta
          from unnest(${column(given, 'account')}::text[], ${column(given, 'asset')}::text[], ${column(given, 'delta')}::bigint[])
            as c (account, asset, delta)
          on conflict (account, asset) do update set balance = b.balance + excluded.balance`),
  ])
  if (less !== taken.length) throw new GroundMoved('a balance moved between look and write')
}

async function insertTransactions(tx: Tx, now: string, posted: readonly Numbered[]): Promise<void> {
  const transactions = column(posted, 'transaction')
  const written = await tx.run(hot`
    insert into ledger.transactions (id, key, kind, digest, ref, happened_at, recorded_at)
    select id, key, kind, digest, ref, happened_at, ${now}
    from unnest(${column(posted, 'id')}::uuid[], ${column(transactions, 'key')}::text[], ${column(transactions, 'kind')}::text[],
      ${column(posted, 'digest')}::text[], ${column(transactions, 'ref')}::text[], ${column(transactions, 'happened_at')}::timestamptz[])
      as t (id, key, kind, digest, ref, happened_at)
    on conflict (key) do nothing`)
  if (written !== posted.length) throw new GroundMoved('another writer used a key at the same moment')
}

async function insertPostings(tx: Tx, now: string, posted: readonly Numbered[]): Promise<void> {
  const owners = posted.flatMap((one) => one.transaction.postings.map(() => one))
  const transactions = column(owners, 'transaction')
  const postings = posted.flatMap(({ transaction }) => transaction.postings)
  const places = posted.flatMap(({ transaction }) => transaction.postings.map((_, seq) => seq))
  await tx.run(hot`
    insert into ledger.postings
      (transaction_id, transaction_key, seq, source, destination, asset, amount, happened_at, recorded_at, source_live, destination_live)
    select id, key, seq, source, destination, asset, amount, happened_at, ${now}, source_live, destination_live
    from unnest(${column(owners, 'id')}::uuid[], ${column(transactions, 'key')}::text[], ${places}::smallint[], ${column(postings, 'source')}::text[],
      ${column(postings, 'destination')}::text[], ${column(postings, 'asset')}::text[], ${column(postings, 'amount')}::bigint[],
      ${column(transactions, 'happened_at')}::timestamptz[], ${postings.map(({ source }) => isLive(source))}::boolean[],
      ${postings.map(({ destination }) => isLive(destination))}::boolean[])
      as p (id, key, seq, source, destination, asset, amount, happened_at, source_live, destination_live)`)
}

// Databases are told apart by their pool's first transaction: a test process opens many.
const ready = new WeakMap<object, Set<string>>()

/** Makes the month's partition before the first posting of that month; afterwards this costs nothing. */
async function ensurePartition(tx: Tx, now: string): Promise<void> {
  const month = now.slice(0, 7)
  let months = ready.get(tx.database)
  if (!months) {
    months = new Set()
    ready.set(tx.database, months)
  }
  if (months.has(month)) return
  const [year, number] = month.split('-').map(Number) as [number, number]
  const following = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
  const name = `postings_${month.replace('-', '_')}`
  const exists = await tx.row(sql`select 1 as one where to_regclass(${`ledger.${name}`}) is not null`)
  if (!exists) {
    // Two processes may find the month missing together; the lock lets one make it and the other see it.
    await tx.run(sql`select pg_advisory_xact_lock(hashtext('ledger.postings partition'))`)
    await tx.run(
      raw(`create table if not exists ledger.${name} partition of ledger.postings
        for values from ('${month}-01T00:00:00Z') to ('${following}-01T00:00:00Z')`),
    )
  }
  tx.afterCommit(() => months.add(month))
}

export interface Reversal {
  /** Key of the transaction to take back. */
  of: string
  ref: string
  happened_at: string
}

export type ReversalStatus = PostOutcome['status'] | 'transaction_not_found'

export const reversalKey = (key: string): string => `reversal:${key}`

/** Takes transactions back by new ones with the postings turned round. A transaction is reversed once: again is `already_posted`. */
export async function reverseTransactions(
  tx: Tx,
  now: string,
  reversals: readonly Reversal[],
): Promise<(Omit<PostOutcome, 'status'> & { status: ReversalStatus })[]> {
  if (reversals.length === 0) return []
  const rows = await tx.rows<{ key: string; kind: string; source: string; destination: string; asset: string; amount: number }>(hot`
    select t.key, t.kind, p.source, p.destination, p.asset, p.amount
    from ledger.transactions t join ledger.postings p on p.transaction_id = t.id
    where t.key = any(${column(reversals, 'of')}::text[])
    order by t.key, p.seq desc`)
  const originals = groupBy(rows, ({ key }) => key)
  const turned = reversals.flatMap(({ of, ref, happened_at }): Transaction[] => {
    const original = originals.get(of)
    if (!original) return []
    const postings = original.map(({ source, destination, asset, amount }) => ({ source: destination, destination: source, asset, amount }))
    return [{ key: reversalKey(of), kind: `${original[0]!.kind}.reversal`, ref, happened_at, postings }]
  })
  const outcomes = new Map((await postTransactions(tx, now, turned)).map((outcome) => [outcome.key, outcome]))
  return reversals.map(({ of }) => outcomes.get(reversalKey(of)) ?? { key: reversalKey(of), status: 'transaction_not_found' })
}

export interface FloorChange {
  account: string
  asset: string
  /** Zero, or minus the credit line. */
  floor: number
}

/** Sets credit lines. A line below what is already used is refused: `line_in_use`. */
export async function setFloors(tx: Tx, changes: readonly FloorChange[]): Promise<{ account: string; status: 'set' | 'line_in_use' }[]> {
  const sorted = [...changes].sort((a, b) => (balanceKey(a.account, a.asset) < balanceKey(b.account, b.asset) ? -1 : 1))
  for (const { account, floor } of sorted) {
    assert(classOf(account).floor === 'credit', `${account} takes no credit line`)
    assert(floor <= 0, 'a credit line is a floor of zero or below')
  }
  const rows = await tx.rows<{ account: string; asset: string }>(sql`
    insert into ledger.balances as b (account, asset, balance, floor)
    select account, asset, 0, floor
    from unnest(${column(sorted, 'account')}::text[], ${column(sorted, 'asset')}::text[], ${column(sorted, 'floor')}::bigint[]) as c (account, asset, floor)
    on conflict (account, asset) do update set floor = excluded.floor where b.balance >= excluded.floor
    returning account, asset`)
  const set = new Set(rows.map(({ account, asset }) => balanceKey(account, asset)))
  return changes.map(({ account, asset }) => ({ account, status: set.has(balanceKey(account, asset)) ? 'set' : 'line_in_use' }))
}

export type HoldOutcome = { id: string; status: 'held' | 'already_held' | 'id_used_for_another' | 'balance_too_low'; shortage?: number }

const holdPosting = ({ id, source, bucket, asset, amount, ref }: Hold, happened_at: string): Transaction => ({
  key: `hold:${id}`,
  kind: 'ledger.hold',
  ref,
  happened_at,
  postings: [{ source, destination: bucket, asset, amount }],
})

/** Sets amounts aside in their buckets until captured, released or due. */
export async function holdAmounts(tx: Tx, now: string, holds: readonly Hold[]): Promise<HoldOutcome[]> {
  const posted = await postTransactions(
    tx,
    now,
    holds.map((hold) => holdPosting(hold, now)),
  )
  const made = holds.filter((_, i) => posted[i]!.status === 'posted')
  await tx.run(hot`
    insert into ledger.holds (id, source, bucket, asset, amount, ref, due_at, held_at)
    select id, source, bucket, asset, amount, ref, due_at, ${now}
    from unnest(${column(made, 'id')}::uuid[], ${column(made, 'source')}::text[], ${column(made, 'bucket')}::text[], ${column(made, 'asset')}::text[],
      ${column(made, 'amount')}::bigint[], ${column(made, 'ref')}::text[], ${column(made, 'due_at')}::timestamptz[])
      as h (id, source, bucket, asset, amount, ref, due_at)`)
  const statuses = {
    posted: 'held',
    already_posted: 'already_held',
    key_used_for_another: 'id_used_for_another',
    balance_too_low: 'balance_too_low',
  } as const
  return holds.map(({ id }, i) => {
    const { status, shortage } = posted[i]!
    return { id, status: statuses[status], ...(shortage === undefined ? {} : { shortage }) }
  })
}

export interface Capture {
  id: string
  /** Where the captured amount goes. */
  destination: string
  /** At most what is held; the rest returns to its source. Left out: all of it. */
  amount?: number
}

export type EndOutcome = { id: string; status: HoldState | `already_${HoldState}` | 'hold_not_found' | 'more_than_held' }

/** Captures holds, once each; what is not captured returns to its source in the same transaction. */
export async function captureHolds(tx: Tx, now: string, captures: readonly Capture[]): Promise<EndOutcome[]> {
  return endHolds(
    tx,
    now,
    captures.map((capture) => ({ ...capture, state: 'captured' as const })),
  )
}

/** Returns held amounts to their sources. */
export async function releaseHolds(tx: Tx, now: string, ids: readonly string[]): Promise<EndOutcome[]> {
  return endHolds(
    tx,
    now,
    ids.map((id) => ({ id, state: 'released' as const })),
  )
}

/** Returns what is held past its time; answers how many holds ended. Bounded, so that it never stalls a checkout. */
export async function expireHolds(tx: Tx, now: string, limit = 1_000): Promise<number> {
  const due = await tx.rows<{ id: string }>(hot`
    select id from ledger.holds where state = 'held' and due_at <= ${now} order by due_at, id limit ${limit} for update skip locked`)
  const outcomes = await endHolds(
    tx,
    now,
    due.map(({ id }) => ({ id, state: 'expired' as const })),
  )
  return outcomes.filter(({ status }) => status === 'expired').length
}

type Ending = { id: string; state: Exclude<HoldState, 'held'>; destination?: string; amount?: number }
type HoldRow = Hold & { state: HoldState }

async function endHolds(tx: Tx, now: string, endings: readonly Ending[]): Promise<EndOutcome[]> {
  if (endings.length === 0) return []
  const rows = await tx.rows<HoldRow>(hot`
    select id, source, bucket, asset, amount, ref, due_at, state from ledger.holds
    where id = any(${column(endings, 'id')}::uuid[]) order by id for update`)
  const holds = new Map(rows.map((row) => [row.id, row]))
  const ended: (Ending & { hold: HoldRow; captured: number })[] = []
  const outcomes = endings.map((ending): EndOutcome => {
    const hold = holds.get(ending.id)
    if (!hold) return { id: ending.id, status: 'hold_not_found' }
    if (hold.state !== 'held') return { id: ending.id, status: `already_${hold.state}` }
    const captured = ending.state === 'captured' ? (ending.amount ?? hold.amount) : 0
    if (captured > hold.amount || captured < 0) return { id: ending.id, status: 'more_than_held' }
    hold.state = ending.state
    ended.push({ ...ending, hold, captured })
    return { id: ending.id, status: ending.state }
  })

  const posted = await postTransactions(
    tx,
    now,
    ended.map(({ id, state, hold, captured, destination }) => ({
      key: `hold:${id}:${state}`,
      kind: `ledger.hold_${state}`,
      ref: hold.ref,
      happened_at: now,
      postings: [
        ...(captured > 0 ? [{ source: hold.bucket, destination: destination!, asset: hold.asset, amount: captured }] : []),
        ...(captured < hold.amount
          ? [{ source: hold.bucket, destination: hold.source, asset: hold.asset, amount: hold.amount - captured }]
          : []),
      ],
    })),
  )
  assert(posted.every(isPosted), 'a bucket always holds what its holds say')
  await tx.run(hot`
    update ledger.holds h set state = e.state, captured = e.captured, ended_at = ${now}
    from unnest(${ended.map(({ id }) => id)}::uuid[], ${ended.map(({ state }) => state)}::text[], ${ended.map(({ captured }) => captured)}::bigint[]) as e (id, state, captured)
    where h.id = e.id`)
  return outcomes
}

/** Adds postings of accounts without a floor to their sums; reads add the tail. Runs alone; safe at any time. */
export async function foldPostings(tx: Tx): Promise<number> {
  const from = await tx.row<{ through: string; upto: string }>(hot`
    select through_tx_id::text as through, pg_snapshot_xmin(pg_current_snapshot())::text as upto from ledger.folded for update skip locked`)
  if (!from || from.through === from.upto) return 0
  const folded = await tx.run(hot`
    with sides as (
      select destination as account, asset, amount from ledger.postings
      where tx_id >= ${from.through}::xid8 and tx_id < ${from.upto}::xid8 and not destination_live
      union all
      select source, asset, -amount from ledger.postings
      where tx_id >= ${from.through}::xid8 and tx_id < ${from.upto}::xid8 and not source_live
    )
    insert into ledger.folds as f (account, asset, balance)
    select account, asset, sum(amount)::bigint from sides group by account, asset order by account, asset
    on conflict (account, asset) do update set balance = f.balance + excluded.balance`)
  await tx.run(hot`update ledger.folded set through_tx_id = ${from.upto}::xid8`)
  return folded
}
