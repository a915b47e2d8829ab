import { findAvailability } from '#centers/inventory/read.ts'
import type { MessageRequest } from '#centers/messages/model.ts'
import { coverOf, findCards } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import { Code, closed, type Static, T } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import { formatMoney } from '#core/money.ts'
import { chunksOf, column, type Outcome } from '#core/outcomes.ts'
import { type Db, hot, json, type Reader, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'

export const FollowItem = closed({
  spu_id: Code('The product'),
  follow: T.Boolean({ description: 'Begin to follow it, or stop' }),
})
export type FollowItem = Static<typeof FollowItem>
export const followStatuses = ['following', 'stopped', 'product_not_found', 'too_many_followed'] as const
export type FollowStatus = (typeof followStatuses)[number]

/** As many products one member or visitor may follow; the list is read whole. */
export const mostFollowed = 200

/** Begins or ends following; the price of that moment is kept, so that a lower one can be told. Saying it again changes nothing. */
export async function followProducts(
  tx: Tx,
  owner_id: string,
  now: string,
  items: readonly FollowItem[],
): Promise<Outcome<FollowStatus>[]> {
  assert(items.length <= mostFollowed, `at most ${mostFollowed} are taken in one call`)
  const products = await tx.rows<{ spu_id: string; lifecycle: string; price_from_minor: number | null }>(hot`
    select spu_id, lifecycle, price_from_minor from products.spus where spu_id = any(${column(items, 'spu_id')}::text[]) and lifecycle <> 'withdrawn'`)
  const kept = await tx.rows<{ spu_id: string }>(hot`select spu_id from community.follows where owner_id = ${owner_id} for update`)
  const known = new Map(products.map((product) => [product.spu_id, product]))
  const following = new Set(column(kept, 'spu_id'))
  const outcomes = items.map(({ spu_id: id, follow }): Outcome<FollowStatus> => {
    if (!follow) {
      following.delete(id)
      return { id, status: 'stopped' }
    }
    if (!known.has(id)) return { id, status: 'product_not_found', detail: `spu_id: there is no product ${id} in the mall.` }
    if (following.size >= mostFollowed && !following.has(id))
      return { id, status: 'too_many_followed', detail: `At most ${mostFollowed} products are followed: stop following some.` }
    following.add(id)
    return { id, status: 'following' }
  })
  const added = [...following].flatMap((id) => known.get(id) ?? [])
  await tx.run(hot`
    insert into community.follows (owner_id, spu_id, price_minor, followed_at)
    select ${owner_id}, spu_id, price_from_minor, ${now} from jsonb_to_recordset(${json(added)}::jsonb) as p (spu_id text, price_from_minor bigint)
    order by spu_id on conflict (owner_id, spu_id) do nothing`)
  const stopped = column(items, 'spu_id').filter((id) => !following.has(id))
  await tx.run(hot`delete from community.follows where owner_id = ${owner_id} and spu_id = any(${stopped}::text[])`)
  await noteStanding(tx, now, column(added, 'spu_id'))
  return outcomes
}

/**
 * What a visitor follows is followed by who signed in, at the price the visitor knew; what he follows already stays as it is. Of more than may be
 * followed the latest are taken.
 */
export async function joinFollows(tx: Tx, joins: readonly { visitor_id: string; user_id: string }[]): Promise<void> {
  const visitors = column(joins, 'visitor_id')
  await tx.run(hot`
    insert into community.follows (owner_id, spu_id, price_minor, followed_at)
    select user_id, spu_id, price_minor, followed_at from (
      select user_id, spu_id, price_minor, followed_at, row_number() over (partition by user_id order by followed_at desc, spu_id) as place
      from (
        select distinct on (j.user_id, f.spu_id) j.user_id, f.spu_id, f.price_minor, f.followed_at
        from unnest(${visitors}::uuid[], ${column(joins, 'user_id')}::uuid[]) as j (visitor_id, user_id)
          join community.follows f on f.owner_id = j.visitor_id
          left join community.follows own on own.owner_id = j.user_id and own.spu_id = f.spu_id
        where own.owner_id is null order by j.user_id, f.spu_id, f.followed_at) one_each) latest
    where place <= ${mostFollowed} - (select count(*) from community.follows h where h.owner_id = latest.user_id)
    order by user_id, spu_id on conflict (owner_id, spu_id) do nothing`)
  await tx.run(hot`delete from community.follows where owner_id = any(${visitors}::uuid[])`)
}

const visitors_forget_ms = 365 * 86_400_000

/** What a visitor followed a year ago and never came back for is forgotten. */
export const forgetVisitorsFollows = (db: Db, now: string): Promise<number> =>
  db.tx(async (tx) => {
    const gone = await tx.rows(hot`
      delete from community.follows where (owner_id, spu_id) in (
        select f.owner_id, f.spu_id from community.follows f where f.followed_at < ${addMilliseconds(now, -visitors_forget_ms)}
          and not exists (select from identity.users u where u.id = f.owner_id) limit 1000) returning spu_id`)
    return gone.length
  })

/** What followers know of a product from now on, where nobody followed it before. */
async function noteStanding(tx: Tx, now: string, spu_ids: readonly string[]): Promise<void> {
  const standing = await readStanding(tx, spu_ids)
  await tx.run(hot`
    insert into community.followed (spu_id, lifecycle, in_stock, looked_at)
    select spu_id, lifecycle, in_stock, ${now} from jsonb_to_recordset(${json(standing)}::jsonb) as s (spu_id text, lifecycle text, in_stock boolean)
    order by spu_id on conflict do nothing`)
}

interface Standing {
  spu_id: string
  lifecycle: string
  in_stock: boolean
  price_minor: number | null
}

/** Whether each product can be bought, and whether there is any of it. */
async function readStanding(on: Reader, spu_ids: readonly string[]): Promise<Standing[]> {
  const rows = await on.rows<{ spu_id: string; lifecycle: string; price_minor: number | null; sku_ids: string[] }>(hot`
    select p.spu_id, p.lifecycle, p.price_from_minor as price_minor,
      coalesce((select array_agg(k.sku_id) from products.skus k where k.spu_id = p.spu_id and not k.withdrawn), '{}') as sku_ids
    from products.spus p where p.spu_id = any(${spu_ids}::text[])`)
  const available = new Set(
    (
      await findAvailability(
        on,
        'mall',
        rows.flatMap(({ sku_ids }) => sku_ids),
      )
    )
      .filter((one) => one.available > 0)
      .map(({ sku_id }) => sku_id),
  )
  return rows.map(({ sku_ids, ...row }) => ({ ...row, in_stock: sku_ids.some((id) => available.has(id)) }))
}

const look_every_ms = 60_000
const at_once = 200

/**
 * Tells followers what became of their products since the last look: on sale at last, there again, or cheaper than what they know. Each thing is told
 * once: its message has an id made of what it says.
 */
export async function tellFollowers(db: Db, now: string): Promise<number> {
  const old = addMilliseconds(now, -look_every_ms)
  const due = await db.rows<{ spu_id: string }>(hot`select spu_id from community.followed where looked_at <= ${old} order by spu_id`)
  let told = 0
  for (const some of chunksOf(column(due, 'spu_id'), at_once)) told += await db.tx((tx) => tellSome(tx, now, some))
  return told
}

/** The same for these products at once, whatever was looked at lately. */
export async function tellSome(tx: Tx, now: string, spu_ids: readonly string[]): Promise<number> {
  const before = new Map(
    (
      await tx.rows<{ spu_id: string; lifecycle: string; in_stock: boolean }>(
        hot`select spu_id, lifecycle, in_stock from community.followed where spu_id = any(${spu_ids}::text[]) order by spu_id for update`,
      )
    ).map((row) => [row.spu_id, row]),
  )
  const standing = await readStanding(tx, [...before.keys()])
  await tx.run(hot`
    update community.followed f set lifecycle = s.lifecycle, in_stock = s.in_stock, looked_at = ${now}
    from jsonb_to_recordset(${json(standing)}::jsonb) as s (spu_id text, lifecycle text, in_stock boolean) where f.spu_id = s.spu_id`)
  await tx.run(hot`
    delete from community.followed f where spu_id = any(${spu_ids}::text[]) and not exists (select from community.follows w where w.spu_id = f.spu_id)`)
  const cards = new Map((await findCards(tx, column(standing, 'spu_id'))).map((card) => [card.spu_id, card]))
  const sellable = standing.filter(({ spu_id, price_minor }) => cards.has(spu_id) && price_minor)
  const news = await tx.rows<{ owner_id: string; spu_id: string; price_minor: number | null }>(hot`
    select f.owner_id, f.spu_id, f.price_minor from community.follows f where f.spu_id = any(${column(sellable, 'spu_id')}::text[])
      and exists (select from identity.users u where u.id = f.owner_id) -- a visitor has no inbox: he keeps the price he knows until he signs in
    order by f.spu_id, f.owner_id for update`)
  const requests = news.flatMap(({ owner_id, spu_id, price_minor: known }): MessageRequest[] => {
    const one = sellable.find((row) => row.spu_id === spu_id)!
    const was = before.get(spu_id)!
    const what =
      was.lifecycle === 'planned'
        ? 'on_sale'
        : !was.in_stock && one.in_stock
          ? 'back_in_stock'
          : known !== null && one.price_minor! < known
            ? 'cheaper'
            : null
    if (!what) return []
    const { title, currency } = cards.get(spu_id)!
    const price = formatMoney(one.price_minor!, currency!)
    return [
      {
        message_id: steadyId('community.followed', owner_id, spu_id, what, what === 'cheaper' ? String(one.price_minor) : now),
        template: `community.${what}`,
        channels: ['in_app', 'push'],
        to: { user_id: owner_id },
        expires_at: addMilliseconds(now, 3 * 86_400_000),
        values: { title: title.zh, price, spu_id },
      },
    ]
  })
  await tx.run(hot`
    update community.follows f set price_minor = s.price_minor, told_at = case when f.owner_id = any(${requests.map(({ to }) => to.user_id!)}::uuid[]) then ${now}::timestamptz else told_at end
    from jsonb_to_recordset(${json(sellable)}::jsonb) as s (spu_id text, price_minor bigint)
    where f.spu_id = s.spu_id and f.owner_id = any(${column(news, 'owner_id')}::uuid[]) and f.price_minor is distinct from s.price_minor and (f.price_minor is null or s.price_minor < f.price_minor)`)
  await announce(tx, 'messages.requested', requests, now)
  return requests.length
}

/** Those of these products that somebody follows. */
export async function findFollowed(db: Reader, owner_id: string, spu_ids: readonly string[]): Promise<string[]> {
  return column(
    await db.rows<{ spu_id: string }>(
      hot`select spu_id from community.follows where owner_id = ${owner_id} and spu_id = any(${spu_ids}::text[])`,
    ),
    'spu_id',
  )
}

export interface Followed {
  spu_id: string
  followed_price_minor: number | null
  followed_at: string
  title: { zh: string; en: string }
  lifecycle: string
  available_on: string | null
  cover: string | null
  price_from_minor: number | null
  currency: string | null
}

/** The products somebody follows, the latest first, those not on sale yet or no longer among them. */
export const listFollows = (db: Reader, owner_id: string): Promise<Followed[]> =>
  db.rows<Followed>(hot`
    select f.spu_id, f.price_minor as followed_price_minor, f.followed_at, p.title, p.lifecycle, p.available_on, p.price_from_minor, p.currency,
      ${coverOf(sql`p.spu_id`)} as cover
    from community.follows f join products.spus p on p.spu_id = f.spu_id where f.owner_id = ${owner_id} order by f.followed_at desc, f.spu_id`)
