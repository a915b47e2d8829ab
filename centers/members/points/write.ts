import { isPosted, type Posting } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { claim, type Db, GroundMoved, hot, sql, type Tx } from '#core/sql.ts'
import { bucketAccount, expiredAccount, issuePostings, type PointPart, pointsAsset, spendPostings, takeBackPostings } from '../accounts.ts'
import type { PointCorrection } from '../model.ts'
import { readPrograms } from '../read.ts'
import { type Held, type Holder, holderKey, lockPoints } from './read.ts'
import { bucketOf, takeNewest, takeOldest } from './rules.ts'

/** The largest array one call takes. */
export const largestBatch = 1_000

/** Buckets stand before points are posted into them. */
export async function openBuckets(
  tx: Tx,
  rows: readonly { member_id: string; program_id: string; period: string; expires_at: string }[],
): Promise<void> {
  if (rows.length === 0) return
  const sorted = [...new Map(rows.map((row) => [`${holderKey(row)} ${row.period}`, row])).entries()].sort(([a], [b]) => (a < b ? -1 : 1))
  const distinct = sorted.map(([, row]) => row)
  await tx.run(hot`
    insert into members.point_buckets (member_id, program_id, period, expires_at)
    select * from unnest(${column(distinct, 'member_id')}::uuid[], ${column(distinct, 'program_id')}::text[], ${column(distinct, 'period')}::text[],
      ${column(distinct, 'expires_at')}::timestamptz[]) as b (member_id, program_id, period, expires_at)
    on conflict do nothing`)
}

export interface Earning extends Holder {
  quantity: number
}

/**
 * Postings that give points to members, for whoever books what they are earned by in a transaction of his own; one list per earning. Opens the
 * buckets and settles first what a member owes. Announce with `announceEarned` once posted.
 */
export async function planEarnings(tx: Tx, now: string, earnings: readonly Earning[]): Promise<Posting[][]> {
  if (earnings.length === 0) return []
  const [programs, held] = await Promise.all([readPrograms(tx), lockPoints(tx, earnings, now)])
  const owed = new Map([...held].map(([key, one]) => [key, one.owed]))
  const rows = earnings.map((one) => {
    const program = programs.get(one.program_id)
    assert(program, `there is no program ${one.program_id}`)
    return { ...one, ...bucketOf(now, program.valid_years) }
  })
  await openBuckets(tx, rows)
  return rows.map(({ member_id, program_id, quantity, period }) => {
    if (quantity === 0) return []
    const key = holderKey({ member_id, program_id })
    const debt = owed.get(key)!
    owed.set(key, debt - Math.min(debt, quantity))
    return issuePostings(member_id, program_id, period, quantity, debt)
  })
}

export const announceEarned = (tx: Tx, now: string, earnings: readonly (Earning & { cause: string })[]): Promise<void> =>
  announce(
    tx,
    'members.points_earned',
    earnings.filter(({ quantity }) => quantity > 0),
    now,
  )

export interface Spending extends Holder {
  order_id: string
  quantity: number
}
export type SpendPlan =
  | { status: 'planned'; postings: Posting[] }
  | { status: 'points_too_few'; missing: number }
  /** Enough alone, but neighbors in this batch take it first: ask again when they are decided. */
  | { status: 'wait' }

/** Plans which points orders take, oldest first; the balances stay locked until the caller commits. */
export async function planSpendings(tx: Tx, now: string, spendings: readonly Spending[]): Promise<SpendPlan[]> {
  const held = await lockPoints(tx, spendings, now)
  const left = new Map([...held].map(([key, { buckets }]) => [key, buckets as PointPart[]]))
  return spendings.map((spending): SpendPlan => {
    const key = holderKey(spending)
    const alone = takeOldest(held.get(key)!.buckets, spending.quantity)
    if (alone.missing > 0) return { status: 'points_too_few', missing: alone.missing }
    const { parts, missing } = takeOldest(left.get(key)!, spending.quantity)
    if (missing > 0) return { status: 'wait' }
    left.set(key, without(left.get(key)!, parts))
    return { status: 'planned', postings: spendPostings(spending.order_id, spending.member_id, spending.program_id, parts) }
  })
}

const without = (buckets: readonly PointPart[], parts: readonly PointPart[]): PointPart[] =>
  buckets.map(({ period, quantity }) => ({
    period,
    quantity: quantity - (parts.find((part) => part.period === period)?.quantity ?? 0),
  }))

