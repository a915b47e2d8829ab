import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { type Db, hot, json, type Reader, sql, type Tx } from '#core/sql.ts'
import { endSessions } from '../sessions/write.ts'
import { endAllSignOns } from '../sign-on/provider.ts'

/** What people may agree to, and the version of the words they agree to. A new version asks again. */
export const purposes = { marketing: '2026-01', letters: '2026-11', personalization: '2026-01', partners: '2026-01' } as const
export const purposeNames = Object.keys(purposes) as (keyof typeof purposes)[]
export type Purpose = keyof typeof purposes

export interface Consent {
  purpose: Purpose
  version: string
  given_through: string
  given_at: string
}

export const listConsents = (on: Reader, user_id: string): Promise<Consent[]> =>
  on.rows<Consent>(hot`
    select purpose, version, given_through, given_at from identity.consents where user_id = ${user_id} and withdrawn_at is null order by purpose`)

/** Who may be written to, followed or shared for a purpose: of these users those whose consent to the present words is in force. */
export async function findConsenting(on: Reader, purpose: Purpose, user_ids: readonly string[]): Promise<Set<string>> {
  const rows = await on.rows<{ user_id: string }>(hot`
    select user_id from identity.consents
    where user_id = any(${user_ids}::uuid[]) and purpose = ${purpose} and version = ${purposes[purpose]} and withdrawn_at is null`)
  return new Set(rows.map(({ user_id }) => user_id))
}

/** Notes what the user agrees to or takes back; saying the same again changes nothing. */
export async function setConsents(
  tx: Tx,
  now: string,
  user_id: string,
  wishes: readonly { purpose: Purpose; given: boolean }[],
  through: string,
): Promise<void> {
  await tx.row(hot`select id from identity.users where id = ${user_id} for update`)
  const before = new Map((await listConsents(tx, user_id)).map((consent) => [consent.purpose, consent]))
  const changed = wishes.filter(({ purpose, given }) => given !== (before.get(purpose)?.version === purposes[purpose]))
  for (const { purpose, given } of changed) {
    await tx.run(hot`
      update identity.consents set withdrawn_at = ${now} where user_id = ${user_id} and purpose = ${purpose} and withdrawn_at is null`)
    if (!given) continue
    await tx.run(hot`
      insert into identity.consents (user_id, id, purpose, version, given_through, given_at)
      values (${user_id}, ${newId()}, ${purpose}, ${purposes[purpose]}, ${through}, ${now})`)
  }
  await announce(
    tx,
    'identity.consents_changed',
    changed.map(({ purpose, given }) => ({ user_id, purpose, given })),
    now,
  )
}

/** A center that keeps something about a person says so here, or the person's rights would end at its door. */
export interface Keeper {
  center: string
  /** Everything it keeps about him, in words he can read. */
  export(on: Reader, user_id: string): Promise<unknown>
  /** Why he cannot be deleted now (an order under way, money in the wallet); null when he can. */
  refuseErasing?(on: Reader, user_id: string): Promise<string | null>
  /** Erases him; answers what it keeps without his identity because the law asks for it. */
  erase(tx: Tx, user_id: string, now: string): Promise<string | null>
}
const keepers: Keeper[] = []
export const registerKeeper = (keeper: Keeper): void => {
  if (!keepers.some(({ center }) => center === keeper.center)) keepers.push(keeper)
}

/** All that all centers keep about the user. */
export async function exportUser(db: Db, user_id: string, now: string): Promise<Record<string, unknown>> {
  const parts: Record<string, unknown> = {}
  for (const { center, export: exported } of keepers) parts[center] = await exported(db, user_id)
  await db.run(sql`
    insert into identity.privacy_requests (id, user_id, kind, requested_at, done_at, details)
    values (${newId()}, ${user_id}, 'export', ${now}, ${now}, ${json({ centers: Object.keys(parts) })}::jsonb)`)
  return { exported_at: now, user_id, ...parts }
}

export type Erased = { status: 'deleted'; token_hashes: string[] } | { status: 'not_yet'; center: string; reason: string }

