import type { CenterPromise } from '#core/promises.ts'
import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises: CenterPromise[] = [
  {
    name: 'codes.numbers_once',
    sentence: 'No number belongs to two batches, and none is beyond what was handed out.',
    query: sql`
      select batch_id, first_number, 'overlaps the next batch' as fault from (
        select batch_id, first_number, quantity, lead(first_number) over (order by first_number) as next_first from codes.batches) b
      where first_number + quantity > next_first
      union all
      select b.batch_id, b.first_number, 'beyond the counter' from codes.batches b
      where b.first_number + b.quantity > (select next from codes.counters where name = 'items')`,
  },
  {
    name: 'codes.items_in_batches',
    sentence: 'A code that something happened to lies in the range of its batch.',
    query: sql`
      select i.number, i.batch_id from codes.items i left join codes.batches b on b.batch_id = i.batch_id
      where b.batch_id is null or i.number < b.first_number or i.number >= b.first_number + b.quantity`,
  },
  {
    name: 'codes.claimed_once',
    sentence: 'A code was claimed once, by the member whose claim is its one step of that kind.',
    query: sql`
      select i.number from codes.items i
      left join (select number, count(*) as claims from codes.steps where step = 'claimed' group by number) s on s.number = i.number
      where (i.claimed_at is not null)::integer <> coalesce(s.claims, 0)`,
  },
  {
    name: 'codes.points_booked_once',
    sentence: 'Every claim stands in the ledger, under a key made of its code.',
    query: sql`
      select i.number from codes.items i
      left join ledger.transactions t on t.key = 'claim:codes.item:' || i.number and t.kind = 'codes.claim'
      where i.claimed_at is not null and t.key is null`,
  },
  {
    name: 'codes.counts',
    sentence: 'A batch counts exactly its codes that were bound, sold, scanned, claimed and voided.',
    query: sql`
      select b.batch_id from codes.batches b left join (
        select batch_id, count(container_id) as bound, count(sold_at) as sold, count(first_scanned_at) as scanned, count(claimed_at) as claimed,
          count(voided_at) as voided
        from codes.items group by batch_id) i on i.batch_id = b.batch_id
      where (b.bound, b.sold, b.scanned, b.claimed, b.voided)
        <> (coalesce(i.bound, 0), coalesce(i.sold, 0), coalesce(i.scanned, 0), coalesce(i.claimed, 0), coalesce(i.voided, 0))`,
  },
  {
    name: 'codes.printed_whole',
    sentence: 'What is printed of a batch is one part from its start, and nothing in it was left out.',
    query: sql`
      select b.batch_id from codes.batches b
      left join (select batch_id, max(from_index + quantity) as reach, sum(quantity) filter (where again_reason is null) as first_prints
        from codes.prints group by batch_id) p on p.batch_id = b.batch_id
      where b.printed <> coalesce(p.reach, 0) or b.printed < coalesce(p.first_prints, 0)`,
  },
  {
    name: 'codes.bound_has_container',
    sentence: 'Whatever is bound lies in a carton of its own brand.',
    query: sql`
      select i.number from codes.items i join codes.batches b on b.batch_id = i.batch_id left join codes.containers c on c.container_id = i.container_id
      where i.container_id is not null and (c.container_id is null or c.kind <> 'carton' or c.brand_id is distinct from b.brand_id)`,
  },
]
