import { announce } from '#core/events.ts'
import { hot, type Tx } from '#core/sql.ts'

/** Says that the anonymous browser was this user; centers that keep something for visitors give it to him then. */
export async function joinVisitor(tx: Tx, visitor_id: string | null, user_id: string, now: string): Promise<void> {
  if (!visitor_id) return
  await tx.run(hot`
    insert into identity.visitors (visitor_id, user_id, first_joined_at, last_joined_at) values (${visitor_id}, ${user_id}, ${now}, ${now})
    on conflict (visitor_id, user_id) do update set last_joined_at = excluded.last_joined_at`)
  await announce(tx, 'identity.visitor_joined', [{ visitor_id, user_id }], now)
}
