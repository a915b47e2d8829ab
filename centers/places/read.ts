import { type Reader, sql } from '#core/sql.ts'
import type { SavedAddress } from './model.ts'

/** A person's addresses, the preferred one first. */
export const listAddresses = (db: Reader, owner_id: string): Promise<SavedAddress[]> =>
  db.rows<SavedAddress>(sql`
    select address_id, name, phone, region_code, province, city, district, street, label, preferred
    from places.addresses where owner_id = ${owner_id} order by preferred desc, saved_at desc, address_id`)
