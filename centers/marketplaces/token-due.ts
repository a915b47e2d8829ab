import { type Db, hot, type Reader } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'

/** A token that was just renewed and is refused all the same will not get better by renewing it again. */
const rest_ms = 300_000

/**
 * A platform refused the token: it is renewed at once, where that can be done and was not just done. Called by whoever was refused; answers whether
 * it will be tried.
 */
export const renewRefused = async (db: Db, now: string, connection_id: string): Promise<boolean> =>
  (await db.run(hot`
    update marketplaces.connections set token_next_at = ${now}
    where connection_id = ${connection_id} and (token_next_at is null or token_next_at > ${now}) and token_failure is null
      and (token_refreshed_at is null or token_refreshed_at < ${addMilliseconds(now, -rest_ms)})`)) > 0

export const tokensDue = async (db: Reader, now: string): Promise<boolean> =>
  (await db.row(hot`
    select 1 as one from marketplaces.connections
    where token_next_at <= ${now} and (token_claimed_until is null or token_claimed_until < ${now}) and state <> 'draft' limit 1`)) !==
  undefined
