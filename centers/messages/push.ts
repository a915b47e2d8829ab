import { column } from '#core/outcomes.ts'
import { type Db, hot, type Reader, type Tx } from '#core/sql.ts'

export interface PushSubscription {
  endpoint: string
  p256dh: string
  auth: string
}

/** Browsers name the address themselves, so only push services that are known may stand in it. */
const services =
  /^https:\/\/([a-z0-9-]+\.)*(fcm\.googleapis\.com|push\.services\.mozilla\.com|push\.apple\.com|notify\.windows\.com|push\.vivo\.com\.cn)\//
export const isPushService = (endpoint: string, more: string | undefined = process.env.TONGSHANG_PUSH_SERVICE): boolean =>
  services.test(endpoint) || (more !== undefined && more !== '' && endpoint.startsWith(`${more.replace(/\/$/, '')}/`))

/** At most this many browsers a person; the oldest gives way. */
const most_browsers = 10

/** Keeps a browser's subscription. A browser that somebody else signs in with is his from then on. */
export async function saveSubscription(tx: Tx, now: string, user_id: string, { endpoint, p256dh, auth }: PushSubscription): Promise<void> {
  await tx.run(hot`delete from messages.push_subscriptions where endpoint = ${endpoint} and user_id <> ${user_id}`)
  await tx.run(hot`
    insert into messages.push_subscriptions (user_id, endpoint, p256dh, auth, made_at) values (${user_id}, ${endpoint}, ${p256dh}, ${auth}, ${now})
    on conflict (user_id, endpoint) do update set p256dh = excluded.p256dh, auth = excluded.auth, made_at = excluded.made_at`)
  await tx.run(hot`
    delete from messages.push_subscriptions where user_id = ${user_id} and endpoint in (
      select endpoint from messages.push_subscriptions where user_id = ${user_id} order by made_at desc, endpoint offset ${most_browsers})`)
}

export const dropSubscription = (on: Db | Tx, endpoint: string, user_id: string | null = null): Promise<number> =>
  on.run(hot`delete from messages.push_subscriptions where endpoint = ${endpoint} and (${user_id}::uuid is null or user_id = ${user_id})`)

export const findSubscriptions = (on: Reader, user_id: string): Promise<PushSubscription[]> =>
  on.rows<PushSubscription>(hot`select endpoint, p256dh, auth from messages.push_subscriptions where user_id = ${user_id} order by made_at`)

/** Which of these people have a browser that may be spoken to. */
export async function withBrowsers(on: Reader, users: readonly string[]): Promise<Set<string>> {
  const rows = await on.rows<{ user_id: string }>(hot`
    select distinct user_id from messages.push_subscriptions where user_id = any(${users}::uuid[])`)
  return new Set(column(rows, 'user_id'))
}
