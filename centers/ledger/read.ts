import { cutPage, decodeCursor } from '#core/http.ts'
import { column } from '#core/outcomes.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { Balance, Posting } from './model.ts'
import { isLive } from './rules.ts'

export interface AccountAsset {
  account: string
  asset: string
}

/** Balances now, in the order asked; what was never posted stands at zero. Live rows are read, others are summed with their unfolded tail. */
export async function findBalances(db: Reader, asked: readonly AccountAsset[]): Promise<Balance[]> {
  const live = asked.filter(({ account }) => isLive(account))
  const summed = asked.filter(({ account }) => !isLive(account))
  const [liveRows, summedRows] = await Promise.all([
    live.length === 0
      ? []
      : db.rows<Balance>(hot`
          select b.account, b.asset, b.balance, b.floor
          from unnest(${column(live, 'account')}::text[], ${column(live, 'asset')}::text[]) as k (account, asset)
          join ledger.balances b on b.account = k.account and b.asset = k.asset`),
    summed.length === 0
      ? []
      : db.rows<Balance>(hot`
          with k as (select * from unnest(${column(summed, 'account')}::text[], ${column(summed, 'asset')}::text[]) as k (account, asset)),
          tail as (
            select destination as account, asset, amount from ledger.postings
            where tx_id >= (select through_tx_id from ledger.folded) and not destination_live
            union all
            select source, asset, -amount from ledger.postings
            where tx_id >= (select through_tx_id from ledger.folded) and not source_live
          )
          select k.account, k.asset, null as floor,
            coalesce((select f.balance from ledger.folds f where f.account = k.account and f.asset = k.asset), 0)
            + coalesce((select sum(t.amount) from tail t where t.account = k.account and t.asset = k.asset), 0)::bigint as balance
          from k`),
  ])
  const found = new Map([...liveRows, ...summedRows].map((row) => [`${row.account} ${row.asset}`, row]))
  return asked.map(
    ({ account, asset }) => found.get(`${account} ${asset}`) ?? { account, asset, balance: 0, floor: isLive(account) ? 0 : null },
  )
}

/** Balances whose account begins with a prefix, both kinds, by account and asset; a keyset page. */
export async function listBalances(
  db: Reader,
  filter: { prefix: string; asset?: string | undefined; cursor?: string | undefined; limit: number },
) {
  const [account, asset] = (decodeCursor(filter.cursor, ['string', 'string']) ?? ['', '']) as [string, string]
  const asked = filter.asset ? sql`and asset = ${filter.asset}` : sql``
  const upto = `${filter.prefix}\uffff`
  const rows = await db.rows<Balance>(sql`
    select account, asset, balance, floor from (
      (select account, asset, balance, floor from ledger.balances
       where account >= ${filter.prefix} and account < ${upto} and (account, asset) > (${account}, ${asset}) ${asked}
       order by account, asset limit ${filter.limit + 1})
      union all
      (select account, asset, 0, null from ledger.folds
       where account >= ${filter.prefix} and account < ${upto} and (account, asset) > (${account}, ${asset}) ${asked}
       order by account, asset limit ${filter.limit + 1})
    ) both_kinds order by account, asset limit ${filter.limit + 1}`)
  const page = cutPage(rows, filter.limit, (row) => [row.account, row.asset])
  const summed = page.items.filter(({ floor }) => floor === null)
  const now = new Map((await findBalances(db, summed)).map((row) => [`${row.account} ${row.asset}`, row]))
  return { ...page, items: page.items.map((row) => now.get(`${row.account} ${row.asset}`) ?? row) }
}

export interface StatementLine extends Posting {
  transaction_key: string
  seq: number
  kind: string
  ref: string
  happened_at: string
  recorded_at: string
  /** Signed: what this posting did to the account asked for. */
  change: number
}

