import { cutPage, decodeCursor } from '#core/http.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, type Reader, sql, type Tx } from '#core/sql.ts'
import { owedAccount, type PointPart, pointsAsset } from '../accounts.ts'
import { readPrograms } from '../read.ts'

export interface Holder {
  member_id: string
  program_id: string
}
export const holderKey = ({ member_id, program_id }: Holder): string => `${member_id} ${program_id}`

export interface Held {
  /** Buckets that are not over, with what is in them; oldest first. */
  buckets: (PointPart & { expires_at: string })[]
  owed: number
}

/** What members hold in programs, by `holderKey`. */
export const findPoints = (db: Reader, holders: readonly Holder[], now: string): Promise<Map<string, Held>> => load(db, holders, now, sql``)

/** As `findPoints`, with the balances locked, so that what is decided upon them holds. */
export const lockPoints = (tx: Tx, holders: readonly Holder[], now: string): Promise<Map<string, Held>> =>
  load(tx, holders, now, sql`for update of b`)

async function load(db: Reader, holders: readonly Holder[], now: string, lock: ReturnType<typeof sql>): Promise<Map<string, Held>> {
  if (holders.length === 0) return new Map()
  const distinct = [...new Map(holders.map((one) => [holderKey(one), one])).values()]
  const [rows, owed] = await Promise.all([
    db.rows<Holder & PointPart & { expires_at: string }>(sql`
      select k.member_id, k.program_id, k.period, k.expires_at, b.balance as quantity
      from unnest(${column(distinct, 'member_id')}::uuid[], ${column(distinct, 'program_id')}::text[]) as h (member_id, program_id)
      join members.point_buckets k on k.member_id = h.member_id and k.program_id = h.program_id and k.expired_at is null and k.expires_at > ${now}
      join ledger.balances b on b.account = 'member:' || k.member_id || ':points:' || k.period and b.asset = 'points:' || k.program_id
      order by b.account, b.asset ${lock}`),
    db.rows<{ account: string; asset: string; balance: number }>(sql`
      select b.account, b.asset, b.balance
      from unnest(${distinct.map(({ member_id }) => owedAccount(member_id))}::text[], ${distinct.map(({ program_id }) => pointsAsset(program_id))}::text[]) as k (account, asset)
      join ledger.balances b on b.account = k.account and b.asset = k.asset
      where b.balance > 0 order by b.account, b.asset ${lock}`),
  ])
  const grouped = groupBy(rows, holderKey)
  const debts = new Map(owed.map(({ account, asset, balance }) => [`${account} ${asset}`, balance]))
  return new Map(
    distinct.map((holder) => [
      holderKey(holder),
      {
        buckets: (grouped.get(holderKey(holder)) ?? [])
          .map(({ period, quantity, expires_at }) => ({ period, quantity, expires_at }))
          .sort((a, b) => (a.period < b.period ? -1 : 1)),
        owed: debts.get(`${owedAccount(holder.member_id)} ${pointsAsset(holder.program_id)}`) ?? 0,
      },
    ]),
  )
}

/** Points that wait with orders, by order: which program they are of, and until when they are good. */
export async function findWaitingPoints(
  db: Reader,
  orders: readonly { order_id: string; member_id: string; program_id: string }[],
): Promise<Map<string, PointPart[]>> {
  if (orders.length === 0) return new Map()
  const rows = await db.rows<{ order_id: string } & PointPart>(hot`
    select o.order_id, k.period, b.balance as quantity
    from unnest(${column(orders, 'order_id')}::uuid[], ${column(orders, 'member_id')}::uuid[], ${column(orders, 'program_id')}::text[]) as o (order_id, member_id, program_id)
    join members.point_buckets k on k.member_id = o.member_id and k.program_id = o.program_id
    join ledger.balances b on b.account = 'order:' || o.order_id || ':points:' || k.period and b.asset = 'points:' || o.program_id
    where b.balance > 0 order by o.order_id, k.period`)
  return groupBy(rows, ({ order_id }) => order_id)
}

export interface PointBalance {
  program_id: string
  name: { zh: string; en: string }
  balance: number
  owed: number
  value_minor: number
  /** What expires next, and when. */
  next_expiry: { quantity: number; expires_at: string } | null
}

/** A member's points in every program, also those he has none in. */
export async function listPointBalances(db: Reader, member_id: string, now: string): Promise<PointBalance[]> {
  const programs = [...(await readPrograms(db)).values()]
  const held = await findPoints(
    db,
    programs.map(({ program_id }) => ({ member_id, program_id })),
    now,
  )
  return programs.map(({ program_id, name, point_value_minor }) => {
    const { buckets, owed } = held.get(holderKey({ member_id, program_id }))!
    const balance = buckets.reduce((sum, { quantity }) => sum + quantity, 0)
    const next = buckets.find(({ quantity }) => quantity > 0)
    return {
      program_id,
      name,
      balance,
      owed,
      value_minor: balance * point_value_minor,
      next_expiry: next ? { quantity: next.quantity, expires_at: next.expires_at } : null,
    }
  })
}

export interface PointEntry {
  transaction_key: string
  seq: number
  kind: string
  ref: string
  happened_at: string
  recorded_at: string
  period: string
  change: number
}

/** What happened to a member's points of a program, newest first; a keyset page over the ledger itself. */
export async function listPointEntries(
  db: Reader,
  { member_id, program_id }: Holder,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ items: PointEntry[]; next: string | null }> {
  const after = decodeCursor(page.cursor, ['string', 'string', 'number']) as [string, string, number] | null
  const older = after
    ? sql`and (p.recorded_at, p.transaction_key, p.seq) < (${after[0]}::timestamptz, ${after[1]}, ${after[2]}::smallint)`
    : sql``
  const side = (which: 'source' | 'destination') => {
    const account = which === 'source' ? sql`p.source` : sql`p.destination`
    const sign = which === 'source' ? -1 : 1
    return sql`(select p.transaction_key, p.seq, p.happened_at, p.recorded_at, k.period, ${sign}::int * p.amount as change
      from members.point_buckets k join ledger.postings p on ${account} = 'member:' || k.member_id || ':points:' || k.period
      where k.member_id = ${member_id} and k.program_id = ${program_id} and p.asset = ${pointsAsset(program_id)} ${older}
      order by p.recorded_at desc, p.transaction_key desc, p.seq desc limit ${page.limit + 1})`
  }
  const rows = await db.rows<PointEntry>(sql`
    select p.transaction_key, p.seq, t.kind, t.ref, p.happened_at, p.recorded_at, p.period, p.change
    from (${side('source')} union all ${side('destination')}) p join ledger.transactions t on t.key = p.transaction_key
    order by p.recorded_at desc, p.transaction_key desc, p.seq desc limit ${page.limit + 1}`)
  return cutPage(rows, page.limit, (row) => [row.recorded_at, row.transaction_key, row.seq])
}
