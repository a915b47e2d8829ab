import { coverOf } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { Code, closed, type Static } from '#core/http.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { type Db, hot, type Reader, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'

export const ViewItem = closed({ spu_id: Code('The product that was looked at') })
export type ViewItem = Static<typeof ViewItem>
/** `not_kept`: whoever looked does not want it remembered. */
export type ViewStatus = 'viewed' | 'not_kept' | 'product_not_found'

/** As many products are remembered for one person; what was looked at longest ago makes room. */
export const mostViewed = 100
const forget_after_ms = 180 * 86_400_000

/** Remembers that these products were looked at now. Looking again moves one to the front; a retry changes nothing else. */
export async function viewProducts(tx: Tx, owner_id: string, now: string, items: readonly ViewItem[]): Promise<Outcome<ViewStatus>[]> {
  assert(items.length <= mostViewed, `at most ${mostViewed} are taken in one call`)
  if (await refusesViews(tx, owner_id)) {
    // A page that was under way while he refused may have left something.
    await forgetViews(tx, owner_id, null)
    return items.map(({ spu_id: id }) => ({ id, status: 'not_kept' }))
  }
  const seen = await tx.rows<{ spu_id: string }>(hot`
    insert into community.views (owner_id, spu_id, viewed_at)
    select ${owner_id}, spu_id, ${now} from products.spus where spu_id = any(${column(items, 'spu_id')}::text[]) and lifecycle <> 'withdrawn' order by spu_id
    on conflict (owner_id, spu_id) do update set viewed_at = greatest(views.viewed_at, excluded.viewed_at) returning spu_id`)
  await keepLatest(tx, [owner_id])
  const known = new Set(column(seen, 'spu_id'))
  return items.map(({ spu_id: id }) =>
    known.has(id)
      ? { id, status: 'viewed' }
      : { id, status: 'product_not_found', detail: `spu_id: there is no product ${id} in the mall.` },
  )
}

/** Whether somebody does not want to be remembered what he looks at. */
export const refusesViews = async (db: Reader, owner_id: string): Promise<boolean> =>
  (await db.row(hot`select from community.view_refusals where owner_id = ${owner_id}`)) !== undefined

/** From now on nothing is remembered of what somebody looks at, and what was is forgotten; or it is again. Said twice it is the same. */
export async function keepViews(tx: Tx, owner_id: string, now: string, kept: boolean): Promise<void> {
  if (kept) {
    await tx.run(hot`delete from community.view_refusals where owner_id = ${owner_id}`)
    return
  }
  await tx.run(hot`insert into community.view_refusals (owner_id, refused_at) values (${owner_id}, ${now}) on conflict do nothing`)
  await forgetViews(tx, owner_id, null)
}

async function keepLatest(tx: Tx, owner_ids: readonly string[]): Promise<void> {
  await tx.run(hot`
    delete from community.views v using (
      select owner_id, spu_id, row_number() over (partition by owner_id order by viewed_at desc, spu_id) as place
      from community.views where owner_id = any(${owner_ids}::uuid[])) o
    where o.place > ${mostViewed} and v.owner_id = o.owner_id and v.spu_id = o.spu_id`)
}

/** Forgets these products, or all of them; what is not remembered is forgotten already. Answers how many went. */
export async function forgetViews(tx: Tx, owner_id: string, spu_ids: readonly string[] | null): Promise<number> {
  const gone = await tx.rows(hot`
    delete from community.views where owner_id = ${owner_id} and (${spu_ids === null} or spu_id = any(${spu_ids ?? []}::text[])) returning spu_id`)
  return gone.length
}

/** What a visitor looked at is his who signed in; of a product seen as both, the later time stays. Who refused as either is remembered as neither. */
export async function joinViews(tx: Tx, joins: readonly { visitor_id: string; user_id: string }[]): Promise<void> {
  const visitors = column(joins, 'visitor_id')
  await tx.run(hot`
    insert into community.view_refusals (owner_id, refused_at)
    select j.user_id, max(r.refused_at) from unnest(${visitors}::uuid[], ${column(joins, 'user_id')}::uuid[]) as j (visitor_id, user_id)
      join community.view_refusals r on r.owner_id = j.visitor_id group by j.user_id order by j.user_id on conflict do nothing`)
  await tx.run(hot`delete from community.view_refusals where owner_id = any(${visitors}::uuid[])`)
  await tx.run(hot`
    insert into community.views (owner_id, spu_id, viewed_at)
    select j.user_id, v.spu_id, max(v.viewed_at) from unnest(${visitors}::uuid[], ${column(joins, 'user_id')}::uuid[]) as j (visitor_id, user_id)
      join community.views v on v.owner_id = j.visitor_id group by j.user_id, v.spu_id order by j.user_id, v.spu_id
    on conflict (owner_id, spu_id) do update set viewed_at = greatest(views.viewed_at, excluded.viewed_at)`)
  await tx.run(hot`
    delete from community.views v where v.owner_id = any(${visitors}::uuid[]) or (v.owner_id = any(${column(joins, 'user_id')}::uuid[])
      and exists (select from community.view_refusals r where r.owner_id = v.owner_id))`)
  await keepLatest(tx, [...new Set(column(joins, 'user_id'))])
}

/** Nobody's looks are kept for longer than half a year. */
export const forgetOldViews = (db: Db, now: string): Promise<number> =>
  db.tx(async (tx) => {
    const gone = await tx.rows(hot`
      delete from community.views where (owner_id, spu_id) in (
        select owner_id, spu_id from community.views where viewed_at < ${addMilliseconds(now, -forget_after_ms)} limit 1000) returning spu_id`)
    return gone.length
  })

export interface Viewed {
  spu_id: string
  viewed_at: string
  title: { zh: string; en: string }
  lifecycle: string
  cover: string | null
  price_from_minor: number | null
  currency: string | null
}

/** What somebody looked at, the latest first; products that were withdrawn meanwhile are left out. */
export const listViews = (db: Reader, owner_id: string): Promise<Viewed[]> =>
  db.rows<Viewed>(hot`
    select v.spu_id, v.viewed_at, p.title, p.lifecycle, p.price_from_minor, p.currency,
      ${coverOf(sql`p.spu_id`)} as cover
    from community.views v join products.spus p on p.spu_id = v.spu_id
    where v.owner_id = ${owner_id} and p.lifecycle <> 'withdrawn' order by v.viewed_at desc, v.spu_id`)
