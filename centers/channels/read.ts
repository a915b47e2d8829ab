import { cachedTable } from '#core/cache.ts'
import { type Reader, sql } from '#core/sql.ts'
import type { Channel } from './model.ts'

export const listChannels = (db: Reader): Promise<Channel[]> =>
  db.rows<Channel>(sql`
    select id, kind, name, currency, organization_id, brand_id, freight_minor, free_freight_from_minor, closed_at
    from channels.channels order by id`)

const table = cachedTable(1_000, async (db) => new Map((await listChannels(db)).map((channel) => [channel.id, channel])))

/** All channels by id, at most a second old: every order asks for its channel. */
export const readChannels = (db: Reader): Promise<Map<string, Channel>> => table.read(db)
export const dropChannelCache = table.drop
