import { announce } from '#core/events.ts'
import { column } from '#core/outcomes.ts'
import { claim, type Db, hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import type { Membership } from '../model.ts'
import { findStandings, readPrograms, type Standing } from '../read.ts'
import { levelFor } from '../rules.ts'
import { addMembers } from '../write.ts'

const largest = 500
const remind_before_ms = 7 * 86_400_000

const membershipColumns = sql`membership_id, member_id, plan_id, program_id, price_minor, currency, bought_at, starts_at, ends_at, refunded_at, refund_minor, order_id`

/** Locks where members stand in programs, making the rows that are missing: whoever changes a paid membership holds them until the commit. */
export async function lockStandings(
  tx: Tx,
  now: string,
  keys: readonly { member_id: string; program_id: string }[],
): Promise<Map<string, Standing>> {
  const programs = await readPrograms(tx)
  const wanted = keys.filter(({ program_id }) => programs.has(program_id))
  const member_ids = [...new Set(column(wanted, 'member_id'))]
  await addMembers(
    tx,
    now,
    member_ids.map((id) => ({ id, source: 'mall', joined_at: now })),
  )
  const rows = wanted.map(({ member_id, program_id }) => {
    const { brand_id, levels } = programs.get(program_id)!
    return { member_id, program_id, brand_id, level: levelFor(levels, 0).level }
  })
  await tx.run(hot`
    insert into members.standings (member_id, program_id, brand_id, level, growth, level_since, joined_at)
    select s.member_id, s.program_id, s.brand_id, s.level, 0, ${now}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as s (member_id uuid, program_id text, brand_id text, level text)
    join members.members m on m.id = s.member_id
    order by 1, 2 on conflict do nothing`)
  await lockRows(
    tx,
    sql`select member_id, program_id from members.standings where member_id = any(${member_ids}::uuid[])`,
    sql`member_id, program_id`,
  )
  return new Map((await findStandings(tx, member_ids)).map((one) => [`${one.member_id} ${one.program_id}`, one]))
}

/** Locks memberships by id; unknown ones are left out. */
export const lockMemberships = (tx: Tx, keys: readonly { member_id: string; membership_id: string }[]): Promise<Membership[]> =>
  lockRows<Membership>(
    tx,
    hot`select ${membershipColumns} from members.memberships
      where member_id = any(${column(keys, 'member_id')}::uuid[]) and membership_id = any(${column(keys, 'membership_id')}::uuid[])`,
    sql`member_id, membership_id`,
  )

export type NewMembership = Omit<Membership, 'refunded_at' | 'refund_minor'>

/** Starts memberships that are paid, or makes those that run longer. The standings are locked. */
export async function startMemberships(tx: Tx, now: string, memberships: readonly NewMembership[]): Promise<void> {
  if (memberships.length === 0) return
  await tx.run(hot`
    insert into members.memberships (membership_id, member_id, plan_id, program_id, price_minor, currency, bought_at, starts_at, ends_at, order_id)
    select membership_id, member_id, plan_id, program_id, price_minor, currency, bought_at, starts_at, ends_at, order_id
    from jsonb_to_recordset(${json(memberships)}::jsonb) as m (membership_id uuid, member_id uuid, plan_id text, program_id text, price_minor bigint,
      currency text, bought_at timestamptz, starts_at timestamptz, ends_at timestamptz, order_id uuid)`)
  await tx.run(hot`
    update members.standings s set plan_id = m.plan_id, plan_until = m.ends_at, plan_reminded = false
    from (select distinct on (member_id, program_id) member_id, program_id, plan_id, ends_at
      from jsonb_to_recordset(${json(memberships)}::jsonb) as m (member_id uuid, program_id text, plan_id text, ends_at timestamptz)
      order by member_id, program_id, ends_at desc) m
    where s.member_id = m.member_id and s.program_id = m.program_id`)
  await announce(
    tx,
    'members.membership_started',
    memberships.map(({ member_id, membership_id, plan_id, program_id, ends_at }) => ({
      member_id,
      membership_id,
      plan_id,
      program_id,
      ends_at,
    })),
    now,
  )
}

/** Ends memberships whose money goes back: the plan runs to where the row before ends, or no longer. The standings are locked. */
export async function endMemberships(
  tx: Tx,
  now: string,
  ended: readonly { member_id: string; membership_id: string; program_id: string; starts_at: string; refund_minor: number }[],
): Promise<void> {
  if (ended.length === 0) return
  await tx.run(hot`
    update members.memberships m set refunded_at = ${now}, refund_minor = e.refund_minor
    from jsonb_to_recordset(${json(ended)}::jsonb) as e (member_id uuid, membership_id uuid, refund_minor bigint)
    where m.member_id = e.member_id and m.membership_id = e.membership_id`)
  await tx.run(hot`
    update members.standings s set plan_until = case when e.starts_at > ${now} then e.starts_at end,
      plan_id = case when e.starts_at > ${now} then s.plan_id end
    from jsonb_to_recordset(${json(ended)}::jsonb) as e (member_id uuid, program_id text, starts_at timestamptz)
    where s.member_id = e.member_id and s.program_id = e.program_id`)
  await announce(
    tx,
    'members.membership_refunded',
    ended.map(({ member_id, membership_id, program_id, refund_minor }) => ({ member_id, membership_id, program_id, refund_minor })),
    now,
  )
}

/** Ends plans whose time is over and reminds of those that end within a week; answers how many. */
export const expireMemberships = (db: Db, now: string): Promise<number> =>
  db.tx(async (tx) => {
    const over = await claim<{ member_id: string; program_id: string; plan_id: string; plan_until: string }>(
      tx,
      sql`select member_id, program_id, plan_id, plan_until from members.standings where plan_until <= ${now}
        order by plan_until, member_id, program_id limit ${largest}`,
    )
    await tx.run(hot`
      update members.standings s set plan_id = null, plan_until = null, plan_reminded = false
      from unnest(${column(over, 'member_id')}::uuid[], ${column(over, 'program_id')}::text[]) as o (member_id, program_id)
      where s.member_id = o.member_id and s.program_id = o.program_id`)
    await announce(tx, 'members.membership_over', over, now)
    const soon = await claim<{ member_id: string; program_id: string; plan_id: string; plan_until: string }>(
      tx,
      sql`select member_id, program_id, plan_id, plan_until from members.standings
        where plan_until > ${now} and plan_until <= ${addMilliseconds(now, remind_before_ms)} and not plan_reminded
        order by plan_until, member_id, program_id limit ${largest}`,
    )
    await tx.run(hot`
      update members.standings s set plan_reminded = true
      from unnest(${column(soon, 'member_id')}::uuid[], ${column(soon, 'program_id')}::text[]) as o (member_id, program_id)
      where s.member_id = o.member_id and s.program_id = o.program_id`)
    await announce(tx, 'members.membership_ends_soon', soon, now)
    return over.length + soon.length
  })