export interface Grant extends Holder {
  /** The same id again is the same act. */
  id: string
  /** Above zero gives, below zero takes; what is no longer there to be taken is owed. */
  quantity: number
  kind: string
  ref: string
  /** When they were earned, if earlier: that decides when they expire. */
  earned_at?: string
}
export type GrantStatus = 'granted' | 'already_granted' | 'id_used_for_another' | 'program_not_found'

/** Gives points to members or takes them back: for check-ins, corrections, and what was earned by goods that come back. At most 1,000. */
export async function grantPoints(tx: Tx, now: string, grants: readonly Grant[]): Promise<Outcome<GrantStatus>[]> {
  assert(grants.length <= largestBatch, `at most ${largestBatch} grants in one call`)
  const programs = await readPrograms(tx)
  const known = await findGrants(tx, column(grants, 'id'))
  const held = await lockPoints(tx, grants, now)
  const state = new Map<string, Held>(held)
  const made = new Map<string, Grant>()
  const rows: { grant: Grant; postings: Posting[]; period: string; expires_at: string }[] = []
  const outcomes = grants.map((grant): Outcome<GrantStatus> => {
    const { id, member_id, program_id, quantity, kind } = grant
    const program = programs.get(program_id)
    if (!program) return { id, status: 'program_not_found', detail: `There is no program ${program_id}.` }
    const before = known.get(id)
    if (before || made.has(id)) {
      const same = before
        ? before.kind === kind && before.member_id === member_id && before.program_id === program_id && before.quantity === quantity
        : JSON.stringify(made.get(id)) === JSON.stringify(grant)
      return same
        ? { id, status: 'already_granted' }
        : { id, status: 'id_used_for_another', detail: 'This id was used for other points: make a new one.' }
    }
    made.set(id, grant)
    if (quantity === 0) return { id, status: 'granted' }
    const own = state.get(holderKey(grant))!
    const bucket = bucketOf(grant.earned_at ?? now, program.valid_years)
    assert(bucket.expires_at > now, 'points are not given that have expired already')
    if (quantity > 0) {
      const settled = Math.min(own.owed, quantity)
      rows.push({ grant, postings: issuePostings(member_id, program_id, bucket.period, quantity, own.owed), ...bucket })
      state.set(holderKey(grant), { buckets: added(own.buckets, bucket, quantity - settled), owed: own.owed - settled })
    } else {
      const { parts, missing } = takeNewest(own.buckets, -quantity)
      rows.push({ grant, postings: takeBackPostings(member_id, program_id, parts, missing), ...bucket })
      const left = own.buckets.map((one) => ({
        ...one,
        quantity: one.quantity - (parts.find(({ period }) => period === one.period)?.quantity ?? 0),
      }))
      state.set(holderKey(grant), { buckets: left, owed: own.owed + missing })
    }
    return { id, status: 'granted' }
  })
  await openBuckets(
    tx,
    rows.filter(({ grant }) => grant.quantity > 0).map(({ grant, period, expires_at }) => ({ ...grant, period, expires_at })),
  )
  const posted = await postTransactions(
    tx,
    now,
    rows.map(({ grant: { id, kind, ref }, postings }) => ({ key: grantKey(id), kind, ref, happened_at: now, postings })),
  )
  if (!posted.every(({ status }) => status === 'posted')) throw new GroundMoved('points moved between look and write')
  const given = rows.filter(({ grant }) => grant.quantity > 0).map(({ grant }) => ({ ...grant, cause: grant.ref }))
  await announceEarned(
    tx,
    now,
    given.map(({ member_id, program_id, quantity, cause }) => ({ member_id, program_id, quantity, cause })),
  )
  return outcomes
}

const added = (buckets: Held['buckets'], { period, expires_at }: { period: string; expires_at: string }, quantity: number) => {
  const at = buckets.find((one) => one.period === period)
  return at
    ? buckets.map((one) => (one === at ? { ...one, quantity: one.quantity + quantity } : one))
    : [...buckets, { period, expires_at, quantity }].sort((a, b) => (a.period < b.period ? -1 : 1))
}

const grantKey = (id: string): string => `points:${id}`

