import { BusinessDate, Choice, Code, closed, Id, Moment, Nullable, type Static, T, Text } from '#core/http.ts'

export const organizationTypes = [
  'group',
  'company',
  'brand',
  'city',
  'area',
  'county',
  'department',
  'institution',
  'store',
  'warehouse',
  'office_business',
  'office_settlement',
  'office_accounting',
  'office_operations',
] as const
export type OrganizationType = (typeof organizationTypes)[number]

const regionCode = (description: string) => T.String({ pattern: '^[0-9]{2,12}$', description })
const Permission = T.String({
  pattern: '^(\\*|[a-z][a-z_]*\\.[a-z][a-z_]*)$',
  maxLength: 80,
  description: 'A right as `noun.verb`; `*` is every right',
})

export const OrganizationDraft = closed({
  id: Code('Short code of the organization, chosen once and never changed'),
  parent_id: Nullable(
    Code('The organization it stands under; null for the root. Of an existing organization it is changed by a move only'),
  ),
  type: Choice(organizationTypes, 'What kind of organization it is'),
  name: Text('Chinese name', 120),
  name_en: Text('English name', 120),
  brand_id: T.Optional(Nullable(Code('The brand it works for; left out or null for all brands'))),
  region_code: T.Optional(Nullable(regionCode('Administrative division where it is, GB/T 2260'))),
  franchised: T.Optional(T.Boolean({ description: 'Run by a franchisee instead of ourselves' })),
})
export type OrganizationDraft = Static<typeof OrganizationDraft>

export const Organization = T.Object({
  id: T.String(),
  parent_id: Nullable(T.String()),
  type: T.String(),
  name: T.String(),
  name_en: T.String(),
  brand_id: Nullable(T.String()),
  region_code: Nullable(T.String()),
  franchised: T.Boolean(),
  path: T.String(),
  depth: T.Integer(),
  closed_at: Nullable(T.String()),
})
export type Organization = Static<typeof Organization>

export const organizationStatuses = [
  'organization_not_found',
  'parent_differs',
  'parent_not_found',
  'parent_is_closed',
  'parent_is_office',
  'too_deep',
  'already_saved',
  'saved',
] as const
export type OrganizationStatus = (typeof organizationStatuses)[number]

export const Move = closed({
  id: Code('The organization to move, with everything under it'),
  parent_id: Code('Where it shall stand'),
})
export type Move = Static<typeof Move>
export const moveStatuses = [
  'organization_not_found',
  'parent_not_found',
  'would_stand_under_itself',
  'parent_is_closed',
  'parent_is_office',
  'too_deep',
  'already_there',
  'moved',
] as const
export type MoveStatus = (typeof moveStatuses)[number]

export const Closing = closed({ id: Code('The organization to close') })
export type Closing = Static<typeof Closing>
export const closingStatuses = ['organization_not_found', 'has_open_organizations', 'has_staff', 'already_closed', 'closed'] as const
export type ClosingStatus = (typeof closingStatuses)[number]

export const PositionDraft = closed({
  id: Id('Id of the position, chosen by the caller'),
  organization_id: Code('The organization the position is in'),
  name: Text('Chinese name', 80),
  name_en: Text('English name', 80),
  seats: T.Integer({ minimum: 1, maximum: 10_000, description: 'How many people it is for' }),
  head: T.Optional(T.Boolean({ description: 'Whoever fills it is the head of the organization' })),
})
export type PositionDraft = Static<typeof PositionDraft>
export const Position = T.Object({
  id: T.String(),
  organization_id: T.String(),
  name: T.String(),
  name_en: T.String(),
  seats: T.Integer(),
  head: T.Boolean(),
  filled: T.Integer({ description: 'How many seats are taken' }),
})
export type PositionStatus = 'organization_not_found' | 'organization_differs' | 'already_saved' | 'saved'

export const StaffDraft = closed({
  id: Id('Id of the user in identity: who signs in as this user acts as this member of staff'),
  staff_no: Code('Number of the member of staff in the enterprise'),
  name: Text('Name', 80),
  name_en: T.Optional(Text('Name in Latin letters', 80)),
  phone: T.Optional(Nullable(T.String({ pattern: '^\\+?[0-9]{5,15}$', description: 'Telephone number, digits only' }))),
  email: T.Optional(Nullable(T.String({ pattern: '^[^@\\s]+@[^@\\s]+$', maxLength: 200, description: 'Email address' }))),
  organization_id: Code('The organization the person belongs to'),
  position_id: T.Optional(Nullable(Id('The position the person fills there'))),
  joined_on: T.Optional(BusinessDate('First day of work; today if left out')),
})
export type StaffDraft = Static<typeof StaffDraft>
export const Staff = T.Object({
  id: T.String(),
  staff_no: T.String(),
  name: T.String(),
  name_en: T.String(),
  phone: Nullable(T.String()),
  email: Nullable(T.String()),
  organization_id: T.String(),
  organization_name: T.String(),
  organization_name_en: T.String(),
  position_id: Nullable(T.String()),
  position_name: Nullable(T.String()),
  position_name_en: Nullable(T.String()),
  joined_on: T.String(),
  left_at: Nullable(T.String()),
  role_ids: T.Array(T.String()),
})
export type Staff = Static<typeof Staff>
export const staffStatuses = [
  'staff_not_found',
  'organization_not_found',
  'organization_is_closed',
  'staff_no_taken',
  'position_not_found',
  'position_is_full',
  'already_saved',
  'saved',
] as const
export type StaffStatus = (typeof staffStatuses)[number]
export type DepartureStatus = 'staff_not_found' | 'not_yourself' | 'already_left' | 'left'

