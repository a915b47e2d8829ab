import { announce } from '#core/events.ts'
import { chunksOf } from '#core/outcomes.ts'
import { type Db, hot, json, type Tx } from '#core/sql.ts'
import type { Handle, NewUser, RegisterOutcome } from './model.ts'
import { hashPassword } from './passwords.ts'
import { findHandles, findUsers } from './read.ts'
import { isRefused, readHandleAs } from './rules.ts'

/**
 * Makes the users with their handles and passwords; at most 1,000 at a time. A handle belongs to whom it was given first:
 * a user whose handle is taken is refused as a whole.
 */
export async function registerUsers(tx: Tx, now: string, users: readonly NewUser[]): Promise<RegisterOutcome[]> {
  const known = new Set(
    (
      await findUsers(
        tx,
        users.map(({ id }) => id),
      )
    ).map(({ id }) => id),
  )
  const drafts = users.map((user) => readDraft(user, known.has(user.id)))
  const claims = drafts.flatMap((draft) =>
    'handles' in draft ? draft.handles.map((handle) => ({ ...handle, user_id: draft.user.id })) : [],
  )
  await claimHandles(tx, claims, now)
  const owner = new Map((await findHandles(tx, claims)).map(({ kind, value, user_id }) => [`${kind}:${value}`, user_id]))
  const isTaken = (user_id: string) => (handle: Handle) => owner.get(`${handle.kind}:${handle.value}`) !== user_id

  const made = new Set<string>()
  const outcomes = drafts.map((draft): RegisterOutcome => {
    if ('status' in draft) return draft
    const { user, handles } = draft
    const taken = handles.find(isTaken(user.id))
    if (taken) return { id: user.id, status: 'handle_taken', detail: `${taken.value} belongs to another user.` }
    if (made.has(user.id)) return { id: user.id, status: 'already_registered' }
    made.add(user.id)
    return { id: user.id, status: 'registered' }
  })
  const registered = users.filter((_, i) => outcomes[i]!.status === 'registered')
  const refused = users.filter((user, i) => outcomes[i]!.status === 'handle_taken' && !made.has(user.id))

  await tx.run(hot`delete from identity.handles where user_id = any(${refused.map(({ id }) => id)}::uuid[])`)
  await tx.run(hot`
    insert into identity.users (id, name, locale, registered_through, registered_at)
    select id, name, coalesce(locale, 'zh'), registered_through, ${now}
    from jsonb_to_recordset(${json(registered)}::jsonb) as u (id uuid, name text, locale text, registered_through text)
    on conflict do nothing`)
  await tx.run(hot`
    insert into identity.passwords (user_id, hash, must_change, changed_at)
    select id, password_hash, coalesce(must_change_password, false), ${now}
    from jsonb_to_recordset(${json(registered)}::jsonb) as u (id uuid, password_hash text, must_change_password boolean)
    where password_hash is not null
    on conflict do nothing`)
  await announce(
    tx,
    'identity.users_registered',
    registered.map(({ id, registered_through }) => ({ user_id: id, registered_through: registered_through ?? null })),
    now,
  )
  return outcomes
}

type Draft = { user: NewUser; handles: (Handle & { verified: boolean })[] } | RegisterOutcome

function readDraft(user: NewUser, known: boolean): Draft {
  if (known) return { id: user.id, status: 'already_registered' }
  const handles: (Handle & { verified: boolean })[] = []
  for (const typed of user.handles) {
    const read = readHandleAs(typed.kind, typed.value)
    if (isRefused(read)) return { id: user.id, status: 'handle_invalid', detail: `${typed.value}: ${read.detail}` }
    handles.push({ ...read, verified: typed.verified ?? false })
  }
  return { user, handles }
}

/** Sorted, so that two batches never wait for each other in a circle; the first claim of a handle wins, also inside one batch. */
async function claimHandles(tx: Tx, claims: (Handle & { user_id: string; verified: boolean })[], now: string): Promise<void> {
  await tx.run(hot`
    insert into identity.handles (kind, value, user_id, verified_at, added_at)
    select kind, value, user_id, case when verified then ${now}::timestamptz end, ${now}
    from jsonb_to_recordset(${json(claims.map((claim, seq) => ({ ...claim, seq })))}::jsonb)
      as c (kind text, value text, user_id uuid, verified boolean, seq integer)
    order by kind, value, seq
    on conflict do nothing`)
}

