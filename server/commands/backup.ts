import { type Input, UsageError } from '../command.ts'
import { databaseOptions, openFrom } from '../environment.ts'

export const summary = 'Copy the embedded database while the shop is open'
export const options = { ...databaseOptions, list: { type: 'boolean', description: 'Only list the copies there are' } } as const
export const detail = `Needs a backup folder. Start the shop with BACKUP_DIR as well: then its log is archived all the time, and a copy can be
brought to any later moment (see: tongshang restore --help). Keep that folder on another disk, or carry it away.`

export async function run({ values }: Input<typeof options>): Promise<void> {
  const { backUp, listBackups } = await import('#core/database/backup.ts')
  const { startProgress } = await import('#core/progress.ts')
  const backup_dir = values['backup-dir']
  if (!backup_dir) throw new UsageError('Name the folder for backups: --backup-dir, or BACKUP_DIR.')
  if (values.list) {
    for (const { name, ended_at } of listBackups(backup_dir)) console.log(`${name}  restores ${ended_at} and later`)
    return
  }
  if (values['database-url']) throw new UsageError('A server named by DATABASE_URL is backed up with its own tools (pg_basebackup).')

  const database = await openFrom(values)
  try {
    if (!('host' in database.connection)) throw new UsageError('Only the embedded database can be copied.')
    const note = await backUp(database.connection, values['data-dir'], backup_dir, new Date().toISOString(), (total) =>
      startProgress({ label: 'Copying', total, unit: 'bytes' }),
    )
    console.log(`Backup ${note.name} is complete. It restores ${note.ended_at}, and later moments from the archived log.`)
  } finally {
    await database.stop()
  }
}
