import { hot, type Reader, sql } from '#core/sql.ts'
import type { Audience, User } from '../model.ts'
import type { Session } from './model.ts'

export interface LiveSession {
  id: string
  user_id: string
  method: string
  seen_at: string
  started_at: string
  expires_at: string
  sign_on_id: string | null
  name: string
  /** The password was given by somebody else: nothing opens before its owner chose another. */
  must_change_password: boolean
  locale: User['locale']
}

/** The live session of a token, with its user. */
export const findSession = (on: Reader, token_hash: string, audience: Audience, now: string): Promise<LiveSession | undefined> =>
  on.row<LiveSession>(hot`
    select s.id, s.user_id, s.method, s.seen_at, s.started_at, s.expires_at, s.sign_on_id, u.name, u.locale,
      coalesce(p.must_change, false) as must_change_password
    from identity.sessions s join identity.users u on u.id = s.user_id left join identity.passwords p on p.user_id = s.user_id
    where s.token_hash = ${token_hash} and s.audience = ${audience} and s.ended_at is null and s.expires_at > ${now} and u.state = 'active'`)

/** Where the user is signed in now, the newest first. */
export const listSessions = (on: Reader, user_id: string, now: string): Promise<Session[]> =>
  on.rows<Session>(sql`
    select id, user_id, audience, method, device_label, address, started_at, seen_at, expires_at
    from identity.sessions where user_id = ${user_id} and ended_at is null and expires_at > ${now}
    order by started_at desc limit 200`)

export const isKnownDevice = async (on: Reader, user_id: string, device_hash: string | null): Promise<boolean> =>
  device_hash !== null &&
  (await on.row(hot`select 1 as known from identity.devices where user_id = ${user_id} and device_hash = ${device_hash}`)) !== undefined

/** Hashes of the tokens whose sessions ended since; what a cache must forget. */
export const listEnded = async (on: Reader, since: string): Promise<string[]> =>
  (await on.rows<{ token_hash: string }>(hot`select token_hash from identity.sessions where ended_at >= ${since}`)).map(
    ({ token_hash }) => token_hash,
  )
