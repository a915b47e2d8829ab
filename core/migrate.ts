import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Logger, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { centers } from '#centers/order.ts'
import type { Connection } from './database.ts'

/** A migration that must not run, said in a sentence that names the file and the way out. Printed without a stack. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

export type TableFile = { center: string; file: string; text: string; checksum: string }
export type Applied = { center: string; file: string; checksum: string }

const lockKey = 7_205_759_403_792n // any number, as long as it stays: only one process at a time migrates a database
const root = join(import.meta.dirname, '..')

/**
 * Brings the database to the tables of this code: `core` first, then the centers in calling order, each file once and in one transaction.
 * Answers the files it applied. Safe to call from many processes at the same moment.
 */
export async function migrate(connection: Connection, now: string, files: TableFile[] = readTableFiles(root)): Promise<string[]> {
  const client = new pg.Client(connection)
  client.on('error', () => {}) // a lost connection fails the query under way, which says more
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(`
      create schema if not exists core;
      create table if not exists core.migrations (
        center text not null,
        file text not null,
        checksum text not null,
        applied_at timestamptz not null,
        primary key (center, file)
      )`)
    await migrateJobs(connection)
    const { rows: applied } = await client.query<Applied>('select center, file, checksum from core.migrations')
    const next = decideMigrations(files, applied)
    for (const file of next) await apply(client, file, now)
    await refuseYoungerServer(client)
    return next.map(({ center, file }) => `${center}/${file}`)
  } finally {
    await client.end()
  }
}

/**
 * Events are read in the order of the server's own transaction numbers. A dump carries the rows but not that counter: in a younger server its events would never
 * be reached, and new ones would stand before the cursors.
 */
async function refuseYoungerServer(client: pg.Client): Promise<void> {
  const { rows: known } = await client.query<{ events: boolean }>("select to_regclass('core.events') is not null as events")
  if (!known[0]!.events) return
  const { rows } = await client.query<{ ours: string; theirs: string }>(`
    select e.tx_id::text as ours, pg_current_xact_id()::text as theirs
    from (select tx_id from core.events order by tx_id desc limit 1) e where e.tx_id > pg_current_xact_id()`)
  if (rows[0])
    throw new MigrationError(
      `The events of this database end at transaction ${rows[0].ours}, and its server is only at ${rows[0].theirs}: it came out of a dump. ` +
        `Restore a base backup instead, or stop the server and move its counter past that number with pg_resetwal --next-transaction-id.`,
    )
}

/** The table files of `core` and of every center that has a folder, in the order they are applied. */
export function readTableFiles(folder: string): TableFile[] {
  const homes = [
    { center: 'core', tables: join(folder, 'core', 'tables') },
    ...centers.map((center) => ({ center, tables: join(folder, 'centers', center, 'tables') })),
  ]
  return homes.flatMap(({ center, tables }) => {
    if (!existsSync(tables)) return []
    const names = readdirSync(tables)
      .filter((name) => name.endsWith('.sql'))
      .sort()
    return names.map((file) => {
      const text = readFileSync(join(tables, file), 'utf8')
      return { center, file, text, checksum: checksum(text) }
    })
  })
}

/** Line ends and trailing blanks may change with a tool; what the statements say may not. */
export const checksum = (text: string): string =>
  createHash('sha256')
    .update(
      text
        .replace(/\r\n/g, '\n')
        .replace(/[ \t]+$/gm, '')
        .trim(),
    )
    .digest('hex')

/** Which files are still to be applied. Throws when the files and the database do not belong together. */
export function decideMigrations(files: TableFile[], applied: Applied[]): TableFile[] {
  const known = new Map(applied.map((row) => [`${row.center}/${row.file}`, row.checksum]))
  const present = new Set(files.map(({ center, file }) => `${center}/${file}`))
  const highest = new Map<string, number>()
  for (const { center, file } of applied) highest.set(center, Math.max(highest.get(center) ?? 0, numberOf(center, file)))

  const missing = [...known.keys()].find((name) => !present.has(name))
  if (missing)
    throw new MigrationError(
      `The database has ${missing} applied, which this code does not have. Run the version that made it, or a newer one.`,
    )

  const seen = new Set<string>()
  return files.filter(({ center, file, checksum }) => {
    const name = `${center}/${file}`
    const number = numberOf(center, file)
    if (seen.has(`${center} ${number}`))
      throw new MigrationError(`${name} has a number that another file of ${center} has: give it the next one.`)
    seen.add(`${center} ${number}`)

    const before = known.get(name)
    if (before === undefined) {
      if (number > (highest.get(center) ?? 0)) return true
      throw new MigrationError(`${name} comes before files that are already applied: give it a higher number.`)
    }
    if (before !== checksum)
      throw new MigrationError(`${name} was changed after it was applied. Put it back as it was, and write the change as a new file.`)
    return false
  })
}

function numberOf(center: string, file: string): number {
  const number = /^(\d{3})-[a-z0-9-]+\.sql$/.exec(file)?.[1]
  if (!number) throw new MigrationError(`${center}/tables/${file} is not named like 001-what.sql.`)
  return Number(number)
}

async function apply(client: pg.Client, { center, file, text, checksum }: TableFile, now: string): Promise<void> {
  try {
    await client.query('begin')
    await client.query(`create schema if not exists ${pg.escapeIdentifier(center)}`)
    await client.query(text)
    await client.query('insert into core.migrations (center, file, checksum, applied_at) values ($1, $2, $3, $4)', [
      center,
      file,
      checksum,
      now,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    const { message, position } = error as { message: string; position?: string }
    const line = position ? `, line ${text.slice(0, Number(position) - 1).split('\n').length}` : ''
    throw new MigrationError(`${center}/tables/${file}${line}: ${message}`, { cause: error })
  }
}

/** The job queue's own tables, which its library keeps up to date. */
async function migrateJobs(connection: Connection): Promise<void> {
  const pool = new pg.Pool({ ...connection, max: 1 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  try {
    await runMigrations({ pgPool: pool, logger: quiet })
  } finally {
    await pool.end()
  }
}

const quiet = new Logger(() => () => {}) // what goes wrong is thrown
