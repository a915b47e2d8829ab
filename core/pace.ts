import { type Db, hot } from './sql.ts'

const longestRest_ms = 500

/**
 * Does one piece of long work and then leaves as much time to others as it took, if any are at work on this database: imports and set operations must
 * not stall a checkout. On a quiet database nothing is waited for.
 */
export async function paced<Answer>(db: Db, piece: () => Promise<Answer>): Promise<Answer> {
  const began = performance.now()
  const answer = await piece()
  const took_ms = performance.now() - began
  const others = await db.row<{ busy: boolean }>(hot`
    select exists (
      select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and application_name = 'tongshang' and state in ('active', 'idle in transaction')
    ) as busy`)
  if (others!.busy) await new Promise((rested) => setTimeout(rested, Math.min(took_ms, longestRest_ms)))
  return answer
}
