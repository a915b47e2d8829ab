import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { chunksOf } from '#core/outcomes.ts'
import type { Db } from '#core/sql.ts'
import type { AssignmentDraft, OrganizationDraft, PositionDraft, RoleDraft, StaffDraft } from './model.ts'
import { assignRoles, saveOrganizations, savePositions, saveRoles, saveStaff } from './write.ts'

type Text = { zh: string; en: string }

/** The organization of an enterprise as plain data: what `world/organization.ts` exports. */
export interface OrganizationWorld {
  organizations: readonly {
    id: string
    parent_id: string | null
    kind: string
    office_kind: string | null
    franchised: boolean
    brand_id: string | null
    name: Text
    region_code: string
  }[]
  roles: readonly { id: string; name: Text; permissions: readonly string[] }[]
  staff: readonly {
    sign_in_name: string
    name: Text
    position: Text
    organization_id: string
    role_ids: readonly string[]
    phone: string
    /** Where his roles count, when that is more than his own organization. */
    reach?: string | undefined
  }[]
}

/** The id of a person of the sample enterprise, in identity and here: known from the sign-in name. */
export const staffIdOf = (sign_in_name: string): string => steadyId('staff', sign_in_name)

/** Loads organizations, positions, roles, staff and assignments. Loading again changes nothing. */
export async function loadOrganization(db: Db, world: OrganizationWorld, now: string): Promise<void> {
  const by = systemBy('world loader')
  const organizations = world.organizations.map(
    ({ id, parent_id, kind, office_kind, franchised, brand_id, name, region_code }): OrganizationDraft => ({
      id,
      parent_id,
      type: (office_kind ? `office_${office_kind}` : kind) as OrganizationDraft['type'],
      name: name.zh,
      name_en: name.en,
      brand_id,
      region_code,
      franchised,
    }),
  )
  const roles = world.roles.map(
    ({ id, name, permissions }): RoleDraft => ({ id, name: name.zh, name_en: name.en, permissions: [...permissions] }),
  )
  const position_id = (organization_id: string, position: Text) => steadyId('position', organization_id, position.zh)
  const seats = new Map<string, PositionDraft>()
  for (const { organization_id, position, role_ids } of world.staff) {
    const id = position_id(organization_id, position)
    const head = role_ids.some((role) => /head|manager|director/.test(role))
    seats.set(id, { id, organization_id, name: position.zh, name_en: position.en, seats: (seats.get(id)?.seats ?? 0) + 1, head })
  }
  const staff = world.staff.map(
    (person, index): StaffDraft => ({
      id: staffIdOf(person.sign_in_name),
      staff_no: `S${String(index + 1).padStart(5, '0')}`,
      name: person.name.zh,
      name_en: person.name.en,
      phone: person.phone,
      organization_id: person.organization_id,
      position_id: position_id(person.organization_id, person.position),
      joined_on: '2024-03-01',
    }),
  )
  // A department works for its whole company: its people's rights reach as far.
  const reach = new Map(world.organizations.map(({ id, kind, parent_id }) => [id, kind === 'department' && parent_id ? parent_id : id]))
  const assignments = world.staff.flatMap(({ sign_in_name, organization_id, role_ids, reach: own_reach }) =>
    role_ids.map(
      (role_id): AssignmentDraft => ({
        id: steadyId('assignment', sign_in_name, organization_id, role_id),
        staff_id: staffIdOf(sign_in_name),
        organization_id: own_reach ?? reach.get(organization_id)!,
        role_id,
      }),
    ),
  )
  for (const chunk of chunksOf(organizations, 1_000)) await db.tx((tx) => saveOrganizations(tx, by, now, chunk))
  for (const chunk of chunksOf([...seats.values()], 1_000)) await db.tx((tx) => savePositions(tx, by, now, chunk))
  for (const chunk of chunksOf(roles, 1_000)) await db.tx((tx) => saveRoles(tx, by, now, chunk))
  for (const chunk of chunksOf(staff, 1_000)) await db.tx((tx) => saveStaff(tx, by, now, chunk))
  for (const chunk of chunksOf(assignments, 1_000)) await db.tx((tx) => assignRoles(tx, by, now, chunk))
}
