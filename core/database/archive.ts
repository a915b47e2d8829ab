import * as fs from 'node:fs'
import { join, resolve } from 'node:path'
import { canReach, DatabaseError, reason, type ServerUser } from './binaries.ts'
import type { Setting } from './settings.ts'

/** The settings that archive the log into a backup folder all the time: after a lost disk at most the last minute is missing. */
export function archiveSettings(backup_dir: string, user: ServerUser): Setting[] {
  const wal = join(resolve(backup_dir), 'wal')
  makeBackupFolder(wal, user)
  // A segment that is there already was archived before a crash that forgot it; one that differs must never be overwritten.
  const keep = `cp "%p" "${wal}/%f.part" && sync "${wal}/%f.part" && mv "${wal}/%f.part" "${wal}/%f"`
  return [
    ['archive_mode', 'on'],
    ['archive_command', `if test -f "${wal}/%f"; then cmp -s "%p" "${wal}/%f"; else ${keep}; fi`],
    ['archive_timeout', '60s'], // a quiet shop's last order does not wait for its segment to fill
  ]
}

/** Made so that the server's user can pass through; refuses a path that could not stand in the server's commands. */
export function makeBackupFolder(path: string, user: ServerUser): void {
  if (/["%$`\\\n]/.test(path))
    throw new DatabaseError(`${path} holds a sign that the server's commands cannot take: choose a plainer path.`)
  try {
    fs.mkdirSync(path, { recursive: true, mode: 0o711 }) // may be passed through, not listed; the copies inside are private
    if (user) fs.chownSync(path, user.uid, user.gid)
  } catch (error) {
    throw new DatabaseError(`The backup folder ${path} cannot be made (${reason(error)}).`)
  }
  if (!canReach(path, user)) throw new DatabaseError(`The server's user cannot reach ${path}. Choose a backup folder it may enter.`)
}
