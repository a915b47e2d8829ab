import { type Reader, sql, type Tx } from '#core/sql.ts'
import { listAddresses } from './read.ts'

/** What this center keeps of a person; registered at assembly, because identity comes later. */
export const keeper = {
  center: 'places',
  export: async (on: Reader, user_id: string) => ({ addresses: await listAddresses(on, user_id) }),
  erase: async (tx: Tx, user_id: string) => {
    await tx.run(sql`delete from places.addresses where owner_id = ${user_id}`)
    return null
  },
}
