import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { archiveSettings } from './archive.ts'
import { type Binaries, canReach, DatabaseError, findBinaries, reason, type ServerUser, serverUser, sharedRoot } from './binaries.ts'
import { noteElsewhere } from './elsewhere.ts'
import { bornAt, isAbandoned, isAlive, isServerOf, readNote } from './processes.ts'
import { type Setting, settings } from './settings.ts'

/** How to reach the embedded server: `host` is the folder of its socket. */
export type SocketConnection = { host: string; port: number; user: string; database: string }

export type EmbeddedOptions = {
  /** The product's data folder; the database lives below it. */
  data_dir: string
  /** Fast and forgetful, for tests. */
  test?: boolean
  /** Archives everything written into this folder all the time, so that a backup there can be brought to any moment. */
  backup_dir?: string | undefined
  /** Settings over ours, for a test or a restore. */
  settings?: readonly Setting[]
  /** Told in one sentence what an operator may want to know: recovery, adoption, a restart after a crash. */
  tell?: (sentence: string) => void
}

export type EmbeddedDatabase = {
  connection: SocketConnection
  /** Where things were placed, for backup and for the operator. */
  places: Places
  /** The server's process, or undefined while it is being restarted. */
  pid(): number | undefined
  stop(): Promise<void>
}

export type Places = {
  /** The folder that holds all of the following, unless the socket's path would be too long there. */
  home: string
  data: string
  socket: string
  log: string
  /** Says which process keeps the server, so that a second one shares it instead of stopping it. */
  keeper: string
  binaries: Binaries
  user: ServerUser
}

const port = 5432 // Names the socket file only; each data folder has a socket folder of its own.
const role = 'tongshang'
const longestSocketPath_bytes = 107 // PostgreSQL refuses a longer one
const patience_ms = 30_000 // for another server to go away, or for the system to collect a killed one
const largestLog_bytes = 20_000_000

/** Where data, socket and log live. Under root, whatever the server's user could not reach moves to the shared folder, and a note says so. */
export function findPlaces(data_dir: string): Places {
  const base = resolve(data_dir)
  const key = createHash('sha256').update(base).digest('hex').slice(0, 12)
  let home = base
  let user = serverUser(join(home, 'database'))
  if (!canReach(join(home, 'database'), user)) {
    home = join(sharedRoot(), key)
    user = serverUser(join(home, 'database'))
    if (!canReach(home, user))
      throw new DatabaseError(`The user PostgreSQL runs as cannot reach ${home}. Set TONGSHANG_SHARED_DIR to a folder it may enter.`)
  }
  let socket = join(home, 'socket')
  if (socketPath_bytes(socket) > longestSocketPath_bytes) socket = join(tmpdir(), `tongshang-${key}`)
  if (socketPath_bytes(socket) > longestSocketPath_bytes)
    throw new DatabaseError(`The path of the socket ${socket} is longer than PostgreSQL takes. Set TMPDIR to a shorter folder.`)
  return {
    home,
    data: join(home, 'database'),
    socket,
    log: join(home, 'database.log'),
    keeper: join(home, 'keeper.json'),
    binaries: findBinaries(user),
    user,
  }
}

const socketPath_bytes = (socket: string): number => Buffer.byteLength(join(socket, `.s.PGSQL.${port}`))

/**
 * Opens the embedded server of a data folder and keeps it running until `stop`.
 *
 * A server that an earlier, killed process left behind is adopted, or stopped and started anew when its settings differ. A server that
 * another living process keeps is shared, and kept from then on if that process goes. A server that dies is started again.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const places = findPlaces(options.data_dir)
  preparePlaces(resolve(options.data_dir), places)
  const test = options.test ?? false
  if (!fs.existsSync(join(places.data, 'PG_VERSION'))) await initialise(places, test)
  checkVersion(places)

  const archive = options.backup_dir ? archiveSettings(options.backup_dir, places.user) : []
  const keeper = new Keeper(places, [...settings(test), ...archive, ...(options.settings ?? [])], options.tell ?? (() => {}))
  await keeper.open()
  const connection = { host: places.socket, port, user: role, database: 'tongshang' }
  await makeDatabase(connection)
  return { connection, places, pid: () => keeper.pid, stop: () => keeper.stop() }
}

/** Ends the server of a data folder whose keeper is gone. For cleaning up; answers false when there was none. */
export async function stopOrphan(data_dir: string): Promise<boolean> {
  const { data } = findPlaces(data_dir)
  const pid = readNote(data)?.pid
  if (!pid || !isServerOf(pid, fs.existsSync(data) ? fs.realpathSync(data) : data)) return false
  await end(pid)
  return true
}

