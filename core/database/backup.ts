import * as fs from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Progress } from '../progress.ts'
import { makeBackupFolder } from './archive.ts'
import { canReach, DatabaseError, reason, type ServerUser } from './binaries.ts'
import { findPlaces, openEmbedded, type SocketConnection } from './embedded.ts'
import { isServerOf, readNote } from './processes.ts'
import type { Setting } from './settings.ts'

/**
 * A backup folder holds `base/<moment>/` (whole copies, each complete by itself) and `wal/` (the log of everything written, archived all
 * the time while the server runs with this folder). A copy restores its own moment; with the log, any moment after it.
 */
export type BackupNote = { name: string; began_at: string; ended_at: string; major: number; first_segment: string; last_segment: string }

/** Copies that are made but useless, or different in every running server. PostgreSQL makes all of these anew. */
const leftOut = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'pg_internal.init',
  'backup_label.old',
  'tablespace_map.old',
  'recovery.signal',
  'standby.signal',
])
const emptied = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'])
const atOnce = 8 // many small files, each of which waits for the disk
const segmentName = /^[0-9A-F]{24}$/

/** Copies the running database into a new folder below `backup_dir/base`. The shop stays open. */
export async function backUp(
  connection: SocketConnection,
  data_dir: string,
  backup_dir: string,
  now: string,
  startProgress: (total_bytes: number) => Progress,
): Promise<BackupNote> {
  const { data, binaries } = findPlaces(data_dir)
  const name = now.replaceAll(':', '-').replace(/\.\d+/, '')
  const home = join(resolve(backup_dir), 'base', name)
  const part = `${home}.part`
  if (fs.existsSync(home)) throw new DatabaseError(`There is a backup of this second already: ${home}.`)
  fs.rmSync(part, { recursive: true, force: true })
  makeBackupFolder(part, undefined)

  const client = new pg.Client(connection)
  client.on('error', () => {}) // a lost server fails the query under way
  await client.connect()
  try {
    // Keeps the log that this copy needs until we have it; goes away with the connection.
    await client.query('select pg_create_physical_replication_slot($1, true, true)', [`backup_${process.pid}`])
    const { rows: started } = await client.query<{ segment: string; at: string }>(
      'select pg_walfile_name(pg_backup_start($1, true)) as segment, clock_timestamp()::text as at',
      [name],
    )
    await copyData(data, join(part, 'data'), startProgress)
    const { rows: stopped } = await client.query<{ label: string; tablespaces: string; segment: string; at: string }>(
      'select labelfile as label, spcmapfile as tablespaces, pg_walfile_name(lsn) as segment, clock_timestamp()::text as at from pg_backup_stop()',
    )
    const [first, last] = [started[0]!, stopped[0]!]
    fs.writeFileSync(join(part, 'data', 'backup_label'), last.label)
    await copySegments(join(data, 'pg_wal'), join(part, 'data', 'pg_wal'), first.segment, last.segment)
    const note = {
      name,
      began_at: new Date(first.at).toISOString(),
      ended_at: new Date(last.at).toISOString(),
      major: binaries.major,
      first_segment: first.segment,
      last_segment: last.segment,
    }
    fs.writeFileSync(join(part, 'backup.json'), JSON.stringify(note, null, 2))
    fs.renameSync(part, home) // only now it looks like a backup
    return note
  } catch (error) {
    throw new DatabaseError(`The backup was not made: ${reason(error)}`, { cause: error })
  } finally {
    await client.end().catch(() => {})
    fs.rmSync(part, { recursive: true, force: true })
  }
}