/** Grants by id, told from their postings: the buckets a retry would plan may differ from those of the first time. */
async function findGrants(tx: Tx, ids: readonly string[]): Promise<Map<string, Holder & { kind: string; quantity: number }>> {
  const rows = await tx.rows<Holder & { id: string; kind: string; quantity: number }>(hot`
    select substr(t.key, 8) as id, t.kind, split_part(p.asset, ':', 2) as program_id,
      max(split_part(case when p.source like 'member:%' then p.source else p.destination end, ':', 2)) as member_id,
      sum(case when p.source like 'program:%' and p.destination like 'member:%:points:%' then p.amount
        when p.source like 'member:%:points_owed' then p.amount else -p.amount end)::bigint as quantity
    from ledger.transactions t join ledger.postings p on p.transaction_id = t.id
    where t.key = any(${ids.map(grantKey)}::text[]) group by t.key, t.kind, p.asset`)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Staff gives or takes points with a reason; kept in the audit trail. */
export async function correctPoints(
  tx: Tx,
  by: By,
  now: string,
  corrections: readonly PointCorrection[],
): Promise<Outcome<GrantStatus | 'quantity_zero'>[]> {
  const asked = corrections.filter(({ quantity }) => quantity !== 0)
  const outcomes = new Map(
    (
      await grantPoints(
        tx,
        now,
        asked.map(({ id, member_id, program_id, quantity }) => ({
          id,
          member_id,
          program_id,
          quantity,
          kind: 'members.correct_points',
          ref: `members.member:${member_id}`,
        })),
      )
    ).map((outcome) => [outcome.id, outcome]),
  )
  await recordChanges(
    tx,
    by,
    now,
    asked
      .filter(({ id }) => outcomes.get(id)!.status === 'granted')
      .map(({ member_id, program_id, quantity, reason }) => ({
        subject: 'members.points',
        subject_id: member_id,
        action: 'corrected',
        after: { program_id, quantity, reason },
      })),
  )
  return corrections.map(
    ({ id }) => outcomes.get(id) ?? { id, status: 'quantity_zero', detail: 'quantity: say how many points, above or below zero.' },
  )
}

/** Ends buckets whose time is over: what is left in them expires. Bounded; answers how many buckets ended. */
export async function expirePoints(db: Db, now: string, limit = 500): Promise<number> {
  return db.tx(async (tx) => {
    const due = await claim<Holder & { period: string }>(
      tx,
      sql`select member_id, program_id, period from members.point_buckets
        where expired_at is null and expires_at <= ${now} order by expires_at, member_id, program_id limit ${limit}`,
    )
    if (due.length === 0) return 0
    const rows = await tx.rows<{ account: string; asset: string; balance: number }>(hot`
      select b.account, b.asset, b.balance
      from unnest(${due.map(({ member_id, period }) => bucketAccount(member_id, period))}::text[], ${due.map(({ program_id }) => pointsAsset(program_id))}::text[]) as k (account, asset)
      join ledger.balances b on b.account = k.account and b.asset = k.asset
      where b.balance > 0 order by b.account, b.asset for update of b`)
    const balance = new Map(rows.map((row) => [`${row.account} ${row.asset}`, row.balance]))
    const expired = due.flatMap((one) => {
      const source = bucketAccount(one.member_id, one.period)
      const quantity = balance.get(`${source} ${pointsAsset(one.program_id)}`) ?? 0
      return quantity > 0 ? [{ ...one, source, quantity }] : []
    })
    const posted = await postTransactions(
      tx,
      now,
      expired.map(({ member_id, program_id, period, source, quantity }) => ({
        key: `points:expire:${member_id}:${program_id}:${period}`,
        kind: 'members.expire_points',
        ref: `members.member:${member_id}`,
        happened_at: now,
        postings: [{ source, destination: expiredAccount(program_id), asset: pointsAsset(program_id), amount: quantity }],
      })),
    )
    assert(posted.every(isPosted), 'a locked bucket holds what was read')
    await tx.run(hot`
      update members.point_buckets b set expired_at = ${now}
      from unnest(${column(due, 'member_id')}::uuid[], ${column(due, 'program_id')}::text[], ${column(due, 'period')}::text[]) as d (member_id, program_id, period)
      where b.member_id = d.member_id and b.program_id = d.program_id and b.period = d.period`)
    await announce(
      tx,
      'members.points_expired',
      expired.map(({ member_id, program_id, quantity }) => ({ member_id, program_id, quantity })),
      now,
    )
    return due.length
  })
}
