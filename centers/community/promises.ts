import type { CenterPromise } from '#core/promises.ts'
import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises: CenterPromise[] = [
  {
    name: 'community.reviews_were_bought',
    sentence: 'Every review is of a line its author bought.',
    query: sql`
      select v.spu_id, v.voice_id from community.voices v where v.kind = 'review' and not exists (
        select from orders.orders o join orders.lines l on l.order_id = o.id join products.skus k on k.sku_id = l.sku_id
        where o.id = v.order_id and l.line_no = v.line_no and o.member_id = v.author_id and k.spu_id = v.spu_id)`,
  },
  {
    name: 'community.nothing_unread_is_shown',
    sentence: 'What others see was read by somebody, who is named.',
    query: sql`select spu_id, voice_id from community.voices where state <> 'waiting' and (judged_by is null or judged_at is null)`,
  },
  {
    name: 'community.ratings_count_shown_reviews',
    sentence: 'The stars of a product are those of its shown reviews.',
    query: sql`
      select coalesce(r.spu_id, v.spu_id) as spu_id from community.ratings r full join (
        select spu_id, count(*) filter (where stars = 1) as s1, count(*) filter (where stars = 2) as s2, count(*) filter (where stars = 3) as s3,
          count(*) filter (where stars = 4) as s4, count(*) filter (where stars = 5) as s5
        from community.voices where kind = 'review' and state = 'shown' group by spu_id) v on v.spu_id = r.spu_id
      where coalesce(r.stars_1, 0) <> coalesce(v.s1, 0) or coalesce(r.stars_2, 0) <> coalesce(v.s2, 0) or coalesce(r.stars_3, 0) <> coalesce(v.s3, 0)
        or coalesce(r.stars_4, 0) <> coalesce(v.s4, 0) or coalesce(r.stars_5, 0) <> coalesce(v.s5, 0)`,
  },
  {
    name: 'community.votes_are_counted',
    sentence: 'As many found a review helpful as voted for it.',
    query: sql`
      select v.spu_id, v.voice_id from community.voices v
      where v.helpful <> (select count(*) from community.votes w where w.spu_id = v.spu_id and w.voice_id = v.voice_id)`,
  },
  {
    name: 'community.views_are_few',
    sentence: 'Of nobody more than 100 products are remembered as looked at.',
    query: sql`select owner_id from community.views group by owner_id having count(*) > 100`,
  },
]
