import { announce } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { claim, type Db, hot, json, sql, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { grantPoints } from './points/write.ts'
import { findStandings, readPrograms, type Standing } from './read.ts'
import { benefitsOf, birthdaysOn, levelUntil, measureLevel } from './rules.ts'

const largest = 500

/** Measures levels whose time is over; answers how many. Growth stays the sum of its entries: what a fall takes is an entry too. */
export const measureLevels = (db: Db, now: string): Promise<number> =>
  db.tx(async (tx) => {
    const due = await claim<Standing>(
      tx,
      sql`select member_id, program_id, level, growth, level_since, level_until from members.standings where level_until <= ${now}
        order by level_until, member_id, program_id limit ${largest}`,
    )
    if (due.length === 0) return 0
    const programs = await readPrograms(tx)
    const gathered = await findGathered(tx, due)
    const measured = due.map((standing) => {
      const program = programs.get(standing.program_id)
      const key = `${standing.member_id} ${standing.program_id}`
      const next = program ? measureLevel(program.levels, standing, gathered.get(key) ?? 0) : standing
      const until = program ? levelUntil(program.levels, next.level, program.level_years, now) : null
      return {
        ...standing,
        from: standing.level,
        to: next.level,
        lost: standing.growth - next.growth,
        until,
        cause: `measured:${standing.level_until}`,
      }
    })
    await tx.run(sql`
      update members.standings s set level = m.to, growth = s.growth - m.lost, level_until = m.until,
        level_since = case when m.from = m.to then s.level_since else ${now} end
      from jsonb_to_recordset(${json(measured)}::jsonb) as m (member_id uuid, program_id text, "from" text, "to" text, lost bigint, until timestamptz)
      where s.member_id = m.member_id and s.program_id = m.program_id`)
    await tx.run(sql`
      insert into members.growth_entries (member_id, program_id, cause, growth, happened_at)
      select member_id, program_id, cause, -lost, ${now}
      from jsonb_to_recordset(${json(measured)}::jsonb) as m (member_id uuid, program_id text, cause text, lost bigint) where lost <> 0
      on conflict do nothing`)
    await announce(
      tx,
      'members.level_changed',
      measured
        .filter(({ from, to }) => from !== to)
        .map(({ member_id, program_id, from, to, growth, lost }) => ({ member_id, program_id, from, to, growth: growth - lost })),
      now,
    )
    return due.length
  })

/** Growth that came in the time of each level: since it was reached, at most as long as levels last. */
async function findGathered(tx: Tx, due: readonly Standing[]): Promise<Map<string, number>> {
  const rows = await tx.rows<{ member_id: string; program_id: string; gathered: number }>(sql`
    select k.member_id, k.program_id, coalesce(sum(g.growth) filter (where g.growth > 0), 0)::bigint as gathered
    from jsonb_to_recordset(${json(due)}::jsonb) as k (member_id uuid, program_id text, level_until timestamptz)
    join members.programs p on p.program_id = k.program_id
    join members.growth_entries g on g.member_id = k.member_id and g.program_id = k.program_id
      and g.happened_at >= k.level_until - make_interval(years => coalesce(p.level_years, 1))
    group by k.member_id, k.program_id`)
  return new Map(rows.map(({ member_id, program_id, gathered }) => [`${member_id} ${program_id}`, gathered]))
}

/** Gives members whose birthday is today what their levels promise, once a year; answers how many had a birthday. */
export const giveBirthdayPoints = (db: Db, now: string): Promise<number> =>
  db.tx(async (tx) => {
    const today = businessDate(now)
    const year = Number(today.slice(0, 4))
    const days = birthdaysOn(today)
    const born = await claim<{ id: string }>(
      tx,
      sql`select id from members.members where (extract(month from birthday), extract(day from birthday)) in
        (select month, day from jsonb_to_recordset(${json(days)}::jsonb) as d (month numeric, day numeric)) and coalesce(birthday_year, 0) < ${year}
        order by id limit ${largest}`,
    )
    if (born.length === 0) return 0
    const ids = born.map(({ id }) => id)
    await tx.run(hot`update members.members set birthday_year = ${year} where id = any(${ids}::uuid[])`)
    const programs = await readPrograms(tx)
    const gifts = (await findStandings(tx, ids)).flatMap((standing) => {
      const { member_id, program_id } = standing
      const program = programs.get(program_id)
      const points = program
        ? benefitsOf(program, standing).reduce((sum, one) => sum + (one.kind === 'birthday_points' ? (one.points ?? 0) : 0), 0)
        : 0
      return points > 0 ? [{ member_id, program_id, points }] : []
    })
    await grantPoints(
      tx,
      now,
      gifts.map(({ member_id, program_id, points }) => ({
        ...{ id: steadyId('birthday', member_id, program_id, String(year)), member_id, program_id, quantity: points },
        ...{ kind: 'members.birthday', ref: `members.member:${member_id}` },
      })),
    )
    await announce(
      tx,
      'members.birthday',
      ids.map((id) => ({ id, points: gifts.filter(({ member_id }) => member_id === id).reduce((sum, { points }) => sum + points, 0) })),
      now,
    )
    return born.length
  })