/** Postings of one account and asset, newest first; a keyset page. */
export async function listPostings(
  db: Reader,
  filter: { account: string; asset: string; cursor?: string | undefined; limit: number },
): Promise<{ items: StatementLine[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string', 'number']) as [string, string, number] | null
  const older = after
    ? sql`and (p.recorded_at, p.transaction_key, p.seq) < (${after[0]}::timestamptz, ${after[1]}, ${after[2]}::smallint)`
    : sql``
  // Each side has its own index: taking a page from both and merging never reads the account's whole history.
  const side = (which: 'source' | 'destination') => {
    const matches = which === 'source' ? sql`p.source = ${filter.account}` : sql`p.destination = ${filter.account}`
    return sql`(select p.* from ledger.postings p where ${matches} and p.asset = ${filter.asset} ${older}
      order by p.recorded_at desc, p.transaction_key desc, p.seq desc limit ${filter.limit + 1})`
  }
  const rows = await db.rows<StatementLine>(sql`
    select p.transaction_key, p.seq, t.kind, t.ref, p.source, p.destination, p.asset, p.amount, p.happened_at, p.recorded_at,
      case when p.destination = ${filter.account} then p.amount else -p.amount end as change
    from (${side('source')} union all ${side('destination')}) p
    join ledger.transactions t on t.key = p.transaction_key
    order by p.recorded_at desc, p.transaction_key desc, p.seq desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.recorded_at, row.transaction_key, row.seq])
}

/** What was booked between an account and another kind of account since a moment. */
export interface Change extends AccountAsset {
  /** The pattern among `counterparts` that the other side fits; null when it fits none. */
  counterpart: string | null
  /** Signed: into the account is above zero. `before` the second moment, and all. */
  before: number
  all: number
}

/**
 * What these accounts gained and lost of these assets since `from`, and how much of it before `to`, apart by which of the counterparts (`like` patterns)
 * stands on the other side. For telling what a balance was; pairs without postings are left out.
 */
export const sumChanges = (
  db: Reader,
  asked: { accounts: readonly string[]; assets: readonly string[]; from: string; to: string; counterparts: readonly string[] },
): Promise<Change[]> => {
  const side = (own: 'source' | 'destination') => {
    const [account, other, sign] =
      own === 'source' ? [sql`p.source`, sql`p.destination`, sql`-`] : [sql`p.destination`, sql`p.source`, sql`+`]
    return sql`select ${account} as account, p.asset, ${sign} p.amount as change, p.recorded_at,
        (select min(c) from unnest(${[...asked.counterparts]}::text[]) c where ${other} like c) as counterpart
      from ledger.postings p
      where ${account} = any(${[...asked.accounts]}::text[]) and p.asset = any(${[...asked.assets]}::text[]) and p.recorded_at >= ${asked.from}`
  }
  return db.rows<Change>(sql`
    select account, asset, counterpart, coalesce(sum(change) filter (where recorded_at < ${asked.to}), 0)::bigint as before, sum(change)::bigint as "all"
    from (${side('destination')} union all ${side('source')}) moves group by account, asset, counterpart`)
}

export interface TransactionView {
  key: string
  kind: string
  ref: string
  happened_at: string
  recorded_at: string
  postings: (Posting & { seq: number })[]
}

/** Transactions with their postings, by key; unknown keys are left out. */
export async function findTransactions(db: Reader, keys: readonly string[]): Promise<TransactionView[]> {
  return viewTransactions(db, sql`t.key = any(${keys}::text[])`)
}

/** Everything booked for one cause, oldest first. */
export async function findTransactionsByRef(db: Reader, ref: string): Promise<TransactionView[]> {
  return viewTransactions(db, sql`t.ref = ${ref}`)
}

const viewTransactions = (db: Reader, where: ReturnType<typeof sql>): Promise<TransactionView[]> =>
  db.rows<TransactionView>(sql`
    select t.key, t.kind, t.ref, t.happened_at, t.recorded_at, (
      select jsonb_agg(jsonb_build_object('seq', p.seq, 'source', p.source, 'destination', p.destination, 'asset', p.asset, 'amount', p.amount) order by p.seq)
      from ledger.postings p where p.transaction_id = t.id
    ) as postings
    from ledger.transactions t where ${where} order by t.recorded_at, t.key limit 500`)

export interface TrialLine {
  /** Account pattern: varying middle segments folded to `*`. */
  accounts: string
  asset: string
  balance: number
  /** How many accounts the line sums; null for those without a live row. */
  count: number
}

/** Sums per kind of account and asset. Over any one asset the lines sum to zero: that is the proof. */
export async function readTrialBalance(db: Reader, assetPrefix: string): Promise<TrialLine[]> {
  return db.rows<TrialLine>(sql`
    with tail as (
      select destination as account, asset, amount from ledger.postings
      where tx_id >= (select through_tx_id from ledger.folded) and not destination_live
      union all
      select source, asset, -amount from ledger.postings
      where tx_id >= (select through_tx_id from ledger.folded) and not source_live
    ),
    sums as (
      select account, asset, balance from ledger.balances
      union all select account, asset, balance from ledger.folds
      union all select account, asset, sum(amount)::bigint from tail group by account, asset
    )
    select regexp_replace(account, '^([a-z_]+):.*?(:[a-z_]+)?$', '\\1:*\\2') as accounts, asset,
      sum(balance)::bigint as balance, count(distinct account)::int as count
    from sums where asset like ${`${assetPrefix}%`}
    group by 1, asset order by asset, 1 limit 2000`)
}