function preparePlaces(base: string, places: Places): void {
  makeFolder(base)
  makeFolder(places.home)
  if (places.home !== base) noteElsewhere(base, places.home)
  makePrivateFolder(places.socket, places.user)
  const uid = places.user?.uid ?? process.getuid?.()
  if (fs.existsSync(places.data) && uid !== undefined && fs.statSync(places.data).uid !== uid)
    throw new DatabaseError(
      `${places.data} belongs to another user. Start as that user, or as root, or set DATA_DIR to a folder of your own.`,
    )
}

function makeFolder(path: string): void {
  try {
    fs.mkdirSync(path, { recursive: true, mode: 0o755 })
    fs.accessSync(path, fs.constants.W_OK)
  } catch (error) {
    throw new DatabaseError(`The data folder ${path} cannot be written (${reason(error)}). Set DATA_DIR to a folder this user may write.`)
  }
}

/** With no password on the socket, the folder is the lock: only the server's own user (and root) may enter it. */
function makePrivateFolder(path: string, user: ServerUser): void {
  makeFolder(path)
  const found = fs.lstatSync(path)
  const trusted = [process.getuid?.(), user?.uid]
  // In a temporary folder that all users share, somebody else could have put a folder or a link there before us.
  if (!found.isDirectory() || (process.getuid && !trusted.includes(found.uid)))
    throw new DatabaseError(`${path} belongs to another user. Remove it, or set DATA_DIR to a folder with a shorter path.`)
  fs.chmodSync(path, 0o700)
  if (user) fs.chownSync(path, user.uid, user.gid)
}

// Sorted by code point, which is the same everywhere and keeps indexes valid on other machines; letters are known beyond ASCII, which searching needs.
// Texts are compared byte by byte: keys and accounts stand in every index of the hot paths, where a language's order is of no use and costs time.
const locale =
  process.platform === 'darwin'
    ? ['--locale=en_US.UTF-8', '--lc-collate=C']
    : ['--locale=C.UTF-8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']

/** Made beside its place and moved there when complete, so that a kill half-way leaves nothing that looks like a database. */
async function initialise(places: Places, test: boolean): Promise<void> {
  sweepHalfMade(places)
  const making = `${places.data}.making-${process.pid}`
  makePrivateFolder(making, places.user)
  const flags = ['--encoding=UTF8', ...locale, '--auth-local=trust', '--auth-host=reject', `--username=${role}`, '--no-instructions']
  const child = spawn(join(places.binaries.folder, 'bin', 'initdb'), ['-D', making, ...flags, ...(test ? ['--no-sync'] : [])], {
    ...places.user,
    cwd: making,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done))
  if (code !== 0) throw new DatabaseError(`The database could not be made in ${places.data}:\n${output.trim()}`)
  try {
    fs.renameSync(making, places.data)
  } catch (error) {
    fs.rmSync(making, { recursive: true, force: true })
    if (!fs.existsSync(join(places.data, 'PG_VERSION'))) throw error // otherwise another process was quicker, and its database is ours too
  }
}

function sweepHalfMade({ home }: Places): void {
  for (const name of fs.readdirSync(home)) {
    const pid = Number(/^database\.making-(\d+)$/.exec(name)?.[1] ?? 0)
    if (pid > 0 && !isAlive(pid)) fs.rmSync(join(home, name), { recursive: true, force: true })
  }
}

function checkVersion({ data, binaries }: Places): void {
  const major = Number(fs.readFileSync(join(data, 'PG_VERSION'), 'utf8'))
  if (major !== binaries.major)
    throw new DatabaseError(
      `${data} was written by PostgreSQL ${major}, and this release brings ${binaries.major}. Start the release that wrote it, or set DATABASE_URL to a PostgreSQL ${major} server with that data.`,
    )
}

/** Holds one server up: finds, starts, watches, restarts and stops it. */
class Keeper {
  pid: number | undefined
  readonly #places: Places
  readonly #args: string[]
  readonly #tell: (sentence: string) => void
  /** The process is ours to stop: we started or adopted it. */
  #keeps = false
  #stopping = false
  #watch: NodeJS.Timeout | undefined
  #bringingUp: Promise<void> | undefined