/** Erases the user in all centers or in none. His id stays where orders and bookings name it; nothing says any more whose it was. */
export async function eraseUser(tx: Tx, user_id: string, now: string): Promise<Erased> {
  await tx.row(hot`select id from identity.users where id = ${user_id} for update`)
  for (const { center, refuseErasing } of keepers) {
    const reason = await refuseErasing?.(tx, user_id)
    if (reason) return { status: 'not_yet', center, reason }
  }
  const kept: Record<string, string | null> = {}
  // Later centers first: what they erase may need what earlier ones still know.
  for (const { center, erase } of [...keepers].reverse()) kept[center] = await erase(tx, user_id, now)
  const token_hashes = await endSessions(tx, now, { user_id, reason: 'deleted' })
  await endAllSignOns(tx, user_id)
  await tx.run(sql`
    insert into identity.privacy_requests (id, user_id, kind, requested_at, done_at, details)
    values (${newId()}, ${user_id}, 'deletion', ${now}, ${now}, ${json({ kept })}::jsonb)`)
  await announce(tx, 'identity.user_deleted', [{ user_id }], now)
  return { status: 'deleted', token_hashes }
}

registerKeeper({
  center: 'identity',
  refuseErasing: async (on, user_id) =>
    (await on.row(sql`select 1 as staff from organization.staff where id = ${user_id} and left_at is null`))
      ? 'You are a member of staff: the account goes when you leave.'
      : null,
  export: async (on, user_id) => ({
    user: await on.row(sql`select name, locale, state, registered_through, registered_at from identity.users where id = ${user_id}`),
    handles: await on.rows(
      sql`select kind, value, verified_at, added_at from identity.handles where user_id = ${user_id} order by kind, value`,
    ),
    linked_accounts: await on.rows(
      sql`select provider, profile, linked_at, used_at from identity.links where user_id = ${user_id} order by provider`,
    ),
    passkeys: await on.rows(sql`select label, rp_id, made_at, used_at from identity.passkeys where user_id = ${user_id} order by made_at`),
    consents: await on.rows(
      sql`select purpose, version, given_through, given_at, withdrawn_at from identity.consents where user_id = ${user_id} order by given_at`,
    ),
    agreements: await on.rows(
      sql`select code, version, brand, region, agreed_at from identity.agreements where user_id = ${user_id} order by agreed_at`,
    ),
    sessions: await on.rows(sql`
      select audience, method, device_label, address, started_at, seen_at, ended_at, ended_reason from identity.sessions where user_id = ${user_id} order by started_at`),
    sign_ins: await on.rows(sql`
      select at, handle_shown, audience, method, outcome, address, device_label from identity.sign_ins where user_id = ${user_id} order by at desc limit 1000`),
    devices: await on.rows(
      sql`select label, first_seen_at, last_seen_at from identity.devices where user_id = ${user_id} order by first_seen_at`,
    ),
  }),
  erase: async (tx, user_id) => {
    await tx.run(sql`delete from identity.handles where user_id = ${user_id}`)
    await tx.run(sql`delete from identity.passwords where user_id = ${user_id}`)
    await tx.run(sql`delete from identity.passkeys where user_id = ${user_id}`)
    await tx.run(sql`delete from identity.links where user_id = ${user_id}`)
    await tx.run(sql`delete from identity.devices where user_id = ${user_id}`)
    await tx.run(sql`delete from identity.visitors where user_id = ${user_id}`)
    await tx.run(sql`delete from identity.challenges where user_id = ${user_id}`)
    await tx.run(sql`update identity.sign_ins set handle_shown = '', address = '', device_label = '' where user_id = ${user_id}`)
    await tx.run(sql`update identity.sessions set address = '', device_label = '', device_hash = null where user_id = ${user_id}`)
    await tx.run(sql`update identity.users set state = 'deleted', name = 'deleted' where id = ${user_id}`)
    return 'The number of the user without name or address, with when he registered and what he consented to.'
  },
})
