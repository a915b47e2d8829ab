import pg from 'pg'
import { inject } from 'vitest'
import { openDb } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { loadWorld } from '#world/load.ts'
import { type ClonedDatabase, cloneDatabase } from './database.ts'

const template = 'tongshang_world'

/** A database of one's own with the sample enterprise in it: moved in once a run, copied for everybody who asks. Drop it in `afterAll`. */
export async function cloneWorld(): Promise<ClonedDatabase> {
  await makeTemplate()
  return cloneDatabase(template)
}

/** Two test files may ask together: the first moves the enterprise in while the other waits. */
async function makeTemplate(): Promise<void> {
  const client = new pg.Client({ ...inject('database'), database: 'postgres' })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('${template}'))`)
    const there = await client.query(`select from pg_database where datname = '${template}'`)
    if (there.rowCount === 0) {
      const moving = await cloneDatabase()
      const db = openDb(moving.connection)
      await loadWorld(db, wallClock.now())
      await db.close()
      await client.query(`alter database ${moving.connection.database} rename to ${template}`)
      await client.query(`alter database ${template} is_template true allow_connections false`)
    }
  } finally {
    await client.end() // and the lock with it
  }
}
