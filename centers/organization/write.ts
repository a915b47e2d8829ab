import { assert } from '#core/assert.ts'
import { type By, type Change, digestOf, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { byId, column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { json, sql, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import type {
  AssignmentDraft,
  AssignmentRow,
  AssignmentStatus,
  Closing,
  ClosingStatus,
  DelegationDraft,
  DelegationStatus,
  DepartureStatus,
  EndingStatus,
  Move,
  MoveStatus,
  Organization,
  OrganizationDraft,
  OrganizationStatus,
  PositionDraft,
  PositionStatus,
  RoleDraft,
  RoleRow,
  RoleStatus,
  StaffDraft,
  StaffStatus,
  TwoPersonRule,
} from './model.ts'
import { findBrands, findRoles, organizationColumns } from './read.ts'
import { assignmentRow, decideAssignment, decideDelegation, decideMove, decideOrganization, isGuarded, moment, type Tree } from './rules.ts'

/** Largest array the verbs of this center take. */
export const largest = 5_000

/** Adds organizations or changes what is said about them, parents before children. Where they stand is changed by `moveOrganizations`. */
export async function saveOrganizations(tx: Tx, by: By, now: string, drafts: OrganizationDraft[]): Promise<Outcome<OrganizationStatus>[]> {
  assert(drafts.length <= largest, `at most ${largest} organizations in one call`)
  await lockTree(tx)
  const tree = await findTree(tx, [...column(drafts, 'id'), ...drafts.flatMap(({ parent_id }) => parent_id ?? [])])
  const before = new Map(tree)
  const outcomes = drafts.map((draft) => ({ id: draft.id, ...decideOrganization(draft, tree, by) }))
  await writeTree(tx, by, now, before, tree, 'saved')
  return outcomes
}

/** Puts organizations under another, with everything under them. Of moves that together would make a circle the later is refused. */
export async function moveOrganizations(tx: Tx, by: By, now: string, moves: Move[]): Promise<Outcome<MoveStatus>[]> {
  assert(moves.length <= largest, `at most ${largest} moves in one call`)
  await lockTree(tx)
  // The whole tree: shapes change rarely, and nothing else says what stands under what while a batch is decided.
  const tree = byId(await tx.rows<Organization>(sql`select ${organizationColumns} from organization.organizations o`))
  const before = new Map(tree)
  const outcomes = moves.map((move) => ({ id: move.id, ...decideMove(move, tree, by) }))
  await writeTree(tx, by, now, before, tree, 'moved')
  return outcomes
}

/** Closes organizations in which nobody works any more. Their history stays. */
export async function closeOrganizations(tx: Tx, by: By, now: string, closings: Closing[]): Promise<Outcome<ClosingStatus>[]> {
  assert(closings.length <= largest, `at most ${largest} closings in one call`)
  await lockTree(tx)
  const ids = column(closings, 'id')
  const tree = await findTree(tx, ids)
  const before = new Map(tree)
  const children = await tx.rows<{ id: string; parent_id: string }>(
    sql`select id, parent_id from organization.organizations where parent_id = any(${ids}::text[]) and closed_at is null`,
  )
  const open = new Map(children.map(({ id, parent_id }) => [id, parent_id]))
  const staffed = new Set(
    column(
      await tx.rows<{ id: string }>(
        sql`select distinct organization_id as id from organization.staff where organization_id = any(${ids}::text[]) and left_at is null`,
      ),
      'id',
    ),
  )
  const decide = (id: string): ClosingStatus => {
    const organization = tree.get(id)
    if (!organization || !mayTouch(by, { organization_id: id })) return 'organization_not_found'
    if (organization.closed_at) return 'already_closed'
    if ([...open.values()].includes(id)) return 'has_open_organizations'
    if (staffed.has(id)) return 'has_staff'
    tree.set(id, { ...organization, closed_at: moment(now) })
    open.delete(id)
    return 'closed'
  }
  const outcomes = ids.map((id) => ({ id, status: decide(id) }))
  await writeTree(tx, by, now, before, tree, 'closed')
  return outcomes
}

/** Whoever changes the shape of the tree waits here for the one before him. */
async function lockTree(tx: Tx): Promise<void> {
  await tx.run(sql`update organization.versions set version = version + 1 where name = 'tree'`)
}

/** The last thing a verb does, so that writers wait for each other as short as can be. Processes drop the callers they remember. */
async function announceRights(tx: Tx, topic: string, items: readonly object[], now: string): Promise<void> {
  if (items.length === 0) return
  await announce(tx, topic, items, now)
  await tx.run(sql`update organization.versions set version = version + 1 where name = 'rights'`)
}

const findTree = async (tx: Tx, ids: readonly string[]): Promise<Tree> =>
  byId(await tx.rows<Organization>(sql`select ${organizationColumns} from organization.organizations o where id = any(${ids}::text[])`))

async function writeTree(tx: Tx, by: By, now: string, before: Tree, after: Tree, action: string): Promise<void> {
  // Parents first, so that a foreign key never points to a row that comes later.
  const changed = [...after.values()]
    .filter((one) => JSON.stringify(one) !== JSON.stringify(before.get(one.id)))
    .sort((a, b) => a.depth - b.depth)
  if (changed.length === 0) return
  await tx.run(sql`
    insert into organization.organizations as o (id, parent_id, type, name, name_en, brand_id, region_code, franchised, path, depth, closed_at, changed_at)
    select id, parent_id, type, name, name_en, brand_id, region_code, franchised, path, depth, closed_at, ${now}
    from jsonb_to_recordset(${json(changed)}::jsonb) as s (id text, parent_id text, type text, name text, name_en text, brand_id text, region_code text,
      franchised boolean, path text, depth int, closed_at timestamptz)
    on conflict (id) do update set parent_id = excluded.parent_id, type = excluded.type, name = excluded.name, name_en = excluded.name_en,
      brand_id = excluded.brand_id, region_code = excluded.region_code, franchised = excluded.franchised, path = excluded.path, depth = excluded.depth,
      closed_at = excluded.closed_at, changed_at = excluded.changed_at`)
  const changes = changed.map((one) => changeOf('organization.organization', action, one.id, one.id, before.get(one.id), one))
  await recordChanges(tx, by, now, changes)
  await announceRights(tx, 'organization.organizations_changed', changed, now)
}

const changeOf = (
  subject: string,
  action: string,
  subject_id: string,
  organization_id: string | null,
  before: unknown,
  after: unknown,
): Change => ({ subject, action, subject_id, organization_id, before: before ?? null, after: after ?? null })

/** Adds positions or changes what is said about them. */
export async function savePositions(tx: Tx, by: By, now: string, drafts: PositionDraft[]): Promise<Outcome<PositionStatus>[]> {
  assert(drafts.length <= largest, `at most ${largest} positions in one call`)
  const existing = byId(
    await tx.rows<Required<PositionDraft>>(sql`
      select id, organization_id, name, name_en, seats, head from organization.positions where id = any(${column(drafts, 'id')}::uuid[]) order by id for update`),
  )
  const organizations = await findTree(tx, column(drafts, 'organization_id'))
  const saved = new Map<string, Required<PositionDraft>>()
  const changes: Change[] = []
  const decide = (draft: PositionDraft): PositionStatus => {
    const before = saved.get(draft.id) ?? existing.get(draft.id)
    if (!organizations.has(draft.organization_id) || !mayTouch(by, draft)) return 'organization_not_found'
    if (before && before.organization_id !== draft.organization_id) return 'organization_differs'
    const { id, organization_id, name, name_en, seats, head = false } = draft
    const after = { id, organization_id, name, name_en, seats, head }
    if (before && JSON.stringify(before) === JSON.stringify(after)) return 'already_saved'
    saved.set(id, after)
    changes.push(changeOf('organization.position', 'saved', id, organization_id, before, after))
    return 'saved'
  }
  const outcomes = drafts.map((draft) => ({ id: draft.id, status: decide(draft) }))
  await tx.run(sql`
    insert into organization.positions (id, organization_id, name, name_en, seats, head, changed_at)
    select id, organization_id, name, name_en, seats, head, ${now}
    from jsonb_to_recordset(${json([...saved.values()])}::jsonb) as s (id uuid, organization_id text, name text, name_en text, seats int, head boolean)
    on conflict (id) do update set name = excluded.name, name_en = excluded.name_en, seats = excluded.seats, head = excluded.head, changed_at = excluded.changed_at`)
  await recordChanges(tx, by, now, changes)
  return outcomes
}

interface StaffRow {
  id: string
  staff_no: string
  name: string
  name_en: string
  phone: string | null
  email: string | null
  organization_id: string
  position_id: string | null
  joined_on: string
  left_at: string | null
}
const staffColumns = sql`id, staff_no, name, name_en, phone, email, organization_id, position_id, joined_on, left_at`

/** Adds members of staff, changes what is said about them, or takes back one who had left. */
export async function saveStaff(tx: Tx, by: By, now: string, drafts: StaffDraft[]): Promise<Outcome<StaffStatus>[]> {
  assert(drafts.length <= largest, `at most ${largest} members of staff in one call`)
  // One writer of staff at a time: numbers and seats are counted over rows that do not exist yet.
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('organization.staff'))`)
  const existing = byId(
    await tx.rows<StaffRow>(sql`select ${staffColumns} from organization.staff where id = any(${column(drafts, 'id')}::uuid[])`),
  )
  const numbers = new Map(
    (
      await tx.rows<{ staff_no: string; id: string }>(
        sql`select staff_no, id from organization.staff where staff_no = any(${column(drafts, 'staff_no')}::text[])`,
      )
    ).map(({ staff_no, id }) => [staff_no, id]),
  )
  const organizations = await findTree(tx, column(drafts, 'organization_id'))
  const positions = byId(
    await tx.rows<{ id: string; organization_id: string; seats: number; filled: number }>(sql`
      select p.id, p.organization_id, p.seats, count(s.id) as filled
      from organization.positions p left join organization.staff s on s.position_id = p.id and s.left_at is null
      where p.id = any(${drafts.flatMap(({ position_id }) => position_id ?? [])}::uuid[]) and p.closed_at is null group by p.id`),
  )
  const saved = new Map<string, StaffRow>()
  const changes: Change[] = []
  const decide = (draft: StaffDraft): StaffStatus => {
    const before = saved.get(draft.id) ?? existing.get(draft.id)
    if (before && !mayTouch(by, before)) return 'staff_not_found'
    const organization = organizations.get(draft.organization_id)
    if (!organization || !mayTouch(by, draft)) return 'organization_not_found'
    if (organization.closed_at) return 'organization_is_closed'
    if ((numbers.get(draft.staff_no) ?? draft.id) !== draft.id) return 'staff_no_taken'
    const after: StaffRow = {
      id: draft.id,
      staff_no: draft.staff_no,
      name: draft.name,
      name_en: draft.name_en ?? draft.name,
      phone: draft.phone ?? null,
      email: draft.email ?? null,
      organization_id: draft.organization_id,
      position_id: draft.position_id ?? null,
      joined_on: draft.joined_on ?? before?.joined_on ?? businessDate(now),
      left_at: null,
    }
    if (before && JSON.stringify(before) === JSON.stringify(after)) return 'already_saved'
    if (after.position_id && (before?.position_id !== after.position_id || before.left_at)) {
      const position = positions.get(after.position_id)
      if (!position || position.organization_id !== after.organization_id) return 'position_not_found'
      if (position.filled >= position.seats) return 'position_is_full'
      position.filled++
    }
    if (before?.position_id && before.position_id !== after.position_id) {
      const left = positions.get(before.position_id)
      if (left && !before.left_at) left.filled--
    }
    saved.set(after.id, after)
    if (before) numbers.delete(before.staff_no)
    numbers.set(after.staff_no, after.id)
    changes.push(changeOf('organization.staff', 'saved', after.id, after.organization_id, before, after))
    return 'saved'
  }
  const outcomes = drafts.map((draft) => ({ id: draft.id, status: decide(draft) }))
  await writeStaff(tx, [...saved.values()], now)
  await recordChanges(tx, by, now, changes)
  await announceRights(tx, 'organization.staff_changed', [...saved.values()], now)
  return outcomes
}

async function writeStaff(tx: Tx, rows: StaffRow[], now: string): Promise<void> {
  if (rows.length === 0) return
  await tx.run(sql`
    insert into organization.staff (${staffColumns}, changed_at)
    select ${staffColumns}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as s (id uuid, staff_no text, name text, name_en text, phone text, email text, organization_id text,
      position_id uuid, joined_on date, left_at timestamptz)
    on conflict (id) do update set staff_no = excluded.staff_no, name = excluded.name, name_en = excluded.name_en, phone = excluded.phone,
      email = excluded.email, organization_id = excluded.organization_id, position_id = excluded.position_id, joined_on = excluded.joined_on,
      left_at = excluded.left_at, changed_at = excluded.changed_at`)
}

/** Ends the work of these people: their seats are free, and all their roles end at once, also those they lent. */
export async function dismissStaff(tx: Tx, by: By, now: string, departures: { id: string }[]): Promise<Outcome<DepartureStatus>[]> {
  assert(departures.length <= largest, `at most ${largest} departures in one call`)
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('organization.staff'))`)
  const existing = byId(
    await tx.rows<StaffRow>(sql`select ${staffColumns} from organization.staff where id = any(${column(departures, 'id')}::uuid[])`),
  )
  const left = new Map<string, StaffRow>()
  const decide = (id: string): DepartureStatus => {
    const before = existing.get(id)
    if (!before || !mayTouch(by, before)) return 'staff_not_found'
    if (id === by.id) return 'not_yourself'
    if (before.left_at || left.has(id)) return 'already_left'
    left.set(id, { ...before, left_at: moment(now) })
    return 'left'
  }
  const outcomes = departures.map(({ id }) => ({ id, status: decide(id) }))
  const rows = [...left.values()]
  await writeStaff(tx, rows, now)
  await tx.run(sql`
    update organization.assignments set ended_at = ${now}, changed_at = ${now}
    where staff_id = any(${column(rows, 'id')}::uuid[]) and ended_at is null`)
  await recordChanges(
    tx,
    by,
    now,
    rows.map((row) => changeOf('organization.staff', 'left', row.id, row.organization_id, existing.get(row.id), row)),
  )
  await announceRights(tx, 'organization.staff_changed', rows, now)
  return outcomes
}

/** Adds roles or changes what they permit. Of a guarded role the change waits for approval. */
export async function saveRoles(tx: Tx, by: By, now: string, drafts: RoleDraft[]): Promise<Outcome<RoleStatus>[]> {
  assert(drafts.length <= largest, `at most ${largest} roles in one call`)
  const roles = byId(
    await tx.rows<RoleRow>(sql`
      select id, name, name_en, permissions, guarded from organization.roles where id = any(${column(drafts, 'id')}::text[]) order by id for update`),
  )
  const proposed = await findProposed(
    tx,
    drafts.flatMap(({ approval_id }) => approval_id ?? []),
  )
  const saved: [before: RoleRow | undefined, after: RoleRow][] = []
  const proposals: Proposal[] = []
  const decide = (draft: RoleDraft): RoleStatus => {
    const before = roles.get(draft.id)
    const { id, name, name_en } = draft
    const after: RoleRow = { id, name, name_en, permissions: [...new Set(draft.permissions)].sort(), guarded: isGuarded(draft) }
    if (before && JSON.stringify(before) === JSON.stringify(after)) return 'already_saved'
    if (draft.approval_id && proposed.has(draft.approval_id)) return 'already_proposed'
    if (by.kind !== 'system' && (before?.guarded || after.guarded)) {
      if (!draft.approval_id) return 'approval_id_missing'
      proposals.push({
        id: draft.approval_id,
        kind: 'role',
        subject_id: id,
        organization_id: null,
        title: `${before ? '修改' : '新增'}角色 ${name}`,
        difference: { before: before ?? null, after },
        barred: [],
      })
      return 'proposed'
    }
    saved.push([before, after])
    roles.set(id, after)
    return 'saved'
  }
  const outcomes = drafts.map((draft) => ({ id: draft.id, status: decide(draft) }))
  await writeRoles(tx, by, now, saved)
  await propose(tx, by, now, proposals)
  return outcomes
}

export async function writeRoles(tx: Tx, by: By, now: string, saved: [before: RoleRow | undefined, after: RoleRow][]): Promise<void> {
  const rows = [...byId(saved.map(([, after]) => after)).values()]
  if (rows.length === 0) return
  await tx.run(sql`
    insert into organization.roles (id, name, name_en, permissions, guarded, changed_at)
    select id, name, name_en, permissions, guarded, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as s (id text, name text, name_en text, permissions text[], guarded boolean)
    on conflict (id) do update set name = excluded.name, name_en = excluded.name_en, permissions = excluded.permissions, guarded = excluded.guarded,
      changed_at = excluded.changed_at`)
  await recordChanges(
    tx,
    by,
    now,
    saved.map(([before, after]) => changeOf('organization.role', 'saved', after.id, null, before, after)),
  )
  await announceRights(tx, 'organization.roles_changed', rows, now)
}

/** Gives roles to people. A guarded role is proposed and takes effect when a second person has approved exactly this assignment. */
export async function assignRoles(tx: Tx, by: By, now: string, drafts: AssignmentDraft[]): Promise<Outcome<AssignmentStatus>[]> {
  assert(drafts.length <= largest, `at most ${largest} assignments in one call`)
  const rows = drafts.map((draft) => assignmentRow(draft, now))
  const facts = {
    existing: new Map<string, AssignmentRow>(await findAssignmentRows(tx, column(rows, 'id'))),
    proposed: new Map(
      [...(await findProposed(tx, column(rows, 'id')))].map(([id, { after }]) => [id, (after as { assignment: AssignmentRow }).assignment]),
    ),
    organizations: await findBrands(tx, column(rows, 'organization_id')),
    staff: await lockStaff(tx, column(rows, 'staff_id')),
    roles: byId(await findRoles(tx, column(rows, 'role_id'))),
  }
  const assigned: AssignmentRow[] = []
  const proposals: Proposal[] = []
  const outcomes = rows.map((row) => {
    const decided = decideAssignment(row, facts, by, now)
    if (decided.status === 'assigned') {
      assigned.push(row)
      facts.existing.set(row.id, row)
    }
    if (decided.status === 'proposed') {
      const role = facts.roles.get(row.role_id)!
      proposals.push({
        id: row.id,
        kind: 'assignment',
        subject_id: row.id,
        organization_id: row.organization_id,
        title: `授予角色 ${role.name}：${facts.staff.get(row.staff_id)!.name}`,
        // What the role permits is part of what is signed: it must be the same when the approval comes back.
        difference: { before: null, after: { assignment: row, permissions: role.permissions } },
        barred: [row.staff_id],
      })
      facts.proposed.set(row.id, row)
    }
    return { id: row.id, ...decided }
  })
  await writeAssignments(tx, by, now, assigned, 'role_granted')
  await propose(tx, by, now, proposals)
  return outcomes
}

const assignmentColumns = sql`id, staff_id, organization_id, role_id, brands, partners, valid_from, valid_until, delegated_by, delegated_from`

const findAssignmentRows = async (tx: Tx, ids: readonly string[]): Promise<Map<string, AssignmentRow & { ended_at: string | null }>> =>
  byId(
    await tx.rows<AssignmentRow & { ended_at: string | null }>(sql`
      select ${assignmentColumns}, ended_at from organization.assignments where id = any(${ids}::uuid[]) order by id for update`),
  )

/** Held until the commit, so that nobody is given a role while he is leaving. */
export const lockStaff = async (
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, { id: string; name: string; left_at: string | null }>> =>
  byId(
    await tx.rows<{ id: string; name: string; left_at: string | null }>(sql`
      select id, name, left_at from organization.staff where id = any(${ids}::uuid[]) order by id for share`),
  )

export async function writeAssignments(tx: Tx, by: By, now: string, rows: AssignmentRow[], action: string): Promise<void> {
  if (rows.length === 0) return
  await tx.run(sql`
    insert into organization.assignments (${assignmentColumns}, changed_at)
    select ${assignmentColumns}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as s (id uuid, staff_id uuid, organization_id text, role_id text, brands text[], partners text[],
      valid_from timestamptz, valid_until timestamptz, delegated_by uuid, delegated_from uuid)`)
  await recordChanges(
    tx,
    by,
    now,
    rows.map((row) => changeOf('organization.assignment', action, row.id, row.organization_id, null, row)),
  )
  await announceRights(tx, 'organization.assignments_changed', rows, now)
}

/** Takes roles away, at once, and with them what was lent from them. Also ends a delegation. */
export async function endAssignments(tx: Tx, by: By, now: string, endings: { id: string }[]): Promise<Outcome<EndingStatus>[]> {
  assert(endings.length <= largest, `at most ${largest} endings in one call`)
  const rows = await findAssignmentRows(tx, column(endings, 'id'))
  const ended = new Set<string>()
  const decide = (id: string): EndingStatus => {
    const row = rows.get(id)
    // Who lent a role may take it back without any right over staff.
    if (!row || !(mayTouch(by, row) || row.delegated_by === by.id)) return 'assignment_not_found'
    if (row.ended_at || ended.has(id)) return 'already_ended'
    ended.add(id)
    return 'ended'
  }
  const outcomes = endings.map(({ id }) => ({ id, status: decide(id) }))
  const over = await tx.rows<AssignmentRow>(sql`
    update organization.assignments set ended_at = ${now}, changed_at = ${now}
    where (id = any(${[...ended]}::uuid[]) or delegated_from = any(${[...ended]}::uuid[])) and ended_at is null
    returning ${assignmentColumns}`)
  await recordChanges(
    tx,
    by,
    now,
    over.map((row) => changeOf('organization.assignment', 'role_taken', row.id, row.organization_id, row, null)),
  )
  await announceRights(tx, 'organization.assignments_changed', over, now)
  return outcomes
}

/** Lends one's own roles to a colleague for a while. The loan ends with its time, with the role itself, or when it is taken back. */
export async function delegateRoles(tx: Tx, by: By, now: string, drafts: DelegationDraft[]): Promise<Outcome<DelegationStatus>[]> {
  assert(drafts.length <= largest, `at most ${largest} delegations in one call`)
  const own = new Map([...(await findAssignmentRows(tx, column(drafts, 'assignment_id')))].filter(([, row]) => !row.ended_at))
  const facts = {
    existing: new Map<string, AssignmentRow>(await findAssignmentRows(tx, column(drafts, 'id'))),
    own,
    staff: await lockStaff(tx, column(drafts, 'staff_id')),
    roles: byId(await findRoles(tx, column([...own.values()], 'role_id'))),
  }
  const lent: AssignmentRow[] = []
  const outcomes = drafts.map((draft) => {
    const decided = decideDelegation(draft, facts, by, now)
    if (decided.status === 'delegated') {
      const row: AssignmentRow = {
        ...pick(own.get(draft.assignment_id)!),
        id: draft.id,
        staff_id: draft.staff_id,
        valid_from: moment(draft.valid_from ?? now),
        valid_until: moment(draft.valid_until),
        delegated_by: by.id,
        delegated_from: draft.assignment_id,
      }
      lent.push(row)
      facts.existing.set(row.id, row)
    }
    return { id: draft.id, ...decided }
  })
  await writeAssignments(tx, by, now, lent, 'role_lent')
  return outcomes
}

const pick = ({ organization_id, role_id, brands, partners }: AssignmentRow) => ({ organization_id, role_id, brands, partners })

/** Says above which amount a permission needs a second person. `null` takes the rule away. */
export async function saveTwoPersonRules(
  tx: Tx,
  by: By,
  now: string,
  rules: (Omit<TwoPersonRule, 'above_minor'> & { above_minor: number | null })[],
): Promise<Outcome<'saved' | 'already_saved'>[]> {
  const key = ({ permission, currency }: { permission: string; currency: string }) => `${permission} ${currency}`
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('organization.two_person_rules'))`)
  const existing = new Map(
    (await tx.rows<TwoPersonRule>(sql`select permission, currency, above_minor from organization.two_person_rules`)).map((rule) => [
      key(rule),
      rule,
    ]),
  )
  const changed = rules.filter((rule) => (existing.get(key(rule))?.above_minor ?? null) !== rule.above_minor)
  const kept = changed.filter(({ above_minor }) => above_minor !== null)
  const gone = changed.filter(({ above_minor }) => above_minor === null)
  await tx.run(sql`
    insert into organization.two_person_rules (permission, currency, above_minor, changed_at)
    select distinct on (permission, currency) permission, currency, above_minor, ${now}
    from jsonb_to_recordset(${json(kept)}::jsonb) as s (permission text, currency text, above_minor bigint)
    on conflict (permission, currency) do update set above_minor = excluded.above_minor, changed_at = excluded.changed_at`)
  await tx.run(sql`
    delete from organization.two_person_rules r using unnest(${column(gone, 'permission')}::text[], ${column(gone, 'currency')}::text[]) as g (permission, currency)
    where r.permission = g.permission and r.currency = g.currency`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map((rule) =>
      changeOf('organization.two_person_rule', 'saved', key(rule), null, existing.get(key(rule)), rule.above_minor === null ? null : rule),
    ),
  )
  return rules.map((rule) => ({ id: key(rule), status: changed.includes(rule) ? 'saved' : 'already_saved' }))
}

export interface Proposal {
  id: string
  kind: 'assignment' | 'role'
  subject_id: string
  organization_id: string | null
  title: string
  difference: { before: unknown; after: unknown }
  /** Who gains by it and must not decide. */
  barred: string[]
}

const findProposed = async (tx: Tx, ids: readonly string[]): Promise<Map<string, { before: unknown; after: unknown }>> =>
  new Map(
    (
      await tx.rows<{ id: string; difference: { before: unknown; after: unknown } }>(
        sql`select id, difference from organization.proposals where id = any(${ids}::uuid[])`,
      )
    ).map(({ id, difference }) => [id, difference]),
  )

/** Keeps the difference and asks for approval by an event: the approvals center comes after this one and cannot be called. */
async function propose(tx: Tx, by: By, now: string, proposals: Proposal[]): Promise<void> {
  if (proposals.length === 0) return
  const rows = proposals.map((one) => ({ ...one, digest: digestOf(one.difference) }))
  await tx.run(sql`
    insert into organization.proposals (id, kind, subject_id, difference, digest, state, proposed_by, proposed_at)
    select id, kind, subject_id, difference, digest, 'waiting', ${by.id}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as s (id uuid, kind text, subject_id text, difference jsonb, digest text)`)
  await recordChanges(
    tx,
    by,
    now,
    proposals.map(({ id, kind, organization_id, difference }) => ({
      subject: `organization.${kind}`,
      subject_id: id,
      action: 'proposed',
      organization_id,
      ...difference,
    })),
  )
  await announce(
    tx,
    'approvals.wanted',
    proposals.map(({ id, kind, organization_id, title, difference, barred }) => ({
      id,
      subject: `organization.${kind}`,
      subject_id: id,
      title,
      difference,
      organization_id,
      asked_by: by.id,
      barred,
    })),
    now,
  )
}
