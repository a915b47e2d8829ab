import { findUsers } from '#centers/identity/read.ts'
import { findSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { groupProgram, type HouseholdPerson, type MemberEdit, type NewMember, type ProgramItem } from './model.ts'
import { dropProgramCache, findMembers, findStandings, listPrograms, readPrograms } from './read.ts'
import { growthFor, levelFor, levelUntil } from './rules.ts'

/** The largest array one call takes. */
export const largestBatch = 1_000

export type ProgramStatus = 'saved' | 'levels_invalid' | 'plans_invalid' | 'plan_of_another_program'

/**
 * Sets programs with their levels, plans and interests: the rules of growth, points and paid membership as data. Levels left out are gone, and who
 * stood there stands where his growth reaches; the lowest begins at zero. A plan left out is taken off sale and goes on for who has it.
 */
export async function savePrograms(tx: Tx, by: By, now: string, programs: readonly ProgramItem[]): Promise<Outcome<ProgramStatus>[]> {
  const named = programs.flatMap(({ plans = [] }) => plans.flatMap(({ sku_id }) => sku_id ?? []))
  // A product that is saved in this moment stays a service that begins when it is paid, or this sees that it is none any more.
  await lockRows(
    tx,
    sql`select spu_id from products.spus where spu_id in (select spu_id from products.skus where sku_id = any(${named}::text[]))`,
    sql`spu_id`,
  )
  const [known, skus] = await Promise.all([listPrograms(tx), findSkus(tx, named)])
  // A membership begins when it is paid: nobody performs it.
  const services = new Set(skus.flatMap(({ kind, performed, sku_id }) => (kind === 'service' && !performed ? [sku_id] : [])))
  // One SKU sells one plan; those of programs saved here are read from what is saved.
  const saving = new Set(column(programs, 'program_id'))
  const sold = groupBy(
    [...named, ...known.flatMap(({ program_id, plans }) => (saving.has(program_id) ? [] : plans.flatMap(({ sku_id }) => sku_id ?? [])))],
    (sku_id) => sku_id,
  )
  const owners = new Map(known.flatMap(({ program_id, plans }) => plans.map(({ plan_id }) => [plan_id, program_id] as const)))
  const outcomes = programs.map((program): Outcome<ProgramStatus> => decideProgram(program, owners, services, sold))
  const saved = programs.filter((_, i) => outcomes[i]!.status === 'saved')
  const ids = column(saved, 'program_id')
  const before = new Map(known.map((program) => [program.program_id, program]))
  await tx.run(sql`
    insert into members.programs (program_id, brand_id, name, point_value_minor, spend_limit_bp, valid_years, check_in_points, level_years, interests, changed_at)
    select program_id, brand_id, name, point_value_minor, spend_limit_bp, valid_years,
      array(select value::integer from jsonb_array_elements_text(check_in_points)), level_years, interests, ${now}
    from jsonb_to_recordset(${json(saved.map((one) => ({ ...one, interests: one.interests ?? before.get(one.program_id)?.interests ?? [] })))}::jsonb)
      as p (program_id text, brand_id text, name jsonb, point_value_minor integer,
      spend_limit_bp integer, valid_years smallint, check_in_points jsonb, level_years smallint, interests jsonb)
    on conflict (program_id) do update set name = excluded.name, point_value_minor = excluded.point_value_minor,
      spend_limit_bp = excluded.spend_limit_bp, valid_years = excluded.valid_years, check_in_points = excluded.check_in_points,
      level_years = excluded.level_years, interests = excluded.interests, changed_at = excluded.changed_at`)
  const levels = saved.flatMap(({ program_id, levels }) => levels.map((level, rank) => ({ ...level, rank, program_id })))
  await tx.run(sql`delete from members.levels where program_id = any(${ids}::text[])`)
  await tx.run(sql`
    insert into members.levels (program_id, level, rank, name, growth_from, earn_rate_bp, benefits)
    select program_id, level, rank, name, growth_from, earn_rate_bp, benefits
    from jsonb_to_recordset(${json(levels)}::jsonb) as l (program_id text, level text, rank smallint, name jsonb, growth_from bigint,
      earn_rate_bp integer, benefits jsonb)`)
  await tx.run(sql`
    update members.standings s set level_since = ${now}, level = (
      select l.level from members.levels l where l.program_id = s.program_id and l.growth_from <= s.growth order by l.growth_from desc limit 1)
    where s.program_id = any(${ids}::text[])
      and not exists (select from members.levels l where l.program_id = s.program_id and l.level = s.level)`)
  await savePlans(tx, now, saved)
  await recordChanges(
    tx,
    by,
    now,
    saved.map((program) => ({
      subject: 'members.program',
      subject_id: program.program_id,
      action: 'saved',
      before: before.get(program.program_id) ?? null,
      after: program,
    })),
  )
  tx.afterCommit(dropProgramCache)
  return outcomes
}

function decideProgram(
  { program_id: id, levels, plans = [] }: ProgramItem,
  owners: ReadonlyMap<string, string>,
  services: ReadonlySet<string>,
  sold: ReadonlyMap<string, readonly string[]>,
): Outcome<ProgramStatus> {
  const rising = levels.every(({ growth_from }, i) => (i === 0 ? growth_from === 0 : growth_from > levels[i - 1]!.growth_from))
  if (levels.length === 0 || !rising || new Set(column(levels, 'level')).size < levels.length)
    return {
      id,
      status: 'levels_invalid',
      detail: 'levels: the first begins at growth 0, each later one higher than the one before, and no code stands twice.',
    }
  const lost = plans.find(({ level }) => level !== null && !levels.some((one) => one.level === level))
  if (lost) return { id, status: 'plans_invalid', detail: `plans: ${lost.plan_id} gives the level ${lost.level}, which there is not.` }
  if (new Set(column(plans, 'plan_id')).size < plans.length) return { id, status: 'plans_invalid', detail: 'plans: a code stands twice.' }
  const goods = plans.find(({ sku_id }) => sku_id && !services.has(sku_id))
  if (goods)
    return {
      id,
      status: 'plans_invalid',
      detail: `plans: ${goods.sku_id} is no SKU of a service that begins when it is paid: choose one, or make the product such a service.`,
    }
  const twice = plans.find(({ sku_id }) => sku_id && sold.get(sku_id)!.length > 1)
  if (twice) return { id, status: 'plans_invalid', detail: `plans: ${twice.sku_id} sells another plan already.` }
  const foreign = plans.find(({ plan_id }) => (owners.get(plan_id) ?? id) !== id)
  if (foreign)
    return {
      id,
      status: 'plan_of_another_program',
      detail: `plans: ${foreign.plan_id} belongs to the program ${owners.get(foreign.plan_id)}: choose another code.`,
    }
  return { id, status: 'saved' }
}

async function savePlans(tx: Tx, now: string, programs: readonly ProgramItem[]): Promise<void> {
  const told = programs.filter(({ plans }) => plans !== undefined)
  if (told.length === 0) return
  const plans = told.flatMap(({ program_id, plans = [] }) => plans.map((plan) => ({ ...plan, program_id })))
  await tx.run(sql`
    update members.plans set on_sale = false, changed_at = ${now}
    where program_id = any(${column(told, 'program_id')}::text[]) and plan_id <> all(${column(plans, 'plan_id')}::text[]) and on_sale`)
  await tx.run(sql`
    insert into members.plans (plan_id, program_id, name, price_minor, currency, months, level, benefits, refund_days, on_sale, sku_id, changed_at)
    select plan_id, program_id, name, price_minor, currency, months, level, benefits, refund_days, on_sale, sku_id, ${now}
    from jsonb_to_recordset(${json(plans)}::jsonb) as p (plan_id text, program_id text, name jsonb, price_minor bigint, currency text, months smallint,
      level text, benefits jsonb, refund_days smallint, on_sale boolean, sku_id text)
    on conflict (plan_id) do update set name = excluded.name, price_minor = excluded.price_minor, months = excluded.months, level = excluded.level,
      benefits = excluded.benefits, refund_days = excluded.refund_days, on_sale = excluded.on_sale, sku_id = excluded.sku_id, changed_at = excluded.changed_at`)
}

export type AddStatus = 'added' | 'already_member' | 'user_not_found'

/** Makes members of users, with what is known of them and where they stand. One who is a member already stays as he is. At most 1,000. */
export async function addMembers(tx: Tx, now: string, members: readonly NewMember[]): Promise<Outcome<AddStatus>[]> {
  assert(members.length <= largestBatch, `at most ${largestBatch} members in one call`)
  const users = new Set((await findUsers(tx, column(members, 'id'))).map(({ id }) => id))
  const known = members.filter(({ id }) => users.has(id))
  const added = new Set(
    (
      await tx.rows<{ id: string }>(sql`
        insert into members.members (id, gender, birthday, source, region_code, vip_until, joined_at, changed_at)
        select id, gender, birthday, source, region_code, vip_until, joined_at, ${now}
        from jsonb_to_recordset(${json(known)}::jsonb) as m (id uuid, gender text, birthday date, source text, region_code text, vip_until date, joined_at timestamptz)
        order by id on conflict do nothing returning id`)
    ).map(({ id }) => id),
  )
  const fresh = known.filter(({ id }) => added.has(id))
  const programs = await readPrograms(tx)
  const standings = fresh.flatMap(({ id, joined_at, standings = [] }) =>
    standings.flatMap(({ program_id, organization_id, growth }) => {
      const program = programs.get(program_id)
      if (!program) return []
      const { level } = levelFor(program.levels, growth)
      const level_until = levelUntil(program.levels, level, program.level_years, now)
      return [{ member_id: id, program_id, brand_id: program.brand_id, organization_id, level, growth, level_until, joined_at }]
    }),
  )
  await insertStandings(tx, now, standings)
  const grown = standings.filter(({ growth }) => growth > 0)
  await insertGrowth(
    tx,
    grown.map(({ member_id, program_id, growth, joined_at }) => ({
      member_id,
      program_id,
      cause: 'opening',
      growth,
      happened_at: joined_at,
    })),
  )
  await insertTags(
    tx,
    now,
    'opening',
    fresh.flatMap(({ id, tags = [] }) => tags.map((tag) => ({ member_id: id, tag }))),
  )
  await announce(
    tx,
    'members.joined',
    fresh.map(({ id, source }) => ({ id, source })),
    now,
  )
  const told = new Set<string>()
  return members.map(({ id }) => {
    if (!users.has(id)) return { id, status: 'user_not_found', detail: 'There is no such user: register first.' }
    if (!added.has(id) || told.has(id)) return { id, status: 'already_member' }
    told.add(id)
    return { id, status: 'added' }
  })
}

async function insertStandings(
  tx: Tx,
  now: string,
  rows: readonly {
    member_id: string
    program_id: string
    brand_id: string | null
    organization_id: string | null
    level: string
    growth: number
    level_until?: string | null
    joined_at: string
  }[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.run(hot`
    insert into members.standings (member_id, program_id, brand_id, organization_id, level, growth, level_since, level_until, joined_at)
    select member_id, program_id, brand_id, organization_id, level, growth, ${now}, level_until, joined_at
    from jsonb_to_recordset(${json(rows)}::jsonb) as s (member_id uuid, program_id text, brand_id text, organization_id text, level text,
      growth bigint, level_until timestamptz, joined_at timestamptz)
    order by member_id, program_id on conflict do nothing`)
}

interface GrowthEntry {
  member_id: string
  program_id: string
  cause: string
  growth: number
  happened_at: string
}

/** Answers the entries that are new: a cause counts once. */
const insertGrowth = (tx: Tx, rows: readonly GrowthEntry[]): Promise<GrowthEntry[]> =>
  rows.length === 0
    ? Promise.resolve([])
    : tx.rows<GrowthEntry>(hot`
        insert into members.growth_entries (member_id, program_id, cause, growth, happened_at)
        select member_id, program_id, cause, growth, happened_at
        from jsonb_to_recordset(${json(rows)}::jsonb) as g (member_id uuid, program_id text, cause text, growth bigint, happened_at timestamptz)
        order by member_id, program_id, cause on conflict do nothing
        returning member_id, program_id, cause, growth, happened_at`)

/** What an order's group was worth when it arrived, per brand, as orders announce it. */
export interface DeliveredGroup {
  id: string
  group_no: number
  member_id: string | null
  organization_id: string
  happened_at: string
  by_brand: { brand_id: string | null; amount_minor: number }[]
}

/** Counts the growth of delivered goods, each group once, and raises levels. A buyer who is no member yet becomes one. */
export async function countGrowth(tx: Tx, now: string, groups: readonly DeliveredGroup[]): Promise<void> {
  const own = groups.filter((group) => group.member_id !== null)
  if (own.length === 0) return
  const programs = await readPrograms(tx)
  await addMembers(
    tx,
    now,
    [...new Map(own.map((group) => [group.member_id!, group])).values()].map(({ member_id, happened_at }) => ({
      id: member_id!,
      source: 'mall',
      joined_at: happened_at,
    })),
  )
  const wanted = own.flatMap(({ id, group_no, member_id, organization_id, happened_at, by_brand }) => {
    const total = by_brand.reduce((sum, { amount_minor }) => sum + amount_minor, 0)
    const parts = [
      { program_id: groupProgram, amount_minor: total },
      ...by_brand.map((one) => ({ ...one, program_id: one.brand_id ?? '' })),
    ]
    return parts
      .filter(({ program_id }) => programs.has(program_id))
      .map(({ program_id, amount_minor }) => ({
        member_id: member_id!,
        program_id,
        brand_id: programs.get(program_id)!.brand_id,
        organization_id,
        cause: `orders.order:${id}:${group_no}`,
        growth: growthFor(amount_minor),
        happened_at,
      }))
  })
  await insertStandings(
    tx,
    now,
    wanted.map(({ member_id, program_id, brand_id, organization_id, happened_at }) => ({
      member_id,
      program_id,
      brand_id,
      organization_id,
      level: levelFor(programs.get(program_id)!.levels, 0).level,
      growth: 0,
      joined_at: happened_at,
    })),
  )
  await grow(tx, now, wanted)
  await tx.run(hot`
    update members.members m set last_order_at = greatest(m.last_order_at, o.last_at)
    from (select member_id, max(happened_at) as last_at
      from unnest(${column(own, 'member_id')}::uuid[], ${column(own, 'happened_at')}::timestamptz[]) as o (member_id, happened_at)
      group by member_id order by member_id) o
    where m.id = o.member_id`)
}

async function grow(tx: Tx, now: string, entries: readonly GrowthEntry[]): Promise<void> {
  const programs = await readPrograms(tx)
  const member_ids = [...new Set(column(entries, 'member_id'))]
  await lockRows(
    tx,
    sql`select member_id, program_id from members.standings where member_id = any(${member_ids}::uuid[])`,
    sql`member_id, program_id`,
  )
  const fresh = await insertGrowth(tx, entries)
  const added = groupBy(fresh, ({ member_id, program_id }) => `${member_id} ${program_id}`)
  const moved = (await findStandings(tx, member_ids)).flatMap((standing) => {
    const gained = (added.get(`${standing.member_id} ${standing.program_id}`) ?? []).reduce((sum, { growth }) => sum + growth, 0)
    if (gained === 0) return []
    const growth = standing.growth + gained
    const { levels, level_years } = programs.get(standing.program_id)!
    const { level } = levelFor(levels, growth)
    return [{ ...standing, growth, from: standing.level, level, until: levelUntil(levels, level, level_years, now) }]
  })
  if (moved.length === 0) return
  await tx.run(hot`
    update members.standings s set growth = m.growth, level = m.level, level_since = case when s.level = m.level then s.level_since else ${now} end,
      level_until = case when s.level = m.level then s.level_until else m.until end
    from jsonb_to_recordset(${json(moved)}::jsonb) as m (member_id uuid, program_id text, growth bigint, level text, until timestamptz)
    where s.member_id = m.member_id and s.program_id = m.program_id`)
  await announce(
    tx,
    'members.level_changed',
    moved
      .filter(({ from, level }) => from !== level)
      .map(({ member_id, program_id, from, level, growth }) => ({ member_id, program_id, from, to: level, growth })),
    now,
  )
}

/** Notes when members last ordered; orders announce it. */
export async function noteOrders(tx: Tx, orders: readonly { member_id: string | null; placed_at: string }[]): Promise<void> {
  const own = orders.filter(({ member_id }) => member_id !== null)
  if (own.length === 0) return
  await tx.run(hot`
    update members.members m set last_order_at = greatest(m.last_order_at, o.last_at)
    from (select member_id, max(placed_at) as last_at
      from unnest(${column(own, 'member_id')}::uuid[], ${column(own, 'placed_at')}::timestamptz[]) as o (member_id, placed_at)
      group by member_id order by member_id) o
    where m.id = o.member_id`)
}

export type EditStatus = 'saved' | 'already_saved' | 'member_not_found' | 'birthday_invalid'

/** Changes what is known of members; what a change leaves out stays. Kept in the audit trail. */
export async function editMembers(tx: Tx, by: By, now: string, edits: readonly MemberEdit[]): Promise<Outcome<EditStatus>[]> {
  const ids = column(edits, 'id')
  await lockRows(tx, sql`select id from members.members where id = any(${ids}::uuid[])`, sql`id`)
  const found = new Map((await findMembers(tx, ids, now)).map((member) => [member.id, member]))
  const changed: { edit: MemberEdit; before: object; after: object; row: object }[] = []
  const outcomes = edits.map((edit): Outcome<EditStatus> => {
    const member = found.get(edit.id)
    if (!member) return { id: edit.id, status: 'member_not_found', detail: 'There is no such member.' }
    if (edit.birthday != null && !isPastDate(edit.birthday, now))
      return { id: edit.id, status: 'birthday_invalid', detail: 'birthday: give a day that exists and is not in the future.' }
    const pick = <Key extends 'gender' | 'birthday' | 'vip_until' | 'note'>(key: Key) => (edit[key] === undefined ? member[key] : edit[key])
    const row = { id: edit.id, gender: pick('gender'), birthday: pick('birthday'), vip_until: pick('vip_until'), note: pick('note') }
    const tags = [...new Set([...member.tags.filter((tag) => !edit.remove_tags?.includes(tag)), ...(edit.add_tags ?? [])])].sort()
    const { gender, birthday, vip_until, note } = member
    const before = { id: edit.id, gender, birthday, vip_until, note, tags: [...member.tags].sort() }
    const after = { ...row, tags }
    if (JSON.stringify(before) === JSON.stringify(after)) return { id: edit.id, status: 'already_saved' }
    found.set(edit.id, { ...member, ...row, tags } as typeof member)
    changed.push({ edit, before, after, row })
    return { id: edit.id, status: 'saved' }
  })
  await tx.run(sql`
    update members.members m set gender = e.gender, birthday = e.birthday, vip_until = e.vip_until, note = e.note, changed_at = ${now}
    from jsonb_to_recordset(${json([...new Map(changed.map(({ edit, row }) => [edit.id, row])).values()])}::jsonb)
      as e (id uuid, gender text, birthday date, vip_until date, note text) where m.id = e.id`)
  for (const { edit } of changed) {
    await tx.run(sql`delete from members.tags where member_id = ${edit.id} and tag = any(${edit.remove_tags ?? []}::text[])`)
    await insertTags(
      tx,
      now,
      by.name,
      (edit.add_tags ?? []).map((tag) => ({ member_id: edit.id, tag })),
    )
  }
  await recordChanges(
    tx,
    by,
    now,
    changed.map(({ edit, before, after }) => ({ subject: 'members.member', subject_id: edit.id, action: 'edited', before, after })),
  )
  await announce(
    tx,
    'members.edited',
    changed.map(({ edit }) => ({ id: edit.id })),
    now,
  )
  return outcomes
}

function isPastDate(text: string, now: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() <= now.slice(0, 10) && text > '1900-01-01'
  } catch {
    return false
  }
}

async function insertTags(tx: Tx, now: string, by: string, tags: readonly { member_id: string; tag: string }[]): Promise<void> {
  if (tags.length === 0) return
  await tx.run(sql`
    insert into members.tags (member_id, tag, tagged_by, tagged_at)
    select member_id, tag, ${by}, ${now} from unnest(${column(tags, 'member_id')}::uuid[], ${column(tags, 'tag')}::text[]) as t (member_id, tag)
    order by member_id, tag on conflict do nothing`)
}

export interface NewHousehold {
  household_id: string
  people: {
    person_id: string
    member_id: string | null
    nickname: string
    part: 'parent' | 'grandparent' | 'adult' | 'child'
    born_on: string | null
    feeding: string | null
  }[]
}

/** Makes households with their people; one that exists stays as it is. A member lives in one household. */
export async function addHouseholds(tx: Tx, now: string, households: readonly NewHousehold[]): Promise<void> {
  await tx.run(sql`
    insert into members.households (household_id, made_at)
    select h, ${now} from unnest(${column(households, 'household_id')}::uuid[]) as h order by h on conflict do nothing`)
  const people = households.flatMap(({ household_id, people }) => people.map((person) => ({ household_id, ...person })))
  await tx.run(sql`
    insert into members.household_people (household_id, person_id, member_id, nickname, part, born_on, feeding)
    select household_id, person_id, member_id, nickname, part, born_on, feeding
    from jsonb_to_recordset(${json(people)}::jsonb) as p (household_id uuid, person_id uuid, member_id uuid, nickname text, part text, born_on date, feeding text)
    order by household_id, person_id on conflict do nothing`)
}

export type PersonStatus = 'saved' | 'member_not_found' | 'born_on_invalid' | 'has_an_account' | 'household_full'
const mostPeople = 20

/** A member tells who eats with him: makes his household when he has none. The same person id again changes what was told. */
export async function savePeople(
  tx: Tx,
  now: string,
  member_id: string,
  newId: () => string,
  people: readonly HouseholdPerson[],
): Promise<Outcome<PersonStatus>[]> {
  const member = await tx.row<{ name: string }>(sql`
    select u.name from members.members m join identity.users u on u.id = m.id where m.id = ${member_id} for update of m`)
  if (!member) return people.map(({ person_id: id }) => ({ id, status: 'member_not_found', detail: 'There is no such member.' }))
  let home = (await tx.row<{ household_id: string }>(sql`select household_id from members.household_people where member_id = ${member_id}`))
    ?.household_id
  if (!home) {
    home = newId()
    await addHouseholds(tx, now, [
      {
        household_id: home,
        people: [{ person_id: member_id, member_id, nickname: member.name.slice(0, 40), part: 'parent', born_on: null, feeding: null }],
      },
    ])
  }
  const known = new Map(
    (
      await tx.rows<{ person_id: string; member_id: string | null }>(
        sql`select person_id, member_id from members.household_people where household_id = ${home}`,
      )
    ).map((one) => [one.person_id, one.member_id]),
  )
  const outcomes = people.map(({ person_id: id, part, born_on }): Outcome<PersonStatus> => {
    if (known.get(id)) return { id, status: 'has_an_account', detail: 'person_id: who has an account tells of himself.' }
    if (part === 'child' ? !born_on || !isNear(born_on, now) : born_on != null && !isPastDate(born_on, now))
      return {
        id,
        status: 'born_on_invalid',
        detail: 'born_on: give a real day; for a child at most 10 months ahead and 18 years back.',
      }
    if (!known.has(id) && known.size >= mostPeople)
      return { id, status: 'household_full', detail: `A household has at most ${mostPeople} people.` }
    known.set(id, null)
    return { id, status: 'saved' }
  })
  const saved = people
    .filter((_, i) => outcomes[i]!.status === 'saved')
    .map((person) => ({ feeding: null, born_on: null, ...person, household_id: home }))
  await tx.run(sql`
    insert into members.household_people as p (household_id, person_id, nickname, part, born_on, feeding)
    select household_id, person_id, nickname, part, born_on, feeding
    from jsonb_to_recordset(${json(saved)}::jsonb) as c (household_id uuid, person_id uuid, nickname text, part text, born_on date, feeding text)
    on conflict (household_id, person_id) do update
      set nickname = excluded.nickname, part = excluded.part, born_on = excluded.born_on, feeding = excluded.feeding
      where p.member_id is null`)
  return outcomes
}

/** A member takes people out of his household; those with an account leave by themselves. */
export async function forgetPeople(
  tx: Tx,
  member_id: string,
  person_ids: readonly string[],
): Promise<Outcome<'forgotten' | 'already_forgotten'>[]> {
  const gone = await tx.rows<{ person_id: string }>(sql`
    delete from members.household_people p where p.member_id is null and p.person_id = any(${person_ids}::uuid[])
      and p.household_id = (select household_id from members.household_people where member_id = ${member_id})
    returning person_id`)
  const ids = new Set(column(gone, 'person_id'))
  return person_ids.map((id) => ({ id, status: ids.has(id) ? 'forgotten' : 'already_forgotten' }))
}

/** What a member says of himself: gender, birthday, and his interests, which are tags of the names his programs offer. */
export async function saveProfile(
  tx: Tx,
  by: By,
  now: string,
  { id, interests, ...facts }: { id: string; gender?: MemberEdit['gender']; birthday?: string | null; interests?: readonly string[] },
): Promise<Outcome<EditStatus | 'interest_not_offered'>> {
  const offered = new Set([...(await readPrograms(tx)).values()].flatMap((program) => program.interests.map(({ zh }) => zh)))
  const foreign = interests?.find((tag) => !offered.has(tag))
  if (foreign) return { id, status: 'interest_not_offered', detail: `interests: ${foreign} is not on offer.` }
  const tags = interests && { add_tags: [...interests], remove_tags: [...offered].filter((tag) => !interests.includes(tag)) }
  return (await editMembers(tx, by, now, [{ id, ...facts, ...tags } as MemberEdit]))[0]!
}

function isNear(text: string, now: string): boolean {
  try {
    const day = Temporal.PlainDate.from(text, { overflow: 'reject' })
    const today = Temporal.PlainDate.from(now.slice(0, 10))
    return (
      Temporal.PlainDate.compare(day, today.add({ months: 10 })) <= 0 && Temporal.PlainDate.compare(day, today.subtract({ years: 18 })) >= 0
    )
  } catch {
    return false
  }
}
