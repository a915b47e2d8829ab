import type { By } from '#core/audit.ts'
import { mayTouch } from '#core/scope.ts'
import type {
  AssignmentDraft,
  AssignmentRow,
  AssignmentStatus,
  DelegationDraft,
  DelegationStatus,
  Move,
  MoveStatus,
  Organization,
  OrganizationDraft,
  OrganizationStatus,
  RoleRow,
} from './model.ts'

export const deepest = 32
export type Tree = Map<string, Organization>
type Decided<Status> = { status: Status; detail?: string }

/** Decides one draft and, if it goes through, puts it into the tree, so that the next one may stand under it. */
export function decideOrganization(draft: OrganizationDraft, tree: Tree, by: By): Decided<OrganizationStatus> {
  const before = tree.get(draft.id)
  if (before && !mayTouch(by, { organization_id: before.id })) return { status: 'organization_not_found' }
  if (before && before.parent_id !== draft.parent_id)
    return { status: 'parent_differs', detail: `${draft.id} stands under ${before.parent_id ?? 'nothing'}; move it to change that` }
  if (!before) {
    const refused = decidePlace(draft, tree, by)
    if (refused) return refused
  }
  const parent = draft.parent_id === null ? undefined : tree.get(draft.parent_id)
  const after: Organization = {
    id: draft.id,
    parent_id: draft.parent_id,
    type: draft.type,
    name: draft.name,
    name_en: draft.name_en,
    brand_id: draft.brand_id ?? null,
    region_code: draft.region_code ?? null,
    franchised: draft.franchised ?? false,
    path: before?.path ?? `${parent?.path ?? '/'}${draft.id}/`,
    depth: before?.depth ?? (parent?.depth ?? 0) + 1,
    closed_at: before?.closed_at ?? null,
  }
  if (before && JSON.stringify(before) === JSON.stringify(after)) return { status: 'already_saved' }
  tree.set(draft.id, after)
  return { status: 'saved' }
}

/** Why something new may not stand there; undefined when it may. A parent made earlier in the same batch is the caller's own. */
function decidePlace(draft: OrganizationDraft, tree: Tree, by: By): Decided<OrganizationStatus> | undefined {
  if (draft.parent_id === null)
    return by.organizations === 'all' ? undefined : { status: 'parent_not_found', detail: 'only who sees every organization adds a root' }
  const parent = tree.get(draft.parent_id)
  if (!parent || !reaches(by, parent)) return { status: 'parent_not_found', detail: `${draft.parent_id} does not exist or is not yours` }
  if (parent.closed_at) return { status: 'parent_is_closed', detail: `${parent.id} is closed` }
  if (isOffice(parent)) return { status: 'parent_is_office', detail: `${parent.id} is an office; put it under ${parent.parent_id}` }
  if (parent.depth >= deepest) return { status: 'too_deep', detail: `at most ${deepest} levels` }
  return undefined
}

/** Within the caller's scope, also when it was made a moment ago and the scope does not list it yet. */
const reaches = (by: By, { path }: Organization): boolean =>
  path
    .split('/')
    .filter(Boolean)
    .some((organization_id) => mayTouch(by, { organization_id }))

export const isOffice = ({ type }: { type: string }): boolean => type.startsWith('office_')

/** Decides one move and, if it goes through, carries it out in the tree, with everything under the moved organization. */
export function decideMove(move: Move, tree: Tree, by: By): Decided<MoveStatus> {
  const moved = tree.get(move.id)
  const parent = tree.get(move.parent_id)
  if (!moved || !reaches(by, moved) || moved.parent_id === null)
    return { status: 'organization_not_found', detail: `${move.id} does not exist, is not yours or is the root` }
  if (!parent || !reaches(by, parent)) return { status: 'parent_not_found', detail: `${move.parent_id} does not exist or is not yours` }
  if (parent.path.startsWith(moved.path)) {
    const circle = parent.path.slice(moved.path.length - moved.id.length - 1, -1).split('/')
    return { status: 'would_stand_under_itself', detail: `${parent.id} stands under ${moved.id}: ${circle.join(' → ')} → ${moved.id}` }
  }
  if (parent.closed_at) return { status: 'parent_is_closed', detail: `${parent.id} is closed` }
  if (isOffice(parent)) return { status: 'parent_is_office', detail: `${parent.id} is an office; put it under ${parent.parent_id}` }
  const subtree = [...tree.values()].filter(({ path }) => path.startsWith(moved.path))
  const deeper = parent.depth + 1 - moved.depth
  if (subtree.some(({ depth }) => depth + deeper > deepest)) return { status: 'too_deep', detail: `at most ${deepest} levels` }
  if (moved.parent_id === parent.id) return { status: 'already_there' }
  const path = `${parent.path}${moved.id}/`
  for (const one of subtree) tree.set(one.id, { ...one, path: path + one.path.slice(moved.path.length), depth: one.depth + deeper })
  tree.set(moved.id, { ...tree.get(moved.id)!, parent_id: parent.id })
  return { status: 'moved' }
}

export interface AssignmentFacts {
  existing: Map<string, AssignmentRow>
  /** Ids of proposals that wait or were decided, with what they were about. */
  proposed: Map<string, AssignmentRow>
  /** With the brand each works for: its own or the nearest one above. */
  organizations: Map<string, { brand_id: string | null }>
  staff: Map<string, { id: string; left_at: string | null }>
  roles: Map<string, RoleRow>
}

