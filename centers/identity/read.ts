import { hot, type Reader } from '#core/sql.ts'
import type { Handle, HandleKind, User } from './model.ts'

export const findUsers = (on: Reader, ids: readonly string[]): Promise<User[]> =>
  on.rows<User>(hot`
    select id, name, locale, state, registered_through, registered_at from identity.users where id = any(${ids}::uuid[])`)

export interface HeldHandle extends Handle {
  user_id: string
  verified_at: string | null
}

/** Who has these handles; a handle that nobody has is left out. */
export const findHandles = (on: Reader, handles: readonly Handle[]): Promise<HeldHandle[]> =>
  on.rows<HeldHandle>(hot`
    select h.kind, h.value, h.user_id, h.verified_at
    from unnest(${handles.map(({ kind }) => kind)}::text[], ${handles.map(({ value }) => value)}::text[]) as w (kind, value)
    join identity.handles h on h.kind = w.kind and h.value = w.value`)

export const listHandles = (on: Reader, user_id: string): Promise<{ kind: HandleKind; value: string; verified_at: string | null }[]> =>
  on.rows(hot`select kind, value, verified_at from identity.handles where user_id = ${user_id} order by kind, value`)

/** All that a password sign-in needs, in one query. */
export const findCredentials = (on: Reader, { kind, value }: Handle) =>
  on.row<{
    user_id: string
    state: User['state']
    name: string
    verified_at: string | null
    hash: string | null
    must_change: boolean | null
  }>(hot`
    select h.user_id, u.state, u.name, h.verified_at, p.hash, p.must_change
    from identity.handles h
    join identity.users u on u.id = h.user_id
    left join identity.passwords p on p.user_id = h.user_id
    where h.kind = ${kind} and h.value = ${value}`)

/** The stored hash; null for a user without a password. */
export const findPassword = async (on: Reader, user_id: string): Promise<string | null> =>
  (await on.row<{ hash: string }>(hot`select hash from identity.passwords where user_id = ${user_id}`))?.hash ?? null

/** Where each user can be reached, as far as he proved it, and in which language. */
export async function listHandlesOf(
  on: Reader,
  user_ids: readonly string[],
): Promise<Map<string, { locale: User['locale']; phone: string | null; email: string | null }>> {
  const rows = await on.rows<{ id: string; locale: User['locale']; phone: string | null; email: string | null }>(hot`
    select u.id, u.locale, min(h.value) filter (where h.kind = 'phone') as phone, min(h.value) filter (where h.kind = 'email') as email
    from identity.users u left join identity.handles h on h.user_id = u.id and h.verified_at is not null
    where u.id = any(${user_ids}::uuid[]) and u.state = 'active' group by u.id`)
  return new Map(rows.map(({ id, ...rest }) => [id, rest]))
}
