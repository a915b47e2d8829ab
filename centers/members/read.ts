import { cachedTable } from '#core/cache.ts'
import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { groupBy } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, type Sql, sql } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import { type Benefit, groupProgram, type Level, type Lifecycle, type Plan, type Program, type Stage } from './model.ts'
import { benefitsOf, lifecycleDays, lifecycleOf, monthsOld, stageOf } from './rules.ts'

export async function listPrograms(db: Reader): Promise<Program[]> {
  const [programs, levels, plans] = await Promise.all([
    db.rows<Omit<Program, 'levels' | 'plans'>>(sql`
      select program_id, brand_id, name, point_value_minor, spend_limit_bp, valid_years, check_in_points, level_years, interests from members.programs
      order by brand_id nulls first`),
    db.rows<Level & { program_id: string }>(sql`
      select program_id, level, rank, name, growth_from, earn_rate_bp, benefits from members.levels order by program_id, rank`),
    db.rows<Plan & { program_id: string }>(sql`
      select program_id, plan_id, name, price_minor, currency, months, level, benefits, refund_days, on_sale, sku_id from members.plans
      order by program_id, price_minor, plan_id`),
  ])
  const grouped = groupBy(levels, ({ program_id }) => program_id)
  const offered = groupBy(plans, ({ program_id }) => program_id)
  return programs.map((program) => ({
    ...program,
    levels: (grouped.get(program.program_id) ?? []).map(({ program_id: _program, ...level }) => level),
    plans: (offered.get(program.program_id) ?? []).map(({ program_id: _program, ...plan }) => plan),
  }))
}

const table = cachedTable(1_000, async (db) => new Map((await listPrograms(db)).map((program) => [program.program_id, program])))

/** All programs by id, at most a second old. */
export const readPrograms = (db: Reader): Promise<Map<string, Program>> => table.read(db)
export const dropProgramCache = table.drop

export interface Standing {
  member_id: string
  program_id: string
  brand_id: string | null
  organization_id: string | null
  level: string
  growth: number
  level_since: string
  /** When the level is measured again; null: it stays. */
  level_until: string | null
  /** The paid membership that runs, and until when. */
  plan_id: string | null
  plan_until: string | null
  joined_at: string
}

/** Where members stand, in every program they are in. */
export const findStandings = (db: Reader, member_ids: readonly string[]): Promise<Standing[]> =>
  db.rows<Standing>(hot`
    select member_id, program_id, brand_id, organization_id, level, growth, level_since, level_until, plan_id, plan_until, joined_at
    from members.standings where member_id = any(${member_ids}::uuid[]) order by member_id, brand_id nulls first, program_id`)

/** All benefits of a member in a program and in the program of the whole house, which holds everywhere. */
export async function findBenefits(db: Reader, member_id: string, program_id: string): Promise<Benefit[]> {
  const [programs, standings] = await Promise.all([readPrograms(db), findStandings(db, [member_id])])
  return [...new Set([groupProgram, program_id])].flatMap((id) => {
    const program = programs.get(id)
    return program
      ? benefitsOf(
          program,
          standings.find((one) => one.program_id === id),
        )
      : []
  })
}

export interface MemberRow {
  id: string
  name: string
  phone: string | null
  gender: 'female' | 'male' | null
  birthday: string | null
  source: string
  region_code: string | null
  vip_until: string | null
  vip: boolean
  note: string | null
  joined_at: string
  last_order_at: string | null
  lifecycle: Lifecycle
  tags: string[]
  standings: { program_id: string; brand_id: string | null; organization_id: string | null; level: string; growth: number }[]
}

type StoredMember = Omit<MemberRow, 'vip' | 'lifecycle'>

const columns = sql`m.id, u.name, m.gender, m.birthday, m.source, m.region_code, m.vip_until, m.note, m.joined_at, m.last_order_at,
  (select h.value from identity.handles h where h.user_id = m.id and h.kind = 'phone' order by h.value limit 1) as phone,
  array(select t.tag from members.tags t where t.member_id = m.id order by t.tag) as tags,
  coalesce((select jsonb_agg(jsonb_build_object('program_id', s.program_id, 'brand_id', s.brand_id, 'organization_id', s.organization_id,
    'level', s.level, 'growth', s.growth) order by s.brand_id nulls first) from members.standings s where s.member_id = m.id), '[]') as standings`

const view = (row: StoredMember, now: string): MemberRow => ({
  ...row,
  vip: row.vip_until !== null && row.vip_until >= businessDate(now),
  lifecycle: lifecycleOf(row, now),
})

/** Members by id, in no order; unknown ids are left out. */
export async function findMembers(db: Reader, ids: readonly string[], now: string): Promise<MemberRow[]> {
  const rows = await db.rows<StoredMember>(sql`
    select ${columns} from members.members m join identity.users u on u.id = m.id where m.id = any(${[...ids]}::uuid[])`)
  return rows.map((row) => view(row, now))
}

/** Staff see a member in whose program one of their own organizations looks after him. */
const seenBy = (caller: Caller): Sql => {
  const mine = scopeFilter(caller, { organization: sql`s.organization_id`, brand: sql`s.brand_id` })
  return sql`exists (select from members.standings s where s.member_id = m.id and ${mine})`
}

/** A member, if this caller may see him. */
export async function findMemberFor(db: Reader, caller: Caller, id: string, now: string): Promise<MemberRow | undefined> {
  const row = await db.row<StoredMember>(sql`
    select ${columns} from members.members m join identity.users u on u.id = m.id where m.id = ${id} and ${seenBy(caller)}`)
  return row && view(row, now)
}

