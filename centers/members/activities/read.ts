import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { type Reader, sql } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import { groupProgram } from '../model.ts'
import { findBenefits, readPrograms } from '../read.ts'
import { earlyHours } from '../rules.ts'
import { checkInPoints } from './rules.ts'
import type { DrawItem } from './write.ts'

/** The activity zone of a program as one member sees it today. */
export async function viewActivities(db: Reader, member_id: string, program_id: string, now: string) {
  const today = businessDate(now)
  const program = (await readPrograms(db)).get(program_id)
  if (!program) return null
  const opened = addMilliseconds(now, earlyHours(await findBenefits(db, member_id, program_id)) * 3_600_000)
  const [last, tasks, draws] = await Promise.all([
    db.row<{ on_date: string; streak: number }>(sql`
      select on_date, streak from members.check_ins where member_id = ${member_id} and program_id = ${program_id} order by on_date desc limit 1`),
    db.rows<{ task_id: string; name: { zh: string; en: string }; proof: string; points: number; rewarded: boolean }>(sql`
      select t.task_id, t.name, t.proof, t.points, r.task_id is not null as rewarded
      from members.tasks t left join members.task_rewards r on r.task_id = t.task_id and r.member_id = ${member_id}
      where t.program_id = any(array[${program_id}, ${groupProgram}]) and t.closed_at is null order by t.points, t.task_id`),
    db.rows<DrawItem & { tried: number; budget: number }>(sql`
      select d.draw_id, d.program_id, d.name, d.cost_points, d.tries_per_day, d.prizes, d.starts_at, d.ends_at,
        (select count(*) from members.tries y where y.member_id = ${member_id} and y.draw_id = d.draw_id and y.on_date = ${today}) as tried,
        coalesce((select b.balance from ledger.balances b where b.account = 'draw:' || d.draw_id || ':budget' and b.asset = 'points:' || d.program_id), 0) as budget
      from members.draws d where d.program_id = ${program_id} and d.starts_at <= ${opened} and d.ends_at > ${now} order by d.starts_at, d.draw_id`),
  ])
  const checked = last?.on_date === today
  const running = last && (checked || last.on_date === Temporal.PlainDate.from(today).subtract({ days: 1 }).toString()) ? last.streak : 0
  return {
    program_id,
    name: program.name,
    checked_in: checked,
    streak: running,
    next_points: checkInPoints(program.check_in_points, running + 1),
    check_in_points: program.check_in_points,
    tasks,
    draws: draws.map(({ draw_id, name, cost_points, tries_per_day, prizes, starts_at, ends_at, tried, budget }) => ({
      draw_id,
      name,
      cost_points,
      tries_left: Math.max(0, tries_per_day - tried),
      ends_at,
      // Open for this member before everybody else.
      early: starts_at > now,
      has_budget: budget > 0,
      prizes,
    })),
  }
}

/** Draws the caller may see, newest first, with what they gave and still may give. */
export async function listDraws(db: Reader, caller: Caller, page: { cursor?: string | undefined; limit: number }) {
  const after = decodeCursor(page.cursor, ['string', 'string'])
  const older = after ? sql`and (d.starts_at, d.draw_id) < (${after[0]}::timestamptz, ${after[1]})` : sql``
  const rows = await db.rows<DrawItem & { budget: number; tries: number; given: number }>(sql`
    select d.draw_id, d.program_id, d.name, d.cost_points, d.tries_per_day, d.prizes, d.starts_at, d.ends_at, d.organization_id, t.tries, t.given,
      coalesce((select b.balance from ledger.balances b where b.account = 'draw:' || d.draw_id || ':budget' and b.asset = 'points:' || d.program_id), 0) as budget
    from members.draws d cross join lateral (
      select count(*) as tries, coalesce(sum(y.points), 0)::bigint as given from members.tries y where y.draw_id = d.draw_id
    ) t
    where ${scopeFilter(caller, { organization: sql`d.organization_id` })} ${older}
    order by d.starts_at desc, d.draw_id desc limit ${page.limit + 1}`)
  return cutPage(rows, page.limit, (row) => [row.starts_at, row.draw_id])
}
