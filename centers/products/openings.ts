import { announce } from '#core/events.ts'
import { type Db, hot } from '#core/sql.ts'

const most = 500

/** Announces products whose moment to be sold has come, each moment once: what was made of them before says that they are closed. Answers how many. */
export async function announceOpenings(db: Db, now: string): Promise<number> {
  return db.tx(async (tx) => {
    const opened = await tx.rows<{ spu_id: string }>(hot`
      update products.spus set opening_told_at = opens_at where spu_id in (
        select spu_id from products.spus
        where opens_at is not null and opening_told_at is distinct from opens_at and opens_at <= ${now}::timestamptz
        order by opens_at, spu_id limit ${most} for update skip locked)
      returning spu_id`)
    await announce(tx, 'products.opened', opened, now)
    return opened.length
  })
}
