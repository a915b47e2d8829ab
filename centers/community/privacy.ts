import { registerKeeper } from '#centers/identity/privacy/write.ts'
import { hot, sql } from '#core/sql.ts'
import { listFollows } from './follows/write.ts'
import { listViews, refusesViews } from './views/write.ts'

registerKeeper({
  center: 'community',
  export: async (on, user_id) => ({
    follows: await listFollows(on, user_id),
    looked_at: await listViews(on, user_id),
    looking_is_kept: !(await refusesViews(on, user_id)),
    written: await on.rows(sql`
      select kind, spu_id, stars, words, pictures, state, reason, reply, helpful, written_at from community.voices
      where author_id = ${user_id} order by written_at, voice_id`),
    votes: await on.rows(sql`select spu_id, voice_id, voted_at from community.votes where member_id = ${user_id} order by voted_at`),
    pictures: await on.rows(sql`select file, sent_at from community.pictures where member_id = ${user_id} order by sent_at, file`),
    asked_to_answer: await on.rows(
      sql`select spu_id, voice_id, asked_at from community.asked where member_id = ${user_id} order by asked_at`,
    ),
  }),
  erase: async (tx, user_id) => {
    await tx.run(hot`delete from community.follows where owner_id = ${user_id}`)
    await tx.run(hot`delete from community.views where owner_id = ${user_id}`)
    await tx.run(hot`delete from community.view_refusals where owner_id = ${user_id}`)
    await tx.run(hot`delete from community.asked where member_id = ${user_id}`)
    await tx.run(hot`delete from community.pictures where member_id = ${user_id}`)
    // What nobody has read yet never will be; what others read stays, without anything that shows whose it was.
    await tx.run(hot`
      delete from community.voices f using community.voices r where f.spu_id = r.spu_id and f.about_id = r.voice_id
        and r.author_id = ${user_id} and r.state = 'waiting'`)
    await tx.run(hot`delete from community.voices where author_id = ${user_id} and state = 'waiting'`)
    await tx.run(hot`update community.voices set author_name = '*', pictures = '{}' where author_id = ${user_id}`)
    return 'Reviews, questions and answers that others have read, without name and pictures.'
  },
})
