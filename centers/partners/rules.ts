import { type Caller, nobody } from '#core/http.ts'
import type { Grant } from '#core/scope.ts'
import { commonPermission, type KeyItem, type KeyStatus, type StoredKey, sandbox_id } from './model.ts'

/** A key as a caller: the same machinery that judges people judges it. */
export function callerOf(key: StoredKey): Caller {
  const scope = {
    organizations: key.sandbox ? [sandbox_id] : key.organization_ids,
    brands: key.brands ?? ('all' as const),
    partners: key.partners ?? ('all' as const),
  }
  const permissions = new Set([...key.permissions, commonPermission])
  const grant: Grant = { permissions, ...scope }
  return {
    ...nobody,
    kind: 'application',
    id: key.key_id,
    name: `${key.partner_name.zh} · ${key.name}`,
    permissions,
    grants: [grant],
    scopes: [grant],
    ...scope,
  }
}

/** The channels a key may see; null for all. */
export const channelsOf = ({ sandbox, channels }: Pick<StoredKey, 'sandbox' | 'channels'>): readonly string[] | null =>
  sandbox ? [sandbox_id] : channels

/** Why a key opens nothing at this moment; null when it does. */
export function shutBecause(key: StoredKey | undefined, now: string): { code: string; detail: string } | null {
  if (!key) return { code: 'key_unknown', detail: 'No key has this id: look at the keyid you send.' }
  if (key.revoked_at) return { code: 'key_revoked', detail: 'This key was revoked: ask for a new one.' }
  if (key.expires_at && key.expires_at <= now)
    return { code: 'key_expired', detail: `This key was good until ${key.expires_at}: ask for a new one.` }
  if (key.partner_closed) return { code: 'partner_closed', detail: 'The contract with this partner is closed.' }
  return null
}

/** The secrets a signature may be made with: the present one, and for a while the one before. */
export const isBeforeGood = ({ before_until }: Pick<StoredKey, 'before_until'>, now: string): boolean =>
  before_until !== null && before_until > now

export interface KeyFacts {
  partner: { closed_at: string | null } | undefined
  /** A key of this id that exists already. */
  earlier: { partner_id: string; name: string; algorithm: string; public_key: string | null } | undefined
  /** Whether the caller holds this right over the organization the key shall see. */
  holds(permission: string): boolean
  ownsOrganization: boolean
}

/** Whether a key may be made as asked; the first refusal counts. */
export function decideKey(item: KeyItem, { partner, earlier, holds, ownsOrganization }: KeyFacts): { status: KeyStatus; detail?: string } {
  if (!partner) return { status: 'partner_not_found', detail: 'partner_id: there is no such partner, or it is not yours.' }
  if (earlier) {
    const same = (['partner_id', 'name', 'algorithm', 'public_key'] as const).every((field) => earlier[field] === item[field])
    return same ? { status: 'already_made' } : { status: 'id_used_for_another', detail: 'key_id: another key has this id; make a new one.' }
  }
  if (partner.closed_at) return { status: 'partner_closed', detail: 'partner_id: this partner is closed; open it first.' }
  if (item.algorithm === 'ed25519' && !item.public_key)
    return { status: 'public_key_needed', detail: 'public_key: ed25519 is checked with the public key; give its 32 bytes in base64.' }
  if (item.algorithm === 'hmac-sha256' && item.public_key)
    return { status: 'public_key_not_expected', detail: 'public_key: leave it empty; a secret is made for you.' }
  if (item.per_day < item.per_minute) return { status: 'day_below_minute', detail: 'per_day: a day cannot allow less than a minute.' }
  if (!item.sandbox && !ownsOrganization)
    return { status: 'organization_not_yours', detail: 'organization_id: choose one of your own organizations.' }
  const foreign = item.permissions.find((permission) => !holds(permission))
  if (foreign) return { status: 'permission_not_yours', detail: `permissions: you do not hold ${foreign} there, so you cannot give it.` }
  return { status: 'made' }
}

/** When the window of a quota ends, in whole seconds from now. */
export const untilNext = (per: 'minute' | 'day', now: string): number => {
  const length_ms = per === 'minute' ? 60_000 : 86_400_000
  const now_ms = Date.parse(now)
  return Math.max(1, Math.ceil((length_ms - (now_ms % length_ms)) / 1000))
}
export const windowStart = (per: 'minute' | 'day', now: string): string => {
  const length_ms = per === 'minute' ? 60_000 : 86_400_000
  return new Date(Math.floor(Date.parse(now) / length_ms) * length_ms).toISOString()
}
