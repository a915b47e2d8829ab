import type { Input } from '../command.ts'
import { databaseOptions, withDb } from '../environment.ts'

export const summary = 'Bring the database to the tables of this release'
export const options = databaseOptions
export const detail = 'Every start does this by itself. Run it alone to do it before the new release is started.'

export async function run({ values }: Input<typeof options>): Promise<void> {
  const { migrate } = await import('#core/migrate.ts')
  const applied = await withDb(values, (_db, { connection }) => migrate(connection, new Date().toISOString()))
  for (const file of applied) console.log(`applied ${file}`)
  console.log(applied.length === 0 ? 'The database is up to date.' : `${applied.length} files applied.`)
}
