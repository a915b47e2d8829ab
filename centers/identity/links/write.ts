import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { hot, json, type Reader, type Tx } from '#core/sql.ts'
import type { User } from '../model.ts'
import { findUsers } from '../read.ts'
import { registerUsers } from '../write.ts'
import type { SocialIdentity, SocialProvider } from './model.ts'

const providers = new Map<string, SocialProvider>()

/** Registers the providers at assembly. */
export function setSocialProviders(given: readonly SocialProvider[]): void {
  providers.clear()
  for (const one of given) providers.set(one.provider, one)
}
export const findSocialProvider = (provider: string): SocialProvider | undefined => providers.get(provider)
export const listSocialProviders = (): string[] => [...providers.keys()]

export interface Link {
  provider: string
  name: string | null
  linked_at: string
  used_at: string
}

export const listLinks = (on: Reader, user_id: string): Promise<Link[]> =>
  on.rows<Link>(hot`
    select provider, min(profile->>'name') as name, min(linked_at) as linked_at, max(used_at) as used_at
    from identity.links where user_id = ${user_id} group by provider order by provider`)

export type LinkOutcome = { status: 'linked_to_another' } | { status: 'linked' | 'signed_in' | 'registered'; user: User }

/**
 * Signs in whom the provider names, or links him to who is signed in. Never links by name, phone or address the provider tells: those are not
 * proved to us. A known person stays linked to whom he was first linked to.
 */
export async function takeIdentity(
  tx: Tx,
  now: string,
  provider: SocialProvider['provider'] | `federation:${string}`,
  identity: SocialIdentity,
  signed_in_user_id: string | null,
): Promise<LinkOutcome> {
  // Of two tabs that come back at once, one waits here for the other.
  const key = identity.union_subject ? `${identity.platform_key} ${identity.union_subject}` : `${identity.tenant_key} ${identity.subject}`
  await tx.run(hot`select pg_advisory_xact_lock(hashtext('identity.links'), hashtext(${`${provider} ${key}`}))`)
  const [known] = await tx.rows<{ user_id: string }>(hot`
    select user_id from identity.links
    where provider = ${provider} and (
      (tenant_key = ${identity.tenant_key} and subject = ${identity.subject})
      or (platform_key = ${identity.platform_key} and union_subject = ${identity.union_subject}))
    order by linked_at limit 1`)
  if (known && signed_in_user_id && known.user_id !== signed_in_user_id) return { status: 'linked_to_another' }

  const user_id = known?.user_id ?? signed_in_user_id ?? newId()
  const status = known && !signed_in_user_id ? 'signed_in' : signed_in_user_id ? 'linked' : 'registered'
  if (status === 'registered')
    await registerUsers(tx, now, [
      { id: user_id, name: (identity.name ?? '').trim().slice(0, 60) || provider, handles: [], registered_through: provider },
    ])
  await tx.run(hot`
    insert into identity.links (provider, tenant_key, subject, user_id, platform_key, union_subject, profile, linked_at, used_at)
    values (${provider}, ${identity.tenant_key}, ${identity.subject}, ${user_id}, ${identity.platform_key}, ${identity.union_subject},
      ${json({ name: identity.name, ...identity.profile })}::jsonb, ${now}, ${now})
    on conflict (provider, tenant_key, subject) do update set used_at = excluded.used_at, profile = excluded.profile,
      platform_key = coalesce(excluded.platform_key, links.platform_key), union_subject = coalesce(excluded.union_subject, links.union_subject)`)
  if (!known) await announce(tx, 'identity.linked', [{ user_id, provider }], now)
  const [user] = await findUsers(tx, [user_id])
  return { status, user: user! }
}