/** Which of these members the caller may see. */
export async function seenMembers(db: Reader, caller: Caller, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.rows<{ id: string }>(
    sql`select m.id from members.members m where m.id = any(${[...ids]}::uuid[]) and ${seenBy(caller)}`,
  )
  return new Set(rows.map(({ id }) => id))
}

export interface MemberFilter {
  q?: string | undefined
  program_id?: string | undefined
  level?: string | undefined
  tag?: string | undefined
  vip?: boolean | undefined
  lifecycle?: Lifecycle | undefined
  cursor?: string | undefined
  limit: number
}

/** Members the caller may see, newest first; a keyset page. */
export async function listMembers(db: Reader, caller: Caller, filter: MemberFilter, now: string) {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const older = after ? sql`(m.joined_at, m.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`
  const rows = await db.rows<StoredMember>(sql`
    select ${columns} from members.members m join identity.users u on u.id = m.id
    where ${whichMembers(caller, filter, now)} and ${older} order by m.joined_at desc, m.id desc limit ${filter.limit + 1}`)
  return cutPage(
    rows.map((row) => view(row, now)),
    filter.limit,
    (row) => [row.joined_at, row.id],
  )
}

/** How many of them there are, exactly: for what leaves the house, not for a list. */
export const countMembers = async (db: Reader, caller: Caller, filter: Omit<MemberFilter, 'limit'>, now: string): Promise<number> =>
  (await db.row<{ count: number }>(sql`
    select count(*) as count from members.members m join identity.users u on u.id = m.id where ${whichMembers(caller, filter, now)}`))!
    .count

function whichMembers(caller: Caller, filter: Omit<MemberFilter, 'limit'>, now: string): Sql {
  const parts: Sql[] = [seenBy(caller)]
  if (filter.level || filter.program_id) {
    parts.push(sql`exists (select from members.standings l where l.member_id = m.id
      and (${filter.program_id ?? null}::text is null or l.program_id = ${filter.program_id ?? null})
      and (${filter.level ?? null}::text is null or l.level = ${filter.level ?? null}))`)
  }
  if (filter.tag) parts.push(sql`exists (select from members.tags t where t.member_id = m.id and t.tag = ${filter.tag})`)
  if (filter.vip) parts.push(sql`m.vip_until >= ${businessDate(now)}::date`)
  if (filter.lifecycle) parts.push(lifecycleFilter(filter.lifecycle, now))
  if (filter.q) {
    const typed = filter.q.trim()
    const phone = /^1\d{10}$/.test(typed) ? `+86${typed}` : typed
    parts.push(sql`(m.id in (select h.user_id from identity.handles h where h.value = any(array[${typed}, ${phone}]::text[]))
      or u.name like ${`${typed.replace(/[\\%_]/g, '\\$&')}%`} or m.id::text = ${typed})`)
  }
  return parts.reduce((all, one) => sql`${all} and ${one}`)
}

/** The same decision as `lifecycleOf`, for a filter. */
function lifecycleFilter(lifecycle: Lifecycle, now: string): Sql {
  const ago = (count: number) => addMilliseconds(now, -count * 86_400_000)
  const [active, quiet, asleep] = lifecycleDays.map(([, most]) => ago(most)) as [string, string, string]
  if (lifecycle === 'new') return sql`(m.last_order_at is null and m.joined_at > ${ago(30)})`
  if (lifecycle === 'active') return sql`m.last_order_at > ${active}`
  if (lifecycle === 'quiet') return sql`(m.last_order_at > ${quiet} and m.last_order_at <= ${active})`
  if (lifecycle === 'asleep')
    return sql`((m.last_order_at > ${asleep} and m.last_order_at <= ${quiet})
      or (m.last_order_at is null and m.joined_at <= ${ago(30)} and m.joined_at > ${ago(365)}))`
  return sql`(m.last_order_at <= ${asleep} or (m.last_order_at is null and m.joined_at <= ${ago(365)}))`
}

export interface Person {
  person_id: string
  member_id: string | null
  nickname: string
  part: 'parent' | 'grandparent' | 'adult' | 'child'
  born_on: string | null
  feeding: string | null
  months: number | null
  stage: Stage | null
}

/** Who lives with a member; a child's age and stage are told by the day. Empty when he lives alone as far as we know. */
export async function listHousehold(
  db: Reader,
  member_id: string,
  now: string,
): Promise<{ household_id: string | null; people: Person[] }> {
  const today = businessDate(now)
  const rows = await db.rows<Omit<Person, 'months' | 'stage'> & { household_id: string }>(hot`
    select p.household_id, p.person_id, p.member_id, p.nickname, p.part, p.born_on, p.feeding
    from members.household_people me join members.household_people p on p.household_id = me.household_id
    where me.member_id = ${member_id} order by p.part = 'child', p.born_on nulls first, p.person_id`)
  return {
    household_id: rows[0]?.household_id ?? null,
    people: rows.map(({ household_id: _household, ...person }) => ({
      ...person,
      months: person.born_on === null ? null : Math.max(0, monthsOld(person.born_on, today)),
      stage: person.part === 'child' && person.born_on !== null ? stageOf(person.born_on, today) : null,
    })),
  }
}

/** Tags of the members a caller may see, most used first. */
export const listTags = (db: Reader, caller: Caller): Promise<{ tag: string; members: number }[]> =>
  db.rows(sql`
    select t.tag, count(*) as members from members.tags t join members.members m on m.id = t.member_id
    where ${seenBy(caller)} group by t.tag order by members desc, t.tag limit 100`)
