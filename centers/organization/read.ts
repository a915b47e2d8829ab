import { allows, type Caller } from '#core/http.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { type Grant, type Ids, scopeFilter, union } from '#core/scope.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { Assignment, Organization, RoleRow, Staff, TwoPersonRule } from './model.ts'

export const organizationColumns = sql`o.id, o.parent_id, o.type, o.name, o.name_en, o.brand_id, o.region_code, o.franchised, o.path, o.depth, o.closed_at`

/** Organizations by id, whoever asks: for centers that hold an organization's code. */
export const findOrganizations = (db: Reader, ids: readonly string[]): Promise<Organization[]> =>
  db.rows<Organization>(
    sql`select ${organizationColumns} from organization.organizations o where o.id = any(${ids}::text[]) order by o.path`,
  )

/** The brand each organization works for: its own, or that of the nearest organization above that has one. */
export async function findBrands(db: Reader, ids: readonly string[]): Promise<Map<string, { brand_id: string | null }>> {
  const rows = await db.rows<{ id: string; brand_id: string | null }>(sql`
    select o.id, (
      select above.brand_id from organization.organizations above
      where above.id = any(string_to_array(trim(both '/' from o.path), '/')) and above.brand_id is not null
      order by above.depth desc limit 1
    ) as brand_id
    from organization.organizations o where o.id = any(${ids}::text[])`)
  return new Map(rows.map(({ id, brand_id }) => [id, { brand_id }]))
}

export interface OrganizationFilter {
  under?: string | undefined
  type?: string | undefined
  query?: string | undefined
  closed?: boolean | undefined
}

/** The caller's organizations in the order of the tree, parents before children. */
export function listOrganizations(
  db: Reader,
  caller: Caller,
  { under, type, query, closed }: OrganizationFilter,
  after: string | null,
  limit: number,
): Promise<Organization[]> {
  const like = query ? `%${query.replace(/[\\%_]/g, '\\$&')}%` : null
  return db.rows<Organization>(sql`
    select ${organizationColumns} from organization.organizations o
    where ${scopeFilter(caller, { organization: sql`o.id` })}
      and (${under ?? null}::text is null or o.path ^@ (select path from organization.organizations where id = ${under ?? null}))
      and (${type ?? null}::text is null or o.type = ${type ?? null})
      and (${closed ?? false} or o.closed_at is null)
      and (${like}::text is null or o.name ilike ${like} or o.name_en ilike ${like} or o.id ilike ${like})
      and (${after}::text is null or o.path > ${after})
    order by o.path limit ${limit}`)
}

export interface StaffFilter {
  under?: string | undefined
  role_id?: string | undefined
  query?: string | undefined
  left?: boolean | undefined
  ids?: readonly string[] | undefined
}

/** Staff of the caller's organizations, by number. */
export function listStaff(
  db: Reader,
  caller: Caller,
  { under, role_id, query, left, ids }: StaffFilter,
  after: string | null,
  limit: number,
): Promise<Staff[]> {
  const like = query ? `%${query.replace(/[\\%_]/g, '\\$&')}%` : null
  return db.rows<Staff>(sql`
    select s.id, s.staff_no, s.name, s.name_en, s.phone, s.email, s.organization_id, o.name as organization_name, o.name_en as organization_name_en,
      s.position_id, p.name as position_name, p.name_en as position_name_en, s.joined_on, s.left_at,
      array(select distinct a.role_id from organization.assignments a where a.staff_id = s.id and a.ended_at is null order by 1) as role_ids
    from organization.staff s
    join organization.organizations o on o.id = s.organization_id
    left join organization.positions p on p.id = s.position_id
    where ${scopeFilter(caller, { organization: sql`s.organization_id` })}
      and (${ids ?? null}::uuid[] is null or s.id = any(${ids ?? null}::uuid[]))
      and (${under ?? null}::text is null or o.path ^@ (select path from organization.organizations where id = ${under ?? null}))
      and (${role_id ?? null}::text is null or exists (
        select from organization.assignments a where a.staff_id = s.id and a.role_id = ${role_id ?? null} and a.ended_at is null))
      and (${like}::text is null or s.name ilike ${like} or s.name_en ilike ${like} or s.staff_no ilike ${like} or s.phone ilike ${like})
      and (${left ?? false} or s.left_at is null)
      and (${after}::text is null or s.staff_no > ${after})
    order by s.staff_no limit ${limit}`)
}