/** Every file, as it happens to be: what changes meanwhile is put right by the log when the copy is restored. `pg_control` comes last. */
async function copyData(from: string, to: string, startProgress: (total_bytes: number) => Progress): Promise<void> {
  const control = join('global', 'pg_control')
  const files: { path: string; size_bytes: number }[] = []
  const folders = ['']
  for (const entry of fs.readdirSync(from, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(from.length + 1)
    const top = path.split('/')[0]!
    if (entry.isSymbolicLink()) throw new DatabaseError(`${path} leads outside the data folder, which this backup does not follow.`)
    if (entry.isDirectory()) {
      if (!emptied.has(top) || path === top || path.startsWith('pg_wal/archive_status')) folders.push(path)
    } else if (path !== control && !leftOut.has(entry.name) && !emptied.has(top) && !/(^|\/)pgsql_tmp/.test(path)) {
      files.push({ path, size_bytes: fs.statSync(join(from, path), { throwIfNoEntry: false })?.size ?? 0 })
    }
  }

  for (const folder of folders) fs.mkdirSync(join(to, folder), { recursive: true, mode: 0o700 })
  const progress = startProgress(files.reduce((sum, file) => sum + file.size_bytes, 0))
  try {
    const left = files.values()
    const copyRest = async () => {
      for (const { path, size_bytes } of left) {
        await copyDurably(join(from, path), join(to, path))
        progress.add(size_bytes)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, copyRest))
    await copyDurably(join(from, control), join(to, control))
  } finally {
    progress.end()
  }
}

async function copySegments(from: string, to: string, first: string, last: string): Promise<void> {
  for (const name of fs.readdirSync(from).sort()) {
    if (segmentName.test(name) && name >= first && name <= last) await copyDurably(join(from, name), join(to, name))
    if (name.endsWith('.history')) await copyDurably(join(from, name), join(to, name))
  }
}

/** A dropped table's file may vanish while we copy; the log knows that it was dropped. */
async function copyDurably(from: string, to: string): Promise<void> {
  try {
    await fs.promises.copyFile(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !fs.existsSync(from)) return
    throw error
  }
  const file = await fs.promises.open(to, 'r+')
  await file.sync()
  await file.close()
}

/** The backups of a folder, oldest first. */
export function listBackups(backup_dir: string): BackupNote[] {
  const base = join(resolve(backup_dir), 'base')
  if (!fs.existsSync(base)) return []
  return fs
    .readdirSync(base)
    .sort()
    .filter((name) => fs.existsSync(join(base, name, 'backup.json')))
    .map((name) => JSON.parse(fs.readFileSync(join(base, name, 'backup.json'), 'utf8')))
}

export type RestoreOptions = {
  backup_dir: string
  data_dir: string
  /** Which copy; the newest that is old enough when left out. */
  name?: string | undefined
  /** Everything committed up to this moment; the end of the log when left out. */
  at?: string | undefined
  /** Puts the database that is there aside instead of refusing. */
  replace?: boolean
  now: string
  tell?: (sentence: string) => void
  /** For tests. */
  settings?: readonly Setting[]
}

/** Makes the database of a data folder out of a backup. Answers the copy used and the moment of the last change it holds. */
export async function restore(
  options: RestoreOptions,
): Promise<{ backup: BackupNote; last_commit_at: string | null; put_aside: string | undefined }> {
  const { backup_dir, data_dir, at, now } = options
  const backup = chooseBackup(listBackups(backup_dir), options)
  const places = findPlaces(data_dir)
  const running = readNote(places.data)?.pid
  if (running && isServerOf(running, fs.realpathSync(places.data)))
    throw new DatabaseError(`The database in ${places.data} is running: stop it first.`)
  const there = fs.existsSync(places.data)
  if (there && !options.replace)
    throw new DatabaseError(`${places.data} holds a database. Choose another data folder, or say --replace to put it aside.`)

  const part = `${places.data}.restoring`
  fs.rmSync(part, { recursive: true, force: true })
  makeBackupFolder(dirname(part), undefined)
  fs.cpSync(join(resolve(backup_dir), 'base', backup.name, 'data'), part, { recursive: true })
  fs.writeFileSync(join(part, 'recovery.signal'), '')
  handOver(part, places.user)
  const put_aside = there ? `${places.data}.before-${now.replaceAll(':', '-')}` : undefined
  if (put_aside) fs.renameSync(places.data, put_aside)
  fs.renameSync(part, places.data)

  const logged = logOf(places.log).length
  try {
    return { backup, last_commit_at: await recover(options, places.user, at), put_aside }
  } catch (error) {
    // A half-restored database must not be opened as if it were whole.
    fs.rmSync(places.data, { recursive: true, force: true })
    if (put_aside) fs.renameSync(put_aside, places.data)
    // The server may take us in for a moment before it finds out; then only its log says why it ended.
    const told = `${reason(error)} ${logOf(places.log).subarray(logged)}`
    const ended = at !== undefined && /recovery ended before configured recovery target was reached/.test(told)
    throw ended
      ? new DatabaseError(`The archived log ends before ${at}. Choose an earlier moment, or leave it out to restore all there is.`)
      : error
  }
}

const logOf = (path: string): Buffer => (fs.existsSync(path) ? fs.readFileSync(path) : Buffer.alloc(0))

/** The newest copy that was complete before the moment wanted. */
export function chooseBackup(
  backups: BackupNote[],
  { backup_dir, name, at }: Pick<RestoreOptions, 'backup_dir' | 'name' | 'at'>,
): BackupNote {
  if (backups.length === 0) throw new DatabaseError(`There is no backup in ${backup_dir}.`)
  if (at !== undefined) momentOf(at)
  const named = name ? backups.filter((backup) => backup.name === name) : backups
  if (named.length === 0)
    throw new DatabaseError(`There is no backup ${name}; there are: ${backups.map((backup) => backup.name).join(', ')}.`)
  const chosen = named.filter((backup) => at === undefined || Date.parse(backup.ended_at) <= Date.parse(at)).at(-1)
  if (!chosen) throw new DatabaseError(`${named[0]!.name} ended at ${named[0]!.ended_at}, after ${at}: no copy is old enough.`)
  return chosen
}

/** As the server's setting takes it: to the microsecond, and with +00 for Z. */
function momentOf(text: string): string {
  try {
    return Temporal.Instant.from(text).toString({ smallestUnit: 'microsecond' }).replace('Z', '+00')
  } catch {
    throw new DatabaseError(`${text} is not a moment like 2026-03-01T12:00:00+08:00.`)
  }
}

/** Lets PostgreSQL replay the log up to the moment, then stops it: the next start is an ordinary one. */
async function recover(
  { backup_dir, data_dir, ...options }: RestoreOptions,
  user: ServerUser,
  at: string | undefined,
): Promise<string | null> {
  const wal = join(resolve(backup_dir), 'wal')
  if (fs.existsSync(wal) && !canReach(wal, user))
    throw new DatabaseError(`The server's user cannot reach ${wal}. Move the backup to a folder it may enter.`)
  const settings: Setting[] = [
    ...(options.settings ?? []),
    ['restore_command', `cp "${wal}/%f" "%p"`],
    ['recovery_target_action', 'promote'],
    ['recovery_target_timeline', 'latest'],
    ...(at ? [['recovery_target_time', momentOf(at)] as const] : []),
  ]
  const database = await openEmbedded({ data_dir, settings, ...(options.tell ? { tell: options.tell } : {}) })
  const client = new pg.Client(database.connection)
  client.on('error', () => {})
  try {
    await client.connect()
    for (;;) {
      const { rows } = await client.query<{ recovering: boolean; last: Date | null }>(
        'select pg_is_in_recovery() as recovering, pg_last_xact_replay_timestamp() as last',
      )
      if (!rows[0]!.recovering) return rows[0]!.last && new Date(rows[0]!.last).toISOString()
      await sleep(50)
    }
  } finally {
    await client.end().catch(() => {})
    await database.stop()
  }
}

function handOver(folder: string, user: ServerUser): void {
  fs.chmodSync(folder, 0o700)
  if (!user) return
  fs.chownSync(folder, user.uid, user.gid)
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
    fs.lchownSync(join(entry.parentPath, entry.name), user.uid, user.gid)
}
