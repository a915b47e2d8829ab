import { isPosted, type Posting } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import { bucketAccount, budgetAccount, issuedAccount, pointsAsset, redeemedAccount } from '../accounts.ts'
import type { Both } from '../model.ts'
import { holderKey, lockPoints } from '../points/read.ts'
import { bucketOf, takeOldest } from '../points/rules.ts'
import { grantPoints, openBuckets } from '../points/write.ts'
import { findBenefits, readPrograms } from '../read.ts'
import { earlyHours } from '../rules.ts'
import { checkInPoints, drawn } from './rules.ts'

const lockMember = async (tx: Tx, member_id: string): Promise<boolean> =>
  (await lockRows(tx, sql`select id from members.members where id = ${member_id}`, sql`id`)).length > 0

const dayBefore = (date: string): string => Temporal.PlainDate.from(date).subtract({ days: 1 }).toString()

export type CheckInStatus = 'checked_in' | 'already_checked_in' | 'program_not_found' | 'member_not_found'

/** Checks a member in for today, once a day; days in a row are worth more. */
export async function checkIn(
  tx: Tx,
  now: string,
  member_id: string,
  program_id: string,
): Promise<Outcome<CheckInStatus> & { streak?: number; points?: number }> {
  const id = program_id
  const program = (await readPrograms(tx)).get(program_id)
  if (!program) return { id, status: 'program_not_found', detail: `There is no program ${program_id}.` }
  if (!(await lockMember(tx, member_id))) return { id, status: 'member_not_found', detail: 'Become a member first.' }
  const today = businessDate(now)
  const rows = await tx.rows<{ on_date: string; streak: number; points: number }>(sql`
    select on_date, streak, points from members.check_ins
    where member_id = ${member_id} and program_id = ${program_id} and on_date = any(array[${today}, ${dayBefore(today)}]::date[])`)
  const done = rows.find(({ on_date }) => on_date === today)
  if (done) return { id, status: 'already_checked_in', streak: done.streak, points: done.points }
  const streak = (rows[0]?.streak ?? 0) + 1
  const points = checkInPoints(program.check_in_points, streak)
  await tx.run(sql`
    insert into members.check_ins (member_id, program_id, on_date, streak, points, checked_in_at)
    values (${member_id}, ${program_id}, ${today}, ${streak}, ${points}, ${now})`)
  await grantPoints(tx, now, [
    {
      id: `check_in:${member_id}:${program_id}:${today}`,
      member_id,
      program_id,
      quantity: points,
      kind: 'members.check_in',
      ref: `members.member:${member_id}`,
    },
  ])
  return { id, status: 'checked_in', streak, points }
}

export interface NewTask {
  task_id: string
  program_id: string
  name: Both
  proof: 'birthday_given' | 'child_told' | 'first_order_delivered' | 'seven_days_in_a_row'
  points: number
}

/** Sets tasks; what one was worth to those who did it stays. */
export const saveTasks = (tx: Tx, tasks: readonly NewTask[]): Promise<number> =>
  tx.run(sql`
    insert into members.tasks (task_id, program_id, name, proof, points)
    select task_id, program_id, name, proof, points
    from jsonb_to_recordset(${json(tasks)}::jsonb) as t (task_id text, program_id text, name jsonb, proof text, points integer)
    on conflict (task_id) do update set name = excluded.name, points = excluded.points`)

export type RewardStatus = 'rewarded' | 'already_rewarded' | 'task_not_found' | 'not_done' | 'member_not_found'

/** Rewards a task a member has done; whether he has is looked up, not told. */
export async function rewardTask(
  tx: Tx,
  now: string,
  member_id: string,
  task_id: string,
): Promise<Outcome<RewardStatus> & { points?: number }> {
  const id = task_id
  const task = await tx.row<NewTask>(
    sql`select task_id, program_id, name, proof, points from members.tasks where task_id = ${task_id} and closed_at is null`,
  )
  if (!task) return { id, status: 'task_not_found', detail: 'There is no such task.' }
  if (!(await lockMember(tx, member_id))) return { id, status: 'member_not_found', detail: 'Become a member first.' }
  const before = await tx.row<{ points: number }>(
    sql`select points from members.task_rewards where member_id = ${member_id} and task_id = ${task_id}`,
  )
  if (before) return { id, status: 'already_rewarded', points: before.points }
  const proofs = {
    birthday_given: sql`select 1 as one from members.members where id = ${member_id} and birthday is not null`,
    child_told: sql`select 1 as one where exists (select from members.household_people me join members.household_people p on p.household_id = me.household_id
      where me.member_id = ${member_id} and p.part = 'child')`,
    first_order_delivered: sql`select 1 as one where exists (select from members.growth_entries
      where member_id = ${member_id} and cause like 'orders.order:%' and (${task.program_id} = program_id))`,
    seven_days_in_a_row: sql`select 1 as one where exists (select from members.check_ins
      where member_id = ${member_id} and program_id = ${task.program_id} and streak >= 7)`,
  }
  if (!(await tx.row(proofs[task.proof]))) return { id, status: 'not_done', detail: 'The task is not done yet.' }
  await tx.run(sql`
    insert into members.task_rewards (member_id, task_id, points, rewarded_at) values (${member_id}, ${task_id}, ${task.points}, ${now})`)
  await grantPoints(tx, now, [
    {
      id: `task:${member_id}:${task_id}`,
      member_id,
      program_id: task.program_id,
      quantity: task.points,
      kind: 'members.reward_task',
      ref: `members.member:${member_id}`,
    },
  ])
  return { id, status: 'rewarded', points: task.points }
}

