import { sql } from '#core/sql.ts'
import { resolutionPromises } from './resolution/promises.ts'

/** What is always true of users and their sign-ins. Each query answers the rows that break it. */
export const promises = [
  {
    name: 'identity.handles_have_users',
    sentence: 'Every handle, password, passkey and linked account belongs to a user who is not deleted.',
    query: sql`
      with owned as (
        select user_id, 'handle' as what from identity.handles
        union all select user_id, 'password' from identity.passwords
        union all select user_id, 'passkey' from identity.passkeys
        union all select user_id, 'link' from identity.links
      )
      select o.user_id, o.what from owned o left join identity.users u on u.id = o.user_id where u.id is null or u.state = 'deleted'`,
  },
  {
    name: 'identity.only_active_users_are_signed_in',
    sentence: 'Nobody who is suspended or deleted has a session that has not ended.',
    query: sql`
      select s.id, s.user_id from identity.sessions s join identity.users u on u.id = s.user_id
      where s.ended_at is null and u.state <> 'active'`,
  },
  {
    name: 'identity.applications_are_reviewed',
    sentence: 'Every approved application was approved by somebody else than who asked for it.',
    query: sql`select id from identity.applications where state = 'approved' and reviewed_by = requested_by`,
  },
  {
    name: 'identity.one_person_per_union',
    sentence: 'One person of a platform account is linked to one user.',
    query: sql`
      select provider, platform_key, union_subject from identity.links where union_subject is not null
      group by provider, platform_key, union_subject having count(distinct user_id) > 1`,
  },
  ...resolutionPromises,
]
