import { registerKeeper } from '#centers/identity/privacy/write.ts'
import { hot, sql } from '#core/sql.ts'

registerKeeper({
  center: 'services',
  export: async (on, user_id) => ({
    complaints: await on.rows(sql`
      select c.subject, c.order_id, c.spu_id, c.state, c.written_at,
        (select jsonb_agg(jsonb_build_object('said_by', e.said_by, 'words', e.words, 'said_at', e.said_at) order by e.entry_no)
          from services.complaint_entries e where e.complaint_id = c.complaint_id) as said
      from services.complaints c where c.member_id = ${user_id} order by c.written_at, c.complaint_id`),
  }),
  erase: async (tx, user_id) => {
    await tx.run(hot`
      update services.complaint_entries e set name = '*' from services.complaints c
      where c.member_id = ${user_id} and e.complaint_id = c.complaint_id and e.said_by = 'member'`)
    await tx.run(hot`update services.complaints set member_name = '*' where member_id = ${user_id}`)
    return 'Complaints and their answers, without the name.'
  },
})
