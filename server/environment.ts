import { type Database, openDatabase } from '#core/database.ts'
import { keepSecretIn } from '#core/secrets.ts'
import { type Db, openDb } from '#core/sql.ts'
import type { Options, Values } from './command.ts'

/** What every command that needs the database takes, each also by an environment variable. */
export const databaseOptions = {
  'data-dir': {
    type: 'string',
    env: 'DATA_DIR',
    default: '.data',
    description: 'Folder for everything this installation keeps, the embedded database included',
  },
  'database-url': {
    type: 'string',
    env: 'DATABASE_URL',
    description: 'A PostgreSQL server of your own (15 or newer) instead of the embedded one',
  },
  'backup-dir': {
    type: 'string',
    env: 'BACKUP_DIR',
    description: 'Folder for backups; while it is set, the embedded database archives its log there',
  },
} as const satisfies Options

/** Opens the database that the options name; a server that another process runs is shared. */
export const openFrom = (values: Values<typeof databaseOptions>): Promise<Database> => {
  keepSecretIn(values['data-dir'])
  return openDatabase({
    data_dir: values['data-dir'],
    url: values['database-url'],
    backup_dir: values['backup-dir'],
    tell: (sentence) => process.stderr.write(`${sentence}\n`),
  })
}

/** Opens the database for one piece of work and closes it whatever happens. For commands that do one thing and end. */
export async function withDb<T>(values: Values<typeof databaseOptions>, work: (db: Db, database: Database) => Promise<T>): Promise<T> {
  const database = await openFrom(values)
  const db = openDb({ ...database.connection, max: 4, statement_timeout_ms: 0 })
  try {
    return await work(db, database)
  } finally {
    await db.close()
    await database.stop()
  }
}
