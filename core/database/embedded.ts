import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { canReach, DatabaseError, findBinaries, reason, type ServerUser, serverUser, sharedRoot } from './binaries.ts'
import { settings } from './settings.ts'

/** How to reach the embedded server: `host` is the folder of its socket. */
export type SocketConnection = { host: string; port: number; user: string; database: string }

export type EmbeddedOptions = {
  /** The product's data folder; the database lives below it. */
  data_dir: string
  /** Fast and forgetful, for tests. */
  test?: boolean
  /** Told in one sentence what an operator may want to know: recovery, adoption, a restart after a crash. */
  log?: (sentence: string) => void
}

export type EmbeddedDatabase = {
  connection: SocketConnection
  /** Where things were placed, for backup and for the operator. */
  places: Places
  /** The process that serves, or undefined while it is being restarted. */
  pid(): number | undefined
  stop(): Promise<void>
}

export type Places = { data: string; socket: string; log: string; binaries: string; user: ServerUser }

const port = 5432 // Names the socket file only; each data folder has a socket folder of its own.
const owner = 'tongshang'
const socketPathLimit = 107 // bytes; PostgreSQL refuses a longer one

/** Where data, socket and log live. Under root, whatever the user `postgres` could not reach moves to the shared folder, and a note says so. */
export function findPlaces(data_dir: string): Places {
  const user = serverUser()
  const base = resolve(data_dir)
  const wanted = join(base, 'database')
  const here = canReach(wanted, user)
  const key = createHash('sha256').update(base).digest('hex').slice(0, 12)
  const home = here ? base : join(sharedRoot(), key)
  makeFolder(base)
  makeFolder(home)
  if (!here)
    writeFileSync(
      join(base, 'database-is-elsewhere.txt'),
      `The database of this folder lives in ${home}, because only root may enter this one.\n`,
    )

  let socket = join(home, 'socket')
  if (Buffer.byteLength(join(socket, `.s.PGSQL.${port}`)) > socketPathLimit) socket = join(tmpdir(), `tongshang-${key}`)
  return { data: join(home, 'database'), socket, log: join(home, 'database.log'), binaries: findBinaries(user), user }
}

/** Starts the embedded server of a data folder, makes the database if there is none, and keeps it running until `stop`. */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const places = findPlaces(options.data_dir)
  const test = options.test ?? false
  makePrivateFolder(places.socket, places.user)
  if (!existsSync(join(places.data, 'PG_VERSION'))) await initialise(places, test)
  const child = await start(places, test)
  const connection = { host: places.socket, port, user: owner, database: 'tongshang' }
  await makeDatabase(connection)
  return {
    connection,
    places,
    pid: () => child.pid,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((done) => child.once('exit', done))
      child.kill('SIGINT')
      await gone
    },
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw new DatabaseError(`The data folder ${path} cannot be made (${reason(error)}). Set DATA_DIR to a folder this user may write.`)
  }
}

/** With no password on the socket, the folder is the lock: only the server's own user (and root) may enter it. */
function makePrivateFolder(path: string, user: ServerUser): void {
  makeFolder(path)
  chmodSync(path, 0o700)
  if (user) chownSync(path, user.uid, user.gid)
}

async function initialise(places: Places, test: boolean): Promise<void> {
  makePrivateFolder(places.data, places.user)
  const flags = [
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--auth-local=trust',
    '--auth-host=reject',
    `--username=${owner}`,
    '--no-instructions',
  ]
  const child = spawn(join(places.binaries, 'bin', 'initdb'), ['-D', places.data, ...flags, ...(test ? ['--no-sync'] : [])], {
    ...places.user,
    cwd: places.data,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done))
  if (code !== 0) throw new DatabaseError(`The database could not be made in ${places.data}:\n${output.trim()}`)
}

async function start(places: Places, test: boolean): Promise<ChildProcess> {
  const log = openSync(places.log, 'a')
  const args = ['-D', places.data, '-p', String(port), '-c', `unix_socket_directories=${places.socket}`]
  for (const [name, value] of settings(test)) args.push('-c', `${name}=${value}`)
  const child = spawn(join(places.binaries, 'bin', 'postgres'), args, {
    ...places.user,
    cwd: places.data,
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  while (!(await answers(places))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new DatabaseError(`The database did not start; its log is ${places.log}.`)
    await sleep(15)
  }
  return child
}

async function answers(places: Places): Promise<boolean> {
  const client = new pg.Client({ host: places.socket, port, user: owner, database: 'postgres' })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function makeDatabase(connection: SocketConnection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [connection.database])
    if (!rowCount) await client.query(`create database ${connection.database}`)
  } finally {
    await client.end()
  }
}
