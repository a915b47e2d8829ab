import { type Caller, notFound } from './http.ts'
import { join, type Sql, sql } from './sql.ts'

export type Ids = 'all' | readonly string[]

/** Whose rows: one box allows a row that lies in all three of its dimensions. */
export interface Scope {
  organizations: Ids
  brands: Ids
  partners: Ids
}

/** Rights held over one scope. Somebody with two offices has two grants; neither reaches into the other's scope. */
export interface Grant extends Scope {
  permissions: ReadonlySet<string>
}

/**
 * The caller as one permission sees him: only the scopes in which he holds it remain. Routes are given the caller already narrowed to
 * their own permission; a verb that asks for a second one narrows again.
 */
export function forPermission(caller: Caller, permission: string): Caller {
  if (!caller.grants) return caller
  const named = permission.includes('.')
  const scopes = caller.grants.filter(({ permissions }) => !named || permissions.has(permission) || permissions.has('*'))
  return { ...caller, scopes, ...union(scopes) }
}

/** What the scopes reach together, per dimension. */
export function union(scopes: readonly Scope[]): Scope {
  const together = (dimension: keyof Scope): Ids =>
    scopes.some((scope) => scope[dimension] === 'all')
      ? 'all'
      : [...new Set(scopes.flatMap((scope) => scope[dimension] as readonly string[]))]
  return { organizations: together('organizations'), brands: together('brands'), partners: together('partners') }
}

/** The columns that say whose a row is; leave out a dimension that the table does not have. */
export interface ScopeColumns {
  organization?: Sql
  brand?: Sql
  partner?: Sql
}

/**
 * A condition that keeps the rows the caller may touch, for `where`. Every list, count, export and look-up by id of staff carries it.
 * A row without owner in a column (null) is seen only by those who see all of that dimension.
 */
export function scopeFilter(caller: Caller, columns: ScopeColumns): Sql {
  const boxes = (caller.scopes ?? [caller]).map((scope) => boxFilter(scope, columns))
  if (boxes.length === 0) return sql`false`
  if (boxes.some((box) => box === null)) return sql`true`
  return sql`(${join(boxes as Sql[], ' or ')})`
}

/** Null when the box lets every row through. */
function boxFilter(scope: Scope, { organization, brand, partner }: ScopeColumns): Sql | null {
  const parts: Sql[] = []
  if (organization && scope.organizations !== 'all') parts.push(sql`${organization} = any(${[...scope.organizations]}::text[])`)
  if (brand && scope.brands !== 'all') parts.push(sql`${brand} = any(${[...scope.brands]}::text[])`)
  if (partner && scope.partners !== 'all') parts.push(sql`${partner} = any(${[...scope.partners]}::text[])`)
  return parts.length === 0 ? null : sql`(${join(parts, ' and ')})`
}

/** Whose one row is; null is nobody's in particular, undefined a dimension that does not count here. */
export interface Owner {
  organization_id?: string | null
  brand_id?: string | null
  partner_id?: string | null
}

/** The same decision as `scopeFilter`, for a row at hand. */
export const mayTouch = (caller: Caller, owner: Owner): boolean =>
  (caller.scopes ?? [caller]).some(
    (scope) =>
      holds(scope.organizations, owner.organization_id) && holds(scope.brands, owner.brand_id) && holds(scope.partners, owner.partner_id),
  )

const sets = new WeakMap<readonly string[], Set<string>>()

function holds(ids: Ids, id: string | null | undefined): boolean {
  if (id === undefined || ids === 'all') return true
  if (id === null) return false
  if (ids.length < 16) return ids.includes(id)
  // A city has hundreds of organizations and an export thousands of rows.
  let set = sets.get(ids)
  if (!set) {
    set = new Set(ids)
    sets.set(ids, set)
  }
  return set.has(id)
}

/** Refuses the request (404: it does not even tell whether the organization exists) when it is not the caller's. */
export function requireOrganization(caller: Caller, organization_id: string): void {
  if (!mayTouch(caller, { organization_id })) throw notFound(`The organization ${organization_id}`)
}