export const RoleDraft = closed({
  id: Code('Short code of the role'),
  name: Text('Chinese name', 80),
  name_en: Text('English name', 80),
  permissions: T.Array(Permission, { maxItems: 300, description: 'What its holders may do, within the organization they hold it in' }),
  guarded: T.Optional(T.Boolean({ description: 'Granting or changing it takes effect only when a second person has approved' })),
  approval_id: T.Optional(Id('Id of the approval that is asked when the role is guarded, chosen by the caller')),
})
export type RoleDraft = Static<typeof RoleDraft>
export const Role = T.Object({
  id: T.String(),
  name: T.String(),
  name_en: T.String(),
  permissions: T.Array(T.String()),
  guarded: T.Boolean(),
  holders: T.Integer({ description: 'How many people hold it now' }),
})
export interface RoleRow {
  id: string
  name: string
  name_en: string
  permissions: string[]
  guarded: boolean
}
export type RoleStatus = 'already_saved' | 'already_proposed' | 'approval_id_missing' | 'proposed' | 'saved'

export const AssignmentDraft = closed({
  id: Id('Id of the assignment, chosen by the caller; of a guarded role also the id of the approval that is asked'),
  staff_id: Id('Who shall hold the role'),
  organization_id: Code('Where: in this organization and everything under it'),
  role_id: Code('The role'),
  brands: T.Optional(
    Nullable(
      T.Array(Code('Brand'), {
        minItems: 1,
        maxItems: 200,
        description: 'Only these brands; left out: the brand of the organization, or all',
      }),
    ),
  ),
  partners: T.Optional(
    Nullable(T.Array(Code('Partner'), { minItems: 1, maxItems: 2000, description: 'Only these partners; left out: all' })),
  ),
  valid_from: T.Optional(Moment('From when; from now if left out')),
  valid_until: T.Optional(Nullable(Moment('Until when; without end if left out'))),
})
export type AssignmentDraft = Static<typeof AssignmentDraft>
export const Assignment = T.Object({
  id: T.String(),
  staff_id: T.String(),
  staff_name: T.String(),
  organization_id: T.String(),
  organization_name: T.String(),
  organization_name_en: T.String(),
  role_id: T.String(),
  role_name: T.String(),
  role_name_en: T.String(),
  brands: Nullable(T.Array(T.String())),
  partners: Nullable(T.Array(T.String())),
  valid_from: T.String(),
  valid_until: Nullable(T.String()),
  delegated_by: Nullable(T.String()),
  delegated_by_name: Nullable(T.String()),
  ended_at: Nullable(T.String()),
})
export type Assignment = Static<typeof Assignment>

/** An assignment as it is stored, and as a second person signs it. */
export interface AssignmentRow {
  id: string
  staff_id: string
  organization_id: string
  role_id: string
  brands: string[] | null
  partners: string[] | null
  valid_from: string
  valid_until: string | null
  delegated_by: string | null
  delegated_from: string | null
}
export const assignmentStatuses = [
  'id_used_for_another',
  'already_assigned',
  'already_proposed',
  'organization_not_found',
  'staff_not_found',
  'staff_has_left',
  'role_not_found',
  'brand_not_yours',
  'partner_not_yours',
  'not_to_yourself',
  'period_is_over',
  'proposed',
  'assigned',
] as const
export type AssignmentStatus = (typeof assignmentStatuses)[number]
export type EndingStatus = 'assignment_not_found' | 'already_ended' | 'ended'

export const DelegationDraft = closed({
  id: Id('Id of the delegation, chosen by the caller'),
  assignment_id: Id('Which of your own assignments you lend'),
  staff_id: Id('To whom'),
  valid_from: T.Optional(Moment('From when; from now if left out')),
  valid_until: Moment('Until when'),
})
export type DelegationDraft = Static<typeof DelegationDraft>
export const delegationStatuses = [
  'id_used_for_another',
  'already_delegated',
  'assignment_not_found',
  'staff_not_found',
  'staff_has_left',
  'not_to_yourself',
  'borrowed_cannot_be_lent',
  'guarded_cannot_be_lent',
  'period_is_over',
  'longer_than_your_own',
  'delegated',
] as const
export type DelegationStatus = (typeof delegationStatuses)[number]

export const TwoPersonRule = closed({
  permission: Permission,
  currency: T.String({ pattern: '^[A-Z]{3}$', description: 'Currency of the amount' }),
  above_minor: T.Integer({ minimum: 0, description: 'Above this amount in minor units a second person must approve' }),
})
export type TwoPersonRule = Static<typeof TwoPersonRule>
