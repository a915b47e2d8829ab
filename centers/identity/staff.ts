import { findCallers } from '#centers/organization/read.ts'
import type { Caller } from '#core/http.ts'
import type { Reader } from '#core/sql.ts'

/** The user as member of staff, with the rights and scope that hold now; undefined when he is none. */
export async function findStaffCaller(on: Reader, user_id: string, name: string, now: string): Promise<Caller | undefined> {
  const caller = (await findCallers(on, [user_id], now)).get(user_id)
  return caller && { ...caller, name: caller.name || name }
}
