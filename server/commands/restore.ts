import { type Input, UsageError } from '../command.ts'
import { databaseOptions } from '../environment.ts'

export const summary = 'Make the embedded database out of a backup, at any moment since'
export const options = {
  'data-dir': databaseOptions['data-dir'],
  'backup-dir': databaseOptions['backup-dir'],
  at: { type: 'string', description: 'The moment to come back to, as 2026-03-01T12:00:00+08:00; the latest when left out' },
  name: { type: 'string', description: 'Which copy to use (see: tongshang backup --list); the newest that is old enough when left out' },
  replace: { type: 'boolean', description: 'Put the database that is there aside, instead of refusing' },
} as const
export const detail = 'Stop the shop first. The database that was there is kept beside the new one until you remove it.'

export async function run({ values }: Input<typeof options>): Promise<void> {
  const { restore } = await import('#core/database/backup.ts')
  if (!values['backup-dir']) throw new UsageError('Name the folder of the backups: --backup-dir, or BACKUP_DIR.')
  const { backup, last_commit_at, put_aside } = await restore({
    backup_dir: values['backup-dir'],
    data_dir: values['data-dir'],
    name: values.name,
    at: values.at,
    replace: values.replace,
    now: new Date().toISOString(),
    tell: (sentence) => process.stderr.write(`${sentence}\n`),
  })
  console.log(`Restored from ${backup.name}; the last change in it was made at ${last_commit_at ?? backup.ended_at}.`)
  if (put_aside) console.log(`The database that was there is now ${put_aside}.`)
}
