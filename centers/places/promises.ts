import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises = [
  {
    name: 'one_preferred',
    sentence: 'A person prefers one address at most.',
    query: sql`select owner_id from places.addresses where preferred group by owner_id having count(*) > 1`,
  },
  {
    name: 'region_is_named',
    sentence: 'An address names its province and its county.',
    query: sql`select owner_id, address_id from places.addresses where province = '' or (district = '' and city = '')`,
  },
]
