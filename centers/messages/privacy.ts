import { registerKeeper } from '#centers/identity/privacy/write.ts'
import { sql } from '#core/sql.ts'

/** Messages to him, and those sent to his phone or address before anybody knew whose it was. */
const toHim = (user_id: string) => sql`(user_id = ${user_id} or address in (select value from identity.handles where user_id = ${user_id}))`

registerKeeper({
  center: 'messages',
  export: async (on, user_id) => ({
    messages: await on.rows(sql`
      select template, channel, category, address, values, state, requested_at, sent_at, read_at
      from messages.outbox where ${toHim(user_id)} order by requested_at desc limit 1000`),
    preferences: await on.rows(
      sql`select category, channel, allowed, changed_at from messages.preferences where user_id = ${user_id} order by category, channel`,
    ),
  }),
  erase: async (tx, user_id, now) => {
    // What has not left yet is worthless from now on; it is settled as expired when its turn comes.
    await tx.run(sql`
      update messages.outbox set address = case when address is null then null else '' end, values = '{}', sealed_values = null,
        expires_at = case when state in ('waiting', 'queued') then ${now}::timestamptz else expires_at end
      where ${toHim(user_id)}`)
    await tx.run(sql`delete from messages.preferences where user_id = ${user_id}`)
    return 'That messages were sent, when and at what cost, without address or content.'
  },
})