export interface Prize {
  prize_id: string
  name: Both
  points: number
  chance_bp: number
}
export interface DrawItem {
  draw_id: string
  program_id: string
  name: Both
  cost_points: number
  tries_per_day: number
  prizes: Prize[]
  starts_at: string
  ends_at: string
  organization_id: string
}
export type SaveDrawStatus = 'saved' | 'program_not_found' | 'chances_invalid' | 'times_invalid'

/** Sets draws. Their budgets are given apart, so a change of prizes gives nothing away. */
export async function saveDraws(tx: Tx, by: By, now: string, draws: readonly DrawItem[]): Promise<Outcome<SaveDrawStatus>[]> {
  const programs = await readPrograms(tx)
  const outcomes = draws.map(({ draw_id: id, program_id, prizes, starts_at, ends_at }): Outcome<SaveDrawStatus> => {
    if (!programs.has(program_id)) return { id, status: 'program_not_found', detail: `There is no program ${program_id}.` }
    if (prizes.reduce((sum, { chance_bp }) => sum + chance_bp, 0) > 10_000)
      return { id, status: 'chances_invalid', detail: 'prizes: the chances together are at most 10000 basis points.' }
    if (Date.parse(ends_at) <= Date.parse(starts_at))
      return { id, status: 'times_invalid', detail: 'ends_at: give a moment after starts_at.' }
    return { id, status: 'saved' }
  })
  const saved = draws.filter((_, i) => outcomes[i]!.status === 'saved')
  await tx.run(sql`
    insert into members.draws (draw_id, program_id, name, cost_points, tries_per_day, prizes, starts_at, ends_at, organization_id, changed_at)
    select draw_id, program_id, name, cost_points, tries_per_day, prizes, starts_at, ends_at, organization_id, ${now}
    from jsonb_to_recordset(${json(saved)}::jsonb) as d (draw_id text, program_id text, name jsonb, cost_points integer, tries_per_day integer,
      prizes jsonb, starts_at timestamptz, ends_at timestamptz, organization_id text)
    on conflict (draw_id) do update set name = excluded.name, cost_points = excluded.cost_points, tries_per_day = excluded.tries_per_day,
      prizes = excluded.prizes, starts_at = excluded.starts_at, ends_at = excluded.ends_at, changed_at = excluded.changed_at`)
  await recordChanges(
    tx,
    by,
    now,
    saved.map((draw) => ({
      subject: 'members.draw',
      subject_id: draw.draw_id,
      action: 'saved',
      organization_id: draw.organization_id,
      after: draw,
    })),
  )
  return outcomes
}

export interface Funding {
  id: string
  draw_id: string
  points: number
}
export type FundStatus = 'funded' | 'already_funded' | 'id_used_for_another' | 'draw_not_found'

/** Puts points into the budgets of draws. */
export async function fundDraws(tx: Tx, by: By, now: string, fundings: readonly Funding[]): Promise<Outcome<FundStatus>[]> {
  const draws = await findDraws(tx, column(fundings, 'draw_id'))
  const known = fundings.filter(({ draw_id }) => draws.has(draw_id))
  const posted = await postTransactions(
    tx,
    now,
    known.map(({ id, draw_id, points }) => ({
      key: `draw_budget:${id}`,
      kind: 'members.fund_draw',
      ref: `members.draw:${draw_id}`,
      happened_at: now,
      postings: [
        {
          source: issuedAccount(draws.get(draw_id)!.program_id),
          destination: budgetAccount(draw_id),
          asset: pointsAsset(draws.get(draw_id)!.program_id),
          amount: points,
        },
      ],
    })),
  )
  const statuses = { posted: 'funded', already_posted: 'already_funded', key_used_for_another: 'id_used_for_another' } as const
  const result = new Map(known.map(({ id }, i) => [id, statuses[posted[i]!.status as keyof typeof statuses]]))
  await recordChanges(
    tx,
    by,
    now,
    known
      .filter((_, i) => posted[i]!.status === 'posted')
      .map(({ draw_id, points }) => ({
        subject: 'members.draw',
        subject_id: draw_id,
        action: 'funded',
        organization_id: draws.get(draw_id)!.organization_id,
        after: { points },
      })),
  )
  return fundings.map(({ id }) => {
    const status = result.get(id)
    return status ? { id, status } : { id, status: 'draw_not_found', detail: 'There is no such draw.' }
  })
}

