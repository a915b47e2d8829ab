import type { CenterPromise } from '#core/promises.ts'
import { sql } from '#core/sql.ts'

export const resolutionPromises: CenterPromise[] = [
  {
    name: 'identity.rows_have_one_person',
    sentence: 'Every resolved row of a customer file belongs to exactly one person, who is there and not merged into another.',
    query: sql`
      select r.row_no from identity.resolution_rows r
      join identity.resolution_files f on r.row_no >= f.first_row_no and r.row_no < f.first_row_no + f.row_count and f.resolved_at is not null
      left join identity.resolution_members m using (row_no) left join identity.resolution_persons p using (person_id)
      where p.person_id is null or p.merged_into is not null`,
  },
  {
    name: 'identity.persons_have_rows',
    sentence: 'Every person has as many rows as it says, at least one unless merged into another.',
    query: sql`
      select p.person_id from identity.resolution_persons p
      left join (select person_id, count(*) as row_count from identity.resolution_members group by person_id) m using (person_id)
      where p.row_count <> coalesce(m.row_count, 0)`,
  },
  {
    name: 'identity.surviving_fields_are_own',
    sentence: 'A field of a person survives from one of its own rows.',
    query: sql`
      select p.person_id from identity.resolution_persons p
      cross join lateral (values (p.name_row_no), (p.phone_row_no), (p.email_row_no), (p.address_row_no), (p.device_row_no)) as f (row_no)
      left join identity.resolution_members m on m.row_no = f.row_no
      where f.row_no is not null and m.person_id is distinct from p.person_id`,
  },
  {
    name: 'identity.overlaps_add_up',
    sentence: 'The counts by systems are those of the persons.',
    query: sql`
      select sources from (select sources, count(*) as person_count, sum(row_count) as row_count from identity.resolution_persons where row_count > 0 group by sources) p
      full join identity.resolution_overlaps o using (sources)
      where (p.person_count, p.row_count) is distinct from (o.person_count, o.row_count)`,
  },
  {
    name: 'identity.different_stay_apart',
    sentence: 'No person holds rows from both sides of a decision that they are different.',
    query: sql`
      select s.decision_id, m.person_id from identity.resolution_sides s join identity.resolution_members m using (row_no)
      group by s.decision_id, m.person_id having min(s.side) <> max(s.side)`,
  },
  {
    name: 'identity.merged_persons_have_a_merge',
    sentence: 'A person merged into another has a merge that tells so and was not taken back.',
    query: sql`
      select p.person_id from identity.resolution_persons p
      where p.merged_into is not null and not exists (select from identity.resolution_merges m where m.loser_id = p.person_id and m.whole and m.undone_at is null)`,
  },
]