export function decideAssignment(draft: AssignmentRow, facts: AssignmentFacts, by: By, now: string): Decided<AssignmentStatus> {
  const before = facts.existing.get(draft.id)
  if (before)
    return sameAssignment(before, draft) ? { status: 'already_assigned' } : { status: 'id_used_for_another', detail: 'choose another id' }
  const proposed = facts.proposed.get(draft.id)
  if (proposed)
    return sameAssignment(proposed, draft) ? { status: 'already_proposed' } : { status: 'id_used_for_another', detail: 'choose another id' }
  const organization = facts.organizations.get(draft.organization_id)
  if (!organization || !mayTouch(by, { organization_id: draft.organization_id }))
    return { status: 'organization_not_found', detail: `${draft.organization_id} does not exist or is not yours` }
  const person = facts.staff.get(draft.staff_id)
  if (!person) return { status: 'staff_not_found', detail: 'add the member of staff first' }
  if (person.left_at) return { status: 'staff_has_left' }
  const role = facts.roles.get(draft.role_id)
  if (!role) return { status: 'role_not_found', detail: `there is no role ${draft.role_id}` }
  const { organization_id } = draft
  // Naming none means all of them, which only those may give who have all of them.
  const brands = draft.brands ?? [organization.brand_id]
  const partners = draft.partners ?? [null]
  if (brands.some((brand_id) => !mayTouch(by, { organization_id, brand_id })))
    return { status: 'brand_not_yours', detail: 'name the brands, and only such as you see yourself' }
  if (partners.some((partner_id) => !mayTouch(by, { organization_id, partner_id })))
    return { status: 'partner_not_yours', detail: 'name the partners, and only such as you see yourself' }
  if (draft.staff_id === by.id) return { status: 'not_to_yourself', detail: 'ask a colleague: nobody gives himself a role' }
  if (draft.valid_until !== null && (draft.valid_until <= now || draft.valid_until <= draft.valid_from)) return { status: 'period_is_over' }
  return { status: role.guarded && by.kind !== 'system' ? 'proposed' : 'assigned' }
}

/** Rights that make more rights: a role with one of them is always guarded. */
const powerful = ['*', 'roles.edit', 'staff.edit']
export const isGuarded = (draft: { guarded?: boolean; permissions: readonly string[] }): boolean =>
  draft.guarded === true || draft.permissions.some((permission) => powerful.includes(permission))

/** The moment it begins is left out: a retry without `valid_from` comes later. */
const sameAssignment = (a: AssignmentRow, b: AssignmentRow): boolean =>
  a.staff_id === b.staff_id &&
  a.organization_id === b.organization_id &&
  a.role_id === b.role_id &&
  String(a.brands) === String(b.brands) &&
  String(a.partners) === String(b.partners) &&
  a.valid_until === b.valid_until

export const assignmentRow = (draft: AssignmentDraft, now: string): AssignmentRow => ({
  id: draft.id,
  staff_id: draft.staff_id,
  organization_id: draft.organization_id,
  role_id: draft.role_id,
  brands: draft.brands ? [...new Set(draft.brands)].sort() : null,
  partners: draft.partners ? [...new Set(draft.partners)].sort() : null,
  valid_from: moment(draft.valid_from ?? now),
  valid_until: draft.valid_until ? moment(draft.valid_until) : null,
  delegated_by: null,
  delegated_from: null,
})

export const moment = (text: string): string => new Date(text).toISOString()

export interface DelegationFacts {
  existing: Map<string, AssignmentRow>
  own: Map<string, AssignmentRow>
  staff: Map<string, { id: string; left_at: string | null }>
  roles: Map<string, RoleRow>
}

export function decideDelegation(draft: DelegationDraft, facts: DelegationFacts, by: By, now: string): Decided<DelegationStatus> {
  const before = facts.existing.get(draft.id)
  if (before)
    return before.delegated_from === draft.assignment_id && before.staff_id === draft.staff_id
      ? { status: 'already_delegated' }
      : { status: 'id_used_for_another', detail: 'choose another id' }
  const own = facts.own.get(draft.assignment_id)
  if (!own || own.staff_id !== by.id) return { status: 'assignment_not_found', detail: 'only your own assignments can be lent' }
  const person = facts.staff.get(draft.staff_id)
  if (!person) return { status: 'staff_not_found' }
  if (person.left_at) return { status: 'staff_has_left' }
  if (draft.staff_id === by.id) return { status: 'not_to_yourself' }
  if (own.delegated_from) return { status: 'borrowed_cannot_be_lent', detail: 'what was lent to you cannot be lent on' }
  if (facts.roles.get(own.role_id)?.guarded) return { status: 'guarded_cannot_be_lent', detail: 'ask an administrator to assign it' }
  const until = moment(draft.valid_until)
  if (until <= now || until <= moment(draft.valid_from ?? now)) return { status: 'period_is_over' }
  if (own.valid_until && until > own.valid_until) return { status: 'longer_than_your_own', detail: `yours ends ${own.valid_until}` }
  return { status: 'delegated' }
}
