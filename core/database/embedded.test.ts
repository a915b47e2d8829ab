import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { DatabaseError, openDatabase } from '../database.ts'
import { canReach, findBinaries, findPackage, serverUser } from './binaries.ts'
import { listElsewhere, removeGone } from './elsewhere.ts'
import { findPlaces, openEmbedded, stopOrphan } from './embedded.ts'
import { isAlive } from './processes.ts'
import type { Setting } from './settings.ts'

const root = process.getuid?.() === 0
const temp = fs.mkdtempSync(join(tmpdir(), 'tongshang-lifecycle-'))
fs.chmodSync(temp, 0o711)
const data_dir = join(temp, 'shop')
const children: ChildProcess[] = []
const told: string[] = []
const tell = (sentence: string) => void told.push(sentence)
const open = (settings: Setting[] = []) => openEmbedded({ data_dir, test: true, settings, tell })

beforeAll(async () => {
  const database = await open()
  await ask(database, 'create table marks (mark int)')
  await database.stop()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  for (const name of fs.readdirSync(temp)) await stopOrphan(join(temp, name)).catch(() => {})
  fs.rmSync(temp, { recursive: true, force: true })
})

describe('whoever comes and goes', () => {
  test('a server left behind by a killed program is adopted, and stopped by who adopted it', async () => {
    const other = await startProgram()
    await kill(other.child, 'SIGKILL')
    expect(isAlive(other.server)).toBe(true)

    const database = await open()
    expect(database.pid()).toBe(other.server)
    expect(told.at(-1)).toMatch(/taken over/)
    await database.stop()
    expect(isAlive(other.server)).toBe(false)
  })

  test('a server left behind with other settings is replaced', async () => {
    const other = await startProgram()
    await kill(other.child, 'SIGKILL')

    const database = await open([['work_mem', '7MB']])
    expect(database.pid()).not.toBe(other.server)
    expect(isAlive(other.server)).toBe(false)
    expect(await ask(database, 'show work_mem')).toEqual([{ work_mem: '7MB' }])
    await database.stop()
  })

  test('a server that another living program keeps is shared, and not stopped', async () => {
    const other = await startProgram()
    const guest = await open([['work_mem', '7MB']]) // even with other settings: it is not ours to stop
    expect(guest.pid()).toBe(other.server)
    await guest.stop()
    expect(isAlive(other.server)).toBe(true)
    await kill(other.child, 'SIGTERM')
  })

  test('who shares a server keeps it when the other program is killed', async () => {
    const other = await startProgram()
    const guest = await open()
    await kill(other.child, 'SIGKILL')
    await new Promise((done) => setTimeout(done, 600))
    await guest.stop()
    expect(isAlive(other.server)).toBe(false)
  })

  test('who shares a server starts it again when the other program ends it', async () => {
    const other = await startProgram()
    const guest = await open()
    await kill(other.child, 'SIGTERM')
    await vi.waitFor(() => ask(guest, 'select 1'), 20_000)
    expect(guest.pid()).not.toBe(other.server)
    await guest.stop()
  })

  test('programs that start at the same moment in a new folder make one database and share one server', async () => {
    const fresh = join(temp, 'fresh')
    const others = await Promise.all([startProgram(fresh), startProgram(fresh), startProgram(fresh)])
    expect(new Set(others.map(({ server }) => server)).size).toBe(1)
    expect(fs.readdirSync(fresh).sort()).toEqual(['database', 'database.log', 'keeper.json', 'socket'])
    await Promise.all(others.map(({ child }) => kill(child, 'SIGTERM')))
    await vi.waitFor(() => expect(isAlive(others[0]!.server)).toBe(false), 20_000)
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends program and server in order', async (signal) => {
    const other = await startProgram()
    expect(await kill(other.child, signal)).toBe(signal)
    expect(isAlive(other.server)).toBe(false)
    expect(fs.existsSync(join(findPlaces(data_dir).data, 'postmaster.pid'))).toBe(false)
  })
})

