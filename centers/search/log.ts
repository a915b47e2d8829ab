import { assert } from '#core/assert.ts'
import type { Db } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import type { Searched } from './model.ts'
import { logSearches } from './write.ts'

const waiting = new WeakMap<object, { rows: Searched[]; writing: Promise<void> | null }>()
const most = 5_000
const gather_ms = 300

/**
 * Notes a search to be written with its neighbors a moment later: nobody waits for the log, and a crash costs it less than a second.
 * When the database is away for long the oldest are given up.
 */
export function noteSearch(db: Db, search: Searched): void {
  const home = homeOf(db)
  home.rows.push(search)
  if (home.rows.length > most) home.rows.splice(0, home.rows.length - most)
  home.writing ??= new Promise((resolve) => {
    setTimeout(() => {
      flush(db)
        .catch((error: Error) => log.warn({ error: error.message }, 'searches could not be kept'))
        .finally(() => {
          home.writing = null
          resolve()
        })
    }, gather_ms)
  })
}

/** Waits until everything noted so far is written. A click asks for this: its search must be known. */
export async function searchesWritten(db: Db): Promise<void> {
  await homeOf(db).writing
}

function homeOf(db: Db) {
  const home = waiting.get(db.database) ?? { rows: [], writing: null }
  waiting.set(db.database, home)
  return home
}

async function flush(db: Db): Promise<void> {
  const rows = homeOf(db).rows.splice(0)
  assert(rows.length <= most, 'the log keeps at most so many')
  await db.tx((tx) => logSearches(tx, rows))
}
