import { randomBytes } from 'node:crypto'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import type { Outcome } from '#core/outcomes.ts'
import { column } from '#core/outcomes.ts'
import { forPermission, mayTouch } from '#core/scope.ts'
import { seal } from '#core/secrets.ts'
import { hot, json, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { keySeal } from './door.ts'
import { type KeyItem, type KeyStatus, type PartnerItem, sandbox_id } from './model.ts'
import { decideKey } from './rules.ts'

/** Makes or changes partners. One that belongs to another organization is as if it were not there. */
export async function savePartners(
  tx: Tx,
  by: By,
  now: string,
  items: readonly PartnerItem[],
): Promise<Outcome<'partner_not_found' | 'saved'>[]> {
  const before = new Map(
    (
      await tx.rows<{ partner_id: string; organization_id: string }>(sql`
        select partner_id, organization_id from partners.partners where partner_id = any(${column([...items], 'partner_id')}::text[]) order by partner_id for update`)
    ).map((row) => [row.partner_id, row]),
  )
  const mine = (item: PartnerItem) => {
    const earlier = before.get(item.partner_id)
    return mayTouch(by, { organization_id: item.organization_id, partner_id: item.partner_id }) && (!earlier || mayTouch(by, earlier))
  }
  const allowed = items.filter(mine).map((item) => ({ ...item, closed: item.closed ?? false }))
  await tx.run(sql`
    insert into partners.partners (partner_id, name, organization_id, contact_name, contact_email, closed_at, saved_at)
    select partner_id, name, organization_id, contact_name, contact_email, case when closed then ${now}::timestamptz end, ${now}
    from jsonb_to_recordset(${json(allowed)}::jsonb) as s (partner_id text, name jsonb, organization_id text, contact_name text, contact_email text, closed boolean)
    on conflict (partner_id) do update set name = excluded.name, organization_id = excluded.organization_id, contact_name = excluded.contact_name,
      contact_email = excluded.contact_email, closed_at = case when excluded.closed_at is null then null else coalesce(partners.partners.closed_at, excluded.closed_at) end, saved_at = excluded.saved_at`)
  await recordChanges(
    tx,
    by,
    now,
    allowed.map((item) => ({
      subject: 'partners.partner',
      subject_id: item.partner_id,
      action: 'saved',
      organization_id: item.organization_id,
      after: item,
    })),
  )
  return items.map((item) =>
    mine(item)
      ? { id: item.partner_id, status: 'saved' }
      : { id: item.partner_id, status: 'partner_not_found', detail: 'organization_id: choose one of your own organizations.' },
  )
}

export type KeyOutcome = Outcome<KeyStatus> & { secret?: string }

/**
 * Makes keys. The secret of one is in this answer and never again: it is kept sealed. Nobody gives a key what he does not hold himself over the organization it
 * shall see. The same key again is `already_made`, without its secret: rotate it when the first answer was lost.
 */
export async function makeKeys(tx: Tx, by: By, now: string, items: readonly KeyItem[]): Promise<KeyOutcome[]> {
  const partners = new Map(
    (
      await tx.rows<{ partner_id: string; organization_id: string; closed_at: string | null }>(sql`
        select partner_id, organization_id, closed_at from partners.partners where partner_id = any(${column([...items], 'partner_id')}::text[]) order by partner_id for share`)
    ).map((row) => [row.partner_id, row]),
  )
  const outcomes: KeyOutcome[] = []
  for (const item of items) {
    const partner = partners.get(item.partner_id)
    const earlier = await tx.row<{ partner_id: string; name: string; algorithm: string; public_key: string | null }>(
      sql`select partner_id, name, algorithm, public_key from partners.keys where key_id = ${item.key_id}`,
    )
    const over = { organization_id: (item.sandbox ? partner?.organization_id : item.organization_id) ?? null }
    const decided = decideKey(item, {
      partner: partner && mayTouch(by, { organization_id: partner.organization_id, partner_id: item.partner_id }) ? partner : undefined,
      earlier,
      holds: (permission) => by.permissions.has('*') || (by.permissions.has(permission) && mayTouch(forPermission(by, permission), over)),
      ownsOrganization: mayTouch(by, over),
    })
    if (decided.status !== 'made') {
      outcomes.push({ id: item.key_id, ...decided })
      continue
    }
    const secret = item.algorithm === 'hmac-sha256' ? newSecret() : null
    const row = { ...item, organization_id: item.sandbox ? sandbox_id : item.organization_id }
    const made = await tx.run(hot`
      insert into partners.keys (key_id, partner_id, name, algorithm, sealed_secret, public_key, permissions, organization_id, brands, partners, channels, sandbox, per_minute,
        per_day, expires_at, made_by, made_at)
      values (${row.key_id}, ${row.partner_id}, ${row.name}, ${row.algorithm}, ${secret && seal(keySeal, secret)}, ${row.public_key}, ${row.permissions}::text[], ${row.organization_id},
        ${row.brands}::text[], ${row.partners}::text[], ${row.channels}::text[], ${row.sandbox}, ${row.per_minute}, ${row.per_day}, ${row.expires_at}, ${by.name}, ${now})
      on conflict (key_id) do nothing`)
    if (made === 0) {
      // Sent twice at once: the other was first, and has the secret.
      outcomes.push({ id: item.key_id, status: 'already_made' })
      continue
    }
    await recordChanges(tx, by, now, [
      { subject: 'partners.key', subject_id: item.key_id, action: 'made', organization_id: partner!.organization_id, after: row },
    ])
    outcomes.push({ id: item.key_id, status: 'made', ...(secret ? { secret } : {}) })
  }
  return outcomes
}

/** 32 random bytes in base64. */
export const newSecret = (): string => randomBytes(32).toString('base64')

/** The secret before stays good so long, unless somebody fears it is known. */
const overlap_ms = 24 * 3_600_000

interface OwnKey {
  key_id: string
  partner_id: string
  organization_id: string
  algorithm: string
  sealed_secret: string | null
  revoked_at: string | null
}

async function lockOwnKeys(tx: Tx, by: By, key_ids: readonly string[]): Promise<Map<string, OwnKey>> {
  const rows = await tx.rows<OwnKey>(sql`
    select k.key_id, k.partner_id, p.organization_id, k.algorithm, k.sealed_secret, k.revoked_at from partners.keys k join partners.partners p on p.partner_id = k.partner_id
    where k.key_id = any(${[...key_ids]}::uuid[]) order by k.key_id for update of k`)
  return new Map(rows.filter((row) => mayTouch(by, row)).map((row) => [row.key_id, row]))
}

const notThere = (id: string) => ({ id, status: 'key_not_found', detail: 'There is no such key.' }) as const

export type RotateOutcome = Outcome<'key_not_found' | 'key_revoked' | 'nothing_to_rotate' | 'rotated'> & {
  secret?: string
  before_until?: string
}

/** Gives keys a new secret. The one before stays good for a day, or ends `at_once`. */
export async function rotateKeys(
  tx: Tx,
  by: By,
  now: string,
  items: readonly { key_id: string; at_once?: boolean }[],
): Promise<RotateOutcome[]> {
  const keys = await lockOwnKeys(
    tx,
    by,
    items.map(({ key_id }) => key_id),
  )
  const outcomes: RotateOutcome[] = []
  for (const { key_id, at_once = false } of items) {
    const key = keys.get(key_id)
    if (!key) outcomes.push(notThere(key_id))
    else if (key.revoked_at) outcomes.push({ id: key_id, status: 'key_revoked', detail: 'It was revoked: make a new key.' })
    else if (key.sealed_secret === null)
      outcomes.push({
        id: key_id,
        status: 'nothing_to_rotate',
        detail: 'An ed25519 key has no secret here: make a new key with the new public key.',
      })
    else {
      const secret = newSecret()
      const before_until = addMilliseconds(now, overlap_ms)
      await tx.run(sql`
        update partners.keys set sealed_secret = ${seal(keySeal, secret)}, sealed_before = ${at_once ? null : key.sealed_secret}, before_until = ${at_once ? null : before_until}
        where key_id = ${key_id}`)
      await recordChanges(tx, by, now, [
        { subject: 'partners.key', subject_id: key_id, action: 'rotated', organization_id: key.organization_id, after: { at_once } },
      ])
      outcomes.push({ id: key_id, status: 'rotated', secret, ...(at_once ? {} : { before_until }) })
    }
  }
  return outcomes
}

/** Revokes keys at once and for ever; what was to be told to them is not told. */
export async function revokeKeys(
  tx: Tx,
  by: By,
  now: string,
  key_ids: readonly string[],
): Promise<Outcome<'key_not_found' | 'already_revoked' | 'revoked'>[]> {
  const keys = await lockOwnKeys(tx, by, key_ids)
  const open = [...keys.values()].filter(({ revoked_at }) => !revoked_at)
  await tx.run(
    sql`update partners.keys set revoked_at = ${now} where key_id = any(${column(open, 'key_id')}::uuid[]) and revoked_at is null`,
  )
  await recordChanges(
    tx,
    by,
    now,
    open.map(({ key_id, organization_id }) => ({ subject: 'partners.key', subject_id: key_id, action: 'revoked', organization_id })),
  )
  await announce(
    tx,
    'partners.keys_revoked',
    open.map(({ key_id, partner_id }) => ({ key_id, partner_id })),
    now,
  )
  return key_ids.map((id) => {
    const key = keys.get(id)
    if (!key) return notThere(id)
    return { id, status: key.revoked_at ? 'already_revoked' : 'revoked' }
  })
}

/** Forgets used nonces, minutes that are over, old refusals and what partners sent a month ago. */
export async function forgetOld(tx: Tx, now: string): Promise<number> {
  const nonces = await tx.run(sql`delete from partners.nonces where seen_at < ${addMilliseconds(now, -3_600_000)}`)
  const minutes = await tx.run(sql`delete from partners.counts where per = 'minute' and starts_at < ${addMilliseconds(now, -3_600_000)}`)
  const refusals = await tx.run(sql`delete from partners.refusals where refused_at < ${addMilliseconds(now, -30 * 86_400_000)}`)
  const received = await tx.run(sql`delete from partners.received where received_at < ${addMilliseconds(now, -30 * 86_400_000)}`)
  return nonces + minutes + refusals + received
}