describe('what goes wrong', () => {
  test('a killed server is started again and has every committed row', async () => {
    const database = await open([['synchronous_commit', 'on']]) // which servers for tests do without
    for (let round = 1; round <= 3; round++) {
      await ask(database, `insert into marks values (${round})`)
      const before = database.pid()!
      process.kill(before, 'SIGKILL')
      await vi.waitFor(async () => expect(await ask(database, 'select max(mark) as mark from marks')).toEqual([{ mark: round }]), 20_000)
      // Between the two there is none.
      await vi.waitFor(() => expect([undefined, before]).not.toContain(database.pid()), 20_000)
    }
    expect(told).toContain('The database ended unexpectedly; it is started again.')
    await database.stop()
  })

  test('program and server killed together, the next start recovers', async () => {
    const other = await startProgram()
    process.kill(other.server, 'SIGKILL')
    await kill(other.child, 'SIGKILL')
    const database = await open()
    expect(await ask(database, 'select count(*)::int > 0 as there from marks')).toEqual([{ there: true }])
    await database.stop()
  })

  test.runIf(process.platform === 'linux')(
    'a note of a dead server whose number another program has now does not keep us out',
    async () => {
      const places = findPlaces(data_dir)
      fs.writeFileSync(
        join(places.data, 'postmaster.pid'),
        `${process.pid}\n${places.data}\n1\n5432\n${places.socket}\n\n  1 1\nready   \n`,
      )
      const database = await open()
      expect(await ask(database, 'select 1 as one')).toEqual([{ one: 1 }])
      await database.stop()
    },
  )

  test('what a killed making of the database left behind is cleared', async () => {
    const half = join(temp, 'half')
    fs.mkdirSync(join(half, 'database.making-999999999', 'base'), { recursive: true })
    const database = await openEmbedded({ data_dir: half, test: true })
    expect(await ask(database, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(fs.readdirSync(half).filter((name) => name.includes('making'))).toEqual([])
    await database.stop()
  })

  test('data of another major version is refused', async () => {
    const old = join(temp, 'old')
    const { data, user } = findPlaces(old)
    fs.mkdirSync(data, { recursive: true })
    if (user) fs.chownSync(data, user.uid, user.gid)
    fs.writeFileSync(join(data, 'PG_VERSION'), '16\n')
    await expect(openEmbedded({ data_dir: old, test: true })).rejects.toThrow(/written by PostgreSQL 16, and this release brings 18/)
  })

  test('a folder that cannot be made is refused with the way out', async () => {
    fs.writeFileSync(join(temp, 'file'), '')
    await expect(openEmbedded({ data_dir: join(temp, 'file', 'data'), test: true })).rejects.toThrow(/cannot be written .*Set DATA_DIR/)
  })

  test('a setting that the server refuses is told in its own words', async () => {
    await expect(open([['shared_buffers', 'plenty']])).rejects.toThrow(/did not start.*invalid value for parameter "shared_buffers"/s)
  })

  const unreachable: [url: string, expected: RegExp][] = [
    [
      'postgres://shop:secret@127.0.0.1:5699/shop',
      /postgres:\/\/shop@127\.0\.0\.1:5699\/shop cannot be reached.*ECONNREFUSED.*Check DATABASE_URL/,
    ],
    ['postgres://shop:secret@no.such.host.invalid/shop', /cannot be reached/],
    ['my database', /not an address like/],
  ]
  test.each(unreachable)('a server that is not there: %s', async (url, expected) => {
    const error = await openDatabase({ data_dir, url }).catch((error) => error)
    expect(error).toBeInstanceOf(DatabaseError)
    expect(error.message).toMatch(expected)
    expect(error.message).not.toContain('secret')
  })

  test('a database of another encoding is refused, a good one is used', async () => {
    const server = await open()
    await ask(server, "create database latin encoding 'LATIN1' locale 'C' template template0")
    const url = (name: string) => `postgres://tongshang@/${name}?host=${server.connection.host}&port=5432`
    await expect(openDatabase({ data_dir, url: url('latin') })).rejects.toThrow(/kept in LATIN1/)
    const database = await openDatabase({ data_dir, url: url('tongshang') })
    await database.stop()
    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
  })
})

describe('where things are placed', () => {
  test('a socket path that PostgreSQL would refuse moves to the temporary folder', async () => {
    const deep = join(temp, 'x'.repeat(60), 'y'.repeat(60))
    const database = await openEmbedded({ data_dir: deep, test: true })
    expect(dirname(database.connection.host)).toBe(tmpdir())
    expect(await ask(database, 'select 1 as one')).toEqual([{ one: 1 }])
    await database.stop()
    fs.rmSync(database.connection.host, { recursive: true })
  })

  test('nobody but the server and root may enter the socket folder', () => {
    expect(fs.statSync(findPlaces(data_dir).socket).mode & 0o777).toBe(0o700)
  })

  test('missing library links are made', async () => {
    const bare = copyPackage(join(temp, 'bare'))
    const links: { target: string }[] = JSON.parse(fs.readFileSync(join(bare, 'native', 'pg-symlinks.json'), 'utf8'))
    for (const { target } of links) fs.rmSync(join(bare, target), { force: true })
    const runs = (folder: string) =>
      execFileSync(join(folder, 'native', 'bin', 'postgres'), ['--version'], { encoding: 'utf8', stdio: 'pipe' })
    expect(() => runs(bare)).toThrow()
    findBinaries(undefined, { folder: bare, version: '18.0' })
    expect(runs(bare)).toMatch(/PostgreSQL/)
  })

  test.runIf(root)('under root, what only root may enter moves to where the server can reach it', async () => {
    const closed = join(temp, 'closed')
    fs.mkdirSync(closed, { mode: 0o700 })
    vi.stubEnv('TONGSHANG_SHARED_DIR', join(temp, 'shared'))
    const user = serverUser(join(closed, 'database'))
    const binaries = findBinaries(user, { folder: copyPackage(join(closed, 'package')), version: '18.0' })
    expect(binaries.folder).toBe(join(temp, 'shared', 'postgres-18.0'))
    expect(canReach(join(binaries.folder, 'bin', 'postgres'), user)).toBe(true)

    const database = await openEmbedded({ data_dir: join(closed, 'data'), test: true })
    expect(database.places.data.startsWith(join(temp, 'shared'))).toBe(true)
    expect(fs.readFileSync(join(closed, 'data', 'database-is-elsewhere.txt'), 'utf8')).toContain(database.places.home)
    expect(await ask(database, 'select 1 as one')).toEqual([{ one: 1 }])

    // Whoever deletes the data folder leaves the database behind; it is told from one in use, and only then deleted.
    const { home } = database.places
    const found = () => listElsewhere().map((one) => [one.home, one.belongs_to, one.state])
    expect(found()).toEqual([[home, join(closed, 'data'), 'running']])
    await database.stop()
    expect(found()).toEqual([[home, join(closed, 'data'), 'in_use']])
    expect(removeGone()).toEqual([])
    fs.rmSync(join(closed, 'data'), { recursive: true })
    expect(removeGone().map((one) => one.home)).toEqual([home])
    expect(fs.existsSync(home)).toBe(false)
    vi.unstubAllEnvs()
  })
})

/** A copy of the package; hard links, because it is large. */
function copyPackage(to: string): string {
  const { folder } = findPackage()
  try {
    execFileSync('cp', ['-al', folder, to], { stdio: 'pipe' })
  } catch {
    fs.cpSync(folder, to, { recursive: true, verbatimSymlinks: true })
  }
  return to
}

/** Another program that opens the same data folder and stays. */
async function startProgram(folder = data_dir): Promise<{ child: ChildProcess; server: number }> {
  const code = `
    import { openEmbedded } from ${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))}
    const database = await openEmbedded({ data_dir: ${JSON.stringify(folder)}, test: true })
    console.log(database.pid())
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const server = await new Promise<number>((done, fail) => {
    child.stdout!.once('data', (chunk) => done(Number(chunk)))
    child.once('exit', () => fail(new Error('the program ended')))
  })
  return { child, server }
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<NodeJS.Signals | null> {
  const gone = new Promise<NodeJS.Signals | null>((done) => child.once('exit', (_code, signal) => done(signal)))
  child.kill(signal)
  return gone
}

async function ask({ connection }: { connection: pg.ClientConfig }, text: string): Promise<unknown[]> {
  const client = new pg.Client(connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