/** Colleagues found by name or number, whoever asks: to whom work or a role is handed. Telephone and rights stay with the staff page. */
export function findColleagues(db: Reader, words: string, limit: number) {
  const like = `%${words.replace(/[\\%_]/g, '\\$&')}%`
  return db.rows<{ id: string; name: string; name_en: string; organization_name: string; organization_name_en: string }>(sql`
    select s.id, s.name, s.name_en, o.name as organization_name, o.name_en as organization_name_en
    from organization.staff s join organization.organizations o on o.id = s.organization_id
    where s.left_at is null and (s.name ilike ${like} or s.name_en ilike ${like} or s.staff_no ilike ${like})
    order by s.staff_no limit ${limit}`)
}

export interface StaffName {
  id: string
  name: string
  name_en: string
  organization_id: string
}

/** Names of staff by id, whoever asks: for papers and histories that name a person. */
export const findStaffNames = (db: Reader, ids: readonly string[]): Promise<StaffName[]> =>
  db.rows<StaffName>(sql`select id, name, name_en, organization_id from organization.staff where id = any(${ids}::uuid[])`)

export const listPositions = (db: Reader, caller: Caller, organization_id: string | undefined) =>
  db.rows<{ id: string; organization_id: string; name: string; name_en: string; seats: number; head: boolean; filled: number }>(sql`
    select p.id, p.organization_id, p.name, p.name_en, p.seats, p.head,
      (select count(*) from organization.staff s where s.position_id = p.id and s.left_at is null) as filled
    from organization.positions p
    where ${scopeFilter(caller, { organization: sql`p.organization_id` })} and p.closed_at is null
      and (${organization_id ?? null}::text is null or p.organization_id = ${organization_id ?? null})
    order by p.organization_id, p.head desc, p.name limit 2000`)

export const findRoles = (db: Reader, ids: readonly string[]): Promise<RoleRow[]> =>
  db.rows<RoleRow>(sql`select id, name, name_en, permissions, guarded from organization.roles where id = any(${ids}::text[])`)

export const listRoles = (db: Reader, now: string): Promise<(RoleRow & { holders: number })[]> =>
  db.rows<RoleRow & { holders: number }>(sql`
    select r.id, r.name, r.name_en, r.permissions, r.guarded, (
      select count(distinct staff_id) from organization.assignments a
      where a.role_id = r.id and a.ended_at is null and a.valid_from <= ${now} and (a.valid_until is null or a.valid_until > ${now})
    ) as holders
    from organization.roles r order by r.id`)

/** Assignments of the caller's organizations; a person always sees his own. */
export const listAssignments = (
  db: Reader,
  caller: Caller,
  {
    staff_id,
    organization_id,
    ended,
  }: { staff_id?: string | undefined; organization_id?: string | undefined; ended?: boolean | undefined },
  after: string | null,
  limit: number,
): Promise<Assignment[]> =>
  db.rows<Assignment>(sql`
    select a.id, a.staff_id, s.name as staff_name, a.organization_id, o.name as organization_name, o.name_en as organization_name_en,
      a.role_id, r.name as role_name, r.name_en as role_name_en, a.brands, a.partners, a.valid_from, a.valid_until, a.delegated_by,
      lender.name as delegated_by_name, a.ended_at
    from organization.assignments a
    join organization.staff s on s.id = a.staff_id
    join organization.organizations o on o.id = a.organization_id
    join organization.roles r on r.id = a.role_id
    left join organization.staff lender on lender.id = a.delegated_by
    where (${scopeFilter(caller, { organization: sql`a.organization_id` })} or a.staff_id::text = ${caller.id} or a.delegated_by::text = ${caller.id})
      and (${staff_id ?? null}::uuid is null or a.staff_id = ${staff_id ?? null})
      and (${organization_id ?? null}::text is null or a.organization_id = ${organization_id ?? null})
      and (${ended ?? false} or a.ended_at is null)
      and (${after}::uuid is null or a.id > ${after}::uuid)
    order by a.id limit ${limit}`)

export const listTwoPersonRules = (db: Reader): Promise<TwoPersonRule[]> =>
  db.rows<TwoPersonRule>(sql`select permission, currency, above_minor from organization.two_person_rules order by permission, currency`)

/** Whether an act of this permission and amount waits for a second person. */
export async function needsSecond(db: Reader, permission: string, currency: string, amount_minor: number): Promise<boolean> {
  const rule = await db.row<{ above_minor: number }>(sql`
    select above_minor from organization.two_person_rules where permission = ${permission} and currency = ${currency}`)
  return rule !== undefined && amount_minor > rule.above_minor
}

/** A caller, and until when he is this caller if no event says otherwise: a role may begin or end by the clock. */
export interface FoundCaller extends Caller {
  grants: readonly Grant[]
  changes_at: string | null
  organization_id: string
}

