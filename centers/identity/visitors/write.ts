import { announce } from '#core/events.ts'
import { hot, type Reader, type Tx } from '#core/sql.ts'

/** Says that the anonymous browsers, or apps, were this user; centers that keep something for visitors give it to him then. */
export async function joinVisitors(tx: Tx, visitor_ids: readonly string[], user_id: string, now: string): Promise<void> {
  if (visitor_ids.length === 0) return
  await tx.run(hot`
    insert into identity.visitors (visitor_id, user_id, first_joined_at, last_joined_at)
    select visitor_id, ${user_id}, ${now}, ${now} from unnest(${visitor_ids}::uuid[]) as v (visitor_id) order by visitor_id
    on conflict (visitor_id, user_id) do update set last_joined_at = excluded.last_joined_at`)
  await announce(
    tx,
    'identity.visitor_joined',
    visitor_ids.map((visitor_id) => ({ visitor_id, user_id })),
    now,
  )
}

/** How often a sign-in ended what a device did before; the visitor it is now depends on it. */
export async function readTurn(db: Reader, device_hash: string): Promise<number> {
  return (await db.row<{ turn: number }>(hot`select turn from identity.app_devices where device_hash = ${device_hash}`))?.turn ?? 0
}

/** After a sign-in the device is another visitor: what the next person does with it is not the last one's. */
export async function endTurns(tx: Tx, device_hashes: readonly string[], now: string): Promise<void> {
  if (device_hashes.length === 0) return
  await tx.run(hot`
    insert into identity.app_devices as d (device_hash, turn, joined_at)
    select device_hash, 1, ${now} from unnest(${device_hashes}::text[]) as g (device_hash) order by device_hash
    on conflict (device_hash) do update set turn = d.turn + 1, joined_at = excluded.joined_at`)
}