async function findDraws(tx: Tx, draw_ids: readonly string[]): Promise<Map<string, DrawItem>> {
  const rows = await tx.rows<DrawItem>(hot`
    select draw_id, program_id, name, cost_points, tries_per_day, prizes, starts_at, ends_at, organization_id
    from members.draws where draw_id = any(${draw_ids}::text[])`)
  return new Map(rows.map((row) => [row.draw_id, row]))
}

export type TryStatus =
  | 'won'
  | 'nothing_won'
  | 'already_tried'
  | 'id_used_for_another'
  | 'draw_not_found'
  | 'draw_not_open'
  | 'tries_used_up'
  | 'points_too_few'
  | 'member_not_found'
export interface Try {
  id: string
  draw_id: string
  member_id: string
}
export interface TryOutcome extends Outcome<TryStatus> {
  prize_id?: string | null
  points?: number
}

/**
 * One try in a draw. `random` answers a whole number from 0 to 9999, drawn by the server. The same id again tells the first result. When the budget
 * does not hold the prize, nothing is won: a draw never gives more than it was given.
 */
export async function tryDraw(tx: Tx, now: string, random: () => number, { id, draw_id, member_id }: Try): Promise<TryOutcome> {
  const draw = (await findDraws(tx, [draw_id])).get(draw_id)
  if (!draw) return { id, status: 'draw_not_found', detail: 'There is no such draw.' }
  if (!(await lockMember(tx, member_id))) return { id, status: 'member_not_found', detail: 'Become a member first.' }
  const today = businessDate(now)
  const tries = await tx.rows<{ try_id: string; draw_id: string; prize_id: string | null; points: number; on_date: string }>(sql`
    select try_id, draw_id, prize_id, points, on_date from members.tries
    where member_id = ${member_id} and (try_id = ${id} or (draw_id = ${draw_id} and on_date = ${today}))`)
  const before = tries.find(({ try_id }) => try_id === id)
  if (before) {
    return before.draw_id === draw_id
      ? { id, status: 'already_tried', prize_id: before.prize_id, points: before.points }
      : { id, status: 'id_used_for_another', detail: 'This id was used for another try: make a new one.' }
  }
  // Only whoever comes early is asked what opens earlier for him.
  const opens_at =
    now < draw.starts_at
      ? addMilliseconds(draw.starts_at, -earlyHours(await findBenefits(tx, member_id, draw.program_id)) * 3_600_000)
      : draw.starts_at
  if (now < opens_at || now >= draw.ends_at) return { id, status: 'draw_not_open', detail: 'The draw is not open now.' }
  if (tries.length >= draw.tries_per_day) return { id, status: 'tries_used_up', detail: 'No more tries today: come back tomorrow.' }

  const { program_id, cost_points } = draw
  const asset = pointsAsset(program_id)
  const cost = takeOldest(
    (await lockPoints(tx, [{ member_id, program_id }], now)).get(holderKey({ member_id, program_id }))!.buckets,
    cost_points,
  )
  if (cost.missing > 0) return { id, status: 'points_too_few', detail: `A try costs ${cost_points} points; ${cost.missing} are missing.` }
  const budget = await tx.row<{ balance: number }>(sql`
    select balance from ledger.balances where account = ${budgetAccount(draw_id)} and asset = ${asset} for update`)
  const drawnPrize = drawn(draw.prizes, random())
  const prize = drawnPrize && drawnPrize.points <= (budget?.balance ?? 0) ? drawnPrize : null
  const bucket = bucketOf(now, (await readPrograms(tx)).get(program_id)!.valid_years)
  const postings: Posting[] = [
    ...cost.parts.map(({ period, quantity }) => ({
      source: bucketAccount(member_id, period),
      destination: redeemedAccount(program_id),
      asset,
      amount: quantity,
    })),
    ...(prize && prize.points > 0
      ? [{ source: budgetAccount(draw_id), destination: bucketAccount(member_id, bucket.period), asset, amount: prize.points }]
      : []),
  ]
  if (postings.length > 0) {
    await openBuckets(tx, [{ member_id, program_id, ...bucket }])
    const posted = await postTransactions(tx, now, [
      { key: `try:${member_id}:${id}`, kind: 'members.draw', ref: `members.draw:${draw_id}`, happened_at: now, postings },
    ])
    assert(posted.every(isPosted), 'budget and points are locked and hold what was read')
  }
  await tx.run(sql`
    insert into members.tries (member_id, try_id, draw_id, on_date, prize_id, points, tried_at)
    values (${member_id}, ${id}, ${draw_id}, ${today}, ${prize?.prize_id ?? null}, ${prize?.points ?? 0}, ${now})`)
  if (prize) await announce(tx, 'members.prize_won', [{ member_id, draw_id, prize_id: prize.prize_id, points: prize.points }], now)
  return { id, status: prize ? 'won' : 'nothing_won', prize_id: prize?.prize_id ?? null, points: prize?.points ?? 0 }
}