interface Held {
  staff_id: string
  organization_id: string
  organization_ids: string[]
  everything: boolean
  permissions: string[]
  brands: string[] | null
  partners: string[] | null
}

/**
 * Staff as callers, by user id: what each may do and over which rows. Whoever is no member of staff, or has left, is not in the answer.
 * Roles lent by somebody count while he holds them himself.
 */
export async function findCallers(db: Reader, user_ids: readonly string[], now: string): Promise<Map<string, FoundCaller>> {
  const staff = await db.rows<{ id: string; name: string; organization_id: string; changes_at: string | null }>(hot`
    select s.id, s.name, s.organization_id, (
      select min(edge) from organization.assignments a
      left join organization.assignments lent on lent.id = a.delegated_from
      cross join unnest(array[a.valid_from, a.valid_until, lent.valid_from, lent.valid_until]) as edges (edge)
      where a.staff_id = s.id and a.ended_at is null and edge > ${now}
    ) as changes_at
    from organization.staff s where s.id = any(${user_ids}::uuid[]) and s.left_at is null`)
  const held = await db.rows<Held>(hot`
    with live as (
      select a.* from organization.assignments a
      left join organization.assignments lent on lent.id = a.delegated_from
      where a.staff_id = any(${column(staff, 'id')}::uuid[]) and a.ended_at is null
        and a.valid_from <= ${now} and (a.valid_until is null or a.valid_until > ${now})
        and (a.delegated_from is null or (lent.ended_at is null and lent.valid_from <= ${now} and (lent.valid_until is null or lent.valid_until > ${now})))
    )
    select a.staff_id, a.organization_id, r.permissions, a.partners,
      coalesce(a.brands, (
        select array[above.brand_id] from organization.organizations above
        where above.id = any(string_to_array(trim(both '/' from o.path), '/')) and above.brand_id is not null
        order by above.depth desc limit 1
      )) as brands,
      not exists (select from organization.organizations other where not other.path ^@ o.path) as everything,
      array(select under.id from organization.organizations under where under.path ^@ o.path order by under.path) as organization_ids
    from live a join organization.organizations o on o.id = a.organization_id join organization.roles r on r.id = a.role_id
    order by a.id`)
  const by_staff = groupBy(held, ({ staff_id }) => staff_id)
  return new Map(staff.map((person) => [person.id, callerOf(person, by_staff.get(person.id) ?? [])]))
}

function callerOf(person: { id: string; name: string; organization_id: string; changes_at: string | null }, held: Held[]): FoundCaller {
  const grants = held.map(
    (one): Grant => ({
      permissions: new Set(one.permissions),
      organizations: one.everything ? 'all' : one.organization_ids,
      brands: (one.brands ?? 'all') as Ids,
      partners: (one.partners ?? 'all') as Ids,
    }),
  )
  const permissions = new Set(grants.flatMap((grant) => [...grant.permissions]))
  return { kind: 'staff', ...person, permissions, grants, scopes: grants, ...union(grants) }
}

/** Who, in these organizations or above them, holds a role or a permission now; with the depth at which he holds it, deepest first. */
export async function findHolders(
  db: Reader,
  { permission, role_id, organization_id }: { permission?: string; role_id?: string; organization_id: string | null },
  now: string,
): Promise<{ staff_id: string; depth: number }[]> {
  return db.rows<{ staff_id: string; depth: number }>(sql`
    select a.staff_id, max(held.depth) as depth
    from organization.assignments a
    join organization.staff s on s.id = a.staff_id and s.left_at is null
    join organization.organizations held on held.id = a.organization_id
    join organization.roles r on r.id = a.role_id
    left join organization.assignments lent on lent.id = a.delegated_from
    where a.ended_at is null and a.valid_from <= ${now} and (a.valid_until is null or a.valid_until > ${now})
      and (a.delegated_from is null or (lent.ended_at is null and lent.valid_from <= ${now} and (lent.valid_until is null or lent.valid_until > ${now})))
      and (${role_id ?? null}::text is null or a.role_id = ${role_id ?? null})
      and (${permission ?? null}::text is null or r.permissions && array[${permission ?? null}::text, '*'])
      and case when ${organization_id}::text is null then held.parent_id is null
        else held.id = any(string_to_array(trim(both '/' from (select path from organization.organizations where id = ${organization_id})), '/')) end
    group by a.staff_id order by depth desc, a.staff_id`)
}

/** Which of these people hold a permission anywhere now. */
export async function findPermitted(db: Reader, permission: string, ids: readonly string[], now: string): Promise<Set<string>> {
  const callers = await findCallers(db, ids, now)
  return new Set([...callers.values()].filter((caller) => allows(caller, permission)).map(({ id }) => id!))
}