  constructor(places: Places, chosen: Setting[], tell: (sentence: string) => void) {
    this.#places = places
    this.#tell = tell
    ownHandlers.add(this.#atSignal)
    this.#args = ['-D', places.data, '-p', String(port), '-c', `unix_socket_directories=${places.socket}`]
    for (const [name, value] of new Map(chosen)) this.#args.push('-c', `${name}=${value}`)
  }

  async open(): Promise<void> {
    await this.#bringUp()
    this.#watch = setInterval(() => this.#look(), 250).unref() // a stat of one process: nothing to measure
    process.on('exit', this.#atExit)
    for (const signal of signals) process.on(signal, this.#atSignal)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    clearInterval(this.#watch)
    await this.#bringingUp?.catch(() => {})
    process.off('exit', this.#atExit)
    for (const signal of signals) process.off(signal, this.#atSignal)
    if (this.#keeps && this.pid !== undefined) {
      await end(this.pid)
      fs.rmSync(this.#places.keeper, { force: true })
    }
    this.pid = undefined
  }

  /** The program ends without having called stop: at least the server gets the chance to close its files. */
  readonly #atExit = (): void => {
    if (this.#keeps && this.pid !== undefined) signalServer(this.pid, 'SIGINT')
  }

  /** Only for programs that do not handle the signal themselves; those call stop when their own work is done. */
  readonly #atSignal = (signal: NodeJS.Signals): void => {
    if (process.listeners(signal).some((listener) => !ownHandlers.has(listener))) return
    void this.stop().finally(() => {
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    })
  }

  #look(): void {
    if (this.#bringingUp || this.#stopping) return
    if (this.pid !== undefined && isAlive(this.pid)) {
      if (!this.#keeps && !this.#otherKeeper()) this.#keep() // who kept it was killed
      return
    }
    this.pid = undefined
    this.#tell('The database ended unexpectedly; it is started again.')
    this.#bringingUp = this.#bringUpAgain().finally(() => {
      this.#bringingUp = undefined
    })
  }

  /** Tries until it works: a full disk may be emptied, and the rest of the program answers 503 in the meantime. */
  async #bringUpAgain(): Promise<void> {
    for (let pause_ms = 500; !this.#stopping; pause_ms = Math.min(pause_ms * 2, 10_000)) {
      try {
        await this.#bringUp()
        this.#tell('The database serves again.')
        return
      } catch (error) {
        this.#tell(`The database could not be started again yet. ${reason(error)}`)
        await sleep(pause_ms)
      }
    }
  }

  async #bringUp(): Promise<void> {
    const deadline = performance.now() + patience_ms
    let failure: unknown
    while (performance.now() < deadline && !this.#stopping) {
      const note = readNote(this.#places.data)
      if (note && isServerOf(note.pid, fs.realpathSync(this.#places.data))) {
        if (await this.#take(note.pid, note.status)) return
      } else {
        // A note of a dead server, or of a number that another program got since: PostgreSQL itself would take it for a living one.
        if (note && isAbandoned(fs.realpathSync(this.#places.data))) fs.rmSync(join(this.#places.data, 'postmaster.pid'), { force: true })
        try {
          return await this.#start()
        } catch (error) {
          if (!(error instanceof StillInUse)) throw error
          failure = error
        }
      }
      await sleep(100)
    }
    throw failure ?? new DatabaseError(`The server in ${this.#places.data} neither serves nor ends. Its log is ${this.#places.log}.`)
  }

  /** Shares or adopts a running server; answers false when it must first go or get ready. */
  async #take(pid: number, status: string): Promise<boolean> {
    const keeper = this.#otherKeeper()
    const fits = this.#hasOurSettings()
    if (!keeper && !fits && status === 'ready') {
      this.#tell('A server with other settings was left behind by an earlier run; it is stopped and started anew.')
      await end(pid)
      return false
    }
    if (!(await answers(this.#places.socket))) return false
    this.pid = pid
    this.#keeps = false
    if (keeper) return true
    this.#tell('The server left running by an earlier run is taken over.')
    this.#keep()
    return true
  }

  /** The living process that keeps the server, if it is not this one. */
  #otherKeeper(): number | undefined {
    try {
      const { pid, born_at } = JSON.parse(fs.readFileSync(this.#places.keeper, 'utf8'))
      return pid !== process.pid && isAlive(pid) && bornAt(pid) === born_at ? pid : undefined
    } catch {
      return undefined
    }
  }

  #keep(): void {
    this.#keeps = true
    const part = `${this.#places.keeper}.${process.pid}`
    fs.writeFileSync(part, JSON.stringify({ pid: process.pid, born_at: bornAt(process.pid) }))
    fs.renameSync(part, this.#places.keeper)
  }

  #hasOurSettings(): boolean {
    try {
      const used = fs.readFileSync(join(this.#places.data, 'postmaster.opts'), 'utf8').trim()
      return used.endsWith(this.#args.map((arg) => `"${arg}"`).join(' '))
    } catch {
      return false
    }
  }

  async #start(): Promise<void> {
    const { data, log, binaries, user } = this.#places
    const begun = rotate(log)
    const file = fs.openSync(log, 'a') // a file, not a pipe: the server may outlive us and must not block on nobody
    // A group of its own: Ctrl-C reaches this program only, which then closes in order, the database last.
    const child = spawn(join(binaries.folder, 'bin', 'postgres'), this.#args, {
      ...user,
      cwd: data,
      env: { ...keptMemory, ...process.env },
      stdio: ['ignore', file, file],
      detached: true,
    })
    fs.closeSync(file)
    let failed: unknown
    child.once('error', (error) => (failed = error))
    child.unref()

    let told = false
    const since = performance.now()
    while (!(await answers(this.#places.socket))) {
      if (failed || hasEnded(child)) throw explain(failed, log, begun)
      if (!told && performance.now() - since > 3000) {
        told = true
        this.#tell('The database is being recovered; this can take some minutes after a crash.')
      }
      await sleep(20)
    }
    // Another process may have been quicker by a moment: then it is its server that answered, and ours gives up.
    const serving = readNote(data)?.pid
    if (serving !== child.pid) {
      while (!hasEnded(child)) await sleep(20)
      throw new StillInUse('another server was started at the same moment')
    }
    this.pid = child.pid
    this.#keep()
  }
}

/**
 * A backend frees the memory of each statement, and the C library of Linux would give it back to the system and ask for it again at the next one: a
 * tenth of a batch's computing time went into that. It keeps some megabytes instead (`man mallopt`); elsewhere nobody reads these names.
 */
const keptMemory = { MALLOC_TRIM_THRESHOLD_: '33554432', MALLOC_MMAP_THRESHOLD_: '8388608', MALLOC_TOP_PAD_: '1048576' }

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
const ownHandlers = new WeakSet<object>()

/** The data folder is still held by a server that is ending, or that the system has not collected yet. */
class StillInUse extends DatabaseError {}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Why the server did not start, in its own words and with the remedy where we know one. */
function explain(failed: unknown, log: string, begun: number): DatabaseError {
  if (failed) return new DatabaseError(`The database program could not be run: ${reason(failed)}`)
  const lines = fs.readFileSync(log).subarray(begun).toString().trim().split('\n')
  const said = lines.filter((line) => /FATAL|PANIC|error while loading|HINT/.test(line)).join('\n') || lines.slice(-5).join('\n')
  if (/lock file .* already exists|shared memory block .* still in use/.test(said))
    return new StillInUse(`The database is still in use:\n${said}`)
  const remedy = /No space left/.test(said)
    ? 'The disk is full: make room and start again.'
    : /Permission denied|wrong ownership/.test(said)
      ? 'Its user may not read the data: give the data folder back to the user who made it.'
      : `The whole log is ${log}.`
  return new DatabaseError(`The database did not start. ${remedy}\n${said}`)
}

/** Starts a new log when the old one is large; answers where new lines will begin. */
function rotate(log: string): number {
  const size_bytes = fs.existsSync(log) ? fs.statSync(log).size : 0
  if (size_bytes < largestLog_bytes) return size_bytes
  fs.renameSync(log, `${log}.1`)
  return 0
}

/** Ends a server in order; one that does not react in time is ended without its last checkpoint, which the next start makes up for. */
async function end(pid: number): Promise<void> {
  signalServer(pid, 'SIGINT')
  const since = performance.now()
  let pressed = false
  while (isAlive(pid)) {
    await sleep(20)
    if (!pressed && performance.now() - since > 60_000) {
      pressed = true
      signalServer(pid, 'SIGQUIT')
    }
  }
}

function signalServer(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {} // gone already
}

async function answers(socket: string): Promise<boolean> {
  const client = new pg.Client({ host: socket, port, user: role, database: 'postgres', connectionTimeoutMillis: 5000 })
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
  } catch (error) {
    if ((error as { code?: string }).code !== '42P04' && (error as { code?: string }).code !== '23505') throw error // another process was quicker
  } finally {
    await client.end()
  }
}