/** The new password is in force at once; the caller decides which sessions end. */
export async function setPasswords(
  tx: Tx,
  now: string,
  passwords: readonly { user_id: string; hash: string; must_change?: boolean }[],
): Promise<void> {
  await tx.run(hot`
    insert into identity.passwords (user_id, hash, must_change, changed_at)
    select user_id, hash, coalesce(must_change, false), ${now}
    from jsonb_to_recordset(${json(passwords)}::jsonb) as p (user_id uuid, hash text, must_change boolean) order by user_id
    on conflict (user_id) do update set hash = excluded.hash, must_change = excluded.must_change, changed_at = excluded.changed_at`)
  await announce(
    tx,
    'identity.passwords_changed',
    passwords.map(({ user_id }) => ({ user_id })),
    now,
  )
}

/**
 * Loads accounts with known passwords, for the sample enterprise and for tests; safe to run again. Equal passwords are hashed once:
 * a thousand people who all get `demo-…` cost one hash.
 */
export async function loadUsers(
  db: Db,
  users: readonly (Omit<NewUser, 'password_hash'> & { password?: string })[],
  now: string,
): Promise<RegisterOutcome[]> {
  const passwords = new Set(users.flatMap(({ password }) => (password === undefined ? [] : [password])))
  const hashes = new Map<string, string>()
  for (const few of chunksOf([...passwords], 50)) {
    await Promise.all(few.map(async (password) => hashes.set(password, await hashPassword(password))))
  }
  const outcomes: RegisterOutcome[] = []
  for (const chunk of chunksOf(users, 1_000)) {
    const ready = chunk.map(({ password, ...user }) => ({ ...user, password_hash: password === undefined ? null : hashes.get(password)! }))
    outcomes.push(...(await db.tx((tx) => registerUsers(tx, now, ready))))
  }
  return outcomes
}

/** Gives proved handles to users; proving one again only notes when. A handle of somebody else stays his. */
export async function addHandles(
  tx: Tx,
  now: string,
  handles: readonly (Handle & { user_id: string })[],
): Promise<{ id: string; status: 'handle_taken' | 'added' }[]> {
  const claims = handles.map((handle) => ({ ...handle, verified: true }))
  await claimHandles(tx, claims, now)
  const owner = new Map((await findHandles(tx, handles)).map(({ kind, value, user_id }) => [`${kind}:${value}`, user_id]))
  const outcomes = handles.map(({ kind, value, user_id }) => ({
    id: value,
    status: owner.get(`${kind}:${value}`) === user_id ? ('added' as const) : ('handle_taken' as const),
  }))
  const added = handles.filter((_, i) => outcomes[i]!.status === 'added')
  await tx.run(hot`
    update identity.handles h set verified_at = coalesce(h.verified_at, ${now})
    from jsonb_to_recordset(${json(added)}::jsonb) as a (kind text, value text) where h.kind = a.kind and h.value = a.value`)
  await announce(
    tx,
    'identity.handles_added',
    added.map(({ kind, value, user_id }) => ({ kind, value, user_id })),
    now,
  )
  return outcomes
}

/** Takes a handle away unless nothing would be left to prove who the user is: a phone, an address, a passkey or a linked account. */
export async function removeHandle(
  tx: Tx,
  now: string,
  user_id: string,
  handle: Handle,
): Promise<'handle_not_found' | 'last_way_in' | 'removed'> {
  const status = await removeWay(tx, now, user_id, { handle })
  return status === 'not_found' ? 'handle_not_found' : status
}

export type Way = { handle: Handle } | { passkey: string } | { link: string }

/** As `removeHandle`, for any way in. The user's row is locked, so that two removals at once cannot take the last two. */
export async function removeWay(tx: Tx, now: string, user_id: string, way: Way): Promise<'not_found' | 'last_way_in' | 'removed'> {
  await tx.row(hot`select id from identity.users where id = ${user_id} for update`)
  const ways = await tx.rows<{ way: string }>(hot`
    select 'handle:' || kind || ':' || value as way from identity.handles where user_id = ${user_id} and kind <> 'name'
    union all select 'passkey:' || credential_id from identity.passkeys where user_id = ${user_id}
    union all select distinct 'link:' || provider from identity.links where user_id = ${user_id}`)
  const here =
    'handle' in way ? `handle:${way.handle.kind}:${way.handle.value}` : 'passkey' in way ? `passkey:${way.passkey}` : `link:${way.link}`
  if (ways.length === 1 && ways[0]!.way === here) return 'last_way_in'
  const gone =
    'handle' in way
      ? await tx.run(
          hot`delete from identity.handles where kind = ${way.handle.kind} and value = ${way.handle.value} and user_id = ${user_id}`,
        )
      : 'passkey' in way
        ? await tx.run(hot`delete from identity.passkeys where credential_id = ${way.passkey} and user_id = ${user_id}`)
        : await tx.run(hot`delete from identity.links where provider = ${way.link} and user_id = ${user_id}`)
  if (gone === 0) return 'not_found'
  await announce(tx, 'identity.ways_removed', [{ user_id, way: here }], now)
  return 'removed'
}
